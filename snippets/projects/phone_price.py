# %% [markdown] lang="zh" description="一张有 20 个特征的表格，四个价位：分层划分、标准化、基线、过拟合与早停，保存后再预测，最后用测试集报告一次。"
# # 手机价格分类
#
# 给出一部手机的 20 项配置，能说出它属于四个价位中的哪一个吗？这是最常见的一类实际问题：数据是一张表格，答案是一个类别。本项目从写出 CSV 文件开始，到载入保存的模型、在测试集上逐类报告为止，把全程走一遍。最后的问题是：神经网络真的比一个线性模型好吗？
#
# 零件都讲过：[读表格](../data/sources.md)、[交叉熵](../losses/cross-entropy.md)、[训练循环](../training/loop.md)、[早停](../regularization/weight-decay.md#early-stopping)、[保存与加载](../training/checkpoints.md)。
#
# ## 数据从哪里来
#
# 这个题目出自一份笔记。它的第一步是读一个文件：

# %% [markdown] lang="en" description="A table of 20 features and four price classes: stratified split, standardisation, baselines, overfitting and early stopping, a saved model that predicts again, and one report on the test set." source="7e88c7e439f3b8f6"
# # Phone prices
#
# Given 20 items of a phone's specification, which of four price classes is it in? This is the most common kind of practical problem: the data are a table, the answer is a class. The project goes the whole way, from writing the CSV file to loading the saved model and reporting on the test set class by class. The question at the end: is the neural network really better than a linear model?
#
# The parts have all been treated: [reading tables](../data/sources.md), [cross-entropy](../losses/cross-entropy.md), [the training loop](../training/loop.md), [early stopping](../regularization/weight-decay.md#early-stopping), [saving and loading](../training/checkpoints.md).
#
# ## Where the data come from
#
# The task is from a set of notes. Their first step reads a file:

# %% notes_csv
# raises: FileNotFoundError
import pandas as pd

pd.read_csv("./data/手机价格预测.csv")

# %% [markdown] lang="zh"
# 笔记没有附上这个文件，它也不是我们可以公开的数据。所以**这里的表格是造出来的**：下面的函数从一个种子生成 2000 部手机，列名和取值范围模仿那类表格，价格按我们自己定的公式算出，再加噪声。这一页的结论只说明方法，不说明真实的手机。
#
# `price_score` 是公式，只用到四列，内存 `ram` 的分量最重；其余 16 列与价格无关。`qcut` 按价格从低到高切成部数相等的四档，标签 0 最便宜：

# %% [markdown] lang="en"
# The file does not come with the notes, and is not public data of ours to give away. So **the table used here is made up**: the function below generates 2000 phones from a seed, with column names and ranges in imitation of such tables, and prices from a formula of our own plus noise. What this page finds says something about methods, and nothing about real phones.
#
# `price_score` is the formula. It uses four columns, of which the memory, `ram`, weighs most; the other 16 have nothing to do with the price. `qcut` cuts the prices, from low to high, into four classes of equal size, where label 0 is the cheapest:

# %% table
import numpy as np


def price_score(table):
    return (
        table["ram"] / 4000 * 4
        + table["battery_power"] / 2000 * 1.2
        + table["px_height"] / 1960 * 0.8
        + table["px_width"] / 2000 * 0.6
    )


def phone_table(count=2000, seed=0):
    rng = np.random.default_rng(seed)

    def whole(low, high):
        return rng.integers(low, high, count)

    def tenths(low, high):
        return rng.uniform(low, high, count).round(1)

    table = pd.DataFrame(
        {
            "battery_power": whole(500, 2000),
            "blue": whole(0, 2),
            "clock_speed": tenths(0.5, 3),
            "dual_sim": whole(0, 2),
            "fc": whole(0, 20),
            "four_g": whole(0, 2),
            "int_memory": whole(2, 65),
            "m_dep": tenths(0.1, 1),
            "mobile_wt": whole(80, 201),
            "n_cores": whole(1, 9),
            "pc": whole(0, 21),
            "px_height": whole(0, 1961),
            "px_width": whole(500, 1999),
            "ram": whole(256, 4000),
            "sc_h": whole(5, 20),
            "sc_w": whole(0, 19),
            "talk_time": whole(2, 21),
            "three_g": whole(0, 2),
            "touch_screen": whole(0, 2),
            "wifi": whole(0, 2),
        }
    )
    noisy = price_score(table) + rng.normal(0, 0.25, count)
    table["price_range"] = pd.qcut(noisy, 4, labels=False)
    return table


# %% [markdown] lang="zh"
# 写成 CSV，再读回来，从这里起就与读别人的文件一样了：

# %% [markdown] lang="en"
# Write it as CSV and read it back; from here on it is like reading someone else's file:

# %% read
from pathlib import Path

Path("data").mkdir(exist_ok=True)
phone_table().to_csv("data/phones.csv", index=False)

