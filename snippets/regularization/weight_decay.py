# --8<-- [start:one_step]
target = torch.tensor([0.5, 0.5, 0.5])
lr, strength = 0.1, 0.2
w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=lr, weight_decay=strength)
((w - target) ** 2).sum().backward()
by_hand = (1 - lr * strength) * w.detach() - lr * w.grad
optimizer.step()
print(w.detach())
print(by_hand)
# --8<-- [end:one_step]


# --8<-- [start:penalty]
def five_steps(optimizer_class, weight_decay, penalty, **options):
    w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    optimizer = optimizer_class([w], lr=0.1, weight_decay=weight_decay, **options)
    for _ in range(5):
        loss = ((w - target) ** 2).sum() + penalty / 2 * (w**2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.detach()


print(five_steps(torch.optim.SGD, weight_decay=0.2, penalty=0.0, momentum=0.9))
print(five_steps(torch.optim.SGD, weight_decay=0.0, penalty=0.2, momentum=0.9))
# --8<-- [end:penalty]

# --8<-- [start:adam]
print("Adam ", five_steps(torch.optim.Adam, weight_decay=0.2, penalty=0.0))
print("Adam ", five_steps(torch.optim.Adam, weight_decay=0.0, penalty=0.2))
print("AdamW", five_steps(torch.optim.AdamW, weight_decay=0.2, penalty=0.0))
# --8<-- [end:adam]

# --8<-- [start:shrink]
w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1, weight_decay=0.2)
w.grad = torch.zeros(3)
for step in range(1, 101):
    optimizer.step()
    if step in (1, 10, 100):
        print(step, w.detach(), f"{(1 - 0.1 * 0.2) ** step:.4f}")
# --8<-- [end:shrink]


# --8<-- [start:strengths]
def weight_norm(model):
    weights = [p for p in model.parameters() if p.dim() > 1]
    return sum((p**2).sum().item() for p in weights) ** 0.5


strengths = (0.0, 0.01, 0.03, 0.1)
models, results = {}, {}
for strength in strengths:
    for seed in (0, 1, 2):
        model = network(seed=seed)
        options = {"lr": 0.1, "momentum": 0.9, "weight_decay": strength}
        optimizer = torch.optim.SGD(model.parameters(), **options)
        models[strength, seed], results[strength, seed] = model, train(model, optimizer)
        row = results[strength, seed][-1]
        print(
            f"{strength:4} {seed}",
            *(f"{v:.3f}" for v in row),
            f"{weight_norm(model):.1f}",
        )
# --8<-- [end:strengths]

# --8<-- [start:columns]
for strength in strengths:
    columns = models[strength, 0][0].weight.detach().norm(dim=0)  # (20,)
    used, unused = columns[:4].mean().item(), columns[4:].mean().item()
    print(f"{strength:4} {used:.2f} {unused:.2f} {used / unused:.1f}")
# --8<-- [end:columns]

# --8<-- [start:strengths_plot]
import matplotlib.pyplot as plt

fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
for ax, train_column, val_column in ((left, 0, 2), (right, 1, 3)):
    for seed in (0, 1, 2):
        rows = [results[strength, seed][-1] for strength in strengths]
        train_label, val_label = (
            ("training", "validation") if seed == 0 else (None, None)
        )
        ax.plot(
            range(4), [row[train_column] for row in rows], "C0o-", label=train_label
        )
        ax.plot(range(4), [row[val_column] for row in rows], "C1s--", label=val_label)
    ax.set_xticks(range(4), [str(strength) for strength in strengths])
    ax.set_xlabel("weight_decay")
left.set_ylabel("loss")
left.legend(loc="upper center")
right.set(ylabel="accuracy", ylim=(0.6, 1.02))
plt.show()
# --8<-- [end:strengths_plot]


# --8<-- [start:groups]
def parameter_groups(model, weight_decay):
    decay = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": rest, "weight_decay": 0.0},
    ]


small = nn.Sequential(nn.Linear(20, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 4))
for name, p in small.named_parameters():
    print(name, tuple(p.shape), "decay" if p.dim() > 1 else "no decay")
optimizer = torch.optim.SGD(parameter_groups(small, 0.03), lr=0.1)
for group in optimizer.param_groups:
    print(group["weight_decay"], len(group["params"]))
# --8<-- [end:groups]

# --8<-- [start:groups_effect]
for seed in (0, 1, 2):
    model = network(seed=seed)
    optimizer = torch.optim.SGD(parameter_groups(model, 0.03), lr=0.1, momentum=0.9)
    everything, weights_only = results[0.03, seed][-1], train(model, optimizer)[-1]
    print(seed, *(f"{v:.3f}" for v in (*everything[2:], *weights_only[2:])))
# --8<-- [end:groups_effect]


# --8<-- [start:early_stopping]
def train_until_worse(model, optimizer, patience=5, epochs=40):
    best_loss, best_epoch, best_state = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        val_loss = train(model, optimizer, epochs=1)[0][2]
        if val_loss < best_loss:
            best_loss, best_epoch = val_loss, epoch
            best_state = {
                name: value.clone() for name, value in model.state_dict().items()
            }
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)
    return best_epoch, epoch


# --8<-- [end:early_stopping]

# --8<-- [start:stopped]
for seed in (0, 1, 2):
    model = network(seed=seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    best_epoch, last_epoch = train_until_worse(model, optimizer)
    full, restored = results[0.0, seed][-1], measure(model, x_val, y_val)
    numbers = (f"{v:.3f}" for v in (*full[2:], *restored))
    print(seed, *numbers, "best", best_epoch, "stopped", last_epoch)
# --8<-- [end:stopped]

# --8<-- [start:restored]
losses = [row[2] for row in results[0.0, 2]]
lowest = min(losses)
print(losses.index(lowest) + 1, f"{lowest:.3f} {measure(model, x_val, y_val)[0]:.3f}")
# --8<-- [end:restored]

# --8<-- [start:not_a_copy]
state = model.state_dict()
kept = {name: value.clone() for name, value in state.items()}
train(model, optimizer, epochs=1)
now = model[0].weight
print(torch.equal(state["0.weight"], now), torch.equal(kept["0.weight"], now))
# --8<-- [end:not_a_copy]

# --8<-- [start:answer_no_half]
w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
(0.2 * (w**2).sum()).backward()
print(w.grad, w.detach() * 2 * 0.2)
print(five_steps(torch.optim.SGD, weight_decay=0.4, penalty=0.0))
print(five_steps(torch.optim.SGD, weight_decay=0.0, penalty=2 * 0.2))
# --8<-- [end:answer_no_half]

# --8<-- [start:answer_adamw]
for strength in (0.01, 3.0):
    print(strength, f"{(1 - 3e-3 * strength) ** 80:.3f}")
model = network()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=3.0)
print(*(f"{value:.3f}" for value in train(model, optimizer)[-1]))
# --8<-- [end:answer_adamw]


# --8<-- [start:answer_patience]
def best_found(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


for seed in (0, 1, 2):
    losses = [row[2] for row in results[0.03, seed]]
    found = [best_found(losses, patience) for patience in (1, 2, 5, 10)]
    print(seed, *(f"{epoch + 1:2} ({losses[epoch]:.3f})" for epoch in found))
# --8<-- [end:answer_patience]
