# %% [markdown] lang="zh" description="手写梯度下降、nn.Linear 加优化器、DataLoader 分批：三种方法做线性回归，都与最小二乘的准确解核对，并在没见过的数据上测试。"
# # 线性回归三法
#
# 100 个样本，每个有两个特征和一个目标；目标由一个线性公式算出，再加上一点噪声。只看数据，能把公式里的系数找回来吗？本项目用三种方法回答：手写梯度下降，`nn.Linear` 加优化器，再加上分批读取的 `DataLoader`。
#
# 线性回归（linear regression）有一个难得的好处：它有**准确答案**，即最小二乘解。所以每种方法学得对不对，都能当场核对。用到的零件前面都讲过：[手写梯度下降](../autograd/by-hand.md)、[nn.Module](../models/module.md)、[回归损失](../losses/regression.md)。
#
# ## 数据
#
# 目标这样得到，其中 $\varepsilon$ 是标准差为 0.1 的噪声：
#
# $$
# y = w_1 x_1 + w_2 x_2 + b + \varepsilon,
# \qquad w_1 = 2, \quad w_2 = 3, \quad b = 4
# $$
#
# 与笔记一样，种子是 42：

# %% [markdown] lang="en" description="Linear regression by gradient descent by hand, by nn.Linear with an optimizer, and in batches from a DataLoader: each checked against the exact least squares solution and tested on unseen data." source="5c919259d652d34b"
# # Linear regression three ways
#
# Here are 100 samples, each with two features and a target; the target comes from a linear formula, plus a little noise. Can the coefficients of the formula be recovered from the data alone? This project answers in three ways: gradient descent by hand, `nn.Linear` with an optimizer, and then batches from a `DataLoader`.
#
# Linear regression has a rare advantage: there is an **exact answer**, the least squares solution. So whatever a method learns can be checked on the spot. The parts are those of earlier pages: [Gradient descent by hand](../autograd/by-hand.md), [nn.Module](../models/module.md), [Regression losses](../losses/regression.md).
#
# ## The data
#
# The targets are made like this, where $\varepsilon$ is noise with standard deviation 0.1:
#
# $$
# y = w_1 x_1 + w_2 x_2 + b + \varepsilon,
# \qquad w_1 = 2, \quad w_2 = 3, \quad b = 4
# $$
#
# The seed is 42, as in the notes:

# %% data
import torch

torch.manual_seed(42)
X = torch.randn(100, 2)  # (samples, features)
true_w, true_b = torch.tensor([2.0, 3.0]), 4.0
Y = X @ true_w + true_b + torch.randn(100) * 0.1  # (samples,)
print(X[0])
print(Y[:5])

# %% [markdown] lang="zh"
# 这 100 个样本用来训练。另外再抽两份同样来历的数据：**验证集**在训练过程中看，**测试集**留到最后，不拿它做任何选择。`draw` 用自己的生成器，不动全局的随机数序列；稍后 `nn.Linear` 的初值要接着从那里抽，才能得到与笔记相同的数字。

# %% [markdown] lang="en"
# These 100 samples are for training. Draw two more sets of the same origin: the **validation set** is watched during training, the **test set** is kept for the end, and no choice is made by it. `draw` has a generator of its own and leaves the global sequence of random numbers alone; `nn.Linear` will go on drawing its initial values from there, and only so do we get the notes' numbers.


# %% draw
def draw(count, seed):
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(count, 2, generator=generator)
    noise = torch.randn(count, generator=generator) * 0.1
    return X, X @ true_w + true_b + noise


X_val, Y_val = draw(100, seed=1)
X_test, Y_test = draw(1000, seed=2)
print(X_val.shape, X_test.shape)

# %% [markdown] lang="zh"
# 先看数据。目标对每个特征各画一幅：

# %% [markdown] lang="en"
# Look at the data first: the target over each of the features.

# %% plot_data
import matplotlib.pyplot as plt

fig, axes = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True, layout="constrained")
for feature, ax in enumerate(axes):
    ax.scatter(X[:, feature].tolist(), Y.tolist(), s=14)
    ax.set_xlabel(f"$x_{feature + 1}$")
axes[0].set_ylabel("$y$")
plt.show()

# %% [markdown] lang="zh"
# ![两幅散点图，纵轴都是目标。左图横轴是第一个特征，点大致上升，但散得很开；右图横轴是第二个特征，上升更明显，仍是一条宽带](../assets/figures/projects/linear-regression/plot_data.svg)
#
# 两幅都在上升，却都像有很大的噪声。真正的噪声只有 0.1；散开的宽度来自图上看不见的**另一个**特征。
#
# ## 两条基线
#
# 先定标尺，再谈模型。最低的标尺是不看输入，永远预测训练目标的平均数。`mse` 里的 `assert` 要求两边形状相同，理由见后文。

# %% [markdown] lang="en"
# ![Two scatter plots with the target on the vertical axis. On the left, over the first feature, the points rise on the whole but are widely spread; on the right, over the second feature, they rise more clearly, still as a broad band](../assets/figures/projects/linear-regression/plot_data.svg)
#
# Both rise, and both look very noisy. The true noise is only 0.1; the spread comes from the **other** feature, which the plot does not show.
#
# ## Two baselines
#
# Set up the yardsticks before any model. The lowest one ignores the input and always predicts the mean of the training targets. The `assert` in `mse` demands that both shapes be the same, for a reason given below.


