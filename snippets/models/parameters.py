# --8<-- [start:net]
import torch
from torch import nn


class SumNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_to_hidden_layer = nn.Linear(2, 8)
        self.hidden_layer_activation = nn.ReLU()
        self.hidden_to_output_layer = nn.Linear(8, 1)

    def forward(self, x):  # (batch, 2) -> (batch, 1)
        x = self.input_to_hidden_layer(x)
        x = self.hidden_layer_activation(x)
        return self.hidden_to_output_layer(x)


torch.manual_seed(0)
net = SumNet()
# --8<-- [end:net]

# --8<-- [start:weight_and_bias]
print(net.input_to_hidden_layer.weight)
print(net.input_to_hidden_layer.bias.detach())
# --8<-- [end:weight_and_bias]

# --8<-- [start:named]
for name, p in net.named_parameters():
    print(f"{name:30} {tuple(p.shape)!s:7} {p.numel()}")
print(sum(p.numel() for p in net.parameters()))
# --8<-- [end:named]

# --8<-- [start:by_name]
bias = net.get_parameter("hidden_to_output_layer.bias")
print(bias is net.hidden_to_output_layer.bias)
print([tuple(p.shape) for p in net.hidden_to_output_layer.parameters()])
print([name for name, p in net.named_parameters() if p.dim() == 1])
# --8<-- [end:by_name]

# --8<-- [start:generator]
params = net.parameters()
print(type(params).__name__)
print(sum(p.numel() for p in params))
print(sum(p.numel() for p in params))
# --8<-- [end:generator]

# --8<-- [start:spent_optimizer]
# raises: ValueError
torch.optim.SGD(params, lr=0.001)
# --8<-- [end:spent_optimizer]

# --8<-- [start:partial_optimizer]
params = net.parameters()
print(next(params).shape)
optimizer = torch.optim.SGD(params, lr=0.001)
print(len(optimizer.param_groups[0]["params"]))
# --8<-- [end:partial_optimizer]

# --8<-- [start:fresh_generator]
print(next(net.parameters()).dtype)
optimizer = torch.optim.SGD(net.parameters(), lr=0.001)
print(len(optimizer.param_groups[0]["params"]), len(list(net.parameters())))
# --8<-- [end:fresh_generator]

# --8<-- [start:my_linear]
import torch.nn.functional as F


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        bound = in_features**-0.5
        weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        bias = torch.empty(out_features).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(bias)

    def forward(self, x):  # (batch, in_features) -> (batch, out_features)
        return F.linear(x, self.weight, self.bias)


# --8<-- [end:my_linear]

# --8<-- [start:same_as_linear]
torch.manual_seed(0)
mine = nn.Sequential(MyLinear(2, 8), nn.ReLU(), MyLinear(8, 1))
torch.manual_seed(0)
builtin = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])  # (batch, 2)
print([name for name, p in mine.named_parameters()])
for p, q in zip(mine.parameters(), builtin.parameters(), strict=True):
    print(tuple(p.shape), torch.allclose(p, q))
print(torch.allclose(mine(x), builtin(x)))
# --8<-- [end:same_as_linear]


