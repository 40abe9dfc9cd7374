# --8<-- [start:by_hand]
import torch
import torch.nn.functional as F

z = torch.tensor([1.0, 2.0, 3.0])
powers = torch.exp(z)
p = powers / powers.sum()
print(powers, powers.sum())
print(p, p.sum())
print(F.softmax(z, dim=0))
# --8<-- [end:by_hand]

# --8<-- [start:differences]
print(p[1] / p[0], p[2] / p[1])
print(F.softmax(z + 100, dim=0))
print(F.softmax(2 * z, dim=0))
# --8<-- [end:differences]

# --8<-- [start:temperature]
import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.4), layout="constrained", sharey=True)
for ax, T in zip(axes, (0.5, 1.0, 5.0), strict=True):
    p = F.softmax(z / T, dim=0)
    print(T, p)
    ax.bar(["1", "2", "3"], p.tolist())
    ax.set(title=f"T = {T}", xlabel="logit")
axes[0].set_ylabel("probability")
plt.show()
# --8<-- [end:temperature]

# --8<-- [start:two_classes]
print(F.softmax(torch.tensor([0.0, 1.3]), dim=0))
print(F.softmax(torch.tensor([5.0, 6.3]), dim=0))
print(torch.sigmoid(torch.tensor(1.3)))
# --8<-- [end:two_classes]

# --8<-- [start:dim]
logits = torch.tensor([[1.0, 2.0, 3.0], [1.0, 2.0, 0.0]])  # (batch, classes)
p = F.softmax(logits, dim=1)
print(p)
print(p.sum(dim=1))
# --8<-- [end:dim]

# --8<-- [start:three_ways]
from torch import nn

layer = nn.Softmax(dim=1)
print(torch.equal(layer(logits), p), torch.equal(logits.softmax(dim=1), p))
print(list(layer.parameters()))
# --8<-- [end:three_ways]

# --8<-- [start:wrong_dim]
print(F.softmax(logits, dim=0))
# zh: 批次里只有一个样本
# en: a batch of one sample
print(F.softmax(logits[:1], dim=0))
# --8<-- [end:wrong_dim]

# --8<-- [start:no_dim]
# raises: UserWarning
nn.Softmax()(logits)
# --8<-- [end:no_dim]

# --8<-- [start:guessed_dim]
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for shape in ((3,), (2, 3), (4, 2, 3)):
        p = F.softmax(torch.zeros(shape))
        print(shape, f"{p.max().item():.4f}")
# --8<-- [end:guessed_dim]

# --8<-- [start:overflow]
print(torch.exp(torch.tensor([88.0, 89.0])))
large = torch.tensor([1001.0, 1002.0, 1003.0])
powers = torch.exp(large)
print(powers, powers / powers.sum())
# --8<-- [end:overflow]

# --8<-- [start:stable]
powers = torch.exp(large - large.max())
print(powers, powers / powers.sum())
print(F.softmax(large, dim=0))
# --8<-- [end:stable]

# --8<-- [start:log_softmax]
print(z - torch.log(torch.exp(z).sum()))
print(F.log_softmax(z, dim=0))
# --8<-- [end:log_softmax]

# --8<-- [start:log_of_softmax]
far = torch.tensor([0.0, 200.0])
print(F.softmax(far, dim=0))
print(torch.log(F.softmax(far, dim=0)))
print(F.log_softmax(far, dim=0))
# --8<-- [end:log_of_softmax]

# --8<-- [start:log_gradient]
from torch.func import jacrev

print(jacrev(lambda z: torch.log(F.softmax(z, dim=0))[0])(far))
print(jacrev(lambda z: F.log_softmax(z, dim=0)[0])(far))
# --8<-- [end:log_gradient]

# --8<-- [start:jacobian]
p = F.softmax(z, dim=0)
by_hand = torch.diag(p) - torch.outer(p, p)
J = jacrev(lambda z: F.softmax(z, dim=0))(z)
print(by_hand)
print(torch.allclose(J, by_hand))
print(torch.allclose(J.sum(dim=1), torch.zeros(3), atol=1e-6))
# --8<-- [end:jacobian]

# --8<-- [start:curve]
grid = torch.linspace(-6, 6, 121)
zeros = torch.zeros_like(grid)
p = F.softmax(torch.stack([grid, zeros, zeros], dim=1), dim=1)  # (121, 3)
slope = p[:, 0] * (1 - p[:, 0])
print(f"{grid[slope.argmax()].item():.1f} {slope.max().item():.4f}")
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(grid.tolist(), p[:, 0].tolist(), label="$p_0$")
ax.plot(grid.tolist(), p[:, 1].tolist(), label="$p_1 = p_2$")
ax.plot(grid.tolist(), slope.tolist(), "--", label="derivative of $p_0$")
ax.set(xlabel="$z_0$, with $z_1 = z_2 = 0$", ylabel="value")
ax.legend()
plt.show()
# --8<-- [end:curve]

