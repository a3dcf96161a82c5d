"""Answers to choose from: what opens each of them, whatever the script, and what says which one is right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.patterns import regex

_ROWS = ("abcdefgh", "абвгдежз", "アイウエオカ", "가나다라마바", "①②③④⑤⑥⑦⑧", "123456789")
"""Signs in the order in which options bear them, in small letters."""
_SIGNS = "".join(_ROWS)
_OPENING = regex(rf"\s*(?:\[ \]\s*)?[(（\[]?(?P<sign>[{_SIGNS}])(?:(?P<mark>[.:)：、）．\]])\s*|\s+)(?=\S)", re.I)
_BESIDE = regex(r"\s+(?=[(（][b-h][)）]\s)", re.I)
_FEWEST_BARE = 3
"""Options whose signs have no mark behind them, at least: two could be words."""
_SHOWS_RIGHT = regex(r"\s*[✅✔✓☑]\ufe0f?\s*")
"""With which an author marks the right one."""


def opens_option(line: str) -> bool:
    """Return whether a line opens with the sign of an option and its mark: "B) ...", "イ．..."."""
    found = _OPENING.match(line)
    return found is not None and found["mark"] is not None and not found["sign"].isdecimal()


def are_options(texts: Sequence[str]) -> bool:
    """Return whether each of several texts opens with the next sign of one row, so that one may be chosen."""
    found = [match for match in map(_OPENING.match, texts) if match is not None]
    if len(found) < len(texts) or len(texts) <= 1:
        return False
    row = "".join(match["sign"] for match in found).casefold()
    is_sure = all(match["mark"] for match in found) or (len(found) >= _FEWEST_BARE and not row.isdecimal())
    return is_sure and any(each.startswith(row) for each in _ROWS)


def beside(line: str) -> Sequence[str]:
    """Return the options that a line holds one behind another: "(a) a pot (b) a lid"."""
    return _BESIDE.split(line)


def is_right(text: str) -> bool:
    """Return whether an option bears the sign that it is the right one."""
    return _SHOWS_RIGHT.search(text) is not None


def without_sign(text: str) -> str:
    """Return words of an option with a blank in the place of such a sign."""
    return _SHOWS_RIGHT.sub(" ", text)
