"""The names of PyTorch that blocks use: gathered as a page is recorded, and told under the blocks with an address."""

from dataclasses import replace
from pathlib import Path

import pytest

from tested_docs.apis import address, known_before, subjects, used
from tested_docs.book import page_paths
from tested_docs.indexes import with_indexes
from tested_docs.page import read_page
from tested_docs.record import Entry, Record, read_record
from tested_docs.recording import record_page
from tested_docs.source import ROOT
from tests.conftest import Make
from tests.test_names import _resolve

DOCS = "https://docs.pytorch.org/docs/stable/"
VISION = "https://docs.pytorch.org/vision/stable/"


def test_recording_a_page_gathers_the_names_that_each_block_uses(small_book: Make) -> None:
    root = small_book(
        "import torch\nfrom torch import nn\nx = torch.ones(2, 3)\nprint(x.view(3, 2).sum().item(), [1].index(1))",
        "from torch.nn import functional as F\nmodel = nn.Sequential(nn.Linear(3, 1))\nF.relu(model.eval()(x))",
        "optimizer = torch.optim.SGD(model.parameters(), 0.1)\noptimizer.zero_grad()\nmodel(x).sum().backward()",
        "def step():\n    optimizer.step()\n    return x.dtype, torch.float32\n\n\nstep()",
    )
    entries = record_page(root, read_page(root, Path("docs/zh/c/p.md"))).blocks
    assert [entry.apis for entry in entries] == [
        ["torch.ones", "torch.Tensor.view", "torch.Tensor.sum", "torch.Tensor.item"],
        ["torch.nn.Sequential", "torch.nn.Linear", "torch.nn.functional.relu", "torch.nn.Module.eval"],
        [
            "torch.optim.SGD",
            "torch.nn.Module.parameters",
            "torch.optim.Optimizer.zero_grad",
            "torch.Tensor.sum",
            "torch.Tensor.backward",
        ],
        ["torch.optim.Optimizer.step"],
    ]


def test_every_name_of_the_book_exists_and_every_page_with_code_has_some() -> None:
    for path in page_paths(ROOT, "zh"):
        page = read_page(ROOT, path)
        names = {name for entry in read_record(ROOT, page).blocks for name in entry.apis}
        assert names or not page.blocks, f"{path}: make record PAGE={page.key}"
        for name in names:
            _resolve(name)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("torch.cat", f"{DOCS}generated/torch.cat.html"),
        ("torch.Tensor.view", f"{DOCS}generated/torch.Tensor.view.html"),
        ("torch.nn.Linear", f"{DOCS}generated/torch.nn.Linear.html"),
        ("torch.nn.Module.train", f"{DOCS}generated/torch.nn.Module.html#torch.nn.Module.train"),
        ("torch.nn.functional.relu", f"{DOCS}generated/torch.nn.functional.relu.html"),
        ("torch.nn.utils.clip_grad_norm_", f"{DOCS}generated/torch.nn.utils.clip_grad_norm_.html"),
        ("torch.nn.init.normal_", f"{DOCS}nn.init.html#torch.nn.init.normal_"),
        ("torch.optim.Optimizer.step", f"{DOCS}generated/torch.optim.Optimizer.step.html"),
        ("torch.utils.data.DataLoader", f"{DOCS}data.html#torch.utils.data.DataLoader"),
        ("torch.inference_mode", f"{DOCS}generated/torch.autograd.grad_mode.inference_mode.html"),
        ("torchvision.transforms.v2.Resize", f"{VISION}generated/torchvision.transforms.v2.Resize.html"),
        ("torchvision.models.resnet18", f"{VISION}models/generated/torchvision.models.resnet18.html"),
        (
            "torchvision.models.ResNet18_Weights.DEFAULT",
            f"{VISION}models/generated/torchvision.models.resnet18.html#torchvision.models.ResNet18_Weights",
        ),
    ],
)
def test_a_name_has_the_address_of_its_documentation(name: str, place: str) -> None:
    assert address(name) == place


def test_a_block_is_about_what_is_new_on_its_page_and_rare_in_the_book(small_book: Make) -> None:
    root = small_book("print(1)")
    page = read_page(root, Path("docs/zh/c/p.md"))
    record = Record(
        blocks=[Entry("a", "", apis=["t.often", "t.rare", "t.once"]), Entry("b", "", apis=["t.rare", "t.new"])]
    )
    book = [(page, record), *[(page, Record(blocks=[Entry("c", "", apis=["t.often"])]))] * 20]
    book[1] = (page, Record(blocks=[Entry("c", "", apis=["t.often", "t.rare"])]))
    everywhere = used(book)
    assert everywhere["t.often"] == 21
    assert subjects(page, record, everywhere, {"t.often"}) == {"a": ["t.rare", "t.once"], "b": ["t.new"]}
    assert subjects(page, record, everywhere, set())["a"] == ["t.rare", "t.once"]
    assert known_before(page, book) == set()
    about = replace(page, text="`often(x)` " * 5)
    assert subjects(about, record, everywhere, {"t.often"})["a"] == ["t.rare", "t.once"]  # two at most, the rarest
    record.blocks[0].apis = ["t.often"]
    assert subjects(about, record, everywhere, {"t.often"})["a"] == ["t.often"]
    assert subjects(page, record, everywhere, {"t.often"})["a"] == []


def test_the_index_names_documentation_and_pages(small_book: Make) -> None:
    root = small_book("import torch\nprint(torch.ones(1).sum())", "print(torch.ones(2))")
    page = read_page(root, Path("docs/zh/c/p.md"))
    book = [(page, record_page(root, page))] * 6
    here = replace(page, key="appendix/apis", text="<!-- index: apis -->\n")
    assert (
        with_indexes(here.text, here, book)
        == f"""| 名字 | 页面 |
|---|---|
| [`torch.ones`]({DOCS}generated/torch.ones.html) | {"、".join(["[Title](../c/p.md#code-s1)"] * 4)} + 2 |
| [`Tensor.sum`]({DOCS}generated/torch.Tensor.sum.html) | {"、".join(["[Title](../c/p.md#code-s1)"] * 4)} + 2 |
"""
    )
