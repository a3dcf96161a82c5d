"""Decisions on their way to disk: into NAME.cards.jsonl and NAME.picks, each whole before it is acknowledged.

Other commands write these files too, and so may a person: what they wrote is read again before anything is added.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from deckgen.files.atomic import write_atomic
from deckgen.files.cards import Record, cards_bytes, read_cards
from deckgen.files.decisions import DecisionRecord
from deckgen.files.lock import write_lock
from deckgen.files.own_picks import own_picks, with_pick
from deckgen.files.picks import Choice
from deckgen.files.regular import read_regular, state_of
from deckgen.files.shared_cards import for_everybody


class Keeper:
    """The two files of a deck into which decisions go.

    What reads or writes them raises a CardsError, a LockError or an OSError where that cannot be done.
    """

    def __init__(self, cards: Path, picks: Path, *, is_public: bool = False) -> None:
        self._cards, self._picks, self._is_public = cards, picks, is_public
        self._record = Record()
        self._looked: tuple[int, int, int] | None = None
        self._seen_picks: tuple[int, int, int] | None = None
        self.own: dict[str, Choice] = {}
        """What earlier reviews chose, by the targets of their lines."""
        self.read()

    def read(self) -> None:
        """Read both files again."""
        self._read_cards()
        self.own = dict(own_picks(self._pick_bytes()))
        self._seen_picks = state_of(self._picks)

    @property
    def decisions(self) -> dict[str, DecisionRecord]:
        """Return all decisions, by the keys of their notes."""
        return self._record.decisions

    def is_other(self) -> bool:
        """Return whether somebody else has written one of the files since it was read or written here."""
        return state_of(self._cards) != self._looked or state_of(self._picks) != self._seen_picks

    def decide(self, key: str, decision: DecisionRecord | None) -> None:
        """Write down a decision about the card of a note, or take it back; return when it is on the disk."""
        with write_lock(self._cards):
            if state_of(self._cards) != self._looked:
                self._read_cards()
            decisions = {other: known for other, known in self._record.decisions.items() if other != key}
            if decision is not None:
                decisions[key] = decision
            record = msgspec.structs.replace(self._record, decisions=decisions)
            record = for_everybody(record) if self._is_public else record
            write_atomic(self._cards, cards_bytes(record))
            self._record, self._looked = record, state_of(self._cards)

    def pick(self, target: str, choice: Choice | None) -> None:
        """Write down what is chosen of an item, or take it back."""
        with write_lock(self._picks):
            data = self._pick_bytes()
            new = with_pick(data, choice, target)
            if new != data:
                write_atomic(self._picks, new)
            self.own = dict(own_picks(new))
            self._seen_picks = state_of(self._picks)

    def _read_cards(self) -> None:
        looked = state_of(self._cards)
        self._record, self._looked = read_cards(self._cards), looked

    def _pick_bytes(self) -> bytes:
        try:
            return read_regular(self._picks)
        except FileNotFoundError:
            return b""
