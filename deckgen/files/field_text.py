"""The HTML of our own fields, as ledgers and packages hold it -> plain words: the one place that reads it back."""

from __future__ import annotations

import html
import re

from deckgen.patterns import regex

_ENDS_LINE = regex(r"<br>|</(?:p|li|tr|pre)>")
_MARKUP = regex(r"<[^>]*>")
_HINT = regex(r"(\{\{c#?\d+::(?:(?!\}\}|::).)*)::((?:(?!\}\}).)*)\}\}", re.S)
_GAP = regex(r"\{\{c#?\d+::(.*?)\}\}", re.S)


def without_hints(field: str) -> str:
    """Return a cloze text without the hints of its gaps: they say nothing of what it is about."""
    return _HINT.sub(r"\1}}", field) if "{{c" in field else field


def hints(field: str) -> list[str]:
    """Return the hints of a cloze text in their order."""
    return [hint for _, hint in _HINT.findall(field)]


def plain(field: str) -> str:
    """Return the words of a field without its markup."""
    return html.unescape(_MARKUP.sub("", _ENDS_LINE.sub("\n", field))).strip()


def shown(field: str) -> str:
    """Return the words of a field that names its note, on one line; the gaps of a cloze text in brackets."""
    return " ".join(plain(_GAP.sub(r"[\1]", without_hints(field))).split())


def whole(field: str) -> str:
    """Return the words of a cloze text, the hidden ones in their places."""
    return plain(_GAP.sub(r"\1", without_hints(field)))


def bracketed(field: str) -> str:
    """Return the words of a cloze text, the hidden ones in double brackets."""
    return plain(_GAP.sub(r"[[\1]]", without_hints(field)))


def hidden(field: str) -> list[str]:
    """Return the words of each gap of a cloze text, in their order."""
    return [plain(gap) for gap in _GAP.findall(without_hints(field))]
