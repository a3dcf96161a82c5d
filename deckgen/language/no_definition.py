"""What a sentence says of a thing that is no definition: praise, sameness, half a statement; and people.

Each entry stands with a predicate that is refused for it alone (`tests/language/test_word_tables.py`).
"""

from __future__ import annotations

import re
from functools import cache

from deckgen.language.asking import is_attribute
from deckgen.language.scripts import HAN

NO_DEFINITION = (
    # praise and judgement
    (r"最(?!小|大|短|长|优|低|高|近|终|后)", "最早出现的网络框架"),
    (r"很|非常|十分|极其", "一个很小的网络框架"),
    (r"高性能(?!计算)|旗舰|解决方案|重要|著名|知名|流行|热门|强大|优秀|领先|经典|卓越|革命性|受欢迎",
     "一个重要的网络框架"),
    (r"(?:作品?|新作)$", "某大学的研究小组的作品"),
    (r"人気|強力な|便利な|有名な", "人気のあるフレームワークのこと"),
    (r"중요한|인기|강력한|유명한", "인기 있는 프레임워크"),
    (r"\b(?:most(?! commonly| often)|very|best|great|good|nice|important|popular|powerful|famous|leading|modern|"
     r"well-known|beautiful|amazing|awesome|excellent|innovative|revolutionary|cutting-edge|state-of-the-art|world-class|"
     r"high-performance|integral part|essential|crucial|useful|vital|critical (?:part|aspect|component)|fundamental|"
     r"interesting|key (?:part|factor|concept|component|role))(?= [\w-])|\bcornerstone\b",
     "a popular framework of the web"),
    (r"\b(?:wichtig|beliebt|bekannt|leistungsstark)\w*", "ein beliebtes Werkzeug der Entwickler"),
    (r"\b(?:importante?s?|populaires?|puissante?s?|célèbres?)\b", "un outil populaire pour le web"),
    (r"\b(?:potente|famos[oa]|conocid[oa]|modern[oa])s?\b", "una herramienta potente de la web"),
    # another name, or that two are the same
    (r"同义词|缩写|简称|别[称名]|统称|の略|의 약자|\b(?:short for|abbreviation|acronym|synonym|alias (?:of|for)|"
     r"opposite of|short-?hand|the same|Abkürzung|abréviation|abreviatura|acrónimo|acronyme)\b",
     "the same thing as a pot"),
    # half a statement, a place in an order, a comparison
    (r"^(?:[另不否什如怎因为了]|the (?:reason|first|second|third|last|next|only|main|result|problem|goal|following|"
     r"case|time|question|answer)\b|a (?:lot|must|no-brainer)\b)", "the reason for all of this trouble"),
    (r"(?:吗|呢|吧|了|的|[:：])$", "用来写代码的"),
    (r"不同|区别|简单|比较", "一种比较小的网络框架"),
    (r"[，,；;](?:为了|因此|所以|但是?|不过|需要|后来|于是)|，而[^，]{1,10}(?:则|是|指)",
     "内存型的数据库，为了不丢失要写到硬盘"),
    (r", and (?:as|it|you|we|they|this|that)\b", "a layer of the system, and as a reader you see it"),
    # the field alone
    (r"^an? (?:type|kind|sort|form) of [\w-]+$", "a kind of constant"),
    (r"(?:领域|中|里)的?(?:一[个种项类])?(?:常[用见]|基本)?的?(?:技巧|方法|技术|概念|子领域|分支|工具|问题)$",
     "机器学习领域的一个常用技巧"),
    (r"^an? (?:concept|term|idea|topic|field|area|notion|part|branch|subfield) (?:in|of|from|used|proposed|within)\b"
     r"[^,]{0,40}$",
     "a concept from learning theory"),
)  # fmt: skip
"""Patterns, each with an example."""

PEOPLE = (
    (r"(?:(?<!机器)人|[学作画专]家|教授|博士|工程师|程序员)(?:之一)?$", "法国的一位数学家"),
    (r"^(?:an?|the|one of the) (?:[\w-]+ ){0,2}(?:mathematician|physicist|scientist|professor|author|writer|"
     r"engineer|developer|programmer|person|economist|philosopher|researcher|founder|designer)\b",
     "a French mathematician of the last century"),
)  # fmt: skip
"""Who, not what."""


_CLAUSE = re.compile(
    r"(?:an?|the) (?:(?!(?:that|which|who|where|whose|when|after|before|for|of|in|with)\b|\w+(?:ing|ed)\b)\S+ ){1,6}?"
    r"(?:is|are|was|were|can|will|must|has|should) |一[^的]{1,12}(?:可以|会|能|有|必须)[^的]*$",
    re.I,
)
"""A sentence that only begins like a kind: an attempt was made, 一个节点可以."""
_COUNTED = re.compile(rf"[{HAN}][\d一二三四五六七八九十]+$")
"""A case, a step: 定义七."""
_DEED = re.compile(r"\w+ing (?:an?|the|your|with|to|of)\b|to \w+", re.I)
"""A deed: creating a table."""
_NO_FIELD = re.compile(
    r"(?:the|this|that|these|our|your|my|most|many|some|other|general|short|fact|addition)\b|[这该此本其]", re.I
)
"""With which the field of a definition does not begin: "In the code, ..."."""


def can_be_defined(name: str, field: str) -> bool:
    """Return whether a name is one of a thing, in a field that has a name too where one is said ("In algebra, ...")."""
    is_thing = any(map(str.isalpha, name)) and not is_attribute(name) and not _COUNTED.search(name)
    is_thing = is_thing and _DEED.match(name) is None
    return is_thing and _NO_FIELD.match(field) is None


def defines(what: str) -> bool:
    """Return whether a predicate may say what a thing is: it neither praises nor names it again, nor names a person."""
    return _CLAUSE.match(what) is None and all(pattern.search(what) is None for pattern in _refused())


@cache
def _refused() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern, _ in (*NO_DEFINITION, *PEOPLE))