data = pd.read_csv("data/phones.csv")
print(data.shape, data.isna().sum().sum())
columns = ["ram", "battery_power", "mobile_wt", "n_cores", "wifi", "price_range"]
print(data[columns].describe().loc[["min", "mean", "max"]].round(1))
print(data["price_range"].value_counts().sort_index().tolist())

# %% [markdown] lang="zh"
# 没有缺失值，四档各 500 部。各列的大小相差很远：`ram` 上千，`wifi` 只有 0 和 1，所以稍后要标准化。
#
# 既然公式是自己定的，就能算出天花板：知道公式、只是不知道噪声的人，能答对多少？

# %% [markdown] lang="en"
# No value is missing, and each class has 500 phones. The columns differ widely in size: `ram` is in the thousands, `wifi` is 0 or 1, which is why they will be standardised.
#
# As the formula is our own, the ceiling can be computed: how often would someone be right who knows the formula, though not the noise?

# %% ceiling
by_rule = pd.qcut(price_score(data), 4, labels=False)
ceiling = (by_rule == data["price_range"]).mean()
print(f"{ceiling:.3f}")

# %% [markdown] lang="zh"
# 噪声让靠近界线的手机换了档。真实的问题里没有人知道天花板在哪里。
#
# ## 先划分，再看
#
# 测试集用笔记的写法取出：400 部，`random_state=42`，按类别[分层](../data/sources.md#stratify)。笔记只分两份；我们从剩下的 1600 部里再分出 400 部作验证集。凡是选择，例如训练几轮、用哪个模型，都看验证集；测试集收起来，最后用一次。用测试集来选会让成绩偏高，见[评估与曲线](../training/evaluation.md)。

# %% [markdown] lang="en"
# The noise moves phones near a boundary to another class. In a real problem nobody knows where the ceiling is.
#
# ## Split first, then look
#
# The test set is taken as in the notes: 400 phones, `random_state=42`, [stratified](../data/sources.md#stratify) by class. The notes make two parts; we take another 400 of the remaining 1600 for validation. Every choice, such as the number of epochs or the model, is made on the validation set; the test set is put away and used once, at the end. Choosing by the test set makes the score too good, as [Evaluation and curves](../training/evaluation.md) shows.

# %% split
from sklearn.model_selection import train_test_split

rest, test = train_test_split(
    data, test_size=400, random_state=42, stratify=data["price_range"]
)
train, val = train_test_split(
    rest, test_size=400, random_state=42, stratify=rest["price_range"]
)
for part in (train, val, test):
    print(len(part), part["price_range"].value_counts().sort_index().tolist())

# %% [markdown] lang="zh"
# 只看训练集。各列与价位的相关系数，最大的五个：

# %% [markdown] lang="en"
# Look at the training set only. The five largest correlations of a column with the price class:

# %% correlations
correlations = train.corr()["price_range"].drop("price_range").abs()
print(correlations.sort_values(ascending=False).head(5).round(2).to_string())

# %% plot_columns
import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.8), layout="constrained")
for ax, column in zip(axes, ("ram", "battery_power", "mobile_wt"), strict=True):
    ax.boxplot(
        [
            train.loc[train["price_range"] == label, column].tolist()
            for label in range(4)
        ]
    )
    ax.set_xticks(range(1, 5), ["0", "1", "2", "3"])
    ax.set_xlabel("price class")
    ax.set_title(column)
plt.show()

# %% [markdown] lang="zh"
# ![三幅箱线图，横轴都是四个价位。内存的四个箱子逐级升高，箱子互不重叠，触须重叠；电池容量略有上升；重量的四个箱子一样高](../assets/figures/projects/phone-price/plot_columns.svg)
#
# `ram` 最能说明价位，但各档的取值范围互有重叠，单凭它分不清；`battery_power` 帮一点忙；`mobile_wt` 与价格无关。
#
# ## 标准化，变成张量
#
# 平均数和标准差[只从训练集算](../data/sources.md#scaling)，笔记在这一点上是对的。分开特征和标签时要数清楚列。

# %% [markdown] lang="en"
# ![Three box plots, each over the four price classes. For memory the four boxes rise step by step, the boxes apart and the whiskers overlapping; for battery power they rise a little; for weight they are all at the same height](../assets/figures/projects/phone-price/plot_columns.svg)
#
# `ram` says most about the class, but the ranges of the classes overlap, so it is not enough by itself; `battery_power` helps a little; `mobile_wt` has nothing to do with the price.
#
# ## Standardise, and make tensors
#
# Mean and standard deviation come [from the training set alone](../data/sources.md#scaling); the notes do this right. Count the columns when features and label are separated.

# %% scale
import torch
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

# zh: 批次很小，多线程只会互相等待。
# en: Batches are small: more threads would only wait for each other.
torch.set_num_threads(1)

features = list(data.columns[:-1])
scaler = StandardScaler().fit(train[features])


def to_dataset(part):
    inputs = torch.tensor(scaler.transform(part[features]))  # (rows, 20), float64
    return TensorDataset(inputs, torch.tensor(part["price_range"].to_numpy()))


