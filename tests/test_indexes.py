"""The tables that are made over the whole book: every erratum, every error, every page and where it ran."""

from pathlib import Path

import pytest

from tested_docs.book import page_paths
from tested_docs.indexes import ERRATUM, with_indexes
from tested_docs.page import read_page
from tested_docs.parity import render
from tested_docs.record import Book, read_record
from tested_docs.recording import record_page
from tested_docs.source import ROOT
from tests.conftest import lay

BOOK = """--- snippets/c/p.py
# --8<-- [start:good]
print(1)
# --8<-- [end:good]

# --8<-- [start:bad]
# raises: ValueError
raise ValueError("a | b `c`\\n  and " + "d" * 200)
# --8<-- [end:bad]
"""
PAGE = """# Title of p

```python
--8<-- "c/p.py:good"
```

!!! warning "勘误 E-007：为什么"

    ```python
    --8<-- "c/p.py:bad"
    ```
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = tmp_path_factory.mktemp("book")
    index = "# Index\n\n<!-- index: status -->\n\n<!-- index: errata -->\n\n<!-- index: errors -->\n"
    lay(root, BOOK + "".join(f"--- docs/{lang}/c/p.md\n{PAGE}--- docs/{lang}/i.md\n{index}" for lang in ("zh", "en")))
    record_page(root, read_page(root, Path("docs/zh/c/p.md")))
    pages = [read_page(root, path) for path in page_paths(root, "zh")]
    return [(page, read_record(root, page)) for page in pages]


def test_each_place_gets_its_table(book: Book) -> None:
    here = next(page for page, _ in book if page.key == "i")
    status, errata, errors = with_indexes(here.text, here, book).split("\n\n")[1:]
    assert status.startswith("| 页面 | 代码块 | CPU | GPU |\n|---|---|---|---|\n| [Title of p](c/p.md) | 2 | 20")
    assert status.endswith(" | — |")
    assert errata.splitlines()[2:] == ["| [E-007](c/p.md#e-007) | 为什么 | [Title of p](c/p.md) |"]
    (row,) = errors.strip().splitlines()[2:]
    assert row.startswith("| `ValueError: a | b 'c' and ddd")
    assert row.endswith("d …` | [Title of p](c/p.md#code-bad) |")
    assert render(errors, ROOT / "mkdocs.yml").count("<td") == 2  # a bar in code parts no cells


def test_a_page_links_from_where_it_lies(book: Book) -> None:
    page = next(page for page, _ in book if page.key == "c/p")
    assert "(../c/p.md#e-007)" in with_indexes("<!-- index: errata -->", page, book)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_erratum_has_one_place(lang: str) -> None:
    numbers = [number for path in page_paths(ROOT, lang) for number, _ in ERRATUM.findall(read_page(ROOT, path).text)]
    assert sorted(numbers) == [f"E-{n:03}" for n in range(1, 123)]
