"""The HTML of a field as a browser understands it: tags with attributes in any order, text with its entities read.

    parse('<table><tr><td>a&nbsp;b')  ->  Tag table, Tag tr, Tag td, "a\\u00a0b"

Anki's editor writes a field anew when a learner saves it, and the same words come back in other markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

import msgspec

from deckgen.patterns import regex

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Tags without an end (HTML, section 13.1.2)."""

_PICTURE = regex(r"""<img\b[^<>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_OURS = regex(r"dg-[0-9a-f]{16}\.[a-z]+")
"""What pictures of posts are called in a package."""


class Tag(msgspec.Struct, frozen=True):
    """A tag that begins or ends."""

    name: str  # lower case
    attributes: tuple[tuple[str, str], ...] = ()  # sorted by name
    is_end: bool = False


Piece = Tag | str
"""A tag, or a stretch of text with its entities read."""


class _Pieces(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in reversed(attrs)}  # of two of one name the first counts
        self.found.append(Tag(tag, tuple(sorted(known.items()))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.found.append(Tag(tag, is_end=True))

    def handle_data(self, data: str) -> None:
        if self.found and isinstance(self.found[-1], str):
            self.found[-1] += data
        else:
            self.found.append(data)


def parse(field: str) -> list[Piece]:
    """Return the tags and texts of a field in their order; comments and the like say nothing."""
    if "<" not in field:
        return [html.unescape(field)] if field else []
    parser = _Pieces()
    parser.feed(field)
    parser.close()
    return parser.found


def pictures_of(field: str) -> Iterator[str]:
    """Yield the names of the pictures that a field shows, but for those that came with a deck of ours.

    A name that is written with percent signs is yielded without them, too: either may be the file's.
    """
    if "<img" in field.lower():
        for found in _PICTURE.finditer(field):
            name = html.unescape(found[1] or found[2] or found[3] or "")
            if name and not _OURS.fullmatch(name):
                yield from dict.fromkeys((name, unquote(name)))
