# --8<-- [start:rnn_by_hand]
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
rnn = nn.RNN(3, 4).double()
x = torch.randn(5, 3, dtype=torch.float64)  # (time, features)

h = x.new_zeros(4)
for x_t in x:
    from_input = rnn.weight_ih_l0 @ x_t + rnn.bias_ih_l0
    from_past = rnn.weight_hh_l0 @ h + rnn.bias_hh_l0
    h = torch.tanh(from_input + from_past)
    print(h.detach())

out, h_n = rnn(x)
print(torch.allclose(h, out[-1]), torch.equal(out[-1], h_n[0]))
# --8<-- [end:rnn_by_hand]

# --8<-- [start:rnn_parameters]
for name, p in rnn.named_parameters():
    print(name, tuple(p.shape))
print(sum(p.numel() for p in rnn.parameters()), 4 * 3 + 4 * 4 + 4 + 4)
# --8<-- [end:rnn_parameters]

# --8<-- [start:batch_first]
rnn = nn.RNN(3, 4, batch_first=True)
x = torch.randn(2, 5, 3)  # (batch, time, features)
out, h = rnn(x)
print(out.shape, h.shape)
print(torch.equal(out[:, -1], h[0]))
# --8<-- [end:batch_first]

# --8<-- [start:time_first]
time_first = nn.RNN(3, 4)
time_first.load_state_dict(rnn.state_dict())
out_t, h_t = time_first(x.transpose(0, 1))  # (time, batch, features)
print(out_t.shape, h_t.shape)
print(torch.allclose(out_t.transpose(0, 1), out, atol=1e-3))
# --8<-- [end:time_first]

# --8<-- [start:forgot_batch_first]
wrong, _ = time_first(x)
print(wrong.shape, torch.allclose(wrong, out, atol=1e-3))
# --8<-- [end:forgot_batch_first]

# --8<-- [start:unbatched]
one, h_one = rnn(x[0])  # (time, features)
print(one.shape, h_one.shape, torch.allclose(one, out[0], atol=1e-3))
# --8<-- [end:unbatched]

# --8<-- [start:lstm_gru]
# device: cpu
x = torch.randn(2, 5, 3)  # (batch, time, features)
for layer in (nn.RNN, nn.GRU, nn.LSTM):
    recurrent = layer(3, 4, batch_first=True)
    out, state = recurrent(x)
    count = sum(p.numel() for p in recurrent.parameters())
    print(layer.__name__, count, tuple(out.shape), type(state).__name__)
h, c = state
print(h.shape, c.shape, torch.equal(out[:, -1], h[0]))
# --8<-- [end:lstm_gru]


# --8<-- [start:notes_model]
class FlatCNNRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2))
        self.rnn = nn.RNN(32 * 13 * 13, 128, batch_first=True)

    def forward(self, x):
        x = self.cnn(x).flatten(1)  # (batch, 5408)
        out, _ = self.rnn(x)
        return out


torch.manual_seed(0)
flat = FlatCNNRNN()
images = torch.randn(4, 1, 28, 28)
print(flat(images).shape)
# --8<-- [end:notes_model]


# --8<-- [start:leak]
@torch.inference_mode()
def show_changes(model):
    before = model(images)
    for k in range(4):
        other = images.clone()
        other[k] += 1
        difference = (model(other) - before).abs().amax(dim=1)
        print(k, [i for i, d in enumerate(difference.tolist()) if d > 1e-3])


show_changes(flat)
# --8<-- [end:leak]

# --8<-- [start:order]
with torch.inference_mode():
    together = flat(images)
    alone = torch.cat([flat(images[k : k + 1]) for k in range(4)])
print((together - alone).abs().amax(dim=1) < 1e-2)
# --8<-- [end:order]

# --8<-- [start:rows]
maps = torch.arange(12).reshape(1, 2, 3, 2)  # (batch, channels, rows, columns)
print(maps[0])
print(maps.permute(0, 2, 1, 3).flatten(2)[0])
print(maps.reshape(1, 3, 4)[0])
# --8<-- [end:rows]


# --8<-- [start:cnn_rnn]
class CNNRNN(nn.Module):
    def __init__(self, channels=32, columns=13, hidden=128, pool=2):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, channels, 3), nn.ReLU(), nn.MaxPool2d(pool)
        )
        self.rnn = nn.RNN(channels * columns, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 10)

    def forward(self, x):
        x = self.cnn(x)  # (batch, channels, rows, columns)
        x = x.permute(0, 2, 1, 3).flatten(2)  # (batch, rows, channels * columns)
        out, _ = self.rnn(x)  # (batch, rows, hidden)
        return self.fc(out[:, -1])


