# --8<-- [start:three_steps]
import torch
from torch import nn

torch.manual_seed(0)
x = 3 * torch.randn(8, 4) + 10  # (batch, features)
mean = x.mean(dim=0)
var = x.var(dim=0, correction=0)
x_hat = (x - mean) / torch.sqrt(var + 1e-5)

bn = nn.BatchNorm1d(4)
y = bn.weight * x_hat + bn.bias
print(torch.allclose(y, bn(x), atol=1e-6))
# --8<-- [end:three_steps]

# --8<-- [start:before_after]
for t in (x, bn(x).detach()):
    print([f"{v:.2f}" for v in t.mean(dim=0).abs().tolist()])
    print([f"{v:.2f}" for v in t.var(dim=0, correction=0).tolist()])
# --8<-- [end:before_after]

# --8<-- [start:images]
torch.manual_seed(0)
input_2d = torch.randn(1, 3, 3, 4)  # (batch, channels, height, width)
bn2d = nn.BatchNorm2d(num_features=3, eps=1e-5, momentum=0.1, affine=True)
output_2d = bn2d(input_2d)

mean = input_2d.mean(dim=(0, 2, 3), keepdim=True)
var = input_2d.var(dim=(0, 2, 3), correction=0, keepdim=True)
print(mean.shape)
print(torch.allclose(output_2d, (input_2d - mean) / torch.sqrt(var + 1e-5), atol=1e-6))
print([f"{v:.4f}" for v in output_2d.var(dim=(0, 2, 3), correction=0).tolist()])
print([f"{v:.4f}" for v in output_2d.var(dim=(0, 2, 3)).tolist()])
# --8<-- [end:images]

# --8<-- [start:not_normal]
torch.manual_seed(0)
x = torch.rand(10_000, 1) ** 4
y = nn.BatchNorm1d(1)(x).detach()


def skewness(v):
    return (((v - v.mean()) / v.std()) ** 3).mean().item()


print(f"mean {abs(y.mean().item()):.3f}  var {y.var(correction=0).item():.3f}")
print(
    f"skewness {skewness(x):.3f} {skewness(y):.3f}  below 0: {(y < 0).float().mean().item():.3f}"
)
# --8<-- [end:not_normal]

# --8<-- [start:affine]
bn = nn.BatchNorm1d(4)
for name, t in bn.state_dict().items():
    print(
        f"{name:20} {t.tolist()}",
        "parameter" if name in dict(bn.named_parameters()) else "buffer",
    )
print(list(nn.BatchNorm1d(4, affine=False).parameters()))
# --8<-- [end:affine]

# --8<-- [start:gamma_beta]
nn.init.constant_(bn.weight, 2.0)
nn.init.constant_(bn.bias, 5.0)
torch.manual_seed(0)
y = bn(torch.randn(8, 4)).detach()
print(y.mean(dim=0), y.std(dim=0, correction=0))
# --8<-- [end:gamma_beta]

# --8<-- [start:running]
torch.manual_seed(0)
first = 3 * torch.randn(8, 4) + 10
second = 3 * torch.randn(8, 4) + 10
bn = nn.BatchNorm1d(4, momentum=0.1)
running_mean, running_var = torch.zeros(4), torch.ones(4)
for batch in (first, second):
    bn(batch)
    running_mean = 0.9 * running_mean + 0.1 * batch.mean(dim=0)
    running_var = 0.9 * running_var + 0.1 * batch.var(dim=0)
    print(bn.running_mean)
    print(
        torch.allclose(bn.running_mean, running_mean),
        torch.allclose(bn.running_var, running_var),
    )
# --8<-- [end:running]

# --8<-- [start:lag]
bn = nn.BatchNorm1d(4)
torch.manual_seed(0)
for step in range(1, 101):
    bn(3 * torch.randn(8, 4) + 10)
    if step in (1, 10, 50, 100):
        print(
            step,
            f"mean {bn.running_mean.mean().item():.2f}  var {bn.running_var.mean().item():.2f}",
        )
# --8<-- [end:lag]

# --8<-- [start:cumulative]
bn = nn.BatchNorm1d(4, momentum=None)
bn(first)
bn(second)
both = torch.stack([first.mean(dim=0), second.mean(dim=0)])
print(torch.allclose(bn.running_mean, both.mean(dim=0)), bn.num_batches_tracked.item())
# --8<-- [end:cumulative]

# --8<-- [start:eval_mode]
bn.eval()
before = bn.running_mean.clone()
y = (second - bn.running_mean) / torch.sqrt(bn.running_var + bn.eps)
print(torch.allclose(bn(second), y, atol=1e-6), torch.equal(bn.running_mean, before))
# --8<-- [end:eval_mode]

# --8<-- [start:companions]
sample = first[:1]
for name in ("train", "eval"):
    bn.train(name == "train")
    with_first = bn(torch.cat([sample, first[1:]]))[0]
    with_second = bn(torch.cat([sample, second[1:]]))[0]
    print(f"{name:5}", torch.allclose(with_first, with_second))
