"""Projects: one source for a notebook in each language; how it is read, written, checked, and that Jupyter agrees."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

from tested_docs.book import page_paths, problems
from tested_docs.compare import same_text
from tested_docs.page import read_page
from tested_docs.parity import check_stamp, stamp_page
from tested_docs.project import is_project, project_source, read_cells
from tested_docs.recording import record_page
from tested_docs.source import ROOT, DocsError

SOURCE = """# %% [markdown] lang="zh" description="一句话。"
# # 标题
#
# 正文。

# %% [markdown] lang="en" description="A sentence: with a colon."
# # Title
#
# Text.

# %% first
x = 1  # zh: 一 | en: one
print(x)

# %% second
# raises: ValueError
int("a")

# %% [markdown] lang="zh"
# 完。

# %% [markdown] lang="en"
# End.
"""
PATH = Path("docs/zh/projects/my-project.ipynb")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    source = tmp_path / "snippets/projects/my_project.py"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, "utf-8")
    (tmp_path / "docs").mkdir()
    record_page(tmp_path, read_page(tmp_path, PATH))
    return tmp_path


def test_a_project_is_a_page_in_each_language(root: Path) -> None:
    assert page_paths(root, "zh") == [PATH]
    page = read_page(root, Path("docs/en/projects/my-project.ipynb"))
    assert page.key == "projects/my-project"
    assert [block.name for block in page.blocks] == ["first", "second"]
    assert page.blocks[0].code == "x = 1  # one\nprint(x)\n"
    assert page.text.startswith(
        '---\ndescription: "A sentence: with a colon."\n---\n\n# Title\n\nText.\n\n```python\n--8<-- '
    )
    assert page.text.endswith("```\n\nEnd.\n")


def test_its_notebooks_hold_what_the_record_says(root: Path) -> None:
    for lang, title in (("zh", "# 标题"), ("en", "# Title")):
        made = nbformat.read(root / f"docs/{lang}/projects/my-project.ipynb", as_version=4)
        nbformat.validate(made)
        assert made.cells[0].source.startswith(title)
        assert [cell.outputs[0].output_type for cell in made.cells if cell.cell_type == "code"] == ["stream", "error"]


def test_a_notebook_older_than_its_source_is_a_problem(root: Path) -> None:
    assert problems(root) == []
    stored = root / PATH
    stored.write_text(stored.read_text("utf-8").replace("正文", "别的"), "utf-8")
    assert problems(root) == [
        f"{PATH}:1: the notebook is older than its source\n  -> make record PAGE=projects/my-project"
    ]


def test_a_notebook_whose_source_is_gone_is_a_problem(root: Path) -> None:
    (root / "snippets/projects/my_project.py").unlink()
    assert "docs/en/projects/my-project.ipynb:1: belongs to no page" in "\n".join(problems(root))


def test_the_stamp_lies_in_the_source(root: Path) -> None:
    zh, en = (Path("docs", lang, "projects/my-project.ipynb") for lang in ("zh", "en"))
    with pytest.raises(DocsError, match="has changed since"):
        check_stamp(root, read_page(root, en))
    stamp_page(root, read_page(root, zh))
    check_stamp(root, read_page(root, en))
    stamp_page(root, read_page(root, zh))
    source = (root / "snippets/projects/my_project.py").read_text("utf-8")
    assert source.count("source=") == 1
    (root / "snippets/projects/my_project.py").write_text(source.replace("正文", "别的"), "utf-8")
    with pytest.raises(DocsError, match="has changed since"):
        check_stamp(root, read_page(root, en))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# %% first", "# %%", "my_project.py:11: not the head of a cell: # %%"),
        ("# %% second", "# %% first", "my_project.py:15: a second cell named 'first'"),
        ("# Text.", "Text.", "my_project.py:9: prose outside a comment"),
        ('# %% [markdown] lang="zh" description', "words\n# %% x\n#", "my_project.py:1: text before the first cell"),
    ],
)
def test_a_misspelt_cell_is_named(root: Path, old: str, new: str, message: str) -> None:
    path = root / "snippets/projects/my_project.py"
    path.write_text(SOURCE.replace(old, new, 1), "utf-8")
    with pytest.raises(DocsError) as caught:
        read_page(root, PATH)
    assert message in str(caught.value)


PROJECTS = [path for path in page_paths(ROOT, "en") if is_project(path)]


@pytest.mark.parametrize("path", PROJECTS, ids=str)
def test_jupytext_reads_the_same_cells(path: Path) -> None:
    source = project_source(path)
    theirs = jupytext.read(ROOT / source, fmt="py:percent").cells
    ours = read_cells(ROOT, source)
    assert [cell.cell_type for cell in theirs] == ["code" if cell.section else "markdown" for cell in ours]
    assert [cell.source for cell in theirs if cell.cell_type == "markdown"] == [cell.text for cell in ours if cell.lang]


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Future[Any]]:
    """Start a kernel for each project's notebook, two at a time, in empty folders."""

    def execute(path: Path, folder: Path) -> Any:
        shutil.copy(ROOT / path, folder)
        command = [
            sys.executable,
            "-c",
            "from nbclient.cli import main; main()",
            "--inplace",
            "--timeout=600",
            path.name,
        ]
        env = {**os.environ, "OMP_NUM_THREADS": "1"}  # two kernels share the cores
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads((folder / path.name).read_text("utf-8"))["cells"]

    folders = {path: tmp_path_factory.mktemp(path.stem) for path in PROJECTS}
    with ThreadPoolExecutor(2) as pool:
        return {path: pool.submit(execute, path, folder) for path, folder in folders.items()}


@pytest.mark.parametrize("path", PROJECTS, ids=str)
def test_jupyter_prints_what_the_notebook_shows(executed: dict[Path, Future[Any]], path: Path) -> None:
    page = read_page(ROOT, path)
    stored = json.loads((ROOT / path).read_text("utf-8"))["cells"]
    ours, theirs = ([c for c in cells if c["cell_type"] == "code"] for cells in (stored, executed[path].result()))
    for block, want, got in zip(page.blocks, ours, theirs, strict=True):
        if not block.section.varies:
            assert same_text(_printed(want), _printed(got), 1e-4), block.name


def _printed(cell: dict) -> str:  # type: ignore[type-arg]
    return "".join("".join(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream")