train_set, val_set, test_set = (to_dataset(part) for part in (train, val, test))
print(len(features), train_set.tensors[0].shape, train_set.tensors[0].dtype)

# %% [markdown] lang="zh"
# 笔记把特征转成 `float32`；这里保留 NumPy 的 `float64`，模型也跟着用它。换一台机器或一个版本，同样的运算[可能舍入得不同](https://docs.pytorch.org/docs/stable/notes/numerical_accuracy.html)，几千步训练又会把差别放大。`float64` 的舍入误差小得多，打印的数字更稳；表格这么小，用得起。
#
# !!! warning "勘误 E-109：是 21 列，不是 21 个特征"
#
#     笔记的注释说 2000 条数据有 21 个特征。21 是列数，最后一列是标签，代码自己也把它切掉了。这不是咬文嚼字：把标签当作特征交给网络，形状就对不上。

# %% [markdown] lang="en"
# The notes convert the features to `float32`; here they keep NumPy's `float64`, and the model follows. On another machine or in another version the same operation [may round differently](https://docs.pytorch.org/docs/stable/notes/numerical_accuracy.html), and thousands of training steps make the difference grow. In `float64` rounding errors are far smaller, which keeps the printed numbers steady; for a table this small we can afford it.
#
# !!! warning "Erratum E-109: 21 columns, not 21 features"
#
#     A comment in the notes says that the 2000 rows have 21 features. 21 is the number of columns, the last of which is the label; the code itself cuts it off. This is no quibble: pass the label to the network as a feature, and the shapes do not fit.

# %% too_wide
# raises: RuntimeError
from torch import nn

nn.Linear(20, 128)(torch.tensor(data.to_numpy(), dtype=torch.float32))

# %% [markdown] lang="zh"
# ## 基线
#
# 两把尺子：永远猜同一档，和逻辑回归（logistic regression），即一个线性层加 softmax。打印训练集和验证集的准确率，再加验证损失：

# %% [markdown] lang="en"
# ## Baselines
#
# Two yardsticks: to guess the same class always, and logistic regression, which is one linear layer with softmax. Printed are the accuracies on the training and the validation set, and the validation loss:

# %% baselines
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

x_train, x_val = scaler.transform(train[features]), scaler.transform(val[features])
majority = DummyClassifier(strategy="prior").fit(x_train, train["price_range"])
logistic = LogisticRegression(max_iter=1000).fit(x_train, train["price_range"])
for name, baseline in (("majority", majority), ("logistic", logistic)):
    accuracies = [
        baseline.score(x_train, train["price_range"]),
        baseline.score(x_val, val["price_range"]),
    ]
    loss = log_loss(val["price_range"], baseline.predict_proba(x_val))
    print(name, *(f"{accuracy:.3f}" for accuracy in accuracies), f"{loss:.3f}")

# %% [markdown] lang="zh"
# 猜同一档的损失是 $\ln 4 \approx 1.386$。逻辑回归已经到了 0.820，离天花板 0.847 不远。网络至少要比 0.820 好，才值得用。
#
# ## 网络
#
# 笔记的网络是 20 → 128 → 256 → 4，最后不加 softmax，因为 `nn.CrossEntropyLoss` 自己会做，这条注释是对的。笔记算出了特征数和类别数，也传给了 `train` 和 `evaluate`，可是 `PhonePriceModel()` 没有用，20 和 4 写死在类里；同属勘误 E-109，这里改成参数：

# %% [markdown] lang="en"
# Guessing one class has the loss $\ln 4 \approx 1.386$. Logistic regression already reaches 0.820, not far below the ceiling of 0.847. To be worth its while, the network has to do better than 0.820.
#
# ## The network
#
# The network of the notes is 20 → 128 → 256 → 4, without softmax at the end because `nn.CrossEntropyLoss` does that itself; their comment is right. The notes compute the numbers of features and classes and pass them to `train` and `evaluate`, but `PhonePriceModel()` does not use them, and has 20 and 4 written into the class. That too is erratum E-109; here they are parameters:


# %% model
class PhonePriceModel(nn.Module):
    def __init__(self, in_features, classes):
        super().__init__()
        self.linear1 = nn.Linear(in_features, 128)
        self.linear2 = nn.Linear(128, 256)
        self.linear3 = nn.Linear(256, classes)

    def forward(self, x):
        x = torch.relu(self.linear1(x))
        x = torch.relu(self.linear2(x))
        return self.linear3(x)  # (batch, classes), logits


def start(seed):
    torch.manual_seed(seed)
    model = PhonePriceModel(len(features), classes=4).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train_set, batch_size=64, shuffle=True, generator=generator
    )
    return model, optimizer, train_loader


val_loader = [val_set.tensors]  # zh: 一整批 | en: a single batch
loss_fn = nn.CrossEntropyLoss()
print(sum(p.numel() for p in start(0)[0].parameters()))

# %% [markdown] lang="zh"
# 36740 个参数，1200 个样本：过拟合可以预料。学习率照笔记；批次取 64，不是笔记的 16，这样快得多。训练和评估的函数与[训练循环](../training/loop.md)相同：

