"""Rules that word cards from sections: one rule one file, an ordered table of them here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from types import MappingProxyType

import msgspec

from deckgen.model import Card, ItemKind, NoteType, StudyItem
from deckgen.words import fold, squeeze
from deckgen.writers.gates import text_of
from deckgen.writers.own import is_own, may_hold_own
from deckgen.writers.passages import ReadItem, as_read
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.abbreviation import abbreviation_cards
from deckgen.writers.rules.advantage import advantage_cards
from deckgen.writers.rules.alias import alias_cards
from deckgen.writers.rules.bold import bold_cards
from deckgen.writers.rules.command import command_cards
from deckgen.writers.rules.definition import definition_cards
from deckgen.writers.rules.difference import difference_cards
from deckgen.writers.rules.english import english_cards
from deckgen.writers.rules.formula import formula_cards
from deckgen.writers.rules.half import is_half
from deckgen.writers.rules.heading_question import heading_question_cards
from deckgen.writers.rules.image import image_cards
from deckgen.writers.rules.kinds import kinds_cards
from deckgen.writers.rules.number import number_cards
from deckgen.writers.rules.operator import operator_cards
from deckgen.writers.rules.people import people_cards
from deckgen.writers.rules.proposed import proposed_cards
from deckgen.writers.rules.purpose import purpose_cards
from deckgen.writers.rules.reason import reason_cards
from deckgen.writers.rules.steps import steps_cards
from deckgen.writers.rules.suits import suits_cards
from deckgen.writers.rules.table import table_cards
from deckgen.writers.rules.term import term_cards
from deckgen.writers.rules.tool import tool_cards
from deckgen.writers.rules.years import years_cards

Rule = Callable[[ReadItem, Phrases], Iterator[Card]]

RULES: tuple[Rule, ...] = (
    definition_cards,
    tool_cards,
    term_cards,
    english_cards,
    abbreviation_cards,
    alias_cards,
    command_cards,
    operator_cards,
    formula_cards,
    table_cards,
    number_cards,
    purpose_cards,
    suits_cards,
    advantage_cards,
    difference_cards,
    proposed_cards,
    reason_cards,
    heading_question_cards,
    kinds_cards,
    steps_cards,
    bold_cards,
    image_cards,
)
"""In the order in which their cards come; the first of two that ask the same is shipped."""

OPTIONAL: MappingProxyType[str, Rule] = MappingProxyType({"person": people_cards, "year": years_cards})
"""Rules that the definition switches on, by the aspect of their cards."""

ASPECTS = frozenset(
    ("link", "topic", "own", "llm", "definition", "abbreviation", "alias", "command", "use", "formula", "number",
     "purpose", "suits", "insensitive", "advantage", "drawback", "difference", "origin", "reason", "question", "kinds",
     "steps", "list", "cloze", "image", "person", "year")
)  # fmt: skip
"""Frozen: what a card asks about its subject. A table's cards have ``row:`` and the header of their column."""


def rule_cards(items: Sequence[StudyItem], words: Phrases, optional: Collection[str] = ()) -> Iterator[Card]:
    """Word the cards of all sections; what the author made a card of gives no other one.

    ``optional`` are the aspects of the optional rules to use too.
    """
    rules = (*RULES, *(rule for aspect, rule in OPTIONAL.items() if aspect in optional))
    for item in items:
        if item.kind is ItemKind.SECTION:
            rest = as_read(_without_own(item) if may_hold_own(item) else item)
            asked: set[tuple[str, str]] = set()
            for rule in rules:
                for card in rule(rest, words):
                    if _is_new(card, rest, asked):
                        yield placed(card, item)


_OF_ONE_MEANING = frozenset({"definition", "purpose", "advantage", "drawback", "suits"})


def _is_new(card: Card, item: ReadItem, asked: set[tuple[str, str]]) -> bool:
    """Say whether a card asks what its section means, and nothing that another card of the same sentence asks."""
    if card.aspect in _OF_ONE_MEANING and item.taken_back and fold(card.subject) in fold(item.taken_back):
        return False
    quote = squeeze(card.quote)
    if quote and item.is_noted(quote):
        return False
    if card.note_type is NoteType.CLOZE and len(card.gaps) == 1:
        return (card.quote, fold(card.gaps[0])) not in asked
    if card.aspect == "question" and any(quote == card.quote and name in fold(card.subject) for quote, name in asked):
        return False
    if card.aspect == "definition":
        if (quote, card.aspect) in asked:
            return False  # one sentence defines one thing, under whatever name
        asked.add((quote, card.aspect))
        if is_half(card, item):
            return False
    if card.aspect == "purpose" and (quote, "definition") in asked:
        return False  # what it is would be as good an answer to what it is for
    asked.add((card.quote, fold(card.subject)))
    if card.aspect == "alias":
        asked.add((card.quote, fold(text_of(card.fields["Answer"]))))
    return True


def _without_own(item: StudyItem) -> StudyItem:
    left = tuple(block for block in item.blocks if not is_own(block))
    return item if len(left) == len(item.blocks) else msgspec.structs.replace(item, blocks=left)


def placed(card: Card, item: StudyItem) -> Card:
    """Name the source that a card rests on first, where a section runs over several posts."""
    if not item.parts or not card.quote:
        return card
    quote = squeeze(card.quote)
    number = next((number for number, part in enumerate(item.parts) if quote in _on_one_line(part)), 0)
    sources = (item.sources[number], *item.sources[:number], *item.sources[number + 1 :])
    return msgspec.structs.replace(card, sources=sources)


_on_one_line = lru_cache(maxsize=64)(squeeze)
"""All cards of a section look for their quotes in the same few texts."""
