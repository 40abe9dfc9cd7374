# --8<-- [start:state_dict]
import torch
from torch import nn


def make_model():
    return nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 3))


torch.manual_seed(0)
model = make_model()
for name, tensor in model.state_dict().items():
    print(f"{name:10} {tuple(tensor.shape)}")
# --8<-- [end:state_dict]

# --8<-- [start:save]
torch.save(model.state_dict(), "weights.pt")
# --8<-- [end:save]

# --8<-- [start:load]
weights = torch.load("weights.pt", weights_only=True)
loaded = make_model()
print(loaded.load_state_dict(weights))
print(
    all(
        torch.equal(tensor, weights[name])
        for name, tensor in model.state_dict().items()
    )
)
# --8<-- [end:load]

# --8<-- [start:module_called]
# raises: TypeError
import types

# zh: 相当于 import model_definition
# en: stands for import
model_definition = types.ModuleType("model_definition")
model_definition()
# --8<-- [end:module_called]

# --8<-- [start:missing_keys]
# raises: RuntimeError
other = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))
other.load_state_dict(weights)
# --8<-- [end:missing_keys]

# --8<-- [start:not_strict]
result = other.load_state_dict(weights, strict=False)
print(result.missing_keys, result.unexpected_keys)
# --8<-- [end:not_strict]

# --8<-- [start:size_mismatch]
# raises: RuntimeError
narrow = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))
narrow.load_state_dict(weights, strict=False)
# --8<-- [end:size_mismatch]

# --8<-- [start:eval]
x = torch.ones(1, 4)
print(loaded.training, len({loaded(x).sum().item() for _ in range(4)}))
loaded.eval()
print(loaded.training, len({loaded(x).sum().item() for _ in range(4)}))
# --8<-- [end:eval]

# --8<-- [start:order]
device = next(model.parameters()).device
one = make_model()
one.load_state_dict(weights)
one.eval().to(device)
two = make_model()
two.load_state_dict(weights)
two.to(device).eval()
print(one.training, two.training, torch.equal(one(x), two(x)))
# --8<-- [end:order]

# --8<-- [start:in_place]
layer = nn.Linear(2, 2)
torch.save(layer.to(torch.float16).state_dict(), "layer.pt")
print(layer.weight.dtype)
t = torch.zeros(2)
t.to(torch.float16)
print(t.dtype)
# --8<-- [end:in_place]

# --8<-- [start:cuda_file]
# device: cpu
from unittest.mock import patch

with patch("torch.serialization.location_tag", return_value="cuda:99"):
    torch.save({"w": torch.ones(2)}, "cuda.pt")
try:
    torch.load("cuda.pt", weights_only=True)
except RuntimeError as error:
    print(str(error).split(" on ")[0])
print(torch.load("cuda.pt", map_location="cpu", weights_only=True))
# --8<-- [end:cuda_file]

# --8<-- [start:net_file]
from pathlib import Path

source = """
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(x)
"""
Path("net.py").write_text(source)
# --8<-- [end:net_file]

# --8<-- [start:whole_model]
import importlib
import sys

sys.path.insert(0, ".")
net = importlib.import_module("net")
whole = net.Net()
torch.save(whole, "whole.pt")
# --8<-- [end:whole_model]

# --8<-- [start:refused]
import pickle

try:
    torch.load("whole.pt", weights_only=True)
except pickle.UnpicklingError as error:
    print(type(error).__name__, "net.Net" in str(error))
# --8<-- [end:refused]


# --8<-- [start:evil]
class Evil:
    def __reduce__(self):
        return print, ("this line was printed by the file",)


torch.save({"weight": Evil()}, "evil.pt")
torch.load("evil.pt", weights_only=False)
try:
    torch.load("evil.pt", weights_only=True)
except pickle.UnpicklingError as error:
    print(type(error).__name__)
# --8<-- [end:evil]

# --8<-- [start:unsafe_globals]
print(sorted(torch.serialization.get_unsafe_globals_in_checkpoint("whole.pt")))
# --8<-- [end:unsafe_globals]

# --8<-- [start:safe_globals]
with torch.serialization.safe_globals([net.Net, nn.Linear]):
    print(torch.equal(torch.load("whole.pt", weights_only=True)(x), whole(x)))
# --8<-- [end:safe_globals]

# --8<-- [start:code_changed]
Path("net.py").write_text(source.replace("return self.out(x)", "return -self.out(x)"))
importlib.reload(net)
again = torch.load("whole.pt", weights_only=False)
print(torch.equal(again(x), whole(x)), torch.equal(again(x), -whole(x)))
# --8<-- [end:code_changed]

# --8<-- [start:file_renamed]
# raises: ModuleNotFoundError
Path("net.py").rename("network.py")
del sys.modules["net"]
torch.load("whole.pt", weights_only=False)
# --8<-- [end:file_renamed]

# --8<-- [start:data]
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
inputs = torch.randn(120, 4)  # (samples, features)
scores = inputs[:, :3] + 0.5 * torch.randn(120, 3)
targets = scores.argmax(dim=1)  # (samples,)
train_data = TensorDataset(inputs[:80], targets[:80])
valid_inputs, valid_targets = inputs[80:], targets[80:]
# --8<-- [end:data]


# --8<-- [start:set_up]
def set_up():
    torch.manual_seed(1)
    model = make_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.5)
    generator = torch.Generator().manual_seed(2)
    loader = DataLoader(train_data, batch_size=20, shuffle=True, generator=generator)
    return model, optimizer, scheduler, loader


# --8<-- [end:set_up]


