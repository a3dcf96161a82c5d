"""The words by which a reader knows a label, a generic heading, a continuation, a sentence that points back."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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

_CONTINUATION = re.compile(
    r"\s*(?:[（(]\s*(?:续\s*\d*|[一二三四五六七八九十百]+|\d{1,2}|[ivxIVX]{1,4}|上|中|下|cont(?:inued|\.)?|part\s*\d+)"
    r"\s*[）)]"
    r"|[-—–:：\s]+(?:续\s*\d*|cont(?:inued|\.)|part\s+(?:\d+|[ivx]+))|(?<=\S)续\d*|[-—–]{2,3}\s*\d{1,2})\s*$",
    re.I,
)
_NUMBERED = re.compile(
    r"^\s*(?:\d{1,2}、\s*|\d{1,2}(?:\.\d{1,2})*[.、)）]?\s+|第?[一二三四五六七八九十]+[、.]\s*|[（(]\d{1,2}[）)]\s*)(?=\S)"
)

LABEL_NOUNS = (
    "官方网站|官网|官方主页|官方文档|官方教程|官方网址|个人主页|项目主页|主页|首页|网站|网址|网页版|项目地址|代码地址|"
    "下载地址|原图地址|原地址|原始地址|地址|源代码|使用示例|示例代码|代码示例|参考代码|官方代码|非官方代码|代码资源|"
    "代码|源码|仓库|示例|例子|demo|演示|文档|"
    "中文文档|参考文档|API参考|手册|说明|教程|入门教程|论文|原文|原版|中文版|英文版|译文|翻译|文章|博客|blog|视频|课程|幻灯片|"
    "ppt|讲义|数据集|下载|安装|安装方法|镜像|旧版|新版|链接|软件仓库|demo网站|github|code|paper|website|homepage|"
    "docs?|documentation|project page|repo|repository|download|video|"
    "arXiv|pdf|dataset|tutorial|link|wiki|slides|草稿|官网的链接|talk|poster|project|site|notebook|colab|演讲|报告"
)
_LABEL = re.compile(rf"^(?:{LABEL_NOUNS})$", re.I)
_LABEL_END = re.compile(
    rf"(?P<label>{LABEL_NOUNS})\s*(?:分别)?(?:是|为|在|在此|在这里|见|参见|如下|可见|：)?$", re.I
)
_LABEL_TAILS = (*LABEL_NOUNS.replace("docs?", "doc|docs").casefold().split("|"), *"别是为在此里见下：", " ")
"""How every text ends that ``_LABEL_END`` finds something in: a cheap question before a dear one."""
_REFERENCE = re.compile(
    r"^(?:[一-鿿]{0,4}(?:参考|参见|详见|另见|可见|请看|见|参阅|相关)(?:资料|文献|文章|链接|阅读|下文|书目|资源|网址)?|"
    r"see|see also|refs?|references?|further reading|reading|more|links?|sources?|via|"
    r"来源|出处|转自|摘自|资料|教程|推荐阅读|相关资料|相关链接|相关阅读|扩展阅读|延伸阅读|主要参考|其他参考)$",
    re.I,
)
_CONTENT = re.compile(r"^(?:论文|原文|文章|博客|blog|教程|视频|课程|paper|article|译文|翻译|tutorial|video)s?$", re.I)
_MAIN_LABEL = re.compile(
    r"^(?:here|link|links|this|click here|read more|more|read|read on|continue reading|full (?:text|story|article)|"
    r"source|web|url|pdf|paper|html|abs|abstract|arxiv|original|article|post|"
    r"arxiv:\s?\d{4}\.\d{4,5}(?:v\d)?|doi:\s?\S+|"
    r"(?:this|that) (?:one|link|guide|article|post|paper|page|blog post|tutorial|site|website|thread|talk|series)|"
    r"(?:click|see|look|read|over|right|tap|go|find it|link) here|(?:learn|find out|see|know) more|click|details|view|"
    r"(?:请|猛)?(?:点击?|戳|看|按|访问)?(?:这里|此处|这儿|本?链接)(?:查看|阅读|下载|观看|访问|了解)?(?:更多|详情|原文|全文)?|"
    r"(?:请|猛)?[点戳]我?|点击|点此(?:查看|阅读|下载)?|(?:查看|阅读|了解|更多)(?:更多|详情|全文|原文|内容)|继续阅读|"
    r"原文|全文|更多|详情|网址|传送门|"
    r"这[篇个](?:文章|博客|教程|帖子|链接|网页|网站)|该文|此文|ここ|こちら|リンク|→|»|🔗|#)(?:\s*[→»>…]+)?$",
    re.I,
)
_HOST_LABEL = r"(?:on |via |the )?(?:youtube|bilibili|b站|油管|知乎|微信|公众号|twitter|x)"
_SIDE_LABEL = re.compile(
    rf"(?:{_HOST_LABEL}|(?:on |via |the )?(?:hn|hacker ?news|lobste\.?rs|reddit|v2ex|豆瓣))"
    r"(?:上的?)?(?:\s*(?:discussions?|comments?|threads?|讨论|评论))?|discuss(?:ions?)?|comments?|讨论|评论|"
    r"archived?|存档|备份|快照|中文|英文|english|chinese",
    re.I,
)
_POINTS_BACK = re.compile(
    r"^(?:这|该|此|其|它|他|她|上面|上述|以上|前者|后者|两者|本文|文中|文章|作者|但|但是|不过|然而|由于|因此|所以|"
    r"因为|而|如果|为了|通常|除了|需要注意|注意|可以|可见|从|在|对于|当|虽然|目前|最后|首先|其次|另外|此外|同时|于是|接着|然后|比如|例如|即|"
    r"(?:this|that|these|those|it|they|both|the (?:above|author|article|paper|book|site)|however|but|so|thus|because|"
    r"since|if|when|here|there|we|i|you)\b)",
    re.I,
)
_POINTS_TO_LINK = re.compile(
    r"^[（(]?(?:这(?:篇|个|是|本|里|份|门|套|些|两|几|三|四|五)|"
    r"该(?:文|书|网站|项目|库|课程|站|工具|博客|作者|教程|论文|代码|系列)|此文|本文|作者|上面|以上|上述|前(?:两|三|几)|前者|后者|两(?:篇|者|个)|推荐|强烈推荐|值得|非常|写得|"
    r"(?:this|these|both|the (?:above|author|article|paper|post|book|site|page)|a (?:good|great|nice|must)|"
    r"recommended|highly)\b)",
    re.I,
)
_PLURAL = re.compile(
    r"^(?:这(?:两|几|些|三|四|五)|以上|上面(?:的)?(?:这)?(?:两|几|些|三)|上述(?:两|几)|前(?:两|三|几)|前者|后者|"
    r"两(?:篇|者|个)|(?:these|both)\b|the (?:two|three|above) )",
    re.I,
)
_NAMES_NOTHING = re.compile(r"(?:参考(?:文献|资料|链接|代码|文章)|参见|参阅|详见|如下|以下|见|references?|see)$", re.I)
_SENTENCE_END = re.compile(r"[。；;，,：:]$|[^.]\.$|。{2,}$|\.{3,}$|…$")


_WIDE = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：（）？！；～…\u3000")
"""The punctuation of Chinese, which NFKC turns into that of ASCII."""


def nfkc(text: str) -> str:
    """Normalise a text as Unicode's NFKC does.

    It does so at a fifth of the time where punctuation is all that is to change: that is replaced at once, and what
    needs nothing else is only looked through.
    """
    if text.isascii():
        return text
    for wide, narrow in _WIDE:
        if wide in text:
            text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Give a text as it is compared: NFKC, case-folded, white space as one blank, none at the ends."""
    return " ".join(nfkc(text).split()).casefold()


