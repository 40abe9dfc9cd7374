# %% [markdown] lang="zh" description="判断点在圆内还是圆外：直线办不到，几个隐藏单元办得到。从学不动的十个样本开始，到三个种子的测试准确率和错在哪里。"
# # 圆内圆外：二分类
#
# 平面上随机撒点，离原点不到 1 的算“圆内”，其余算“圆外”。只告诉网络坐标和答案，不告诉它圆的公式，它能学会判断新的点吗？这是一道二分类（binary classification）题，妙在两个特征正好是平面的两个坐标，网络学到了什么，画出来就看得见。
#
# 用到的零件前面都讲过：[二分类交叉熵](../losses/binary.md)、[nn.Sequential](../models/sequential.md)、[Adam](../optimizers/adaptive.md)、[训练循环](../training/loop.md)。
#
# ## 热身：十个样本
#
# 笔记的第一个网络测试只有 10 行随机输入，标签是手写的，6 个 1、4 个 0。网络以 sigmoid 收尾，配均方误差，用 SGD 走 50 步。照做一遍，种子取 0，每行打印轮数、损失、概率的最小值和最大值：

# %% [markdown] lang="en" description="Is a point inside the circle or outside? No straight line can tell, a few hidden units can. From ten samples that teach nothing to test accuracy over three seeds, and where the mistakes lie." source="27e49b10bcb571c7"
# # Inside the circle: binary classification
#
# Points fall at random on a plane; those closer to the origin than 1 are “inside”, the others “outside”. A network is given coordinates and answers, but not the formula of the circle. Can it learn to judge new points? This is binary classification, and the charm of it is that the two features are the two coordinates of the plane: whatever the network has learned can be drawn and seen.
#
# The parts are those of earlier pages: [Binary cross-entropy](../losses/binary.md), [nn.Sequential](../models/sequential.md), [Adam](../optimizers/adaptive.md), [The training loop](../training/loop.md).
#
# ## Warming up: ten samples
#
# The notes' first test of a network has only 10 rows of random input, with labels written by hand, 6 of them 1 and 4 of them 0. The network ends in a sigmoid, the loss is the mean squared error, and SGD takes 50 steps. Here it is again, with seed 0; a line shows the epoch, the loss, and the smallest and the largest probability:

# %% ten_samples
import torch
from torch import nn


def ten_samples(seed):
    torch.manual_seed(seed)
    x = torch.randn(10, 10)  # (samples, features)
    return x, nn.Sequential(nn.Linear(10, 5), nn.ReLU(), nn.Linear(5, 1))


