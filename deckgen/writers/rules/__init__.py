"""Rules that word cards from sections: one rule one file, an ordered table of them here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from deckgen.model import Card, ItemKind, StudyItem
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.definition import definition_cards

Rule = Callable[[StudyItem, Phrases], Iterator[Card]]

RULES: tuple[Rule, ...] = (definition_cards,)
"""In the order in which their cards come."""


def rule_cards(items: Sequence[StudyItem], words: Phrases) -> Iterator[Card]:
    """Word the cards of all sections."""
    for item in items:
        if item.kind is ItemKind.SECTION:
            for rule in RULES:
                yield from rule(item, words)
