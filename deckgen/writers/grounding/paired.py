"""R1: whether an answer takes from one of two things that a quote sets side by side what belongs to the other.

Each test needs both things in the quote, with the same words about them, and a question about one of them alone.
"""

from __future__ import annotations

import re
from itertools import islice

from deckgen.writers.grounding.numbers import Number, numbers_of
from deckgen.writers.grounding.polarity import negations
from deckgen.writers.grounding.roles import CLAUSE, content, split_at

_MOST = 16
_TWO = 2
_LINK = "由为是叫"
_ASKS_WHICH = re.compile(r"哪|谁|\bwh(?:ich|o)\b", re.I)
_UNLIKE = re.compile(
    r"(?:[与和跟]([^,。;]{1,24}?)相比|\b(?:unlike|compared (?:with|to)) ([^,.;]{1,40}?)), ?([^,。;]+)", re.I
)
_THAN = re.compile(r"([大小高低多少早晚快慢强弱好差])于|\b([a-z]{2,12}er) than\b", re.I)
_FIRST = re.compile(r"先([^,。;]{1,40})[,;]?[再后]([^,。;]{1,40})")
_ASKS_FIRST = re.compile(r"\bfirst\b(?! \d)[^,.;]*", re.I)
_PAIR = re.compile(r"(?<![\w-])[a-z][a-z-]+: [a-z0-9-]+(?![\w-])")
_EACH = re.compile(
    r"(?:\b(?:every|per|an?|each) |每)(second|minute|hour|day|week|month|year|秒|分钟|小时|[天日周月年])"
)


def of_the_other(question: str, answer: str, quote: str) -> bool:
    """Say whether the answer belongs to the other of two things in the quote."""
    return (
        _is_other_number(question, answer, quote)
        or _is_other_link(question, answer, quote)
        or _is_compared(answer, quote)
        or _is_lesser(question, answer, quote)
        or _is_later(question, answer, quote)
        or _is_other_pair(answer, quote)
    )


def _is_other_number(question: str, answer: str, quote: str) -> bool:
    """Say whether the question asks about one clause, and the number is another's (adults 400 mg; children 200 mg)."""
    mine = [one for one in numbers_of(answer) if not one.loose]
    if len(mine) != 1 or mine[0].value in {one.value for one in numbers_of(question)}:
        return False
    asked = content(question) - {mine[0].value}
    clauses = [(content(one), numbers_of(one)) for one in split_at(CLAUSE, quote)[:_MOST]]
    stating = [(words, stated) for words, stated in clauses if any(_is_alike(one, mine[0]) for one in stated)]
    if len(stating) < _TWO:
        return False
    own = [any(one.value == mine[0].value for one in stated) for _, stated in stating]
    theirs = frozenset[str]().union(*(words for (words, _), is_own in zip(stating, own, strict=True) if is_own))
    others = frozenset[str]().union(*(words for (words, _), is_own in zip(stating, own, strict=True) if not is_own))
    told = {word for word in asked & (others - theirs) if not set(word) & set(_LINK)}
    return any(own) and bool(told) and not asked & (theirs - others)


def _is_alike(one: Number, other: Number) -> bool:
    return (one.kind, one.unit) == (other.kind, other.unit)


def _is_other_link(question: str, answer: str, quote: str) -> bool:
    """Say whether the quote has "L 为 A, U 为 B", and the answer is B where the question is about L."""
    name, asked = answer.strip(" .。"), content(question)
    at = quote.find(name) if name else -1
    if at < 1 or quote.find(name, at + 1) >= 0:
        return False
    clause = next((one for one in split_at(CLAUSE, quote) if name in one), "")
    before = clause[: clause.find(name)].rstrip()
    if before[-1:] not in _LINK or not before:
        return False
    link, own = before[-1], content(before[:-1])
    labels = [content(one.partition(link)[0]) for one in split_at(CLAUSE, quote)[:_MOST] if link in one[1:]]
    return bool(own) and not own & asked and any(one != own and one & asked for one in labels)


def _is_compared(answer: str, quote: str) -> bool:
    """Say whether the answer says of B what the quote says of A, as against B (unlike B, A is fast)."""
    for found in islice(_UNLIKE.finditer(quote), _MOST):
        name = (found[1] or found[2]).strip()
        rest = content(found[3])
        said = content(answer) - content(name)
        if answer.startswith(name) and said and said <= rest and negations(answer) == negations(found[3]):
            return True
    return False


def _is_lesser(question: str, answer: str, quote: str) -> bool:
    """Say whether it is asked which is lower, and the quote says that another is lower than the answer."""
    name = answer.strip(" .。")
    if not _ASKS_WHICH.search(question) or not name:
        return False
    for found in islice(_THAN.finditer(quote), _MOST):
        before, after = CLAUSE.split(quote[: found.start()])[-1], CLAUSE.split(quote[found.end() :])[0]
        word = found[1] or found[2]
        if name in after and name not in before and word in question and f"{word}于" not in question:
            return f"{word} than" not in question
    return False


def _is_later(question: str, answer: str, quote: str) -> bool:
    """Say whether the answer puts first what comes later."""
    mine, its = _FIRST.search(answer), _FIRST.search(quote)
    if mine and its:
        first, then = content(mine[1]), content(mine[2])
        return bool((first - then) & (content(its[2]) - content(its[1])) and (then - first) & content(its[1]))
    asked = re.search(r"\bfirst\W*$", question, re.I)
    said = content(answer)
    parts = [one[0] for one in islice(_ASKS_FIRST.finditer(quote), _MOST)]
    return asked is not None and bool(parts) and bool(said) and "then" in quote and not any(
        said & content(one) for one in parts
    )


def _is_other_pair(answer: str, quote: str) -> bool:
    """Say whether the answer has another value (position: static) or another rate (a day) than the quote."""
    for pattern in (_PAIR, _EACH):
        mine, its = (set(pattern.findall(text)) for text in (answer, quote))
        if mine and its and not mine & its:
            return True
    return False
