"""Search that finds: the field's words stay whole, and the index holds prose, errors and names rather than all the code.

Material's plugin cuts Chinese into words with jieba and writes one document for each section. Here jieba learns the words
of the field, what nobody searches for stays out, and each document gets three fields that are searched and not shown:
`names`, the rest of its words and the names in its code; `errors`, what its code raises; and `about`, on the first of a
page, the words that the page speaks of most. The fields count by BOOSTS, a project by half, since it uses everything.
"""

import json
import keyword
import logging
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import jieba
from mkdocs.exceptions import PluginError

from tested_docs import glossary

# Words of the field; the glossary's terms are learnt as well.
WORDS = """
    学习率 交叉熵 过拟合 欠拟合 早停 动量 归一化 标准化 正则化 参数组 残差 残差块 恒等块 下采样 卷积核 特征图 池化 预训练 微调 冻结 预热 张量 标量
    广播 掩码 原地 步长 数据集 训练集 验证集 测试集 小批量 优化器 准确率 精确率 召回率 检查点 钩子 种子 二分类 多分类 神经元 全连接 隐藏层 勘误 报错
    """
BOOSTS = {"title": 10, "about": 5, "errors": 3, "text": 1, "names": 0.5}
CONFIG = {
    "lang": ["en"],  # lunr's part for Chinese is of no use where jieba has cut the words
    "pipeline": [],  # a stemmer makes arange "arang", which nobody types
    "separator": r"""(?:\b(?:torch|nn|F)\.(?=\w)|[\s\u200b\-,:;=!?()\[\]{}"'`/<>|#*+~^@$%&、，。；：？！（）《》“”‘’…—·]|\.(?!\d))+""",
    "fields": {name: {"boost": boost} for name, boost in BOOSTS.items()},
}
HIDDEN = re.compile(r'(<pre class="output no-copy"|<math display="block")')
BLOCK = re.compile(r"\s*<pre>(?:<code>)?(.*?)(?:</code>)?</pre>", re.DOTALL)
ERROR = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Warning)(?:: .*|$)", re.DOTALL | re.MULTILINE)
NAME = re.compile(
    r"(?:\.|\bimport |@)(\w\w+)|\b([A-Za-z_]\w+)(?=\()|(?<=[(,] )\b([a-z_]\w+)=(?!=)|(?<=\()([a-z_]\w+)=(?!=)"
)
WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z_][a-z_0-9]+")
END = re.compile(r"</p>|</ul>|</ol>")
TAG = re.compile(r"<[^>]*>")
SHOWN = 120  # so many characters of a section, and its paragraph to the end, may be shown as what was found
ABOUT = 2  # a word leads to so many pages at most: those that speak of it most,
LEAST = 4  # if they speak of it so much
WEIGHTS = {"title": 3, "text": 2}  # a section that has the word there adds so much
COMMON = 1 / 3  # a word on a larger part of all pages, or a quarter of that of all sections, says nothing of any


def learn(root: Path) -> None:
    """Teach jieba the words of the field that everyday Chinese cuts to pieces: 学习|率, but not 反向|传播."""
    jieba.setLogLevel(logging.WARNING)
    for word in [*WORDS.split(), *glossary.words(root)]:
        if any(len(part) == 1 for part in jieba.cut(word)):
            jieba.add_word(word)


def without_outputs(html: str) -> str:
    """Return a page with what nobody searches for marked: numbers that were printed, displayed formulas."""
    return HIDDEN.sub(r'\1 data-search-exclude="1"', html)


def refine(site: Path, root: Path, nav: Any) -> None:
    """Rewrite the search index in *site*, whose navigation is *nav*."""
    path = site / "search" / "search_index.json"
    docs = json.loads(path.read_text("utf-8"))["docs"]
    for doc in docs:
        _take_names(doc)
    _drop_common(docs)
    about = _about(docs)
    others = root / "tested_docs" / "search.toml"  # which a small book need not have
    aliases = tomllib.loads(others.read_text("utf-8")) if others.is_file() else {}
    for page, words in [*_chapters(nav), *_terms(root), *aliases.items()]:
        about[f"{page}/"] += [part for word in words.split() for part in jieba.cut(word)]
    first = {doc["location"]: doc for doc in docs}
    if missing := [page for page in aliases if f"{page}/" not in first]:
        raise PluginError(
            f"tested_docs/search.toml: no page {', '.join(missing)} -> give the page its name as it is now"
        )
    for location, words in about.items():
        if location in first:  # a page may keep itself out of the search
            first[location]["about"] = " ".join(words)
    index = {"config": CONFIG, "docs": docs}
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _take_names(doc: dict[str, Any]) -> None:
    """Move names and errors out of the code of *doc*, and the words of a long text's end."""
    names: list[str] = []
    errors: list[str] = []

    def take(match: re.Match[str]) -> str:
        if error := ERROR.search(match[1]):
            errors.append(" ".join(error[0].split()))
            return ""
        names.extend(name for groups in NAME.findall(unescape(match[1])) for name in groups if name)
        return ""

    text = BLOCK.sub(take, doc["text"])
    end = END.search(text, SHOWN)
    doc["text"] = text[: end.end()] if end else text
    rest = dict.fromkeys(
        _words(text[len(doc["text"]) :]) + [name.lower() for name in names if not keyword.iskeyword(name)]
    )
    shown = set(_words(doc["text"]))
    doc["names"] = " ".join(sorted(word for word in rest if word not in shown))
    doc["errors"] = " ".join(errors)
    if doc["location"].startswith("projects/"):
        doc["boost"] = 0.5


def _drop_common(docs: list[dict[str, Any]]) -> None:
    """Leave out of the names what a large part of all sections has: it tells them apart no more."""
    counts = Counter(word for doc in docs for word in doc["names"].split())
    for doc in docs:
        doc["names"] = " ".join(word for word in doc["names"].split() if counts[word] < COMMON / 4 * len(docs))


def _about(docs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return page -> the words that it speaks of more than other pages do."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)  # word -> page -> how much it speaks of it
    for doc in docs:
        page = doc["location"].partition("#")[0]
        for field, weight in WEIGHTS.items():
            for word in set(_words(doc[field])):
                counts[word][page] += weight
    total = len({page for pages in counts.values() for page in pages})
    about: dict[str, list[str]] = defaultdict(list)
    for word, pages in counts.items():
        for page, count in pages.most_common(ABOUT):
            if count >= LEAST and len(pages) < COMMON * total:
                about[page].append(word)
    return about


def _chapters(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield each page with the title of its chapter."""
    for part in nav or []:
        for title, pages in part.items() if isinstance(part, dict) else ():
            for page in pages if isinstance(pages, list) else ():
                path = page if isinstance(page, str) else next(iter(page.values()))
                yield path.rpartition(".")[0], title


def _terms(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the page that introduces each term of the glossary with all its names, also those that no page uses."""
    for term in glossary.read_terms(root):
        names = [name for lang in ("zh", "en") for name in (*term.forms(lang), *term.banned.get(lang, []))]
        yield term.page.partition("#")[0], " ".join(dict.fromkeys(names))


def _words(text: str) -> list[str]:
    return WORD.findall(unescape(TAG.sub(" ", text)).lower())
