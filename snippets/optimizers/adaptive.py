# --8<-- [start:two_steps]
import torch
from torch import nn, optim


def two_steps(make_optimizer):
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = make_optimizer([w])
    values = []
    for _ in range(2):
        loss = (0.5 * w**2).sum()  # zh: 梯度就是 w | en: its gradient is w
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        values.append(w.item())
    return values


# --8<-- [end:two_steps]

# --8<-- [start:three]
makers = {
    "Adagrad": lambda params: optim.Adagrad(params, lr=0.01),
    "RMSprop": lambda params: optim.RMSprop(params, lr=0.01, alpha=0.99),
    "Adam": lambda params: optim.Adam(params, lr=0.001, betas=(0.9, 0.999), eps=1e-8),
}
for name, make in makers.items():
    print(name, *two_steps(make))
# --8<-- [end:three]

# --8<-- [start:reused]
w = torch.tensor([1.0], requires_grad=True)
for name, make in makers.items():
    optimizer = make([w])
    for _ in range(2):
        optimizer.zero_grad()
        (0.5 * w**2).sum().backward()
        optimizer.step()
    print(name, f"{w.item():.4f}")
# --8<-- [end:reused]

# --8<-- [start:adagrad_hand]
w, s = 1.0, 0.0
for torch_w in two_steps(makers["Adagrad"]):
    g = w
    s += g**2
    w -= 0.01 * g / (s**0.5 + 1e-10)
    print(f"s {s:.4f}  w {w:.7f}  torch {torch_w:.7f}")
# --8<-- [end:adagrad_hand]

# --8<-- [start:adagrad_no_root]
w, s = 1.0, 0.0
for _ in range(2):
    g = w
    s += g**2
    w -= 0.01 * g / (s + 1e-10)
    print(f"{w:.7f}")
# --8<-- [end:adagrad_no_root]

# --8<-- [start:rare]
w = torch.zeros(2, requires_grad=True)
optimizer = optim.Adagrad([w], lr=0.1)
for t in range(100):
    w.grad = torch.tensor([1.0, 1.0 if t % 10 == 0 else 0.0])
    optimizer.step()
s = optimizer.state[w]["sum"]
print(s, 0.1 / s.sqrt())
# --8<-- [end:rare]


# --8<-- [start:step_sizes]
def step_sizes(make_optimizer, gradients):
    w = torch.zeros(1, requires_grad=True)
    optimizer = make_optimizer([w])
    sizes = []
    for g in gradients:
        with torch.no_grad():
            w.zero_()
        w.grad = torch.tensor([g])
        optimizer.step()
        sizes.append(-w.item())
    return sizes


sizes = step_sizes(makers["Adagrad"], [1.0] * 400)
for t in (1, 4, 100, 400):
    print(t, f"{sizes[t - 1]:.6f}")
# --8<-- [end:step_sizes]

# --8<-- [start:rmsprop_hand]
w, s = 1.0, 0.0
for torch_w in two_steps(makers["RMSprop"]):
    g = w
    s = 0.99 * s + 0.01 * g**2
    w -= 0.01 * g / (s**0.5 + 1e-8)
    print(f"s {s:.4f}  w {w:.7f}  torch {torch_w:.7f}")
# --8<-- [end:rmsprop_hand]

# --8<-- [start:rmsprop_rate]
sizes = step_sizes(makers["RMSprop"], [1.0] * 400)
for t in (1, 4, 100, 400):
    print(t, f"{sizes[t - 1]:.6f}")
# --8<-- [end:rmsprop_rate]

# --8<-- [start:rmsprop_fades]
w = torch.tensor([1.0], requires_grad=True)
optimizer = optim.RMSprop([w], lr=0.01, alpha=0.99)
w.grad = torch.ones(1)
optimizer.step()
w.grad = torch.zeros(1)
for t in range(1, 301):
    optimizer.step()
    if t % 100 == 0:
        s = optimizer.state[w]["square_avg"].item()
        print(t, f"{s:.7f}  {0.01 * 0.99**t:.7f}")
# --8<-- [end:rmsprop_fades]

# --8<-- [start:adam_hand]
w, m, v = 1.0, 0.0, 0.0
for t, torch_w in enumerate(two_steps(makers["Adam"]), start=1):
    g = w
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    w -= 0.001 * m_hat / (v_hat**0.5 + 1e-8)
    print(f"m {m:.4f}  v {v:.6f}  m_hat {m_hat:.4f}  v_hat {v_hat:.4f}")
    print(f"w {w:.7f}  torch {torch_w:.7f}")
