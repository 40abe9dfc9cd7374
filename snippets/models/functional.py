# --8<-- [start:same_layer]
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x = torch.randn(1, 784)  # (batch, in_features)
linear = nn.Linear(in_features=784, out_features=300)
as_module = linear(x)
as_function = F.linear(x, linear.weight, linear.bias)
print(as_module.shape, as_function.shape)
print(torch.equal(as_module, as_function))
# --8<-- [end:same_layer]

# --8<-- [start:source_line]
import inspect

print(inspect.getsource(nn.Linear.forward).splitlines()[-1].strip())
# --8<-- [end:source_line]

# --8<-- [start:by_hand]
print(linear.weight.shape)  # (out_features, in_features)
by_hand = x @ linear.weight.T + linear.bias
print(torch.allclose(as_module, by_hand, atol=1e-5))
# --8<-- [end:by_hand]

# --8<-- [start:owner]
for name, p in linear.named_parameters():
    print(name, tuple(p.shape), p.requires_grad)
print(linear(x).requires_grad)
# --8<-- [end:owner]

# --8<-- [start:hand_made]
weight = torch.randn(300, 784)
bias = torch.randn(300)
y = F.linear(x, weight, bias)
print(y.shape, y.requires_grad)
print(f"max weight {linear.weight.abs().max().item():.4f}, 1/28 = {1 / 28:.4f}")
print(f"std {y.std().item():.1f} {linear(x).std().item():.1f}")
# --8<-- [end:hand_made]


# --8<-- [start:my_model]
class MyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 256)
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)


# --8<-- [end:my_model]


