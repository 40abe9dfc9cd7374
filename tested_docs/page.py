"""A page: its prose, and the blocks of code it embeds from the snippets."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from tested_docs.comments import LANGS, Line, bare, localize
from tested_docs.project import is_project, project_source, project_text, read_cells
from tested_docs.snippet import Section, read_sections
from tested_docs.source import DocsError, read_source

FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,}|~{3,})(?P<info>.*)")
EMBED = re.compile(r'--8<-- "(?P<path>[\w./-]+\.py):(?P<section>[\w-]+)"')
TYPED = re.compile(r"^\s*(>>> |(import|from) +(torch|numpy|matplotlib|sklearn)\b)", re.MULTILINE)
FIGURE = re.compile(r"!\[(?P<alt>(?:[^\[\]]|\[[^\]]*\])*)\]\((?:\.\./)*assets/figures/(?P<path>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """One embedded section, in the place and the language in which a page shows it."""

    name: str
    section: Section
    shown: tuple[Line, ...]
    digest: str  # of the page's code up to here
    line: int  # of the opening fence in the page
    last: int  # of the closing fence
    indent: str

    @property
    def code(self) -> str:
        """The code as shown."""
        return "".join(f"{line.text}\n" for line in self.shown)

    @property
    def source(self) -> str:
        """The same code, each line at its line number in the snippet file, so that tracebacks tell the truth."""
        lines = [""] * self.shown[-1].number
        for line in self.shown:
            lines[line.number - 1] = line.text
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Page:
    """A page as written, with the blocks it shows."""

    path: Path
    lang: str
    key: str  # chapter/name: the same in both languages
    text: str
    blocks: tuple[Block, ...]

    @property
    def module(self) -> Path:
        """The snippet module of this page, relative to the root."""
        return Path("snippets", self.key.replace("-", "_") + ".py")

    @property
    def figures(self) -> dict[str, int]:
        """The figures that the page places: path below ``assets/figures`` -> line."""
        return {m["path"]: self.text.count("\n", 0, m.start()) + 1 for m in FIGURE.finditer(self.text)}


def read_page(root: Path, path: Path) -> Page:
    """Read the page at *path* (``docs/<lang>/<chapter>/<name>.md`` below *root*) and the sections it embeds.

    A project's page is its notebook (``docs/<lang>/projects/<name>.ipynb``), read from the project's source.
    """
    lang, key = path.parts[1], Path(*path.parts[2:]).with_suffix("").as_posix()
    if lang not in LANGS:
        raise DocsError(path, 1, "a page in no language", f"pages lie in docs/{LANGS[0]} and docs/{LANGS[1]}")
    text = project_text(root, project_source(path), lang) if is_project(path) else read_source(root, path)
    blocks: list[Block] = []
    digest = hashlib.sha256()
    for line, last, indent, section in _embedded(root, path, text):
        mine = section.path == Path("snippets", key.replace("-", "_") + ".py")
        name = section.name if mine else f"{section.path.relative_to('snippets').as_posix()}:{section.name}"
        if any(block.name == name for block in blocks):
            raise DocsError(path, line, f"section '{name}' is shown twice", "refer to its first place instead")
        shown = localize(section, lang)
        if not any(each.text.strip() for each in shown):
            raise DocsError(section.path, section.first, f"section '{section.name}' is empty", "write it, or remove it")
        digest.update(f"{bare(section)}\0{section.raises}\0{section.varies}\0{section.device}\0".encode())
        blocks.append(Block(name, section, shown, digest.hexdigest()[:16], line, last, indent))
    return Page(path, lang, key, text, tuple(blocks))


def sections_of(root: Path, module: Path) -> dict[str, Section]:
    """Return the sections of a snippet module by name, or the code cells of a project."""
    if not is_project(module):
        return read_sections(root, module)
    return {cell.section.name: cell.section for cell in read_cells(root, module) if cell.section}


def _embedded(root: Path, path: Path, text: str) -> list[tuple[int, int, str, Section]]:
    """Return (opening line, closing line, indent, section) of each Python fence; refuse what would slip through."""
    modules: dict[Path, dict[str, Section]] = {}
    found = []
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        match = FENCE.fullmatch(line)
        if not match:
            _check_prose(path, number, line)
            continue
        closing = range(number, len(lines))
        last = next((i for i in closing if re.fullmatch(f" *{match['ticks']}{match['ticks'][0]}* *", lines[i])), None)
        if last is None:
            raise DocsError(path, number, "a fence that is never closed", f"close it with {match['ticks']}")
        body = lines[number:last]
        if _is_python(path, number, match):
            section = _section(root, path, number + 1, body, modules)
            found.append((number, last + 1, match["indent"], section))
        elif TYPED.search("\n".join(body)) or any("--8<--" in each for each in body):
            remedy = 'put the code into a snippet and embed it: ```python, --8<-- "chapter/page.py:section", ```'
            raise DocsError(path, number, f"Python in a '{match['info'].strip()}' fence would not be run", remedy)
        number = last + 1
    return found


def _check_prose(path: Path, number: int, line: str) -> None:
    if re.match(r"\s*(>|[-*+]|\d+\.) *.*(```|~~~)", line):
        remedy = "start the fence on a line of its own, indented to its list item, and not in a blockquote"
        raise DocsError(path, number, "a fence behind a list marker or in a blockquote would not be collected", remedy)
    if "--8<--" in line and "`--8<--" not in line:
        raise DocsError(path, number, "an embedded section outside a fence", "put it between ```python and ```")
    if re.search(r"<(pre|script|style|iframe)\b", line):
        raise DocsError(path, number, f"raw HTML: {line.strip()[:40]}", "use a fence, or a stylesheet in docs/assets")


def _is_python(path: Path, number: int, fence: re.Match[str]) -> bool:
    """Tell whether the fence is an example; refuse one that readers would see as Python but that would not be run."""
    info = fence["info"].strip()
    if fence["ticks"] == "```" and fence["info"] == "python":
        return True
    language = re.match(r"\{? *\.?([\w+#-]*)", info)
    word = language[1] if language else ""
    if word in ("output", "error"):
        raise DocsError(
            path, number, f"a hand-typed '{word}' fence", "outputs come from the record; for prose use text"
        )
    try:
        family = get_lexer_by_name(word).__class__.__module__
    except ClassNotFound:
        remedy = "name its language: python for an example, text for output, console or bash for commands"
        raise DocsError(path, number, f"a fence in no known language: '{info}'", remedy) from None
    if family == "pygments.lexers.python" or word.startswith("ipython"):
        remedy = "write exactly ```python: the fence of an example takes nothing else"
        raise DocsError(
            path, number, f"a fence written '{fence['ticks']}{fence['info']}' would not be collected", remedy
        )
    return False


def _section(root: Path, path: Path, number: int, body: list[str], modules: dict[Path, dict[str, Section]]) -> Section:
    match = EMBED.fullmatch(body[0].strip()) if len(body) == 1 else None
    if not match:
        remedy = 'a python fence holds one line, --8<-- "chapter/page.py:section"; its code lives in snippets/'
        raise DocsError(path, number, "Python typed into a page", remedy)
    module = Path("snippets", match["path"])
    if module not in modules:
        if ".." in module.parts or not (root / module).is_file():
            raise DocsError(path, number, f"no such file: {module.as_posix()}", "write it, or mend the path")
        modules[module] = sections_of(root, module)
    if match["section"] not in modules[module]:
        names = ", ".join(modules[module]) or "none"
        raise DocsError(path, number, f"no section '{match['section']}' in {module.as_posix()}", f"it has: {names}")
    return modules[module][match["section"]]
