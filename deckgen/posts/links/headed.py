"""The address that a section opens with, and that nothing but the section's heading names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import msgspec

from deckgen.language.labels import ends_in_colon
from deckgen.model import TitleKind
from deckgen.posts.links.found import Context, Found
from deckgen.posts.links.units import Unit, UnitKind, said_before, section_units
from deckgen.posts.links.url_lines import heading_title

_TITLE_WORDS = 3
"""A heading of more words is a title, and no part of a page's plan; fewer before an address only lead to it."""


def headed(found: Sequence[Found], first: Unit, context: Context) -> list[Found]:
    """Return the links of a section whose first unit this is, those that it opens with under the heading's title.

    That is its one link, in a line that only leads to it ("nicked from URL"), or those above the notes in a list.
    """
    context = msgspec.structs.replace(context, names_url=True)
    if first.kind is UnitKind.MIXED and len(found) == 1:
        said = said_before(first)
        last = found[0].line if said and len(said.split()) <= _TITLE_WORDS and not ends_in_colon(said) else 0
    else:
        last = _last_opening(first) if len(heading_title(context).split()) > _TITLE_WORDS else 0
    free = [link for link in found if link.line <= last and not (link.title or link.label or link.skip)]
    kind = TitleKind.SHARED if len(free) > 1 else TitleKind.TEXT
    return [
        msgspec.structs.replace(link, title=heading_title(context, link.url), title_kind=kind) if link in free else link
        for link in found
    ]


def _last_opening(unit: Unit) -> int:
    """Return the line of the last address that a list of addresses and then of notes opens with; 0 for any other."""
    if unit.kind is not UnitKind.LIST or unit.block is None:
        return 0
    items = [section_units(item.children) for item in unit.block.children]
    opening = list(takewhile(lambda item: len(item) == 1 and item[0].kind is UnitKind.URL, items))
    notes = [inner for item in items[len(opening) :] for inner in item]
    is_noted = bool(notes) and all(inner.kind is UnitKind.TEXT for inner in notes)
    return opening[-1][0].last if opening and is_noted else 0
