# --8<-- [start:weights]
import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models

weights = models.ResNet18_Weights.DEFAULT
print(weights.name, weights.url.rsplit("/", 1)[1])
print(weights.meta["num_params"], len(weights.meta["categories"]))
print(weights.meta["_metrics"]["ImageNet-1K"])
# --8<-- [end:weights]

# --8<-- [start:stand_in]
import os
import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory()
os.environ["TORCH_HOME"] = folder.name
path = Path(torch.hub.get_dir(), "checkpoints", weights.url.rsplit("/", 1)[1])
path.parent.mkdir(parents=True)
torch.manual_seed(0)
torch.save(models.resnet18().state_dict(), path)
# --8<-- [end:stand_in]

# --8<-- [start:load]
model = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
print(model.fc, model.training)
# --8<-- [end:load]

# --8<-- [start:from_file]
again = models.resnet18(weights="DEFAULT")
fresh = models.resnet18(weights=None)
for other in (again, fresh):
    print(torch.equal(model.conv1.weight, other.conv1.weight))
# --8<-- [end:from_file]

# --8<-- [start:no_such_module]
# raises: ModuleNotFoundError
import torchvision.module as models
# --8<-- [end:no_such_module]

# --8<-- [start:deprecated]
# raises: UserWarning
models.resnet18(pretrained=True)
# --8<-- [end:deprecated]

# --8<-- [start:preprocess]
preprocess = weights.transforms()
print(preprocess)
photo = torch.full((3, 300, 400), 128, dtype=torch.uint8)
x = preprocess(photo)
print(x.shape, x.dtype)
# --8<-- [end:preprocess]

# --8<-- [start:preprocess_by_hand]
mean = torch.tensor([0.485, 0.456, 0.406])
std = torch.tensor([0.229, 0.224, 0.225])
print((128 / 255 - mean) / std)
print(x.amin(dim=(1, 2)), x.amax(dim=(1, 2)))
# --8<-- [end:preprocess_by_hand]

# --8<-- [start:predict]
batch = preprocess(photo).unsqueeze(0)  # (1, 3, 224, 224)
model.eval()
with torch.inference_mode():
    logits = model(batch)
categories = weights.meta["categories"]
name = categories[logits.argmax(dim=1).item()]
print(logits.shape, name in categories, categories[:3])
# --8<-- [end:predict]

# --8<-- [start:new_head]
torch.manual_seed(0)
model = models.resnet18(weights=weights)
model.fc = nn.Linear(model.fc.in_features, 10)
print(model.fc)
print(sum(p.numel() for p in model.parameters()))
# --8<-- [end:new_head]

# --8<-- [start:num_classes]
# raises: ValueError
models.resnet18(weights=weights, num_classes=10)
# --8<-- [end:num_classes]

# --8<-- [start:size_mismatch]
# raises: RuntimeError
models.resnet18().load_state_dict(model.state_dict())
# --8<-- [end:size_mismatch]

# --8<-- [start:same_head]
reloaded = models.resnet18(num_classes=10)
print(reloaded.load_state_dict(model.state_dict()))
# --8<-- [end:same_head]

# --8<-- [start:optimizer_too_early]
early = models.resnet18(weights=weights)
optimizer = torch.optim.SGD(early.parameters(), lr=0.01)
early.fc = nn.Linear(early.fc.in_features, 10)
known = {id(p) for p in optimizer.param_groups[0]["params"]}
print([name for name, p in early.named_parameters() if id(p) not in known])
# --8<-- [end:optimizer_too_early]

# --8<-- [start:freeze]
torch.manual_seed(0)
model = models.resnet18(weights=weights)
model.requires_grad_(False)
model.fc = nn.Linear(model.fc.in_features, 10)

trainable = [p for p in model.parameters() if p.requires_grad]
print(sum(p.numel() for p in trainable), 512 * 10 + 10)
optimizer = torch.optim.SGD(trainable, lr=0.01)
# --8<-- [end:freeze]

# --8<-- [start:changed]
x = torch.randn(4, 3, 64, 64)
targets = torch.tensor([0, 1, 2, 3])


def changed_by_a_step():
    before = {name: t.clone() for name, t in model.state_dict().items()}
    loss = F.cross_entropy(model(x), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    after = model.state_dict()
    return [name for name in after if not torch.equal(after[name], before[name])]


model.train()
names = changed_by_a_step()
print(len(names), names[:3], names[-2:])
# --8<-- [end:changed]

# --8<-- [start:really_frozen]
model.train()
for layer in model.modules():
    if isinstance(layer, nn.BatchNorm2d):
        layer.eval()
print(changed_by_a_step())
# --8<-- [end:really_frozen]

# --8<-- [start:features]
head = model.fc
model.fc = nn.Identity()
model.eval()
with torch.no_grad():
    features = model(x)  # (4, 512)
model.fc = head
print(features.shape, torch.allclose(head(features), model(x), atol=1e-4))
# --8<-- [end:features]

# --8<-- [start:fine_tune]
model.requires_grad_(True)
backbone = [p for name, p in model.named_parameters() if not name.startswith("fc.")]
optimizer = torch.optim.SGD(
    [{"params": backbone, "lr": 0.001}, {"params": model.fc.parameters()}],
    lr=0.01,
    momentum=0.9,
)
for group in optimizer.param_groups:
    print(group["lr"], sum(p.numel() for p in group["params"]))
# --8<-- [end:fine_tune]

# --8<-- [start:scatter]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.images / 16)[:, None]  # (1797, 1, 8, 8)
labels = torch.tensor(digits.target)


def scatter(images):  # (N, 1, 8, 8) -> (N, 1, 12, 12)
    canvas = images.new_zeros(len(images), 1, 12, 12)
    corners = torch.randint(5, (len(images), 2)).tolist()
    for blank, image, (row, column) in zip(canvas, images, corners, strict=True):
        blank[:, row : row + 8, column : column + 8] = image
    return canvas


# --8<-- [end:scatter]


# --8<-- [start:digit_net]
class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 8, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * 3 * 3, 64),
            nn.ReLU(),
        )
        self.head = nn.Linear(64, 5)

    def forward(self, x):  # (batch, 1, 12, 12) -> (batch, 5)
        return self.head(self.backbone(x))


