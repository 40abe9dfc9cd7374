# %% [markdown] lang="zh" description="四行数据、33 个参数，教网络做加法：整批与小批训练，再问它到底学会了加法没有，用线性基线、诚实的测试和外推来回答。"
# # 两数相加
#
# 给网络看几道加法题，不告诉它规则，它能学会加法吗？这是笔记里的第一个网络。训练很顺利，损失几乎降到零。但“损失降到零”与“学会了加法”是两回事，本项目把两者分开来量。
#
# 加法 $a + b$ 是线性的，一个线性层就能做得**完全正确**。所以这里有一把难得的标尺：知道最好能到哪里，也知道正确的权重是 1 和 1。上一个项目是[线性回归三法](linear-regression.ipynb)。
#
# ## 四行数据，整批训练
#
# 笔记的数据只有四行，每行两个数，目标是它们的和：

# %% [markdown] lang="en" description="Four rows and 33 parameters teach a network to add, in full batches and in small ones. Has it learned addition? A linear baseline, an honest test and extrapolation give the answer." source="bcf98f13fa4bb903"
# # Adding two numbers
#
# Show a network a few sums without telling it the rule: can it learn to add? This is the first network of the notes. Training goes well, and the loss falls almost to zero. But a loss of almost zero is one thing and having learned addition is another, and this project measures them separately.
#
# Addition, $a + b$, is linear, so a single linear layer can do it **exactly**. That gives a rare yardstick: the best possible result is known, and so are the right weights, 1 and 1. The project before this one is [Linear regression three ways](linear-regression.ipynb).
#
# ## Four rows, full batch
#
# The data of the notes are four rows of two numbers each; the target is their sum:

# %% data
import torch

x = [[1, 2], [3, 4], [5, 6], [7, 8]]
y = [[3], [7], [11], [15]]
X = torch.tensor(x).float()  # (samples, 2)
Y = torch.tensor(y).float()  # (samples, 1)
print(X.shape, Y.shape)

# %% [markdown] lang="zh"
# 笔记写的是整数列表，`float()` 把它们变成浮点数，线性层才能接收。笔记还把数据和模型搬到显卡上；数据只有四行，用不着。
#
# 网络有一个隐藏层，8 个单元。名字照笔记：

# %% [markdown] lang="en"
# The notes write lists of integers; `float()` makes them floating point, as a linear layer requires. The notes also move data and model to a GPU; four rows do not need one.
#
# The network has one hidden layer of 8 units. The names are those of the notes:

# %% model
from torch import nn


class MyNeuralNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_to_hidden_layer = nn.Linear(2, 8)
        self.hidden_layer_activation = nn.ReLU()
        self.hidden_to_output_layer = nn.Linear(8, 1)

    def forward(self, x):
        x = self.input_to_hidden_layer(x)
        x = self.hidden_layer_activation(x)
        return self.hidden_to_output_layer(x)


torch.manual_seed(0)
model = MyNeuralNet()
loss_fn = nn.MSELoss()
print(sum(p.numel() for p in model.parameters()))
print(f"{loss_fn(model(X), Y).item():.4f}")

# %% [markdown] lang="zh"
# 参数共 33 个：$2 \times 8 + 8$ 加上 $8 \times 1 + 1$。参数比数据多得多，四行数据拟合得好不足为奇。未训练时损失是 132.0424。
#
# 四行数据作一批，一步就是一轮，训练 50 轮。打印的是这一轮更新之前的损失，最后一行是训练后对四行的预测：

# %% [markdown] lang="en"
# There are 33 parameters: $2 \times 8 + 8$ and $8 \times 1 + 1$. That is far more parameters than data, so a good fit to four rows is no surprise. Before training the loss is 132.0424.
#
# With all four rows in one batch, a step is an epoch; train for 50 of them. Each loss is the one before the update of that epoch, and the last line holds the predictions for the four rows after training:

# %% full_batch
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
full_losses = []
for _ in range(50):
    optimizer.zero_grad()
    loss = loss_fn(model(X), Y)
    loss.backward()
    optimizer.step()
    full_losses.append(loss.item())

for epoch in (1, 10, 20, 30, 50):
    print(epoch, f"{full_losses[epoch - 1]:.4f}")
print([f"{value:.2f}" for value in model(X).squeeze(1).tolist()])