# --8<-- [start:plain_tensors]
class HandMade(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.randn(10, 784) / 28
        self.bias = torch.zeros(10)

    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


model = HandMade()
print(model(x).shape, list(model.parameters()))
# --8<-- [end:plain_tensors]

# --8<-- [start:no_gradient]
# raises: RuntimeError
model(x).sum().backward()
# --8<-- [end:no_gradient]


# --8<-- [start:parameters]
class HandMade(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(10, 784) / 28)
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


model = HandMade()
model(x).sum().backward()
print([name for name, _ in model.named_parameters()], model.bias.grad)
# --8<-- [end:parameters]


# --8<-- [start:class_called]
# raises: TypeError
model = MyModel
model(torch.randn(2, 784))
# --8<-- [end:class_called]

# --8<-- [start:class_parameters]
# raises: TypeError
model.parameters()
# --8<-- [end:class_parameters]

# --8<-- [start:instance]
model = MyModel()
print(model(torch.randn(2, 784)).shape)
# --8<-- [end:instance]


# --8<-- [start:module_twin]
class Twin(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 256)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


twin = Twin()
# zh: 换成同样的权重
# en: take over the weights
twin.load_state_dict(model.state_dict())
print(torch.equal(model(x), twin(x)))
print([name for name, _ in model.named_parameters()])
print([name for name, _ in twin.named_parameters()])
# --8<-- [end:module_twin]

# --8<-- [start:printed]
print(model)
print(twin)
# --8<-- [end:printed]

# --8<-- [start:dropout_module]
torch.manual_seed(1)
ones = torch.ones(1000)
drop = nn.Dropout(p=0.5)
out = drop(ones)
print(drop.training, (out == 0).sum().item(), out.unique())
drop.eval()
print(drop.training, (drop(ones) == 0).sum().item())
# --8<-- [end:dropout_module]


# --8<-- [start:dropout_forgotten]
class Forgetful(nn.Module):
    def forward(self, x):
        return F.dropout(x, p=0.5)


model = Forgetful()
model.eval()
print(model.training, (model(ones) == 0).sum().item())
print(torch.equal(model(ones), model(ones)))
# --8<-- [end:dropout_forgotten]


# --8<-- [start:dropout_passed]
class Careful(nn.Module):
    def forward(self, x):
        return F.dropout(x, p=0.5, training=self.training)


model = Careful()
print(model.training, (model(ones) == 0).sum().item())
model.eval()
print(model.training, (model(ones) == 0).sum().item())
# --8<-- [end:dropout_passed]

# --8<-- [start:in_sequential]
# raises: TypeError
nn.Sequential(nn.Linear(2, 2), F.relu)
# --8<-- [end:in_sequential]

# --8<-- [start:module_in_sequential]
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
print(net(torch.randn(4, 2)).shape)
# --8<-- [end:module_in_sequential]

# --8<-- [start:table_checked]
conv, image = nn.Conv2d(1, 4, 3), torch.randn(1, 1, 28, 28)
print(isinstance(conv, nn.Module), isinstance(F.conv2d, nn.Module))
print(torch.equal(conv(image), F.conv2d(image, conv.weight, conv.bias)))
print(torch.equal(nn.MaxPool2d(2)(image), F.max_pool2d(image, 2)))
print(len(list(nn.MaxPool2d(2).parameters())), len(list(conv.parameters())))
# --8<-- [end:table_checked]


# --8<-- [start:model_seq]
class Model_Seq(nn.Module):
    def __init__(self, in_dim, n_hidden_1, n_hidden_2, out_dim):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear1 = nn.Linear(in_dim, n_hidden_1)
        self.bn1 = nn.BatchNorm1d(n_hidden_1)
        self.linear2 = nn.Linear(n_hidden_1, n_hidden_2)
        self.bn2 = nn.BatchNorm1d(n_hidden_2)
        self.out = nn.Linear(n_hidden_2, out_dim)

    def forward(self, x):
        x = self.flatten(x)  # (batch, 1, 28, 28) -> (batch, 784)
        x = F.relu(self.bn1(self.linear1(x)))
        x = F.relu(self.bn2(self.linear2(x)))
        return self.out(x)  # logits


torch.manual_seed(0)
model = Model_Seq(28 * 28, 300, 100, 10)
images = torch.rand(64, 1, 28, 28)
logits = model(images)
print(logits.shape, sum(p.numel() for p in model.parameters()))
# --8<-- [end:model_seq]

# --8<-- [start:probabilities]
probabilities = F.softmax(logits, dim=1)
print(torch.allclose(probabilities.sum(dim=1), torch.ones(64)))
print(torch.equal(probabilities.argmax(dim=1), logits.argmax(dim=1)))
# --8<-- [end:probabilities]

# --8<-- [start:batch_of_one]
# raises: ValueError
model(images[:1])
# --8<-- [end:batch_of_one]

# --8<-- [start:batch_of_one_eval]
model.eval()
print(model(images[:1]).shape)
# --8<-- [end:batch_of_one_eval]

# --8<-- [start:answer_rewrite]
torch.manual_seed(0)
images = torch.randn(1, 3, 32, 32)
conv = nn.Conv2d(3, 8, 3)
net = nn.Sequential(conv, nn.ReLU(), nn.MaxPool2d(2))
h = F.conv2d(images, conv.weight, conv.bias)
h = F.max_pool2d(F.relu(h), 2)
print(h.shape, torch.equal(net(images), h))
# --8<-- [end:answer_rewrite]

# --8<-- [start:answer_batch_norm]
mean, var = torch.zeros(3), torch.ones(3)
batch = torch.full((8, 3), 5.0)
F.batch_norm(batch, mean, var)
print(mean)
F.batch_norm(batch, mean, var, training=True)
print(mean)
# --8<-- [end:answer_batch_norm]


# --8<-- [start:answer_tied]
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(784, 32)

    def forward(self, x):
        h = F.relu(self.encode(x))  # (batch, 32)
        return F.linear(h, self.encode.weight.T)  # (batch, 784)


model = Tied()
print(model(x).shape, sum(p.numel() for p in model.parameters()))
# --8<-- [end:answer_tied]
