"""Each kind of bad input, one message: what `make build` and `make test` say of a book without running it."""

from pathlib import Path

import pytest

from tested_docs.book import problems
from tests.conftest import cases, lay, matches, snapshot


@pytest.mark.parametrize("case", cases("problems"), ids=lambda path: path.stem)
def test_problem(case: Path, tmp_path: Path) -> None:
    wanted = lay(tmp_path, case.read_text("utf-8"))
    before = snapshot(tmp_path)
    assert matches(wanted, "".join(f"{each}\n" for each in problems(tmp_path)))
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"\xef\xbb\xbf# T\n",
            "docs/zh/a.md:1: a byte-order mark in the file\n  -> save the file as UTF-8 without BOM",
        ),
        (
            b"# T\n\r\n",
            "docs/zh/a.md:2: a carriage return (CRLF line ends) in the file\n  -> save the file with LF line ends",
        ),
        (b"# T\n\n- a\n\tb\n", "docs/zh/a.md:4: a tab in the file\n  -> indent with spaces"),
        (b"# T\n\n\xff\n", "docs/zh/a.md:3: a byte that is not UTF-8\n  -> save the file as UTF-8"),
    ],
)
@pytest.mark.parametrize("name", ["docs/zh/a.md", "snippets/a.py"])
def test_misleading_bytes(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    lay(tmp_path, '--- docs/zh/a.md\n```python\n--8<-- "a.py:a"\n```\n--- docs/en/a.md\n# T\n--- snippets/a.py\n')
    (tmp_path / name).write_bytes(data)
    assert message.replace("docs/zh/a.md", name) in problems(tmp_path)