y = torch.tensor([[1.0], [0], [0], [1], [1], [1], [0], [0], [1], [1]])  # (samples, 1)
x, model = ten_samples(seed=0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(50):
    p = torch.sigmoid(model(x))
    loss = nn.MSELoss()(p, y)
    if epoch in (0, 49):
        print(epoch, f"{loss.item():.5f} p {p.min().item():.3f} {p.max().item():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% ten_baseline
print(f"accuracy {((p > 0.5) == (y == 1)).float().mean().item():.3f}")
print(f"always 0.6: {nn.MSELoss()(torch.full_like(y, 0.6), y).item():.5f}")

# %% [markdown] lang="zh"
# 损失只从 0.24009 降到 0.23506。对谁都报 0.6，损失也不过 0.24000；准确率 0.600，与永远答 1 一样。50 步下来等于没学。

# %% [markdown] lang="en"
# The loss has come down from 0.24009 to 0.23506 and no further. To say 0.6 of everyone costs 0.24000; the accuracy, 0.600, is that of always answering 1. After 50 steps nothing has been learned to speak of.

# %% [markdown] lang="zh"
# !!! warning "勘误 E-061：步子太小，损失也不合适"
#
#     笔记的设置有两个毛病，要分开看。一是学习率 0.01 配 SGD，50 步走不远。二是 sigmoid 之后用均方误差：错得很有把握时，梯度几乎是 0。改法是模型给出 logit，损失用 `nn.BCEWithLogitsLoss`，再换合适的优化器和学习率。
#
# 先看第一个。三种优化器设置，各配两种损失，每种用 10 个种子训练 50 步，打印训练准确率的平均：

# %% [markdown] lang="en"
# !!! warning "Erratum E-061: steps too small, and the wrong loss"
#
#     The notes' settings have two faults, to be told apart. One: SGD at a learning rate of 0.01 does not get far in 50 steps. Two: with the mean squared error behind a sigmoid, the gradient is almost 0 when the answer is confidently wrong. The remedy is a model that returns logits, `nn.BCEWithLogitsLoss`, and a suitable optimizer and learning rate.
#
# The first one first. Three settings of the optimizer, each with both losses, train for 50 steps from 10 seeds; printed is the mean training accuracy:


# %% ten_settings
def squared_error(logits, targets):
    return nn.MSELoss()(torch.sigmoid(logits), targets)


def memorise(model, x, y, loss_fn, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return ((model(x) > 0) == (y == 1)).float().mean().item()


bce = nn.BCEWithLogitsLoss()
for kind, lr in (
    (torch.optim.SGD, 0.01),
    (torch.optim.SGD, 1.0),
    (torch.optim.Adam, 0.05),
):
    for name, loss_fn in (("MSE", squared_error), ("BCE", bce)):
        scores = []
        for seed in range(10):
            x, model = ten_samples(seed)
            scores.append(
                memorise(
                    model, x, y, loss_fn, kind(model.parameters(), lr=lr), steps=50
                )
            )
        print(kind.__name__, lr, name, f"{sum(scores) / 10:.3f}")

# %% [markdown] lang="zh"
# 学习率 0.01 时，用哪种损失，准确率都不到 0.6；步子够大，两种都能把 10 个样本几乎全部记住。所以笔记学不动，先要怪步子。
#
# 再看第二个。单个样本的损失对 logit $z$ 求导，$p = \sigma(z)$，左边是均方误差，右边是交叉熵：
#
# $$
# 2 (p - y)\, p (1 - p)
# \qquad
# p - y
# $$
#
# 取 $z = -10$、$y = 1$，错得很有把握。每行先打印自动求导的结果，再打印公式的：

# %% [markdown] lang="en"
# At a learning rate of 0.01 the accuracy stays below 0.6 with either loss; with steps that are large enough, both memorise nearly all of the 10 samples. That the notes' network learns nothing is first of all the fault of its steps.
#
# Now the second. Here are the derivatives of one sample's loss with respect to the logit $z$, where $p = \sigma(z)$, for the mean squared error on the left and cross-entropy on the right:
#
# $$
# 2 (p - y)\, p (1 - p)
# \qquad
# p - y
# $$
#
# Take $z = -10$ and $y = 1$, confidently wrong. A line shows what autograd computes, then the formula:

# %% saturated_gradient
p = torch.sigmoid(torch.tensor(-10.0))
for loss_fn, formula in ((squared_error, 2 * (p - 1) * p * (1 - p)), (bce, p - 1)):
    z = torch.tensor([-10.0], requires_grad=True)
    loss_fn(z, torch.tensor([1.0])).backward()
    print(f"{z.grad.item():.2e} {formula.item():.2e}")

# %% [markdown] lang="zh"
# 差一万倍：$p(1 - p)$ 把均方误差的梯度压没了，在交叉熵里它正好约掉。让网络从这样的地方出发，把最后一层的偏置设成 −10，学习率 1，走 200 步，打印准确率和损失：

# %% [markdown] lang="en"
# Ten thousand times apart: $p(1 - p)$ stifles the gradient of the mean squared error, while in cross-entropy it cancels. Let the network start from such a place, with the bias of the last layer at −10, and take 200 steps at a learning rate of 1; printed are accuracy and loss:

# %% saturated_start
for loss_fn in (squared_error, bce):
    x, model = ten_samples(seed=0)
    nn.init.constant_(model[2].bias, -10.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    score = memorise(model, x, y, loss_fn, optimizer, steps=200)
    print(f"{score:.3f} {loss_fn(model(x), y).item():.4f}")

# %% [markdown] lang="zh"
# 这次步子一样大，均方误差没有动，交叉熵全对。
#
# 不过 1.000 也只是**记住**了 10 行。标签与随机输入毫无关系，没有规律可学，也就无从测试。要问网络学会了没有，题目里得先有规律，例如一个圆。
#
# ## 数据：圆内与圆外
#
# 坐标取标准正态分布，半径 1 以内标签为 1。训练数据照笔记取 100 个点，种子 0；验证集 1000 个点在训练过程中看，测试集 5000 个点留到最后。它们用自己的生成器，不动全局的随机数序列：

# %% [markdown] lang="en"
# The steps are the same size this time; the mean squared error does not move, cross-entropy gets everything right.
#
# Yet 1.000 means no more than that 10 rows were **memorised**. The labels have nothing to do with the random inputs, so there is no rule to learn, and nothing to test. To ask whether a network has learned, the problem must contain a rule first; a circle, for instance.
#
# ## The data: inside and outside
#
# The coordinates are standard normal, and the label is 1 within radius 1. For training, take 100 points with seed 0, as in the notes; a validation set of 1000 points is watched during training, a test set of 5000 points is kept for the end. These two have generators of their own and leave the global sequence of random numbers alone:


# %% data
# device: cpu
def points(count, generator=None):
    X = torch.randn(count, 2, generator=generator)  # (count, 2)
    inside = X.square().sum(dim=1, keepdim=True) < 1  # (count, 1)
    return X, inside.float()


torch.manual_seed(0)
X, Y = points(100)
X_val, Y_val = points(1000, torch.Generator().manual_seed(100))
X_test, Y_test = points(5000, torch.Generator().manual_seed(200))
for targets in (Y, Y_val, Y_test):
    print(targets.shape, targets.dtype, f"{targets.mean().item():.3f}")
print(f"{1 - torch.tensor(-0.5).exp().item():.3f}")

# %% [markdown] lang="zh"
# 最后一列是圆内的比例，训练数据里是 0.480。最后一行是比例的真值，算得出来，因为半径的平方 $r^2 = x_1^2 + x_2^2$ 服从均值为 2 的指数分布：
#
# $$
# P(r^2 < 1) = 1 - e^{-1/2} \approx 0.393
# $$
#
# 也就是说，种子 0 的 100 个点碰巧圆内偏多。标签一开始就做成 `float32`、形状 `(count, 1)`，与模型的输出相同，损失才算得对。画出来看：

# %% [markdown] lang="en"
# The last column is the share inside, 0.480 in the training data. The last line is the true share; it can be computed, since the squared radius $r^2 = x_1^2 + x_2^2$ has an exponential distribution with mean 2:
#
# $$
# P(r^2 < 1) = 1 - e^{-1/2} \approx 0.393
# $$
#
# So the 100 points of seed 0 happen to have too many inside. The targets are made `float32` of shape `(count, 1)` from the start, like the output of the model, as the loss requires. A look at them:

# %% plot_data
import matplotlib.pyplot as plt


def scatter(ax, X, Y):
    for label, marker, color in ((0, "x", "C1"), (1, "o", "C0")):
        chosen = X[Y.squeeze(1) == label]
        ax.scatter(
            chosen[:, 0].tolist(),
            chosen[:, 1].tolist(),
            marker=marker,
            s=16,
            c=color,
            label=f"$y = {label}$",
        )
    ax.add_patch(plt.Circle((0, 0), 1, fill=False, linestyle="--"))
    ax.set(
        xlim=(-3.2, 3.2),
        ylim=(-3.2, 3.2),
        xlabel="$x_1$",
        ylabel="$x_2$",
        aspect="equal",
    )


fig, ax = plt.subplots(figsize=(4.4, 3.8), layout="constrained")
scatter(ax, X, Y)
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![散点图：蓝色圆点都在虚线画的单位圆里，橙色叉散布在圆外四周，有几个紧贴着圆](../assets/figures/projects/binary/plot_data.svg)
#
# 标签由圆严格决定，没有噪声，所以满分是可能的。圆外的点从四面围着圆内的点。
#
# ## 训练的三个函数
#
# 与[训练循环](../training/loop.md)一页同名同形，只有判对错的一行不同：logit 大于 0 就是“圆内”。

# %% [markdown] lang="en"
# ![A scatter plot: blue dots all within the dashed unit circle, orange crosses spread around it on every side, a few of them close to the circle](../assets/figures/projects/binary/plot_data.svg)
#
# The circle decides the labels, without noise, so a perfect score is possible. The points outside surround those inside on all sides.
#
# ## Three functions for training
#
# They have the names and the shape of those in [The training loop](../training/loop.md); only the line that judges an answer differs: a logit above 0 means “inside”.


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
@torch.inference_mode()
def evaluate(model, loader, loss_fn):
    model.eval()
    total = correct = count = 0
    for inputs, targets in loader:
        logits = model(inputs)  # (batch, 1)
        total += loss_fn(logits, targets).item() * len(targets)
        correct += ((logits > 0) == (targets == 1)).sum().item()
        count += len(targets)
    return total / count, correct / count


# %% fit
def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        train_loss = train_epoch(model, train_loader, loss_fn, optimizer)
        val_loss, val_accuracy = evaluate(model, val_loader, loss_fn)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
    return history


def show(history, epochs):
    for epoch in epochs:
        train_loss, val_loss, val_accuracy = (
            values[epoch - 1] for values in history.values()
        )
        print(epoch, f"{train_loss:.4f} {val_loss:.4f} {val_accuracy:.3f}")


# %% [markdown] lang="zh"
# 笔记把全部数据当一批，只含一批的列表就可以作 `loader`。`start` 从一个种子备好一切：先抽训练数据，再造模型，次序与笔记相同，数字才对得上。

# %% [markdown] lang="en"
# The notes take all the data as one batch; a list holding one batch will do as a `loader`. `start` prepares everything from one seed: first it draws the training data, then it makes the model, in the order of the notes, so that the numbers can match.


# %% start
def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.05)


def start(make, make_optimizer, seed=0, count=100):
    torch.manual_seed(seed)
    train_loader = [points(count)]
    model = make()
    return model, make_optimizer(model.parameters()), train_loader


loss_fn = nn.BCEWithLogitsLoss()
val_loader = [(X_val, Y_val)]

# %% [markdown] lang="zh"
# ## 三条基线
#
# 最低的标尺是不看输入，永远答训练数据里多的那一类，这里是“圆外”：

# %% [markdown] lang="en"
# ## Three baselines
#
# The lowest yardstick ignores the input and always gives the more frequent answer of the training data, “outside” here:

# %% majority
# device: cpu
print(
    f"train {(Y == 0).float().mean().item():.3f} val {(Y_val == 0).float().mean().item():.3f}"
)

# %% [markdown] lang="zh"
# 第二条是逻辑回归（logistic regression）：一个线性层给出 logit，没有隐藏层。每行打印轮数、训练损失（更新之前）、验证损失和验证准确率：

# %% [markdown] lang="en"
# The second is logistic regression: a linear layer gives the logit, without a hidden layer. A line shows the epoch, the training loss (before the update), the validation loss and the validation accuracy:

# %% linear
# device: cpu
linear, optimizer, train_loader = start(lambda: nn.Linear(2, 1), adam)
history = fit(linear, train_loader, val_loader, loss_fn, optimizer, epochs=300)
show(history, (1, 100, 300))
print(f"train {evaluate(linear, train_loader, loss_fn)[1]:.3f}")

# %% [markdown] lang="zh"
# 损失停在 $\ln 2 \approx 0.693$ 附近，验证准确率还不如多数类。不是没训练好，而是**办不到**：它的分界线是直线。圆外取两个相对的点 $x$ 和 $-x$，线性的 logit 在原点的值是这两处的平均；两处都判为圆外，即都小于 0，原点也就小于 0，被判为圆外。
#
# 第三条仍是逻辑回归，但把特征换成 $x_1^2 + x_2^2$。这时模型只有一个权重和一个偏置：

# %% [markdown] lang="en"
# The loss rests near $\ln 2 \approx 0.693$, and the validation accuracy is below that of the majority. It is not badly trained, it **cannot** do it: its boundary is a straight line. Take two opposite points outside, $x$ and $-x$; at the origin a linear logit is the mean of its values at the two. If both are judged outside, both being below 0, then the origin is below 0 too, and judged outside.
#
# The third is logistic regression again, with $x_1^2 + x_2^2$ as its feature. Then the model has a single weight and a bias:


# %% squares
# device: cpu
class Squares(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x.square().sum(dim=1, keepdim=True))  # (batch, 1)


squares, optimizer, train_loader = start(Squares, adam)
history = fit(squares, train_loader, val_loader, loss_fn, optimizer, epochs=300)
show(history, (1, 100, 300))
print(f"train {evaluate(squares, train_loader, loss_fn)[1]:.3f}")
w, b = squares.linear.weight.item(), squares.linear.bias.item()
print(f"w {w:.3f} b {b:.3f} border {-b / w:.3f}")

# %% [markdown] lang="zh"
# 几乎满分。logit 为 0 的地方是 $r^2 = -b / w$，打印出来是 1.010，开方得到的半径与真正的 1 相差不到百分之一。
#
# 这是最高的标尺，但它占了便宜：有人事先知道该看平方和。多数题目里没人知道。网络能不能只凭 $x_1$ 和 $x_2$，自己找到这样的特征？
#
# ## 笔记的网络
#
# 4 个隐藏单元，ReLU，SGD，学习率 0.1，100 轮。笔记以 sigmoid 加 `BCELoss` 收尾，这里直接用 logits；两种收尾在这份数据上得到同样的数，已在[那一页](../losses/binary.md#training)核对，也讲了为什么后者更稳。

# %% [markdown] lang="en"
# Almost perfect. The logit is 0 where $r^2 = -b / w$, which is printed as 1.010; its square root, the radius, is less than a hundredth off the true one, 1.
#
# This is the highest yardstick, but it has an unfair advantage: someone knew beforehand that the sum of squares is what matters. In most problems nobody does. Can a network find such a feature by itself, from $x_1$ and $x_2$ alone?
#
# ## The notes' network
#
# It has 4 hidden units with ReLU, and SGD at a learning rate of 0.1 for 100 epochs. The notes end in a sigmoid and `BCELoss`; here the logits are used directly. [That page](../losses/binary.md#training) has checked that both endings give the same numbers on these data, and explains why the latter is safer.


# %% note_network
# device: cpu
def make_model(hidden):
    return nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, 1))


small, optimizer, train_loader = start(lambda: make_model(4), sgd)
small_history = fit(small, train_loader, val_loader, loss_fn, optimizer, epochs=100)
show(small_history, (10, 50, 100))
print(f"train {evaluate(small, train_loader, loss_fn)[1]:.3f}")

# %% [markdown] lang="zh"
# 训练损失从第 10 轮的 0.6718 降到第 100 轮的 0.5518，训练准确率 0.840。比基线好，可是验证准确率只有 0.749，损失也还在降。而且这个种子算是走运。换三个种子各重来一遍，数据和初值都换，每行打印种子、训练准确率、圆外的比例、有几个点判为圆内：

# %% [markdown] lang="en"
# The training loss falls from 0.6718 at epoch 10 to 0.5518 at epoch 100, and the training accuracy is 0.840. That beats the baseline, but the validation accuracy is only 0.749, and the loss is still falling. And this seed is a lucky one. Do it all again from three seeds, with new data and new initial values; a line shows the seed, the training accuracy, the share outside, and how many points are called inside:

# %% note_seeds
# device: cpu
for seed in range(3):
    model, optimizer, train_loader = start(lambda: make_model(4), sgd, seed)
    fit(model, train_loader, val_loader, loss_fn, optimizer, epochs=100)
    inputs, targets = train_loader[0]
    accuracy = evaluate(model, train_loader, loss_fn)[1]
    print(
        seed,
        f"{accuracy:.3f} {(targets == 0).float().mean().item():.3f}",
        (model(inputs) > 0).sum().item(),
    )

# %% [markdown] lang="zh"
# 种子 1 把所有的点都判为圆外；种子 2 判了 20 个圆内，对的并不比永远答“圆外”多。100 轮 SGD 远没有训练完，只看种子 0 却看不出来。
#
# ## 好一些的网络
#
# 16 个隐藏单元，Adam，学习率 0.05，300 轮：

# %% [markdown] lang="en"
# Seed 1 calls every point outside; seed 2 calls 20 inside, and is right no more often than by always answering “outside”. 100 epochs of SGD are far from the end of training, and seed 0 alone does not show it.
#
# ## A better network
#
# 16 hidden units, Adam with a learning rate of 0.05, 300 epochs:

# %% better_network
# device: cpu
wide, optimizer, train_loader = start(lambda: make_model(16), adam)
wide_history = fit(wide, train_loader, val_loader, loss_fn, optimizer, epochs=300)
show(wide_history, (1, 10, 50, 100, 300))
print(f"train {evaluate(wide, train_loader, loss_fn)[1]:.3f}")

# %% plot_curves
fig, axes = plt.subplots(
    1, 2, figsize=(7.2, 3), sharex=True, sharey=True, layout="constrained"
)
for ax, history, title in (
    (axes[0], small_history, "4 units, SGD"),
    (axes[1], wide_history, "16 units, Adam"),
):
    ax.semilogy(history["train_loss"], label="training")
    ax.semilogy(history["val_loss"], "--", label="validation")
    ax.set(title=title, xlabel="epoch")
axes[0].set_ylabel("loss")
axes[0].legend(loc="lower left")
plt.show()

# %% [markdown] lang="zh"
# ![两幅损失曲线，纵轴为对数。左图 4 个单元，100 轮里训练与验证几乎重合，只略微下降；右图 16 个单元，两条一起快速下降到约第 30 轮，之后训练损失继续降到千分之几，验证损失停在 0.1 以上](../assets/figures/projects/binary/plot_curves.svg)
#
# 左图两条线贴在一起、还在下降，是**没训练够**。右图训练损失一路降到 0.0035，100 个点全对；验证损失从第 50 轮的 0.1597 起却只降到 0.1195，准确率 0.952。两条线之间的缝隙，就是 100 个点没有告诉网络的部分。
#
# ## 分界线
#
# 在网格的每一点上算 $\sigma(\text{logit})$，再画出概率为 0.5 的等高线，就是网络心里的边界：

# %% [markdown] lang="en"
# ![Two plots of losses on a logarithmic axis. On the left, 4 units: over 100 epochs training and validation nearly coincide and fall only a little. On the right, 16 units: both fall fast together until about epoch 30, then the training loss goes on to a few thousandths while the validation loss stays above 0.1](../assets/figures/projects/binary/plot_curves.svg)
#
# On the left the curves lie together and are still falling: **not trained enough**. On the right the training loss goes down to 0.0035, with all 100 points right; the validation loss, at 0.1597 in epoch 50, only falls to 0.1195, at an accuracy of 0.952. The gap between the curves is what 100 points have not told the network.
#
# ## The decision boundary
#
# Compute $\sigma(\text{logit})$ at every point of a grid, and draw the contour where the probability is 0.5: that is where the network believes the border to be.


# %% boundary
# device: cpu
@torch.inference_mode()
def plot_boundary(ax, model, X, Y):
    axis = torch.linspace(-3.2, 3.2, 129)
    gx, gy = torch.meshgrid(axis, axis, indexing="xy")
    p = torch.sigmoid(model(torch.stack([gx, gy], dim=2))).squeeze(2)  # (129, 129)
    ax.contourf(
        gx.tolist(),
        gy.tolist(),
        p.tolist(),
        levels=[0, 0.5, 1],
        colors=["C1", "C0"],
        alpha=0.2,
    )
    ax.contour(gx.tolist(), gy.tolist(), p.tolist(), levels=[0.5], colors="black")
    scatter(ax, X, Y)


fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.6), layout="constrained")
for ax, model, title in (
    (axes[0], small, "4 units, SGD"),
    (axes[1], wide, "16 units, Adam"),
):
    plot_boundary(ax, model, X, Y)
    ax.set_title(title)
