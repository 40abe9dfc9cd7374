"""Bilingual comments: from a section's lines to those one reader sees."""

import functools
import io
import re
import tokenize
from dataclasses import dataclass

from tested_docs.snippet import Section
from tested_docs.source import DocsError

LANGS = ("zh", "en")
CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
TAGGED = re.compile(r"# (zh|en): (.+)")
BOTH = re.compile(r"# zh: (.+?) \| en: (.+)")


@dataclass(frozen=True)
class Line:
    """A line of code as a reader sees it; *number* is its line in the snippet file."""

    number: int
    text: str


def localize(section: Section, lang: str) -> tuple[Line, ...]:
    """Return the lines of *section* with the comments of *lang* only, without tags.

    ``# zh: …`` and ``# en: …`` stand on lines of their own, each beside the other; ``# zh: … | en: …`` stands behind
    code. Any other comment is shown to both readers, so it may not be Chinese. Comments are found by :mod:`tokenize`:
    a string that looks like one stays as it is.
    """
    shown = []
    found = _comments(section)
    spoken = {row: m[1] for row, (column, text) in found.items() if not column and (m := TAGGED.fullmatch(text))}
    for row, line in enumerate(section.lines):
        number = section.first + row
        column, text = found.get(row, (0, ""))
        if row in found and (both := BOTH.fullmatch(text)):
            line = f"{line[:column]}# {both[LANGS.index(lang) + 1]}" if column else line
        if row in spoken and not column:
            run = _run_of(row, spoken)
            if missing := set(LANGS) - run:
                tag = missing.pop()
                raise DocsError(section.path, number, f"a comment without its '# {tag}:' twin", f"add '# {tag}: …'")
            if spoken[row] != lang:
                continue
            line = line.replace(f"# {spoken[row]}: ", "# ", 1)
        elif row in found and not (column and BOTH.fullmatch(text)) and (CHINESE.search(text) or TAGGED.match(text)):
            remedy = "tag it: '# zh: …' and '# en: …' on lines of their own, '# zh: … | en: …' behind code"
            raise DocsError(section.path, number, "a comment for one language only", remedy)
        shown.append(Line(number, line))
    while shown and not shown[-1].text.strip():  # a class is followed by two empty lines that say nothing
        shown.pop()
    return tuple(shown)


def bare(section: Section) -> str:
    """Return the code of *section* without any comment: what its digest is taken of."""
    found = _comments(section)
    kept = []
    for row, line in enumerate(section.lines):
        column = found[row][0] if row in found else len(line)
        if column:
            kept.append(line[:column].rstrip())
        elif row not in found:
            kept.append("")
    return "\n".join(kept).strip("\n")


@functools.lru_cache(4096)  # asked for each language, and for the digest
def _comments(section: Section) -> dict[int, tuple[int, str]]:
    """Return row -> (column, text) of each comment; column 0 says that it stands on a line of its own."""
    code = "\n".join(section.lines) + "\n"
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                alone = not token.line[: token.start[1]].strip()
                found[token.start[0] - 1] = (0 if alone else token.start[1], token.string)
    except (tokenize.TokenError, SyntaxError):
        remedy = "a section holds complete statements: move its delimiters, or close the bracket or string"
        raise DocsError(section.path, section.first, f"section '{section.name}' ends too early", remedy) from None
    return found


def _run_of(row: int, spoken: dict[int, str]) -> set[str]:
    """Return the languages spoken in the unbroken run of tagged comment lines around *row*."""
    first = last = row
    while first - 1 in spoken:
        first -= 1
    while last + 1 in spoken:
        last += 1
    return {spoken[i] for i in range(first, last + 1)}
