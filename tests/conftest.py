"""A case is a small book in one file, and what it comes to: `--- path` before each file, `===` before the result."""

import doctest
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tested_docs.page import read_page
from tested_docs.recording import record_page
from tested_docs.source import ROOT

CASES = Path(__file__).parent / "cases"
Make = Callable[..., Path]


def cases(kind: str) -> list[Path]:
    """Return the case files of one kind."""
    return sorted((CASES / kind).glob("*.txt"))


def lay(root: Path, text: str) -> str:
    """Write the book of a case below *root*; return the result it demands.

    Where a case gives a snippet module and no page, both languages get a page that shows each of its sections.
    """
    files, _, result = text.partition("\n===\n")
    parts = re.split(r"^--- (.+)\n", files, flags=re.MULTILINE)[1:]
    given = dict(zip(parts[::2], parts[1::2], strict=True))
    if not any(path.endswith(".md") for path in given):
        given |= {f"docs/{lang}/c/p.md": show_all(given["snippets/c/p.py"]) for lang in ("zh", "en")}
    for path, content in given.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content.rstrip("\n") + "\n", "utf-8")
    return result


def show_all(module: str) -> str:
    """Return a page that shows each section of *module* (snippets/c/p.py)."""
    names = re.findall(r"\[start:([\w-]+)\]", module)
    return "# Title\n" + "".join(f'\n```python\n--8<-- "c/p.py:{name}"\n```\n' for name in names)


@pytest.fixture
def small_book(tmp_path: Path) -> Make:
    """Return a function that lays a book of one page, c/p, whose sections are the given codes."""

    def make(*codes: str, page: str | None = None) -> Path:
        module = "\n".join(f"# --8<-- [start:s{n}]\n{code}\n# --8<-- [end:s{n}]\n" for n, code in enumerate(codes, 1))
        text = f"--- snippets/c/p.py\n{module}"
        if page is not None:
            text += f"\n--- docs/zh/c/p.md\n{page}\n--- docs/en/c/p.md\n{page}"
        lay(tmp_path, text)
        return tmp_path

    return make


def matches(wanted: str, came: str) -> bool:
    """Tell whether *came* is what a case demands; ``...`` in it stands for anything. Show both where it is not."""
    same = doctest.OutputChecker().check_output(wanted, came, doctest.ELLIPSIS | doctest.DONT_ACCEPT_BLANKLINE)
    if not same:
        print(f"--- wanted\n{wanted}--- came\n{came}")
    return same


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file below *root* with its content."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def recorded_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("book")
    lay(tmp_path, (CASES / "site/book.txt").read_text("utf-8"))
    (tmp_path / "docs/assets").mkdir()
    shutil.copy(ROOT / "docs/assets/site.css", tmp_path / "docs/assets")
    for name in ("mkdocs_hooks.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        text = (ROOT / name).read_text("utf-8").partition("\nnav:\n")[0]
        (tmp_path / name).write_text(f"{text}\nnav: [index.md, c/p.md, projects/my-project.ipynb]\n", "utf-8")
    for path in ("docs/zh/c/p.md", "docs/zh/projects/my-project.ipynb"):
        record_page(tmp_path, read_page(tmp_path, Path(path)))
    return tmp_path


@pytest.fixture
def book(recorded_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(recorded_book, tmp_path / "book"))
