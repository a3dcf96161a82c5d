"""Hosts are asked as they wish to be: robots.txt, pauses, Retry-After, and no more after three refusals."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from deckgen.fetch.client import Client
from deckgen.fetch.limits import Limits
from deckgen.fetch.plan import PageLink, Wish, plan_fetch
from deckgen.fetch.robots import KEEP_SECONDS, Robots, RobotsText
from deckgen.fetch.run import Told, Ways, fetch
from deckgen.fetch.schedule import Turns, retry_seconds
from deckgen.files.pages import PageRecord, Pages
from deckgen.files.store import open_store
from deckgen.model import Source
from tests.fetch.conftest import VisitAll, status_of
from tests.fetch.servers import PUBLIC, Asked, Net, answer, article, redirect, serving, site


def rules(text: str, **more: str) -> bytes:
    return answer(text, kind="text/plain", **more)


@pytest.mark.parametrize(
    ("robots", "status"),
    [
        (rules("User-agent: *\nDisallow: /"), "robots_denied"),
        (rules("User-agent: *\nDisallow: /*.html$"), "robots_denied"),
        (rules("User-agent: *\nDisallow: /\nUser-agent: deckgen\nAllow: /"), "200"),
        (rules("User-agent: deckgen\nDisallow: /a\nUser-agent: *\nAllow: /"), "robots_denied"),
        (rules("User-agent: *\nDisallow: /b"), "200"),
        (rules("User-agent: *\nCrawl-delay: 60"), "robots_denied"),
        (rules("\ufeffUser-agent: *\nDisallow: /"), "robots_denied"),
        (rules("#" * 600_000 + "\nUser-agent: *\nDisallow: /"), "200"),  # what is behind 500 KiB does not count
        (answer("<html>User-agent: *\nDisallow: /</html>"), "200"),
        (answer(" <!doctype html><pre>User-agent: *\nDisallow: /", kind="text/plain"), "200"),
        (answer("Disallow", "403 Forbidden"), "200"),
        (answer("Disallow", "404 Not Found"), "200"),
        (answer("User-agent: *\nAllow: /", "500 Oops"), "robots_denied"),
        (answer("", "503 Busy"), "robots_denied"),
        (answer("", "429 Too Many"), "robots_denied"),
        (redirect("/rules.txt"), "robots_denied"),
        (redirect("/robots.txt"), "200"),  # five hops without an answer: as if there were none
        (redirect("http://127.0.0.1:9/robots.txt"), "refused_address"),
        (answer(b"x", Content_Encoding="br"), "unsupported_type"),
    ],
)
def test_robots_txt_is_obeyed(robots: bytes, status: str, visit: VisitAll) -> None:
    """As RFC 9309 reads it: 4xx and HTML are no rules, 5xx and 429 forbid all; no page is asked for against it."""
    paths = {"/a.html": answer(article()), "/rules.txt": rules("User-agent: *\nDisallow: /a")}
    with serving(site(paths, robots)) as (server,):
        assert [status_of(one) for one in visit(server.url("/a.html"), allow=[server.origin])] == [status]
        assert server.pages["/a.html"] == (status == "200")


def test_robots_txt_of_every_hop(visit: VisitAll) -> None:
    """A redirect does not lead round another host's rules."""
    closed = rules("User-agent: *\nDisallow: /")
    with serving(site({"/": redirect("http://b.example/x")}), site({"/x": answer(article())}, closed)) as (a, b):
        names = {"a.example": [[PUBLIC]], "b.example": [["8.8.8.8"]]}
        net = Net(names, {(PUBLIC, 80): a.port, ("8.8.8.8", 80): b.port})
        assert [status_of(one) for one in visit("http://a.example/", net=net)] == ["robots_denied"]
        assert [one.path for one in b.asked] == ["/robots.txt"]


