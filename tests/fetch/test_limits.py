"""Servers that waste time, memory and patience: each ends within its limit, with a status of its own."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from deckgen.fetch.client import USER_AGENT
from deckgen.fetch.limits import Decoder, Limits, TooLargeError
from deckgen.fetch.reader import Again, Reader
from deckgen.fetch.values import Answer, PageError, PageStatus, PageText
from tests.fetch.conftest import QUICK, VisitAll, status_of
from tests.fetch.servers import Asked, Handler, answer, article, redirect, serving, site

resource = pytest.importorskip("resource", reason="no limits of POSIX here")

MEGABYTE = 1 << 20


def bomb(megabytes: int = 200) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join([packer.compress(b"\0" * MEGABYTE) for _ in range(megabytes)]) + packer.flush()


def children_of(memory_limit: int, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that may not hold more than that."""
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_DATA, ({memory_limit}, {memory_limit}))\n{code}"
    return subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, timeout=600, check=False)


def page_of(*pieces: bytes, pause: float = 0.0, ends: bool = True) -> Handler:
    """Give a handler that sends pieces for any page, with pauses in between."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == "/robots.txt":
            writer.write(answer("", "404 Not Found"))
            return
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        if ends:
            writer.close()

    return handle


def test_bombs_of_all_sorts(visit: VisitAll) -> None:
    """200 MB in 200 KB, the same again inside itself, and brotli that nobody offered: all refused, little held."""
    once = bomb()
    twice = gzip.compress(once)
    paths = {
        "/gzip": answer(once, Content_Encoding="gzip"),
        "/deflate": answer(zlib.compress(b"\0" * (64 * MEGABYTE)), Content_Encoding="deflate"),
        "/nested": answer(twice, Content_Encoding="gzip, gzip"),
        "/inside": answer(twice, Content_Encoding="gzip"),
        "/brotli": answer(b"\x1b" * 400, Content_Encoding="br"),
        "/zstd": answer(b"\x28\xb5\x2f\xfd" * 100, Content_Encoding="zstd"),
        "/broken": answer(b"no gzip at all", Content_Encoding="gzip"),
    }
    with serving(site(paths)) as (server,):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = visit(*map(server.url, paths), allow=[server.origin])
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert [status_of(one) for one in found] == [
        "too_large",
        "too_large",
        "unsupported_type",
        "200",  # a small file in a file: its reader says what it is
        "unsupported_type",
        "unsupported_type",
        "unsupported_type",
    ]
    assert grown < 100  # MB


def test_too_many_bytes_on_the_wire(visit: VisitAll) -> None:
    """Announced or not; an error page is cut instead."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    with serving(
        site({"/told": answer(b"x" * (4 * MEGABYTE)), "/gone": answer(b"x" * MEGABYTE, "404 Not Found")}),
        page_of(head, *[b"y" * MEGABYTE] * 5),
    ) as (told, streamed):
        allow = [told.origin, streamed.origin]
        found = visit(told.url("/told"), streamed.url("/"), told.url("/gone"), allow=allow)
    assert [status_of(one) for one in found] == ["too_large", "too_large", "404"]
    assert not isinstance(found[2], PageError)
    assert len(found[2].answer.body) == Limits().error_bytes


def test_servers_that_take_their_time(visit: VisitAll) -> None:
    """A drip feed that stops for no read timeout, a server that says nothing, one that never begins."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    with serving(
        page_of(head, *[b"x"] * 1_000, pause=0.05),
        page_of(b"", pause=60),
        page_of(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 1_000, pause=0.01),
    ) as servers:
        allow = [server.origin for server in servers]
        found = visit(*[server.url("/") for server in servers], allow=allow, limits=QUICK)
    assert [status_of(one) for one in found] == ["timeout"] * 3


def test_servers_that_do_not_speak_http(visit: VisitAll) -> None:
    """Heads without end, an answer that ends early, and something else altogether."""
    with serving(
        page_of(b"HTTP/1.1 200 OK\r\n", *[b"X-More: " + b"y" * 1_000 + b"\r\n"] * 1_000),
        page_of(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50\r\n\r\nshort"),
        page_of(b"SSH-2.0-not the web\r\n"),
    ) as servers:
        found = visit(*[server.url("/") for server in servers], allow=[server.origin for server in servers])
    assert [status_of(one) for one in found] == ["too_large", "connect_error", "connect_error"]


def test_time_is_counted_over_all_hops(visit: VisitAll) -> None:
    """Four redirects of 0.4 s each are more than one second."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path != "/robots.txt":
            await asyncio.sleep(0.4)
        writer.write(redirect(asked.path + "a") if asked.path != "/robots.txt" else answer("", "404 X"))

    with serving(handle) as (server,):
        assert [status_of(one) for one in visit(server.url(), allow=[server.origin], limits=QUICK)] == ["timeout"]


