# --8<-- [start:digits]
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)  # (1797, 64)
labels = torch.tensor(digits.target)  # (1797,)


def train(lr, epochs=5):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        for index in torch.randperm(1797).split(64):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images[index]), labels[index])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# --8<-- [end:digits]

# --8<-- [start:rates]
curves = {lr: train(lr) for lr in (0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0)}
for lr, losses in curves.items():
    print(f"lr {lr:<6} last epoch {sum(losses[-29:]) / 29:.2f}")
# --8<-- [end:rates]

# --8<-- [start:rates_plot]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
for lr in (0.01, 0.3, 10.0):
    ax.plot(curves[lr], label=f"lr = {lr}")
ax.set(xlabel="update", ylabel="loss", yscale="log")
ax.legend()
plt.show()
# --8<-- [end:rates_plot]

# --8<-- [start:hessian]
torch.manual_seed(0)
feature = 1 + 3 * torch.randn(200)
inputs = torch.stack([feature, torch.ones(200)], dim=1)  # (samples, 2)
targets = inputs @ torch.tensor([3.0, 2.0])  # (samples,)
hessian = 2 * inputs.T @ inputs / 200  # (2, 2)
curvatures = torch.linalg.eigvalsh(hessian)
limit = 2 / curvatures.max().item()
print([round(value, 2) for value in curvatures.tolist()], f"{limit:.4f}")
# --8<-- [end:hessian]


# --8<-- [start:limit]
def regress(lr, momentum=0.0, steps=51):
    w = torch.zeros(2, requires_grad=True)  # (slope, intercept)
    optimizer = torch.optim.SGD([w], lr=lr, momentum=momentum)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.mse_loss(inputs @ w, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


for share in (0.5, 0.99, 1.01):
    losses = regress(share * limit)
    print(share, [f"{losses[step]:.3g}" for step in (0, 5, 10, 50)])
# --8<-- [end:limit]

# --8<-- [start:groups]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(
    [
        {"params": model[0].parameters(), "lr": 0.01},
        {"params": model[2].parameters()},
    ],
    lr=0.1,
    momentum=0.9,
)
for group in optimizer.param_groups:
    print([tuple(p.shape) for p in group["params"]], group["lr"], group["momentum"])
# --8<-- [end:groups]

# --8<-- [start:groups_step]
before = [p.detach().clone() for p in model.parameters()]
F.cross_entropy(model(images), labels).backward()
optimizer.step()
for (name, p), old in zip(model.named_parameters(), before, strict=True):
    print(name, f"{((old - p.detach()).norm() / p.grad.norm()).item():.4f}")
# --8<-- [end:groups_step]

# --8<-- [start:change_rate]
for group in optimizer.param_groups:
    group["lr"] *= 0.1
print([round(group["lr"], 6) for group in optimizer.param_groups])
# --8<-- [end:change_rate]

# --8<-- [start:add_group]
extra = nn.Linear(10, 2)
optimizer.add_param_group({"params": extra.parameters(), "lr": 0.5})
print(
    [group["lr"] for group in optimizer.param_groups][-1], len(optimizer.param_groups)
)
# --8<-- [end:add_group]

# --8<-- [start:twice]
# raises: ValueError
torch.optim.SGD(
    [{"params": model.parameters()}, {"params": model[2].parameters()}], lr=0.1
)
# --8<-- [end:twice]

# --8<-- [start:left_out]
optimizer = torch.optim.SGD(model[2].parameters(), lr=0.1)
before = [p.detach().clone() for p in model.parameters()]
optimizer.zero_grad()
F.cross_entropy(model(images), labels).backward()
optimizer.step()
for (name, p), old in zip(model.named_parameters(), before, strict=True):
    print(name, "moved" if not torch.equal(p, old) else "stayed")
# --8<-- [end:left_out]

