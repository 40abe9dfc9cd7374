"""Records: what each block of a page printed, drew and raised when it last ran, and where that was."""

import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tested_docs.page import Page
from tested_docs.source import DocsError


@dataclass
class Shown:
    """What one block printed and drew (file names) on a GPU, and which GPU, torch and day that was."""

    torch: str
    device: str
    date: datetime.date
    output: str = ""
    figures: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """What came out of one block. *error* is ``Type: message``; *figures* are file names, *apis* names of PyTorch.

    *elsewhere* has the outcomes on kinds of device other than the CPU, of a block marked to be shown for each.
    """

    name: str
    digest: str
    output: str = ""
    error: str = ""
    figures: list[str] = field(default_factory=list)
    apis: list[str] = field(default_factory=list)
    elsewhere: dict[str, Shown] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """The names of all its figures."""
        return [*self.figures, *(name for shown in self.elsewhere.values() for name in shown.figures)]


@dataclass
class Run:
    """Where and when the whole page last ran on one kind of device; *digest* is that of its last block."""

    torch: str
    device: str
    date: datetime.date
    digest: str


@dataclass
class Record:
    """The record of a page: its runs by kind of device, its blocks in order."""

    runs: dict[str, Run] = field(default_factory=dict)
    blocks: list[Entry] = field(default_factory=list)


Book = list[tuple[Page, Record]]  # the pages of one language


def record_path(page: Page) -> Path:
    """Return where the record of *page* lies, relative to the root."""
    return page.module.with_suffix(".toml")


def figures_path(page: Page) -> Path:
    """Return the folder of the figures of *page*, relative to the root."""
    return Path("docs", "assets", "figures", page.key)


def read_record(root: Path, page: Page) -> Record:
    """Return the record of *page*; an empty one where there is none yet."""
    path = record_path(page)
    if not (root / path).is_file():
        return Record()
    try:
        data = tomllib.loads((root / path).read_text("utf-8"))
        runs = {device: Run(**run) for device, run in data.get("runs", {}).items()}
        return Record(runs, [_entry(entry) for entry in data.get("blocks", [])])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        remedy = f"write it anew: make record PAGE={page.key}"
        raise DocsError(path, 1, f"the record is half-written or damaged ({error})", remedy) from None


def _entry(data: dict[str, Any]) -> Entry:
    elsewhere = {kind: Shown(**shown) for kind, shown in data.pop("elsewhere", {}).items()}
    return Entry(**data, elsewhere=elsewhere)


def write_record(root: Path, page: Page, record: Record) -> None:
    """Write the record of *page* whole or not at all."""
    import tomli_w  # only those who run examples need it

    text = tomli_w.dumps({"runs": {device: vars(run) for device, run in record.runs.items()}})
    for entry in record.blocks:
        told = {key: value for key, value in vars(entry).items() if value and key != "elsewhere"}
        text += f"\n[[blocks]]\n{tomli_w.dumps(told, multiline_strings=True)}"
        for kind, shown in entry.elsewhere.items():
            told = {key: value for key, value in vars(shown).items() if value}
            text += f"\n[blocks.elsewhere.{kind}]\n{tomli_w.dumps(told, multiline_strings=True)}"
    path = root / record_path(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".toml.part")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def faults(root: Path, page: Page, record: Record) -> dict[str, str]:
    """Return what is wrong with *record* as the record of *page*: block name (or "" for the page) -> problem."""
    found = {}
    entries = {entry.name: entry for entry in record.blocks}
    for block in page.blocks:
        entry = entries.get(block.name)
        if entry is None:
            found[block.name] = "has never run"
        elif entry.digest != block.digest:
            found[block.name] = "has changed since it last ran, or a block before it has"
        elif bool(entry.error) != bool(block.section.raises):
            found[block.name] = "is recorded with another outcome than its '# raises:' mark says"
        else:
            missing = [name for name in entry.files if not (root / figures_path(page) / name).is_file()]
            if missing:
                found[block.name] = f"drew {missing[0]}, which is not in {figures_path(page).as_posix()}"
    names = [block.name for block in page.blocks]
    if not found and [entry.name for entry in record.blocks] != names:
        found[""] = "the record has other blocks than the page, or in another order"
    if not found and page.blocks and getattr(record.runs.get("cpu"), "digest", "") != page.blocks[-1].digest:
        found[""] = "the page has not run as a whole since it changed"
    return found
