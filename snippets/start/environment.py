# --8<-- [start:smoke_test]
# output: varies
from importlib import import_module, metadata

packages = [
    "torch",
    "torchvision",
    "numpy",
    "matplotlib",
    "scikit-learn",
    "pandas",
    "pillow",
]
import_names = {"scikit-learn": "sklearn", "pillow": "PIL"}
for package in packages:
    import_module(import_names.get(package, package))
    print(f"{package:12} {metadata.version(package)}")
# --8<-- [end:smoke_test]

# --8<-- [start:wrong_name]
# raises: ModuleNotFoundError
import_module("pytorch")
# --8<-- [end:wrong_name]

# --8<-- [start:needs_numpy]
for package in ("torch", "torchvision", "matplotlib", "scikit-learn", "pandas"):
    print(
        f"{package:12} {any(each.startswith('numpy') for each in metadata.requires(package))}"
    )
# --8<-- [end:needs_numpy]

# --8<-- [start:without_numpy]
import subprocess
import sys

script = """
import sys
sys.modules["numpy"] = None
import torch
print(torch.ones(2) + 1)
torch.ones(2).numpy()
"""
done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
print(done.stdout.strip())
print(done.stderr.splitlines()[-1])
# --8<-- [end:without_numpy]

# --8<-- [start:first_check]
# output: varies
import torch

print(torch.__version__, torch.cuda.is_available())
# --8<-- [end:first_check]

# --8<-- [start:accelerator]
# output: varies
print(torch.accelerator.is_available())
print(torch.accelerator.current_accelerator())
print(torch.accelerator.current_accelerator(check_available=True))
# --8<-- [end:accelerator]

# --8<-- [start:device]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device(
    "cpu"
)
t = torch.ones(2, 3, device=device)
print((t + t).sum().item())
# --8<-- [end:device]

# --8<-- [start:device_string]
device = "cuda" if torch.cuda.is_available() else "cpu"
print(torch.ones(2, 3, device=device).sum().item())
# --8<-- [end:device_string]

# --8<-- [start:wrong_device]
# raises: RuntimeError
torch.ones(2, 3, device="gpu")
# --8<-- [end:wrong_device]

# --8<-- [start:four_parts]
from torch import nn

torch.manual_seed(0)
# zh: 张量，形状 (3, 1)
# en: a tensor, shape (3, 1)
inputs = torch.tensor([[0.0], [1.0], [2.0]])
targets = 2 * inputs + 1
model = nn.Linear(1, 1)  # nn
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)  # optim
for _ in range(200):
    loss = nn.functional.mse_loss(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()  # autograd
    optimizer.step()
print(f"{model.weight.item():.3f} {model.bias.item():.3f}")
# --8<-- [end:four_parts]

# --8<-- [start:interpreter]
# output: varies
import sys

print(sys.version.split()[0])
print(sys.prefix != sys.base_prefix)
# --8<-- [end:interpreter]

# --8<-- [start:build]
# output: varies
print(torch.version.cuda)
# --8<-- [end:build]

# --8<-- [start:answer_docs]
# output: varies
major, minor = torch.__version__.split(".")[:2]
print(f"https://docs.pytorch.org/docs/{major}.{minor}/")
# --8<-- [end:answer_docs]

# --8<-- [start:answer_versions]
Version = type(torch.__version__)
print("2.9.1" < "2.15.0", Version("2.9.1") < "2.15.0")
print(Version.__name__)
# --8<-- [end:answer_versions]

# --8<-- [start:answer_pillow]
for package in ("torch", "torchvision", "matplotlib", "scikit-learn", "pandas"):
    print(
        f"{package:12} {any(each.startswith('pillow') for each in metadata.requires(package))}"
    )
# --8<-- [end:answer_pillow]
