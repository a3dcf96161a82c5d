"""Points of the rubric that cards of one aspect fail more often than others, each with the pattern that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from deckgen.model import Card
from deckgen.words import fold
from deckgen.writers.glossary import says_the_name
from deckgen.writers.operands import odd_operand

Failure = tuple[str, str]
"""A point of the rubric, and why it is failed."""


def aspect_faults(card: Card, front: str, answer: str) -> Iterator[Failure]:
    """Give the points that a face fails because of what is asked."""
    aspect = card.aspect.partition(":")[0]
    yield from _TESTS.get(aspect, _none)(card, front, answer)
    if aspect in _QUALIFIED and (lost := _lost_qualifier(card, front)):
        yield "R3", f"holds only as the text before it says: {lost}"
    if aspect in _NAMED and says_the_name(_asked(card, front, answer), _told(card, front, answer), _known(card)):
        yield "R6", "the name says as much as the answer"
    if card.subject and _WHICH_COMMAND.search(front) and (odd := odd_operand(answer, front)):
        yield "R3", f"the question does not name what the command is given: {odd}"


def _none(_card: Card, _front: str, _answer: str) -> Iterator[Failure]:
    return iter(())


_QUALIFIED = frozenset({"definition", "purpose", "advantage", "drawback", "suits", "insensitive", "alias"})
_NAMED = frozenset({"definition", "purpose", "use", "row"})
_WHICH_COMMAND = re.compile(r"用什么(?:命令)?？$|: which command\?$|^(?:[^:]*: )?Which one is for ")
_QUALIFIER = re.compile(
    r"^(?:(?:相比|相对|对于|关于|对|在|当|如果|若|与|和|从|按|根据|除了)[^，。；：]{2,30}[，,]|"
    r"(?:[Ff]or|[Ii]n|[Ww]hen|[Ii]f|[Uu]nlike|[Uu]nder|[Cc]ompared (?:to|with)|[Aa]mong|[Oo]n) [^,.;:]{2,60},)"
)
_QUALIFIER_WORDS = re.compile(r"[A-Za-z]{3,}|[\u3400-\u9fff]{2,}")
_OF_QUALIFIER = re.compile(r"相比于?|相对于?|对于|关于|根据|除了|[^A-Za-z]*(?=$)|[在当若与和从按对里中下上时的]|[，,]")


def _lost_qualifier(card: Card, front: str) -> str:
    """Give the words before a fact that say when it holds, if neither the question nor the headings say them."""
    found = _QUALIFIER.match(card.quote)
    if found is None:
        return ""
    shown = fold(f"{front} {card.topic} {' '.join(card.sources[0].headings if card.sources else ())}")
    words = _QUALIFIER_WORDS.findall(_OF_QUALIFIER.sub(" ", found[0]))
    return "" if any(fold(word) in shown for word in words) else found[0]


def _asked(card: Card, front: str, answer: str) -> str:
    """Give the name that one side of a card shows: a turned one has it in its answer."""
    return card.subject if fold(card.subject) in fold(front) else answer


def _told(card: Card, front: str, answer: str) -> str:
    if fold(card.subject) in fold(front):
        return answer
    found = _QUOTED.search(front)
    return found[1] if found else front.rpartition("：")[2].removesuffix("用什么命令？")


_QUOTED = re.compile(r"“([^”]*)”")


def _known(card: Card) -> str:
    return f"{card.topic} {' '.join(card.sources[0].headings if card.sources else ())}"


def _good_or_bad(card: Card, front: str, answer: str) -> Iterator[Failure]:
    if _COMPARED.search(card.quote) and not _COMPARED.search(front):
        yield "R4", "holds only against something that the question does not name"
    if _several(answer):
        yield "R5", "more than one point"
    if _EMPTY.fullmatch(answer):
        yield "R7", "praise that fits anything"


def _several(answer: str) -> bool:
    """Say whether an answer holds two points: a comma does not part a condition, or what is denied, from its fact."""
    clauses = re.split("[，,]", answer)
    if len(clauses) != _PAIR:
        return len(clauses) > _PAIR
    return not (_CONDITION.search(clauses[0]) or _DENIES.match(clauses[1]))


_PAIR = 2
_CONDITION = re.compile(
    r"(?:时候?|情况下|场合|之?后|之?前|以内|的话|中|下)$|^(?:当|如果|若|即使|尽管|虽然?|只要|除非|由于|因为|在|if|when|once|for|in)",
    re.I,
)
_DENIES = re.compile(
    r"\s*(?:而不是|而非|不是|并非|不会|无需|不需|从而|因此|导致|使|which|so|not|even|especially|尤其|甚至)", re.I
)
_COMPARED = re.compile(
    r"最大的|最主要的|相比|相对于|比起|较之|\b(?:compared (?:to|with)|over|unlike)\b|\bthan\b|"
    r"\b(?:main|biggest|greatest|key|chief|major) (?:advantage|benefit|strength|drawback|disadvantage|weakness)",
    re.I,
)
_PRAISE = (
    "(?:simple|easy(?: to use)?|ease of use|fast|flexible|powerful|convenient|simplicity|speed|flexibility|convenience)"
)
_EMPTY = re.compile(
    r"(?:(?:非常|比较|很|较|更|简单|方便|快速?|高效|灵活|通用|强大|稳定|好用|易用|易于?|便于|容易|操作|使用|实现|理解|上手|扩展|维护|明显|突出)+|"
    rf"(?:it is |they are |that it is )?(?:very |quite )?{_PRAISE}(?:(?: and |, ){_PRAISE})*)"
    r"[的。]?",
    re.I,
)


def _origin(_card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if len(re.findall("、|, | and |和", answer)) >= _NAMES:
        yield "R5", "a list of names"


_NAMES = 2


def _command(_card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if len(answer) > _MOST_COMMAND:
        yield "R5", "a command longer than anybody types from memory"


_MOST_COMMAND = 50


def _definition(card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if _DOMAIN.search(card.subject):
        yield "R2", "a web site that was noted in passing"
    if re.search("[，,](?:也|还|同时|作者)|[：:][^：:]{12,}", answer):
        yield "R5", "two facts"


_DOMAIN = re.compile(r"\.(?:com|net|org|cn|io|me|edu)$", re.I)


def _purpose(_card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if re.fullmatch(r"[\u3400-\u9fff]{1,4}", answer):
        yield "R6", "too little to recall"
    if len(re.findall("、|以及|[和与及]", answer)) >= _USES or answer.count("、") >= _USES - 1:
        yield "R5", "a list of uses"


_USES = 4


def _reason(_card: Card, front: str, answer: str) -> Iterator[Failure]:
    if _LETTER.search(answer):
        yield "R3", "a letter that stands for something said elsewhere"
    if not re.search("[A-Za-z]", answer):
        new = [char for char in _LITTLE_WORDS.sub("", answer) if char not in front and "\u3400" <= char <= "\u9fff"]
        if len(new) <= _NOTHING_NEW:
            yield "R6", "the reason says hardly more than the question"


_LETTER = re.compile(r"(?<![A-Za-z'’.-])[b-hj-z](?![A-Za-z.-])")
_LITTLE_WORDS = re.compile("比较|非常|[是的了不很较更都也就有过会能]")
_NOTHING_NEW = 3


def _row(card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if _SIGN.fullmatch(_INDEX.sub("", answer)):
        yield "R7", "a bare sign"
    if _POINTS.search(card.aspect) and _several(answer):
        yield "R5", "more than one point"


_INDEX = re.compile(r"_\{[^{}]*\}|_\w")
_SIGN = re.compile(r"\$\$\s*\\?[A-Za-z]{0,8}\s*\$\$|\$\$\s*[^\w\s]\s*\$\$|[^\w\s]")
_POINTS = re.compile(":(?:优点|缺点|优势|劣势|advantages?|disadvantages?|drawbacks?|pros?|cons?)$")

_TESTS: MappingProxyType[str, Callable[[Card, str, str], Iterator[Failure]]] = MappingProxyType(
    {
        "advantage": _good_or_bad,
        "drawback": _good_or_bad,
        "origin": _origin,
        "command": _command,
        "definition": _definition,
        "purpose": _purpose,
        "reason": _reason,
        "row": _row,
    }
)
