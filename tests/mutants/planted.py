"""Faults in what lies beside the code: figures, records and pages, each planted alone and shown to ``make test``'s checks."""

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import autocorrect_py

from tested_docs.book import problems
from tested_docs.compare import compare
from tested_docs.figures import difference
from tested_docs.page import Page, read_page
from tested_docs.parity import check_stamp, differences
from tested_docs.project import is_project
from tested_docs.record import Entry, Record, faults, figures_path, read_record, record_path
from tested_docs.source import ROOT, DocsError
from tested_docs.worker import Outcome

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Planted:
    """A fault beside the code: its *kind*, the file at *path*, what was done, and what a check *told* of it."""

    kind: str
    path: Path
    fault: str
    told: str


def plant(root: Path, page: Page) -> list[Planted]:
    """Plant each kind of fault once in the first figure, the record and the text of *page* that offers a place."""
    record = read_record(root, page)
    return [*in_figures(root, page, record), *in_record(root, page, record), *in_text(root, page)]


# figures


def in_figures(root: Path, page: Page, record: Record) -> Iterator[Planted]:
    """Change what a figure of *page* shows, and compare it with the record's."""
    names = [name for entry in record.blocks for name in entry.figures]
    for kind, change in DRAWN.items():
        for name in names:
            path = figures_path(page) / name
            svg = (root / path).read_bytes()
            if (changed := redraw(svg, change)) is not None:
                yield Planted(f"figure: {kind}", path, kind, difference(svg, changed) or "")
    if len(names) > 1:
        one, two = ((root / figures_path(page) / name).read_bytes() for name in names[:2])
        told = difference(one, two) or ""
        yield Planted("figure: another one in its file", figures_path(page) / names[0], names[1], told)