def test_robots_txt_is_asked_for_once_a_day() -> None:
    """What was learnt within a day is not asked for again."""

    async def check(url: str, origin: str, known: dict[str, RobotsText]) -> dict[str, RobotsText]:
        from deckgen.fetch.guard import read_url

        async with Client() as client:
            robots = Robots(client, Turns(0), now=KEEP_SECONDS, allowed=frozenset([origin]), known=known)
            await asyncio.gather(*[robots.check(read_url(f"{url}{n}"), lifted=True) for n in range(5)])
        return robots.new

    with serving(site({}, rules("User-agent: *\nCrawl-delay: 2"))) as (server,):
        for at, asked in ((1, 0), (0, 1), (KEEP_SECONDS + 9, 2)):
            known = {f"http://{server.origin}": RobotsText("", at)}
            new = asyncio.run(check(server.url(), server.origin, known))
            assert (len(server.asked), len(new)) == (asked, min(asked, 1))


# --- Whole runs ---------------------------------------------------------------------------------------------


def link(url: str, rank: int = 1) -> PageLink:
    source = Source(post="a.md", line=1, headings=())
    return PageLink(url=url, written=url, address=url, title="", sources=(source,), rank=rank)


class Ran:
    """A run in a store of its own."""

    def __init__(self, folder: Path, **ways: object) -> None:
        self.folder = folder
        self.ways = ways
        self.records: dict[str, PageRecord] = {}

    def __call__(self, links: Sequence[PageLink], *, at: int = 1_000, **wish: object) -> Told:
        store, problems = open_store(self.folder / "store.sqlite")
        assert problems == []
        with store:
            pages = Pages(store)
            wanted = Wish(**{"max_pages": 1_000, **wish})  # type: ignore[arg-type]
            plan = plan_fetch(links, pages.records(), wanted, now=at, pause=0)
            ways = Ways(**{"pause": 0.01, "retry_after": 0.01, **self.ways})  # type: ignore[arg-type]
            told, is_stopped = fetch(plan, pages, ways, tell=lambda *_: None, now=lambda: at)
            assert not is_stopped
            self.records = pages.records()
            assert store.problems == []
        return told

    def statuses(self, links: Sequence[PageLink]) -> list[str]:
        return [self.records[one.url].status if one.url in self.records else "-" for one in links]


def test_one_connection_a_host_and_a_pause(tmp_path: Path) -> None:
    """Two hosts at once, but each link by link, and never sooner than the pause says."""
    times: dict[str, list[tuple[float, float]]] = {}

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        came = time.monotonic()
        await asyncio.sleep(0.02)
        times.setdefault(asked.headers["host"], []).append((came, time.monotonic()))
        writer.write(answer(article()) if asked.path != "/robots.txt" else answer("", "404 X"))

    with serving(handle, handle) as servers:
        links = [link(server.url(f"/{n}")) for n in range(4) for server in servers]
        ran = Ran(tmp_path, pause=0.1, allowed=frozenset(server.origin for server in servers))
        told = ran(links)
        assert (told.tried, told.got, told.left) == (8, 8, {})
        assert [(server.connections, server.most_open) for server in servers] == [(1, 1), (1, 1)]
    for asked in times.values():
        assert min(came - answered for (_, answered), (came, _) in itertools.pairwise(asked)) >= 0.1
    first, second = times.values()
    assert first[0] < second[-1]
    assert second[0] < first[-1]


def test_a_crawl_delay_is_kept(tmp_path: Path) -> None:
    """robots.txt may make the pause longer."""
    robots = rules("User-agent: *\nCrawl-delay: 0.5")
    with serving(site({"/1": answer(article()), "/2": answer(article())}, robots)) as (server,):
        started = time.monotonic()
        Ran(tmp_path, allowed=frozenset([server.origin]))([link(server.url("/1")), link(server.url("/2"))])
        assert time.monotonic() - started >= 0.5