# --8<-- [end:adam_hand]

# --8<-- [start:first_step]
for g in (1e4, 1.0, 1e-4, -1e-4):
    steps = [step_sizes(make, [g])[0] for make in makers.values()]
    print(f"{g:8g}", *(f"{step:9.6f}" for step in steps))
# --8<-- [end:first_step]

# --8<-- [start:eps]
for g in (1e-6, 1e-8, 1e-10):
    (step,) = step_sizes(makers["Adam"], [g])
    print(f"{g:g}  {step:.6f}  {0.001 * g / (g + 1e-8):.6f}")
# --8<-- [end:eps]


# --8<-- [start:uncorrected]
def adam_by_hand(correct, steps=2):
    w, m, v, values = 1.0, 0.0, 0.0, []
    for t in range(1, steps + 1):
        m, v = 0.9 * m + 0.1 * w, 0.999 * v + 0.001 * w**2
        c1, c2 = (1 - 0.9**t, 1 - 0.999**t) if correct else (1, 1)
        w -= 0.001 * (m / c1) / ((v / c2) ** 0.5 + 1e-8)
        values.append(w)
    return values


print("corrected  ", *(f"{w:.6f}" for w in adam_by_hand(True)))
print("uncorrected", *(f"{w:.6f}" for w in adam_by_hand(False)))
for t in (1, 2, 10, 100, 1000, 10_000):
    print(t, f"{(1 - 0.9**t) / (1 - 0.999**t) ** 0.5:.2f}")
# --8<-- [end:uncorrected]

# --8<-- [start:step_sizes_plot]
import matplotlib.pyplot as plt

same_lr = {
    "AdaGrad": lambda params: optim.Adagrad(params, lr=0.01),
    "RMSProp": lambda params: optim.RMSprop(params, lr=0.01),
    "Adam": lambda params: optim.Adam(params, lr=0.01),
}
t = range(1, 401)
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for name, make in same_lr.items():
    ax.plot(t, step_sizes(make, [1.0] * 400), label=name)
factor = [(1 - 0.9**k) / (1 - 0.999**k) ** 0.5 for k in t]
ax.plot(t, [0.01 * f for f in factor], "--", label="Adam, uncorrected")
ax.set(yscale="log", xlabel="step", ylabel="step size (lr = 0.01)")
ax.legend()
plt.show()
# --8<-- [end:step_sizes_plot]

# --8<-- [start:state]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = optim.Adam(model.parameters())
print(len(optimizer.state_dict()["state"]))
model(torch.rand(5, 64)).sum().backward()
optimizer.step()
saved = optimizer.state_dict()
print(list(saved), list(saved["state"]), saved["param_groups"][0]["params"])
for key, value in saved["state"][0].items():
    print(key, value.shape)
# --8<-- [end:state]


# --8<-- [start:state_size]
def state_numbers(optimizer):
    optimizer.step()
    states = optimizer.state_dict()["state"].values()
    return sum(v.numel() for s in states for v in s.values() if torch.is_tensor(v))


count = sum(p.numel() for p in model.parameters())
for optimizer in (
    optim.SGD(model.parameters(), lr=0.01),
    optim.SGD(model.parameters(), lr=0.01, momentum=0.9),
    optim.Adagrad(model.parameters()),
    optim.RMSprop(model.parameters()),
    optim.Adadelta(model.parameters()),
    optim.Adam(model.parameters()),
    optim.AdamW(model.parameters()),
):
    numbers = state_numbers(optimizer)
    print(type(optimizer).__name__, count, numbers, f"{numbers / count:.2f}")
# --8<-- [end:state_size]

# --8<-- [start:resume]
w = torch.zeros(1, requires_grad=True)
optimizer = optim.Adam([w], lr=0.001)
w.grad = torch.ones(1)
for _ in range(10):
    optimizer.step()

fresh = optim.Adam([w], lr=0.001)
resumed = optim.Adam([w], lr=0.001)
resumed.load_state_dict(optimizer.state_dict())
w.grad = torch.tensor([-0.01])
for name, optimizer in (("fresh", fresh), ("resumed", resumed)):
    before = w.item()
    optimizer.step()
    print(name, f"{w.item() - before:.6f}")
# --8<-- [end:resume]

