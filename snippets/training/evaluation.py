# --8<-- [start:train]
model, train_loader, val_loader, loss_fn, optimizer = start()
history = fit(model, train_loader, val_loader, loss_fn, optimizer, epochs=5)
print("epochs    ", *(f"{loss:.3f}" for loss in history["train_loss"]))
for name, loader in (("train", train_loader), ("validation", val_loader)):
    loss, accuracy = evaluate(model, loader, loss_fn)
    print(f"{name:10} loss {loss:.3f} accuracy {accuracy:.3f}")
# --8<-- [end:train]

# --8<-- [start:by_hand]
x_val, y_val = val_set.tensors
model.eval()
with torch.no_grad():
    logits = model(x_val)  # (300, 10)
predicted = logits.argmax(dim=1)  # (300,)
print(predicted[:8].tolist(), y_val[:8].tolist())
print(
    f"{(predicted == y_val).float().mean().item():.3f} {loss_fn(logits, y_val).item():.3f}"
)
# --8<-- [end:by_hand]

# --8<-- [start:loss_and_accuracy]
for scale in (1, 10):
    scaled = scale * logits
    accuracy = (scaled.argmax(dim=1) == y_val).float().mean().item()
    print(f"{accuracy:.3f} {loss_fn(scaled, y_val).item():.3f}")
# --8<-- [end:loss_and_accuracy]

# --8<-- [start:old_argmax]
outputs = torch.tensor([[1.0, 2.0], [3.0, 0.0]], requires_grad=True)
_, old = torch.max(outputs.data, 1)
new = outputs.argmax(dim=1)
print(old.tolist(), new.tolist(), new.requires_grad)
# --8<-- [end:old_argmax]

# --8<-- [start:baseline]
counts = train_set.tensors[1].bincount()
print(counts.tolist())
print(f"{(y_val == counts.argmax()).float().mean().item():.3f}")
# --8<-- [end:baseline]

# --8<-- [start:imbalanced]
is_eight = y_val == 8
never = torch.zeros_like(is_eight)
print(f"{(never == is_eight).float().mean().item():.3f}")
print(f"{never[is_eight].float().mean().item():.3f}")
# --8<-- [end:imbalanced]

# --8<-- [start:two_switches]
probe = make_model()
# zh: 复制参数和统计量
# en: copies parameters and statistics
probe.load_state_dict(model.state_dict())
x = x_val[:4]
probe.eval()
print("eval", probe(x).requires_grad, torch.equal(probe(x), probe(x)))
probe.train()
torch.manual_seed(0)
with torch.no_grad():
    print("no_grad", probe(x).requires_grad, torch.equal(probe(x), probe(x)))
# --8<-- [end:two_switches]


# --8<-- [start:forgotten_eval]
@torch.no_grad()
def accuracy_as_is(model):
    return (model(x_val).argmax(dim=1) == y_val).float().mean().item()


probe.load_state_dict(model.state_dict())
print("train", *(f"{accuracy_as_is(probe.train()):.3f}" for _ in range(4)))
print("eval ", *(f"{accuracy_as_is(model.eval()):.3f}" for _ in range(4)))
# --8<-- [end:forgotten_eval]