# %% [markdown] lang="en"
# 36740 parameters for 1200 samples: overfitting is to be expected. The learning rate is that of the notes; batches have 64 samples, where theirs have 16, which is much faster. The functions for training and evaluation are those of [the training loop](../training/loop.md):


# %% train_epoch
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


# %% evaluate
@torch.no_grad()
def evaluate(model, loader, loss_fn):
    device = next(model.parameters()).device
    model.eval()
    total = correct = count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        logits = model(inputs)
        total += loss_fn(logits, targets).item() * len(targets)
        correct += (logits.argmax(dim=1) == targets).sum().item()
        count += len(targets)
    return total / count, correct / count


def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        train_loss = train_epoch(model, train_loader, loss_fn, optimizer)
        val_loss, val_accuracy = evaluate(model, val_loader, loss_fn)
        for name, value in zip(
            history, (train_loss, val_loss, val_accuracy), strict=True
        ):
            history[name].append(value)
    return history


# %% [markdown] lang="zh"
# 与笔记的循环相比，这里有三处不同，各是一条勘误。
#
# !!! warning "勘误 E-106：累加 `loss.item()`，不要累加张量"
#
#     笔记写 `total_loss += loss`。`loss` 带着计算图，和也就带着**一整轮**所有批次的图，直到这一轮结束才释放。下面不更新参数，只数图中的节点：第 1 批之后，和第 19 批，也就是最后一批之后。第三行是两种和各自的特点：张量要梯度，另一个是普通的数。

# %% [markdown] lang="en"
# It differs from the loop of the notes in three places, each of them an erratum.
#
# !!! warning "Erratum E-106: add up `loss.item()`, not tensors"
#
#     The notes write `total_loss += loss`. `loss` carries its graph, and so the sum carries the graphs of all batches of **a whole epoch**, which are released only when the epoch ends. Below, without any updates, the nodes of the graph are counted after batch 1 and after batch 19, the last one. The third line tells the two sums apart: the tensor requires gradients, the other is a plain number.


# %% graph
def graph_size(tensor):
    seen, waiting = set(), [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [parent for parent, _ in node.next_functions]
    return len(seen)


model, optimizer, train_loader = start(0)
total_loss, total = 0.0, 0.0
for batch, (inputs, targets) in enumerate(train_loader, start=1):
    loss = loss_fn(model(inputs), targets)
    total_loss += loss
    total += loss.item()
    if batch in (1, len(train_loader)):
        print(batch, graph_size(total_loss))
print(total_loss.requires_grad, isinstance(total, float))

# %% [markdown] lang="zh"
# !!! warning "勘误 E-107：`eval()` 不关闭梯度"
#
#     笔记评估时写了 `model.eval()`，却没有 [`torch.no_grad()`](../autograd/no-grad.md)。`eval()` 只切换 Dropout 这类层，每次前向传播仍为反向传播存下中间结果。每行依次是：是否记录，输出要不要梯度，为 400 个验证样本存了多少个数（不计权重）。

# %% [markdown] lang="en"
# !!! warning "Erratum E-107: `eval()` does not switch gradients off"
#
#     The evaluation of the notes has `model.eval()`, but no [`torch.no_grad()`](../autograd/no-grad.md). `eval()` only switches layers like Dropout; every forward pass still stores what a backward pass would need. A line shows whether recording is on, whether the output requires gradients, and how many numbers are stored for the 400 validation samples (not counting weights).

# %% saved
stored = {}


def pack(tensor):
    if len(tensor) == len(val_set):
        stored[tensor.data_ptr()] = tensor.numel()
    return tensor


model.eval()
for recording in (True, False):
    stored.clear()
    hooks = torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor)
    with torch.set_grad_enabled(recording), hooks:
        logits = model(val_set.tensors[0])
    print(recording, logits.requires_grad, sum(stored.values()))

# %% [markdown] lang="zh"
# 161600 正是 $400 \times (20 + 128 + 256)$：三个线性层的输入。它们不会一直累积，但白占内存，也白花时间。
#
# !!! warning "勘误 E-108：`:4f` 不是四位小数"
#
#     笔记打印损失和准确率时写 `:4f`。这是“至少 4 个字符宽”，小数仍是默认的 6 位；要四位小数，写 `:.4f`。

# %% [markdown] lang="en"
# 161600 is $400 \times (20 + 128 + 256)$, the inputs of the three linear layers. They do not pile up, but they take memory and time for nothing.
#
# !!! warning "Erratum E-108: `:4f` is not four decimals"
#
#     The notes print losses and accuracies with `:4f`. This means “at least 4 characters wide”, with the default of 6 decimals; four decimals are `:.4f`.

# %% decimals
print(f"{0.7675:4f}|{0.7675:.4f}")

# %% [markdown] lang="zh"
# ## 像笔记那样训练 50 轮
#
# 每行是轮数、训练损失、验证损失、验证准确率；最后一行是训练结束后训练集上的准确率：

