# --8<-- [start:formula]
import torch
from torch import nn
from torch.nn import functional as F

x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 3.0], requires_grad=True)
y = torch.relu(x)
print(y)
print(torch.equal(y, torch.maximum(x, torch.zeros(5))))
# --8<-- [end:formula]

# --8<-- [start:derivative]
y.sum().backward()
print(x.grad)
print(torch.equal(x.grad, (x > 0).float()))
# --8<-- [end:derivative]

# --8<-- [start:plot]
import matplotlib.pyplot as plt

x = torch.linspace(-3, 3, 301, requires_grad=True)
y = torch.relu(x)
y.sum().backward()
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.6), layout="constrained")
left.plot(x.tolist(), y.tolist())
right.plot(x.tolist(), x.grad.tolist(), ".", markersize=2)
left.set(xlabel="$x$", ylabel="ReLU")
right.set(xlabel="$x$", ylabel="derivative")
plt.show()
# --8<-- [end:plot]

# --8<-- [start:chain]
for f in (torch.sigmoid, torch.relu):
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(10):
        y = f(y)
    y.backward()
    print(f"{f.__name__:7} {x.grad.item():.1e}")
# --8<-- [end:chain]

# --8<-- [start:data]
from sklearn.datasets import load_digits

digits = load_digits()
# zh: 像素 0–16，缩放到 [0, 1]
# en: pixels 0–16, scaled to [0, 1]
images = torch.tensor(digits.data / 16)
targets = torch.tensor(digits.target)
torch.manual_seed(0)
order = torch.randperm(len(images))
train, test = order[:1437], order[1437:]
print(images.shape, images.dtype, targets.shape)
# --8<-- [end:data]


# --8<-- [start:deep]
def he(weight):
    nn.init.kaiming_normal_(weight, nonlinearity="relu")


def deep(activation, init=None, layers=5):
    modules = []
    for _ in range(layers):
        linear = nn.Linear(64, 64, dtype=torch.float64)
        if init is not None:
            init(linear.weight)
            nn.init.zeros_(linear.bias)
        modules += [linear, activation()]
    return nn.Sequential(*modules, nn.Linear(64, 10, dtype=torch.float64))


# --8<-- [end:deep]


# --8<-- [start:pairs]
pairs = {
    "Sigmoid, Xavier": (nn.Sigmoid, nn.init.xavier_normal_),
    "Tanh, default": (nn.Tanh, None),
    "Tanh, Xavier": (nn.Tanh, nn.init.xavier_normal_),
    "ReLU, default": (nn.ReLU, None),
    "ReLU, He": (nn.ReLU, he),
}
# --8<-- [end:pairs]

# --8<-- [start:gradients]
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for name, (activation, init) in pairs.items():
    torch.manual_seed(0)
    model = deep(activation, init, layers=10)
    F.cross_entropy(model(images), targets).backward()
    norms = [model[i].weight.grad.norm().item() for i in range(0, 21, 2)]
    print(f"{name:15}  layer 1: {norms[0]:.0e}  layer 11: {norms[-1]:.0e}")
    ax.semilogy(range(1, 12), norms, marker="o", markersize=4, label=name)
ax.set(xlabel="linear layer", ylabel="norm of the weight gradient")
ax.legend(loc="lower right", fontsize="small")
plt.show()
# --8<-- [end:gradients]

# --8<-- [start:scales]
torch.manual_seed(0)
linear = nn.Linear(64, 64)
print(f"default {linear.weight.std().item():.3f}  {(1 / (3 * 64)) ** 0.5:.3f}")
he(linear.weight)
print(f"He      {linear.weight.std().item():.3f}  {(2 / 64) ** 0.5:.3f}")
# --8<-- [end:scales]


# --8<-- [start:fit]
def fit(model, epochs=5):
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
for name in ("ReLU, default", "Tanh, default", "ReLU, He", "Tanh, Xavier"):
    activation, init = pairs[name]
    scores = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        scores.append(f"{fit(deep(activation, init)):.3f}")
    print(f"{name:13} ", *scores)
# --8<-- [end:race]

# --8<-- [start:gains]
alpha = 0.01
print(nn.init.calculate_gain("relu"), 2**0.5)
print(nn.init.calculate_gain("leaky_relu", alpha), (2 / (1 + alpha**2)) ** 0.5)
# --8<-- [end:gains]

# --8<-- [start:dead_bias]
torch.manual_seed(0)
x = torch.randn(64, 10)
for activation in (nn.ReLU(), nn.LeakyReLU()):
    unit = nn.Linear(10, 1)
    nn.init.constant_(unit.bias, -100.0)
    z = unit(x)  # (64, 1)
    z.retain_grad()
    activation(z).sum().backward()
    print(z.grad.unique(), unit.bias.grad)
