"""Pytest's view of the book: every block of every page is an item, collected by pytest-codeblocks."""

import io
import random
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest
from pytest_codeblocks.main import CodeBlock, extract_from_buffer
from pytest_codeblocks.plugin import MarkdownFile, TestBlock

from tested_docs.compare import compare
from tested_docs.device import KINDS, missing
from tested_docs.expand import expand
from tested_docs.page import Block, Page, read_page
from tested_docs.record import Record, read_record
from tested_docs.runner import run
from tested_docs.source import ROOT, DocsError
from tested_docs.tally import account
from tested_docs.worker import Outcome

WORKERS = 2
runs = pytest.StashKey[dict[str, tuple[Page, Future[list[Outcome]]]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--device`` and ``--shuffle``."""
    parser.addoption("--device", default="cpu", choices=KINDS, help="run the pages on this device")
    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="start the pages in another order, the same for a seed"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the pages below docs/."""
    if file_path.suffix in (".md", ".ipynb") and file_path.is_relative_to(ROOT / "docs"):
        collector: pytest.Collector = PageFile.from_parent(parent, path=file_path)
        return collector
    return None


class PageFile(MarkdownFile):  # type: ignore[misc]  # pytest-codeblocks has no types
    """A page, read as its reader sees it."""

    def collect(self) -> Iterator["PageBlock"]:
        """Yield an item for each Python fence of the expanded page."""
        page = read_page(ROOT, self.path.relative_to(ROOT))
        record = read_record(ROOT, page)
        text = expand(ROOT, page, record, strict=False)
        found = [block for block in extract_from_buffer(io.StringIO(text)) if block.syntax == "python"]
        if [block.code for block in found] != [block.code for block in page.blocks]:
            raise DocsError(page.path, 1, f"{len(page.blocks)} blocks shown, {len(found)} collected", "mend page.py")
        for block, code in zip(page.blocks, found, strict=True):
            yield PageBlock.from_parent(self, name=block.name, obj=code, page=page, block=block, record=record)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """Show an author's mistake without our traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, DocsError) else str(super().repr_failure(excinfo))


class PageBlock(TestBlock):  # type: ignore[misc]
    """A block of a page: passes if it prints, raises and draws what its record says."""

    def __init__(self, name: str, parent: PageFile, obj: CodeBlock, page: Page, block: Block, record: Record) -> None:
        super().__init__(name, parent, obj)
        self.page, self.block, self.record = page, block, record

    def runtest(self) -> None:
        """Judge what came out of this block when its page ran."""
        import torch

        device = self.config.getoption("--device")
        outcomes = {outcome.name: outcome for outcome in start(self.config, self.page).result()}
        entry = next((entry for entry in self.record.blocks if entry.name == self.block.name), None)
        outcome = outcomes.get(self.block.name)
        if outcome is None:
            self._fail(f"did not run: block '{list(outcomes)[-1]}' above it failed", "mend that block first")
        if outcome.problem:
            self._fail(outcome.problem, outcome.remedy, outcome.line)
        remedy = f"mend the example, or look and accept it: make record PAGE={self.page.key}"
        if entry is None or entry.digest != self.block.digest:
            self._fail("has changed since it was recorded, or a block before it has", remedy)
        if outcome.skipped:
            pytest.skip("needs a GPU: pytest --device cuda")
        same = _minor(self.record.runs["cpu"].torch) == _minor(torch.__version__) if "cpu" in self.record.runs else True
        if told := compare(ROOT, self.page, self.block, entry, outcome, same_torch=same, device=device):
            self._fail(told, remedy)

    def _fail(self, problem: str, remedy: str, line: int = 0) -> NoReturn:
        where = f"{self.block.section.path}:{line or self.block.section.first}"
        shown = f"{self.page.path}:{self.block.line}"
        pytest.fail(f"{where}: block '{self.block.name}' ({shown}) {problem}\n  -> {remedy}", pytrace=False)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """Show the message alone: the failure is the page's, not the machinery's."""
        return str(excinfo.value) if isinstance(excinfo.value, pytest.fail.Exception) else str(excinfo.getrepr())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the block as readers of the page would."""
        return self.path, self.block.line - 1, f"{self.page.path} {self.name}"


def start(config: pytest.Config, page: Page) -> Future[list[Outcome]]:
    """Return the run of *page*, started if need be; pages with the same code (the two languages) share one run."""
    key = page.blocks[-1].digest
    pending = config.stash[runs]
    if key not in pending:
        pool = config.stash[pools]
        pending[key] = page, pool.submit(run, ROOT, page, device=config.getoption("--device"))
    return pending[key][1]


pools = pytest.StashKey[ThreadPoolExecutor]()


def pytest_configure(config: pytest.Config) -> None:
    """Prepare for the runs of pages; none is started before an item needs it."""
    config.stash[runs] = {}
    config.stash[pools] = ThreadPoolExecutor(WORKERS)
    if told := missing(config.getoption("--device")):
        raise pytest.UsageError(told)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the pages of the selected items, two at a time, so that the first results wait for the last items."""
    if session.config.option.collectonly:
        return
    pages = list({item.page.path: item.page for item in session.items if isinstance(item, PageBlock)}.values())
    if (seed := session.config.getoption("--shuffle")) is not None:
        random.Random(seed).shuffle(pages)
    for page in pages:
        start(session.config, page)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """After a run on another device than the CPU, say what the pages put there."""
    done = [(page, run.result()) for page, run in config.stash[runs].values() if run.done() and not run.cancelled()]
    if done and config.getoption("--device") not in ("cpu", "rounding"):
        terminalreporter.section(f"on {config.getoption('--device')}")
        for line in account(done):
            terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no run behind."""
    config.stash[pools].shutdown(cancel_futures=True)


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]