# %% [markdown] lang="en"
# ## 50 epochs, as in the notes
#
# A line shows the epoch, the training loss, the validation loss and the validation accuracy; the last line is the accuracy on the training set after training:

# %% notes_run
full, optimizer, train_loader = start(0)
history = fit(full, train_loader, val_loader, loss_fn, optimizer, epochs=50)
for epoch in (1, 2, 5, 8, 20, 50):
    print(epoch, *(f"{values[epoch - 1]:.3f}" for values in history.values()))
print(f"train {evaluate(full, [train_set.tensors], loss_fn)[1]:.3f}")

# %% plot_notes_run
epochs = range(1, 51)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
left.plot(epochs, history["train_loss"], label="training")
left.plot(epochs, history["val_loss"], "--", label="validation")
left.set_ylabel("loss")
right.plot(epochs, history["val_accuracy"], "C1--", label="validation")
right.axhline(
    logistic.score(x_val, val["price_range"]),
    color="C2",
    lw=1,
    label="logistic regression",
)
right.axhline(ceiling, color="0.6", lw=1, label="rule without noise")
right.set_ylim(0.5, 0.9)
right.set_ylabel("accuracy")
for ax in (left, right):
    ax.set_xlabel("epoch")
    ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![左图是 50 轮的损失：训练的一条降到 0，验证的一条在第 8 轮附近到底，然后一路上升，最后超过 1。右图是验证准确率：前 10 轮里升到逻辑回归的横线附近，之后慢慢掉到它下面，再也没有回来](../assets/figures/projects/phone-price/plot_notes_run.svg)
#
# !!! warning "勘误 E-111：只看训练损失，看不见过拟合"
#
#     笔记训练 50 轮，没有验证集，只打印训练损失，看上去一轮比一轮好。其实第 8 轮以后验证损失就在回升，从 0.440 升到 1.105，是逻辑回归 0.406 的两倍多，离只猜一档的 1.386 已经不远；训练集全对，验证准确率却从 0.818 降到 0.775，输给了逻辑回归的 0.820。要留出验证集，留住最好的一轮，并与线性的基线比较。
#
# 准确率只降了几个百分点，损失却涨到两倍半，因为网络对它的错误越来越自信，见[过拟合](../regularization/dropout.md#overfitting)。
#
# ## 早停
#
# 验证损失比以前都低，就存一份参数；连续 5 轮没有更低，就停下，换回存的那份：

# %% [markdown] lang="en"
# ![On the left the losses over 50 epochs: the training loss falls to 0, the validation loss reaches its minimum near epoch 8, rises from there on and ends above 1. On the right the validation accuracy: within 10 epochs it rises to about the line of logistic regression, then falls slowly below it and never comes back](../assets/figures/projects/phone-price/plot_notes_run.svg)
#
# !!! warning "Erratum E-111: the training loss alone does not show overfitting"
#
#     The notes train for 50 epochs without a validation set and print the training loss only, which looks better with every epoch. In fact the validation loss rises after epoch 8, from 0.440 to 1.105, which is more than twice the 0.406 of logistic regression and not far from 1.386, the loss of guessing one class; every training sample is right, while the validation accuracy falls from 0.818 to 0.775 and loses to the 0.820 of logistic regression. Hold out a validation set, keep the best epoch, and compare with a linear baseline.
#
# The accuracy falls by a few percentage points only, while the loss grows to two and a half times its minimum, because the network grows ever more confident in its mistakes; see [Overfitting](../regularization/dropout.md#overfitting).
#
# ## Early stopping
#
# Whenever the validation loss is lower than ever before, keep a copy of the parameters; after 5 epochs in a row without a new low, stop and put the copy back:


# %% early_stopping
def fit_best(
    model, train_loader, val_loader, loss_fn, optimizer, max_epochs=50, patience=5
):
    best_loss, best_epoch, best_state = float("inf"), 0, None
    for epoch in range(1, max_epochs + 1):
        train_epoch(model, train_loader, loss_fn, optimizer)
        val_loss, _ = evaluate(model, val_loader, loss_fn)
        if val_loss < best_loss:
            best_loss, best_epoch = val_loss, epoch
            best_state = {
                name: value.clone() for name, value in model.state_dict().items()
            }
        elif epoch - best_epoch == patience:
            break
    model.load_state_dict(best_state)
    return best_epoch, epoch


models = []
for seed in range(3):
    model, optimizer, train_loader = start(seed)
    best_epoch, last_epoch = fit_best(
        model, train_loader, val_loader, loss_fn, optimizer
    )
    loss, accuracy = evaluate(model, val_loader, loss_fn)
    print(seed, best_epoch, last_epoch, f"{loss:.3f} {accuracy:.3f}")
    models.append(model)

# %% [markdown] lang="zh"
# 每行是种子、最好的一轮、停下的一轮，以及换回之后的验证损失和准确率。不到 15 轮就停下，损失回到了 0.440 至 0.471。轮次是照验证集选的，所以这些准确率略微偏高；公平的比较要等测试集。
#
# ## 保存，再载入 { #save }
#
# 将来用模型的程序手里没有训练数据，只有一个文件。所以除了权重，文件里还要有列的次序、平均数和标准差。

