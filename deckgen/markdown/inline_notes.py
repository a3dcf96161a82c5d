"""Footnotes that stand where they belong: ``a word^[what is said of it]``, as Pandoc and Obsidian have them.

What stands in brackets behind a circumflex may also be a class of a regular expression (``^[a-z]+``) or a power.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.scripts import HAN, KANA
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex

OPENS_NOTE = "^["
_BRACKETS = regex(r"(\^\[|\[|\])")
_WORDS = regex(rf"(?=.+\s)(?=.*[^\W\d_]{{2}})\S.*\S|.*[{HAN}{KANA}\uac00-\ud7af].*", re.S)
_ONE_WORD = regex(r"[^\W\d_]{3,}[.!?]?")
_ENDS_WORD = regex(r"[\w.,;:!?)\"'”’»。，！？）」』]\Z")
_QUANTIFIER = ("+", "*", "{", "$", "\\", "[", "|")
"""What a regular expression goes on with behind a class, and no sentence."""


def with_inline_notes(inlines: Sequence[Inline]) -> list[Inline]:
    """Return a run in which each such note is a footnote that holds its own words."""
    out: list[Inline] = []
    opened: list[int] = []  # the places of brackets that are open
    pieces = list(_pieces(inlines))
    for number, piece in enumerate(pieces):
        if piece.kind is InlineKind.TEXT and piece.text in (OPENS_NOTE, "["):
            opened.append(len(out))
        elif piece.kind is InlineKind.TEXT and piece.text == "]" and opened:
            start = opened.pop()
            inside = tuple(joined(out[start + 1 :]))
            behind = pieces[number + 1].text if number + 1 < len(pieces) else ""
            if out[start].text == OPENS_NOTE and _is_note(inside, out[start - 1].text if start else "", behind):
                out[start:] = [Inline(InlineKind.FOOTNOTE, children=inside, line=out[start].line)]
                continue
        out.append(piece)
    return list(joined(out))


def _pieces(inlines: Sequence[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        if inline.kind is not InlineKind.TEXT or ("[" not in inline.text and "]" not in inline.text):
            yield inline
            continue
        for text in filter(None, _BRACKETS.split(inline.text)):
            yield msgspec.structs.replace(inline, text=text)


def joined(inlines: Sequence[Inline]) -> Iterator[Inline]:
    """Join texts that stand side by side: forms look for their marks in one."""
    texts: list[Inline] = []
    for inline in (*inlines, None):
        if inline is not None and inline.kind is InlineKind.TEXT:
            texts.append(inline)
            continue
        if texts:
            yield msgspec.structs.replace(texts[0], text="".join(text.text for text in texts))
            texts = []
        if inline is not None:
            yield inline


def _is_note(inside: Sequence[Inline], before: str, behind: str) -> bool:
    text = plain_text(inside)
    is_marked = any(inline.kind is not InlineKind.TEXT for inline in inside)
    if (is_marked and text.strip()) or _WORDS.fullmatch(text):
        return True
    is_word = _ONE_WORD.fullmatch(text) is not None and not behind.startswith(_QUANTIFIER)
    return is_word and _ENDS_WORD.search(before[-1:]) is not None
