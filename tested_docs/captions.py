"""The line under a block: where its code lies, and where PyTorch documents what it is about."""

import re
from html import escape

from tested_docs.apis import address, known_before, short, subjects, used
from tested_docs.indexes import block_id
from tested_docs.page import Block, Page
from tested_docs.record import Book, Record

BLOCK = re.compile(
    r'<div class="language-python highlight" id="(code-[^"]+)">.*?</pre></div>(?:\s*<pre class="output.*?</pre>)?',
    re.DOTALL,
)


def with_captions(html: str, page: Page, record: Record, book: Book, repository: str) -> str:
    """Return *html*, the content of *page*, with a caption under each block.

    *repository* is the address under which files of the repository are seen (``https://…/blob/main``), or empty: the
    caption then names the line without a link to it.
    """
    about = subjects(page, record, used(book), known_before(page, book))
    blocks = {block_id(block): block for block in page.blocks}

    def caption(match: re.Match[str]) -> str:
        block = blocks[match[1]]
        told = [_source(block, repository), *(_documented(name) for name in about.get(block.name, []))]
        return f'{match[0]}\n<p class="source" data-search-exclude>{" · ".join(told)}</p>'

    return BLOCK.sub(caption, html)


def _source(block: Block, repository: str) -> str:
    first, last = block.section.first, block.shown[-1].number
    path = block.section.path.as_posix()
    if not repository:
        return f"{path}:{first}"
    return f'<a href="{escape(repository.rstrip("/"))}/{path}#L{first}-L{last}">{path}:{first}</a>'


def _documented(name: str) -> str:
    return f'<a href="{address(name)}"><code>{short(name)}</code></a>'
