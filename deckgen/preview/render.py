"""A note's fields and its note type's templates -> the two sides of each of its cards, as Anki gives them.

Knows the part of Anki's template language that our templates use: ``{{F}}``, ``{{#F}}...{{/F}}``,
``{{^F}}...{{/F}}`` and ``{{cloze:F}}``. The tests compare the result with Anki's own.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

import msgspec

from deckgen.export.check import card_ordinals
from deckgen.export.note_types import NoteTypeSpec, spec_of, template_sides
from deckgen.model import Note, NoteType
from deckgen.patterns import regex

_TOKEN = regex(r"\{\{(cloze:|[#^/]?)(\w+)\}\}")
_GAP = regex(r"\{\{c(\d+)::((?:(?!\{\{c\d).)+?)\}\}", re.DOTALL)
# What a condition takes for an empty field.
_EMPTY = regex(r"(?:[ \t-\r]|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_MATH = regex(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_MARKUP = regex(r"<[^>]*>")


class Sides(msgspec.Struct, frozen=True):
    """A card as a learner meets it."""

    name: str
    """Of its template; the number of the gap, where it is one of a cloze note's."""
    ordinal: int
    front: str
    back: str


def note_sides(note: Note) -> Iterator[Sides]:
    """Yield the cards that Anki makes of a note."""
    spec = spec_of(note.note_type)
    for ordinal in card_ordinals(note):
        yield card_sides(spec, ordinal, {**note.fields, "Key": note.guid})


def card_sides(spec: NoteTypeSpec, ordinal: int, fields: Mapping[str, str]) -> Sides:
    """Return one card of a note type with these fields."""
    is_cloze = spec.name is NoteType.CLOZE
    template = spec.templates[0 if is_cloze else ordinal]
    front, back = template_sides(template)
    gap = ordinal + 1 if is_cloze else 0
    return Sides(
        name=f"{template.name} {gap}" if is_cloze else template.name,
        ordinal=ordinal,
        front=fill(front, fields, gap=gap),
        back=fill(back, fields, gap=gap, is_answer=True),
    )


def fill(template: str, fields: Mapping[str, str], *, gap: int = 0, is_answer: bool = False) -> str:
    """Fill one side of a template; ``gap`` is the number of the one that a cloze card asks for."""
    out: list[str] = []
    conditions: list[bool] = []
    for text, kind, name in _tokens(template):
        if all(conditions):
            out.append(text)
        if kind in ("#", "^"):
            is_empty = _EMPTY.fullmatch(fields.get(name, "")) is not None
            conditions.append(is_empty == (kind == "^"))
        elif kind == "/":
            conditions.pop()
        elif name and all(conditions):
            value = fields.get(name, "")
            out.append(_with_gaps(value, gap, is_answer=is_answer) if kind == "cloze:" else value)
    return "".join(out)


@functools.cache
def _tokens(template: str) -> tuple[tuple[str, str, str], ...]:
    """Return the parts of a template: the text before a mark, the mark's kind, its field; text alone at the end."""
    parts = _TOKEN.split(template)
    parts += ["", ""]
    return tuple(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def _with_gaps(text: str, gap: int, *, is_answer: bool) -> str:
    def shown(found: re.Match[str]) -> str:
        hidden, _, hint = found[2].partition("::")
        if int(found[1]) != gap:
            return f'<span class="cloze-inactive" data-ordinal="{found[1]}">{hidden}</span>'
        visible = hidden if is_answer else f"[{hint or '...'}]"
        return f'<span class="cloze" data-ordinal="{gap}">{visible}</span>'

    # MathJax takes no tags, so Anki leaves none in a formula.
    return _MATH.sub(lambda found: _MARKUP.sub("", found[0]), _GAP.sub(shown, text))
