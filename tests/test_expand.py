"""From a page to what its reader sees."""

from pathlib import Path

import pytest

from tested_docs.expand import expand
from tested_docs.page import read_page
from tested_docs.record import Record, read_record
from tested_docs.recording import record_page
from tested_docs.source import DocsError
from tests.conftest import Make, cases, lay


@pytest.mark.parametrize("case", cases("expand"), ids=lambda path: path.stem)
def test_expand(case: Path, tmp_path: Path) -> None:
    wanted = lay(tmp_path, case.read_text("utf-8"))
    page = read_page(tmp_path, Path("docs", case.stem, "c/p.md"))
    record_page(tmp_path, read_page(tmp_path, Path("docs/zh/c/p.md")))
    assert expand(tmp_path, page, read_record(tmp_path, page)) == wanted


def test_the_run_and_the_shown_code_are_the_same_lines(tmp_path: Path) -> None:
    lay(tmp_path, cases("expand")[0].read_text("utf-8"))
    page = read_page(tmp_path, Path("docs/zh/c/p.md"))
    file = (tmp_path / "snippets/c/p.py").read_text("utf-8").splitlines()
    for block in page.blocks:
        run = block.source.splitlines()
        assert [line for line in run if line] == [line for line in block.code.splitlines() if line]
        for number, line in enumerate(run):
            assert file[number].startswith(line.partition("#")[0].rstrip())


def test_a_stale_block_stops_a_build_and_is_marked_when_served(small_book: Make) -> None:
    root = small_book("print(1)")
    page = read_page(root, Path("docs/en/c/p.md"))
    with pytest.raises(DocsError, match="block 's1' has never run\n  -> make record PAGE=c/p"):
        expand(root, page, Record())
    shown = expand(root, page, Record(), strict=False)
    assert '!!! danger "This code has not run since it changed"' in shown
    assert "```python\nprint(1)\n```" in shown