TWINS = 0.85
"""Likeness from which two questions ask the same (R9 of the card rubric)."""


def trigrams(text: str) -> frozenset[str]:
    """Give the pieces of three characters that a text is compared by: no language needs its words split for that."""
    return frozenset(text[start : start + 3] for start in range(max(1, len(text) - 2)))


def dice(one: frozenset[str], two: frozenset[str]) -> float:
    """Give the likeness of two texts by their pieces, 0 to 1."""
    return 2 * len(one & two) / (len(one) + len(two))


def squeeze(text: str) -> str:
    """Give a text on one line, every run of white space as one blank."""
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def without_continuation(heading: str, marks: tuple[str, ...] = ()) -> str:
    """Drop the marks by which a heading says that it goes on from elsewhere (续, （二）, (2), "part 2")."""
    text = squeeze(heading)
    while True:
        cut = _CONTINUATION.sub("", text)
        for mark in marks:
            cut = cut.removesuffix(mark).rstrip()
        if cut == text or not cut:
            return text
        text = cut


def has_continuation(heading: str, marks: tuple[str, ...] = ()) -> bool:
    """Say whether a heading carries a continuation mark."""
    return without_continuation(heading, marks) != squeeze(heading)


@lru_cache(maxsize=8192)
def is_generic_heading(heading: str) -> bool:
    """Say whether a heading names no thing of its own (参考, Overview)."""
    text = fold(_NUMBERED.sub("", without_continuation(heading))).strip(" :：.。&")
    return not text or all(
        part.strip() in GENERIC_HEADINGS for part in re.split(r"[&/、,，+]| and |和|与|及", text) if part.strip()
    )


