# --8<-- [start:slide]
import torch


def slide(image, kernel):  # (H, W), (k, k) -> (H - k + 1, W - k + 1)
    k = len(kernel)
    height, width = image.shape
    out = torch.zeros(height - k + 1, width - k + 1, dtype=image.dtype)
    for i in range(height - k + 1):
        for j in range(width - k + 1):
            out[i, j] = (image[i : i + k, j : j + k] * kernel).sum()
    return out


image = torch.tensor(
    [[1.0, 1, 1, 5, 5], [1, 1, 1, 5, 5], [1, 1, 1, 5, 5], [1, 1, 9, 5, 5]]
)
kernel = torch.tensor([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
print(slide(image, kernel))
# --8<-- [end:slide]

# --8<-- [start:conv2d]
import torch.nn.functional as F
from torch import nn

by_function = F.conv2d(image[None, None], kernel[None, None])
layer = nn.Conv2d(1, 1, kernel_size=3, bias=False)
with torch.no_grad():
    layer.weight.copy_(kernel[None, None])
    by_layer = layer(image[None, None])
print(by_function.shape)  # (batch, channels, height, width)
print(
    torch.allclose(by_function[0, 0], slide(image, kernel), atol=1e-4),
    torch.allclose(by_layer, by_function, atol=1e-4),
)
# --8<-- [end:conv2d]

# --8<-- [start:flipped]
print(slide(image, kernel.flip(0, 1)))
# --8<-- [end:flipped]

# --8<-- [start:digits]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.images, dtype=torch.float64)[:, None] / 16  # (N, 1, 8, 8)
labels = torch.tensor(digits.target)
print(images.shape)
# --8<-- [end:digits]

# --8<-- [start:edges]
import matplotlib.pyplot as plt

zero = images[0]  # (1, 8, 8)
edges = torch.stack([kernel, kernel.T])[:, None].to(zero.dtype)  # (2, 1, 3, 3)
responses = F.conv2d(zero[None], edges, padding=1)[0]  # (2, 8, 8)
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.6), layout="constrained")
axes[0].imshow(zero[0].tolist(), cmap="gray")
for ax, response in zip(axes[1:], responses, strict=True):
    shown = ax.imshow(response.tolist(), cmap="RdBu", vmin=-3, vmax=3)
fig.colorbar(shown, ax=axes)
for ax, title in zip(axes, ("image", "left to right", "top to bottom"), strict=True):
    ax.set(title=title, xticks=[], yticks=[])
plt.show()
# --8<-- [end:edges]

# --8<-- [start:channels]
torch.manual_seed(0)
conv = nn.Conv2d(2, 3, kernel_size=3, dtype=torch.float64)
x = torch.randn(2, 5, 6, dtype=torch.float64)  # (in, H, W)
by_hand = []
for weight, bias in zip(conv.weight, conv.bias, strict=True):  # (in, k, k), ()
    by_hand.append(bias + sum(slide(x[c], weight[c]) for c in range(2)))
by_hand = torch.stack(by_hand)
print(conv.weight.shape, conv.bias.shape, by_hand.shape)
print(torch.allclose(conv(x[None])[0], by_hand))
# --8<-- [end:channels]


# --8<-- [start:count]
def count(module):
    return sum(p.numel() for p in module.parameters())


print(count(nn.Conv2d(1, 32, 3)), 32 * 1 * 3 * 3 + 32)
print(count(nn.Conv2d(3, 8, 5)), 8 * 3 * 5 * 5 + 8)
# --8<-- [end:count]

# --8<-- [start:sizes]
blank = torch.zeros(1, 1, 28, 28)
print(nn.Conv2d(1, 32, 3)(blank).shape)
print(nn.Conv2d(1, 32, 3, padding=1)(blank).shape)
print(nn.Conv2d(1, 32, 3, padding=1, stride=2)(blank).shape)
# --8<-- [end:sizes]

# --8<-- [start:formula]
from itertools import product

settings = list(product((28, 29, 32), (1, 3, 5, 7), (0, 1, 2, 3), (1, 2, 3), (1, 2)))
agree = 0
for h, k, p, s, d in settings:
    y = F.conv2d(
        torch.zeros(1, 1, h, h),
        torch.zeros(1, 1, k, k),
        padding=p,
        stride=s,
        dilation=d,
    )
    size = (h + 2 * p - (d * (k - 1) + 1)) // s + 1
    agree += y.shape == (1, 1, size, size)
print(agree, len(settings))
# --8<-- [end:formula]

