# --8<-- [start:draw]
import numpy as np

# (height, width, channels)
pixels = np.full((60, 80, 3), (135, 206, 235), dtype=np.uint8)
rows, columns = np.mgrid[:60, :80]
pixels[45:] = (60, 140, 60)
pixels[(rows - 14) ** 2 + (columns - 62) ** 2 < 64] = (255, 220, 0)
pixels[28:50, 14:38] = (200, 70, 40)
pixels[(rows >= 14) & (rows < 28) & (abs(columns - 25.5) <= rows - 14)] = (90, 50, 30)
pixels[38:50, 28:34] = (60, 30, 20)
# --8<-- [end:draw]

# --8<-- [start:save_and_open]
import matplotlib.pyplot as plt
from PIL import Image

Image.fromarray(pixels).save("house.png")
image = Image.open("house.png")
print(image.mode, image.size, pixels.shape)

fig, ax = plt.subplots(figsize=(3.2, 2.4), layout="constrained")
ax.imshow(image, interpolation="none")
ax.axis("off")
plt.show()
# --8<-- [end:save_and_open]

# --8<-- [start:to_image]
# device: cpu
import torch
from torchvision.transforms import v2


def describe(name, x):
    print(
        f"{name:10} {x.dtype!s:14} {tuple(x.shape)}  {x.min().item():.3f} ... {x.max().item():.3f}"
    )


x = v2.ToImage()(image)
describe("ToImage", x)
print(type(x).__name__, isinstance(x, torch.Tensor))
# --8<-- [end:to_image]

# --8<-- [start:to_dtype]
# device: cpu
scaled = v2.ToDtype(torch.float32, scale=True)(x)
unscaled = v2.ToDtype(torch.float32)(x)
describe("scale=True", scaled)
describe("without", unscaled)
# --8<-- [end:to_dtype]

# --8<-- [start:normalize]
# device: cpu
mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
normalized = v2.Normalize(mean=mean, std=std)(scaled)
describe("Normalize", normalized)
# --8<-- [end:normalize]

# --8<-- [start:by_hand]
# device: cpu
m = torch.tensor(mean).reshape(3, 1, 1)  # (channels, 1, 1)
s = torch.tensor(std).reshape(3, 1, 1)
print(torch.allclose(normalized, (scaled - m) / s))
print(torch.allclose(normalized * s + m, scaled, atol=1e-6))
print(f"{((0 - m) / s).min().item():.3f} ... {((1 - m) / s).max().item():.3f}")
# --8<-- [end:by_hand]

# --8<-- [start:resize]
# device: cpu
describe("(128, 128)", v2.Resize((128, 128))(x))
describe("30", v2.Resize(30)(x))
print(v2.Resize(30)(image).size)
# --8<-- [end:resize]

# --8<-- [start:compose]
# device: cpu
transform = v2.Compose(
    [
        v2.Resize((128, 128)),
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(mean=mean, std=std),
    ]
)
result = transform(image)
describe("Compose", result)
# --8<-- [end:compose]

# --8<-- [start:too_early]
# raises: TypeError
# device: cpu
v2.Normalize(mean=mean, std=std)(x)
# --8<-- [end:too_early]

# --8<-- [start:passed_through]
# device: cpu
print(v2.Resize((128, 128))(pixels).shape)
print(v2.ToDtype(torch.float32, scale=True)(image).mode)
# --8<-- [end:passed_through]

# --8<-- [start:eight_bits_only]
# device: cpu
import torchvision.transforms as v1

print(v1.ToTensor()(np.array([[0, 255]], dtype=np.uint8)).tolist())
print(v1.ToTensor()(np.array([[0, 255]], dtype=np.float32)).tolist())
print(v2.ToDtype(torch.float32, scale=True)(torch.tensor([0.0, 255.0])).tolist())
# --8<-- [end:eight_bits_only]

# --8<-- [start:old_refuses_tensors]
# raises: TypeError
v1.ToTensor()(x)
# --8<-- [end:old_refuses_tensors]

# --8<-- [start:old_pipeline]
# device: cpu
old = v1.Compose(
    [v1.Resize((128, 128)), v1.ToTensor(), v1.Normalize(mean=mean, std=std)]
)
print((old(image) - result).abs().max().item() < 1e-5)
# --8<-- [end:old_pipeline]

# --8<-- [start:deprecated]
# raises: UserWarning
v2.ToTensor()
# --8<-- [end:deprecated]

# --8<-- [start:grey_and_palette]
# device: cpu
for mode in ("RGB", "L", "P"):
    other = image.convert(mode)
    same = torch.equal(transform(other), transform(other.convert("RGB")))
    print(
        f"{mode:4} {tuple(v2.ToImage()(other).shape)} -> {tuple(transform(other).shape)} {same}"
    )
# --8<-- [end:grey_and_palette]

# --8<-- [start:old_grey]
# raises: RuntimeError
# device: cpu
old(image.convert("L"))
# --8<-- [end:old_grey]

# --8<-- [start:transparent]
# raises: RuntimeError
# device: cpu
transform(image.convert("RGBA"))
# --8<-- [end:transparent]

