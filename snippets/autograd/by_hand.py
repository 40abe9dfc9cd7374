# --8<-- [start:one_step]
import torch

w = torch.tensor([10.0, 20.0], requires_grad=True)
lr = 0.01
loss = 2 * w**2 + 10
loss.sum().backward()
print(loss)
print(w.grad)
with torch.no_grad():
    w -= lr * w.grad
print(w)
# --8<-- [end:one_step]

# --8<-- [start:recorded_update]
# raises: RuntimeError
w -= lr * w.grad
# --8<-- [end:recorded_update]

# --8<-- [start:hundred_steps]
w0 = torch.tensor([10.0, 20.0])
w = w0.clone().requires_grad_()
path = []
for step in range(100):
    loss = 2 * w**2 + 10
    loss.sum().backward()
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None
    path.append(w.tolist())
    if step in (0, 1, 99):
        print(step, loss.detach(), w.detach())
# --8<-- [end:hundred_steps]

# --8<-- [start:closed_form]
t = torch.arange(1, 101)[:, None]  # (100, 1)
closed = w0 * (1 - 4 * lr) ** t  # (100, 2)
print(closed[[0, 1, 99]])
print(torch.allclose(torch.tensor(path), closed))
# --8<-- [end:closed_form]

# --8<-- [start:data_in_place]
v = torch.tensor([10.0, 20.0], requires_grad=True)
(2 * v**2 + 10).sum().backward()
v.data -= lr * v.grad
print(v)
# --8<-- [end:data_in_place]

# --8<-- [start:data_too_early]
a = torch.tensor([2.0], requires_grad=True)
loss = (a**2).sum()
a.data += 3
loss.backward()
print(a.grad)
# --8<-- [end:data_too_early]

# --8<-- [start:no_grad_too_early]
# raises: RuntimeError
a = torch.tensor([2.0], requires_grad=True)
loss = (a**2).sum()
with torch.no_grad():
    a += 3
loss.backward()
# --8<-- [end:no_grad_too_early]

# --8<-- [start:accumulate]
w = torch.tensor([10.0, 20.0], requires_grad=True)
for _ in range(3):
    (2 * w**2 + 10).sum().backward()
    print(w.grad)
# --8<-- [end:accumulate]


# --8<-- [start:descend]
def descend(lr, steps, clear=True):
    w = torch.tensor(10.0, requires_grad=True)
    path = [w.item()]
    for _ in range(steps):
        (2 * w**2 + 10).backward()
        with torch.no_grad():
            w -= lr * w.grad
        if clear:
            w.grad = None
        path.append(w.item())
    return path


# --8<-- [end:descend]

# --8<-- [start:forgotten]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
ax.plot(descend(0.01, 100), label="cleared")
ax.plot(descend(0.01, 100, clear=False), label="not cleared")
ax.set(xlabel="update", ylabel="$w$")
fig.legend(loc="outside right upper")
plt.show()
# --8<-- [end:forgotten]

# --8<-- [start:clear]
g = w.grad
w.grad = None
print(w.grad, g)
w.grad = g
w.grad.zero_()
print(w.grad, g)
# --8<-- [end:clear]

# --8<-- [start:zero_none]
# raises: AttributeError
fresh = torch.tensor([10.0, 20.0], requires_grad=True)
fresh.grad.zero_()
# --8<-- [end:zero_none]

# --8<-- [start:rebound]
w = torch.tensor([10.0, 20.0], requires_grad=True)
(2 * w**2 + 10).sum().backward()
with torch.no_grad():
    w = w - lr * w.grad
print(w, w.requires_grad)
# --8<-- [end:rebound]

# --8<-- [start:rebound_backward]
# raises: RuntimeError
(2 * w**2 + 10).sum().backward()
# --8<-- [end:rebound_backward]

# --8<-- [start:learning_rates]
for rate in (0.1, 0.25, 0.45, 0.5, 0.52):
    print(rate, [round(value, 2) for value in descend(rate, 5)])
# --8<-- [end:learning_rates]

# --8<-- [start:parabolas]
grid = [n / 10 for n in range(-160, 161)]
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.6), sharey=True, layout="constrained")
for ax, rate in zip(axes, (0.1, 0.45, 0.52), strict=True):
    points = descend(rate, 5)
    ax.plot(grid, [2 * v**2 + 10 for v in grid], color="0.6")
    ax.plot(points, [2 * v**2 + 10 for v in points], "o-", markersize=4)
    ax.set(title=rf"$\eta$ = {rate}", xlabel="$w$")
axes[0].set_ylabel("loss")
plt.show()
# --8<-- [end:parabolas]

# --8<-- [start:overflow]
diverged = descend(1.0, 85)
print(diverged[:5])
print(diverged[76:82])
# --8<-- [end:overflow]