# --8<-- [start:clip]
a = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
a.grad, b.grad = torch.tensor([3.0, 4.0]), torch.tensor([12.0])
total = nn.utils.clip_grad_norm_([a, b], max_norm=1.0)
print(total)
print(a.grad, b.grad)
# --8<-- [end:clip]

# --8<-- [start:clip_by_hand]
norm = (3.0**2 + 4.0**2 + 12.0**2) ** 0.5
scale = min(1.0, 1.0 / (norm + 1e-6))
print(norm, [round(scale * g, 4) for g in (3.0, 4.0, 12.0)])
# --8<-- [end:clip_by_hand]

# --8<-- [start:clip_again]
print(f"{nn.utils.clip_grad_norm_([a, b], max_norm=1.0).item():.4f}")
print(f"{nn.utils.clip_grad_norm_([a, b], max_norm=5.0).item():.4f}")
print(a.grad, b.grad)
# --8<-- [end:clip_again]


# --8<-- [start:cliff]
def run(max_norm=None):
    w = torch.tensor(1.3, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.002)
    weights, norms = [w.item()], []
    for _ in range(200):
        optimizer.zero_grad()
        h = torch.tensor(1.0)
        for _ in range(20):
            h = h * w
        ((h - 1) ** 2).backward()
        norms.append(w.grad.norm().item())
        if max_norm is not None:
            nn.utils.clip_grad_norm_([w], max_norm)
        optimizer.step()
        weights.append(w.item())
    return weights, norms


# --8<-- [end:cliff]

# --8<-- [start:cliff_runs]
for max_norm in (None, 1.0):
    weights, norms = run(max_norm)
    print(max_norm, [f"{w:.4g}" for w in weights[:4]], f"{weights[-1]:.3f}")
    print("norm", [f"{norm:.2g}" for norm in norms[:3]])
# --8<-- [end:cliff_runs]

# --8<-- [start:cliff_plot]
weights, norms = run(max_norm=1.0)
fig, axes = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
axes[0].plot(weights)
axes[0].set(xlabel="update", ylabel="$w$")
axes[1].plot(norms)
axes[1].axhline(1.0, color="0.6", linestyle=":")
axes[1].set(
    xlabel="update", ylabel="norm before clipping", yscale="log", ylim=(1e-2, 1e7)
)
plt.show()
# --8<-- [end:cliff_plot]

# --8<-- [start:infinite]
a.grad, b.grad = torch.tensor([3.0, float("inf")]), torch.tensor([12.0])
print(nn.utils.clip_grad_norm_([a, b], max_norm=1.0))
print(a.grad, b.grad)
# --8<-- [end:infinite]

# --8<-- [start:refuse]
# raises: RuntimeError
nn.utils.clip_grad_norm_([a, b], max_norm=1.0, error_if_nonfinite=True)
# --8<-- [end:refuse]

# --8<-- [start:answer_momentum]
for share in (1.01, 1.8, 1.92):
    losses = regress(share * limit, momentum=0.9, steps=151)
    print(share, [f"{losses[step]:.2g}" for step in (0, 50, 100, 150)])
# --8<-- [end:answer_momentum]

# --8<-- [start:answer_biases]
named = list(model.named_parameters())
weights = [p for name, p in named if name.endswith("weight")]
biases = [p for name, p in named if name.endswith("bias")]
optimizer = torch.optim.SGD(
    [{"params": weights}, {"params": biases, "lr": 0.2}], lr=0.1
)
print([(len(group["params"]), group["lr"]) for group in optimizer.param_groups])
# --8<-- [end:answer_biases]

# --8<-- [start:answer_value]
for clip, bound in ((nn.utils.clip_grad_norm_, 5.0), (nn.utils.clip_grad_value_, 5.0)):
    a.grad = torch.tensor([3.0, 40.0])
    clip([a], bound)
    print(
        [round(g, 4) for g in a.grad.tolist()], f"{(a.grad[1] / a.grad[0]).item():.4f}"
    )
# --8<-- [end:answer_value]