# --8<-- [end:companions]

# --8<-- [start:digits]
# device: cpu
import torch.nn.functional as F
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
torch.manual_seed(0)
order = torch.randperm(len(images))
train_x, train_y = images[order[:1437]], labels[order[:1437]]
test_x, test_y = images[order[1437:]], labels[order[1437:]]


def fit(model, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for i in torch.randperm(len(train_x)).split(64):
            optimizer.zero_grad()
            F.cross_entropy(model(train_x[i]), train_y[i]).backward()
            optimizer.step()


# --8<-- [end:digits]


# --8<-- [start:accuracy]
# device: cpu
@torch.no_grad()
def accuracy(model, batches):
    right = sum(
        (model(test_x[i]).argmax(dim=1) == test_y[i]).sum().item() for i in batches
    )
    return right / len(test_x)


def block(n_in, n_out):
    return [nn.Linear(n_in, n_out, bias=False), nn.BatchNorm1d(n_out), nn.ReLU()]


torch.manual_seed(0)
model = nn.Sequential(*block(64, 64), *block(64, 64), nn.Linear(64, 10))
fit(model, lr=0.1, epochs=5)
trained = {name: t.clone() for name, t in model.state_dict().items()}
# --8<-- [end:accuracy]

# --8<-- [start:forgot_eval]
# device: cpu
mixed = torch.arange(360).split(40)
sorted_by_class = test_y.argsort(stable=True).split(40)
pairs = torch.arange(360).split(2)
for mode in (False, True):
    for name, batches in (
        ("mixed", mixed),
        ("sorted", sorted_by_class),
        ("pairs", pairs),
    ):
        model.load_state_dict(trained)
        model.train(mode)
        print("train" if mode else "eval ", f"{name:6} {accuracy(model, batches):.3f}")
# --8<-- [end:forgot_eval]

# --8<-- [start:forgot_train]
# device: cpu
torch.manual_seed(0)
never = nn.Sequential(*block(64, 64), *block(64, 64), nn.Linear(64, 10))
never.eval()
fit(never, lr=0.1, epochs=5)
print(never[1].num_batches_tracked.item(), never[1].running_mean.abs().max().item())
print(f"{accuracy(never, mixed):.3f}")
# --8<-- [end:forgot_train]

# --8<-- [start:batch_of_one]
# raises: ValueError
bn = nn.BatchNorm1d(4)
bn(torch.randn(1, 4))
# --8<-- [end:batch_of_one]

# --8<-- [start:last_batch]
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(33, 4))
print([len(batch) for (batch,) in DataLoader(dataset, batch_size=16)])
print([len(batch) for (batch,) in DataLoader(dataset, batch_size=16, drop_last=True)])
# --8<-- [end:last_batch]

# --8<-- [start:last_batch_fails]
# raises: ValueError
for (batch,) in DataLoader(dataset, batch_size=16):
    bn(batch)
# --8<-- [end:last_batch_fails]

# --8<-- [start:drop_last]
for (batch,) in DataLoader(dataset, batch_size=16, drop_last=True):
    print(bn(batch).shape)
bn.eval()
print(bn(torch.randn(1, 4)).shape)
# --8<-- [end:drop_last]

# --8<-- [start:small_batches]
torch.manual_seed(0)
data = torch.randn(4096, 1)
for size in (2, 8, 32, 128):
    batches = data.reshape(-1, size)  # zh: 每行一批 | en: a batch a row
    means = batches.mean(dim=1)
    variances = batches.var(dim=1, correction=0)
    print(
        f"{size:3}  mean ±{means.std().item():.2f}  var {variances.mean().item():.2f} ±{variances.std().item():.2f}"
    )
# --8<-- [end:small_batches]

# --8<-- [start:two]
bn = nn.BatchNorm1d(1)
for pair in ([1.0, 2.0], [1.0, 200.0], [2.0, 1.0]):
    print(bn(torch.tensor(pair).reshape(2, 1)).flatten().detach())
# --8<-- [end:two]

# --8<-- [start:frozen]
# device: cpu
model.load_state_dict(trained)
model.requires_grad_(False)
print(f"{accuracy(model.eval(), mixed):.3f}")
model.train()
with torch.no_grad():
    for _ in range(10):
        model(1 - test_x)  # zh: 黑白反转 | en: black and white swapped
print(
    torch.equal(model[0].weight, trained["0.weight"]),
    torch.equal(model[1].running_mean, trained["1.running_mean"]),
)
print(f"{accuracy(model.eval(), mixed):.3f}")
# --8<-- [end:frozen]

# --8<-- [start:really_frozen]
# device: cpu
model.load_state_dict(trained)
model.train()
for layer in model.modules():
    if isinstance(layer, nn.BatchNorm1d):
        layer.eval()
model(1 - test_x)
print(torch.equal(model[1].running_mean, trained["1.running_mean"]))
# --8<-- [end:really_frozen]