plt.show()

# %% [markdown] lang="zh"
# ![两幅分界图，虚线是真正的圆。左图 4 个单元：蓝色区域是偏上的多边形，漏掉了圆的下半，左上角又多出一块；右图 16 个单元：蓝色区域是接近圆的多边形，把圆点和叉全部分开](../assets/figures/projects/binary/boundary.svg)
#
# 左边的网络把圆的下半丢在外面；右边的已经很像圆，但处处是直边和折角。
#
# 笔记的画图函数只收模型和数据，不收标签，颜色取自全局的 `labels`。用它画另外 100 个点，颜色却是训练数据的，也不报错。颜色错的比例是：

# %% [markdown] lang="en"
# ![Two plots of the decision boundary; a dashed line is the true circle. On the left, 4 units: the blue region is a polygon too far up, which misses the lower half of the circle and adds a piece at the upper left. On the right, 16 units: the blue region is a polygon close to the circle and separates all dots from all crosses](../assets/figures/projects/binary/boundary.svg)
#
# The network on the left leaves out the lower half of the circle; the one on the right looks much like a circle already, but is made of straight edges and corners.
#
# The notes' plotting function takes the model and the data but no labels, and colours by the global `labels`. Used for another 100 points, it gives them the colours of the training data, without an error. The share of wrong colours is:

# %% wrong_labels
# device: cpu
_, Y_other = points(100, torch.Generator().manual_seed(300))
print(f"{(Y_other != Y).float().mean().item():.3f}")

# %% [markdown] lang="zh"
# 所以 `plot_boundary` 把标签作为参数。函数里还有两处与笔记不同：模型给出 logit，概率由 sigmoid 算；整个函数在 `inference_mode` 之下，不必 `.detach()`。
#
# ## 隐藏单元怎样切开平面
#
# 为什么边界是折线？每个隐藏单元算 $\max(0, w \cdot x + b)$，在直线 $w \cdot x + b = 0$ 的一侧是 0，另一侧是线性的。所以只要不跨过任何一条这样的直线，logit 就是坐标的线性函数，边界就是直的；跨过一条，边界折一下。把这些直线（灰色）也画上。左图还是笔记的 4 个单元，同样的初值，只换成 Adam，训练 300 轮：

# %% [markdown] lang="en"
# So `plot_boundary` takes the labels as an argument. It differs from the notes in two more ways: the model returns logits, and a sigmoid computes the probabilities; the whole function runs in `inference_mode`, and needs no `.detach()`.
#
# ## How the hidden units cut the plane
#
# Why is the boundary a polygon? Each hidden unit computes $\max(0, w \cdot x + b)$, which is 0 on one side of the line $w \cdot x + b = 0$ and linear on the other. So where none of these lines is crossed, the logit is a linear function of the coordinates, and the boundary is straight; where one is crossed, the boundary bends. Draw these lines too, in grey. On the left are the notes' 4 units once more, with the same initial values, but trained with Adam for 300 epochs:


