# --8<-- [start:three_losses]
import torch
from torch import nn

predictions = torch.tensor([1.9, 2.3, 4.5])
targets = torch.tensor([2.0, 2.0, 2.0])
print(nn.L1Loss()(predictions, targets).item())
print(nn.MSELoss()(predictions, targets).item())
print(nn.HuberLoss()(predictions, targets).item())
# --8<-- [end:three_losses]

# --8<-- [start:by_hand]
e = predictions - targets
size = e.abs()
print("error", e)
print("MAE", size.mean().item())
print("MSE", (e**2).mean().item())
delta = 1.0
huber = torch.where(size <= delta, e**2 / 2, delta * (size - delta / 2))
print("Huber", huber.mean().item())
# --8<-- [end:by_hand]


# --8<-- [start:gradients]
import torch.nn.functional as F


def gradient(loss, errors, **options):
    e = errors.clone().requires_grad_()
    loss(e, torch.zeros_like(e), reduction="sum", **options).backward()
    return e.grad


errors = torch.tensor([-3.0, -0.5, 0.0, 0.5, 3.0])
print("MAE    ", gradient(F.l1_loss, errors))
print("MSE    ", gradient(F.mse_loss, errors))
print("Huber 1", gradient(F.huber_loss, errors, delta=1.0))
print("Huber 2", gradient(F.huber_loss, errors, delta=2.0))
# --8<-- [end:gradients]

# --8<-- [start:curves]
import matplotlib.pyplot as plt

losses = {"MAE": F.l1_loss, "MSE": F.mse_loss, "Huber": F.huber_loss}
e = torch.arange(-300, 301) / 100
fig, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
for name, loss in losses.items():
    values = loss(e, torch.zeros_like(e), reduction="none")
    axes[0].plot(e.tolist(), values.tolist(), label=name)
    axes[1].plot(e.tolist(), gradient(loss, e).tolist(), label=name)
axes[0].set(xlabel="error $e$", ylabel="loss", ylim=(-0.2, 5))
axes[1].set(xlabel="error $e$", ylabel="derivative", ylim=(-4, 4))
axes[0].legend()
plt.show()
# --8<-- [end:curves]


# --8<-- [start:smooth_l1]
def smooth_l1(e, beta):
    size = e.abs()
    return torch.where(size < beta, e**2 / (2 * beta), size - beta / 2)


print(nn.SmoothL1Loss()(predictions, targets).item())
print(smooth_l1(predictions - targets, beta=1.0).mean().item())
# --8<-- [end:smooth_l1]

# --8<-- [start:ratio]
for d in (0.5, 1.0, 2.0):
    huber = F.huber_loss(predictions, targets, delta=d)
    smooth = F.smooth_l1_loss(predictions, targets, beta=d)
    by_hand = smooth_l1(predictions - targets, beta=d).mean()
    print(d, huber.item(), smooth.item(), by_hand.item())
    print(torch.isclose(huber, d * smooth).item())
# --8<-- [end:ratio]

# --8<-- [start:slopes]
for d in (0.5, 2.0):
    print("Huber    ", d, gradient(F.huber_loss, errors, delta=d))
    print("Smooth L1", d, gradient(F.smooth_l1_loss, errors, beta=d))
# --8<-- [end:slopes]

# --8<-- [start:limits]
print(F.smooth_l1_loss(predictions, targets, beta=0.0), F.l1_loss(predictions, targets))
print(
    F.huber_loss(predictions, targets, delta=100.0),
    F.mse_loss(predictions, targets) / 2,
)
# --8<-- [end:limits]


