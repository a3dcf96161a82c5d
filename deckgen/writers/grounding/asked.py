"""R1: whether an answer is what its question asks for: the one of two, the one denied, the doer, the named entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from deckgen.writers.grounding.numbers import numbers_of
from deckgen.writers.grounding.polarity import asks_what_is_not, negations
from deckgen.writers.grounding.rivals import is_rival, places
from deckgen.writers.grounding.roles import CLAUSE, PART, content, split_at, swapped
from deckgen.writers.grounding.words import HAN_RUN

_WH = re.compile(r"谁|何人|(?<!为)什么(?:人|东西)?|哪(?:一|种|个|位|些|类)*")
_OPTIONS = re.compile(
    r"(?:^|[,、 ]|\bis |中的?)([^,、? ]{1,24}?)\s?(?:与|和|跟|还是|、|\bor\b)\s?"
    r"([^,、? ]{1,24}?)(?:相比|中|之间|,|哪|\?|$)"
)
"""Two things that a question lets choose from."""
_LABEL = re.compile(
    r"(?:^|(?<=[。.;|!?])|(?<=[。.;|!?]\s)|(?<=\s)(?=[^\s,。:;|!?()]{2,16}:))([^\s,。:;|!?()]{2,16})([:。])(?!//|\d)"
)
"""What begins an entry of a list: "UART0。..." or "LDO: ..."; lines are not told apart in a readable text."""
_TITLE = re.compile("《[^》]*》")
_MOST_BETWEEN = 1
"""Sentences between an entry's label and what is still said of it."""
_LEAST_MORE = 2
"""Words of the question that another sentence has to have beyond those of the quote."""
_AROUND = 3000
_MOST = 16
"""So far around a quote entries are looked for, and so many numbers or sentences are compared: cards are short."""
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
_ASKS_WHO = re.compile("谁|何人|哪位")


def other_than_asked(question: str, answer: str, quote: str, source: str) -> bool:
    """Say whether the quote or its source gives the answer to another question than the one that is asked."""
    return (
        _is_affirmed(question, answer, quote)
        or _is_other_option(question, answer, quote)
        or _is_other_entry(question, answer, quote, source)
        or _is_label_of_other(question, answer, quote)
        or _is_under_other_number(question, answer, quote)
        or _is_said_elsewhere(question, answer, quote, source)
        or _is_no_name(question, answer, source)
        or swapped(_WH.sub(lambda _: answer, question, count=1), quote)
    )


def _is_affirmed(question: str, answer: str, quote: str) -> bool:
    """Say whether it is asked of what something is denied, and the answer stands where nothing is denied."""
    if not asks_what_is_not(question) or not negations(quote):
        return False
    said = content(answer)
    clauses = split_at(CLAUSE, quote)
    most = max((len(said & content(one)) for one in clauses), default=0)
    holders = [one for one in clauses if len(said & content(one)) == most]
    if not most or any(map(negations, holders)):
        return False
    last = answer.strip(" .")[-1:]  # what is alike ends alike: 训练集, 测试集
    return HAN_RUN.match(last) is not None and any(last in one and negations(one) for one in clauses)


def _is_other_option(question: str, answer: str, quote: str) -> bool:
    """Say whether of two things that the question offers the quote says it of the one that is not the answer."""
    found = _OPTIONS.search(question)
    if found is None or negations(question):
        return False
    answer = answer.strip(" .")
    others = [one for one in found.groups() if one.casefold() != answer.casefold()]
    if len(others) != 1:
        return False
    asked = content(question) - content(others[0]) - content(answer)
    clauses = list(re.finditer(r"[^,;。]+", quote))
    best = max(clauses, key=lambda one: len(asked & content(one[0])), default=None)
    if best is None or not asked & content(best[0]):
        return False
    mine, its = (quote.casefold().rfind(one.casefold(), 0, best.end()) for one in (answer, others[0]))
    return its > mine and not best.start() <= mine


