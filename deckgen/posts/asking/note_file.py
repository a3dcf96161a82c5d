"""A file that is one flashcard, as a plugin writes it: a note's id in its head, front and back parted by a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from deckgen.model import Directive, Link, Section
from deckgen.patterns import regex

_RULE = regex(r"^(?:-{3,}|\*{3,}|_{3,})[ \t]*$", re.M)
_LABEL = regex(r"^\s*#{1,6}[ \t]+")


def one_card(sections: Sequence[Section], text: str, name: str, first_line: int) -> tuple[Section, ...]:
    """Return the sections of such a file as one with a card of its author's; as they are where no rule parts it."""
    parts = _RULE.split(text, maxsplit=1)
    if len(parts) < 2 or not all(part.strip() for part in parts):
        return tuple(sections)
    front, back = (part.strip("\n") for part in parts)
    line = first_line + text[: len(text) - len(text.lstrip("\n"))].count("\n")
    card = f"Q: {_LABEL.sub('', front).strip()}\n\nA:\n\n{back}\n\n<!--ID: {name}-->"
    directive = Directive(verb="card", text=card, line=line, first=line, last=line)
    links = tuple(link for section in sections for link in _links(section))
    whole = sections[0] if sections else Section(headings=(), level=0, first=line, last=line)
    last = max([line, *(section.last for section in sections)])
    return (msgspec.structs.replace(whole, last=last, blocks=(), links=links, directives=(directive,), sections=()),)


def _links(section: Section) -> list[Link]:
    return [*section.links, *(link for inner in section.sections for link in _links(inner))]
