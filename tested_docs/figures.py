"""Figures: the Matplotlib backend that hands them over, and the comparison of what two of them show."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

STYLE = Path(__file__).with_name("figures.mplstyle")
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
PLACED = re.compile(r"translate\(([^)]*)\)(.*)")
LINE = re.compile(r"M[MLz]*[Lz](?= )", re.IGNORECASE)  # the commands of a path of straight pieces
TOLERANCE = 2.0  # points, of a figure some 460 points wide: what another FreeType may move, no curve


def draw_all() -> list[bytes]:
    """Return every open pyplot figure as an SVG whose bytes depend on nothing but the figure; close them."""
    import matplotlib.pyplot as plt

    drawn = []
    for number in plt.get_fignums():
        buffer = io.BytesIO()
        metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
        plt.figure(number).savefig(buffer, format="svg", metadata=metadata)
        drawn.append(re.sub(rb"[ \t]+\n", b"\n", buffer.getvalue()))
    plt.close("all")
    return drawn


def difference(want: bytes, got: bytes) -> str | None:
    """Return what *got* shows otherwise than *want* (both SVG), or None where a reader would see the same.

    Shapes are compared point by point within :data:`TOLERANCE`, texts, colours and their number exactly. Lines are
    compared as curves: which of their points Matplotlib leaves out as superfluous depends on the last bit of the data.
    How letters are drawn is left out: another FreeType draws them otherwise.
    """
    if want == got:
        return None
    ours, theirs = list(_shown(want)), list(_shown(got))
    for (kind, text, points), (other_kind, other_text, other_points) in zip(ours, theirs, strict=False):
        line = LINE.match(text)
        if line and LINE.match(other_text):
            text, other_text = (LINE.sub("M", each) for each in (text, other_text))
        if (kind, text) != (other_kind, other_text):
            return f"{kind} {text!r} became {other_kind} {other_text!r}"
        if line:
            moved = max(_strays(points, other_points), _strays(other_points, points))
            if moved > TOLERANCE:
                return f"{kind} moved by {moved:.1f} points"
            continue
        if len(points) != len(other_points):
            return f"{kind} has {len(other_points) // 2} points, not {len(points) // 2}"
        moved = max((abs(a - b) for a, b in zip(points, other_points, strict=True)), default=0.0)
        if moved > TOLERANCE:
            return f"{kind} moved by {moved:.1f} points"
    if len(ours) != len(theirs):
        return f"{len(theirs)} shapes and texts, not {len(ours)}"
    return None


def _shown(svg: bytes) -> Iterator[tuple[str, str, list[float]]]:
    """Yield (kind, exact part, coordinates) of each thing that *svg* shows."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    root = ElementTree.fromstring(svg, ElementTree.XMLParser(target=builder))
    yield from _walk(root, "figure")


def _walk(element: ElementTree.Element, name: str) -> Iterator[tuple[str, str, list[float]]]:
    if not isinstance(element.tag, str):  # Matplotlib notes each text in a comment
        yield "text", (element.text or "").strip(), []
        return
    name = element.get("id", name)
    if name.startswith("text_"):  # its letters are paths: the comment tells them, its group where and how they stand
        for child in element:
            if not isinstance(child.tag, str):
                yield name, (child.text or "").strip(), []
            elif placed := PLACED.fullmatch(child.get("transform", "")):
                yield name, f"{child.get('style', '')}{placed[2]}", _numbers(placed[1])
        return
    style = element.get("style", "")
    if element.tag == f"{SVG}path":
        commands = re.sub(r"[^A-Za-z]", "", element.get("d", ""))
        yield name, f"{commands} {style}", _numbers(element.get("d", ""))
    elif element.tag == f"{SVG}use":
        yield name, style, _numbers(f"{element.get('x', 0)} {element.get('y', 0)}")
    elif element.tag == f"{SVG}image":
        image = next(value for key, value in element.items() if key.endswith("href"))
        yield name, image, _numbers(" ".join(element.get(key, "0") for key in ("x", "y", "width", "height")))
    for child in element:
        yield from _walk(child, name)


def _strays(points: list[float], line: list[float]) -> float:
    """Return how far the farthest of *points* is from *line*; both are x, y, x, y and so on."""
    import numpy as np

    corners = np.reshape(line, (-1, 2))
    start, step = corners[:-1], np.diff(corners, axis=0)
    away = np.reshape(points, (-1, 1, 2)) - start  # (points, pieces, 2)
    share = ((away * step).sum(axis=2) / np.maximum((step**2).sum(axis=1), 1e-12)).clip(0, 1)
    return float(np.linalg.norm(away - share[..., None] * step, axis=2).min(axis=1).max())


def _numbers(text: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(text)]
