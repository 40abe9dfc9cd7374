# --8<-- [start:chain]
import torch
from torch import nn

model = nn.Sequential(
    nn.Linear(784, 256),
    nn.ReLU(),
    nn.Linear(256, 10),
)
print(model)
# --8<-- [end:chain]

# --8<-- [start:composition]
torch.manual_seed(0)
x = torch.randn(32, 784)  # (batch, features)
h = x
for layer in model:
    h = layer(h)
print(h.shape, torch.equal(model(x), h))
# --8<-- [end:composition]

# --8<-- [start:parameters]
for name, p in model.named_parameters():
    print(name, tuple(p.shape), p.numel())
print(sum(p.numel() for p in model.parameters()))
# --8<-- [end:parameters]

# --8<-- [start:batch_of_64]
narrow = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
print(narrow(torch.randn(64, 784)).shape)
# --8<-- [end:batch_of_64]

# --8<-- [start:arguments]
numbered = nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU())
print([name for name, _ in numbered.named_children()])
print(list(numbered.state_dict()))
# --8<-- [end:arguments]

# --8<-- [start:ordered_dict]
from collections import OrderedDict

flat = nn.Sequential(OrderedDict([("flatten", nn.Flatten())]))
print([name for name, _ in flat.named_children()])

named = nn.Sequential(
    OrderedDict(flatten=nn.Flatten(), linear=nn.Linear(784, 300), relu=nn.ReLU())
)
print([name for name, _ in named.named_children()])
print(list(named.state_dict()))
# --8<-- [end:ordered_dict]

# --8<-- [start:plain_dict]
# raises: TypeError
nn.Sequential({"flatten": nn.Flatten()})
# --8<-- [end:plain_dict]

# --8<-- [start:layer_list]
layers = [nn.Flatten(), nn.Linear(784, 300)]
print(len(nn.Sequential(*layers)))
# --8<-- [end:layer_list]

# --8<-- [start:add_module]
seq = nn.Sequential()
seq.add_module("flatten", nn.Flatten())
seq.add_module("linear", nn.Linear(784, 300))
seq.append(nn.ReLU())
seq.out = nn.Linear(300, 10)
print([name for name, _ in seq.named_children()])
print(seq.flatten, seq(torch.randn(2, 28, 28)).shape)
# --8<-- [end:add_module]

# --8<-- [start:seq_model]
seq_model = nn.Sequential()
seq_model.add_module("flatten", nn.Flatten())
seq_model.add_module("linear1", nn.Linear(784, 300))
seq_model.add_module("bn1", nn.BatchNorm1d(300))
seq_model.add_module("relu1", nn.ReLU())
seq_model.add_module("out", nn.Linear(300, 10))
print(sum(p.numel() for p in seq_model.parameters()))
print(seq_model(torch.randn(8, 1, 28, 28)).shape)
# --8<-- [end:seq_model]

# --8<-- [start:repeated_name]
seq = nn.Sequential()
seq.add_module("linear", nn.Linear(784, 300))
seq.add_module("relu", nn.ReLU())
seq.add_module("linear", nn.Linear(300, 10))
print(seq)
# --8<-- [end:repeated_name]

# --8<-- [start:shifted_keys]
# raises: RuntimeError
old = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
new = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))
new.load_state_dict(old.state_dict())
# --8<-- [end:shifted_keys]

# --8<-- [start:kept_keys]
hidden, relu, drop, out = new
old = nn.Sequential(OrderedDict(hidden=old[0], relu=old[1], out=old[2]))
new = nn.Sequential(OrderedDict(hidden=hidden, relu=relu, drop=drop, out=out))
print(new.load_state_dict(old.state_dict()))
# --8<-- [end:kept_keys]

# --8<-- [start:index]
print(len(named), named[1])
print(named[-1], named[1] is named.linear)
# --8<-- [end:index]

# --8<-- [start:slice]
print(numbered[:2])
print(named[1:])
# --8<-- [end:slice]

# --8<-- [start:slice_shares]
part = named[:2]
with torch.no_grad():
    part.linear.bias.fill_(7.0)
print(named.linear.bias[:3].tolist())
# --8<-- [end:slice_shares]

# --8<-- [start:replace]
model[-1] = nn.Linear(256, 5)
print(model(x).shape)
# --8<-- [end:replace]

# --8<-- [start:delete]
trimmed = nn.Sequential(OrderedDict(named.named_children()))
del trimmed[0]
print(list(named.state_dict()))
print(list(trimmed.state_dict()))
# --8<-- [end:delete]

