# --8<-- [start:deep_net]
import torch
import torch.nn.functional as F
from torch import nn


class DeepNet(nn.Module):
    def __init__(self, depth, shortcut):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(64, 64) for _ in range(depth))
        self.head = nn.Linear(64, 10)
        self.shortcut = shortcut

    def forward(self, x):
        for layer in self.layers:
            out = torch.tanh(layer(x))
            x = x + out if self.shortcut else out
        return self.head(x)


# --8<-- [end:deep_net]

# --8<-- [start:gradients]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data[:500] / 16, dtype=torch.float32)  # (batch, pixels)
labels = torch.tensor(digits.target[:500])

norms = {}
for name, shortcut in (("plain", False), ("shortcuts", True)):
    torch.manual_seed(0)
    model = DeepNet(30, shortcut)
    F.cross_entropy(model(images), labels).backward()
    norms[name] = [layer.bias.grad.norm().item() for layer in model.layers]
    print(f"{name:9}", *(f"{norms[name][layer - 1]:.1e}" for layer in (1, 10, 20, 30)))
# --8<-- [end:gradients]

# --8<-- [start:gradients_plot]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for name, values in norms.items():
    ax.plot(range(1, 31), values, marker=".", label=name)
ax.set_yscale("log")
ax.set_xlabel("layer")
ax.set_ylabel("gradient norm")
ax.legend()
plt.show()
# --8<-- [end:gradients_plot]


# --8<-- [start:derivative]
def f(x):
    return torch.tanh(0.5 * x)


x = torch.tensor(1.0, requires_grad=True)
y = x + f(x)
y.backward()
slope = 0.5 * (1 - f(x) ** 2)  # zh: F 的导数 | en: the derivative of F
print(f"{x.grad.item():.4f} {1 + slope.item():.4f}")
# --8<-- [end:derivative]

# --8<-- [start:thirty_times]
for shortcut in (False, True):
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(30):
        y = y + f(y) if shortcut else f(y)
    y.backward()
    print(shortcut, f"{x.grad.item():.1e}")
# --8<-- [end:thirty_times]


# --8<-- [start:train]
def train(model, steps=60, lr=0.01):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# --8<-- [end:train]

# --8<-- [start:compare]
for name, shortcut in (("plain", False), ("shortcuts", True)):
    torch.manual_seed(0)
    model = DeepNet(30, shortcut)
    losses = train(model)
    accuracy = (model(images).argmax(1) == labels).float().mean().item()
    print(f"{name:9} loss {losses[0]:.3f} -> {losses[-1]:.3f} accuracy {accuracy:.2f}")
# --8<-- [end:compare]


# --8<-- [start:identity_block]
class IdentityBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)


# --8<-- [end:identity_block]

# --8<-- [start:identity_shapes]
torch.manual_seed(0)
x = torch.randn(2, 64, 16, 16)  # (batch, channels, height, width)
print(IdentityBlock(64)(x).shape)
# --8<-- [end:identity_shapes]


# --8<-- [start:plain_skip]
class PlainSkip(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1)

    def forward(self, x):
        residual = x
        x = F.relu(self.conv1(x))
        x = self.conv2(x)
        x += residual
        return F.relu(x)


print(PlainSkip(8, 8)(torch.randn(2, 8, 6, 6)).shape)
# --8<-- [end:plain_skip]

# --8<-- [start:more_channels]
# raises: RuntimeError
PlainSkip(8, 16)(torch.randn(2, 8, 6, 6))
# --8<-- [end:more_channels]

# --8<-- [start:broadcast]
block = PlainSkip(1, 16)
gray = torch.randn(2, 1, 6, 6)
copies = gray.expand(2, 16, 6, 6)
expected = F.relu(block.conv2(F.relu(block.conv1(gray))) + copies)
print(block(gray).shape, torch.allclose(block(gray), expected))
# --8<-- [end:broadcast]


# --8<-- [start:both_strides]
def main_path(channels, stride):
    return nn.Sequential(
        nn.Conv2d(
            channels, channels, kernel_size=3, stride=stride, padding=1, bias=False
        ),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(
            channels, channels, kernel_size=3, stride=stride, padding=1, bias=False
        ),
        nn.BatchNorm2d(channels),
    )


for stride in (1, 2):
    print(stride, main_path(64, stride)(x).shape)