# %% [markdown] lang="zh"
# 损失从 132.0424 降到 0.1241，预测离 3、7、11、15 不远。前 30 轮几乎走完了全程，后 20 轮只动了一点。
#
# ## 小批训练
#
# 分批读取要先有一个数据集类，再交给 [`DataLoader`](../data/dataset-dataloader.md)，每次取 2 行，打乱次序：

# %% [markdown] lang="en"
# The loss falls from 132.0424 to 0.1241, and the predictions are not far from 3, 7, 11, 15. The first 30 epochs cover nearly all the way; the 20 after them change little.
#
# ## Mini-batches
#
# Reading in batches takes a dataset class, handed to a [`DataLoader`](../data/dataset-dataloader.md) that takes 2 rows at a time in shuffled order:

# %% dataset
from torch.utils.data import DataLoader, Dataset


class MyDataset(Dataset):
    def __init__(self, x, y):
        self.x = torch.tensor(x).float()
        self.y = torch.tensor(y).float()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


torch.manual_seed(0)
dataset = MyDataset(x, y)
loader = DataLoader(dataset, batch_size=2, shuffle=True)
for batch_x, batch_y in loader:
    print(batch_x.tolist(), batch_y.tolist())

# %% [markdown] lang="zh"
# 两批，每批两行。循环变量叫 `batch_x`、`batch_y`，没有用笔记里的名字，理由如下。

# %% [markdown] lang="en"
# There are two batches of two rows. The loop variables are called `batch_x` and `batch_y`, not by the names in the notes, for the following reason.

# %% [markdown] lang="zh"
# !!! warning "勘误 E-084：循环变量盖住了数据"
#
#     笔记先用 `x`、`y` 存数据，又写 `for x, y in dl`。循环结束后，这两个名字指的是最后一批，原来的列表不见了。

# %% [markdown] lang="en"
# !!! warning "Erratum E-084: the loop variables overwrite the data"
#
#     The notes keep the data in `x` and `y`, and then write `for x, y in dl`. After the loop the two names stand for the last batch, and the lists are gone.

# %% [markdown] lang="zh"
# 照笔记写一遍，打印循环前后 `x` 的长度、它是不是张量，以及循环里的形状：

# %% [markdown] lang="en"
# Here are the length of `x` and whether it is a tensor, before and after a loop written like that, and the shapes inside the loop:

# %% shadowed
print(len(x), torch.is_tensor(x))
for x, y in loader:
    print(x.shape, y.shape)
print(len(x), torch.is_tensor(x))

# %% [markdown] lang="zh"
# 四行变成了两行，列表变成了张量，没有任何提示。笔记的训练没有受害，只因为数据集在循环之前已经造好。之后谁再用 `x` 造一次数据集，就会少一半数据。下面只用 `dataset`。
#
# 把笔记的脚本写成一个函数，种子由参数给出，训练 20 轮。与笔记一样，每轮把各批的损失加起来：

# %% [markdown] lang="en"
# Four rows have become two and a list has become a tensor, without a word. Training in the notes comes to no harm only because the dataset was made before the loop. Whoever makes a dataset from `x` afterwards has lost half of the data. From here on the code uses `dataset`.
#
# Write the script of the notes as a function with the seed as its argument; it trains for 20 epochs. As in the notes, the losses of the batches in an epoch are added up:


# %% run_script
def run_script(seed):
    torch.manual_seed(seed)
    loader = DataLoader(dataset, batch_size=2, shuffle=True)
    # zh: 笔记先把各批打印一遍，这也要取随机数。
    # en: The notes print the batches first, which draws random numbers too.
    list(loader)
    model = MyNeuralNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    sums = []
    for _ in range(20):
        total = 0
        for batch_x, batch_y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(batch_x), batch_y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        sums.append(total)
    return model, sums


model, sums = run_script(0)
print(f"{sums[0]:.3f} {sums[-1]:.3f}")

# %% [markdown] lang="zh"
# 种子 0 的结果是从 255.476 降到 0.642。笔记是 202.46 和 0.0075，没有设种子，稍后再比较。先注意这个数的含义：它是两批平均损失之**和**，批数一变它就变，不能与整批的损失相比。除以批数才是每行的平均损失（这里两批一样大，可以这样除）。笔记的损失图没有留下来，这里把平均损失与整批的画在一起：

