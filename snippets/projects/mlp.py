# %% [markdown] lang="zh" description="从 pandas 的表到张量、加载器、手写的多层感知机：逐轮看训练与验证损失，缩放目标，与线性回归比较，在测试集上报告三个种子。"
# # 手写 MLP 回归
#
# 笔记里有一份“手搓 MLP”：一个三层网络，一个带验证的训练循环，外加把数据变成张量的几行。作者说代码跑过，但没有留下数据。本项目把它补全、跑通，再问一句：这份数据用得着 MLP 吗？
#
# **多层感知机**（multilayer perceptron，MLP）就是几个线性层，中间夹着激活函数。它能拟合曲线，线性回归不能；数据本来就是直的，这个本事就没有用处。本项目先后用一份直的和一份弯的数据。
#
# ## 数据
#
# scikit-learn 的 `make_regression` 生成 200 个样本，8 个特征，噪声的标准差是 10。数据放进 pandas 的表，与实际工作中读进来的一样：

# %% [markdown] lang="en" description="From a pandas table to tensors, loaders and a hand-made multilayer perceptron: training and validation loss epoch by epoch, scaling the target, linear regression for comparison, and a test over three seeds." source="947d9a8f7e56d02a"
# # MLP regression
#
# The notes contain a hand-made MLP: a network of three layers, a training loop with validation, and a few lines that turn data into tensors. Their author says that the code ran, but the data are not there. This project completes it, makes it run, and then asks: do these data need an MLP at all?
#
# A **multilayer perceptron** (MLP) is a few linear layers with activations in between. It can fit curves, which linear regression cannot; where the data are straight to begin with, this gift is of no use. The project takes straight data first and curved data afterwards.
#
# ## The data
#
# `make_regression` of scikit-learn makes 200 samples with 8 features and noise of standard deviation 10. The data go into a pandas table, as data do that are read from a file:

# %% data
import pandas as pd
from sklearn.datasets import make_regression

features, values, coef = make_regression(
    n_samples=200, n_features=8, noise=10, coef=True, random_state=0
)
table = pd.DataFrame(features, columns=[f"x{index}" for index in range(8)])
target = pd.Series(values, name="y")
print(table.shape, target.shape)
print(f"x0 std {table['x0'].std():.1f}")
print(
    f"y mean {target.mean():.1f} std {target.std():.1f} min {target.min():.0f} max {target.max():.0f}"
)

# %% plot_data
import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True, layout="constrained")
for ax, name in zip(axes, ("x0", "x1"), strict=True):
    ax.scatter(table[name].tolist(), target.tolist(), s=12)
    ax.set_xlabel(name)
axes[0].set_ylabel("y")
plt.show()

# %% [markdown] lang="zh"
# ![两幅散点图，纵轴都是目标，从负四百到四百。左图横轴是 x0，点明显上升；右图横轴是 x1，上升不明显，散得很开](../assets/figures/projects/mlp/plot_data.svg)
#
# 特征的标准差约为 1，目标的标准差却是 155.7。记住这个差别，后面要用。
#
# 分成三份：120 个训练，40 个验证，40 个测试。笔记也造了测试用的张量 `X_test_tensor`，却从来没有用它；这里留到最后用一次：

# %% [markdown] lang="en"
# ![Two scatter plots with the target on the vertical axis, from minus four hundred to four hundred. On the left, over x0, the points clearly rise; on the right, over x1, they hardly do and are widely spread](../assets/figures/projects/mlp/plot_data.svg)
#
# The standard deviation of a feature is about 1, that of the target 155.7. Keep this difference in mind; it will matter.
#
# Split into three: 120 for training, 40 for validation, 40 for testing. The notes make a tensor for testing as well, `X_test_tensor`, and never use it; here the test set is kept for the end and used once:

# %% split
from sklearn.model_selection import train_test_split

X_train, X_rest, y_train, y_rest = train_test_split(
    table, target, train_size=120, random_state=0
)
X_val, X_test, y_val, y_test = train_test_split(
    X_rest, y_rest, train_size=40, random_state=0
)
print(len(X_train), len(X_val), len(X_test))
print(y_train.index[:5].tolist())

# %% [markdown] lang="zh"
# 划分打乱了次序，表的行号（index）也跟着乱了。
#
# ## 从表到张量
#
# `y_train` 是 pandas 的 `Series`。直接交给 `torch.tensor` 会出错：

