"""What a page says of itself at its top: its downloads, and when and where its examples last ran."""

import tomllib
from pathlib import Path

from tested_docs.page import Page
from tested_docs.project import is_project
from tested_docs.record import Book, Record, Run

WORDS = {
    "zh": {
        "ran": "{blocks} 个代码块，{date} 在 {device}（torch {torch}）上全部运行并核对",
        "and": "；",
        "never": "还没有在 GPU 上运行过",
        "colab": "在 Colab 中打开",
    },
    "en": {
        "ran": "{blocks} example{s}, all run and checked on {device} (torch {torch}) on {date}",
        "and": "; ",
        "never": "not yet on a GPU",
        "colab": "open in Colab",
    },
}
COLAB = "https://colab.research.google.com/github/"


def facts(page: Page, record: Record, published: str = "") -> str:
    """Return the line under the title of *page*, in Markdown; empty for a page without examples.

    *published* names where the built site lies in a public repository (``owner/name/blob/branch/folder``); only then is
    there a notebook that Colab can open.
    """
    if not record.runs:
        return ""
    words, stem = WORDS[page.lang], page.key.rpartition("/")[2]
    place = f"{stem}/{stem}" if is_project(page.path) else stem
    links = [f'[.{kind}]({place}.{kind}){{ download="{stem}.{kind}" }}' for kind in ("ipynb", "py")]
    up = "" if stem == "index" else "../"
    links.append(f'<a href="{up}{stem}.md">.md</a>')  # no page, so no link that MkDocs should look into
    if published:
        folder = "" if page.lang == "zh" else f"{page.lang}/"
        key = page.key.removesuffix(stem) + place
        links.append(f"[{words['colab']}]({COLAB}{published.strip('/')}/{folder}{key}.ipynb)")
    count = {"blocks": len(page.blocks), "s": "" if len(page.blocks) == 1 else "s"}
    told = [words["ran"].format(**count, **_where(run, kind)) for kind, run in _runs(record).items()]
    if len(told) == 1:
        told.append(words["never"])
    return f"{' · '.join(links)} · {words['and'].join(told)}\n{{ .facts data-search-exclude }}"


def footer(root: Path, book: Book) -> str:
    """Return what stands at the foot of every page: the version of the book, and the torch that it was verified on."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    versions = sorted({run.torch for _, record in book for run in record.runs.values()})
    return f"{project['name']} {project['version']} · PyTorch {', '.join(versions)} · MIT / CC BY 4.0"


def _runs(record: Record) -> dict[str, Run]:
    return {kind: record.runs[kind] for kind in ("cpu", "cuda", "mps") if kind in record.runs}


def _where(run: Run, kind: str) -> dict[str, object]:
    return {"device": "CPU" if kind == "cpu" else run.device, "torch": run.torch, "date": run.date}
