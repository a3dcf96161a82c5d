"""Names of subjects: which two may mean one thing, and which surely mean two.

A name may grow by brackets ("卷积神经网络（CNN）") and by words that name nothing ("什么是 CNN", "the Adam optimizer").
Any other addition makes another thing: "YOLO v2", "AdamW", "无监督学习", "随机梯度下降".
"""

from __future__ import annotations

import re
from functools import lru_cache

_BRACKETS = re.compile(r"[(\[《]([^()\[\]《》]*)[)\]》]")
_BARE = re.compile(r"[\s\-_·:,，、\"'“”‘’?？!！。]+")
_BEFORE = re.compile(
    r"^(?:什么是|何谓|何为|关于|认识|初识|浅谈|浅析|谈谈|详解|the |an? |what (?:is|are) (?:the |an? )?|about (?:the )?|"
    r"(?:an )?intro(?:duction)? to (?:the )?)\s*"
)
_AFTER = re.compile(r"\s*(?:是什么|的?(?:定义|概念|含义|简介|介绍|概述|概览|基础|入门|原理|算法|方法|技术|机制|定理)|"
                    r"\b(?:algorithm|method|technique|theorem|basics|overview|introduction|explained|in short))$")
_AFTER_LATIN = re.compile(
    r"(?<=[a-z0-9+#.])\s*(?:模型|函数|框架|工具|语言|系统|协议|优化器|库|网络|数据库|编辑器|"
    r"\b(?:model|function|framework|tool|language|system|protocol|optimi[sz]er|library|network|database|package|editor))$"
)
"""After a Latin name these only say what kind of thing it is; 操作 and 操作系统 are two things."""

_NUMBER = re.compile(r"\d|[一二三四五六七八九十]")
_NAMES = re.compile(r"[a-z0-9][a-z0-9_+#.-]*|第?[一二三四五六七八九十]+")


def is_same_subject(one: str, two: str) -> bool:
    """Say whether two folded names may mean one thing: equal, or one of them the other with a small addition."""
    return one == two or _core(one) in _forms(two) or _core(two) in _forms(one)


def is_other_name(one: str, two: str) -> bool:
    """Say whether two folded names carry different Latin names or numbers, and so are different things."""
    return set(_NAMES.findall(one)) != set(_NAMES.findall(two)) or not (one and two)


def have_other_names(one: str, two: str) -> bool:
    """Say whether each of two folded texts has a Latin name or number that the other has not."""
    first, second = set(_NAMES.findall(one)), set(_NAMES.findall(two))
    return bool(first - second) and bool(second - first)


@lru_cache(maxsize=16_384)
def _forms(name: str) -> frozenset[str]:
    """Give the names that a name stands for: itself, and what stands outside and inside of its brackets."""
    inside = _BRACKETS.findall(name)
    outside = _BRACKETS.sub(" ", name).strip()
    if len(inside) != 1 or not outside or _NUMBER.search(inside[0]):
        return frozenset({_core(name)})
    return frozenset({_core(name), _core(outside), _core(inside[0])})


@lru_cache(maxsize=16_384)
def _core(name: str) -> str:
    """Give a name without the words that name nothing, blanks and hyphens; a Latin one in the singular."""
    cut = _BEFORE.sub("", name.strip(" ?？"))
    cut = _AFTER_LATIN.sub("", _AFTER.sub("", cut)) or name
    bare = _BARE.sub("", cut) or name
    return bare[:-1] if bare.isascii() and len(bare) > _SHORT and re.search(r"[^s0-9]s$", bare) else bare


_SHORT = 5
