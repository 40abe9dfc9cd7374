"""A snippet module: its named sections, and the marks at the top of each."""

import re
from dataclasses import dataclass
from pathlib import Path

from tested_docs.source import DocsError, read_source

DELIMITER = re.compile(r"# --8<-- \[(start|end):([\w-]+)\]")
MARK = re.compile(r"# (\w[\w ]*?): *(.*)")
MARKS = {
    "raises": re.compile(r"[A-Za-z_][\w.]*"),
    "output": re.compile(r"varies"),
    "device": re.compile(r"cpu|cuda|each"),
}


@dataclass(frozen=True)
class Section:
    """Lines of a snippet module between its start and end delimiters, marks taken off."""

    path: Path
    name: str
    first: int  # line number in the file of lines[0]
    lines: tuple[str, ...]
    raises: str | None = None
    varies: bool = False
    device: str | None = None


def read_sections(root: Path, path: Path) -> dict[str, Section]:
    """Return the sections of a snippet module by name.

    Everything a module holds beside its docstring belongs to a section, since what stands outside would be neither
    shown nor run. Sections follow one another; they do not nest.
    """
    sections: dict[str, Section] = {}
    name, first, lines = "", 0, list[str]()
    outside: list[tuple[int, str]] = []
    for number, line in enumerate(read_source(root, path).splitlines(), 1):
        match = DELIMITER.fullmatch(line.strip())
        if not match and "--8<--" in line:
            remedy = "write '# --8<-- [start:name]' or '# --8<-- [end:name]' on a line of its own"
            raise DocsError(path, number, f"not a section delimiter: {line.strip()}", remedy)
        if not match:
            lines.append(line) if name else outside.append((number, line))
        elif match[1] == "start":
            if name:
                raise DocsError(path, number, f"section '{match[2]}' starts inside '{name}'", f"end '{name}' first")
            if match[2] in sections:
                raise DocsError(path, number, f"a second section named '{match[2]}'", "give it another name")
            name, first, lines = match[2], number + 1, []
        elif match[2] != name:
            inside = f"'{name}' is open" if name else "no section is open"
            raise DocsError(
                path, number, f"section '{match[2]}' ends here, but {inside}", "pair each start with its end"
            )
        else:
            sections[name] = with_marks(Section(path, name, first, tuple(lines)))
            name = ""
    if name:
        raise DocsError(path, first - 1, f"section '{name}' is never closed", f"add '# --8<-- [end:{name}]'")
    _refuse_code_outside(path, outside)
    return sections


def with_marks(section: Section) -> Section:
    """Take the mark comments off the top of *section*; refuse a misspelt or misplaced one."""
    marks: dict[str, str] = {}
    top = True
    for offset, line in enumerate(section.lines):
        number = section.first + offset
        match = MARK.fullmatch(line.strip())
        if not match or match[1] in ("zh", "en"):
            top = False
        elif not top and match[1] not in MARKS:
            continue  # an ordinary comment with a colon in it
        elif not top:
            raise DocsError(section.path, number, f"mark '{match[1]}' below the top of its section", "move it up")
        elif match[1] not in MARKS or not MARKS[match[1]].fullmatch(match[2]):
            remedy = "marks are '# raises: ErrorType', '# output: varies' and '# device: cpu', 'cuda' or 'each'"
            raise DocsError(section.path, number, f"unknown mark '{line.strip()}'", remedy)
        else:
            marks[match[1]] = match[2]
    if "raises" in marks and marks.get("device") in ("cuda", "each"):
        remedy = "let it raise on every device alike, without a mark of device, or catch the error"
        raise DocsError(section.path, section.first, "an error is recorded for the CPU only", remedy)
    start = len(marks)
    return Section(
        section.path,
        section.name,
        section.first + start,
        section.lines[start:],
        raises=marks.get("raises"),
        varies="output" in marks,
        device=marks.get("device"),
    )


def _refuse_code_outside(path: Path, outside: list[tuple[int, str]]) -> None:
    text = "\n".join(line for _, line in outside)
    rest = re.sub(r'\A\s*(""".*?""")?', lambda m: "\n" * m[0].count("\n"), text, count=1, flags=re.DOTALL)
    for (number, _), line in zip(outside, rest.split("\n"), strict=False):
        if line.strip() and not line.lstrip().startswith("#"):
            remedy = "put it between '# --8<-- [start:name]' and '# --8<-- [end:name]', and show it on a page"
            raise DocsError(path, number, "code outside every section would be neither shown nor run", remedy)
