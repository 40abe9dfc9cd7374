"""``make record``: run a page twice, and write what came out if both runs agree."""

import datetime
import platform
from dataclasses import replace
from pathlib import Path

from tested_docs.compare import SHOWN, compare
from tested_docs.notebook import write_notebooks
from tested_docs.page import Page
from tested_docs.project import is_project
from tested_docs.record import Entry, Record, Run, Shown, figures_path, read_record, record_path, write_record
from tested_docs.runner import run, usual
from tested_docs.source import DocsError
from tested_docs.worker import Limits, Outcome


def record_page(root: Path, page: Page, *, device: str = "cpu", limits: Limits | None = None) -> Record:
    """Run *page* twice on *device* and write its record and figures, or raise :class:`DocsError` and write nothing."""
    return keep(root, page, observe(root, page, device=device, limits=limits), device=device)


def observe(root: Path, page: Page, *, device: str = "cpu", limits: Limits | None = None) -> list[Outcome]:
    """Run *page* twice and return what came out.

    Raises :class:`DocsError` where a block has a problem, where the two runs differ in a block that is not marked
    ``# output: varies``, or where a file of the repository changed meanwhile.
    """
    before = _stamps(root)
    limits = limits or usual(root, device)
    first, second = (
        _sound(page, run(root, page, device=device, limits=replace(limits, trace=trace))) for trace in (False, True)
    )
    if changed := sorted(set(_stamps(root).items()) ^ set(before.items())):
        remedy = "if nobody edited it, an example did: write to the current directory, which is temporary"
        raise DocsError(
            page.module, 1, f"while the page ran, a file of the repository changed: {changed[0][0]}", remedy
        )
    for block, once, twice in zip(page.blocks, first, second, strict=True):
        alike = (once.output, once.error, once.figures) == (twice.output, twice.error, twice.figures)
        if not alike and not block.section.varies:
            remedy = "seed it in sight (torch.manual_seed(0)), or mark the section '# output: varies'"
            texts = [(each.output + each.error).rstrip() or "(a figure)" for each in (once, twice)]
            told = f"block '{block.name}' differs between two runs:\n{texts[0]}\n---\n{texts[1]}"
            raise DocsError(block.section.path, block.section.first, told, remedy)
    return [replace(once, apis=twice.apis) for once, twice in zip(first, second, strict=True)]


def keep(root: Path, page: Page, outcomes: list[Outcome], *, device: str = "cpu") -> Record:
    """Write *outcomes* as the record of *page*, and its figures.

    A run on a GPU must agree with the record, and notes that it took place: the outputs shown are the CPU's, but for
    blocks marked ``# device: cuda`` or ``# device: each``.
    """
    import torch

    record = read_record(root, page)
    name = torch.cuda.get_device_name() if device == "cuda" else platform.machine()  # mps: arm64
    last = page.blocks[-1].digest
    here = Run(torch.__version__.partition("+")[0], name, datetime.date.today(), last)
    if device == "cpu":
        known = {entry.name: entry for entry in record.blocks}
        pairs = zip(page.blocks, outcomes, strict=True)
        record.blocks = [entry_of(block.name, block.digest, outcome, known.get(block.name)) for block, outcome in pairs]
        drawn = [entry.figures for entry in record.blocks]
    else:
        _agree(root, page, record, outcomes, device)
        drawn = _show(page, record, outcomes, device, here)
    _write_figures(root / figures_path(page), record, drawn, outcomes)
    record.runs[device] = here
    record.runs = {kind: each for kind, each in record.runs.items() if each.digest == last}
    write_record(root, page, record)
    if is_project(page.path):
        write_notebooks(root, page, record)
    return record


def _sound(page: Page, outcomes: list[Outcome]) -> list[Outcome]:
    for block, outcome in zip(page.blocks, outcomes, strict=False):
        if outcome.problem:
            line = outcome.line or block.section.first
            raise DocsError(block.section.path, line, f"block '{block.name}' {outcome.problem}", outcome.remedy)
    return outcomes


def _agree(root: Path, page: Page, old: Record, outcomes: list[Outcome], device: str) -> None:
    entries = {entry.name: entry for entry in old.blocks}
    for block, outcome in zip(page.blocks, outcomes, strict=True):
        entry = entries.get(block.name)
        if entry is None or entry.digest != block.digest:
            raise DocsError(record_path(page), 1, f"block '{block.name}' has no record", f"make record PAGE={page.key}")
        if block.section.device in SHOWN:
            continue  # about to be recorded
        if told := compare(root, page, block, entry, outcome, device=device):
            raise DocsError(block.section.path, block.section.first, f"block '{block.name}' {told}", "mend the example")


def entry_of(name: str, digest: str, outcome: Outcome, known: Entry | None = None) -> Entry:
    """Return *outcome* as it is recorded; *known*, of an earlier record, has what it showed on GPUs if unchanged."""
    elsewhere = known.elsewhere if known and known.digest == digest else {}
    return Entry(name, digest, outcome.output, outcome.error, _files(name, outcome), outcome.apis, elsewhere)


def _files(name: str, outcome: Outcome, kind: str = "") -> list[str]:
    stem = name.replace("/", "-").replace(".py:", "-") + kind
    return [f"{stem}{f'-{i + 1}' if i else ''}.svg" for i in range(len(outcome.figures))]


def _show(page: Page, record: Record, outcomes: list[Outcome], device: str, here: Run) -> list[list[str]]:
    """Note in *record* what blocks marked so showed on *device*; return the names of their figures, block by block."""
    drawn: list[list[str]] = []
    for block, entry, outcome in zip(page.blocks, record.blocks, outcomes, strict=True):
        drawn.append([])
        if block.section.device in SHOWN and not outcome.skipped:
            drawn[-1] = _files(entry.name, outcome, f"-{device}")
            entry.elsewhere[device] = Shown(here.torch, here.device, here.date, outcome.output, drawn[-1])
    return drawn


def _write_figures(folder: Path, record: Record, drawn: list[list[str]], outcomes: list[Outcome]) -> None:
    """Write what *outcomes* drew under the names *drawn*, and remove what no block of *record* draws any more."""
    named = {name for entry in record.blocks for name in entry.files}
    for old in folder.glob("*.svg"):
        if old.name not in named:
            old.unlink()
    figures = (
        pair for names, each in zip(drawn, outcomes, strict=True) for pair in zip(names, each.figures, strict=False)
    )
    for name, figure in figures:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(figure)


def _stamps(root: Path) -> dict[str, int]:
    """Return path -> modification time of what authors keep below *root*."""
    folders = [root / name for name in ("docs", "snippets", "tested_docs", "tests")]
    files = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {
        str(path.relative_to(root)): path.stat().st_mtime_ns for path in [*root.glob("*"), *files] if path.is_file()
    }
