"""A run: hosts side by side, the links of a host one after the other, reading in processes of its own.

It can be stopped or killed at any time; the next run goes on from what the store has.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec

from deckgen.fetch import records
from deckgen.fetch.client import Client
from deckgen.fetch.guard import Dial, Resolve, dial_address, host_key, read_url, resolve_name
from deckgen.fetch.limits import Limits
from deckgen.fetch.plan import MAX_HOSTS, FetchPlan, PageLink, clock
from deckgen.fetch.reader import Again, Readers
from deckgen.fetch.robots import Robots, RobotsText
from deckgen.fetch.schedule import Turns
from deckgen.fetch.shelf import Shelf
from deckgen.fetch.values import Fetched, PageClass, PageError, PageStatus, PageText
from deckgen.fetch.visit import ARCHIVE_HOSTS, ARCHIVE_PAUSE, RETRY_SECONDS, Visit, Visitor, visit_archive
from deckgen.files.pages import PageContent, PageRecord, Pages

NAME_THREADS = 32
_NOT_MODIFIED = 304
_PAGELESS = frozenset({204, 205, *range(300, 400)})


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """How a run behaves, and the doors that tests put others in place of."""

    pause: float
    allowed: frozenset[str] = frozenset()  # host:port
    limits: Limits = Limits()
    retry_after: float = RETRY_SECONDS
    resolve: Resolve = resolve_name
    dial: Dial = dial_address
    archive_pause: float = ARCHIVE_PAUSE


class Told(msgspec.Struct, kw_only=True):
    """What a run did."""

    tried: int = 0
    got: int = 0
    left: dict[str, tuple[int, str]] = {}  # links not asked for, by host, with the reason


Tell = Callable[[PageLink, PageRecord], None]


class Run:
    """One run; ``told`` grows while it goes."""

    def __init__(self, pages: Pages, readers: Readers, ways: Ways, *, now: Callable[[], int], tell: Tell) -> None:
        self._pages = pages
        self._readers = readers
        self._ways = ways
        self._now = now
        self._tell = tell
        self.shelf = Shelf(pages, pages.records())
        self.told = Told()

    async def go(self, links: Sequence[PageLink], known: Mapping[str, PageLink]) -> None:
        """Ask for these links; ``known`` are all links of the posts, by their canonical URL."""
        self._known = {**known, **{link.url: link for link in links}}
        async with self._visiting():
            await self._work(links)

    async def go_archive(self, links: Sequence[PageLink]) -> None:
        """Ask the Wayback Machine for these links, one after the other."""
        self._known = {link.url: link for link in links}
        async with self._visiting():
            await self._work_archive(links)

    @asynccontextmanager
    async def _visiting(self) -> AsyncIterator[None]:
        """Make what a run needs, and bring to the store what it has when it ends."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(NAME_THREADS))
        self._unread: asyncio.Queue[str] = asyncio.Queue()
        self._reads: dict[str, asyncio.Event] = {}
        self._threads = ThreadPoolExecutor(self._readers.count)
        ways, now = self._ways, self._now()
        self._turns = Turns(ways.pause)
        rules = msgspec.msgpack.Decoder(RobotsText)
        known = {origin: rules.decode(data) for origin, data in self._pages.robots(now - records.DAY).items()}
        async with Client(ways.limits, resolve=ways.resolve, dial=ways.dial) as client:
            robots = Robots(client, self._turns, now=now, allowed=ways.allowed, known=known)
            self._visitor = Visitor(client, robots, self._turns, allowed=ways.allowed, retry_after=ways.retry_after)
            try:
                yield
            finally:
                self.shelf.flush()
                learnt = {origin: msgspec.msgpack.encode(rules) for origin, rules in robots.new.items()}
                self._pages.put_robots(learnt, self._now())
                self._pages.tell_builds()
                self._threads.shutdown(wait=False, cancel_futures=True)

    async def _work(self, links: Sequence[PageLink]) -> None:
        left = set(self._pages.bodies())  # what an earlier run fetched is read first
        for url in left:
            self._unread.put_nowait(url)
        groups: dict[str, deque[PageLink]] = {}
        for link in links:
            if link.url not in left:
                groups.setdefault(_key(link.address), deque()).append(link)
        waiting = deque(groups.items())
        async with asyncio.TaskGroup() as helpers:
            running = [helpers.create_task(self.shelf.keep_flushing())]
            running += [helpers.create_task(self._read_on()) for _ in range(self._readers.count)]
            async with asyncio.TaskGroup() as hosts:
                for _ in range(min(MAX_HOSTS, len(waiting))):
                    hosts.create_task(self._take_hosts(waiting))
            await self._unread.join()
            for task in running:
                task.cancel()

    async def _work_archive(self, links: Sequence[PageLink]) -> None:
        for name in ARCHIVE_HOSTS:
            self._turns.host(name).pause = self._ways.archive_pause
        for link in links:
            if any(self._turns.host(name).stopped for name in ARCHIVE_HOSTS):
                break
            try:
                found = await visit_archive(self._visitor, link.address)
            except PageError as exc:
                self._turns.host(ARCHIVE_HOSTS[0]).note(exc.status)
                continue  # another day, another try
            before = self.shelf.records[link.url]
            if found is None:
                self._done(link.url, msgspec.structs.replace(before, archive_asked=self._now()))
                continue
            visit, day = found
            fetched = _fetched(link, visit, self._now(), f"from_archive {day}")
            await self._read(link.url, fetched, is_archived=True)

    async def _take_hosts(self, waiting: deque[tuple[str, deque[PageLink]]]) -> None:
        while waiting:
            key, links = waiting.popleft()
            host = self._turns.host(key)
            while links:
                if host.stopped:
                    self.told.left[key] = (len(links), host.stopped)
                    break
                link = links.popleft()
                status = await self._ask(link)
                if status is not None:
                    host.note(status)

    async def _ask(self, link: PageLink) -> PageStatus | None:
        """Ask for a link; return its status where it is known before the page is read."""
        before = self.shelf.records.get(link.url)
        try:
            visit = await self._visitor.visit(link.address, _validators(before))
        except PageError as exc:
            self._done(link.url, records.tried(before, exc.status, (exc.remark,), at=self._now(), wait=exc.retry_after))
            return exc.status
        if visit.answer.http_status == _NOT_MODIFIED and before is not None and before.kept:
            kept = PageStatus(before.kept)
            self._done(link.url, records.tried(before, kept, ("not_modified",), at=self._now()))
            return PageStatus.OK
        if visit.answer.http_status in _PAGELESS:
            remark = f"answered {visit.answer.http_status} without a page"
            self._done(link.url, records.tried(before, PageStatus.SERVER_ERROR, (remark,), at=self._now()))
            return PageStatus.SERVER_ERROR
        self.shelf.put_body(link.url, _fetched(link, visit, self._now()))
        event = self._reads[link.url] = asyncio.Event()
        self._unread.put_nowait(link.url)
        if self._ways.pause:
            # Its host is asked on only when it is known whether this one was a refusal.
            await event.wait()
        return None

    async def _read_on(self) -> None:
        while True:
            url = await self._unread.get()
            fetched = self.shelf.body(url)
            if fetched is None:
                self.shelf.drop_body(url)
            else:
                await self._read(url, fetched)
            if event := self._reads.pop(url, None):
                event.set()
            self._unread.task_done()

    async def _read(self, url: str, fetched: Fetched, *, is_archived: bool = False) -> None:
        before = self.shelf.records.get(url)
        try:
            page = await asyncio.get_running_loop().run_in_executor(self._threads, self._readers.read, fetched.answer)
        except PageError as exc:
            record, content = records.tried(before, exc.status, (*fetched.remarks, exc.remark), at=fetched.at), None
        else:
            page = _checked(page, fetched)
            record, content = records.read(before, page, fetched)
            if is_archived and before is not None and record.page_class != PageClass.OK:
                record = before  # an archived captcha tells nothing new
        if is_archived:
            record = msgspec.structs.replace(record, archive_asked=fetched.at)
        self._turns.host(_key(fetched.address)).note(PageStatus(record.status))
        self._done(url, record, content)

    def _done(self, url: str, record: PageRecord, content: PageContent | None = None) -> None:
        self.shelf.put(url, record, content)
        self.told.tried += 1
        self.told.got += record.page_class == PageClass.OK
        if link := self._known.get(url):
            self._tell(link, record)