# --8<-- [start:train]
def train(model, optimizer, scheduler, loader, epochs):
    model.train()
    for _ in epochs:
        for batch, labels in loader:
            loss = nn.functional.cross_entropy(model(batch), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()


# --8<-- [end:train]

# --8<-- [start:straight]
straight = set_up()
train(*straight, range(12))
# --8<-- [end:straight]

# --8<-- [start:checkpoint]
model, optimizer, scheduler, loader = set_up()
train(model, optimizer, scheduler, loader, range(6))
checkpoint = {
    "epoch": 6,
    "model": model.state_dict(),
    "optimizer": optimizer.state_dict(),
    "scheduler": scheduler.state_dict(),
    "rng": torch.get_rng_state(),
    "loader_rng": loader.generator.get_state(),
}
torch.save(checkpoint, "checkpoint.pt")
# --8<-- [end:checkpoint]


# --8<-- [start:resume]
def resume(forget=None):
    model, optimizer, scheduler, loader = set_up()
    saved = torch.load("checkpoint.pt", map_location="cpu", weights_only=True)
    restore = {
        "model": model.load_state_dict,
        "optimizer": optimizer.load_state_dict,
        "scheduler": scheduler.load_state_dict,
        "loader_rng": loader.generator.set_state,
        "rng": torch.set_rng_state,
    }
    for key, load in restore.items():
        if key != forget:
            load(saved[key])
    train(model, optimizer, scheduler, loader, range(saved["epoch"], 12))
    return model


# --8<-- [end:resume]

# --8<-- [start:bit_equal]
resumed = resume()
for want, got in zip(straight[0].parameters(), resumed.parameters(), strict=True):
    print(tuple(want.shape), torch.equal(want, got))
# --8<-- [end:bit_equal]

# --8<-- [start:forgotten]
want = nn.utils.parameters_to_vector(straight[0].parameters())
for key in ("model", "optimizer", "scheduler", "loader_rng", "rng"):
    got = nn.utils.parameters_to_vector(resume(forget=key).parameters())
    print(f"{key:10} {torch.equal(want, got)} {(want - got).abs().max():.3f}")
# --8<-- [end:forgotten]

# --8<-- [start:rng_moved]
# raises: TypeError
torch.set_rng_state(torch.get_rng_state().to("meta"))
# --8<-- [end:rng_moved]

# --8<-- [start:replace]
import os


def save(data, path):
    torch.save(data, f"{path}.part")
    os.replace(f"{path}.part", path)


# --8<-- [end:replace]

# --8<-- [start:truncated]
data = Path("weights.pt").read_bytes()
Path("half.pt").write_bytes(data[: len(data) // 2])
try:
    torch.load("half.pt", weights_only=True)
except RuntimeError as error:
    print(str(error).split(":")[0])
# --8<-- [end:truncated]


# --8<-- [start:best]
def validate(model):
    model.eval()
    with torch.inference_mode():
        return nn.functional.cross_entropy(model(valid_inputs), valid_targets).item()


best = float("inf")
model, optimizer, scheduler, loader = set_up()
for epoch in range(1, 21):
    train(model, optimizer, scheduler, loader, range(1))
    loss = validate(model)
    if loss < best:
        best = loss
        save({"epoch": epoch, "model": model.state_dict()}, "best.pt")
        print(f"epoch {epoch} loss {loss:.3f} saved")
# --8<-- [end:best]

# --8<-- [start:best_loaded]
print(f"last {validate(model):.3f}")
kept = torch.load("best.pt", weights_only=True)
model.load_state_dict(kept["model"])
print(f"best {validate(model):.3f} epoch {kept['epoch']}")
# --8<-- [end:best_loaded]

# --8<-- [start:alias]
alias = model.state_dict()
copy = {name: tensor.clone() for name, tensor in alias.items()}
train(model, optimizer, scheduler, loader, range(1))
now = model.state_dict()["0.weight"]
print(torch.equal(alias["0.weight"], now), torch.equal(copy["0.weight"], now))
# --8<-- [end:alias]

# --8<-- [start:sizes]
big = nn.Linear(1000, 1000)
adam = torch.optim.Adam(big.parameters())
big(torch.ones(1, 1000)).sum().backward()
adam.step()
save(big.state_dict(), "model.pt")
save({"model": big.state_dict(), "optimizer": adam.state_dict()}, "both.pt")
for path in ("model.pt", "both.pt"):
    print(path, f"{Path(path).stat().st_size / 1e6:.1f} MB")
# --8<-- [end:sizes]

# --8<-- [start:answer_slice]
# device: cpu
rows = torch.zeros(1000, 1000)
torch.save(rows[:10], "view.pt")
torch.save(rows[:10].clone(), "copy.pt")
for path in ("view.pt", "copy.pt"):
    print(path, f"{Path(path).stat().st_size / 1e6:.2f} MB")
# --8<-- [end:answer_slice]

# --8<-- [start:answer_prefix]
wrapped = {f"module.{name}": tensor for name, tensor in weights.items()}
clean = {name.removeprefix("module."): tensor for name, tensor in wrapped.items()}
print(make_model().load_state_dict(clean))
# --8<-- [end:answer_prefix]

# --8<-- [start:answer_date]
from datetime import date

today = date(2026, 1, 31)
torch.save({"saved_on": today}, "dated.pt")
try:
    torch.load("dated.pt", weights_only=True)
except pickle.UnpicklingError as error:
    print(type(error).__name__, "datetime.date" in str(error))
torch.save({"saved_on": today.isoformat()}, "dated.pt")
print(torch.load("dated.pt", weights_only=True))
# --8<-- [end:answer_date]
