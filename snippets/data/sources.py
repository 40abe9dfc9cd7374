# --8<-- [start:concat]
import torch
from torch.utils.data import ConcatDataset, DataLoader, TensorDataset

first = TensorDataset(torch.arange(5))
second = TensorDataset(torch.arange(100, 103))
combined = ConcatDataset([first, second])
print(len(combined), combined.cumulative_sizes)
print(combined[4], combined[5])
# --8<-- [end:concat]

# --8<-- [start:concat_batches]
generator = torch.Generator().manual_seed(0)
for (batch,) in DataLoader(combined, batch_size=4, shuffle=True, generator=generator):
    print(batch.tolist())
# --8<-- [end:concat_batches]

# --8<-- [start:concat_shapes]
# raises: RuntimeError
small = TensorDataset(torch.zeros(4, 3))
large = TensorDataset(torch.zeros(4, 5))
mixed = ConcatDataset([small, large])
print(mixed[0][0].shape, mixed[4][0].shape)
next(iter(DataLoader(mixed, batch_size=8)))
# --8<-- [end:concat_shapes]

# --8<-- [start:subset]
from torch.utils.data import Subset

part = Subset(combined, [0, 5, 7])
print(len(part), [part[i][0].item() for i in range(len(part))])
# --8<-- [end:subset]

# --8<-- [start:split]
from torch.utils.data import random_split

samples = TensorDataset(torch.arange(10))
generator = torch.Generator().manual_seed(0)
train, valid, test = random_split(samples, [0.7, 0.2, 0.1], generator=generator)
print(len(train), len(valid), len(test))
print(train.indices, valid.indices, test.indices)
# --8<-- [end:split]

# --8<-- [start:write_csv]
from pathlib import Path

import numpy as np

rng = np.random.default_rng(0)
sizes = {"common": 30, "crested": 38, "marsh": 34}
lines = ["length,mass,habitat,species"]
for species in rng.choice(list(sizes), 300, p=[0.8, 0.05, 0.15]):
    length = sizes[species] + rng.normal(0, 1.5)
    mass = f"{1.2 * length + rng.normal(0, 2):.0f}" if rng.random() > 0.05 else ""
    habitat = rng.choice(["hill", "lake", "shore"])
    lines.append(f"{length:.1f},{mass},{habitat},{species}")
Path("birds.csv").write_text("\n".join(lines), encoding="utf-8")
print(*lines[:5], sep="\n")
# --8<-- [end:write_csv]

# --8<-- [start:read_csv]
import pandas as pd

birds = pd.read_csv("birds.csv")
print(birds.dtypes)
print(birds.isna().sum().to_dict())
# --8<-- [end:read_csv]

# --8<-- [start:nan_spreads]
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
# zh: 第一个缺失的行
# en: the first that is missing
row = birds["mass"].isna().idxmax()
inputs = torch.tensor(
    birds.loc[[0, row], ["length", "mass"]].to_numpy(), dtype=torch.float32
)
print(inputs)
model(inputs).mean().backward()
print(model.weight.grad, model.bias.grad)
# --8<-- [end:nan_spreads]

# --8<-- [start:codes]
species = birds["species"].astype("category")
print(list(species.cat.categories))
codes = species.cat.codes.to_numpy()
print(codes[:8], codes.dtype, np.bincount(codes))
targets = torch.tensor(codes, dtype=torch.int64)
# --8<-- [end:codes]

# --8<-- [start:codes_drift]
few = pd.Series(["marsh", "common"])
print(few.astype("category").cat.codes.tolist())
fixed = pd.CategoricalDtype(["common", "crested", "marsh"])
print(few.astype(fixed).cat.codes.tolist())
# --8<-- [end:codes_drift]

# --8<-- [start:one_hot]
habitats = pd.CategoricalDtype(["hill", "lake", "shore"])
print(birds["habitat"].head(3).tolist())
print(pd.get_dummies(birds["habitat"].head(3).astype(habitats), dtype="float32"))
# --8<-- [end:one_hot]

# --8<-- [start:plain_split]
crested = []
for seed in range(10):
    generator = torch.Generator().manual_seed(seed)
    train, valid = random_split(TensorDataset(targets), [0.8, 0.2], generator=generator)
    crested.append((targets[valid.indices] == 1).sum().item())
print(len(valid), crested)
# --8<-- [end:plain_split]

# --8<-- [start:stratified]
from sklearn.model_selection import train_test_split

train, valid = train_test_split(
    birds, test_size=0.2, stratify=birds["species"], random_state=0
)
for part in (birds, train, valid):
    print(len(part), part["species"].value_counts().sort_index().to_dict())
# --8<-- [end:stratified]

# --8<-- [start:fit]
from sklearn.preprocessing import StandardScaler

columns = ["length", "mass"]
median = train["mass"].median()


def numbers(table):
    return table[columns].fillna({"mass": median}).to_numpy()


scaler = StandardScaler().fit(numbers(train))
for table in (train, valid):
    scaled = scaler.transform(numbers(table))
    print(scaled.mean(axis=0).round(2) + 0.0, scaled.std(axis=0).round(2))
