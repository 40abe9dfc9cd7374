# --8<-- [start:lay_files]
import struct
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits


def write_idx(path, array):
    # zh: IDX 格式：两个 0、类型码 8（uint8）、维数；各维大小（大端 32 位整数）；数据
    # en: the IDX format: two zeros, type 8 (uint8), number of dimensions; sizes (big-endian, 32 bits); data
    header = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(
        f">{array.ndim}I", *array.shape
    )
    path.write_bytes(header + array.astype(np.uint8).tobytes())


def lay_mnist_files(root, train_size=1500):
    digits = load_digits()  # (1797, 8, 8), 0 ... 16
    small = (digits.images * 255 / 16).round().astype(np.uint8)
    large = [
        Image.fromarray(each).resize((28, 28), Image.Resampling.BILINEAR)
        for each in small
    ]
    images = np.stack([np.asarray(each) for each in large])  # (1797, 28, 28)
    folder = Path(root) / "MNIST" / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in (("train", slice(train_size)), ("t10k", slice(train_size, None))):
        write_idx(folder / f"{name}-images-idx3-ubyte", images[part])
        write_idx(folder / f"{name}-labels-idx1-ubyte", digits.target[part])


lay_mnist_files("data")
# --8<-- [end:lay_files]

# --8<-- [start:load]
from torchvision import datasets

train_set = datasets.MNIST(root="data", train=True, download=True)
test_set = datasets.MNIST(root="data", train=False, download=True)
print(len(train_set), len(test_set))
# --8<-- [end:load]

# --8<-- [start:files]
for path in sorted(Path("data/MNIST/raw").iterdir()):
    print(path.name, path.stat().st_size)
# --8<-- [end:files]

# --8<-- [start:item]
image, label = train_set[0]
print(image.mode, image.size, label, type(label))
print(train_set.data.shape, train_set.data.dtype)
print(train_set.targets.shape, train_set.targets.dtype, train_set.classes[:3])
# --8<-- [end:item]

# --8<-- [start:grid]
import matplotlib.pyplot as plt

fig, axes = plt.subplots(2, 8, figsize=(6.4, 2.0), layout="constrained")
for index, ax in enumerate(axes.flat):
    image, label = train_set[index]
    ax.imshow(image, cmap="gray", interpolation="none")
    ax.set_title(label)
    ax.axis("off")
plt.show()
# --8<-- [end:grid]

# --8<-- [start:transform]
# device: cpu
import torch
from torchvision.transforms import v2

to_tensor = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
train_set = datasets.MNIST(root="data", train=True, download=True, transform=to_tensor)
test_set = datasets.MNIST(root="data", train=False, download=True, transform=to_tensor)
image, label = train_set[0]
print(image.shape, image.dtype, label)
# --8<-- [end:transform]

# --8<-- [start:first_batch]
# device: cpu
from torch.utils.data import DataLoader

train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=64, shuffle=False)
images, labels = next(iter(train_loader))
print(images.shape, labels.shape, labels.dtype)
print(len(train_loader), len(test_loader))
# --8<-- [end:first_batch]

# --8<-- [start:statistics]
pixels = train_set.data.float() / 255  # (1500, 28, 28)
mean, std = pixels.mean().item(), pixels.std().item()
print(f"{mean:.4f} {std:.4f}")
# --8<-- [end:statistics]

# --8<-- [start:half_half]
for m, s in ((0.5, 0.5), (mean, std)):
    y = v2.Normalize((m,), (s,))(pixels.unsqueeze(1))  # (1500, 1, 28, 28)
    print(
        f"mean {y.mean().item():.3f} std {y.std().item():.3f} range {y.min().item():.3f} ... {y.max().item():.3f}"
    )
# --8<-- [end:half_half]

# --8<-- [start:standardised]
# device: cpu
standardise = v2.Compose([to_tensor, v2.Normalize((mean,), (std,))])
train_set = datasets.MNIST(root="data", train=True, transform=standardise)
test_set = datasets.MNIST(root="data", train=False, transform=standardise)
for part in (train_set, test_set):
    images, labels = next(iter(DataLoader(part, batch_size=len(part))))
    print(
        tuple(images.shape),
        f"mean {images.mean().item():.3f} std {images.std().item():.3f}",
    )
