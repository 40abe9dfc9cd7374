# %% [markdown] lang="zh" description="在 8×8 的手写数字上比较 k 近邻、多层感知机、CNN 和小 ResNet：只用验证集挑选，在测试集上报告一次，再看它错在哪些图上。"
# # 手写数字：从 CNN 到 ResNet
#
# 一张 8×8 的小图上写着 0 到 9 中的哪一个？这个项目从看数据开始，依次训练多层感知机、卷积网络和一个由残差块搭成的小 ResNet，最后打开它认错的每一张图。要回答两个问题：卷积和残差块各带来多少？它们比不需要训练的最近邻强多少？
#
# 零件都讲过：[卷积](../cnn/convolution.md)、[残差块](../cnn/residual-block.md)、[批量归一化](../regularization/batch-norm.md)、[训练循环](../training/loop.md)。
#
# ## 看数据
#
# `load_digits` 随 scikit-learn 一起安装，不用联网。像素是 0 到 16 的数，除以 16 落在 [0, 1]；再加上卷积层要的通道维：

# %% [markdown] lang="en" description="k nearest neighbours, a multilayer perceptron, a CNN and a small ResNet on 8×8 handwritten digits: chosen on the validation set alone, reported once on the test set, with a look at each image it gets wrong." source="a1a51eab1d0d4124"
# # Handwritten digits: from a CNN to a ResNet
#
# Which of 0 to 9 is written on a small picture of 8×8 pixels? This project looks at the data, then trains a multilayer perceptron, a convolutional network and a small ResNet of residual blocks, and at the end opens every picture that it reads wrongly. Two questions want an answer: how much do convolutions and residual blocks bring, each? And how much better are they than nearest neighbours, which need no training?
#
# The parts have all been treated: [convolution](../cnn/convolution.md), [residual blocks](../cnn/residual-block.md), [batch normalisation](../regularization/batch-norm.md), [the training loop](../training/loop.md).
#
# ## A look at the data
#
# `load_digits` is installed with scikit-learn and needs no network. Pixels are numbers from 0 to 16; divided by 16 they lie in [0, 1]. The channel dimension that convolutions want is added as well:

# %% data
import torch
from sklearn.datasets import load_digits

digits = load_digits()
# (samples, channels, height, width)
images = torch.tensor(digits.images / 16).unsqueeze(1)
labels = torch.tensor(digits.target)
print(
    images.shape,
    images.dtype,
    f"{images.min().item():.1f} ... {images.max().item():.1f}",
)
print(torch.bincount(labels).tolist())

# %% [markdown] lang="zh"
# 1797 张图，十类的张数相近，最少的 174 张，最多的 183 张。所以准确率是合用的指标。
#
# 像素除出来是 `float64`，这里有意留着。平时训练用 `float32`，又快又够用；但它的舍入误差随线程数和 PyTorch 版本而变，训练几百步后，个别图的预测会翻转。本页要让印出的准确率在你的机器上也一样，所以数据和模型都用 `float64`。

# %% [markdown] lang="en"
# There are 1797 images, and the ten classes are of similar size, from 174 to 183. So accuracy is a fair measure.
#
# The division gives `float64`, and that is kept on purpose. Training is normally done in `float32`, which is faster and exact enough; but its rounding errors vary with the number of threads and the version of PyTorch, and after some hundred steps the prediction of an image or two flips. The accuracies printed here are meant to come out the same on your machine, so data and models use `float64`.

# %% grid
import matplotlib.pyplot as plt

fig, axes = plt.subplots(4, 10, figsize=(6.4, 3.0), layout="constrained")
for digit, column in enumerate(axes.T):
    examples = images[labels == digit][:4, 0]  # (4, 8, 8)
    for ax, picture in zip(column, examples.tolist(), strict=True):
        ax.imshow(picture, cmap="gray_r", interpolation="none")
        ax.set(xticks=[], yticks=[])
    column[0].set_title(digit)
plt.show()

# %% [markdown] lang="zh"
# ![四行十列的 8×8 灰度小图，白底深字，每列是同一个数字的四种写法，依次为 0 到 9](../assets/figures/projects/digits/grid.svg)
#
# 每列四种写法。笔画粗细、倾斜都不同，第 8 列的有些图，人也要看一会儿。
#
# ## 分成三份
#
# 训练、验证、测试按 60%、20%、20% 划分，并且[分层](../data/sources.md#stratify)，让三份里各类的比例相同：

