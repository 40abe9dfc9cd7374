# --8<-- [start:arithmetic]
import torch

t = torch.tensor([1, 2, 3])
print(t.add(10), t + 10)
print(t.sub(10), t - 10)
print(t.mul(10), t * 10)
print(t.div(10), t / 10)
print(t)
# --8<-- [end:arithmetic]

# --8<-- [start:pairs]
a = torch.tensor([1, 2, 3])
b = torch.tensor([4, 5, 6])
print(a + b, a - b, a * b)
# --8<-- [end:pairs]

# --8<-- [start:division]
t = torch.tensor([7, -7])
print(t / 2)
print(t // 2, t % 2)
print(torch.div(t, 2, rounding_mode="trunc"))
# --8<-- [end:division]

# --8<-- [start:inplace]
t = torch.tensor([1, 2, 3])
before = t.data_ptr(), t.shape, t.dtype
t.add_(10)
print(t)
print(before == (t.data_ptr(), t.shape, t.dtype))
# --8<-- [end:inplace]

# --8<-- [start:inplace_others]
t = torch.tensor([1.0, 2.0, 3.0])
print(t.clone().sub_(10), t.clone().mul_(10), t.clone().div_(10))
print(t)
# --8<-- [end:inplace_others]

# --8<-- [start:augmented]
a = torch.tensor([1, 2, 3])
b = a
a += 10
print(a, b)
a = a + 10
print(a, b)
# --8<-- [end:augmented]

# --8<-- [start:inplace_dtype]
# raises: RuntimeError
t = torch.tensor([1, 2, 3])
t.div_(10)
# --8<-- [end:inplace_dtype]

# --8<-- [start:broadcast_row]
m = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
row = torch.tensor([10, 20, 30])  # (3,)
print(m + row)
# --8<-- [end:broadcast_row]

# --8<-- [start:broadcast_both]
column = torch.tensor([[1], [2]])  # (2, 1)
print(column + row)
# --8<-- [end:broadcast_both]

# --8<-- [start:stretched]
for stretched in torch.broadcast_tensors(column, row):
    print(stretched)
# --8<-- [end:stretched]

# --8<-- [start:broadcast_error]
# raises: RuntimeError
m + torch.tensor([100, 200])  # (2, 3) + (2,)
# --8<-- [end:broadcast_error]

# --8<-- [start:broadcast_column]
print(m + torch.tensor([100, 200]).reshape(2, 1))
# --8<-- [end:broadcast_column]

# --8<-- [start:silent]
predictions = torch.tensor([[1.0], [2.0], [3.0]])  # (3, 1)
targets = torch.tensor([1.0, 2.0, 3.0])  # (3,)
print(predictions - targets)
print(predictions.reshape(3) - targets)
# --8<-- [end:silent]

# --8<-- [start:elementwise_product]
# device: cpu
t1 = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
t2 = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
print(t1 * t2)
# --8<-- [end:elementwise_product]

# --8<-- [start:dot]
# device: cpu
a = torch.tensor([1, 2, 3])
print(a * a)
print(torch.dot(a, a), a @ a, (a * a).sum())
# --8<-- [end:dot]

# --8<-- [start:dot_matrices]
# raises: RuntimeError
torch.dot(torch.ones(2, 2), torch.ones(2, 2))
# --8<-- [end:dot_matrices]

# --8<-- [start:matrix_product]
# device: cpu
print(t1 @ t2)
print(1 * 1 + 2 * 4 + 3 * 7)
# --8<-- [end:matrix_product]

# --8<-- [start:matrix_product_by_hand]
A = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])  # (2, 3)
B = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # (3, 2)
C = torch.zeros(2, 2)
for i in range(2):
    for j in range(2):
        for k in range(3):
            C[i, j] += A[i, k] * B[k, j]
print(C)
print(torch.equal(C, A @ B))
# --8<-- [end:matrix_product_by_hand]

# --8<-- [start:inner_sizes]
# raises: RuntimeError
A @ A
# --8<-- [end:inner_sizes]

# --8<-- [start:transposed]
print(A @ A.T)  # (2, 3) @ (3, 2)
# --8<-- [end:transposed]

