"""A bold term as the gap of the sentence that defines it: "……被称为**X**。", "**X** is a ...", "**X**是指……"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.make import cloze_card, holds, shown
from deckgen.cards.forms.names import home_of, is_name
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.leans import leans
from deckgen.cards.sentences import length
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.markdown.text import plain_text
from deckgen.model import Card, Inline, InlineKind, Run, StudyItem

ASPECT = "cloze"
_SENTENCE = range(12, 160)
_HIDDEN = 0.4
_SHOWN = 0.13
"""So much of an answer's length must stay to be seen, or nothing asks for the gap."""
_NAMES = re.compile(
    r"(?:[被又也][称叫]?(?:之?为|作|做)?|[称叫](?:之?为|作|做)|\b(?:is|are) (?:also |often )?(?:called|known as|"
    r"termed)(?: an?| the)?)\s*[“\"「]?\s*$"
)
"""What stands before the name that a sentence gives."""
_DEFINED = re.compile(r"\s*(?:是指|指的是|是一|表示|表征|(?:is|are) (?:an?|the)\b|refers to|means)")
_MATH = re.compile(r"\$\$.*?\$\$", re.S)
_JOINED = re.compile(r"其中|因此|所以|但|而|并|此外|同时|通常|一般|顺便|however|thus|so\b|but\b|and\b", re.I)
"""A sentence that goes on from another one."""
_SUBJECT = re.compile(r"(?P<name>[^，,。；：]{2,24}?)(?:是|[又也被称叫有]|，|,|\b(?:is|are)\b|$)")


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:  # noqa: ARG001 - a gap asks in its own words
    """Word a gap for each sentence that defines its only bold term."""
    for paragraph in item.paragraphs:
        if paragraph.is_near and any(inline.kind is InlineKind.STRONG for inline in paragraph.block.inlines):
            for passage in paragraph.passages:
                card = _card(item, passage.run)
                if card is not None:
                    yield card


def _card(item: StudyItem, run: tuple[Inline, ...]) -> Card | None:
    places = [number for number, inline in enumerate(run) if inline.kind is InlineKind.STRONG]
    if len(places) != 1 or holds(run, InlineKind.LINK, InlineKind.IMAGE, InlineKind.BREAK, InlineKind.HTML):
        return None
    at, text = places[0], plain_text(run)
    hidden = shown(run[at].children)
    if len(text) not in _SENTENCE or leans(text) or text.rstrip().endswith(("：", ":", "?", "？")):
        return None
    if not _is_asked(run, at) or not is_name(hidden, marked=True) or length(hidden) > _HIDDEN:
        return None
    rest = _MATH.sub(" ", text.replace(hidden, " ", 1))
    if fold(hidden) in fold(rest) or length(rest) < _SHOWN or _JOINED.match(text):
        return None
    gap = Inline(InlineKind.GAP, children=run[at].children)
    gapped = Run((*run[:at], gap, *run[at + 1 :]))
    return cloze_card(item, ASPECT, _subject(item, text), gapped, [hidden], squeeze(text))


def _is_asked(run: Sequence[Inline], at: int) -> bool:
    """Return whether the words around a bold term give it its name, or say what it is."""
    before, after = plain_text(run[:at]), plain_text(run[at + 1 :])
    if after[:1].isascii() and (after[:1].isalnum() or after[:1] == "-"):
        return False  # a part of a word
    return _NAMES.search(before) is not None if before.strip() else _DEFINED.match(after) is not None


def _subject(item: StudyItem, text: str) -> str:
    found = _SUBJECT.match(text)
    name, home = squeeze(found["name"]) if found else "", home_of(item)
    return name if not home or fold(home) in fold(name) else f"{home} {name}".strip()
