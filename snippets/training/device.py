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
images, labels = torch.randn(128, 64), torch.randint(0, 10, (128,))
model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters())


def step():
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


# --8<-- [end:step]

# --8<-- [start:first_calls]
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


def measure(call, *args, repeats=15):
    call(*args)  # zh: 预热 | en: warm-up
    times = []
    for _ in range(repeats):
        start = clock()
        call(*args)
        times.append(clock() - start)
    return min(times) * 1000  # ms


print(10 <= measure(time.sleep, 0.01) < 20)
# --8<-- [end:measure]

# --8<-- [start:timer]
# output: varies
from torch.utils.benchmark import Timer

timer = Timer("step()", globals={"step": step}, timer=clock)
print(f"measure {measure(step):.2f} ms")
print(f"Timer   {timer.blocked_autorange(min_run_time=0.2).median * 1000:.2f} ms")
# --8<-- [end:timer]

# --8<-- [start:returned]
# output: varies
a = torch.rand(512, 512, device=device)
measure(torch.matmul, a, a)
start = clock()
a @ a
returned = time.perf_counter() - start
finished = clock() - start
print(f"returned {returned * 1000:.2f} ms, finished {finished * 1000:.2f} ms")
# --8<-- [end:returned]

# --8<-- [start:same_dtype]
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

# --8<-- [start:cubes]
# output: varies
for n in (64, 128, 256, 512):
    a = torch.rand(n, n, device=device)
    ms = measure(torch.matmul, a, a)
    print(f"{n:3} {ms:5.3f} ms {2 * n**3 / ms / 1e6:4.0f} GFLOP/s")
# --8<-- [end:cubes]

# --8<-- [start:copying]
# output: varies
y = torch.rand(3200, 2500, device="cpu")
megabytes = y.numel() * y.element_size() / 1e6
ms = measure(lambda: y.to(device, copy=True))
print(f"{megabytes:.0f} MB {ms:.2f} ms {megabytes / ms:.0f} GB/s")
# --8<-- [end:copying]

# --8<-- [start:profile]
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
# device: cpu
net = nn.Linear(64, 10)
with torch.autocast("cpu", dtype=torch.bfloat16):
    logits = net(torch.ones(8, 64))
    loss = nn.functional.mse_loss(logits, torch.zeros(8, 10))
loss.backward()
print(logits.dtype, loss.dtype)
print(net.weight.dtype, net.weight.grad.dtype)
# --8<-- [end:autocast]

# --8<-- [start:bfloat16]
for dtype in (torch.float32, torch.bfloat16, torch.float16):
    info = torch.finfo(dtype)
    print(f"{dtype!s:15} eps {info.eps:.1e} max {info.max:.1e}")
# --8<-- [end:bfloat16]

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
