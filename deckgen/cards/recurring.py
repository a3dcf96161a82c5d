"""What recurs from card to card: headings of a habit ("What did we learn?"), and answers yet to be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from deckgen.cards.aspects import aspect_named
from deckgen.kept_out import MOST_POSTS
from deckgen.language.folding import fold
from deckgen.markdown.text import plain_text
from deckgen.model import Blocks, Card, Hold, Run

_SAME_ANSWERS = 5
"""Questions of a post with one answer of several words: it holds the place of those that nobody has written yet."""


def hold_recurring(cards: Sequence[Card]) -> list[Card]:
    """Hold the laid-out questions whose words more than two posts ask by, and those with the answer of many others."""
    posts: dict[str, set[str]] = {}
    answers: Counter[tuple[str, str]] = Counter()
    for card in cards:
        if _is_asked(card):
            posts.setdefault(fold(card.subject), set()).update(source.post for source in card.sources)
            answers[_answer(card)] += 1
    often = {subject: len(found) for subject, found in posts.items() if len(found) > MOST_POSTS}
    return [_held(card, often, answers) if _is_asked(card) and card.hold is None else card for card in cards]


def _is_asked(card: Card) -> bool:
    """Return whether a question of the layout asks by its words alone: code or options on its front are its own."""
    aspect = aspect_named(card.aspect)
    return aspect is not None and aspect.is_whole and not isinstance(card.fields.get("Question"), Blocks)


def _answer(card: Card) -> tuple[str, str]:
    """Return where a card stands and what it answers, if that is several words; a word or a number may answer many."""
    answer = card.fields.get("Answer")
    text = plain_text(answer.inlines) if isinstance(answer, Run) else ""
    return (card.sources[0].post, fold(text)) if len(text.split()) > 1 else ("", "")


def _held(card: Card, often: Mapping[str, int], answers: Mapping[tuple[str, str], int]) -> Card:
    if count := often.get(fold(card.subject), 0):
        reason = f"R4: {count} posts have this heading, so it asks nothing of its own: say in it what it is about"
    elif (key := _answer(card)) != ("", "") and answers[key] >= _SAME_ANSWERS:
        reason = f"R2: {answers[key]} questions of this post have this answer, so it says nothing"
    else:
        return card
    return msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)
