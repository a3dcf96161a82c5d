"""Raw HTML of a post, taken apart: its text, and of a few simple tags the name. Nothing else is ever kept."""

from __future__ import annotations

import html
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from deckgen.patterns import regex

_SAME = ("sub", "sup", "b", "i", "code", "kbd", "s", "table", "tr", "td", "th")
KEPT = MappingProxyType({"strong": "b", "em": "i", "del": "s", **{tag: tag for tag in _SAME}})
"""Our own tag for a tag of the post; all others are left out."""

DROPPED = frozenset(("script", "style", "svg", "template"))
"""Tags whose content is left out with them."""

LINES = frozenset(
    ("address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4",
     "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "tr", "ul")
)  # fmt: skip
"""Tags that begin a new line for a reader."""

_TAG = regex(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>|<[!?][^<>]*>")


class Piece(NamedTuple):
    """A stretch of text, or a tag by its name in lower case; both empty for what says nothing."""

    text: str = ""
    tag: str = ""
    closing: bool = False


def pieces(raw: str) -> Iterator[Piece]:
    """Take raw HTML apart; comments are gone, entities are the characters that they stand for."""
    start = 0
    while start < len(raw):
        comment = raw.find("<!--", start)
        yield from _tags(raw[start:] if comment < 0 else raw[start:comment])
        end = raw.find("-->", comment + 4) if comment >= 0 else -1
        if end < 0:
            return
        start = end + 3


def _tags(raw: str) -> Iterator[Piece]:
    start = 0
    for found in _TAG.finditer(raw):
        yield Piece(text=html.unescape(raw[start : found.start()]))
        yield Piece(tag=(found[2] or "").lower(), closing=bool(found[1]))
        start = found.end()
    yield Piece(text=html.unescape(raw[start:]))
