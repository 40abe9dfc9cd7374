# --8<-- [start:by_hand]
import torch
from torch import nn

logits = torch.tensor([[2.5], [-1.2]])  # (batch, 1)
targets = torch.tensor([[1.0], [0.0]])  # (batch, 1)
p = torch.sigmoid(logits)
losses = -(targets * torch.log(p) + (1 - targets) * torch.log(1 - p))
print(p)
print(losses)
print(losses.mean())
# --8<-- [end:by_hand]

# --8<-- [start:classes]
print(nn.BCELoss()(p, targets))
print(nn.BCEWithLogitsLoss()(logits, targets))
# --8<-- [end:classes]

# --8<-- [start:functional]
import torch.nn.functional as F

print(F.binary_cross_entropy(p, targets))
print(F.binary_cross_entropy_with_logits(logits, targets))
print(F.binary_cross_entropy_with_logits(logits, targets, reduction="none"))
# --8<-- [end:functional]

# --8<-- [start:two_terms]
p = torch.tensor([0.99, 0.9, 0.5, 0.1, 0.01])
print(-torch.log(p))  # y = 1
print(-torch.log(1 - p))  # y = 0
# --8<-- [end:two_terms]

# --8<-- [start:terms]
import matplotlib.pyplot as plt

grid = torch.linspace(0.005, 0.995, 199)
fig, ax = plt.subplots(figsize=(5.4, 3), layout="constrained")
ax.plot(grid.tolist(), (-torch.log(grid)).tolist(), label=r"$y = 1$: $-\log p$")
ax.plot(
    grid.tolist(),
    (-torch.log(1 - grid)).tolist(),
    "--",
    label=r"$y = 0$: $-\log(1 - p)$",
)
ax.set(xlabel="$p$", ylabel="loss")
ax.legend()
plt.show()
# --8<-- [end:terms]

# --8<-- [start:gradient]
z = torch.tensor([-10.0, -1.0, 0.0, 2.0], requires_grad=True)
y = torch.tensor([1.0, 0.0, 1.0, 1.0])
loss = F.binary_cross_entropy_with_logits(z, y, reduction="sum")
loss.backward()
print(z.grad)
print(torch.sigmoid(z.detach()) - y)
# --8<-- [end:gradient]

# --8<-- [start:naive]
z = torch.tensor([200.0, -200.0])
p = torch.sigmoid(z)
print(p)
for y in (torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0])):
    print(y, -(y * torch.log(p) + (1 - y) * torch.log(1 - p)))
# --8<-- [end:naive]


# --8<-- [start:extremes]
def through_p(z, y):
    return F.binary_cross_entropy(torch.sigmoid(z), y)


for value, label in ((-20, 1), (-40, 1), (-200, 1), (20, 0), (200, 0)):
    row = f"{value:5} {label}"
    for loss_fn in (through_p, F.binary_cross_entropy_with_logits):
        z = torch.tensor(float(value), requires_grad=True)
        loss = loss_fn(z, torch.tensor(float(label)))
        loss.backward()
        row += f" | {loss.item():6.2f} {z.grad.abs().item():.1e}"
    print(row)
# --8<-- [end:extremes]

# --8<-- [start:gradients]
z = torch.linspace(-40, 40, 801, requires_grad=True)
fig, axes = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
for ax, label in zip(axes, (1.0, 0.0), strict=True):
    y = torch.full_like(z, label)
    exact = F.binary_cross_entropy_with_logits(z, y, reduction="sum")
    clamped = F.binary_cross_entropy(torch.sigmoid(z), y, reduction="sum")
    for loss, style, name in ((exact, "-", "logits"), (clamped, "--", "via sigmoid")):
        (gradient,) = torch.autograd.grad(loss, z)
        ax.plot(z.tolist(), gradient.tolist(), style, label=name)
    ax.set(title=f"$y = {label:.0f}$", xlabel="logit $z$", ylabel="gradient")
axes[0].legend(loc="lower right")
plt.show()
# --8<-- [end:gradients]

# --8<-- [start:stable]
z = torch.tensor([-200.0, -1.2, 0.0, 200.0])
y = torch.tensor([1.0, 0.0, 1.0, 0.0])
print(z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs())))
print(F.binary_cross_entropy_with_logits(z, y, reduction="none"))
# --8<-- [end:stable]

# --8<-- [start:stuck]
for loss_fn in (through_p, F.binary_cross_entropy_with_logits):
    z = torch.tensor([-200.0], requires_grad=True)
    optimizer = torch.optim.SGD([z], lr=1.0)
    for _ in range(300):
        optimizer.zero_grad()
        loss = loss_fn(z, torch.tensor([1.0]))
        loss.backward()
        optimizer.step()
    print(f"{z.item():.2f} {loss.item():.4f}")