# %% [markdown] lang="en"
# ![Four rows and ten columns of small 8×8 greyscale pictures, dark on white; each column shows the same digit in four hands, from 0 to 9](../assets/figures/projects/digits/grid.svg)
#
# Each column holds four ways of writing. Strokes differ in width and slant, and some pictures in column 8 take even a person a moment.
#
# ## Three parts
#
# Training, validation and test get 60%, 20% and 20%, [stratified](../data/sources.md#stratify), so that the classes have the same proportions in each:

# %% split
from sklearn.model_selection import train_test_split
from torch.utils.data import TensorDataset

rest, test_part = train_test_split(
    range(len(labels)), test_size=360, stratify=digits.target, random_state=0
)
train_part, val_part = train_test_split(
    rest, test_size=360, stratify=digits.target[rest], random_state=0
)
train_set, val_set, test_set = (
    TensorDataset(images[part], labels[part])
    for part in (train_part, val_part, test_part)
)
for part in (train_part, val_part, test_part):
    print(len(part), torch.bincount(labels[part]).tolist())

# %% [markdown] lang="zh"
# 验证集用来挑选：几个近邻、哪个网络、训练几轮。测试集到最后才用，只报告，不挑选。
#
# ## 基线
#
# 先看不用神经网络能做到多好。三种方法都取自 scikit-learn：总答最多的一类、逻辑回归、$k$ 近邻。$k$ 近邻不训练，它找出训练集里像素最接近的 $k$ 张图，让它们投票。`kd_tree` 是查找的算法；写明它，距离相等时选谁就与线程数无关：

# %% [markdown] lang="en"
# The validation set is there to choose by: how many neighbours, which network, how many epochs. The test set is used at the very end, to report and not to choose.
#
# ## Baselines
#
# First, how far one gets without a neural network. Three methods, all from scikit-learn: always the most frequent class, logistic regression, and $k$ nearest neighbours. $k$ nearest neighbours are not trained: they look up the $k$ images of the training set whose pixels are closest and let them vote. `kd_tree` is the algorithm of the search; with it named, which of two equally close images is taken does not depend on the number of threads:

# %% baselines
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

pixels = digits.images.reshape(-1, 64) / 16
baselines = {
    "majority": DummyClassifier(),
    "logistic": LogisticRegression(max_iter=1000),
    "1 neighbour": KNeighborsClassifier(1, algorithm="kd_tree"),
    "3 neighbours": KNeighborsClassifier(3, algorithm="kd_tree"),
    "5 neighbours": KNeighborsClassifier(5, algorithm="kd_tree"),
}
for name, method in baselines.items():
    method.fit(pixels[train_part], digits.target[train_part])
    print(f"{name:12} {method.score(pixels[val_part], digits.target[val_part]):.3f}")

# %% [markdown] lang="zh"
# 瞎猜是 0.1 左右，线性模型已有 0.967，5 个近邻有 0.986，也就是 360 张里只错 5 张。要超过的是最后这个数，不是 0.1。
#
# ## 三个网络
#
# 第一个是多层感知机（MLP）：把图拉平成 64 个数，不知道哪些像素相邻。

# %% [markdown] lang="en"
# Guessing gives about 0.1, the linear model already 0.967, and 5 neighbours 0.986, which is 5 wrong out of 360. This last number is the one to beat, not 0.1.
#
# ## Three networks
#
# The first is a multilayer perceptron (MLP): it flattens the image to 64 numbers and does not know which pixels are neighbours.

# %% mlp
from torch import nn


def make_mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


# %% [markdown] lang="zh"
# 第二个是小 CNN：两次“卷积、ReLU、池化”，图从 8×8 缩到 2×2，通道从 1 增到 16。

# %% [markdown] lang="en"
# The second is a small CNN: “convolution, ReLU, pooling” twice, while the image shrinks from 8×8 to 2×2 and the channels grow from 1 to 16.


# %% cnn
def make_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (batch, 8, 4, 4)
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (batch, 16, 2, 2)
        nn.Flatten(),
        nn.Linear(64, 10),
    )


