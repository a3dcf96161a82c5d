"""Names that Anki takes as they are: deck levels and tags."""

from __future__ import annotations

import re
import unicodedata

from deckgen.patterns import regex

MAX_LEVELS = 11
"""Deck levels that Anki imports; one more and the whole package is refused."""

_LEVEL_LENGTH = 100
# Without those that are white space.
_CONTROL = regex(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = regex(r"\s+")
# A template may show decks and tags, and Anki puts them there as they are.
_BRACKETS = str.maketrans("<>", "＜＞")
_ACTIVE = regex(r"\[(?=(?:sound|anki|type):|/?latex\]|/?\$\$?\])", re.IGNORECASE)
_COLONS = regex(r":{2,}")


def safe_deck_part(text: str, fallback: str = "") -> str:
    """Make one level of a deck's name of any text; `fallback` is taken if nothing is left of it."""
    one_line = _SPACES.sub(" ", _harmless(text))
    name = _COLONS.sub("：", unicodedata.normalize("NFC", one_line))
    # A colon at either end would join the separator of the levels.
    return name.strip(" :")[:_LEVEL_LENGTH].strip(" :") or fallback


def _harmless(text: str) -> str:
    return _ACTIVE.sub("［", _CONTROL.sub("", text)).translate(_BRACKETS)


def deck_path(*parts: str) -> str:
    """Join safe levels to the name of a deck; refuses more levels than Anki imports."""
    if len(parts) > MAX_LEVELS:
        raise ValueError(f"{len(parts)} levels, Anki takes at most {MAX_LEVELS}: {'::'.join(parts)}")
    return "::".join(parts)


def safe_tag(text: str) -> str:
    """Make a tag of any text: no white space, no control characters, no empty level; perhaps nothing."""
    joined = _SPACES.sub("_", _harmless(unicodedata.normalize("NFC", text)).strip())
    return "::".join(part for part in (level.strip("_:") for level in joined.split("::")) if part)