# --8<-- [start:prediction]
logits = torch.tensor([[2.0, 0.5, 0.1], [0.2, 3.1, 0.5]])  # (batch, classes)
p = F.softmax(logits, dim=1)
print(logits.argmax(dim=1), p.argmax(dim=1))
print(p.amax(dim=1))
# --8<-- [end:prediction]

# --8<-- [start:untrained]
torch.manual_seed(0)
untrained = nn.Linear(2, 3)
x = torch.tensor([1.0, -1.0])
for scale in (1, 10, 100):
    p = F.softmax(untrained(scale * x), dim=0)
    print(scale, f"{p.max().item():.4f}")
# --8<-- [end:untrained]

# --8<-- [start:loss_contains_it]
targets = torch.tensor([0, 1])
log_p = F.log_softmax(logits, dim=1)
print(-(log_p[0, 0] + log_p[1, 1]) / 2)
print(F.cross_entropy(logits, targets))
# --8<-- [end:loss_contains_it]

# --8<-- [start:softmax_twice]
p = F.softmax(logits, dim=1)
print(p)
print(F.softmax(p, dim=1))
print(F.cross_entropy(p, targets))
# --8<-- [end:softmax_twice]

# --8<-- [start:lowest_loss]
import math

for classes in (2, 3, 10):
    best = torch.zeros(1, classes)
    best[0, 0] = 1.0
    loss = F.cross_entropy(best, torch.tensor([0]))
    print(classes, f"{loss.item():.4f} {math.log(1 + (classes - 1) / math.e):.4f}")
# --8<-- [end:lowest_loss]


# --8<-- [start:gradient_size]
def gradient_sizes(logits, targets):
    once = jacrev(lambda z: F.cross_entropy(z, targets))(logits)
    twice = jacrev(lambda z: F.cross_entropy(F.softmax(z, dim=1), targets))(logits)
    print(f"{once.norm().item():.5f} {twice.norm().item():.5f}")


gradient_sizes(logits, targets)
gradient_sizes(torch.tensor([[10.0, 0.0, 0.0]]), torch.tensor([1]))
# --8<-- [end:gradient_size]


# --8<-- [start:my_net]
class MyNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(3, 3)
        self.linear2 = nn.Linear(3, 2)
        self.linear3 = nn.Linear(2, 2)

    def forward(self, x):
        x = torch.sigmoid(self.linear1(x))
        x = torch.relu(self.linear2(x))
        return self.linear3(x)  # logits


# --8<-- [end:my_net]

# --8<-- [start:predict]
torch.manual_seed(0)
model = MyNet()
model.eval()
with torch.inference_mode():
    logits = model(torch.randn(10, 3))
    p = F.softmax(logits, dim=1)
print(logits.shape, torch.allclose(p.sum(dim=1), torch.ones(10)))
# --8<-- [end:predict]

# --8<-- [start:weights]
values = torch.tensor([[1.0, 0.0], [0.0, 1.0], [4.0, 4.0]])  # (items, features)
scores = torch.tensor([1.0, 2.0, 3.0])
w = F.softmax(scores, dim=0)
print(w, w @ values)
scores[2] = -torch.inf
w = F.softmax(scores, dim=0)
print(w, w @ values)
# --8<-- [end:weights]

# --8<-- [start:answer_eighths]
print(F.softmax(torch.log(torch.tensor([1.0, 2.0, 5.0])), dim=0))
# --8<-- [end:answer_eighths]


# --8<-- [start:answer_stable]
def softmax(logits):
    powers = torch.exp(logits - logits.amax(dim=1, keepdim=True))
    return powers / powers.sum(dim=1, keepdim=True)


logits = torch.tensor([[1000.0, 1001.0, 1002.0], [-1000.0, -1001.0, -1002.0]])
print(softmax(logits))
print(torch.allclose(softmax(logits), F.softmax(logits, dim=1)))
# --8<-- [end:answer_stable]

# --8<-- [start:answer_floor]
logits = torch.zeros(1, 100)
logits[0, 0] = 50.0
target = torch.tensor([0])
print(f"{F.cross_entropy(F.softmax(logits, dim=1), target).item():.4f}")
print(f"{F.cross_entropy(logits, target).item():.4f}")
# --8<-- [end:answer_floor]
