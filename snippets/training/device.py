# --8<-- [start:pick]
import torch


def pick_device():
    return torch.accelerator.current_accelerator(check_available=True) or torch.device(
        "cpu"
    )


device = pick_device()
x = torch.ones(2, 3).to(device)
print(x.device.type == device.type, x.sum().item())
# --8<-- [end:pick]

# --8<-- [start:hard_coded]
# output: varies
from torch import nn


def with_assert():
    name = "cuda" if torch.cuda.is_available() else "cpu"
    assert name == "cuda", "This exercise assumes the notebook is on a GPU machine"


for attempt in (lambda: nn.Linear(2, 8).to(device="cuda"), with_assert):
    try:
        attempt()
    except (RuntimeError, AssertionError) as error:
        print(f"{type(error).__name__}: {str(error).split('.')[0]}")
# --8<-- [end:hard_coded]

# --8<-- [start:move]
t = torch.ones(2)
t.to("meta")
print(t.is_meta, t.to("meta").is_meta)
layer = nn.Linear(2, 1)
weight = layer.weight
print(layer.to("meta") is layer, layer.weight.is_meta, layer.weight is weight)
# --8<-- [end:move]

# --8<-- [start:mixed]
# raises: RuntimeError
layer(t)
# --8<-- [end:mixed]


# --8<-- [start:new_tensor]
def add_column(x):
    ones = torch.ones(len(x), 1, device=x.device)
    return torch.cat([x, ones], dim=1)


print(add_column(torch.zeros(2, 2)))
on_meta = add_column(torch.zeros(4, 2, device="meta"))
print(on_meta.is_meta, on_meta.shape)
# --8<-- [end:new_tensor]

# --8<-- [start:loop]
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.ones(6, 3), torch.ones(6, 1))
model = nn.Linear(3, 1).to(device)
for inputs, targets in DataLoader(data, batch_size=2):
    inputs, targets = inputs.to(device), targets.to(device)
    loss = nn.functional.mse_loss(model(inputs), targets)
print(loss.device.type == device.type)
# --8<-- [end:loop]

# --8<-- [start:clocks]
import time

for name in ("time", "perf_counter"):
    print(name, time.get_clock_info(name).monotonic)
# --8<-- [end:clocks]

# --8<-- [start:tick]
seconds = [
    0.008001565933227539,
    0.021004438400268555,
    0.00400090217590332,
    0.009002923965454102,
    0.020004987716674805,
    0.00400090217590332,
]
print([round(each * 1000, 3) for each in seconds])
# --8<-- [end:tick]

# --8<-- [start:step]
torch.manual_seed(0)
images = torch.randn(128, 64, device=device)
labels = torch.randint(0, 10, (128,), device=device)
model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10)).to(device)
optimizer = torch.optim.Adam(model.parameters())


def step():
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


# --8<-- [end:step]

# --8<-- [start:first_calls]
# device: each
# output: varies
for _ in range(5):
    start = time.perf_counter()
    step()
    print(f"{(time.perf_counter() - start) * 1000:.2f} ms")
# --8<-- [end:first_calls]


# --8<-- [start:measure]
def synchronize():
    if device.type in ("cuda", "mps"):
        torch.accelerator.synchronize()


def clock():
    synchronize()
    return time.perf_counter()


def measure(call, *args, repeats=15, stop=clock):
    call(*args)  # zh: 预热 | en: warm-up
    times = []
    for _ in range(repeats):
        start = clock()
        call(*args)
        times.append(stop() - start)
    return min(times) * 1000  # ms


print(10 <= measure(time.sleep, 0.01) < 20)
# --8<-- [end:measure]

# --8<-- [start:timer]
# device: each
# output: varies
from torch.utils.benchmark import Timer

timer = Timer("step()", globals={"step": step}, timer=clock)
print(f"measure {measure(step):.2f} ms")
print(f"Timer   {timer.blocked_autorange(min_run_time=0.2).median * 1000:.2f} ms")
# --8<-- [end:timer]

# --8<-- [start:returned]
# device: each
# output: varies
a = torch.rand(2048, 2048, device=device)
finished = measure(torch.matmul, a, a, repeats=3)
returned = measure(torch.matmul, a, a, repeats=3, stop=time.perf_counter)
print(f"returned {returned:.2f} ms, finished {finished:.2f} ms")
# --8<-- [end:returned]

# --8<-- [start:same_dtype]
# device: each
# output: varies
import numpy as np
from threadpoolctl import threadpool_limits

torch.set_num_threads(1)
threadpool_limits(1)  # NumPy
x64, y64 = np.random.random((1, 3200)), np.random.random((3200, 2500))
for dtype in ("float64", "float32"):
    x, y = x64.astype(dtype), y64.astype(dtype)
    t, u = torch.tensor(x, device="cpu"), torch.tensor(y, device="cpu")
    print(f"{dtype} numpy {measure(np.matmul, x, y):.2f} ms")
    print(f"{dtype} torch {measure(torch.matmul, t, u):.2f} ms")
t, u = t.to(device), u.to(device)
print(f"float32 {device.type} {measure(torch.matmul, t, u):.2f} ms")
# --8<-- [end:same_dtype]


