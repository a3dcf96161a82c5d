"""Nothing that came in is lost on its way to the store, whoever stops the writing."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from deckgen.fetch.shelf import FLUSH_SECONDS, Shelf
from deckgen.fetch.values import Answer, Fetched
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.store import open_store


def fetched(body: bytes) -> Fetched:
    return Fetched(answer=Answer(url="http://a.example/", http_status=200, body=body), address="", at=1)


def test_a_batch_whose_thread_never_came_is_written(tmp_path: Path) -> None:
    """Cancelled in the moment between sealing and writing."""
    busy = Event()

    async def run(shelf: Shelf) -> None:
        loop = asyncio.get_running_loop()
        threads = ThreadPoolExecutor(1)
        threads.submit(busy.wait, 10)  # no thread is free
        loop.set_default_executor(threads)
        writing = asyncio.create_task(shelf.keep_flushing())
        shelf.put("a", PageRecord(status="ok", page_class="ok"), PageContent("text", ""))
        shelf.put_body("b", fetched(b"body"))
        await asyncio.sleep(FLUSH_SECONDS * 2)
        assert shelf.body("b") == fetched(b"body")
        writing.cancel()
        shelf.put("b", PageRecord(status="gone", page_class="permanent"))
        shelf.flush()
        busy.set()

    store, _ = open_store(tmp_path / "store.sqlite")
    with store:
        pages = Pages(store)
        pages.make()
        asyncio.run(run(Shelf(pages, {})))
        assert {url: one.status for url, one in pages.records().items()} == {"a": "ok", "b": "gone"}
        assert dict(pages.contents(["a"])) == {"a": PageContent("text", "")}
        assert pages.bodies() == []


def test_a_body_stays_until_it_is_read(tmp_path: Path) -> None:
    """In memory first, then in the store, then nowhere."""
    store, _ = open_store(tmp_path / "store.sqlite")
    with store:
        pages = Pages(store)
        pages.make()
        shelf = Shelf(pages, {})
        shelf.put_body("a", fetched(b"body"))
        assert (pages.bodies(), shelf.body("a")) == ([], fetched(b"body"))
        shelf.flush()
        assert (pages.bodies(), shelf.body("a")) == (["a"], fetched(b"body"))
        shelf.drop_body("a")
        shelf.flush()
        assert (pages.bodies(), shelf.body("a")) == ([], None)
