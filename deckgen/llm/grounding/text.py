"""R1: a text as the grounding checks read it, and whether a quote stands in it."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from types import MappingProxyType

from deckgen.patterns import regex

_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
_FORMS = MappingProxyType(
    dict.fromkeys(map(ord, _UNSEEN))
    | dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
    | dict.fromkeys(map(ord, "‘’‛′´"), "'")
    | dict.fromkeys(map(ord, "“”„‟″"), '"')
    | {ord("⁄"): "/", ord("～"): "~", ord("〜"): "~"}
)
_PRINT = MappingProxyType({ord("。"): ".", ord("、"): ",", ord('"'): "'", ord("`"): " "})
"""What a quote may change as well: a sign for one that looks like it, or for none."""
_SUPERSCRIPT = regex("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LINE_MARK = regex(r"(?m)^[ \t]*(?:[*+-][ \t]|#{1,6}[ \t]|>[ \t])")
_MARK = regex(
    r"(?<![A-Za-z0-9\s])[*_~`]{1,3}|[*_~`]{1,3}(?![A-Za-z0-9\s*_~`])|(?<!\S)[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}(?!\S)"
)
"""Markdown around words; between Latin letters or blanks the same sign means something (snake_case, 2 * 3)."""
_EDGES = " .,;:!?…'\"-()[]*_`"
_OPENING, _CLOSING = "(['\"-+", ")]'\"%"
"""Signs that belong to the word next to them, though a quote is looked up without them."""
_LONGEST_QUOTE = 2000
"""Characters; what is longer is no quote of one passage."""
_MOST_PLACES = 32
"""Places of the source at which a quote is looked at: at the others it would cut a word in two as well."""
_LETTER = regex("[A-Za-z0-9]")


@lru_cache(maxsize=64)
def readable(text: str) -> str:
    """Return a text on one line, each character in one form, without marks; its letters keep their case."""
    text = _SUPERSCRIPT.sub(lambda found: f"^{found[0]}", text)
    text = unicodedata.normalize("NFKC", text.translate(_FORMS)).translate(_FORMS)
    return " ".join(_MARK.sub("", _LINE_MARK.sub("", text)).split())


def passage(quote: str, source: str) -> str:
    """Return the passage of a readable source that a quote is, as the source has it; empty if it is none.

    White space, width, marks and the signs at both ends may differ; words may not, and none may be cut in two.
    """
    wanted = _squeezed(quote)[0].strip(_EDGES)
    if not wanted or len(wanted) > _LONGEST_QUOTE:
        return ""
    whole, places = _squeezed(source)
    at = whole.find(wanted)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return ""
        start, end = places[at], places[at + len(wanted) - 1] + 1
        if _is_whole(source, start) and _is_whole(source, end):
            while start > 0 and source[start - 1] in _OPENING:
                start -= 1
            while end < len(source) and source[end] in _CLOSING:
                end += 1
            return source[start:end]
        at = whole.find(wanted, at + 1)
    return ""


def _is_whole(text: str, at: int) -> bool:
    """Return whether no word or number is cut in two at this place."""
    return not (0 < at < len(text) and _LETTER.match(text[at - 1]) and _LETTER.match(text[at]))


@lru_cache(maxsize=64)
def _squeezed(text: str) -> tuple[str, Sequence[int]]:
    """Return a readable text without what printing changes, and for each sign of it where it stood."""
    text = text.translate(_PRINT)
    folded = text.casefold()
    places: Sequence[int] = range(len(text))
    if len(folded) != len(text):  # some letters are folded into two
        places = [at for at, sign in enumerate(text) for _ in sign.casefold()]
    return folded.replace(" ", ""), array("l", compress(places, map(" ".__ne__, folded)))
