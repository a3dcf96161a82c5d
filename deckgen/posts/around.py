"""The author's words around each link: the lines from the link before it to the one behind it, as they were written.

Whatever title or comment a release reads for a link, it reads it there, or in the lead-in of a list. While these
lines stay, the author has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from deckgen.language.raw_words import raw_words
from deckgen.model import Link, Section

REACH = 8
"""So many lines with words are looked at on either side."""


def with_around(sections: Sequence[Section], text: str) -> tuple[Section, ...]:
    """Return the sections of a post, their links with the words around them; ``text`` is the whole file."""
    lines = [raw_words(line) for line in text.split("\n")]
    return tuple(_filled(section, lines) for section in sections)


def _filled(section: Section, lines: Sequence[str]) -> Section:
    below = tuple(_filled(inner, lines) for inner in section.sections)
    if not section.links:
        return msgspec.structs.replace(section, sections=below) if below else section
    first = section.first + (section.level > 0)
    taken = {link.first for link in section.links}
    links = tuple(_with_words(link, lines, taken, first, section.last) for link in section.links)
    return msgspec.structs.replace(section, links=links, sections=below)


def _with_words(link: Link, lines: Sequence[str], taken: set[int], first: int, last: int) -> Link:
    here = link.first
    before = list(_until_next(lines, taken, range(here - 1, first - 1, -1)))
    behind = list(_until_next(lines, taken, range(here + 1, last + 1)))
    own = lines[here - 1] if 0 < here <= len(lines) else ""
    return msgspec.structs.replace(link, around=" ".join(filter(None, [*reversed(before), own, *behind])))


def _until_next(lines: Sequence[str], taken: set[int], way: Iterable[int]) -> list[str]:
    """Return the lines on the way to another link; links that no word stands between are one row of them."""
    found: list[str] = []
    for number in way:
        words = lines[number - 1] if number <= len(lines) else ""
        if number in taken and (words or found):
            break
        if words:
            found.append(words)
        if len(found) == REACH:
            break
    return found
