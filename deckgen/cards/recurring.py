"""Headings and labels that recur from post to post ("What did we learn?"): they are a habit, and ask nothing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.cards.aspects import aspect_named
from deckgen.kept_out import MOST_POSTS
from deckgen.language.folding import fold
from deckgen.model import Blocks, Card, Hold


def hold_recurring(cards: Sequence[Card]) -> list[Card]:
    """Hold the laid-out questions whose words more than two posts ask by."""
    posts: dict[str, set[str]] = {}
    for card in cards:
        if _is_asked(card):
            posts.setdefault(fold(card.subject), set()).update(source.post for source in card.sources)
    often = {subject: len(found) for subject, found in posts.items() if len(found) > MOST_POSTS}
    return [_held(card, often) if often and _is_asked(card) else card for card in cards]


def _is_asked(card: Card) -> bool:
    """Return whether a question of the layout asks by its words alone: code or options on its front are its own."""
    aspect = aspect_named(card.aspect)
    return aspect is not None and aspect.is_whole and not isinstance(card.fields.get("Question"), Blocks)


def _held(card: Card, often: dict[str, int]) -> Card:
    count = often.get(fold(card.subject), 0)
    if not count or card.hold is not None:
        return card
    reason = f"R4: {count} posts have this heading, so it asks nothing of its own: say in it what it is about"
    return msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)