# --8<-- [start:batch_means]
for batch_size in (100, 128, 299):
    loader = DataLoader(val_set, batch_size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        means = [loss_fn(model(x), y).item() for x, y in loader]
    print(
        f"{batch_size:3} {sum(means) / len(means):.4f} {evaluate(model, loader, loss_fn)[0]:.4f}"
    )
# --8<-- [end:batch_means]

# --8<-- [start:guesses]
torch.manual_seed(0)
guesses = torch.randint(0, 10, (len(images),))
learn, choose, fresh = (
    [(images[part], guesses[part])] for part in order.split([1197, 300, 300])
)
scores = []
for seed in range(20):
    torch.manual_seed(seed)
    net = make_model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    for _ in range(10):
        train_epoch(net, learn, loss_fn, optimizer)
        scores.append([evaluate(net, part, loss_fn)[1] for part in (choose, fresh)])
best = max(scores, key=lambda score: score[0])
print(*(f"{score:.3f}" for score in best))
# --8<-- [end:guesses]

# --8<-- [start:test_once]
loss, accuracy = evaluate(model, DataLoader(test_set, batch_size=100), loss_fn)
error = (accuracy * (1 - accuracy) / len(test_set)) ** 0.5
print(f"loss {loss:.3f} accuracy {accuracy:.3f} ± {error:.3f}")
# --8<-- [end:test_once]

# --8<-- [start:confusion]
matrix = torch.bincount(10 * y_val + predicted, minlength=100).reshape(10, 10)
print(matrix)
# --8<-- [end:confusion]

# --8<-- [start:confusion_sklearn]
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

expected = confusion_matrix(y_val.tolist(), predicted.tolist())
print(torch.equal(matrix, torch.tensor(expected)))
# --8<-- [end:confusion_sklearn]

# --8<-- [start:confusion_plot]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.4, 4.2), layout="constrained")
ax.imshow(matrix.tolist(), cmap="Blues", vmax=40)
for row, column in matrix.nonzero().tolist():
    colour = "white" if row == column else "black"
    ax.text(
        column, row, matrix[row, column].item(), ha="center", va="center", color=colour
    )
ax.set(xlabel="predicted", ylabel="true", xticks=range(10), yticks=range(10))
plt.show()
# --8<-- [end:confusion_plot]

# --8<-- [start:recall_precision]
right = matrix.diagonal()
recall = right / matrix.sum(dim=1)
precision = right / matrix.sum(dim=0)
for digit in range(10):
    print(
        digit,
        f"recall {recall[digit].item():.3f} precision {precision[digit].item():.3f}",
    )
# --8<-- [end:recall_precision]

# --8<-- [start:recall_sklearn]
by_sklearn = precision_recall_fscore_support(y_val.tolist(), predicted.tolist())
for mine, theirs in ((precision, by_sklearn[0]), (recall, by_sklearn[1])):
    print(torch.allclose(mine, torch.tensor(theirs, dtype=torch.float32)))
# --8<-- [end:recall_sklearn]


# --8<-- [start:curves]
def curves(data, lr, epochs=20):
    torch.manual_seed(0)
    model = make_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    x, y = data
    rows = []
    for _ in range(epochs):
        batches = [(x[i], y[i]) for i in torch.randperm(len(x)).split(64)]
        train_epoch(model, batches, loss_fn, optimizer)
        rows.append([evaluate(model, [part], loss_fn) for part in (data, val_set[:])])
    return rows


cases = {
    "too few steps": curves(train_set[:], lr=0.003),
    "fits": curves(train_set[:], lr=0.1),
    "too few images": curves(train_set[:64], lr=0.1, epochs=80),
}
for name, rows in cases.items():
    print(f"{name:14}", *(f"{loss:.2f} {accuracy:.2f}" for loss, accuracy in rows[-1]))
# --8<-- [end:curves]

# --8<-- [start:curves_plot]
fig, axes = plt.subplots(
    2, 3, figsize=(7.2, 4), sharex="col", sharey="row", layout="constrained"
)
for column, (name, rows) in zip(axes.T, cases.items(), strict=True):
    epochs = range(1, len(rows) + 1)
    for part, style, label in ((0, "-", "train"), (1, "--", "validation")):
        for index, ax in enumerate(column):
            ax.plot(epochs, [row[part][index] for row in rows], style, label=label)
    column[0].set_title(name)
    column[1].set_xlabel("epoch")
axes[0, 0].set_ylabel("loss")
axes[1, 0].set_ylabel("accuracy")
axes[0, 1].legend()
plt.show()
# --8<-- [end:curves_plot]

# --8<-- [start:chinese]
# raises: UserWarning
fig, ax = plt.subplots()
ax.set_title("每轮总损失")
fig.savefig("loss.png")
# --8<-- [end:chinese]

# --8<-- [start:fonts]
from matplotlib import font_manager

plt.close(fig)
wanted = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
]
installed = {font.name for font in font_manager.fontManager.ttflist}
fonts = [name for name in wanted if name in installed] + ["DejaVu Sans"]
with plt.rc_context({"font.sans-serif": fonts, "axes.unicode_minus": False}):
    print(plt.rcParams["font.sans-serif"][-1])
# --8<-- [end:fonts]

# --8<-- [start:tensorboard]
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter("runs/digits") as writer:
    for epoch in range(5):
        for name, values in history.items():
            writer.add_scalar(name, values[epoch], epoch + 1)
# --8<-- [end:tensorboard]

# --8<-- [start:read_events]
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator("runs/digits")
events.Reload()
print(sorted(events.Tags()["scalars"]))
for event in events.Scalars("val_loss"):
    print(event.step, f"{event.value:.3f} {history['val_loss'][event.step - 1]:.3f}")
# --8<-- [end:read_events]

# --8<-- [start:answer_top_two]
top = logits.topk(2, dim=1).indices  # (300, 2)
print(f"{(top == y_val.unsqueeze(1)).any(dim=1).float().mean().item():.3f}")
# --8<-- [end:answer_top_two]

# --8<-- [start:answer_threshold]
p_eight = logits.softmax(dim=1)[:, 8]
for threshold in (0.05, 0.5, 0.95):
    said = p_eight > threshold
    both = (said & is_eight).sum().item()
    recall, precision = both / is_eight.sum().item(), both / said.sum().item()
    print(f"{threshold:.2f} recall {recall:.3f} precision {precision:.3f}")
# --8<-- [end:answer_threshold]

# --8<-- [start:answer_size]
for error in (0.01, 0.005, 0.001):
    print(error, round(0.95 * 0.05 / error**2))
# --8<-- [end:answer_size]
