"""What formulas are called, and the words before or behind one that name it or what its symbols mean."""

from __future__ import annotations

import re

from deckgen.patterns import regex

KIND = (
    "(?:计算|数学|一般|标准)?(?:公式|定义|表达式|方程|定理|不等式|恒等式)|"
    "(?:概率密度|密度|分布|损失|目标|代价|似然)函数"
)
"""What a name ends with that says of itself that it is a formula's."""
_IS_KIND = regex(f"(?:{KIND})$")
_MATHS = regex(
    r"(?:公式|定义|表达式|方程|定理|不等式|函数|系数|距离|变换|分布|算子|[率熵值]|指数|window|score|formula|equation|"
    r"function|distribution|loss|entropy|theorem|law|rule|inequality|identity)$",
    re.I,
)
_POINTS = regex(
    rf"(?:其|它的)?(?:{KIND})?(?:一般|可以?)?(?:被)?(?:定义|表示)?(?:为|成|如下|是)(?:所示)?\s*[:：]?"
)
_KIND_ALONE = regex(
    r".{0,4}(?:公式|定义|表达式|方程|函数)|(?:loss|cost|objective|density)(?: function)?|"
    r"(?:the )?(?:formula|equation|definition)s?",
    re.I,
)
_NO_NOUN = regex(
    r"^[则即令设若如当由可得又故因从将把在用根据可使为以不有是一这该其]|"
    r"^(?:最[后终]|首先|然后|那么|其中|[比例]如|相应|也就|仿照|推导|证明)|"
    r"还有|另一|(?:过程|形式|表示|算法|步骤|结果|推导|证明)$|[？?！!“”\d]|[是也就则还把得到使为等]$|\$\$|[和与或]|"
    r"^(?:we|it|so|then|thus|where|let|for|if|which|there|and|or|in|by|with|under|from|now|law|other|this|that|these|"
    r"derivation|proof)\b",
    re.I,
)
_WHERE = regex(
    r"(?:其中|这里|式中|where\b|here\b|ここで|여기서|wobei\b|où\b|donde\b)[，、,：:]?\s*(?=\S{2})", re.I
)


def says_its_kind(name: str) -> bool:
    """Return whether a name says that it is a formula's (损失函数): then it is asked for as it is."""
    return _IS_KIND.search(name) is not None


def is_maths(name: str) -> bool:
    """Return whether a name that no word around it calls a formula's is one by how it ends (cosine距离)."""
    return _MATHS.search(name) is not None


def points_up(lead: str) -> bool:
    """Return whether words before a formula leave it to the heading what it is called (其公式为：)."""
    return _POINTS.fullmatch(lead) is not None


def says_no_more(name: str) -> bool:
    """Return whether a name does not say of what (the formula, 目标函数)."""
    return _KIND_ALONE.fullmatch(name) is not None


def is_connective(name: str) -> bool:
    """Return whether words hold a connective, a verb or a symbol, so that they are no name (由此可得, so)."""
    return _NO_NOUN.search(name) is not None


def told_symbols(text: str) -> str:
    """Return what a text says of the symbols of the formula before it (其中, where); empty if it says nothing."""
    found = _WHERE.match(text)
    return text[found.end() :] if found is not None else ""
