"""Parity: is the English page the Chinese one, block for block, and has it followed its last change?"""

import functools
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import yaml

from tested_docs.page import Page, read_page
from tested_docs.project import is_project, project_source, stamp_project
from tested_docs.source import DocsError

BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "th", "td", "dt", "dd", "pre", "div", "details", "summary"}
STAMP = re.compile(r"^source: *(\S*)\n", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)*")


@dataclass
class Bone:
    """A block of a page without its words: what must be the same in both languages."""

    kind: str
    exact: Counter[str] = field(default_factory=Counter)  # inline code, numbers, formulas, addresses
    words: str = ""


def differences(zh: Page, en: Page, config: Path) -> str | None:
    """Return the first difference between the skeletons of two twin pages, or None; *config* is mkdocs.yml."""
    ours, theirs = skeleton(zh.text, config), skeleton(en.text, config)
    for n, (a, b) in enumerate(zip(ours, theirs, strict=False)):
        where = f"at “{b.words.strip()[:40]}” (zh: “{a.words.strip()[:20]}”)"
        if a.kind != b.kind:
            return f"block {n + 1} is {b.kind}, in zh {a.kind}, {where}"
        if a.exact != b.exact:
            only = [f"zh only: {sorted(a.exact - b.exact)}", f"en only: {sorted(b.exact - a.exact)}"]
            return f"{a.kind} {where}: {'; '.join(only)}"
    if len(ours) != len(theirs):
        return f"{len(theirs)} blocks, in zh {len(ours)}"
    return None


def source_digest(root: Path, key: str) -> str:
    """Return the digest of the Chinese page that its English twin carries in its front matter."""
    path = Path("docs/zh", f"{key}.md")
    path = path if (root / path).is_file() else path.with_suffix(".ipynb")
    return hashlib.sha256(read_page(root, path).text.encode()).hexdigest()[:16]


def check_stamp(root: Path, en: Page) -> None:
    """Raise :class:`DocsError` where the Chinese page has changed since somebody compared *en* with it."""
    match = STAMP.search(_front(en.text))
    if not match or match[1] != source_digest(root, en.key):
        problem = "the Chinese page has changed since this one was compared with it"
        raise DocsError(en.path, 1, problem, f"compare them, then: make stamp PAGE={en.key}")


def stamp_page(root: Path, zh: Page) -> str:
    """Write the digest of *zh* into the front matter of its English twin; return it."""
    path = Path("docs/en", *zh.path.parts[2:])
    text = read_page(root, path).text
    digest = source_digest(root, zh.key)
    if is_project(path):
        stamp_project(root, project_source(path), digest)
        return f"source: {digest}"
    line = f"source: {digest}\n"
    if not text.startswith("---\n"):
        text = f"---\n{line}---\n\n{text}"
    elif STAMP.search(_front(text)):
        text = STAMP.sub(line, text, count=1)
    else:
        text = text.replace("---\n", f"---\n{line}", 1)
    (root / path).write_text(text, "utf-8")
    return line.strip()


def _front(text: str) -> str:
    """Return the front matter of a page."""
    return text.partition("\n---\n")[0] + "\n" if text.startswith("---\n") else ""


def skeleton(text: str, config: Path) -> list[Bone]:
    """Return the blocks of a page as rendered with the extensions of *config*."""
    reader = _Reader()
    reader.feed(render(text, config))
    return [bone for bone in reader.bones if bone.kind != "p" or bone.words.strip() or bone.exact]


def render(text: str, config: Path) -> str:
    """Return the HTML of a page, by the Markdown extensions of *config* alone."""
    listed = settings(config)["markdown_extensions"]
    given = {name: value or {} for each in listed if isinstance(each, dict) for name, value in each.items()}
    options = {name: {key: v for key, v in value.items() if v is not None} for name, value in given.items()}
    names = [next(iter(each)) if isinstance(each, dict) else each for each in listed]
    body = text.split("\n---\n", 1)[1] if text.startswith("---\n") else text
    return markdown.Markdown(extensions=names, extension_configs=options).convert(body)


@functools.cache
def settings(config: Path) -> dict[str, Any]:
    """Return what a MkDocs configuration file says, its own YAML tags (``!ENV``, ``!!python/…``) taken for nothing."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    found: dict[str, Any] = yaml.load(config.read_text("utf-8"), Loader)
    return found


class _Reader(HTMLParser):
    """Collects the bones of rendered Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.bones = [Bone("top")]
        self.literal = ""  # the tag whose text counts letter by letter
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "")
        if tag in BLOCKS:
            self.bones.append(Bone(f"{tag} {classes}".strip()))
        if tag in ("code", "pre") or "arithmatex" in classes:
            self.literal, self.text = (self.literal or tag), ("" if not self.literal else self.text)
        address = given.get("href") if tag == "a" else given.get("src") if tag == "img" else None
        if address and not address.startswith("#"):
            self.bones[-1].exact[address] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == self.literal:
            code = re.sub(r"(^|\s)#.*", "", self.text) if "\n" in self.text else self.text
            self.bones[-1].exact[code.strip()] += 1
            self.literal = ""

    def handle_data(self, data: str) -> None:
        if self.literal:
            self.text += data
            return
        self.bones[-1].words += data
        self.bones[-1].exact.update(NUMBER.findall(data))
