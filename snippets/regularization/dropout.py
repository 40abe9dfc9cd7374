# --8<-- [start:data]
import torch

torch.manual_seed(0)
x = torch.randn(3000, 20)  # (rows, features)
score = x[:, :4] @ torch.tensor([4.0, 2.0, 1.0, 1.0])
price = score + torch.randn(3000)
edges = price.quantile(torch.tensor([0.25, 0.5, 0.75]))
y = torch.bucketize(price, edges)  # zh: 四档：0、1、2、3 | en: four classes: 0, 1, 2, 3
x_train, y_train = x[:200], y[:200]
x_val, y_val = x[1200:], y[1200:]
print(x_train.shape, x_val.shape, y.bincount())
# --8<-- [end:data]

# --8<-- [start:ceiling]
by_rule = torch.bucketize(score, edges)[1200:]
print(f"{(by_rule == y_val).float().mean().item():.3f}")
# --8<-- [end:ceiling]

# --8<-- [start:network]
import torch.nn.functional as F
from torch import nn


def network(p=0.0, seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Linear(20, 128),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(128, 128),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(128, 4),
    )


print(sum(p.numel() for p in network().parameters()))
# --8<-- [end:network]


# --8<-- [start:measure]
def measure(model, x, y):
    model.eval()
    with torch.inference_mode():
        logits = model(x)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
        return F.cross_entropy(logits, y).item(), accuracy.item()


# --8<-- [end:measure]


# --8<-- [start:train]
def train(model, optimizer, epochs=40):
    history = []
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(x_train)).split(100):
            loss = F.cross_entropy(model(x_train[batch]), y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(
            (*measure(model, x_train, y_train), *measure(model, x_val, y_val))
        )
    return history


# --8<-- [end:train]

# --8<-- [start:overfit]
plain = network()
history = train(plain, torch.optim.Adam(plain.parameters(), lr=3e-3))
print("epoch  train loss, accuracy  validation loss, accuracy")
for epoch in (1, 5, 10, 15, 20, 30, 40):
    print(f"{epoch:5}", *(f"{value:.3f}" for value in history[epoch - 1]))
# --8<-- [end:overfit]

# --8<-- [start:overfit_curves]
import matplotlib.pyplot as plt

train_loss, train_accuracy, val_loss, val_accuracy = zip(*history, strict=True)
epochs = range(1, 41)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
left.plot(epochs, train_loss, label="training")
left.plot(epochs, val_loss, "--", label="validation")
left.set(xlabel="epoch", ylabel="loss", ylim=(0, 1.5))
left.legend()
right.plot(epochs, train_accuracy)
right.plot(epochs, val_accuracy, "--")
right.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.05))
plt.show()
# --8<-- [end:overfit_curves]

# --8<-- [start:by_hand]
torch.manual_seed(1)
h = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
dropped = F.dropout(h, p=0.5)
mask = (dropped != 0).float()
print(dropped)
print(mask)
print(torch.equal(dropped, mask * h / (1 - 0.5)))
# --8<-- [end:by_hand]

# --8<-- [start:not_batch_norm]
for layer in (nn.Dropout(0.5), nn.BatchNorm1d(4)):
    buffers = [name for name, _ in layer.named_buffers()]
    print(type(layer).__name__, sum(p.numel() for p in layer.parameters()), buffers)
# --8<-- [end:not_batch_norm]

# --8<-- [start:expectation]
torch.manual_seed(0)
h = torch.tensor([1.0, 2.0, 3.0])
for p in (0.2, 0.5, 0.8):
    draws = F.dropout(h.expand(200_000, 3), p=p)
    unscaled = draws * (1 - p)
    print(p, *(f"{v:.2f}" for v in draws.mean(dim=0).tolist()), end="   ")
    print(*(f"{v:.2f}" for v in unscaled.mean(dim=0).tolist()))
# --8<-- [end:expectation]

# --8<-- [start:not_half]
torch.manual_seed(0)
ones = torch.ones(1_000_000)
for p in (0.2, 0.5):
    drop = nn.Dropout(p)
    out = drop(ones)
    zeros = (out == 0).float().mean().item()
    print(p, out.unique().tolist(), f"mean {out.mean().item():.2f} zeros {zeros:.2f}")
    drop.eval()
    print(torch.equal(drop(ones), ones))
# --8<-- [end:not_half]

# --8<-- [start:example]
torch.manual_seed(0)
t1 = torch.randint(0, 10, size=(1, 4)).float()
linear1 = nn.Linear(4, 5)
l1 = torch.relu(linear1(t1))
d1 = nn.Dropout(p=0.5)(l1)
print(t1.tolist())
print(l1.detach())
print(d1.detach())
# --8<-- [end:example]

