"""Python blocks coloured by Pygments: one lexer and one formatter for all, and each block coloured once.

pymdownx.highlight makes a lexer and a formatter for every block, which took half of the time of a build, and a tag
around every bracket, which took a third of a page's weight (`make bench` prints the first).
"""

import functools
from collections.abc import Iterable, Iterator

import pygments
from pygments.filter import Filter
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import PythonLexer
from pygments.token import Name, Operator, Punctuation, Text, Whitespace, _TokenType

PLAIN = {Name, Operator, Punctuation, Whitespace}


class _Plain(Filter):
    """Leaves ordinary names, operators and brackets without a tag: they look like text."""

    def filter(self, lexer: Lexer | None, stream: Iterable[tuple[_TokenType, str]]) -> Iterator[tuple[_TokenType, str]]:
        for kind, text in stream:
            yield (Text if kind in PLAIN else kind), text


_lexer = PythonLexer(filters=[_Plain()], stripnl=False)
_formatter: HtmlFormatter[str] = HtmlFormatter(cssclass="language-python highlight", wrapcode=True)


@functools.lru_cache(8192)
def _html(source: str) -> str:
    return pygments.highlight(source, _lexer, _formatter)


def fence(source: str, language: str, css_class: str, options: object, md: object, **more: object) -> str:
    """Return the HTML of a Python fence, as pymdownx.superfences asks for it."""
    return _html(source)