# %% [markdown] lang="en"
# A line shows the seed, the best epoch, the epoch at which it stopped, and validation loss and accuracy with the copy put back. All stop before epoch 15, and the loss is back at 0.440 to 0.471. The epochs were chosen by the validation set, which makes these accuracies slightly too good; a fair comparison has to wait for the test set.
#
# ## Save, and load again { #save }
#
# The program that will use the model has no training data, only a file. So besides the weights, the file has to hold the order of the columns, the means and the standard deviations.

# %% [markdown] lang="zh"
# !!! warning "勘误 E-110：先建文件夹，先训练再评估"
#
#     笔记训练完 50 轮才存到 `./model/`，却从来没有建过这个文件夹，保存失败，50 轮就白费了。而且它的主程序注释掉了 `train(…)`，第一次运行直接去载入一个还不存在的文件。两步都会报错：

# %% [markdown] lang="en"
# !!! warning "Erratum E-110: make the folder first, and train before evaluating"
#
#     The notes save to `./model/` after 50 epochs of training, but never make that folder; saving fails, and the 50 epochs are lost. Moreover, `train(…)` is commented out in their main program, so that the first run loads a file which does not exist yet. Both steps raise an error:

# %% save_nowhere
# raises: RuntimeError
torch.save(models[0].state_dict(), "./model/PhonePriceModel.pth")

# %% load_nothing
# raises: FileNotFoundError
torch.load("./model/PhonePriceModel.pth", weights_only=True)

# %% [markdown] lang="zh"
# 改法是 `mkdir(parents=True, exist_ok=True)`，最好放在训练之前。`save` 和 `load` 各写一个函数，平均数和标准差也作为张量存下，`weights_only=True` 才肯读：

# %% [markdown] lang="en"
# The remedy is `mkdir(parents=True, exist_ok=True)`, best placed before training. `save` and `load` are a function each; means and standard deviations are stored as tensors too, which `weights_only=True` accepts:

# %% save
path = Path("model/phone_price.pt")
path.parent.mkdir(parents=True, exist_ok=True)


def save(model, path):
    contents = {
        "features": features,
        "mean": torch.tensor(scaler.mean_),
        "scale": torch.tensor(scaler.scale_),
        "classes": model.linear3.out_features,
        "state_dict": model.state_dict(),
    }
    torch.save(contents, path)


def load(path):
    saved = torch.load(path, weights_only=True)
    model = PhonePriceModel(len(saved["features"]), saved["classes"]).double()
    model.load_state_dict(saved["state_dict"])
    return model.eval(), saved


save(models[0], path)


# %% predict
def predict(path, table):
    model, saved = load(path)
    inputs = torch.tensor(table[saved["features"]].to_numpy(dtype="float64"))
    with torch.no_grad():
        logits = model((inputs - saved["mean"]) / saved["scale"])
    return logits.argmax(dim=1)


with torch.no_grad():
    before = models[0](val_set.tensors[0]).argmax(dim=1)
print(torch.equal(predict(path, val), before))
shuffled = val[sorted(val.columns)]
print(torch.equal(predict(path, shuffled), before))
print(val[["ram", "battery_power", "price_range"]].head(3).to_string(index=False))
print(predict(path, val.head(3)))

# %% [markdown] lang="zh"
# 从文件里的原始数值出发，预测与内存里的模型完全相同；列换了次序也相同，因为次序存在文件里。打印的三部手机，猜对了两部。
#
# 模型是 `float64` 的，载入时别忘了 `.double()`。漏了它，`load_state_dict` 就把权重舍入成 `float32`，而且不报错：

# %% [markdown] lang="en"
# Starting from the raw values of the table, the predictions are exactly those of the model in memory; they are so with the columns in another order too, because the order is in the file. Of the three phones printed, two are predicted right.
#
# The model is in `float64`, so remember `.double()` when loading. Without it, `load_state_dict` rounds the weights to `float32`, and raises no error:

# %% rounded
rounded = PhonePriceModel(len(features), classes=4)
rounded.load_state_dict(models[0].state_dict())
print(
    rounded.linear1.weight.dtype,
    torch.equal(rounded.linear1.weight.double(), models[0].linear1.weight),
)

# %% [markdown] lang="zh"
# ## 测试，只此一次
#
# 现在打开测试集。逻辑回归、像笔记那样训练 50 轮的种子 0、早停的三个种子，各测一次：

# %% [markdown] lang="en"
# ## Test, this once
#
# Now open the test set. Logistic regression, seed 0 trained for 50 epochs as in the notes, and the three seeds with early stopping are tested once each:

# %% test
test_loader = [test_set.tensors]
x_test = scaler.transform(test[features])
print(f"logistic {logistic.score(x_test, test['price_range']):.3f}")
print("50 epochs", *(f"{value:.3f}" for value in evaluate(full, test_loader, loss_fn)))
accuracies = []
for seed, model in enumerate(models):
    loss, accuracy = evaluate(model, test_loader, loss_fn)
    accuracies.append(accuracy)
    print(seed, f"{loss:.3f} {accuracy:.3f}")