# --8<-- [start:not_equivalent]
class Bare(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_to_hidden_layer = nn.Parameter(torch.rand(2, 8))
        self.hidden_layer_activation = nn.ReLU()
        self.hidden_to_output_layer = nn.Parameter(torch.rand(8, 1))

    def forward(self, x):  # (batch, 2) -> (batch, 1)
        x = self.hidden_layer_activation(x @ self.input_to_hidden_layer)
        return x @ self.hidden_to_output_layer


bare = Bare()
for model in (bare, net):
    count = sum(p.numel() for p in model.parameters())
    lowest = min(p.min().item() for p in model.parameters())
    at_zero = model(torch.zeros(1, 2)).item()
    print(type(model).__name__, count, lowest < 0, at_zero != 0)
# --8<-- [end:not_equivalent]


# --8<-- [start:kinds]
class Kinds(nn.Module):
    def __init__(self):
        super().__init__()
        self.learned = nn.Parameter(torch.ones(3))
        self.register_buffer("fixed", torch.ones(3))
        self.plain = torch.ones(3)
        self.product = nn.Parameter(torch.ones(3)) * 0.1


kinds = Kinds()
kinds.to(torch.float64)
for name in ("learned", "fixed", "plain", "product"):
    is_parameter = name in dict(kinds.named_parameters())
    is_saved = name in kinds.state_dict()
    print(f"{name:8}", is_parameter, is_saved, getattr(kinds, name).dtype)
# --8<-- [end:kinds]


# --8<-- [start:returning]
class BothNet(SumNet):
    def forward(self, x):  # (batch, 2) -> (batch, 8), (batch, 1)
        hidden = self.hidden_layer_activation(self.input_to_hidden_layer(x))
        return hidden, self.hidden_to_output_layer(hidden)


x = torch.tensor([[0.1, 0.2], [0.3, 0.4]])
hidden, output = BothNet()(x)
print(hidden.shape, output.shape)
# --8<-- [end:returning]

# --8<-- [start:tuple_loss]
# raises: AttributeError
targets = torch.tensor([[0.3], [0.7]])
nn.MSELoss()(BothNet()(x), targets)
# --8<-- [end:tuple_loss]


# --8<-- [start:features]
class SplitNet(SumNet):
    def features(self, x):  # (batch, 2) -> (batch, 8)
        return self.hidden_layer_activation(self.input_to_hidden_layer(x))

    def forward(self, x):  # (batch, 2) -> (batch, 1)
        return self.hidden_to_output_layer(self.features(x))


split = SplitNet()
print(split.features(x).shape, nn.MSELoss()(split(x), targets).shape)
# --8<-- [end:features]

# --8<-- [start:hook]
saved = {}


def keep(module, args, output):
    saved["hidden"] = output.detach()


handle = net.hidden_layer_activation.register_forward_hook(keep)
y = net(x)
handle.remove()
print(saved["hidden"].shape, y.shape)
# --8<-- [end:hook]

# --8<-- [start:hook_check]
by_hand = torch.relu(net.input_to_hidden_layer(x))
print(torch.allclose(saved["hidden"], by_hand))
print(saved["hidden"].requires_grad, by_hand.requires_grad)
# --8<-- [end:hook_check]

# --8<-- [start:hook_removed]
saved.clear()
y = net(x)
print(saved)
# --8<-- [end:hook_removed]


# --8<-- [start:hook_twice]
def count_call(module, args, output):
    calls.append(type(module).__name__)


calls = []
layer = net.hidden_layer_activation
handles = [layer.register_forward_hook(count_call) for _ in range(2)]
net(x)
net(x)
for handle in handles:
    handle.remove()
print(calls)
# --8<-- [end:hook_twice]


# --8<-- [start:hook_returns]
def detached(module, args, output):
    return output.detach()


handle = net.hidden_layer_activation.register_forward_hook(detached)
net(x).sum().backward()
handle.remove()
for name, p in net.named_parameters():
    print(f"{name:30} {p.grad is not None}")
# --8<-- [end:hook_returns]


# --8<-- [start:functional_net]
class FunctionalNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 8)
        self.fc2 = nn.Linear(8, 1)

    def forward(self, x):  # (batch, 2) -> (batch, 1)
        return self.fc2(torch.relu(self.fc1(x)))


functional = FunctionalNet()
# --8<-- [end:functional_net]

# --8<-- [start:node_names]
from torchvision.models.feature_extraction import (
    create_feature_extractor,
    get_graph_node_names,
)

train_names, eval_names = get_graph_node_names(functional)
print(train_names == eval_names, train_names)
# --8<-- [end:node_names]

# --8<-- [start:extractor]
extractor = create_feature_extractor(functional, {"relu": "hidden", "fc2": "output"})
for name, value in extractor(x).items():
    print(name, value.shape)
print(torch.equal(extractor(x)["output"], functional(x)))
# --8<-- [end:extractor]

