"""Two cards that ask the same, or the same fact in other words: the one that learners have stays, else the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from deckgen.files.field_text import plain, whole
from deckgen.files.records import NoteRecord, State
from deckgen.identity.cards import is_text_card
from deckgen.identity.notes import Named
from deckgen.language.folding import TWINS, dice, fold, trigrams
from deckgen.model import Hold, Source


def hold_twins(
    named: Sequence[Named], notes: Mapping[str, NoteRecord], standing: Sequence[NoteRecord] = ()
) -> list[Named]:
    """Hold the cards from text whose question another card, or a note that only stands, asks already."""
    order = sorted(range(len(named)), key=lambda number: (not _is_shipped(named[number], notes), number))
    asked: dict[str | tuple[str, ...], Named] = {}
    by_subject: dict[str, list[tuple[Named, frozenset[str]]]] = {}
    twins: dict[int, Named] = {}
    for number in order:
        one = named[number]
        if not is_text_card(one.rendered.card.note_type) or one.rendered.card.hold is not None:
            continue
        front = _front(one)
        about = by_subject.setdefault(_about(one), [])
        pieces = trigrams(front)
        fact = _fact(one)
        twin = asked.get(front) or (asked.get(fact) if fact else None)
        twin = twin or next((other for other, known in about if dice(pieces, known) >= TWINS), None)
        twin = None if twin is not None and _are_pages(one, twin) else twin
        if twin is None or _is_shipped(one, notes):
            asked.setdefault(front, one)
            asked.setdefault(fact, one)
            about.append((one, pieces))
        else:
            twins[number] = twin
    known = _Standing(standing)
    return [
        _held(one, twins[number].rendered.card.sources[0])
        if number in twins
        else _held_by_note(one, known, notes)
        for number, one in enumerate(named)
    ]


class _Standing:
    """What the notes ask that no card words any more."""

    def __init__(self, records: Sequence[NoteRecord]) -> None:
        self._by_front: dict[str, NoteRecord] = {}
        self._pieces: list[tuple[frozenset[str], NoteRecord]] = []
        for record in records:
            front = fold(_words(record.fields))
            self._by_front[front] = record
            self._pieces.append((trigrams(front), record))

    def asks(self, front: str) -> NoteRecord | None:
        """Return the note that asks what a front asks."""
        pieces = trigrams(front)
        near = (record for known, record in self._pieces if dice(pieces, known) >= TWINS)
        return self._by_front.get(front) or next(near, None)


def _held_by_note(one: Named, standing: _Standing, notes: Mapping[str, NoteRecord]) -> Named:
    """Hold a card that nobody has where a note that stands asks the same."""
    card = one.rendered.card
    if card.hold is not None or not is_text_card(card.note_type) or _is_shipped(one, notes):
        return one
    record = standing.asks(_front(one).partition("\n")[0])
    return one if record is None else _held(one, Source(post=record.place[0], line=0, headings=record.place[1:]))


def _about(one: Named) -> str:
    """Give what a card is compared under: its subject; a model's card, which has none, under its item."""
    card = one.rendered.card
    return fold(card.subject) or (card.item if card.note_key else "")


def _are_pages(one: Named, two: Named) -> bool:
    """Say whether two cards come from two pages: each may say what the other says."""
    pages = {each.rendered.card.fields.get("URL") for each in (one, two) if each.rendered.card.note_key}
    return len(pages - {None}) > 1


def _is_shipped(one: Named, notes: Mapping[str, NoteRecord]) -> bool:
    record = notes.get(one.key)
    return record is not None and record.mod > 0 and record.state is not State.RETIRED


def _front(one: Named) -> str:
    fields = one.rendered.fields
    cue = fields.get("Topic", "") if one.rendered.card.aspect == "abbreviation" else ""
    return fold(f"{_words(fields)}\n{cue}")


def _words(fields: Mapping[str, str]) -> str:
    return plain(fields["Question"]) if fields.get("Question") else whole(fields.get("Text", ""))


def _fact(one: Named) -> tuple[str, ...]:
    """Give what a card asks and says whatever its wording: aspect, subject and answer; empty without a subject."""
    card = one.rendered.card
    answer = fold(plain(one.rendered.fields.get("Answer", "")))
    return (card.aspect, fold(card.subject), answer) if card.subject and answer else ()


def _held(one: Named, source: Source) -> Named:
    card = one.rendered.card
    place = f"{source.post}:{source.line}" if source.line else source.post
    reason = f"R9: asked already by the card from {place}"
    held = msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)
    return msgspec.structs.replace(one, rendered=msgspec.structs.replace(one.rendered, card=held))
