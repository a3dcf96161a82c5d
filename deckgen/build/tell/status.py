"""What became of every study item: its cards, or the reason why it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from deckgen.cards.silence import why_none
from deckgen.export.note_types import front_of
from deckgen.files.cards import AskedRecord
from deckgen.files.field_text import plain, shown
from deckgen.files.pages import PageRecord
from deckgen.files.records import Ledger, NoteRecord, State
from deckgen.identity.notes import Named
from deckgen.model import Status, StudyItem

_WALLS = frozenset({"blocked", "login_required", "robots_denied", "rate_limited"})
"""Statuses of pages that are there, but not for us."""
_DEAD = frozenset({"dns_error", "redirect_loop"})
"""Statuses that may pass, but that a reader of the post meets as well as we do."""


class CardStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A card and what became of it."""

    aspect: str
    front: str
    guid: str
    state: str  # live | held | retired
    reason: str = ""
    is_split: bool = False  # a long answer: its first block answers, the rest stands under it


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
    detail: str = ""  # sections without a card: what stands in them
    page: str = ""  # links: how the last try to fetch it ended
    model: str = ""  # what came of asking a model: cards | none | unusable, and why there is no card
    cards: tuple[CardStatus, ...] = ()


class LostLink(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the posts whose link leads nowhere, or into a wall."""

    post: str
    line: int
    url: str
    status: str
    is_dead: bool
    remark: str = ""


def lost_links(items: Sequence[StudyItem], records: Mapping[str, PageRecord]) -> Iterator[LostLink]:
    """Yield every place of the posts that names a dead or blocked link, in reading order."""
    for item in items:
        record = records.get(item.key.removeprefix("link:")) if item.url else None
        if record is None or record.page_class == "ok":
            continue
        is_dead = record.page_class == "permanent" or record.status in _DEAD
        if is_dead or record.status in _WALLS:
            for source in item.sources:
                yield LostLink(
                    post=source.post,
                    line=source.line,
                    url=source.url or item.url,
                    status=record.status,
                    is_dead=is_dead,
                    remark="; ".join(record.remarks),
                )


def item_statuses(
    items: Sequence[StudyItem],
    named: Sequence[Named],
    ledger: Ledger,
    records: Mapping[str, PageRecord] = MappingProxyType({}),
    asked: Mapping[str, AskedRecord] = MappingProxyType({}),
    *,
    has_forms: bool = True,
    in_detail: bool = True,
) -> Iterator[ItemStatus]:
    """Yield what became of every item, in reading order.

    ``records`` are what the store knows of the pages, ``asked`` what came of asking a model. ``in_detail``: with what
    stands in each section without a card.
    """
    by_item: dict[str, list[Named]] = {}
    for note in named:
        by_item.setdefault(note.rendered.card.item, []).append(note)
    for item in items:
        record = records.get(item.key.removeprefix("link:"))
        notes = [note for note in by_item.get(item.key, ()) if note.key in ledger.notes]
        cards = tuple(_card_status(note, ledger.notes) for note in notes)
        status = _item_status(item, cards, record.status if record else "", has_forms=has_forms, in_detail=in_detail)
        yield msgspec.structs.replace(status, model=_told(asked[item.key])) if item.key in asked else status


def _told(asked: AskedRecord) -> str:
    told = f"{asked.outcome}: {asked.reason}" if asked.reason else asked.outcome
    return f"{told} ({asked.judge}: {asked.yes} yes, {asked.no} no)" if asked.judge else told


def _item_status(
    item: StudyItem, cards: tuple[CardStatus, ...], page: str, *, has_forms: bool, in_detail: bool
) -> ItemStatus:
    source = item.sources[0]
    reason, detail = item.reason, ""
    if not reason and not any(card.state == State.LIVE for card in cards):
        held = Counter(card.reason for card in cards if card.reason)
        if held:
            reason = held.most_common(1)[0][0]
        else:
            off = "the forms are switched off (cards.forms)", ""
            reason, detail = why_none(item, in_detail=in_detail) if has_forms else off
    return ItemStatus(
        key=item.key,
        kind=item.kind.value,
        title=item.title,
        topic=item.topic,
        post=source.post,
        line=source.line,
        status=item.status.value if item.status is not Status.OK or not reason else Status.HELD.value,
        reason=reason,
        detail=detail,
        page=page,
        cards=cards,
    )


def _card_status(note: Named, notes: Mapping[str, NoteRecord]) -> CardStatus:
    record = notes[note.key]
    card = note.rendered.card
    return CardStatus(
        aspect=card.aspect,
        front=shown(front_of(card.note_type, note.rendered.fields)),
        guid=record.guid,
        state=record.state.value,
        reason=card.reason if record.state is State.HELD else "",
        is_split=card.is_split,
    )


def retired_notes(ledger: Ledger) -> Iterator[CardStatus]:
    """Yield the notes that the posts no longer hold, with the words that they were last shipped with."""
    for record in ledger.notes.values():
        if record.state is State.RETIRED:
            front = plain(front_of(record.type, record.fields)) or record.subject or record.key
            yield CardStatus(aspect=record.key.split(":")[0], front=front, guid=record.guid, state=State.RETIRED.value)
