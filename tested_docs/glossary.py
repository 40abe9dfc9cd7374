"""The book's terms: one name in each language, shown over the prose, listed on a page, held to by a test."""

import functools
import html as entities
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tested_docs.comments import LANGS

PATH = Path("docs", "glossary.toml")
SKIPPED = (
    r"<(?P<tag>a|abbr|code|h[1-6]|math|pre|summary|svg|th)\b.*?</(?P=tag)>"
    r'|<p class="(?:admonition-title|facts|needs|source)".*?</p>|<[^>]+>'
)


@dataclass(frozen=True, eq=False)
class Term:
    """A term; what is in both languages is keyed by ``zh`` and ``en``."""

    key: str
    name: dict[str, str]
    means: dict[str, str]
    page: str  # chapter/name#anchor
    short: str = ""
    also: dict[str, list[str]] = field(default_factory=dict)
    banned: dict[str, list[str]] = field(default_factory=dict)
    ordinary: tuple[str, ...] = ()
    loose: bool = False

    def label(self, lang: str) -> str:
        """Return the name in *lang*, with its abbreviation behind it."""
        left, right = "（）" if lang == "zh" else (" (", ")")
        return self.name[lang] + (f"{left}{self.short}{right}" if self.short else "")

    def forms(self, lang: str) -> list[str]:
        """Return the forms that stand for the term in *lang*: its name, its abbreviation, and what may replace them."""
        return [self.name[lang], *([self.short] if self.short else []), *self.also.get(lang, [])]


def read_terms(root: Path) -> tuple[Term, ...]:
    """Return the terms of the book at *root*, in their order; none where it has no glossary."""
    path = root / PATH
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else ()


def words(root: Path) -> list[str]:
    """Return the Chinese terms, for whoever must not cut them in two (jieba)."""
    names = (name for term in read_terms(root) for name in (term.name["zh"], *term.also.get("zh", [])))
    return [name for name in dict.fromkeys(names) if len(name) > 1 and not name.isascii()]


def with_hovers(html: str, terms: tuple[Term, ...], lang: str) -> str:
    """Return the HTML of a page in *lang* whose first use of each term shows the other language's name on hover.

    Code, links, headings and formulas are left alone, and so is a term whose translation stands right behind it.
    """
    pattern, names = _pattern(terms, lang)
    other = next(each for each in LANGS if each != lang)
    seen = set[str]()

    def mark(match: re.Match[str]) -> str:
        word = match["term"]
        term = names.get(word.lower()) if word else None
        if term is None or term.key in seen:
            return match[0]
        seen.add(term.key)
        title = term.label(other)
        if html.startswith((f"（{term.name[other]}", f" ({term.name[other]}"), match.end()):
            return match[0]
        return f'<abbr lang="{other}" title="{entities.escape(title)}"><span lang="{lang}">{word}</span></abbr>'

    return pattern.sub(mark, html) if names else html


@functools.lru_cache(8)
def _read(path: Path, changed: int) -> tuple[Term, ...]:
    given = tomllib.loads(path.read_text("utf-8"))
    return tuple(Term(key, banned=value.pop("not", {}), **value) for key, value in given.items())


@functools.lru_cache(8)
def _pattern(terms: tuple[Term, ...], lang: str) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return what finds a term (or a stretch to skip) in HTML, and the term that each form of it stands for."""
    names: dict[str, Term] = {}  # each form as it stands in a sentence
    passed: list[str] = []  # what a name must not be found inside
    for term in terms:
        passed += term.also.get(lang, [])
        if lang not in term.ordinary and term.name["zh"] != term.name["en"]:
            names |= {term.name[lang] + end: term for end in (("",) if lang == "zh" else ("", "s", "es"))}
    longest = sorted({*names, *passed}, key=len, reverse=True)
    if lang == "zh":
        found = "|".join(map(re.escape, longest))
    else:  # by first letter, so that a word that begins with none of them costs one step
        ends = {n[0].lower(): [name[1:] for name in longest if name[0].lower() == n[0].lower()] for n in longest}
        parts = (f"[{one}{one.upper()}](?:{'|'.join(map(re.escape, rest))})" for one, rest in ends.items())
        found = rf"\b(?:{'|'.join(parts)})\b(?![-’'])"
    names |= {name.lower(): term for name, term in names.items()}
    return re.compile(f"{SKIPPED}|(?P<term>{found})", re.DOTALL), names
