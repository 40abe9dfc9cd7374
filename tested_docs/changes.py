"""What a new torch changes: every page is run, and where a block does otherwise than its record, both are shown."""

import difflib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tested_docs.compare import compare
from tested_docs.page import Page
from tested_docs.record import Entry, read_record
from tested_docs.runner import run
from tested_docs.worker import Outcome


def changes(root: Path, pages: list[Page]) -> Iterator[tuple[Page, list[str]]]:
    """Run *pages*, two at a time, and yield each with the lines that tell what changed; nothing is written."""
    with ThreadPoolExecutor(2) as pool:
        for page, outcomes in zip(pages, pool.map(lambda page: run(root, page), pages), strict=True):
            yield page, list(_told(root, page, outcomes))


def _told(root: Path, page: Page, outcomes: list[Outcome]) -> Iterator[str]:
    entries = {entry.name: entry for entry in read_record(root, page).blocks}
    came = {outcome.name: outcome for outcome in outcomes}
    for block in page.blocks:
        entry, outcome = entries.get(block.name), came.get(block.name)
        where = f"{block.section.path}:{block.section.first}: block '{block.name}'"
        if outcome is None or entry is None or entry.digest != block.digest:
            yield f"{where} {'did not run' if outcome is None else 'has no record of its present code'}"
        elif outcome.problem:
            yield f"{where} {outcome.problem}"
        elif not outcome.skipped and (problem := compare(root, page, block, entry, outcome)):
            yield f"{where}\n{_difference(entry, outcome) or problem}"


def _difference(entry: Entry, outcome: Outcome) -> str:
    """Return what was printed and what is printed now, line against line; empty where only a figure differs."""
    then, now = ((each.output + each.error).splitlines() for each in (entry, outcome))
    return "\n".join(difflib.unified_diff(then, now, "recorded", "now", lineterm=""))