mean, spread = np.mean(accuracies), np.std(accuracies, ddof=1)
print(
    f"mean {mean:.3f}, over seeds {spread:.3f}, standard error {np.sqrt(mean * (1 - mean) / len(test_set)):.3f}"
)

# %% [markdown] lang="zh"
# 从第二行起，每行是测试损失和准确率。最后一行是早停三个种子的平均准确率、种子之间的标准差，以及只用 400 个样本来量所带来的标准误 $\sqrt{p(1-p)/n}$。
#
# - 训练 50 轮，测试损失是 1.129；早停之后是 0.458 至 0.480，不到一半。早停的好处主要在这里。
# - 准确率从 0.772 升到 0.795 左右，差别只比一个标准误略大，还不能断定。
# - 逻辑回归是 0.805，网络平均低 0.010，也就是 400 部里差 4 部，不到一个标准误。测试集分不出高下；可以说的是，**网络没有证明自己比线性模型好**，所以该用简单的那个。
# - 种子 0 的验证准确率是 0.818，测试准确率是 0.802。按验证集挑选会让前者偏高，样本不同也会造成差别：没有挑选轮次的逻辑回归，也从 0.820 降到了 0.805。
#
# 为什么网络占不到便宜？公式是线性的，逻辑回归的结构正合适；网络多出来的本领，在 1200 个样本上主要用来记噪声。真实的表格未必如此，所以要先量基线。
#
# ## 逐类报告
#
# 一个准确率看不出错在哪里。用种子 0 的文件预测测试集，统计混淆矩阵（confusion matrix）：第 $i$ 行第 $j$ 列是真实为 $i$、预测为 $j$ 的个数。后两行是错得最远差几档，以及猜贵了和猜便宜了的个数：

# %% [markdown] lang="en"
# From the second line on, a line ends with the test loss and the accuracy. The last line shows the mean accuracy of the three seeds with early stopping, the standard deviation between seeds, and $\sqrt{p(1-p)/n}$, the standard error that comes from measuring with 400 samples only.
#
# - After 50 epochs the test loss is 1.129; with early stopping it is 0.458 to 0.480, less than half. This is the main benefit of early stopping.
# - The accuracy goes from 0.772 to about 0.795, little more than one standard error, which settles nothing yet.
# - Logistic regression has 0.805; the network is 0.010 lower on average, which is 4 phones out of 400, and less than one standard error. The test set cannot tell which is better; what can be said is that **the network has not proved better than a linear model**, so use the simpler one.
# - Seed 0 has a validation accuracy of 0.818, and a test accuracy of 0.802. Choosing by the validation set makes the former too good, and other samples make a difference too: logistic regression, for which no epoch was chosen, also goes from 0.820 to 0.805.
#
# Why does the network gain nothing? The formula is linear, which is just the form of logistic regression; what the network can do beyond that goes mainly into learning noise, with 1200 samples. Real tables need not be like this, which is why baselines come first.
#
# ## A report by class
#
# One accuracy does not show where the mistakes are. Predict the test set from the file of seed 0, and count the confusion matrix: row $i$, column $j$ holds the number of phones of class $i$ predicted as $j$. The two lines after it show by how many classes the worst mistake is off, and how many phones were guessed too dear and too cheap:

# %% confusion
targets = torch.tensor(test["price_range"].to_numpy())
predictions = predict(path, test)
confusion = torch.bincount(targets * 4 + predictions, minlength=16).reshape(4, 4)
print(confusion)
print((predictions - targets).abs().max().item())
print(confusion.triu(1).sum().item(), confusion.tril(-1).sum().item())

# %% [markdown] lang="zh"
# 错的都只差一档，猜贵的和猜便宜的差不多一样多。由混淆矩阵 $C$ 得到每一类的精确率（precision）和召回率（recall）：
#
# $$
# \mathrm{precision}_k = \frac{C_{kk}}{\sum_i C_{ik}},
# \qquad
# \mathrm{recall}_k = \frac{C_{kk}}{\sum_j C_{kj}}
# $$
#
# 前者问：预测为 $k$ 的，有多少真是 $k$？后者问：真是 $k$ 的，找出了多少？

# %% [markdown] lang="en"
# All mistakes are off by a single class, and about as many are too dear as too cheap. The confusion matrix $C$ gives precision and recall of each class:
#
# $$
# \mathrm{precision}_k = \frac{C_{kk}}{\sum_i C_{ik}},
# \qquad
# \mathrm{recall}_k = \frac{C_{kk}}{\sum_j C_{kj}}
# $$
#
# The former asks: of those predicted as $k$, how many are $k$? The latter: of those that are $k$, how many were found?

# %% report
correct = confusion.diagonal()
precision = correct / confusion.sum(dim=0)  # zh: 按列 | en: by columns
recall = correct / confusion.sum(dim=1)  # zh: 按行 | en: by rows
for label in range(4):
    print(label, f"{precision[label].item():.3f} {recall[label].item():.3f}")

