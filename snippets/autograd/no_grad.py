# --8<-- [start:saved_bytes]
import torch


def saved_bytes(function, x):
    sizes = []

    def pack(t):
        sizes.append(t.nbytes)
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        function(x)
    return sum(sizes)


# --8<-- [end:saved_bytes]


# --8<-- [start:cost]
def ten_tanh(x):
    for _ in range(10):
        x = torch.tanh(x)
    return x


x = torch.ones(1000, 1000, requires_grad=True)
print(x.nbytes, saved_bytes(ten_tanh, x))
with torch.no_grad():
    print(saved_bytes(ten_tanh, x))
# --8<-- [end:cost]

# --8<-- [start:no_grad]
x = torch.ones(5)
w = torch.ones(5, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
with torch.no_grad():
    z = torch.matmul(x, w) + b
print(z, z.grad_fn)
print(w.requires_grad, b.requires_grad)
# --8<-- [end:no_grad]

# --8<-- [start:no_backward]
# raises: RuntimeError
z.sum().backward()
# --8<-- [end:no_backward]

# --8<-- [start:not_called]
# raises: TypeError
with torch.no_grad:
    z = torch.matmul(x, w) + b
# --8<-- [end:not_called]


# --8<-- [start:decorator]
@torch.no_grad()
def predict(x):
    return torch.matmul(x, w) + b


print(predict(x).requires_grad)
# --8<-- [end:decorator]

# --8<-- [start:enable_grad]
with torch.no_grad():
    print((w * 2).requires_grad)
    with torch.enable_grad():
        print((w * 2).requires_grad)
    print((w * 2).requires_grad)
# --8<-- [end:enable_grad]


# --8<-- [start:set_grad_enabled]
def forward(x, train):
    with torch.set_grad_enabled(train):
        return torch.matmul(x, w) + b


print(forward(x, train=True).requires_grad, forward(x, train=False).requires_grad)
# --8<-- [end:set_grad_enabled]

# --8<-- [start:global_switch]
torch.set_grad_enabled(False)
print(torch.is_grad_enabled(), (w * 2).requires_grad)
torch.set_grad_enabled(True)
print(torch.is_grad_enabled(), (w * 2).requires_grad)
# --8<-- [end:global_switch]

# --8<-- [start:eval_mode]
layer = torch.nn.Linear(5, 3)
layer.eval()
print(layer(x).requires_grad)
with torch.inference_mode():
    print(layer(x).requires_grad)
# --8<-- [end:eval_mode]

# --8<-- [start:inference]
v = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.inference_mode():
    r = v * 2
print(r, r.requires_grad, r.is_inference())
# --8<-- [end:inference]

# --8<-- [start:inference_saved]
# raises: RuntimeError
v * r
# --8<-- [end:inference_saved]

# --8<-- [start:inference_clone]
print(v + r)
print(v * r.clone())
# --8<-- [end:inference_clone]

# --8<-- [start:freeze]
w1 = torch.tensor([1.0, 2.0], requires_grad=True)
w2 = torch.tensor(3.0, requires_grad=True)
print(w1.requires_grad_(False) is w1)
(w1 * w2).sum().backward()
print(w1.grad, w2.grad)
# --8<-- [end:freeze]

# --8<-- [start:freeze_result]
# raises: RuntimeError
y = w1 * w2
y.requires_grad_(False)
# --8<-- [end:freeze_result]

# --8<-- [start:cut]
x = torch.tensor(3.0, requires_grad=True)
(x * x).backward()
print(x.grad)
x.grad = None
(x * x.detach()).backward()
print(x.grad)
# --8<-- [end:cut]

# --8<-- [start:same_memory]
x = torch.ones(3, requires_grad=True)
with torch.no_grad():
    a = x * 2
z = x * 2
z_det = z.detach()
print(a, z_det, z)
z_det[0] = 100
print(a, z_det, z)
# --8<-- [end:same_memory]

# --8<-- [start:independent]
z = x * 2
copy = z.detach().clone()
copy[0] = 100
print(z)
# --8<-- [end:independent]

# --8<-- [start:needs_detach]
# raises: RuntimeError
# device: cpu
x = torch.linspace(-4, 4, 81, requires_grad=True)
y = torch.tanh(x)
y.sum().backward()
y.numpy()
# --8<-- [end:needs_detach]

# --8<-- [start:curve]
# device: cpu
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.8, 2.6), layout="constrained")
ax.plot(x.detach().numpy(), y.detach().numpy(), label="tanh(x)")
ax.plot(x.detach().numpy(), x.grad.numpy(), label="x.grad")
ax.set_xlabel("x")
ax.legend()
plt.show()
# --8<-- [end:curve]

