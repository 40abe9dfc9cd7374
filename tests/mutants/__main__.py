"""``python -m tests.mutants [PAGE …]``: what ``make mutants`` calls.

Without a page it plants a sample of the book's faults, with one every fault of it. Prints a table, and each fault that
nothing noticed and that ``survivors.txt`` does not excuse; then the exit status is 1.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tested_docs.book import page_paths
from tested_docs.comments import bare
from tested_docs.page import Block, Page, read_page
from tested_docs.source import ROOT, DocsError
from tests.mutants.faults import Fault, faults
from tests.mutants.hunt import Verdict, hunt
from tests.mutants.planted import Planted, plant

PER_BLOCK = 3
EVERY = 1 << 30
PER_SLOW_PAGE = 12  # whose blocks train for seconds
SLOW = (
    "activations/gelu-silu",
    "activations/relu",
    "cnn/convolution",
    "cnn/pretrained",
    "cnn/residual-block",
    "cnn/resnet18",
    "data/dataset-dataloader",
    "optimizers/adaptive",
    "optimizers/schedules",
    "projects/adding",
    "projects/digits",
    "projects/image-pipeline",
    "projects/linear-regression",
    "projects/mlp",
    "projects/phone-price",
)
SURVIVORS = Path(__file__).with_name("survivors.txt")


def main(argv: list[str] | None = None, root: Path = ROOT, survivors: Path = SURVIVORS) -> int:
    """Run the command; return 0 where each fault was noticed or is excused, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="chapter/name: every fault of it; a sample without")
    parser.add_argument("--per-block", type=int, metavar="N", help="at most N faults a block, of every page")
    arguments = parser.parse_args(argv)
    began = time.monotonic()
    pages = [page for page in (read_page(root, path) for path in page_paths(root, "zh")) if page.blocks]
    if unknown := set(arguments.pages) - {page.key for page in pages}:
        print(f"no page {sorted(unknown)[0]!r}", file=sys.stderr)
        return 1
    chosen = [page for page in pages if page.key in arguments.pages or not arguments.pages]
    per_block = arguments.per_block or (EVERY if arguments.pages else PER_BLOCK)
    slow = () if arguments.pages else SLOW
    possible = {page.key: possible_faults(page) for page in chosen}
    chosen.sort(key=lambda page: page.key not in SLOW)
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            (page, pool.submit(hunt, root, page, sample(page, possible[page.key], per_block, slow=page.key in slow)))
            for page in chosen
        ]
        planted = [each for page in chosen for each in plant(root, page)]
        failed, verdicts = 0, list[tuple[Page, Verdict]]()
        for page, job in jobs:
            try:
                found = job.result()
            except DocsError as error:
                print(error, file=sys.stderr)
                failed = 1
                continue
            verdicts += [(page, verdict) for verdict in found]
            missed = sum(not verdict.told for verdict in found)
            print(f"{page.key}: {len(found)} planted, {missed} not noticed", file=sys.stderr, flush=True)
    total = sum(len(found) for each in possible.values() for found in each.values())
    print(f"{len(verdicts):,} of {total:,} possible faults in code, and {len(planted):,} in figures, records and pages")
    print(f"{time.monotonic() - began:.0f} s\n")
    excuses = read_excuses(survivors)
    print(table(verdicts, planted, excuses))
    return max(failed, report(verdicts, planted, excuses))


def possible_faults(page: Page) -> dict[int, list[Fault]]:
    """Return every fault of *page* by the place of its block; none for blocks that are not compared or not run."""
    found, before = {}, set[str]()
    for place, block in enumerate(page.blocks):
        if not block.section.varies and block.section.device != "cuda":
            found[place] = faults(block.source, frozenset(before))
        before |= {line.strip() for line in block.source.splitlines()}
    return found