def _is_other_entry(question: str, answer: str, quote: str, source: str) -> bool:
    """Say whether the answer belongs to one entry of a list and the question names another one."""
    asked, told = question.casefold(), answer.casefold()
    at = _place(question, answer, quote)
    start = source.find(quote)
    if start < 0 or at < 0:
        return False
    near = source[max(start - _AROUND, 0) : start + len(quote) + _AROUND]
    start = min(start, _AROUND)
    at += start
    labels = tuple(one for one in _LABEL.finditer(near) if not _is_in_prose(one, near))
    own = next((label for label in reversed(labels) if label.end() <= at), None)
    named = [label for label in labels if label[1].casefold() in asked]
    if own is None or own in named or all(label[2] != own[2] for label in named):
        return False
    if near.count("。", own.end(), at) > _MOST_BETWEEN or any(label[1].casefold() in told for label in labels):
        return False
    if any(label[1] in quote and not start <= label.start() < start + len(quote) for label in named):
        return False  # the quote is a sentence about it, not an entry
    said = content(answer) - content(question)
    stated = content(" ".join(_entry(label, labels, near) for label in named if label[1] in quote))
    return not content(own[1]) <= content(question) and len(said & stated) < len(said & content(near[own.end() :]))


def _is_in_prose(label: re.Match[str], text: str) -> bool:
    """Say whether what looks like a label is the end of a common sentence (a second thing to note: …)."""
    before = text[max(label.start() - _LEAST_MORE, 0) : label.start()].strip()
    return label[1][0].isascii() and not label[1][0].isupper() and before.isascii() and before[-1:].isalnum()


def _place(question: str, answer: str, quote: str) -> int:
    """Give where the answer begins in a quote, -1 if it does not stand there."""
    at = quote.casefold().find(answer.strip(" .").casefold())
    if at >= 0:
        return at
    return min((start for start, _ in places(quote, content(answer) - content(question))), default=-1)


def _entry(label: re.Match[str], labels: tuple[re.Match[str], ...], text: str) -> str:
    """Give what stands behind a label, up to the next one."""
    end = next((one.start() for one in labels if one.start() >= label.end()), len(text))
    return text[label.end() : end]


def _is_label_of_other(question: str, answer: str, quote: str) -> bool:
    """Say whether the answer names an entry, and what the question says stands in another entry of the quote."""
    labels = tuple(_LABEL.finditer(quote))
    asked = content(question) - content(answer)
    best = max(labels, key=lambda one: len(asked & content(_entry(one, labels, quote))), default=None)
    if best is None or not asked & content(_entry(best, labels, quote)):
        return False
    name = answer.strip(" .").casefold()
    return name not in best[1].casefold() and name in _entry(best, labels, quote).casefold() and _is_kin(name, best[1])


def _is_kin(name: str, label: str) -> bool:
    """Say whether two names are made alike: 分解 at the end of both."""
    return len(name) > _LEAST_MORE and name[-2:] == label.casefold()[-2:]


def _is_under_other_number(question: str, answer: str, quote: str) -> bool:
    """Say whether the question sets a number (at 28 °C) and the answer stands by another one of its unit."""
    given = [one for one in numbers_of(question) if one.unit and not one.loose][:_MOST]
    values = {one.value for one in numbers_of(answer)}
    clauses = [numbers_of(one) for one in split_at(PART, quote)]
    holders = [one for one in clauses if values & {number.value for number in one}]
    for number in given:
        stated = [one for one in clauses if number.value in {other.value for other in one}]
        others = any(
            other.unit == number.unit and other.value not in {*values, number.value} for one in holders for other in one
        )
        if any(one.value == other.value for one in given for holder in holders for other in holder):
            return False
        if values and stated and others and not any(one in holders for one in stated):
            return True
    return False


def _is_said_elsewhere(question: str, answer: str, quote: str, source: str) -> bool:
    """Say whether the source answers the question outside of the quote, in the same words and otherwise."""
    asked = content(_TITLE.sub(" ", question))
    said = content(answer) - content(question)
    holders = [one for one in split_at(PART, quote) if said & content(one)]
    if not holders:
        return False
    known = frozenset[str]().union(*(asked & content(one) for one in split_at(PART, quote)))
    return bool(known) and any(
        is_rival(question, answer, one, holders[0]) for one in islice(_better(asked, said, known, source), _MOST)
    )


def _better(asked: frozenset[str], said: frozenset[str], known: frozenset[str], source: str) -> Iterator[str]:
    """Give the parts of a source that say all that the quote does of the question, and more, but not the answer."""
    for part in split_at(PART, source):
        words = content(part)
        shared = asked & words
        if known < shared and len(shared) >= len(known) + _LEAST_MORE and not said & words:
            yield part


def _is_no_name(question: str, answer: str, source: str) -> bool:
    """Say whether a person is asked for, and the source has no such name."""
    name = answer.strip(" 。.")
    return _ASKS_WHO.search(question) is not None and bool(_PLAIN_NAME.fullmatch(name)) and name not in source
