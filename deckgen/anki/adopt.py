"""A learner's earlier deck hands its reviews to ours: which note goes on as which, and what is asked of Anki for it.

Measured on Anki 26.9.3 with the add-on of 2023 for 100 reviewed cards, FSRS off and on: due, interval, lapses and
history are the same afterwards; what FSRS remembers is computed from the history at the next answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from deckgen.anki.asked import OURS, of_ids
from deckgen.anki.connect import AnkiConnect, Call, batches
from deckgen.files.field_text import hidden, plain, whole
from deckgen.files.records import NoteRecord
from deckgen.language.raw_words import raw_words
from deckgen.model import NoteType

ADOPTED = "deckgen::adopted"
"""The tag of a foreign note that has handed over its reviews."""

ACTIONS = frozenset({"getReviewsOfCards", "insertReviews", "setSpecificValueOfCard"})
"""Without these nothing can be handed over."""

MOST_TRIES = 50
"""Anki numbers reviews by the millisecond; where a number is taken, so many later ones are tried."""

_BATCH = 200
_CLOZE_MARK = "{{c"
_SCHEDULE = ("type", "queue", "due", "ivl", "factor", "reps", "lapses", "left")


class _Value(msgspec.Struct, frozen=True):
    value: str
    order: int


class _Info(msgspec.Struct, frozen=True, rename="camel"):
    note_id: int = 0
    fields: dict[str, _Value] = {}


class Review(msgspec.Struct, frozen=True, rename="camel"):
    """A row of Anki's history of reviews."""

    id: int
    ease: int
    ivl: int
    last_ivl: int
    factor: int
    time: int
    type: int


class Card(msgspec.Struct, frozen=True, rename="camel"):
    """The schedule of a card, as `cardsInfo` gives it."""

    card_id: int = 0
    note: int = 0
    ord: int = 0
    type: int = 0
    queue: int = 0
    due: int = 0
    interval: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0


class Foreign(msgspec.Struct, frozen=True, kw_only=True):
    """A note that is not ours, with its cards that are no longer new."""

    note_id: int
    title: str
    words: str  # of its question, or of all its text with gaps
    gaps: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    reviews: Mapping[int, tuple[Review, ...]] = {}  # by card


class Adoption(msgspec.Struct, frozen=True, kw_only=True):
    """A foreign note and ours that goes on with its reviews."""

    foreign: Foreign
    record: NoteRecord


def find_foreign(connect: AnkiConnect, query: str) -> list[Foreign]:
    """Return the studied notes that a search finds and that are not ours; cards in filtered decks are left out."""
    ids = connect.ask("findNotes", list[int], query=f"({query}) -{OURS} -tag:{ADOPTED}")
    found = []
    for batch in batches(ids, _BATCH):
        infos = connect.ask("notesInfo", list[_Info], notes=batch)
        cards = read_cards(connect, f"{of_ids(batch)} -is:new -deck:filtered")
        reviews = read_reviews(connect, [card.card_id for card in cards])
        for info in infos:
            own = tuple(card for card in cards if card.note == info.note_id)
            first = next((field.value for field in info.fields.values() if not field.order), "")
            if own and first:
                found.append(_foreign(info.note_id, first, own, reviews))
    return found


def _foreign(note_id: int, first: str, cards: tuple[Card, ...], reviews: Mapping[int, tuple[Review, ...]]) -> Foreign:
    own = {card.card_id: reviews.get(card.card_id, ()) for card in cards}
    return Foreign(
        note_id=note_id, title=plain(first)[:80], words=_words(first), gaps=_gaps(first), cards=cards, reviews=own
    )


def read_cards(connect: AnkiConnect, query: str) -> list[Card]:
    """Return the schedule of the cards that a search finds, by note and ordinal."""
    ids = connect.ask("findCards", list[int], query=query)
    found: list[Card] = []
    for batch in batches(ids, _BATCH):
        found += connect.ask("cardsInfo", list[Card], cards=batch)
    return sorted((card for card in found if card.card_id), key=lambda card: (card.note, card.ord))


def read_reviews(connect: AnkiConnect, cards: Sequence[int]) -> dict[int, tuple[Review, ...]]:
    """Return the history of cards."""
    found = connect.ask("getReviewsOfCards", dict[str, tuple[Review, ...]], cards=list(cards)) if cards else {}
    return {int(card): reviews for card, reviews in found.items()}