# %% [markdown] lang="en"
# The split shuffles the rows, and the row labels (the index) with them.
#
# ## From a table to tensors
#
# `y_train` is a pandas `Series`. Handed to `torch.tensor` as it is, it fails:

# %% series
# raises: KeyError
import torch

torch.tensor(y_train)

# %% [markdown] lang="zh"
# `torch.tensor` 用 0、1、2 …… 去取元素，`Series` 却把这些数当作行号，而行号 4 不在训练集里。更麻烦的是，错不错还要看运气：给出 `dtype`，同一个 `Series` 又能通过；验证集没有行号 0，报的是另一种错误：

# %% [markdown] lang="en"
# `torch.tensor` asks for the elements 0, 1, 2 and so on, but a `Series` takes these numbers for row labels, and the label 4 is not in the training set. Worse, whether it fails is a matter of luck: with a `dtype` the same `Series` passes; and the validation set, which lacks the label 0, raises another error:

# %% series_dtype
print(torch.tensor(y_train, dtype=torch.float32).shape)

# %% series_val
# raises: ValueError
torch.tensor(y_val, dtype=torch.float32)

# %% [markdown] lang="zh"
# 所以总是写 `.values`，取出不带行号的 NumPy 数组。笔记就是这样写的：

# %% [markdown] lang="en"
# So always write `.values`, which gives the NumPy array without its labels. This is what the notes do:


# %% tensors
def to_tensors(inputs, targets):
    inputs = torch.tensor(inputs.values, dtype=torch.float32)  # (samples, features)
    # (samples, 1)
    targets = torch.tensor(targets.values, dtype=torch.float32).view(-1, 1)
    return inputs, targets


train_data = to_tensors(X_train, y_train)
val_data = to_tensors(X_val, y_val)
test_data = to_tensors(X_test, y_test)
print([tuple(part.shape) for part in (*train_data, *val_data, *test_data)])

# %% [markdown] lang="zh"
# 两处转换各有理由。数组是 `float64`，而线性层的参数是 `float32`。`.view(-1, 1)` 把目标变成一列，与模型的输出 `(batch, 1)` 同形；少了它，两者的差会[广播](../tensors/math.md#broadcasting)成方阵：

# %% [markdown] lang="en"
# Each of the two conversions has its reason. The arrays are `float64`, the parameters of a linear layer `float32`. And `.view(-1, 1)` makes the targets a column, of the same shape as the model's outputs, `(batch, 1)`; without it the difference of the two [broadcasts](../tensors/math.md#broadcasting) to a square:

# %% broadcast
outputs = torch.zeros(32, 1)
print((outputs - torch.zeros(32)).shape, (outputs - torch.zeros(32, 1)).shape)

# %% [markdown] lang="zh"
# 张量配成数据集，再交给[加载器](../data/dataset-dataloader.md)，与笔记一样每批 32 个。训练的加载器打乱次序，有自己的生成器：

# %% [markdown] lang="en"
# The tensors are paired in a dataset and handed to [loaders](../data/dataset-dataloader.md), 32 a batch as in the notes. The training loader shuffles, and has a generator of its own:

# %% loaders
from torch.utils.data import DataLoader, TensorDataset


def make_loaders(train_data, val_data, seed=0):
    for_train = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(*train_data), batch_size=32, shuffle=True, generator=for_train
    )
    val_loader = DataLoader(TensorDataset(*val_data), batch_size=32)
    return train_loader, val_loader


train_loader, val_loader = make_loaders(train_data, val_data)
for loader in (train_loader, val_loader):
    print([len(targets) for _, targets in loader])

# %% [markdown] lang="zh"
# 验证集的两批一大一小，32 个和 8 个。后面算平均损失时，这一点很要紧。
#
# ## 基线
#
# 先定标尺。误差用均方误差的平方根（RMSE）报告，单位与目标相同。一条基线永远猜训练目标的平均数，另一条是线性回归：

# %% [markdown] lang="en"
# The two batches of the validation set are unequal: 32 and 8. This will matter when losses are averaged.
#
# ## Baselines
#
# First the yardsticks. Errors are reported as the root of the mean squared error (RMSE), in the units of the target. One baseline always guesses the mean of the training targets, the other is linear regression:

# %% baselines
from sklearn.linear_model import LinearRegression

linear = LinearRegression().fit(X_train, y_train)


def rmse(predictions, targets):
    return ((predictions - targets) ** 2).mean() ** 0.5