# %% mean_baseline
def mse(predictions, targets):
    assert predictions.shape == targets.shape, (predictions.shape, targets.shape)
    return (predictions - targets).square().mean()


mean = Y.mean()
print(f"mean {mean.item():.4f}")
print(f"train {mse(mean.expand_as(Y), Y).item():.4f}")
print(f"val {mse(mean.expand_as(Y_val), Y_val).item():.4f}")

# %% [markdown] lang="zh"
# 训练集上的 12.5855 就是目标的方差。任何模型都应当比它好。
#
# 最高的标尺是最小二乘（least squares）：直接求出让均方误差最小的系数。给 $X$ 添一列 1，偏置就成了第三个系数，记 $A = [X \; 1]$、$\theta = (w_1, w_2, b)$，要解的是
#
# $$
# \min_\theta \lVert A\theta - y \rVert^2
# $$
#
# [`torch.linalg.lstsq`](https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html) 一步给出答案：

# %% [markdown] lang="en"
# On the training set, 12.5855 is the variance of the targets. Every model should do better.
#
# The highest yardstick is least squares: solve for the coefficients with the smallest mean squared error. Add a column of 1 to $X$, and the bias becomes a third coefficient; with $A = [X \; 1]$ and $\theta = (w_1, w_2, b)$, the problem is
#
# $$
# \min_\theta \lVert A\theta - y \rVert^2
# $$
#
# [`torch.linalg.lstsq`](https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html) gives the answer in one step:


# %% least_squares
def with_ones(X):
    return torch.cat([X, torch.ones(len(X), 1)], dim=1)  # (samples, features + 1)


def least_squares(X, Y):
    return torch.linalg.lstsq(with_ones(X), Y.unsqueeze(1)).solution.squeeze(1)


best = least_squares(X, Y)
print(best)
print(f"train {mse(with_ones(X) @ best, Y).item():.4f}")
print(f"val {mse(with_ones(X_val) @ best, Y_val).item():.4f}")

# %% [markdown] lang="zh"
# 答案离 2、3、4 很近，又不相等：100 个带噪声的样本只能定到这个程度。这就是下面三种方法要到达的地方；再训练多久，训练误差也不会低于 0.0081。
#
# 在最低点梯度为 0，由此得到正规方程（normal equations）$A^\top A\, \theta = A^\top y$。解它得到同样的系数：

# %% [markdown] lang="en"
# The answer is close to 2, 3, 4 and not equal: that is as far as 100 noisy samples determine it. It is where the three methods below should arrive; no amount of training takes the training error below 0.0081.
#
# At the minimum the gradient is 0, which gives the normal equations $A^\top A\, \theta = A^\top y$. They have the same solution:

# %% normal_equations
A = with_ones(X)
print(torch.allclose(torch.linalg.solve(A.T @ A, A.T @ Y), best, atol=1e-4))

# %% [markdown] lang="zh"
# ## 方法一：手写梯度下降
#
# 模型是 $\hat y = Xw + b$，损失是均方误差，$n$ 个样本的梯度是
#
# $$
# \frac{\partial L}{\partial w} = \frac{2}{n} X^\top (\hat y - y)
# \qquad
# \frac{\partial L}{\partial b} = \frac{2}{n} \sum_{i=1}^{n} (\hat y_i - y_i)
# $$
#
# 从全 0 开始，核对自动求导算得一样：

# %% [markdown] lang="en"
# ## First way: gradient descent by hand
#
# The model is $\hat y = Xw + b$, the loss the mean squared error; for $n$ samples the gradients are
#
# $$
# \frac{\partial L}{\partial w} = \frac{2}{n} X^\top (\hat y - y)
# \qquad
# \frac{\partial L}{\partial b} = \frac{2}{n} \sum_{i=1}^{n} (\hat y_i - y_i)
# $$
#
# Start from 0 everywhere, and check that autograd agrees:

# %% by_hand_gradients
w = torch.zeros(2, requires_grad=True)
b = torch.zeros((), requires_grad=True)
mse(X @ w + b, Y).backward()

errors = (X @ w + b - Y).detach()  # (samples,)
print(torch.allclose(w.grad, 2 / len(X) * X.T @ errors, atol=1e-5))
print(torch.allclose(b.grad, 2 * errors.mean(), atol=1e-5))

# %% [markdown] lang="zh"
# 然后走 1000 步，每一步都用全部训练数据，所以一步就是一轮。每行打印轮数、训练损失（更新之前）、验证损失（更新之后）：

# %% [markdown] lang="en"
# Then take 1000 steps. Each uses all the training data, so a step is an epoch. A line shows the epoch, the training loss (before the update) and the validation loss (after it):

# %% by_hand
lr = 0.01
history = {"train_loss": [], "val_loss": []}
for _ in range(1000):
    w.grad = b.grad = None
    loss = mse(X @ w + b, Y)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        history["train_loss"].append(loss.item())
        history["val_loss"].append(mse(X_val @ w + b, Y_val).item())

for epoch in (1, 100, 200, 400, 1000):
    print(epoch, *(f"{losses[epoch - 1]:.4f}" for losses in history.values()))