@lru_cache(maxsize=8192)
def thing_of_heading(heading: str) -> str:
    """Give the thing that a heading names: without number and continuation mark."""
    return _NUMBERED.sub("", without_continuation(heading)).strip(" ：:")


def without_colon(text: str) -> str:
    """Drop the colon that ends a label or a lead-in."""
    return text.rstrip(" ：:\t")


def ends_in_colon(text: str) -> bool:
    """Say whether a text leads over to what follows."""
    return text.endswith((":", "：")) or text.rstrip().endswith((":", "："))


@lru_cache(maxsize=4096)
def is_reference_label(label: str) -> bool:
    """Say whether a label only says that something follows (参考, see also)."""
    return _REFERENCE.match(fold(label)) is not None


@lru_cache(maxsize=4096)
def is_label(label: str) -> bool:
    """Say whether a text is a bare label, which names no thing (官网, code)."""
    return _LABEL.match(label.strip()) is not None or is_reference_label(label) or is_main_label(label)


def is_main_label(label: str) -> bool:
    """Say whether a link's text only means "this very thing" (here, pdf, 原文)."""
    return _MAIN_LABEL.match(fold(label).strip(" []()（）")) is not None


def is_side_label(label: str) -> bool:
    """Say whether a link's text only says what it is beside the title on its line (HN 讨论, archive, B站)."""
    return _SIDE_LABEL.fullmatch(label.strip()) is not None


def is_host_label(label: str) -> bool:
    """Say whether a link's text only says where the piece lies (B站, YouTube)."""
    return re.fullmatch(_HOST_LABEL, label.strip(), re.I) is not None


def is_content_label(label: str) -> bool:
    """Say whether what a label announces has a title of its own (论文, blog)."""
    return _CONTENT.match(fold(label)) is not None


@lru_cache(maxsize=4096)
def label_at_end(text: str) -> tuple[str, str]:
    """Split a lead-in into what comes before its closing label noun and that noun; ("", "") if there is none."""
    text = without_colon(text)
    if not text.casefold().endswith(_LABEL_TAILS):
        return "", ""
    found = _LABEL_END.search(text)
    if found is None or (found["label"].isascii() and re.search(r"[A-Za-z0-9] ?$", text[: found.start()])):
        return "", ""
    return text[: found.start()], found["label"]


def points_back(text: str) -> bool:
    """Say whether a text goes on from something before it, and so is no title."""
    return _POINTS_BACK.match(text) is not None and not text.endswith(("？", "?"))


def points_to_link(text: str) -> bool:
    """Say whether a text speaks about the link or links next to it; a question that opens so is a title."""
    return _POINTS_TO_LINK.match(text) is not None and not text.endswith(("？", "?", "……"))


def points_to_several(text: str) -> bool:
    """Say whether a text speaks about several links before it."""
    return _PLURAL.match(text) is not None


def names_nothing(text: str) -> bool:
    """Say whether a text only says that something follows or stands somewhere ("所用的参考文献")."""
    return _NAMES_NOTHING.search(without_colon(text)) is not None or is_generic_heading(text) or is_label(text)


def is_titlelike(text: str) -> bool:
    """Say whether a text reads like a title rather than a sentence of the post."""
    text = text.strip()
    if not text or points_back(text) or ends_in_colon(text):
        return False
    return len(text) <= 120 and not _SENTENCE_END.search(text)


def is_sentence(text: str) -> bool:
    """Say whether a text ends like a sentence."""
    return _SENTENCE_END.search(text.strip()) is not None


_OWN_GAP = re.compile(r"(?<![A-Za-z0-9=!<>])==[^\s=].*?==", re.S)
_OWN_QUESTION = re.compile(r"^[^\S\n]*(?:(?:-|\d+\.)[^\S\n]+)*(?:问|Q|Question)\s*[:：]", re.M)

_CARD_LABEL = re.compile(r"(?:问|答|Q|A|Question|Answer)\s*[:：]?")


def means_gap(text: str) -> bool:
    """Say whether marks of a gap stand in these words, complete or not."""
    return "==" in text and _OWN_GAP.search(text) is not None


def is_card_label(text: str) -> bool:
    """Say whether a text is what an own card's question or answer opens with, and nothing else."""
    return _CARD_LABEL.fullmatch(text.strip()) is not None


def asks(text: str) -> bool:
    """Say whether a line of these words, an item's too, is labelled as a question."""
    return ("问" in text or "Q" in text) and _OWN_QUESTION.search(text) is not None


_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


def cjk_share(text: str) -> float:
    """Give the share of Chinese, Japanese and Korean characters among the letters of a text, 0 to 1."""
    cjk = sum(map(len, _CJK.findall(text)))
    # A Latin word says about as much as two characters and is five letters long.
    latin = sum(map(len, _LETTER.findall(text))) / 2.5
    return cjk / (cjk + latin) if cjk else 0.0