# --8<-- [start:constant]
def fit_constant(loss, lr, steps=200, **options):
    c = torch.tensor(0.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss(c.expand(5), data, **options).backward()
        with torch.no_grad():
            c -= lr * c.grad
        c.grad = None
        path.append(round(c.item(), 3))
    return path


data = torch.tensor([1.0, 2.0, 3.0, 4.0, 100.0])
print("median", data.median().item(), "mean", data.mean().item())
for name, loss in losses.items():
    print(name, fit_constant(loss, lr=0.7)[-2:])
# --8<-- [end:constant]

# --8<-- [start:smaller_steps]
for lr in (0.7, 0.07):
    print(lr, fit_constant(F.l1_loss, lr)[-4:])
# --8<-- [end:smaller_steps]

# --8<-- [start:between]
for delta in (1.0, 10.0, 30.0, 100.0):
    print(delta, fit_constant(F.huber_loss, lr=0.7, delta=delta)[-1])
# --8<-- [end:between]


# --8<-- [start:fit_line]
def fit_line(loss, steps=500):
    params = torch.zeros(2, requires_grad=True)
    for step in range(steps):
        loss(params[0] * x + params[1], y).backward()
        with torch.no_grad():
            params -= 0.3 * (1 - step / steps) * params.grad
        params.grad = None
    return params.tolist()


torch.manual_seed(0)
x = torch.linspace(-2, 2, 9)
y = 2 * x + 1 + 0.2 * torch.randn(9)
y[7] = -12.0
lines = {name: fit_line(loss) for name, loss in losses.items()}
for name, (w, b) in lines.items():
    print(f"{name:6} w {w:.2f}  b {b:.2f}")
# --8<-- [end:fit_line]

# --8<-- [start:plot_lines]
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot(x.tolist(), y.tolist(), "o", color="0.5", label="data")
for (name, (w, b)), style in zip(lines.items(), ("-", "-", "--"), strict=True):
    ax.plot(x.tolist(), (w * x + b).tolist(), style, label=name)
ax.set(xlabel="$x$", ylabel="$y$")
fig.legend(loc="outside right upper")
plt.show()
# --8<-- [end:plot_lines]

# --8<-- [start:reduction]
a, zeros = torch.tensor([1.0, 3.0]), torch.zeros(2)
for reduction in ("mean", "sum", "none"):
    print(reduction, nn.MSELoss(reduction=reduction)(a, zeros))
# --8<-- [end:reduction]

# --8<-- [start:elements]
torch.manual_seed(0)
outputs, wanted = torch.randn(4, 3), torch.randn(4, 3)  # (samples, outputs)
squares = F.mse_loss(outputs, wanted, reduction="none")
print(squares.shape)
print(F.mse_loss(outputs, wanted), squares.sum() / 12)
print(squares.sum(dim=1).mean(), squares.sum() / 4)
# --8<-- [end:elements]

# --8<-- [start:batch_size]
for n in (2, 20, 200):
    grads = []
    for reduction in ("mean", "sum"):
        w = torch.tensor(0.0, requires_grad=True)
        inputs = torch.tensor([1.0, 2.0]).repeat(n // 2)
        F.mse_loss(w * inputs, 3 * inputs, reduction=reduction).backward()
        grads.append(w.grad.item())
    print("batch", n, "mean", grads[0], "sum", grads[1])
# --8<-- [end:batch_size]

# --8<-- [start:weighted]
weights = torch.tensor([1.0, 1.0, 0.1])
each = F.mse_loss(predictions, targets, reduction="none")
print(each)
print((weights * each).sum() / weights.sum())
# --8<-- [end:weighted]

# --8<-- [start:mismatch]
# raises: UserWarning
column, flat = torch.zeros(3, 1), torch.ones(3)
nn.MSELoss()(column, flat)
# --8<-- [end:mismatch]

# --8<-- [start:silent]
inputs = torch.linspace(0, 1, 20).unsqueeze(1)  # (20, 1)
flat = 3 * inputs.squeeze(1) + 1  # (20,)
torch.manual_seed(0)
model = nn.Linear(1, 1)
print(model(inputs).shape, flat.shape, (model(inputs) - flat).shape)
# --8<-- [end:silent]


# --8<-- [start:train_both]
def train(targets):
    torch.manual_seed(0)
    model = nn.Linear(1, 1)
    for _ in range(300):
        loss = ((model(inputs) - targets) ** 2).mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= 0.3 * p.grad
    w, b = (p.item() for p in model.parameters())
    print(f"w {w:.3f}  b {b:.3f}  loss {loss.item():.3f}")


train(flat)
train(flat.unsqueeze(1))
print("mean", flat.mean().item(), "variance", flat.var(correction=0).item())
# --8<-- [end:train_both]

# --8<-- [start:units]
for unit in (1.0, 1000.0):
    p, t = unit * predictions, unit * targets
    mae, mse, huber = F.l1_loss(p, t), F.mse_loss(p, t), F.huber_loss(p, t)
    print(f"MAE {mae:.3f}  MSE {mse:.3f}  RMSE {mse.sqrt():.3f}  Huber {huber:.3f}")
# --8<-- [end:units]

# --8<-- [start:answer_delta]
for delta in (20.0, 50.0):
    print((10 + delta) / 4, fit_constant(F.huber_loss, lr=0.7, delta=delta)[-1])
# --8<-- [end:answer_delta]

# --8<-- [start:answer_missing]
wanted = torch.tensor([[1.0, 2.0], [3.0, float("nan")]])
outputs = torch.tensor([[1.5, 2.0], [2.0, 4.0]])
known = ~wanted.isnan()
print(F.mse_loss(outputs, wanted))
print(F.mse_loss(outputs[known], wanted[known]))
print((0.5**2 + 0**2 + 1**2) / 3)
# --8<-- [end:answer_missing]

# --8<-- [start:answer_units]
seconds = F.huber_loss(predictions, targets, delta=1.0)
milliseconds = F.huber_loss(1000 * predictions, 1000 * targets, delta=1000.0)
print(seconds.item(), milliseconds.item() / 1000**2)
# --8<-- [end:answer_units]
