"""The blog's own posts that a section links to: further reading on the cards of the section, as More."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.cards.reading import link_lines
from deckgen.kept_out import OWN_POST
from deckgen.model import Card, ItemKind, Run, StudyItem


def with_own_posts(cards: Sequence[Card], items: Sequence[StudyItem]) -> list[Card]:
    """Return the cards, those of a section with the own posts that it links to; they have no note of their own."""
    here: dict[tuple[str, tuple[str, ...]], list[StudyItem]] = {}
    for item in items:
        if item.kind is ItemKind.LINK and item.reason == OWN_POST:
            for source in item.sources:
                here.setdefault((source.post, source.headings), []).append(item)
    if not here:
        return list(cards)
    return [_with_more(card, here.get((card.sources[0].post, card.sources[0].headings), ())) for card in cards]


def _with_more(card: Card, posts: Sequence[StudyItem]) -> Card:
    if not posts or not card.note_type.is_from_text or card.fields.get("More"):
        return card
    return msgspec.structs.replace(card, fields={**card.fields, "More": Run(tuple(link_lines(posts)))})