print(f"mean {rmse(y_train.mean(), y_val):.1f}")
print(f"linear {rmse(linear.predict(X_val), y_val):.1f}")
print("true  ", *(f"{value:.0f}" for value in coef))
print("fitted", *(f"{value:.0f}" for value in linear.coef_))

# %% [markdown] lang="zh"
# 线性回归的误差是 12.4，而噪声的标准差是 10，几乎没有余地了。系数也与真系数差不多。原因很简单：`make_regression` 的数据**就是线性的**，目标是 8 个特征的加权和再加噪声。MLP 在这里赢不了；用它来学习怎样写循环，倒正合适。
#
# ## 模型
#
# 笔记的模型片段从数据取输入的大小，而数据没有定义：

# %% [markdown] lang="en"
# The error of linear regression is 12.4 where the standard deviation of the noise is 10: there is hardly any room left. The coefficients are close to the true ones too. The reason is that the data of `make_regression` **are linear**: the target is a weighted sum of the 8 features plus noise. An MLP cannot win here; but they will do for learning to write the loop.
#
# ## The model
#
# The model in the notes takes its input size from data that are not defined:

# %% undefined
# raises: NameError
input_size = eval("X_train_leaves.shape[1]", {})

# %% [markdown] lang="zh"
# 补上数据就能运行。三个线性层，隐藏层 64 个单元，两处用同一个 ReLU（它没有参数，可以共用）：

# %% [markdown] lang="en"
# With data it runs. Three linear layers, 64 hidden units, and one ReLU used in two places (it has no parameters and can be shared):

# %% model
from torch import nn


class Model(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.linear1 = nn.Linear(input_size, hidden_size)
        self.linear2 = nn.Linear(hidden_size, hidden_size)
        self.linear3 = nn.Linear(hidden_size, output_size)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.linear1(x))
        x = self.relu(self.linear2(x))
        return self.linear3(x)


def make_model(seed, input_size=8):
    torch.manual_seed(seed)
    return Model(input_size, hidden_size=64, output_size=1)


model = make_model(0)
print(sum(p.numel() for p in model.parameters()))

# %% [markdown] lang="zh"
# 训练循环分成三个函数，与[训练循环](../training/loop.md)那一页相同，这里只看损失：

# %% [markdown] lang="en"
# The training loop consists of three functions, as on the page [The training loop](../training/loop.md); here only the loss is of interest:


# %% train_epoch
def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total = count = 0
    for inputs, targets in loader:
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
    model.eval()
    total = count = 0
    for inputs, targets in loader:
        total += loss_fn(model(inputs), targets).item() * len(targets)
        count += len(targets)
    return total / count


def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(
            train_epoch(model, train_loader, loss_fn, optimizer)
        )
        history["val_loss"].append(evaluate(model, val_loader, loss_fn))
    return history


# %% [markdown] lang="zh"
# ## 训练：目标没有缩放
#
# 照笔记，用 Adam，学习率 0.001，训练 20 轮。每行是轮数、训练损失、验证损失：

# %% [markdown] lang="en"
# ## Training on unscaled targets
#
# As in the notes: Adam with a learning rate of 0.001, for 20 epochs. A line shows the epoch, the training loss and the validation loss:

# %% unscaled
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
unscaled = fit(model, train_loader, val_loader, loss_fn, optimizer, epochs=20)


def show(history, epochs, digits):
    for epoch in epochs:
        print(
            epoch, *(f"{losses[epoch - 1]:.{digits}f}" for losses in history.values())
        )


show(unscaled, (1, 5, 10, 20), digits=0)

# %% [markdown] lang="zh"
# 代码没有错，损失却几乎不动：从 24533 到 23129，而目标的方差就有这么大，模型还在猜平均数。先把这些损失怎样平均说清楚，再找原因。
#
# !!! warning "勘误 E-102：各批损失的平均不是整体的损失"
#
#     笔记把各批的损失加起来，除以批数 `len(val_loader)`。每批的损失已经是平均数；最后一批若小一些，它的样本就被看得更重。应当乘上样本数再加，最后除以样本总数。`train_epoch` 和 `evaluate` 就是这样写的。
#
# 用刚才的模型看验证集的两批：

