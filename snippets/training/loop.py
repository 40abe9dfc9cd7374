# --8<-- [start:data]
import torch
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

digits = load_digits()
images = torch.tensor(digits.images / 16, dtype=torch.float32)  # (1797, 8, 8)
labels = torch.tensor(digits.target)
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
train_set, val_set, test_set = (
    TensorDataset(images[part], labels[part]) for part in order.split([1197, 300, 300])
)
print(len(train_set), len(val_set), len(test_set))
# --8<-- [end:data]


# --8<-- [start:loaders]
def make_loaders(seed=0):
    for_train = torch.Generator().manual_seed(seed)
    for_val = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train_set, batch_size=64, shuffle=True, generator=for_train
    )
    val_loader = DataLoader(val_set, batch_size=100, generator=for_val)
    return train_loader, val_loader


train_loader, val_loader = make_loaders()
inputs, targets = next(iter(train_loader))
print(inputs.shape, targets.shape, len(train_loader), len(val_loader))
# --8<-- [end:loaders]

# --8<-- [start:model]
from torch import nn


def make_model():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64, 64),
        nn.BatchNorm1d(64),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(64, 10),
    )


loss_fn = nn.CrossEntropyLoss()
# --8<-- [end:model]

# --8<-- [start:optimizer]
torch.manual_seed(0)
model = make_model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
print(sum(p.numel() for p in model.parameters()), optimizer.param_groups[0]["lr"])
# --8<-- [end:optimizer]


# --8<-- [start:train_epoch]
def train_epoch(model, loader, loss_fn, optimizer):
    device = next(model.parameters()).device
    model.train()
    total = count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
        count += len(targets)
    return total / count


# --8<-- [end:train_epoch]


# --8<-- [start:evaluate]
@torch.inference_mode()
def evaluate(model, loader, loss_fn):
    device = next(model.parameters()).device
    model.eval()
    total = correct = count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        logits = model(inputs)  # (batch, classes)
        total += loss_fn(logits, targets).item() * len(targets)
        correct += (logits.argmax(dim=1) == targets).sum().item()
        count += len(targets)
    return total / count, correct / count


# --8<-- [end:evaluate]


# --8<-- [start:fit]
def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        train_loss = train_epoch(model, train_loader, loss_fn, optimizer)
        val_loss, val_accuracy = evaluate(model, val_loader, loss_fn)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
    return history


# --8<-- [end:fit]


# --8<-- [start:first_run]
def show(history):
    for epoch, row in enumerate(zip(*history.values(), strict=True), start=1):
        print(epoch, *(f"{value:.3f}" for value in row))


train_loader, val_loader = make_loaders()
print(*(f"{value:.3f}" for value in evaluate(model, val_loader, loss_fn)))
history = fit(model, train_loader, val_loader, loss_fn, optimizer, epochs=5)
show(history)
# --8<-- [end:first_run]

# --8<-- [start:start]
import random

import numpy as np


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def start(seed=0):
    set_seed(seed)
    model = make_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    return model, *make_loaders(seed), loss_fn, optimizer


# --8<-- [end:start]

# --8<-- [start:seed_torch_only]
draws = []
for _ in range(2):
    torch.manual_seed(42)
    draws.append((torch.rand(1).item(), np.random.rand(), random.random()))
print([first == second for first, second in zip(*draws, strict=True)])
print(torch.equal(nn.Linear(2, 1).weight, nn.Linear(2, 1).weight))
# --8<-- [end:seed_torch_only]

# --8<-- [start:same_twice]
first, second, other = (fit(*start(seed), epochs=2) for seed in (0, 0, 1))
print(first == second, first == other)
# --8<-- [end:same_twice]


# --8<-- [start:evaluation_draws]
def third_loss(val_loader=None):
    model, train_loader, _, loss_fn, optimizer = start()
    for _ in range(3):
        loss = train_epoch(model, train_loader, loss_fn, optimizer)
        if val_loader is not None:
            evaluate(model, val_loader, loss_fn)
    return loss


print(f"{third_loss():.4f}")
print(f"{third_loss(DataLoader(val_set, batch_size=100)):.4f}")
print(f"{third_loss(make_loaders()[1]):.4f}")
# --8<-- [end:evaluation_draws]

# --8<-- [start:orders]
for names in (
    "zero_grad backward step",
    "backward step zero_grad",
    "backward zero_grad step",
    "zero_grad step backward",
):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(20):
        loss = loss_fn(model(inputs), targets)
        calls = {
            "zero_grad": optimizer.zero_grad,
            "backward": loss.backward,
            "step": optimizer.step,
        }
        for name in names.split():
            calls[name]()
    print(f"{names:24} {loss.item():.3f}")
# --8<-- [end:orders]

# --8<-- [start:no_zero_grad]
model, train_loader, val_loader, loss_fn, optimizer = start()
optimizer.zero_grad = lambda: None  # zh: 相当于忘了写 | en: as if forgotten
show(fit(model, train_loader, val_loader, loss_fn, optimizer, epochs=3))
# --8<-- [end:no_zero_grad]

