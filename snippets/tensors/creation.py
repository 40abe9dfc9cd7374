# --8<-- [start:anatomy]
import torch

t = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(t)
print(t.shape, t.dtype, t.device)
# --8<-- [end:anatomy]

# --8<-- [start:scalar]
scalar = torch.tensor(10)
vector = torch.tensor([10])
print(scalar, scalar.dim(), scalar.shape)
print(vector, vector.dim(), vector.shape)
print(scalar.item() + 1)  # zh: 普通的 Python 数 | en: a plain Python number
# --8<-- [end:scalar]

# --8<-- [start:nested]
m = torch.tensor([[1, 2], [3, 4]])
print(m)
print(m.shape, m.dtype)
# --8<-- [end:nested]

# --8<-- [start:ragged]
# raises: ValueError
torch.tensor([[1, 2], [3]])
# --8<-- [end:ragged]

# --8<-- [start:ndarray]
import numpy as np

data = np.array([[1, 2], [3, 4], [5, 6]])
t = torch.tensor(data)
data[0, 0] = 100
print(t)
# --8<-- [end:ndarray]

# --8<-- [start:inferred]
for data in (1, 1.0, True, [1, 2.0], 1j, np.array([1.0]), np.array([1])):
    print(f"{data!r:20} {torch.tensor(data).dtype}")
# --8<-- [end:inferred]

# --8<-- [start:explicit]
print(torch.tensor([1, 2], dtype=torch.float32))
print(torch.tensor([1, 2], dtype=torch.float64))
print(torch.get_default_dtype())
# --8<-- [end:explicit]

# --8<-- [start:misspelt]
# raises: TypeError
torch.tensor([1], dtpye=torch.float32)
# --8<-- [end:misspelt]

# --8<-- [start:positional]
# raises: TypeError
torch.tensor([1], torch.float32)
# --8<-- [end:positional]

# --8<-- [start:constructor]
print(torch.Tensor([2, 3]))
print(torch.Tensor(2, 3).shape, torch.Tensor(2, 3).dtype)
# --8<-- [end:constructor]

# --8<-- [start:constructor_dtype]
# raises: TypeError
torch.Tensor([2, 3], dtype=torch.int64)
# --8<-- [end:constructor_dtype]

# --8<-- [start:copy_construct]
# raises: UserWarning
torch.tensor(t)
# --8<-- [end:copy_construct]

# --8<-- [start:clone]
copy = t.clone()
copy[0, 0] = -1
print(t[0, 0], copy[0, 0])
# --8<-- [end:clone]

# --8<-- [start:filled]
print(torch.zeros(2, 3))
print(torch.ones(2, 3))
print(torch.full(size=(2, 3), fill_value=255))
print(torch.full((2, 3), 255.0).dtype)
print(torch.eye(3))
# --8<-- [end:filled]

# --8<-- [start:like]
t = torch.tensor([[1, 2], [3, 4], [5, 6]])
print(torch.ones_like(t))
print(torch.zeros_like(t, dtype=torch.float32))
# --8<-- [end:like]

# --8<-- [start:empty]
e = torch.empty(2, 3)
print(e.shape, e.dtype)
# --8<-- [end:empty]

# --8<-- [start:arange]
print(torch.arange(0, 10, 2))
print(torch.arange(5))
print(torch.arange(3.0))
# --8<-- [end:arange]

# --8<-- [start:linspace]
print(torch.linspace(0, 10, 4))
# --8<-- [end:linspace]

# --8<-- [start:float_step]
print(torch.arange(1, 1.3, 0.1))
print(torch.linspace(1, 1.2, 3))
# --8<-- [end:float_step]

# --8<-- [start:random]
torch.manual_seed(3)
print(torch.rand(size=(2, 3)))
print(torch.randn(size=(2, 3)))
print(torch.randint(low=0, high=2, size=(2, 3)))
# --8<-- [end:random]

# --8<-- [start:distributions]
import matplotlib.pyplot as plt

torch.manual_seed(0)
samples = {
    "rand": torch.rand(10_000),
    "randn": torch.randn(10_000),
    "randint(0, 6)": torch.randint(0, 6, (10_000,)),
}
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.4), layout="constrained")
for ax, (name, values) in zip(axes, samples.items(), strict=True):
    ax.hist(values.tolist(), bins=60)
    ax.set_title(name)
plt.show()
# --8<-- [end:distributions]

# --8<-- [start:seed]
torch.manual_seed(3)
a = torch.rand(2)
b = torch.rand(2)
torch.manual_seed(3)
c = torch.rand(2)
print(a, b, c)
print(torch.equal(a, b), torch.equal(a, c))
# --8<-- [end:seed]

# --8<-- [start:initial_seed]
torch.manual_seed(3)
print(torch.initial_seed())
fresh = torch.seed()
print(fresh != 3, torch.initial_seed() == fresh)
# --8<-- [end:initial_seed]

# --8<-- [start:generator]
g = torch.Generator().manual_seed(3)
print(torch.rand(2, generator=g))
print(torch.randperm(5, generator=g))
# --8<-- [end:generator]

# --8<-- [start:answer_dtype]
print(torch.tensor([True, 2]), torch.tensor([True, 2.5]))
# --8<-- [end:answer_dtype]

# --8<-- [start:answer_board]
board = torch.arange(1, 10).reshape(3, 3)
print(board)
print(torch.full_like(board, 7, dtype=torch.float32))
# --8<-- [end:answer_board]

# --8<-- [start:answer_dice]
g = torch.Generator().manual_seed(0)
rolls = torch.randint(1, 7, (1000,), generator=g)
print(rolls.min(), rolls.max(), torch.bincount(rolls)[1:])
# --8<-- [end:answer_dice]