# --8<-- [start:note_factor]
print(f"{9.4017 / 4.7008:.3f} {1 / (1 - 0.5):.3f}")
# --8<-- [end:note_factor]

# --8<-- [start:per_sample]
torch.manual_seed(0)
drop = nn.Dropout(0.5)
last = nn.Linear(4, 1, bias=False)
h = drop(torch.ones(3, 4))  # (batch, units)
last(h).sum().backward()
print(h)
print(last.weight.grad)
# --8<-- [end:per_sample]

# --8<-- [start:still_moves]
torch.manual_seed(2)
optimizer = torch.optim.Adam(last.parameters(), lr=0.1)
for step in (1, 2):
    before = last.weight.detach().clone()
    h = drop(torch.ones(1, 4))
    optimizer.zero_grad()
    last(h).sum().backward()
    optimizer.step()
    print(step, "gradient", last.weight.grad.tolist())
    print(step, "moved", (last.weight != before).tolist())
# --8<-- [end:still_moves]

# --8<-- [start:three_seeds]
runs = {(0.0, 0): history}
for p, seed in ((0.0, 1), (0.0, 2), (0.5, 0), (0.5, 1), (0.5, 2)):
    model = network(p, seed)
    runs[p, seed] = train(model, torch.optim.Adam(model.parameters(), lr=3e-3))
for (p, seed), rows in runs.items():
    print(p, seed, *(f"{value:.3f}" for value in rows[-1]))
# --8<-- [end:three_seeds]

# --8<-- [start:effect_curves]
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
for (p, seed), rows in runs.items():
    style = "C0-" if p == 0 else "C1--"
    label = f"p = {p}" if seed == 0 else None
    left.plot(epochs, [row[2] for row in rows], style, label=label)
    right.plot(epochs, [row[3] for row in rows], style)
left.set(xlabel="epoch", ylabel="validation loss", ylim=(0.4, 1.5))
left.legend()
right.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0.3, 0.8))
plt.show()
# --8<-- [end:effect_curves]

# --8<-- [start:modes]
# zh: 最后训练的那个，p = 0.5
# en: the last one trained, p = 0.5
with torch.inference_mode():
    model.eval()
    print(torch.equal(model(x_val), model(x_val)))
    model.train()
    print(torch.equal(model(x_val), model(x_val)))
# --8<-- [end:modes]

# --8<-- [start:forgotten]
torch.manual_seed(0)
loss, accuracy = measure(model, x_val, y_val)
print(f"eval  {loss:.3f} {accuracy:.3f}")
model.train()
with torch.inference_mode():
    for _ in range(3):
        logits = model(x_val)
        accuracy = (logits.argmax(dim=1) == y_val).float().mean().item()
        print(f"train {F.cross_entropy(logits, y_val).item():.3f} {accuracy:.3f}")
# --8<-- [end:forgotten]

# --8<-- [start:order]
z = torch.tensor([-2.0, -1.0, 1.0, 2.0, 3.0, 4.0])
for activation in (torch.relu, torch.sigmoid):
    torch.manual_seed(0)
    after = F.dropout(activation(z), p=0.5)
    torch.manual_seed(0)
    before = activation(F.dropout(z, p=0.5))
    print(activation.__name__, torch.equal(after, before))
print(before)
# --8<-- [end:order]

# --8<-- [start:channels]
torch.manual_seed(1)
maps = torch.ones(1, 4, 2, 3)  # (batch, channels, height, width)
print(nn.Dropout(0.5)(maps).flatten(2))
print(nn.Dropout2d(0.5)(maps).flatten(2))
# --8<-- [end:channels]


# --8<-- [start:answer_module]
class MyDropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        mask = (torch.rand_like(x) >= self.p).float()
        return mask * x / (1 - self.p)


torch.manual_seed(0)
drop = MyDropout(0.25)
print(drop(torch.ones(8)))
print(f"{drop(ones).mean().item():.2f}")
drop.eval()
print(torch.equal(drop(ones), ones))
# --8<-- [end:answer_module]

# --8<-- [start:answer_strengths]
for p in (0.1, 0.7, 0.9):
    model = network(p)
    last_row = train(model, torch.optim.Adam(model.parameters(), lr=3e-3))[-1]
    print(p, *(f"{value:.3f}" for value in last_row))
# --8<-- [end:answer_strengths]

# --8<-- [start:answer_more_data]
x_train, y_train = x[:1200], y[:1200]
for p in (0.0, 0.5):
    model = network(p)
    last_row = train(model, torch.optim.Adam(model.parameters(), lr=3e-3), epochs=7)[-1]
    print(p, *(f"{value:.3f}" for value in last_row))
# --8<-- [end:answer_more_data]
