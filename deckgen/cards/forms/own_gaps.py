"""Gaps that an author writes: ``==hidden==``, around words, code, a formula, a link, and inside bold words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.folding import squeeze
from deckgen.markdown.text import means_gap, plain_text
from deckgen.model import Inline, InlineKind

_MARK = "=="
_ANKI_OPEN, _ANKI_CLOSE = "\ue010", "\ue011"
"""Stand for the marks of Anki's own gaps while a text is read (private use)."""
_OPEN = re.compile(rf"(?<![A-Za-z0-9=!<>])==(?=[^\s=]|\Z)|{_ANKI_OPEN}")
_CLOSE = re.compile(rf"(?:(?<=[^\s=!<>])|\A)==(?![A-Za-z0-9=])|{_ANKI_CLOSE}")
_ANKI = re.compile(r"\{\{c\d{1,3}::")
_ANKI_END = re.compile(r"(?:::[^:{}]{1,80})?\}\}")
_HOLDERS = frozenset({InlineKind.STRONG, InlineKind.EMPH, InlineKind.STRIKE, InlineKind.LINK})
_LOOSE = frozenset({InlineKind.TEXT, InlineKind.BREAK, InlineKind.HTML})
"""What a mark does not stick to: only to words and to inlines of other kinds."""


def gaps_of(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[str, ...]]:
    """Turn what stands between ``==`` and ``==`` into gaps; an opening mark without a closing one stays text."""
    gaps: list[str] = []
    if any(_ANKI.search(inline.text) for inline in inlines):
        inlines = _with_marks(inlines)
    return tuple(_with_gaps(inlines, gaps)), tuple(gaps)


def may_gap(text: str) -> bool:
    """Return whether a text may hold a gap: a cheap look."""
    return "==" in text or ("{{c" in text and _ANKI.search(text) is not None)


def _with_marks(inlines: Sequence[Inline]) -> list[Inline]:
    """Return texts with signs in the places of ``{{c1::`` and of the ``}}`` that ends it, a hint before which goes."""
    out: list[Inline] = []
    is_open = False
    for inline in inlines:
        if inline.kind is not InlineKind.TEXT:
            out.append(inline)
            continue
        parts, position = [], 0
        while (found := (_ANKI_END if is_open else _ANKI).search(inline.text, position)) is not None:
            parts += [inline.text[position : found.start()], _ANKI_CLOSE if is_open else _ANKI_OPEN]
            position, is_open = found.end(), not is_open
        out.append(msgspec.structs.replace(inline, text="".join(parts) + inline.text[position:]))
    return out


def has_marks(inlines: Sequence[Inline]) -> bool:
    """Return whether marks of a gap stand in these words, complete or not."""
    return any(map(means_gap, _texts(inlines))) or any(_ANKI.search(text) for text in _texts(inlines))


def _texts(inlines: Sequence[Inline]) -> Iterator[str]:
    """Yield the words around code and formulas, in which ``==`` means something else."""
    yield "".join(
        inline.text if inline.kind is InlineKind.TEXT else " x " if not inline.children else "x" for inline in inlines
    )
    for inline in inlines:
        if inline.kind in _HOLDERS:
            yield from _texts(inline.children)


def _with_gaps(inlines: Sequence[Inline], gaps: list[str]) -> list[Inline]:
    out: list[Inline] = []
    hidden: list[Inline] | None = None
    for number, inline in enumerate(inlines):
        if inline.kind is not InlineKind.TEXT:
            if hidden is None:
                out.append(_inside(inline, gaps))
            else:
                hidden.append(inline)
            continue
        text, start = inline.text, 0
        while start < len(text):
            found = _next_mark(inlines, number, start, is_open=hidden is not None)
            end = len(text) if found is None else found.start()
            if end > start:
                (out if hidden is None else hidden).append(msgspec.structs.replace(inline, text=text[start:end]))
            if found is None:
                break
            start = found.end()
            if hidden is None:
                hidden = []
            else:
                out.append(Inline(InlineKind.GAP, children=tuple(hidden), number=len(gaps)))
                gaps.append(squeeze(plain_text(hidden)))
                hidden = None
    if hidden is not None:
        out += [Inline(InlineKind.TEXT, _MARK), *hidden]
    return out


def _next_mark(inlines: Sequence[Inline], number: int, start: int, *, is_open: bool) -> re.Match[str] | None:
    """Return the next mark that opens, or closes, a gap: at the edge of a text, its neighbour decides."""
    text = inlines[number].text
    behind = number + 1 < len(inlines) and inlines[number + 1].kind not in _LOOSE
    before = number > 0 and inlines[number - 1].kind not in _LOOSE
    for found in (_CLOSE if is_open else _OPEN).finditer(text, start):
        if is_open:
            sticks = found.start() > 0 or before
        else:
            # Alone between code and code, it compares them.
            sticks = found.end() < len(text) or (behind and not (before and text == _MARK))
        if sticks:
            return found
    return None


def _inside(inline: Inline, gaps: list[str]) -> Inline:
    if inline.kind not in _HOLDERS or _MARK not in plain_text(inline.children):
        return inline
    return msgspec.structs.replace(inline, children=tuple(_with_gaps(inline.children, gaps)))
