"""The pages of each language, with their records, as MkDocs last read them."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from tested_docs.downloads import downloads
from tested_docs.page import read_page
from tested_docs.record import Book, read_record
from tested_docs.source import DocsError

books: dict[str, Book] = {}  # by language


def root_of(config: MkDocsConfig) -> Path:
    """Return the root of the repository that *config* lies in."""
    return Path(config.config_file_path or ".").resolve().parent


def is_main(config: MkDocsConfig) -> bool:
    """Tell whether *config* is that of the Chinese site, which holds the English one."""
    return bool(config.extra["lang"] == "zh")


def read(config: MkDocsConfig, file: File) -> dict[str, str]:
    """Put the page of *file* into the book, in place of what was there, and return its downloads."""
    root, path = root_of(config), Path("docs", config.extra["lang"], file.src_uri)
    book = books[config.extra["lang"]]
    book[:] = [each for each in book if each[0].path != path]
    try:
        page = read_page(root, path)
        book.append((page, read_record(root, page)))
    except DocsError:
        return {}  # told where the page is rendered
    return downloads(root, *book[-1], f"{config.site_url}{file.url}" if config.site_url else "")


def in_order(config: MkDocsConfig) -> Book:
    """Return the pages of the book in the order of the navigation."""
    order = {path: n for n, path in enumerate(re.findall(r"[\w/-]+\.(?:md|ipynb)", str(config.nav)))}
    return sorted(books[config.extra["lang"]], key=lambda each: order.get("/".join(each[0].path.parts[2:]), len(order)))
