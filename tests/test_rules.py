"""The rules that the book itself must keep."""

import re
import subprocess
from pathlib import Path

import autocorrect_py
import pytest
import yaml

from tested_docs.book import page_paths, problems
from tested_docs.expand import expand
from tested_docs.page import read_page
from tested_docs.parity import check_stamp, differences, render, settings
from tested_docs.record import read_record
from tested_docs.source import ROOT

PAGES = [path for lang in ("zh", "en") for path in page_paths(ROOT, lang)]
KEYS = [path.relative_to("docs/zh") for path in page_paths(ROOT, "zh")]


def test_the_book_has_no_problem() -> None:
    assert problems(ROOT) == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_what_readers_see_as_python_is_what_is_collected(path: Path) -> None:
    page = read_page(ROOT, path)
    seen = render(expand(ROOT, page, read_record(ROOT, page)), ROOT / "mkdocs.yml")
    assert len(re.findall(r'class="[^"]*language-py[^"]*"', seen)) == len(page.blocks)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_the_english_page_follows_the_chinese_one(key: Path) -> None:
    zh, en = (read_page(ROOT, Path("docs", lang, key)) for lang in ("zh", "en"))
    assert differences(zh, en, ROOT / "mkdocs.yml") is None
    check_stamp(ROOT, en)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_chinese_and_latin_letters_stand_apart(key: Path) -> None:
    text = read_page(ROOT, Path("docs/zh", key)).text
    found = autocorrect_py.lint_for(text, "md").lines
    assert not found, [f"docs/zh/{key}:{each.line}: write {each.new!r}, not {each.old!r}" for each in found]


def test_the_navigation_shows_every_page_in_both_languages() -> None:
    ours, theirs = (_shape(settings(ROOT / name)["nav"]) for name in ("mkdocs.yml", "mkdocs.en.yml"))
    assert ours == theirs
    assert sorted(_flat(ours)) == sorted(map(str, KEYS))


def _shape(nav: object) -> object:
    """Return the navigation without its titles."""
    if isinstance(nav, list):
        return [_shape(item) for item in nav]
    return [_shape(value) for value in nav.values()] if isinstance(nav, dict) else nav


def _flat(nav: object) -> list[str]:
    return [path for item in nav for path in _flat(item)] if isinstance(nav, list) else [str(nav)]


def test_requirements_are_hashed_and_name_no_index() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text("utf-8")
        assert "http" not in text, path
        assert len(re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==", text, re.MULTILINE)) == text.count("==") - text.count(
            " == '"
        ), path
        for line in text.split("\n\n")[0].splitlines():
            assert not line.startswith("--"), path


def test_no_file_names_a_package_registry() -> None:
    """A reader's pip, apt or npm asks the mirror that the reader has set."""
    hosts = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "deb.debian")]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        text = (ROOT / name).read_bytes().decode("utf-8", "ignore")
        for number, line in enumerate(text.splitlines(), 1):
            assert not any(host in line for host in hosts), f"{name}:{number} names a package registry: {line:.100}"


LOG = re.compile(r"^[DIWEF]\d{4} \d\d:\d\d|^[A-Z]+:\d{4}-\d\d-\d\d |/(usr|home|root|opt|Users)/", re.MULTILINE)


def test_no_output_is_a_log_of_the_machine_that_recorded_it() -> None:
    for line in ("W1121 14:47:17.1 15 torch/utils/x.py:1] No CUDA", "ERROR:2026-11-21 14:35:45 1:1 x", "in /usr/lib"):
        assert LOG.search(f"a\n{line}\n")
    for path in sorted((ROOT / "snippets").rglob("*.toml")):
        told = LOG.search(path.read_text("utf-8"))
        assert not told, f"{path.relative_to(ROOT)}: {told[0]!r} -> quiet that log in tested_docs/worker.py"


def test_workflows_may_read_only_and_pin_what_they_run() -> None:
    paths = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert paths
    for path in paths:
        flow = yaml.safe_load(path.read_text("utf-8"))
        assert flow["permissions"] == {"contents": "read"}, path
        for job in flow["jobs"].values():
            allowed = {"contents"} if path.stem == "release" else {"pages", "id-token"}
            assert set(job.get("permissions", {})) <= allowed, path
            for step in job["steps"]:
                uses = step.get("uses", "actions/none@" + "0" * 40)
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", uses), f"{path}: pin {uses} by its commit"
