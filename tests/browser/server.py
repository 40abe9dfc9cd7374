"""A static server as a site meets it in the wild: below some path, with gzip. It counts what it sends."""

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

PREFIX = "/some/where/"
PACKED = {".html", ".css", ".js", ".json", ".xml", ".svg", ".ipynb", ".py", ".md", ".txt", ".webmanifest"}


@dataclass(frozen=True)
class Sent:
    """One answer: the path below the site, its status, and the bytes of head and body together."""

    path: str
    status: int
    size: int


@dataclass
class Server:
    """A running server: its address (with a slash at the end), its folder, and what it has sent so far."""

    url: str
    folder: Path
    sent: list[Sent] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Return the address, below the site, of every page, the Chinese home ("") first, then the English ("en/")."""
        found = (path.parent.relative_to(self.folder).as_posix() for path in self.folder.rglob("index.html"))
        return sorted(
            (f"{path}/".removeprefix("./") for path in found), key=lambda path: (path.startswith("en/"), path)
        )


@contextmanager
def serve(folder: Path, port: int = 0) -> Iterator[Server]:
    """Serve *folder* below :data:`PREFIX` on this machine until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            status, body, kind, packed = _answer(folder, path, "gzip" in self.headers.get("Accept-Encoding", ""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            if packed:
                self.send_header("Content-Encoding", "gzip")
            head = len(b"".join(self._headers_buffer))  # type: ignore[attr-defined]
            server.sent.append(Sent(path.removeprefix(PREFIX), status, head + 2 + len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing: the tests read :attr:`Server.sent`."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as http:
        server = Server(f"http://127.0.0.1:{http.server_port}{PREFIX}", folder)
        thread = Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def _answer(folder: Path, path: str, gzipped: bool) -> tuple[int, bytes, str, bool]:
    """Return status, body, content type, and whether the body is packed."""
    file = (folder / path.removeprefix(PREFIX)).resolve()
    file = file / "index.html" if path.endswith("/") else file
    status = HTTPStatus.OK
    if not path.startswith(PREFIX) or not file.is_relative_to(folder.resolve()) or not file.is_file():
        status, file = HTTPStatus.NOT_FOUND, folder / "404.html"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "javascript", "xml")) else ""
    packed = gzipped and file.suffix in PACKED
    return status, _packed(file) if packed else file.read_bytes(), kind, packed


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)