def sample(
    page: Page, possible: dict[int, list[Fault]], per_block: int, *, slow: bool = False
) -> dict[int, list[Fault]]:
    """Return at most *per_block* faults of each block, kind by kind, always the same as long as the block is.

    Of a *slow* page, one each of some blocks.
    """

    def mixed(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    chosen = {}
    for place, found in possible.items():
        ordered = sorted(found, key=lambda fault: mixed(f"{page.key}{page.blocks[place].name}{fault}"))
        rank: Counter[str] = Counter()
        ranks = []
        for fault in ordered:
            ranks.append(rank[fault.kind] * (3 if fault.kind == "misspelt" else 1))
            rank[fault.kind] += 1
        by_rank = sorted(zip(ranks, range(len(ordered)), strict=True))
        chosen[place] = [ordered[n] for _, n in by_rank[: 1 if slow else per_block]]
    kept = sorted(chosen, key=lambda place: mixed(page.blocks[place].name))[: PER_SLOW_PAGE if slow else None]
    return {place: chosen[place] for place in sorted(kept) if chosen[place]}


def changes_digest(block: Block, fault: Fault) -> bool:
    """Tell whether the build would refuse *block* with *fault* because it is not the code that was recorded."""
    first = block.section.first - 1
    was, now = (
        bare(replace(block.section, lines=tuple(source.splitlines()[first:])))
        for source in (block.source, fault.source)
    )
    return was != now


def excuse(page: Page, verdict: Verdict, excuses: dict[str, str]) -> str:
    """Return why a fault that nothing noticed may stay; "" where nobody has said so."""
    block = page.blocks[verdict.place]
    if block.section.raises:
        return "the block shows an error, and the error is the same"
    return excuses.get(name_of(page, verdict), "")


def name_of(page: Page, verdict: Verdict) -> str:
    """Return the line by which ``survivors.txt`` knows a fault."""
    return f"{page.key} {page.blocks[verdict.place].name}: {verdict.fault.was} → {verdict.fault.now}"


def read_excuses(path: Path) -> dict[str, str]:
    """Return fault -> reason; in the file each ``== reason`` stands above its faults."""
    found, reason = {}, ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("== "):
            reason = line[3:]
        elif line and not line.startswith("#"):
            found[line] = reason
    return found


def table(verdicts: list[tuple[Page, Verdict]], planted: list[Planted], excuses: dict[str, str]) -> str:
    """Return what became of each kind of fault, as a Markdown table."""
    rows: dict[str, Counter[str]] = {}
    for page, verdict in verdicts:
        row = rows.setdefault(f"code: {KINDS[verdict.fault.kind]}", Counter())
        row["planted"] += 1
        if verdict.told:
            row["later" if verdict.block != page.blocks[verdict.place].name else "here"] += 1
        else:
            row["excused" if excuse(page, verdict, excuses) else "missed"] += 1
        row["digest"] += changes_digest(page.blocks[verdict.place], verdict.fault)
    for each in planted:
        row = rows.setdefault(each.kind, Counter())
        row["planted"] += 1
        row["here" if each.told else "missed"] += 1
    lines = [
        "| Fault | planted | noticed in its block | in a later one | share | excused | missed |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    code = sum((row for kind, row in rows.items() if kind.startswith("code: ")), Counter[str]())
    ordered = sorted(rows.items(), key=lambda item: not item[0].startswith("code: "))
    place = sum(kind.startswith("code: ") for kind in rows)
    for kind, row in [*ordered[:place], ("code, all kinds", code), *ordered[place:]]:
        share = (row["here"] + row["later"]) / max(1, row["planted"])
        counts = " | ".join(f"{row[name]:,}" for name in ("planted", "here", "later"))
        lines.append(f"| {kind} | {counts} | {share:.1%} | {row['excused']:,} | {row['missed']:,} |")
    lines.append(
        f"\nThe digest, which stops the build, noticed {code['digest']:,} of {code['planted']:,} faults in code."
    )
    return "\n".join(lines)


def report(verdicts: list[tuple[Page, Verdict]], planted: list[Planted], excuses: dict[str, str]) -> int:
    """Print the excused faults by reason, and each fault that nothing noticed; return 1 if there is one."""
    reasons: Counter[str] = Counter()
    missed = []
    for page, verdict in verdicts:
        if verdict.told:
            if name_of(page, verdict) in excuses:
                print(f"noticed by now, take it out of survivors.txt: {name_of(page, verdict)}")
            continue
        if reason := excuse(page, verdict, excuses):
            reasons[reason] += 1
        else:
            path = page.blocks[verdict.place].section.path
            missed.append(f"{path}:{verdict.fault.line}: a fault that nothing shows\n{verdict.fault}")
            missed[-1] += f"\n  -> show it, or excuse it in survivors.txt: {name_of(page, verdict)}"
    missed += [
        f"{each.path}: {each.kind}: {each.fault}\n  -> strengthen the check" for each in planted if not each.told
    ]
    for reason, count in reasons.most_common():
        print(f"excused, {count}: {reason}")
    print("".join(f"\n{each}\n" for each in missed), end="")
    return int(bool(missed))


KINDS = {
    "number": "a number changed",
    "operator": "an operator changed",
    "keyword": "a keyword argument dropped or turned",
    "flag": "True for False",
    "sibling": "a name replaced by its sibling",
    "misspelt": "a name misspelt",
    "statement": "a statement dropped",
    "swap": "two statements swapped",
    "seed": "a seed dropped",
    "string": "a letter of a string changed",
}

if __name__ == "__main__":
    sys.exit(main())
