# --8<-- [start:simple_nn]
import torch
from torch import nn


class SimpleNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 2)
        self.fc2 = nn.Linear(2, 1)

    def forward(self, x):  # (batch, 2) -> (batch, 1)
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


model = SimpleNN()
# --8<-- [end:simple_nn]

# --8<-- [start:print_model]
print(model)
# --8<-- [end:print_model]

# --8<-- [start:call_model]
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])  # (batch, in_features)
y = model(x)
print(y.shape, y.requires_grad)
# --8<-- [end:call_model]


# --8<-- [start:missing_super]
# raises: AttributeError
class NoSuper(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 1)


NoSuper()
# --8<-- [end:missing_super]


# --8<-- [start:missing_forward]
# raises: NotImplementedError
class NoForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def predict(self, x):
        return self.fc(x)


NoForward()(x)
# --8<-- [end:missing_forward]

# --8<-- [start:linear_weights]
layer = nn.Linear(in_features=2, out_features=3)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    layer.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
print(layer.weight.shape, layer.bias.shape)
print(layer(torch.tensor([[1.0, 1.0]])))
# --8<-- [end:linear_weights]

# --8<-- [start:linear_by_hand]
by_hand = x @ layer.weight.T + layer.bias  # (3, 2) @ (2, 3) + (3,)
print(by_hand)
print(torch.equal(by_hand, layer(x)))
# --8<-- [end:linear_by_hand]

# --8<-- [start:linear_shapes]
for shape in [(2,), (4, 2), (5, 4, 2)]:
    print(shape, tuple(layer(torch.zeros(shape)).shape))
# --8<-- [end:linear_shapes]

# --8<-- [start:linear_count]
wide = nn.Linear(784, 256)
print(wide.weight.numel() + wide.bias.numel(), 784 * 256 + 256)
no_bias = nn.Linear(784, 256, bias=False)
print(no_bias.weight.numel(), no_bias.bias)
# --8<-- [end:linear_count]

# --8<-- [start:common_layers]
layers = [
    (nn.Linear(2, 3), (4, 2)),
    (nn.Conv2d(3, 8, kernel_size=3), (1, 3, 32, 32)),
    (nn.MaxPool2d(kernel_size=2), (1, 8, 30, 30)),
    (nn.ReLU(), (4, 3)),
    (nn.Softmax(dim=1), (2, 4)),
    (nn.Flatten(), (2, 1, 28, 28)),
]
for layer, shape in layers:
    count = sum(p.numel() for p in layer.parameters())
    print(
        type(layer).__name__, shape, "->", tuple(layer(torch.zeros(shape)).shape), count
    )
# --8<-- [end:common_layers]

# --8<-- [start:softmax]
print(nn.ReLU()(torch.tensor([-1.0, 0.0, 2.0])))
print(nn.Softmax(dim=1)(torch.zeros(2, 4)))
# --8<-- [end:softmax]

# --8<-- [start:where]
from torch import optim

for name in ("Linear", "Conv2d", "MSELoss", "SGD", "Adam"):
    print(f"{name:8} nn: {hasattr(nn, name)!s:6} optim: {hasattr(optim, name)}")
print("StepLR", hasattr(optim.lr_scheduler, "StepLR"))
# --8<-- [end:where]

# --8<-- [start:four_together]
targets = torch.tensor([[3.0], [7.0], [11.0]])  # (batch, 1)
model = nn.Linear(2, 1)
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
for step in range(4):
    loss = criterion(model(x), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
# --8<-- [end:four_together]


# --8<-- [start:hooks]
def report(module, args, output):
    print("hook:", type(module).__name__, tuple(output.shape))


model = SimpleNN()
handle = model.register_forward_hook(report)
print("model(x)")
y = model(x)
print("model.forward(x)")
y = model.forward(x)
handle.remove()
# --8<-- [end:hooks]

# --8<-- [start:parameters]
for name, p in model.named_parameters():
    print(f"{name:10} {tuple(p.shape)!s:6} {p.numel()} {p.requires_grad}")
print(sum(p.numel() for p in model.parameters()))
# --8<-- [end:parameters]


# --8<-- [start:plain_tensor]
class Offsets(nn.Module):
    def __init__(self):
        super().__init__()
        self.learned = nn.Parameter(torch.zeros(3))
        self.plain = torch.zeros(3, requires_grad=True)


print([name for name, p in Offsets().named_parameters()])
# --8<-- [end:plain_tensor]

# --8<-- [start:freeze]
model.fc1.requires_grad_(False)
model(x).sum().backward()
print(model.fc1.weight.grad, model.fc1.bias.grad)
print(model.fc2.bias.grad)
# --8<-- [end:freeze]


# --8<-- [start:block]
class Block(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc = nn.Linear(in_features, out_features)

    def forward(self, x):  # (batch, in_features) -> (batch, out_features)
        return torch.relu(self.fc(x))


print(Block(4, 8)(torch.ones(2, 4)).shape)
# --8<-- [end:block]


# --8<-- [start:net]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block1 = Block(4, 8)
        self.block2 = Block(8, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x):  # (batch, 4) -> (batch, 3)
        return self.head(self.block2(self.block1(x)))


net = Net()
print(net)
# --8<-- [end:net]

# --8<-- [start:net_names]
for name, p in net.named_parameters():
    print(name, tuple(p.shape))
print(net.block1.fc.weight.shape)
# --8<-- [end:net_names]

# --8<-- [start:to_device]
device = torch.accelerator.current_accelerator(check_available=True) or torch.device(
    "cpu"
)
net = Net().to(device)
batch = torch.ones(2, 4).to(device)  # (batch, 4)
print(net(batch).shape)
# --8<-- [end:to_device]

# --8<-- [start:to_in_place]
t = torch.ones(2, 4)
t.to(torch.float64)
print("tensor", t.dtype)
net.to(torch.float64)
print("module", net.head.weight.dtype)
# --8<-- [end:to_in_place]


# --8<-- [start:inti]
class Mymodule(nn.Module):
    def __inti__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 256)
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):  # (batch, 784) -> (batch, 10)
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


