"""The API key, found in what others say however it is spelled, so that it reaches no terminal and no file.

Compared are letters and digits alone, without case: a key stays one when blanks, quotes or line breaks are put into it,
when it is percent-encoded, escaped as in JSON or HTML, or written in base64, and its pieces are found too.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator

from deckgen.patterns import regex

PIECE = 8
"""So many letters and digits of a key in a row are part of it."""

SHORTEST = 4
"""A shorter key is none: servers of one's own take any word."""

MOST_ROUNDS = 3
"""Escapes of escapes that are undone."""

MASK = "..."
_ESCAPE = regex(
    r"%([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|&#[xX]([0-9a-fA-F]{1,6});|&#(\d{1,7});|&\w{2,8};|\\([nrtbf\"/\\])"
)
_OTHER = regex(r"[\W_]+")


class Secret:
    """A key that nobody may read."""

    def __init__(self, key: str) -> None:
        plain = _folded(key)
        self._whole = tuple(dict.fromkeys([plain, *_encoded(key)])) if len(plain) >= SHORTEST else ()
        size = min(PIECE, len(plain))
        self._pieces = {whole[at : at + size] for whole in self._whole for at in range(len(whole) - size + 1)}
        self._size = size

    def masked(self, text: str) -> str:
        """Return the text with every piece of the key replaced by dots; to be called before the text is cut."""
        units = list(_units(text)) if self._whole else []
        kept = [unit for unit in units if not _OTHER.fullmatch(unit[0])]
        folded = "".join(character for character, _, _ in kept)
        owner = [number for number, (character, _, _) in enumerate(kept) for _ in character]
        spans: list[tuple[int, int]] = []
        for at in range(len(folded) - self._size + 1):
            if folded[at : at + self._size] not in self._pieces:
                continue
            start, end = kept[owner[at]][1], kept[owner[at + self._size - 1]][2]
            if spans and start <= spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
        for start, end in reversed(spans):
            text = text[:start] + MASK + text[end:]
        return text

    def is_in(self, text: str) -> bool:
        """Return whether the whole key stands in a text. Linear in its length, whatever it holds."""
        if not self._whole or len(self._whole[0]) < PIECE:
            return False
        for _ in range(MOST_ROUNDS):
            folded = _folded(text)
            if any(whole in folded for whole in self._whole):
                return True
            plainer = _ESCAPE.sub(_meant, text)
            if plainer == text:
                return False
            text = plainer
        return False


def _folded(text: str) -> str:
    return _OTHER.sub("", text).casefold()


def _encoded(key: str) -> Iterator[str]:
    """Yield what of the key's base64 does not depend on what stands before and behind it."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + key.encode()).decode().rstrip("=")
        yield _folded(text[(8 * before + 5) // 6 : -1])


def _meant(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2] or found[3] or found[4]
    number = int(hexadecimal, 16) if hexadecimal else int(found[5]) if found[5] else None
    if found[6]:
        return " " if found[6] in "nrtbf" else found[6]
    if number is None:
        return html.unescape(found[0])
    return chr(number) if number < 0x110000 else found[0]


def _units(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each character that a text means, folded, with the place where it is written."""
    places = [(at, at + 1) for at in range(len(text))]
    for _ in range(MOST_ROUNDS):
        characters: list[str] = []
        joined: list[tuple[int, int]] = []
        at = 0
        for found in _ESCAPE.finditer(text):
            characters += text[at : found.start()]
            joined += places[at : found.start()]
            meant = _meant(found)
            characters += meant
            joined += [(places[found.start()][0], places[found.end() - 1][1])] * len(meant)
            at = found.end()
        if not at:
            break
        text = "".join([*characters, text[at:]])
        places = [*joined, *places[at:]]
    for character, (start, end) in zip(text, places, strict=True):
        yield character.casefold(), start, end
