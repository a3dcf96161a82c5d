"""A heading that is a question, answered by the first sentence below it: "为什么要有激活函数？"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.names import leans
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import trimmed
from deckgen.language.folding import squeeze
from deckgen.language.headings import thing_of_heading
from deckgen.language.phrases import Phrases
from deckgen.model import Card

ASPECT = "question"

_WHY = re.compile(r"^(?P<lead>[^？?]*?)(?:为什么|为何|why\b)", re.I)
_WHAT = re.compile(r"^(?:什么是|何为|何谓|what (?:is|are)\b)|(?:是什么|指什么|是什么意思)[？?]?$", re.I)
_HOW_MANY = re.compile(r"多少|几[个种次层]|how (?:many|much|long|often)\b", re.I)
_WHY_ANSWER = re.compile(r"因为|由于|原因|为了|是为|使得|because|since|so that|in order to|reason", re.I)
_WHAT_ANSWER = re.compile(r"是(?!否|不是)|指|(?:is|are|means|refers to)\b")
_NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千万]")
_TOO_OPEN = re.compile(
    r"我|你|这|本文|该|它|吗[？?]?$|怎么看|如何|怎么|哪些|\b(?:I|you|my|your|this|it|how to)\b", re.I
)


def heading_question_cards(item: ReadItem, _words: Phrases) -> Iterator[Card]:
    """Word at most one card: the heading as it stands, if the first sentence really answers it."""
    question = thing_of_heading(item.title)
    first = item.opening
    if first is None or not _answers(question, first.text) or _TOO_OPEN.search(question):
        return
    text = first.text
    if not text or leans(text) or re.search(r"[：:?？]$", text):
        return
    mark = "？" if re.search(r"[\u3400-\u9fff]", question) else "?"
    asked = question if question.endswith(("?", "？")) else question + mark
    yield question_card(item, ASPECT, squeeze(question.rstrip("?？")), asked, trimmed(first.run, ends="。. ；;"), text)


def _answers(question: str, text: str) -> bool:
    if _WHY.match(question):
        return _WHY_ANSWER.search(text) is not None
    if _WHAT.search(question):
        return _WHAT_ANSWER.search(text) is not None
    return _HOW_MANY.search(question) is not None and _NUMBER.search(text) is not None
