# --8<-- [start:storage]
import torch

a = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(a.shape, a.stride())
print(a.untyped_storage().nbytes(), a.element_size())
# --8<-- [end:storage]

# --8<-- [start:address]
i, j = 1, 2
s0, s1 = a.stride()
print(a[i, j].data_ptr() - a.data_ptr())
print((i * s0 + j * s1) * a.element_size())
# --8<-- [end:address]

# --8<-- [start:transposed]
b = a.transpose(0, 1)
print(b)
print(b.stride(), b.data_ptr() == a.data_ptr())
# --8<-- [end:transposed]

# --8<-- [start:two_readings]
import matplotlib.pyplot as plt

fig, axes = plt.subplots(2, 1, figsize=(6.4, 2.4), layout="constrained")
for ax, (name, t) in zip(axes, {"a": a, "b": b}.items(), strict=True):
    for i in range(t.shape[0]):
        for j in range(t.shape[1]):
            cell = i * t.stride(0) + j * t.stride(1)
            ax.bar(cell, 1, width=0.96, color=f"C{i}", alpha=0.4)
            label = f"{t[i, j]}\n{name}[{i}, {j}]"
            ax.text(cell, 0.5, label, ha="center", va="center")
    ax.set_title(f"{name}: shape {tuple(t.shape)}, stride {t.stride()}")
    ax.set_axis_off()
plt.show()
# --8<-- [end:two_readings]

# --8<-- [start:reshape]
print(a.reshape((1, 6)).shape)
print(a.reshape(3, 2))
print(a.reshape(-1, 2).shape, a.reshape(-1).shape)
# --8<-- [end:reshape]

# --8<-- [start:reshape_size]
# raises: RuntimeError
a.reshape(4, 2)
# --8<-- [end:reshape_size]

# --8<-- [start:flatten]
images = torch.zeros(8, 3, 32, 32)  # (N, C, H, W)
print(images.flatten().shape)
print(images.flatten(start_dim=1).shape)  # (N, C*H*W)
# --8<-- [end:flatten]

# --8<-- [start:view]
x = torch.arange(6)
grid = x.view(2, 3)
grid[0, 0] = 100
print(x)
# --8<-- [end:view]

# --8<-- [start:view_fails]
# raises: RuntimeError
b.view(6)
# --8<-- [end:view_fails]

# --8<-- [start:contiguous]
c = b.contiguous()
print(b.is_contiguous(), c.is_contiguous())
print(c.stride(), c.data_ptr() == a.data_ptr())
print(c.view(2, 3))
# --8<-- [end:contiguous]

# --8<-- [start:view_of_slice]
q = torch.arange(24).reshape(4, 6)[:, :3]
print(q.is_contiguous(), q.stride())
print(q.view(2, 2, 3).shape, q.view(2, 2, 3).stride())
# --8<-- [end:view_of_slice]

# --8<-- [start:view_merges]
# raises: RuntimeError
q.view(12)
# --8<-- [end:view_merges]

# --8<-- [start:reshape_copies]
x = torch.arange(6).reshape(2, 3)
shared = x.reshape(6)
copied = x.transpose(0, 1).reshape(6)
shared[0] = 100
copied[1] = 200
print(x)
# --8<-- [end:reshape_copies]

# --8<-- [start:unsqueeze]
print(a.unsqueeze(0).shape, a.unsqueeze(1).shape, a.unsqueeze(-1).shape)
# --8<-- [end:unsqueeze]

# --8<-- [start:squeeze]
t = torch.zeros(3, 1, 1, 2, 1)
print(t.squeeze().shape)
print(t.squeeze(1).shape, t.squeeze((1, 2)).shape)
print(t.squeeze(0).shape)  # zh: 大小是 3，不变 | en: its size is 3: unchanged
# --8<-- [end:squeeze]

# --8<-- [start:squeeze_batch]
for n in (4, 1):
    scores = torch.zeros(n, 1)  # (batch, 1)
    print(scores.squeeze().shape, scores.squeeze(1).shape)
# --8<-- [end:squeeze_batch]

# --8<-- [start:squeeze_len]
# raises: TypeError
len(scores.squeeze())
# --8<-- [end:squeeze_len]

# --8<-- [start:transpose]
t1 = torch.zeros(2, 3, 5)
t2 = t1.transpose(0, 2)
t3 = t1.permute(0, 2, 1)
print(f"shape of t1: {t1.shape}")
print(f"shape of t2: {t2.shape}")
print(f"shape of t3: {t3.shape}")
print(a.T.shape, t1.mT.shape)
# --8<-- [end:transpose]

# --8<-- [start:transpose_or_reshape]
print(a.T)
print(a.reshape(3, 2))
# --8<-- [end:transpose_or_reshape]

# --8<-- [start:image]
image = torch.zeros(3, 2, 2)  # (C, H, W)
image[0], image[1], image[2] = 1.0, 0.5, 0.0  # zh: 红、绿、蓝 | en: red, green, blue
pixels = image.permute(1, 2, 0)  # (H, W, C)
print(pixels.shape, pixels[0, 0])
wrong = image.reshape(2, 2, 3)
print(wrong.shape, wrong[0, 0])
# --8<-- [end:image]

# --8<-- [start:image_batch]
batch = pixels.permute(2, 0, 1).unsqueeze(0)  # (1, C, H, W)
print(batch.shape, torch.equal(batch[0], image))
print(images.permute(0, 2, 3, 1).shape)  # (N, H, W, C)
# --8<-- [end:image_batch]