# --8<-- [end:stuck]

# --8<-- [start:sigmoid_twice]
z = torch.tensor([5.0, -5.0])
y = torch.tensor([1.0, 0.0])
print(F.binary_cross_entropy_with_logits(z, y))
print(F.binary_cross_entropy_with_logits(torch.sigmoid(z), y))
print(z > 0, torch.sigmoid(z) > 0)
# --8<-- [end:sigmoid_twice]

# --8<-- [start:no_sigmoid]
# raises: RuntimeError
# device: cpu
nn.BCELoss()(logits.cpu(), targets.cpu())
# --8<-- [end:no_sigmoid]

# --8<-- [start:prediction]
z = torch.tensor([-2.0, -0.1, 0.2, 3.0])
print(z > 0)
print(torch.sigmoid(z) > 0.5)
print(z > 0.5)  # zh: 错：0.5 是概率的界线 | en: wrong: 0.5 is a threshold for p
# --8<-- [end:prediction]

# --8<-- [start:threshold]
cut = torch.log(torch.tensor(0.9 / 0.1))
print(cut)
print(z > cut, torch.sigmoid(z) > 0.9)
# --8<-- [end:threshold]

# --8<-- [start:long_targets]
# raises: RuntimeError
labels = torch.tensor([1, 0])
nn.BCEWithLogitsLoss()(logits, labels.unsqueeze(1))
# --8<-- [end:long_targets]

# --8<-- [start:shape_mismatch]
# raises: ValueError
nn.BCEWithLogitsLoss()(logits, labels.float())
# --8<-- [end:shape_mismatch]

# --8<-- [start:remedies]
criterion = nn.BCEWithLogitsLoss()
print(criterion(logits, labels.float().unsqueeze(1)))  # (batch, 1)
print(criterion(logits.squeeze(1), labels.float()))  # (batch,)
print(logits[:1].squeeze(1).shape, logits[:1].squeeze().shape)
# --8<-- [end:remedies]


# --8<-- [start:broadcast]
def by_hand(p, y):
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p))


p = torch.tensor([[0.98], [0.02], [0.98], [0.02]])  # (4, 1)
y = torch.tensor([1.0, 0.0, 1.0, 0.0])  # (4,)
print(by_hand(p, y).shape, by_hand(p, y).mean())
print(by_hand(p.squeeze(1), y).shape, by_hand(p.squeeze(1), y).mean())
# --8<-- [end:broadcast]

# --8<-- [start:overwritten]
criterion = nn.MSELoss()
criterion = nn.CrossEntropyLoss()
criterion = nn.BCEWithLogitsLoss()
torch.manual_seed(0)
Y = torch.randn(10, 1)
print(criterion, f"{Y.min().item():.2f} {Y.max().item():.2f}")
# --8<-- [end:overwritten]

# --8<-- [start:unbounded]
w = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)
for step in range(200):
    optimizer.zero_grad()
    loss = criterion(w, torch.tensor([-1.0]))
    loss.backward()
    optimizer.step()
    if step in (0, 99, 199):
        print(step, f"{loss.item():.2f}")
# --8<-- [end:unbounded]

# --8<-- [start:range_check]
# raises: RuntimeError
# device: cpu
nn.BCELoss()(torch.tensor([0.5]), torch.tensor([-1.0]))
# --8<-- [end:range_check]

# --8<-- [start:one_each]
regression_loss = nn.MSELoss()
binary_loss = nn.BCEWithLogitsLoss()
print(regression_loss(torch.zeros(10, 1), Y))
print(bool(((Y >= 0) & (Y <= 1)).all()))
# --8<-- [end:one_each]

# --8<-- [start:soft]
y = torch.tensor([0.7])
for probability in (0.5, 0.7, 0.9):
    z = torch.log(torch.tensor([probability / (1 - probability)]))
    print(probability, F.binary_cross_entropy_with_logits(z, y))
# --8<-- [end:soft]

# --8<-- [start:pos_weight]
z = torch.tensor([0.5, -1.0, -2.0, 0.3])
y = torch.tensor([1.0, 0.0, 0.0, 0.0])
w = torch.tensor(3.0)
print(-(w * y * F.logsigmoid(z) + (1 - y) * F.logsigmoid(-z)))
print(F.binary_cross_entropy_with_logits(z, y, reduction="none", pos_weight=w))
# --8<-- [end:pos_weight]