# %% [markdown] lang="en"
# With seed 0, from 255.476 to 0.642. The notes have 202.46 and 0.0075, without a seed; the comparison follows below. First, what is this number? It is the **sum** of two batch means: it changes with the number of batches, and cannot be compared with the loss of the full batch. Divided by the number of batches it is the mean loss per row (the division is right here, where both batches are of equal size). The loss figure of the notes is not preserved; here the mean loss is drawn together with that of the full batch:

# %% plot_batches
import matplotlib.pyplot as plt

mini_losses = [total / len(loader) for total in sums]
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
ax.semilogy(range(1, 51), full_losses, label="full batch")
ax.semilogy(range(1, 21), mini_losses, "--", label="mini-batches of 2")
ax.set_xlabel("epoch")
ax.set_ylabel("mean loss")
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![对数纵轴上的两条损失曲线。整批的曲线 50 轮，约 30 轮后变平；小批的虚线只有 20 轮，下降得更快，约 10 轮后变平，停在比整批高的地方](../assets/figures/projects/adding/plot_batches.svg)
#
# 按轮数看，小批快得多，因为一轮更新两次而不是一次。两条曲线的初值和次序都不同，谁停得更低不说明什么。
#
# 笔记还打印了训练用的时间，两次分别是 0.075 秒和 0.139 秒。时间随机器和负载而变，本页唯一不固定的输出就是下面这个数：

# %% [markdown] lang="en"
# ![Two loss curves on a logarithmic vertical axis. That of the full batch runs for 50 epochs and flattens after about 30; the dashed one of the mini-batches runs for only 20, falls faster, flattens after about 10, and comes to rest above the other](../assets/figures/projects/adding/plot_batches.svg)
#
# Counted in epochs the mini-batches are much faster, because an epoch makes two updates instead of one. The curves differ in initial values and order, so which of them ends lower means nothing.
#
# The notes also print the time training took, 0.075 and 0.139 seconds in two places. Time depends on the machine and its load; the number below is the only output of this page that is different each time:

# %% timing
# output: varies
from time import perf_counter

started = perf_counter()
run_script(0)
print(f"{perf_counter() - started:.3f} s")

# %% [markdown] lang="zh"
# 笔记最后预测 [10, 11]，并把它叫作验证（`val_x`）。训练数据里的数只从 1 到 8，10 和 11 都在外面，这是**外推**（extrapolation）；验证要用与训练同样来历、却没有训练过的数据。把脚本跑 11 个种子，打印第一轮和最后一轮损失之和的范围，再打印各次对 [10, 11] 的预测：

# %% [markdown] lang="en"
# At the end the notes predict [10, 11] and call it validation (`val_x`). The numbers in the training data range from 1 to 8, and both 10 and 11 are outside: this is **extrapolation**. Validation takes data of the same origin as the training data that have not been trained on. Run the script with 11 seeds, print the range of the summed losses of the first and of the last epoch, and then the prediction for [10, 11] of each run:

# %% eleven_seeds
point = torch.tensor([[10.0, 11.0]])
runs = [run_script(seed) for seed in range(11)]
first, last = ([sums[epoch] for _, sums in runs] for epoch in (0, -1))
print(f"first {min(first):.2f} to {max(first):.2f}")
print(f"last {min(last):.4f} to {max(last):.4f}")
print(*(f"{model(point).item():.2f}" for model, _ in runs))

# %% [markdown] lang="zh"
# 笔记的 202.46、0.0075 和 21.117 都落在这些范围之内，只是没有种子，无法重现那一次。正确答案是 21，而 11 次预测从 19.81 到 21.30：训练误差很小，外面却各说各的。
#
# ## 用 Sequential 重写
#
# 同样的网络写成 [`nn.Sequential`](../models/sequential.md)，照笔记训练 50 轮，再预测三个点，正确答案是 17、21、4：

# %% [markdown] lang="en"
# The 202.46, 0.0075 and 21.117 of the notes are within these ranges; without a seed, that particular run cannot be repeated. The right answer is 21, and the 11 predictions go from 19.81 to 21.30: the training error is small, but outside every run has its own opinion.
#
# ## With Sequential
#
# The same network as an [`nn.Sequential`](../models/sequential.md), trained for 50 epochs as in the notes, then asked about three points, for which the right answers are 17, 21, 4:

# %% sequential
torch.manual_seed(0)
loader = DataLoader(dataset, batch_size=2, shuffle=True)
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)

loss_history = []
for _ in range(50):
    for batch_x, batch_y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(batch_x), batch_y)
        loss.backward()
        optimizer.step()
        loss_history.append(loss)  # zh: 笔记的写法 | en: as in the notes