def test_retry_after_is_obeyed(tmp_path: Path) -> None:
    """A short one is waited for; a long one ends the host's run, and says when to come back."""
    counts: dict[str, int] = {}

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        counts[asked.path] = counts.get(asked.path, 0) + 1
        if asked.path == "/once" and counts[asked.path] == 1:
            writer.write(answer("", "429 Slow down", Retry_After="1"))
        elif asked.path == "/long":
            writer.write(answer("", "503 Busy", Retry_After="7200"))
        elif asked.path == "/broken":
            writer.write(answer("", "500 Oops"))
        else:
            writer.write(answer(article()) if asked.path != "/robots.txt" else answer("", "404 X"))

    with serving(handle) as (server,):
        links = [link(server.url(path)) for path in ("/once", "/broken", "/long", "/never", "/never2")]
        ran = Ran(tmp_path, allowed=frozenset([server.origin]))
        started = time.monotonic()
        told = ran(links)
        assert time.monotonic() - started >= 1
        assert ran.statuses(links) == ["ok", "server_error", "rate_limited", "-", "-"]
        assert counts == {"/robots.txt": 1, "/once": 2, "/broken": 2, "/long": 1}
        assert told.left == {server.origin: (2, "asked to be left alone for 7,200 s")}
        assert ran.records[links[2].url].next_try == 1_000 + 24 * 3600  # longer than it asked for


@pytest.mark.parametrize("answer_of", ["403", "captcha", "429"])
def test_three_refusals_end_a_hosts_run(tmp_path: Path, answer_of: str) -> None:
    """By their status or by their words; a good answer in between starts the count anew."""
    walls = {
        "403": answer("no", "403 Forbidden"),
        "captcha": answer("<title>安全验证</title><body>请完成验证</body>"),
        "429": answer("", "429 Too Many"),
    }
    paths = {f"/{n}": walls[answer_of] for n in range(9)} | {"/2": answer(article())}
    with serving(site(paths), site({f"/{n}": answer(article()) for n in range(9)})) as (wall, good):
        links = [link(wall.url(f"/{n}")) for n in range(9)] + [link(good.url(f"/{n}")) for n in range(3)]
        ran = Ran(tmp_path, allowed=frozenset([wall.origin, good.origin]))
        told = ran(links)
    status = "rate_limited" if answer_of == "429" else "blocked"
    assert ran.statuses(links) == [status, status, "ok", *[status] * 3, *["-"] * 3, *["ok"] * 3]
    assert told.left == {wall.origin: (3, "3 blocked answers in a row")}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), (" 7 ", 7.0), ("", None), ("soon", None), ("-1", None), ("1" * 99, 111_111_111.0)],
)
def test_retry_after_in_seconds(header: str, seconds: float | None) -> None:
    """What cannot be read says nothing."""
    assert retry_seconds(header) == seconds


def test_retry_after_as_a_date() -> None:
    """A day that has passed means now."""
    assert retry_seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert (retry_seconds("Fri, 31 Dec 2100 23:59:59 GMT") or 0) > 1e9


def test_only_what_has_changed_comes_again(tmp_path: Path) -> None:
    """--refresh sends what the server said of its page; without it, a good page is left alone for half a year."""
    seen: list[dict[str, str]] = []

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == "/robots.txt":
            writer.write(answer("", "404 X"))
            return
        seen.append(asked.headers)
        day = "Wed, 21 Oct 2015 07:28:00 GMT"
        if asked.headers.get("if-none-match") == '"v1"':
            writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')
        else:
            writer.write(answer(article(), ETag='"v1"', Last_Modified=day))

    with serving(handle) as (server,):
        links = [link(server.url("/a"))]
        ran = Ran(tmp_path, allowed=frozenset([server.origin]), limits=Limits())
        assert ran(links).got == 1
        first = ran.records[links[0].url]
        assert ran(links, at=2_000).tried == 0
        told = ran(links, at=3_000, refresh=True)
        assert (told.tried, told.got) == (1, 1)
        assert seen[1]["if-none-match"] == '"v1"'
        assert seen[1]["if-modified-since"] == "Wed, 21 Oct 2015 07:28:00 GMT"
        again = ran.records[links[0].url]
        assert (again.status, again.remarks, again.tried) == ("ok", ("not_modified",), 3_000)
        assert (again.text_hash, again.fetched, again.title) == (first.text_hash, 1_000, first.title)
        assert ran(links, at=3_000 + 181 * 24 * 3600).tried == 1