# --8<-- [end:standardised]

# --8<-- [start:own_folder]
from PIL import ImageDraw

rng = np.random.default_rng(0)
for part, count in (("train", 6), ("test", 2)):
    for name in ("circle", "square"):
        folder = Path("shapes", part, name)
        folder.mkdir(parents=True)
        for n in range(count):
            x, y, size = (int(value) for value in rng.integers(4, 14, 3))
            picture = Image.new("L", (32, 32))
            draw = getattr(
                ImageDraw.Draw(picture),
                {"circle": "ellipse", "square": "rectangle"}[name],
            )
            draw((x, y, x + size, y + size), fill=255)
            picture.save(folder / f"{n}.png")
# zh: 最后一张里白色部分的范围
# en: where the last one is white
print(picture.getbbox())
# --8<-- [end:own_folder]

# --8<-- [start:image_folder]
# device: cpu
shapes = datasets.ImageFolder("shapes/train", transform=to_tensor)
print(len(shapes), shapes.classes, shapes.class_to_idx)
image, label = shapes[6]
print(shapes.samples[6][0], image.shape, label)
# --8<-- [end:image_folder]

# --8<-- [start:shifted]
Path("shapes/new/square").mkdir(parents=True)
Image.open("shapes/test/square/0.png").save("shapes/new/square/0.png")
print(datasets.ImageFolder("shapes/test").class_to_idx)
print(datasets.ImageFolder("shapes/new").class_to_idx)
# --8<-- [end:shifted]

# --8<-- [start:empty_class]
Path("shapes/new/circle").mkdir()
print(datasets.ImageFolder("shapes/new", allow_empty=True).class_to_idx)
# --8<-- [end:empty_class]

# --8<-- [start:fake]
# device: cpu
fake = datasets.FakeData(
    size=1000, image_size=(3, 32, 32), num_classes=10, transform=to_tensor
)
images, labels = next(iter(DataLoader(fake, batch_size=64)))
print(len(fake), images.shape, labels.shape, labels[:8].tolist())
# --8<-- [end:fake]

# --8<-- [start:not_found]
# raises: RuntimeError
import shutil

folder = Path("elsewhere/MNIST/raw")
folder.mkdir(parents=True)
for path in Path("data/MNIST/raw").glob("train-*"):
    shutil.copy(path, folder)
datasets.MNIST(root="elsewhere", train=True, download=False)
# --8<-- [end:not_found]

# --8<-- [start:which_download]
import inspect

for name in ("MNIST", "FashionMNIST", "CIFAR10", "CIFAR100", "SVHN", "ImageNet"):
    parameters = inspect.signature(getattr(datasets, name).__init__).parameters
    print(f"{name:13}", "download" in parameters)
# --8<-- [end:which_download]

# --8<-- [start:imagenet]
# raises: RuntimeError
datasets.ImageNet(root="data")
# --8<-- [end:imagenet]

# --8<-- [start:cifar_checked]
# raises: RuntimeError
folder = Path("data/cifar-10-batches-py")
folder.mkdir()
for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch", "batches.meta"):
    (folder / name).write_bytes(b"not the real one")
datasets.CIFAR10(root="data", download=False)
# --8<-- [end:cifar_checked]

# --8<-- [start:answer_counts]
print(torch.bincount(train_set.targets).tolist())
print(torch.bincount(test_set.targets).tolist())
# --8<-- [end:answer_counts]

# --8<-- [start:answer_fashion]
shutil.copytree("data/MNIST", "data/FashionMNIST")
clothes = datasets.FashionMNIST(root="data", train=True, download=True)
print(len(clothes), clothes.classes[clothes[0][1]])
# --8<-- [end:answer_fashion]

# --8<-- [start:answer_shapes]
# device: cpu
from torch import nn

net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 64 * 48, 10))
fake = datasets.FakeData(
    size=16, image_size=(3, 64, 48), num_classes=10, transform=to_tensor
)
images, labels = next(iter(DataLoader(fake, batch_size=16)))
print(
    net(images).shape,
    nn.functional.cross_entropy(net(images), labels).isfinite().item(),
)
# --8<-- [end:answer_shapes]