points = torch.tensor([[8, 9], [10, 11], [1.5, 2.5]])
print([f"{value:.3f}" for value in model(points).squeeze(1).tolist()])

# %% [markdown] lang="zh"
# 笔记得到 16.6459、20.3913、4.5068，也没有种子，与这里相近。

# %% [markdown] lang="en"
# The notes have 16.6459, 20.3913, 4.5068, again without a seed; the results are similar.

# %% [markdown] lang="zh"
# !!! warning "勘误 E-105：损失记成数，不要记成张量"
#
#     这一版把 `loss_value` 本身放进列表，前两版用的是 `loss_value.item()`。张量连着计算图，每一步的图都留在内存里；要画图时，它又变不成数组。

# %% [markdown] lang="en"
# !!! warning "Erratum E-105: keep the loss as a number, not as a tensor"
#
#     This version puts `loss_value` itself into the list, where the earlier two use `loss_value.item()`. A tensor is connected to its graph, so the graph of every step stays in memory; and when it is time to plot, it cannot become an array.

# %% [markdown] lang="zh"
# 列表里有 100 个张量，个个带着图：

# %% [markdown] lang="en"
# The list holds 100 tensors, each with its graph:

# %% kept_tensors
print(len(loss_history), torch.is_tensor(loss_history[0]))
print(loss_history[0].requires_grad, loss_history[0].grad_fn is not None)

# %% [markdown] lang="zh"
# `plt.plot` 要的是数组，而带着图的张量变不成数组，搬到 CPU 上也不行：

# %% [markdown] lang="en"
# `plt.plot` needs an array, and a tensor with a graph does not become one, not even on the CPU:

# %% not_an_array
# raises: RuntimeError
loss_history[0].cpu().numpy()

# %% kept_numbers
loss_history = [loss.item() for loss in loss_history]
print(type(loss_history[0]).__name__, f"{loss_history[0]:.4f} {loss_history[-1]:.4f}")

# %% [markdown] lang="zh"
# 换成数就没有问题了。正确的做法是在循环里直接写 `loss_history.append(loss.item())`，理由见[训练循环](../training/loop.md#item)。
#
# ## 四行数据定不下加法
#
# 网络在四行上几乎没有误差。换几道没见过的题，数都在 0 到 8 之间，不算远：

# %% [markdown] lang="en"
# With numbers there is no such trouble. The right way is to write `loss_history.append(loss.item())` in the loop; [The training loop](../training/loop.md#item) gives the reasons.
#
# ## Four rows do not determine addition
#
# On the four rows the network has hardly any error. Now ask about pairs it has not seen, made of numbers between 0 and 8, so not far away:

# %% off_the_line
points = torch.tensor([[8.0, 1.0], [1.0, 8.0], [5.0, 5.0], [0.0, 0.0]])
print([f"{value:.2f}" for value in model(points).squeeze(1).tolist()])
print(points.sum(dim=1).tolist())

# %% [markdown] lang="zh"
# 第一行是预测，第二行是正确答案。$8 + 1$ 得 6.71，$1 + 8$ 得 11.33：它没有学会加法。
#
# 原因在数据：四行里第二个数总是第一个加一，$b = a + 1$，四个点在一条直线上。离开这条线，数据什么也没有说。换成线性层，看得更清楚。偏置记作 $c$，它的输出在这条线上是
#
# $$
# w_1 a + w_2 (a + 1) + c = (w_1 + w_2)\, a + (w_2 + c)
# $$
#
# 要等于 $2a + 1$，只须 $w_1 + w_2 = 2$，$w_2 + c = 1$。三个未知数，两个方程，解有无穷多个。从三个种子开始训练一个线性层：

# %% [markdown] lang="en"
# The first line holds the predictions, the second the right answers. For $8 + 1$ it says 6.71, for $1 + 8$ it says 11.33: it has not learned to add.
#
# The cause is in the data: in all four rows the second number is one more than the first, $b = a + 1$, and the four points lie on a straight line. Off this line the data say nothing. A linear layer shows it more clearly. With $c$ for its bias, its output on this line is
#
# $$
# w_1 a + w_2 (a + 1) + c = (w_1 + w_2)\, a + (w_2 + c)
# $$
#
# To equal $2a + 1$, it needs only $w_1 + w_2 = 2$ and $w_2 + c = 1$. Three unknowns and two equations have infinitely many solutions. Train a linear layer from three seeds:

# %% four_rows_linear
for seed in range(3):
    torch.manual_seed(seed)
    line = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(line.parameters(), lr=0.01)
    for _ in range(2000):
        optimizer.zero_grad()
        loss = loss_fn(line(X), Y)
        loss.backward()
        optimizer.step()
    w1, w2 = line.weight[0].tolist()
    b = line.bias.item()
    print(f"loss {loss.item():.4f} w {w1:.3f} {w2:.3f} b {b:.3f}")
    print(
        f"   w1 + w2 {w1 + w2:.3f} w2 + b {w2 + b:.3f} [8, 1] -> {line(points)[0].item():.2f}"
    )

# %% [markdown] lang="zh"
# 三次的损失都是 0.0000，两个方程都成立，权重却各不相同，没有一次是 1 和 1，$8 + 1$ 从 6.42 到 10.44。初值选了其中一个解，数据没有发言。训练损失看不出这一点；更长的训练、更大的网络也补不上，只有换数据。
#
# ## 一份诚实的数据
#
# 在 0 到 10 的正方形里均匀地取数对：600 对训练，200 对验证，200 对测试。目标没有噪声：

# %% [markdown] lang="en"
# All three losses are 0.0000 and both equations hold, yet the weights differ from run to run, are never 1 and 1, and make $8 + 1$ anything from 6.42 to 10.44. The initial values have picked one of the solutions; the data had no say. The training loss does not show it, and neither longer training nor a larger network makes up for it; only other data do.
#
# ## An honest dataset
#
# Take pairs uniformly from the square between 0 and 10: 600 for training, 200 for validation, 200 for testing. The targets have no noise:

# %% draw
from torch.utils.data import TensorDataset


def draw(count, seed):
    pairs = torch.rand(count, 2, generator=torch.Generator().manual_seed(seed)) * 10
    return TensorDataset(pairs, pairs.sum(dim=1, keepdim=True))


train_set, val_set, test_set = draw(600, seed=0), draw(200, seed=1), draw(200, seed=2)
print(train_set[0])

# %% plot_data
fig, ax = plt.subplots(figsize=(4.2, 4), layout="constrained")
pairs = train_set.tensors[0]
ax.scatter(
    pairs[:, 0].tolist(),
    pairs[:, 1].tolist(),
    s=8,
    color="0.7",
    label="600 training pairs",
)
ax.plot(X[:, 0].tolist(), X[:, 1].tolist(), "o-", label="four rows")
ax.set_xlabel("$a$")
ax.set_ylabel("$b$")
fig.legend(loc="outside upper center", ncols=2)
plt.show()

# %% [markdown] lang="zh"
# ![横轴为 a、纵轴为 b 的散点图。600 个灰色训练点铺满 0 到 10 的正方形；笔记的四个点在一条斜线上，只占其中很窄的一段](../assets/figures/projects/adding/plot_data.svg)
#
# 训练循环写成三个函数，与[训练循环](../training/loop.md)那一页相同，只是准确率换成了最大误差 `worst`：

# %% [markdown] lang="en"
# ![A scatter plot over a and b. The 600 grey training points fill the square from 0 to 10; the four points of the notes lie on a slanting line and cover only a narrow part of it](../assets/figures/projects/adding/plot_data.svg)
#
# The training loop consists of three functions, as on the page [The training loop](../training/loop.md), with the accuracy replaced by `worst`, the largest error:


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
    total = count = worst = 0
    for inputs, targets in loader:
        predictions = model(inputs)
        total += loss_fn(predictions, targets).item() * len(targets)
        count += len(targets)
        worst = max(worst, (predictions - targets).abs().max().item())
    return total / count, worst


def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(
            train_epoch(model, train_loader, loss_fn, optimizer)
        )
        history["val_loss"].append(evaluate(model, val_loader, loss_fn)[0])
    return history


# %% [markdown] lang="zh"
# ### 基线
#
# 最低的基线不看输入，永远猜训练目标的平均数。最高的基线是权重为 1 和 1、偏置为 0 的线性层，它就是加法：

# %% [markdown] lang="en"
# ### Baselines
#
# The lowest baseline ignores the input and always guesses the mean of the training targets. The highest is a linear layer with weights 1 and 1 and bias 0, which is addition itself:


