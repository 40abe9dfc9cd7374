"""The downloads of a page: a notebook with its recorded outputs and figures, and a script."""

import ast
import builtins
import io
import json
import textwrap
import tokenize
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tested_docs.comments import LANGS
from tested_docs.page import Block, Page, read_page
from tested_docs.project import is_project
from tested_docs.prose import cells
from tested_docs.record import Entry, Record, figures_path
from tested_docs.source import DocsError

WIDTH = 100
GUARD = 'print(f"{type(error).__name__}: {error}")'


def notebook(root: Path, page: Page, record: Record, address: Callable[[str], str]) -> str:
    """Return *page* as a notebook (nbformat 4.5): prose, code, and what its record says that it printed and drew."""
    entries = {entry.name: entry for entry in record.blocks}
    made: list[dict[str, Any]] = []
    for cell in cells(page, address):
        common = {"id": f"cell-{len(made)}", "source": cell.text}
        if cell.block is None:
            made.append({"cell_type": "markdown", "metadata": {}, **common})
            continue
        tags = {"tags": ["raises-exception"]} if cell.block.section.raises else {}
        outputs = _outputs(root, page, entries.get(cell.block.name))
        code = {"cell_type": "code", "execution_count": None, "metadata": tags, "outputs": outputs}
        made.append({**code, **common})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    meta = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps(
        {"cells": made, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1
    )


def write_notebooks(root: Path, page: Page, record: Record) -> None:
    """Write the notebooks of the project *page* in both languages, as its record has them."""
    for lang in LANGS:
        twin = read_page(root, Path("docs", lang, *page.path.parts[2:]))
        (root / twin.path).parent.mkdir(parents=True, exist_ok=True)
        (root / twin.path).write_text(notebook(root, twin, record, str), "utf-8")


def check_notebook(root: Path, page: Page, record: Record) -> None:
    """Raise :class:`DocsError` where *page* is a project and its notebook is not what its source and record make."""
    if is_project(page.path):
        stored = root / page.path
        if not stored.is_file() or stored.read_text("utf-8") != notebook(root, page, record, str):
            raise DocsError(page.path, 1, "the notebook is older than its source", f"make record PAGE={page.key}")


def _outputs(root: Path, page: Page, entry: Entry | None) -> list[dict[str, Any]]:
    if entry is None:
        return []
    told: list[dict[str, Any]] = []
    if entry.output:
        told.append({"output_type": "stream", "name": "stdout", "text": entry.output})
    for name in entry.figures:
        image = (root / figures_path(page) / name).read_text("utf-8")
        told.append({"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": image}})
    if entry.error:
        name, _, value = entry.error.partition(": ")
        told.append({"output_type": "error", "ename": name, "evalue": value, "traceback": [entry.error]})
    return told


def script(page: Page, address: Callable[[str], str]) -> str:
    """Return *page* as a script: prose in comments, code as shown; an error that is to be seen is caught and printed."""
    parts = [_code(cell.block) if cell.block else _comment(cell.text) for cell in cells(page, address)]
    return "\n\n".join(parts) + "\n"


def _comment(text: str) -> str:
    lines = []
    for line in text.splitlines():
        wrapped = (
            textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) if line.isascii() else [line]
        )
        lines += [f"# {each}".rstrip() for each in wrapped or [""]]
    return "\n".join(lines)


def _code(block: Block) -> str:
    code = block.code.rstrip("\n")
    raises = block.section.raises
    if raises:
        try:
            ast.parse(code)
        except SyntaxError as error:  # what cannot be read as Python cannot stand in a script
            told = f"{type(error).__name__}: {error.msg}"
            return "\n".join(f"# {line}".rstrip() for line in [*code.splitlines(), told])
        known = getattr(builtins, raises, None)
        name = raises if known else "Exception"
        body = _indented(code)
        if isinstance(known, type) and issubclass(known, Warning):
            head = 'import warnings\n\nwith warnings.catch_warnings():\n    warnings.simplefilter("error")\n'
            return head + _indented(f"try:\n{body}\nexcept {name} as error:\n    {GUARD}")
        return f"try:\n{body}\nexcept {name} as error:\n    {GUARD}"
    if block.section.device == "cuda":
        return f"import torch\n\nif torch.cuda.is_available():\n{_indented(code)}"
    return code


def _indented(code: str) -> str:
    """Indent *code* by four spaces, but not the inside of its strings of several lines."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(code + "\n").readline):
        if token.type in (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)):
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
    lines = enumerate(code.splitlines(), 1)
    return "\n".join(f"    {line}" if line and number not in inside else line for number, line in lines)