# --8<-- [start:same]
for k, d in ((3, 1), (5, 1), (3, 2)):
    same = nn.Conv2d(1, 1, k, padding="same", dilation=d)
    print(k, d, tuple(same(blank).shape), "padding", d * (k - 1) // 2)
# --8<-- [end:same]

# --8<-- [start:same_stride]
# raises: ValueError
nn.Conv2d(1, 1, 3, padding="same", stride=2)
# --8<-- [end:same_stride]

# --8<-- [start:pool]
x = torch.tensor([[1.0, 2, 0, 1], [3, 4, 1, 6], [5, 0, 2, 2], [1, 2, 2, 2]])
windows = x.reshape(2, 2, 2, 2)  # (block row, row, block column, column)
largest, average = windows.amax((1, 3)), windows.mean((1, 3))
print(largest, average)
print(torch.equal(nn.MaxPool2d(2)(x[None, None])[0, 0], largest))
print(torch.equal(nn.AvgPool2d(2)(x[None, None])[0, 0], average))
# --8<-- [end:pool]

# --8<-- [start:pool_sizes]
features = torch.zeros(1, 32, 26, 26)
print(nn.MaxPool2d(2)(features).shape)
print(nn.MaxPool2d(3, stride=2, padding=1)(features).shape, (26 + 2 * 1 - 3) // 2 + 1)
# --8<-- [end:pool_sizes]

# --8<-- [start:adaptive]
torch.manual_seed(0)
for size in ((8, 8), (11, 7)):
    maps = torch.rand(4, 32, *size)
    pooled = nn.AdaptiveAvgPool2d(1)(maps)
    print(size, pooled.shape, torch.allclose(pooled[:, :, 0, 0], maps.mean((2, 3))))
# --8<-- [end:adaptive]

# --8<-- [start:pool_parameters]
print(count(nn.MaxPool2d(2)), count(nn.Conv2d(1, 32, 3)))
print(count(nn.Linear(32 * 26 * 26, 10)), count(nn.Linear(32 * 13 * 13, 10)))
# --8<-- [end:pool_parameters]

# --8<-- [start:against_linear]
inputs, outputs = 28 * 28, 32 * 26 * 26
print(f"{count(nn.Conv2d(1, 32, 3)):,}", f"{inputs * outputs + outputs:,}")
# --8<-- [end:against_linear]

# --8<-- [start:shift]
torch.manual_seed(0)
picture = torch.zeros(1, 1, 8, 8, dtype=torch.float64)
picture[..., 2:5, 2:5] = torch.rand(3, 3, dtype=torch.float64)
moved = picture.roll(2, dims=3)
conv = nn.Conv2d(1, 4, 3, padding=1, dtype=torch.float64)
linear = nn.Sequential(
    nn.Flatten(), nn.Linear(64, 64, dtype=torch.float64), nn.Unflatten(1, (1, 8, 8))
)
for name, f in (("conv", conv), ("linear", linear)):
    print(name, torch.allclose(f(moved), f(picture).roll(2, dims=3)))
# --8<-- [end:shift]

# --8<-- [start:receptive_field]
torch.manual_seed(0)
stack = nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2), nn.Conv2d(1, 1, 3))
x = torch.zeros(1, 1, 20, 20, requires_grad=True)
stack(x)[0, 0, 3, 3].backward()
seen = x.grad[0, 0].abs() > 1e-6
print(seen.any(0).sum(), seen.any(1).sum(), 1 + (3 - 1) * 1 + (2 - 1) * 1 + (3 - 1) * 2)
# --8<-- [end:receptive_field]

# --8<-- [start:split]
torch.manual_seed(0)
order = torch.randperm(len(images))
train_x, train_y = images[order[:1437]], labels[order[:1437]]
test_x, test_y = images[order[1437:]], labels[order[1437:]]
print(train_x.shape, test_x.shape)
# --8<-- [end:split]


# --8<-- [start:cnn]
def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(12, 24, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(24 * 2 * 2, 10),
    ).double()


x = test_x[:64]
for layer in cnn():
    x = layer(x)
    print(f"{type(layer).__name__:9} {tuple(x.shape)!s:16} {count(layer)}")
# --8<-- [end:cnn]


# --8<-- [start:train]
def train(model, x, y, epochs=8):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(epochs):
        for index in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[index]), y[index])
            loss.backward()
            optimizer.step()


def accuracy(model, x, y):
    model.eval()
    with torch.inference_mode():
        return (model(x).argmax(1) == y).double().mean().item()


