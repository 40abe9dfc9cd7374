# --8<-- [start:plain_list]
import torch
import torch.nn.functional as F
from torch import nn


class PlainList(nn.Module):
    def __init__(self, num_layers):
        super().__init__()
        self.layers = [nn.Linear(128, 128) for _ in range(num_layers)]

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return x


model = PlainList(3)
print(model(torch.randn(4, 128)).shape)
print(model, len(list(model.parameters())))
# --8<-- [end:plain_list]

# --8<-- [start:empty_optimizer]
# raises: ValueError
torch.optim.SGD(model.parameters(), lr=0.1)
# --8<-- [end:empty_optimizer]


# --8<-- [start:half_registered]
class Net(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.out(x)


torch.manual_seed(0)
plain = Net([nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.5)])
print([name for name, _ in plain.named_parameters()])
print(list(plain.state_dict()))
# --8<-- [end:half_registered]

# --8<-- [start:not_moved]
plain.to(torch.float64).eval()
print(plain.out.weight.dtype, plain.out.training)
print(plain.layers[0].weight.dtype, plain.layers[2].training)
# --8<-- [end:not_moved]

# --8<-- [start:falling_loss]
plain.to(torch.float32)
hidden = plain.layers[0].weight.clone()
out = plain.out.weight.clone()
optimizer = torch.optim.SGD(plain.parameters(), lr=0.1)
x = torch.randn(64, 2)
y = x[:, :1].abs()
for step in range(100):
    optimizer.zero_grad()
    loss = F.mse_loss(plain(x), y)
    loss.backward()
    optimizer.step()
    if step in (0, 99):
        print(step, f"loss {loss.item():.2f}")
# --8<-- [end:falling_loss]

# --8<-- [start:not_trained]
print("out trained", not torch.equal(out, plain.out.weight))
print("hidden trained", not torch.equal(hidden, plain.layers[0].weight))
print("hidden gradient", plain.layers[0].weight.grad is not None)
# --8<-- [end:not_trained]

# --8<-- [start:not_saved]
other = Net([nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.5)])
print(other.load_state_dict(plain.state_dict()))
print(torch.equal(other.out.weight, plain.out.weight))
print(torch.equal(other.layers[0].weight, plain.layers[0].weight))
# --8<-- [end:not_saved]

# --8<-- [start:plain_dict]
model = nn.Module()
model.heads = {"left": nn.Linear(8, 2)}
print(list(model.parameters()))
model.heads = nn.ModuleDict(model.heads)
print([name for name, _ in model.named_parameters()])
# --8<-- [end:plain_dict]


# --8<-- [start:dynamic]
class DynamicModel(nn.Module):
    def __init__(self, num_layers):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(128, 128) for _ in range(num_layers)])

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return x


def count(model):
    return sum(p.numel() for p in model.parameters())


for num_layers in (1, 3):
    model = DynamicModel(num_layers)
    print(num_layers, len(list(model.parameters())), count(model))
print(list(model.state_dict()))
# --8<-- [end:dynamic]

# --8<-- [start:registered]
registered = Net(nn.ModuleList([nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.5)]))
registered.to(torch.float64).eval()
print(registered.layers[0].weight.dtype, registered.layers[2].training)
print(list(registered.state_dict()))
# --8<-- [end:registered]

# --8<-- [start:list_methods]
layers = nn.ModuleList()
layers.append(nn.Linear(4, 8))
layers.extend([nn.ReLU(), nn.Linear(8, 2)])
layers.insert(1, nn.BatchNorm1d(8))
print([type(layer).__name__ for layer in layers])
print(len(layers), layers[-1], type(layers[:2]).__name__)
# --8<-- [end:list_methods]

# --8<-- [start:renumbered]
print([name for name, _ in layers.named_parameters()])
del layers[1]
print([name for name, _ in layers.named_parameters()])
# --8<-- [end:renumbered]

# --8<-- [start:same_layer]
shared = nn.ModuleList([nn.Linear(128, 128)] * 3)
print(len(shared), len(list(shared.parameters())), shared[0] is shared[2])
# --8<-- [end:same_layer]

# --8<-- [start:no_forward]
# raises: NotImplementedError
layers(torch.randn(5, 4))
# --8<-- [end:no_forward]


# --8<-- [start:residual]
class Residual(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])

    def forward(self, x):
        states = [x]
        for layer in self.layers:
            x = x + F.relu(layer(x))
            states.append(x)
        return x, states


