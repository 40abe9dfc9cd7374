# --8<-- [start:create]
import torch

print(torch.tensor([[1, 2], [3, 4]]).dtype, torch.tensor([1.0]).dtype)
print(torch.zeros(2, 3).shape, torch.full((2,), 7), torch.eye(2).tolist())
print(torch.arange(0, 10, 2), torch.linspace(0, 1, 3))
torch.manual_seed(0)
print(torch.rand(2), torch.randn(2))
print(torch.randint(0, 10, (3,)), torch.randperm(4))
# --8<-- [end:create]

# --8<-- [start:shape]
m = torch.arange(6).reshape(2, 3)
print(m.shape, m.reshape(-1, 2).shape, m.flatten().shape)
print(m.unsqueeze(0).shape, m[None].squeeze(0).shape, m.T.shape)
print(m.reshape(1, 2, 3).permute(2, 0, 1).shape)
print(torch.cat([m, m]).shape, torch.stack([m, m]).shape)
print([tuple(part.shape) for part in m.split(2, dim=1)])
# --8<-- [end:shape]

# --8<-- [start:compute]
print((m * m).tolist())  # zh: 逐元素 | en: element-wise
print((m + torch.tensor([10, 20, 30])).tolist())  # zh: 广播 | en: broadcast
print((m.float() @ m.float().T).shape)  # (2, 3) @ (3, 2)
print(m.sum(), m.sum(dim=0), m.float().mean(dim=1, keepdim=True).shape)
print(m.max(dim=1).values, m.argmax(dim=1), m.clamp(1, 4).tolist())
print(torch.allclose(torch.tensor(0.1) * 3, torch.tensor(0.3)))
# --8<-- [end:compute]

# --8<-- [start:index]
print(m[0], m[:, -1], m[0, 1].item())
print(m[m > 2], m[[1, 0]].tolist())
print(torch.where(m > 2, m, 0).tolist())
print(m.gather(1, torch.tensor([[2], [0]])).squeeze(1))  # zh: 每行一个 | en: one a row
part = m.clone()
part[:, 0] = -1
print(part.tolist(), m[0, 0])
# --8<-- [end:index]

# --8<-- [start:dtype]
import numpy as np

print(m.float().dtype, m.to(torch.float64).dtype, (m + 0.5).dtype)
print(torch.tensor(np.ones(2), dtype=torch.float32), m[0].tolist())
device = torch.accelerator.current_accelerator(check_available=True)
device = device or torch.device("cpu")
print(m.to(device).device.type == device.type)
# --8<-- [end:dtype]

# --8<-- [start:gradient]
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w**2).sum().backward()
print(w.grad)
w.grad = None  # zh: 不清零就会累加 | en: or gradients add up
print(torch.autograd.grad((w**3).sum(), w))
with torch.no_grad():
    w -= 0.5
print(w, w.detach().requires_grad)
# --8<-- [end:gradient]

# --8<-- [start:layers]
from torch import nn

images = torch.rand(4, 1, 8, 8)  # (batch, channels, height, width)
print(nn.Conv2d(1, 16, kernel_size=3, padding=1)(images).shape)
print(nn.MaxPool2d(2)(images).shape, nn.Flatten()(images).shape)
print(nn.BatchNorm2d(1)(images).shape, nn.Dropout(0.5)(images).shape)
print(nn.RNN(8, 32, batch_first=True)(images.squeeze(1))[0].shape)
# --8<-- [end:layers]


# --8<-- [start:model]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.layers(x))


model = Net()
print(model(images).shape, sum(p.numel() for p in model.parameters()))
print([name for name, _ in model.named_parameters()])
# --8<-- [end:model]

# --8<-- [start:losses]
import torch.nn.functional as F

logits = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0]])  # (batch, classes)
print(F.cross_entropy(logits, torch.tensor([0, 1])), logits.argmax(dim=1))
x, y = torch.tensor([2.0, -1.0]), torch.tensor([1.0, 0.0])
print(F.binary_cross_entropy_with_logits(x, y), x > 0)
print(F.mse_loss(x, y), F.l1_loss(x, y), F.smooth_l1_loss(x, y))
print(logits.softmax(dim=1).sum(dim=1), x.sigmoid())
# --8<-- [end:losses]

# --8<-- [start:optimizers]
sgd = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
groups = [{"params": model.head.parameters(), "lr": 1e-2}]
groups.append({"params": model.layers.parameters()})
adamw = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.01)
print([group["lr"] for group in adamw.param_groups])
cosine = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, T_max=10)
F.cross_entropy(model(images), torch.tensor([0, 1, 2, 3])).backward()
norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
sgd.step()
cosine.step()  # zh: 每轮一次，在 step 之后 | en: once an epoch, after step
print(norm.item() > 0, f"{cosine.get_last_lr()[0]:.4f}")
# --8<-- [end:optimizers]

# --8<-- [start:data]
from torch.utils.data import DataLoader, TensorDataset, random_split

dataset = TensorDataset(torch.rand(50, 1, 8, 8), torch.randint(0, 10, (50,)))
train_set, val_set = random_split(dataset, [40, 10])
train_loader = DataLoader(train_set, batch_size=16, shuffle=True)
val_loader = DataLoader(val_set, batch_size=16)
print(len(train_set), len(train_loader), len(val_loader))
print([x.shape for x in next(iter(train_loader))])
# --8<-- [end:data]

# --8<-- [start:fit]
torch.manual_seed(0)
model, loss_fn = Net(), nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
for epoch in range(3):
    loss = train_epoch(model, train_loader, loss_fn, optimizer)
    val_loss, accuracy = evaluate(model, val_loader, loss_fn)
    print(
        f"epoch {epoch} loss {loss:.3f} val_loss {val_loss:.3f} accuracy {accuracy:.2f}"
    )
# --8<-- [end:fit]

# --8<-- [start:save]
torch.save(model.state_dict(), "weights.pt")
loaded = Net()
weights = torch.load("weights.pt", map_location="cpu", weights_only=True)
print(loaded.load_state_dict(weights), loaded.eval().training)
print(torch.equal(loaded(images), model(images)))
torch.save(
    {"model": model.state_dict(), "optimizer": optimizer.state_dict()}, "full.pt"
)
print(list(torch.load("full.pt", weights_only=True)))
# --8<-- [end:save]

# --8<-- [start:debug]
x = images
for layer in (*model.layers, model.head):
    x = layer(x)
    print(f"{type(layer).__name__:8} {tuple(x.shape)}")
print(x.isfinite().all().item(), (x.std() > 0).item())
loss = loss_fn(model(images), torch.tensor([0, 1, 2, 3]))
loss.backward()
print(
    f"{loss.item():.3f}",
    [name for name, p in model.named_parameters() if p.grad is None],
)
print(model.training, f"{torch.log(torch.tensor(10.0)):.3f}")
# --8<-- [end:debug]