# --8<-- [start:adamw_hand]
lr, decay = 0.001, 0.01
g = 0.5
for optimizer_class in (optim.Adam, optim.AdamW):
    w = torch.tensor([2.0], requires_grad=True)
    w.grad = torch.tensor([g])
    optimizer_class([w], lr=lr, weight_decay=decay).step()
    print(optimizer_class.__name__, f"{w.item():.6f}")

l2 = g + decay * 2.0  # zh: 先加进梯度 | en: added to the gradient first
print(f"{2.0 - lr * l2 / ((l2**2) ** 0.5 + 1e-8):.6f}")
print(f"{2.0 - lr * decay * 2.0 - lr * g / ((g**2) ** 0.5 + 1e-8):.6f}")
# --8<-- [end:adamw_hand]

# --8<-- [start:decay_scale]
for optimizer_class, decay in (
    (optim.Adam, 0),
    (optim.Adam, 0.01),
    (optim.AdamW, 0.01),
):
    w = torch.ones(2, requires_grad=True)
    optimizer = optimizer_class([w], lr=0.001, weight_decay=decay)
    for t in range(1000):
        sign = 1 if t % 2 == 0 else -1
        w.grad = sign * torch.tensor([10.0, 0.1])
        optimizer.step()
    print(optimizer_class.__name__, decay, *(f"{value:.3f}" for value in w.tolist()))
# --8<-- [end:decay_scale]

# --8<-- [start:decay_only]
for optimizer_class in (optim.Adam, optim.AdamW):
    w = torch.ones(1, requires_grad=True)
    optimizer = optimizer_class([w], lr=0.001, weight_decay=0.01)
    w.grad = torch.zeros(1)
    for _ in range(3):
        optimizer.step()
    print(optimizer_class.__name__, f"{w.item():.6f}")
# --8<-- [end:decay_only]

# --8<-- [start:on_surface]
on_surface = {
    "SGD": lambda params: optim.SGD(params, lr=0.18),
    "momentum": lambda params: optim.SGD(params, lr=0.02, momentum=0.9),
    "AdaGrad": lambda params: optim.Adagrad(params, lr=1.0),
    "RMSProp": lambda params: optim.RMSprop(params, lr=0.1, alpha=0.9),
    "Adam": lambda params: optim.Adam(params, lr=0.3),
}
# --8<-- [end:on_surface]


# --8<-- [start:path]
def path(make_optimizer, surface, start, steps=60):
    w = torch.tensor(start, requires_grad=True)
    optimizer = make_optimizer([w])
    points = [w.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        surface(w).backward()
        optimizer.step()
        points.append(w.tolist())
    return points


def bowl(w):
    return 0.5 * (w[0] ** 2 + 10 * w[1] ** 2)


# --8<-- [end:path]

# --8<-- [start:paths_plot]
x, y = torch.meshgrid(
    torch.linspace(-4.5, 1.5, 80), torch.linspace(-2, 2.3, 80), indexing="xy"
)
fig, ax = plt.subplots(figsize=(7.2, 4), layout="constrained")
z = 0.5 * (x**2 + 10 * y**2)
levels = [0.1, 0.5, 1.5, 4, 8, 14, 22]
ax.contour(x.tolist(), y.tolist(), z.tolist(), levels, colors="silver", linewidths=0.7)
for name, make in on_surface.items():
    px, py = zip(*path(make, bowl, [-4.0, 2.0]), strict=True)
    # zh: 否则被 RMSProp 盖住
    # en: or RMSProp covers it
    width = 3 if name == "AdaGrad" else 1.2
    ax.plot(px, py, ".-", markersize=4, linewidth=width, label=name)
    print(f"{name:9}", f"{bowl(torch.tensor([px[-1], py[-1]])).item():.1e}")
ax.set(xlabel="$w_0$", ylabel="$w_1$")
ax.legend()
plt.show()
# --8<-- [end:paths_plot]

# --8<-- [start:digits]
from sklearn.datasets import load_digits
from torch.nn import functional as F

images, labels = load_digits(return_X_y=True)
torch.manual_seed(0)
order = torch.randperm(len(images))
images = torch.tensor(images / 16, dtype=torch.float64)[order]  # (1797, 64)
labels = torch.tensor(labels)[order]
parts = (1000, 400, 397)
train_x, val_x, test_x = images.split(parts)
train_y, val_y, test_y = labels.split(parts)
# --8<-- [end:digits]


# --8<-- [start:train]
def train(kind, lr, seed=0, epochs=10):
    torch.manual_seed(seed)
    first = nn.Linear(64, 32, dtype=train_x.dtype)
    model = nn.Sequential(first, nn.ReLU(), nn.Linear(32, 10, dtype=train_x.dtype))
    optimizer = kind(model.parameters(), lr)
    losses = []
    for _ in range(epochs):
        for batch in torch.randperm(1000).split(100):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(train_x[batch]), train_y[batch])
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(F.cross_entropy(model(val_x), val_y).item())
    return model, losses


