"""Runs a page once and, before each block, forks a copy of its process for every fault to be planted there."""

import contextlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from tested_docs.compare import compare
from tested_docs.confine import confine
from tested_docs.page import Page
from tested_docs.record import Record, read_record
from tested_docs.runner import run, start, tasks_of
from tested_docs.source import DocsError
from tested_docs.worker import Limits, Outcome, Task, enter, run_block
from tests.mutants.faults import Fault

PATIENCE = 600  # seconds for a page without a fault: the machine may be busy with others
WRITTEN = 16 << 20  # bytes that a faulty page may write to a file


@dataclass(frozen=True)
class Verdict:
    """What became of a fault: the *block* in which it was noticed and what was *told*; both empty if nowhere."""

    fault: Fault
    place: int  # of the block that holds the fault
    block: str = ""
    told: str = ""


@dataclass(frozen=True)
class Plan:
    """A page to hunt on: the faults of each block, and the seconds that each block takes without one."""

    root: Path
    folder: Path  # temporary, of the page's process
    page: Page
    record: Record
    faults: dict[int, list[Fault]]
    seconds: list[float]


def hunt(root: Path, page: Page, faults: dict[int, list[Fault]]) -> list[Verdict]:
    """Plant each of *faults* (by the place of its block) in *page*, alone, and return what became of it.

    Raises :class:`DocsError` where the page does not agree with its record even without a fault.
    """
    record = read_record(root, page)
    limits = Limits(PATIENCE, root=root)
    outcomes = run(root, page, limits=limits)
    for place, outcome in enumerate(outcomes):
        if told := judge(root, page, record, place, outcome):
            raise DocsError(page.path, page.blocks[place].line, f"block '{outcome.name}' {told}", "make test first")
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as name:
        (Path(name) / "cwd").mkdir()
        plan = Plan(root, Path(name), page, record, faults, [outcome.seconds for outcome in outcomes])
        receiver, process = start(_hunt, plan, limits)
        with contextlib.suppress(EOFError):
            while isinstance(verdict := receiver.recv(), Verdict):
                verdicts.append(verdict)
        process.join()
    if told := (verdict if isinstance(verdict, str) else f"ended early: exit status {process.exitcode}"):
        raise DocsError(page.path, 1, told, "look at tests/mutants/hunt.py: a fork must behave as the page does")
    return verdicts


def judge(root: Path, page: Page, record: Record, place: int, outcome: Outcome) -> str | None:
    """Return what ``make test`` would say of a block's *outcome*; None if nothing."""
    told = compare(root, page, page.blocks[place], record.blocks[place], outcome)
    if not told and place == len(page.blocks) - 1 and outcome.open_figures:
        told = "drew a figure that no plt.show() hands over"
    return told


def _hunt(plan: Plan, limits: Limits, channel: Connection) -> None:
    """Inside the page's process: run the blocks; before each, plant its faults, and once none, as a control."""
    tasks = tasks_of(plan.root, plan.page)
    namespace = enter(tasks[0].file, plan.folder, limits)
    with open(plan.folder / "output", "rb") as printed:
        confine(limits.root)
        for place, task in enumerate(tasks):
            noticed = place
            for fault in plan.faults.get(place, []):
                block, told = _plant(plan, tasks, place, fault.source, namespace)
                noticed = max(noticed, *(n for n, each in enumerate(tasks) if each.name == block), place)
                channel.send(Verdict(fault, place, block, told))
            if place in plan.faults:
                block, told = _plant(plan, tasks[: noticed + 1], place, task.source, namespace)
                if told:
                    channel.send(f"without any fault, a fork before block '{task.name}' finds in '{block}': {told}")
                    return
            run_block(task, namespace, printed)
    channel.send("")


def _plant(plan: Plan, tasks: list[Task], place: int, source: str, namespace: dict[str, object]) -> tuple[str, str]:
    """Run *tasks* from *place* on in a fork, the first with *source* for its own; return the first difference."""
    seconds = 5 + 5 * sum(plan.seconds[place:])  # of computing; many more by the clock, on a busy machine
    receiver, sender = Pipe(duplex=False)
    sys.stdout.flush()
    drawn = random.getstate()
    with _copied(plan.folder / "cwd") as here:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads; torch's are idle
            pid = os.fork()
        if not pid:
            try:
                receiver.close()
                random.setstate(drawn)  # Python seeds it anew in a fork
                os.chdir(here)
                with _apart(plan.folder / "fault", int(seconds)) as printed:
                    sender.send(_first_difference(plan, tasks, place, source, namespace, printed))
            except BaseException as error:
                sender.send((tasks[place].name, f"broke its fork: {error!r}"))
            finally:
                os._exit(0)
        sender.close()
        late = (tasks[place].name, f"ran longer than {10 * seconds:.0f} s")
        try:
            found = receiver.recv() if receiver.poll(10 * seconds) else late
        except EOFError:
            found = (tasks[place].name, "killed its process")
        for end in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                end(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        receiver.close()
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        found = (tasks[place].name, f"ran longer than {seconds:.0f} s")
    return found


@contextlib.contextmanager
def _copied(folder: Path) -> Iterator[str]:
    """Put a copy of *folder* in its place; yield the current directory by name, which then lies in the copy."""
    here, kept = os.getcwd(), folder.with_name("kept")
    folder.rename(kept)
    try:
        shutil.copytree(kept, folder, symlinks=True)
        yield here
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        kept.rename(folder)


@contextlib.contextmanager
def _apart(output: Path, seconds: int) -> Iterator[BinaryIO]:
    """Give this fork an output of its own, limits, and a group, so that what it starts ends with it."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    for number in (1, 2):
        os.dup2(sink, number)
    with open(output, "rb") as printed:
        yield printed


def _first_difference(
    plan: Plan, tasks: list[Task], place: int, source: str, namespace: dict[str, object], printed: BinaryIO
) -> tuple[str, str]:
    """Return the first block, from *place* on, that does not do what its record says, and how; two "" if all do."""
    changed = replace(tasks[place], source=source)
    for n, task in enumerate([changed, *tasks[place + 1 :]], place):
        told = judge(plan.root, plan.page, plan.record, n, run_block(task, namespace, printed))
        if told:
            return task.name, told
    return "", ""
