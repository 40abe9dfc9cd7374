"""The built site: both languages, nothing from elsewhere, and nothing at all where an example is broken."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from mkdocs.__main__ import cli
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tested_docs import site

GLOSSARY = """[formula]
name = { zh = "公式", en = "formula" }
means = { zh = "一个式子。", en = "An expression." }
page = "c/p#fails"
"""


@pytest.fixture
def serving() -> Iterator[None]:
    site.on_startup(command="serve", dirty=False)
    yield
    site.on_startup(command="build", dirty=False)


def make(book: Path, address: str = "", repository: str = "") -> Result:
    arguments = ["build", "--strict", "--config-file", str(book / "mkdocs.yml")]
    return CliRunner(env={"SITE_URL": address, "REPOSITORY": repository}).invoke(cli, arguments)


def test_both_languages_are_built(book: Path) -> None:
    result = make(book)
    assert result.exit_code == 0, result.output
    zh, en = ((book / "site" / path / "c/p/index.html").read_text("utf-8") for path in ("", "en"))
    for text, lang, comment in ((zh, "zh", "# 线"), (en, "en", "# a line")):
        assert f'<html lang="{lang}"' in text
        assert comment in re.sub("<[^>]+>", "", text)
        assert text.count("language-python highlight") == 2
        assert "IndexError: list index out of range" in text
        assert "<math" in text
        assert "arithmatex" not in text
        assert "../../assets/figures/c/p/draw.svg" in text
    assert 'href="../../en/c/p/" hreflang="en"' in zh
    assert 'href="../../../c/p/" hreflang="zh"' in en
    for path in ("assets/figures/c/p/draw.svg", "en/assets/figures/c/p/draw.svg", "en/index.html", "index.html"):
        assert (book / "site" / path).is_file()


def test_a_site_that_knows_its_address_tells_search_engines(book: Path) -> None:
    make(book, "https://notes.example/torch/")
    for path in ("", "en"):
        text = (book / "site" / path / "c/p/index.html").read_text("utf-8")
        assert f'<link rel="canonical" href="https://notes.example/torch/{path and "en/"}c/p/">' in text
        assert '<link rel="alternate" href="https://notes.example/torch/c/p/" hreflang="zh">' in text
        assert '<link rel="alternate" href="https://notes.example/torch/en/c/p/" hreflang="en">' in text
    for name, home in (("404.html", "/torch/en/"), ("en/404.html", "/torch/en/./")):
        assert f'href="{home}" hreflang="en"' in (book / "site" / name).read_text("utf-8")


def test_a_site_that_does_not_names_no_address(book: Path) -> None:
    make(book)
    for page in (book / "site").rglob("*.html"):
        assert "127.0.0.1" not in page.read_text("utf-8")
        assert '<link rel="alternate"' not in page.read_text("utf-8") or page.name == "404.html"


def test_nothing_comes_from_another_host(book: Path) -> None:
    make(book)
    pages = [*(book / "site").rglob("*.html")]
    assert len(pages) == 8  # four pages, 404 among them, in each language
    for page in pages:
        text = page.read_text("utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]+src="?([^">\s]+)', text)
        loaded += re.findall(r'<link[^>]+rel="?(?:stylesheet|icon|preload|preconnect)[^>]+href="?([^">\s]+)', text)
        assert loaded
        assert [address for address in loaded if re.match(r"(https?:)?//", address)] == []


def test_a_project_is_a_page_like_any_other(book: Path) -> None:
    make(book)
    for lang, words in (("", "一条线"), ("en", "A line")):
        folder = book / "site" / lang / "projects/my-project"
        text = (folder / "index.html").read_text("utf-8")
        assert len(text.encode()) < 150_000
        assert f'alt="{words}"' in text
        assert '<div class="language-python highlight" id="code-curve">' in text
        assert '<pre class="output' in text
        assert 'href="../../c/p/#fails"' in text
        assert "<math" in text
        for foreign in ("cdn", "unpkg", "jsdelivr", "MathJax", "mermaid", "jp-Cell"):
            assert foreign not in text
        found = (book / "site" / lang / "search/search_index.json").read_text("utf-8")
        assert "projects/my-project/" in found
        assert sorted(path.name for path in folder.iterdir()) == ["index.html", "my-project.ipynb", "my-project.py"]


def test_a_page_has_its_downloads_beside_it(book: Path) -> None:
    make(book, "https://notes.example/torch/")
    text = (book / "site/en/c/p/index.html").read_text("utf-8")
    assert '<a download="p.ipynb" href="../p.ipynb">' in text
    assert "plt.plot([1, 2])  # a line" in (book / "site/en/c/p.py").read_text("utf-8")
    links = (book / "site/projects/my-project/my-project.ipynb").read_text("utf-8")
    assert "[页](https://notes.example/torch/c/p/#fails)" in links
    assert "colab" not in text


def test_a_block_tells_where_its_code_lies(book: Path) -> None:
    make(book)
    text = (book / "site/c/p/index.html").read_text("utf-8")
    assert text.count('<p class="source" data-search-exclude>snippets/c/p.py:') == 2
    make(book, repository="https://code.example/blob/main/")
    text = (book / "site/en/c/p/index.html").read_text("utf-8")
    assert '<a href="https://code.example/blob/main/snippets/c/p.py#L2-L5">snippets/c/p.py:2</a>' in text
    project = (book / "site/projects/my-project/index.html").read_text("utf-8")
    assert '/snippets/projects/my_project.py#L12-L16">' in project


def test_a_page_names_its_version_and_the_torch_it_was_verified_on(book: Path) -> None:
    save = (book / "pyproject.toml").read_text("utf-8")
    (book / "pyproject.toml").write_text(save.replace('version = "0.1.0"', 'version = "7.8.9"'), "utf-8")
    make(book)
    text = (book / "site/en/c/p/index.html").read_text("utf-8")
    assert f"torchnotes 7.8.9 · PyTorch {torch.__version__.partition('+')[0]} · MIT / CC BY 4.0" in text


def test_a_page_is_there_as_plain_markdown_and_listed(book: Path) -> None:
    make(book)
    text = (book / "site/en/c/p.md").read_text("utf-8")
    assert text.startswith("# Page\n")
    assert "```python\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2])  # a line\n" in text
    assert "```error\nIndexError: list index out of range\n```" in text
    project = (book / "site/projects/my-project.md").read_text("utf-8")
    assert "见[页](../c/p.md#fails)" in project
    assert '<a href="../p.md">.md</a>' in (book / "site/c/p/index.html").read_text("utf-8")
    assert (book / "site/c/../c/p.md").is_file()


def test_inline_scripts_are_allowed_by_hash_and_nothing_else(book: Path) -> None:
    make(book)
    for page in (book / "site").rglob("*.html"):
        text = page.read_text("utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)
        assert policy, page
        assert text.index(policy[0]) < text.index("<script")
        assert "script-src 'self' 'sha256-" in policy[1]
        scripts = re.findall(r"<script(?![^>]* (?:src|type)=)[^>]*>(.*?)</script>", text, re.DOTALL)
        assert scripts
        for code in scripts:
            digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy[1], code
        assert not re.search(r"<[a-z][^>]* on\w+=", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_terms_and_needs_are_shown(book: Path) -> None:
    (book / "docs/glossary.toml").write_text(GLOSSARY, "utf-8")
    (book / "docs/needs.toml").write_text('"c/p" = ["index"]', "utf-8")
    page = book / "docs/en/index.md"
    page.write_text(page.read_text("utf-8") + "\nA formula.\n\n<!-- index: glossary -->\n", "utf-8")
    result = make(book)
    assert result.exit_code == 0, result.output
    zh, en = ((book / "site" / path / "c/p/index.html").read_text("utf-8") for path in ("", "en"))
    assert '<p class="facts needs" data-search-exclude>先读：<a href="../../">首页</a></p>' in zh
    assert '<abbr lang="en" title="formula"><span lang="zh">公式</span></abbr>' in zh
    assert '<abbr lang="zh" title="公式"><span lang="en">formula</span></abbr> <math' in en
    home = (book / "site/en/index.html").read_text("utf-8")
    assert '<strong id="formula">' in home
    assert '<td><a href="c/p/#fails">Page</a></td>' in home


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("snippets/projects/my_project.py", "[1, 2]", "[1, 3]", "block 'curve' has changed since it last ran"),
        ("docs/en/projects/my-project.ipynb", "formula", "words", "the notebook is older than its source"),
        ("snippets/c/p.py", "[1, 2]", "[1, 3]", "docs/zh/c/p.md:5: block 'draw' has changed since it last ran"),
        ("snippets/c/p.py", "[][0]", "[][1]", "block 'fails' has changed since it last ran"),
        ("docs/en/c/p.md", "p.py:fails", "p.py:nothing", "docs/en/c/p.md:14: no section 'nothing'"),
        ("docs/zh/index.md", "#fails", "#passes", "Aborted with 1 warnings in strict mode"),
        ("docs/en/index.md", "c/p.md", "c/q.md", "Aborted with 1 warnings in strict mode"),
        ("docs/en/c/p.md", "$x^2$", "$x^{2$", "c/p.md: a formula that is not LaTeX"),
    ],
)
def test_a_fault_stops_the_build(book: Path, path: str, old: str, new: str, message: str) -> None:
    file = book / path
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    result = make(book)
    assert result.exit_code == 1
    assert message in result.output


def test_a_broken_example_leaves_the_old_site_alone(book: Path) -> None:
    make(book)
    before = {path: path.stat().st_mtime_ns for path in (book / "site").rglob("*")}
    (book / "snippets/c/p.toml").unlink()
    assert make(book).exit_code == 1
    assert {path: path.stat().st_mtime_ns for path in (book / "site").rglob("*")} == before


@pytest.mark.usefixtures("serving")
def test_a_served_site_shows_its_faults(book: Path) -> None:
    snippet = book / "snippets/c/p.py"
    snippet.write_text(snippet.read_text("utf-8").replace("[1, 2]", "[1, 3]"), "utf-8")
    page = book / "docs/en/index.md"
    page.write_text('```python\n--8<-- "c/p.py:nothing"\n```\n', "utf-8")
    build(load_config(str(book / "mkdocs.yml")))
    assert "这段代码改动之后还没有运行过" in (book / "site/c/p/index.html").read_text("utf-8")
    assert "no section 'nothing' in snippets/c/p.py" in (book / "site/en/index.html").read_text("utf-8")
