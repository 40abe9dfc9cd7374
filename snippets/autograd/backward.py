# --8<-- [start:forward]
import torch

x, y = torch.tensor(3.0), torch.tensor(5.0)  # zh: 数据 | en: data
w = torch.tensor(2.0, requires_grad=True)  # zh: 参数 | en: parameters
b = torch.tensor(1.0, requires_grad=True)

p = b + w * x
q = w**2
loss = (p - y) ** 2 + q
print(p.item(), q.item(), loss.item())
# --8<-- [end:forward]

# --8<-- [start:backward]
loss.backward()
print(w.grad, b.grad)
# --8<-- [end:backward]

# --8<-- [start:by_hand]
dp = 2 * (p.item() - y.item())
dq = 1.0
dw = dp * x.item() + dq * 2 * w.item()
db = dp * 1.0
print(dw, db)
# --8<-- [end:by_hand]

# --8<-- [start:requires_grad]
print(x.requires_grad, w.requires_grad)
print((x * y).requires_grad, (x * w).requires_grad)
print(x.grad)
# --8<-- [end:requires_grad]

# --8<-- [start:integer]
# raises: RuntimeError
torch.tensor([10, 20], requires_grad=True)
# --8<-- [end:integer]

# --8<-- [start:floating]
print(torch.tensor([10, 20], dtype=torch.float32, requires_grad=True))
print(torch.tensor([1 + 2j], requires_grad=True))
print(torch.arange(3.0).requires_grad_())
# --8<-- [end:floating]

# --8<-- [start:grad_fn]
print(loss.grad_fn.name(), p.grad_fn.name(), w.grad_fn)
for node, _ in loss.grad_fn.next_functions:
    print(node.name())
# --8<-- [end:grad_fn]

# --8<-- [start:ends]
times = (w * x).grad_fn
print(times.next_functions[0][0].name())
print(times.next_functions[0][0].variable is w)
print(times.next_functions[1])
# --8<-- [end:ends]


# --8<-- [start:walk]
def walk(node, depth=0, row=0):
    at[node] = -depth, -row  # zh: 图上的位置 | en: its place in the picture
    for i, child in enumerate(n for n, _ in node.next_functions if n):
        row = row if child in at else walk(child, depth + 1, row + (i > 0))
        edges.append((node, child))
    return row


at, edges = {}, []
walk(loss.grad_fn)
print(f"{len(at)} nodes, {len(edges)} edges")
# --8<-- [end:walk]

# --8<-- [start:graph]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
leaves = {w: "w.grad", b: "b.grad"}
for node, place in at.items():
    name = node.name().removesuffix("Backward0")
    name = leaves.get(getattr(node, "variable", None), name)
    ax.text(*place, name, ha="center", va="center", bbox={"fc": "none"})
for node, child in edges:
    arrow = {"arrowstyle": "->", "shrinkA": 22, "shrinkB": 24}
    ax.annotate("", at[child], at[node], arrowprops=arrow)
ax.axis([-5.4, 0.4, -2.3, 0.3])
ax.set_axis_off()
plt.show()
# --8<-- [end:graph]

# --8<-- [start:retain_grad]
p = b + w * x
p.retain_grad()
((p - y) ** 2 + w**2).backward()
print(w.is_leaf, p.is_leaf, p.grad)
# --8<-- [end:retain_grad]

# --8<-- [start:operators]
v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
for t in (v.exp(), v[0], v.reshape(3, 1), v.sum(), v > 2, v.argmax()):
    print(t.grad_fn.name() if t.grad_fn else None)
# --8<-- [end:operators]

# --8<-- [start:data_loading]
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.randn(4, 2))
(batch,) = next(iter(DataLoader(dataset, batch_size=2, shuffle=True)))
weights = torch.ones(2, requires_grad=True)
print(batch.shape, batch.grad_fn)
print((batch @ weights).grad_fn.name())
# --8<-- [end:data_loading]

# --8<-- [start:same_shape]
x = torch.tensor([[2.0, -1.0], [1.0, 1.0]], requires_grad=True)
out = x.pow(2).sum()
out.backward()
print(x.grad)
assert torch.equal(x.grad, 2 * x)
# --8<-- [end:same_shape]

# --8<-- [start:vector]
# raises: RuntimeError
w = torch.tensor([10.0, 20.0], requires_grad=True)
(2 * w**2 + 10).backward()
# --8<-- [end:vector]

# --8<-- [start:summed]
(2 * w**2 + 10).sum().backward()
print(w.grad)
# --8<-- [end:summed]

# --8<-- [start:mean]
w.grad = None
(2 * w**2 + 10).mean().backward()
print(w.grad)
# --8<-- [end:mean]

# --8<-- [start:scalar_loss]
from torch import nn

criterion = nn.MSELoss()
loss = criterion(torch.ones(4), torch.zeros(4))
print(loss.dim(), torch.equal(loss, loss.sum()))
# --8<-- [end:scalar_loss]

# --8<-- [start:vjp]
w.grad = None
z = torch.stack([w[0] * w[1], w[0] ** 2])
u = torch.tensor([1.0, 0.1])
z.backward(gradient=u)
print(w.grad)
# --8<-- [end:vjp]

# --8<-- [start:vjp_by_hand]
J = torch.tensor([[20.0, 10.0], [20.0, 0.0]])
print(u @ J)
# --8<-- [end:vjp_by_hand]

# --8<-- [start:classify]
torch.manual_seed(0)
x = torch.ones(5)
y = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)

z = x @ w + b  # (3,)
loss = nn.functional.binary_cross_entropy_with_logits(z, y)
loss.backward()
print(loss.item())
print(b.grad)
print(w.grad)
# --8<-- [end:classify]

