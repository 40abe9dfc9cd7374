"""`make bench`: what a page costs to run in isolation, and what the hooks add to `mkdocs build`.

Prints, side by side and from one run: each page of the tensors chapter in an interpreter of its own, in the forkserver
runner, and by plain `exec` in one process; then the build of a generated book of 45 chapter pages in two languages,
with the hooks and, from the same pages already expanded, without them.
"""

import contextlib
import io
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from tested_docs import comments, highlight
from tested_docs.book import page_paths
from tested_docs.expand import expand
from tested_docs.page import Page, read_page
from tested_docs.record import read_record
from tested_docs.runner import run
from tested_docs.source import ROOT

COPIES = 9
DRAW = 'plt.savefig(__import__("io").BytesIO(), format="svg"); plt.close()'


def main() -> None:
    """Print both tables."""
    logging.disable(logging.WARNING)
    pages = [read_page(ROOT, path) for path in page_paths(ROOT, "zh") if path.parts[2] == "tensors"]
    _print_runs(pages)
    with tempfile.TemporaryDirectory() as name:
        _print_builds(Path(name))


def _print_runs(pages: list[Page]) -> None:
    empty = Page(Path("docs/zh/empty.md"), "zh", "empty", "", pages[0].blocks[:1])
    start = time.perf_counter()
    run(ROOT, empty)
    print(f"starting the warm process, once: {time.perf_counter() - start:.1f} s\n")
    print(f"{'page':28}{'blocks':>7}{'fresh':>10}{'runner':>10}{'plain':>10}{'isolation':>11}   (seconds)")
    for page in pages:
        fresh = _timed(_fresh, page)
        isolated = min(_timed(run, ROOT, page) for _ in range(3))
        plain = _plain(page)
        row = f"{page.key:28}{len(page.blocks):7}{fresh:10.2f}{isolated:10.2f}{plain:10.2f}{isolated - plain:11.2f}"
        print(row, flush=True)


def _timed(call: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


def _script(page: Page) -> str:
    """Return the page as one script; an error that a block is to raise goes by."""
    parts = []
    for block in page.blocks:
        body = f"exec(compile({block.code!r}, 'page', 'exec'), names)"
        wanted = f"\ntry: {body}\nexcept (Exception, Warning): pass" if block.section.raises else f"\n{body}"
        parts.append(wanted)
    head = "import warnings, matplotlib; matplotlib.use('agg'); import torch; warnings.simplefilter('error'); names = {'__name__': 'page'}"
    return head + "".join(parts).replace("plt.show()", DRAW)


def _fresh(page: Page) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", _script(page)], cwd=folder, check=True, capture_output=True)


def _plain(page: Page) -> float:
    """Return the time that the same script takes in one process where everything is imported: the best of three."""
    script = f"import io, contextlib, time\nfrom tested_docs import warm\nscript = {_script(page)!r}\ntimes = []\n"
    script += (
        "for _ in range(3):\n    start = time.perf_counter()\n    with contextlib.redirect_stdout(io.StringIO()):\n"
    )
    script += "        exec(script, {})\n    times.append(time.perf_counter() - start)\nprint(min(times))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _print_builds(root: Path) -> None:
    count = _generate(root / "book")
    _expand(root / "book", root / "plain")
    _build(root / "book", ["mkdocs.yml"])  # jieba's dictionary, and what MkDocs imports
    hooked, plain = [], []
    for _ in range(3):  # turn by turn, so that a busy machine is unkind to both
        plain.append(_build(root / "plain", ["mkdocs.yml", "mkdocs.en.yml"]))
        hooked.append(_build(root / "book", ["mkdocs.yml"]))
    print(f"\nmkdocs build, {count} pages in two languages (milliseconds a page and language, best of 3)")
    print(f"without hooks {min(plain) / count / 2 * 1000:8.1f}")
    print(f"with hooks    {min(hooked) / count / 2 * 1000:8.1f}   ({(min(hooked) / min(plain) - 1) * 100:+.0f} %)")


def _generate(root: Path) -> int:
    """Lay a book whose tensors chapter stands nine times over; return its number of pages."""
    for name in ("docs", "snippets", "overrides"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs_hooks.py", root)
    for n in range(1, COPIES):
        for folder in ("snippets", "docs/zh", "docs/en", "docs/assets/figures"):
            target = root / folder / f"tensors{n}"
            shutil.copytree(root / folder / "tensors", target)
            for module in target.glob("*.py"):  # no two copies alike, or one would be coloured for all
                text = re.sub(r"^(?=# --8<-- \[end:)", f"# {n}\n", module.read_text("utf-8"), flags=re.MULTILINE)
                module.write_text(text, "utf-8")
            for page in target.glob("*.md"):
                text = re.sub(r'(--8<-- "|assets/figures/)tensors/', rf"\1tensors{n}/", page.read_text("utf-8"))
                page.write_text(text, "utf-8")
    pages = sorted(path.relative_to(root / "docs/zh").as_posix() for path in (root / "docs/zh").rglob("*.md"))
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        text = (ROOT / name).read_text("utf-8").partition("\nnav:\n")[0]
        (root / name).write_text(text + "\nnav:\n" + "".join(f"  - {page}\n" for page in pages), "utf-8")
    return len(pages)


def _expand(book: Path, root: Path) -> None:
    """Lay the same pages, expanded, with nothing of ours left to do."""
    shutil.copytree(book / "overrides", root / "overrides")
    for lang in ("zh", "en"):
        shutil.copytree(book / "docs" / lang, root / "docs" / lang)
        shutil.copytree(book / "docs/assets", root / "docs" / lang / "assets")
        for path in page_paths(root, lang):
            page = read_page(book, path)
            (root / path).write_text(expand(book, page, read_record(book, page)), "utf-8")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        text = re.sub(r"^(hooks|watch):.*\n", "", (book / name).read_text("utf-8"), flags=re.MULTILINE)
        (root / name).write_text(text, "utf-8")


def _build(root: Path, names: list[str]) -> float:
    for cached in (comments._comments, highlight._html):  # each build starts as from the command line
        cached.cache_clear()
    start = time.perf_counter()
    with _quiet():
        for name in names:
            build(load_config(str(root / name)))
    return time.perf_counter() - start


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


if __name__ == "__main__":
    main()