# --8<-- [start:base_rate]
y = torch.zeros(100)
y[:10] = 1.0
for w in (1.0, 9.0):
    z = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.SGD([z], lr=1.0)
    for _ in range(300):
        optimizer.zero_grad()
        weight = torch.tensor(w)
        F.binary_cross_entropy_with_logits(
            z.expand(100), y, pos_weight=weight
        ).backward()
        optimizer.step()
    print(w, f"{torch.sigmoid(z).item():.3f}")
# --8<-- [end:base_rate]

# --8<-- [start:multi_label]
logits = torch.tensor([[2.0, -1.0, 0.5], [-3.0, 1.5, 4.0]])  # (batch, labels)
targets = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
p = torch.sigmoid(logits)
print(p, p.sum(dim=1))
print((logits > 0).int())
print(F.binary_cross_entropy_with_logits(logits, targets), by_hand(p, targets).mean())
# --8<-- [end:multi_label]

# --8<-- [start:two_classes]
z = torch.tensor([2.5, -1.2])
labels = torch.tensor([1, 0])
pairs = torch.stack([torch.zeros_like(z), z], dim=1)  # (batch, 2)
print(pairs)
print(F.cross_entropy(pairs, labels))
print(F.binary_cross_entropy_with_logits(z, labels.float()))
# --8<-- [end:two_classes]


# --8<-- [start:points]
def points(n):
    x = torch.randn(n, 2)
    inside = x.square().sum(dim=1, keepdim=True) < 1
    return x, inside.float()


torch.manual_seed(0)
X, Y = points(100)
X_new, Y_new = points(1000)
print(X.shape, Y.shape, Y.mean())
# --8<-- [end:points]


# --8<-- [start:train]
def accuracy(logits, targets):
    return ((logits > 0) == (targets == 1)).float().mean().item()


model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(201):
    optimizer.zero_grad()
    loss = F.binary_cross_entropy_with_logits(model(X), Y)
    loss.backward()
    optimizer.step()
    if epoch % 50 == 0:
        print(epoch, f"{loss.item():.3f}")
# --8<-- [end:train]

# --8<-- [start:evaluate]
with torch.no_grad():
    print(f"{accuracy(model(X), Y):.2f}")
    print(f"{accuracy(model(X_new), Y_new):.2f}")
    print(f"{F.binary_cross_entropy_with_logits(model(X_new), Y_new).item():.2f}")
# --8<-- [end:evaluate]

# --8<-- [start:boundary]
axis = torch.linspace(-3, 3, 121)
gx, gy = torch.meshgrid(axis, axis, indexing="xy")
with torch.no_grad():
    surface = model(torch.stack([gx, gy], dim=2)).squeeze(2)  # (121, 121)
fig, ax = plt.subplots(figsize=(4, 3.6), layout="constrained")
ax.contour(gx.tolist(), gy.tolist(), surface.tolist(), levels=[0], colors="black")
for label, marker in ((0, "x"), (1, "o")):
    chosen = X[Y.squeeze(1) == label]
    ax.scatter(
        chosen[:, 0].tolist(),
        chosen[:, 1].tolist(),
        marker=marker,
        s=18,
        label=f"$y = {label}$",
    )
ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
ax.legend()
plt.show()
# --8<-- [end:boundary]

# --8<-- [start:both_endings]
for loss_fn in (through_p, F.binary_cross_entropy_with_logits):
    torch.manual_seed(0)
    x, y = points(100)
    small = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
    optimizer = torch.optim.SGD(small.parameters(), lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        loss = loss_fn(small(x), y)
        loss.backward()
        optimizer.step()
    print(f"{loss.item():.4f} {accuracy(small(x), y):.2f}")
# --8<-- [end:both_endings]

# --8<-- [start:answer_base_rate]
y = torch.zeros(100)
y[:10] = 1.0
for probability in (0.05, 0.1, 0.2, 0.5):
    loss = F.binary_cross_entropy(torch.full((100,), probability), y)
    print(probability, f"{loss.item():.4f}")
# --8<-- [end:answer_base_rate]

# --8<-- [start:answer_one_logit]
torch.manual_seed(0)
two = torch.randn(5, 2)  # (batch, classes)
labels = torch.tensor([0, 1, 1, 0, 1])
one = two[:, 1] - two[:, 0]
print(F.cross_entropy(two, labels))
print(F.binary_cross_entropy_with_logits(one, labels.float()))
# --8<-- [end:answer_one_logit]

# --8<-- [start:answer_signs]
z = torch.tensor([0.5, -1.0, 2.0])
s = torch.tensor([1, -1, -1])
print(F.binary_cross_entropy_with_logits(z, (s + 1) / 2))
print(torch.log1p(torch.exp(-s * z)).mean())
# --8<-- [end:answer_signs]
