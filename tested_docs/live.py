"""Live authoring: a page whose record is out of date is run as it is served, and shows what came out, unrecorded."""

from dataclasses import dataclass, field
from pathlib import Path

from tested_docs.page import Page
from tested_docs.record import Entry, Record, faults
from tested_docs.recording import entry_of
from tested_docs.runner import run
from tested_docs.worker import Outcome

NOTE = {
    "zh": '!!! note "实时结果，尚未记录"\n\n    满意之后运行 `make record PAGE={key}`。\n',
    "en": '!!! note "Live, not recorded yet"\n\n    When it is as you want it: `make record PAGE={key}`.\n',
}
NOT_RUN = {"zh": "上面的代码块出了问题，这一块没有运行", "en": "did not run, since a block above it failed"}


@dataclass
class Live:
    """What came out of a page just now: a record as if written, the problems by block, the figures by file name."""

    note: str
    record: Record
    problems: dict[str, str] = field(default_factory=dict)
    figures: dict[str, bytes] = field(default_factory=dict)


def live(root: Path, page: Page, record: Record, known: dict[str, list[Outcome]]) -> Live | None:
    """Run *page* if *record* is not its record; None where it is.

    *known* keeps outcomes by the digest of the page's code, so that both languages share one run.
    """
    if not page.blocks or not faults(root, page, record):
        return None
    digest = page.blocks[-1].digest
    if digest not in known:
        known.clear()
        known[digest] = run(root, page)
    outcomes = {outcome.name: outcome for outcome in known[digest]}
    now = Live(NOTE[page.lang].format(key=page.key), Record(record.runs))
    for block in page.blocks:
        outcome = outcomes.get(block.name)
        entry = entry_of(block.name, block.digest, outcome) if outcome else Entry(block.name, block.digest)
        now.record.blocks.append(entry)
        now.figures |= dict(zip(entry.figures, outcome.figures if outcome else [], strict=False))
        if outcome is None or outcome.problem:
            now.problems[block.name] = outcome.problem if outcome else NOT_RUN[page.lang]
    return now
