"""How a deck is studied: per topic and form what was seen and stays, and which cards of 90 days ago are still kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from deckgen.anki.values import Anki, AnkiNote
from deckgen.build.pipeline import Plan
from deckgen.files.learner import LEECH
from deckgen.identity.cards import aspect_of

MATURE = 21
"""Days of an interval from which Anki calls a card mature."""

OLD = 90
"""Days after which a card shows whether it was worth asking."""

_DAY = 86_400


class Studied(msgspec.Struct, frozen=True, kw_only=True):
    """The cards of one topic and form in a learner's Anki."""

    topic: str
    form: str  # by which the card was laid out; else its aspect: link, topic, llm ...
    cards: int
    seen: int  # answered at least once
    mature: int
    lapses: int  # answers that forgot a card
    leeches: int  # cards of notes that Anki calls so


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The cards of one form and writer that came at least 90 days ago."""

    form: str
    writer: str  # rules, person, edited, or the model and prompt
    came: int
    kept: int  # of these: neither suspended nor leeches


class _Known(msgspec.Struct, frozen=True):
    """What is known of a note besides its cards."""

    topic: str
    form: str
    writer: str


def studied(plan: Plan, anki: Anki) -> list[Studied]:
    """Return how the cards of each topic and form are studied, in the order of the posts."""
    groups: dict[tuple[str, str], list[AnkiNote]] = defaultdict(list)
    for known, note in _notes(plan, anki):
        groups[known.topic, known.form].append(note)
    return [_studied(topic, form, notes) for (topic, form), notes in groups.items()]


def _studied(topic: str, form: str, notes: list[AnkiNote]) -> Studied:
    cards = [card for note in notes for card in note.cards]
    return Studied(
        topic=topic,
        form=form,
        cards=len(cards),
        seen=sum(card.reviews > 0 for card in cards),
        mature=sum(card.interval >= MATURE for card in cards),
        lapses=sum(card.lapses for card in cards),
        leeches=sum(len(note.cards) for note in notes if _is_leech(note)),
    )


def kept(plan: Plan, anki: Anki) -> list[Kept]:
    """Return how many cards of each form and writer that came at least 90 days ago are kept, the most first.

    A note's number says about when it came: it is of the second that it was first shipped.
    """
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for known, note in _notes(plan, anki):
        if anki.read_at - note.note_id // 1000 >= OLD * _DAY:
            is_kept = not _is_leech(note)
            counts[known.form, known.writer] += [is_kept and not card.is_suspended for card in note.cards]
    rows = [
        Kept(form=form, writer=writer, came=len(each), kept=sum(each)) for (form, writer), each in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.came, row.form, row.writer))


def _is_leech(note: AnkiNote) -> bool:
    return LEECH in {tag.casefold() for tag in note.tags}


def _notes(plan: Plan, anki: Anki) -> Iterator[tuple[_Known, AnkiNote]]:
    """Yield the notes of the deck that stand in Anki, in the order of the posts."""
    cards = {note.key: note.rendered.card for note in plan.named}
    for change in plan.identified.changes:
        record = change.after
        note = anki.notes.get(record.guid)
        if note is None or not record.mod:
            continue
        card = cards.get(record.key)
        form = (card.form or card.aspect) if card is not None else (aspect_of(record.key) or record.key).split(":")[0]
        topic = card.topic if card is not None else record.place[1] if len(record.place) > 1 else ""
        yield _Known(topic or record.fields.get("Topic", ""), form, record.fields.get("Made", "")), note
