"""A run on another device, shown with the stand-in: what agrees with the CPU's record, what is refused, the account."""

import datetime
from pathlib import Path

import pytest

from tested_docs.compare import compare
from tested_docs.device import drawn_at_home
from tested_docs.expand import expand
from tested_docs.page import Page, read_page
from tested_docs.record import Shown, read_record
from tested_docs.recording import record_page
from tested_docs.runner import run
from tested_docs.source import DocsError
from tested_docs.tally import account
from tested_docs.worker import Outcome
from tests.conftest import Make

PATH = Path("docs/zh/c/p.md")
SAME = {
    "draws": "import torch\ntorch.manual_seed(0)\nprint(torch.rand(3), torch.randint(9, (2,)), torch.randperm(4))",
    "draws in place": "import torch\ntorch.manual_seed(0)\nprint(torch.empty(3).normal_(), torch.zeros(3).uniform_())",
    "dropout": "import torch\ntorch.manual_seed(0)\nprint(torch.nn.Dropout(0.5)(torch.ones(8)))",
    "initialisation": "import torch\ntorch.manual_seed(0)\nprint(torch.nn.Linear(2, 2).weight)",
    "a long parameter": "import torch\nprint(torch.nn.Parameter(torch.arange(8) / 7))",
    "name of the device": "import torch\nx = torch.ones(2, requires_grad=True)\nprint(x.device, x * 2)",
    "training": (
        "import torch\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(3, 1)\nx = torch.randn(9, 3)\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for _ in range(3):\n    loss = model(x).square().mean()\n    optimizer.zero_grad()\n    loss.backward()\n"
        "    optimizer.step()\nprint(loss, model.bias)"
    ),
    "a shuffled loader": (
        "import torch\ntorch.manual_seed(0)\nfrom torch.utils.data import DataLoader\n"
        "print([batch.tolist() for batch in DataLoader(torch.arange(6), batch_size=2, shuffle=True)])"
    ),
    "views": "import torch\nx = torch.zeros(2, 3)\nx.t()[0] = 1\nx.view(-1)[1:3].add_(2)\nprint(x, x.t().is_contiguous())",
    "views in inference mode": (
        "import torch\nx = torch.ones(2, 3)\nwith torch.inference_mode():\n    print(x[None].sum(), x.t() + 1, x.view(-1).is_inference())"
    ),
    "copies of models": "import copy, torch\nm = torch.nn.Linear(1, 1)\nprint(type(copy.deepcopy(m).bias).__name__, copy.deepcopy({'a': torch.ones(2)}))",
    "another dtype": (
        "import torch\ntorch.manual_seed(0)\nm = torch.nn.Linear(2, 1).double()\nprint(m(torch.ones(1, 2).double()), m.weight.data)"
    ),
    "jacobians": "import torch\nprint(torch.func.jacrev(torch.exp)(torch.zeros(2)))",
    "files": "import torch\nx = torch.ones(2)\ntorch.save(x, 'x.pt')\nprint(torch.equal(torch.load('x.pt'), x))",
}
REFUSED = {
    "a mixture": ("x = torch.ones(2) + torch.ones(2, device='cpu')", "Expected all tensors to be on the same device"),
    "NumPy": ("x = torch.ones(2).numpy()", "TypeError: can't convert standin:0 device type tensor to numpy"),
    "a product of integers": ("x = torch.ones(2, dtype=torch.int64)\nx @ x", "not implemented for integers"),
}


def _page(root: Path) -> Page:
    return read_page(root, PATH)


@pytest.mark.parametrize("code", SAME.values(), ids=SAME)
def test_a_page_prints_on_another_device_what_its_record_says(small_book: Make, code: str) -> None:
    root = small_book(code)
    page = _page(root)
    record = record_page(root, page)
    (outcome,) = run(root, page, device="standin")
    assert compare(root, page, page.blocks[0], record.blocks[0], outcome, device="standin") is None
    assert outcome.tally.placed