# --8<-- [end:digit_net]


# --8<-- [start:fit]
def fit(model, x, y, optimizer, steps):
    for _ in range(steps):
        batch = torch.randperm(len(x))[:64]
        loss = F.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.inference_mode()
def accuracy(model, x, y):
    return (model(x).argmax(dim=1) == y).double().mean().item()


# --8<-- [end:fit]

# --8<-- [start:source]
torch.manual_seed(0)
low = labels < 5
source = DigitNet().double()
x, y = scatter(images[low].repeat(4, 1, 1, 1)), labels[low].repeat(4)
fit(source, x, y, torch.optim.Adam(source.parameters(), lr=0.005), steps=400)
print(len(x), f"{accuracy(source, scatter(images[low]), labels[low]):.3f}")
# --8<-- [end:source]

# --8<-- [start:transfer]
x, y = scatter(images[~low]), labels[~low] - 5
backbone_lr = {"scratch": 0.01, "frozen": 0.0, "fine-tuned": 0.001}


def transfer(how, labelled, seed, steps=80):
    torch.manual_seed(seed)
    order = torch.randperm(len(x))
    classes = [order[y[order] == k] for k in range(5)]
    train = torch.cat([samples[:labelled] for samples in classes])
    test = torch.cat([samples[40:] for samples in classes])

    model = DigitNet().double()
    if how != "scratch":
        model.backbone.load_state_dict(source.backbone.state_dict())
    groups = [{"params": model.head.parameters()}]
    if how == "frozen":
        model.backbone.requires_grad_(False)
    else:
        groups.append({"params": model.backbone.parameters(), "lr": backbone_lr[how]})
    fit(model, x[train], y[train], torch.optim.Adam(groups, lr=0.01), steps)
    return accuracy(model, x[test], y[test])


# --8<-- [end:transfer]

# --8<-- [start:compare]
results = {}
for how in ("scratch", "frozen", "fine-tuned"):
    for labelled in (2, 10, 40):
        runs = [transfer(how, labelled, seed) for seed in range(3)]
        results[how, labelled] = runs
        print(f"{how:10} {labelled:2}", *[f"{run:.3f}" for run in runs])
# --8<-- [end:compare]

# --8<-- [start:compare_plot]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(5.5, 3.5), layout="constrained")
for how, marker in (("scratch", "o"), ("frozen", "s"), ("fine-tuned", "^")):
    means = [sum(results[how, n]) / 3 for n in (2, 10, 40)]
    (line,) = ax.plot((2, 10, 40), means, label=how)
    for n in (2, 10, 40):
        ax.plot([n] * 3, results[how, n], marker, color=line.get_color(), alpha=0.6)
ax.set_xscale("log")
ax.set_xticks((2, 10, 40), labels=("2", "10", "40"))
ax.minorticks_off()
ax.set_xlabel("labelled samples per class")
ax.set_ylabel("test accuracy")
ax.legend()
plt.show()
# --8<-- [end:compare_plot]

# --8<-- [start:answer_layer4]
model = models.resnet18(weights=weights)
model.requires_grad_(False)
model.layer4.requires_grad_(True)
model.fc = nn.Linear(model.fc.in_features, 10)
trainable = [p for p in model.parameters() if p.requires_grad]
print(sum(p.numel() for p in trainable))
# --8<-- [end:answer_layer4]

# --8<-- [start:answer_grey]
grey = torch.randn(2, 1, 64, 64)
expected = model.conv1(grey.expand(-1, 3, -1, -1))
conv = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
with torch.no_grad():
    conv.weight.copy_(model.conv1.weight.sum(dim=1, keepdim=True))
print(torch.allclose(conv(grey), expected, atol=1e-2))
# --8<-- [end:answer_grey]

# --8<-- [start:answer_control]
trained = source
torch.manual_seed(1)
source = DigitNet().double()
print(*[f"{transfer('frozen', 10, seed):.3f}" for seed in range(3)])
source = trained
# --8<-- [end:answer_control]

# --8<-- [start:answer_rate]
backbone_lr["fine-tuned"] = 0.01
for how in ("scratch", "fine-tuned"):
    runs = [transfer(how, 40, seed, steps=160) for seed in range(3)]
    print(f"{how:10}", *[f"{run:.3f}" for run in runs])
# --8<-- [end:answer_rate]
