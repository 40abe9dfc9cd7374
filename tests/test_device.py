"""A run on another device, shown with the stand-in: what agrees with the CPU's record, what is refused, the account."""

from pathlib import Path

import pytest

from tested_docs.compare import compare
from tested_docs.page import Page, read_page
from tested_docs.recording import record_page
from tested_docs.runner import run
from tested_docs.tally import account
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