# %% hidden_units
# device: cpu
def draw_lines(ax, layer):
    for (w1, w2), b in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True):
        x1, x2 = -b * w1 / (w1**2 + w2**2), -b * w2 / (w1**2 + w2**2)
        ax.axline((x1, x2), (x1 - w2, x2 + w1), color="0.4", linewidth=0.8)


four, optimizer, train_loader = start(lambda: make_model(4), adam)
four_history = fit(four, train_loader, val_loader, loss_fn, optimizer, epochs=300)
show(four_history, (100, 300))
print(f"train {evaluate(four, train_loader, loss_fn)[1]:.3f}")

fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.6), layout="constrained")
for ax, model, title in (
    (axes[0], four, "4 units, Adam"),
    (axes[1], wide, "16 units, Adam"),
):
    plot_boundary(ax, model, X, Y)
    draw_lines(ax, model[0])
    ax.set_title(title)
plt.show()

# %% [markdown] lang="zh"
# ![两幅分界图加上灰色直线。左图 4 条直线，蓝色区域大致是三角形，左端伸出圆外很远的一角里没有训练点；右图 16 条直线从各个方向穿过圆，蓝色区域接近圆](../assets/figures/projects/binary/hidden_units.svg)
#
# 训练准确率从 0.840 升到 0.980：笔记的网络并不是太小才只得 0.840，是没训练够。不过一条直线远在左下角，不起作用；另外 3 条各穿过边界两次，边界折 6 次，围成一个截了角的三角形。左边那个尖角里没有训练点，没有东西管着它。后 200 轮里，验证准确率几乎不变，验证损失却从 0.2680 升到 0.3859：错的点没多几个，却错得更有把握。16 条直线折的次数多，就更圆。
#
# “不跨线就是线性的”可以验证：取许多对点 $a$ 和 $b$，求中点的 logit 与两端 logit 的平均之差。两端若在每条线的同一侧，差应当是 0：