# --8<-- [start:intensity]
def intensity(rows, inner, columns, size=4):
    operations = 2 * rows * inner * columns
    moved = size * (rows * inner + inner * columns + rows * columns)  # bytes
    return operations / moved


print(f"{intensity(1, 6400, 5000):.1f}")
for n in (64, 128, 256, 512):
    print(n, f"{intensity(n, n, n):.1f}")
# --8<-- [end:intensity]


# --8<-- [start:by_size]
# device: each
# output: varies
def copied(a):
    return (a.to(device) @ a.to(device)).cpu()


sizes = [2**k for k in range(5, 12)]
times = {"CPU": []}
if device.type != "cpu":
    times |= {"GPU": [], "GPU, not waited for": [], "GPU, with copies": []}
for n in sizes:
    a = torch.rand(n, n, device="cpu")
    ms = [measure(torch.matmul, a, a, repeats=3)]
    if device.type != "cpu":
        b = a.to(device)
        ms.append(measure(torch.matmul, b, b))
        ms.append(measure(torch.matmul, b, b, stop=time.perf_counter))
        ms.append(measure(copied, a))
    for curve, each in zip(times.values(), ms, strict=True):
        curve.append(each)
    print(f"{n:4}", *(f"{each:8.3f} ms" for each in ms))
# --8<-- [end:by_size]

# --8<-- [start:by_size_plot]
# device: each
# output: varies
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
for name, ms in times.items():
    ax.loglog(sizes, ms, marker="o", label=name)
ax.set(xlabel="n, for n × n matrices", ylabel="ms")
ax.legend()
plt.show()
# --8<-- [end:by_size_plot]

# --8<-- [start:copying]
# device: each
# output: varies
y = torch.rand(3200, 2500, device="cpu")
megabytes = y.numel() * y.element_size() / 1e6
ms = measure(lambda: y.to(device, copy=True))
print(f"{megabytes:.0f} MB {ms:.2f} ms {megabytes / ms:.0f} GB/s")
# --8<-- [end:copying]

# --8<-- [start:profile]
# device: each
# output: varies
from torch.profiler import ProfilerActivity, profile

with profile(activities=[ProfilerActivity.CPU], acc_events=True) as profiler:
    for _ in range(10):
        step()
events = sorted(profiler.key_averages(), key=lambda event: -event.self_cpu_time_total)
total = sum(event.self_cpu_time_total for event in events)
for event in events[:5]:
    print(f"{event.key:32} {event.count:4} {event.self_cpu_time_total / total:.0%}")
# --8<-- [end:profile]

# --8<-- [start:autocast]
# device: each
net = nn.Linear(64, 10).to(device)
x, y = torch.ones(8, 64, device=device), torch.zeros(8, 10, device=device)
with torch.autocast(device.type, dtype=torch.bfloat16):
    logits = net(x)
    loss = nn.functional.mse_loss(logits, y)
loss.backward()
print(logits.dtype, loss.dtype)
print(net.weight.dtype, net.weight.grad.dtype)
# --8<-- [end:autocast]

# --8<-- [start:bfloat16]
for dtype in (torch.float32, torch.bfloat16, torch.float16):
    info = torch.finfo(dtype)
    print(f"{dtype!s:15} eps {info.eps:.1e} max {info.max:.1e}")
# --8<-- [end:bfloat16]

# --8<-- [start:mixed_step]
# device: each
# output: varies
large = nn.Sequential(nn.Linear(512, 1024), nn.ReLU(), nn.Linear(1024, 10)).to(device)
images = torch.rand(256, 512, device=device)
labels = torch.randint(0, 10, (256,), device=device)


def passes(model, mixed=False):
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=mixed):
        loss = nn.functional.cross_entropy(model(images), labels)
    loss.backward()


print(f"float32 {measure(passes, large):.2f} ms")
print(f"mixed   {measure(passes, large, True):.2f} ms")
# --8<-- [end:mixed_step]

# --8<-- [start:compile]
# device: each
# output: varies
backend = "inductor" if device.type == "cuda" else "eager"
compiled = torch.compile(large, backend=backend)
start = clock()
passes(compiled)
print(f"{backend}: first {(clock() - start) * 1000:.0f} ms", end=", ")
print(f"then {measure(passes, compiled):.2f} ms")
# --8<-- [end:compile]

# --8<-- [start:answer_devices]
# raises: RuntimeError
model = nn.Linear(2, 2)
x = torch.ones(1, 2)
model.to("meta")
x.to("meta")
model(x)
# --8<-- [end:answer_devices]

# --8<-- [start:answer_batch]
for rows in (1, 4, 16, 64):
    print(rows, f"{intensity(rows, 6400, 5000):.1f}")
# --8<-- [end:answer_batch]

# --8<-- [start:answer_small]
# output: varies
small, large = torch.ones(10), torch.ones(10_000)


def many():
    for _ in range(1000):
        small + 1


print(f"{measure(many):.3f} ms, {measure(torch.add, large, 1):.3f} ms")
# --8<-- [end:answer_small]
