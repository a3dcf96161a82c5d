"""The cards file of a run: lines are added as items are settled, and written every few seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.build.write.settle import Known, Settled, item_mark, mark_of, released, settle, shipped_cards, with_settled
from deckgen.files.atomic import write_atomic
from deckgen.files.cards import BatchRecord, CardRecord, JudgeRecord, Record, cards_bytes, read_cards
from deckgen.files.lock import write_lock
from deckgen.files.records import NoteRecord
from deckgen.files.regular import state_of
from deckgen.files.shared_cards import for_everybody
from deckgen.llm.job import Outcome
from deckgen.llm.together import apart

FLUSH_SECONDS = 2.0
"""A run that is killed loses what it has settled in this time; the answers to it are in the store."""
FLUSH_SHARE = 20
"""The cards file is written again no sooner than after so many times what writing it took."""


class Book:
    """What a run adds to NAME.cards.jsonl; to be used with ``with``, on whose end the rest is written."""

    def __init__(
        self, path: Path, record: Record, notes: Mapping[str, NoteRecord], *, is_public: bool = False
    ) -> None:
        self._path = path
        self._is_public = is_public
        self._known = Known(record=record, by_item=record.by_item(), shipped=shipped_cards(notes, record))
        self._taken: dict[str, list[str]] = {}  # keys that stand for other facts, by the mark of their item
        for key in {*notes, *record.cards}:
            self._taken.setdefault(mark_of(key), []).append(key)
        self._settled: dict[str, Settled] = {}
        self._seen = state_of(path)
        self._due = time.monotonic() + FLUSH_SECONDS

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Write what was added, however the run ended."""
        self.write()

    def add(self, outcome: Outcome) -> Sequence[CardRecord]:
        """Settle an item, or those that were asked about together; return the cards as they are recorded."""
        done = [
            settle(each, self._known, self._taken.get(item_mark(each.task.candidate.item), ()))
            for each in apart(outcome)
        ]
        self._settled |= {settled.asked.asked: settled for settled in done}
        if time.monotonic() >= self._due:
            self.write()
        return [card for settled in done for card in settled.cards]

    @property
    def record(self) -> Record:
        """Return what the file holds once it is written."""
        return released(with_settled(self._known.record, self._settled.values()))

    def add_batch(self, batch: BatchRecord) -> None:
        """Write down at once that a batch was handed over."""
        record = self._known.record
        record = msgspec.structs.replace(record, batches=record.batches | {batch.batch: batch})
        self._known = msgspec.structs.replace(self._known, record=record)
        self.write(always=True)

    def add_judge(self, judge: JudgeRecord) -> None:
        """Write down what is known of a judge."""
        record = self._known.record
        if record.judges.get(judge.judge) == judge:
            return
        record = msgspec.structs.replace(record, judges=record.judges | {judge.judge: judge})
        self._known = msgspec.structs.replace(self._known, record=record)
        self.write(always=True)

    def write(self, *, always: bool = False) -> None:
        """Write the file, if anything was added to it."""
        started = time.monotonic()
        if self._settled or always:
            with write_lock(self._path):  # a review may be writing down decisions
                self._look_again()
                record = for_everybody(self.record) if self._is_public else self.record
                write_atomic(self._path, cards_bytes(record))
                self._seen = state_of(self._path)
        took = time.monotonic() - started
        self._due = time.monotonic() + max(FLUSH_SECONDS, FLUSH_SHARE * took)

    def _look_again(self) -> None:
        """Read the file again if somebody else has written it meanwhile; raise a CardsError if it is broken now."""
        if state_of(self._path) == self._seen:
            return
        record = read_cards(self._path)
        batches = record.batches | self._known.record.batches
        record = msgspec.structs.replace(record, batches=batches, judges=record.judges | self._known.record.judges)
        self._known = msgspec.structs.replace(self._known, record=record)
