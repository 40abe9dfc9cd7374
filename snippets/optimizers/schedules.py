# --8<-- [start:three_rates]
import torch

for lr in (0.9, 1.0, 1.1):
    w, path = 1.0, []
    for _ in range(20):
        w = w - lr * 2 * w  # zh: w² 的导数是 2w | en: the derivative of w² is 2w
        path.append(w)
    print(lr, *(f"{value:.3f}" for value in (path[0], path[1], path[18], path[19])))
# --8<-- [end:three_rates]


# --8<-- [start:noisy]
def noisy(lrs):
    torch.manual_seed(0)
    w = torch.full((200,), 10.0)  # zh: 200 次独立的训练 | en: 200 independent runs
    losses = []
    for lr in lrs:
        sample = torch.randn(200)
        w = w - lr * (w - sample)
        losses.append((w**2 / 2).mean().item())
    return losses


# --8<-- [end:noisy]

# --8<-- [start:noisy_rates]
runs = {
    "constant 0.5": noisy([0.5] * 200),
    "constant 0.01": noisy([0.01] * 200),
    "0.5 to 0.01": noisy([0.5 * 0.02 ** (step / 199) for step in range(200)]),
}
for name, losses in runs.items():
    print(f"{name:13}", *(f"{losses[step - 1]:.3f}" for step in (10, 50, 200)))
# --8<-- [end:noisy_rates]

# --8<-- [start:noisy_plot]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7.2, 3.2), layout="constrained")
for name, losses in runs.items():
    ax.plot(range(1, 201), losses, label=name)
ax.set_yscale("log")
ax.set(xlabel="step", ylabel="loss")
ax.legend()
plt.show()
# --8<-- [end:noisy_plot]

# --8<-- [start:floor]
for lr in (0.5, 0.1, 0.01):
    losses = noisy([lr] * 2000)[-500:]
    print(f"{lr:<4} {sum(losses) / 500:.4f} {lr / (2 * (2 - lr)):.4f}")
# --8<-- [end:floor]

# --8<-- [start:step_setup]
from torch import optim
from torch.optim import lr_scheduler

lr, epochs, batches = 0.1, 200, 10
x = torch.tensor([1.0])
y_true = torch.tensor([0.0])
w = torch.tensor([1.0], requires_grad=True)
optimizer = optim.SGD([w], lr=lr, momentum=0.9)
scheduler = lr_scheduler.StepLR(optimizer, step_size=50, gamma=0.5)
# --8<-- [end:step_setup]

