"""What an example may not do: use the network, or write where authors keep their files."""

import os
import sys
from pathlib import Path

CHANGING = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.symlink", "os.link", "os.chmod"}


def confine(root: Path) -> None:
    """Refuse the network, and writing below *root*, to this process from here on, with a message that says so.

    Compiled code (``torch.save``) writes behind Python's back: ``make record`` looks for what that leaves.
    """

    def inside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        full = Path(os.path.abspath(os.fsdecode(path)))
        return full.is_relative_to(root) and not full.is_relative_to(root / ".venv")

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.bind") and isinstance(args[1], tuple):
            raise PermissionError(f"an example may not use the network ({event} {args[1]})")
        if event == "socket.getaddrinfo":
            raise PermissionError(f"an example may not use the network (looked up {args[0]!r})")
        writing = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if (writing or event in CHANGING) and any(inside(path) for path in args[:2]):
            raise PermissionError(f"an example may not write into the repository ({event} {args[0]!r})")

    sys.addaudithook(watch)
