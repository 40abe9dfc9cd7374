# --8<-- [start:two_methods]
import torch
from torch.utils.data import Dataset


class PairDataset(Dataset):
    def __init__(self, features, targets):
        self.features = torch.as_tensor(features, dtype=torch.float32)
        self.targets = torch.as_tensor(targets, dtype=torch.float32)

    def __len__(self):
        return len(self.features)

    def __getitem__(self, index):
        return self.features[index], self.targets[index]


# --8<-- [end:two_methods]

# --8<-- [start:one_sample]
features = [[1, 2], [3, 4], [5, 6], [7, 8]]
labels = [1, 0, 1, 0]
dataset = PairDataset(features, labels)
print(len(dataset))
print(dataset[0])
# --8<-- [end:one_sample]


# --8<-- [start:lost_underscores]
# raises: TypeError
class Undecorated(Dataset):
    def len(self):
        return 4


print(len(Undecorated()))
# --8<-- [end:lost_underscores]


# --8<-- [start:tensor_of_tensor]
# raises: UserWarning
X = torch.tensor(features, dtype=torch.float32)
torch.tensor(X)
# --8<-- [end:tensor_of_tensor]

# --8<-- [start:as_tensor_shares]
print(PairDataset(X, labels).features is X)
print(torch.as_tensor(features, dtype=torch.float32))
# --8<-- [end:as_tensor_shares]

# --8<-- [start:tensor_dataset]
from torch.utils.data import TensorDataset

sums = torch.tensor([[3.0], [7.0], [11.0], [15.0]])
pairs = TensorDataset(X, sums)
print(len(pairs), pairs[0])
# --8<-- [end:tensor_dataset]

# --8<-- [start:mismatched_lengths]
# raises: AssertionError
TensorDataset(X, sums[:3])
# --8<-- [end:mismatched_lengths]

# --8<-- [start:first_loader]
from torch.utils.data import DataLoader

loader = DataLoader(dataset, batch_size=2)
for batch, (inputs, targets) in enumerate(loader):
    print(batch, inputs, targets)
# --8<-- [end:first_loader]

# --8<-- [start:one_batch]
inputs, targets = next(iter(loader))
print(inputs.shape, targets.shape)
# --8<-- [end:one_batch]

# --8<-- [start:two_epochs]
torch.manual_seed(0)
loader = DataLoader(pairs, batch_size=2, shuffle=True)
for epoch in range(2):
    for inputs, targets in loader:
        print(epoch, inputs.tolist(), targets.flatten().tolist())
# --8<-- [end:two_epochs]


# --8<-- [start:global_seed]
def order(generator=None, draws=0):
    torch.manual_seed(0)
    # zh: 例如多了一层随机初始化
    # en: another randomly initialised layer, say
    torch.rand(draws)
    numbers = TensorDataset(torch.arange(8))
    loader = DataLoader(numbers, batch_size=8, shuffle=True, generator=generator)
    return next(iter(loader))[0].tolist()


print(order(), order(draws=1))
for draws in (0, 1):
    print(order(torch.Generator().manual_seed(0), draws))
# --8<-- [end:global_seed]

# --8<-- [start:drop_last]
five = TensorDataset(torch.arange(5))
for drop_last in (False, True):
    loader = DataLoader(five, batch_size=2, drop_last=drop_last)
    print(len(loader), [batch.tolist() for (batch,) in loader])
# --8<-- [end:drop_last]

# --8<-- [start:average_of_averages]
losses = TensorDataset(torch.tensor([1.0, 1.0, 1.0, 1.0, 6.0]))
total = sum_of_means = 0.0
loader = DataLoader(losses, batch_size=2)
for (batch,) in loader:
    sum_of_means += batch.mean().item()
    total += batch.sum().item()
print(f"{sum_of_means / len(loader):.2f} {total / len(losses):.2f}")
# --8<-- [end:average_of_averages]

# --8<-- [start:target_shape]
# raises: ValueError
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
inputs, targets = next(iter(DataLoader(dataset, batch_size=2)))
nn.BCEWithLogitsLoss()(model(inputs), targets)
# --8<-- [end:target_shape]

# --8<-- [start:target_shape_mse]
# raises: UserWarning
nn.MSELoss()(model(inputs), targets)
# --8<-- [end:target_shape_mse]

# --8<-- [start:target_shape_mended]
columns = PairDataset(features, [[label] for label in labels])
inputs, targets = next(iter(DataLoader(columns, batch_size=2)))
print(targets.shape, nn.BCEWithLogitsLoss()(model(inputs), targets).shape)
# --8<-- [end:target_shape_mended]

# --8<-- [start:gradient_noise]
torch.manual_seed(0)
x = torch.randn(4096)
y = 3 * x + torch.randn(4096)
# zh: 每个样本在 w = 0 处的梯度
# en: of each sample, at w = 0
gradients = 2 * (0 * x - y) * x
for size in (1, 16, 256):
    batches = gradients.reshape(-1, size).mean(dim=1)
    print(f"{size:3} mean {batches.mean():.2f} std {batches.std():.2f}")
# --8<-- [end:gradient_noise]

# --8<-- [start:updates]
import torch.nn.functional as F
from sklearn.datasets import load_digits