# --8<-- [start:product_dtype]
# raises: RuntimeError
ones = torch.ones(3, 2, dtype=torch.int64)
A @ ones
# --8<-- [end:product_dtype]

# --8<-- [start:product_dtype_fixed]
print(B * ones)
print(A @ ones.float())
# --8<-- [end:product_dtype_fixed]

# --8<-- [start:product_family]
w = torch.ones(3)
batch = torch.ones(4, 2, 3)  # (batch, rows, columns)
print(torch.mv(A, w).shape, (A @ w).shape)
print(torch.mm(A, B).shape, (A @ B).shape)
print(torch.bmm(batch, torch.ones(4, 3, 5)).shape)
print((batch @ torch.ones(4, 3, 5)).shape)
print((batch @ B).shape)  # (4, 2, 3) @ (3, 2)
# --8<-- [end:product_family]

# --8<-- [start:sum]
m = torch.tensor([[1.0, 5.0, 2.0], [3.0, 2.0, 4.0]])  # (2, 3)
print(m.sum())
print(m.sum(dim=0))
print(m.sum(dim=1), m.sum(dim=-1))
# --8<-- [end:sum]

# --8<-- [start:collapse]
import matplotlib.pyplot as plt

groups = torch.broadcast_tensors(torch.arange(3), torch.tensor([[0], [1]]))
fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.0), layout="constrained")
for dim, ax in enumerate(axes):
    ax.pcolormesh(
        groups[dim].tolist(), cmap="Pastel2", vmin=0, vmax=7, edgecolors="white"
    )
    for i in range(2):
        for j in range(3):
            ax.text(j + 0.5, i + 0.5, f"{m[i, j]:.0f}", ha="center", va="center")
    ax.set(title=f"m.sum(dim={dim})", aspect="equal", xticks=[], yticks=[])
    ax.invert_yaxis()
axes[0].set_xticks([0.5, 1.5, 2.5], labels=m.sum(dim=0).tolist())
axes[1].yaxis.tick_right()
axes[1].set_yticks([0.5, 1.5], labels=m.sum(dim=1).tolist())
plt.show()
# --8<-- [end:collapse]

# --8<-- [start:keepdim]
totals = m.sum(dim=1, keepdim=True)
print(m.sum(dim=1).shape, totals.shape)
shares = m / totals  # (2, 3) / (2, 1)
print(shares)
print(shares.sum(dim=1))
# --8<-- [end:keepdim]

# --8<-- [start:keepdim_square]
x = torch.tensor([[1.0, 5.0], [3.0, 2.0]])
print(x.sum(dim=1), x.sum(dim=1, keepdim=True))
print((x / x.sum(dim=1)).sum(dim=1))
print((x / x.sum(dim=1, keepdim=True)).sum(dim=1))
# --8<-- [end:keepdim_square]

# --8<-- [start:cumsum]
print(m.cumsum(dim=1))
# --8<-- [end:cumsum]

# --8<-- [start:mean]
print(m.mean(), m.mean(dim=0))
print(m.sum(dim=0) / 2)
# --8<-- [end:mean]

# --8<-- [start:mean_integers]
# raises: RuntimeError
t = torch.tensor([[1, 2], [3, 4]])
t.mean()
# --8<-- [end:mean_integers]

# --8<-- [start:std_integers]
# raises: RuntimeError
t.std()
# --8<-- [end:std_integers]

# --8<-- [start:mean_floats]
print(t.float().mean(), t.half().mean())
print(t.sum().dtype)
# --8<-- [end:mean_floats]

# --8<-- [start:max]
x = torch.tensor([[1.0, 5.0], [3.0, 2.0]])
print(x.max(), x.min())
print(x.max(dim=1))
# --8<-- [end:max]

# --8<-- [start:max_pair]
# raises: TypeError
x.max(dim=1) + 1
# --8<-- [end:max_pair]

# --8<-- [start:max_values]
values, indices = x.max(dim=1)
print(values + 1, indices)
print(x.amax(dim=1), x.amin(dim=1))
# --8<-- [end:max_values]

