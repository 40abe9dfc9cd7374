"""The notebook and the script of a page: what is in them, and that every page's script runs by itself."""

import ast
import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tested_docs.book import page_paths
from tested_docs.compare import same_text
from tested_docs.facts import facts
from tested_docs.notebook import notebook, script
from tested_docs.page import Page, read_page
from tested_docs.prose import cells
from tested_docs.record import read_record
from tested_docs.recording import record_page
from tested_docs.runner import run_tasks
from tested_docs.source import ROOT
from tested_docs.worker import Limits, Outcome, Task
from tests.conftest import lay

BOOK = '''--- snippets/c/p.py
# --8<-- [start:one]
import matplotlib.pyplot as plt

text = """two
lines"""
print(text)  # zh: 打印 | en: prints
fig, ax = plt.subplots()
plt.show()
# --8<-- [end:one]

# --8<-- [start:two]
# raises: ValueError
letters = """a
b"""
int(letters)
# --8<-- [end:two]

# --8<-- [start:three]
# raises: SyntaxError
1 +
# --8<-- [end:three]

# --8<-- [start:four]
# raises: UserWarning
import warnings

warnings.warn("look")
# --8<-- [end:four]

# --8<-- [start:five]
# device: cuda
import torch

print(torch.cuda.device_count() > 0)
# --8<-- [end:five]
'''
PROSE = """---
description: d
---

# Title

See [another *page*](../d/q.md#part), [torch](https://docs.pytorch.org/docs/) and [`a[0]`](#here).

```python
--8<-- "c/p.py:one"
```

![a plot](../assets/figures/c/p/one.svg)

## Part { #part }

!!! warning "Careful"

    This fails:

    ```python
    --8<-- "c/p.py:two"
    ```

    because of a letter.

    ```text
    # not { #touched } [here](x.md)
    ```

Outside.

```python
--8<-- "c/p.py:three"
```

??? tip "Answer"

    Warned:

    ```python
    --8<-- "c/p.py:four"
    ```

```python
--8<-- "c/p.py:five"
```
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Page]:
    root = tmp_path_factory.mktemp("book")
    lay(root, BOOK + "".join(f"--- docs/{lang}/c/p.md\n{PROSE}" for lang in ("zh", "en")))
    record_page(root, read_page(root, Path("docs/zh/c/p.md")))
    return root, read_page(root, Path("docs/en/c/p.md"))


def _address(target: str) -> str:
    return f"https://site/{target}"


def test_prose_keeps_what_a_notebook_can_show(page: tuple[Path, Page]) -> None:
    told = [cell.text for cell in cells(page[1], _address) if cell.block is None]
    assert told[0].startswith("# Title\n\nSee [another *page*](https://site/../d/q.md#part), [torch](https://docs.")
    assert told[0].endswith(" and [`a[0]`](https://site/#here).")
    assert told[1] == "## Part\n\n**Careful**\n\nThis fails:"
    assert told[2] == "because of a letter.\n\n```text\n# not { #touched } [here](x.md)\n```\n\nOutside."
    assert told[3] == "**Answer**\n\nWarned:"


def test_without_an_address_a_link_is_its_words(page: tuple[Path, Page]) -> None:
    first = next(cells(page[1], lambda target: "")).text
    assert "See another *page*, [torch](https://docs.pytorch.org/docs/) and `a[0]`." in first


def test_a_notebook_holds_code_outputs_errors_and_figures(page: tuple[Path, Page]) -> None:
    nbformat = pytest.importorskip("nbformat")
    root, source = page
    text = notebook(root, source, read_record(root, source), _address)
    made = json.loads(text)
    nbformat.validate(made)
    code = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    kinds = [[output["output_type"] for output in cell["outputs"]] for cell in code]
    assert kinds == [["stream", "display_data"], ["error"], ["error"], ["error"], []]
    assert code[0]["source"].splitlines()[4] == "print(text)  # prints"
    assert code[0]["outputs"][0]["text"] == "two\nlines\n"
    assert code[0]["outputs"][1]["data"]["image/svg+xml"].startswith("<?xml")
    assert code[1]["metadata"] == {"tags": ["raises-exception"]}
    assert code[1]["outputs"][0]["ename"] == "ValueError"


def test_a_script_catches_what_an_example_raises(page: tuple[Path, Page]) -> None:
    text = script(page[1], _address)
    ast.parse(text)
    assert 'try:\n    letters = """a\nb"""\n    int(letters)\nexcept ValueError as error:\n    print(f"{type(' in text
    assert "# 1 +\n# SyntaxError: invalid syntax" in text
    assert "if torch.cuda.is_available():\n    import torch" in text
    (outcome,) = _run(text)
    assert not outcome.problem
    assert outcome.output.startswith("two\nlines\nValueError: invalid literal for int()")
    assert outcome.output.endswith("UserWarning: look\n")


def test_a_page_offers_its_downloads_and_says_when_it_ran(page: tuple[Path, Page]) -> None:
    root, source = page
    record = read_record(root, source)
    line = facts(source, record)
    links = '[.ipynb](p.ipynb){ download="p.ipynb" } · [.py](p.py){ download="p.py" } · <a href="../p.md">.md</a>'
    assert line.startswith(f"{links} · 5 examples, all run")
    assert re.search(r"on CPU \(torch 2\.\d+\.\d+\) on \d{4}-\d\d-\d\d; not yet on a GPU\n", line)
    assert "olab" not in line
    assert "github/me/it/blob/gh-pages/en/c/p.ipynb)" in facts(source, record, "me/it/blob/gh-pages")


PATHS = page_paths(ROOT, "zh")


@pytest.fixture(scope="module")
def outcomes() -> dict[Path, Future[list[Outcome]]]:
    """Start the scripts of all pages, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return {path: pool.submit(_run, script(read_page(ROOT, path), lambda target: "")) for path in PATHS}


def _run(text: str) -> list[Outcome]:
    return run_tasks([Task("script", "/script.py", text, None, None)], "cpu", Limits(root=ROOT))


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_the_script_of_a_page_prints_what_the_page_shows(
    outcomes: dict[Path, Future[list[Outcome]]], path: Path
) -> None:
    page = read_page(ROOT, path)
    (outcome,) = outcomes[path].result()
    assert not outcome.problem
    if not any(block.section.varies or block.section.device == "cuda" for block in page.blocks):
        told = [entry.output + (entry.error and f"{entry.error}\n") for entry in read_record(ROOT, page).blocks]
        assert same_text("".join(told), outcome.output)


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_the_scripts_of_a_page_differ_in_comments_only(path: Path) -> None:
    both = [read_page(ROOT, Path("docs", lang, *path.parts[2:])) for lang in ("zh", "en")]
    ours, theirs = (ast.dump(ast.parse(script(page, lambda target: ""))) for page in both)
    assert ours == theirs
