# --8<-- [start:bits]
import torch

floats = [torch.float64, torch.float32, torch.float16, torch.bfloat16]
integers = [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8]
for dtype in [*floats, *integers, torch.bool]:
    t = torch.zeros(1, dtype=dtype)
    print(dtype, t.element_size() * 8)
# --8<-- [end:bits]

# --8<-- [start:aliases]
print(
    torch.double is torch.float64,
    torch.float is torch.float32,
    torch.half is torch.float16,
)
print(torch.long is torch.int64, torch.int is torch.int32, torch.short is torch.int16)
# --8<-- [end:aliases]

# --8<-- [start:defaults]
print(torch.tensor(1.0).dtype, torch.tensor(1).dtype)
torch.set_default_dtype(torch.float64)
print(torch.tensor(1.0).dtype, torch.tensor(1).dtype)
torch.set_default_dtype(torch.float32)
# --8<-- [end:defaults]

# --8<-- [start:limits]
for dtype in floats:
    info = torch.finfo(dtype)
    print(f"{dtype!s:15} max {info.max:<12g} eps {info.eps:g}")
for dtype in integers:
    info = torch.iinfo(dtype)
    print(f"{dtype!s:15} {info.min} … {info.max}")
# --8<-- [end:limits]

# --8<-- [start:sixteen_bits]
x = torch.tensor([1 / 3, 257.0, 70_000.0])
print(x.to(torch.float16).tolist())
print(x.to(torch.bfloat16).tolist())
# --8<-- [end:sixteen_bits]

# --8<-- [start:wraparound]
pixels = torch.tensor([250, 255], dtype=torch.uint8)
print(pixels + 10)
print(pixels.to(torch.int32) + 10)
print(pixels.sum(), pixels.sum().dtype)
# --8<-- [end:wraparound]

# --8<-- [start:does_not_fit]
# raises: RuntimeError
torch.tensor([250, 300], dtype=torch.uint8)
# --8<-- [end:does_not_fit]

# --8<-- [start:booleans]
scores = torch.tensor([0.2, 0.9, 0.7])
passed = scores > 0.5
print(passed, ~passed)
print(passed.sum(), passed.float().mean())
# --8<-- [end:booleans]

# --8<-- [start:negate_mask]
# raises: RuntimeError
print(-passed)
# --8<-- [end:negate_mask]

# --8<-- [start:convert]
t1 = torch.tensor([1, 2, 3, 4])
t2 = t1.to(torch.float64)
t3 = t1.type(torch.float)
print(t2, t2.dtype)
print(t3, t3.dtype)
print(t1.float().dtype, t1.dtype)
# --8<-- [end:convert]

# --8<-- [start:same_dtype]
print(t1.to(torch.int64) is t1)
print(t1.to(torch.int64, copy=True) is t1)
# --8<-- [end:same_dtype]

# --8<-- [start:truncate]
x = torch.tensor([1.9, -1.9])
print(x.int(), x.round().int())
print(torch.tensor([0.0, 0.3, -2.0]).bool())
# --8<-- [end:truncate]

# --8<-- [start:promotion]
ints = torch.tensor([1, 2])
halves = torch.tensor([0.5, 0.5])
print(ints + halves)
print(torch.result_type(ints, passed), torch.result_type(ints, halves))
print(torch.result_type(halves, halves.double()))
# --8<-- [end:promotion]

# --8<-- [start:python_numbers]
print(torch.result_type(ints, 2.5))
print(torch.result_type(halves.half(), 2.5), torch.result_type(pixels, 10))
print(torch.result_type(halves, torch.tensor(2.5, dtype=torch.float64)))
# --8<-- [end:python_numbers]

# --8<-- [start:layer_dtype]
# raises: RuntimeError
layer = torch.nn.Linear(3, 2)
features = torch.tensor([[1, 2, 3]])  # (samples, features)
layer(features)
# --8<-- [end:layer_dtype]

# --8<-- [start:layer_fixed]
print(layer.weight.dtype, features.dtype)
print(layer(features.float()).shape)
# --8<-- [end:layer_fixed]

# --8<-- [start:to_ndarray_shared]
# device: cpu
import numpy as np

t1 = torch.tensor([[1, 2, 3], [4, 5, 6]])
n1 = t1.numpy()
t1[0, 0] = 2
print(n1, type(n1))
print(np.shares_memory(n1, t1.numpy()))
# --8<-- [end:to_ndarray_shared]

# --8<-- [start:to_ndarray_copy]
# device: cpu
t1 = torch.tensor([[1, 2, 3], [4, 5, 6]])
n1 = t1.numpy().copy()
t1[0, 0] = 2
print(n1)
print(np.shares_memory(n1, t1.numpy()))
# --8<-- [end:to_ndarray_copy]

# --8<-- [start:from_ndarray_shared]
n1 = np.array([1, 2, 3])
t1 = torch.from_numpy(n1)
n1[0] = 100
print(t1)
# --8<-- [end:from_ndarray_shared]

# --8<-- [start:from_ndarray_copy]
n1 = np.array([1, 2, 3])
t1 = torch.tensor(n1)
n1[0] = 100
print(t1)
# --8<-- [end:from_ndarray_copy]

# --8<-- [start:as_tensor]
# device: cpu
same = torch.as_tensor(n1)
other = torch.as_tensor(n1, dtype=torch.float32)
print(np.shares_memory(n1, same.numpy()), np.shares_memory(n1, other.numpy()))
# --8<-- [end:as_tensor]

# --8<-- [start:broken_link]
n = np.zeros(3)
t = torch.from_numpy(n)
t += 1
print(n)
t = t + 1
print(n, t)
# --8<-- [end:broken_link]

# --8<-- [start:float64_array]
# raises: RuntimeError
data = np.array([[0.1, 0.2, 0.3]])
layer(torch.from_numpy(data))
# --8<-- [end:float64_array]

# --8<-- [start:to_float32]
print(torch.from_numpy(data).float())
print(torch.as_tensor(data, dtype=torch.float32))
# --8<-- [end:to_float32]

# --8<-- [start:requires_grad]
# raises: RuntimeError
# device: cpu
w = torch.tensor([1.0, 2.0], requires_grad=True)
w.numpy()
# --8<-- [end:requires_grad]

# --8<-- [start:detach]
# device: cpu
n = w.detach().numpy()
n[0] = 10
print(w)
# --8<-- [end:detach]

# --8<-- [start:negative_strides]
# raises: ValueError
torch.from_numpy(n[::-1])
# --8<-- [end:negative_strides]

# --8<-- [start:copy_first]
print(torch.from_numpy(n[::-1].copy()))
# --8<-- [end:copy_first]

# --8<-- [start:answer_wraparound]
print(torch.tensor([1, 2], dtype=torch.uint8) - 3)
print((torch.tensor([1, 2], dtype=torch.uint8) * 0.5).dtype)
# --8<-- [end:answer_wraparound]

# --8<-- [start:answer_image]
# device: cpu
image = np.array([[0, 51], [204, 255]], dtype=np.uint8)  # (height, width)
t = torch.from_numpy(image).float() / 255
print(t)
print(np.shares_memory(image, t.numpy()))
# --8<-- [end:answer_image]

# --8<-- [start:answer_bfloat16]
# device: cpu
b = torch.tensor([1.0, 2.0], dtype=torch.bfloat16, requires_grad=True)
print(b.detach().float().numpy())
# --8<-- [end:answer_bfloat16]