# --8<-- [start:classify_by_hand]
dz = (torch.sigmoid(z) - y) / 3
print(torch.isclose(loss, (torch.log(1 + torch.exp(z)) - y * z).mean()))
print(torch.allclose(b.grad, dz))
print(torch.allclose(w.grad, x[:, None] * dz))  # (5, 1) * (3,) -> (5, 3)
# --8<-- [end:classify_by_hand]

# --8<-- [start:second]
# raises: RuntimeError
loss.backward()
# --8<-- [end:second]

# --8<-- [start:new_graph]
w = torch.tensor(3.0, requires_grad=True)
for _ in range(2):
    w.grad = None
    loss = w**2
    loss.backward()
    print(w.grad.item())
# --8<-- [end:new_graph]

# --8<-- [start:retain_graph]
w.grad = None
loss = w**2
loss.backward(retain_graph=True)
loss.backward()
print(w.grad.item())
# --8<-- [end:retain_graph]

# --8<-- [start:uphill]
w = torch.tensor(1.0, requires_grad=True)
loss = w**2
loss.backward()
uphill, downhill = w + 0.1 * w.grad, w - 0.1 * w.grad
print(f"{loss:.2f} {uphill**2:.2f} {downhill**2:.2f}")
# --8<-- [end:uphill]


# --8<-- [start:hand]
def f(v):
    return (v * torch.sin(v)).sum()


point = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
v = point.clone().requires_grad_()
f(v).backward()
hand = torch.sin(point) + point * torch.cos(point)
print(v.grad)
print(torch.allclose(v.grad, hand))
# --8<-- [end:hand]


# --8<-- [start:difference]
def slopes(f, point, h):
    steps = h * torch.eye(len(point), dtype=point.dtype)
    return torch.stack([(f(point + s) - f(point - s)) / (2 * h) for s in steps])


print(slopes(f, point, 1e-5))
print((slopes(f, point, 1e-5) - v.grad).abs().max() < 1e-8)
# --8<-- [end:difference]

# --8<-- [start:precision]
for dtype in (torch.float32, torch.float64):
    for h in (1e-2, 1e-5, 1e-8):
        error = (slopes(f, point.to(dtype), h) - hand).abs().max().item()
        print(dtype, h, "good" if error < 1e-3 else "bad")
# --8<-- [end:precision]

# --8<-- [start:gradcheck]
print(torch.autograd.gradcheck(f, v))
# --8<-- [end:gradcheck]

# --8<-- [start:gradcheck_float32]
# raises: UserWarning
torch.autograd.gradcheck(f, point.float().requires_grad_())
# --8<-- [end:gradcheck_float32]

# --8<-- [start:gradcheck_wrong]
# raises: RuntimeError
torch.autograd.gradcheck(lambda v: (v * v.detach()).sum(), v)
# --8<-- [end:gradcheck_wrong]

# --8<-- [start:jacobian]
from torch.func import jacrev


def polar(p):
    r, a = p[0], p[1]
    return torch.stack([r * torch.cos(a), r * torch.sin(a)])


p = torch.tensor([2.0, 0.5])
J = jacrev(polar)(p)
print(J)
# --8<-- [end:jacobian]

# --8<-- [start:jacobian_by_hand]
r, cos, sin = p[0], torch.cos(p[1]), torch.sin(p[1])
hand = torch.stack([cos, -r * sin, sin, r * cos]).reshape(2, 2)
print(torch.allclose(J, hand))
print(torch.allclose(J, torch.autograd.functional.jacobian(polar, p)))
# --8<-- [end:jacobian_by_hand]

# --8<-- [start:jacobian_vjp]
p.requires_grad_()
u = torch.tensor([1.0, 0.1])
polar(p).backward(gradient=u)
print(torch.allclose(p.grad, u @ J))
# --8<-- [end:jacobian_vjp]


# --8<-- [start:hessian]
def g(v):
    return v[0] ** 2 * v[1]


print(jacrev(g)(torch.tensor([3.0, 2.0])))
print(jacrev(jacrev(g))(torch.tensor([3.0, 2.0])))
# --8<-- [end:hessian]

# --8<-- [start:autograd_grad]
w = torch.tensor(3.0, requires_grad=True)
(first,) = torch.autograd.grad(w**3, w)
print(first, w.grad)
# --8<-- [end:autograd_grad]

# --8<-- [start:create_graph]
(first,) = torch.autograd.grad(w**3, w, create_graph=True)
(second,) = torch.autograd.grad(first, w)
print(second, w.grad)
# --8<-- [end:create_graph]

# --8<-- [start:answer_two_routes]
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
(a * b + a**2 * b).backward()
print(a.grad, b.grad)
# --8<-- [end:answer_two_routes]

# --8<-- [start:answer_leaf]
torch.manual_seed(0)
w = torch.randn(3, requires_grad=True) * 0.1
print(w.is_leaf, w.grad_fn.name())
w = (torch.randn(3) * 0.1).requires_grad_()
(w**2).sum().backward()
print(w.is_leaf, torch.equal(w.grad, 2 * w))
# --8<-- [end:answer_leaf]

# --8<-- [start:answer_steepest]
v = torch.tensor([2.0, 1.0], dtype=torch.float64, requires_grad=True)
(v[0] ** 2 + 4 * v[1] ** 2).backward()
angles = torch.deg2rad(torch.arange(360.0, dtype=torch.float64))
steps = 1e-4 * torch.stack([angles.cos(), angles.sin()], dim=1)  # (360, 2)
ends = v.detach() + steps
height = ends[:, 0] ** 2 + 4 * ends[:, 1] ** 2
print(height.argmax().item(), height.argmin().item())
print(torch.rad2deg(torch.atan2(v.grad[1], v.grad[0])).item())
# --8<-- [end:answer_steepest]