# --8<-- [start:train_once]
model, train_loader, val_loader, loss_fn, optimizer = start()
model.train()
for epoch in (1, 2, 3):
    before = model[2].num_batches_tracked.item()
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss_fn(model(inputs), targets).backward()
        optimizer.step()
    seen = model[2].num_batches_tracked.item() - before
    training = model.training
    loss, accuracy = evaluate(model, val_loader, loss_fn)
    print(epoch, training, seen, f"{loss:.3f} {accuracy:.3f}")
# --8<-- [end:train_once]

# --8<-- [start:keep_numbers]
as_tensor, as_number = 0, 0
for inputs, targets in val_loader:
    loss = loss_fn(model(inputs), targets)
    as_tensor += loss
    as_number += loss.item()
print(as_tensor.requires_grad, as_tensor.grad_fn.name())
print(type(as_number).__name__)
# --8<-- [end:keep_numbers]


# --8<-- [start:one_batch]
def one_batch(model, optimizer, steps=100):
    batch = train_set[:32]
    losses = [train_epoch(model, [batch], loss_fn, optimizer) for _ in range(steps)]
    print([f"{losses[step - 1]:.3f}" for step in (1, 10, steps)])


torch.manual_seed(0)
model = make_model()
one_batch(model, torch.optim.SGD(model.parameters(), lr=0.5))
# --8<-- [end:one_batch]

# --8<-- [start:one_batch_stale]
torch.manual_seed(0)
model = make_model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
model = make_model()
one_batch(model, optimizer)
# --8<-- [end:one_batch_stale]

# --8<-- [start:undefined]
for fragment in (
    "model.train()",
    "optimizer.zero_grad()",
    "criterion(output, Y)",
    "X_test",
):
    try:
        eval(fragment, {})
    except NameError as error:
        print(error)
# --8<-- [end:undefined]

# --8<-- [start:random_targets]
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
X = torch.randn(10, 2)
Y = torch.randn(10, 1)
for epoch in range(1, 101):
    net.train()
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(net(X), Y)
    loss.backward()
    optimizer.step()
    if epoch in (10, 100):
        print(epoch, f"{loss.item():.4f}")
# --8<-- [end:random_targets]

# --8<-- [start:random_targets_new]
X, Y = torch.randn(10_000, 2), torch.randn(10_000, 1)
with torch.no_grad():
    print(
        f"{nn.functional.mse_loss(net(X), Y).item():.2f} {Y.square().mean().item():.2f}"
    )
# --8<-- [end:random_targets_new]

# --8<-- [start:progress_bar]
import io

from tqdm import tqdm

model, train_loader, val_loader, loss_fn, optimizer = start()
screen = io.StringIO()
layout = "{l_bar}{bar}| {n}/{total}{postfix}"
with tqdm(
    range(3), desc="epoch", file=screen, ncols=60, ascii=True, bar_format=layout
) as bar:
    for _ in bar:
        loss = train_epoch(model, train_loader, loss_fn, optimizer)
        bar.set_postfix(loss=f"{loss:.3f}")
print(screen.getvalue().split("\r")[-1].strip())
# --8<-- [end:progress_bar]


# --8<-- [start:answer_softmax]
class Model_Seq(nn.Module):
    def __init__(self, softmax):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear1, self.bn1 = nn.Linear(64, 300), nn.BatchNorm1d(300)
        self.linear2, self.bn2 = nn.Linear(300, 100), nn.BatchNorm1d(100)
        self.out = nn.Linear(100, 10)
        self.softmax = softmax

    def forward(self, x):
        x = torch.relu(self.bn1(self.linear1(self.flatten(x))))
        x = torch.relu(self.bn2(self.linear2(x)))
        return self.out(x).softmax(dim=1) if self.softmax else self.out(x)


# --8<-- [end:answer_softmax]

# --8<-- [start:answer_softmax_run]
for softmax in (False, True):
    set_seed(0)
    model = Model_Seq(softmax)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = fit(model, *make_loaders(), loss_fn, optimizer, epochs=4)
    print(softmax, f"{history['val_loss'][-1]:.2f} {history['val_accuracy'][-1]:.2f}")
# --8<-- [end:answer_softmax_run]

# --8<-- [start:answer_seeds]
accuracies = [fit(*start(seed), epochs=3)["val_accuracy"][-1] for seed in range(5)]
print([f"{accuracy:.3f}" for accuracy in accuracies])
print(f"{np.mean(accuracies):.3f} {np.std(accuracies, ddof=1):.3f}")
# --8<-- [end:answer_seeds]

# --8<-- [start:answer_accumulate]
linear = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
inputs, targets = train_set[:64]
loss_fn(linear(inputs), targets).backward()
whole = linear[1].weight.grad.clone()

linear.zero_grad()
for part in (slice(0, 32), slice(32, 64)):
    (loss_fn(linear(inputs[part]), targets[part]) / 2).backward()
print(torch.allclose(linear[1].weight.grad, whole, atol=1e-6))
# --8<-- [end:answer_accumulate]