# --8<-- [end:both_strides]

# --8<-- [start:both_strides_add]
# raises: RuntimeError
F.relu(main_path(64, 2)(x) + x)
# --8<-- [end:both_strides_add]

# --8<-- [start:projection]
shortcut = nn.Conv2d(2, 3, kernel_size=1, stride=2, bias=False)
small = torch.arange(32.0).reshape(1, 2, 4, 4)
with torch.no_grad():
    shortcut.weight[:, :, 0, 0] = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    print(shortcut(small)[0])
print(small[0, 0])
# --8<-- [end:projection]


# --8<-- [start:basic_block]
class BasicBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(
            in_channels, out_channels, 3, stride=stride, padding=1, bias=False
        )
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample = None
        if stride != 1 or in_channels != out_channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + shortcut)


# --8<-- [end:basic_block]

# --8<-- [start:basic_shapes]
print(BasicBlock(64, 64)(x).shape)
print(BasicBlock(64, 128, stride=2)(x).shape)
print(BasicBlock(64, 64, stride=2)(x).shape)
print(BasicBlock(1, 16)(gray).shape)
# --8<-- [end:basic_shapes]


# --8<-- [start:stride_list]
class StrideList(BasicBlock):
    def __init__(self, in_channels, out_channels, stride):
        super().__init__(in_channels, out_channels, stride[0])
        self.conv2.stride = (stride[1], stride[1])


for stride in ([2, 1], [2, 2], [1, 2]):
    try:
        print(stride, StrideList(64, 128, stride)(x).shape)
    except RuntimeError as error:
        print(stride, error)
# --8<-- [end:stride_list]

# --8<-- [start:stride_int]
# raises: TypeError
StrideList(64, 128, 2)
# --8<-- [end:stride_int]

# --8<-- [start:input_changed]
conv = nn.Conv2d(8, 8, kernel_size=3, padding=1)


def add_to_input(x):
    x += conv(x)
    return x


x = torch.randn(2, 8, 6, 6)
before = x.clone()
with torch.no_grad():
    add_to_input(x)
print(torch.equal(x, before))
# --8<-- [end:input_changed]

# --8<-- [start:input_changed_backward]
# raises: RuntimeError
add_to_input(x.clone()).sum().backward()
# --8<-- [end:input_changed_backward]


# --8<-- [start:relu_first]
def relu_conv_add(x, relu):
    return x + conv(relu(x))


right = relu_conv_add(x, nn.ReLU())
wrong = relu_conv_add(x.clone(), nn.ReLU(inplace=True))
print(torch.allclose(right, wrong))
print(torch.allclose(wrong, F.relu(x) + conv(F.relu(x))))
# --8<-- [end:relu_first]


# --8<-- [start:safe_in_place]
class InPlace(BasicBlock):
    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.bn1(self.conv1(x)).relu_()
        out = self.bn2(self.conv2(out))
        out += shortcut
        return out.relu_()


torch.manual_seed(0)
block = BasicBlock(8, 8)
in_place = InPlace(8, 8)
in_place.load_state_dict(block.state_dict())
for module in (block, in_place):
    (module(x) ** 2).sum().backward()
print(torch.allclose(block.conv1.weight.grad, in_place.conv1.weight.grad, atol=1e-3))
# --8<-- [end:safe_in_place]

# --8<-- [start:answer_jacobian]
torch.manual_seed(0)
layer = nn.Linear(3, 3)
x = torch.randn(3)
jacobian = torch.autograd.functional.jacobian
inner = jacobian(lambda x: torch.tanh(layer(x)), x)
whole = jacobian(lambda x: x + torch.tanh(layer(x)), x)
print(torch.allclose(whole, torch.eye(3) + inner))
# --8<-- [end:answer_jacobian]

# --8<-- [start:answer_count]
block = BasicBlock(64, 128, stride=2)
print(sum(p.numel() for p in block.parameters()))
print(9 * 64 * 128 + 9 * 128 * 128 + 64 * 128 + 3 * 2 * 128)
# --8<-- [end:answer_count]

# --8<-- [start:answer_zero]
torch.manual_seed(0)
x = torch.randn(2, 64, 16, 16)
block = BasicBlock(64, 64)
nn.init.zeros_(block.bn2.weight)
print(torch.equal(block(x), F.relu(x)))
# --8<-- [end:answer_zero]