def test_redirects_come_to_an_end(visit: VisitAll) -> None:
    """Five are followed, six are not; a circle is one more way to have six."""
    paths = {f"/{n}": redirect(f"/{n + 1}") for n in range(10)} | {"/5": answer(article()), "/loop": redirect("/loop")}
    with serving(site(paths)) as (server,):
        found = visit(*map(server.url, ("/0", "/loop")), allow=[server.origin])
        assert [status_of(one) for one in found] == ["200", "redirect_loop"]
        assert server.pages["/loop"] == 6


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("image/png", "unsupported_type"),
        ("video/mp4", "unsupported_type"),
        ("application/zip", "unsupported_type"),
        ("text/css", "unsupported_type"),
        ("text/plain", "200"),
        ("application/xhtml+xml; charset=gbk", "200"),
        ("", "200"),
    ],
)
def test_types_that_are_not_read(kind: str, status: str, visit: VisitAll) -> None:
    """They are left unread by what the head says."""
    with serving(site({"/": answer(article(), kind=kind)})) as (server,):
        assert [status_of(one) for one in visit(server.url(), allow=[server.origin])] == [status]


def test_nothing_travels_that_could_follow_us(visit: VisitAll) -> None:
    """No cookie comes back, no referrer and no credentials are sent; the name that we go by is our own."""
    cookie = "id=42; Path=/; Domain=127.0.0.1"
    paths = {"/": redirect("/next", Set_Cookie=cookie), "/next": answer(article(), Set_Cookie=cookie)}
    with serving(site(paths, answer("", "404 X", Set_Cookie=cookie))) as (server,):
        visit(server.url(), server.url("/next"), allow=[server.origin])
    assert [one.path for one in server.asked] == ["/robots.txt", "/", "/next", "/next"]
    for one in server.asked:
        assert one.headers["user-agent"] == USER_AGENT
        assert USER_AGENT.startswith("deckgen/")
        assert one.headers["accept-encoding"] == "gzip, deflate"
        assert not one.headers.keys() & {"cookie", "referer", "authorization", "origin"}


def test_a_decoder_never_gives_more_than_its_limit() -> None:
    """What is over is cut to the byte; deflate comes with its header or without."""
    plain = bytes(range(256)) * 100
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    forms = {
        "": plain,
        "gzip": gzip.compress(plain),
        "deflate": zlib.compress(plain),
        "Deflate ": raw.compress(plain) + raw.flush(),
    }
    for encoding, data in forms.items():
        assert Decoder(encoding, len(plain)).feed(data) == plain
        with pytest.raises(TooLargeError) as caught:
            Decoder(encoding, 1_000).feed(data)
        assert caught.value.rest == plain[:1_000]


# --- Reading ------------------------------------------------------------------------------------------------


def job(body: bytes, kind: str = "text/html") -> Answer:
    return Answer(body=body, url="http://front.example/a", http_status=200, content_type=kind)


def test_pages_made_to_break_a_reader() -> None:
    """A reader in a process that is small itself: a child's peak starts at what its parent held."""
    asked = "from tests.fetch.test_limits import peak_of_a_broken_reader; print(peak_of_a_broken_reader())"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 300  # MB


def peak_of_a_broken_reader() -> float:
    """Give a reader's peak in MB: a title of 5 MB, 100,000 nested tags, a lying charset, 8 MB of tags, a gzip."""
    title = f"<title>{'t' * (5 * MEGABYTE)}</title>{article()}".encode()
    nested = b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000
    lying = article("编译原理", "编译器把一种语言的程序翻译成另一种语言的程序。" * 8)
    reader = Reader(10.0)
    try:
        assert len(reader.read(job(title)).title) < 1_000
        pages = [_read(reader, one) for one in (nested, b"<b>" * (8 * MEGABYTE // 3), bomb(2), b"\x89PNG\r\n" * 99)]
        page = reader.read(job(lying.encode("gb18030"), "text/html; charset=utf-8"))
        assert (page.status, page.title) == (PageStatus.OK, "编译原理")
        assert reader.read(job(lying.encode(), "text/html; charset=gb2312")).title == "编译原理"
    finally:
        reader.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert used.ru_utime + used.ru_stime < 40
    assert not [one for one in pages if isinstance(one, PageText) and one.text]
    return float(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _read(reader: Reader, body: bytes) -> PageText | PageError:
    try:
        return reader.read(job(body))
    except PageError as exc:
        return exc


def test_a_reader_that_takes_too_long_is_killed() -> None:
    """The page gets a status, the next one a new reader."""
    reader = Reader(0.0001)
    with pytest.raises(PageError) as caught:
        reader.read(job(article().encode() * 200))
    assert (caught.value.status, "not read within" in caught.value.remark) == (PageStatus.TIMEOUT, True)
    reader._seconds = 10.0
    page = reader.read(job(article().encode()))
    assert (page.status, page.title) == (PageStatus.OK, "How compilers work")
    again = reader.read(Again(container=page.container, url="http://front.example/a"))
    assert (again.text, again.title) == (page.text, page.title)
    reader.close()
