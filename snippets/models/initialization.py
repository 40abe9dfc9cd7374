# --8<-- [start:ones_gradients]
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x = torch.randn(16, 3)  # (batch, features)
y = torch.randn(16, 1)


def constant_net(value):
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    for p in model.parameters():
        nn.init.constant_(p, value)
    return model


ones = constant_net(1.0)
F.mse_loss(ones(x), y).backward()
print(ones[0].weight.grad)
print(ones[2].weight.grad)
# --8<-- [end:ones_gradients]


# --8<-- [start:ones_trained]
def train(model, x, y, loss_fn, lr, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


train(ones, x, y, F.mse_loss, lr=0.05, steps=100)
print(ones[0].weight.detach())
# --8<-- [end:ones_trained]

# --8<-- [start:zeros_gradients]
zeros = constant_net(0.0)
F.mse_loss(zeros(x), y).backward()
for name, p in zeros.named_parameters():
    print(name, f"{p.grad.abs().max().item():.4f}")
# --8<-- [end:zeros_gradients]

# --8<-- [start:zeros_trained]
train(zeros, x, y, F.mse_loss, lr=0.05, steps=100)
print([zeros[i].weight.abs().max().item() for i in (0, 2)])
print(f"{zeros[2].bias.item():.4f} {y.mean().item():.4f}")
# --8<-- [end:zeros_trained]

# --8<-- [start:digits]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
print(images.shape, labels[:10])
# --8<-- [end:digits]

# --8<-- [start:digits_compare]
for start in ("zeros", "constant", "random"):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    if start != "random":
        for p in model.parameters():
            nn.init.constant_(p, 0.0 if start == "zeros" else 0.1)
    loss = train(model, images, labels, F.cross_entropy, lr=0.5, steps=100)
    accuracy = (model(images).argmax(1) == labels).float().mean().item()
    rows = model[0].weight.detach()
    spread = (rows - rows[0]).abs().max().item()
    print(f"{start:8} loss {loss:.3f} accuracy {accuracy:.3f} spread {spread:.3f}")
# --8<-- [end:digits_compare]

# --8<-- [start:forward_variance]
torch.manual_seed(0)
fan_in, fan_out = 400, 4000
layer = nn.Linear(fan_in, fan_out, bias=False)
nn.init.normal_(layer.weight, std=0.1)
x = F.relu(torch.randn(200, fan_in))
z = layer(x)
print(f"{z.var().item():.3f} {fan_in * 0.1**2 * (x**2).mean().item():.3f}")
# --8<-- [end:forward_variance]

# --8<-- [start:relu_half]
a = F.relu(z)
print(f"{(a**2).mean().item():.3f} {z.var().item() / 2:.3f}")
# --8<-- [end:relu_half]

# --8<-- [start:backward_variance]
x.requires_grad_()
layer(x).backward(torch.randn(200, fan_out))
print(f"{x.grad.var().item():.3f} {fan_out * 0.1**2:.3f}")
# --8<-- [end:backward_variance]


# --8<-- [start:xavier]
def fill(init, **options):
    torch.manual_seed(0)
    return init(torch.empty(2000, 1000), **options)  # (fan_out, fan_in)


std = (2 / (1000 + 2000)) ** 0.5
bound = (6 / (1000 + 2000)) ** 0.5
w = fill(nn.init.xavier_normal_)
print(
    f"{w.std().item():.5f} {std:.5f}", torch.allclose(w, fill(nn.init.normal_, std=std))
)
w = fill(nn.init.xavier_uniform_)
print(
    f"{w.std().item():.5f} {std:.5f}",
    torch.allclose(w, fill(nn.init.uniform_, a=-bound, b=bound)),
)
print(f"{w.max().item():.5f} {bound:.5f}")
# --8<-- [end:xavier]

# --8<-- [start:he]
std = (2 / 1000) ** 0.5
bound = (6 / 1000) ** 0.5
w = fill(nn.init.kaiming_normal_, nonlinearity="relu")
print(
    f"{w.std().item():.5f} {std:.5f}", torch.allclose(w, fill(nn.init.normal_, std=std))
)
w = fill(nn.init.kaiming_uniform_, nonlinearity="relu")
print(
    f"{w.std().item():.5f} {std:.5f}",
    torch.allclose(w, fill(nn.init.uniform_, a=-bound, b=bound)),
)
print(f"{w.max().item():.5f} {bound:.5f}")
# --8<-- [end:he]

# --8<-- [start:linear_default]
torch.manual_seed(0)
layer = nn.Linear(1000, 2000)
bound = 1 / 1000**0.5
torch.manual_seed(0)
print(torch.allclose(layer.weight, torch.empty(2000, 1000).uniform_(-bound, bound)))
print(torch.allclose(layer.bias, torch.empty(2000).uniform_(-bound, bound)))
print(f"{layer.weight.var().item() * 1000:.4f}")
# --8<-- [end:linear_default]


# --8<-- [start:deviations]
@torch.no_grad()
def deviations(init, activation, depth=50, width=256):
    torch.manual_seed(0)
    x = torch.randn(64, width, dtype=torch.float64)
    stds = []
    for _ in range(depth):
        layer = nn.Linear(width, width, bias=False, dtype=torch.float64)
        init(layer.weight)
        x = activation(layer(x))
        stds.append(x.std().item())
    return stds


# --8<-- [end:deviations]


# --8<-- [start:fifty_layers]
def small(w):
    nn.init.normal_(w, std=0.01)


def default(w):
    pass


def he(w):
    nn.init.kaiming_normal_(w, nonlinearity="relu")


curves = {
    "N(0, 1)": deviations(nn.init.normal_, torch.relu),
    "N(0, 0.01²)": deviations(small, torch.relu),
    "default": deviations(default, torch.relu),
    "Xavier": deviations(nn.init.xavier_normal_, torch.relu),
    "He": deviations(he, torch.relu),
    "Xavier, tanh": deviations(nn.init.xavier_normal_, torch.tanh),
}
for name, stds in curves.items():
    print(f"{name:12}", *(f"{stds[layer - 1]:.2e}" for layer in (1, 20, 50)))
# --8<-- [end:fifty_layers]

# --8<-- [start:fifty_layers_plot]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(7.2, 4), layout="constrained")
for name, stds in curves.items():
    ax.plot(range(1, 51), stds, "--" if "tanh" in name else "-", label=name)
ax.set_yscale("log")
ax.set_yticks([1e-45, 1e-30, 1e-15, 1, 1e15, 1e30, 1e45])
ax.set_xlabel("layer")
ax.set_ylabel("standard deviation")
ax.legend()
plt.show()
# --8<-- [end:fifty_layers_plot]

# --8<-- [start:tanh_gain]
gain = nn.init.calculate_gain("tanh")


def with_gain(w):
    nn.init.xavier_normal_(w, gain=gain)


stds = deviations(with_gain, torch.tanh)
print(f"{gain:.4f}", *(f"{stds[layer - 1]:.2e}" for layer in (1, 20, 50)))
# --8<-- [end:tanh_gain]

# --8<-- [start:uniform]
torch.manual_seed(0)
linear = nn.Linear(5, 3)
nn.init.uniform_(linear.weight)
nn.init.uniform_(linear.bias)
print(linear.weight.detach())
print(linear.bias.detach())
# --8<-- [end:uniform]

# --8<-- [start:in_place]
w = linear.weight
print(nn.init.constant_(w, 0.3) is w, w.requires_grad, w.grad_fn)
# --8<-- [end:in_place]

# --8<-- [start:without_init]
# raises: RuntimeError
w.fill_(0.3)
# --8<-- [end:without_init]

# --8<-- [start:four_functions]
for init in (
    nn.init.xavier_normal_,
    nn.init.xavier_uniform_,
    nn.init.kaiming_normal_,
    nn.init.kaiming_uniform_,
):
    w = fill(init)
    print(f"{init.__name__:16} std {w.std().item():.4f} max {w.max().item():.4f}")
# --8<-- [end:four_functions]

# --8<-- [start:old_name]
# raises: FutureWarning
nn.init.kaiming_uniform(linear.weight)
# --8<-- [end:old_name]

# --8<-- [start:old_same]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old = fill(nn.init.xavier_uniform)
print(caught[0].category.__name__, torch.equal(old, fill(nn.init.xavier_uniform_)))
# --8<-- [end:old_same]

# --8<-- [start:one_dimension]
# raises: ValueError
nn.init.xavier_uniform_(linear.bias)
# --8<-- [end:one_dimension]


# --8<-- [start:apply]
def init_weights(module):
    if isinstance(module, nn.Linear):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        nn.init.zeros_(module.bias)


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
model.apply(init_weights)
for layer in (model[0], model[2]):
    expected = (2 / layer.in_features) ** 0.5
    print(
        f"{layer.weight.std().item():.3f} {expected:.3f} {layer.bias.abs().max().item()}"
    )
# --8<-- [end:apply]

# --8<-- [start:apply_order]
order = []
model.apply(lambda module: order.append(type(module).__name__))
print(order)
# --8<-- [end:apply_order]


# --8<-- [start:my_net]
class MyNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(3, 3)
        self.linear2 = nn.Linear(3, 2)
        self.linear3 = nn.Linear(2, 2)
        nn.init.xavier_normal_(self.linear1.weight)
        nn.init.zeros_(self.linear1.bias)
        nn.init.kaiming_normal_(self.linear2.weight, nonlinearity="relu")
        nn.init.zeros_(self.linear2.bias)

    def forward(self, x):
        x = torch.sigmoid(self.linear1(x))
        x = torch.relu(self.linear2(x))
        return self.linear3(x)  # zh: 未归一化的分数 | en: logits


# --8<-- [end:my_net]

# --8<-- [start:my_net_run]
torch.manual_seed(0)
my_net = MyNet()
print(my_net(torch.randn(10, 3)).shape)
for name, p in my_net.named_parameters():
    print(name, tuple(p.shape), p.numel(), "zero" if (p == 0).all() else "not zero")
# --8<-- [end:my_net_run]

# --8<-- [start:my_net_old]
# raises: FutureWarning
nn.init.xavier_normal(my_net.linear1.weight)
# --8<-- [end:my_net_old]

# --8<-- [start:my_net_summary]
from torchinfo import summary

print(summary(my_net, input_size=(10, 3), verbose=0))
# --8<-- [end:my_net_summary]

# --8<-- [start:added_batch]
for size in ((10, 3), (3,)):
    result = summary(my_net, input_size=size, batch_dim=0, verbose=0)
    print(
        size, [row.output_size for row in result.summary_list[1:]], result.total_params
    )
# --8<-- [end:added_batch]

# --8<-- [start:answer_sigmoid]
model = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 1))
for p in model.parameters():
    nn.init.zeros_(p)
torch.manual_seed(0)
x = torch.randn(16, 3)
y = torch.randn(16, 1)
train(model, x, y, F.mse_loss, lr=0.5, steps=100)
print(model[0].weight.detach())
# --8<-- [end:answer_sigmoid]

# --8<-- [start:answer_conv]
torch.manual_seed(0)
conv = nn.Conv2d(64, 128, kernel_size=3)
nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
fan_in = 64 * 3 * 3
print(fan_in, conv.weight[0].numel())
print(f"{conv.weight.std().item():.4f} {(2 / fan_in) ** 0.5:.4f}")
# --8<-- [end:answer_conv]


# --8<-- [start:answer_bias]
torch.manual_seed(0)
x = torch.randn(64, 256, dtype=torch.float64)
with torch.no_grad():
    for _ in range(20):
        x = torch.relu(nn.Linear(256, 256, dtype=torch.float64)(x))
print(f"{x.std().item():.2e} {x.std(dim=0).max().item():.2e}")
# --8<-- [end:answer_bias]
