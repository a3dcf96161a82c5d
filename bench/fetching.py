"""Fetching from loopback servers that answer after 50 ms, against the bound that this delay sets (P13).

The bound is hosts / latency pages a second: one request at a time and host. The servers run in a process of
their own and note when they were asked. Reading the pages goes on beside it in niced processes; the CPU seconds of the
whole run, reading included, are given for a page.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from bench.measure import Measure
from deckgen.fetch.plan import PageLink, Wish, plan_fetch
from deckgen.fetch.run import Ways, fetch
from deckgen.files.pages import Pages
from deckgen.files.store import open_store
from deckgen.model import Source

HOSTS = 32
PAGES = 2_000
LATENCY = 0.05
REPEATS = 3
PAGE_BYTES = 57_000


def page(number: int) -> bytes:
    """A page in the shape of an article of WeChat's, with markup of its own around the text."""
    text = f"<p>Page {number}: a compiler reads a program and writes another that means the same. </p>" * 60
    head = f'<meta property="og:title" content="Article {number}">'
    body = f'<div id="js_content" style="visibility: hidden">{text}</div>'
    html = f"<!doctype html><html><head>{head}<script>{{}}</script></head><body>{body}</body></html>"
    return html.replace("{}", "x" * (PAGE_BYTES - len(html))).encode()


def serve(pipe: Connection) -> None:
    """Answer on as many ports as there are hosts; tell when the first and the last page were asked for."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    times: list[float] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1]
                await asyncio.sleep(LATENCY)
                if path == b"/robots.txt":
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                body = page(int(path[1:]))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body))
                writer.write(body)
                times.append(time.monotonic())
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    servers = [await asyncio.start_server(talk, "127.0.0.1", 0) for _ in range(HOSTS)]
    pipe.send([server.sockets[0].getsockname()[1] for server in servers])
    while await asyncio.to_thread(pipe.recv) == "times":
        pipe.send((min(times), max(times), len(times)))
        times.clear()


def _links(ports: list[int]) -> list[PageLink]:
    links = []
    for number in range(PAGES):
        url = f"http://127.0.0.1:{ports[number % HOSTS]}/{number}"
        source = Source(post="bench.md", line=number + 1, headings=())
        links.append(PageLink(url=url, written=url, address=url, title="", sources=(source,)))
    return links


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _once(pipe: Connection, links: list[PageLink], folder: Path) -> tuple[float, float, float]:
    """Give pages a second of the bound, CPU milliseconds a page, and seconds until all was read."""
    allowed = frozenset(link.host for link in links)
    store, _ = open_store(folder / "store.sqlite")
    before, started = _cpu(), time.monotonic()
    with store:
        pages = Pages(store)
        plan = plan_fetch(links, {}, Wish(max_pages=PAGES), now=int(time.time()), pause=0.0)
        told, _ = fetch(plan, pages, Ways(pause=0.0, allowed=allowed), tell=lambda *_: None)
    if told.got != PAGES:
        raise AssertionError(f"{told.got} of {PAGES} pages came")
    pipe.send("times")
    first, last, count = pipe.recv()
    rate = count / (last - first)
    return rate / (HOSTS / LATENCY), (_cpu() - before) / PAGES * 1000, time.monotonic() - started


def measures() -> Iterator[Measure]:
    """P13: the bound over what is reached, so that less is better; met while above 0.8 of it."""
    os.environ.pop("HTTP_PROXY", None)
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        links = _links(mine.recv())
        runs = []
        for _ in range(REPEATS):
            with tempfile.TemporaryDirectory() as name:
                runs.append(_once(mine, links, Path(name)))
    finally:
        mine.send("end")
        server.join(5)
    share, cpu, seconds = sorted(runs)[REPEATS // 2]
    detail = f"{share:.2f} of the bound; CPU {cpu:.1f} ms a page with reading, all read after {seconds:.1f} s"
    yield Measure("P13", f"bound / pages a second, {HOSTS} hosts, 50 ms", 1 / share, 1 / 0.8, detail)
