"""Runs of inlines as sentences: cut, trimmed, measured; formulas, code and links stay whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from deckgen.language.scripts import CAPITAL, HAN, HANGUL, KANA, SMALL
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex

_END = regex(  # all begins with one set of characters: so most of a text is passed over quickly
    rf"[。．！？!?；.](?:(?<!\.)[。．！？!?；]*+[”’」』）)\"]*+(?!(?<=[!?)])\s[{SMALL}])|"
    rf"(?<=\.)(?=\s|$)(?!\s[{SMALL}])(?:(?<=[{SMALL}0-9)\]”\"]\.)|(?<=\A\.)|(?<=[{CAPITAL}][{CAPITAL}]\.)))"
)
_WORD = regex(r"[A-Za-z0-9][A-Za-z0-9'’_.+#/-]*")
_CJK = regex(rf"[{KANA}{HAN}{HANGUL}]")
_ABBREVIATION = regex(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|Fig|Eq|No|Dr|Mr|Mrs|Prof|St|approx)|\b[A-ZА-ЯЁ])\.$")
_LETTER_PAIR = regex(r"\b[^\W\d_]\.\s?[^\W\d_]\.")
"""Two words cut to their letters: z. B., i. d. R."""
_FAR = 200
"""Characters up to the end of an aside: further on a bracket was left open."""
_NEAR = 12
"""An abbreviation is shorter: no need to look further back from its full stop."""
_BLANKS = " \t\u3000\n"

_TEXT, _BREAK = InlineKind.TEXT, InlineKind.BREAK


def sentences(inlines: Sequence[Inline]) -> list[tuple[Inline, ...]]:
    """Cut a paragraph into its sentences, end marks included."""
    out: list[tuple[Inline, ...]] = []
    run: list[Inline] = []
    for number, inline in enumerate(inlines, 1):
        if inline.kind is not _TEXT:
            run.append(inline)
            continue
        start = 0
        for end in _ends(inline.text, inlines[number:]):
            run.append(_cut(inline, start, end))
            start = end
            out.append(trimmed(run))
            run = []
        if start < len(inline.text):
            run.append(_cut(inline, start, len(inline.text)))
    out.append(trimmed(run))
    return [sentence for sentence in out if sentence]


def _ends(text: str, behind: Sequence[Inline]) -> list[int]:
    """Return where the sentences of a text end; ``behind`` is what of its paragraph stands there."""
    ends: list[int] = []
    for found in _END.finditer(text):
        end = found.end()
        if found[0] == "." and (_ABBREVIATION.search(text[max(end - _NEAR, 0) : end]) or _is_first(text, end)):
            continue
        if not _is_inside(text, ends[-1] if ends else 0, end, behind):
            ends.append(end)
    return ends


def _is_inside(text: str, start: int, end: int, behind: Sequence[Inline]) -> bool:
    """Return whether a place stands in brackets that opened since a start: "(d.h. there is one)"."""
    opened = max(text.rfind("(", start, end), text.rfind("（", start, end))
    if opened < 0 or max(text.rfind(")", opened, end), text.rfind("）", opened, end)) >= 0:
        return False
    left = (text[end:] + plain_text(behind))[:_FAR]
    return ")" in left or "）" in left


def _is_first(text: str, end: int) -> bool:
    """Return whether the full stop before a place is the first of such a pair."""
    return _LETTER_PAIR.match(text, max(end - 2, 0)) is not None


def _cut(inline: Inline, start: int, end: int) -> Inline:
    is_all = start == 0 and end == len(inline.text)
    return inline if is_all else msgspec.structs.replace(inline, text=inline.text[start:end])


def trimmed(run: Sequence[Inline], *, ends: str = "") -> tuple[Inline, ...]:
    """Drop blanks, breaks and the characters ``ends`` at both ends of a run."""
    if run and _is_tidy(run[0], 0, ends) and _is_tidy(run[-1], -1, ends):
        return tuple(run)
    out = list(run)
    while out and _strip_first(out, ends):
        pass
    while out and _strip_last(out, ends):
        pass
    return tuple(out)


def _is_tidy(inline: Inline, side: int, ends: str) -> bool:
    """Return whether there is nothing to drop at this end: so it is with most runs."""
    if inline.kind is not _TEXT:
        return inline.kind is not _BREAK
    return inline.text != "" and inline.text[side] not in _BLANKS and inline.text[side] not in ends


def _strip_first(out: list[Inline], ends: str) -> bool:
    first = out[0]
    if first.kind is _BREAK:
        del out[0]
        return True
    if first.kind is not _TEXT:
        return False
    text = first.text.lstrip(_BLANKS + ends)
    if not text:
        del out[0]
        return True
    out[0] = msgspec.structs.replace(first, text=text)
    return False


def _strip_last(out: list[Inline], ends: str) -> bool:
    last = out[-1]
    if last.kind is _BREAK:
        del out[-1]
        return True
    if last.kind is not _TEXT:
        return False
    text = last.text.rstrip(_BLANKS + ends)
    if not text:
        del out[-1]
        return True
    out[-1] = msgspec.structs.replace(last, text=text)
    return False


def length(text: str) -> float:
    """Return the length of a text for the limits of the rubric: 1.0 is as long as an answer may be.

    60 Chinese characters or 25 words; a formula counts as ten characters.
    """
    math = text.count("$$") // 2
    bare = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.S) if math else text
    return len(_CJK.findall(bare)) / 60 + len(_WORD.findall(bare)) / 25 + math / 6


def part(run: Sequence[Inline], start: int, end: int) -> tuple[Inline, ...]:
    """Return the characters ``start`` to ``end`` of what a reader sees; what is cut through is dropped whole."""
    out: list[Inline] = []
    at = 0
    for inline in run:
        text = plain_text([inline])
        first, last = max(start - at, 0), min(end - at, len(text))
        if inline.kind is _TEXT and first < last:
            out.append(msgspec.structs.replace(inline, text=inline.text[first:last]))
        elif first == 0 and last == len(text) and (text or start < at < end):
            out.append(inline)
        at += len(text)
    return trimmed(out)


def is_whole(run: Sequence[Inline], start: int, end: int) -> bool:
    """Return whether ``part`` would cut through nothing but text."""
    at = 0
    for inline in run:
        edge = at + len(plain_text([inline]))
        if inline.kind is not _TEXT and (at < start < edge or at < end < edge):
            return False
        at = edge
    return True
