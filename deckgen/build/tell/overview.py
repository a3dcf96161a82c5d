"""A deck on one screen: what gave cards, what not and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from deckgen.build.pipeline import Plan
from deckgen.build.report import Links, links_of
from deckgen.build.tell.status import ItemStatus, LostLink
from deckgen.cards.reading import STANDS
from deckgen.files.records import NoteRecord, State
from deckgen.identity.cards import aspect_of
from deckgen.language.plurals import counted
from deckgen.model import NoteType
from deckgen.patterns import regex

MOST_FORMS, MOST_REASONS = 6, 3
_CASE = regex(r"(?<=\w)(?:: | by the card from ).*", re.S)
_RULE = regex(r"R\d+: ")
_IMAGE = "the image "

Counts = tuple[tuple[str, int], ...]
"""Words with how many there are, the most first."""


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a deck's items, counted."""

    deck: str
    notes: int
    retired: int
    links: Links
    forms: Counts  # cards from text, by form
    split: int  # long answers whose first block answers, the rest stands under it
    held: Counts  # notes, by reason
    silent: tuple[tuple[str, str], ...]  # so many items without a card, and the reason
    others: int  # more of these, for other reasons
    dead: int  # places of the posts
    walled: int


def overview_of(plan: Plan, found: Sequence[ItemStatus], lost: Sequence[LostLink]) -> Overview:
    """Count what a plan makes of the posts."""
    changes = plan.identified.changes
    live = [change.after for change in changes if change.after.state is State.LIVE]
    held = Counter(
        sort_of(change.reason)
        for change in changes
        if change.after.state is State.HELD and change.after.type is not NoteType.TOPIC and change.reason != STANDS
    )
    silent = Counter(
        (status.kind, status.reason) for status in found if not status.cards and status.reason
    )
    return Overview(
        deck=plan.definition.deck,
        notes=len(live),
        retired=sum(change.after.state is State.RETIRED for change in changes),
        links=links_of(changes, plan.items, plan.definition.picks_path.name),
        forms=_most(_forms(plan, live), MOST_FORMS, "of other forms"),
        split=sum(card.is_split and card.state == State.LIVE for status in found for card in status.cards),
        held=_most(held, MOST_REASONS, "for other reasons"),
        silent=tuple((counted(count, kind), reason) for (kind, reason), count in silent.most_common(MOST_REASONS)),
        others=sum(count for _, count in silent.most_common()[MOST_REASONS:]),
        dead=sum(link.is_dead for link in lost),
        walled=sum(not link.is_dead for link in lost),
    )


def sort_of(reason: str) -> str:
    """Return a reason without what it says of a single card."""
    if reason.startswith(_IMAGE):
        return "an image is not there"
    rule = _RULE.match(reason)
    rest = reason[rule.end() :] if rule else reason
    return _CASE.sub("", rest) if rule else rest


def _forms(plan: Plan, live: Iterable[NoteRecord]) -> Counter[str]:
    """Count the cards from text by form; of those that no form words any more, by what they ask."""
    cards = {note.key: note.rendered.card for note in plan.named}
    names: Counter[str] = Counter()
    for record in live:
        if record.type.is_from_text:
            card = cards.get(record.key)
            names[(card.form or card.aspect if card else aspect_of(record.key)).split(":")[0]] += 1
    return names


def _most(counts: Counter[str], most: int, rest: str) -> Counts:
    """Return the commonest, and all others as one."""
    found = counts.most_common()
    others = sum(count for _, count in found[most:])
    return (*found[:most], *([(rest, others)] if others else []))
