"""Enough of a Kubernetes API server for a real ``kubectl exec -i POD -- COMMAND``: one pod of two containers, whose
commands run here. It speaks WebSockets with the subprotocol ``v5.channel.k8s.io``, as the API server does since 1.29.

As with a real pod, a command whose client goes away sees the end of its input and is not killed.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import socket
import struct
import subprocess
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

POD = "trainer-0"
PODS = "/api/v1/namespaces/default/pods"
PROTOCOL = "v5.channel.k8s.io"
STDIN, STDOUT, STDERR, ERROR, CLOSE = 0, 1, 2, 3, 255
TEXT, BINARY, CLOSING, PING, PONG = 1, 2, 8, 9, 10


DISCOVERY: dict[str, dict[str, Any]] = {
    "/version": {"major": "1", "minor": "32", "gitVersion": "v1.32.4"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [{"name": "pods", "singularName": "pod", "namespaced": True, "kind": "Pod", "verbs": ["get"]}],
    },
}
"""What a client asks about the server before it asks for anything."""


class WebSocket:
    """Frames over an accepted connection; several threads may send."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self._sending = threading.Lock()

    def send(self, data: bytes, kind: int = BINARY) -> None:
        size = len(data)
        length = bytes([size]) if size < 126 else b"\x7e" + struct.pack("!H", size)
        with self._sending, contextlib.suppress(OSError):
            self._connection.sendall(bytes([0x80 | kind]) + length + data)

    def receive(self) -> bytes | None:
        """The next message, None at the end."""
        while True:
            try:
                first, second = self._stream.read(2)
                size = second & 0x7F
                if size == 126:
                    (size,) = struct.unpack("!H", self._stream.read(2))
                elif size == 127:
                    (size,) = struct.unpack("!Q", self._stream.read(8))
                mask = self._stream.read(4)
                data = self._stream.read(size)
            except (OSError, ValueError, struct.error):
                return None
            data = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
            if first & 0xF == PING:
                self.send(data, PONG)
            elif first & 0xF == CLOSING:
                return None
            elif first & 0xF in (TEXT, BINARY):
                return data


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ApiServer

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == f"{PODS}/{POD}/exec":
            self._exec(parse_qs(url.query))
        elif url.path == f"{PODS}/{POD}":
            self._answer(200, pod())
        elif url.path in DISCOVERY:
            self._answer(200, DISCOVERY[url.path])
        else:
            name = url.path.rpartition("/")[2]
            message = f'pods "{name}" not found'
            self._answer(404, {**status("Failure"), "message": message, "reason": "NotFound", "code": 404,
                               "details": {"name": name, "kind": "pods"}})  # fmt: skip

    def _answer(self, code: int, value: Mapping[str, Any]) -> None:
        data = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _exec(self, query: dict[str, list[str]]) -> None:
        key = self.headers["Sec-WebSocket-Key"].encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key).digest()).decode())
        self.send_header("Sec-WebSocket-Protocol", PROTOCOL)
        self.end_headers()
        self.close_connection = True
        web = WebSocket(self.connection)
        wants_input = query.get("stdin", ["false"])[0] in ("true", "1")
        with subprocess.Popen(
            query["command"],
            stdin=subprocess.PIPE if wants_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.server.environment,
            start_new_session=True,
        ) as process:
            copying = [
                threading.Thread(target=copy, args=(stream, channel, web))
                for stream, channel in ((process.stdout, STDOUT), (process.stderr, STDERR))
            ]
            threading.Thread(target=feed, args=(web, process), daemon=True).start()
            for thread in copying:
                thread.start()
            for thread in copying:
                thread.join()
            code = process.wait()
            code = 128 - code if code < 0 else code
        ended = status("Success")
        if code:
            cause = {"reason": "ExitCode", "message": str(code)}
            ended = {**status("Failure"), "reason": "NonZeroExitCode", "details": {"causes": [cause]},
                     "message": f"command terminated with non-zero exit code: exit code {code}"}  # fmt: skip
        web.send(bytes([ERROR]) + json.dumps(ended).encode())
        web.send(struct.pack("!H", 1000), CLOSING)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def copy(stream: Any, channel: int, web: WebSocket) -> None:
    while data := os.read(stream.fileno(), 1 << 15):
        web.send(bytes([channel]) + data)


def feed(web: WebSocket, process: subprocess.Popen[bytes]) -> None:
    """Pass the client's input on until it, or the client, ends."""
    while data := web.receive():
        if data[0] == CLOSE:
            break
        if data[0] == STDIN and process.stdin is not None:
            try:
                process.stdin.write(data[1:])
                process.stdin.flush()
            except OSError:
                break
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()


def pod() -> dict[str, Any]:
    containers = [{"name": name, "image": "torch"} for name in ("worker", "logs")]
    return {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {"name": POD, "namespace": "default"},
        "spec": {"containers": containers},
        "status": {"phase": "Running"},
    }


def status(result: str) -> dict[str, Any]:
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": result}


class ApiServer(ThreadingHTTPServer):
    """Serves on a port of this machine until it is closed."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.environment = environment
        """Of the commands in the pod."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def config(self, port: int = 0) -> str:
        """A configuration of kubectl that leads here, or to another port."""
        cluster = {"server": f"http://127.0.0.1:{port or self.server_port}"}
        return json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [{"name": "here", "cluster": cluster}],
                "users": [{"name": "me", "user": {}}],
                "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
                "current-context": "here",
            }
        )

    def close(self) -> None:
        self.shutdown()
        self.server_close()
