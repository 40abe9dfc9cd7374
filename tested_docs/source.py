"""Reading the files authors write, and the one error that says what is wrong with them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class DocsError(Exception):
    """A mistake in a page, a snippet or a record: where it is, what is wrong, what to do."""

    def __init__(self, path: Path | str, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{path}:{line}: {problem}\n  -> {remedy}")


def read_source(root: Path, path: Path) -> str:
    """Return the text of *path* (relative to *root*), or raise :class:`DocsError` where its bytes would mislead.

    A byte-order mark, a carriage return or a tab is invisible to its author and changes what a fence, a section or
    an indent means; so is a byte that is not UTF-8.
    """
    data = (root / path).read_bytes()
    for byte, name, remedy in (
        (b"\xef\xbb\xbf", "a byte-order mark", "save the file as UTF-8 without BOM"),
        (b"\r", "a carriage return (CRLF line ends)", "save the file with LF line ends"),
        (b"\t", "a tab", "indent with spaces"),
    ):
        if byte in data:
            raise DocsError(path, data[: data.index(byte)].count(b"\n") + 1, f"{name} in the file", remedy)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DocsError(path, line, "a byte that is not UTF-8", "save the file as UTF-8") from None