# %% [markdown] lang="en"
# ![The two plots with grey lines added. On the left 4 lines, and a blue region that is roughly a triangle; its left corner reaches far beyond the circle, where there are no training points. On the right 16 lines cross the circle in every direction, and the blue region is close to it](../assets/figures/projects/binary/hidden_units.svg)
#
# The training accuracy rises from 0.840 to 0.980: that the notes' network reaches only 0.840 is not for want of units but for want of training. Still, one line lies far away at the lower left and plays no part; the other 3 cross the boundary twice each, so that it bends 6 times and encloses a triangle with its corners cut off. In the left corner no training point keeps it in check. In the last 200 epochs the validation accuracy hardly changes, yet the validation loss rises from 0.2680 to 0.3859: mistakes become hardly more frequent, but more confident. With 16 lines the boundary bends more often, and is rounder.
#
# “Linear where no line is crossed” can be checked: take many pairs of points $a$ and $b$, and subtract from the logit at the midpoint the mean of the logits at the ends. For pairs on the same side of every line the difference should be 0:

# %% piecewise_linear
# device: cpu
a, b = torch.randn(2, 2000, 2, generator=torch.Generator().manual_seed(1))
gap = (four((a + b) / 2) - (four(a) + four(b)) / 2).abs().squeeze(1)
same_side = ((four[0](a) > 0) == (four[0](b) > 0)).all(dim=1)
print(gap[same_side].max().item() < 1e-3, gap[~same_side].max().item() < 1e-3)

# %% [markdown] lang="zh"
# ## 诚实的测试
#
# 一切都定下来，才打开测试集。训练数据和初值都换三个种子，测试集不变；最后一种把训练数据增加到 1000 个点。每行打印三次的测试准确率，以及平均值 ± 标准差：

