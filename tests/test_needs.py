"""What a page builds on comes before it: in the navigation, under its title, and on each way through the book."""

import re
from pathlib import Path
from typing import Any

import pytest

from tested_docs.book import page_paths
from tested_docs.needs import all_needs, chapter_needs, needs_line, read_needs, with_picture
from tested_docs.page import Page, read_page
from tested_docs.parity import settings
from tested_docs.record import Record
from tested_docs.source import ROOT

NEEDS = read_needs(ROOT)
KEYS = {path.relative_to("docs/zh").with_suffix("").as_posix() for path in page_paths(ROOT, "zh")}
ORDER = [
    path.rpartition(".")[0] for path in re.findall(r"[\w/-]+\.(?:md|ipynb)", str(settings(ROOT / "mkdocs.yml")["nav"]))
]
LINK = re.compile(r"\]\(([\w./-]+)\.(?:md|ipynb)\)")
FIRST = {"start/environment", "start/path"}


def test_the_needs_name_pages_and_leave_none_out() -> None:
    unknown = {*NEEDS, *(key for wanted in NEEDS.values() for key in wanted)} - KEYS
    assert not unknown, f"docs/needs.toml: there are no pages {sorted(unknown)}"
    left = {key for key in KEYS if "/" in key and not key.startswith("appendix/")} - FIRST - set(NEEDS)
    assert not left, f"docs/needs.toml: say what {sorted(left)} build on"


@pytest.mark.parametrize("key", NEEDS)
def test_needs_are_few_direct_and_earlier(key: str) -> None:
    assert 1 <= len(NEEDS[key]) <= 3
    for near in NEEDS[key]:
        assert ORDER.index(near) < ORDER.index(key), f"{key} needs {near}, which comes later in the navigation"
        others = [other for other in NEEDS[key] if other != near]
        assert not any(near in all_needs(NEEDS, other) for other in others), f"{key}: {near} follows from {others}"


def test_needs_that_go_round_in_a_circle_are_found() -> None:
    with pytest.raises(RecursionError):
        all_needs({"a/a": ["a/b"], "a/b": ["a/a"]}, "a/a")


def ways(lang: str) -> dict[str, list[str]]:
    """Return the ways of the page start/path: anchor -> the pages of its steps, in order."""
    text = (ROOT / "docs" / lang / "start/path.md").read_text("utf-8")
    parts = re.split(r"^## .*\{ #([\w-]+) \}$", text, flags=re.MULTILINE)[1:]
    found = {}
    for anchor, body in zip(parts[::2], parts[1::2], strict=True):
        steps = re.findall(r"^\d+\. .*$", body, re.MULTILINE)
        links = [link.removeprefix("../") for step in steps for link in LINK.findall(step)]
        found[anchor] = [link if "/" in link else f"start/{link}" for link in links]
    return {anchor: pages for anchor, pages in found.items() if pages}


@pytest.mark.parametrize(("way", "before"), [("first-week", ""), ("from-numpy", ""), ("project", "first-week")])
def test_a_way_brings_all_it_needs_in_order(way: str, before: str) -> None:
    found = ways("zh")
    assert set(found) == {"first-week", "from-numpy", "project"}
    assert found == ways("en")
    read = {"start/environment", *found.get(before, [])}
    for key in found[way]:
        assert key in KEYS
        assert set(NEEDS.get(key, [])) <= read, f"{way}: {key} comes before {sorted(set(NEEDS[key]) - read)}"
        read.add(key)


def page(key: str, lang: str = "en") -> tuple[Page, Record]:
    return Page(Path(f"docs/{lang}/{key}.md"), lang, key, f"# Title of {key}\n", ()), Record()


def test_the_line_under_the_title_links_by_title() -> None:
    book = [page("a/one"), page("b/two"), page("b/three")]
    line = needs_line(book[2][0], book, {"b/three": ["a/one", "b/two"]})
    assert line.splitlines()[0] == "Read first: [Title of a/one](../a/one.md), [Title of b/two](../b/two.md)"
    assert needs_line(book[0][0], book, {"b/three": ["a/one"]}) == ""


def test_the_chapters_are_drawn_from_the_needs() -> None:
    needs = {"b/x": ["a/x"], "c/x": ["b/x", "a/x"], "c/y": ["c/x"]}
    assert chapter_needs(needs) == {"b": ["a"], "c": ["b"]}
    nav: list[dict[str, Any]] = [
        {"Home": "index.md"},
        *({title: [{"x": f"{title.lower()}/x.md"}]} for title in ("A", "B", "C", "Z")),
    ]
    drawn = with_picture("<!-- picture: chapters -->", needs, nav, "en")
    assert 'aria-label="How the chapters build on each other: B ← A; C ← B"' in drawn
    assert (drawn.count("<rect"), drawn.count("<path")) == (3, 2)
    assert with_picture("text", needs, nav, "en") == "text"


def test_no_page_is_drawn_without_a_place_in_the_book() -> None:
    for lang in ("zh", "en"):
        assert "<!-- picture: chapters -->" in read_page(ROOT, Path("docs", lang, "start/path.md")).text
