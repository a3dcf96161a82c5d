"""Rules that word cards from sections: one rule one file, an ordered table of them here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from deckgen.model import Card, ItemKind, StudyItem
from deckgen.words import squeeze
from deckgen.writers.own import is_own, may_hold_own
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.bold import bold_cards
from deckgen.writers.rules.command import command_cards
from deckgen.writers.rules.definition import definition_cards
from deckgen.writers.rules.formula import formula_cards
from deckgen.writers.rules.image import image_cards
from deckgen.writers.rules.kinds import kinds_cards
from deckgen.writers.rules.number import number_cards
from deckgen.writers.rules.operator import operator_cards
from deckgen.writers.rules.steps import steps_cards
from deckgen.writers.rules.table import table_cards

Rule = Callable[[StudyItem, Phrases], Iterator[Card]]

RULES: tuple[Rule, ...] = (
    definition_cards,
    command_cards,
    operator_cards,
    formula_cards,
    table_cards,
    number_cards,
    kinds_cards,
    steps_cards,
    bold_cards,
    image_cards,
)
"""In the order in which their cards come."""


def rule_cards(items: Sequence[StudyItem], words: Phrases) -> Iterator[Card]:
    """Word the cards of all sections; what the author made a card of gives no other one."""
    for item in items:
        if item.kind is ItemKind.SECTION:
            rest = _without_own(item) if may_hold_own(item) else item
            for rule in RULES:
                for card in rule(rest, words):
                    yield _placed(card, item)


def _without_own(item: StudyItem) -> StudyItem:
    left = tuple(block for block in item.blocks if not is_own(block))
    return item if len(left) == len(item.blocks) else msgspec.structs.replace(item, blocks=left)


def _placed(card: Card, item: StudyItem) -> Card:
    """Name the source that a card rests on first, where a section runs over several posts."""
    if not item.parts or not card.quote:
        return card
    quote = squeeze(card.quote)
    number = next((number for number, part in enumerate(item.parts) if quote in squeeze(part)), 0)
    sources = (item.sources[number], *item.sources[:number], *item.sources[number + 1 :])
    return msgspec.structs.replace(card, sources=sources)