model = Mymodule()
print(model, list(model.parameters()))
# --8<-- [end:inti]

# --8<-- [start:inti_forward]
# raises: AttributeError
model(torch.zeros(2, 784))
# --8<-- [end:inti_forward]

# --8<-- [start:inti_optimizer]
# raises: ValueError
optim.Adam(model.parameters())
# --8<-- [end:inti_optimizer]


# --8<-- [start:init]
class Mymodule(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 256)
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):  # (batch, 784) -> (batch, 10)
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


model = Mymodule()
print(sum(p.numel() for p in model.parameters()))
print(model(torch.zeros(2, 784)).shape)
# --8<-- [end:init]

# --8<-- [start:wrong_features]
# raises: RuntimeError
images = torch.zeros(2, 1, 28, 28)  # (batch, channels, height, width)
model(images)
# --8<-- [end:wrong_features]

# --8<-- [start:flattened]
print(model(images.flatten(start_dim=1)).shape)
# --8<-- [end:flattened]

# --8<-- [start:integer_input]
# raises: RuntimeError
pixels = torch.zeros(2, 784, dtype=torch.int64)
model(pixels)
# --8<-- [end:integer_input]

# --8<-- [start:float_input]
print(model(pixels.float()).shape)
# --8<-- [end:float_input]

# --8<-- [start:lost_indentation]
# raises: IndentationError
listing = """\
for step in range(100):
loss = 2 * w**2 + 10
"""
compile(listing, "listing.py", "exec")
# --8<-- [end:lost_indentation]

# --8<-- [start:joined_lines]
# raises: SyntaxError
listing = "import torch.nn.functional as Fclass Model_Seq(nn.Module):"
compile(listing, "listing.py", "exec")
# --8<-- [end:joined_lines]


# --8<-- [start:outside]
# raises: NotImplementedError
class Outside(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)


def forward(self, x):
    return self.fc(x)


Outside()(x)
# --8<-- [end:outside]


# --8<-- [start:step_outside]
model = nn.Linear(2, 1)
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
optimizer = optim.SGD(model.parameters(), lr=0.01)
for step in range(4):
    loss = criterion(model(x), targets)
    optimizer.zero_grad()
    loss.backward()
    print(step, loss.item())
optimizer.step()
# --8<-- [end:step_outside]


# --8<-- [start:combined]
class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.heads = nn.ModuleList([nn.Linear(8, 3), nn.Linear(8, 1)])

    def forward(self, x):  # (batch, 4) -> (batch, 3), (batch, 1)
        x = self.body(x)
        return [head(x) for head in self.heads]


print([tuple(out.shape) for out in Mixed()(torch.ones(2, 4))])
# --8<-- [end:combined]


# --8<-- [start:answer_count]
class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, 10)

    def forward(self, x):  # (batch, 784) -> (batch, 10)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


print([sum(p.numel() for p in layer.parameters()) for layer in Deep().children()])
print(sum(p.numel() for p in Deep().parameters()))
# --8<-- [end:answer_count]

# --8<-- [start:answer_collapse]
fc1, fc2 = nn.Linear(2, 5), nn.Linear(5, 1)
weight = fc2.weight @ fc1.weight  # (1, 5) @ (5, 2)
bias = fc2.weight @ fc1.bias + fc2.bias
print(torch.allclose(fc2(fc1(x)), x @ weight.T + bias, atol=1e-6))
# --8<-- [end:answer_collapse]


# --8<-- [start:answer_residual]
class Residual(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return x + self.layer(x)


residual = Residual(nn.Linear(2, 2))
print(torch.equal(residual(x), x + residual.layer(x)))
print([name for name, p in residual.named_parameters()])
# --8<-- [end:answer_residual]
