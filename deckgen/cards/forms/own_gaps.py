"""Gaps that an author writes: ``==hidden==`` and Anki's own ``{{c1::hidden::hint}}``.

They may hold words, code, a formula or a link, and stand inside bold words. Gaps of Anki's with one number are hidden
together, as in Anki.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.folding import squeeze
from deckgen.markdown.text import means_gap, plain_text
from deckgen.model import Block, Inline, InlineKind
from deckgen.patterns import regex

NO_GAP = "these == marks hide nothing and give no card: write ==words== without a blank inside the marks"
NO_ANKI_GAP = "this gap gives no card: write {{c1::words}}, a number from 1, two colons, and }} behind the words"
NESTED = "a gap inside a gap gives no card: end the first with }} before the next begins"
UNCLOSED = "a gap begins here and does not end, so it hides nothing: write ==words== or {{c1::words}}"
_MARK = "=="
_BEGINS = regex(r"(?<!\S)==(?=\w)")
_OPEN = regex(r"(?<![A-Za-z0-9=!<>])==(?=[^\s=]|\Z)|\{\{c(?P<number>[1-9]\d{0,2})::")
_CLOSE = regex(r"(?:(?<=[^\s=!<>])|\A)==(?![A-Za-z0-9=])")
_ANKI = regex(r"\{\{c\d{1,3}::")
_LIKE_ANKI = regex(r"\{\{[cC]\d{1,3}:")
_ANKI_CLOSE = regex(r"\}\}")
_HINT = "::"
_CURLY = regex(r"\{(?:c?(?P<number>\d{1,3})[:|])?(?P<hidden>[^{}]+)\}")
_HOLDERS = frozenset({InlineKind.STRONG, InlineKind.EMPH, InlineKind.STRIKE, InlineKind.LINK})
_LOOSE = frozenset({InlineKind.TEXT, InlineKind.BREAK, InlineKind.HTML})
"""What a mark does not stick to: only to words and to inlines of other kinds."""


class Gap(NamedTuple):
    """A gap: what it hides, and the number that its author gave it; 0 if none."""

    hidden: str
    number: int
    is_nested: bool  # another opens inside


class Gapped(msgspec.Struct, frozen=True):
    """A text with gaps."""

    inlines: tuple[Inline, ...]
    gaps: tuple[Gap, ...]
    name: str  # the id that the author gave it
    detail: tuple[Block, ...] = ()  # what stands under the text


class _Opened(NamedTuple):
    """A gap whose end is not found yet."""

    mark: str
    number: int
    inside: list[Inline]


def gaps_of(inlines: Sequence[Inline]) -> tuple[tuple[Inline, ...], tuple[Gap, ...]]:
    """Turn what stands between the marks into gaps; an opening mark without a closing one stays text."""
    gaps: list[Gap] = []
    return tuple(_with_gaps(inlines, gaps)), tuple(gaps)


def gapped(inlines: Sequence[Inline], name: str, *, detail: Sequence[Block] = ()) -> Gapped | None:
    """Return a text with its gaps; None where it has none that Anki could show."""
    left, gaps = gaps_of(inlines)
    return Gapped(left, gaps, name, tuple(detail)) if gaps and not any(gap.is_nested for gap in gaps) else None


def is_highlight(found: Gapped) -> bool:
    """Return whether ``==marks==`` stand around all of a text: nothing asks for what they would hide."""
    [gap, *others] = found.gaps
    return not (others or gap.number or found.detail or any(map(str.isalnum, _outside(found.inlines))))


def _outside(inlines: Sequence[Inline]) -> str:
    return "".join(
        "" if each.kind is InlineKind.GAP else _outside(each.children) if each.children else plain_text((each,))
        for each in inlines
    )


def with_anki_marks(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return a note of the type Cloze with Anki's marks in the places of the short ones: ``{x}``, ``{1:x}``."""
    if may_gap(plain_text(inlines)):
        return tuple(inlines)
    count = 0

    def anki(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{{{{c{found['number'] or count}::{found['hidden']}}}}}"

    is_text = (inline.kind is InlineKind.TEXT for inline in inlines)
    return tuple(
        msgspec.structs.replace(inline, text=_CURLY.sub(anki, inline.text)) if is_words else inline
        for inline, is_words in zip(inlines, is_text, strict=True)
    )


def groups_of(gaps: Sequence[Gap]) -> tuple[int, ...]:
    """Return a number for each gap, the same for those that are hidden together; nothing if each stands alone."""
    numbers = [gap.number or -place for place, gap in enumerate(gaps, 1)]
    return tuple(numbers) if len(set(numbers)) < len(numbers) else ()


def fault_of(inlines: Sequence[Inline]) -> str:
    """Return why a text gives no card though marks of gaps stand in it; empty where none does."""
    if any(gap.is_nested for gap in gaps_of(inlines)[1]):
        return NESTED
    if any(map(means_anki_gap, _texts(inlines))):
        return NO_ANKI_GAP
    return NO_GAP if has_marks(inlines) else UNCLOSED if any(map(_is_unclosed, _texts(inlines))) else ""


def left_open(found: Gapped) -> str:
    """Return why a gap among those of a card is none; empty where none is."""
    is_open = any(_is_unclosed(gap.hidden) for gap in found.gaps if not gap.number)
    return UNCLOSED if is_open else fault_of(found.inlines)


def _is_unclosed(text: str) -> bool:
    """Return whether a mark opens a gap, and no other is there that ends it or compares as in a program."""
    return text.count(_MARK) == 1 and _BEGINS.search(text) is not None


def without_marks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of an answer, in which ``==words==`` hide nothing, without such marks."""
    return tuple(
        msgspec.structs.replace(
            block, inlines=words_of_marked(block.inlines), children=without_marks(block.children)
        )
        for block in blocks
    )


def words_of_marked(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return a run with the words between its marks in their places; as it is where it has none, or gaps of Anki's."""
    texts = list(_texts(inlines))
    if not any(map(means_gap, texts)) or any(map(means_anki_gap, texts)):
        return tuple(inlines)
    return tuple(_without_gaps(gaps_of(inlines)[0]))


def _without_gaps(inlines: Sequence[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        left = tuple(_without_gaps(inline.children))
        if inline.kind is InlineKind.GAP:
            yield from left
        else:
            yield msgspec.structs.replace(inline, children=left)


def may_gap(text: str) -> bool:
    """Return whether a text may hold a gap: a cheap look."""
    return "==" in text or means_anki_gap(text)


def means_anki_gap(text: str) -> bool:
    """Return whether marks of a gap of Anki's stand in a text, right or not."""
    return "{{" in text and _LIKE_ANKI.search(text) is not None


def holds_anki_gap(text: str) -> bool:
    """Return whether a gap of Anki's opens in a text."""
    return "{{c" in text and _ANKI.search(text) is not None


def has_marks(inlines: Sequence[Inline]) -> bool:
    """Return whether marks of a gap stand in these words, complete or not."""
    return any(means_gap(text) or means_anki_gap(text) for text in _texts(inlines))


def _texts(inlines: Sequence[Inline]) -> Iterator[str]:
    """Yield the words around code and formulas, in which ``==`` means something else."""
    yield "".join(
        inline.text if inline.kind is InlineKind.TEXT else " x " if not inline.children else "x" for inline in inlines
    )
    for inline in inlines:
        if inline.kind in _HOLDERS:
            yield from _texts(inline.children)


def _with_gaps(inlines: Sequence[Inline], gaps: list[Gap]) -> list[Inline]:
    out: list[Inline] = []
    opened: _Opened | None = None
    for number, inline in enumerate(inlines):
        if inline.kind is not InlineKind.TEXT:
            if opened is None:
                out.append(_inside(inline, gaps))
            else:
                opened.inside.append(inline)
            continue
        text, start = inline.text, 0
        while start < len(text):
            found = _next_mark(inlines, number, start, opened)
            end = len(text) if found is None else found.start()
            if end > start:
                kept = msgspec.structs.replace(inline, text=text[start:end])
                (out if opened is None else opened.inside).append(kept)
            if found is None:
                break
            start = found.end()
            if opened is None:
                opened = _Opened(found[0], int(found["number"] or 0), [])
            else:
                out.append(_gap(opened, gaps))
                opened = None
    if opened is not None:
        out += [Inline(InlineKind.TEXT, opened.mark), *opened.inside]
    return out


def _gap(opened: _Opened, gaps: list[Gap]) -> Inline:
    hidden, hint = _cut_hint(opened.inside) if opened.number else (opened.inside, "")
    gap = Inline(InlineKind.GAP, hint, children=tuple(hidden), number=len(gaps))
    gaps.append(Gap(squeeze(plain_text(hidden)), opened.number, holds_anki_gap(plain_text(opened.inside))))
    return gap


def _cut_hint(inside: Sequence[Inline]) -> tuple[list[Inline], str]:
    """Split what a gap of Anki's hides from the hint behind its first ``::``."""
    for number, inline in enumerate(inside):
        if inline.kind is InlineKind.TEXT and _HINT in inline.text:
            before, _, behind = inline.text.partition(_HINT)
            left = [*inside[:number], *([msgspec.structs.replace(inline, text=before)] if before else [])]
            return left, squeeze(behind + plain_text(inside[number + 1 :]))
    return list(inside), ""


def _next_mark(
    inlines: Sequence[Inline], number: int, start: int, opened: _Opened | None
) -> re.Match[str] | None:
    """Return the next mark that opens, or closes, a gap; of ``==`` at the edge of a text its neighbour decides."""
    text = inlines[number].text
    if opened is not None and opened.number:
        return _ANKI_CLOSE.search(text, start)
    behind = number + 1 < len(inlines) and inlines[number + 1].kind not in _LOOSE
    before = number > 0 and inlines[number - 1].kind not in _LOOSE
    for found in (_CLOSE if opened is not None else _OPEN).finditer(text, start):
        if opened is not None:
            sticks = found.start() > 0 or before
        else:
            # Alone between code and code, it compares them.
            sticks = found[0] != _MARK or found.end() < len(text) or (behind and not (before and text == _MARK))
        if sticks:
            return found
    return None


def _inside(inline: Inline, gaps: list[Gap]) -> Inline:
    if inline.kind not in _HOLDERS or not may_gap(plain_text(inline.children)):
        return inline
    return msgspec.structs.replace(inline, children=tuple(_with_gaps(inline.children, gaps)))
