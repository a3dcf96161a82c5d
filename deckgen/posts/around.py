"""The author's words around each link: the lines from the link before it to the one behind it, as they were written.

Whatever title or comment a release reads for a link, it reads it there, or in the lead-in of a list. While these
lines stay, the author has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from deckgen.language.raw_words import bare_lines, raw_addresses, raw_words, words_of_bare
from deckgen.model import Section

REACH = 8
"""So many lines with words are looked at on either side."""

FAR = 5 * REACH
"""And so many lines in all."""

WIDTH = 240
"""Signs of a line that are near a link: a paragraph may be one line of a megabyte with thousands of links."""


def with_around(sections: Sequence[Section], text: str) -> tuple[Section, ...]:
    """Return the sections of a post, their links with the words around them; ``text`` is the whole file."""
    lines = _Lines(text)
    return tuple(_filled(section, lines) for section in sections)


class _Lines:
    """The lines of a file, and the words of those that are asked for, counted from 1."""

    def __init__(self, text: str) -> None:
        self.raw = text.split("\n")
        self._bare = bare_lines(text)
        self._words: dict[int, str] = {}

    def words(self, number: int) -> str:
        """Return the words of a line, most of which stand between two links and are asked for twice."""
        known = self._words.get(number)
        if known is None:
            known = self._words[number] = words_of_bare(self._bare[number - 1])
        return known


def _filled(section: Section, lines: _Lines) -> Section:
    below = tuple(_filled(inner, lines) for inner in section.sections)
    if not section.links:
        return msgspec.structs.replace(section, sections=below) if below else section
    taken = {link.first for link in section.links}
    first, last = section.first + (section.level > 0), min(section.last, len(lines.raw))
    links = []
    line = at = 0  # where the link before was found
    for link in section.links:
        here = link.first
        at = lines.raw[here - 1].find(link.url, at if here == line else 0) if here <= last else -1
        line, at = here, max(at, 0)
        before = _until_next(lines, taken, range(here - 1, max(first, here - FAR) - 1, -1), slice(-WIDTH, None))
        behind = _until_next(lines, taken, range(here + 1, min(last, here + FAR) + 1), slice(WIDTH))
        around = [*reversed(before), *_own(lines, here, at, len(link.url)), *behind]
        links.append(msgspec.structs.replace(link, around=" ".join(filter(None, around))))
    return msgspec.structs.replace(section, links=tuple(links), sections=below)


def _own(lines: _Lines, number: int, at: int, length: int) -> tuple[str, str]:
    """Return the words and addresses of a link's own line; of a long one what is near the link."""
    raw = lines.raw[number - 1] if number <= len(lines.raw) else ""
    if len(raw) <= 2 * WIDTH:
        return lines.words(number) if raw else "", raw_addresses(raw)
    near = raw[max(0, at - WIDTH) : at + length + WIDTH]
    return raw_words(near), raw_addresses(raw[at : at + length])


def _until_next(lines: _Lines, taken: set[int], way: Iterable[int], near: slice) -> list[str]:
    """Return the lines on the way to another link; links that no word stands between are one row of them."""
    found: list[str] = []
    for number in way:
        words = lines.words(number)
        if number in taken and (words or found):
            break
        if words:
            found.append(words[near])
        if len(found) == REACH:
            break
    return found
