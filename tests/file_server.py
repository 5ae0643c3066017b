"""A web server on this machine that misbehaves as asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler", bytes], None]
"""Answers one request for a file with these contents."""


class Handler(BaseHTTPRequestHandler):
    """Answers by the next behaviour that was asked for, or well."""

    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        owner.requests.append((self.path, self.headers.get("Range", "")))
        data = owner.files.get(self.path)
        behaviour = owner.script.pop(0) if owner.script else good
        if data is None and behaviour is good:
            behaviour = refusing(404)
        behaviour(self, data or b"")

    def begin(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    @property
    def start(self) -> int:
        """The first byte that is asked for."""
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(found[1]) if found else 0

    def begin_from(self, start: int, data: bytes) -> None:
        """The head of an honest answer."""
        if self.start:
            self.begin(206, len(data) - start, Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.begin(200, len(data))

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


def good(handler: Handler, data: bytes) -> None:
    if handler.start >= len(data) > 0:
        handler.begin(416, 0)
        return
    handler.begin_from(handler.start, data)
    handler.wfile.write(data[handler.start :])


def breaking_after(count: int) -> Behaviour:
    """Promises everything and hangs up after ``count`` bytes."""

    def answer(handler: Handler, data: bytes) -> None:
        handler.begin_from(handler.start, data)
        handler.wfile.write(data[handler.start : handler.start + count])
        handler.close_connection = True

    return answer


def in_small_pieces(handler: Handler, data: bytes) -> None:
    handler.begin_from(handler.start, data)
    for place in range(handler.start, len(data), 97):
        handler.wfile.write(data[place : place + 97])
        handler.wfile.flush()


def silent(handler: Handler, data: bytes) -> None:
    """Says nothing until the other side has hung up."""
    handler.connection.settimeout(10)
    handler.connection.recv(1)
    handler.close_connection = True


def without_ranges(handler: Handler, data: bytes) -> None:
    handler.begin(200, len(data))
    handler.wfile.write(data)


def without_length(handler: Handler, data: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(data)
    handler.close_connection = True


def shifted(handler: Handler, data: bytes) -> None:
    """Gives another range than was asked for."""
    handler.begin(206, len(data) - 1, Content_Range=f"bytes 1-{len(data) - 1}/{len(data)}")
    handler.wfile.write(data[1:])


def corrupt(handler: Handler, data: bytes) -> None:
    handler.begin_from(handler.start, data)
    handler.wfile.write(bytes(255 - byte for byte in data[handler.start :]))


def a_login_page(handler: Handler, data: bytes) -> None:
    page = b"<html>Please log in</html>"
    handler.begin(200, len(page))
    handler.wfile.write(page)


def refusing(status: int) -> Behaviour:
    return lambda handler, data: handler.begin(status, 0)


class _Server(ThreadingHTTPServer):
    owner: FileServer
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is no news."""


class FileServer:
    """Serves ``files`` by path; ``script`` holds what the next requests get, ``requests`` what was asked."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.script: list[Behaviour] = []
        self.requests: list[tuple[str, str]] = []
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