# %% baselines
class Constant(nn.Module):
    def __init__(self, value):
        super().__init__()
        self.value = value

    def forward(self, inputs):
        return self.value.expand(len(inputs), 1)


mean = train_set.tensors[1].mean()
perfect = nn.Linear(2, 1)
nn.init.ones_(perfect.weight)
nn.init.zeros_(perfect.bias)
val_loader = DataLoader(val_set, batch_size=200)
for name, guess in (("mean", Constant(mean)), ("linear", perfect)):
    loss, worst = evaluate(guess, val_loader, loss_fn)
    print(f"{name}: loss {loss:.3f} worst {worst:.3f}")

# %% [markdown] lang="zh"
# 模型的损失应当落在 0.000 和 16.643 之间。线性层**能**做到零误差，下面看它学不学得到。
#
# ### 训练
#
# 线性层与 2-8-1 网络各训练 30 轮，三个种子。种子决定初值和打乱的次序，数据不变；学习率是线性层 0.01，网络照笔记 0.001。打印的是最后的验证损失：

# %% [markdown] lang="en"
# The loss of a model should lie between 0.000 and 16.643. A linear layer **can** have zero error; whether it learns to comes next.
#
# ### Training
#
# Train the linear layer and the 2-8-1 network for 30 epochs each, with three seeds. The seed decides initial values and order; the data stay the same. The learning rate is 0.01 for the linear layer and, as in the notes, 0.001 for the network. What is printed is the validation loss at the end:


# %% runs
def make_linear():
    return nn.Linear(2, 1)


def make_net():
    return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))


def run(make_model, lr, seed):
    torch.manual_seed(seed)
    model = make_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for_train = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train_set, batch_size=32, shuffle=True, generator=for_train
    )
    return model, fit(model, train_loader, val_loader, loss_fn, optimizer, epochs=30)


linear_runs = [run(make_linear, 0.01, seed) for seed in range(3)]
net_runs = [run(make_net, 0.001, seed) for seed in range(3)]
for name, runs in (("linear", linear_runs), ("net", net_runs)):
    print(name, *(f"{history['val_loss'][-1]:.3f}" for _, history in runs))

# %% plot_curves
fig, axes = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True, layout="constrained")
for ax, title, (_, history) in zip(
    axes, ("linear layer", "2-8-1 network"), (linear_runs[0], net_runs[0]), strict=True
):
    ax.semilogy(range(1, 31), history["train_loss"], label="training")
    ax.semilogy(range(1, 31), history["val_loss"], "--", label="validation")
    ax.set_title(title)
    ax.set_xlabel("epoch")
axes[0].set_ylabel("mean squared error")
axes[0].legend()
plt.show()

# %% [markdown] lang="zh"
# ![两幅图，对数纵轴，横轴 30 轮。左图线性层的训练与验证损失迅速降到 0.1 以下，再缓慢地直线下降到 0.001 左右；右图网络的两条曲线一起下降，再缓慢地降到 0.01 以下。两幅里训练与验证都几乎重合](../assets/figures/projects/adding/plot_curves.svg)
#
# 训练与验证几乎重合：数据没有噪声，也足够多，谈不上过拟合。线性层学到的权重：

# %% [markdown] lang="en"
# ![Two plots over 30 epochs with a common logarithmic vertical axis. On the left, training and validation loss of the linear layer quickly fall below 0.1 and then slowly, in a straight line, to about 0.001; on the right, the two curves of the network fall together and then slowly to below 0.01. In both, training and validation nearly coincide](../assets/figures/projects/adding/plot_curves.svg)
#
# Training and validation nearly coincide: the data have no noise and there are enough of them, so there is no overfitting to speak of. The weights learned by the linear layer:

# %% learned
for line, _ in linear_runs:
    w1, w2 = line.weight[0].tolist()
    print(f"w {w1:.3f} {w2:.3f} b {line.bias.item():.3f}")

# %% [markdown] lang="zh"
# 三次都接近 1、1 和 0。还差的一点只是没有训练完：左图的曲线仍在下降，最低点只有一个。与四行数据上的三个不同的答案对照，差别全在数据。
#
# ### 测试
#
# 测试集到现在没有用过，只用这一次。每个损失后面的括号里是 200 对中最大的误差；第二行是三个种子的平均数 ± 标准差：

