"""Figures keep their place: each gets its own size, so that nothing moves when it arrives, and is fetched when it is near."""

import re
from pathlib import Path

FIGURE = re.compile(r'<img (?=[^>]*src="[^"]*?(assets/figures/[^"]+\.svg)")')
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')
PX = 4 / 3  # CSS pixels in a point


def sized(html: str, docs: Path) -> str:
    """Return a page in which each figure, a file below *docs*, tells its size and is loaded lazily."""

    def tell(match: re.Match[str]) -> str:
        file = docs / match[1]
        size = (
            SIZE.search(file.read_text("utf-8")) if file.is_file() else None
        )  # a missing one is told by the link check
        told = f'width="{float(size[1]) * PX:.0f}" height="{float(size[2]) * PX:.0f}" ' if size else ""
        return f'{match[0]}{told}loading="lazy" '

    return FIGURE.sub(tell, html)
