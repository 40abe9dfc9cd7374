"""``make page``: a new page laid down in both languages, with its snippet and its place in the navigation."""

import re
from pathlib import Path

from tested_docs.needs import PATH as NEEDS
from tested_docs.source import DocsError

KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
SNIPPET = """# --8<-- [start:first]
import torch

x = torch.arange(3)  # zh: 形状 (3,) | en: shape (3,)
print(x)
# --8<-- [end:first]

# --8<-- [start:pitfall]
# raises: RuntimeError
x.view(2, 2)
# --8<-- [end:pitfall]

# --8<-- [start:answer_sum]
print(x.sum())
# --8<-- [end:answer_sum]
"""
PAGES = {
    "zh": """---
description: 一句话：读完这一页能做什么。
---

# 标题

读完这一页，你能……。贯穿全页的只有一个想法：**……**。

## 一节一个想法

先说，再跑给读者看，然后说为什么：

```python
--8<-- "{module}:first"
```

!!! warning "这里常犯的错"

    犯了会看到什么，怎样改：

    ```python
    --8<-- "{module}:pitfall"
    ```

## 小结

| 想要 | 写法 |
|---|---|
| …… | `torch.arange(3)` |

## 练习

1. 求和是多少？

??? tip "答案 1"

    ```python
    --8<-- "{module}:answer_sum"
    ```
""",
    "en": """---
description: One sentence: what a reader can do after this page.
---

# Title

After this page you can …. One idea runs through it: **…**.

## One idea a section

Say it, show it running, then say why:

```python
--8<-- "{module}:first"
```

!!! warning "The mistake people make here"

    What they see, and the remedy:

    ```python
    --8<-- "{module}:pitfall"
    ```

## Summary

| To get | Write |
|---|---|
| … | `torch.arange(3)` |

## Exercises

1. What is the sum?

??? tip "Answer 1"

    ```python
    --8<-- "{module}:answer_sum"
    ```
""",
}
NAVIGATION = {"zh": ("mkdocs.yml", "标题"), "en": ("mkdocs.en.yml", "Title")}


def new_page(root: Path, key: str) -> list[Path]:
    """Lay down the page *key* (``chapter/name``) and return the files written or changed; overwrite nothing."""
    if not KEY.fullmatch(key):
        remedy = "chapter/name, both of small letters, digits and hyphens: make page NEW=tensors/strides"
        raise DocsError(f"NEW={key}", 1, "not the name of a page", remedy)
    module = Path(f"{key.replace('-', '_')}.py")
    texts = {Path("snippets", module): SNIPPET, Path("snippets", module.parent, "__init__.py"): ""}
    texts |= {Path("docs", lang, f"{key}.md"): PAGES[lang].format(module=module.as_posix()) for lang in PAGES}
    if taken := [path for path in texts if path.name != "__init__.py" and (root / path).exists()]:
        raise DocsError(taken[0], 1, "is there already", "choose another name, or edit it")
    for name, title in NAVIGATION.values():
        texts[Path(name)] = _entered(Path(name), (root / name).read_text("utf-8"), key, title)
    texts[NEEDS] = _with_need(root, key)
    for path, text in texts.items():
        if path.name == "__init__.py" and (root / path).exists():
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return list(texts)


def _with_need(root: Path, key: str) -> str:
    """Return the text of docs/needs.toml with *key* building on the page that has been the last of its chapter."""
    nav = (root / NAVIGATION["zh"][0]).read_text("utf-8")
    last = re.findall(rf"^ +- .*: ({key.partition('/')[0]}/[\w-]+)\.", nav, re.MULTILINE)[-1]
    text = (root / NEEDS).read_text("utf-8") if (root / NEEDS).is_file() else ""
    return f'{text}"{key}" = ["{last}"]\n'


def _entered(path: Path, text: str, key: str, title: str) -> str:
    """Return the text of a MkDocs configuration with *key* as the last page of its chapter."""
    chapter = key.partition("/")[0]
    lines = text.splitlines()
    last = max((n for n, line in enumerate(lines) if re.search(rf"^ +- .*: {chapter}/", line)), default=None)
    if last is None:
        remedy = f"give the chapter a place first: '  - Its title:' and below it '      - A page: {chapter}/name.md'"
        raise DocsError(path, 1, f"no chapter '{chapter}' in nav", remedy)
    indent = lines[last][: len(lines[last]) - len(lines[last].lstrip())]
    lines.insert(last + 1, f"{indent}- {title}: {key}.md")
    return "\n".join(lines) + "\n"
