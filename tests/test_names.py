"""Prose that names an API tells the truth: names in inline code and in addresses exist, here and under this torch."""

import builtins
import pkgutil
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import torchvision.transforms.v2
from matplotlib.axes import Axes
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader, Dataset

from tested_docs.book import page_paths
from tested_docs.page import Page, read_page
from tested_docs.source import ROOT

PATHS = [path for lang in ("zh", "en") for path in page_paths(ROOT, lang)]
ALIASES = {
    "F": "torch.nn.functional",
    "init": "torch.nn.init",
    "nn": "torch.nn",
    "np": "numpy",
    "optim": "torch.optim",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sklearn": "sklearn",
    "torch": "torch",
    "torchvision": "torchvision",
    "transforms": "torchvision.transforms.v2",
    "v2": "torchvision.transforms.v2",
}
DOTTED = re.compile(rf"(?<![\w.'\"/-])({'|'.join(ALIASES)})((?:\.[A-Za-z_]\w*)+)(?!\w*['\"])")
CALL = re.compile(r"(?<![\w])\.?([a-z]\w*)\(")
NO_SUCH = ("AttributeError", "ImportError", "ModuleNotFoundError")
ADDRESS = re.compile(r"https://docs\.pytorch\.org/(?:docs|vision)/stable/generated/([\w.]+)\.html(?:#([\w.]+))?")
OWNERS = (
    torch,
    torch.Tensor,
    torch.nn.Module,
    torch.nn.Sequential,
    torch.nn.ModuleList,
    torch.nn.ModuleDict,
    torch.nn.functional,
    torch.nn.init,
    torch.nn.utils,
    torch.autograd,
    torch.func,
    torch.optim.Optimizer,
    torch.utils.data,
    LRScheduler,
    DataLoader,
    Dataset,
    torchvision.transforms.v2,
    Axes,
    builtins,
    str,
    list,
    dict,
)


def _spans(page: Page) -> Iterator[str]:
    """Yield the inline code of *page*."""
    prose = re.sub(r"^( *)(```+).*?^\1\2", "", page.text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose)


def _resolve(name: str) -> object:
    """Return what a dotted name stands for; raise ImportError or AttributeError where there is no such thing."""
    first, dot, rest = name.partition(".")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return pkgutil.resolve_name(ALIASES.get(first, first) + dot + rest)


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_dotted_names_in_prose_exist(path: Path) -> None:
    page = read_page(ROOT, path)
    refuted = [block.code for block in page.blocks if block.section.raises in NO_SUCH]
    for span in _spans(page):
        for match in DOTTED.finditer(span):
            if not any(match[0] in code for code in refuted):  # a name that the page shows not to exist
                _resolve(match[0])


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_calls_in_prose_exist(path: Path) -> None:
    page = read_page(ROOT, path)
    code = "\n".join(block.code for block in page.blocks)
    for span in _spans(page):
        for name in CALL.findall(DOTTED.sub("", span)):
            known = any(hasattr(owner, name) for owner in OWNERS) or re.search(rf"\b{name}\b", code)
            assert known, f"{path}: `{span}`: there is no {name}, neither in torch nor in this page's code"


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_addresses_of_the_documentation_name_what_exists(path: Path) -> None:
    for name, anchor in ADDRESS.findall(read_page(ROOT, path).text):
        _resolve(name)
        if anchor:
            _resolve(anchor)


@pytest.mark.parametrize(
    ("name", "error"),
    [("torch.arrange", AttributeError), ("F.gelu_", AttributeError), ("nn.LinearX.weight", AttributeError)],
)
def test_a_misspelt_name_is_found(name: str, error: type[Exception]) -> None:
    with pytest.raises((error, ImportError)):
        _resolve(name)
