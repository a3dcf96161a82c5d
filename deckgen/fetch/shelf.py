"""Between a run and the store: what came in goes there in batches, ten times a second.

A body is on the shelf from its last byte until it is read, so that a killed run asks for next to nothing twice.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from deckgen.fetch.values import Fetched
from deckgen.files.pages import PageContent, PageRecord, Pages

FLUSH_SECONDS = 0.1


_DECODE = msgspec.msgpack.Decoder(Fetched).decode
_ENCODE = msgspec.msgpack.Encoder().encode


class _Batch(NamedTuple):
    """What goes to the store together."""

    bodies: dict[str, Fetched]
    records: dict[str, PageRecord]
    contents: dict[str, PageContent]
    dropped: list[str]


class Shelf:
    """Holds what the store does not have yet; only writing happens in another thread."""

    def __init__(self, pages: Pages, records: Mapping[str, PageRecord]) -> None:
        self._pages = pages
        self._lock = threading.Lock()
        self.records = dict(records)
        self._new = _Batch({}, {}, {}, [])
        self._queue: deque[_Batch] = deque()  # on their way to the store, the oldest first

    def put_body(self, url: str, fetched: Fetched) -> None:
        """Take a page that is still to be read."""
        self._new.bodies[url] = fetched

    def body(self, url: str) -> Fetched | None:
        """Return a page to be read; None if the store could not keep it."""
        for batch in (self._new, *reversed(list(self._queue))):
            if url in batch.bodies:
                return batch.bodies[url]
        with self._lock:
            data = self._pages.body(url)
        try:
            return None if data is None else _DECODE(data)
        except msgspec.MsgspecError:
            return None

    def drop_body(self, url: str) -> None:
        """Forget a page that cannot be read."""
        self._new.dropped.append(url)

    def put(self, url: str, record: PageRecord, content: PageContent | None = None) -> None:
        """Take what became of a link."""
        self.records[url] = self._new.records[url] = record
        self._new.bodies.pop(url, None)
        if content is not None:
            self._new.contents[url] = content

    def flush(self) -> None:
        """Bring everything to the store."""
        self._seal()
        self._write()

    def _seal(self) -> None:
        self._queue.append(self._new)
        self._new = _Batch({}, {}, {}, [])

    def _write(self) -> None:
        """Write what is sealed, in order, whichever thread comes first: one that is cancelled may never come."""
        with self._lock:
            while self._queue:
                batch = self._queue[0]
                self._pages.put_bodies({url: _ENCODE(body) for url, body in batch.bodies.items()})
                self._pages.put(batch.records, batch.contents)
                self._pages.drop_bodies(batch.dropped)
                self._queue.popleft()

    async def keep_flushing(self) -> None:
        """Flush until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            self._seal()
            await asyncio.to_thread(self._write)
