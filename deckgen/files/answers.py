"""What models answered, in the store, by the id of the request; and what was learned about each server.

An answer is kept the moment it arrives, before anything is made of it. Nothing else is ever kept as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TypeVar

import msgspec

from deckgen.files.packed import decoded, encoded
from deckgen.files.store import Store

T = TypeVar("T")

TABLES = MappingProxyType(
    {
        "answer": "id TEXT PRIMARY KEY, value BLOB NOT NULL",
        "llm_server": "name TEXT PRIMARY KEY, value BLOB NOT NULL",
    }
)


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer as it came, with what it cost."""

    text: str
    model: str = ""  # as the server names it
    signed: str = ""  # of an answer out of a file: the name that it gives its author
    finish: str = ""  # stop | length | content_filter | ...
    refusal: str = ""
    input_tokens: int | None = None  # None where the server does not say
    output_tokens: int | None = None
    date: str = ""  # ISO date


class ServerRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What calls have shown of a server and model: how it takes a schema, and how good our estimates are."""

    level: int = 0  # 0 json_schema, 1 json_object, 2 no format
    newer_limit: bool | None = None  # it takes max_completion_tokens rather than max_tokens; None: not known
    expected_input: int = 0  # tokens as estimated, summed over the answers that gave their usage
    input: int = 0  # the same as the server counted them
    answers: int = 0
    output: int = 0
    judgements: int = 0  # answers of a judge, which are much shorter
    judge_output: int = 0


class Answers:
    """The tables of an open store; reading makes none."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_made = store.has_table("llm_server")

    def make(self) -> None:
        """Make the tables: a command is going to write."""
        self._store.add_tables(TABLES)
        # An answer was paid for: it is on the disk before the next one is asked for.
        self._store.rows("PRAGMA synchronous = FULL")
        self._is_made = True

    def get(self, request: str) -> Answer | None:
        """Return the answer to a request."""
        return self._get("SELECT value FROM answer WHERE id = ?", request, _ANSWER)

    def put(self, request: str, answer: Answer) -> None:
        """Keep the answer to a request."""
        self.put_all([(request, answer)])

    def put_all(self, answers: Iterable[tuple[str, Answer]]) -> None:
        """Keep answers by their requests, all or none: each time, the disk is waited for."""
        rows = [(request, encoded(request, answer, is_packed=True)) for request, answer in answers]
        self._store.write("INSERT OR REPLACE INTO answer VALUES (?, ?)", rows)

    def server(self, name: str) -> ServerRecord:
        """Return what is known of a server and model."""
        return self._get("SELECT value FROM llm_server WHERE name = ?", name, _SERVER) or ServerRecord()

    def put_server(self, name: str, record: ServerRecord) -> None:
        """Keep what is known of a server and model."""
        value = encoded(name, record, is_packed=True)
        self._store.write("INSERT OR REPLACE INTO llm_server VALUES (?, ?)", [(name, value)])

    def _get(self, query: str, key: str, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        rows = self._store.rows(query, (key,)) if self._is_made else []
        return decoded(key, rows[0][0], decoder, is_packed=True) if rows else None


_ANSWER = msgspec.msgpack.Decoder(Answer)
_SERVER = msgspec.msgpack.Decoder(ServerRecord)