images, digits = load_digits(return_X_y=True)
images = torch.tensor(images / 16, dtype=torch.float32)
digits = torch.tensor(digits)


def train(batch_size, epochs=5):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(TensorDataset(images, digits), batch_size, shuffle=True)
    for _ in range(epochs):
        for inputs, targets in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
    return epochs * len(loader), F.cross_entropy(model(images), digits).item()


# --8<-- [end:updates]

# --8<-- [start:compare_sizes]
for batch_size in (16, 64, 256):
    updates, loss = train(batch_size)
    print(f"batch size {batch_size:3} updates {updates:3} loss {loss:.2f}")
# --8<-- [end:compare_sizes]

# --8<-- [start:default_collate]
from torch.utils.data import default_collate

samples = [
    {"image": torch.zeros(3, 8), "label": 1, "weight": 0.5, "name": "a"},
    {"image": torch.ones(3, 8), "label": 0, "weight": 2.0, "name": "b"},
]
batch = default_collate(samples)
print(batch["image"].shape)
print(batch["label"], batch["weight"], batch["name"])
# --8<-- [end:default_collate]

# --8<-- [start:unequal]
# raises: RuntimeError
sentences = [torch.tensor([5, 2, 9]), torch.tensor([7]), torch.tensor([4, 4])]
next(iter(DataLoader(sentences, batch_size=3)))
# --8<-- [end:unequal]

# --8<-- [start:pad]
from torch.nn.utils.rnn import pad_sequence


def pad(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    return pad_sequence(samples, batch_first=True, padding_value=0), lengths


padded, lengths = next(iter(DataLoader(sentences, batch_size=3, collate_fn=pad)))
print(padded)
print(lengths)
# --8<-- [end:pad]

# --8<-- [start:processes]
# device: cpu
import os


class ProcessIds(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return os.getpid()


for num_workers in (0, 2):
    loader = DataLoader(ProcessIds(), batch_size=1, num_workers=num_workers)
    ids = {batch.item() for batch in loader}
    print(num_workers, len(ids), os.getpid() in ids)
# --8<-- [end:processes]


# --8<-- [start:who_reads]
# device: cpu
from torch.utils.data import get_worker_info


class WhoReads(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return index, get_worker_info().id


for indices, workers in DataLoader(WhoReads(), batch_size=2, num_workers=2):
    print(indices.tolist(), workers.tolist())
# --8<-- [end:who_reads]

# --8<-- [start:copied_generator]
# device: cpu
import numpy as np


class Noise(Dataset):
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return int(self.rng.integers(1000))


loader = DataLoader(Noise(), batch_size=2, num_workers=2)
for epoch in range(2):
    print(epoch, [batch.tolist() for batch in loader])
# --8<-- [end:copied_generator]


# --8<-- [start:worker_init]
# device: cpu
def new_generator(worker_id):
    get_worker_info().dataset.rng = np.random.default_rng(torch.initial_seed())


loader = DataLoader(
    Noise(),
    batch_size=2,
    num_workers=2,
    worker_init_fn=new_generator,
    generator=torch.Generator().manual_seed(0),
)
for epoch in range(2):
    print(epoch, [batch.tolist() for batch in loader])
# --8<-- [end:worker_init]


# --8<-- [start:iterable]
from torch.utils.data import IterableDataset


class Countdown(IterableDataset):
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        yield from range(self.start, 0, -1)


print(list(DataLoader(Countdown(5), batch_size=2)))
# --8<-- [end:iterable]

# --8<-- [start:iterable_shuffle]
# raises: ValueError
DataLoader(Countdown(5), batch_size=2, shuffle=True)
# --8<-- [end:iterable_shuffle]


# --8<-- [start:iterable_workers]
# device: cpu
class SharedCountdown(Countdown):
    def __iter__(self):
        worker = get_worker_info()
        yield from range(self.start - worker.id, 0, -worker.num_workers)


for kind in (Countdown, SharedCountdown):
    print(list(DataLoader(kind(5), batch_size=None, num_workers=2)))
# --8<-- [end:iterable_workers]

# --8<-- [start:answer_length]
for size in (32, 64, 100):
    numbers = TensorDataset(torch.arange(1797))
    kept, dropped = DataLoader(numbers, size), DataLoader(numbers, size, drop_last=True)
    last = list(kept)[-1][0]
    print(size, len(kept), len(dropped), len(last))
# --8<-- [end:answer_length]


# --8<-- [start:answer_squares]
class Squares(Dataset):
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        if index >= self.count:
            raise IndexError(index)
        return torch.tensor([float(index)]), torch.tensor([float(index**2)])


print(len(list(Squares(5))))
for inputs, targets in DataLoader(Squares(5), batch_size=3):
    print(inputs.tolist(), targets.tolist())
# --8<-- [end:answer_squares]


# --8<-- [start:answer_mask]
def pad_with_mask(samples):
    padded, lengths = pad(samples)
    return padded, torch.arange(padded.shape[1]) < lengths.unsqueeze(1)


padded, mask = next(iter(DataLoader(sentences, batch_size=3, collate_fn=pad_with_mask)))
print(mask)
print((padded * mask).sum(dim=1) / mask.sum(dim=1))
# --8<-- [end:answer_mask]
