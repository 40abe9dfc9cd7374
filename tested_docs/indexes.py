"""Tables over the whole book, made at build time: what each page ran, every erratum, every error, every term."""

import re
from collections.abc import Callable, Iterable

from tested_docs.apis import address, short
from tested_docs.glossary import Term
from tested_docs.page import Block, Page
from tested_docs.record import Book

PLACE = re.compile(r"^<!-- index: (\w+) -->$", re.MULTILINE)
ERRATUM = re.compile(r'^ *!!! \w+ "(?:勘误|Erratum) (E-\d{3})[：:] *(.+)"$', re.MULTILINE)
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
HEADS = {
    "status": {"zh": "| 页面 | 代码块 | CPU | GPU |", "en": "| Page | Examples | CPU | GPU |"},
    "errata": {"zh": "| 编号 | 勘误 | 页面 |", "en": "| Number | Erratum | Page |"},
    "errors": {"zh": "| 报错 | 页面 |", "en": "| Error | Page |"},
    "apis": {"zh": "| 名字 | 页面 |", "en": "| Name | Pages |"},
    "glossary": {"zh": "| 术语 | 英文 | 意思 | 页面 |", "en": "| Term | Chinese | Meaning | Page |"},
}
LENGTH = 160  # letters of an error
SHOWN = 4  # pages of a name, and how many more
MORE = {"zh": "、", "en": ", "}


def with_indexes(text: str, page: Page, book: Book, terms: Iterable[Term] = ()) -> str:
    """Return *text*, the Markdown of *page*, with a table in each place that asks for one (``<!-- index: errata -->``)."""

    def table(match: re.Match[str]) -> str:
        kind = match[1]
        head = HEADS[kind][page.lang]
        rows = _glossary(terms, book, page) if kind == "glossary" else TABLES[kind](book, page)
        return "\n".join([head, re.sub(r"[^|]+", "---", head), *(f"| {' | '.join(row)} |" for row in rows)])

    return PLACE.sub(table, text)


def block_id(block: Block) -> str:
    """Return the anchor of *block* on its page."""
    return "code-" + re.sub(r"\W+", "-", block.name)


def erratum_id(number: str) -> str:
    """Return the anchor of an erratum (``E-006``) on its page."""
    return number.lower()


def _status(book: Book, here: Page) -> Iterable[tuple[str, ...]]:
    for page, record in book:
        if page.blocks:
            runs = (record.runs.get(kind) for kind in ("cpu", "cuda"))
            told = (f"{run.date}, torch {run.torch}" if run else "—" for run in runs)
            yield link(page, here), str(len(page.blocks)), *told


def _errata(book: Book, here: Page) -> Iterable[tuple[str, ...]]:
    found = {
        number: (f"[{number}]({_target(page, here)}#{erratum_id(number)})", title, link(page, here))
        for page, _ in book
        for number, title in ERRATUM.findall(page.text)
    }
    return (found[number] for number in sorted(found))


def _errors(book: Book, here: Page) -> Iterable[tuple[str, ...]]:
    rows = set()
    for page, record in book:
        errors = {entry.name: entry.error for entry in record.blocks if entry.error}
        for block in page.blocks:
            if block.name in errors:
                told = re.sub(r"\s+", " ", errors[block.name]).strip().replace("`", "'")
                told = told if len(told) <= LENGTH else f"{told[:LENGTH]} …"
                rows.add((f"`{told}`", f"[{_title(page)}]({_target(page, here)}#{block_id(block)})"))
    return sorted(rows)


def _apis(book: Book, here: Page) -> Iterable[tuple[str, ...]]:
    """Yield a row a name: where PyTorch documents it, and the pages that use it, each at its first block that does."""
    places: dict[str, list[str]] = {}
    for page, record in book:
        first: dict[str, Block] = {}
        entries = {entry.name: entry for entry in record.blocks}
        for block in page.blocks:
            for name in entries[block.name].apis if block.name in entries else ():
                first.setdefault(name, block)
        for name, block in first.items():
            places.setdefault(name, []).append(f"[{_title(page)}]({_target(page, here)}#{block_id(block)})")
    for name in sorted(places, key=lambda name: (name.rpartition(".")[2].lower(), name)):
        links = places[name]
        more = f" + {len(links) - SHOWN}" if len(links) > SHOWN else ""
        yield f"[`{short(name)}`]({address(name)})", MORE[here.lang].join(links[:SHOWN]) + more


def _glossary(terms: Iterable[Term], book: Book, here: Page) -> Iterable[tuple[str, ...]]:
    """Yield a row a term: Chinese readers go through the book, English ones through the alphabet."""
    other = "en" if here.lang == "zh" else "zh"
    pages = {page.key: (n, page) for n, (page, _) in enumerate(book)}
    found = [(*pages[key], anchor, term) for term in terms for key, _, anchor in [term.page.partition("#")]]
    found.sort(key=lambda row: row[0] if here.lang == "zh" else row[3].name["en"].lower())
    for _, page, anchor, term in found:
        link = f"[{_title(page)}]({_target(page, here)}{anchor and '#'}{anchor})"
        name = f"**{term.label(here.lang)}**{{ #{term.key} }}"
        yield name, f'<span lang="{other}">{term.label(other)}</span>', term.means[here.lang], link


TABLES: dict[str, Callable[[Book, Page], Iterable[tuple[str, ...]]]] = {
    "status": _status,
    "errata": _errata,
    "errors": _errors,
    "apis": _apis,
}


def _title(page: Page) -> str:
    match = TITLE.search(page.text)
    return match[1].strip() if match else page.key


def link(page: Page, here: Page) -> str:
    """Return a link to *page*, by its title, from the page *here*."""
    return f"[{_title(page)}]({_target(page, here)})"


def _target(page: Page, here: Page) -> str:
    up = "../" * here.key.count("/")
    return f"{up}{page.key}{page.path.suffix}"
