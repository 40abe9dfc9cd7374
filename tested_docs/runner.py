"""Runs a page in a fresh process, forked from a warm one that has already imported what pages import."""

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.context
import os
import signal
import sys
import tempfile
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tested_docs.page import Page
from tested_docs.source import ROOT
from tested_docs.worker import Limits, Outcome, Task, work

_starting = threading.Lock()


def run(root: Path, page: Page, *, device: str = "cpu", limits: Limits | None = None) -> list[Outcome]:
    """Run the blocks of *page* in order and return what came out of each, up to the first that has a problem.

    Each call costs a fork of the warm process, which the first call starts. Whatever the page does (loop for ever, take
    all memory, kill its process, change the directory, print without end) ends with its process and comes back as the
    problem of the block that did it.
    """
    tasks = tasks_of(root, page)
    return run_tasks(tasks, device, limits or usual(root, device)) if tasks else []


def usual(root: Path, device: str) -> Limits:
    """Return what a page may take on *device*: a first kernel of a GPU, or the stand-in, takes its time."""
    return Limits(Limits.seconds * (1 if device == "cpu" else 5), root=root)


def warm_up() -> None:
    """Start the warm process, so that the first page need not wait for it."""
    run_tasks([Task("nothing", __file__, "pass\n", None, None)], "cpu", usual(ROOT, "cpu"))


def tasks_of(root: Path, page: Page) -> list[Task]:
    """Return the blocks of *page* as a page's process takes them."""
    return [
        Task(block.name, str(root / block.section.path), block.source, block.section.raises, block.section.device)
        for block in page.blocks
    ]


def run_tasks(tasks: list[Task], device: str, limits: Limits) -> list[Outcome]:
    """Run *tasks*, at least one, as :func:`run` runs the blocks of a page."""
    with tempfile.TemporaryDirectory(prefix="page-") as name:
        folder = Path(name)
        (folder / "cwd").mkdir()
        outcomes = _watch(tasks, folder, device, limits)
    if outcomes and not outcomes[-1].problem and outcomes[-1].open_figures:
        closed = [n for n, outcome in enumerate(outcomes) if not outcome.open_figures]
        culprit = outcomes[max(closed, default=-1) + 1]
        culprit.problem = "drew a figure that no plt.show() hands over"
        culprit.remedy = "call plt.show() when it is finished"
    return outcomes


def _watch(tasks: list[Task], folder: Path, device: str, limits: Limits) -> list[Outcome]:
    """Start the page's process, take its outcomes as they come, and end it when it breaks a limit."""
    receiver, process = start(work, tasks, folder, device, limits)
    deadline = time.monotonic() + limits.seconds
    outcomes: list[Outcome] = []
    running, problem, remedy = tasks[0].name, "", ""
    try:
        while not problem and process.is_alive() | receiver.poll():
            ready = multiprocessing.connection.wait([receiver, process.sentinel], timeout=0.1)
            if receiver in ready:
                try:
                    message = receiver.recv()
                except EOFError:
                    break
                if isinstance(message, Outcome):
                    outcomes.append(message)
                else:
                    running = message
            printed = folder / "output"
            if time.monotonic() > deadline:
                problem = f"ran longer than {limits.seconds:g} s, the limit of a page"
                remedy = "look for a loop without end, or make the example smaller"
            elif printed.is_file() and printed.stat().st_size > limits.output:
                problem = f"printed more than {limits.output >> 10} KB"
                remedy = "look for a print in a loop, or print less"
    finally:
        with contextlib.suppress(ProcessLookupError):  # what the page left running ends with it
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()  # in case it had no group of its own yet
        process.join()
        receiver.close()
    complete = len(outcomes) == len(tasks) or any(outcome.problem for outcome in outcomes)
    if problem or not complete:
        problem = problem or f"killed its process ({_exit(process.exitcode)})"
        remedy = remedy or "take out what ends it: a signal, os._exit, a crash in compiled code"
        outcomes = [outcome for outcome in outcomes if outcome.name != running]
        outcomes.append(Outcome(running, problem=problem, remedy=remedy))
    return outcomes


def start(target: Callable[..., None], *arguments: object) -> tuple[Any, Any]:
    """Call *target* with *arguments* and a channel in a fork of the warm process; return the other end, the process."""
    context = multiprocessing.get_context("forkserver")
    with _starting, _no_main(), contextlib.chdir(ROOT):
        context.set_forkserver_preload(["tested_docs.warm"])
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=target, args=(*arguments, sender))
        process.start()
        sender.close()
    return receiver, process


@contextlib.contextmanager
def _no_main() -> Iterator[None]:
    """Hide the main module: multiprocessing would import it (pytest, say) into every page's process."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _exit(code: int | None) -> str:
    return signal.Signals(-code).name if code and code < 0 else f"exit status {code}"