# %% [markdown] lang="en"
# There is no mistake in the code, and yet the loss hardly moves: from 24533 to 23129. That is about the variance of the targets, so the model is still guessing the mean. Before looking for the cause, a word on how these losses are averaged.
#
# !!! warning "Erratum E-102: the mean of batch losses is not the loss of the whole"
#
#     The notes add up the losses of the batches and divide by the number of batches, `len(val_loader)`. Each of them is a mean already; if the last batch is smaller, its samples count for more. Multiply each by its number of samples, add, and divide by the number of all samples. This is what `train_epoch` and `evaluate` do.
#
# Here are the two batches of the validation set with the model of a moment ago:

# %% honest_average
with torch.no_grad():
    parts = [
        (loss_fn(model(inputs), targets).item(), len(targets))
        for inputs, targets in val_loader
    ]
    whole = loss_fn(model(val_data[0]), val_data[1]).item()
for loss, count in parts:
    print(count, f"{loss:.0f}")
print(f"mean of batch means {sum(loss for loss, _ in parts) / len(parts):.0f}")
print(
    f"weighted {sum(loss * count for loss, count in parts) / 40:.0f} whole set {whole:.0f}"
)

# %% [markdown] lang="zh"
# 8 个样本与 32 个样本平起平坐，得到 16395；真正的损失是 22624，差了四分之一还多。加权的平均与一次算完整个验证集相同。
#
# ### 为什么不动
#
# 看输出有多大：

# %% [markdown] lang="en"
# When 8 samples count as much as 32, the result is 16395; the true loss is 22624, so more than a quarter is missing. The weighted mean agrees with computing the whole validation set at once.
#
# ### Why it hardly moves
#
# See how large the outputs are:

# %% small_outputs
with torch.no_grad():
    outputs = model(train_data[0])
print(
    f"outputs std {outputs.std().item():.1f} targets std {train_data[1].std().item():.1f}"
)

# %% [markdown] lang="zh"
# 输出的标准差是 5.3，目标是 157.3。Adam 每一步把一个参数大约只改动一个学习率，即 0.001，[不论梯度多大](../optimizers/adaptive.md)；20 轮一共 80 步，参数走不到那么远。一条出路是训练得更久：

# %% [markdown] lang="en"
# The standard deviation of the outputs is 5.3, that of the targets 157.3. A step of Adam changes a parameter by about one learning rate, 0.001, [however large the gradient](../optimizers/adaptive.md); 20 epochs make 80 steps, which do not take the parameters that far. One way out is to train for longer:

# %% longer
model = make_model(0)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
longer = fit(model, *make_loaders(train_data, val_data), loss_fn, optimizer, epochs=300)
show(longer, (20, 100, 200, 300), digits=0)

# %% [markdown] lang="zh"
# 300 轮确实到了（打乱的次序与前面不同，所以第 20 轮略有出入）。训练损失降到 70，比噪声的方差 100 还低，而验证损失是 263：网络已经在记噪声，这是[过拟合](../regularization/weight-decay.md)。
#
# ## 训练：目标缩放过
#
# 更好的办法是缩放目标：减去平均数，除以标准差，让它与初始的输出同一个量级。平均数和标准差只从**训练集**算：

# %% [markdown] lang="en"
# 300 epochs do get there (the order of shuffling is not that of before, hence the slight difference at epoch 20). The training loss is down to 70, below the variance of the noise, 100, while the validation loss is 263: the network has begun to memorise the noise, which is [overfitting](../regularization/weight-decay.md).
#
# ## Training on scaled targets
#
# It is better to scale the targets: subtract the mean and divide by the standard deviation, which brings them to the size of the initial outputs. Mean and standard deviation come from the **training set** alone:

# %% scaled
mean, std = train_data[1].mean(), train_data[1].std()


def scale(data):
    inputs, targets = data
    return inputs, (targets - mean) / std


