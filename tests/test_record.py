"""What `make record` says of each thing an example may do, and that it writes all or nothing."""

import re
import tomllib
from pathlib import Path

import pytest

from tested_docs.book import problems
from tested_docs.page import read_page
from tested_docs.record import Record, read_record, write_record
from tested_docs.recording import record_page
from tested_docs.source import DocsError
from tested_docs.worker import Limits
from tests.conftest import Make, cases, lay, matches, snapshot

PAGE = Path("docs/zh/c/p.md")


def record(root: Path) -> str:
    """Record the page of a small book; return the record without its date and digests, or the message."""
    limits = Limits(seconds=3, memory=1 << 30, root=root)
    try:
        record_page(root, read_page(root, PAGE), limits=limits)
    except DocsError as error:
        return re.sub(r"\n +[\^~]+(?=\n)", "", f"{error}\n".replace(str(root), ""))
    text = (root / "snippets/c/p.toml").read_text("utf-8").partition("\n\n")[2]
    return re.sub(r"digest = .*\n", "", text)


@pytest.mark.parametrize("case", cases("record"), ids=lambda path: path.stem)
def test_record(case: Path, tmp_path: Path) -> None:
    wanted = lay(tmp_path, case.read_text("utf-8"))
    before = snapshot(tmp_path)
    came = record(tmp_path)
    assert matches(wanted, came)
    if "\n  -> " in came:
        assert snapshot(tmp_path) == before


def test_the_next_page_notices_nothing(small_book: Make) -> None:
    root = small_book(
        "import os\nimport sys\nimport warnings\n\nimport matplotlib.pyplot as plt\nimport torch\n",
        "torch.manual_seed(0)\ntorch.set_default_dtype(torch.float64)\nplt.rcParams['lines.linewidth'] = 9\n"
        "os.chdir('/')\nos.environ['LEFT'] = '1'\nwarnings.simplefilter('ignore')\nsys.modules['left'] = os\nleft = 1",
    )
    record_page(root, read_page(root, PAGE))
    root = small_book(
        "import os\nimport sys\nimport warnings\n\nimport matplotlib.pyplot as plt\nimport torch\n",
        "print(torch.get_default_dtype(), plt.rcParams['lines.linewidth'], os.listdir(), 'LEFT' in os.environ)\n"
        "print(warnings.filters[0][0], 'left' in sys.modules, 'left' in globals(), 'pytest' in sys.modules)",
    )
    after = record_page(root, read_page(root, PAGE))
    assert after.blocks[1].output == "torch.float32 1.8 [] False\nerror False False False\n"


def test_torch_save_into_the_repository_is_found_after_the_fact(small_book: Make) -> None:
    code = "import inspect\n\nimport torch\n\ntorch.save(1, inspect.getsourcefile(lambda: 0) + '.pt')"
    message = record(small_book(code))
    assert (
        "while the page ran, a file of the repository changed: snippets/c/p.py.pt\n  -> if nobody edited it" in message
    )


def test_files_may_be_written_to_the_current_and_the_temporary_directory(small_book: Make) -> None:
    code = "import os\nimport tempfile\n\nimport torch\n\ntorch.save(1, 'a.pt')\nos.mkdir('b')\nprint(sorted(os.listdir()))\n"
    code += "with tempfile.TemporaryDirectory() as name:\n    torch.save(1, name + '/c.pt')\n    print(torch.load(name + '/c.pt'))"
    assert "['a.pt', 'b']\n1\n" in record(small_book(code))


def test_a_recorded_book_has_no_problem_until_it_changes(small_book: Make) -> None:
    root = small_book("x = 1  # zh: 一 | en: one", "print(x)")
    record_page(root, read_page(root, PAGE))
    assert problems(root) == []
    module = root / "snippets/c/p.py"
    module.write_text(module.read_text("utf-8").replace("en: one", "en: a number"), "utf-8")
    assert problems(root) == []  # a comment is no code
    module.write_text(module.read_text("utf-8").replace("x = 1", "x = 2"), "utf-8")
    assert "block 's1' has changed since it last ran" in problems(root)[0]


def test_figures_follow_the_record(small_book: Make) -> None:
    draw = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()"
    root = small_book(draw)
    folder = root / "docs/assets/figures/c/p"
    record_page(root, read_page(root, PAGE))
    assert [path.name for path in folder.iterdir()] == ["s1.svg"]
    (root / "snippets/c/p.py").write_text(
        f"# --8<-- [start:s1]\n{draw}\nplt.plot([2, 1])\nplt.figure()\nplt.show()\n# --8<-- [end:s1]\n"
    )
    record_page(root, read_page(root, PAGE))
    assert sorted(path.name for path in folder.iterdir()) == ["s1-2.svg", "s1-3.svg", "s1.svg"]
    small_book("print(1)")
    record_page(root, read_page(root, PAGE))
    assert list(folder.iterdir()) == []


def test_write_and_read(small_book: Make) -> None:
    root = small_book('print("a\\\\b")\nprint("\\"\\"\\"")\nprint(" x ")\nprint("中文")')
    page = read_page(root, PAGE)
    written = record_page(root, page)
    assert read_record(root, page) == written
    assert written.blocks[0].output == 'a\\b\n"""\n x \n中文\n'
    write_record(root, page, Record())
    assert tomllib.loads((root / "snippets/c/p.toml").read_text()) == {"runs": {}}
