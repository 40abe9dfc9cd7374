# --8<-- [start:data]
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x = torch.randn(1000, 1)  # (samples, features)
y = 3 * x + 2 + 0.5 * torch.randn(1000, 1)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# --8<-- [end:data]


# --8<-- [start:three_calls]
def show(call):
    weight, grad = model.weight.item(), model.weight.grad
    print(
        f"{call:12} weight {weight:.4f} grad",
        grad if grad is None else f"{grad.item():.4f}",
    )


show("start")
optimizer.zero_grad()
show("zero_grad")
loss = F.mse_loss(model(x), y)
show("forward")
loss.backward()
show("backward")
optimizer.step()
show("step")
# --8<-- [end:three_calls]

# --8<-- [start:by_hand_step]
torch.manual_seed(0)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
F.mse_loss(model(x), y).backward()
by_hand = [p.detach() - 0.1 * p.grad for p in model.parameters()]
optimizer.step()
for p, expected in zip(model.parameters(), by_hand, strict=True):
    print(f"{p.item():.6f} {expected.item():.6f}")
# --8<-- [end:by_hand_step]

# --8<-- [start:set_to_none]
optimizer.zero_grad()
print(model.weight.grad)
F.mse_loss(model(x), y).backward()
optimizer.zero_grad(set_to_none=False)
print(model.weight.grad)
# --8<-- [end:set_to_none]

# --8<-- [start:none_has_no_zero]
# raises: AttributeError
optimizer.zero_grad()
model.weight.grad.zero_()
# --8<-- [end:none_has_no_zero]