def redraw(svg: bytes, change: Callable[[ElementTree.Element], bool]) -> bytes | None:
    """Return *svg* changed, or None where it holds nothing that *change* can change."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    drawing = ElementTree.fromstring(svg, ElementTree.XMLParser(target=builder))
    return ElementTree.tostring(drawing) if change(drawing) else None


def _curve(drawing: ElementTree.Element) -> tuple[ElementTree.Element, list[float], tuple[float, float]] | None:
    """Return the first curve, its numbers, and the top and bottom of its axes."""
    for axes in _groups(drawing, "axes_"):
        frame = next(iter(_groups(axes, "patch_")), None)
        ys = _numbers(frame[0].get("d", ""))[1::2] if frame is not None else []
        for group in axes:
            if not group.get("id", "").startswith("line2d_") or not len(group):
                continue
            numbers = _numbers(group[0].get("d", ""))
            if len(numbers) > 4 and ys and "clip-path" in group[0].attrib:
                return group[0], numbers, (min(ys), max(ys))
    return None


def _moved(drawing: ElementTree.Element) -> bool:
    if found := _curve(drawing):
        path, numbers, (top, bottom) = found
        numbers[1::2] = [y + 0.05 * (bottom - top) for y in numbers[1::2]]
        path.set("d", _with_numbers(path.get("d", ""), numbers))
    return bool(found)


def _limits(drawing: ElementTree.Element) -> bool:
    """Draw the first curve as if its axis reached a quarter further up."""
    if found := _curve(drawing):
        path, numbers, (top, bottom) = found
        shrunk = [bottom - 0.8 * (bottom - y) for y in numbers[1::2]]
        if max(abs(a - b) for a, b in zip(shrunk, numbers[1::2], strict=True)) < 0.05 * (bottom - top):
            return False  # it lies along the bottom, whatever the limits
        numbers[1::2] = shrunk
        path.set("d", _with_numbers(path.get("d", ""), numbers))
    return bool(found)


def _taken_out(prefix: str) -> Callable[[ElementTree.Element], bool]:
    def change(drawing: ElementTree.Element) -> bool:
        for axes in _groups(drawing, "axes_"):
            for group in axes:
                if str(group.get("id", "")).startswith(prefix):
                    axes.remove(group)
                    return True
        return False

    return change


def _labels_swapped(drawing: ElementTree.Element) -> bool:
    labels = [
        text
        for axis in _groups(drawing, "matplotlib.axis_")
        for group in axis
        if str(group.get("id", "")).startswith("text_")
        for text in group
        if not isinstance(text.tag, str)
    ]
    if len(labels) < 2 or labels[0].text == labels[1].text:
        return False
    labels[0].text, labels[1].text = labels[1].text, labels[0].text
    return True


def _tick_changed(drawing: ElementTree.Element) -> bool:
    for group in _groups(drawing, "ytick_"):
        for comment in group.iter():
            if not isinstance(comment.tag, str) and re.search(r"\d", comment.text or ""):
                comment.text = re.sub(r"\d", lambda m: str((int(m[0]) + 1) % 10), comment.text or "", count=1)
                return True
    return False


def _recoloured(drawing: ElementTree.Element) -> bool:
    if found := _curve(drawing):
        style = found[0].get("style", "")
        found[0].set("style", re.sub(r"stroke: #\w+", "stroke: #123456", style))
    return bool(found)


def _groups(element: ElementTree.Element, prefix: str) -> Iterator[ElementTree.Element]:
    return (group for group in element.iter(f"{SVG}g") if group.get("id", "").startswith(prefix))


def _numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", path)]


def _with_numbers(path: str, numbers: list[float]) -> str:
    left = iter(numbers)
    return re.sub(r"-?\d+\.?\d*(?:e-?\d+)?", lambda m: f"{next(left):.6f}", path)


DRAWN: dict[str, Callable[[ElementTree.Element], bool]] = {
    "a curve moved by 5% of its axis": _moved,
    "a curve drawn to other limits": _limits,
    "a curve in another colour": _recoloured,
    "a curve missing": _taken_out("line2d_"),
    "the legend missing": _taken_out("legend_"),
    "the labels of the axes swapped": _labels_swapped,
    "a digit at an axis changed": _tick_changed,
}

# records


def in_record(root: Path, page: Page, record: Record) -> Iterator[Planted]:
    """Change an entry of the record, and compare it with a run that does what the true one says."""
    path = record_path(page)
    for kind, change in NOTED.items():
        for place, entry in enumerate(record.blocks):
            other = change(entry)
            if other is None or page.blocks[place].section.varies or page.blocks[place].section.device == "cuda":
                continue
            drawn = [(root / figures_path(page) / name).read_bytes() for name in entry.figures]
            ran = Outcome(entry.name, entry.output, entry.error, drawn)
            told = faults(root, page, _with_entry(record, place, other)).get(entry.name)
            told = told or compare(root, page, page.blocks[place], other, ran)
            yield Planted(f"record: {kind}", path, f"{entry.name}: {other}", told or "")
    if len(record.blocks) > 1:
        short = replace(record, blocks=record.blocks[1:])
        turned = replace(record, blocks=record.blocks[::-1])
        for kind, other_record in (("an entry removed", short), ("the entries turned round", turned)):
            found = faults(root, page, other_record)
            yield Planted(f"record: {kind}", path, kind, next(iter(found.values()), ""))


def _with_entry(record: Record, place: int, entry: Entry) -> Record:
    return replace(record, blocks=[*record.blocks[:place], entry, *record.blocks[place + 1 :]])


def _digit(entry: Entry) -> Entry | None:
    """Change the first digit of the last number printed."""
    numbers = list(re.finditer(r"(?<![\w.])(?<!e[+-])\d+", entry.output))
    if not numbers:
        return None
    at = numbers[-1].start()
    return replace(entry, output=f"{entry.output[:at]}{(int(entry.output[at]) + 1) % 10}{entry.output[at + 1 :]}")


def _decimal(entry: Entry) -> Entry | None:
    """Change the second decimal of the first number that has one, by two."""
    number = re.search(r"\d\.\d(\d)", entry.output)
    if not number:
        return None
    at = number.start(1)
    return replace(entry, output=f"{entry.output[:at]}{(int(entry.output[at]) + 2) % 10}{entry.output[at + 1 :]}")


def _line(entry: Entry) -> Entry | None:
    lines = entry.output.splitlines(keepends=True)
    return replace(entry, output="".join(lines[:-1])) if lines else None


def _error(entry: Entry) -> Entry | None:
    return replace(entry, error=entry.error.rstrip()[:-2]) if entry.error else None


def _figure(entry: Entry) -> Entry | None:
    return replace(entry, figures=entry.figures[:-1]) if entry.figures else None


NOTED: dict[str, Callable[[Entry], Entry | None]] = {
    "a digit of an output changed": _digit,
    "a decimal of an output changed": _decimal,
    "a line of an output removed": _line,
    "an output removed": lambda entry: replace(entry, output="") if entry.output.strip() else None,
    "an output added": lambda entry: None if entry.output else replace(entry, output="1\n"),
    "an error cut short": _error,
    "a figure forgotten": _figure,
}

# pages


def in_text(root: Path, page: Page) -> Iterator[Planted]:
    """Change the page in one language or both, in a book of this page alone, and ask what `make test` asks of it."""
    mine = all(block.section.path == page.module for block in page.blocks)
    if is_project(page.path) or not mine:
        return
    with tempfile.TemporaryDirectory() as name:
        book = Path(name)
        paths = {lang: Path("docs", lang, f"{page.key}.md") for lang in ("zh", "en")}
        figures = sorted((root / figures_path(page)).glob("*.svg"))
        for path in [*paths.values(), page.module, record_path(page), *(each.relative_to(root) for each in figures)]:
            (book / path).parent.mkdir(parents=True, exist_ok=True)
            (book / path).write_bytes((root / path).read_bytes())
        texts = {lang: (book / path).read_text("utf-8") for lang, path in paths.items()}
        if told := _told(book, paths, ROOT / "mkdocs.yml"):
            raise DocsError(page.path, 1, f"without any fault: {told}", "make test first")
        for kind, (langs, change) in WRITTEN.items():
            for lang, path in paths.items():
                changed = change(texts[lang]) if lang in langs else texts[lang]
                if changed is None:
                    break
                (book / path).write_text(changed, "utf-8")
            else:
                yield Planted(f"page: {kind}", paths[langs[0]], kind, _told(book, paths, ROOT / "mkdocs.yml"))
            for lang, path in paths.items():
                (book / path).write_text(texts[lang], "utf-8")


def _told(book: Path, paths: dict[str, Path], config: Path) -> str:
    if found := problems(book):
        return found[0]
    zh, en = (read_page(book, paths[lang]) for lang in ("zh", "en"))
    if told := differences(zh, en, config):
        return told
    try:
        check_stamp(book, en)
    except DocsError as error:
        return str(error)
    return "\n".join(each.new for each in autocorrect_py.lint_for(zh.text, "md").lines)


def _sub(
    pattern: str, new: str | Callable[[re.Match[str]], str], flags: int = re.MULTILINE
) -> Callable[[str], str | None]:
    """Return a change of a page below its front matter; it gives None where the page has no such place."""

    def change(text: str) -> str | None:
        head, mark, body = text.rpartition("\n---\n\n") if text.startswith("---\n") else ("", "", text)
        changed = re.sub(pattern, new, body, count=1, flags=flags)
        return None if changed == body else f"{head}{mark}{changed}"

    return change


def _formula(text: str) -> str | None:
    """Change the first letter of the first formula that has one."""
    for formula in re.finditer(r"\$([^$\n]+)\$", text):
        if letter := re.search(r"(?<![\\a-z])[a-z](?![a-z])", formula[1]):
            at = formula.start(1) + letter.start()
            return f"{text[:at]}{'q' if letter[0] != 'q' else 'r'}{text[at + 1 :]}"
    return None


BLOCK = r'^```python\n--8<-- "[^"]+"\n```\n\n?'
PARAGRAPH = r"^(?=[^\W\d_])[^\n]{40,}\n\n"
DIGIT = r"^((?=[^\W\d_])[^\n`$\[]*?)\b(\d)\b"
TWO = r'(--8<-- ")([^"]+)(".*?--8<-- ")([^"]+)(")'
WRITTEN: dict[str, tuple[tuple[str, ...], Callable[[str], str | None]]] = {
    "a block dropped in one language": (("en",), _sub(BLOCK, "")),
    "a block dropped in both": (("zh", "en"), _sub(BLOCK, "")),
    "two blocks exchanged in one language": (("zh",), _sub(TWO, r"\1\4\3\2\5", re.DOTALL)),
    "two blocks exchanged in both": (("zh", "en"), _sub(TWO, r"\1\4\3\2\5", re.DOTALL)),
    "a paragraph dropped in Chinese": (("zh",), _sub(PARAGRAPH, "")),
    "a paragraph dropped in English": (("en",), _sub(PARAGRAPH, "")),
    "a number changed in Chinese": (("zh",), _sub(DIGIT, lambda m: f"{m[1]}{(int(m[2]) + 1) % 10}")),
    "a number changed in English": (("en",), _sub(DIGIT, lambda m: f"{m[1]}{(int(m[2]) + 1) % 10}")),
    "a code span renamed": (("en",), _sub(r"(?<!`)`([A-Za-z]\w+)", r"`\1x")),
    "a heading moved": (("en",), _sub(r"^(## [^\n]+\n\n)([^\n]{40,}\n\n)", r"\2\1")),
    "a heading of another level": (("en",), _sub(r"^## ", "### ")),
    "a sentence changed in Chinese alone": (("zh",), _sub(r"。(?=\n)", "吗。")),
    "a formula changed": (("en",), _formula),
    "a figure taken off": (("zh", "en"), _sub(r"^!\[[^\n]*assets/figures[^\n]*\n", "")),
    "a link to elsewhere": (("en",), _sub(r"\]\(([\w./-]+)\.md", r"](\1x.md")),
    "an admonition of another kind": (("en",), _sub(r"^!!! warning", "!!! note")),
}
