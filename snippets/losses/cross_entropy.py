# --8<-- [start:accuracy_is_flat]
import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 0.5, 0.1], [0.2, 3.1, 0.5]])  # (batch, classes)
targets = torch.tensor([0, 1])
for scale in (0.1, 1.0, 3.0):
    z = scale * logits
    accuracy = (z.argmax(dim=1) == targets).float().mean()
    loss = F.cross_entropy(z, targets)
    print(f"{scale} accuracy {accuracy.item():.4f} loss {loss.item():.4f}")
# --8<-- [end:accuracy_is_flat]

# --8<-- [start:tasks]
from torch import nn

x = torch.randn(5, 8)  # (batch, features)
rows = (
    (nn.Linear(8, 3), nn.CrossEntropyLoss(), torch.randint(3, (5,))),
    (nn.Linear(8, 1), nn.BCEWithLogitsLoss(), torch.randint(2, (5, 1)).float()),
    (nn.Linear(8, 3), nn.BCEWithLogitsLoss(), torch.randint(2, (5, 3)).float()),
    (nn.Linear(8, 1), nn.MSELoss(), torch.randn(5, 1)),
)
for layer, criterion, t in rows:
    loss = criterion(layer(x), t)
    print(
        f"{type(criterion).__name__:18} {tuple(t.shape)!s:7} {t.dtype} {tuple(loss.shape)}"
    )
# --8<-- [end:tasks]

# --8<-- [start:by_hand]
z_y = logits[torch.arange(2), targets]
losses = -z_y + torch.log(torch.exp(logits).sum(dim=1))
print(z_y)
print(losses, losses.mean(), losses.sum())
p_y = F.softmax(logits, dim=1)[torch.arange(2), targets]
print(p_y, -torch.log(p_y))
# --8<-- [end:by_hand]

# --8<-- [start:reductions]
criterion = nn.CrossEntropyLoss()
loss = criterion(logits, targets)
print(f"{loss.item():.4f}")
for reduction in ("none", "mean", "sum"):
    print(reduction, F.cross_entropy(logits, targets, reduction=reduction))
# --8<-- [end:reductions]

# --8<-- [start:minus_log]
import math

import matplotlib.pyplot as plt

for p in (1.0, 0.9, 0.5, 0.1, 0.01):
    print(f"{p:.2f} {math.log(1 / p):.4f}")
grid = torch.linspace(0.005, 1, 200)
fig, ax = plt.subplots(figsize=(5.4, 2.8), layout="constrained")
ax.plot(grid.tolist(), (-torch.log(grid)).tolist())
ax.set(xlabel="$p$, probability of the right class", ylabel=r"loss, $-\log\,p$")
plt.show()
# --8<-- [end:minus_log]

# --8<-- [start:contains_log_softmax]
log_p = F.log_softmax(logits, dim=1)
print(log_p)
print(F.nll_loss(log_p, targets), F.cross_entropy(logits, targets))
# --8<-- [end:contains_log_softmax]

# --8<-- [start:gradient]
z = logits.clone().requires_grad_()
F.cross_entropy(z, targets).backward()
by_hand = (F.softmax(logits, dim=1) - F.one_hot(targets, num_classes=3)) / 2
print(z.grad)
print(by_hand)
# --8<-- [end:gradient]

# --8<-- [start:gradient_curve]
grid = torch.linspace(-8, 8, 161, requires_grad=True)
zeros = torch.zeros(161)
z = torch.stack([grid, zeros, zeros], dim=1)  # (161, 3)
loss = F.cross_entropy(z, torch.zeros(161, dtype=torch.int64), reduction="none")
loss.sum().backward()
print(torch.allclose(grid.grad, F.softmax(z, dim=1)[:, 0] - 1, atol=1e-6))
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(grid.tolist(), loss.tolist(), label="loss")
ax.plot(grid.tolist(), grid.grad.tolist(), "--", label="gradient, $p_y - 1$")
ax.set(xlabel="$z_y$, the other two logits being 0", ylabel="value")
ax.legend()
plt.show()
# --8<-- [end:gradient_curve]

# --8<-- [start:untrained]
torch.manual_seed(0)
x = torch.randn(1000, 64)
for classes in (2, 10, 100, 1000):
    loss = F.cross_entropy(nn.Linear(64, classes)(x), torch.randint(classes, (1000,)))
    print(f"{classes:4} {loss.item():.3f} {math.log(classes):.3f}")
# --8<-- [end:untrained]

# --8<-- [start:probabilities]
one_hot = F.one_hot(targets, num_classes=3).float()
print(one_hot)
print(F.cross_entropy(logits, one_hot), F.cross_entropy(logits, targets))
soft = torch.tensor([[0.8, 0.2, 0.0], [0.0, 1.0, 0.0]])
print(F.cross_entropy(logits, soft), -(soft * log_p).sum(dim=1).mean())
# --8<-- [end:probabilities]

# --8<-- [start:integer_one_hot]
# raises: RuntimeError
F.cross_entropy(logits, F.one_hot(targets, num_classes=3))
# --8<-- [end:integer_one_hot]

# --8<-- [start:float_indices]
# raises: RuntimeError
F.cross_entropy(logits, torch.tensor([0.0, 1.0]))
# --8<-- [end:float_indices]

# --8<-- [start:column]
# raises: RuntimeError
F.cross_entropy(logits, torch.tensor([[0], [1]]))  # zh: 形状 (2, 1) | en: shape (2, 1)
# --8<-- [end:column]

# --8<-- [start:out_of_range]
# raises: IndexError
# device: cpu
F.cross_entropy(logits.cpu(), torch.tensor([1, 3]))
# --8<-- [end:out_of_range]

