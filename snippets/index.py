# --8<-- [start:line]
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(0, 1, 50).unsqueeze(1)  # (50, 1)
y = 3 * x + 2

model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(200):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
weight, bias = model.weight.item(), model.bias.item()
print(f"loss {loss.item():.4f}, y = {weight:.3f} x + {bias:.3f}")
# --8<-- [end:line]
