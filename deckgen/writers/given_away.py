"""R6: what gives an answer away, beyond standing in the question: initials, the topic line, an echo of the question."""

from __future__ import annotations

import re

from deckgen.model import Card, NoteType
from deckgen.words import fold

_SHORT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.&/-]{1,11}")
_LETTERS = re.compile(r"[^a-z0-9]+")
_LATIN = re.compile("[a-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+")
_YES_NO = frozenset({"是", "否", "对", "不对", "错", "不是", "有", "没有", "yes", "no", "true", "false"})
_TERMS = frozenset({"definition", "purpose", "alias"})
_MOST_ECHO = 0.7
_ECHO = 0.5
"""Share of a reason's pairs of characters that stand in the question: from here on it says the same again."""


def gives_away(card: Card, question: str, answer: str) -> str:
    """Say what gives the answer away; empty if nothing does."""
    if not answer:
        return ""
    one, two = fold(answer), fold(question)
    if one in _YES_NO:
        return "the answer is a yes or no"
    if stands_in(one, two):
        return "the question gives the answer away"
    shown = fold(card.topic)
    if card.note_type is NoteType.CLOZE and len(one) > 1 and stands_in(one, shown):
        return "the topic line gives the answer away"
    if card.note_type is NoteType.CLOZE and card.aspect in _SIDE_BY_SIDE and (other := _antonym(one, two)):
        return f"its opposite stands beside it: {other}"
    if card.aspect == "cloze" and not _LATIN.search(one) and _echo(one, two) >= _MOST_ECHO:
        return "the words around the gap give it away"
    if card.aspect == "abbreviation" and one in map(fold, card.sources[0].headings):
        return "the heading gives the answer away"
    if card.aspect in ("abbreviation", "alias") and _are_initials(answer, question):
        return "the letters of the name give the short form away"
    if card.aspect == "reason" and _echo(one, two) >= _ECHO:
        return "the reason says the question again"
    if card.aspect in _TERMS and _echo(one, fold(f"{card.subject} {' '.join(card.sources[0].headings)}")) >= _ECHO:
        return "the name says as much as the answer"
    if card.aspect == "number" and set(_NUMBER.findall(one)) & set(_NUMBER.findall(fold(card.subject))):
        return "the name gives the number away"
    return ""


_SIDE_BY_SIDE = frozenset({"kinds", "list", "cloze"})
_OPPOSITES_NAMES = """
直接 间接|静态 动态|有向 无向|有监督 无监督|同步 异步|对称 非对称|线性 非线性|主动 被动|串行 并行|局部 全局|
离散 连续|输入 输出|显式 隐式|绝对 相对|公有 私有|公钥 私钥|单向 双向|本地 远程|内部 外部|正向 反向|前向 后向|
前向 反向|水平 垂直|横向 纵向|上层 下层|向上 向下|
自顶向下 自底向上|硬 软|单 多|单 双|正 负|正 反|奇 偶|强 弱|内 外|上 下|左 右|前 后|有 无|
direct indirect|static dynamic|synchronous asynchronous|directed undirected|supervised unsupervised|linear nonlinear|
linear non-linear|active passive|serial parallel|local global|discrete continuous|input output|explicit implicit|
absolute relative|public private|internal external|forward backward|hard soft|single multiple|positive negative|
odd even|strong weak|upper lower|left right|mutable immutable|stateful stateless
"""
_OPPOSITES = tuple(
    pair
    for words in _OPPOSITES_NAMES.replace("\n", "").split("|")
    for one, two in [words.split()]
    for pair in ((one, two), (two, one))
)


def _antonym(hidden: str, shown: str) -> str:
    """Give what stands beside a hidden text and differs from it only by an opposite; empty if nothing does."""
    for one, two in _OPPOSITES:
        if one in hidden and stands_in(other := hidden.replace(one, two, 1), shown) and other != hidden:
            return other
    for one, two in (("非", ""), ("不", ""), ("non-", ""), ("", "非"), ("", "不"), ("", "non-")):
        if hidden.startswith(one) and len(hidden) > len(one) + 1:
            other = two + hidden[len(one) :]
            if other != hidden and stands_in(other, shown):
                return other
    return ""


def stands_in(one: str, two: str) -> bool:
    """Say whether a folded text stands in another, as words of its own where it is Latin."""
    if not one.isascii() or one not in two:  # compiling a pattern for each card costs more than all else here
        return one in two
    return re.search(rf"(?<![a-z0-9]){re.escape(one)}(?![a-z0-9])", two) is not None


def _are_initials(answer: str, question: str) -> bool:
    """Say whether a short Latin answer can be read off the Latin words of the question, in their order."""
    if not _SHORT_NAME.fullmatch(answer.strip()):
        return False
    letters = iter(_LETTERS.sub("", fold(_CJK.sub(" ", question))))
    return all(letter in letters for letter in _LETTERS.sub("", fold(answer)))


def _echo(one: str, two: str) -> float:
    pairs = {one[start : start + 2] for start in range(len(one) - 1) if _CJK.match(one[start])}
    return sum(pair in two for pair in pairs) / len(pairs) if pairs else 0.0
