"""What recurs from card to card: headings of a habit ("What did we learn?"), answers yet to be written, and labels.

Under each of its headings a post has the same bold word ("Description"): it names no thing, but what is told of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from deckgen.cards.aspects import aspect_named
from deckgen.cards.sentences import length
from deckgen.kept_out import MOST_POSTS
from deckgen.language.folding import fold
from deckgen.language.in_prose import behind_yes_or_no, says_nothing
from deckgen.markdown.text import plain_text
from deckgen.model import Blocks, Card, Hold, NoteType, Run

_SAME_ANSWERS = 5
"""Questions of a post with one answer of several words: it holds the place of those that nobody has written yet."""
_PHRASE = 0.16
"""The length of an answer that says nothing where so many posts have it: four words; fewer may be right as often."""

_NAMING = frozenset({"term", "definition"})
"""Aspects of the cards that ask what a set-off word names."""
_SECTIONS = 3
"""Sections of a post with one label before what they tell."""


def hold_recurring(cards: Sequence[Card]) -> list[Card]:
    """Hold laid-out questions whose words more than two posts ask by or whose answer many have, and labels."""
    posts: dict[str, set[str]] = {}
    asked = list(filter(_is_asked, cards))
    answers = Counter(map(_answer, asked))
    answers |= _in_many_posts(asked)
    for card in asked:
        posts.setdefault(fold(card.subject), set()).add(card.sources[0].post)
    often = {subject: len(found) for subject, found in posts.items() if len(found) > MOST_POSTS}
    labels = _labels(cards)
    held = (_held(card, often, answers) if _is_asked(card) and card.hold is None else card for card in cards)
    return [_held_label(card) if card.hold is None and _label(card) in labels else card for card in held]


def _in_many_posts(asked: Sequence[Card]) -> Counter[tuple[str, str]]:
    """Count for each post the posts with the same answer, each to a question of its own: a phrase of the author's."""
    posts: dict[str, set[str]] = {}
    for card in asked:
        if (key := _answer(card)) != ("", "") and length(key[1]) >= _PHRASE:
            posts.setdefault(key[1], set()).add(key[0])
    return Counter({(post, answer): len(found) for answer, found in posts.items() for post in found if len(found) > 1})


def hold_placeholders(cards: Sequence[Card]) -> list[Card]:
    """Hold the author's own questions of which many in a post have the same answer: it is still to be written."""
    answers = Counter(map(_answer, filter(_asks_alone, cards)))
    return [_held(card, {}, answers) if _asks_alone(card) and card.hold is None else card for card in cards]


def _asks_alone(card: Card) -> bool:
    return card.note_type is NoteType.QUESTION and not _has_front(card)


def _label(card: Card) -> tuple[str, str]:
    """Return the post and the word of a list that a card asks about; empty where it may be code: -v, off, SELECT."""
    name = card.subject
    is_word = name[:1].isalpha() and not (name[:1].islower() or (name.isascii() and name.isupper()))
    return (card.sources[0].post, fold(name)) if is_word and card.aspect in _NAMING else ("", "")


def _labels(cards: Sequence[Card]) -> frozenset[tuple[str, str]]:
    """Return the labels that so many sections of a post have."""
    sections: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for card in cards:
        if (label := _label(card)) != ("", ""):
            sections.setdefault(label, set()).add(card.sources[0].headings)
    return frozenset(label for label, found in sections.items() if len(found) >= _SECTIONS)


def _held_label(card: Card) -> Card:
    reason = f"R4: {_SECTIONS} sections of this post or more have this label, so it names no thing"
    return msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)


def _is_asked(card: Card) -> bool:
    """Return whether a question of the layout asks by its words alone: code or options on its front are its own."""
    aspect = aspect_named(card.aspect)
    return aspect is not None and aspect.is_whole and not _has_front(card)


def _has_front(card: Card) -> bool:
    return isinstance(card.fields.get("Question"), Blocks)


def _answer(card: Card) -> tuple[str, str]:
    """Return where a card stands and what it answers, if that may hold the place of an answer.

    A word or a number may answer many questions, and so may a yes or no.
    """
    answer = card.fields.get("Answer")
    text = plain_text(answer.inlines) if isinstance(answer, Run) else ""
    has_words = len(text.split()) > 1 or length(text) >= _PHRASE
    is_place = says_nothing(text) or (has_words and not behind_yes_or_no(text))
    return (card.sources[0].post, fold(text)) if is_place else ("", "")


def _held(card: Card, often: Mapping[str, int], answers: Mapping[tuple[str, str], int]) -> Card:
    if count := often.get(fold(card.subject), 0):
        reason = f"R4: {count} posts have this heading, so it asks nothing of its own: say in it what it is about"
    elif (key := _answer(card)) != ("", "") and answers[key] >= _SAME_ANSWERS:
        reason = f"R2: {answers[key]} questions have this answer, so it says nothing"
    else:
        return card
    return msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)
