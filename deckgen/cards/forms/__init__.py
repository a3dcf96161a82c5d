"""Forms: shapes of text that word a card, one form one file; an ordered table of them here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from deckgen.cards.forms.abbreviation import abbreviation_cards
from deckgen.cards.forms.alias import alias_cards
from deckgen.cards.forms.command import command_cards
from deckgen.cards.forms.definition import definition_cards
from deckgen.cards.forms.difference import difference_cards
from deckgen.cards.forms.emphasis import emphasis_cards
from deckgen.cards.forms.formula import formula_cards
from deckgen.cards.forms.origin import origin_cards
from deckgen.cards.forms.own import is_own, may_hold_own
from deckgen.cards.forms.passages import ReadItem, as_read
from deckgen.cards.forms.picture import picture_cards
from deckgen.cards.forms.question import question_cards
from deckgen.cards.forms.table import table_cards
from deckgen.cards.forms.terms import term_cards
from deckgen.cards.gates import text_of
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.model import Card, Form, ItemKind, NoteType, StudyItem

Rule = Callable[[ReadItem, Phrases], Iterator[Card]]

RULES: tuple[tuple[Form, Rule], ...] = (
    (Form.DEFINITION, definition_cards),
    (Form.TERMS, term_cards),
    (Form.ABBREVIATION, abbreviation_cards),
    (Form.ALIAS, alias_cards),
    (Form.COMMAND, command_cards),
    (Form.FORMULA, formula_cards),
    (Form.TABLE, table_cards),
    (Form.DIFFERENCE, difference_cards),
    (Form.ORIGIN, origin_cards),
    (Form.QUESTION, question_cards),
    (Form.EMPHASIS, emphasis_cards),
    (Form.PICTURE, picture_cards),
)
"""In the order in which their cards come; the first of two that ask the same is shipped."""


def rule_cards(items: Sequence[StudyItem], words: Phrases) -> Iterator[Card]:
    """Word the cards of all sections; what the author made a card of gives no other one."""
    for item in items:
        if item.kind is ItemKind.SECTION:
            rest = as_read(_without_own(item) if may_hold_own(item) else item)
            asked: set[tuple[str, str]] = set()
            for form, rule in RULES:
                for card in rule(rest, words):
                    if _is_new(card, rest, asked):
                        yield placed(msgspec.structs.replace(card, form=form), item)


def _is_new(card: Card, item: ReadItem, asked: set[tuple[str, str]]) -> bool:
    """Say whether a card asks nothing that another card of the same sentence asks, or that a note on a link says."""
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
