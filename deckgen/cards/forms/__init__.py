"""Forms: shapes of text that word a card, one form one file; which there are says the table of aspects."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

import msgspec

from deckgen.cards.aspects import FORMS
from deckgen.cards.forms.asked import Asked
from deckgen.cards.forms.own import Marks, marks_of, without_own
from deckgen.cards.forms.passages import ReadItem, as_read
from deckgen.cards.forms.question import ASPECT as QUESTION
from deckgen.cards.forms.question import cards as question_cards
from deckgen.cards.forms.question import questions, without_answers
from deckgen.language.folding import fold, squeeze
from deckgen.language.page_kinds import is_no_lesson
from deckgen.language.phrases import Phrases
from deckgen.markdown.block_id import without_ids
from deckgen.markdown.text import text_of
from deckgen.model import Card, ItemKind, StudyItem

_DESCRIBES = frozenset({"definition", "term"})
"""Aspects that ask what the description of a link says."""
Rule = Callable[[ReadItem, Phrases], Iterator[Card]]


@cache
def word_of(form: str) -> Rule:
    """Return the function that words the cards of a form: ``cards`` in the file of its name."""
    rule: Rule = importlib.import_module(f"{__name__}.{form}").cards
    return rule


def rule_cards(items: Sequence[StudyItem], words: Phrases, marks: Marks | None = None) -> Iterator[Card]:
    """Word the cards of all sections; what the author made a card of (``marks``) gives no other one."""
    marks = marks_of(items) if marks is None else marks
    for item in items:
        if item.kind is ItemKind.SECTION and not is_no_lesson(item.post_title, item.sources[0].headings):
            rest = as_read(without_own(item, marks.get(item.key, ())))
            asked: dict[str, set[str]] = {}
            found = tuple(questions(rest))
            others = _without_answers(rest, found)
            for form in FORMS:
                cards = question_cards(rest, words, found) if form == QUESTION else word_of(form)(others, words)
                for card in cards:
                    if _is_new(card, rest, asked):
                        yield placed(msgspec.structs.replace(card, form=form), item)


def _is_new(card: Card, item: ReadItem, asked: dict[str, set[str]]) -> bool:
    """Return whether a card asks nothing that another card of the same sentence asks, or that a note on a link says."""
    quote = squeeze(card.quote)
    names = asked.setdefault(card.quote, set())
    if card.aspect in _DESCRIBES and fold(card.subject) in names:
        return False
    if quote and (item.is_noted(quote) or (card.aspect in _DESCRIBES and item.is_described(quote))):
        return False
    if card.aspect == QUESTION and any(name in fold(card.subject) for name in names):
        return False
    if card.aspect == "abbreviation" and "definition" in asked.get(quote, ()):
        return False  # its definition says what it stands for
    if card.aspect in _DESCRIBES and quote:
        if "definition" in asked.setdefault(quote, set()):
            return False  # one sentence defines one thing, under whatever name
        asked[quote].update({card.aspect} - {"term"})  # two terms may share one
    names.add(fold(card.subject))
    return True


def _without_answers(item: ReadItem, found: Sequence[Asked]) -> ReadItem:
    """Return what other forms may read of a section: nothing that answers a question of its author's, and no ids."""
    left = without_answers(item, found)
    bare = tuple(map(without_ids, left))
    is_same = len(left) == len(item.blocks) and all(block is other for block, other in zip(bare, left, strict=True))
    return item if is_same else as_read(msgspec.structs.replace(item, blocks=bare))


def placed(card: Card, item: StudyItem) -> Card:
    """Name the source that a card rests on first, where a section runs over several posts."""
    if not item.parts or not card.quote:
        return card
    # The heading that asks stands in no part, its answer does.
    said = squeeze(text_of(card.fields["Answer"]) if card.aspect == QUESTION else card.quote)
    number = next((number for number, part in enumerate(item.parts) if said in _on_one_line(part)), 0)
    sources = (item.sources[number], *item.sources[:number], *item.sources[number + 1 :])
    return msgspec.structs.replace(card, sources=sources)


_on_one_line = lru_cache(maxsize=64)(squeeze)
"""All cards of a section look for their quotes in the same few texts."""
