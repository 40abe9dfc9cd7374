# --8<-- [start:gelu]
import math

import torch
from torch import nn
from torch.nn import functional as F

x = torch.tensor([-3.0, -1.0, 0.0, 1.0, 3.0], dtype=torch.float64, requires_grad=True)
cdf = (1 + torch.erf(x / math.sqrt(2))) / 2
print(x * cdf)
print(torch.allclose(F.gelu(x), x * cdf))
# --8<-- [end:gelu]

# --8<-- [start:gelu_tanh]
inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
by_hand = 0.5 * x * (1 + torch.tanh(inner))
print(torch.allclose(F.gelu(x, approximate="tanh"), by_hand))

grid = torch.linspace(-6, 6, 12001, dtype=torch.float64)
gap = (F.gelu(grid) - F.gelu(grid, approximate="tanh")).abs()
print(f"{gap.max().item():.1e}")
# --8<-- [end:gelu_tanh]

# --8<-- [start:silu]
s = torch.sigmoid(x)
print(x * s)
print(torch.allclose(F.silu(x), x * s))
# --8<-- [end:silu]


# --8<-- [start:derivatives]
def derivative(f, x):
    x = x.detach().clone().requires_grad_()
    f(x).sum().backward()
    return x.grad


pdf = torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
print(derivative(F.gelu, x))
print(torch.allclose(derivative(F.gelu, x), cdf + x * pdf))
print(derivative(F.silu, x))
print(torch.allclose(derivative(F.silu, x), s * (1 + x * (1 - s))))
# --8<-- [end:derivatives]

# --8<-- [start:plot]
import matplotlib.pyplot as plt

grid = torch.linspace(-5, 3, 401)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
for f, style in ((F.relu, "."), (F.gelu, "-"), (F.silu, "-")):
    left.plot(grid.tolist(), f(grid).tolist(), label=f.__name__)
    right.plot(grid.tolist(), derivative(f, grid).tolist(), style, markersize=1.5)
left.set(xlabel="$x$", ylabel="value", ylim=(-0.5, 3))
right.set(xlabel="$x$", ylabel="derivative")
left.legend()
plt.show()
# --8<-- [end:plot]


# --8<-- [start:minimum]
def minimum(f, low=-3.0, high=0.0):
    for _ in range(50):
        x = torch.tensor((low + high) / 2, dtype=torch.float64)
        if derivative(f, x) < 0:
            low = x.item()
        else:
            high = x.item()
    return low, f(x).item()


for f in (F.gelu, F.silu):
    print("{:5} x = {:.4f}  value = {:.4f}".format(f.__name__, *minimum(f)))
# --8<-- [end:minimum]

# --8<-- [start:in_use]
from torchvision import models

for name in ("resnet18", "vit_b_16", "convnext_tiny", "efficientnet_b0"):
    with torch.device("meta"):  # zh: 只有形状，没有数据 | en: shapes only, no data
        model = models.get_model(name, weights=None)
    kinds = {type(module).__name__ for module in model.modules()}
    print(f"{name:15} {kinds & {'ReLU', 'GELU', 'SiLU'}}")
# --8<-- [end:in_use]

# --8<-- [start:data]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16)  # (1797, 64)
targets = torch.tensor(digits.target)
torch.manual_seed(0)
order = torch.randperm(len(images))
train, test = order[:1437], order[1437:]
# --8<-- [end:data]


# --8<-- [start:network]
def network(activation):
    modules = []
    for _ in range(2):
        linear = nn.Linear(64, 64, dtype=torch.float64)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        modules += [linear, activation()]
    return nn.Sequential(*modules, nn.Linear(64, 10, dtype=torch.float64))


# --8<-- [end:network]


# --8<-- [start:fit]
def fit(model, epochs=10):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        for batch in train[torch.randperm(len(train))].split(32):
            loss = F.cross_entropy(model(images[batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        correct = model(images[test]).argmax(dim=1) == targets[test]
    return correct.double().mean().item()


# --8<-- [end:fit]


# --8<-- [start:race]
for activation in (nn.ReLU, nn.LeakyReLU, nn.GELU, nn.SiLU):
    scores = []
    for seed in (0, 1, 2):
        torch.manual_seed(seed)
        scores.append(fit(network(activation)))
    columns = "  ".join(f"{score:.3f}" for score in scores)
    print(f"{activation.__name__:9}  {columns}  mean {sum(scores) / 3:.3f}")
# --8<-- [end:race]

# --8<-- [start:answer_mirror]
x = torch.tensor([0.5, 1.0, 3.0], dtype=torch.float64)
for f in (F.gelu, F.silu):
    print(f.__name__, torch.allclose(f(x) - f(-x), x), f(x) - torch.relu(x))
# --8<-- [end:answer_mirror]

# --8<-- [start:answer_silu_minimum]
low, value = minimum(F.silu)
print(math.isclose(value, low + 1))
# --8<-- [end:answer_silu_minimum]

# --8<-- [start:answer_left]
x = torch.tensor([-2.0, -5.0, -10.0], dtype=torch.float64)
for f in (F.relu, F.leaky_relu, F.gelu, F.silu):
    print(f"{f.__name__:10}", [f"{slope:.0e}" for slope in derivative(f, x).tolist()])
# --8<-- [end:answer_left]
