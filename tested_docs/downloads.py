"""What a page offers beside itself: its notebook, its script, and its text as plain Markdown."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from tested_docs.expand import expand
from tested_docs.glossary import read_terms
from tested_docs.indexes import with_indexes
from tested_docs.notebook import notebook, script
from tested_docs.page import Page
from tested_docs.plain import contents, plain
from tested_docs.project import is_project
from tested_docs.record import Book, Record


def downloads(root: Path, page: Page, record: Record, address: str) -> dict[str, str]:
    """Return name -> content of the notebook and the script of *page*; *address* is the page's own, or empty."""
    if not record.runs:
        return {}

    def absolute(target: str) -> str:
        return urljoin(address, _url(target)) if address else ""

    # MkDocs has a project's notebook itself, by the shorter name.
    stem = f"{page.key}/{page.path.stem}" if is_project(page.path) else page.key
    return {f"{stem}.ipynb": notebook(root, page, record, absolute), f"{stem}.py": script(page, absolute)}


def texts(root: Path, book: Book, nav: list[object], name: str, description: str) -> Iterator[tuple[str, str]]:
    """Yield (name, content) of each page as Markdown, and of ``llms.txt``."""
    for page, record in book:
        text = with_indexes(expand(root, page, record, strict=False), page, book, read_terms(root))
        yield f"{page.key}.md", plain(text)
    if book:
        pages = {Path(*page.path.parts[2:]).as_posix(): page for page, _ in book}
        yield "llms.txt", contents(nav, pages, book[0][0].lang, name, description)


def _url(target: str) -> str:
    """Return where a link between two pages, written as between two files, leads on the site."""
    path, mark, anchor = target.partition("#")
    path = f"../{path.removesuffix('.md').removesuffix('.ipynb')}/" if path else ""
    return f"{path.removesuffix('index/')}{mark}{anchor}"
