"""The search index, Material's files and the figures as the site serves them. tests/browser asks a real browser."""

import json
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from tested_docs.images import sized
from tested_docs.search import refine, without_outputs
from tested_docs.theme import mend

EMPTY = [{"location": f"c/p/#{n}", "title": "", "text": ""} for n in range(20)]  # so that no word is a common one


def refined(root: Path, *docs: dict[str, Any], aliases: str = "") -> list[dict[str, Any]]:
    (root / "tested_docs").mkdir()
    (root / "tested_docs" / "search.toml").write_text(aliases, "utf-8")
    (root / "search").mkdir()
    path = root / "search" / "search_index.json"
    path.write_text(json.dumps({"config": {}, "docs": docs}), "utf-8")
    refine(root, root, [{"Chapter": [{"Page": "c/p.md"}]}])
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["docs"]
    return found


def test_code_becomes_names_and_an_error_is_kept_whole(tmp_path: Path) -> None:
    code = "<pre><code>import torch\nfor x in torch.arange(3, dtype=None):\n    print(x)</code></pre>"
    error = "<pre><code>printed\nValueError: not &lt; 3\nand more</code></pre>"
    doc = refined(tmp_path, {"location": "c/p/", "title": "P", "text": f"<p>Prose.</p> {code} {error}"}, *EMPTY)[0]
    assert doc["text"] == "<p>Prose.</p>"
    assert doc["names"] == "arange dtype print torch"
    assert doc["errors"] == "ValueError: not &lt; 3 and more"


def test_a_page_is_found_by_its_chapter_and_its_other_names(tmp_path: Path) -> None:
    doc = {"location": "c/p/", "title": "P", "text": ""}
    (found,) = refined(tmp_path, doc, aliases='"c/p" = "another name"')
    assert set(found["about"].split()) == {"Chapter", "another", "name"}


def test_the_end_of_a_long_section_is_searched_but_not_shown(tmp_path: Path) -> None:
    first, last = f"<p>{'begin ' * 50}</p>", "<p>finally</p>"
    doc = refined(tmp_path, {"location": "c/p/", "title": "P", "text": f"{first} {last}"}, *EMPTY)[0]
    assert doc["text"] == first
    assert doc["names"] == "finally"


def test_another_name_of_a_page_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"search\.toml.*c/q"):
        refined(tmp_path, {"location": "c/p/", "title": "P", "text": ""}, aliases='"c/q" = "name"')


def test_outputs_stay_out_of_the_index_and_errors_do_not() -> None:
    html = '<pre class="output no-copy"><code>1.0</code></pre><pre class="output error no-copy"><code>E</code></pre>'
    assert without_outputs(html).count("data-search-exclude") == 1
    assert '<pre class="output no-copy" data-search-exclude="1">' in without_outputs(html)


def test_a_mend_that_finds_nothing_stops_the_build() -> None:
    assert mend("a.js", "if(a)b", [(r"if\((\w)\)", r"\1&&")]) == "a&&b"
    for text in ("nothing", "if(a)if(b)"):
        with pytest.raises(PluginError, match=r"a\.js.*(0|2) times"):
            mend("a.js", text, [(r"if\((\w)\)", r"\1&&")])


def test_a_figure_tells_its_size(tmp_path: Path) -> None:
    figure = tmp_path / "assets" / "figures" / "c" / "p.svg"
    figure.parent.mkdir(parents=True)
    figure.write_text('<svg xmlns:xlink="x" width="360pt" height="216.6pt" viewBox="0 0 360 216.6">', "utf-8")
    html = '<img alt="a" src="../../assets/figures/c/p.svg" /><img src="other.png" />'
    wanted = '<img width="480" height="289" loading="lazy" alt="a" src="../../assets/figures/c/p.svg" />'
    assert sized(html, tmp_path) == f'{wanted}<img src="other.png" />'