# --8<-- [end:fit]

# --8<-- [start:scale_by_hand]
x = torch.tensor(numbers(train), dtype=torch.float32)
scaled = torch.tensor(scaler.transform(numbers(train)), dtype=torch.float32)
z = (x - x.mean(dim=0)) / x.std(dim=0, correction=0)
print(torch.allclose(z, scaled, atol=1e-5))
# --8<-- [end:scale_by_hand]

# --8<-- [start:leak]
slipped = numbers(valid)
slipped[0, 1] *= 1000  # zh: 克误写成毫克 | en: grams entered as milligrams
everything = np.concatenate([numbers(train), slipped])
for name, seen in (("train", numbers(train)), ("all", everything)):
    scaled = StandardScaler().fit(seen).transform(numbers(train))
    print(f"{name:5} std of the scaled training masses {scaled[:, 1].std():.3f}")
# --8<-- [end:leak]


# --8<-- [start:noise]
def accuracy(seed, leak):
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(100, 1000, generator=generator)
    # zh: 抛硬币
    # en: coin tosses
    signs = torch.randint(0, 2, (100,), generator=generator) * 2.0 - 1
    agreement = noise * signs.unsqueeze(1)
    seen = agreement if leak else agreement[:70]
    best = seen.mean(dim=0).abs().topk(20).indices
    weights = agreement[:70, best].mean(dim=0)
    return ((noise[70:, best] @ weights).sign() == signs[70:]).float().mean().item()


for leak in (True, False):
    print(leak, f"{sum(accuracy(seed, leak) for seed in range(20)) / 20:.2f}")
# --8<-- [end:noise]

# --8<-- [start:table_dataset]
from torch.utils.data import Dataset


class BirdDataset(Dataset):
    def __init__(self, table):
        scaled = scaler.transform(numbers(table))
        habitat = pd.get_dummies(table["habitat"].astype(habitats)).to_numpy()
        codes = table["species"].astype(fixed).cat.codes.to_numpy()
        self.inputs = torch.tensor(
            np.column_stack([scaled, habitat]), dtype=torch.float32
        )
        self.targets = torch.tensor(codes, dtype=torch.int64)

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, index):
        return self.inputs[index], self.targets[index]


# --8<-- [end:table_dataset]

# --8<-- [start:table_batches]
train_set, valid_set = BirdDataset(train), BirdDataset(valid)
generator = torch.Generator().manual_seed(0)
train_loader = DataLoader(train_set, batch_size=32, shuffle=True, generator=generator)
inputs, targets = next(iter(train_loader))
print(len(train_set), len(valid_set), len(train_loader))
print(inputs.shape, inputs.dtype, targets.shape, targets.dtype)
print(inputs.isnan().any(), targets[:10])
# --8<-- [end:table_batches]

# --8<-- [start:sampler]
from torch.utils.data import WeightedRandomSampler

counts = torch.bincount(train_set.targets)
weights = (1 / counts)[train_set.targets]  # zh: 每个样本一个 | en: one for each sample
generator = torch.Generator().manual_seed(0)
sampler = WeightedRandomSampler(
    weights, num_samples=len(train_set), generator=generator
)
drawn = torch.tensor(list(sampler))
print(counts, torch.bincount(train_set.targets[drawn]))
print(len(drawn), len(drawn.unique()))
# --8<-- [end:sampler]

# --8<-- [start:sampler_loader]
balanced = DataLoader(train_set, batch_size=32, sampler=sampler)
print(len(balanced), torch.bincount(next(iter(balanced))[1], minlength=3))
# --8<-- [end:sampler_loader]

# --8<-- [start:sampler_shuffle]
# raises: ValueError
DataLoader(train_set, batch_size=32, sampler=sampler, shuffle=True)
# --8<-- [end:sampler_shuffle]

# --8<-- [start:answer_source]
from bisect import bisect_right

three = ConcatDataset([range(5), range(100, 103), range(200, 204)])
ends = three.cumulative_sizes
source = bisect_right(ends, 9)
number = 9 - (ends[source - 1] if source else 0)
print(ends, source, number, three[9], three.datasets[source][number])
# --8<-- [end:answer_source]

# --8<-- [start:answer_eleven]
parts = random_split(
    range(11), [0.7, 0.2, 0.1], generator=torch.Generator().manual_seed(0)
)
print([len(part) for part in parts])
# --8<-- [end:answer_eleven]


# --8<-- [start:answer_known]
class BirdsWithKnown(BirdDataset):
    def __init__(self, table):
        super().__init__(table)
        known = torch.tensor(table["mass"].notna().to_numpy(), dtype=torch.float32)
        self.inputs = torch.cat([self.inputs, known.unsqueeze(1)], dim=1)


extended = BirdsWithKnown(train)
print(
    extended.inputs.shape,
    (extended.inputs[:, 5] == 0).sum().item(),
    train["mass"].isna().sum(),
)
# --8<-- [end:answer_known]