print(f"w {w[0].item():.4f} {w[1].item():.4f} b {b.item():.4f}")

# %% plot_by_hand
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
ax.semilogy(history["train_loss"], label="training")
ax.semilogy(history["val_loss"], "--", label="validation")
ax.axhline(0.1**2, color="0.5", lw=1, label="noise variance")
ax.set_xlabel("epoch")
ax.set_ylabel("mean squared error")
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![对数纵轴上的两条曲线，横轴为 0 到 1000 轮。训练与验证一起从 30 左右直线下降，约 300 轮后变平；训练曲线停在噪声方差的横线之下，验证曲线停在它之上](../assets/figures/projects/linear-regression/plot_by_hand.svg)
#
# 系数的 4 位小数与最小二乘解全部相同。这不是巧合：均方误差对 $w$ 和 $b$ 是一只碗，只有一个最低点，梯度下降无处可去，只能到那里。
#
# 横线是噪声的方差 $0.1^2 = 0.01$。知道真系数的人，误差平均下来也是它。训练损失低于它，因为模型顺便迁就了这 100 个样本的噪声；验证损失高于它。曲线在大约 300 轮后就平了，1000 轮绰绰有余。
#
# ## 方法二：`nn.Linear` 与优化器
#
# 现在照笔记，把参数交给 [`nn.Linear`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html)，把更新交给 [`torch.optim.SGD`](https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html)：

# %% [markdown] lang="en"
# ![Two curves over epochs 0 to 1000, on a logarithmic vertical axis. Training and validation fall together in a straight line from about 30, and flatten after about 300 epochs; the training curve comes to rest below the horizontal line of the noise variance, the validation curve above it](../assets/figures/projects/linear-regression/plot_by_hand.svg)
#
# All 4 decimals of the coefficients are those of least squares. This is no coincidence: as a function of $w$ and $b$ the mean squared error is a bowl with a single lowest point, and gradient descent has nowhere else to go.
#
# The horizontal line is the variance of the noise, $0.1^2 = 0.01$. Whoever knew the true coefficients would have this error on average. The training loss is below it, because the model has also followed the noise of these 100 samples; the validation loss is above it. After about 300 epochs the curves are flat, so 1000 is more than enough.
#
# ## Second way: `nn.Linear` and an optimizer
#
# Now, as in the notes, [`nn.Linear`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html) holds the parameters and [`torch.optim.SGD`](https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html) updates them:

# %% model
from torch import nn


class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 1)

    def forward(self, x):
        return self.linear(x)  # (batch, 1)


model = LinearRegressionModel()
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
print(sum(p.numel() for p in model.parameters()), model(X).shape, Y.shape)

# %% [markdown] lang="zh"
# 3 个参数，与 $w_1, w_2, b$ 一一对应。输出多了一个大小为 1 的维，形状与 `Y` 不同，所以算损失之前要用 `squeeze(-1)` 去掉它。
#
# 与[训练循环](../training/loop.md)一章相同，代码分成三个函数。`train_epoch` 训练一轮，`evaluate` 只计算，`fit` 轮流调用两者。`loader` 是能逐批给出 `(inputs, targets)` 的任何东西；损失按样本数加权，最后一批小一些也不会算错。

# %% [markdown] lang="en"
# The 3 parameters correspond to $w_1, w_2, b$. The output has one more dimension, of size 1, than `Y`, so `squeeze(-1)` has to remove it before the loss is computed.
#
# As in [The training loop](../training/loop.md), there are three functions: `train_epoch` trains for an epoch, `evaluate` only computes, and `fit` calls them in turn. A `loader` is anything that yields `(inputs, targets)` batch by batch; losses are weighted by the number of samples, so a smaller last batch does no harm.


# %% train_epoch
def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total = count = 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs).squeeze(-1), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
        count += len(targets)
    return total / count


# %% evaluate
@torch.inference_mode()
def evaluate(model, loader, loss_fn):
    model.eval()
    total = count = 0
    for inputs, targets in loader:
        total += loss_fn(model(inputs).squeeze(-1), targets).item() * len(targets)
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
# 笔记用全部数据作一批，那么一个只含一批的列表就是 `loader`。训练 1000 轮，每 100 轮打印一行：

# %% [markdown] lang="en"
# The notes take all the data as one batch; a list holding one batch will do as a `loader`. Train for 1000 epochs and print a line every 100:

# %% fit_model
history = fit(model, [(X, Y)], [(X_val, Y_val)], loss_fn, optimizer, epochs=1000)
for epoch in range(100, 1001, 100):
    print(epoch, *(f"{losses[epoch - 1]:.4f}" for losses in history.values()))

# %% learned
weight, bias = model.linear.weight.detach(), model.linear.bias.detach()
print(weight, bias)
print(torch.allclose(torch.cat([weight[0], bias]), best, atol=1e-3))

# %% [markdown] lang="zh"
# 初值不同，终点相同：又是最小二乘解。笔记用 `.data.numpy()` 取出参数；今天的写法是 `.detach()`，需要数组时再接 `.numpy()`，原因见[关闭梯度](../autograd/no-grad.md#detach)。
#
# 验证损失在 300 轮时是 0.0106，后来升到 0.0110。这算过拟合吗，该不该在 300 轮停下？只凭一次训练说不准；下一节换几份训练数据再看。
#
# ## 诚实的测试
#
# 笔记最后要“在新数据上”预测，用的却是 `X`。