# %% [markdown] lang="zh"
# 第三个是小 ResNet，用的就是[残差块](../cnn/residual-block.md#downsample)一页的 `BasicBlock`：

# %% [markdown] lang="en"
# The third is a small ResNet, made of the very `BasicBlock` of the page on [residual blocks](../cnn/residual-block.md#downsample):


# %% basic_block
class BasicBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(
            in_channels, out_channels, 3, stride=stride, padding=1, bias=False
        )
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample = None
        if stride != 1 or in_channels != out_channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + shortcut)


# %% [markdown] lang="zh"
# 图太小，经不起 [ResNet-18](../cnn/resnet18.md) 那样一上来就缩到四分之一。这里开头的卷积不缩小，第一块保持 8×8，第二块缩到 4×4，通道加倍；最后对每个通道取平均：

# %% [markdown] lang="en"
# The images are too small to be shrunk to a quarter at the start, as [ResNet-18](../cnn/resnet18.md) does. Here the first convolution keeps the size, the first block stays at 8×8, and the second goes to 4×4 with twice the channels; at the end each channel is averaged:


# %% resnet
def make_resnet():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        BasicBlock(16, 16),  # (batch, 16, 8, 8)
        BasicBlock(16, 32, stride=2),  # (batch, 32, 4, 4)
        nn.AdaptiveAvgPool2d(1),  # (batch, 32, 1, 1)
        nn.Flatten(),
        nn.Linear(32, 10),
    )


for make_model in (make_mlp, make_cnn, make_resnet):
    model = make_model().double()
    count = sum(p.numel() for p in model.parameters())
    print(f"{make_model.__name__:12} {count:6} {tuple(model(images[:2]).shape)}")

# %% [markdown] lang="zh"
# CNN 的参数最少：同一个卷积核扫过整张图。MLP 的权重大多在第一层，64 × 64 个。
#
# ## 训练
#
# `train_epoch`、`evaluate` 和 `fit` 取自[训练循环](../training/loop.md#train-epoch)一页，只在 `fit` 的每轮末尾加了一行 `scheduler.step()`：

# %% [markdown] lang="en"
# The CNN has the fewest parameters: one kernel sweeps the whole image. Most weights of the MLP are in its first layer, 64 × 64 of them.
#
# ## Training
#
# `train_epoch`, `evaluate` and `fit` are those of the page on [the training loop](../training/loop.md#train-epoch), with the one line `scheduler.step()` added at the end of each epoch in `fit`:


# %% functions
def train_epoch(model, loader, loss_fn, optimizer):
    device = next(model.parameters()).device
    model.train()
    total = count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
        count += len(targets)
    return total / count


@torch.no_grad()
def evaluate(model, loader, loss_fn):
    device = next(model.parameters()).device
    model.eval()
    total = correct = count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        logits = model(inputs)  # (batch, classes)
        total += loss_fn(logits, targets).item() * len(targets)
        correct += (logits.argmax(dim=1) == targets).sum().item()
        count += len(targets)
    return total / count, correct / count


def fit(model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs):
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        train_loss = train_epoch(model, train_loader, loss_fn, optimizer)
        val_loss, val_accuracy = evaluate(model, val_loader, loss_fn)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
        scheduler.step()
    return history


# %% [markdown] lang="zh"
# `run` 从一个种子完整地训练一次：定种子、造模型、造加载器和优化器、训练。三个网络都用 [Adam](../optimizers/adaptive.md)，学习率从 0.01 起按[余弦](../optimizers/schedules.md)逐轮降到 0：

# %% [markdown] lang="en"
# `run` trains once from a seed, from start to finish: seed, model, loader, optimizer, training. All three networks use [Adam](../optimizers/adaptive.md), with a learning rate that falls from 0.01 to 0 along a [cosine](../optimizers/schedules.md), epoch by epoch:

# %% run
from torch.utils.data import DataLoader

# zh: 小网络用一个线程就够
# en: one thread is enough for a small network
torch.set_num_threads(1)
loss_fn = nn.CrossEntropyLoss()
val_loader = DataLoader(val_set, batch_size=120)