x, states = Residual(width=16, depth=4)(torch.randn(5, 16))
print(x.shape, len(states))
# --8<-- [end:residual]


# --8<-- [start:list_model]
class ListModel(nn.Module):
    def __init__(self, in_dim, hidden_1, hidden_2, out_dim):
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Flatten(),
                nn.Linear(in_dim, hidden_1),
                nn.BatchNorm1d(hidden_1),
                nn.ReLU(),
                nn.Linear(hidden_1, hidden_2),
                nn.BatchNorm1d(hidden_2),
                nn.ReLU(),
                nn.Linear(hidden_2, out_dim),
            ]
        )

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x  # zh: 未归一化的分数 | en: logits


images = torch.randn(64, 1, 28, 28)
model = ListModel(784, 300, 100, 10)
print(model(images).shape, count(model))
# --8<-- [end:list_model]

# --8<-- [start:collapsed]
collapsed = ListModel(784, 300, 100, 10)
del collapsed.layers[5:7]
print(collapsed.layers[3:])
print(count(collapsed))
# --8<-- [end:collapsed]

# --8<-- [start:merged]
first, second = collapsed.layers[4:]
merged = nn.Linear(300, 10)
with torch.no_grad():
    merged.weight.copy_(second.weight @ first.weight)
    merged.bias.copy_(second.weight @ first.bias + second.bias)
h = torch.randn(64, 300)
print(torch.allclose(second(first(h)), merged(h), atol=1e-5))
print(count(collapsed.layers[4:]), count(merged))
# --8<-- [end:merged]


# --8<-- [start:heads]
class TwoTasks(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(16, 32)
        self.heads = nn.ModuleDict(
            {
                "digit": nn.Linear(32, 10),
                "parity": nn.Linear(32, 2),
            }
        )

    def forward(self, x, task):
        return self.heads[task](F.relu(self.body(x)))


model = TwoTasks()
x = torch.randn(5, 16)
print(model(x, "digit").shape, model(x, "parity").shape)
print([name for name, _ in model.named_parameters()])
# --8<-- [end:heads]

# --8<-- [start:unknown_key]
# raises: KeyError
model(x, "colour")
# --8<-- [end:unknown_key]

# --8<-- [start:dict_methods]
model.heads["colour"] = nn.Linear(32, 3)
print(list(model.heads.keys()), "colour" in model.heads, len(model.heads))
print(model.heads.pop("digit"))
model.heads.update({"digit": nn.Linear(32, 10), "age": nn.Linear(32, 1)})
print(list(model.heads))
# --8<-- [end:dict_methods]


# --8<-- [start:dict_model]
class DictModel(nn.Module):
    def __init__(self, in_dim, hidden_1, hidden_2, out_dim):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "flatten": nn.Flatten(),
                "linear1": nn.Linear(in_dim, hidden_1),
                "bn1": nn.BatchNorm1d(hidden_1),
                "linear2": nn.Linear(hidden_1, hidden_2),
                "bn2": nn.BatchNorm1d(hidden_2),
                "relu": nn.ReLU(),
                "out": nn.Linear(hidden_2, out_dim),
            }
        )
        self.order = [
            "flatten",
            "linear1",
            "bn1",
            "relu",
            "linear2",
            "bn2",
            "relu",
            "out",
        ]

    def forward(self, x):
        for name in self.order:
            x = self.layers[name](x)
        return x


for hidden_2 in (7, 100, 999):
    model = DictModel(784, 300, hidden_2, 10)
    print(hidden_2, model(images).shape, count(model))
# --8<-- [end:dict_model]


# --8<-- [start:ignored]
class OneHidden(nn.Module):
    def __init__(self, in_dim, hidden_1, hidden_2, out_dim):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "flatten": nn.Flatten(),
                "linear1": nn.Linear(in_dim, hidden_1),
                "bn1": nn.BatchNorm1d(hidden_1),
                "relu": nn.ReLU(),
                "out": nn.Linear(hidden_1, out_dim),
            }
        )


for hidden_2 in (7, 100, 999):
    print(hidden_2, count(OneHidden(784, 300, hidden_2, 10)))
# --8<-- [end:ignored]