# --8<-- [end:dead_bias]


# --8<-- [start:dead_units]
def dead_units(linear):
    with torch.no_grad():
        return (linear(images) <= 0).all(dim=0)  # (units,)


def step(model, lr):
    loss = F.cross_entropy(model(images), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= lr * p.grad
    return loss.item()


# --8<-- [end:dead_units]


# --8<-- [start:big_step]
torch.manual_seed(0)
model = deep(nn.ReLU, he, layers=1)
print("before:", dead_units(model[0]).sum().item())
step(model, lr=50.0)
dead = dead_units(model[0])
print("after one step:", dead.sum().item())
# --8<-- [end:big_step]

# --8<-- [start:stay_dead]
frozen = model[0].weight[dead].detach().clone()
for _ in range(100):
    loss = step(model, lr=0.1)
print("dead:", dead_units(model[0])[dead].sum().item(), f"loss: {loss:.2f}")
print(torch.equal(model[0].weight[dead], frozen))
# --8<-- [end:stay_dead]

# --8<-- [start:leaky]
x = torch.tensor([-2.0, 0.0, 3.0], requires_grad=True)
y = F.leaky_relu(x)
y.sum().backward()
print(y, torch.equal(y, torch.maximum(0.01 * x, x)))
print(x.grad)
# --8<-- [end:leaky]

# --8<-- [start:leaky_plot]
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
for slope, label in (
    (0.0, "ReLU"),
    (0.01, r"$\alpha = 0.01$"),
    (0.2, r"$\alpha = 0.2$"),
):
    x = torch.linspace(-5, 2, 351, requires_grad=True)
    y = F.leaky_relu(x, negative_slope=slope)
    y.sum().backward()
    left.plot(x.tolist(), y.tolist(), label=label)
    right.plot(x.tolist(), x.grad.tolist(), ".", markersize=2)
left.set(xlabel="$x$", ylabel="value")
right.set(xlabel="$x$", ylabel="derivative")
left.legend()
plt.show()
# --8<-- [end:leaky_plot]

# --8<-- [start:revive]
for slope in (0.0, 0.01, 0.2):
    torch.manual_seed(0)
    model = deep(nn.ReLU, he, layers=1)
    model[1] = nn.LeakyReLU(slope)
    nn.init.constant_(model[0].bias, -3.0)
    before = model[0].weight.detach().clone()
    for _ in range(300):
        loss = step(model, lr=0.5)
    moved = not torch.equal(model[0].weight, before)
    print(
        f"slope {slope:<4}  dead {dead_units(model[0]).sum().item()}  moved {moved}  loss {loss:.3f}"
    )
# --8<-- [end:revive]

# --8<-- [start:spellings]
x = torch.tensor([-1.0, 2.0])
print(nn.ReLU()(x), F.relu(x), torch.relu(x), x.relu())
print(list(nn.ReLU().parameters()))
# --8<-- [end:spellings]

# --8<-- [start:inplace]
y = F.relu(x, inplace=True)
print(x, y is x)
# --8<-- [end:inplace]

# --8<-- [start:inplace_backward]
# raises: RuntimeError
x = torch.tensor([-1.0, 2.0], requires_grad=True)
y = F.relu(torch.tanh(x), inplace=True)
y.sum().backward()
# --8<-- [end:inplace_backward]

# --8<-- [start:inplace_linear]
torch.manual_seed(0)
linear, x = nn.Linear(2, 3), torch.randn(4, 2)
F.relu(linear(x)).sum().backward()
expected = linear.weight.grad
linear.zero_grad()
F.relu(linear(x), inplace=True).sum().backward()
print(torch.equal(linear.weight.grad, expected))
# --8<-- [end:inplace_linear]

# --8<-- [start:answer_zero]
x = torch.zeros(1, requires_grad=True)
for f in (torch.relu, lambda x: (x + x.abs()) / 2):
    x.grad = None
    y = f(x)
    y.backward()
    print(y.item(), x.grad.item())
# --8<-- [end:answer_zero]

# --8<-- [start:answer_slope]
x = torch.tensor([-1.0, 1.0])
print(F.leaky_relu(x, 2.0), torch.maximum(2.0 * x, x))
print(torch.relu(x) - 2.0 * torch.relu(-x))
# --8<-- [end:answer_slope]

# --8<-- [start:answer_prelu]
prelu = nn.PReLU()
x = torch.tensor([-3.0, -1.0, 2.0])
prelu(x).sum().backward()
print(prelu.weight.item(), prelu.weight.grad)
print(x[x < 0].sum())
# --8<-- [end:answer_prelu]