# --8<-- [start:array_harmless]
# device: cpu
x = torch.tensor([1.0], requires_grad=True)
y = x * 2
array = y.detach().numpy()
array[0] = 1000
y.backward()
print(x.grad)
print(y)
# --8<-- [end:array_harmless]

# --8<-- [start:array_wrong]
# device: cpu
x = torch.tensor([1.0], requires_grad=True)
y = torch.exp(x)
y.detach().numpy()[0] = 1000
y.backward()
print(x.grad)
# --8<-- [end:array_wrong]

# --8<-- [start:array_clone]
# device: cpu
x = torch.tensor([1.0], requires_grad=True)
y = torch.exp(x)
y.detach().clone().numpy()[0] = 1000
y.backward()
print(x.grad, torch.equal(x.grad, torch.exp(x.detach())))
# --8<-- [end:array_clone]

# --8<-- [start:version]
t = torch.zeros(2)
print(t._version)
t.add_(1)
t[0] = 5
print(t._version)
u = t * 2
print(t._version, u._version)
# --8<-- [end:version]

# --8<-- [start:saved_changed]
# raises: RuntimeError
x = torch.tensor([1.0], requires_grad=True)
y = torch.exp(x)
y.add_(1)
y.backward()
# --8<-- [end:saved_changed]

# --8<-- [start:out_of_place]
x = torch.tensor([1.0], requires_grad=True)
y = torch.exp(x)
y = y + 1
y.backward()
print(x.grad)
# --8<-- [end:out_of_place]

# --8<-- [start:not_saved]
x = torch.tensor([1.0], requires_grad=True)
y = x * 2
y.add_(1)
y.backward()
print(y, x.grad)
# --8<-- [end:not_saved]

# --8<-- [start:leaf]
# raises: RuntimeError
w = torch.tensor([1.0, 2.0], requires_grad=True)
w.add_(1)
# --8<-- [end:leaf]

# --8<-- [start:leaf_no_grad]
with torch.no_grad():
    w.add_(1)
print(w, w._version)
# --8<-- [end:leaf_no_grad]

# --8<-- [start:counted]
# device: cpu
t = torch.zeros(2)
t.detach().add_(1)
print(t, t._version)
t.data.add_(1)
print(t, t._version)
t.numpy()[:] = 3
print(t, t._version)
t.clone().add_(1)
print(t, t._version)
# --8<-- [end:counted]

# --8<-- [start:detach_caught]
# raises: RuntimeError
x = torch.tensor([1.0], requires_grad=True)
y = torch.exp(x)
y.detach()[0] = 1000
y.backward()
# --8<-- [end:detach_caught]

# --8<-- [start:data_silent]
x = torch.tensor([1.0], requires_grad=True)
y = torch.exp(x)
y.data[0] = 1000
y.backward()
print(x.grad)
# --8<-- [end:data_silent]

# --8<-- [start:inference_version]
t = torch.zeros(2)
with torch.inference_mode():
    t.add_(1)
    s = t * 2
print(t._version, s.is_inference())
# --8<-- [end:inference_version]

# --8<-- [start:no_version]
# raises: RuntimeError
s._version
# --8<-- [end:no_version]

# --8<-- [start:answer_total]
w = torch.tensor(2.0, requires_grad=True)
total, kept = 0.0, 0.0
for k in range(3):
    loss = (w - k) ** 2
    total += loss
    kept += loss.item()
print(total, kept)
# --8<-- [end:answer_total]

# --8<-- [start:answer_square]
x = torch.tensor([4.0], requires_grad=True)
y = x**2
y.add_(1)
y.backward()
print(x.grad)
# --8<-- [end:answer_square]

# --8<-- [start:answer_sqrt]
# raises: RuntimeError
x = torch.tensor([4.0], requires_grad=True)
y = torch.sqrt(x)
y.add_(1)
y.backward()
# --8<-- [end:answer_sqrt]

# --8<-- [start:answer_best]
w = torch.tensor([1.0, 2.0], requires_grad=True)
alias, best = w.detach(), w.detach().clone()
with torch.no_grad():
    w -= 0.5
print(alias, best)
# --8<-- [end:answer_best]