# --8<-- [end:train]


# --8<-- [start:compare]
def linear():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()


def mlp():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(64, 49), nn.ReLU(), nn.Linear(49, 10)
    ).double()


for build in (linear, mlp, cnn):
    scores = []
    for seed in range(3):
        torch.manual_seed(seed)
        model = build()
        train(model, train_x, train_y)
        scores.append(accuracy(model, test_x, test_y))
    told = " ".join(f"{score:.3f}" for score in scores)
    print(
        f"{build.__name__:6} parameters {count(model):4} test {told} mean {sum(scores) / 3:.3f}"
    )
# --8<-- [end:compare]

# --8<-- [start:feature_maps]
first = model[:2]  # zh: 第一层卷积和 ReLU | en: the first convolution and its ReLU
with torch.no_grad():
    maps = first(zero[None])[0]  # (12, 8, 8)
    print((first(images).amax((0, 2, 3)) == 0).sum())
fig, axes = plt.subplots(2, 6, figsize=(7.2, 2.6), layout="constrained")
for ax, feature_map in zip(axes.flat, maps, strict=True):
    ax.imshow(feature_map.tolist(), cmap="gray", vmin=0, vmax=maps.max().item())
    ax.set(xticks=[], yticks=[])
plt.show()
# --8<-- [end:feature_maps]

# --8<-- [start:no_channel]
# raises: RuntimeError
conv = nn.Conv2d(1, 16, 3)
grey = torch.zeros(64, 8, 8)  # (N, H, W)
conv(grey)
# --8<-- [end:no_channel]

# --8<-- [start:add_channel]
print(conv(grey.unsqueeze(1)).shape)
# --8<-- [end:add_channel]

# --8<-- [start:channels_last]
# raises: RuntimeError
conv = nn.Conv2d(3, 16, 3)
photos = torch.zeros(64, 32, 32, 3)  # (N, H, W, C)
conv(photos)
# --8<-- [end:channels_last]

# --8<-- [start:permuted]
print(conv(photos.permute(0, 3, 1, 2)).shape)
# --8<-- [end:permuted]

# --8<-- [start:flatten_size]
# raises: RuntimeError
body = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2))
head = nn.Sequential(nn.Flatten(), nn.Linear(16 * 4 * 4, 10))
head(body(torch.zeros(64, 1, 8, 8)))
# --8<-- [end:flatten_size]

# --8<-- [start:flatten_fixed]
print(body(torch.zeros(1, 1, 8, 8)).shape)
head = nn.Sequential(nn.Flatten(), nn.Linear(16 * 3 * 3, 10))
print(head(body(torch.zeros(64, 1, 8, 8))).shape)
any_size = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))
print(
    any_size(body(torch.zeros(64, 1, 8, 8))).shape,
    any_size(body(torch.zeros(64, 1, 20, 12))).shape,
)
# --8<-- [end:flatten_fixed]

# --8<-- [start:answer_stem]
stem = nn.Conv2d(3, 64, 7, stride=2, padding=3)
print(stem(torch.zeros(1, 3, 224, 224)).shape, (224 + 2 * 3 - 7) // 2 + 1)
print(count(stem), 64 * 3 * 7 * 7 + 64)
# --8<-- [end:answer_stem]

# --8<-- [start:answer_unfold]
torch.manual_seed(0)
x = torch.rand(2, 3, 6, 7, dtype=torch.float64)
weight = torch.rand(4, 3, 3, 3, dtype=torch.float64)
columns = F.unfold(x, 3)  # (N, in * k * k, positions)
y = (weight.reshape(4, 27) @ columns).reshape(2, 4, 4, 5)
print(columns.shape, torch.allclose(y, F.conv2d(x, weight)))
# --8<-- [end:answer_unfold]

# --8<-- [start:answer_shuffled]
torch.manual_seed(0)
places = torch.randperm(64)
shuffled_train = train_x.flatten(1)[:, places].reshape(-1, 1, 8, 8)
shuffled_test = test_x.flatten(1)[:, places].reshape(-1, 1, 8, 8)
for build in (mlp, cnn):
    scores = []
    for seed in range(3):
        torch.manual_seed(seed)
        model = build()
        train(model, shuffled_train, train_y)
        scores.append(accuracy(model, shuffled_test, test_y))
    print(
        build.__name__,
        " ".join(f"{score:.3f}" for score in scores),
        f"mean {sum(scores) / 3:.3f}",
    )
# --8<-- [end:answer_shuffled]
