"""Judging a run: does a block still print, raise and draw what its record says?"""

import difflib
import doctest
import math
import re
from pathlib import Path

from pytest_doctestplus.output_checker import FLOAT_CMP, OutputChecker

from tested_docs.figures import difference
from tested_docs.page import Block, Page
from tested_docs.record import Entry, Shown, figures_path
from tested_docs.worker import Outcome

DEVICE = re.compile(r",\s*device='\w+(:\d+)?'")
TRAIT = re.compile(r",\s+(?=(dtype|requires_grad|grad_fn)=)")  # a longer tail moves to the next line
SHOWN = ("cuda", "each")  # marks of blocks whose outcome on a GPU is recorded and shown by itself
NAME = re.compile(r"\b(cuda|mps|standin):0")


class Checker(OutputChecker):  # type: ignore[misc]  # pytest-doctestplus has no types
    """Text exactly, floats within *rtol*, or within one unit of the last place printed where three or more are."""

    def __init__(self, rtol: float) -> None:
        super().__init__()
        self.rtol = rtol

    def equal_floats(self, a: str, b: str) -> bool:
        """Tell whether two printed floats are the same number as far as their digits say."""
        x, y = float(a), float(b)
        if math.isnan(x) or math.isnan(y) or math.isinf(x) or math.isinf(y):
            return x == y or (math.isnan(x) and math.isnan(y))
        return abs(x - y) <= max(self.rtol * abs(y), 1.01 * max(_last_place(a), _last_place(b)))


def _last_place(number: str) -> float:
    digits, _, exponent = number.strip().lower().partition("e")
    places = len(digits.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - places) if places >= 3 else 0.0


def same_text(want: str, got: str, rtol: float = 1e-5) -> bool:
    """Tell whether two printed texts agree."""
    return bool(Checker(rtol).check_output(want, got, FLOAT_CMP | doctest.DONT_ACCEPT_BLANKLINE))


def compare(
    root: Path,
    page: Page,
    block: Block,
    entry: Entry,
    outcome: Outcome,
    *,
    same_torch: bool = True,
    device: str = "cpu",
) -> str | None:
    """Return how *outcome* departs from *entry*, the record of *block*; None where a reader would see the same.

    Under another torch minor version than the record's an error may be worded otherwise; its type is judged by the
    mark. On another device its name in a tensor's repr does not count, and floats may differ by one in a thousand.
    """
    if outcome.problem or outcome.skipped:
        return outcome.problem or None
    recorded: Entry | Shown = entry
    if device in entry.elsewhere:
        recorded = entry.elsewhere[device]
    elif block.section.device == "cuda":
        return f"has not been recorded on {device} yet: make record DEVICE={device} PAGE={page.key}"
    elif block.section.device == "each" and device == "standin":  # no GPU: nothing of it is kept
        return None
    if block.section.varies:
        return None
    rtol = 1e-5 if device == "cpu" else 1e-3
    want, got = recorded.output, outcome.output
    if device != "cpu":
        want, got = _plain(want), _plain(got)
    if not same_text(want, got, rtol):
        return f"printed something else than its record:\n{_diff(want, got)}"
    if same_torch and device == "cpu" and not same_text(entry.error, outcome.error, rtol):
        return f"raised something else than its record:\n{_diff(entry.error, outcome.error)}"
    if len(recorded.figures) != len(outcome.figures):
        return f"drew {len(outcome.figures)} figures; its record has {len(recorded.figures)}"
    for name, figure in zip(recorded.figures, outcome.figures, strict=True):
        if told := difference((root / figures_path(page) / name).read_bytes(), figure):
            return f"drew {name} otherwise than recorded: {told}"
    return None


def _plain(text: str) -> str:
    return NAME.sub("cpu", TRAIT.sub(", ", DEVICE.sub("", text)))


def _diff(want: str, got: str) -> str:
    lines = difflib.unified_diff(want.splitlines(), got.splitlines(), "recorded", "now", lineterm="")
    return "\n".join(lines)