# %% [markdown] lang="en"
# ## An honest test
#
# Only when everything is settled is the test set opened. Training data and initial values come from three seeds, the test set remains the same; the last plan has 1000 training points. A line shows the three test accuracies and their mean ± standard deviation:

# %% test
# device: cpu
plans = {
    "linear": (lambda: nn.Linear(2, 1), adam, 300, 100),
    "squares": (Squares, adam, 300, 100),
    "4 units, SGD": (lambda: make_model(4), sgd, 100, 100),
    "16 units, Adam": (lambda: make_model(16), adam, 300, 100),
    "16 units, 1000 points": (lambda: make_model(16), adam, 300, 1000),
}
models = {}
print(f"always outside: {(Y_test == 0).float().mean().item():.3f}")
for name, (make, make_optimizer, epochs, count) in plans.items():
    scores = []
    for seed in range(3):
        model, optimizer, train_loader = start(make, make_optimizer, seed, count)
        for _ in range(epochs):
            train_epoch(model, train_loader, loss_fn, optimizer)
        scores.append(evaluate(model, [(X_test, Y_test)], loss_fn)[1])
        models[name, seed] = model
    mean, spread = torch.tensor(scores).mean().item(), torch.tensor(scores).std().item()
    print(
        f"{name}:",
        *(f"{score:.3f}" for score in scores),
        f"| {mean:.3f} ± {spread:.3f}",
    )

# %% [markdown] lang="zh"
# - 直线平均不如永远答“圆外”；笔记的网络平均只多出 0.05，三次里两次与它相当。
# - 16 个单元是 0.955 ± 0.008。种子 0 的训练准确率是 1.000，但该报告的是前者。
# - 点数增加到 1000，同一个网络到 0.990，三次之间的差别也小了。
# - 知道该看平方和的模型，100 个点就有 0.992。好的特征抵得上许多数据；没有这样的特征，就用数据来换。
#
# ## 错在哪里
#
# 测试点按到圆的距离 $|r - 1|$ 分组。每行打印距离的下限和上限、点数，以及 100 个点和 1000 个点训练出的网络（种子 0）的错误率：

# %% [markdown] lang="en"
# - The straight line is worse, on average, than always answering “outside”; the notes' network is better by only 0.05, and about the same in two of the three runs.
# - 16 units reach 0.955 ± 0.008. The training accuracy of seed 0 is 1.000, but the former is the figure to report.
# - With 1000 points the same network reaches 0.990, and the three runs differ less.
# - The model that knows about the sum of squares has 0.992 after 100 points. A good feature is worth a lot of data; without one, data can take its place.
#
# ## Where the mistakes are
#
# Group the test points by their distance to the circle, $|r - 1|$. A line shows the lower and the upper limit of the distance, the number of points, and the error rates of the networks trained on 100 and on 1000 points (seed 0):

# %% mistakes
# device: cpu
pair = [models["16 units, Adam", 0], models["16 units, 1000 points", 0]]
with torch.inference_mode():
    logits = torch.cat([model(X_test) for model in pair], dim=1)  # (points, models)
wrong = (logits > 0) != (Y_test == 1)  # (points, models)
distance = (X_test.norm(dim=1) - 1).abs()
for low, high in ((0.0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 4.0)):
    part = (distance >= low) & (distance < high)
    rates = wrong[part].float().mean(dim=0).tolist()
    print(low, high, part.sum().item(), *(f"{rate:.3f}" for rate in rates))

# %% plot_mistakes
# device: cpu
fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.6), layout="constrained")
for index, (ax, count) in enumerate(zip(axes, (100, 1000), strict=True)):
    chosen = wrong[:, index]
    plot_boundary(ax, pair[index], X_test[chosen], Y_test[chosen])
    ax.set(title=f"{count} training points", xlim=(-1.6, 1.6), ylim=(-1.6, 1.6))
plt.show()

# %% [markdown] lang="zh"
# ![两幅图只画判错的测试点，放大到圆附近。左图 100 个训练点：错误密布在边界与圆之间的缝隙里；右图 1000 个训练点：边界与圆几乎重合，只剩零星的错误](../assets/figures/projects/binary/plot_mistakes.svg)
#
# 错误全在学到的边界与真正的圆之间。离圆 0.05 以内，100 个点训练出的网络错 0.414，跟猜差不多；离圆超过 0.2，错误率打印出来是 0.000。1000 个点把边界推近了圆，错误几乎只剩离圆最近的一组。
#
# 它知道自己在哪里没把握吗？对每个答案所报的概率求平均，与准确率比较：

# %% [markdown] lang="en"
# ![Two plots with only the misjudged test points, enlarged around the circle. On the left, 100 training points: the mistakes crowd in the gaps between boundary and circle. On the right, 1000 training points: the boundary nearly coincides with the circle, and only scattered mistakes remain](../assets/figures/projects/binary/plot_mistakes.svg)
#
# All mistakes lie between the learned boundary and the true circle. Within 0.05 of the circle, the network trained on 100 points is wrong on 0.414 of them, not much better than guessing; more than 0.2 away, the error rate is printed as 0.000. With 1000 points the boundary moves close to the circle, and nearly all mistakes left are in the group nearest to it.
#
# Does it know where it is unsure? Compare the mean probability that it reports for its answers with its accuracy:

# %% confidence
confidence = torch.sigmoid(logits.abs()).mean(dim=0).tolist()
accuracy = (~wrong).float().mean(dim=0).tolist()
for count, reported, reached in zip((100, 1000), confidence, accuracy, strict=True):
    print(count, f"{reported:.3f} {reached:.3f}")

# %% [markdown] lang="zh"
# 100 个点训练出的网络平均报 0.981，只对了 0.952：过于自信；训练点它全对，从中看不到自己的错。1000 个点时不再如此。
#
# ## 小结
#
# | 现象 | 原因 | 办法 |
# |---|---|---|
# | 十个样本，损失不动 | 步子太小 | 换优化器或学习率 |
# | 错得很有把握，梯度几乎为 0 | sigmoid 之后用均方误差 | `nn.BCEWithLogitsLoss` |
# | 准确率不如多数类 | 分界线是直线 | 换特征，或加隐藏层 |
# | 训练与验证损失一样高 | 没训练够 | Adam，更多轮 |
# | 训练全对，验证不到 1 | 数据太少 | 更多数据，或好的特征 |
# | 换个种子结果大变 | 数据和初值的运气 | 几个种子，报告平均值 ± 标准差 |
# | 图上颜色不对 | 用了全局的标签 | 标签作为参数 |
#
# ## 接下来试什么
#
# 1. 最少要几个隐藏单元？从 1 个试到 8 个，各用三个种子。先猜：1 条线、2 条线能围住一块吗？
# 2. 把 ReLU 换成 `nn.Tanh`，再画一次分界线。折角还在吗？
# 3. 把训练标签随机翻转十分之一，测试标签不动。16 个单元训练 300 轮，验证损失会怎样走？什么时候该停？

# %% [markdown] lang="en"
# The network trained on 100 points reports 0.981 on average and is right 0.952 of the time: overconfident; right on all its training points, it sees no mistake of its own there. With 1000 points it no longer is.
#
# ## Summary
#
# | What is seen | Why | What helps |
# |---|---|---|
# | ten samples, the loss does not move | steps too small | another optimizer or learning rate |
# | confidently wrong, the gradient almost 0 | mean squared error behind a sigmoid | `nn.BCEWithLogitsLoss` |
# | accuracy below the majority | the boundary is a straight line | another feature, or a hidden layer |
# | training and validation loss equally high | not trained enough | Adam, more epochs |
# | training all right, validation below 1 | too few data | more data, or a good feature |
# | another seed, another result | the luck of data and initial values | several seeds, mean ± standard deviation |
# | wrong colours in the figure | global labels | labels as an argument |
#
# ## What to try next
#
# 1. How few hidden units will do? Try from 1 to 8, with three seeds each. Guess first: can 1 line, or 2, enclose anything?
# 2. Put `nn.Tanh` in place of ReLU and draw the boundary again. Are the corners still there?
# 3. Flip one in ten of the training labels at random, and leave the test labels alone. How does the validation loss of 16 units go over 300 epochs? When should training stop?

# %% [markdown] lang="zh"
# ??? tip "提示 1"
#
#     用 1000 个训练点，免得把数据太少的影响算进来。调用 `start` 时把 `make_model(4)` 换成别的宽度，照“诚实的测试”那一格打印三次的结果，但看验证集，不看测试集：这是在挑选。
#
# ??? tip "提示 2"
#
#     ReLU 的折角来自它在 0 处的转折；[tanh](../activations/sigmoid-tanh.md) 处处光滑。`plot_boundary` 照用，再想一想，`draw_lines` 画的直线这时代表什么。
#
# ??? tip "提示 3"
#
#     翻转：`flip = torch.rand(len(Y), 1) < 0.1`，标签换成 `(Y - flip.float()).abs()`。画出 `history`，看验证损失的最低点，再读[早停](../regularization/weight-decay.md#early-stopping)。

# %% [markdown] lang="en"
# ??? tip "Hint 1"
#
#     Use 1000 training points, to keep the effect of too few data out of it. Put another width in place of `make_model(4)` in the call of `start`, and print three results as the cell of the honest test does, but on the validation set, not the test set: this is choosing.
#
# ??? tip "Hint 2"
#
#     The corners come from the kink of ReLU at 0; [tanh](../activations/sigmoid-tanh.md) is smooth everywhere. `plot_boundary` works as it is; think about what the lines of `draw_lines` mean now.
#
# ??? tip "Hint 3"
#
#     To flip: `flip = torch.rand(len(Y), 1) < 0.1`, and the labels become `(Y - flip.float()).abs()`. Plot `history`, look for the lowest validation loss, then read about [early stopping](../regularization/weight-decay.md#early-stopping).

# %% [markdown] lang="zh"
# 上一个项目：[两数相加](adding.ipynb)。下一个项目：[多层感知机](mlp.ipynb)。

# %% [markdown] lang="en"
# Previous project: [Adding two numbers](adding.ipynb). Next project: [A multilayer perceptron](mlp.ipynb).