# --8<-- [start:convert_rgb]
# device: cpu
for mode in ("L", "P", "RGBA"):
    image.convert(mode).save("other.png")
    opened = Image.open("other.png")
    print(opened.mode, tuple(transform(opened.convert("RGB")).shape))
# --8<-- [end:convert_rgb]

# --8<-- [start:own_statistics]
# device: cpu
images = scaled.unsqueeze(0)  # (images, channels, height, width)
own_mean = images.mean(dim=(0, 2, 3))
own_std = images.std(dim=(0, 2, 3))
print(own_mean, own_std)
own = v2.Normalize(own_mean.tolist(), own_std.tolist())(images)
print(own.mean(dim=(0, 2, 3)).abs().max().item() < 1e-5, own.std(dim=(0, 2, 3)))
# --8<-- [end:own_statistics]

# --8<-- [start:gallery]
# device: cpu
augmentations = {
    "flip": v2.RandomHorizontalFlip(p=0.5),
    "rotation": v2.RandomRotation(30),
    "crop": v2.RandomResizedCrop(64),
    "jitter": v2.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1),
}
torch.manual_seed(0)
fig, axes = plt.subplots(4, 4, figsize=(6.4, 5.6), layout="constrained")
for row, (name, augment) in zip(axes, augmentations.items(), strict=True):
    row[0].set_ylabel(name)
    for ax, picture in zip(row, [x, augment(x), augment(x), augment(x)], strict=True):
        ax.imshow(picture.permute(1, 2, 0).tolist(), interpolation="none")
        ax.set(xticks=[], yticks=[])
axes[0, 0].set_title("original")
plt.show()
# --8<-- [end:gallery]

# --8<-- [start:angles]
torch.manual_seed(0)
rotation = v2.RandomRotation(30)
angles = [rotation.make_params([])["angle"] for _ in range(2000)]
print(rotation.degrees, [round(angle, 1) for angle in angles[:4]])
print(round(min(angles), 1), round(max(angles), 1))
# --8<-- [end:angles]

# --8<-- [start:crop_scale]
# device: cpu
torch.manual_seed(0)
for crop in (v2.RandomResizedCrop(64), v2.RandomResizedCrop(64, scale=(0.5, 1.0))):
    without_wall = sum((crop(x)[0] != 200).all().item() for _ in range(500))
    print(crop.scale, without_wall)
# --8<-- [end:crop_scale]

# --8<-- [start:train_transform]
# device: cpu
train_transform = v2.Compose(
    [
        v2.ToImage(),
        v2.RandomHorizontalFlip(),
        v2.RandomRotation(30),
        v2.RandomResizedCrop(128),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(mean=mean, std=std),
    ]
)
torch.manual_seed(0)
first = train_transform(image)
second = train_transform(image)
torch.manual_seed(0)
again = train_transform(image)
print(first.shape, torch.equal(first, second), torch.equal(first, again))
# --8<-- [end:train_transform]

# --8<-- [start:two_datasets]
# device: cpu
from torch.utils.data import Dataset


class Pictures(Dataset):
    def __init__(self, paths, transform):
        self.paths = paths
        self.transform = transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return self.transform(Image.open(self.paths[index]).convert("RGB"))


train_set = Pictures(["house.png"], train_transform)
test_set = Pictures(["house.png"], transform)
print(torch.equal(train_set[0], train_set[0]), torch.equal(test_set[0], test_set[0]))
# --8<-- [end:two_datasets]

# --8<-- [start:batch]
# device: cpu
torch.manual_seed(0)
batch = torch.stack([scaled] * 4)  # (batch, channels, height, width)
crop = v2.RandomResizedCrop(32)
together = crop(batch)
apart = torch.stack([crop(each) for each in batch])
print(together.shape, apart.shape)
print(torch.equal(together[0], together[1]), torch.equal(apart[0], apart[1]))
# --8<-- [end:batch]

# --8<-- [start:targets]
# device: cpu
from torchvision import tv_tensors

box = tv_tensors.BoundingBoxes([[14, 14, 38, 50]], format="XYXY", canvas_size=(60, 80))
mask = tv_tensors.Mask(x[0] == 200)  # (height, width)
flipped, new_box, new_mask, label = v2.RandomHorizontalFlip(p=1.0)(x, box, mask, 7)
print(new_box.tolist(), torch.equal(new_mask, mask.flip(1)), label)
# --8<-- [end:targets]

# --8<-- [start:answer_sizes]
# device: cpu
for size in (30, (30, 30)):
    print(size, tuple(v2.Resize(size)(x).shape))
# --8<-- [end:answer_sizes]

# --8<-- [start:answer_undo]
# device: cpu
undo = v2.Normalize(
    [-m / s for m, s in zip(mean, std, strict=True)], [1 / s for s in std]
)
print(torch.allclose(undo(normalized), scaled, atol=1e-6))
# --8<-- [end:answer_undo]

# --8<-- [start:answer_flips]
# device: cpu
torch.manual_seed(0)
flip = v2.RandomHorizontalFlip(p=0.25)
print(sum(not torch.equal(flip(x), x) for _ in range(1000)))
# --8<-- [end:answer_flips]