# %% [markdown] lang="en"
# All three are close to 1, 1 and 0. What is missing is only the rest of the training: the curve on the left is still falling, and there is a single minimum. Compare the three different answers on four rows: the data make all the difference.
#
# ### The test
#
# The test set has not been touched so far, and is used once, here. In brackets behind each loss stands the largest error among the 200 pairs; the second line has the mean ± standard deviation over the three seeds:

# %% test
test_loader = DataLoader(test_set, batch_size=200)
print("mean", f"{evaluate(Constant(mean), test_loader, loss_fn)[0]:.3f}")
for name, runs in (("linear", linear_runs), ("net", net_runs)):
    # (seeds, 2)
    results = torch.tensor([evaluate(model, test_loader, loss_fn) for model, _ in runs])
    print(name, *(f"{loss:.3f} ({worst:.2f})" for loss, worst in results.tolist()))
    print(f"   {results[:, 0].mean().item():.3f} ± {results[:, 0].std().item():.3f}")

# %% [markdown] lang="zh"
# 网络的测试损失是 0.007 ± 0.005，种子之间差好几倍，所以只报告一次没有意义。它比猜平均数好得多，却没有一次胜过线性层：多出来的单元和折线在这里没有用处，反而是要学着消掉的东西。先试最简单的模型，理由就在这里。
#
# 前面答错的四道题，现在再问三个网络，正确答案是 9、9、10、0：

# %% [markdown] lang="en"
# The test loss of the network is 0.007 ± 0.005, and differs severalfold between seeds, so a single figure would mean little. It is far better than guessing the mean, and never better than the linear layer: the additional units and their kinks have no use here; they are something to be unlearned. This is the reason to try the simplest model first.
#
# Put the four questions that went wrong to the three networks again; the right answers are 9, 9, 10, 0:

# %% off_again
for model, _ in net_runs:
    print([f"{value:.2f}" for value in model(points).squeeze(1).tolist()])

# %% [markdown] lang="zh"
# 前三题误差都不超过 0.2。最后一题 $0 + 0$ 在训练范围的角上，差得多一些。
#
# ## 训练范围之外
#
# 再往外走。左图沿 $(t, t)$，正确答案是 $2t$；右图沿 $(5 + s, 5 - s)$，正确答案总是 10。灰色是训练范围：

# %% [markdown] lang="en"
# None of the first three is off by more than 0.2. The last, $0 + 0$, is at a corner of the training range and fares worse.
#
# ## Outside the training range
#
# Go further out. On the left, along $(t, t)$, the right answer is $2t$; on the right, along $(5 + s, 5 - s)$, it is always 10. The training range is grey:

# %% plot_far
t = torch.linspace(-30, 40, 141)
s = torch.linspace(-40, 40, 161)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.2), layout="constrained")
for ax, steps, line, truth in (
    (left, t, torch.stack([t, t], dim=1), 2 * t),
    (right, s, torch.stack([5 + s, 5 - s], dim=1), torch.full_like(s, 10.0)),
):
    ax.plot(steps.tolist(), truth.tolist(), "k:", label="truth")
    for seed, (model, _) in enumerate(net_runs):
        ax.plot(
            steps.tolist(),
            model(line).squeeze(1).tolist(),
            label=f"network, seed {seed}",
        )
left.axvspan(0, 10, color="0.9")
right.axvspan(-5, 5, color="0.9")
left.set_xlabel("$t$, input $(t, t)$")
right.set_xlabel("$s$, input $(5 + s, 5 - s)$")
left.set_ylabel("prediction")
left.legend()
plt.show()

# %% [markdown] lang="zh"
# ![左图：0 到 40 一侧，三个网络与真值的虚线几乎重合；小于 0 的一侧，真值继续下降，三个网络都在 0 附近变平。右图：灰色区域内三条线都贴着 10，两侧各走各的方向，最远处差十几](../assets/figures/projects/adding/plot_far.svg)
#
# 灰色区域内看不出差别，区域外什么都可能发生：向右上继续走，碰巧还对；往负数走，三个网络都不再下降；沿右图的方向，三个种子是三个答案。
#
# ReLU 网络是分段线性的：每个单元有一条界线，一侧为零，一侧是直线。界线都过去之后，输出就是一条直线，斜率由训练范围之内碰巧需要的单元决定。打印三个点上隐藏层活跃（大于零）的单元数，再打印 −50 到 −40 之间的斜率（正确的是 2）和在 $(-50, -50)$ 处的误差：

