"""A card as earlier releases read it: they took every name in angle brackets for HTML, and showed nothing of it; what a
folded part shows was one word with what it hides.

By that reading a note of theirs is found again and known to be as its author left it: what they lost is no edit.
"""

from __future__ import annotations

import re

import msgspec

from deckgen.model import Rendered
from deckgen.patterns import regex

_KEPT = r"<pre\b.*?</pre>|<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]|<[^<>]*>"
_LOST, _FOLDS = "&lt;", "<div><p><b>"
"""What a field holds that they read otherwise: hardly any does."""
_IN_FIELD = regex(rf"(?P<kept>{_KEPT})|&lt;[A-Za-z/?!](?:(?!&[lg]t;)[^<>])*&gt;", re.S)
_FOLDED = regex(rf"{_FOLDS}(.*?)</b></p>", re.S)
_IN_WORDS = regex(r"< [^<>]{1,200} >")
_IN_TEXT = regex(r"<[A-Za-z/?!][^<>]*>")


def read_before(rendered: Rendered) -> Rendered | None:
    """Return a card as earlier releases read it; None if they read it as it is read now."""
    whole = "\n".join(rendered.fields.values())
    if _LOST not in whole and _FOLDS not in whole:
        return None
    fields = {name: _without_names(text) for name, text in rendered.fields.items()}
    if fields == rendered.fields:
        return None
    card = rendered.card
    card = msgspec.structs.replace(
        card,
        subject=_IN_TEXT.sub("", card.subject),
        passage=" ".join(_IN_WORDS.sub("", card.passage).split()),
        gaps=tuple(_IN_TEXT.sub("", gap) for gap in card.gaps),
    )
    return msgspec.structs.replace(rendered, card=card, fields={name: text for name, text in fields.items() if text})


def _without_names(field: str) -> str:
    field = _FOLDED.sub(r"<div>\1", field) if _FOLDS in field else field
    return _IN_FIELD.sub(lambda found: found["kept"] or "", field) if _LOST in field else field