def run(seed, epochs):
    model = make_model(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    loaders = make_loaders(scale(train_data), scale(val_data), seed)
    return model, fit(model, *loaders, loss_fn, optimizer, epochs)


model, scaled = run(seed=0, epochs=20)
show(scaled, (1, 5, 10, 20), digits=3)

# %% [markdown] lang="zh"
# 同样的模型，同样的 20 轮，损失从 0.965 降到 0.019。这里的损失以目标的方差为单位，不能与前面的数直接比较；乘回标准差，画在同一个单位里：

# %% [markdown] lang="en"
# The same model, the same 20 epochs, and the loss falls from 0.965 to 0.019. This loss is in units of the variance of the targets and cannot be compared with the numbers above; multiplied by the standard deviation, both can be drawn in the same units:

# %% plot_scaling
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
epochs = range(1, 21)
ax.semilogy(
    epochs, [loss**0.5 for loss in unscaled["val_loss"]], label="unscaled target"
)
ax.semilogy(
    epochs,
    [loss**0.5 * std.item() for loss in scaled["val_loss"]],
    "--",
    label="scaled target",
)
ax.axhline(10, color="0.5", lw=1, label="noise")
ax.set_xlabel("epoch")
ax.set_ylabel("validation RMSE in units of y")
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![验证误差随轮数变化的两条曲线，纵轴是对数。目标没有缩放的一条几乎是水平线，停在 150 左右；目标缩放过的虚线从 150 左右降到 30 左右，仍在噪声的横线之上](../assets/figures/projects/mlp/plot_scaling.svg)
#
# 20 轮还看不出最后停在哪里。训练 100 轮，三个种子，打印第 20 轮和第 100 轮：

# %% [markdown] lang="en"
# ![Two curves of the validation error over the epochs, on a logarithmic vertical axis. That of the unscaled target is almost horizontal, at about 150; the dashed one of the scaled target falls from about 150 to about 30, still above the horizontal line of the noise](../assets/figures/projects/mlp/plot_scaling.svg)
#
# 20 epochs do not show where it comes to rest. Train for 100 epochs with three seeds, and print epochs 20 and 100:

# %% three_seeds
runs = [run(seed, epochs=100) for seed in range(3)]
for _, history in runs:
    show(history, (20, 100), digits=4)

# %% plot_curves
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
_, history = runs[0]
ax.semilogy(range(1, 101), history["train_loss"], label="training")
ax.semilogy(range(1, 101), history["val_loss"], "--", label="validation")
ax.axhline((10 / std.item()) ** 2, color="0.5", lw=1, label="noise variance")
ax.set_xlabel("epoch")
ax.set_ylabel("scaled mean squared error")
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![种子 0 的训练与验证损失，横轴 100 轮，纵轴是对数。两条先一起下降；约 20 轮后验证曲线变平，停在噪声方差的横线之上，训练曲线继续下降，穿过了横线](../assets/figures/projects/mlp/plot_curves.svg)
#
# 训练损失降到噪声之下，验证损失停在噪声之上：120 个样本，4801 个参数，网络有足够的余地去记噪声。
#
# ## 测试
#
# 测试集只用这一次。网络的预测乘回标准差、加回平均数，再算 RMSE：

# %% [markdown] lang="en"
# ![Training and validation loss of seed 0 over 100 epochs, on a logarithmic vertical axis. They fall together at first; after about 20 epochs the validation curve flattens above the horizontal line of the noise variance, while the training curve goes on falling and crosses it](../assets/figures/projects/mlp/plot_curves.svg)
#
# The training loss falls below the noise and the validation loss stays above it: with 120 samples and 4801 parameters the network has room enough to memorise noise.
#
# ## The test
#
# The test set is used once, here. Multiply the predictions of the network by the standard deviation, add the mean, and compute the RMSE:


# %% test
@torch.no_grad()
def test_error(model, data, mean, std):
    inputs, targets = data
    return rmse(model(inputs) * std + mean, targets).item()


errors = torch.tensor([test_error(model, test_data, mean, std) for model, _ in runs])
print(f"mean {rmse(y_train.mean(), y_test):.1f}")
print(f"linear {rmse(linear.predict(X_test), y_test):.1f}")
print("MLP", *(f"{error:.1f}" for error in errors.tolist()))
print(f"   {errors.mean().item():.1f} ± {errors.std().item():.1f}")

# %% [markdown] lang="zh"
# MLP 是 21.0 ± 4.5，线性回归是 10.3。两者都远好于猜平均数，但在直的数据上，三个种子的 MLP 没有一个比得上线性回归。种子之间的差别也不小，从 17.8 到 26.2；只报告其中一个，结论就靠碰运气。
#
# ## 弯的数据
#
# 要让 MLP 有用武之地，目标得是弯的。换一份数据，两个特征，在 −3 与 3 之间：
#
# $$
# y = 2 \sin(2 x_0) + x_1 + \varepsilon
# $$
#
# 噪声 $\varepsilon$ 的标准差是 0.2。600 个训练，200 个验证，200 个测试：

# %% [markdown] lang="en"
# The MLP comes to 21.0 ± 4.5, linear regression to 10.3. Both are far better than guessing the mean, but on straight data none of the three MLPs is a match for linear regression. Nor do the seeds agree well, from 17.8 to 26.2; with only one of them reported, the conclusion would be left to chance.
#
# ## Curved data
#
# For an MLP to be of use the target has to be curved. Take other data, with two features between −3 and 3:
#
# $$
# y = 2 \sin(2 x_0) + x_1 + \varepsilon
# $$
#
# The noise $\varepsilon$ has a standard deviation of 0.2. There are 600 samples for training, 200 for validation, 200 for testing:


# %% curved
# device: cpu
def draw(count, seed):
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.rand(count, 2, generator=generator) * 6 - 3
    noise = 0.2 * torch.randn(count, 1, generator=generator)
    return inputs, 2 * torch.sin(2 * inputs[:, :1]) + inputs[:, 1:] + noise


train_data, val_data, test_data = (
    draw(600, seed=0),
    draw(200, seed=1),
    draw(200, seed=2),
)
mean, std = train_data[1].mean(), train_data[1].std()
print(train_data[0].shape, train_data[1].shape)

# %% [markdown] lang="zh"
# 线性回归用最小二乘（见[线性回归三法](linear-regression.ipynb)），打印两个权重和偏置：

# %% [markdown] lang="en"
# Linear regression is done by least squares (see [Linear regression three ways](linear-regression.ipynb)); these are the two weights and the bias:

# %% curved_linear
# device: cpu
ones = torch.ones(600, 1)
solution = torch.linalg.lstsq(
    torch.cat([train_data[0], ones], dim=1), train_data[1]
).solution
print([f"{value:.2f}" for value in solution.squeeze(1).tolist()])


def predict_linear(inputs):
    return inputs @ solution[:2] + solution[2]


# %% [markdown] lang="zh"
# 第二个权重是 1.00，找对了；第一个是 −0.33，一条直线对正弦只能做到这样。MLP 还是那一个，只是输入改为两个特征，学习率 0.003，60 轮，三个种子，打印第 1、20、60 轮：

# %% [markdown] lang="en"
# The second weight, 1.00, is right; the first, −0.33, is all that a straight line can make of a sine. The MLP is the same as before with two input features, a learning rate of 0.003, 60 epochs and three seeds; the lines are epochs 1, 20, 60:


# %% curved_runs
# device: cpu
def run_curved(seed, epochs=60):
    model = make_model(seed, input_size=2)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    loaders = make_loaders(scale(train_data), scale(val_data), seed)
    return model, fit(model, *loaders, loss_fn, optimizer, epochs)


curved_runs = [run_curved(seed) for seed in range(3)]
for _, history in curved_runs:
    show(history, (1, 20, 60), digits=3)

# %% curved_test
# device: cpu
errors = torch.tensor(
    [test_error(model, test_data, mean, std) for model, _ in curved_runs]
)
print(f"mean {rmse(mean, test_data[1]).item():.2f}")
print(f"linear {rmse(predict_linear(test_data[0]), test_data[1]).item():.2f}")
print("MLP", *(f"{error:.2f}" for error in errors.tolist()))
print(f"   {errors.mean().item():.2f} ± {errors.std().item():.2f}")

# %% [markdown] lang="zh"
# 这一次 MLP 是 0.27 ± 0.01，线性回归是 1.36，离噪声的 0.2 已经不远。三个种子的差别很小：样本多了，噪声也小。画出学到的曲线：

# %% [markdown] lang="en"
# This time the MLP comes to 0.27 ± 0.01 and linear regression to 1.36; the noise, 0.2, is not far below. The seeds differ little: there are more samples, and less noise. Draw the curve that was learned:

# %% plot_curved
# device: cpu
model, history = curved_runs[0]
x = torch.linspace(-3, 3, 121)
line = torch.stack([x, torch.zeros_like(x)], dim=1)  # x1 = 0
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.2), layout="constrained")
left.semilogy(history["train_loss"], label="training")
left.semilogy(history["val_loss"], "--", label="validation")
left.set_xlabel("epoch")
left.set_ylabel("scaled mean squared error")
left.legend()
right.plot(x.tolist(), (2 * torch.sin(2 * x)).tolist(), "k:", label="truth")
right.plot(x.tolist(), predict_linear(line).squeeze(1).tolist(), label="linear")
right.plot(x.tolist(), (model(line) * std + mean).squeeze(1).tolist(), label="MLP")
right.set_xlabel("$x_0$, with $x_1 = 0$")
right.set_ylabel("prediction")
right.legend()
plt.show()

