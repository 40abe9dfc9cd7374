"""A page as the cells of a notebook: prose in plain Markdown, code with its record, in order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tested_docs.page import FENCE, FIGURE, Block, Page

ADMONITION = re.compile(r'(?P<indent> *)(?:!!!|\?\?\?\+?) +\w+(?: +"(?P<title>.*)")?')
ATTRIBUTES = re.compile(r" *\{:? *[#.][^}]*\}")
LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Cell:
    """A stretch of prose, or, where *block* is given, an example."""

    text: str
    block: Block | None = None


def cells(page: Page, address: Callable[[str], str]) -> Iterator[Cell]:
    """Yield the cells of *page*.

    What only a site can show is told in Markdown that any reader of notebooks knows: an admonition becomes its title in
    bold and its text, a figure is left to the output of its block. *address* turns the relative target of a link into
    an address, or into nothing where the site has none; then the words of the link remain.
    """
    lines = page.text.splitlines()
    start = lines.index("---", 1) + 1 if lines[:1] == ["---"] else 0
    shift = 0
    for block in page.blocks:
        yield from _text(lines[start : block.line - 1], shift, address)
        yield Cell(block.code.rstrip("\n"), block)
        start, shift = block.last, len(block.indent)
    yield from _text(lines[start:], shift, address)


def _text(lines: list[str], shift: int, address: Callable[[str], str]) -> Iterator[Cell]:
    """Yield the prose of *lines*; *shift* is how far the admonitions around a line indent it."""
    told: list[str] = []
    ticks = ""
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        if line.strip() and depth < shift and not ticks:
            shift = depth - depth % 4
        line = line[min(shift, depth) :]
        if ticks:
            ticks = "" if line.strip() == ticks else ticks
        elif match := FENCE.fullmatch(line):
            ticks = match["ticks"]
        elif match := ADMONITION.fullmatch(line):
            shift += len(match["indent"]) + 4
            line = f"**{match['title']}**" if match["title"] else ""
        else:
            line = _plain(line, address)
        told.append(line)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(told)).strip("\n")
    if text.strip():
        yield Cell(text)


def _plain(line: str, address: Callable[[str], str]) -> str:
    def link(match: re.Match[str]) -> str:
        target = match["target"]
        if not re.match(r"\w+:", target):
            target = address(target)
        return f"[{match['text']}]({target})" if target else match["text"]

    return LINK.sub(link, ATTRIBUTES.sub("", FIGURE.sub("", line)))
