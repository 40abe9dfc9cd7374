# --8<-- [start:base]
import torch

torch.manual_seed(23)
t = torch.randint(1, 10, (5, 5))
print(t)
# --8<-- [end:base]

# --8<-- [start:element]
print(t[2, 4])
print(t[2, 4].item(), t[-1, -1].item())
# --8<-- [end:element]

# --8<-- [start:out_of_range]
# raises: IndexError
t[5, 0]
# --8<-- [end:out_of_range]

# --8<-- [start:rows_columns]
print(t[1])
print(t[0, :])
print(t[:, 2])
# --8<-- [end:rows_columns]

# --8<-- [start:keep_dimension]
print(t[1].shape, t[1:2].shape)
print(t[:, 2].shape, t[:, 2:3].shape)
print(t[:, 2:3])
# --8<-- [end:keep_dimension]

# --8<-- [start:slices]
print(t[:3, :2])
print(t[-2:])
print(t[3:100].shape, t[5:].shape)
# --8<-- [end:slices]

# --8<-- [start:steps]
print(t[::2, 1::2])
# --8<-- [end:steps]

# --8<-- [start:odd_even]
print(t[1::2, ::2])  # zh: 行 1、3，列 0、2、4 | en: rows 1, 3 and columns 0, 2, 4
# --8<-- [end:odd_even]

# --8<-- [start:negative_step]
# raises: ValueError
t[::-1]
# --8<-- [end:negative_step]

# --8<-- [start:flip]
print(t[0].flip(0))
print(t[:2], t[:2].flip(0), sep="\n")
# --8<-- [end:flip]

# --8<-- [start:ellipsis]
x = torch.arange(24).reshape(2, 3, 4)
print(x[..., 0])
print(torch.equal(x[..., 0], x[:, :, 0]))
# --8<-- [end:ellipsis]

# --8<-- [start:none]
print(x[None].shape, x[..., None].shape)
print(t[:, 2, None].shape)  # zh: 与 t[:, 2:3] 相同 | en: the same as t[:, 2:3]
# --8<-- [end:none]

# --8<-- [start:list_of_rows]
print(t[[4, 0, 0]])
# --8<-- [end:list_of_rows]

# --8<-- [start:pairs]
print(t[[0, 3], [1, 4]])
print(t[[0, 1], [0, 0]])
print(t[[1], [2, 3, 4]], t[[1], [2, 3, 4]].shape)
# --8<-- [end:pairs]

# --8<-- [start:mismatch]
# raises: IndexError
t[[0, 1], [0, 2, 3]]
# --8<-- [end:mismatch]

# --8<-- [start:grid]
print(t[[[0], [1]], [0, 2, 3]])  # (2, 1), (3,) -> (2, 3)
print(t[[0, 1]][:, [0, 2, 3]])
# --8<-- [end:grid]

# --8<-- [start:index_tensor]
rows = torch.tensor([0, 1])
columns = torch.tensor([0, 2, 3])
print(t[rows[:, None], columns])
order = t[:, 1].argsort()
print(order)
print(t[order])
# --8<-- [end:index_tensor]

# --8<-- [start:four_kinds]
import matplotlib.pyplot as plt

