"""Headings: which name no thing of their own, which go on from elsewhere, and what the others name."""

from __future__ import annotations

import re
from functools import lru_cache

from deckgen.language.folding import fold, squeeze
from deckgen.patterns import regex

GENERIC_HEADINGS = frozenset(
    """
    参考 参考资料 参考文献 参考链接 参考资源 参考书目 参考文档 参考指南 资料 资源 其他 其它 其他资料 相关 相关资料
    相关链接 扩展阅读 延伸阅读 拓展阅读 阅读 概述 简介 介绍 引言 前言 背景 总结 小结 结论 结语 后记 附录 正文 目录
    教程 论文 代码 官网 工具 文章 文献 书籍 视频 博客 实战 应用 示例 例子 安装 使用 用法 下载 链接 杂项 综述 问题 说明
    注意事项 更新 未分类 讨论 まとめ はじめに 参考文献 おわりに 概要 背景
    references reference resources resource links link reading other others misc miscellaneous overview introduction
    intro background summary conclusion conclusions appendix notes note contents abstract tutorial tutorials papers
    paper code blog blogs articles tools books videos example examples usage install installation faq discussion
    results related acknowledgements footnotes toc tl;dr
    """.split()  # noqa: SIM905 - a list of words is read as one
) | {"further reading", "see also", "related work", "table of contents", "getting started", "reading list"}

PARTS = frozenset(
    """definition definitions description motivation details explanation concept concepts basics properties example
    examples advantages disadvantages differences terms terminology commands options glossary theory idea
    定义 概念 描述 原理 特点 性质 优点 缺点 优缺点 区别 术语 命令 选项 例 分类 作用 基础 定義 説明 用語
    정의 설명 개념 특징
    begriffe beschreibung eigenschaften beispiele définition définitions exemples définir definición ejemplos""".split()  # noqa: SIM905
)
"""What many pages have a part for: a thing is not told from others by standing there."""

EXAMPLES: tuple[tuple[str, str], ...] = (
    (r"analog(?:y|ies|ie|ien|ía)\b|\bmetaphors?\b|比喻|たとえ|비유", "The kitchen analogy"),
    (r"\b(?:examples?|exercises?|case study)\b(?! (?:questions?|problems?)\b)", "Example: three dice"),
    (r"beispiel|\b(?:Übung(?:en|saufgaben?)?|Aufgabe \d|Fallstudie)\b", "Beispielaufgabe mit Lösung"),
    (r"\b(?:exemples?|exercices?|étude de cas)\b", "Un exemple de tri"),
    (r"\b(?:ejemplos?|ejercicios?|caso práctico)\b", "Ejemplo con dados"),
    (r"[举实案]例|例[子题]|示例(?!题)", "三个骰子的例子"),
    (r"例[:：]|の例|具体例|例題|演習", "サイコロの例"),
    (r"예제|예시|연습", "주사위 예제"),
)
"""By what a heading says that an example or an exercise stands below it, each with one that no other entry knows."""

_CONTINUATION = regex(
    r"\s*(?:[（(]\s*(?:续\s*\d*|[一二三四五六七八九十百]+|\d{1,2}|[ivxIVX]{1,4}|上|中|下|cont(?:inued|\.)?|part\s*\d+)"
    r"\s*[）)]"
    r"|[-—–:：\s]+(?:续\s*\d*|cont(?:inued|\.)|part\s+(?:\d+|[ivx]+))|(?<=\S)续\d*|[-—–]{2,3}\s*\d{1,2})\s*$",
    re.I,
)

_CONTINUATION_ENDS = frozenset(")）续.dDiIvVxX")
"""The last characters of all these but those with a number."""

_NUMBERED = regex(
    r"\s*(?:\d{1,2}、\s*|\d{1,2}(?:\.\d{1,2})*[.、)）]?\s+|第?[一二三四五六七八九十]+[、.]\s*|[（(]\d{1,2}[）)]\s*)(?=\S)"
)


@lru_cache(maxsize=8192)
def without_continuation(heading: str, marks: tuple[str, ...] = ()) -> str:
    """Drop the marks by which a heading says that it goes on from elsewhere (续, （二）, (2), "part 2")."""
    text = squeeze(heading)
    while True:
        may_go_on = text[-1:] in _CONTINUATION_ENDS or text[-1:].isdigit()
        cut = _CONTINUATION.sub("", text) if may_go_on else text
        for mark in marks:
            cut = cut.removesuffix(mark).rstrip()
        if cut == text or not cut:
            return text
        text = cut.rstrip(" ,，") or cut


def has_continuation(heading: str, marks: tuple[str, ...] = ()) -> bool:
    """Return whether a heading carries a continuation mark."""
    return without_continuation(heading, marks) != squeeze(heading)


@lru_cache(maxsize=8192)
def is_generic_heading(heading: str) -> bool:
    """Return whether a heading names no thing of its own (参考, Overview)."""
    text = fold(_without_number(without_continuation(heading))).strip(" :：.。&")
    return not text or all(
        part.strip() in GENERIC_HEADINGS for part in re.split(r"[&/、,，+]| and |和|与|及", text) if part.strip()
    )


@lru_cache(maxsize=8192)
def thing_of_heading(heading: str) -> str:
    """Return the thing that a heading names: its text without number and continuation mark."""
    return _without_number(without_continuation(heading)).strip(" ：:")


def _without_number(heading: str) -> str:
    found = _NUMBERED.match(heading)
    return heading[found.end() :] if found else heading


def names_field(heading: str) -> bool:
    """Return whether a heading names what the things below it belong to, and no mere part of a page (Definition)."""
    return fold(heading) not in PARTS


@lru_cache(maxsize=8192)
def is_example(heading: str) -> bool:
    """Return whether an example or an exercise stands below a heading."""
    return any(re.search(pattern, heading, re.I) for pattern, _ in EXAMPLES)
