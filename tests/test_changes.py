"""What a new torch changes is told block by block, and nothing is written."""

from pathlib import Path

import pytest

from tested_docs.__main__ import main
from tested_docs.page import read_page
from tested_docs.recording import record_page
from tests.conftest import Make, snapshot

DRAW = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()"
PAGE = """# Title

```python
--8<-- "c/p.py:s1"
```

```python
--8<-- "c/p.py:s2"
```

![A line](../assets/figures/c/p/s2.svg)
"""


def test_changed_outputs_and_figures_are_told(small_book: Make, capsys: pytest.CaptureFixture[str]) -> None:
    root = small_book("print(1)\nprint(2)", DRAW, page=PAGE)
    record_page(root, read_page(root, Path("docs/zh/c/p.md")))
    assert main(["changes"], root) == 0
    assert capsys.readouterr().out == "1 of 1 pages do what their records say\n"

    record = root / "snippets/c/p.toml"
    record.write_text(record.read_text("utf-8").replace("1\n2\n", "1\n3\n"), "utf-8")
    figure = root / "docs/assets/figures/c/p/s2.svg"
    figure.write_text(figure.read_text("utf-8").replace("#0072b2", "#000000").replace("#1f77b4", "#000000"), "utf-8")
    before = snapshot(root)
    assert main(["changes"], root) == 1
    told = capsys.readouterr().out
    assert "== c/p\nsnippets/c/p.py:2: block 's1'\n--- recorded\n+++ now\n@@ -1,2 +1,2 @@\n 1\n-3\n+2\n" in told
    assert "snippets/c/p.py:7: block 's2'\n" in told
    assert "0 of 1 pages do what their records say\n" in told
    assert "make record PAGE='c/p'" in told
    assert snapshot(root) == before


def test_a_page_that_breaks_is_told_too(small_book: Make, capsys: pytest.CaptureFixture[str]) -> None:
    root = small_book("print(1)", "print(2)")
    record_page(root, read_page(root, Path("docs/zh/c/p.md")))
    snippet = root / "snippets/c/p.py"
    snippet.write_text(snippet.read_text("utf-8").replace("print(1)", "print(1 / 0)"), "utf-8")
    assert main(["changes"], root) == 1
    told = capsys.readouterr().out
    assert "block 's1' has no record of its present code" in told
    assert "block 's2' did not run" in told
