"""From a page to what its reader sees: code in place of embeds, and under each block what it printed."""

from pathlib import Path

from tested_docs.page import Block, Page
from tested_docs.record import Entry, Record, faults, record_path
from tested_docs.source import DocsError

STALE = {
    "zh": '!!! danger "这段代码改动之后还没有运行过"\n\n    {problem}。运行 `{remedy}`。',
    "en": '!!! danger "This code has not run since it changed"\n\n    {problem}. Run `{remedy}`.',
}
ELSEWHERE = {
    "zh": '!!! example "在 {device} 上（torch {torch}，{date}）"',
    "en": '!!! example "On {device} (torch {torch}, {date})"',
}
FAILED = {"zh": '!!! danger "这段代码出了问题"', "en": '!!! danger "This code has a problem"'}


def expand(
    root: Path, page: Page, record: Record, *, strict: bool = True, problems: dict[str, str] | None = None
) -> str:
    """Return the Markdown of *page* as its reader sees it.

    A block whose record is missing or stale stops it with :class:`DocsError`; with ``strict=False`` it is shown, with
    a visible warning in place of its output. *problems* (block -> what went wrong) come from a run just now: the record
    is taken as it is, and they are shown where they happened.
    """
    found = faults(root, page, record) if problems is None else {}
    if strict:
        check(page, record, found)
    entries = {entry.name: entry for entry in record.blocks}
    lines = page.text.splitlines()
    for block in reversed(page.blocks):
        shown = ["```python", *(line.text for line in block.shown), "```"]
        problem = found.get(block.name) or found.get("")
        if problems and block.name in problems:
            told = problems[block.name].splitlines()
            shown += ["", FAILED[page.lang], "", *(f"    {line}" for line in ("```text", *told, "```"))]
        elif problem:
            shown += ["", *STALE[page.lang].format(problem=problem, remedy=_remedy(page)).splitlines()]
        else:
            shown += _output(entries[block.name])
            last = max(
                [block.last, *(page.figures.get(f"{page.key}/{name}", 0) for name in entries[block.name].figures)]
            )
            lines[last:last] = [block.indent + line for line in _elsewhere(page, entries[block.name], lines[last - 1])]
        # Empty lines keep the indent too: pytest-codeblocks would cut their line end instead.
        lines[block.line - 1 : block.last] = [block.indent + line for line in shown]
    return "\n".join(lines) + "\n"


def check(page: Page, record: Record, found: dict[str, str]) -> None:
    """Raise :class:`DocsError` for the first of the *found* faults, or for a figure drawn and placed unequally."""
    for name, problem in found.items():
        block = next((block for block in page.blocks if block.name == name), None)
        if block is None:
            raise DocsError(record_path(page), 1, problem, _remedy(page))
        raise DocsError(page.path, block.line, f"block '{name}' {problem}", _remedy(page))
    drawn = {f"{page.key}/{name}": _at(page, entry) for entry in record.blocks for name in entry.figures}
    for path, block in drawn.items():
        if path not in page.figures:
            remedy = f"place it: ![what it shows](…/assets/figures/{path})"
            raise DocsError(
                page.path, block.line, f"block '{block.name}' draws {path}, which the page does not show", remedy
            )
    for path, line in page.figures.items():
        if path.startswith(f"{page.key}/") and path not in drawn:
            remedy = "a figure is named after the section that calls plt.show()"
            raise DocsError(page.path, line, f"no block of this page draws {path}", remedy)


def _at(page: Page, entry: Entry) -> Block:
    return next(block for block in page.blocks if block.name == entry.name)


def _remedy(page: Page) -> str:
    return f"make record PAGE={page.key}"


def _elsewhere(page: Page, entry: Entry, figure: str) -> list[str]:
    """Return what the block showed on GPUs; *figure* is the line that places its figure."""
    lines = []
    for shown in entry.elsewhere.values():
        lines += ["", ELSEWHERE[page.lang].format(**vars(shown))]
        lines += [f"    {line}" for line in _fence(shown.output)]
        for here, there in zip(entry.figures, shown.figures, strict=False):
            lines += ["", f"    {figure.strip().replace(here, there)}"]
    return [*lines, ""] if lines else []


def _output(entry: Entry) -> list[str]:
    """Return the fence with what the block printed, and the error it raised as its last line."""
    return _fence(entry.output + entry.error, "error" if entry.error else "output")


def _fence(text: str, kind: str = "output") -> list[str]:
    if not text.strip():
        return []
    ticks = "```"
    while ticks in text:
        ticks += "`"
    return ["", f"{ticks}{kind}", *text.rstrip("\n").split("\n"), ticks]