# --8<-- [start:expand]
row = torch.tensor([1, 2, 3])
wide, copies = row.expand(4, 3), row.repeat(4, 1)
print(torch.equal(wide, copies))
print(wide.stride(), wide.untyped_storage().nbytes())
print(copies.stride(), copies.untyped_storage().nbytes())
# --8<-- [end:expand]

# --8<-- [start:expand_write]
# raises: RuntimeError
w = torch.zeros(3).expand(2, 3)
w[0, 0] = 1.0
print(w)
w.add_(1)
# --8<-- [end:expand_write]

# --8<-- [start:in_place]
x = torch.arange(6).reshape(2, 3)
y = x.unsqueeze_(0)
print(y is x, x.shape)
# --8<-- [end:in_place]

# --8<-- [start:no_reshape_]
# raises: AttributeError
print([hasattr(x, name) for name in ("squeeze_", "transpose_")])
print([hasattr(x, name) for name in ("reshape_", "view_", "permute_")])
x.reshape_(6)
# --8<-- [end:no_reshape_]

# --8<-- [start:clone]
x = torch.arange(6)
view, copy = x.reshape(2, 3), x.clone().reshape(2, 3)
x[0] = 100
print(view[0], copy[0])
# --8<-- [end:clone]

# --8<-- [start:shares]
x = torch.arange(6).reshape(2, 3)
memory = x.untyped_storage().data_ptr()
results = {
    "flatten": x.flatten(),
    "unsqueeze": x.unsqueeze(0),
    "permute": x.permute(1, 0),
    "contiguous": x.contiguous(),
    "expand": x.expand(4, 2, 3),
    "repeat": x.repeat(4, 1, 1),
}
for name, y in results.items():
    print(f"{name:10} {y.untyped_storage().data_ptr() == memory}")
# --8<-- [end:shares]

# --8<-- [start:pair]
torch.manual_seed(0)
t1 = torch.randint(1, 10, (2, 3))
t2 = torch.randint(1, 10, (2, 3))
print(t1)
print(t2)
# --8<-- [end:pair]

# --8<-- [start:cat]
joined = torch.cat([t1, t2], dim=0)
print(joined)  # (4, 3)
print(torch.equal(joined[:2], t1), torch.equal(joined[2:], t2))
print(torch.cat([t1, t2], dim=1))  # (2, 6)
# --8<-- [end:cat]

# --8<-- [start:cat_sizes]
# raises: RuntimeError
narrow, broad = torch.zeros(2, 3), torch.zeros(2, 4)
print(torch.cat([narrow, broad], dim=1).shape)
torch.cat([narrow, broad], dim=0)
# --8<-- [end:cat_sizes]

# --8<-- [start:cat_dims]
# raises: RuntimeError
torch.cat([a, row])
# --8<-- [end:cat_dims]

# --8<-- [start:cat_row]
print(torch.cat([a, row.unsqueeze(0)]).shape)
# --8<-- [end:cat_row]

# --8<-- [start:stack]
print(torch.stack([t1, t2]))  # (2, 2, 3)
print(torch.stack([t1, t2], dim=1))  # (2, 2, 3)
print(torch.stack([t1, t2], dim=2).shape)
print(torch.stack([t1, t2], dim=2)[0])
# --8<-- [end:stack]

# --8<-- [start:stack_is_cat]
unsqueezed = [t1.unsqueeze(1), t2.unsqueeze(1)]  # (2, 1, 3)
print(torch.equal(torch.stack([t1, t2], dim=1), torch.cat(unsqueezed, dim=1)))
# --8<-- [end:stack_is_cat]

# --8<-- [start:stack_mismatch]
# raises: RuntimeError
torch.stack([narrow, broad])
# --8<-- [end:stack_mismatch]

# --8<-- [start:split]
first, second = joined.split(2)
print(torch.equal(first, t1), torch.equal(second, t2))
u1, u2 = torch.stack([t1, t2], dim=1).unbind(dim=1)
print(torch.equal(u1, t1), torch.equal(u2, t2))
first[0, 0] = 100
print(joined[0])
# --8<-- [end:split]

# --8<-- [start:chunk]
n = torch.arange(10)
print([len(part) for part in n.split(4)])
print([len(part) for part in n.split([3, 7])])
print([len(part) for part in n.chunk(4)])
print([len(part) for part in n[:6].chunk(4)])
# --8<-- [end:chunk]

# --8<-- [start:answer_strides]
x = torch.zeros(4, 5, 6)
for t in (x, x.permute(2, 0, 1), x[:, 0]):
    print(tuple(t.shape), t.stride(), t.is_contiguous())
# --8<-- [end:answer_strides]

# --8<-- [start:answer_joins]
p, q = torch.tensor([[1, 1, 3], [7, 3, 8]]), torch.tensor([[4, 5, 2], [4, 6, 1]])
print(torch.cat([p, q], dim=0))
p, q = torch.tensor([[3, 1, 9], [6, 6, 7]]), torch.tensor([[8, 7, 6], [6, 5, 7]])
print(torch.stack([p, q]))
p, q = torch.tensor([[4, 2, 2], [9, 7, 8]]), torch.tensor([[9, 4, 4], [9, 6, 1]])
print(torch.stack([p, q], dim=1))
# --8<-- [end:answer_joins]

# --8<-- [start:answer_tiles]
x = torch.arange(16).reshape(4, 4)
# zh: (块行, 块列, 行, 列)
# en: (tile row, tile column, row, column)
tiles = x.view(2, 2, 2, 2).permute(0, 2, 1, 3)
blocks = tiles.reshape(4, 2, 2)
print(blocks[1])
print(tiles.data_ptr() == x.data_ptr(), blocks.data_ptr() == x.data_ptr())
# --8<-- [end:answer_tiles]
