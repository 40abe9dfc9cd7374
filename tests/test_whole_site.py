"""The whole site as built: valid HTML, and no link, anchor or picture that leads nowhere, in both languages."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli

from tested_docs.source import ROOT

Pages = dict[str, Element]  # path on the site -> its document
ADDRESSES = {"a": "href", "img": "src", "link": "href", "script": "src"}
NAME = re.compile(r"[\w./-]+\.(svg|png|jpe?g)", re.IGNORECASE)


def parsed(text: str, where: str = "") -> Element:
    """Return the document *text*; fail at the first thing that is not HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document: Element = parser.parse(text)
    if parser.errors:
        (line, _), problem, data = parser.errors[0]
        pytest.fail(f"{where}:{line}: {problem} {data}", pytrace=False)
    return document


def lost(pages: Pages, site: Path) -> Iterator[str]:
    """Yield what is wrong with the links and pictures of *pages*: where to, and from where."""
    anchors = {path: {each.get("id") for each in page.iter() if each.get("id")} for path, page in pages.items()}
    for path, page in pages.items():
        for element in page.iter():
            target = element.get(ADDRESSES.get(str(element.tag), ""))
            if target is None or urlsplit(target).scheme:
                continue
            address = urlsplit(urljoin(f"/{path}", target))
            file = unquote(address.path).lstrip("/")
            file = f"{file}index.html" if file == "" or file.endswith("/") else file
            if not (site / file).is_file():
                yield f"{path}: {target} leads nowhere"
            elif address.fragment and file in anchors and unquote(address.fragment) not in anchors[file] | {"__top"}:
                yield f"{path}: {target}: there is no such place on that page"


def faults(path: str, page: Element) -> Iterator[str]:
    """Yield what else a page must not have: an id twice, a picture without words or with its file's name for words."""
    for name, count in Counter(each.get("id") for each in page.iter() if each.get("id")).items():
        if count > 1:
            yield f"{path}: id '{name}' {count} times"
    for picture in page.iter("img"):
        words = (picture.get("alt") or "").strip()
        if not words or NAME.fullmatch(words):
            yield f"{path}: a picture ({picture.get('src')}) that no words describe"
    for element in page.iter():
        if not re.fullmatch(r"-?\d+", element.get("tabindex", "0")):
            yield f"{path}: tabindex='{element.get('tabindex')}' is no number"
        if element.tag == "input" and element.get("type") in ("checkbox", "radio") and element.get("autocomplete"):
            yield f"{path}: a {element.get('type')} has no autocomplete"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "site"
    result = CliRunner().invoke(cli, ["build", "--strict", "-f", str(ROOT / "mkdocs.yml"), "-d", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> Pages:
    found = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        found[name] = parsed(path.read_text("utf-8"), name)
    assert len(found) > 100
    return found


def test_every_link_leads_somewhere(site: Path, pages: Pages) -> None:
    assert list(lost(pages, site)) == []


def test_ids_are_unique_and_pictures_are_described(pages: Pages) -> None:
    assert [told for path, page in pages.items() for told in faults(path, page)] == []


def test_both_languages_say_so(pages: Pages) -> None:
    for path, page in pages.items():
        assert page.get("lang") == ("en" if path.startswith("en/") else "zh"), path


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<a href="../b/">b</a>', "a/index.html: ../b/ leads nowhere"),
        ('<a href="#there">b</a>', "a/index.html: #there: there is no such place on that page"),
        ('<img src="c.svg" alt="c">', "a/index.html: c.svg leads nowhere"),
        ('<p id="x"></p><p id="x"></p>', "a/index.html: id 'x' 2 times"),
        ('<p tabindex=""></p>', "a/index.html: tabindex='' is no number"),
        ('<input type="checkbox" autocomplete="off">', "a/index.html: a checkbox has no autocomplete"),
        ('<img src="index.html" alt="loss.svg">', "a/index.html: a picture (index.html) that no words describe"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, body: str, told: str) -> None:
    text = f'<!doctype html><html lang="en"><head><title>t</title></head><body>{body}</body></html>'
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text(text, "utf-8")
    page = parsed(text)
    assert [*lost({"a/index.html": page}, tmp_path), *faults("a/index.html", page)] == [told]


@pytest.mark.parametrize(
    "text", ["<p>no doctype", "<!doctype html><title>t</title><div></p></div>", "<!doctype html><b><i></b>"]
)
def test_what_is_not_html_is_found(text: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="page:1: "):
        parsed(text, "page")
