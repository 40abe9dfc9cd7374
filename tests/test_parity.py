"""The English page is the Chinese one, block for block, and says which version of it."""

from pathlib import Path

import pytest

from tested_docs.page import read_page
from tested_docs.parity import check_stamp, differences, stamp_page
from tested_docs.source import ROOT, DocsError
from tests.conftest import lay

ZH = """# 标题

一段话，含 `torch.cat`、数字 3 和公式 $x^2$。

- 第一项
- 第二项，见[别页](q.md)

| 列 | 列 |
|---|---|
| `a` | 1 |

!!! warning "当心"

    警告。

```bash
pip install torch  # 安装
make test
```

![图](../assets/figures/c/p/a.svg)
"""
EN = """# Title

A paragraph with `torch.cat`, the number 3 and the formula $x^2$.

- First
- Second, see [the other page](q.md)

| Column | Column |
|---|---|
| `a` | 1 |

!!! warning "Mind"

    A warning.

```bash
pip install torch  # install
make test
```

![Figure](../assets/figures/c/p/a.svg)
"""


def told(root: Path, zh: str, en: str) -> str | None:
    lay(root, f"--- docs/zh/c/p.md\n{zh}\n--- docs/en/c/p.md\n{en}")
    ours, theirs = (read_page(root, Path(f"docs/{lang}/c/p.md")) for lang in ("zh", "en"))
    return differences(ours, theirs, ROOT / "mkdocs.yml")


def test_twins(tmp_path: Path) -> None:
    assert told(tmp_path, ZH, EN) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A paragraph with `torch.cat`, the number 3 and the formula $x^2$.\n\n", ""),
        ("`torch.cat`", "`torch.cta`"),
        ("number 3", "number 4"),
        ("$x^2$", "$x^3$"),
        ("- First\n", ""),
        ("q.md", "r.md"),
        ("| `a` | 1 |", "| `a` | 2 |"),
        ("| `a` | 1 |\n", ""),
        ("!!! warning", "!!! note"),
        ("# Title", "## Title"),
        ("make test", "make tests"),
        ("a.svg", "b.svg"),
        ("    A warning.", "    A warning.\n\n    And another."),
    ],
)
def test_a_fault_in_one_language(tmp_path: Path, old: str, new: str) -> None:
    assert old in EN
    assert told(tmp_path, ZH, EN.replace(old, new)) is not None


def test_the_message_names_the_place(tmp_path: Path) -> None:
    message = "p at “A paragraph with , the number 4 and the ” (zh: “一段话，含 、数字 3 和公式 。”): zh only: ['3']; en only: ['4']"
    assert told(tmp_path, ZH, EN.replace("number 3", "number 4")) == message


def test_a_stamp_holds_until_the_chinese_page_changes(tmp_path: Path) -> None:
    told(tmp_path, ZH, EN)
    en = Path("docs/en/c/p.md")
    with pytest.raises(DocsError, match="compare them, then: make stamp PAGE=c/p"):
        check_stamp(tmp_path, read_page(tmp_path, en))
    stamp_page(tmp_path, read_page(tmp_path, Path("docs/zh/c/p.md")))
    check_stamp(tmp_path, read_page(tmp_path, en))
    (tmp_path / "docs/zh/c/p.md").write_text(ZH.replace("警告。", "警告！"), "utf-8")
    with pytest.raises(DocsError, match="the Chinese page has changed"):
        check_stamp(tmp_path, read_page(tmp_path, en))
    stamp_page(tmp_path, read_page(tmp_path, Path("docs/zh/c/p.md")))
    check_stamp(tmp_path, read_page(tmp_path, en))
    assert (tmp_path / en).read_text("utf-8").count("source:") == 1


def test_a_stamp_keeps_the_rest_of_the_front_matter(tmp_path: Path) -> None:
    told(tmp_path, ZH, f"---\ndescription: x\n---\n\n{EN}")
    stamp_page(tmp_path, read_page(tmp_path, Path("docs/zh/c/p.md")))
    text = (tmp_path / "docs/en/c/p.md").read_text("utf-8")
    assert text.startswith("---\nsource: ")
    assert "\ndescription: x\n---\n\n# Title" in text
