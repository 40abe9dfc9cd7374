"""One term, one name in each language: in the glossary, over the prose, and in every paragraph of the book."""

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tested_docs.book import page_paths
from tested_docs.glossary import Term, read_terms, with_hovers, words
from tested_docs.page import read_page
from tested_docs.parity import Bone, skeleton
from tested_docs.source import ROOT

TERMS = read_terms(ROOT)
KEYS = [path.relative_to("docs/zh") for path in page_paths(ROOT, "zh")]
QUOTED = re.compile(r"“[^”]*”")


@functools.cache
def bones(lang: str, key: Path) -> list[Bone]:
    return skeleton(read_page(ROOT, Path("docs", lang, key)).text, ROOT / "mkdocs.yml")


def text(bone: Bone) -> str:
    """Return the words of a block, and the code in it (a twin may say `dtype` for an element type)."""
    return f"{bone.words} {' '.join(bone.exact)}"


@functools.cache
def finder(lang: str, forms: tuple[str, ...]) -> re.Pattern[str]:
    found = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(found if lang == "zh" else rf"\b(?:{found})(?:s|es)?\b", re.IGNORECASE)


def uses(term: Term, lang: str, told: str) -> bool:
    return bool(finder(lang, tuple(term.forms(lang))).search(told))


def named(lang: str, told: str, terms: tuple[Term, ...] = TERMS) -> Iterator[Term]:
    """Yield the terms that *told* names; of a longer and a shorter one in the same place, the longer."""
    by_form = {form.lower(): term for term in terms for form in term.forms(lang)}
    by_form |= {term.name[lang].lower(): term for term in terms}
    for match in finder(lang, tuple(by_form)).finditer(told):
        word = match[0].lower()
        term = next((by_form[each] for each in (word, word[:-1], word[:-2]) if each in by_form), None)
        if term and re.match(re.escape(term.name[lang]), match[0], re.IGNORECASE):
            yield term


def disagreements(zh: list[Bone], en: list[Bone], terms: tuple[Term, ...] = TERMS) -> Iterator[str]:
    """Yield what the blocks of two twin pages call differently."""
    whole = {"zh": " ".join(map(text, zh)), "en": " ".join(map(text, en))}
    for ours, theirs in zip(zh, en, strict=True):
        for lang, other, here, there in (("zh", "en", ours, theirs), ("en", "zh", theirs, ours)):
            for term in named(lang, here.words, terms):
                if lang in term.ordinary or (lang == "en" and term.loose):
                    continue
                if not uses(term, other, whole[other] if term.loose else text(there)):
                    yield (
                        f"docs/glossary.toml: {term.name[lang]!r} is {term.name[other]!r}, but {here.words.strip()!r} has "
                        f"{there.words.strip()!r} -> say it by its name, or give the term another form (also)"
                    )


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_twin_paragraphs_use_the_same_terms(key: Path) -> None:
    assert list(disagreements(bones("zh", key), bones("en", key))) == []


@pytest.mark.parametrize("key", KEYS, ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_uses_a_variant(lang: str, key: Path) -> None:
    front = read_page(ROOT, Path("docs", lang, key)).text.partition("\n---\n")[0]  # holds the description
    for told in (front, *(bone.words for bone in bones(lang, key))):
        for term in TERMS:
            if banned := term.banned.get(lang):
                match = finder(lang, tuple(banned)).search(QUOTED.sub("", told))
                assert not match, f"docs/{lang}/{key}: write {term.name[lang]!r}, not {match[0]!r}: {told!r}"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
def test_a_term_is_on_the_page_that_introduces_it(term: Term) -> None:
    key, _, anchor = term.page.partition("#")
    path = next((path for path in KEYS if path.with_suffix("").as_posix() == key), None)
    assert path, f"{term.key}: there is no page {key}"
    for lang in ("zh", "en"):
        page = read_page(ROOT, Path("docs", lang, path))
        assert uses(term, lang, " ".join(map(text, bones(lang, path)))), f"{page.path} does not use {term.name[lang]!r}"
        assert not anchor or re.search(rf"\{{ #{anchor} \}}", page.text), f"{page.path} has no heading {{ #{anchor} }}"
        assert term.means[lang].endswith("。" if lang == "zh" else ".")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_terms_share_a_name(lang: str) -> None:
    names = [name.lower() for term in TERMS for name in (term.name[lang], term.short) if name]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    assert len(TERMS) > 120


OVERFITTING = next(term for term in TERMS if term.key == "overfitting")
RATE = next(term for term in TERMS if term.key == "learning-rate")


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("这就是过拟合。", "This is overfitting.", 0),
        ("这就是过拟合。", "The model overfits.", 0),
        ("这就是过拟合。", "This is overtraining.", 1),
        ("模型背下了数据。", "This is overfitting.", 1),
        ("学习率大了。", "The rate is large.", 0),
    ],
)
def test_a_disagreement_is_found(zh: str, en: str, found: int) -> None:
    told = list(disagreements([Bone("p", words=zh)], [Bone("p", words=en)], (OVERFITTING, RATE)))
    assert len(told) == found, told


HTML = """<h1>过拟合</h1>
<p class="facts">过拟合</p>
<p>见<a href="x">过拟合</a>和 <code>过拟合</code>，<strong>过拟合</strong>的曲线；又是过拟合，学习率衰减与学习率。</p>"""


def test_the_first_use_of_a_term_shows_the_other_language() -> None:
    shown = with_hovers(HTML, TERMS, "zh")
    mark = '<abbr lang="en" title="{}"><span lang="zh">{}</span></abbr>'
    assert shown == HTML.replace(
        "<strong>过拟合</strong>", f"<strong>{mark.format('overfitting', '过拟合')}</strong>"
    ).replace(
        "学习率衰减与学习率",
        f"{mark.format('learning-rate decay', '学习率衰减')}与{mark.format('learning rate', '学习率')}",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Batches are", '<abbr lang="zh" title="批次"><span lang="en">Batches</span></abbr> are'),
        ("a batch-size of", "a batch-size of"),
        ("the debatches", "the debatches"),
        ("a Jacobian", 'a <abbr lang="zh" title="雅可比矩阵"><span lang="en">Jacobian</span></abbr>'),
    ],
)
def test_english_terms_are_whole_words(before: str, after: str) -> None:
    assert with_hovers(f"<p>{before}</p>", TERMS, "en") == f"<p>{after}</p>"


def test_a_term_whose_translation_stands_beside_it_is_left_alone() -> None:
    assert (
        with_hovers("<p>过拟合（overfitting）。过拟合。</p>", TERMS, "zh") == "<p>过拟合（overfitting）。过拟合。</p>"
    )


def test_the_other_name_carries_its_abbreviation_and_is_escaped() -> None:
    term = replace(OVERFITTING, name={"zh": "甲", "en": 'a "b"'}, short="AB")
    assert 'title="a &quot;b&quot; (AB)"' in with_hovers("<p>甲</p>", (term,), "zh")


def test_the_search_learns_the_chinese_terms() -> None:
    assert {"过拟合", "反向传播", "学习率"} <= set(words(ROOT))
    assert not any(word.isascii() or len(word) < 2 for word in words(ROOT))
