"""The author's words around each link: the lines from the link before it to the one behind it, as they were written.

Whatever title or comment a release reads for a link, it reads it there, or in the lead-in of a list. While these
lines stay, the author has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.raw_words import bare_lines, raw_addresses, raw_words, words_of_bare
from deckgen.model import Section
from deckgen.topics import all_sections

REACH = 8
"""So many lines with words are looked at on either side."""

FAR = 5 * REACH
"""And so many lines in all."""

WIDTH = 240
"""Signs of a line that are near a link: a paragraph may be one line of a megabyte with thousands of links."""


def with_around(sections: Sequence[Section], text: str) -> tuple[Section, ...]:
    """Return the sections of a post, their links with the words around them; ``text`` is the whole file."""
    if not any(section.links for section in all_sections(sections)):
        return tuple(sections)
    lines = _Lines(text.split("\n"), _Words(bare_lines(text)))
    return tuple(_filled(section, lines) for section in sections)


class _Words(dict[int, str]):
    """The words of lines by their number, from 1: most lines stand between two links and are asked for twice."""

    def __init__(self, bare: Sequence[str]) -> None:
        super().__init__()
        self._bare = bare

    def __missing__(self, number: int) -> str:
        words = self[number] = words_of_bare(self._bare[number - 1])
        return words


class _Lines(NamedTuple):
    """The lines of a file as they are written, and their words."""

    raw: Sequence[str]
    words: _Words


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
        before = _until_next(lines.words, taken, range(here - 1, max(first, here - FAR) - 1, -1), slice(-WIDTH, None))
        behind = _until_next(lines.words, taken, range(here + 1, min(last, here + FAR) + 1), slice(WIDTH))
        around = [*reversed(before), *_own(lines, here, at, len(link.url)), *behind]
        links.append(msgspec.structs.replace(link, around=" ".join(filter(None, around))))
    return msgspec.structs.replace(section, links=tuple(links), sections=below)


def _own(lines: _Lines, number: int, at: int, length: int) -> tuple[str, str]:
    """Return the words and addresses of a link's own line; of a long one what is near the link."""
    raw = lines.raw[number - 1] if number <= len(lines.raw) else ""
    if len(raw) <= 2 * WIDTH:
        return lines.words[number] if raw else "", raw_addresses(raw)
    near = raw[max(0, at - WIDTH) : at + length + WIDTH]
    return raw_words(near), raw_addresses(raw[at : at + length])


def _until_next(words_of: _Words, taken: set[int], way: Iterable[int], near: slice) -> list[str]:
    """Return the lines on the way to another link; links that no word stands between are one row of them."""
    found: list[str] = []
    for number in way:
        words = words_of[number]
        if number in taken and (words or found):
            break
        if words:
            found.append(words[near])
            if len(found) == REACH:
                break
    return found
