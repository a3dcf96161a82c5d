"""What a card asks about its subject: the one table of aspects, with the form, the phrase and the checks of each.

A form is the file of its name in ``forms/``; a build words cards of the forms that stand here, in this order. An
aspect that is closed, or unknown here, is never asked anew; the ledger's notes of it stand while their passage does.
Names that earlier releases took, and no other aspect may: advantage, alias, cloze, command, difference, drawback,
formula, image, insensitive, kinds, list, number, origin, person, purpose, reason, steps, suits, use, year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import MappingProxyType

import msgspec

from deckgen.cards.checks import (
    Check,
    heading_tells,
    inflected,
    initials_tell,
    name_echoed,
    of_body,
)
from deckgen.language.phrases import Phrases
from deckgen.model import Card


class Ask(msgspec.Struct, frozen=True):
    """A phrase of a question, by its name in ``language/``; its slots are the names of a card's parts."""

    phrase: str

    def by(self, words: Phrases) -> str:
        """Return the phrase in the language of these words."""
        return str(getattr(words, self.phrase))


class Aspect(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be asked about a subject."""

    name: str  # a part of the notes' keys: it never changes
    forms: tuple[str, ...] = ()  # that word it; none: what deckgen asks of itself, or a person, or a model
    former: str = ""  # the form of an earlier release that worded it: the picks may still skip it
    asks: tuple[Ask, ...] = ()  # the phrases of its questions, the usual one first
    checks: tuple[Check, ...] = ()  # beside those of all cards
    longest: float = 1.0  # an answer, in the measure of `sentences.length`
    are_names: bool = False  # question and answer: "Least Recently Used" says nothing about today
    is_whole: bool = False  # question and answer are the author's own words, the answer all of them
    is_open: bool = True  # cards may be made anew


class ClosedAspectError(RuntimeError):
    """A new card asks what the table does not hold: a fault of deckgen's own."""


ROW = "row"
"""Begins the aspect of a table's cells; the header of their column follows behind a colon."""

WHAT_IS = Ask("what_is")
WHAT_ARE = Ask("what_are")
WHAT_DOES = Ask("what_does")
FULL_FORM = Ask("full_form")
SHORT_FORM = Ask("short_form")

_ASPECTS = (
    Aspect(name="link"),
    Aspect(name="topic"),
    Aspect(name="own"),
    Aspect(name="llm"),
    Aspect(
        name="definition",
        forms=("definition",),
        asks=(WHAT_IS, WHAT_ARE),
        checks=(name_echoed,),
        longest=1.4,
    ),
    Aspect(
        name="abbreviation",
        forms=("abbreviation",),
        asks=(FULL_FORM, SHORT_FORM),
        checks=(heading_tells, inflected, initials_tell, of_body),
        are_names=True,
    ),
    Aspect(name="question", forms=("question",), is_whole=True),
    Aspect(name="term", forms=("term_list",), asks=(WHAT_IS, WHAT_ARE, WHAT_DOES), is_whole=True),
    Aspect(name=ROW, former="table", is_open=False),
)

ASPECTS = MappingProxyType({aspect.name: aspect for aspect in _ASPECTS})
FORMS = tuple(form for aspect in _ASPECTS for form in aspect.forms)
"""The forms by which authors lay out what is to be remembered; the definition's ``cards.forms`` names them."""
FORMER_FORMS = MappingProxyType(
    {"terms": "definition"}
    | dict.fromkeys(("alias", "command", "difference", "emphasis", "formula", "origin", "picture", "table"), "")
)
"""Forms of earlier releases, each with the one that words its cards today, if one does."""


def may_ask(name: str, forms: Collection[str], skipped: Collection[str] = ()) -> bool:
    """Return whether one of these forms words cards of an aspect, or none could anyway as long as any is wanted.

    ``skipped`` are the forms that a person takes out, those of earlier releases included.
    """
    aspect = aspect_named(name)
    own = aspect.forms if aspect is not None else ()
    wanted = [form for form in forms if form not in skipped]
    if aspect is not None and aspect.former in skipped:
        return False
    return any(form in wanted for form in own) if own else bool(wanted)


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
