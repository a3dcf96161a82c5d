"""A loopback server that says byte for byte what a test wants, and keeps what it was sent."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

COMPLETION = {
    "model": "m",
    "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": '{"cards": []}'}}],
    "usage": {"prompt_tokens": 7, "completion_tokens": 5},
}
GOOD = json.dumps(COMPLETION).encode()

Say = Callable[[socket.socket], None]


def response(data: bytes, *, status: str = "200 OK", kind: str = "application/json", more: str = "") -> bytes:
    """Give a whole response; ``more`` are further header lines."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n"
    return f"{head}{more}\r\n".encode() + data


def error(status: str, message: str, code: str | None = None, more: str = "") -> bytes:
    body = {"error": {"message": message, "type": "t", "code": code}}
    return response(json.dumps(body).encode(), status=status, more=more)


def saying(*parts: bytes, pause: float = 0.0) -> Say:
    def say(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return say


class Wire:
    """The server; ``asked`` holds the requests as they came."""

    def __init__(self, family: socket.AddressFamily, say: Say) -> None:
        self.asked: list[bytes] = []
        self.say = say
        self._socket = socket.create_server(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), family=family)
        self.port: int = self._socket.getsockname()[1]
        self.host = f"[::1]:{self.port}" if family == socket.AF_INET6 else f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}/v1"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65_536)
            head, _, body = data.partition(b"\r\n\r\n")
            size = next((int(one[15:]) for one in head.lower().split(b"\r\n") if one[:15] == b"content-length:"), 0)
            while len(body) < size:
                body += connection.recv(65_536)
            self.asked.append(head + b"\r\n\r\n" + body)
            self.say(connection)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def wired(say: Say, family: socket.AddressFamily = socket.AF_INET) -> Iterator[Wire]:
    """Run a server for as long as the block lasts."""
    wire = Wire(family, say)
    thread = threading.Thread(target=wire.serve, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.close()
        thread.join(5)