torch.manual_seed(0)
model = CNNRNN()
print(model(images).shape, sum(p.numel() for p in model.parameters()))
show_changes(model)
# --8<-- [end:cnn_rnn]

# --8<-- [start:count]
conv = 32 * 1 * 3 * 3 + 32
recurrent = 128 * 416 + 128 * 128 + 128 + 128
linear = 10 * 128 + 10
print(32 * 13, conv, recurrent, linear, conv + recurrent + linear)
# --8<-- [end:count]

# --8<-- [start:digits]
from sklearn.datasets import load_digits

digits = load_digits()
pixels = torch.tensor(digits.images / 16)[:, None]  # (1797, 1, 8, 8), float64
labels = torch.tensor(digits.target)
torch.manual_seed(0)
order = torch.randperm(1797)
train, test = order[:1437], order[1437:]
# --8<-- [end:digits]


# --8<-- [start:baselines]
class RowRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(8, 32, batch_first=True)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):  # (batch, 1, 8, 8)
        out, _ = self.rnn(x.squeeze(1))  # (batch, 8 rows, 32)
        return self.fc(out[:, -1])


def linear():
    return nn.Sequential(nn.Flatten(), nn.Linear(8 * 8, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d((1, 2)),
        nn.Flatten(),
        nn.Linear(8 * 6 * 3, 10),
    )


def cnn_rnn():
    return CNNRNN(channels=8, columns=3, hidden=32, pool=(1, 2))


# --8<-- [end:baselines]


# --8<-- [start:fit]
def fit(model, epochs=5):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(epochs):
        for batch in train[torch.randperm(len(train))].split(64):
            loss = F.cross_entropy(model(pixels[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
    with torch.inference_mode():
        correct = model(pixels[test]).argmax(dim=1) == labels[test]
    return correct.double().mean().item()


# --8<-- [end:fit]

# --8<-- [start:compare]
for make in (linear, RowRNN, cnn, cnn_rnn):
    runs = []
    for seed in range(3):
        torch.manual_seed(seed)
        model = make().double()
        runs.append(f"{fit(model):.3f}")
    print(f"{make.__name__:8}", sum(p.numel() for p in model.parameters()), *runs)
# --8<-- [end:compare]

# --8<-- [start:padding]
# device: cpu
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

torch.manual_seed(0)
rnn = nn.RNN(3, 4, batch_first=True).double()
short = torch.randn(2, 3, dtype=torch.float64)  # (time, features)
long = torch.randn(4, 3, dtype=torch.float64)
padded = pad_sequence([short, long], batch_first=True)  # (2, 4, 3)
print(padded[0, :, 0] == 0)
_, alone = rnn(short)
_, h = rnn(padded)
print(torch.allclose(h[0, 0], alone[0]))
# --8<-- [end:padding]

# --8<-- [start:packed]
# device: cpu
packed = pack_padded_sequence(padded, [2, 4], batch_first=True, enforce_sorted=False)
packed_out, h = rnn(packed)
print(torch.allclose(h[0, 0], alone[0]))
out, lengths = pad_packed_sequence(packed_out, batch_first=True)
print(out.shape, lengths.tolist())
print(out[0].abs().sum(dim=1) == 0, torch.equal(out[0, 1], h[0, 0]))
# --8<-- [end:packed]

# --8<-- [start:answer_count]
for layer, gates in ((nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)):
    by_hand = gates * (128 * 416 + 128 * 128 + 128 + 128)
    print(by_hand, sum(p.numel() for p in layer(416, 128).parameters()))
# --8<-- [end:answer_count]


# --8<-- [start:answer_gradient]
def influence(model):
    x = images.clone().requires_grad_()
    model(x)[2].sum().backward()
    return x.grad.abs().amax(dim=(1, 2, 3)) > 0


print(influence(flat))
print(influence(CNNRNN()))
# --8<-- [end:answer_gradient]

# --8<-- [start:answer_bidirectional]
both = nn.RNN(3, 4, batch_first=True, bidirectional=True)
out, h = both(torch.randn(2, 5, 3))
print(out.shape, h.shape)
print(torch.equal(out[:, -1, :4], h[0]), torch.equal(out[:, -1, 4:], h[1]))
print(torch.equal(out[:, 0, 4:], h[1]))
# --8<-- [end:answer_bidirectional]
