"""The mutation run: faults are made, noticed where a reader would see them, and reported where nothing shows them."""

from pathlib import Path

import pytest

from tested_docs.page import Page, read_page
from tested_docs.parity import stamp_page
from tested_docs.recording import record_page
from tested_docs.source import ROOT, DocsError
from tests.conftest import Make, cases, matches
from tests.mutants import __main__ as command
from tests.mutants.faults import Fault, faults
from tests.mutants.hunt import Verdict, hunt
from tests.mutants.planted import Planted, plant

CODES = (
    "import torch\n\nx = torch.arange(3.0)\nhidden = 7",
    "torch.manual_seed(0)\nnoise = torch.rand(3)\nprint(x.shape)",
    "print((x + noise).sum())",
    "# raises: ZeroDivisionError\n1 / 0",
)


@pytest.fixture
def book(small_book: Make) -> Path:
    root = small_book(*CODES)
    page = read_page(root, Path("docs/zh/c/p.md"))
    record_page(root, page)
    stamp_page(root, page)
    return root


def page_of(root: Path) -> Page:
    return read_page(root, Path("docs/zh/c/p.md"))


@pytest.mark.parametrize("case", cases("mutants"), ids=lambda path: path.stem)
def test_faults(case: Path) -> None:
    source, _, wanted = case.read_text("utf-8").removeprefix("--- block.py\n").partition("===\n")
    came = "".join(f"{each.line} {each.kind}: {each.was} → {each.now}\n" for each in faults(source))
    assert matches(wanted, came)


def test_an_import_that_repeats_one_above_is_left() -> None:
    assert [each.kind for each in faults("import math")] == ["statement"]
    assert faults("import math", frozenset({"import math"})) == []


def test_each_sibling_stands_in_one_line() -> None:
    text = Path(command.__file__).with_name("siblings.txt").read_text("utf-8")
    names = [name for line in text.splitlines() if not line.startswith("#") for name in line.split()]
    assert len(names) == len(set(names))


def became(root: Path, place: int, *sources: str) -> list[Verdict]:
    page = page_of(root)
    pad = "\n" * (page.blocks[place].section.first - 1)
    return hunt(root, page, {place: [Fault("", 1, "", source, pad + source + "\n") for source in sources]})


def test_what_becomes_of_a_fault(book: Path) -> None:
    hidden, other, later, ended = became(
        book,
        0,
        "import torch\n\nx = torch.arange(3.0)\nhidden = 8",
        "import torch\n\nx = torch.arange(4.0)",
        "import torch\n\nx = torch.arange(1.0, 4.0)",
        "import os\n\nos.kill(os.getpid(), 9)",
    )
    assert (hidden.block, hidden.told) == ("", "")
    assert other.block == "s2"
    assert "-torch.Size([3])" in other.told
    assert later.block == "s3"  # two blocks down: the shape is the same
    assert (ended.block, ended.told) == ("s1", "killed its process")


def test_a_seed_taken_out_is_noticed(book: Path) -> None:
    (verdict,) = became(book, 1, "noise = torch.rand(3)\nprint(x.shape)")
    assert verdict.block == "s3"


def test_a_fault_that_never_ends(book: Path) -> None:
    (verdict,) = became(book, 2, "while True:\n    pass")
    assert verdict.told == "ran longer than 5 s"


def test_a_page_that_fails_without_a_fault_proves_nothing(book: Path) -> None:
    path = book / "snippets/c/p.toml"
    path.write_text(path.read_text("utf-8").replace("Size([3])", "Size([4])"), "utf-8")
    with pytest.raises(DocsError, match=r"block 's2' printed something else"):
        became(book, 0, "x = 1")


def test_a_survivor_is_reported_and_fails_unless_excused(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survivors = tmp_path / "survivors.txt"
    survivors.write_text("", "utf-8")
    assert command.main(["c/p"], book, survivors) == 1
    told = capsys.readouterr().out
    assert "snippets/c/p.py:5: a fault that nothing shows\n- hidden = 7\n+ hidden = 8\n" in told
    names = [line.partition("survivors.txt: ")[2] for line in told.splitlines() if "survivors.txt: " in line]
    assert len(names) == told.count("a fault that nothing shows")
    assert "| code: a seed dropped | 1 | 0 | 1 | 100.0% | 0 | 0 |" in told
    assert "excused, 1: the block shows an error, and the error is the same" in told

    survivors.write_text("== nothing hangs on it\n" + "\n".join(names) + "\n", "utf-8")
    assert command.main(["c/p"], book, survivors) == 0
    assert f"excused, {len(names)}: nothing hangs on it" in capsys.readouterr().out

    assert command.main(["c/other"], book, survivors) == 1


def test_a_check_that_notices_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    blind = Planted("figure: a curve missing", Path("a.svg"), "a curve missing", "")
    assert command.report([], [blind], {}) == 1
    assert "a.svg: figure: a curve missing" in capsys.readouterr().out
    assert command.report([], [Planted("", Path("a.svg"), "", "told")], {}) == 0


@pytest.mark.parametrize("key", ["losses/regression", "optimizers/schedules", "tensors/shapes"])
def test_figures_records_and_pages(key: str) -> None:
    planted = plant(ROOT, read_page(ROOT, Path("docs/zh", f"{key}.md")))
    assert len({each.kind for each in planted}) > 15
    assert [each for each in planted if not each.told] == []


def test_a_sample_of_the_book() -> None:
    page = read_page(ROOT, Path("docs/zh/models/functional.md"))
    chosen = command.sample(page, command.possible_faults(page), 1)
    assert chosen == command.sample(page, command.possible_faults(page), 1)
    verdicts = hunt(ROOT, page, chosen)
    assert len(verdicts) == len(chosen) > 20
    excuses = command.read_excuses(command.SURVIVORS)
    assert [str(each.fault) for each in verdicts if not each.told and not command.excuse(page, each, excuses)] == []
    assert all(command.changes_digest(page.blocks[each.place], each.fault) for each in verdicts)