def _key(address: str) -> str:
    try:
        return host_key(read_url(address))
    except PageError:
        return "?"


def _validators(before: PageRecord | None) -> dict[str, str]:
    if before is None or not before.kept:
        return {}
    found = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
    return {name: value for name, value in found.items() if value}


def _fetched(link: PageLink, visit: Visit, at: int, remark: str = "") -> Fetched:
    remarks = (remark,) if remark else ("redirected",) if visit.is_redirected else ()
    return Fetched(answer=visit.answer, address=link.address, at=at, remarks=remarks)


def _checked(page: PageText, fetched: Fetched) -> PageText:
    """Take for gone what leads to the home page of its site instead: a soft 404."""
    asked, found = urlsplit(fetched.address), urlsplit(fetched.answer.url)
    is_home = found.path in ("", "/") and not found.query and asked.path not in ("", "/")
    same_site = _site(asked.hostname or "") == _site(found.hostname or "")
    if "redirected" in fetched.remarks and is_home and same_site:
        return PageText(status=PageStatus.GONE, remarks=("to_home",))
    return page


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def fetch(
    plan: FetchPlan, pages: Pages, ways: Ways, *, tell: Tell, use_archive: bool = False, now: Callable[[], int] = clock
) -> tuple[Told, bool]:
    """Ask for what a plan holds; return what was done, and whether it was stopped with Ctrl-C."""
    pages.make()
    known = {link.url: link for link in plan.links}
    with Readers(ways.limits.parse_seconds) as readers:
        told = Told()
        try:
            if plan.due or pages.bodies():
                readers.start()
            _read_again(pages, readers)
            run = Run(pages, readers, ways, now=now, tell=tell)
            told = run.told
            if plan.due or pages.bodies():
                asyncio.run(run.go(plan.due, known))
            if use_archive:
                asyncio.run(run.go_archive(lost_links(plan.links, pages.records())))
        except KeyboardInterrupt:
            return told, True
    return told, False


def lost_links(links: Sequence[PageLink], known: Mapping[str, PageRecord]) -> list[PageLink]:
    """Return the links that only an archive may still have, and was never asked for."""
    lost = {PageStatus.GONE, PageStatus.DNS_ERROR}
    return [
        link
        for link in links
        if (record := known.get(link.url)) and record.status in lost and not record.kept and not record.archive_asked
    ]


def _read_again(pages: Pages, readers: Readers) -> None:
    """Read what the store kept of pages that older rules read: no network."""
    from deckgen.fetch.reading import VERSIONS

    known = pages.records()
    kept = {url: record for url, record in known.items() if record.kept}
    outdated = [url for url, record in kept.items() if record.rule_version < VERSIONS.get(record.rule, 0)]
    is_better = False
    for url, content in pages.contents(outdated):
        record = known[url]
        if not content.container:
            continue
        try:
            page = readers.read(Again(container=content.container, url=record.final_url or url))
        except PageError:
            continue  # what there was is still good
        record, better = records.read_again(record, page)
        pages.put({url: record}, {} if better is None else {url: better})
        is_better = True
    if is_better:
        pages.tell_builds()
