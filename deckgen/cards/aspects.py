"""What a card asks about its subject: one registry of all aspects, those of earlier releases included.

A card of an aspect that no form words any more is never made anew; the ledger's notes of it stand while their passage
does.
"""

from __future__ import annotations

from collections.abc import Collection
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
from deckgen.model import Form


class Aspect(msgspec.Struct, frozen=True):
    """One thing that can be asked about a subject; the name is a part of the notes' keys and never changes."""

    name: str
    forms: tuple[Form, ...] = ()  # that word it; none: only notes of earlier releases have it
    checks: tuple[Check, ...] = ()  # beside those of all cards
    is_open: bool = True  # cards may be made anew
    are_names: bool = False  # question and answer: "Least Recently Used" says nothing about today


ROW = "row"
"""Begins the aspect of a table's cells; the header of their column follows behind a colon."""

_ASPECTS = (
    Aspect("link"),
    Aspect("topic"),
    Aspect("own"),
    Aspect("llm"),
    Aspect("definition", (Form.DEFINITION, Form.TERMS), (praise, two_facts, name_echoed)),
    Aspect("abbreviation", (Form.ABBREVIATION, Form.TABLE), (heading_tells, initials_tell), are_names=True),
    Aspect("alias", (Form.ALIAS,), (initials_tell, name_echoed, several_names), are_names=True),
    Aspect("command", (Form.COMMAND,), (own_operand, long_command)),
    Aspect("formula", (Form.FORMULA,)),
    Aspect(ROW, (Form.TABLE,), (two_facts, own_operand)),
    Aspect("difference", (Form.DIFFERENCE,)),
    Aspect("origin", (Form.ORIGIN,), (two_facts,)),
    Aspect("question", (Form.QUESTION,)),
    Aspect("cloze", (Form.EMPHASIS,)),
    Aspect("image", (Form.PICTURE,)),
    Aspect("number", is_open=False),
    Aspect("use", is_open=False),
    Aspect("purpose", is_open=False),
    Aspect("suits", is_open=False),
    Aspect("insensitive", is_open=False),
    Aspect("advantage", is_open=False),
    Aspect("drawback", is_open=False),
    Aspect("reason", is_open=False),
    Aspect("kinds", is_open=False),
    Aspect("steps", is_open=False),
    Aspect("list", is_open=False),
    Aspect("person", is_open=False),
    Aspect("year", is_open=False),
)

ASPECTS = MappingProxyType({aspect.name: aspect for aspect in _ASPECTS})


def may_ask(name: str, forms: Collection[Form]) -> bool:
    """Return whether one of these forms words cards of an aspect, or none could anyway as long as any is wanted."""
    aspect = aspect_named(name)
    own = aspect.forms if aspect is not None else ()
    return any(form in forms for form in own) if own else bool(forms)


def aspect_named(name: str) -> Aspect | None:
    """Return the aspect of this name, a table's ``row:HEADER`` included; None if there is and was none."""
    return ASPECTS.get(name.partition(":")[0])
