"""A heading that is a question, answered by the first sentence below it: "为什么要有激活函数？"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.make import NO_PARTS, question_card
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.leans import leans
from deckgen.cards.sentences import trimmed
from deckgen.language.folding import squeeze
from deckgen.language.headings import thing_of_heading
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import HAN
from deckgen.model import Card, Run

ASPECT = "question"
_ASKS = (
    (re.compile(r"为什么|为何|^why\b", re.I), re.compile(r"因为|由于|为了|使得|because|since|so that", re.I)),
    (
        re.compile(r"^(?:什么是|何为|what (?:is|are)\b)|(?:是|指)什么[？?]?$", re.I),
        re.compile(r"是(?!否|不是)|指|(?:is|are|means)\b"),
    ),
    (
        re.compile(r"多少|几[个种次层]|how (?:many|much|long|often)\b", re.I),
        re.compile(r"\d|[一二两三四五六七八九十百千万]"),
    ),
)
"""What a heading asks for, and what an answer to that holds."""


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word at most one card: the heading as it stands, if the first sentence really answers it."""
    question, first = thing_of_heading(item.title), item.opening
    if first is None or leans(question) or leans(first.text) or first.text.endswith(("：", ":", "?", "？")):
        return
    if not any(asks.search(question) and answers.search(first.text) for asks, answers in _ASKS):
        return
    mark = "？" if re.search(rf"[{HAN}]", question) else "?"
    asked = question if question.endswith(("?", "？")) else question + mark
    subject = squeeze(question.rstrip("?？"))
    answer = trimmed(first.run, ends="。. ；;")
    yield question_card(item, ASPECT, words, NO_PARTS, Run(answer), first.quote, ask=asked, subject=subject)