# --8<-- [start:attribute]
choices = nn.ModuleDict({"relu": nn.ReLU(), "tanh": nn.Tanh()})
print(choices["relu"] is choices.relu)
print([name for name in ("linear", "type", "pop", "forward") if hasattr(choices, name)])
# --8<-- [end:attribute]

# --8<-- [start:dotted_key]
# raises: KeyError
choices["conv.1"] = nn.Linear(2, 2)
# --8<-- [end:dotted_key]

# --8<-- [start:taken_key]
# raises: KeyError
choices["type"] = nn.Linear(2, 2)
# --8<-- [end:taken_key]

# --8<-- [start:integer_key]
# raises: TypeError
choices[1] = nn.Linear(2, 2)
# --8<-- [end:integer_key]

# --8<-- [start:good_keys]
for key in ("conv_1", "type_", str(1)):
    choices[key] = nn.Linear(2, 2)
print(list(choices))
# --8<-- [end:good_keys]


# --8<-- [start:mlp]
class MLP(nn.Module):
    def __init__(self, in_features, width, depth, out_features, activation="relu"):
        super().__init__()
        self.activations = nn.ModuleDict(
            {
                "identity": nn.Identity(),
                "relu": nn.ReLU(),
                "tanh": nn.Tanh(),
            }
        )
        self.activation = activation
        self.hidden = nn.ModuleList()
        for _ in range(depth):
            self.hidden.append(nn.Linear(in_features, width))
            in_features = width
        self.out = nn.Linear(in_features, out_features)

    def forward(self, x):
        for layer in self.hidden:
            x = self.activations[self.activation](layer(x))
        return self.out(x)


# --8<-- [end:mlp]


# --8<-- [start:mlp_sizes]
for depth in (0, 1, 3):
    model = MLP(in_features=1, width=32, depth=depth, out_features=1)
    print(depth, model(torch.randn(5, 1)).shape, count(model))
# --8<-- [end:mlp_sizes]

# --8<-- [start:fit]
x = torch.linspace(-3, 3, 100)[:, None]  # (batch, features)
y = torch.sin(2 * x)


def fit(activation, depth):
    torch.manual_seed(0)
    model = MLP(1, 32, depth, 1, activation)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(300):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return model, loss.item()


# --8<-- [end:fit]


# --8<-- [start:compare]
import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.4), sharey=True, layout="constrained")
for ax, activation in zip(axes, ("identity", "relu", "tanh"), strict=True):
    model, loss = fit(activation, depth=2)
    print(f"{activation:8} loss {loss:.2f}")
    ax.plot(x.tolist(), y.tolist(), "--", label="target")
    ax.plot(x.tolist(), model(x).detach().tolist(), label="model")
    ax.set_title(activation)
axes[0].set_ylim(-1.2, 2.2)
axes[0].legend(loc="upper right")
plt.show()
# --8<-- [end:compare]

# --8<-- [start:nested]
blocks = nn.ModuleList([nn.Sequential(nn.Linear(4, 4), nn.ReLU()) for _ in range(2)])
print([name for name, _ in blocks.named_parameters()])
# --8<-- [end:nested]

# --8<-- [start:parameter_containers]
weights = nn.ParameterList([torch.ones(2) for _ in range(3)])
scales = nn.ParameterDict({"left": torch.ones(1), "right": torch.ones(1)})
print([name for name, _ in weights.named_parameters()])
print([name for name, _ in scales.named_parameters()])
print(type(weights[0]).__name__, scales["left"].requires_grad)
# --8<-- [end:parameter_containers]

# --8<-- [start:answer_wrap]
fixed = Net(nn.ModuleList(plain.layers))
print(count(plain), count(fixed))
# --8<-- [end:answer_wrap]

# --8<-- [start:answer_unused]
model = DictModel(784, 300, 100, 10)
model.order.remove("bn2")
model(images).sum().backward()
print(count(model))
print([name for name, p in model.named_parameters() if p.grad is None])
# --8<-- [end:answer_unused]

# --8<-- [start:answer_grow]
model = MLP(1, 32, 1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.hidden.append(nn.Linear(32, 32))
known = {id(p) for group in optimizer.param_groups for p in group["params"]}
print([name for name, p in model.named_parameters() if id(p) not in known])
optimizer.add_param_group({"params": model.hidden[-1].parameters()})
print(sum(len(group["params"]) for group in optimizer.param_groups))
# --8<-- [end:answer_grow]
