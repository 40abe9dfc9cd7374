"""Pages as plain Markdown, each at its own address, and ``llms.txt``, which lists them: for readers that are programs."""

import re
from collections.abc import Callable, Iterator

from mkdocs.utils import meta

from tested_docs.page import Page

LISTS = {
    "zh": "> {description}\n\n每一页都有 Markdown 版，输出是代码真正运行后打印的。[English](en/llms.txt)",
    "en": "> {description}\n\nEach page as Markdown; the outputs are what the code printed when it ran. [中文](../llms.txt)",
}
FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2 *$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(\]\((?!https?:)[^)#\s]+)\.ipynb(?=[)#])")


def plain(text: str) -> str:
    """Return *text*, the expanded Markdown of a page, to stand on its own: no stamp, links between plain pages."""
    body, data = meta.get_data(text)
    described = f"---\ndescription: {data['description']}\n---\n\n" if "description" in data else ""
    parts, at = [], 0
    for fence in FENCE.finditer(body):
        parts += [LINK.sub(r"\1.md", body[at : fence.start()]), fence[0]]
        at = fence.end()
    return described + "".join([*parts, LINK.sub(r"\1.md", body[at:])]).lstrip("\n")


def contents(nav: list[object], book: dict[str, Page], lang: str, name: str, description: str) -> str:
    """Return ``llms.txt``: the pages of *book* (their path in the navigation -> page), as *nav* orders them."""

    def line(title: str, path: str) -> str:
        described = meta.get_data(book[path].text)[1].get("description", "")
        return f"- [{title}]({book[path].key}.md){f': {described}' if described else ''}"

    head = f"# {name}\n\n{LISTS[lang].format(description=description)}\n"
    return head + "\n".join(_lines(nav, line)) + "\n"


def _lines(nav: list[object], line: Callable[[str, str], str]) -> Iterator[str]:
    for item in nav:
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, list):
                yield f"\n## {title}\n"
                yield from _lines(value, line)
            else:
                yield line(title, value)
