"""Whether two fields of HTML say and show the same, however they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from deckgen.anki.parsed_html import Piece, Tag, parse

_SILENT = frozenset({"tbody"})
"""Tags that a browser adds by itself: Anki's editor writes them into each table that it saves."""

_HOLLOW = frozenset({"br", "div", "p", "span"})
"""What the editor leaves in a field that was emptied."""


def same_html(first: str, second: str) -> bool:
    """Return whether two fields are the same once a browser has read them.

    Not compared are the order of attributes, their quotes, `<br>` or `<br />`, an entity or its character, `<tbody>`,
    and Unicode's composed or decomposed letters; a field of blanks and line ends is an empty one.
    """
    if first == second:
        return True
    return list(_pieces(first)) == list(_pieces(second))


def is_blank(field: str) -> bool:
    """Return whether a field shows nothing."""
    return not field or not list(_pieces(field))


def _pieces(field: str) -> Iterator[Piece]:
    found = parse(unicodedata.normalize("NFC", field))
    if all(not piece.strip() if isinstance(piece, str) else piece.name in _HOLLOW for piece in found):
        return
    text = ""
    for piece in found:
        if isinstance(piece, str):
            text += piece
        elif piece.name not in _SILENT:
            if text:
                yield unicodedata.normalize("NFC", text)
            text = ""
            yield Tag(piece.name, piece.attributes, piece.is_end)
    if text:
        yield unicodedata.normalize("NFC", text)
