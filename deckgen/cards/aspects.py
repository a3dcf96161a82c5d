"""What a card asks about its subject: the one table of aspects, with the form, the phrase and the checks of each.

A form is the file of its name in ``forms/``; a build words cards of the forms that stand here, in this order. An
aspect that is closed is never asked anew; the ledger's notes of it, as of any that is unknown here, stand while their
passage does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import MappingProxyType

import msgspec

from deckgen.cards.checks import (
    Check,
    heading_tells,
    initials_tell,
    long_command,
    name_echoed,
    own_operand,
    praise,
    several_names,
    two_facts,
)
from deckgen.model import Card


class Ask(msgspec.Struct, frozen=True):
    """The phrase of a question by language; its slots are the names of a card's parts."""

    zh: str
    en: str

    def by(self, language: str) -> str:
        """Return the phrase in a language, in English where it has none."""
        return str(getattr(self, language, self.en))


class Aspect(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be asked about a subject."""

    name: str  # a part of the notes' keys: it never changes
    forms: tuple[str, ...] = ()  # that word it; none: what deckgen asks of itself, or a person, or a model
    also: tuple[str, ...] = ()  # forms of another aspect that word it at times
    asks: tuple[Ask, ...] = ()  # the phrases of its questions, the usual one first
    checks: tuple[Check, ...] = ()  # beside those of all cards
    are_names: bool = False  # question and answer: "Least Recently Used" says nothing about today
    is_whole: bool = False  # question and answer are the author's own words, the answer all of them
    is_open: bool = True  # cards may be made anew


class ClosedAspectError(RuntimeError):
    """A new card asks what the table does not hold: a fault of deckgen's own."""


ROW = "row"
"""Begins the aspect of a table's cells; the header of their column follows behind a colon."""

WHAT_IS = Ask("{thing} 是什么？", "What is {thing}?")
WHAT_ARE = Ask("{thing} 是什么？", "What are {thing}?")
WHICH_COMMAND = Ask("{task}用什么命令？", "{task}: which command?")
WHAT_DOES = Ask("{thing} 的作用是什么？", "What does {thing} do?")
WHICH_FORMULA = Ask("{thing} 的公式是什么？", "What is the formula of {thing}?")
WHICH_CELL = Ask("{row} 的{column}是什么？", "What is the {column} of {row}?")
WHICH_PARTNER = Ask("{header}“{row}”对应的{column}是什么？", "Which {column} goes with {header} {row}?")
FULL_FORM = Ask("{thing} 的全称是什么？", "What does {thing} stand for?")
SHORT_FORM = Ask("{thing} 的缩写是什么？", "What is {thing} abbreviated to?")

_ASPECTS = (
    Aspect(name="link"),
    Aspect(name="topic"),
    Aspect(name="own"),
    Aspect(name="llm"),
    Aspect(
        name="definition",
        forms=("definition", "terms"),
        asks=(WHAT_IS, WHAT_ARE),
        checks=(praise, two_facts, name_echoed),
    ),
    Aspect(
        name="abbreviation",
        forms=("abbreviation",),
        also=("table",),
        asks=(FULL_FORM, SHORT_FORM),
        checks=(heading_tells, initials_tell),
        are_names=True,
    ),
    Aspect(
        name="alias",
        forms=("alias",),
        asks=(Ask("{thing} 又叫什么？", "What is another name for {thing}?"),),
        checks=(initials_tell, name_echoed, several_names),
        are_names=True,
    ),
    Aspect(name="command", forms=("command",), asks=(WHICH_COMMAND,), checks=(own_operand, long_command)),
    Aspect(name="formula", forms=("formula",), asks=(WHICH_FORMULA, WHAT_IS)),
    Aspect(
        name=ROW,
        forms=("table",),
        asks=(WHICH_CELL, WHICH_PARTNER, WHICH_COMMAND, WHAT_DOES, WHAT_IS),
        checks=(two_facts, own_operand),
    ),
    Aspect(
        name="difference",
        forms=("difference",),
        asks=(Ask("{thing} 与 {other} 的区别是什么？", "How do {thing} and {other} differ?"),),
    ),
    Aspect(
        name="origin",
        forms=("origin",),
        asks=(Ask("{thing} 是谁{deed}的？", "Who {deed} {thing}?"),),
        checks=(two_facts,),
    ),
    Aspect(name="question", forms=("question",), is_whole=True),
    Aspect(name="term", forms=("term_list",), asks=(WHAT_IS, WHAT_DOES), is_whole=True),
    Aspect(name="cloze", forms=("emphasis",)),
    Aspect(
        name="image",
        forms=("picture",),
        asks=(Ask("{thing} 的{picture}是怎样的？", "What does the {picture} of {thing} look like?"),),
    ),
    Aspect(name="number", is_open=False),
    Aspect(name="use", is_open=False),
    Aspect(name="purpose", is_open=False),
    Aspect(name="suits", is_open=False),
    Aspect(name="insensitive", is_open=False),
    Aspect(name="advantage", is_open=False),
    Aspect(name="drawback", is_open=False),
    Aspect(name="reason", is_open=False),
    Aspect(name="kinds", is_open=False),
    Aspect(name="steps", is_open=False),
    Aspect(name="list", is_open=False),
    Aspect(name="person", is_open=False),
    Aspect(name="year", is_open=False),
)

ASPECTS = MappingProxyType({aspect.name: aspect for aspect in _ASPECTS})
FORMS = tuple(form for aspect in _ASPECTS for form in aspect.forms)
"""The forms by which authors lay out what is to be remembered; the definition's ``cards.forms`` names them."""


def may_ask(name: str, forms: Collection[str]) -> bool:
    """Return whether one of these forms words cards of an aspect, or none could anyway as long as any is wanted."""
    aspect = aspect_named(name)
    own = (*aspect.forms, *aspect.also) if aspect is not None else ()
    return any(form in forms for form in own) if own else bool(forms)


def aspect_named(name: str) -> Aspect | None:
    """Return the aspect of this name, a table's ``row:HEADER`` included; None if there is and was none."""
    stem, _, header = name.partition(":")
    return ASPECTS.get(stem) if stem == ROW or not header else None


def check_open(cards: Iterable[Card]) -> None:
    """Raise ClosedAspectError if a card that no learner has yet asks what is not open here."""
    for card in cards:
        aspect = aspect_named(card.aspect)
        if aspect is None or not aspect.is_open:
            raise ClosedAspectError(
                f"a fault of deckgen, please report it: a new card on {card.subject!r} asks for {card.aspect!r}, "
                "which is not open in the table of aspects (deckgen/cards/aspects.py)"
            )