# %% [markdown] lang="zh"
# ![左图：种子 0 的训练与验证损失在对数纵轴上一起下降，验证略高，偶有尖峰。右图：固定第二个特征为零，真值是将近两个周期的正弦，MLP 的曲线贴着它，到两端才离开，线性回归是一条下降的直线](../assets/figures/projects/mlp/plot_curved.svg)
#
# 训练与验证一起下降，没有明显分开，到最后也没有走平。右图解释了两个误差的差别：直线穿过正弦的中间，MLP 沿着它弯；在数据的边上，MLP 的误差最大。
#
# | 数据 | 线性回归 | MLP | 谁该用 |
# |---|---|---|---|
# | 直的，120 个训练样本 | 10.3 | 21.0 ± 4.5 | 线性回归 |
# | 弯的，600 个训练样本 | 1.36 | 0.27 ± 0.01 | MLP |
#
# 所以先跑线性回归：它一步就有答案，也告诉你 MLP 有没有余地。
#
# ## 接下来可以试
#
# 1. 在直的数据上用验证损失决定何时停止，测试误差会变小吗？
#
#     ??? tip "提示"
#
#         `history["val_loss"]` 里最小值的下标加一，就是该停的轮数；用它作 `epochs` 重新训练。三个种子都做，再与 21.0 ± 4.5 比较。
#
# 2. 换 `weight_decay`，或者把 `hidden_size` 从 64 减到 4，直的数据上能追上线性回归吗？
#
#     ??? tip "提示"
#
#         在验证集上挑，不要看测试集。[权重衰减](../regularization/weight-decay.md)讲了它怎样限制权重。
#
# 3. 弯的数据只给 60 个训练样本，MLP 还赢吗？
#
#     ??? tip "提示"
#
#         改 `draw(600, seed=0)` 里的样本数；最小二乘那一格里的 `torch.ones(600, 1)` 也要改。批数变少了，轮数要相应增加。
#
# 下一个项目是[手机价格分类](phone-price.ipynb)，数据换成真正的表格，目标换成类别；前一个是[二分类](binary.ipynb)。

