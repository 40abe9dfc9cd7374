"""`make page`: what it lays down passes every check once recorded and stamped, and it overwrites nothing."""

from pathlib import Path

import pytest

from tested_docs.__main__ import main
from tested_docs.book import problems
from tested_docs.needs import read_needs
from tested_docs.page import read_page
from tested_docs.parity import check_stamp, differences
from tested_docs.source import ROOT

NAV = "nav:\n  - A:\n      - B: tensors/creation.md\n      - C: tensors/shapes.md\n  - D:\n      - E: losses/x.md\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        (tmp_path / name).write_text(NAV, "utf-8")
    return tmp_path


def test_a_new_page_is_whole(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "tensors/my-page"], root) == 0
    assert "docs/zh/tensors/my-page.md\n" in capsys.readouterr().out
    assert main(["record", "tensors/my-page"], root) == 0
    assert main(["stamp", "tensors/my-page"], root) == 0
    assert problems(root) == []
    zh, en = (read_page(root, Path(f"docs/{lang}/tensors/my-page.md")) for lang in ("zh", "en"))
    assert differences(zh, en, ROOT / "mkdocs.yml") is None
    check_stamp(root, en)
    lines = (root / "mkdocs.en.yml").read_text("utf-8").splitlines()
    assert lines[4] == "      - Title: tensors/my-page.md"
    assert read_needs(root) == {"tensors/my-page": ["tensors/shapes"]}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("tensors/My_Page", "NEW=tensors/My_Page:1: not the name of a page"),
        ("cnn/x", "mkdocs.yml:1: no chapter 'cnn' in nav"),
        ("tensors/taken", "snippets/tensors/taken.py:1: is there already"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(
    root: Path, capsys: pytest.CaptureFixture[str], key: str, message: str
) -> None:
    taken = root / "snippets/tensors/taken.py"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine", "utf-8")
    before = sorted(root.rglob("*"))
    assert main(["new", key], root) == 1
    assert message in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before
    assert taken.read_text("utf-8") == "mine"
