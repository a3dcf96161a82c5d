"""Definitions that a sentence only begins: what sets the thing apart, or takes the words back, stands behind it."""

from __future__ import annotations

import re

from deckgen.model import Card
from deckgen.words import fold
from deckgen.writers.gates import text_of
from deckgen.writers.passages import ReadItem

_PRODUCT = re.compile(
    r"(?:库|包|工具|工具集|工具箱|软件|框架|系统|平台|引擎|插件|服务|服务器|编辑器|浏览器|客户端|程序|项目|语言|应用|网站|"
    r"\b(?:library|tool|toolkit|software|framework|system|platform|engine|plugin|service|server|editor|browser|client|"
    r"program|project|language|application))$|"
    r"\b(?:library|tool|toolkit|framework|platform|engine|plugin|service|server|editor|browser|client|program|"
    r"application) (?:that|which|for|to)\b",
    re.I,
)
"""What somebody made is known by what it is for: its features come later and are no part of what it is."""
_POINTS = re.compile(
    r"(?:它们?|其中[，,]?|其(?!他|它|实|余|中)|该[\u3400-\u9fff]{1,4}?|这[种类个些][\u3400-\u9fff]{0,4}?|"
    r"(?:It|They)\b|(?=(?:Each|Every|All)\b))"
)
_TRAIT = re.compile(
    r"\s*的?(?:主要|最大|显著|根本|共同|唯一)?的?(?:特点|特征|特殊之处|不同之处|条件|要求)(?:就)?(?:是|在于|为)"
)
_SETS_APART = re.compile(
    r"每[一个行列次项条对组层步]|都(?!可以?|能)|恰好|恰有|只有(?=[一两二三四五六几\d])|只能取|必须|当且仅当|至少有|至多有|最多只|"
    r"\b(?:exactly|only|every|each|all|must|never|at (?:most|least))\b|^(?:Each|Every|All)\b",
    re.I,
)
_TAKES_BACK = re.compile(
    r"^[（(]?(?:请?注意|需要注意的是|必须注意的是)[，,：:]?\s*(?:[\"“]?(?P<name>[^，。]{1,30}?)[\"”]?(?:不是|并不是|并非|不等于|不同于|不包括))|"
    r"^[（(]?(?:注意[，,：:]?\s*)?这里(?:所?说)?的[“\"「]"
)
_REACH = 60


def is_half(card: Card, item: ReadItem) -> bool:
    """Say whether the sentence behind a definition tells what the definition cannot do without."""
    rest = item.behind(card.quote)
    name, answer = fold(card.subject), text_of(card.fields["Answer"])
    if not rest:
        return False
    taken_back = _TAKES_BACK.match(rest)
    if taken_back is not None and (not taken_back["name"] or fold(taken_back["name"]).endswith(name)):
        return True
    if _PRODUCT.search(answer):
        return False
    found = _POINTS.match(rest)
    start = found.end() if found else len(name) if fold(rest).startswith(name) else -1
    if start < 0:
        return False
    said = re.split("[。；;]|[.] ", rest[start : start + _REACH], maxsplit=1)[0]
    return _TRAIT.match(said) is not None or _SETS_APART.search(said) is not None
