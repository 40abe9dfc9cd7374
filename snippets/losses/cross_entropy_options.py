# --8<-- [start:weights]
import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 0.5, 0.1], [0.2, 3.1, 0.5]])  # (batch, classes)
targets = torch.tensor([0, 1])
weight = torch.tensor([1.0, 2.0, 4.0])  # (classes,)
print(F.cross_entropy(logits, targets, reduction="none"))
print(F.cross_entropy(logits, targets, weight=weight, reduction="none"))
# --8<-- [end:weights]

# --8<-- [start:weighted_mean]
losses = F.cross_entropy(logits, targets, reduction="none")
w = weight[targets]  # (batch,)
print((w * losses).sum() / w.sum(), (w * losses).mean())
print(F.cross_entropy(logits, targets, weight=weight))
# --8<-- [end:weighted_mean]

# --8<-- [start:only_ratios]
print(F.cross_entropy(logits, targets, weight=10 * weight))
for t in (0, 1):
    one = logits[:1], torch.tensor([t])
    print(F.cross_entropy(*one), F.cross_entropy(*one, weight=weight))
# --8<-- [end:only_ratios]

# --8<-- [start:imbalanced]
labels = torch.cat([torch.zeros(90), torch.ones(10)]).long()
counts = torch.bincount(labels)
balancing = len(labels) / (2 * counts)
print(counts, balancing)
# --8<-- [end:imbalanced]

# --8<-- [start:constant_prediction]
for weight_used in (None, balancing):
    # zh: 所有样本共用的 logits
    # en: shared by all samples
    z = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([z], lr=1.0)
    for _ in range(200):
        loss = F.cross_entropy(z.expand(100, 2), labels, weight=weight_used)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print([f"{p:.3f}" for p in F.softmax(z, dim=0).tolist()])
# --8<-- [end:constant_prediction]

# --8<-- [start:wrong_length]
# raises: RuntimeError
F.cross_entropy(logits, targets, weight=torch.tensor([1.0, 2.0]))
# --8<-- [end:wrong_length]

# --8<-- [start:buffer]
from torch import nn

criterion = nn.CrossEntropyLoss(weight=weight)
print([name for name, _ in criterion.named_buffers()])
print(criterion(logits, targets))
# --8<-- [end:buffer]

# --8<-- [start:smoothing]
eps = 0.1
one_hot = F.one_hot(targets, num_classes=3).float()
smoothed = (1 - eps) * one_hot + eps / 3
print(smoothed)
print(F.cross_entropy(logits, smoothed))
print(F.cross_entropy(logits, targets, label_smoothing=eps))
# --8<-- [end:smoothing]

# --8<-- [start:smoothing_curve]
import math

import matplotlib.pyplot as plt

grid = torch.linspace(-4, 8, 1201)
zeros = torch.zeros_like(grid)
z = torch.stack([grid, zeros, zeros], dim=1)  # (1201, 3)
right = torch.zeros(1201, dtype=torch.int64)
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
for eps, style in ((0.0, "-"), (0.1, "--"), (0.3, ":")):
    loss = F.cross_entropy(z, right, label_smoothing=eps, reduction="none")
    ax.plot(grid.tolist(), loss.tolist(), style, label=rf"$\varepsilon$ = {eps}")
    best = grid[loss.argmin()].item()
    print(f"{eps} lowest {loss.min().item():.4f} at {best:.2f}")
ax.set(xlabel="$z_y$, the other two logits being 0", ylabel="loss")
ax.legend()
plt.show()
# --8<-- [end:smoothing_curve]

# --8<-- [start:best_logit]
for eps in (0.1, 0.3):
    p = 1 - eps + eps / 3
    print(f"{eps} p {p:.4f} z {math.log(p / (eps / 3)):.4f}")
# --8<-- [end:best_logit]

# --8<-- [start:ignore]
PAD = -100
logits = torch.tensor(
    [[2.0, 0.5, 0.1], [0.2, 3.1, 0.5], [0.0, 0.0, 0.0], [9.0, 0.0, 0.0]]
)
targets = torch.tensor([0, 1, PAD, PAD])
print(F.cross_entropy(logits, targets, reduction="none"))
print(F.cross_entropy(logits, targets), F.cross_entropy(logits[:2], targets[:2]))
# --8<-- [end:ignore]

# --8<-- [start:ignore_by_hand]
keep = targets != PAD
losses = F.cross_entropy(logits[keep], targets[keep], reduction="none")
print(losses.sum() / keep.sum(), losses.sum() / len(targets))
# --8<-- [end:ignore_by_hand]

# --8<-- [start:ignored_gradient]
z = logits.clone().requires_grad_()
F.cross_entropy(z, targets).backward()
print(z.grad)
# --8<-- [end:ignored_gradient]

# --8<-- [start:own_number]
padded = torch.tensor([0, 1, 2, 2])
print(F.cross_entropy(logits, padded, ignore_index=2))
print(F.cross_entropy(logits, padded, weight=torch.tensor([1.0, 1.0, 0.0])))
# --8<-- [end:own_number]

# --8<-- [start:all_ignored]
nothing = torch.full((4,), PAD)
print(F.cross_entropy(logits, nothing))
print(F.cross_entropy(logits, nothing, reduction="sum"))
# --8<-- [end:all_ignored]

# --8<-- [start:all_ignored_remedy]
for t in (targets, nothing):
    kept = (t != PAD).sum().clamp(min=1)
    print(F.cross_entropy(logits, t, reduction="sum") / kept)
# --8<-- [end:all_ignored_remedy]

# --8<-- [start:ignore_probabilities]
# raises: RuntimeError
F.cross_entropy(logits, torch.full((4, 3), 1 / 3), ignore_index=2)
# --8<-- [end:ignore_probabilities]

# --8<-- [start:answer_weights]
logits = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
targets = torch.tensor([0, 1])
weight = torch.tensor([1.0, 3.0])
first, second = F.cross_entropy(logits, targets, reduction="none").tolist()
print(f"{first:.4f} {second:.4f} {(first + 3 * second) / 4:.4f}")
print(F.cross_entropy(logits, targets, weight=weight))
# --8<-- [end:answer_weights]

# --8<-- [start:answer_lowest]
best = torch.tensor([[math.log(0.91 / 0.01)] + [0.0] * 9])
loss = F.cross_entropy(best, torch.tensor([0]), label_smoothing=0.1)
print(f"{F.softmax(best, dim=1)[0, 0].item():.4f} {loss.item():.4f}")
print(f"{-0.91 * math.log(0.91) - 9 * 0.01 * math.log(0.01):.4f}")
# --8<-- [end:answer_lowest]

# --8<-- [start:answer_two_batches]
torch.manual_seed(0)
logits = torch.randn(6, 3)
targets = torch.tensor([0, PAD, PAD, 1, 2, 0])
first, second = (logits[:3], targets[:3]), (logits[3:], targets[3:])
print((F.cross_entropy(*first) + F.cross_entropy(*second)) / 2)
total = sum(F.cross_entropy(*batch, reduction="sum") for batch in (first, second))
print(total / (targets != PAD).sum(), F.cross_entropy(logits, targets))
# --8<-- [end:answer_two_batches]
