"""What counts as the same output."""

import pytest

from tested_docs.compare import compare, same_text
from tested_docs.page import Block, Page
from tested_docs.record import Entry
from tested_docs.recording import record_page
from tested_docs.runner import run
from tested_docs.worker import Outcome
from tests.conftest import Make


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("tensor([1., 2.])", "tensor([1., 2.])"),
        ("tensor([0.1056, 0.2858])", "tensor([0.1057, 0.2858])"),  # one unit in the last place printed
        ("loss 0.33455008268356323", "loss 0.33455008029937744"),
        ("tensor([ 0.0000, -1.2345e-05])", "tensor([-0.0000, -1.2344e-05])"),
        ("tensor([nan, inf, -inf])", "tensor([nan, inf, -inf])"),
    ],
)
def test_same(want: str, got: str) -> None:
    assert same_text(want, got)


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("tensor([1., 2.])", "tensor([1., 3.])"),
        ("tensor([0.1056])", "tensor([0.1059])"),
        ("tensor([0.5])", "tensor([0.6])"),
        ("tensor([1, 2])", "tensor([1, 3])"),
        ("tensor([1, 2])", "tensor([1., 2.])"),
        ("tensor([1., 2.])", "tensor([1., 2.], dtype=torch.float64)"),
        ("loss 0.334550", "lost 0.334550"),
        ("tensor([1.0000])", "tensor([nan])"),
        ("tensor([inf])", "tensor([-inf])"),
        ("torch.Size([2, 3])", "torch.Size([3, 2])"),
        ("a\nb", "a"),
        ("", "a"),
    ],
)
def test_different(want: str, got: str) -> None:
    assert not same_text(want, got)


@pytest.fixture
def ran(small_book: Make) -> "tuple[object, Page, Block, Entry, Outcome]":
    from pathlib import Path

    from tested_docs.page import read_page

    root = small_book("# raises: RuntimeError\nimport torch\n\nprint('loss', 0.1234)\ntorch.ones(2) @ torch.ones(3)")
    page = read_page(root, Path("docs/zh/c/p.md"))
    entry = record_page(root, page).blocks[0]
    return root, page, page.blocks[0], entry, run(root, page)[0]


def test_a_second_run_agrees_with_the_record(ran: tuple) -> None:  # type: ignore[type-arg]
    assert compare(*ran) is None


def test_an_error_worded_otherwise_counts_under_the_same_torch_only(ran: tuple) -> None:  # type: ignore[type-arg]
    ran[-1].error = "RuntimeError: worded otherwise"
    assert "-RuntimeError: inconsistent tensor size" in str(compare(*ran))
    assert compare(*ran, same_torch=False) is None


def test_another_output_is_shown_as_a_difference(ran: tuple) -> None:  # type: ignore[type-arg]
    ran[-1].output = "loss 0.4321\n"
    assert compare(*ran) == (
        "printed something else than its record:\n--- recorded\n+++ now\n@@ -1 +1 @@\n-loss 0.1234\n+loss 0.4321"
    )


def test_the_name_of_a_device_does_not_count(ran: tuple) -> None:  # type: ignore[type-arg]
    ran[-2].output, ran[-1].output = "tensor([0.123456])\n", "tensor([0.123499], device='cuda:0')\n"
    assert compare(*ran, device="cuda") is None
    assert compare(*ran) is not None


def test_figures_are_counted(ran: tuple) -> None:  # type: ignore[type-arg]
    ran[-1].figures = [b"<svg/>"]
    assert compare(*ran) == "drew 1 figures; its record has 0"
