"""Loopback servers that behave as badly as a test wants, and an internet of names that leads to them alone."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple

import httpcore2

Handler = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Asked(NamedTuple):
    """A request as a server got it."""

    path: str
    headers: dict[str, str]


class Server:
    """A server in a thread of its own; it counts connections and keeps requests."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.connections = 0
        self.asked: list[Asked] = []
        self.open = 0
        self.most_open = 0
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []

    @property
    def pages(self) -> Counter[str]:
        """How often each path was asked for, robots.txt aside."""
        return Counter(one.path for one in self.asked if one.path != "/robots.txt")

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode("latin-1").split("\r\n")
                pairs = [line.partition(":")[::2] for line in lines if line]
                asked = Asked(first.split()[1], {name.lower(): value.strip() for name, value in pairs})
                self.asked.append(asked)
                await self._handler(asked, writer)
                await writer.drain()
                if writer.is_closing():
                    break
        self.open -= 1
        writer.close()


@contextlib.contextmanager
def serving(*handlers: Handler, talk: Talk | None = None) -> Iterator[list[Server]]:
    """Run a server a handler, on ports of their own, for as long as the block lasts."""
    servers = [Server(handler) for handler in handlers]
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop = asyncio.Event()

    async def run() -> None:
        started = []
        for server in servers:
            one = await asyncio.start_server(talk or server.talk, "127.0.0.1", 0, limit=1 << 20)
            server.port = one.sockets[0].getsockname()[1]
            started.append(one)
        ready.set()
        await stop.wait()
        for one in started:
            one.close()
        mine = asyncio.current_task()
        rest = [task for task in asyncio.all_tasks() if task is not mine]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for server in servers:
            for writer in server.writers:
                writer.transport.abort()
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield servers
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def answer(
    body: bytes | str = b"",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """Give a whole HTTP answer; underscores in header names stand for hyphens."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + data


def redirect(location: str, status: str = "302 Found", **headers: str) -> bytes:
    return answer(b"", status, Location=location, **headers)


def site(paths: dict[str, bytes], robots: bytes | None = None) -> Handler:
    """Give a handler that answers by path; robots.txt is not there unless it is given."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == "/robots.txt":
            writer.write(robots or answer("none", "404 Not Found"))
        else:
            writer.write(paths.get(asked.path) or answer("nothing here", "404 Not Found"))

    return handle


class Net:
    """Names with public addresses that lead to loopback servers; whatever else is dialled is a failure."""

    def __init__(self, names: dict[str, list[list[str]]], servers: dict[tuple[str, int], int]) -> None:
        self._names = names  # the answers of each lookup, one after the other; the last one stays
        self._servers = servers  # (address, port) -> port on loopback
        self.lookups: Counter[str] = Counter()
        self.dialled: list[tuple[str, int]] = []

    async def resolve(self, host: str, port: int) -> list[str]:
        del port
        answers = self._names.get(host)
        if answers is None:
            raise OSError(f"no such name: {host}")
        found = answers[min(self.lookups[host], len(answers) - 1)]
        self.lookups[host] += 1
        return found

    async def dial(self, address: str, port: int, timeout: float | None) -> httpcore2.AsyncNetworkStream:
        self.dialled.append((address, port))
        to = self._servers[address, port]
        return await httpcore2.AnyIOBackend().connect_tcp("127.0.0.1", to, timeout)


PUBLIC = "93.184.216.34"
OTHER = "151.101.1.140"

TEXT = (
    "A compiler turns a program into another one that a machine can run. It reads the source, checks what it means, "
    "and writes instructions in their order. Most of its work goes into making these instructions few and quick. "
)


def article(title: str = "How compilers work", text: str = TEXT) -> str:
    """Give a small ordinary page."""
    paragraphs = "".join(f"<p>{text}</p>" for _ in range(3))
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