# --8<-- [start:argmax]
print(x.argmax(dim=1), x.argmin(dim=1))
print(x.argmax())
print(torch.unravel_index(x.argmax(), x.shape))
# --8<-- [end:argmax]

# --8<-- [start:variance]
v = torch.tensor([1.0, 2.0, 3.0, 4.0])
n = v.numel()
squares = ((v - v.sum() / n) ** 2).sum()
print(squares / (n - 1), v.var())
print(squares / n, v.var(correction=0))
print(v.var().sqrt(), v.std(), v.std(correction=0))
# --8<-- [end:variance]

# --8<-- [start:unbiased]
torch.manual_seed(0)
samples = torch.randn(10_000, 5)
print(samples.var(dim=1).mean())
print(samples.var(dim=1, correction=0).mean())
# --8<-- [end:unbiased]

# --8<-- [start:numpy_variance]
# device: cpu
array = torch.tensor([1.0, 2.0, 3.0, 4.0]).numpy()
print(array.var(), array.var(ddof=1))
# --8<-- [end:numpy_variance]

# --8<-- [start:functions]
print(v.pow(2), v**2)
print(torch.sqrt(v))
print(torch.exp(v))
print(torch.log(v))
print(torch.abs(-v))
print(torch.sqrt(torch.tensor([1, 4])), torch.abs(torch.tensor([-1, 4])))
# --8<-- [end:functions]

# --8<-- [start:not_a_number]
y = torch.tensor([-1.0, 0.0, 4.0])
print(torch.sqrt(y))
print(torch.log(y))
print(torch.exp(torch.tensor(89.0)))
# --8<-- [end:not_a_number]

# --8<-- [start:nan_spreads]
y = torch.sqrt(y)
print(y.sum(), y.max())
print(y == y)
print(y.isnan(), y.nansum())
# --8<-- [end:nan_spreads]

# --8<-- [start:compare]
print(m)
print(m > 2)
print((m > 2).sum(), (m > 2).float().mean())
# --8<-- [end:compare]

# --8<-- [start:close]
a = torch.tensor([1.0, 2.0, 3.0])
b = a.sqrt() ** 2
print(b - a)
print(a == b, torch.equal(a, b))
print(torch.isclose(a, b), torch.allclose(a, b))
# --8<-- [end:close]

# --8<-- [start:close_to_zero]
tiny = torch.tensor([1e-6])
zero = torch.tensor([0.0])
print(torch.allclose(tiny, zero), torch.allclose(tiny, zero, atol=1e-5))
# --8<-- [end:close_to_zero]

# --8<-- [start:reductions]
print(x.sum(dim=0))
print(x.mean(dim=0))
print(x.max(dim=0).values)
print(x.min(dim=0).values)
print(x.argmax(dim=0))
print(x.argmin(dim=0))
print(x.std(dim=0))
print(x.var(dim=0))
# --8<-- [end:reductions]

# --8<-- [start:answer_shapes]
print((torch.ones(5, 1, 4) + torch.ones(3, 1)).shape)
print((torch.ones(8, 2, 3) @ torch.ones(3, 5)).shape)
print(torch.ones(8, 2, 3).amax(dim=1, keepdim=True).shape)
# --8<-- [end:answer_shapes]

# --8<-- [start:answer_standardise]
# (samples, features)
houses = torch.tensor([[50.0, 1.0], [80.0, 2.0], [120.0, 3.0], [150.0, 6.0]])
z = (houses - houses.mean(dim=0)) / houses.std(dim=0)
print(z)
print(torch.allclose(z.mean(dim=0), torch.zeros(2), atol=1e-6))
print(torch.allclose(z.std(dim=0), torch.ones(2)))
# --8<-- [end:answer_standardise]

# --8<-- [start:answer_accuracy]
# (samples, classes)
scores = torch.tensor(
    [[2.0, 0.1, 0.3], [0.2, 0.4, 1.5], [0.9, 1.1, 0.8], [0.5, 3.0, 0.1]]
)
targets = torch.tensor([0, 2, 0, 1])
correct = scores.argmax(dim=1) == targets
print(correct, correct.float().mean())
# --8<-- [end:answer_accuracy]
