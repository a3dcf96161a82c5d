"""Points of the rubric that cards of one aspect fail more often than others, each with the pattern that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from deckgen.model import Card
from deckgen.words import fold
from deckgen.writers.glossary import leaves_little, says_the_name
from deckgen.writers.operands import odd_operand
from deckgen.writers.praise import advertises, is_comparison

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
    elif aspect in _OF_ONE_SENTENCE and leaves_little(card.subject, answer, _known(card)):
        yield "R6", "the name leaves hardly a word to recall"
    if aspect in _COMPARING and (found := is_comparison(front, answer)):
        yield "R7", f"compared with nothing that is named, or with what changes: {found}"
    if card.subject and _WHICH_COMMAND.search(front) and (odd := odd_operand(answer, front)):
        yield "R3", f"the question does not name what the command is given: {odd}"


def _none(_card: Card, _front: str, _answer: str) -> Iterator[Failure]:
    return iter(())


_QUALIFIED = frozenset({"definition", "purpose", "advantage", "drawback", "suits", "insensitive", "alias"})
_NAMED = frozenset({"definition", "purpose", "use", "row"})
_OF_ONE_SENTENCE = frozenset({"definition", "purpose"})
_COMPARING = frozenset({"definition", "advantage", "drawback", "reason"})
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
    if praise := advertises(answer):
        yield "R7", f"words of an advertisement: {praise}"
    if _COMPOSED.fullmatch(answer) or _ONE_WAY.search(answer):
        yield "R4", "made of parts, or one way of many: it tells the thing from no other"
    if re.search("[，,](?:也|还|同时|作者)|[：:][^：:]{12,}", answer):
        yield "R5", "two facts"
    elif _is_chain(answer):
        yield "R5", "a chain of attributes, deeds or asides"


def _is_chain(answer: str) -> bool:
    """Say whether a noun phrase lists three things, joins two deeds, or is broken by an aside."""
    bare = _FORMULA.sub("", answer)
    commas = bare.count("、")
    if commas >= _PAIR or len(_JOINTS.findall(bare)) >= _THREE or bare.count("的") + commas > _THREE:
        return True
    return _JOINS_DEEDS.search(bare) is not None or _ASIDE.search(bare) is not None


_THREE = 3
_FORMULA = re.compile(r"\$\$.*?\$\$", re.S)
_JOINTS = re.compile(r"、|(?<=\w)[,，/](?=\w)|以及|[及和与或]|\b(?:and|or)\b|, ")
_DEEDS = "提供|实现|支持|进行|使用|采用|生成|处理|计算|具有|可以|能够|用于|允许|负责|管理|返回|转换"
_JOINS_DEEDS = re.compile(
    rf"(?<![合吞兼])并(?![行发联网查列集排入不非])|(?<![况暂姑苟])且|(?:以及|和)(?:{_DEEDS})|"
    r"诸如|例如|比如|包括但不限于"
)
_ASIDE = re.compile(
    r"[（(](?:[^（）()\u3400-\u9fff]*[\u3400-\u9fff]){6}[^（）()]*[）)]|[（(][^（）()]*[（(]|[）)].*[）)]"
)
_ONE_WAY = re.compile("的一种(?:常[见用]的?|有效的?)?(?:方式|方法|手段|途径|技巧|思路)$")
_COMPOSED = re.compile(r"(?:一[种个类组套])?(?:主要|只|仅仅?)?由[^，。]{1,40}(?:组成|构成)的[^的，。]{1,8}")


_DOMAIN = re.compile(r"\.(?:com|net|org|cn|io|me|edu)$", re.I)


def _purpose(card: Card, _front: str, answer: str) -> Iterator[Failure]:
    found = _MAY_SERVE.search(card.quote)
    if found is not None and fold(answer) in fold(card.quote[found.start() :]):
        yield "R4", f"one use of several: {found[0]}"
    if re.fullmatch(r"[\u3400-\u9fff]{1,4}", answer):
        yield "R6", "too little to recall"
    if len(re.findall("、|以及|[和与及]", answer)) >= _USES or answer.count("、") >= _USES - 1:
        yield "R5", "a list of uses"


_USES = 4
_MAY_SERVE = re.compile(
    r"可以?(?:被|应)?(?:用于|用来|用以)|(?:主要|广泛|常)?应?用于[^。；]{1,40}[，,](?:比如|例如|诸如)|\bcan be used\b"
)


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
    if _POINTS.search(card.aspect):
        if _several(answer):
            yield "R5", "more than one point"
        if _NO_POINT.match(answer):
            yield "R4", "a remark, and no good or bad point"
    if _TWO_CLAUSES.search(answer):
        yield "R5", "two facts"


_INDEX = re.compile(r"_\{[^{}]*\}|_\w")
_SIGN = re.compile(r"\$\$\s*\\?[A-Za-z]{0,8}\s*\$\$|\$\$\s*[^\w\s]\s*\$\$|[^\w\s]")
_POINTS = re.compile(":(?:优点|缺点|优势|劣势|advantages?|disadvantages?|drawbacks?|pros?|cons?)$")
_NO_POINT = re.compile(r"(?:for|on|in|by|from|of|at|via)\b|[A-Z][\w.+-]*$")
_TWO_CLAUSES = re.compile("[，,；;]\\s*(?:并且|并|而且|且|同时|以及|也|还|尤其)")


def _list(_card: Card, front: str, _answer: str) -> Iterator[Failure]:
    title = front.partition("\n")[0]
    if _FEATURES.search(title):
        yield "R4", "features are an open list"


_FEATURES = re.compile(r"(?:特点|特性|特征|features?|characteristics?)\s*[：:]?\s*$", re.I)


def _alias(card: Card, _front: str, _answer: str) -> Iterator[Failure]:
    if len(_CALLED.findall(card.quote)) > 1:
        yield "R4", "its sentence gives more than one name"


_CALLED = re.compile(
    r"又名|[又也亦](?:可以?|常)?被?(?:称|叫)|全[称名](?:是|为)|简[称记]|俗称|别名|"
    r"\b(?:also|sometimes) (?:known|called)|a\.?k\.?a\b"
)

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
        "list": _list,
        "alias": _alias,
    }
)