a, b, c, d = torch.zeros(4, 5, 5)
a[1] = 1
b[:, 2] = 1
c[::2, 1::2] = 1
d[[0, 3], [1, 4]] = 1
grids = {"t[1]": a, "t[:, 2]": b, "t[::2, 1::2]": c, "t[[0, 3], [1, 4]]": d}
fig, axes = plt.subplots(1, 4, figsize=(7.2, 2.1), layout="constrained")
for ax, (title, grid) in zip(axes, grids.items(), strict=True):
    ax.pcolormesh(range(5), range(5), grid.tolist(), cmap="Blues", vmax=2, ec="gray")
    ax.set(title=title, xticks=range(5), yticks=range(5), ylim=(4.5, -0.5))
    for n in range(25):
        ax.text(n % 5, n // 5, t[n // 5, n % 5].item(), ha="center", va="center")
plt.show()
# --8<-- [end:four_kinds]

# --8<-- [start:row_condition]
print(t[:, 2] > 3)
print(t[t[:, 2] > 3])
print(t[:, t[0] > 5])
# --8<-- [end:row_condition]

# --8<-- [start:element_condition]
print(t[t > 5])
# --8<-- [end:element_condition]

# --8<-- [start:combine]
print(t[(t > 3) & (t < 6)])
print(t[(t == 1) | (t == 9)])
print(t[~(t < 7)])
# --8<-- [end:combine]

# --8<-- [start:python_and]
# raises: RuntimeError
t[(t > 3) and (t < 6)]
# --8<-- [end:python_and]

# --8<-- [start:no_parentheses]
# raises: RuntimeError
t[t > 3 & t < 6]
# --8<-- [end:no_parentheses]

# --8<-- [start:positions]
rows, columns = torch.where(t > 5)
print(rows, columns)
print(t[rows, columns])
# --8<-- [end:positions]

# --8<-- [start:where]
print(torch.where(t > 5, t, 0))
# --8<-- [end:where]

# --8<-- [start:log_probs]
probs = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])  # (batch, classes)
targets = torch.tensor([0, 2])  # (batch,)
log_probs = probs.log()
print(log_probs)
# --8<-- [end:log_probs]

# --8<-- [start:gather]
picked = log_probs.gather(1, targets[:, None])
print(picked)
print(log_probs[torch.arange(2), targets])
# --8<-- [end:gather]

# --8<-- [start:nll]
import torch.nn.functional as F

print(-picked.mean(), F.nll_loss(log_probs, targets))
# --8<-- [end:nll]

# --8<-- [start:gather_shape]
# raises: RuntimeError
log_probs.gather(1, targets)
# --8<-- [end:gather_shape]

# --8<-- [start:assign]
work = t.clone()
work[0] = 0
work[1:3] = torch.tensor([10, 20, 30, 40, 50])  # (5,) -> (2, 5)
work[[3, 4], [0, 4]] = -1
work[work == 3] = 99
print(work)
# --8<-- [end:assign]

# --8<-- [start:assign_shape]
# raises: RuntimeError
work[0] = torch.tensor([1, 2])
# --8<-- [end:assign_shape]

# --8<-- [start:assign_float]
work[0, 0] = 2.9
print(work[0, 0])
# --8<-- [end:assign_float]

# --8<-- [start:storage]
picks = {
    "t[1]": t[1],
    "t[:, 2]": t[:, 2],
    "t[::2, 1::2]": t[::2, 1::2],
    "t[None]": t[None],
    "t[[1]]": t[[1]],
    "t[t > 5]": t[t > 5],
    "t.flip(0)": t.flip(0),
}
memory = t.untyped_storage().data_ptr()
for name, pick in picks.items():
    shared = pick.untyped_storage().data_ptr() == memory
    print(f"{name:13}", shared, tuple(pick.shape))
# --8<-- [end:storage]

# --8<-- [start:data_ptr]
print(t[1].data_ptr() == t.data_ptr(), t[1].data_ptr() - t.data_ptr())
# --8<-- [end:data_ptr]

# --8<-- [start:write_and_look]
small = torch.arange(6).reshape(2, 3)
by_slice = small[:1]
by_list = small[[1]]
by_condition = small[small[:, 0] > 2]
by_slice[0, 0] = 99
by_list[0, 0] = 77
by_condition[0, 1] = 55
print(small)
# --8<-- [end:write_and_look]

# --8<-- [start:two_brackets]
work = t.clone()
work[[0, 1]][:, 0] = 0
print(work[:, 0])
work[[0, 1], 0] = 0
print(work[:, 0])
# --8<-- [end:two_brackets]

# --8<-- [start:answer_shapes]
print(x[1].shape, x[:, 1:2].shape, x[..., 0, None].shape)
print(x[[0, 1], [2, 0]].shape, x[:, [0, 2]].shape, x[x > 5].shape)
# --8<-- [end:answer_shapes]

# --8<-- [start:answer_maximum]
best = t.argmax(1)
print(best)
print(t[torch.arange(5), best])
print(t.gather(1, best[:, None])[:, 0])
print(t.amax(1))
# --8<-- [end:answer_maximum]

# --8<-- [start:answer_subtract]
print((t - t[:, 2])[1])
print((t - t[:, 2:3])[1])
# --8<-- [end:answer_subtract]