# --8<-- [start:step_loop]
lr_used = {}
for epoch in range(1, epochs + 1):
    for _ in range(batches):
        loss = ((w * x - y_true) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    lr_used[epoch] = scheduler.get_last_lr()[0]
    scheduler.step()
# --8<-- [end:step_loop]

# --8<-- [start:step_by_hand]
import math


def agree(lrs, formula):
    return all(math.isclose(lr, formula(t), abs_tol=1e-12) for t, lr in enumerate(lrs))


for epoch in (1, 50, 51, 100, 101, 150, 151, 200):
    print(epoch, lr_used[epoch])
print(agree(lr_used.values(), lambda e: 0.1 * 0.5 ** (e // 50)))
# --8<-- [end:step_by_hand]


# --8<-- [start:rates]
def rates(make_scheduler, calls, lr=0.1):
    optimizer = optim.SGD([torch.ones(1, requires_grad=True)], lr=lr)
    scheduler = make_scheduler(optimizer)
    lrs = []
    for _ in range(calls):
        lrs.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return lrs


def step_lr(optimizer):
    return lr_scheduler.StepLR(optimizer, step_size=50, gamma=0.5)


print(rates(step_lr, 200) == list(lr_used.values()))
# --8<-- [end:rates]

# --8<-- [start:per_batch]
# zh: 每轮开始时
# en: at the start of each epoch
per_batch = rates(step_lr, 2000)[::10]
for epoch in (1, 6, 11, 50, 51, 200):
    print(f"{epoch:3} {per_batch[epoch - 1]:.2e}")
# --8<-- [end:per_batch]


# --8<-- [start:multi_step]
def multi_step_lr(optimizer):
    return lr_scheduler.MultiStepLR(optimizer, milestones=[75, 125, 175], gamma=0.5)


lrs = rates(multi_step_lr, 200)
for epoch in (1, 75, 76, 125, 126, 175, 176, 200):
    print(epoch, lrs[epoch - 1])
print(agree(lrs, lambda e: 0.1 * 0.5 ** sum(m <= e for m in (75, 125, 175))))
# --8<-- [end:multi_step]

# --8<-- [start:used_optimizer]
fresh = optim.SGD([w], lr=0.1, momentum=0.9)
print(multi_step_lr(optimizer).get_last_lr())
print(multi_step_lr(fresh).get_last_lr())
# --8<-- [end:used_optimizer]


# --8<-- [start:exponential]
def exponential_lr(optimizer, gamma=0.95):
    return lr_scheduler.ExponentialLR(optimizer, gamma=gamma)


lrs = rates(exponential_lr, 201)
for e in (0, 1, 2, 200):
    print(f"{e:3} {lrs[e]:.7f}")
print(agree(lrs, lambda e: 0.1 * 0.95**e))
# --8<-- [end:exponential]

# --8<-- [start:choose_gamma]
gamma = (0.001 / 0.1) ** (1 / 200)
lrs = rates(lambda optimizer: exponential_lr(optimizer, gamma), 201)
print(f"{gamma:.4f} {lrs[100]:.4f} {lrs[200]:.4f}")
# --8<-- [end:choose_gamma]

# --8<-- [start:decays_plot]
fig, ax = plt.subplots(figsize=(7.2, 3.2), layout="constrained")
ax.plot(range(1, 201), rates(step_lr, 200), label="StepLR")
ax.plot(range(1, 201), rates(multi_step_lr, 200), label="MultiStepLR")
ax.plot(
    range(1, 201), rates(exponential_lr, 200), label=r"ExponentialLR, $\gamma$ = 0.95"
)
ax.plot(range(1, 201), lrs[:200], label=r"ExponentialLR, $\gamma$ = 0.9772")
ax.set(xlabel="epoch", ylabel="learning rate")
ax.legend()
plt.show()
# --8<-- [end:decays_plot]


# --8<-- [start:cosine]
def cosine_lr(optimizer):
    return lr_scheduler.CosineAnnealingLR(optimizer, T_max=200, eta_min=0.001)


lrs = rates(cosine_lr, 201)
print(*(f"{lrs[t]:.4f}" for t in (0, 50, 100, 150, 200)))
print(agree(lrs, lambda t: 0.001 + 0.099 / 2 * (1 + math.cos(math.pi * t / 200))))
# --8<-- [end:cosine]

# --8<-- [start:steep_start]
for start_factor in (1.0, 0.1):
    w = torch.tensor([3.0], requires_grad=True)
    optimizer = optim.SGD([w], lr=0.3)
    scheduler = lr_scheduler.LinearLR(optimizer, start_factor, total_iters=10)
    path = []
    for _ in range(4):
        optimizer.zero_grad()
        (w**4 / 4).sum().backward()
        optimizer.step()
        scheduler.step()
        path.append(w.item())
    print(start_factor, *(f"{value:.3g}" for value in path))
# --8<-- [end:steep_start]


# --8<-- [start:warmup_cosine]
def warmup_cosine(optimizer, warmup, total):
    up = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=warmup)
    down = lr_scheduler.CosineAnnealingLR(optimizer, T_max=total - warmup)
    return lr_scheduler.SequentialLR(optimizer, [up, down], milestones=[warmup])


lrs = rates(lambda optimizer: warmup_cosine(optimizer, 20, 200), 200)
print(*(f"{lrs[t]:.4f}" for t in (0, 1, 2, 10, 20, 110)))
# --8<-- [end:warmup_cosine]


# --8<-- [start:warmup_by_hand]
def by_hand(t):
    if t < 20:
        return 0.1 * (0.1 + 0.9 * t / 20)
    return 0.1 / 2 * (1 + math.cos(math.pi * (t - 20) / 180))


print(agree(lrs, by_hand))
# --8<-- [end:warmup_by_hand]


# --8<-- [start:one_cycle]
def one_cycle_lr(optimizer):
    return lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=200)


lrs = rates(one_cycle_lr, 200)
print(*(f"{lrs[t]:.7f}" for t in (0, 30, 59, 130, 199)))
print(f"{0.1 / 25:.7f} {0.1 / 25 / 1e4:.7f}")
# --8<-- [end:one_cycle]


# --8<-- [start:one_cycle_by_hand]
def cosine_between(start, end, p):
    return end + (start - end) / 2 * (1 + math.cos(math.pi * p))


def by_hand(t):
    if t <= 59:
        return cosine_between(0.004, 0.1, t / 59)
    return cosine_between(0.1, 4e-7, (t - 59) / 140)


print(agree(lrs, by_hand))
# --8<-- [end:one_cycle_by_hand]

# --8<-- [start:cycles_plot]
fig, ax = plt.subplots(figsize=(7.2, 3.2), layout="constrained")
ax.plot(rates(cosine_lr, 200), label="cosine")
ax.plot(
    rates(lambda optimizer: warmup_cosine(optimizer, 20, 200), 200),
    label="warm-up + cosine",
)
ax.plot(lrs, label="one cycle")
ax.set(xlabel="$t$", ylabel="learning rate")
ax.legend()
plt.show()
# --8<-- [end:cycles_plot]

# --8<-- [start:one_cycle_too_long]
# raises: ValueError
rates(one_cycle_lr, 201)
# --8<-- [end:one_cycle_too_long]

# --8<-- [start:one_cycle_momentum]
optimizer = optim.SGD([w], lr=0.1, momentum=0.0)
print(optimizer.param_groups[0]["momentum"])
one_cycle_lr(optimizer)
print(optimizer.param_groups[0]["momentum"])
# --8<-- [end:one_cycle_momentum]

# --8<-- [start:wrong_order]
# raises: UserWarning
optimizer = optim.SGD([w], lr=0.8)
scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
scheduler.step()
optimizer.step()
# --8<-- [end:wrong_order]

# --8<-- [start:skipped]
import warnings

for first in ("optimizer", "scheduler"):
    optimizer = optim.SGD([w], lr=0.8)
    scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    used = []
    for _ in range(3):
        if first == "scheduler":
            with warnings.catch_warnings(action="ignore"):
                scheduler.step()
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if first == "optimizer":
            scheduler.step()
    print(f"{first:9} first: {used}")
# --8<-- [end:skipped]

# --8<-- [start:plateau]
optimizer = optim.SGD([w], lr=0.1)
scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
for loss in (1.0, 0.8, 0.7, 0.71, 0.7, 0.72, 0.69, 0.7, 0.7, 0.69, 0.65):
    optimizer.step()
    scheduler.step(loss)
    print(
        f"{loss:.2f} bad epochs {scheduler.num_bad_epochs} lr {scheduler.get_last_lr()[0]}"
    )
# --8<-- [end:plateau]

# --8<-- [start:plateau_no_metric]
# raises: TypeError
scheduler.step()
# --8<-- [end:plateau_no_metric]

# --8<-- [start:groups]
a = torch.ones(1, requires_grad=True)
b = torch.ones(1, requires_grad=True)
optimizer = optim.SGD([{"params": [a]}, {"params": [b], "lr": 0.01}], lr=0.1)
scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
for _ in range(2):
    print(scheduler.get_last_lr(), [group["lr"] for group in optimizer.param_groups])
    optimizer.step()
    scheduler.step()
print(scheduler.state_dict()["last_epoch"])
# --8<-- [end:groups]

# --8<-- [start:digits]
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float64)  # (1797, 64)
labels = torch.tensor(digits.target)
torch.manual_seed(0)
train_index, test_index = torch.randperm(1797).split([1400, 397])
# --8<-- [end:digits]


# --8<-- [start:train]
def train(seed, lr, make_scheduler):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = make_scheduler(optimizer)
    for _ in range(10):
        for batch in train_index[torch.randperm(1400)].split(64):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
            scheduler.step()
    return model


# --8<-- [end:train]


# --8<-- [start:evaluate]
@torch.no_grad()
def evaluate(model):
    loss = F.cross_entropy(model(images[train_index]), labels[train_index]).item()
    right = model(images[test_index]).argmax(dim=1) == labels[test_index]
    return loss, right.double().mean().item()


def compare(name, lr, make_scheduler):
    results = [evaluate(train(seed, lr, make_scheduler)) for seed in range(3)]
    losses, accuracies = zip(*results, strict=True)
    print(f"{lr:<4} {name:14} {sum(losses) / 3:.3f}", *(f"{a:.3f}" for a in accuracies))


# --8<-- [end:evaluate]

# --8<-- [start:compare]
total = 10 * 22
schedules = {
    "constant": lambda o: lr_scheduler.LambdaLR(o, lambda t: 1.0),
    "step": lambda o: lr_scheduler.StepLR(o, step_size=74, gamma=0.1),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=total),
    "warm-up cosine": lambda o: warmup_cosine(o, 22, total),
    "one cycle": lambda o: lr_scheduler.OneCycleLR(
        o, 0.5, total_steps=total, cycle_momentum=False
    ),
}
for name, make_scheduler in schedules.items():
    compare(name, 0.5, make_scheduler)
for lr in (0.3, 0.01):
    for name in ("constant", "cosine"):
        compare(name, lr, schedules[name])
# --8<-- [end:compare]

# --8<-- [start:answer_beyond]
lrs = rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=100), 201)
print(*(f"{lrs[t]:.4f}" for t in (0, 50, 100, 150, 200)))
# --8<-- [end:answer_beyond]


# --8<-- [start:answer_lambda]
def factor(t):
    if t < 20:
        return 0.1 + 0.9 * t / 20
    return (1 + math.cos(math.pi * (t - 20) / 180)) / 2


lrs = rates(lambda o: lr_scheduler.LambdaLR(o, factor), 200)
expected = rates(lambda o: warmup_cosine(o, 20, 200), 200)
print(agree(lrs, lambda t: expected[t]))
# --8<-- [end:answer_lambda]

# --8<-- [start:answer_two]
optimizer = optim.SGD([w], lr=0.1)
step = lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
exponential = lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
for e in range(5):
    expected = 0.1 * 0.5 ** (e // 2) * 0.9**e
    print(e, f"{optimizer.param_groups[0]['lr']:.6f} {expected:.6f}")
    optimizer.step()
    step.step()
    exponential.step()
# --8<-- [end:answer_two]
