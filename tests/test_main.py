"""The commands behind `make record` and `make stamp`."""

import subprocess
import sys

import pytest

from tested_docs.__main__ import main
from tested_docs.source import ROOT
from tests.conftest import Make, snapshot


def test_record_and_stamp(small_book: Make, capsys: pytest.CaptureFixture[str]) -> None:
    root = small_book("print(1)")
    assert main(["record", "--device", "cpu", "c/p"], root) == 0  # as the Makefile says it
    assert main(["stamp", "c/p"], root) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "c/p: 1 blocks recorded on cpu"
    assert told[1].startswith("c/p: source: ")


def test_record_without_a_name_records_every_page(small_book: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record"], small_book("print(1)")) == 0
    assert "c/p" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["record", "c/q"], "docs/zh:1: no page 'c/q'\n  -> pages are: c/p\n"),
        (["record", "c/p"], "snippets/c/p.py:2: block 's1' raised an error:"),
        (["stamp", "c/q"], "docs/zh:1: no page 'c/q'\n  -> pages are: c/p\n"),
    ],
)
def test_a_failure_exits_with_1_and_touches_nothing(
    small_book: Make, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    root = small_book("undefined")
    before = snapshot(root)
    assert main(arguments, root) == 1
    assert message in capsys.readouterr().err
    assert snapshot(root) == before


def test_pytest_says_where_there_is_no_gpu() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    command = [sys.executable, "-m", "pytest", "--device", "cuda", "--collect-only", "-q", "docs/zh/index.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--device cuda: PyTorch sees no CUDA device on this machine" in done.stderr


def test_a_run_on_another_device_ends_with_its_account() -> None:
    command = [sys.executable, "-m", "pytest", "--device", "standin", "-q", "docs/zh/index.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "= on standin =" in done.stdout
    assert "index: 1 of 1 blocks, " in done.stdout
    assert "1 of 1 blocks that make tensors put them on the device: 100.0% (aim 90%)" in done.stdout