def match(foreign: Sequence[Foreign], ours: Iterable[NoteRecord]) -> list[Adoption]:
    """Return which foreign note goes on as which of ours, one to one.

    By the id that the posts bear for a card, as plugins write it: Anki's number of the note; else by the same question.
    """
    candidates = [record for record in ours if record.type.is_from_text]
    by_id = {record.block: record for record in candidates if record.block.isdigit()}
    found = [Adoption(foreign=note, record=by_id[str(note.note_id)]) for note in foreign if str(note.note_id) in by_id]
    taken = {adoption.record.guid for adoption in found}
    left = [note for note in foreign if str(note.note_id) not in by_id]
    counts = Counter(note.words for note in left)
    by_words: dict[str, list[NoteRecord]] = {}
    for record in candidates:
        if record.guid not in taken:
            by_words.setdefault(_words(_front(record)), []).append(record)
    for note in left:
        records = by_words.get(note.words, [])
        if note.words and counts[note.words] == len(records) == 1 and note.gaps == _gaps(_front(records[0])):
            found.append(Adoption(foreign=note, record=records[0]))
    return found


def _front(record: NoteRecord) -> str:
    return record.fields.get("Text" if record.type is NoteType.CLOZE else "Question", "")


def _words(field: str) -> str:
    return raw_words(whole(field) if _CLOZE_MARK in field else plain(field)).casefold()


def _gaps(field: str) -> tuple[str, ...]:
    return tuple(map(raw_words, hidden(field))) if _CLOZE_MARK in field else ()


def hand_over(
    connect: AnkiConnect, adoption: Adoption, ours: Sequence[Card], known: Mapping[int, Sequence[Review]]
) -> str:
    """Hand the cards of ours the reviews and the schedule of the foreign ones, by their ordinals.

    ``ours`` are the cards of our note, ``known`` the reviews that they have: those of an earlier try stay as they are,
    and a card that was reviewed otherwise is left alone. Return why it could not be done; empty where it was.
    """
    by_ordinal = {card.ord: card for card in ours}
    fault = "it has no card of ours for it"
    for card in adoption.foreign.cards:
        own = by_ordinal.get(card.ord)
        if own is None:
            continue
        reviews = adoption.foreign.reviews.get(card.card_id, ())
        there = {_said(review) for review in known.get(own.card_id, ())}
        if there - {_said(review) for review in reviews} or own.reps not in (0, card.reps):
            return "our card was reviewed since"
        wanted = [review for review in reviews if _said(review) not in there]
        if fault := _insert(connect, own.card_id, wanted) or _schedule(connect, own.card_id, card):
            return fault
    return fault


def _said(review: Review) -> tuple[int, ...]:
    return (review.ease, review.ivl, review.last_ivl, review.factor, review.time, review.type)


def _insert(connect: AnkiConnect, card: int, reviews: Sequence[Review]) -> str:
    fault = ""
    for later in range(1, MOST_TRIES + 1):
        rows = [[review.id + later, card, -1, *_said(review)] for review in reviews]
        if not rows:
            return ""
        (fault,) = connect.try_all([Call("insertReviews", object, {"reviews": rows})])
        if not fault:
            return ""
    return fault


def _schedule(connect: AnkiConnect, card: int, foreign: Card) -> str:
    values = [foreign.type, foreign.queue, foreign.due, foreign.interval, foreign.factor, foreign.reps]
    params = {"card": card, "keys": list(_SCHEDULE), "newValues": [*values, foreign.lapses, foreign.left]}
    answer = connect.ask("setSpecificValueOfCard", list[Any], **params, warning_check=True)
    return "" if answer == [True] else f"the schedule was not taken: {answer}"[:200]


def put_away(connect: AnkiConnect, adopted: Sequence[Adoption]) -> None:
    """Suspend and tag the foreign notes that have handed over their reviews; none is deleted."""
    if adopted:
        notes = [adoption.foreign.note_id for adoption in adopted]
        cards = connect.ask("findCards", list[int], query=of_ids(notes))
        connect.ask("suspend", object, cards=cards)
        connect.ask("addTags", object, notes=notes, tags=ADOPTED)