# %% [markdown] lang="en"
# ![On the left, between 0 and 40 the three networks nearly coincide with the dotted line of the truth; below 0 the truth goes on falling while all three networks flatten near 0. On the right, the three lines keep to 10 inside the grey region, and outside it each goes its own way, in the end off by more than ten](../assets/figures/projects/adding/plot_far.svg)
#
# Inside the grey region no difference can be seen; outside anything may happen. Towards the upper right the networks go on being right, by luck; towards the negative numbers all three stop falling; along the direction on the right, three seeds give three answers.
#
# A ReLU network is piecewise linear: every unit has a border, with zero on one side and a straight line on the other. Beyond all the borders the output is a straight line, whose slope is decided by the units that happened to be needed inside the training range. Print the number of active hidden units (those greater than zero) at three points, then the slope between −50 and −40 (the right one is 2) and the error at $(-50, -50)$:

# %% active
corners = torch.tensor([[5.0, 5.0], [-40.0, -40.0], [-50.0, -50.0]])
for model, _ in net_runs:
    active = (model[0](corners) > 0).sum(dim=1)
    near, far, farther = model(corners).squeeze(1).tolist()
    print(
        active.tolist(), f"slope {(far - farther) / 10:.3f} error {farther + 100:.1f}"
    )
for line, _ in linear_runs:
    print(f"linear, error {line(corners)[2].item() + 100:.2f}")

# %% [markdown] lang="zh"
# 从 $(5, 5)$ 到 $(-40, -40)$ 换了一批单元，再到 $(-50, -50)$ 个数不再变，斜率在 0 附近。训练数据里没有负数，没有什么要求那里的斜率是 2。线性层的误差也会随距离放大，但至多 0.76：它的形状恰好就是加法的形状。**外推对不对，取决于模型的形状，而不是训练误差。**
#
# ## 接下来可以试
#
# 1. 只用笔记那样的四行，怎样添上一行，就能让线性层只有一个解？
#
#     ??? tip "提示"
#
#         新的一行不能满足 $b = a + 1$，例如 `[8, 1]`。把它加进 `X` 和 `Y`，重新运行线性层的那一格，看三个种子的权重是否一致；再让网络也用这五行训练。
#
# 2. 把网络的学习率从 0.001 提高到 0.01，测试误差是变好还是变坏？
#
#     ??? tip "提示"
#
#         改 `run(make_net, 0.001, seed)` 里的数，画出 `history`，看验证损失是否还平稳。也可以把输入先除以 10，再比较一次，见[回归损失](../losses/regression.md)。
#
# 3. 把目标换成乘积 $ab$。这一次线性层还是最好的吗？
#
#     ??? tip "提示"
#
#         把 `draw` 里的 `pairs.sum(dim=1, keepdim=True)` 换成 `pairs.prod(dim=1, keepdim=True)`。目标变大了，先看平均数那条基线，再选学习率。
#
# 下一个项目是[二分类](binary.ipynb)。

# %% [markdown] lang="en"
# From $(5, 5)$ to $(-40, -40)$ other units have become active; from there to $(-50, -50)$ the numbers stay the same, and the slope is near 0. There are no negative numbers in the training data, and nothing asks for a slope of 2 over there. The error of the linear layer grows with distance too, but is 0.76 at most: its shape happens to be that of addition. **Whether extrapolation is right depends on the shape of the model, not on the training error.**
#
# ## What to try next
#
# 1. Keep the four rows of the notes. What row has to be added, so that a linear layer has a single solution?
#
#     ??? tip "Hint"
#
#         The new row must not satisfy $b = a + 1$; take `[8, 1]`, for instance. Add it to `X` and `Y`, run the cell of the linear layer again, and see whether the weights of the three seeds agree; then train the network on these five rows too.
#
# 2. Raise the learning rate of the network from 0.001 to 0.01. Does the test error get better or worse?
#
#     ??? tip "Hint"
#
#         Change the number in `run(make_net, 0.001, seed)`, plot `history`, and see whether the validation loss is still smooth. Then divide the inputs by 10 and compare again; see [Regression losses](../losses/regression.md).
#
# 3. Replace the target by the product $ab$. Is the linear layer still the best?
#
#     ??? tip "Hint"
#
#         In `draw`, replace `pairs.sum(dim=1, keepdim=True)` by `pairs.prod(dim=1, keepdim=True)`. The targets are larger now: look at the baseline of the mean first, then choose the learning rate.
#
# The next project is [Binary classifiers](binary.ipynb).
