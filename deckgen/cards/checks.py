"""Points of the rubric that cards of one aspect fail more often than others, each with the pattern that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from deckgen.cards.operands import odd_operand
from deckgen.language.folding import fold
from deckgen.model import Card

Failure = tuple[str, str]
"""A point of the rubric, and why it is failed."""

_WHICH_COMMAND = re.compile(r"用什么(?:命令)?？$|: which command\?$")
_QUALIFIER = re.compile(
    r"^(?:(?:相比|相对|对于|关于|对|在|当|如果|若|与|和|从|按|根据|除了)[^，。；：]{2,30}[，,]|"
    r"(?:[Ff]or|[Ii]n|[Ww]hen|[Ii]f|[Uu]nlike|[Uu]nder|[Cc]ompared (?:to|with)|[Aa]mong|[Oo]n) [^,.;:]{2,60},)"
)
_QUALIFIER_WORDS = re.compile(r"[A-Za-z]{3,}|[\u3400-\u9fff]{2,}")
_OF_QUALIFIER = re.compile(r"相比于?|相对于?|对于|关于|根据|除了|[^A-Za-z]*(?=$)|[在当若与和从按对里中下上时的]|[，,]")
_MOST_NAMES = 2
_MOST_COMMAND = 50
_DOMAIN = re.compile(r"\.(?:com|net|org|cn|io|me|edu)$", re.I)
_PRAISE = re.compile(
    r"高性能(?!计算)|旗舰|解决方案|新颖|著名|知名|领先|一流|顶[级尖]|卓越|优秀|先进(?!先出|后出)|强大|革命性|全新|企业级|"
    r"最?受欢迎|\b(?:high-performance|cutting-edge|state-of-the-art|world-class|powerful|innovative)\b",
    re.I,
)
_ONE_WAY = re.compile("的一种(?:常[见用]的?|有效的?)?(?:方式|方法|手段|途径|技巧|思路)$")
_COMPOSED = re.compile(r"(?:一[种个类组套])?(?:主要|只|仅仅?)?由[^，。]{1,40}(?:组成|构成)的[^的，。]{1,8}")
_TWO_FACTS = re.compile("[，,](?:也|还|同时|作者)|[：:][^：:]{12,}")
_MOST_JOINTS = 2
_MOST_ATTRIBUTES = 3
_FORMULA = re.compile(r"\$\$.*?\$\$", re.S)
_JOINT = re.compile(r"、|(?<=\w)[,，/](?=\w)|以及|[及和与或]|\b(?:and|or)\b|, ")
_JOINS_DEEDS = re.compile(
    r"(?<![合吞兼])并(?![行发联网查列集排入不非])|(?<![况暂姑苟])且|诸如|例如|比如|包括但不限于|"
    r"(?:以及|和)(?:提供|实现|支持|进行|使用|采用|生成|处理|计算|具有|可以|能够|用于|允许|负责|管理|返回|转换)"
)
_ASIDE = re.compile(
    r"[（(](?:[^（）()\u3400-\u9fff]*[\u3400-\u9fff]){6}[^（）()]*[）)]|[（(][^（）()]*[（(]|[）)].*[）)]"
)
_INDEX = re.compile(r"_\{[^{}]*\}|_\w")
_SIGN = re.compile(r"\$\$\s*\\?[A-Za-z]{0,8}\s*\$\$|\$\$\s*[^\w\s]\s*\$\$|[^\w\s]")
_TWO_CLAUSES = re.compile("[，,；;]\\s*(?:并且|并|而且|且|同时|以及|也|还|尤其)")
_CALLED = re.compile(
    r"又名|[又也亦](?:可以?|常)?被?(?:称|叫)|全[称名](?:是|为)|简[称记]|俗称|别名|"
    r"\b(?:also|sometimes) (?:known|called)|a\.?k\.?a\b"
)


def aspect_faults(card: Card, front: str, answer: str) -> Iterator[Failure]:
    """Give the points that a face fails because of what is asked."""
    test = _TESTS.get(card.aspect.partition(":")[0])
    if test is not None:
        yield from test(card, front, answer)
    if card.subject and _WHICH_COMMAND.search(front) and (odd := odd_operand(answer, front)):
        yield "R3", f"the question does not name what the command is given: {odd}"


def _origin(_card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if len(re.findall("、|, | and |和", answer)) >= _MOST_NAMES:
        yield "R5", "a list of names"


def _command(_card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if len(answer) > _MOST_COMMAND:
        yield "R5", "a command longer than anybody types from memory"


def _definition(card: Card, front: str, answer: str) -> Iterator[Failure]:
    if lost := _lost_qualifier(card, front):
        yield "R3", f"holds only as the text before it says: {lost}"
    if _DOMAIN.search(card.subject):
        yield "R2", "a web site that was noted in passing"
    if praise := _PRAISE.search(answer):
        yield "R7", f"words of an advertisement: {praise[0]}"
    if _COMPOSED.fullmatch(answer) or _ONE_WAY.search(answer):
        yield "R4", "made of parts, or one way of many: it tells the thing from no other"
    if _TWO_FACTS.search(answer):
        yield "R5", "two facts"
    elif _is_chain(answer):
        yield "R5", "a chain of attributes, deeds or asides"


def _lost_qualifier(card: Card, front: str) -> str:
    """Give the words before a fact that say when it holds, if neither the question nor the headings say them."""
    found = _QUALIFIER.match(card.quote)
    if found is None:
        return ""
    shown = fold(f"{front} {card.topic} {' '.join(card.sources[0].headings if card.sources else ())}")
    words = _QUALIFIER_WORDS.findall(_OF_QUALIFIER.sub(" ", found[0]))
    return "" if any(fold(word) in shown for word in words) else found[0]


def _is_chain(answer: str) -> bool:
    """Say whether a noun phrase lists three things, joins two deeds, or is broken by an aside."""
    bare = _FORMULA.sub("", answer)
    commas = bare.count("、")
    if commas >= _MOST_JOINTS or len(_JOINT.findall(bare)) > _MOST_JOINTS:
        return True
    is_long = bare.count("的") + commas > _MOST_ATTRIBUTES
    return is_long or _JOINS_DEEDS.search(bare) is not None or _ASIDE.search(bare) is not None


def _row(_card: Card, _front: str, answer: str) -> Iterator[Failure]:
    if _SIGN.fullmatch(_INDEX.sub("", answer)):
        yield "R7", "a bare sign"
    if _TWO_CLAUSES.search(answer):
        yield "R5", "two facts"


def _alias(card: Card, _front: str, _answer: str) -> Iterator[Failure]:
    if len(_CALLED.findall(card.quote)) > 1:
        yield "R4", "its sentence gives more than one name"


_TESTS: MappingProxyType[str, Callable[[Card, str, str], Iterator[Failure]]] = MappingProxyType(
    {"origin": _origin, "command": _command, "definition": _definition, "row": _row, "alias": _alias}
)
