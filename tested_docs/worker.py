"""The inside of a page's process: runs its blocks in order, as if typed into a fresh interpreter."""

import contextlib
import linecache
import logging
import multiprocessing
import os
import random
import resource
import sys
import time
import traceback
import types
import warnings
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from tested_docs.calls import methods, names
from tested_docs.confine import confine
from tested_docs.device import Place, default
from tested_docs.tally import Tally


@dataclass(frozen=True)
class Task:
    """A block to run: what :class:`tested_docs.page.Block` says of it, in plain values."""

    name: str
    file: str  # absolute: tracebacks and inspect.getsource name it
    source: str
    raises: str | None
    device: str | None


@dataclass(frozen=True)
class Limits:
    """What one page may take: seconds, bytes of memory, bytes of output; the folder it may not write to."""

    seconds: float = 60
    memory: int = 2 << 30
    output: int = 64 << 10
    root: Path = Path()
    trace: bool = False  # note which of PyTorch's names each block uses; slower


@dataclass
class Outcome:
    """What came out of one block; where it does not count, *problem*, the *remedy* and the *line* of the snippet."""

    name: str
    output: str = ""
    error: str = ""
    figures: list[bytes] = field(default_factory=list, repr=False)
    apis: list[str] = field(default_factory=list)  # full names, if traced
    problem: str = ""
    remedy: str = "mend the example"
    line: int = 0
    skipped: bool = False
    tally: Tally = field(default_factory=Tally)  # of a run on another device than the CPU
    open_figures: int = 0
    seconds: float = 0.0


def work(tasks: list[Task], folder: Path, device: str, limits: Limits, channel: Connection) -> None:
    """Run *tasks* in this process and send an :class:`Outcome` for each; stop at the first that has a problem.

    *folder* is empty and temporary: the page runs in ``folder/cwd``, and what it prints goes to ``folder/output``.
    """
    namespace = enter(tasks[0].file, folder, limits)
    imported: dict[str, str] = {}
    with open(folder / "output", "rb") as printed, default(device) as place:
        confine(limits.root)
        for task in tasks:
            channel.send(task.name)
            with methods(task.file, trace=limits.trace) as called:
                outcome = run_block(task, namespace, printed, device, place)
            outcome.apis = names(task.source, imported, called) if limits.trace and not outcome.skipped else []
            outcome.tally = place.taken()
            channel.send(outcome)
            if outcome.problem:
                return


def enter(file: str, folder: Path, limits: Limits) -> dict[str, object]:
    """Make this process the page's own, as a fresh interpreter would be; return the namespace of its main module."""
    os.setpgid(0, 0)  # so that what a page starts ends with it
    from tested_docs import warm  # noqa: F401  (already there in a fork of the warm process)

    _settle(folder, limits)
    _seed()
    namespace = types.ModuleType("__main__")
    namespace.__file__ = file  # inspect.getsource asks for it
    sys.modules["__main__"] = namespace
    return namespace.__dict__


def run_block(
    task: Task, namespace: dict[str, object], printed: BinaryIO, device: str = "cpu", place: Place | None = None
) -> Outcome:
    """Run *task* in *namespace*, unless it needs a GPU and has none; what it prints is read from *printed*."""
    import matplotlib.pyplot as plt

    outcome = Outcome(task.name, skipped=task.device == "cuda" and device != "cuda")
    if not outcome.skipped:
        around: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
        if place and task.device:
            around = place.home() if task.device == "cpu" else place.left()
        with around:
            _run(task, namespace, outcome)
        outcome.output = printed.read().decode("utf-8", "replace")
        outcome.open_figures = len(plt.get_fignums())
    return outcome


def _settle(folder: Path, limits: Limits) -> None:
    """Give the page its own directory, streams, imports, warnings and memory limit."""
    import torch

    os.chdir(folder / "cwd")
    sink = os.open(folder / "output", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        stream.flush()
        os.dup2(sink, number)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]
    multiprocessing.set_start_method(None, force=True)  # back to the platform's own
    sys.argv, sys.dont_write_bytecode = [""], True
    sys.path[:] = [path for path in sys.path if path and Path(path) != limits.root]
    # Logs that name this machine, the time and the process: the profiler's, and of a compiler found without a GPU.
    os.environ["KINETO_LOG_LEVEL"] = "9"
    logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)
    warnings.resetwarnings()
    warnings.simplefilter("error")
    torch.set_num_threads(1)  # pages run side by side, and sums come out the same on machines of any size
    if sys.platform == "linux" and not torch.cuda.is_available():  # CUDA maps far more than it uses
        in_use = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (in_use + limits.memory,) * 2)


def _seed() -> None:
    """Forks share their parent's random state; a fresh interpreter would not, and hides no seed it did not set."""
    import numpy as np
    import torch

    random.seed()
    np.random.seed()
    torch.seed()


def _run(task: Task, namespace: dict[str, object], outcome: Outcome) -> None:
    """Execute *task*; note in *outcome* the error it was to raise, or what is wrong."""
    from tested_docs.backend import shown

    shown.clear()
    _show_source(task)
    start = time.perf_counter()
    error: BaseException | None = None
    try:
        exec(compile(task.source, task.file, "exec", dont_inherit=True), namespace)
    except BaseException as raised:  # also SystemExit: nothing that an example raises may end the run
        error = raised
    outcome.seconds = time.perf_counter() - start
    sys.stdout.flush()
    sys.stderr.flush()
    outcome.figures = list(shown)
    if error is None:
        if task.raises:
            outcome.problem = f"was to raise {task.raises}, but raised nothing"
            outcome.remedy = "mend it, or take off '# raises:'"
        return
    outcome.error = f"{type(error).__name__}: {error}"
    if task.raises in {base.__name__ for base in type(error).__mro__}:
        return
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == task.file]
    outcome.line = frames[-1].f_lineno if frames else getattr(error, "lineno", None) or 0
    if isinstance(error, SystemExit):
        outcome.problem = f"ended the interpreter: sys.exit({error.code!r})"
        outcome.remedy = "take the call out"
    elif task.raises:
        outcome.problem = f"was to raise {task.raises}, but this came:\n{_traceback(error, task.file)}"
        outcome.remedy = "mend it, or its mark"
    else:
        outcome.problem = f"raised an error:\n{_traceback(error, task.file)}"
        outcome.remedy = f"mend it, or mark it '# raises: {type(error).__name__}' if that is what it shows"


def _show_source(task: Task) -> None:
    """Let tracebacks and :mod:`inspect` find the lines as shown."""
    old = linecache.cache.get(task.file)
    lines = list(old[2]) if old else []  # type: ignore[misc]  # entries of ours are never lazy
    new = task.source.splitlines(keepends=True)
    lines += ["\n"] * (len(new) - len(lines))
    for index, line in enumerate(new):
        if line.strip():
            lines[index] = line
    linecache.cache[task.file] = (sum(map(len, lines)), None, lines, task.file)


def _traceback(error: BaseException, file: str) -> str:
    """Return the traceback of *error* with the example's own lines only."""
    told = traceback.TracebackException.from_exception(error)
    told.stack = traceback.StackSummary.from_list([frame for frame in told.stack if frame.filename == file])
    return "".join(told.format(chain=False)).rstrip()