# %% [markdown] lang="en"
# Different initial values, the same destination: the least squares solution again. The notes take the parameters out with `.data.numpy()`; today one writes `.detach()`, followed by `.numpy()` if an array is needed, for the reasons in [Switching gradients off](../autograd/no-grad.md#detach).
#
# The validation loss is 0.0106 at epoch 300 and rises to 0.0110 later. Is that overfitting, and should training stop at epoch 300? One run cannot tell; the next section looks again with other training data.
#
# ## An honest test
#
# At the end the notes predict “on new data”, and use `X`.

# %% [markdown] lang="zh"
# !!! warning "勘误 E-100：训练数据不是新数据"
#
#     `X` 正是训练时用的那 100 个样本，模型已经迁就过它们的噪声。新数据要另外抽，两个误差一起报告。

# %% [markdown] lang="en"
# !!! warning "Erratum E-100: the training data are not new data"
#
#     `X` holds the very 100 samples of training, whose noise the model has followed. Draw new data for this purpose, and report both errors.

# %% test_error
print(f"train {evaluate(model, [(X, Y)], loss_fn):.4f}")
print(f"test {evaluate(model, [(X_test, Y_test)], loss_fn):.4f}")
print(f"test, least squares {mse(with_ones(X_test) @ best, Y_test).item():.4f}")
print(f"test, mean {mse(mean.expand_as(Y_test), Y_test).item():.4f}")

# %% [markdown] lang="zh"
# 训练误差 0.0081 偏乐观，测试误差 0.0103 才是将来能指望的。这里差得不多，因为 100 个样本只定 3 个系数。样本少时就不同了。每种样本数抽 500 份数据，各用最小二乘拟合一次，再到同样多的新样本上去算，最后取平均：

# %% [markdown] lang="en"
# The training error of 0.0081 is optimistic; the test error of 0.0103 is what to expect from now on. They are close here, because 100 samples determine only 3 coefficients. With few samples it is otherwise. For each number of samples, draw 500 datasets, fit each by least squares, compute the error on as many new samples, and average:

# %% optimism
for count in (10, 30, 100):
    X_many, Y_many = draw(500 * 2 * count, seed=3)
    results = []
    for X_pair, Y_pair in zip(
        X_many.split(2 * count), Y_many.split(2 * count), strict=True
    ):
        fitted = least_squares(X_pair[:count], Y_pair[:count])
        squares = (with_ones(X_pair) @ fitted - Y_pair).square()
        results.append([half.mean().item() for half in squares.split(count)])
    train_error, new_error = torch.tensor(results).mean(dim=0).tolist()
    print(f"{count:3} train {train_error:.4f} new {new_error:.4f}")

# %% [markdown] lang="zh"
# 只有 10 个样本时，新数据上的误差是训练误差的两倍。训练误差总在 0.01 以下，新误差总在它以上；样本越多，两者越接近。
#
# 笔记在这里画了散点图，图没有留下来。左图照它的画法，换成测试集的前 100 个样本；右图把预测对真值画出来：

# %% [markdown] lang="en"
# With only 10 samples, the error on new data is twice that on the training data. The training error is always below 0.01 and the new one above it; the more samples, the closer they are.
#
# The notes drew a scatter plot here, which is not preserved. On the left it is drawn their way, with the first 100 samples of the test set; on the right, the prediction over the truth:

# %% plot_predictions
with torch.no_grad():
    predictions = model(X_test[:100]).squeeze(-1)

fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.2), layout="constrained")
left.scatter(X_test[:100, 0].tolist(), Y_test[:100].tolist(), s=26, label="truth")
left.scatter(X_test[:100, 0].tolist(), predictions.tolist(), s=8, label="prediction")
left.set_xlabel("$x_1$")
left.set_ylabel("$y$")
left.legend()
right.plot([-6, 14], [-6, 14], color="0.5", lw=1)
right.scatter(Y_test[:100].tolist(), predictions.tolist(), s=10, color="C1")
right.set_xlabel("truth")
right.set_ylabel("prediction")
plt.show()

# %% [markdown] lang="zh"
# ![左图：横轴是第一个特征，真值与预测几乎重合，但整体是散开的一片。右图：横轴是真值，纵轴是预测，点都落在对角线上](../assets/figures/projects/linear-regression/plot_predictions.svg)
#
# 左图看起来很乱，因为它只画了一个特征。右图与特征个数无关：点都贴着对角线，预测就准。
#
# 一份训练数据可能碰巧。换三个种子，训练数据（连同噪声）和初值都重新抽，验证集和测试集不变。`val` 一行是 300 轮和 1000 轮时的验证损失：

# %% [markdown] lang="en"
# ![On the left, over the first feature, truth and prediction nearly coincide, yet the whole is a broad cloud. On the right, with the truth on the horizontal axis and the prediction on the vertical one, the points lie on the diagonal](../assets/figures/projects/linear-regression/plot_predictions.svg)
#
# The left plot looks untidy, because it shows one feature only. The right plot works for any number of features: where the points keep to the diagonal, the predictions are accurate.
#
# A single training set may be a lucky one. With three other seeds, draw the training data (noise included) and the initial values anew, and keep the validation and test sets. A `val` line shows the validation loss at epochs 300 and 1000:

# %% seeds
test_errors = []
for seed in (10, 11, 12):
    X_new, Y_new = draw(100, seed)
    torch.manual_seed(seed)
    net = LinearRegressionModel()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    history = fit(
        net, [(X_new, Y_new)], [(X_val, Y_val)], loss_fn, optimizer, epochs=1000
    )
    learned = torch.cat([net.linear.weight[0], net.linear.bias]).detach()
    test_errors.append(evaluate(net, [(X_test, Y_test)], loss_fn))
    print(
        seed, learned, torch.allclose(learned, least_squares(X_new, Y_new), atol=1e-3)
    )
    print(f"   val {history['val_loss'][299]:.4f} {history['val_loss'][999]:.4f}")

print([f"{error:.4f}" for error in test_errors])
print(
    f"{torch.tensor(test_errors).mean().item():.4f} ± {torch.tensor(test_errors).std().item():.4f}"
)

# %% [markdown] lang="zh"
# 每次都到达自己那份数据的最小二乘解（`True`），系数在第二位小数上变动，测试误差都在 0.01 左右。训练已经没有可改进的了；剩下的误差是噪声。从 300 轮到 1000 轮，三次的验证损失都在下降：第一次训练里那一点上升是碰巧，不能当作早停的理由。
#
# ## 方法三：分批
#
# 另一份笔记换了数据：scikit-learn 的 `make_regression` 生成 100 个样本，一个特征，噪声的标准差为 10。笔记贴出的代码丢了缩进，不能运行；补上缩进就可以。

# %% [markdown] lang="en"
# Each run reaches the least squares solution of its own data (`True`), the coefficients vary in their second decimal, and the test errors are all about 0.01. Training has nothing left to improve; the error that remains is noise. From epoch 300 to 1000 the validation loss falls in all three runs: the slight rise in the first run was chance, and no reason to stop early.
#
# ## Third way: in batches
#
# Another of the notes has other data: `make_regression` of scikit-learn makes 100 samples with one feature and noise of standard deviation 10. As pasted in the notes the code has lost its indentation and does not run; with the indentation restored it does.

# %% make_data
from sklearn.datasets import make_regression

features, values, coef = make_regression(
    n_samples=100, n_features=1, noise=10, coef=True, random_state=1
)
x = torch.tensor(features, dtype=torch.float32)
y = torch.tensor(values, dtype=torch.float32)
print(x.shape, y.shape, features.dtype)
print(type(coef).__name__, coef.shape, f"{coef:.4f}")

# %% [markdown] lang="zh"
# 数组是 `float64`，转成 `float32` 才能送进 `nn.Linear`。`coef` 是真正的斜率，是一个零维的 NumPy 数组；真正的偏置是 0。笔记把 `coef` 传给训练函数，却没有用它，而它正是核对的依据。
#
# [`TensorDataset`](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset) 把输入和目标配成对，[`DataLoader`](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader) 打乱后每次取 16 个。笔记没有设种子，这里用 0：

# %% [markdown] lang="en"
# The arrays are `float64`, and have to become `float32` for `nn.Linear`. `coef` is the true slope, a NumPy array of zero dimensions; the true bias is 0. The notes pass `coef` to the training function and never use it there, although it is the very thing to check against.
#
# [`TensorDataset`](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset) pairs inputs with targets, and [`DataLoader`](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader) shuffles them and takes 16 at a time. The notes set no seed; here it is 0:

# %% notes_run
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
line = nn.Linear(in_features=1, out_features=1)
optimizer = torch.optim.SGD(line.parameters(), lr=0.01)
losses = [train_epoch(line, loader, loss_fn, optimizer) for _ in range(100)]
print(f"SGD {line.weight.item():.2f} {line.bias.item():.2f}")

slope, intercept = least_squares(x, y).tolist()
print(f"least squares {slope:.2f} {intercept:.2f}")
print(f"coef {coef:.2f}")

# %% batches
print([len(targets) for _, targets in loader])

# %% plot_losses
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.semilogy(range(1, 101), losses)
ax.axhline(10**2, color="0.5", lw=1, label="noise variance")
ax.set_xlabel("epoch")
ax.set_ylabel("training loss")
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ![对数纵轴上的训练损失，横轴为 100 轮。从约 5000 起直线下降，约 40 轮后停在 83 附近，低于噪声方差的横线](../assets/figures/projects/linear-regression/plot_losses.svg)
#
# 一轮有 7 批，最后一批只有 4 个样本。笔记的纵轴是 7 批的损失之和，标题所用的中文字体不是每台机器都有；这里画的是每个样本的平均损失，图中文字用英文。
#
# 两个差距，来由不同：
#
# - SGD 的 81.67 与最小二乘的 81.60 之差，来自**训练**：每一步只看 16 个样本，各批的最低点不同，参数到了附近也不停。
# - 最小二乘的 81.60 与 `coef` 的 80.71 之差，来自**数据**：噪声把最低点推到了那里，再怎么训练也回不来。
#
# 先看第一个。再训练 100 轮，打印每轮之后的斜率里最小和最大的：

