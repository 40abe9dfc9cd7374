"""``python -m tested_docs record|stamp|new|changes [PAGE …]``: what the targets of the Makefile call."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tested_docs.book import page_paths
from tested_docs.device import missing
from tested_docs.page import Page, read_page
from tested_docs.parity import stamp_page
from tested_docs.scaffold import new_page
from tested_docs.source import ROOT, DocsError


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return 0, or 1 with a message for each page that failed."""
    parser = argparse.ArgumentParser(prog="python -m tested_docs", description=__doc__)
    parser.add_argument("command", choices=("record", "stamp", "new", "changes"))
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="chapter/name; all pages without it")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda", "mps"), help="where to run (record)")
    arguments = parser.parse_intermixed_args(argv)  # options may stand before the pages
    if told := missing(arguments.device):
        print(told, file=sys.stderr)
        return 1
    try:
        if arguments.command == "new":
            for path in [path for key in arguments.pages for path in new_page(root, key)]:
                print(path.as_posix())
            return 0
        pages = [read_page(root, path) for path in _chosen(root, arguments.pages)]
    except DocsError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.command == "stamp":
        for page in pages:
            print(f"{page.key}: {stamp_page(root, page)}")
        return 0
    pages = [page for page in pages if page.blocks]
    return _changes(root, pages) if arguments.command == "changes" else _record(root, pages, arguments.device)


def _chosen(root: Path, keys: list[str]) -> list[Path]:
    paths = page_paths(root, "zh")
    known = {path.relative_to("docs/zh").with_suffix("").as_posix(): path for path in paths}
    for key in keys:
        if key not in known:
            raise DocsError("docs/zh", 1, f"no page '{key}'", f"pages are: {', '.join(known)}")
    return [known[key] for key in keys] or paths


def _changes(root: Path, pages: list[Page]) -> int:
    """Print what the installed packages change, page by page; return 1 where they change anything."""
    from tested_docs.changes import changes

    changed = []
    for page, told in changes(root, pages):
        if told:
            changed.append(page.key)
            print(f"== {page.key}", *told, sep="\n", flush=True)
    print(f"{len(pages) - len(changed)} of {len(pages)} pages do what their records say")
    if changed:
        print(f"mend what is wrong, then accept the rest: make record PAGE='{' '.join(changed)}'")
    return int(bool(changed))


def _record(root: Path, pages: list[Page], device: str) -> int:
    """Run *pages*, two at a time, and write their records when all are through: no run may see files change."""
    from tested_docs.recording import keep, observe

    failed = 0
    with ThreadPoolExecutor(2) as pool:
        runs = [(page, pool.submit(observe, root, page, device=device)) for page in pages]
        pool.shutdown()
    for page, outcomes in runs:
        try:
            record = keep(root, page, outcomes.result(), device=device)
            print(f"{page.key}: {len(record.blocks)} blocks recorded on {device}")
        except DocsError as error:
            print(error, file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