# --8<-- [start:cnn]
cnn = nn.Sequential(
    nn.Conv2d(1, 8, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(16 * 5 * 5, 10),
)
# --8<-- [end:cnn]

# --8<-- [start:trace]
images = torch.randn(4, 1, 28, 28)  # (batch, channels, height, width)
h = images
for name, layer in cnn.named_children():
    h = layer(h)
    print(name, f"{type(layer).__name__:10}", tuple(h.shape))
# --8<-- [end:trace]

# --8<-- [start:flatten]
maps = cnn[:6](images)
print(nn.Flatten()(maps).shape)
print(torch.flatten(maps).shape)
# --8<-- [end:flatten]

# --8<-- [start:no_flatten]
# raises: RuntimeError
nn.Sequential(*cnn[:6], nn.Linear(400, 10))(images)
# --8<-- [end:no_flatten]

# --8<-- [start:wrong_features]
# raises: RuntimeError
nn.Sequential(*cnn[:7], nn.Linear(784, 10))(images)
# --8<-- [end:wrong_features]

# --8<-- [start:unflatten]
vectors = nn.Flatten()(maps)  # (4, 400)
unflatten = nn.Unflatten(1, (16, 5, 5))
print(torch.equal(unflatten(vectors), maps))
decoder = nn.Sequential(nn.Linear(10, 400), unflatten, nn.Conv2d(16, 1, 3))
print(decoder(torch.randn(4, 10)).shape)
# --8<-- [end:unflatten]

# --8<-- [start:model_lay]
from torch.nn import functional as F


class ModelLay(nn.Module):
    def __init__(self, in_dim, n_hidden_1, n_hidden_2, out_dim):
        super().__init__()
        self.flatten = nn.Flatten()
        self.layer1 = nn.Sequential(
            nn.Linear(in_dim, n_hidden_1), nn.BatchNorm1d(n_hidden_1)
        )
        self.layer2 = nn.Sequential(
            nn.Linear(n_hidden_1, n_hidden_2), nn.BatchNorm1d(n_hidden_2)
        )
        self.out = nn.Sequential(nn.Linear(n_hidden_2, out_dim))

    def forward(self, x):
        x = self.flatten(x)
        x = F.relu(self.layer1(x))
        x = F.relu(self.layer2(x))
        return self.out(x)  # logits


# --8<-- [end:model_lay]

# --8<-- [start:model_lay_run]
lay = ModelLay(28 * 28, 300, 100, 10)
print(sum(p.numel() for p in lay.parameters()))
print(lay(torch.randn(8, 1, 28, 28)).shape)
print([name for name, _ in lay.named_parameters()][:4])
# --8<-- [end:model_lay_run]


# --8<-- [start:made_in_forward]
class Forgetful(nn.Module):
    def forward(self, x):
        return nn.Linear(4, 2)(nn.Flatten()(x))


net = Forgetful()
x = torch.ones(3, 2, 2)
print(len(list(net.parameters())), torch.equal(net(x), net(x)))
# --8<-- [end:made_in_forward]

# --8<-- [start:nested]
nested = nn.Sequential(cnn[:6], nn.Sequential(nn.Flatten(), nn.Linear(400, 10)))
print(list(nested.state_dict()))
print(nested[1][1])
# --8<-- [end:nested]

# --8<-- [start:unpacked]
level = nn.Sequential(*nested[0], *nested[1])
print(list(level.state_dict()))
print(torch.equal(level(images), nested(images)))
# --8<-- [end:unpacked]

# --8<-- [start:same_block]
block = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
twice = nn.Sequential(block, block)
print(sum(p.numel() for p in twice.parameters()), twice[0] is twice[1])
# --8<-- [end:same_block]

# --8<-- [start:two_inputs]
# raises: TypeError
a, b = torch.randn(4, 3), torch.randn(4, 5)
score = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
score(a, b)
# --8<-- [end:two_inputs]


# --8<-- [start:joined]
class Joined(nn.Sequential):
    def forward(self, a, b):
        return super().forward(torch.cat([a, b], dim=1))


joined = Joined(*score)
print(joined(a, b).shape, list(joined.state_dict()))
# --8<-- [end:joined]


# --8<-- [start:residual]
class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


res = Residual(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8))
x = torch.randn(4, 8)
by_hand = x + res[2](res[1](res[0](x)))
print(torch.equal(res(x), by_hand))
print(nn.Sequential(nn.Linear(3, 8), res)(a).shape, type(res[:1]).__name__)
# --8<-- [end:residual]

# --8<-- [start:answer_nested]
net = nn.Sequential(nn.Linear(4, 8), nn.Sequential(nn.ReLU(), nn.Linear(8, 2)))
print(list(net.state_dict()))
print(sum(p.numel() for p in net.parameters()))
# --8<-- [end:answer_nested]

# --8<-- [start:answer_features]
features = nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
with torch.no_grad():
    n = features(torch.zeros(1, 3, 32, 32)).shape[1]
classifier = nn.Sequential(*features, nn.Linear(n, 10))
print(n, classifier(torch.randn(2, 3, 32, 32)).shape)
# --8<-- [end:answer_features]


# --8<-- [start:answer_every_output]
class EveryOutput(nn.Sequential):
    def forward(self, x):
        outputs = []
        for layer in self:
            x = layer(x)
            outputs.append(x)
        return outputs


outputs = EveryOutput(*score)(torch.cat([a, b], dim=1))
print([tuple(o.shape) for o in outputs])
# --8<-- [end:answer_every_output]