# --8<-- [start:bias_cancels]
torch.manual_seed(0)
x = torch.randn(16, 4)
linear, bn = nn.Linear(4, 3), nn.BatchNorm1d(3)
y = bn(linear(x))
(y**3).sum().backward()
print(
    f"bias {linear.bias.grad.abs().max().item():.3f}  weight {linear.weight.grad.abs().max().item():.1f}"
)
with torch.no_grad():
    linear.bias += 5
print(torch.allclose(bn(linear(x)), y, atol=1e-5))
# --8<-- [end:bias_cancels]

# --8<-- [start:scale_cancels]
old_grad = linear.weight.grad.clone()
with torch.no_grad():
    linear.weight *= 10
linear.weight.grad = None
(bn(linear(x)) ** 3).sum().backward()
print(torch.allclose(bn(linear(x)), y, atol=1e-3))
print(torch.allclose(10 * linear.weight.grad, old_grad, rtol=0.01, atol=0.1))
# --8<-- [end:scale_cancels]


# --8<-- [start:deep]
def deep(norm):
    layers = []
    for _ in range(5):
        layers += block(64, 64) if norm else [nn.Linear(64, 64), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(64, 10))
    for layer in model.modules():
        if not norm and isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return model


# --8<-- [end:deep]

# --8<-- [start:rates]
# device: cpu
import matplotlib.pyplot as plt

rates = [0.01, 0.1, 1, 3]
fig, ax = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
for name, norm in (("plain, He", False), ("batch norm", True)):
    scores = []
    for lr in rates:
        torch.manual_seed(0)
        net = deep(norm)
        fit(net, lr, epochs=5)
        scores.append(accuracy(net.eval(), mixed))
    print(
        f"{name:10}",
        [lr for lr, score in zip(rates, scores, strict=True) if score > 0.9],
    )
    ax.plot(rates, scores, "o-", label=name)
ax.set_xscale("log")
ax.set_xlabel("learning rate")
ax.set_ylabel("test accuracy")
ax.legend()
plt.show()
# --8<-- [end:rates]

# --8<-- [start:layer_norm]
torch.manual_seed(0)
x = 3 * torch.randn(8, 4) + 10  # (batch, features)
mean = x.mean(dim=-1, keepdim=True)  # (batch, 1)
var = x.var(dim=-1, correction=0, keepdim=True)
ln = nn.LayerNorm(4)
y = ln.weight * (x - mean) / torch.sqrt(var + ln.eps) + ln.bias
print(torch.allclose(ln(x), y, atol=1e-6), dict(ln.named_buffers()))
# --8<-- [end:layer_norm]

# --8<-- [start:layer_norm_alone]
print(torch.allclose(ln(x)[:1], ln(x[:1]), atol=1e-6))
train_output = ln(x)
print(torch.equal(ln.eval()(x), train_output))
# --8<-- [end:layer_norm_alone]

# --8<-- [start:axes]
torch.manual_seed(0)
x = torch.randn(2, 6, 4, 4)  # (N, C, H, W)
groups = x.reshape(2, 3, 2, 4, 4)  # (N, G, C/G, H, W)


def normalise(t, dims):
    mean = t.mean(dim=dims, keepdim=True)
    return (t - mean) / torch.sqrt(t.var(dim=dims, correction=0, keepdim=True) + 1e-5)


for layer, expected in (
    (nn.BatchNorm2d(6), normalise(x, (0, 2, 3))),
    (nn.LayerNorm([6, 4, 4]), normalise(x, (1, 2, 3))),
    (nn.InstanceNorm2d(6), normalise(x, (2, 3))),
    (nn.GroupNorm(3, 6), normalise(groups, (2, 3, 4)).reshape(x.shape)),
):
    print(f"{type(layer).__name__:14}", torch.allclose(layer(x), expected, atol=1e-5))
# --8<-- [end:axes]

# --8<-- [start:answer_sequence]
torch.manual_seed(0)
x = torch.randn(5, 3, 7)  # (batch, channels, length)
print(torch.allclose(nn.BatchNorm1d(3)(x), normalise(x, (0, 2)), atol=1e-5))
# --8<-- [end:answer_sequence]

# --8<-- [start:answer_fold]
# device: cpu
model.load_state_dict(trained)
model.eval()
linear, bn = model[0], model[1]
scale = bn.weight / torch.sqrt(bn.running_var + bn.eps)
folded = nn.Linear(64, 64)
with torch.no_grad():
    folded.weight.copy_(linear.weight * scale[:, None])
    folded.bias.copy_(bn.bias - bn.running_mean * scale)
print(torch.allclose(folded(test_x), bn(linear(test_x)), atol=1e-5))
# --8<-- [end:answer_fold]

# --8<-- [start:answer_batches]
bn = nn.BatchNorm1d(1)
batch = torch.tensor([[9.0], [11.0]])
steps = 0
while bn.running_mean.item() < 0.99 * 10:
    bn(batch)
    steps += 1
print(steps, f"{1 - 0.9**43:.4f} {1 - 0.9**44:.4f}")
# --8<-- [end:answer_batches]