# --8<-- [start:same_loop]
for kind in (torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adam):
    torch.manual_seed(0)
    model = nn.Linear(1, 1)
    optimizer = kind(model.parameters(), lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    print(
        f"{kind.__name__:8} {loss.item():.3f} {model.weight.item():.2f} {model.bias.item():.2f}"
    )
# --8<-- [end:same_loop]

# --8<-- [start:epochs]
import math

torch.manual_seed(0)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
updates = 0
for epoch in range(3):
    batches = torch.randperm(1000).split(256)
    for index in batches:
        optimizer.zero_grad()
        F.mse_loss(model(x[index]), y[index]).backward()
        optimizer.step()
        updates += 1
    print(
        "epoch", epoch, "batches", [len(index) for index in batches], "updates", updates
    )
print(3 * math.ceil(1000 / 256))
# --8<-- [end:epochs]


# --8<-- [start:path]
def path(batch_size, updates):
    torch.manual_seed(0)
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    weights = []
    while len(weights) < updates:
        for index in torch.randperm(1000).split(batch_size):
            optimizer.zero_grad()
            F.mse_loss(model(x[index]), y[index]).backward()
            optimizer.step()
            weights.append(model.weight.item())
    return weights[:updates]


# --8<-- [end:path]

# --8<-- [start:per_sample]
model = nn.Linear(1, 1)
prediction = model(x)
F.mse_loss(prediction, y).backward()
per_sample = (2 * (prediction - y) * x).detach().flatten()  # (samples,)
print(f"{per_sample.mean().item():.4f} {model.weight.grad.item():.4f}")
# --8<-- [end:per_sample]

# --8<-- [start:noise]
torch.manual_seed(0)
deviation = per_sample.std().item()
for batch_size in (1, 10, 100):
    batches = torch.randint(1000, (20000, batch_size))
    gradients = per_sample[batches].mean(dim=1)  # (20000,)
    mean, std = gradients.mean().item(), gradients.std().item()
    print(
        f"{batch_size:3} mean {mean:.1f} std {std:.2f} formula {deviation / batch_size**0.5:.2f}"
    )
# --8<-- [end:noise]

# --8<-- [start:batch_paths]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7.2, 3.2), layout="constrained")
for batch_size, name in ((1, "1 sample"), (32, "32 samples"), (1000, "all 1000")):
    ax.plot(path(batch_size, 200), label=name)
ax.axhline(3, color="0.6", linestyle=":")
ax.set(xlabel="update", ylabel="weight")
ax.legend()
plt.show()
# --8<-- [end:batch_paths]

# --8<-- [start:one_epoch]
for batch_size in (1, 32, 1000):
    updates = math.ceil(1000 / batch_size)
    print(
        f"{batch_size:4} samples {updates:4} updates, weight {path(batch_size, updates)[-1]:.2f}"
    )
# --8<-- [end:one_epoch]


# --8<-- [start:moving_average]
def moving_average(values, beta):
    v, averages = 0.0, []
    for value in values:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return averages


print([round(v, 4) for v in moving_average([10.0, 20.0, 30.0], beta=0.9)])
# --8<-- [end:moving_average]

# --8<-- [start:weights]
weights = [(1 - 0.9) * 0.9**age for age in range(10)]
print([round(weight, 4) for weight in weights])
print(round(weights[0] * 30 + weights[1] * 20 + weights[2] * 10, 4))
# --8<-- [end:weights]

# --8<-- [start:window]
for beta, window in ((0.5, 2), (0.9, 10), (0.98, 50)):
    within = sum((1 - beta) * beta**age for age in range(window))
    print(
        f"beta {beta:<4} window {window:2} share {within:.3f} faded {beta**window:.3f}"
    )
print(f"1/e = {math.exp(-1):.3f}")
# --8<-- [end:window]

# --8<-- [start:averages_plot]
torch.manual_seed(0)
day = torch.arange(365)
temperature = 20 - 8 * torch.cos(2 * torch.pi * day / 365) + 3 * torch.randn(365)
fig, ax = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
ax.plot(
    day.tolist(), temperature.tolist(), ".", color="0.7", markersize=4, label="data"
)
for beta in (0.5, 0.9, 0.98):
    ax.plot(
        day.tolist(),
        moving_average(temperature.tolist(), beta),
        label=rf"$\beta$ = {beta}",
    )
ax.set(xlabel="day", ylabel="temperature (°C)")
ax.legend(loc="upper left")
plt.show()
# --8<-- [end:averages_plot]

# --8<-- [start:bias]
averages = moving_average([20.0] * 50, beta=0.9)
for t in (1, 2, 10, 50):
    v = averages[t - 1]
    print(f"{t:2} {v:.4f} {v / (1 - 0.9**t):.4f}")
# --8<-- [end:bias]

# --8<-- [start:two_steps]
for momentum in (0.9, 0.0):
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.01, momentum=momentum)
    for _ in range(2):
        loss = (0.5 * w**2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(momentum, w.item(), w.grad)
# --8<-- [end:two_steps]

# --8<-- [start:momentum_by_hand]
w, v = torch.tensor([1.0]), 0.0
for _ in range(2):
    g = w  # zh: 损失 w² / 2 的梯度 | en: the gradient of the loss w² / 2
    v = 0.9 * v + g
    w = w - 0.01 * v
    print(w.item(), v.item())
# --8<-- [end:momentum_by_hand]

# --8<-- [start:steady]
w = torch.tensor([0.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.01, momentum=0.9)
for step in range(1, 101):
    before = w.item()
    optimizer.zero_grad()
    w.sum().backward()  # zh: 梯度总是 1 | en: the gradient is always 1
    optimizer.step()
    if step in (1, 2, 3, 10, 100):
        v = optimizer.state[w]["momentum_buffer"].item()
        print(f"{step:3} velocity {v:7.4f} step {before - w.item():.4f}")
# --8<-- [end:steady]


# --8<-- [start:variants]
def three_steps(dampening=0.0, nesterov=False):
    w, v = torch.tensor([1.0]), None
    for _ in range(3):
        g = w
        v = g if v is None else 0.9 * v + (1 - dampening) * g
        w = w - 0.01 * (g + 0.9 * v if nesterov else v)
    return w.item()


# --8<-- [end:variants]

# --8<-- [start:variants_check]
for options in ({}, {"dampening": 0.9}, {"nesterov": True}):
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.01, momentum=0.9, **options)
    for _ in range(3):
        optimizer.zero_grad()
        (0.5 * w**2).sum().backward()
        optimizer.step()
    print(w.item(), three_steps(**options), options)
# --8<-- [end:variants_check]

# --8<-- [start:nesterov_alone]
# raises: ValueError
torch.optim.SGD([w], lr=0.01, nesterov=True)
# --8<-- [end:nesterov_alone]

# --8<-- [start:valley]
curvature = torch.tensor([1.0, 100.0])


def descend(momentum, steps=100):
    w = torch.tensor([10.0, 1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.018, momentum=momentum)
    points = [w.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        (0.5 * curvature * w**2).sum().backward()
        optimizer.step()
        points.append(w.tolist())
    return points


for momentum in (0.0, 0.9):
    print(momentum, f"{math.hypot(*descend(momentum)[-1]):.2f}")
# --8<-- [end:valley]

# --8<-- [start:valley_plot]
fig, axes = plt.subplots(2, 1, figsize=(7.2, 4.8), sharex=True, layout="constrained")
across = [n / 10 for n in range(-60, 111)]
along = [n / 50 for n in range(-75, 76)]
loss = [[0.5 * a**2 + 50 * b**2 for a in across] for b in along]
for ax, momentum in zip(axes, (0.0, 0.9), strict=True):
    ax.contour(across, along, loss, levels=[1, 5, 15, 30, 50, 75], colors="0.75")
    points = descend(momentum)
    ax.plot(
        [a for a, b in points], [b for a, b in points], "o-", markersize=3, linewidth=1
    )
    ax.plot(0, 0, "k*")
    ax.set(title=rf"$\mu$ = {momentum}", ylabel="$b$")
axes[1].set_xlabel("$a$")
plt.show()
# --8<-- [end:valley_plot]


# --8<-- [start:flat_point]
def crosses(start, momentum):
    w = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.05, momentum=momentum)
    for step in range(300):
        optimizer.zero_grad()
        (w**3).backward()
        optimizer.step()
        if w.item() < -1:
            return f"past -1 after {step + 1} steps"
    return f"{w.item():.4f}"


for momentum in (0.0, 0.9):
    print(
        momentum, "from 1:", crosses(1.0, momentum), "| from 0:", crosses(0.0, momentum)
    )
# --8<-- [end:flat_point]


# --8<-- [start:minimum_stays]
def settle(penalty, momentum):
    w = torch.tensor(5.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.05, momentum=momentum)
    for _ in range(300):
        optimizer.zero_grad()
        ((w - 3) ** 2 + penalty * w**2).backward()
        optimizer.step()
    return f"{w.item():.3f}"


print(settle(0.0, momentum=0.0), settle(0.0, momentum=0.9), settle(0.25, momentum=0.0))
# --8<-- [end:minimum_stays]

# --8<-- [start:stationary]
from torch.autograd.functional import hessian, jacobian

functions = {
    "minimum": lambda p: p[0] ** 2 + p[1] ** 2,
    "maximum": lambda p: -(p[0] ** 2) - p[1] ** 2,
    "saddle": lambda p: p[0] ** 2 - p[1] ** 2,
}
origin = torch.zeros(2)
for name, f in functions.items():
    gradient = jacobian(f, origin).abs().tolist()
    print(name, gradient, torch.linalg.eigvalsh(hessian(f, origin)).tolist())
# --8<-- [end:stationary]

# --8<-- [start:answer_updates]
sizes = [len(index) for index in torch.randperm(1797).split(64)]
print(10 * len(sizes), 10 * math.ceil(1797 / 64), sizes[-1])
# --8<-- [end:answer_updates]

# --8<-- [start:answer_coast]
w = torch.tensor([1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.01, momentum=0.9)
(0.5 * w**2).sum().backward()
optimizer.step()
for set_to_none in (True, False):
    before = w.item()
    w.grad = torch.ones(1)
    optimizer.zero_grad(set_to_none=set_to_none)
    optimizer.step()
    print(set_to_none, f"{before - w.item():.4f}")
# --8<-- [end:answer_coast]

# --8<-- [start:answer_saddle]
for momentum in (0.0, 0.9):
    for b in (0.0, 1e-6):
        p = torch.tensor([1.0, b], requires_grad=True)
        optimizer = torch.optim.SGD([p], lr=0.01, momentum=momentum)
        steps = 0
        while abs(p[1].item()) < 1 and steps < 1000:
            optimizer.zero_grad()
            (p[0] ** 2 - p[1] ** 2).backward()
            optimizer.step()
            steps += 1
        print(momentum, b, steps)
# --8<-- [end:answer_saddle]
