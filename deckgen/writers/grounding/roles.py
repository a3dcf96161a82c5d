"""R1: which clause of a quote a question is about, and whether an answer swaps or mixes what the quote tells apart."""

from __future__ import annotations

import re
from functools import lru_cache

from deckgen.writers.grounding.numbers import numbers_of
from deckgen.writers.grounding.words import GLUE, HAN_RUN, STOP_WORDS, latin_words, stem

PART = re.compile(
    r"(?:[;；。!！\n]|(?<=\w)[?？]|\|\s*\|)\s*|\.\s(?=[A-Z\u4e00-\u9fff])"
    r"|[,，]\s?(?=而(?![且不非是需要会])|[^,，。;；\[\](){}]{1,12}(?<!否)则)|[,，]?\s?\b(?:whereas|while)\b"
)
CLAUSE = re.compile(
    r"(?:[,，;；。!！\n]|[:：](?!\d)|(?<=\w)[?？])\s*|\.(?:\s|$)|\b(?:whereas|while|but|and)\b"
    r"|(?<=[一-鿿])而(?!且)"
)
_TWO = 2
_ASKS_WHY = re.compile(r"为什么|为何|\bwhy\b", re.I)
_ONE_WAY = 3
"""So many of the pivots compare two things, and what stands behind them is the lesser or the greater."""
_PIVOTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        "(?<!相)比(?![如例较重赛值特])",
        r"\bthan\b",
        "[大小高低多少早晚优劣快慢强弱]于",
        r"而非|而不是|取代|代替|替代|\binstead of\b|\brather than\b|\breplac(?:es?|ed|ing)\b",
        r"到|为(?=[^什了])|\binto\b|\bto\b",
        r"被(?![动迫称叫认视])",
        r"调用|依赖|继承|包含|属于|调度|管理",
        r"\bblock(?:s|ed)?\b|\bcalls?\b|\bcontains?\b",
        r"\buntil\b",
        r"\bnot\b",
    )
)


@lru_cache(maxsize=256)
def content(text: str) -> frozenset[str]:
    """Give the words by which parts of a text are told apart: stems, numbers, pairs of characters."""
    words: set[str] = {stem(one.text) for one in latin_words(text) if one.text.casefold() not in STOP_WORDS}
    words |= {one.value for one in numbers_of(text) if not one.loose}
    for run in HAN_RUN.findall(text):
        words |= {run[at : at + 2] for at in range(len(run) - 1) if not GLUE & set(run[at : at + 2])}
    return frozenset(words)


def focus(question: str, quote: str) -> str:
    """Give the clause of a quote that speaks of what is asked; the whole quote where none stands out."""
    asked = content(question)
    parts = split_at(CLAUSE, quote)
    shared = [asked & content(one) for one in parts]
    best = max(range(len(parts)), key=lambda at: len(shared[at]), default=0)
    if len(parts) < _TWO or not all(is_outdone(one, shared[best]) for at, one in enumerate(shared) if at != best):
        return quote
    return parts[best]


def split_at(at: re.Pattern[str], text: str) -> list[str]:
    """Give the pieces of a text that say something."""
    return [one for one in at.split(text) if one and one.strip()]


def is_outdone(one: frozenset[str], best: frozenset[str]) -> bool:
    """Say whether the words that one clause shares with a question are few beside those of another."""
    return one < best or len(best) > _TWO * len(one)


def swapped(answer: str, quote: str) -> bool:
    """Say whether two things stand in the answer on the other sides of a word that is no two-way street (than, 比)."""
    for at, pivot in enumerate(_PIVOTS):
        mine, its = pivot.search(answer), pivot.search(quote)
        if mine is None or its is None:
            continue
        left, right = _sides(answer, mine)
        before, after = _sides(quote, its)
        if at < _ONE_WAY and (left - right) & (after - before) and not (left - right) & (before - after - right):
            return True
        crossed = ((left - right) & (after - before), (right - left) & (before - after))
        straight = ((left - right) & (before - after), (right - left) & (after - before))
        if all(crossed) and sum(map(len, crossed)) >= sum(map(len, straight)):
            return True
    return False


_SAYS_THAT = re.compile(r"(?:\b(?:is|was) that\b|在于|是因为)", re.I)
"""Where the subject of a sentence ends, and with it what something is preferred to."""
_INSTEAD = re.compile(r"而非|而不是|\binstead of\b|\brather than\b", re.I)


def rejected(question: str, answer: str, quote: str) -> bool:
    """Say whether the answer is what the quote names only to say that it is not so (A instead of B)."""
    pivot = _INSTEAD.search(quote)
    if pivot is None or _INSTEAD.search(answer) or _INSTEAD.search(question):
        return False
    before, after = _sides(_SAYS_THAT.sub(". ", quote, count=1), pivot)
    said = content(answer) - content(question)
    return len(said & (after - before)) > len(said & (before - after))


def _sides(text: str, pivot: re.Match[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the words of the pivot's clause before and after it."""
    before = CLAUSE.split(text[: pivot.start()].rstrip(" ,，"))[-1]
    after = CLAUSE.split(text[pivot.end() :])[0]
    return content(before), content(after)


def mixed(question: str, answer: str, quote: str) -> bool:
    """Say whether a clause of the answer joins what stands in two parts of the quote, or in two of its clauses."""
    known = content(question) if _ASKS_WHY.search(question) else frozenset[str]()  # it joins both by itself
    parts = [content(part) - known for part in split_at(PART, quote)]
    if len(parts) == _TWO:
        first, second = parts[0] - parts[1], parts[1] - parts[0]
        for clause in split_at(CLAUSE, answer):
            words = content(clause)
            if words & first and words & second:
                return True
    return _misplaced_number(answer, quote)


def _misplaced_number(answer: str, quote: str) -> bool:
    """Say whether a number of the answer stands in the quote by other words than in the answer."""
    clauses = [(content(one), frozenset(number.value for number in numbers_of(one))) for one in split_at(CLAUSE, quote)]
    for clause in split_at(CLAUSE, answer):
        values = frozenset(one.value for one in numbers_of(clause))
        words = content(clause) - values
        here = [words & said for said, stated in clauses if values & stated]
        there = [words & said for said, stated in clauses if stated and not values & stated]
        if here and not any(here) and any(len(one) > 1 for one in there):
            return True
    return False
