"""Words that point at something that a card does not hold: one table for all forms and gates (R3 of the rubric)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.patterns import regex

_ELSEWHERE = regex(
    r"[本上下前后後][文节節章篇图図圖式表例述]|[左右此][图図圖]|[图図圖表文]中|如[图圖表下上]|公式\s*[（(]?\d|式[（(]\d|前者|后者|"
    r"[上下前后]面|以[上下]|之前(?=的?(?:[提说讲]|介绍|讨论|定义|文章|章节|那[篇章]))|刚才|"
    r"作者|笔者|本人|我|你|大家|第 ?\d+ ?[条点步章节]|"
    r"\b(?:above|below)\b(?! (?:the|an?|any|each|its|their|zero|\d))|"
    r"\b(?:following|former|latter|previously|the author|we|our|my|you|your|I(?![/-]))\b|"
    r"\bfig(?:ure|\.)? ?\d|\beq(?:uation|\.)? ?\(?\d|"
    r"\b(?:this|that|previous) (?:article|post|paper|section|chapter|blog|book|example|figure|table|lecture)\b"
)
"""Another part of the text, its author, its reader."""
_ANYBODY = frozenset({"我", "你", "大家", "we", "our", "my", "you", "your", "i"})
_JOINED = regex(r"[图図圖表文]中|如[图圖表下上]|之前|以[上下]|[上下前后後][文节節章篇图図圖式表例述面]")
_LEADS_IN = frozenset("如由见从在据按与和及看照对将把用是到")
"""What may stand right before words that point, and makes no longer word with them."""
_BACK = regex(
    r"这|那(?!么)|此(?!外)|该(?!死)|其(?!他|它|实|余|中)|它|(?<![其吉の])他(?!们?的)|她|"
    r"これ[をはがらに]|それ[をはがらに]|この(?!ま)|こうし|"
    r"\b(?:[Pp]revious|[Tt]his|[Tt]hese|[Tt]hose|such an?)\b|(?m:^)(?:[Ii]t|[Tt]hey|[Hh]e|[Ss]he)\b|"
    r"(?:^|\b(?:of|in|on|for|to|from|with|by|at|as|and|or|is|like|than) )[Tt]hat\b"
)
"""What was named before: no fault behind its name."""
_SPEAKER = regex(r"\b(?:I(?![/-])|I'[a-z]+|my|mine)\b|我(?!们)|僕|私は|\b(?:ich|mein\w*|euch|eure?\w*|je|mon)\b")
"""The author alone."""
_OPENS = regex(
    r"このよう|こうし|これ|それ|その|この|上記|前述|이러한|이는|이것|그것|이를|그(?=\s)|"
    r"(?:Dies(?:e[rsmn]?)?|Hierbei|Dabei|Ce|Cet(?:te)?|Ces|Est[eao]s?|Es[eao]s?)\b"
)
"""The same, in languages in which only the start of a sentence shows it."""
_PAGE_PARTS = "(?:example|code|figure|picture|diagram|image|table|section|snippet|post|article|chapter)"
_SHOWN = regex(
    rf"\b(?:above|following|previous|last|next|this) {_PAGE_PARTS}\b|\b{_PAGE_PARTS} (?:above|below)\b|"
    r"[上下左右]の(?:例|図|表|コード)|(?:以前|以下|前回?|次回?|別)の(?:記事|章|節|図|表)|"
    r"上記|下記|前述|上[文图図圖面]|下[图図圖面]|如[上下]|siehe (?:oben|unten)|ci-dessus|위의"
)
_NAMELESS = regex(
    r"^(?:它|其(?!他|它|实|中)|该|这|那|此)|^(?:what|why|how|when|where|which|who)?\b.{0,24}?\bsuch (?:an? )?[a-z]+|"
    r"^(?:what|why|how|when|where|who|which \w+) (?:does|do|did|is|are|was|were|can|should|has|have) "
    r"(?:it(?! (?:\w+ ){1,6}(?:to|that)\b)|they|this|these)\b",
    re.I,
)
"""A question that begins with what nothing has named yet."""
_FORWARD = regex(r"following|below|以下|下面", re.I)
_LISTED = regex(r"[^.?!。？！:：]{0,60}[:：]\s*[\w<`'\"“「]")


def leans(text: str) -> str:
    """Return the first words of a text that point at what is not in it; empty if none does."""
    back = _BACK.search(text) or _OPENS.match(text)
    return points_elsewhere(text) or (back[0] if back else "")


def leans_back(text: str) -> str:
    """Return the words of a sentence that mean what was named before it; empty if none does."""
    back = _BACK.search(text) or _OPENS.match(text)
    return back[0] if back else ""


def points_back(text: str) -> bool:
    """Return whether a text speaks of what a page shows above it or beside it."""
    return _SHOWN.search(text) is not None


def leans_beside(text: str) -> str:
    """Return the words of a sentence about a named thing that point away from it: "you" and "we" are anybody."""
    found = _BACK.search(text) or _OPENS.match(text) or _SPEAKER.search(text)
    return asks_elsewhere(text) or (found[0] if found else "")


def points_elsewhere(text: str) -> str:
    """Return the first words that point at another place, or speak for the author, whatever was named before."""
    return next(_elsewhere(text), "")


def asks_elsewhere(question: str) -> str:
    """Return the first words of an author's question that point at another place: "you" and "we" are anybody."""
    return next((words for words in _elsewhere(question) if words.casefold() not in _ANYBODY), "")


def answers_elsewhere(answer: str) -> str:
    """Return the first words of an answer that point at another place, or speak for the author alone."""
    speaker = _SPEAKER.search(answer)
    return asks_elsewhere(answer) or (speaker[0] if speaker else "")


def _elsewhere(text: str) -> Iterator[str]:
    """Yield the words that point, but for those that only end a longer word (链表中), or say before what (执行之前).

    What "the following: a pot and a lid" points at is there.
    """
    at = 0
    while found := _ELSEWHERE.search(text, at):
        before = text[: found.start()].rstrip()[-1:]
        is_joined = _JOINED.fullmatch(found[0]) is not None and before.isalnum() and before not in _LEADS_IN
        at = found.start() + 1 if is_joined else found.end()
        is_there = _FORWARD.fullmatch(found[0]) is not None and _LISTED.match(text, found.end()) is not None
        if not (is_joined or is_there):
            yield found[0]


def names_nothing(question: str) -> str:
    """Return the words with which a question begins as if its thing had been named; empty if it names it."""
    found = _NAMELESS.search(question)
    return found[0] if found else ""