def run(make_model, epochs, seed=0, lr=0.01):
    torch.manual_seed(seed)
    model = make_model().double()
    shuffled = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train_set, batch_size=64, shuffle=True, generator=shuffled
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    history = fit(
        model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs
    )
    return model, history


# %% [markdown] lang="zh"
# 每个网络用三个种子各训练一次。前两个快，训练 15 轮；ResNet 每轮的计算多得多，训练 4 轮。打印三次的验证准确率和它们的平均：

# %% [markdown] lang="en"
# Each network is trained from three seeds. The first two are fast and get 15 epochs; the ResNet computes far more in an epoch and gets 4. Printed are the three validation accuracies and their mean:

# %% train
plans = {"MLP": (make_mlp, 15), "CNN": (make_cnn, 15), "ResNet": (make_resnet, 4)}
runs = {}
for name, (make_model, epochs) in plans.items():
    runs[name] = [run(make_model, epochs, seed) for seed in range(3)]
    accuracies = [history["val_accuracy"][-1] for _, history in runs[name]]
    print(
        f"{name:6}",
        *(f"{accuracy:.3f}" for accuracy in accuracies),
        f"mean {sum(accuracies) / 3:.3f}",
    )

# %% curves
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.8), sharey=True, layout="constrained")
for ax, (name, results) in zip(axes, runs.items(), strict=True):
    history = results[0][1]
    for key, label in (("train_loss", "training"), ("val_loss", "validation")):
        ax.plot(range(1, len(history[key]) + 1), history[key], label=label)
    ax.set(title=name, xlabel="epoch", yscale="log")
axes[0].set_ylabel("loss")
axes[0].legend()
plt.show()

# %% [markdown] lang="zh"
# ![并排三张对数坐标的损失曲线，横轴是轮数。MLP 和 CNN 的训练损失一直下降，验证损失从第 8 轮起停在 0.1 以上；ResNet 的两条曲线一起降到 0.1 以下](../assets/figures/projects/digits/curves.svg)
#
# 图中是种子 0 的三次训练，纵轴是对数坐标。MLP 和 CNN 从第 8 轮起，训练损失继续下降，验证损失几乎不动：这是过拟合的开始。ResNet 的两条曲线 4 轮里一直贴在一起，验证损失降得最低。
#
# ## 用验证集选
#
# CNN 的平均值 0.969 **没有**超过 5 个近邻的 0.986；MLP 与逻辑回归同是 0.967。只有 ResNet 的平均值 0.988 更高，可是领先不到一张图：360 张里一张就是 0.003。单看验证集，ResNet 与 5 个近邻分不出高下。规则是选平均验证准确率最高的，所以选 ResNet。
#
# ## 在测试集上报告一次
#
# 训练好的三个 ResNet 各在测试集上算一次，报告平均值和标准差：

# %% [markdown] lang="en"
# ![Three plots of loss curves on a log axis, side by side, against the epoch. The training loss of the MLP and the CNN goes on falling while their validation loss levels off above 0.1 from epoch 8 on; the two curves of the ResNet fall together to below 0.1](../assets/figures/projects/digits/curves.svg)
#
# The figure shows the three trainings from seed 0 on a log axis. From epoch 8 on, the training loss of the MLP and the CNN goes on falling while the validation loss hardly moves: here overfitting begins. The two curves of the ResNet stay together through its 4 epochs, and its validation loss gets lowest.
#
# ## Choosing on the validation set
#
# The CNN's mean of 0.969 does **not** beat the 0.986 of 5 neighbours; the MLP and logistic regression have 0.967 alike. Only the ResNet's mean, 0.988, is higher, yet it leads by less than one image: one out of 360 is 0.003. By the validation set alone, the ResNet and 5 neighbours are a draw. The rule is to take the highest mean validation accuracy, so the choice is the ResNet.
#
# ## Reported once, on the test set
#
# Each of the three trained ResNets is measured once on the test set. Reported are the mean and the standard deviation:

# %% test
test_loader = DataLoader(test_set, batch_size=120)
accuracies = torch.tensor(
    [evaluate(model, test_loader, loss_fn)[1] for model, _ in runs["ResNet"]]
)
print([f"{accuracy:.3f}" for accuracy in accuracies.tolist()])
print(f"mean {accuracies.mean().item():.3f} std {accuracies.std().item():.3f}")
knn = baselines["5 neighbours"]
print(f"5 neighbours {knn.score(pixels[test_part], digits.target[test_part]):.3f}")

