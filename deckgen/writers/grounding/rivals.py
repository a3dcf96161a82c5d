"""R1: whether an answer is what the quote says of another thing than the question asks about.

That the words of a question and of its answer stand in two sentences proves nothing: notes name their subject in a
heading, and the cause in one sentence and the effect in the next. There has to be a rival: another answer by the
words of the question, or another thing by the words of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from deckgen.writers.grounding.numbers import numbers_of
from deckgen.writers.grounding.opposites import is_converse, opposed
from deckgen.writers.grounding.polarity import negations
from deckgen.writers.grounding.roles import CLAUSE, PART, content, is_outdone, split_at
from deckgen.writers.grounding.words import HAN_RUN, STOP_HAN, latin_words, stem

_Less = Callable[[frozenset[str], frozenset[str]], bool]
_TWO = 2
_OPPOSITE = 6
"""A word whose opposite is asked about outweighs so many that are alike."""
_LONGEST_LABEL = 16
_GOES_ON = re.compile(
    r"\(?(?:但是?|而且|并且)?(?:理由|原因|它|其|这|该|此|因此|因而|所以|于是|从而|否则|不然|即|换句话说"
    r"|(?:it|this|that|these|they|the reason|otherwise|therefore|thus|so|hence|then)\b)"
    r"|[\w ]{1,40}\b(?:therefore|thus|hence)\b",
    re.I,
)
"""How a sentence begins that is about what the one before it is about."""
_NO_SUBJECT = re.compile(
    "一般来说|一般|来说|因此|所以|因为|由于|否则|不然|此外|另外|同时|其中|这时|此时|时候|这样|这种|这里|这个|其他|例如|比如|对于|关于|需要|"
    "使用|采用|通过|利用|用于|用来|可以|可能|能够|应该|必须|直接|只能|只有|如果|即所谓|所谓|就是|会导致|导致|引起|造成|使得|原因|"
    "缺点|优点|特点|目的|作用|主要|包括|之后|之前|然后|最后|首先"
)
"""Words before an answer that are no subject."""
_ASKS_WHEN = re.compile(r"什么(?:情况|时候|条件)|何时|\bwhen\b", re.I)
_CONDITION = re.compile(r"[时后前]$|^(?:if|when|once)\b", re.I)
_FORMULA = re.compile(r"[$\\=^]")
_POINTS_BACK = re.compile(
    r"(?:这些|这[两三]个|这[种类个]|该|此类)([一-鿿]{2})|\b(?:these|those|such) ([a-z]{3,})", re.I
)
"""A thing named again, as the one that the sentence before is about."""
_LINKS = "是为由用把将被会属有"


def other_thing(question: str, answer: str, quote: str) -> bool:
    """Say whether the answer stands in a part of the quote that speaks of another thing than the question."""
    parts, clauses = split_at(PART, quote), split_at(CLAUSE, quote)
    return any(
        _is_apart(question, answer, parts, at, holder)
        for at, holder in _crossed(question, answer, parts, is_outdone)
        if not _are_linked(parts, at, holder) and not is_converse(question, parts[holder])
    ) or any(
        is_rival(question, answer, clauses[at], clauses[holder]) or _is_other_condition(question, clauses, at, holder)
        for at, holder in _crossed(question, answer, clauses, frozenset.__lt__)
        if not is_converse(question, clauses[holder])
    )


def _is_apart(question: str, answer: str, parts: list[str], at: int, holder: int) -> bool:
    """Say whether something shows that the part which holds the answer is about another thing."""
    return (
        is_rival(question, answer, parts[at], parts[holder])
        or _has_subject(question, answer, parts[holder])
        or _is_other_label(answer, parts, at, holder)
        or (_ASKS_WHEN.search(question) is not None and not _leads(answer, parts[holder]))
    )


def _is_other_condition(question: str, clauses: list[str], at: int, holder: int) -> bool:
    """Say whether it is asked when something holds, and the answer is when something else does."""
    if not _ASKS_WHEN.search(question) or not 0 < at != holder + 1:
        return False
    return all(_CONDITION.search(clauses[one].strip()) is not None for one in (holder, at - 1))


def _crossed(question: str, answer: str, parts: list[str], less: _Less) -> Iterator[tuple[int, int]]:
    """Give the parts that the question may speak of, each with one that holds the answer, if none does both."""
    asked = content(question)
    said = content(answer) - asked
    words = [content(part) for part in parts]
    most = max((len(said & one) for one in words), default=0)
    if len(parts) < _TWO or not most:
        return
    shared = [asked & one for one in words]
    counter = [opposed(question, answer, part) for part in parts]
    best = max(range(len(parts)), key=lambda at: len(shared[at]) - _OPPOSITE * counter[at])
    holders = [at for at, one in enumerate(words) if len(said & one) == most]
    if best in holders:
        return
    is_exact = _stands(answer, parts[holders[0]]) and not _stands(answer, parts[best])
    if not is_exact and any(_TWO * len(said & words[at] & words[best]) > most for at in holders):
        return
    if all(less(shared[at], shared[best]) or counter[at] for at in holders):
        yield best, holders[0]
        for at, one in enumerate(shared):
            if at != best and not said & words[at] and shared[holders[0]] < one:
                yield at, holders[0]


def _stands(answer: str, part: str) -> bool:
    return "".join(answer.split()).strip(".").casefold() in "".join(part.split()).casefold()


def _are_linked(parts: list[str], at: int, holder: int) -> bool:
    """Say whether of two neighbours the latter goes on about what the former is about."""
    if abs(at - holder) != 1:
        return False
    first, second = parts[min(at, holder)], parts[max(at, holder)]
    if _GOES_ON.match(second.lstrip()):
        return True
    return any((one[1] or one[2]) in first for one in _POINTS_BACK.finditer(second))


def _leads(answer: str, part: str) -> bool:
    """Say whether a part is the answer and no more."""
    return not content(part) - content(answer)


def _is_other_label(answer: str, parts: list[str], at: int, holder: int) -> bool:
    """Say whether the answer is the label of one thing and the question about the next or the last."""
    if len(parts[holder]) > _LONGEST_LABEL or not _leads(answer, parts[holder]):
        return False
    between = parts[holder + 1 : at] if at > holder else ()
    return at < holder or any(_is_label(one) and one.isascii() == answer.isascii() for one in between)


def _is_label(part: str) -> bool:
    return len(part) <= _LONGEST_LABEL and bool(content(part)) and "," not in part and not part.isdigit()


def _has_subject(question: str, answer: str, part: str) -> bool:
    """Say whether a part is about a thing of its own: named before the answer, or the answer with more said of it."""
    asked = content(question)
    found = list(places(part, content(answer) - asked))
    start = min((start for start, _ in found), default=len(part))
    lead, *more = CLAUSE.split(_NO_SUBJECT.sub(" ", part[:start]), maxsplit=1)
    if content(lead) - asked and not (more and content(lead) & asked and not _has_new_name(lead, asked)):
        return True
    if content(part[:start]):
        return False
    clause = CLAUSE.split(part, maxsplit=1)[0]
    rest = clause[max((end for _, end in found if end <= len(clause)), default=0) :]
    return bool(content(rest) - asked) or negations(rest) > 0


def _has_new_name(lead: str, asked: frozenset[str]) -> bool:
    """Say whether a sentence begins with a Latin name that the question does not have."""
    return any(one.start <= _TWO and stem(one.text) not in asked for one in latin_words(lead)[:1])


def places(text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give where the words of a text stand that are among these."""
    for word in latin_words(text):
        if stem(word.text) in words:
            yield word.start, word.end
    for number in numbers_of(text):
        if number.value in words:
            yield number.start, number.end
    for run in HAN_RUN.finditer(text):
        for at in range(run.start(), run.end() - 1):
            if text[at : at + _TWO] in words:
                yield at, at + _TWO