# --8<-- [start:parameters]
start = [
    torch.tensor([[-0.0053, -0.5820, -0.2723], [0.3793, -0.5204, 0.1896]]),  # (2, 3)
    torch.tensor([-0.0140, 0.5607, -0.0628]),  # (3,)
    torch.tensor([[0.1528], [-0.1745], [-0.1135]]),  # (3, 1)
    torch.tensor([-0.5516]),  # (1,)
]
x = torch.ones(1, 2)  # (batch, 2)
y = torch.zeros(1, 1)  # (batch, 1)
print(sum(p.numel() for p in start))
# --8<-- [end:parameters]


# --8<-- [start:forward]
def forward(x, params):
    w1, b1, w2, b2 = params
    h = torch.sigmoid(x @ w1 + b1)  # (batch, 3)
    return h @ w2 + b2  # (batch, 1)


def mse(predictions, targets):
    return ((predictions - targets) ** 2).mean()


# --8<-- [end:forward]

# --8<-- [start:check_gradients]
params = [p.clone().requires_grad_() for p in start]
loss = mse(forward(x, params), y)
loss.backward()
w1, b1, w2, b2 = start
h = 1 / (1 + torch.exp(-(x @ w1 + b1)))
error = h @ w2 + b2 - y
print(f"{loss.item():.10f} {(error**2).item():.10f}")
print(torch.allclose(params[3].grad, 2 * error[0]))
print(torch.allclose(params[2].grad, 2 * error * h.T))
# --8<-- [end:check_gradients]


# --8<-- [start:update]
def update(params, lr):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad = None


# --8<-- [end:update]

# --8<-- [start:train]
params = [p.clone().requires_grad_() for p in start]
losses = []
for _ in range(1000):
    loss = mse(forward(x, params), y)
    losses.append(loss.item())
    loss.backward()
    update(params, lr=0.001)
print(f"{losses[0]:.10f} {losses[20]:.10f} {losses[999]:.6f}")
# --8<-- [end:train]

# --8<-- [start:one_update]
print(len(losses))
print(f"{losses[0]:.6f} {losses[1]:.6f}")
# --8<-- [end:one_update]

# --8<-- [start:reused_name]
for i in range(3):
    for i in range(4):
        params[i].grad = None
    print(i)
# --8<-- [end:reused_name]

# --8<-- [start:loss_curve]
fig, axes = plt.subplots(1, 2, figsize=(7.2, 2.6), layout="constrained")
for ax, scale in zip(axes, ("linear", "log"), strict=True):
    ax.plot(range(0, 1000, 10), losses[::10])
    ax.set(yscale=scale, xlabel="update", ylabel="loss")
plt.show()
for step in (0, 499, 998):
    print(f"{step} {losses[step + 1] / losses[step]:.4f}")
# --8<-- [end:loss_curve]

# --8<-- [start:sgd]
by_hand = [p.clone().requires_grad_() for p in start]
by_sgd = [p.clone().requires_grad_() for p in start]
optimizer = torch.optim.SGD(by_sgd, lr=0.001)
# --8<-- [end:sgd]

# --8<-- [start:side_by_side]
worst = 0.0
for _ in range(1000):
    mse(forward(x, by_hand), y).backward()
    update(by_hand, lr=0.001)

    optimizer.zero_grad()
    loss = mse(forward(x, by_sgd), y)
    loss.backward()
    optimizer.step()

    gaps = [(p - q).abs().max().item() for p, q in zip(by_hand, by_sgd, strict=True)]
    worst = max(worst, *gaps)
print(f"{loss.item():.6f}", worst < 1e-6)
# --8<-- [end:side_by_side]

# --8<-- [start:answer_rates]
for rate in (1 / 6, 0.3, 0.34):
    w = torch.tensor(5.0, requires_grad=True)
    for _ in range(30):
        (3 * (w - 2) ** 2).backward()
        update([w], rate)
    print(f"{rate:.3f} {w.item():.4f}")
# --8<-- [end:answer_rates]


# --8<-- [start:answer_rebound]
def broken_update(params, lr):
    with torch.no_grad():
        for p in params:
            p = p - lr * p.grad


params = [p.clone().requires_grad_() for p in start]
mse(forward(x, params), y).backward()
broken_update(params, lr=0.001)
print(all(torch.equal(p, q) for p, q in zip(params, start, strict=True)))
# --8<-- [end:answer_rebound]

# --8<-- [start:answer_line]
x = torch.linspace(-1, 1, 50)
y = 3 * x + 2
slope = torch.tensor(0.0, requires_grad=True)
intercept = torch.tensor(0.0, requires_grad=True)
for _ in range(300):
    mse(slope * x + intercept, y).backward()
    update([slope, intercept], lr=0.1)
print(f"{slope.item():.4f} {intercept.item():.4f}")
# --8<-- [end:answer_line]