# --8<-- [end:train]

# --8<-- [start:kinds]
kinds = {
    "SGD": lambda params, lr: optim.SGD(params, lr=lr),
    "momentum": lambda params, lr: optim.SGD(params, lr=lr, momentum=0.9),
    "AdaGrad": lambda params, lr: optim.Adagrad(params, lr=lr),
    "RMSProp": lambda params, lr: optim.RMSprop(params, lr=lr),
    "Adam": lambda params, lr: optim.Adam(params, lr=lr),
}
# --8<-- [end:kinds]

# --8<-- [start:sweep]
rates = (0.001, 0.01, 0.1, 1.0, 10.0)
curves = {}
print(f"{'lr':8}", *(f"{lr:>6g}" for lr in rates))
for name, kind in kinds.items():
    shown = []
    for lr in rates:
        curves[name, lr] = train(kind, lr)[1]
        loss = curves[name, lr][-1]
        shown.append(f"{loss:.3f}" if loss < 0.3 else ">0.3")
    print(f"{name:8}", *(f"{text:>6}" for text in shown))
# --8<-- [end:sweep]

# --8<-- [start:accuracy]
best = {}
for name, kind in kinds.items():
    best[name] = min(rates, key=lambda lr: curves[name, lr][-1])
    accuracies = []
    for seed in (1, 2, 3):
        model, _ = train(kind, best[name], seed)
        with torch.no_grad():
            right = model(test_x).argmax(dim=1) == test_y
        accuracies.append(right.float().mean().item())
    print(f"{name:8} {best[name]:5g}", *(f"{a:.3f}" for a in accuracies))
# --8<-- [end:accuracy]

# --8<-- [start:curves_plot]
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for name, lr in best.items():
    ax.plot(range(1, 11), curves[name, lr], label=f"{name}, lr = {lr:g}")
ax.set(yscale="log", xlabel="epoch", ylabel="validation loss")
ax.legend()
plt.show()
# --8<-- [end:curves_plot]

# --8<-- [start:defaults]
w = torch.zeros(1, requires_grad=True)
for optimizer_class in (
    optim.SGD,
    optim.Adagrad,
    optim.RMSprop,
    optim.Adadelta,
    optim.Adam,
    optim.AdamW,
):
    defaults = optimizer_class([w]).defaults
    keys = ("lr", "momentum", "alpha", "rho", "betas", "eps", "weight_decay")
    shown = {key: defaults[key] for key in keys if key in defaults}
    print(optimizer_class.__name__, shown)
# --8<-- [end:defaults]

# --8<-- [start:adadelta_hand]
w, s, u = 1.0, 0.0, 0.0
for torch_w in two_steps(lambda params: optim.Adadelta(params, rho=0.9)):
    g = w
    s = 0.9 * s + 0.1 * g**2
    delta = (u + 1e-6) ** 0.5 / (s + 1e-6) ** 0.5 * g
    u = 0.9 * u + 0.1 * delta**2
    w -= delta
    print(f"{w:.6f}  torch {torch_w:.6f}")
# --8<-- [end:adadelta_hand]

# --8<-- [start:answer_adagrad]
sizes = step_sizes(makers["Adagrad"], [1.0] * 900)
print(f"{sum(sizes):.4f}  {sizes[-1]:.6f}")
# --8<-- [end:answer_adagrad]

# --8<-- [start:answer_signs]
gradients = [1.0, -1.0] * 50
for name, make in makers.items():
    print(name, f"{step_sizes(make, gradients)[-1]:.6f}")
# --8<-- [end:answer_signs]


# --8<-- [start:answer_rotate]
def turned(w):
    return bowl(torch.stack([w[0] - w[1], w[0] + w[1]]) / 2**0.5)


start = [-2.0 / 2**0.5, 6.0 / 2**0.5]
for name, make in on_surface.items():
    ends = [path(make, bowl, [-4.0, 2.0])[-1], path(make, turned, start)[-1]]
    losses = [
        f(torch.tensor(p)).item() for f, p in zip((bowl, turned), ends, strict=True)
    ]
    print(f"{name:9}", *(f"{loss:.1e}" for loss in losses))
# --8<-- [end:answer_rotate]