def is_rival(question: str, answer: str, one: str, other: str) -> bool:
    """Say whether one part has an answer of its own, or the other the opposite of what is asked about."""
    return opposed(question, answer, other) > 0 or _are_parallel(question, answer, one, other)


def _are_parallel(question: str, answer: str, one: str, other: str) -> bool:
    """Say whether a clause has an answer of its own in the place where another has the one that was given."""
    if _of_one_kind(question, answer, one):
        return True
    one, other, answer = ("".join(text.split()).casefold() for text in (one, other, answer))
    at = other.find(answer)
    if at < 0 or answer.isascii():
        return False
    if at >= _TWO:
        return other[at - _TWO : at] in one
    after = other[at + len(answer) :]
    if after and after[0] in one and (after[0] in _LINKS or after[:_TWO] in one):
        return True
    return _is_frame(question, one, after[:1]) or _is_twin(one, answer)


def _is_frame(question: str, one: str, sign: str) -> bool:
    """Say whether a clause has the character behind the answer as well, and goes on as the question does."""
    at = one.find(sign) if sign and sign not in STOP_HAN else -1
    return at > 0 and one[at : at + _TWO] in "".join(question.split()).casefold() and len(one) > at + 1


def _is_twin(one: str, answer: str) -> bool:
    """Say whether a clause begins with a thing of the same kind as the answer: 训练时 beside 测试时."""
    last = answer[-1]
    return last in "时后前" and last in one[1 : len(answer) + 1] and answer[:-1] not in one


def _of_one_kind(question: str, answer: str, clause: str) -> bool:
    """Say whether a clause holds another number of the same unit, or another Latin name, than the answer is."""
    mine = numbers_of(answer)
    if len(mine) == 1 and mine[0].end - mine[0].start == len(answer.rstrip(".")):
        stated = {one.value for one in numbers_of(question)} | {mine[0].value}
        return any(
            (one.kind, one.unit) == (mine[0].kind, mine[0].unit) and one.value not in stated and not one.loose
            for one in numbers_of(clause)
        )
    if mine or HAN_RUN.search(answer) or not HAN_RUN.search(clause) or _FORMULA.search(answer):
        return False
    known = content(question) | content(answer)
    return any(stem(one.text) not in known for one in latin_words(clause))
