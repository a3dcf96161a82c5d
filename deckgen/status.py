"""What became of every study item: its cards, or the reason why it has none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from deckgen.changes import plain
from deckgen.identity.notes import Named
from deckgen.model import Ledger, NoteRecord, NoteType, State, Status, StudyItem

_FRONTS = {
    NoteType.READING: "Title",
    NoteType.TOPIC: "Topic",
    NoteType.QUESTION: "Question",
    NoteType.CLOZE: "Text",
}

_GAP = re.compile(r"\{\{c#?\d+::(.*?)\}\}", re.S)


class CardStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A card and what became of it."""

    aspect: str
    front: str
    guid: str
    state: str  # live | held | retired
    reason: str = ""


class ItemStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An item with its cards."""

    key: str
    kind: str
    title: str
    topic: str
    post: str
    line: int
    status: str
    reason: str = ""
    cards: tuple[CardStatus, ...] = ()


def item_statuses(items: Sequence[StudyItem], named: Sequence[Named], ledger: Ledger) -> Iterator[ItemStatus]:
    """Give every item with its cards, in reading order."""
    by_item: dict[str, list[Named]] = {}
    for one in named:
        by_item.setdefault(one.rendered.card.item, []).append(one)
    for item in items:
        yield _item_status(item, by_item.get(item.key, ()), ledger.notes)


def _item_status(item: StudyItem, named: Sequence[Named], notes: Mapping[str, NoteRecord]) -> ItemStatus:
    cards = tuple(_card_status(one, notes) for one in named if one.key in notes)
    source = item.sources[0]
    reason = item.reason
    if not reason and not any(card.state == State.LIVE for card in cards):
        held = Counter(card.reason for card in cards if card.reason)
        reason = held.most_common(1)[0][0] if held else "no rule found a card in it"
    return ItemStatus(
        key=item.key,
        kind=item.kind.value,
        title=item.title,
        topic=item.topic,
        post=source.post,
        line=source.line,
        status=item.status.value if item.status is not Status.OK or not reason else Status.HELD.value,
        reason=reason,
        cards=cards,
    )


def _card_status(one: Named, notes: Mapping[str, NoteRecord]) -> CardStatus:
    record = notes[one.key]
    card = one.rendered.card
    return CardStatus(
        aspect=card.aspect,
        front=plain(_GAP.sub(r"[\1]", one.rendered.fields.get(_FRONTS[card.note_type], ""))),
        guid=record.guid,
        state=record.state.value,
        reason=card.reason if record.state is State.HELD else "",
    )


def retired_notes(ledger: Ledger) -> Iterator[CardStatus]:
    """Give the notes that the posts no longer hold, by their words."""
    for record in ledger.notes.values():
        if record.state is State.RETIRED:
            front = plain(record.fields.get(_FRONTS[record.type], "")) or record.subject or record.key
            yield CardStatus(aspect=record.key.split(":")[0], front=front, guid=record.guid, state=State.RETIRED.value)
