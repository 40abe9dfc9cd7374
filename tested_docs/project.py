"""A project: a notebook for both languages in one percent-format file, read as the page it is in one of them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tested_docs.snippet import Section, with_marks
from tested_docs.source import DocsError, read_source

FOLDER = Path("snippets", "projects")
HEAD = re.compile(r'# %% (?:(?P<name>[\w-]+)|\[markdown\] lang="(?P<lang>zh|en)"(?P<rest>.*))')
GIVEN = re.compile(r'(description|source)="([^"]*)"')


@dataclass(frozen=True)
class Cell:
    """A cell as written: *lang* and *text* of prose, or *section* of code; *first* is the line of its head."""

    first: int
    lang: str = ""
    text: str = ""
    section: Section | None = None


def is_project(path: Path) -> bool:
    """Tell whether *path*, relative to the root, is a project's source, or one of its notebooks below docs/."""
    return path.parent == FOLDER or path.suffix == ".ipynb"


def project_source(path: Path) -> Path:
    """Return the source of the notebook at *path* (``docs/<lang>/projects/<name>.ipynb``)."""
    return FOLDER / f"{path.stem.replace('-', '_')}.py"


def read_cells(root: Path, path: Path) -> list[Cell]:
    """Return the cells of the project at *path*.

    A cell begins with ``# %% name`` (code) or ``# %% [markdown] lang="zh"`` (prose, in comments), as Jupytext and
    editors know it. Code is a section like any other: with marks at its top, and comments for each language.
    """
    cells: list[Cell] = []
    first, head, lines = 0, None, list[str]()
    for number, line in enumerate([*read_source(root, path).splitlines(), "# %% end"], 1):
        if not line.startswith("# %%"):
            lines.append(line)
            continue
        match = HEAD.fullmatch(line)
        if not match:
            remedy = "write '# %% name' for code, '# %% [markdown] lang=\"zh\"' or '…\"en\"' for prose"
            raise DocsError(path, number, f"not the head of a cell: {line}", remedy)
        if head:
            cells.append(_cell(path, first, head, lines))
        elif any(each.strip() for each in lines):
            raise DocsError(path, 1, "text before the first cell", "begin with '# %% [markdown] lang=\"zh\"'")
        first, head, lines = number, match, []
    names = [cell.section.name for cell in cells if cell.section]
    if twice := next((name for name in names if names.count(name) > 1), None):
        second = [cell.first for cell in cells if cell.section and cell.section.name == twice][1]
        raise DocsError(path, second, f"a second cell named '{twice}'", "give it another name")
    return cells


def _cell(path: Path, first: int, head: re.Match[str], lines: list[str]) -> Cell:
    while lines and not lines[-1].strip():
        lines.pop()
    if head["name"]:
        return Cell(first, section=with_marks(Section(path, head["name"], first + 1, tuple(lines))))
    for offset, line in enumerate(lines, 1):
        if line != "#" and not line.startswith("# "):
            raise DocsError(path, first + offset, "prose outside a comment", "begin each line with '# '")
    return Cell(first, head["lang"], "\n".join(line[2:] for line in lines))


def project_text(root: Path, path: Path, lang: str) -> str:
    """Return the project at *path* as the Markdown of a page in *lang*: its prose, and an embed for each code cell."""
    given: dict[str, str] = {}
    parts = []
    lines = read_source(root, path).splitlines()
    for cell in read_cells(root, path):
        if cell.section:
            parts.append(f'```python\n--8<-- "projects/{path.name}:{cell.section.name}"\n```')
        elif cell.lang == lang:
            given = given or dict(GIVEN.findall(lines[cell.first - 1]))
            parts.append(cell.text)
    front = f"source: {given['source']}\n" if "source" in given else ""
    if told := given.get("description"):  # in quotes where YAML would take a colon in it for a key's
        front += f"description: {json.dumps(told, ensure_ascii=False) if ': ' in told else told}\n"
    return f"---\n{front}---\n\n" + "\n\n".join(parts) + "\n"


def stamp_project(root: Path, path: Path, digest: str) -> None:
    """Note in the first English cell of the project at *path* the digest of the Chinese text that it follows."""
    text = read_source(root, path)
    head = re.search(r'^# %% \[markdown\] lang="en".*$', text, re.MULTILINE)
    if head is None:
        raise DocsError(path, 1, "a project without English prose", "write it, in cells '# %% [markdown] lang=\"en\"'")
    line = re.sub(r' source="[^"]*"', "", head[0]) + f' source="{digest}"'
    (root / path).write_text(f"{text[: head.start()]}{line}{text[head.end() :]}", "utf-8")
