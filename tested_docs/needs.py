"""What to have read before a page: the line under its title, and the picture of the chapters that follows from it."""

import functools
import html as entities
import tomllib
from pathlib import Path
from typing import Any

from tested_docs.indexes import link
from tested_docs.page import Page
from tested_docs.record import Book

PATH = Path("docs", "needs.toml")
PICTURE = "<!-- picture: chapters -->"
WORDS = {"zh": ("先读：", "、", "各章的先后："), "en": ("Read first: ", ", ", "How the chapters build on each other: ")}
Needs = dict[str, list[str]]  # chapter/name -> those of the pages it builds on
WIDTH, HEIGHT, GAP = 190, 32, 24


def read_needs(root: Path) -> Needs:
    """Return what each page of the book at *root* builds on; nothing where it does not say."""
    path = root / PATH
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def needs_line(page: Page, book: Book, needs: Needs) -> str:
    """Return the line that names, in Markdown, what to read before *page*; empty where that is nothing."""
    pages = {each.key: each for each, _ in book}
    links = [link(pages[key], page) for key in needs.get(page.key, []) if key in pages]
    head, comma, _ = WORDS[page.lang]
    return f"{head}{comma.join(links)}\n{{ .facts .needs data-search-exclude }}" if links else ""


def chapter_needs(needs: Needs) -> Needs:
    """Return what each chapter builds on, without what already follows from that."""
    found: Needs = {}
    for key, wanted in needs.items():
        chapter = key.partition("/")[0]
        for other in (each.partition("/")[0] for each in wanted):
            if other not in (chapter, *found.setdefault(chapter, [])):
                found[chapter].append(other)
    return {key: [each for each in wanted if each not in _beyond(found, wanted)] for key, wanted in found.items()}


def all_needs(needs: Needs, key: str) -> set[str]:
    """Return everything that *key* builds on, near and far; raise RecursionError where that is *key* itself."""
    return {one for near in needs.get(key, []) for one in {near, *all_needs(needs, near)}}


def with_picture(text: str, needs: Needs, nav: list[dict[str, Any]], lang: str) -> str:
    """Return the Markdown of a page, the chapters drawn (as SVG) where it asks for them; *nav* gives their titles."""
    return text.replace(PICTURE, _picture(chapter_needs(needs), _titles(nav), lang)) if PICTURE in text else text


def _picture(needs: Needs, titles: dict[str, str], lang: str) -> str:
    @functools.cache
    def level(key: str) -> int:
        return 1 + max((level(each) for each in needs.get(key, [])), default=-1)

    keys = [key for key in titles if key in needs or any(key in each for each in needs.values())]
    rows = [[key for key in keys if level(key) == n] for n in range(1 + max(map(level, keys)))]
    across = max(map(len, rows)) * (WIDTH + GAP)
    place = {
        key: (across / 2 + (i - (len(row) - 1) / 2) * (WIDTH + GAP), n * (HEIGHT + GAP) + 1)
        for n, row in enumerate(rows)
        for i, key in enumerate(row)
    }
    lines = "".join(
        f'<path d="M{place[near][0]:g} {place[near][1] + HEIGHT:g}L{place[key][0]:g} {place[key][1]:g}"/>'
        for key in keys
        for near in needs.get(key, [])
    )
    boxes = "".join(
        f'<rect x="{x - WIDTH / 2:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{x:g}" y="{y + 21:g}">{entities.escape(titles[key])}</text>'
        for key, (x, y) in place.items()
    )
    _, comma, told = WORDS[lang]
    told += "; ".join(
        f"{titles[key]} ← {comma.join(titles[each] for each in needs[key])}" for key in keys if key in needs
    )
    return (
        f'<div class="chapters"><svg role="img" aria-label="{entities.escape(told)}" viewBox="0 0 {across} '
        f'{len(rows) * (HEIGHT + GAP)}" width="{across}" fill="none" stroke="currentColor" text-anchor="middle" '
        f'font-size="14">{lines}{boxes}</svg></div>'
    ).replace("<text ", '<text fill="currentColor" stroke="none" ')


def _titles(nav: list[dict[str, Any]]) -> dict[str, str]:
    """Return the folder of each chapter with its title."""
    found = {}
    for entry in nav:
        for title, pages in entry.items():
            if isinstance(pages, list):
                found[next(iter(pages[0].values())).partition("/")[0]] = title
    return found


def _beyond(needs: Needs, wanted: list[str]) -> set[str]:
    return {far for near in wanted for far in all_needs(needs, near)}
