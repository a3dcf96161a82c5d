"""R1: whether an answer turns its quote round: a negation more or less."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from deckgen.language.fillers import GLUE
from deckgen.language.negation import HAN_NOT, IN_TERMS, LATIN_NOT, negations, plainly
from deckgen.language.scripts import HAN
from deckgen.llm.grounding.words import RUN, STOP_WORDS, latin_words, root
from deckgen.patterns import regex

_CLAUSE = regex(
    r"[,，。;；:：!?！？、\n]\s*|\.(?:\s|$)|\b(?:but|while|whereas|because|although|though|since|unless)\b"
    r"|\band (?=(?:is|are|was|were|can|may|must|will|would|should|has|have|had|do|does|did)\b)"
    rf"|但是?|而不?是|而是?(?=[{HAN}])"
)
_OBJECT_FIRST = regex("[法会能曾有]{0,2}[将把像]")
"""What a negation denies the verb behind, however much stands between: 无法将…还原, 不会像…那样丢失."""
_ASKS = regex(r"什么|哪|谁|何[处时人]|多少|几|\b(?:what|which|who|where)\b", re.I)
_ASKS_WHY = regex(r"为什么|为何|在什么(?:情况|条件)|什么(?:原因|时候|后果|影响|情况下|条件下)|\bwh(?:y|en)\b", re.I)
_SCOPE_HAN = 8
"""Characters behind a Chinese negation that it may deny."""
_NEAR_HAN = 4
"""Those of them that it denies."""
_TERM_HAN = 2
"""Those that one inside of a term denies: a word."""
_VERB_HAN = 4
"""Characters at the end of a clause in which its verb stands, where the object comes first."""
_HAS_VERB = regex(r"\b(?:is|are|was|were|do|does|did|has|have|had|can|will|would|should|may|must) ?$", re.I)
_VERB_SIZE = 8
"""The verb before a negation, in so many letters: another one behind it begins another statement."""
_VERBS = frozenset(["is", "are", "was", "were", "will", "would", "can", "may", "must", "should"])
_SCOPE_WORDS = 5
"""Words behind a negation that it denies, where blanks part them."""


class _Said(NamedTuple):
    """The words that a text affirms and those that it denies; what it may do either with is in none."""

    yes: frozenset[str]
    no: frozenset[str]


@lru_cache(maxsize=256)
def _said(text: str) -> _Said:
    yes: set[str] = set()
    no: set[str] = set()
    for clause in _CLAUSE.split(plainly(text)):
        _read_signs(clause, yes, no)
        _read_latin(clause, yes, no)
    return _Said(frozenset(yes), frozenset(no))


def _read_signs(clause: str, yes: set[str], no: set[str]) -> None:
    found = list(HAN_NOT.finditer(clause))
    ends = [mark.end() for mark in found]
    inside = {at for mark in found for at in range(mark.start(), mark.end())}
    near = {mark.end(): _TERM_HAN if IN_TERMS.match(clause, mark.start()) else _NEAR_HAN for mark in found}
    for run in RUN.finditer(clause):
        for at in range(run.start(), run.end() - 1):
            pair = clause[at : at + 2]
            if at in inside or pair[0] in GLUE or pair[1] in GLUE - {"在"}:
                continue
            place = bisect_right(ends, at)  # the last one alone: looking at all of them would cost their square
            end = ends[place - 1] if place else -_SCOPE_HAN
            if place and _OBJECT_FIRST.match(clause, end):
                if at >= len(clause.rstrip()) - _VERB_HAN:  # the verb; all before it may be the object
                    no.add(pair)
            elif at - end >= _SCOPE_HAN:
                yes.add(pair)
            elif at - end < near[end]:
                no.add(pair)


def _read_latin(clause: str, yes: set[str], no: set[str]) -> None:
    marks = iter(LATIN_NOT.finditer(clause))
    mark = next(marks, None)
    left, has_verb = 0, False
    for word, start, _ in latin_words(clause):
        while mark is not None and start >= mark.start():
            at = mark.start()
            left, has_verb = _SCOPE_WORDS + 1, _HAS_VERB.search(clause, max(at - _VERB_SIZE, 0), at) is not None
            mark = next(marks, None)
        if has_verb and word.casefold() in _VERBS:
            left = 0
        if word.casefold() in STOP_WORDS or LATIN_NOT.fullmatch(word):
            continue
        (no if left > 0 else yes).add(root(word))
        left -= 1


def _denials(text: str) -> int:
    """Return how many negations a text holds, those aside that only begin a term (非阻塞)."""
    text = plainly(text)
    return negations(text) - sum(IN_TERMS.match(text, found.start()) is not None for found in HAN_NOT.finditer(text))


def _denials_by(answer: str, quote: str) -> int:
    """Return how many negations the clause of the quote has that shares most words with the answer."""
    mine = _said(answer).yes
    clauses = _CLAUSE.split(quote)
    shared = [len(mine & (_said(clause).yes | _said(clause).no)) for clause in clauses]
    return _denials(clauses[max(range(len(clauses)), key=shared.__getitem__)])


def _asks_what_is_not(question: str) -> bool:
    """Return whether a question asks of what something is denied (不能使用哪个), rather than for the reason."""
    if _ASKS_WHY.search(question):
        return False
    return any(_ASKS.search(clause) is not None and _denials(clause) > 0 for clause in _CLAUSE.split(question))


def turned_word(question: str, answer: str, quote: str) -> str:
    """Return a word that the answer affirms and the quote denies, or the other way round; empty if there is none."""
    mine, its = _said(answer), _said(quote)
    if negations(answer) == 1 and mine.no & its.no:  # the one denial of the answer is one of the quote
        return ""
    for word in sorted(mine.no - mine.yes):
        if word in its.yes and word not in its.no:
            return word
    asked = _denials(question)
    if asked and _denials(quote) <= asked + _denials(answer):
        return ""
    if _asks_what_is_not(question) and _denials_by(answer, quote) <= asked:
        return ""
    for word in sorted(mine.yes - mine.no):
        if word in its.no and word not in its.yes:
            return word
    return ""