# %% [markdown] lang="en"
# ![The training loss over 100 epochs, on a logarithmic vertical axis. It falls in a straight line from about 5000 and after about 40 epochs comes to rest near 83, below the horizontal line of the noise variance](../assets/figures/projects/linear-regression/plot_losses.svg)
#
# An epoch has 7 batches, the last of only 4 samples. In the notes the vertical axis is the sum of 7 batch losses, and the title is in a Chinese font that only some machines have; here the loss is the mean per sample, and the text in the figure is English.
#
# There are two gaps, of different origin:
#
# - That between 81.67 of SGD and 81.60 of least squares comes from **training**: each step sees only 16 samples, every batch has its minimum elsewhere, and so the parameters do not rest even when they are near.
# - That between 81.60 of least squares and 80.71 of `coef` comes from the **data**: the noise has moved the minimum there, and no training brings it back.
#
# The first one first. Train for 100 more epochs, and print the smallest and the largest of the slopes after each:

# %% wandering
slopes = []
for _ in range(100):
    train_epoch(line, loader, loss_fn, optimizer)
    slopes.append(line.weight.item())
print(f"{min(slopes):.2f} {max(slopes):.2f}")

# %% [markdown] lang="zh"
# 斜率在最小二乘的 81.60 两侧游走，不再靠近。这是[小批量的噪声](../optimizers/sgd-momentum.md#noise)。
#
# 第二个差距可以估计：由残差估出噪声的标准差 $\hat\sigma$，斜率的标准误（standard error）是
#
# $$
# \mathrm{se} = \frac{\hat\sigma}{\sqrt{\sum_i (x_i - \bar x)^2}},
# \qquad
# \hat\sigma^2 = \frac{1}{n - 2} \sum_{i=1}^{n} (y_i - \hat y_i)^2
# $$

# %% [markdown] lang="en"
# The slope wanders on both sides of 81.60, the least squares solution, and comes no closer. This is [the noise of mini-batches](../optimizers/sgd-momentum.md#noise).
#
# The size of the second gap can be estimated. From the residuals comes an estimate $\hat\sigma$ of the standard deviation of the noise, and the standard error of the slope is
#
# $$
# \mathrm{se} = \frac{\hat\sigma}{\sqrt{\sum_i (x_i - \bar x)^2}},
# \qquad
# \hat\sigma^2 = \frac{1}{n - 2} \sum_{i=1}^{n} (y_i - \hat y_i)^2
# $$

# %% standard_error
residuals = y - with_ones(x) @ least_squares(x, y)
sigma = (residuals.square().sum() / (len(x) - 2)).sqrt()
error = sigma / (x - x.mean()).square().sum().sqrt()
print(
    f"sigma {sigma.item():.2f}, standard error {error.item():.2f}, gap {slope - float(coef):.2f}"
)

# %% [markdown] lang="zh"
# 差距 0.89，不到一个标准误 1.04，属于正常。对照之下，SGD 与最小二乘相差的 0.07 不值一提：斜率本身就有约 1 的不确定。
#
# ### 划分，再测试
#
# 笔记用全部 100 个样本训练，没有留下数据来判断结果。假定再也抽不到新数据，就只能划分：60 个训练，20 个验证，20 个测试。划分是随机的，所以也取三个种子。一轮现在只有 4 批，训练 200 轮，更新次数就与前面相近。

# %% [markdown] lang="en"
# The gap, 0.89, is less than one standard error, 1.04: nothing unusual. By comparison the 0.07 between SGD and least squares does not matter, since the slope itself is uncertain by about 1.
#
# ### Split, then test
#
# The notes train on all 100 samples, which leaves no data to judge the result by. Suppose that no new data can be had; then split them: 60 for training, 20 for validation, 20 for testing. The split is random, so take three seeds here too. An epoch has only 4 batches now, and training for 200 epochs makes about as many updates as before.


# %% split
def split(seed):
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    return [TensorDataset(x[part], y[part]) for part in order.split([60, 20, 20])]


def run(seed):
    train_set, val_set, _ = split(seed)
    torch.manual_seed(seed)
    line = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(line.parameters(), lr=0.01)
    train_loader = DataLoader(train_set, batch_size=16, shuffle=True)
    return line, fit(
        line, train_loader, [val_set.tensors], loss_fn, optimizer, epochs=200
    )


runs = [run(seed) for seed in range(3)]

# %% test_splits
rows = []
for seed, (line, _) in enumerate(runs):
    (x_train, y_train), _, (x_test, y_test) = (part.tensors for part in split(seed))
    guess = mse(y_train.mean().expand_as(y_test), y_test).item()
    exact = mse(with_ones(x_test) @ least_squares(x_train, y_train), y_test).item()
    rows.append([guess, exact, evaluate(line, [(x_test, y_test)], loss_fn)])
    print(
        seed, *(f"{value:.1f}" for value in rows[-1]), f"slope {line.weight.item():.1f}"
    )

errors = torch.tensor(rows)  # (seeds, methods)
for name, mean_error, spread in zip(
    ("mean", "least squares", "SGD"),
    errors.mean(dim=0).tolist(),
    errors.std(dim=0).tolist(),
    strict=True,
):
    print(f"{name}: {mean_error:.0f} ± {spread:.0f}")

