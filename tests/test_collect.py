"""`pytest` over a small book of its own: what is collected, what passes, and how a failure reads."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from tested_docs import collect
from tested_docs.page import read_page
from tested_docs.recording import record_page
from tested_docs.source import ROOT
from tests.conftest import lay

CODE = """# --8<-- [start:one]
import torch

x = torch.arange(3)  # zh: 三个 | en: three
print(x)
# --8<-- [end:one]

# --8<-- [start:two]
# raises: RuntimeError
import math

x.view(2, math.floor(2.5))
# --8<-- [end:two]

# --8<-- [start:three]
print(x.sum())
# --8<-- [end:three]
"""
PAGE = """# Title

```python
--8<-- "c/NAME.py:one"
```

!!! note

    ```python
    --8<-- "c/NAME.py:two"
    ```

- a list

    ```python
    --8<-- "c/NAME.py:three"
    ```

```bash
exit 1
```
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what pytest prints over a book of pages of which each but the first was broken after its record."""
    root = tmp_path_factory.mktemp("book")
    for path in ("tested_docs", "conftest.py", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / path).is_dir() else shutil.copy
        copy(ROOT / path, root / path)
    for name in ("sound", "output", "raises", "early"):
        lay(
            root,
            f"--- snippets/c/{name}.py\n{CODE}"
            + "".join(f"--- docs/{lang}/c/{name}.md\n{PAGE.replace('NAME', name)}" for lang in ("zh", "en")),
        )
        record_page(root, read_page(root, Path(f"docs/zh/c/{name}.md")))
    _edit(root, "snippets/c/output.toml", "tensor(3)", "tensor(4)")
    _edit(root, "snippets/c/raises.py", "view(2, math.floor(2.5))", "view(1, math.floor(3.5))")
    _edit(root, "snippets/c/early.py", "torch.arange(3)", "torch.arrange(3)")
    command = [sys.executable, "-m", "pytest", "docs", "-p", "no:cacheprovider", "--no-header", "-v"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120).stdout


def _edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def test_every_block_of_every_page_is_an_item(output: str) -> None:
    lines = re.findall(r"^(docs/\S+\.md)::(\w+) (PASSED|FAILED)", output, re.MULTILINE)
    assert len(lines) == 4 * 2 * 3
    passed = {f"{path}::{name}" for path, name, told in lines if told == "PASSED"}
    assert passed == {
        f"docs/{lang}/c/{page}.md::{name}"
        for lang in ("zh", "en")
        for page, names in (("sound", ("one", "two", "three")), ("output", ("one", "two")), ("raises", ("one",)))
        for name in names
    }
    assert "12 failed, 12 passed" in output


def test_another_output(output: str) -> None:
    assert (
        """\
snippets/c/output.py:16: block 'three' (docs/zh/c/output.md:15) printed something else than its record:
--- recorded
+++ now
@@ -1 +1 @@
-tensor(4)
+tensor(3)
  -> mend the example, or look and accept it: make record PAGE=c/output
"""
        in output
    )


def test_an_error_that_does_not_come(output: str) -> None:
    assert (
        """\
snippets/c/raises.py:10: block 'two' (docs/en/c/raises.md:9) was to raise RuntimeError, but raised nothing
  -> mend it, or take off '# raises:'
"""
        in output
    )


def test_an_error_that_comes(output: str) -> None:
    assert re.search(r"snippets/c/early\.py:4: block 'one' \(docs/zh/c/early\.md:3\) raised an error:\n", output)
    assert re.search(r"\n    x = torch\.arrange\(3\)  # (三个|three)\n", output)  # one run counts for both languages
    assert "AttributeError: module 'torch' has no attribute 'arrange'" in output
    assert "block 'two' (docs/zh/c/early.md:9) did not run: block 'one' above it failed" in output


def test_pages_start_in_the_order_that_a_seed_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [replace(read_page(ROOT, Path("docs/zh/index.md")), path=Path(f"p{n}.md")) for n in range(20)]
    items = [Mock(collect.PageBlock, page=page) for page in pages for _ in range(2)]

    def order(seed: int | None) -> list[Path]:
        started: list[Path] = []
        monkeypatch.setattr(collect, "start", lambda config, page: started.append(page.path))
        session = Mock(items=items)
        session.config.option.collectonly = False
        session.config.getoption.return_value = seed
        collect.pytest_collection_finish(session)
        return started

    assert order(None) == [page.path for page in pages]
    assert order(1) == order(1) != order(2)
    assert sorted(order(1)) == sorted(order(None)) != order(1)