# %% [markdown] lang="en"
# ![On the left, training and validation loss of seed 0 fall together on a logarithmic vertical axis, validation slightly higher and with a few spikes. On the right, with the second feature fixed at zero, the truth is a sine of nearly two periods; the curve of the MLP keeps to it and leaves it only near the ends, linear regression is a falling straight line](../assets/figures/projects/mlp/plot_curved.svg)
#
# Training and validation fall together, hardly part, and are still falling at the end. The plot on the right explains the two errors: the straight line passes through the middle of the sine, the MLP bends with it; at the edge of the data the MLP is furthest off.
#
# | Data | Linear regression | MLP | Which to use |
# |---|---|---|---|
# | straight, 120 training samples | 10.3 | 21.0 ± 4.5 | linear regression |
# | curved, 600 training samples | 1.36 | 0.27 ± 0.01 | MLP |
#
# So run linear regression first: it gives an answer in one step, and tells whether there is room for an MLP.
#
# ## What to try next
#
# 1. On the straight data, let the validation loss decide when to stop. Does the test error become smaller?
#
#     ??? tip "Hint"
#
#         The index of the smallest value in `history["val_loss"]`, plus one, is the number of epochs to stop at; train again with it as `epochs`. Do so for all three seeds, and compare with 21.0 ± 4.5.
#
# 2. With `weight_decay`, or with a `hidden_size` of 4 instead of 64, can the MLP catch up with linear regression on the straight data?
#
#     ??? tip "Hint"
#
#         Choose on the validation set, without looking at the test set. [Weight decay](../regularization/weight-decay.md) shows how it restrains the weights.
#
# 3. Give the curved data only 60 training samples. Does the MLP still win?
#
#     ??? tip "Hint"
#
#         Change the number of samples in `draw(600, seed=0)`, and `torch.ones(600, 1)` in the cell of least squares as well. There are fewer batches, so train for more epochs accordingly.
#
# The next project is [Phone price](phone-price.ipynb), where the data are a true table and the targets classes; the one before is [Binary classifiers](binary.ipynb).
