"""What a reader types into the search box finds the right page among the first three.

The pages were chosen by what the reader wants, not by what the search gives; where the book explains a thing in several
places, each of them is right (`a | b`).
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server

FIRST = 3
NOTHING = re.compile("没有找到|No matching")
QUERIES = {
    "": """
        反向传播 = autograd/backward
        自动求导 = autograd/backward
        计算图 = autograd/backward
        梯度累加 = autograd/by-hand
        梯度下降 = autograd/by-hand | optimizers/sgd-momentum
        学习率 = optimizers/practice | optimizers/schedules
        学习率衰减 = optimizers/schedules
        余弦退火 = optimizers/schedules
        预热 = optimizers/schedules
        梯度裁剪 = optimizers/practice
        动量 = optimizers/sgd-momentum
        梯度消失 = activations/sigmoid-tanh
        激活函数 = activations/sigmoid-tanh
        神经元死亡 = activations/relu
        损失函数 = losses/cross-entropy | losses/regression
        交叉熵 = losses/cross-entropy
        标签平滑 = losses/cross-entropy-options
        类别不平衡 = losses/binary | data/sources
        残差 = cnn/residual-block
        残差网络 = cnn/residual-block | cnn/resnet18
        卷积核 = cnn/convolution
        池化 = cnn/convolution
        循环神经网络 = cnn/cnn-rnn
        迁移学习 = cnn/pretrained
        微调 = cnn/pretrained
        冻结 = cnn/pretrained
        过拟合 = regularization/dropout
        早停 = regularization/weight-decay
        权重衰减 = regularization/weight-decay
        批量归一化 = regularization/batch-norm
        批归一化 = regularization/batch-norm
        层归一化 = regularization/batch-norm
        数据增强 = data/transforms
        数据泄漏 = data/sources
        加载数据 = data/dataset-dataloader
        广播机制 = tensors/math
        矩阵乘法 = tensors/math
        张量拼接 = tensors/shapes
        随机种子 = tensors/creation | training/loop
        训练循环 = training/loop
        混淆矩阵 = training/evaluation
        准确率 = training/evaluation
        保存模型 = training/checkpoints
        混合精度 = training/device
        参数初始化 = models/initialization
        钩子 = models/parameters
        手写数字识别 = projects/digits
        线性回归 = projects/linear-regression
        怎么安装 = start/environment
        报错 = appendix/errors
        CrossEntropyLoss = losses/cross-entropy
        torch.cat = tensors/shapes
        DataLoader = data/dataset-dataloader
        nn.Module = models/module
        model.eval() = training/evaluation | training/loop | regularization/dropout | regularization/batch-norm
        Adam 优化器 = optimizers/adaptive
        expected scalar type Long = losses/cross-entropy
        自适应学习率 = optimizers/adaptive
        小批量 = optimizers/sgd-momentum | data/dataset-dataloader
        丢弃法 = regularization/dropout
        均方误差 = losses/regression
        离群点 = losses/regression
        学习率预热 = optimizers/schedules
        冻结参数 = cnn/pretrained | autograd/no-grad
        特征提取 = models/parameters | cnn/pretrained
        验证集 = training/evaluation | regularization/weight-decay
        召回率 = training/evaluation
        缺失值 = data/sources
        切片 = tensors/indexing
        转置 = tensors/shapes
        类型转换 = tensors/dtypes-numpy
        原地操作 = autograd/no-grad | tensors/math
        梯度清零 = training/loop | autograd/by-hand
        计时 = training/device
        多标签分类 = losses/binary
        参数数量 = models/parameters | cnn/resnet18
        进度条 = training/loop
        变长序列 = cnn/cnn-rnn
        二阶导数 = autograd/backward
        步长 = cnn/convolution | tensors/indexing
        链式法则 = autograd/backward
        数值稳定 = losses/binary | activations/softmax
        torch.no_grad() = autograd/no-grad
        nn.Linear = models/module
        布尔掩码 = tensors/indexing
        过拟合怎么办 = regularization/dropout | regularization/weight-decay
        损失不下降 = optimizers/practice | training/loop
        偏导数 = autograd/backward
        独热编码 = losses/cross-entropy | data/sources
        填充 = cnn/convolution
        自定义数据集 = data/dataset-dataloader
        术语 = appendix/glossary
        查看模型结构 = models/parameters
        """,
    "en/": """
        backpropagation = autograd/backward
        vanishing gradient = activations/sigmoid-tanh
        overfitting = regularization/dropout
        early stopping = regularization/weight-decay
        learning rate = optimizers/practice | optimizers/schedules
        transfer learning = cnn/pretrained
        data augmentation = data/transforms
        confusion matrix = training/evaluation
        broadcasting = tensors/math
        weight initialization = models/initialization
        save model = training/checkpoints
        mixed precision = training/device
        install = start/environment
        CrossEntropyLoss = losses/cross-entropy
        nn.CrossEntropyLoss = losses/cross-entropy
        BCEWithLogitsLoss = losses/binary
        MSELoss = losses/regression
        pos_weight = losses/binary
        ignore_index = losses/cross-entropy-options
        torch.cat = tensors/shapes
        unsqueeze = tensors/shapes
        permute = tensors/shapes
        view = tensors/shapes
        arange = tensors/creation
        torch.from_numpy = tensors/dtypes-numpy
        torch.where = tensors/indexing
        gather = tensors/indexing
        matmul = tensors/math
        requires_grad = autograd/backward
        no_grad = autograd/no-grad
        detach = autograd/no-grad
        zero_grad = training/loop | autograd/by-hand
        DataLoader = data/dataset-dataloader
        collate_fn = data/dataset-dataloader
        random_split = data/sources
        ImageFolder = data/standard-datasets
        Conv2d = cnn/convolution
        MaxPool2d = cnn/convolution
        LSTM = cnn/cnn-rnn
        BatchNorm2d = regularization/batch-norm
        nn.Dropout = regularization/dropout
        F.relu = activations/relu | models/functional
        softmax = activations/softmax
        AdamW = optimizers/adaptive | regularization/weight-decay
        StepLR = optimizers/schedules
        lr_scheduler = optimizers/schedules
        clip_grad_norm_ = optimizers/practice
        kaiming_normal_ = models/initialization
        nn.Sequential = models/sequential
        ModuleList = models/containers
        register_forward_hook = models/parameters
        load_state_dict = training/checkpoints
        map_location = training/checkpoints
        torch.compile = training/device
        expected scalar type Long = losses/cross-entropy
        Target 3 is out of bounds = losses/cross-entropy
        grad can be implicitly created only for scalar outputs = autograd/backward
        Trying to backward through the graph a second time = autograd/backward
        element 0 of tensors does not require grad = autograd/by-hand | autograd/no-grad | models/functional
        a leaf Variable that requires grad is being used in an in-place operation. = autograd/by-hand | autograd/no-grad | models/initialization
        mat1 and mat2 must have the same dtype, but got Long and Float = tensors/dtypes-numpy | models/module
        RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x144 and 256x10) = cnn/convolution | models/sequential | models/module
        Sizes of tensors must match except in dimension 0 = tensors/shapes
        view size is not compatible with input tensor's size and stride = tensors/shapes
        Missing key(s) in state_dict: "2.weight" = training/checkpoints | models/sequential
        Given groups=1, weight of size [16, 3, 3, 3] = cnn/convolution
        stack expects each tensor to be equal size = tensors/shapes | data/dataset-dataloader | data/sources
        gradient clipping = optimizers/practice
        momentum = optimizers/sgd-momentum
        batch size = data/dataset-dataloader
        class imbalance = losses/binary | data/sources | losses/cross-entropy-options
        label smoothing = losses/cross-entropy-options
        feature extraction = models/parameters | cnn/pretrained
        torch.stack = tensors/shapes
        torch.randn = tensors/creation
        argmax = tensors/math
        boolean mask = tensors/indexing
        learning curve = training/evaluation
        tensorboard = training/evaluation
        pin_memory = data/dataset-dataloader
        drop_last = data/dataset-dataloader
        GRU = cnn/cnn-rnn
        pack_padded_sequence = cnn/cnn-rnn
        Nesterov = optimizers/sgd-momentum
        padding = cnn/convolution
        stride = cnn/convolution
        RMSprop = optimizers/adaptive
        hessian = autograd/backward
        missing values = data/sources
        read csv = data/sources
        train test split = data/sources | training/evaluation
        random seed = tensors/creation | training/loop
        optimizer.step() = optimizers/sgd-momentum | training/loop | autograd/by-hand | optimizers/schedules
        nn.Parameter = models/parameters | models/module
        numpy = tensors/dtypes-numpy
        accuracy = training/evaluation
        GPU = training/device
        dead relu = activations/relu
        learning rate decay = optimizers/schedules
        normalize image = data/transforms | data/standard-datasets
        resnet = cnn/resnet18 | cnn/residual-block
        mean(): could not infer output dtype = tensors/math
        Can't call numpy() on Tensor that requires grad = tensors/dtypes-numpy | autograd/no-grad
        Expected all tensors to be on the same device = training/device
        all elements of input should be between 0 and 1 = losses/binary
        1D tensors expected, but got 2D and 2D tensors = tensors/math
        TypeError: 'module' object is not callable = training/checkpoints
        chain rule = autograd/backward
        gradient accumulation = autograd/by-hand
        torch.tensor = tensors/creation
        float64 = tensors/dtypes-numpy | tensors/creation
        huber = losses/regression
        shape '[4, 2]' is invalid for input of size 6 = tensors/shapes
        """,
}


def wishes(queries: str) -> dict[str, list[str]]:
    """Return query -> the pages that are right."""
    lines = (line.strip().rpartition(" = ") for line in queries.strip().splitlines())
    return {query: pages.split(" | ") for query, _, pages in lines}


def search(page: Page, query: str) -> list[str]:
    """Type *query* into the search box; return the pages found, in order."""
    box, found = page.locator("input.md-search__input"), page.locator(".md-search-result__item")
    if box.input_value():
        box.fill("")
        box.press("End")  # the search listens to keys, as they come from a keyboard or an input method
        expect(found).to_have_count(0)
    page.keyboard.insert_text(query)
    box.press("End")
    expect(found.first.or_(page.get_by_text(NOTHING))).to_be_attached()
    links: list[str] = found.evaluate_all("all => all.map(each => each.querySelector('a').pathname)")
    return [re.sub(r"^/some/where/(en/)?|/$", "", link) for link in links[: 2 * FIRST]]


@pytest.mark.parametrize("lang", QUERIES)
def test_the_right_page_is_among_the_first(page: Page, server: Server, lang: str) -> None:
    wished = wishes(QUERIES[lang])
    assert len(wished) >= 30
    page.goto(server.url + lang)
    page.locator("label.md-header__button[for=__search], input.md-search__input").last.click()
    missed = []
    for query, right in wished.items():
        found = search(page, query)
        if not set(right) & set(found[:FIRST]):
            missed.append(f"{query}: wanted {' | '.join(right)}, found {', '.join(found)}")
    assert not missed, f"{len(missed)} of {len(wished)} queries\n" + "\n".join(missed) + "\n-> tested_docs/search.py"