# %% [markdown] lang="zh"
# 两头的类别各只有一个邻居，容易分；中间两类两边都会错，召回率只有 0.680 和 0.720。与 scikit-learn 核对：

# %% [markdown] lang="en"
# The classes at the ends have one neighbour each and are easier; the two in the middle go wrong on both sides, and their recalls are only 0.680 and 0.720. Check against scikit-learn:

# %% check
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

y_true, y_pred = targets.tolist(), predictions.tolist()
print(confusion_matrix(y_true, y_pred).tolist() == confusion.tolist())
theirs = precision_recall_fscore_support(y_true, y_pred)
print(
    np.allclose(theirs[0], precision.tolist()), np.allclose(theirs[1], recall.tolist())
)

# %% [markdown] lang="zh"
# ## 小结
#
# | 步骤 | 这一页的做法 | 要避免的 |
# |---|---|---|
# | 划分 | 训练、验证、测试三份，分层 | 用测试集选轮次 |
# | 标准化 | `fit` 只用训练集 | 泄漏 |
# | 基线 | 只猜一档，逻辑回归 | 没有比较就说网络好 |
# | 训练 | `loss.item()`，早停 | 累加张量，只看训练损失 |
# | 评估 | `eval()` 和 `torch.no_grad()` | 只写前一半 |
# | 保存 | 建文件夹；权重、列名、平均数、标准差 | 只存权重 |
# | 报告 | 三个种子、标准误、逐类 | 一个准确率 |
#
# ## 接下来试什么
#
# 1. 价位有次序，交叉熵不知道。把它当作一个数来预测，再取最近的档，会更好吗？
# 2. 换掉早停：用 `AdamW` 的 `weight_decay`，或者缩小网络。哪一种的验证损失最低？
# 3. 数据多了，网络会追上来吗？`phone_table` 想造多少都行。

# %% [markdown] lang="en"
# ## Summary
#
# | Step | What this page does | What to avoid |
# |---|---|---|
# | split | training, validation and test, stratified | choosing the epoch by the test set |
# | standardise | `fit` on the training set only | leaks |
# | baselines | guessing one class, logistic regression | praising a network compared with nothing |
# | train | `loss.item()`, early stopping | adding up tensors, watching the training loss only |
# | evaluate | `eval()` and `torch.no_grad()` | the first half alone |
# | save | make the folder; weights, column names, means, standard deviations | weights alone |
# | report | three seeds, the standard error, class by class | a single accuracy |
#
# ## What to try next
#
# 1. The price classes have an order, of which cross-entropy knows nothing. Would it be better to predict a number, and take the nearest class?
# 2. In place of early stopping, use the `weight_decay` of `AdamW`, or a smaller network. Which has the lowest validation loss?
# 3. Would the network catch up if there were more data? `phone_table` makes as much as you like.

# %% [markdown] lang="zh"
# ??? tip "提示 1"
#
#     最后一层改成一个输出，目标转成浮点数，用[回归损失](../losses/regression.md)；注意 `squeeze(-1)`。预测时 `round()`，再用 `clamp(0, 3)` 限制范围。比较准确率时，逻辑回归仍是基线。
#
# ??? tip "提示 2"
#
#     强度要在几个数量级里试，见[权重衰减](../regularization/weight-decay.md#strengths)。最小的网络是 `nn.Linear(20, 4)`，它与逻辑回归是同一个模型，学习率和轮数要另选。每种做法都用三个种子，只看验证集。
#
# ??? tip "提示 3"
#
#     造一张大表，先分出验证集和测试集，再从余下的里取 1200、4000、16000 行来训练，横轴用对数，画出网络和逻辑回归的验证准确率。样本多了，一轮的步数也多，`patience` 和轮数要重新考虑。

# %% [markdown] lang="en"
# ??? tip "Hint 1"
#
#     Give the last layer one output, turn the targets into floats, and use a [regression loss](../losses/regression.md); mind `squeeze(-1)`. To predict, `round()`, and keep within the range by `clamp(0, 3)`. When comparing accuracies, logistic regression is still the baseline.
#
# ??? tip "Hint 2"
#
#     Try strengths over several orders of magnitude; see [Weight decay](../regularization/weight-decay.md#strengths). The smallest network is `nn.Linear(20, 4)`, the same model as logistic regression; choose learning rate and epochs for it anew. Use three seeds for each, and look at the validation set only.
#
# ??? tip "Hint 3"
#
#     Make one large table, set validation and test set aside first, then train on 1200, 4000 and 16000 of the remaining rows, and plot the validation accuracies of the network and of logistic regression over a logarithmic axis. With more samples an epoch has more steps, so think again about `patience` and the number of epochs.

# %% [markdown] lang="zh"
# 下一个项目：[手写数字](digits.ipynb)，把表格换成图像。

# %% [markdown] lang="en"
# Next project: [Handwritten digits](digits.ipynb), with images in place of a table.