# %% [markdown] lang="zh"
# ResNet 在测试集上是 0.989，与验证集上的 0.988 几乎相同。5 个近邻却从 0.986 掉到 0.969：它是三个 $k$ 里验证准确率最高的，这个“最高”有运气的成分，换一批图就没有了。挑选所用的数总是偏乐观，所以要另留测试集。
#
# ## 它错在哪里
#
# 混淆矩阵的第 $i$ 行第 $j$ 列，是真实为 $i$、被认作 $j$ 的张数。看种子 0 的模型：

# %% [markdown] lang="en"
# The ResNet gets 0.989 on the test set, nearly the same as 0.988 on the validation set. But 5 neighbours fall from 0.986 to 0.969: they had the best validation accuracy of three $k$, and part of that “best” was luck, which other images do not repeat. A number used for choosing is always on the hopeful side; hence the separate test set.
#
# ## Where it goes wrong
#
# Row $i$, column $j$ of the confusion matrix counts the images that are an $i$ and were read as a $j$. This is the model from seed 0:

# %% confusion
from sklearn.metrics import confusion_matrix

model = runs["ResNet"][0][0].eval()
inputs, targets = test_set.tensors
device = next(model.parameters()).device
with torch.no_grad():
    probabilities = model(inputs.to(device)).softmax(dim=1)  # (360, 10)
predictions = probabilities.argmax(dim=1)
counts = confusion_matrix(targets.tolist(), predictions.tolist())

fig, ax = plt.subplots(figsize=(4.2, 4.0), layout="constrained")
ax.imshow(counts, cmap="Blues", interpolation="none")
for row, values in enumerate(counts.tolist()):
    for column, value in enumerate(values):
        if value:
            ax.text(
                column,
                row,
                value,
                ha="center",
                va="center",
                color="white" if value > 20 else "black",
            )
ax.grid(visible=False)
ax.set(xlabel="predicted", ylabel="target", xticks=range(10), yticks=range(10))
plt.show()

# %% [markdown] lang="zh"
# ![十行十列的混淆矩阵，几乎全部张数都在对角线上；对角线外各只有一张：2 认作 1、2 认作 7、4 认作 9、6 认作 5、8 认作 3](../assets/figures/projects/digits/confusion.svg)
#
# 错了 5 张，没有哪两张错得一样。总共只有 5 张，其中两张是 2，这说明不了“2 最难”。把它们画出来，上方写着真实的数字、预测和模型给预测的概率：

# %% [markdown] lang="en"
# ![A confusion matrix of ten rows and ten columns with nearly all counts on the diagonal; off it are only single images: a 2 read as 1, a 2 as 7, a 4 as 9, a 6 as 5, an 8 as 3](../assets/figures/projects/digits/confusion.svg)
#
# There are 5 errors, no two of the same kind. With 5 in all, two of them on a 2 do not prove that “2 is the hardest”. Here they are, each with its digit, the prediction, and the probability that the model gives to it:

# %% mistakes
wrong = (predictions.cpu() != targets.cpu()).nonzero().flatten().tolist()
fig, axes = plt.subplots(1, len(wrong), figsize=(6.4, 2.0), layout="constrained")
for ax, index in zip(axes, wrong, strict=True):
    ax.imshow(inputs[index, 0].tolist(), cmap="gray_r", interpolation="none")
    probability = probabilities[index].max().item()
    ax.set_title(
        f"{targets[index].item()} read as {predictions[index].item()}\n{probability:.2f}"
    )
    ax.set(xticks=[], yticks=[])
plt.show()

by_neighbours = knn.predict(pixels[test_part]) != digits.target[test_part]
print(len(wrong), by_neighbours.sum(), sum(by_neighbours[index] for index in wrong))