# --8<-- [start:remedies]
print(F.cross_entropy(logits, torch.tensor([0.0, 1.0]).long()))
print(F.cross_entropy(logits, torch.tensor([[0], [1]]).squeeze(1)))
labels = torch.tensor([1, 2])  # zh: 从 1 数起的编号 | en: numbered from 1
print(F.cross_entropy(logits, labels - 1))
# --8<-- [end:remedies]

# --8<-- [start:not_probabilities]
print(F.cross_entropy(logits, 2 * one_hot))
# --8<-- [end:not_probabilities]

# --8<-- [start:positions]
torch.manual_seed(0)
z = torch.randn(2, 3, 4)  # (batch, classes, positions)
t = torch.randint(3, (2, 4))  # (batch, positions)
print(F.cross_entropy(z, t))
print(F.cross_entropy(z.permute(0, 2, 1).reshape(8, 3), t.reshape(8)))
# --8<-- [end:positions]

# --8<-- [start:digits]
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

images, numbers = load_digits(return_X_y=True)
split = train_test_split(
    images / 16, numbers, test_size=0.2, random_state=0, stratify=numbers
)
x_train, x_test = (torch.tensor(part, dtype=torch.float32) for part in split[:2])
y_train, y_test = (torch.tensor(part, dtype=torch.int64) for part in split[2:])
print(x_train.shape, y_train.shape, x_test.shape)
# --8<-- [end:digits]


# --8<-- [start:network]
def network(*last, seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10), *last)


def evaluate(model):
    with torch.inference_mode():
        return (model(x_test).argmax(dim=1) == y_test).float().mean().item()


# --8<-- [end:network]


# --8<-- [start:train]
def train(model, optimizer):
    losses, accuracies = [], []
    for _ in range(20):
        total = 0.0
        for batch in torch.randperm(len(x_train)).split(64):
            loss = F.cross_entropy(model(x_train[batch]), y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        losses.append(total / len(x_train))
        accuracies.append(evaluate(model))
    return losses, accuracies


# --8<-- [end:train]

# --8<-- [start:two_runs]
right = network()
right_run = train(right, torch.optim.SGD(right.parameters(), lr=0.5))
wrong = network(nn.Softmax(dim=1))
wrong_run = train(wrong, torch.optim.SGD(wrong.parameters(), lr=0.5))
for name, (losses, accuracies) in (("logits", right_run), ("softmax", wrong_run)):
    for epoch in (1, 5, 10, 20):
        loss, accuracy = losses[epoch - 1], accuracies[epoch - 1]
        print(f"{name:7} epoch {epoch:2} loss {loss:.3f} accuracy {accuracy:.3f}")
# --8<-- [end:two_runs]

# --8<-- [start:training_curves]
floor = math.log(1 + 9 / math.e)
print(f"{floor:.4f}")
epochs = range(1, 21)
fig, axes = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
for ax, right_values, wrong_values in zip(axes, right_run, wrong_run, strict=True):
    ax.plot(epochs, right_values, label="logits")
    ax.plot(epochs, wrong_values, "--", label="softmax output")
    ax.set_xlabel("epoch")
axes[0].axhline(floor, color="gray", linestyle=":", label="lowest with softmax")
axes[0].set_ylabel("training loss")
axes[1].set_ylabel("test accuracy")
axes[0].legend(loc="center right", bbox_to_anchor=(1, 0.38))
plt.show()
# --8<-- [end:training_curves]

# --8<-- [start:first_gradient]
for last in ((), (nn.Softmax(dim=1),)):
    model = network(*last)
    F.cross_entropy(model(x_train), y_train).backward()
    print(f"{model[2].weight.grad.norm().item():.5f}")
# --8<-- [end:first_gradient]


# --8<-- [start:never_predicted]
def never_predicted(model):
    with torch.inference_mode():
        predictions = model(x_test).argmax(dim=1)
    return sorted(set(range(10)) - set(predictions.tolist()))


print(never_predicted(right), never_predicted(wrong))
with torch.inference_mode():
    p = wrong(x_test[y_test == 2])  # (samples, classes)
print(len(p), f"{p[:, 2].max().item():.3f}")
# --8<-- [end:never_predicted]

# --8<-- [start:other_seeds]
for seed in (1, 2):
    model = network(nn.Softmax(dim=1), seed=seed)
    train(model, torch.optim.SGD(model.parameters(), lr=0.5))
    print(seed, never_predicted(model))
# --8<-- [end:other_seeds]

# --8<-- [start:answer_equal]
equal = torch.zeros(1, 4)
for z in (equal, equal + 5):
    print(f"{F.cross_entropy(z, torch.tensor([2])).item():.4f} {math.log(4):.4f}")
# --8<-- [end:answer_equal]


# --8<-- [start:answer_stable]
def cross_entropy(logits, targets):
    z_y = logits[torch.arange(len(targets)), targets]
    return (torch.logsumexp(logits, dim=1) - z_y).mean()


far = torch.tensor([[1000.0, 0.0], [-1000.0, 0.0]])
t = torch.tensor([1, 0])
print(torch.log(torch.exp(far).sum(dim=1)))
print(cross_entropy(far, t), F.cross_entropy(far, t))
# --8<-- [end:answer_stable]

# --8<-- [start:answer_adam]
for name, last in (("logits", ()), ("softmax", (nn.Softmax(dim=1),))):
    model = network(*last)
    losses, accuracies = train(model, torch.optim.Adam(model.parameters(), lr=0.005))
    print(f"{name:7} loss {losses[-1]:.3f} accuracy {accuracies[-1]:.3f}")
# --8<-- [end:answer_adam]
