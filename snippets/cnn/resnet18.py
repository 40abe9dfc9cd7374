# --8<-- [start:imports]
import torch
import torchvision
from torch import nn
# --8<-- [end:imports]


# --8<-- [start:stage]
def stage(in_channels, out_channels, blocks, stride):
    first = BasicBlock(in_channels, out_channels, stride)
    rest = [BasicBlock(out_channels, out_channels) for _ in range(blocks - 1)]
    return nn.Sequential(first, *rest)


# --8<-- [end:stage]


# --8<-- [start:resnet]
class ResNet(nn.Module):
    def __init__(self, blocks, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = stage(64, 64, blocks[0], stride=1)
        self.layer2 = stage(64, 128, blocks[1], stride=2)
        self.layer3 = stage(128, 256, blocks[2], stride=2)
        self.layer4 = stage(256, 512, blocks[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = self.avgpool(x).flatten(1)  # (batch, 512)
        return self.fc(x)


def resnet18(classes=1000):
    return ResNet([2, 2, 2, 2], classes)


# --8<-- [end:resnet]


# --8<-- [start:shapes]
@torch.inference_mode()
def show_shapes(model, x):
    model.eval()
    for name, child in model.named_children():
        if name == "fc":
            x = x.flatten(1)
        x = child(x)
        print(f"{name:8}", tuple(x.shape))


torch.manual_seed(0)
show_shapes(resnet18(10), torch.randn(2, 3, 224, 224))
# --8<-- [end:shapes]

# --8<-- [start:any_size]
with torch.inference_mode():
    print(resnet18(10).eval()(torch.randn(2, 3, 64, 64)).shape)
# --8<-- [end:any_size]


# --8<-- [start:count]
def count(module):
    return sum(p.numel() for p in module.parameters())


model = resnet18(10)
for name, child in model.named_children():
    if count(child):
        print(f"{name:7}{count(child):>11,}")
print(f"{'total':7}{count(model):>11,}")
# --8<-- [end:count]

# --8<-- [start:count_torchvision]
for classes in (10, 1000):
    theirs = torchvision.models.resnet18(num_classes=classes)
    print(f"{classes:4} {count(resnet18(classes)):,} {count(theirs):,}")
# --8<-- [end:count_torchvision]

# --8<-- [start:names]
mine = resnet18()
mine_shapes = {name: t.shape for name, t in mine.state_dict().items()}
their_shapes = {name: t.shape for name, t in theirs.state_dict().items()}
print(
    len(mine_shapes),
    list(mine_shapes) == list(their_shapes),
    mine_shapes == their_shapes,
)
print(*(name for name in mine_shapes if name.startswith("layer2.0")), sep="\n")
# --8<-- [end:names]

# --8<-- [start:load]
print(mine.load_state_dict(theirs.state_dict(), strict=True))
# --8<-- [end:load]

# --8<-- [start:same_outputs]
torch.manual_seed(0)
x = torch.randn(2, 3, 64, 64)
with torch.no_grad():
    for training in (True, False):
        a = mine.train(training)(x)
        b = theirs.train(training)(x)
        torch.testing.assert_close(a, b, atol=1e-5, rtol=0)
        print(training, tuple(a.shape), f"{(a - b).abs().max().item():.5f}")
# --8<-- [end:same_outputs]

# --8<-- [start:start_weights]
fresh = resnet18()
for model in (fresh, theirs):
    print(f"{model.layer4[1].conv2.weight.std().item():.4f}")
print(f"{(2 / (512 * 9)) ** 0.5:.4f}")
# --8<-- [end:start_weights]


# --8<-- [start:add_biases]
def add_biases(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.bias = nn.Parameter(torch.zeros(module.out_channels))
    return model


biased = add_biases(resnet18(10))
channels = [m.out_channels for m in biased.modules() if isinstance(m, nn.Conv2d)]
print(channels)
print(sum(channels), f"{count(biased):,}", f"{count(biased) - sum(channels):,}")
# --8<-- [end:add_biases]


# --8<-- [start:biases_cancel]
def biases(model):
    return [m.bias for m in model.modules() if isinstance(m, nn.Conv2d)]


biased.double().train()
first = biased(x.double())
with torch.no_grad():
    for bias in biases(biased):
        bias += 5
second = biased(x.double())
print(f"{(first - second).abs().max().item():.6f}")
# --8<-- [end:biases_cancel]

# --8<-- [start:bias_gradients]
second.square().sum().backward()
print(f"{max(b.grad.abs().max().item() for b in biases(biased)):.6f}")
print(f"{biased.conv1.weight.grad.abs().max().item():.6f}")
# --8<-- [end:bias_gradients]

# --8<-- [start:extra]
saved = torchvision.models.resnet18(num_classes=10).state_dict()
notes_state = {name.replace("downsample", "extra"): t for name, t in saved.items()}
unknown = [name for name in notes_state if name not in saved]
print(len(unknown), unknown[:2])
try:
    resnet18(10).load_state_dict(notes_state)
except RuntimeError as error:
    print(str(error).splitlines()[0])
# --8<-- [end:extra]

# --8<-- [start:rename]
renamed = {name.replace("extra", "downsample"): t for name, t in notes_state.items()}
print(resnet18(10).load_state_dict(renamed))
# --8<-- [end:rename]

# --8<-- [start:notes_network]
biased = add_biases(resnet18(10))
result = biased.load_state_dict(saved, strict=False)
print(len(result.missing_keys), result.missing_keys[:2], result.unexpected_keys)
theirs = torchvision.models.resnet18(num_classes=10)
theirs.load_state_dict(saved)
with torch.inference_mode():
    a, b = biased.eval()(x), theirs.eval()(x)
print(torch.allclose(a, b, atol=1e-4))
# --8<-- [end:notes_network]

# --8<-- [start:small_images]
show_shapes(resnet18(10), torch.randn(2, 3, 32, 32))
# --8<-- [end:small_images]

# --8<-- [start:small_stem]
small = resnet18(10)
small.conv1 = nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False)
small.maxpool = nn.Identity()
show_shapes(small, torch.randn(2, 3, 32, 32))
# --8<-- [end:small_stem]

# --8<-- [start:one_image]
# raises: ValueError
resnet18(10).train()(torch.randn(1, 3, 32, 32))
# --8<-- [end:one_image]

# --8<-- [start:answer_depth]
layers = [
    name
    for name, module in resnet18().named_modules()
    if isinstance(module, nn.Conv2d | nn.Linear) and "downsample" not in name
]
print(len(layers))
# --8<-- [end:answer_depth]

# --8<-- [start:answer_34]
print(f"{count(ResNet([3, 4, 6, 3], 1000)):,}")
print(f"{count(torchvision.models.resnet34()):,}")
# --8<-- [end:answer_34]

# --8<-- [start:answer_megabytes]
state = resnet18().state_dict()
size = sum(t.numel() * t.element_size() for t in state.values())
print(f"{size:,} {size / 1e6:.1f} MB {size / 2**20:.1f} MiB")
# --8<-- [end:answer_megabytes]