# %% [markdown] lang="zh"
# ![五张放大的 8×8 小图：2 被认作 7，概率 0.50；8 被认作 3，概率 0.44；6 被认作 5，概率 0.42；4 被认作 9，概率 0.34；2 被认作 1，概率 0.60](../assets/figures/projects/digits/mistakes.svg)
#
# 6 和 8 不难认，错得可惜；4 的上半截和最后一个 2 的笔画糊在一起，人也未必认得出。五个概率都不高，最高 0.60：模型在这几张上并没有把握。打印的三个数是：ResNet 错的张数、5 个近邻错的张数、两者都错的张数。
#
# ## 一路上的错
#
# ### 忘了通道维
#
# 数据若是 `(batch, 8, 8)`，没有通道维，卷积把它当成**一张** 64 个通道的图：

# %% [markdown] lang="en"
# ![Five enlarged pictures of 8×8: a 2 read as 7 with probability 0.50, an 8 as 3 with 0.44, a 6 as 5 with 0.42, a 4 as 9 with 0.34, a 2 as 1 with 0.60](../assets/figures/projects/digits/mistakes.svg)
#
# The 6 and the 8 are readable, and errors to regret; the top of the 4 and the strokes of the last 2 have run together, and a person might not read them either. None of the five probabilities is high, 0.60 at most: the model is not sure of these. The three numbers printed are: errors of the ResNet, errors of 5 neighbours, errors of both.
#
# ## Mistakes on the way
#
# ### No channel dimension
#
# Data of shape `(batch, 8, 8)`, without the channel dimension, are taken by a convolution for **one** image of 64 channels:

# %% no_channel
# raises: RuntimeError
without_channel = images[:64, 0]  # (64, 8, 8)
make_cnn().double()(without_channel)

# %% [markdown] lang="zh"
# 报错说的是“要 1 个通道，却有 64 个”，一个字没提缺了一维。看到通道数等于批大小，就该想到它。补上 `unsqueeze(1)` 即可；MLP 有 `nn.Flatten()`，缺这一维也照样运行。
#
# ### 评估时忘了 eval()
#
# 若忘了 `model.eval()`，批量归一化用眼前这一批的均值和方差，预测就取决于**同一批里还有谁**。同一个模型、同一个验证集，只是批大小和次序不同。用副本来试，因为训练状态下的前向还会改掉统计量：

# %% [markdown] lang="en"
# The message says “1 channel expected, got 64” and nothing about a missing dimension. A number of channels that equals the batch size should bring it to mind. `unsqueeze(1)` is the cure; the MLP with its `nn.Flatten()` runs without that dimension just the same.
#
# ### eval() forgotten
#
# Without `model.eval()`, batch norm uses the mean and variance of the batch at hand, and a prediction depends on **who else is in the batch**. One model and one validation set, only the size and order of the batches differ. A copy is used, as a forward pass in training mode changes the statistics too:


# %% no_eval
@torch.no_grad()
def accuracy_without_eval(batches):
    forgotten = make_resnet().double()
    forgotten.load_state_dict(model.state_dict())
    forgotten.train()
    device = next(forgotten.parameters()).device
    correct = 0
    for part in batches:
        inputs, targets = (tensor[part].to(device) for tensor in val_set.tensors)
        correct += (forgotten(inputs).argmax(dim=1) == targets).sum().item()
    return correct / len(val_set)


as_given = torch.arange(len(val_set))
by_class = val_set.tensors[1].argsort(stable=True)
print(f"eval                {evaluate(model, val_loader, loss_fn)[1]:.3f}")
print(f"batches of 60       {accuracy_without_eval(as_given.split(60)):.3f}")
print(f"one by one          {accuracy_without_eval(as_given.split(1)):.3f}")
print(f"36 of a class       {accuracy_without_eval(by_class.split(36)):.3f}")

# %% [markdown] lang="zh"
# 批大而且混杂时，几乎看不出差别；逐张预测掉到 0.319；按类别排好再分批，一批几乎都是同一个数字，只剩 0.278。上线后往往正是一张一张地预测。
#
# ### 学习率太大
#
# 同一个 CNN，学习率换成 0.1，训练三轮：

# %% [markdown] lang="en"
# With large, mixed batches next to nothing shows; one by one it drops to 0.319; sorted by class, when a batch is nearly all one digit, to 0.278. And once in use, a model often predicts just that way, one at a time.
#
# ### Learning rate too large
#
# The same CNN with a learning rate of 0.1, three epochs:

# %% large_lr
for lr in (0.01, 0.1):
    _, history = run(make_cnn, 3, lr=lr)
    losses = [f"{loss:.2f}" for loss in history["train_loss"]]
    print(lr, losses, f"{history['val_accuracy'][-1]:.3f}")

# %% [markdown] lang="zh"
# 损失停在 $\ln 10 \approx 2.30$ 附近，准确率是瞎猜的水平：最初几步太大，网络从此对每张图都给出几乎相同的答案。没有报错，也没有 `nan`，所以训练之前就要知道瞎猜的损失是多少。
#
# ## 这个数说明什么
#
# 0.989 是“从同一堆图里随机抽出的另一批图”上的准确率。[scikit-learn 的说明](https://scikit-learn.org/stable/datasets/toy_dataset.html#digits-dataset)写道，这 1797 张出自 13 个人之手，所以测试集里每个人的字，训练集里多半也有。换一个没见过的人来写，会差一些；[下一个项目](image-pipeline.ipynb)就遇到了这件事。
#
# 回到开头的两个问题。在这份数据上，小 CNN 的验证准确率比不过 5 个近邻；残差网络比小 CNN 好，在测试集上也胜过 5 个近邻，但与小 CNN 相比，它同时还多了批量归一化、深度和十倍的参数，这一页没有把它们分开。
#
# ## 接着试
#
# 1. ResNet 的好处来自捷径，还是批量归一化？
# 2. 训练 8 轮，ResNet 会更好吗？三个种子会更接近吗？
# 3. 三个网络投票，比其中最好的一个强吗？
#
# ??? tip "提示 1"
#
#     写一个子类，`forward` 里去掉 `+ shortcut`，其余不变，从三个种子各训练一次；再给 `make_cnn` 的每个卷积后面加上 `nn.BatchNorm2d`。只看验证集，差距要与种子之间的差距相比。
#
# ??? tip "提示 2"
#
#     把 `plans` 里的 4 改成 8，其余不变。三个种子的验证准确率，平均值和标准差都要看。
#
# ??? tip "提示 3"
#
#     对三个种子的 ResNet，把 `softmax` 之后的概率取平均，再 `argmax`。先在验证集上比较。
#
# 下一个项目：[从文件到模型：图像流水线](image-pipeline.ipynb)。

# %% [markdown] lang="en"
# The loss stays near $\ln 10 \approx 2.30$ and the accuracy at the level of guessing: the first few steps were too large, and ever since the network gives nearly the same answer to every image. No error, no `nan`; which is why one should know the loss of guessing before training starts.
#
# ## What the number says
#
# 0.989 is the accuracy on “other images drawn at random from the same pile”. According to [scikit-learn's description](https://scikit-learn.org/stable/datasets/toy_dataset.html#digits-dataset), the 1797 images are by 13 people, so whoever wrote a test image most likely wrote training images too. An unknown hand would do worse; [the next project](image-pipeline.ipynb) meets this very thing.
#
# Back to the two questions of the beginning. On these data the small CNN falls short of the validation accuracy of 5 neighbours; the residual network is better than the CNN, and on the test set better than 5 neighbours too, but compared with the CNN it also has batch norm, more depth and ten times the parameters, and this page has not told these apart.
#
# ## What to try next
#
# 1. Is the gain of the ResNet due to its shortcuts, or to batch norm?
# 2. Do 8 epochs make the ResNet better? Do they bring the three seeds closer together?
# 3. Are three networks that vote better than the best one of them?
#
# ??? tip "Hint 1"
#
#     Write a subclass whose `forward` leaves out `+ shortcut` and nothing else, and train it from three seeds; then give `make_cnn` an `nn.BatchNorm2d` after each convolution. Look at the validation set only, and compare the difference with that between seeds.
#
# ??? tip "Hint 2"
#
#     Change the 4 in `plans` into 8 and nothing else. Look at both the mean and the standard deviation of the validation accuracy over three seeds.
#
# ??? tip "Hint 3"
#
#     Average the probabilities after `softmax` over the ResNets of three seeds, then `argmax`. Compare on the validation set first.
#
# Next project: [From files to a model: an image pipeline](image-pipeline.ipynb).
