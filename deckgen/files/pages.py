"""The pages of the links, in the store: what became of each, its text, and what was fetched but not yet read.

Everything carries a checksum; what fails it is as if it were not there, and is fetched again. Reading makes no
table: a build leaves a store without pages as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from deckgen.files.packed import decoded, encoded
from deckgen.files.store import Store, sealed, unsealed

# Rowid tables, and the large values apart: a build reads the records of all pages and no text.
TABLES = MappingProxyType(
    {
        "page": "url TEXT PRIMARY KEY, status TEXT NOT NULL, value BLOB NOT NULL",
        "page_text": "url TEXT PRIMARY KEY, value BLOB NOT NULL",
        "page_body": "url TEXT PRIMARY KEY, value BLOB NOT NULL",
        "robots": "origin TEXT PRIMARY KEY, at INTEGER NOT NULL, value BLOB NOT NULL",
    }
)
ROBOTS_SECONDS = 24 * 3600
WAL_PAGES = 8_000  # 32 MB between two checkpoints: pages come in fast

T = TypeVar("T")


class PageRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a link's page: how the last try ended, and the best that any try brought."""

    status: str  # of the last try
    page_class: str  # ok | permanent | temporary
    remarks: tuple[str, ...] = ()
    tried: int = 0  # seconds since 1970
    next_try: int = 0
    fails: int = 0  # in a row
    final_url: str = ""
    etag: str = ""
    last_modified: str = ""
    archive_asked: int = 0  # when the Wayback Machine was asked for it
    kept: str = ""  # the status of what follows; empty while no try brought anything
    fetched: int = 0
    title: str = ""
    author: str = ""
    date: str = ""
    digest: str = ""
    text_hash: str = ""  # sha256
    own_hash: str = ""  # of the HTML that the text was read from
    rule: str = ""
    rule_version: int = 0


class PageContent(msgspec.Struct, frozen=True, array_like=True):
    """The large part of a page."""

    text: str
    container: str  # HTML from which the rest can be made again


class Pages:
    """The page tables of an open store."""

    def __init__(self, store: Store, names: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        """Take an open store, and the further names of links whose address was put right, by their keys of now.

        What is kept of a page under an address of before is given under that of now, while that has nothing of its own.
        """
        self._store = store
        self._before = {_url(key): tuple(map(_url, others)) for key, others in names.items()}
        self._is_made = store.has_table("page_body")

    def make(self) -> None:
        """Make the tables: a command is going to write."""
        self._store.add_tables(TABLES)
        self._store.rows(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
        self._is_made = True

    def records(self) -> dict[str, PageRecord]:
        """Return all records by canonical URL."""
        rows = self._rows("SELECT url, value FROM page")
        found = {url: record for url, value in rows if (record := decoded(url, value, _RECORD)) is not None}
        for url, others in self._before.items():
            record = next((found[other] for other in others if other in found and found[other].kept), None)
            if record is not None and url not in found:
                # What the server said of the old address tells nothing about the new one.
                found[url] = msgspec.structs.replace(record, etag="", last_modified="")
        return found

    def contents(self, urls: Iterable[str]) -> Iterator[tuple[str, PageContent]]:
        """Yield the texts of these pages, as far as there are any, one after the other."""
        for url in urls:
            names = (url, *self._before.get(url, ()))
            content = next(filter(None, map(self._content, names)), None)
            if content is not None:
                yield url, content

    def _content(self, url: str) -> PageContent | None:
        rows = self._rows("SELECT value FROM page_text WHERE url = ?", url)
        return decoded(url, rows[0][0], _CONTENT, is_packed=True) if rows else None

    def put(self, records: Mapping[str, PageRecord], contents: Mapping[str, PageContent]) -> None:
        """Keep records, and new contents where there are any; what was fetched for them is read now."""
        page_rows = [(url, one.status, encoded(url, one)) for url, one in records.items()]
        text_rows = [(url, encoded(url, one, is_packed=True)) for url, one in contents.items()]
        self._store.write_all(
            [
                ("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", page_rows),
                ("INSERT OR REPLACE INTO page_text VALUES (?, ?)", text_rows),
                ("DELETE FROM page_body WHERE url = ?", [(url,) for url in records]),
            ]
        )

    def bodies(self) -> list[str]:
        """Return the URLs of what was fetched and not yet read, the oldest first."""
        return [url for (url,) in self._rows("SELECT url FROM page_body ORDER BY rowid")]

    def body(self, url: str) -> bytes | None:
        """Return what was fetched for a URL."""
        rows = self._rows("SELECT value FROM page_body WHERE url = ?", url)
        return unsealed(url.encode(), rows[0][0]) if rows else None

    def put_bodies(self, bodies: Mapping[str, bytes]) -> None:
        """Keep what was fetched until it is read: a process may be killed in between."""
        rows = [(url, sealed(url.encode(), body)) for url, body in bodies.items()]
        self._store.write("INSERT OR REPLACE INTO page_body VALUES (?, ?)", rows)

    def drop_bodies(self, urls: Iterable[str]) -> None:
        """Forget what cannot be read."""
        self._store.write("DELETE FROM page_body WHERE url = ?", [(url,) for url in urls])

    def robots(self, since: int) -> dict[str, bytes]:
        """Return the rules of origins that were asked at that second or later."""
        rows = self._rows("SELECT origin, value FROM robots WHERE at >= ?", since)
        found = {origin: unsealed(origin.encode(), value) for origin, value in rows}
        return {origin: value for origin, value in found.items() if value is not None}

    def put_robots(self, rules: Mapping[str, bytes], at: int) -> None:
        """Keep what origins said, and forget what is older than a day."""
        rows = [(origin, at, sealed(origin.encode(), value)) for origin, value in rules.items()]
        forget = ("DELETE FROM robots WHERE at < ?", [(at - ROBOTS_SECONDS,)])
        self._store.write_all([forget, ("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", rows)])

    def tell_builds(self) -> None:
        """Let the next build see that pages have changed."""
        self._store.forget_stamps()

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        return self._store.rows(query, values) if self._is_made else []


def _url(key: str) -> str:
    return key.removeprefix("link:")


_RECORD = msgspec.msgpack.Decoder(PageRecord)
_CONTENT = msgspec.msgpack.Decoder(PageContent)