@pytest.mark.parametrize(("code", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_gpu_refuses_is_refused(small_book: Make, code: str, message: str) -> None:
    root = small_book(f"import torch\n{code}")
    (outcome,) = run(root, _page(root), device="standin")
    assert message in outcome.problem


def test_the_account_says_where_tensors_live_and_why_not_on_the_device(small_book: Make) -> None:
    root = small_book(
        "import torch\nx = torch.ones(1000)",
        "# device: cpu\nprint(torch.ones(2).numpy())",
        "y = torch.ones(2, device='cpu')",
        "print('no tensor')",
        "# device: cuda\nprint(torch.cuda.get_device_name())",
    )
    page = _page(root)
    page_line, *whole = account([(page, run(root, page, device="standin"))])
    assert page_line.startswith("c/p: 1 of 5 blocks, 4.0 KB, ")
    told = "1 for a GPU only, 1 marked '# device: cpu', 1 with tensors of the CPU's alone, 1 without tensors"
    assert page_line.endswith(f" s; {told}")
    assert whole[0] == "1 of 3 blocks that make tensors put them on the device: 33.3% (aim 90%), 4.0 KB"
    assert whole[1:] == told.split(", ")


EACH = """# device: each
# output: varies
import matplotlib.pyplot as plt
import torch

x = torch.ones(2, device=DEVICE)
print(x.device.type, torch.ones(2).device.type)
plt.plot([1, 2])
plt.show()
"""


def test_a_block_for_each_device_is_left_to_itself_recorded_on_each_and_shown_for_each(small_book: Make) -> None:
    name = "import torch\nDEVICE = torch.get_default_device()"
    root = small_book(name, EACH)
    record_page(root, _page(root))
    assert _told(root) is None  # nothing to compare with yet
    record_page(root, _page(root), device="standin")
    assert _told(root) is None
    record = record_page(root, _page(root))  # and the CPU's next record keeps it
    assert read_record(root, _page(root)) == record
    assert set(record.runs) == {"cpu", "standin"}
    assert record.blocks[1].output == "cpu cpu\n"
    shown = record.blocks[1].elsewhere["standin"]
    assert (shown.output, shown.figures) == ("standin cpu\n", ["s2-standin.svg"])
    assert sorted(path.name for path in (root / "docs/assets/figures/c/p").iterdir()) == ["s2-standin.svg", "s2.svg"]
    page = root / PATH
    page.write_text(page.read_text("utf-8") + "\n![a line](../assets/figures/c/p/s2.svg)\n\nThe end.\n", "utf-8")
    text = expand(root, _page(root), record)
    here, there, figure = (text.index(each) for each in ("cpu cpu", "    standin cpu", "    ![a line](../assets/"))
    assert here < text.index("\n![a line]") < there < figure < text.index("The end.")
    assert f'!!! example "在 {shown.device} 上（torch {shown.torch}，{shown.date}）"' in text
    small_book(name, EACH.replace("[1, 2]", "[2, 1]"))
    record = record_page(root, _page(root))
    assert not record.blocks[1].elsewhere
    assert [path.name for path in (root / "docs/assets/figures/c/p").iterdir()] == ["s2.svg"]


def _told(root: Path) -> str | None:
    page = _page(root)
    outcome = run(root, page, device="standin")[1]
    return compare(root, page, page.blocks[1], read_record(root, page).blocks[1], outcome, device="standin")


def test_a_block_for_cuda_alone_is_compared_with_what_it_showed_there(small_book: Make) -> None:
    root = small_book("# device: cuda\nprint(1)", "# device: each\nprint(1)")
    page = _page(root)
    alone, each = record_page(root, page).blocks
    told = compare(root, page, page.blocks[0], alone, Outcome("s1", "1\n"), device="cuda")
    assert told == "has not been recorded on cuda yet: make record DEVICE=cuda PAGE=c/p"
    assert compare(root, page, page.blocks[1], each, Outcome("s2", "1\n"), device="cuda") is None
    assert "printed something else" in str(compare(root, page, page.blocks[1], each, Outcome("s2"), device="cuda"))
    alone.elsewhere["cuda"] = Shown("2.15.0", "a GPU", datetime.date(2026, 11, 21), "1\n")
    assert compare(root, page, page.blocks[0], alone, Outcome("s1", "1\n"), device="cuda") is None
    assert "printed something else" in str(compare(root, page, page.blocks[0], alone, Outcome("s1"), device="cuda"))


def test_an_error_is_not_recorded_device_by_device(small_book: Make) -> None:
    with pytest.raises(DocsError, match=r"snippets/c/p\.py:2: an error is recorded for the CPU only"):
        _page(small_book("# device: each\n# raises: ValueError\nint('a')"))


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("bernoulli_.float", True),
        ("native_dropout.default", True),
        ("randperm.generator", True),
        ("rand.default", True),
        ("mm.default", False),
        ("_cudnn_rnn.default", False),
        ("_scaled_dot_product_efficient_attention.default", False),
    ],
)
def test_what_the_cpu_cannot_compute_is_not_drawn_there(name: str, home: bool) -> None:
    import torch

    operator, _, overload = name.partition(".")
    assert drawn_at_home(getattr(getattr(torch.ops.aten, operator), overload)) is home


def test_a_fused_dropout_draws_what_the_composed_one_draws() -> None:
    import torch

    x = torch.ones(1000)  # CUDA takes the fused one
    torch.manual_seed(0)
    composed = torch.nn.functional.dropout(x, 0.3)
    torch.manual_seed(0)
    assert torch.equal(torch.ops.aten.native_dropout(x, 0.3, True)[0], composed)


def test_a_page_may_start_cuda(small_book: Make) -> None:
    """CUDA refuses to start in a fork of a process that has so much as counted its devices."""
    root = small_book("import torch\nprint(torch._C._cuda_isInBadFork())")
    assert record_page(root, _page(root)).blocks[0].output == "False\n"


ROUNDED = {  # code: does it print the same where results are rounded otherwise?
    "import torch\nx = torch.linspace(0, 1, 7)\nprint(x.exp(), x.sum(), x @ x)": True,
    "import torch\nx = torch.rand(9)\nprint(torch.equal(x.exp(), x.exp()), (x + x - 2 * x).abs().max().item())": True,
    "import torch\nx = torch.arange(1.0, 9)\nprint((x / 7 @ x - (x / 7 * x).sum()).item())": False,
    "# device: cpu\nimport torch\nprint((torch.linspace(0, 1, 7).exp() * 2**22 % 64).tolist())": True,
    "import torch\nprint((torch.linspace(0, 1, 7).exp() * 2**22 % 64).tolist())": False,
}


@pytest.mark.parametrize(("code", "same"), ROUNDED.items())
def test_what_hangs_on_the_last_bits_shows_where_results_are_rounded_otherwise(
    small_book: Make, code: str, same: bool
) -> None:
    root = small_book(code)
    page = _page(root)
    entry = record_page(root, page).blocks[0]
    (outcome,) = run(root, page, device="rounding")
    told = compare(root, page, page.blocks[0], entry, outcome, device="rounding")
    assert (told is None) is same, told