# --8<-- [start:extractor_shares]
hidden_only = create_feature_extractor(functional, ["relu"])
print([name for name, p in hidden_only.named_parameters()])
print(hidden_only.fc1.weight is functional.fc1.weight)
# --8<-- [end:extractor_shares]


# --8<-- [start:untraceable]
# raises: ValueError
class Branching(FunctionalNet):
    def forward(self, x):
        if x.sum() > 0:
            x = -x
        return super().forward(x)


create_feature_extractor(Branching(), ["relu"])
# --8<-- [end:untraceable]

# --8<-- [start:wrong_package]
# raises: ModuleNotFoundError
import importlib

importlib.import_module("torch_summary")
# --8<-- [end:wrong_package]

# --8<-- [start:summary]
from torchinfo import summary

model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
device = next(model.parameters()).device
stats = summary(model, input_size=(64, 2), device=device, verbose=0)
print(stats)
# --8<-- [end:summary]

# --8<-- [start:count_by_hand]
first, last = 2 * 8 + 8, 8 * 1 + 1
print(first, last, first + last)
print(stats.total_params, sum(p.numel() for p in model.parameters()))
print(stats.total_mult_adds, 64 * first + 64 * last)
# --8<-- [end:count_by_hand]

# --8<-- [start:bytes]
print(stats.total_output_bytes, 2 * (64 * 8 + 64 * 1) * 4)
print(stats.total_param_bytes, 33 * 4)
# --8<-- [end:bytes]

# --8<-- [start:input_sizes]
for size in [(1, 2), (64, 2), (1, 1, 2)]:
    stats = summary(model, input_size=size, device=device, verbose=0)
    info = stats.summary_list[1]
    print(size, info.class_name, info.output_size, info.num_params)
# --8<-- [end:input_sizes]

# --8<-- [start:input_data]
x = torch.tensor([[8.0, 9.0], [10.0, 11.0], [1.5, 2.5]])  # (batch, 2)
for info in summary(model, input_data=x, verbose=0).summary_list:
    print(info.class_name, info.output_size)
print(model(x).shape)
# --8<-- [end:input_data]

# --8<-- [start:invisible]
rows = summary(functional, input_data=x, verbose=0).summary_list
print([info.class_name for info in rows])
# --8<-- [end:invisible]


# --8<-- [start:nested]
class Block(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.fc = nn.Linear(features, features)
        self.relu = nn.ReLU()

    def forward(self, x):  # (batch, features) -> (batch, features)
        return x + self.relu(self.fc(x))


model = nn.Sequential(nn.Linear(2, 8), Block(8), Block(8), nn.Linear(8, 1))
print(summary(model, input_data=torch.zeros(64, 2), verbose=0))
print([name for name, p in model.named_parameters()])
# --8<-- [end:nested]

# --8<-- [start:answer_conv]
model = nn.Sequential(
    nn.Conv2d(1, 8, kernel_size=3),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(8 * 26 * 26, 10),
)
for name, p in model.named_parameters():
    print(name, tuple(p.shape), p.numel())
stats = summary(model, input_data=torch.zeros(64, 1, 28, 28), verbose=0)
print(stats.total_params, (1 * 3 * 3 * 8 + 8) + (8 * 26 * 26 * 10 + 10))
# --8<-- [end:answer_conv]


# --8<-- [start:answer_report]
def report(model, x):
    def show(module, args, output):
        count = sum(p.numel() for p in module.parameters())
        print(f"{type(module).__name__:8} {tuple(output.shape)!s:16} {count}")

    handles = [child.register_forward_hook(show) for child in model.children()]
    try:
        model(x)
    finally:
        for handle in handles:
            handle.remove()


report(model, torch.zeros(64, 1, 28, 28))
# --8<-- [end:answer_report]

# --8<-- [start:answer_inplace]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(inplace=True), nn.Linear(8, 1))
saved = {}


def keep_both(module, args, output):
    saved["detached"] = output.detach()
    saved["cloned"] = output.detach().clone()


handle = model[0].register_forward_hook(keep_both)
model(torch.randn(100, 2))
handle.remove()
for name, value in saved.items():
    print(name, value.min().item() < 0)
# --8<-- [end:answer_inplace]
