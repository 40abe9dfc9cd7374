# --8<-- [start:collapse]
import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(5, 4)  # (batch, features)
first, second = nn.Linear(4, 8), nn.Linear(8, 3)
weight = second.weight @ first.weight  # (3, 8) @ (8, 4)
bias = second.weight @ first.bias + second.bias
print(torch.allclose(second(first(x)), x @ weight.T + bias, atol=1e-6))
# --8<-- [end:collapse]

# --8<-- [start:xor]
import torch.nn.functional as F

points = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
for activation in (nn.Identity(), nn.Tanh()):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(2, 4), activation, nn.Linear(4, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    for _ in range(500):
        optimizer.zero_grad()
        loss = F.mse_loss(model(points), targets)
        loss.backward()
        optimizer.step()
    # zh: z 让 -0.00 写成 0.00
    # en: z writes -0.00 as 0.00
    shown = [f"{y:z.2f}" for y in model(points).flatten().tolist()]
    print(f"{loss.item():.4f}", shown)
# --8<-- [end:xor]

# --8<-- [start:three]
x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
print(F.relu(x))
print(torch.sigmoid(x))
print(torch.tanh(x))
print(torch.equal(nn.Sigmoid()(x), torch.sigmoid(x)))
# --8<-- [end:three]

# --8<-- [start:sigmoid_check]
x = torch.linspace(-5, 5, 11, dtype=torch.float64, requires_grad=True)
y = torch.sigmoid(x)
(slope,) = torch.autograd.grad(y.sum(), x)
by_hand = 1 / (1 + torch.exp(-x))
print(torch.allclose(y, by_hand), torch.allclose(slope, by_hand * (1 - by_hand)))
# --8<-- [end:sigmoid_check]

# --8<-- [start:sigmoid_plot]
import matplotlib.pyplot as plt

x = torch.linspace(-8, 8, 1601, requires_grad=True)
y = torch.sigmoid(x)
(slope,) = torch.autograd.grad(y.sum(), x)
print(f"{slope.max().item():.4f} {abs(x[slope.argmax()].item()):.4f}")
fig, ax = plt.subplots(figsize=(5.6, 2.8), layout="constrained")
ax.plot(x.tolist(), y.tolist(), label=r"$\sigma(x)$")
ax.plot(x.tolist(), slope.tolist(), "--", label=r"$\sigma'(x)$")
ax.set(xlabel="$x$", ylabel="value")
ax.legend()
plt.show()
# --8<-- [end:sigmoid_plot]

# --8<-- [start:sigmoid_ends]
for v in (16.0, 17.0, -104.0):
    print(v, torch.sigmoid(torch.tensor(v)).item())
print(torch.sigmoid(torch.tensor(17.0, dtype=torch.float64)).item())
# --8<-- [end:sigmoid_ends]

# --8<-- [start:log_of_zero]
z = torch.tensor(17.0)
print(torch.log(1 - torch.sigmoid(z)).item(), F.logsigmoid(-z).item())
loss = F.binary_cross_entropy_with_logits(z, torch.tensor(0.0))
print(loss.item())
# --8<-- [end:log_of_zero]

# --8<-- [start:tanh_check]
x = torch.linspace(-5, 5, 11, dtype=torch.float64, requires_grad=True)
y = torch.tanh(x)
(slope,) = torch.autograd.grad(y.sum(), x)
up, down = torch.exp(x), torch.exp(-x)
by_hand = (up - down) / (up + down)
print(torch.allclose(y, by_hand), torch.allclose(slope, 1 - by_hand**2))
print(torch.allclose(y, 2 * torch.sigmoid(2 * x) - 1))
# --8<-- [end:tanh_check]

# --8<-- [start:tanh_plot]
x = torch.linspace(-8, 8, 1601, requires_grad=True)
y = torch.tanh(x)
(slope,) = torch.autograd.grad(y.sum(), x)
print(f"{slope.max().item():.4f} {abs(x[slope.argmax()].item()):.4f}")
fig, ax = plt.subplots(figsize=(5.6, 2.8), layout="constrained")
ax.plot(x.tolist(), y.tolist(), label=r"$\tanh(x)$")
ax.plot(x.tolist(), slope.tolist(), "--", label=r"$\tanh'(x)$")
ax.set(xlabel="$x$", ylabel="value")
ax.legend()
plt.show()
# --8<-- [end:tanh_plot]

# --8<-- [start:tanh_ends]
for v in (8.0, 10.0, -10.0):
    print(v, torch.tanh(torch.tensor(v)).item())
# --8<-- [end:tanh_ends]

# --8<-- [start:signs]
torch.manual_seed(0)
x = torch.randn(1, 4)
for f in (torch.sigmoid, torch.tanh):
    layer = nn.Linear(4, 1)
    layer(f(x)).sum().backward()
    print(layer.weight.grad)
# --8<-- [end:signs]

# --8<-- [start:saturation]
for v in (0.0, 2.5, 5.0, 10.0, 20.0):
    x = torch.tensor(v, requires_grad=True)
    slopes = [
        torch.autograd.grad(f(x), x)[0].item() for f in (torch.sigmoid, torch.tanh)
    ]
    print(f"{v:4} {slopes[0]:.1e} {slopes[1]:.1e}")
# --8<-- [end:saturation]

# --8<-- [start:overflow]
x = torch.tensor(100.0)
up, down = torch.exp(x), torch.exp(-x)
print((up - down) / (up + down), torch.tanh(x))
x = torch.tensor(-100.0, requires_grad=True)
print(
    torch.autograd.grad(1 / (1 + torch.exp(-x)), x)[0],
    torch.autograd.grad(torch.sigmoid(x), x)[0],
)
# --8<-- [end:overflow]


# --8<-- [start:gradient_norms]
def gradient_norms(activation, xavier):
    torch.manual_seed(0)
    hidden = [m for _ in range(20) for m in (nn.Linear(32, 32), activation())]
    model = nn.Sequential(*hidden, nn.Linear(32, 1))
    linears = [m for m in model if isinstance(m, nn.Linear)]
    if xavier:
        for layer in linears:
            nn.init.xavier_uniform_(layer.weight)
    model(torch.randn(64, 32)).mean().backward()
    return [layer.weight.grad.norm().item() for layer in linears]


# --8<-- [end:gradient_norms]

# --8<-- [start:norms_plot]
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for activation, color in ((nn.Sigmoid, "C0"), (nn.Tanh, "C1")):
    for xavier, style in ((False, "-"), (True, "--")):
        norms = gradient_norms(activation, xavier)
        factor = (norms[0] / norms[-1]) ** (1 / 20)
        name = f"{activation.__name__}, {'Xavier' if xavier else 'default'}"
        print(f"{name:16} {norms[0]:.1e} {norms[-1]:.1e} {factor:.2f}")
        ax.plot(range(1, 22), norms, style, color=color, label=name)
ax.set(
    yscale="log", xlabel="linear layer, from input to output", ylabel="gradient norm"
)
ax.set_xticks([1, 5, 10, 15, 20])
ax.legend()
plt.show()
# --8<-- [end:norms_plot]

# --8<-- [start:digits]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
torch.manual_seed(0)
order = torch.randperm(len(images))
train_x, train_y = images[order[:1437]], labels[order[:1437]]
test_x, test_y = images[order[1437:]], labels[order[1437:]]
print(train_x.shape, test_x.shape, labels.unique())
# --8<-- [end:digits]


# --8<-- [start:train]
def test_accuracy(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(10):
        for i in torch.randperm(len(train_x)).split(32):
            optimizer.zero_grad()
            F.cross_entropy(model(train_x[i]), train_y[i]).backward()
            optimizer.step()
    model.eval()
    with torch.inference_mode():
        return (model(test_x).argmax(dim=1) == test_y).float().mean().item()


# --8<-- [end:train]


# --8<-- [start:deep]
def deep(activation, norm=False):
    layers = []
    for _ in range(5):
        layers += (
            [nn.Linear(64, 64), nn.BatchNorm1d(64)] if norm else [nn.Linear(64, 64)]
        )
        layers.append(activation())
    return nn.Sequential(*layers, nn.Linear(64, 10))


for name, *options in (
    ("Sigmoid", nn.Sigmoid),
    ("Tanh", nn.Tanh),
    ("Sigmoid, norm", nn.Sigmoid, True),
):
    torch.manual_seed(0)
    print(f"{name:14} {test_accuracy(deep(*options)):.3f}")
# --8<-- [end:deep]

# --8<-- [start:answer_logit]
p = torch.tensor([0.1, 0.5, 0.9, 0.99])
z = torch.log(p / (1 - p))
print(z)
print(torch.allclose(torch.sigmoid(z), p), torch.allclose(z, torch.logit(p), atol=1e-6))
# --8<-- [end:answer_logit]

# --8<-- [start:answer_slope]
x = torch.linspace(-3, 3, 7, dtype=torch.float64)
s = torch.sigmoid(2 * x)
print(torch.allclose(1 - torch.tanh(x) ** 2, 4 * s * (1 - s)))
# --8<-- [end:answer_slope]


# --8<-- [start:answer_shortcut]
class Shortcut(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(64, 64)

    def forward(self, x):  # (batch, 64) -> (batch, 64)
        return x + torch.sigmoid(self.linear(x))


torch.manual_seed(0)
model = nn.Sequential(*[Shortcut() for _ in range(5)], nn.Linear(64, 10))
print(f"{test_accuracy(model):.3f}")
# --8<-- [end:answer_shortcut]
