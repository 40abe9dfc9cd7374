"""What the blocks of a run put on its device, and the account of it that a person reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tested_docs.page import Page
    from tested_docs.worker import Outcome

AIM = 0.9


@dataclass
class Tally:
    """What a block made: tensors anywhere, tensors on the device of the run, and the bytes of these."""

    made: int = 0
    placed: int = 0
    bytes: int = 0


def account(runs: Iterable[tuple["Page", list["Outcome"]]]) -> Iterator[str]:
    """Yield a line a page (blocks, blocks that put tensors on the device, bytes, seconds), then the whole."""
    whole, reasons = Counter[str](), Counter[str]()
    for page, outcomes in sorted(runs, key=lambda each: each[0].key):
        marks = {block.name: block.section.device for block in page.blocks}
        told = Counter(_place(marks[outcome.name], outcome) for outcome in outcomes)
        taken = sum(outcome.tally.bytes for outcome in outcomes)
        seconds = sum(outcome.seconds for outcome in outcomes)
        placed = told.pop("on the device", 0)
        rest = ", ".join(f"{count} {reason}" for reason, count in sorted(told.items()))
        yield f"{page.key}: {placed} of {len(outcomes)} blocks, {_size(taken)}, {seconds:.1f} s" + (
            rest and f"; {rest}"
        )
        whole.update(blocks=len(outcomes), placed=placed, bytes=taken)
        reasons.update(told)
    makers = whole["blocks"] - reasons["without tensors"] - reasons["for a GPU only"]
    share = whole["placed"] / makers if makers else 1.0
    yield (
        f"{whole['placed']} of {makers} blocks that make tensors put them on the device: {share:.1%} (aim {AIM:.0%}), "
        f"{_size(whole['bytes'])}"
    )
    for reason, count in sorted(reasons.items()):
        yield f"{count} {reason}"


def _place(mark: str | None, outcome: "Outcome") -> str:
    if outcome.skipped:
        return "for a GPU only"
    if outcome.tally.placed:
        return "on the device"
    if not outcome.tally.made:
        return "without tensors"
    return "marked '# device: cpu'" if mark == "cpu" else "with tensors of the CPU's alone"


def _size(taken: int) -> str:
    return f"{taken / 1e6:.1f} MB" if taken >= 1e5 else f"{taken / 1e3:.1f} KB"