# %% [markdown] lang="zh"
# 每行是种子，平均数、最小二乘和 SGD 的测试误差，以及 SGD 的斜率。SGD 与最小二乘至多差 0.1；换一种划分，同一个方法却能从 34.4 变到 89.5。只测一次就说“误差是 34.4”，会错得很远：噪声的方差是 100，那一次只是测试的 20 个样本碰巧干净。两种方法谁好，这些数据分不出来；它们都远好于猜平均数，这一点毫无疑问。

# %% [markdown] lang="en"
# A line shows the seed, the test errors of the mean, of least squares and of SGD, and the slope of SGD. SGD and least squares differ by 0.1 at most; with another split, the same method can go from 34.4 to 89.5. To test once and say “the error is 34.4” would be far off: the variance of the noise is 100, and the 20 samples of that test happened to be clean. These data cannot tell which of the two methods is better; that both are far better than guessing the mean is beyond doubt.

# %% plot_split
line, history = runs[0]
train_set, _, test_set = split(0)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.2), layout="constrained")
left.semilogy(history["train_loss"], label="training")
left.semilogy(history["val_loss"], "--", label="validation")
left.set_xlabel("epoch")
left.set_ylabel("mean squared error")
left.legend()

ends = torch.tensor([[-2.5], [2.5]])
for name, part, color in (("training", train_set, "0.6"), ("test", test_set, "C1")):
    right.scatter(
        part.tensors[0].squeeze(1).tolist(),
        part.tensors[1].tolist(),
        s=12,
        color=color,
        label=name,
    )
right.plot(ends.squeeze(1).tolist(), line(ends).squeeze(1).tolist(), label="SGD")
right.plot(
    ends.squeeze(1).tolist(),
    (ends.squeeze(1) * float(coef)).tolist(),
    "k:",
    label="true line",
)
right.set_xlabel("$x$")
right.set_ylabel("$y$")
right.legend()
plt.show()

# %% [markdown] lang="zh"
# ![左图：种子 0 的训练与验证损失在对数纵轴上一起下降，约 70 轮后变平。右图：灰色训练点和橙色测试点沿一条上升的直线分布，SGD 的直线与真正的直线几乎重合](../assets/figures/projects/linear-regression/plot_split.svg)
#
# ## 哪里会出错
#
# 两处都与形状有关，训练却照常走到底，至多有一条警告。

# %% [markdown] lang="en"
# ![On the left, training and validation loss of seed 0 fall together on a logarithmic vertical axis and flatten after about 70 epochs. On the right, grey training points and orange test points lie along a rising line; the line of SGD and the true line nearly coincide](../assets/figures/projects/linear-regression/plot_split.svg)
#
# ## What goes wrong
#
# Both mistakes are about shapes, and training runs to the end all the same, with a warning at most.

# %% [markdown] lang="zh"
# !!! warning "勘误 E-064：`squeeze()` 去掉所有大小为 1 的维"
#
#     笔记写的是 `predictions.squeeze()`。批次里有 100 个样本，它只去掉最后一维；批次里只有 1 个样本，它连批次维也去掉，结果成了零维张量。`squeeze(-1)` 只看最后一维，什么时候都对。

# %% [markdown] lang="en"
# !!! warning "Erratum E-064: `squeeze()` removes every dimension of size 1"
#
#     The notes write `predictions.squeeze()`. With 100 samples in the batch it removes the last dimension only; with 1 sample it removes the batch dimension too, and leaves a tensor of zero dimensions. `squeeze(-1)` looks at the last dimension alone, and is always right.

# %% squeeze_shapes
for shape in ((5, 1), (1, 1)):
    predictions = torch.zeros(shape)
    print(predictions.squeeze().shape, predictions.squeeze(-1).shape)

# %% [markdown] lang="zh"
# 把第一份数据分成每批 33 个，最后一批就只剩 1 个。想把各批的预测接起来画图，这时才报错：

# %% [markdown] lang="en"
# Divide the first data into batches of 33, and the last batch is left with 1. The error comes only when the predictions of the batches are to be joined, for a plot, say:

# %% last_batch
loader = DataLoader(TensorDataset(X, Y), batch_size=33)
outputs = [model(inputs) for inputs, _ in loader]
print([tuple(output.squeeze().shape) for output in outputs])
print(torch.cat([output.squeeze(-1) for output in outputs]).shape)

# %% join
# raises: RuntimeError
torch.cat([output.squeeze() for output in outputs])

# %% [markdown] lang="zh"
# 第二处：忘了 `squeeze`。`(100, 1)` 减 `(100,)` [广播](../tensors/math.md#broadcasting)成 `(100, 100)`。`nn.MSELoss` 此时会给出警告；自己写的损失，一声不响：

# %% [markdown] lang="en"
# The second: no `squeeze` at all. `(100, 1)` minus `(100,)` [broadcasts](../tensors/math.md#broadcasting) to `(100, 100)`. `nn.MSELoss` gives a warning then; a loss written by hand says nothing:

# %% forgotten
torch.manual_seed(42)
wrong = LinearRegressionModel()
optimizer = torch.optim.SGD(wrong.parameters(), lr=0.01)
for _ in range(1000):
    optimizer.zero_grad()
    loss = ((wrong(X) - Y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.4f} bias {wrong.linear.bias.item():.4f}")
print(wrong.linear.weight.abs().max().item() < 0.001)

# %% [markdown] lang="zh"
# 权重是 0，偏置是 4.4480，损失是 12.5855：正是第一条基线，只会猜平均数。有基线在手，一眼就能看出来；没有基线，看到损失一路下降、最后停住，多半会以为训练好了。为什么恰好是平均数，见[回归损失](../losses/regression.md)。开头的 `mse` 里那句 `assert` 则当场拦住：

# %% [markdown] lang="en"
# The weights are 0, the bias is 4.4480, the loss is 12.5855: the first baseline exactly, able to guess the mean and no more. With the baseline at hand one sees it at a glance; without it, a loss that falls and then comes to rest may well pass for a trained model. Why it is the mean, of all things, is explained in [Regression losses](../losses/regression.md). The `assert` in the `mse` of the beginning stops it at once:

# %% caught
# raises: AssertionError
mse(wrong(X), Y)

# %% [markdown] lang="zh"
# ## 小结
#
# | 方法 | 梯度 | 更新 | 一步用多少样本 | 停在哪里 |
# |---|---|---|---|---|
# | 最小二乘 | 不需要 | 解一次方程 | 全部 | 准确解 |
# | 手写 | `loss.backward()` | `w -= lr * w.grad` | 全部 | 准确解 |
# | `nn.Linear` 与 SGD | `loss.backward()` | `optimizer.step()` | 全部 | 准确解 |
# | 再加 `DataLoader` | `loss.backward()` | `optimizer.step()` | 16 | 在准确解附近游走 |
#
# 既然最小二乘一步就到，为什么还要学后三种？因为换成有激活函数的网络，方程没有公式可解，后三种换掉模型就能照用。
#
# ## 接下来试什么
#
# 1. 方法一的学习率最大可以是多少？先算出界限，再在界限两侧各试一个。
# 2. 让方法三停得离最小二乘解更近，有哪些办法？用几个种子比较到最小二乘解的距离。
# 3. 在方法三的训练数据里挑 5 个目标，改成原来的 10 倍，再训练一次。最小二乘解还值得靠近吗？

# %% [markdown] lang="en"
# ## Summary
#
# | Method | Gradient | Update | Samples in a step | Where it stops |
# |---|---|---|---|---|
# | least squares | none needed | solves equations once | all | the exact solution |
# | by hand | `loss.backward()` | `w -= lr * w.grad` | all | the exact solution |
# | `nn.Linear` and SGD | `loss.backward()` | `optimizer.step()` | all | the exact solution |
# | with `DataLoader` too | `loss.backward()` | `optimizer.step()` | 16 | wanders near the exact solution |
#
# When least squares arrives in one step, why learn the other three? Because for a network with activation functions no formula solves the equations, while the other three need no more than another model.
#
# ## What to try next
#
# 1. How large can the learning rate of the first way be? Work out the limit, then try one rate on each side of it.
# 2. What could make the third way stop closer to the least squares solution? Compare the distance to that solution over a few seeds.
# 3. Multiply 5 training targets of the third way by 10, and train again. Is the least squares solution still worth approaching?

# %% [markdown] lang="zh"
# ??? tip "提示 1"
#
#     损失是二次函数，二阶导数矩阵是 $\frac{2}{n} A^\top A$，`torch.linalg.eigvalsh` 求它的特征值。界限由最大的特征值决定，见[发散的界限](../optimizers/practice.md#limit)。
#
# ??? tip "提示 2"
#
#     游走的幅度取决于学习率和批大小。可以在后半程[降低学习率](../optimizers/schedules.md)，可以加大批次，也可以把最后若干轮的参数取平均。记得比较时让更新次数相同。
#
# ??? tip "提示 3"
#
#     比较 `nn.MSELoss` 与 `nn.HuberLoss`，`delta` 取噪声的大小，见[回归损失](../losses/regression.md)。这时该与 `coef` 核对，而不是与最小二乘解核对。测试目标不要改。

# %% [markdown] lang="en"
# ??? tip "Hint 1"
#
#     The loss is quadratic, with $\frac{2}{n} A^\top A$ as its matrix of second derivatives, whose eigenvalues `torch.linalg.eigvalsh` computes. The largest one sets the limit; see [The limit of divergence](../optimizers/practice.md#limit).
#
# ??? tip "Hint 2"
#
#     How far it wanders depends on the learning rate and the batch size. You might [lower the learning rate](../optimizers/schedules.md) in the second half, take larger batches, or average the parameters over the last epochs. Keep the number of updates the same when comparing.
#
# ??? tip "Hint 3"
#
#     Compare `nn.MSELoss` with `nn.HuberLoss`, with `delta` about the size of the noise; see [Regression losses](../losses/regression.md). Check against `coef` now, not against least squares. Leave the test targets as they are.

# %% [markdown] lang="zh"
# 下一个项目：[两数相加](adding.ipynb)。

# %% [markdown] lang="en"
# Next project: [Adding two numbers](adding.ipynb).
