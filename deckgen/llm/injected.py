"""R10 and R3: what no card may hold, whoever wrote the page: orders to models, addresses, advice, a prompt's own words.

Takes the plain text of a card that a model wrote, gives the faults; a page that tells the model what to write gets no
further than here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from deckgen.cards.gates import Fault, Weight
from deckgen.patterns import regex

_UNSEEN = regex("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")

_ORDERS = regex(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,20}\b(?:previous|prior|above|earlier|preceding|all|any|your)\b"
    r"[^.\n]{0,20}\b(?:instructions?|prompts?|rules|messages?|context|directions|guidelines)\b"
    r"|(?:忽略|无视|忘记|忘掉|不要理会|不用管)[^。\n]{0,6}(?:以上|之前|上述|前面|先前|所有|一切|此前|你的)[^。\n]{0,6}"
    r"(?:指令|指示|提示|要求|规则|命令|内容|设定)"
    r"|\byou (?:are now|must now|will now)\b|\bfrom now on,? you\b|你现在(?:是|必须|要扮演)|从现在(?:开始|起)[，,]?你"
    r"|\b(?:reveal|print|repeat|show|output)\b[^.\n]{0,12}\b(?:system prompt|your (?:prompt|instructions))\b"
    r"|(?:输出|泄露|重复|打印|告诉我)[^。\n]{0,6}(?:系统提示|你的(?:提示|指令))"
    r"|\bas an? (?:ai|large)? ?(?:language )?(?:model|assistant)\b[,，]? ?i\b|\bas an ai\b[,，]"
    r"|作为(?:一个|一名)?(?:AI|人工智能|语言模型|大模型)[^。\n]{0,6}[，,我]"
    r"|\bi (?:cannot|can't|am unable to) (?:assist|help|comply|fulfil)",
    re.I,
)
_MARKERS = regex(
    r"(?:^|\n)\s*(?:system|assistant|user|human)\s?[:：]|<\|[a-z_]{1,20}\|>|\[/?INST\]|<</?SYS>>|"
    r"###\s?(?:instruction|response|system)\b|\bsystem prompt\b|系统提示词?",
    re.I,
)
"""Also what pages about language models write about: free where the quote has it."""
_ADDRESSES = regex(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d.])"
    r"|(?<![\w.])\+\d{1,3}[- ]\(?\d{1,4}\)?(?:[- ]\d{2,4}){2,4}(?!\d)|(?<!\d)400-\d{3,4}-\d{3,4}(?!\d)"
    r"|\b0x[0-9a-f]{40}\b|\bbc1[0-9a-z]{25,60}\b|\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b"
    r"|(?:微信|wechat|QQ|电报|telegram)(?:号|群|账号)?\s?[:：]\s?@?[\w-]{5,20}|\bt\.me/\w",
    re.I,
)
_LINK = regex(r"\bhttps?://[^\s<>]{1,2000}|\bwww\.[\w-]{1,63}\.[a-z]{2,}", re.I)
_DOMAIN = regex(
    r"(?<![\w.@/-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,3}"
    r"\.(?:com|org|net|edu|gov|cn|io|me|cc|xyz|top|vip|shop|info|club|site|app|dev|ai|co|ru|uk|de|jp)(?:/\S{0,500})?(?![\w-])",
    re.I,
)
_NO_DOMAIN = regex(r"(?:asp|ado|vb|f#|ml|paint)\.net|socket\.io|system\.[a-z]+", re.I)
_ADVICE = regex(
    r"关注[^。\n]{0,10}公众号|扫码|扫一扫|扫描[^。\n]{0,6}二维码|加(?:我|我们|客服|老师)?(?:微信|QQ|好友)|点击(?:链接|这里|此处|下方|下载|查看|购买)|"
    r"(?:立即|马上|点此)(?:购买|下单|注册|领取|下载)|联系客服|一键三连|点赞[^。\n]{0,4}(?:关注|收藏|转发)|"
    r"\bclick (?:here|below|the (?:link|button))\b|\bsubscribe (?:now|here|to (?:our|my|the (?:channel|newsletter)))\b|"
    r"\bfollow (?:us|me) on\b|\b(?:buy|order|sign up|register|download|call) now\b|\bvisit (?:our|my)\b|\bpromo code\b",
    re.I,
)
_GOES = regex(r"访问|前往|打开|参见|详见|登录|\b(?:visit|go to|see|check out|head to|browse)\b", re.I)
_TAG = regex(
    r"</?(?:a|abbr|audio|b|base|body|br|button|center|code|div|em|embed|font|form|frame|h[1-6]|head|hr|html|i|iframe|img|input|"
    r"li|link|math|meta|object|ol|option|p|pre|script|select|span|strong|style|sub|sup|svg|table|tbody|td|textarea|th|"
    r"title|tr|u|ul|video)(?:[\s/][^<>]{0,300})?>",
    re.I,
)
_CODE = regex(r"`[^`\n]{1,300}`")
_TEMPLATE = regex(
    r"\{\{[^{}\n]{0,80}\}\}|\{%[^%\n]{0,80}%\}|\$\{[^{}\n]{0,80}\}"
    r"|<\s?(?:question|answer|title|text|问题|答案)\s?>",
    re.I,
)
_PLACEHOLDER = regex(
    r"\byour (?:question|answer|text)(?: text)? (?:here|goes here)\b|\b(?:question|answer|text) goes here\b|"
    r"\binsert (?:the |your )?(?:question|answer|text)\b|\blorem ipsum\b|"
    r"问题内容|答案内容|(?:在此|此处)(?:处)?(?:填写|输入|插入)|"
    r"示例(?:问题|答案)|\[\s?(?:question|answer|问题|答案)\s?\]|\b(?:example|sample) (?:question|answer)\b",
    re.I,
)
_NOTHING_SAID = frozenset(
    """
    string question answer detail quote title text front back 问题 答案 回答 题目 标题 内容 解析 引文 ... … n/a na null
    none undefined tbd todo 无 暂无 略 未知 unknown
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_PROMPT_TALK = regex(
    r"\b(?:according to|based on|in|from|per) the (?:given |provided |quoted |above |source |original )?"
    r"(?:passage|excerpt|source text|source material|(?:given|provided|quoted) (?:text|context|document))\b"
    r"|\b(?:according to|based on) the (?:text|article|document|context|author|quote|page|snippet)\b"
    r"|\bthe (?:passage|excerpt|source text|provided text|given text) "
    r"(?:says|states|mentions|describes|explains|claims)\b"
    r"|\b(?:mentioned|stated|described|given) in the (?:text|passage|excerpt|document|article|source)\b"
    r"|(?:根据|依据|按照|依照|结合)(?:原文|文本|材料|资料|文段|引文|上下文|所给|给定|提供的|文章|这段|这篇|该段|段落|文中)"
    r"|(?:原文|引文|文段|文本|材料|资料|段落|文中)(?:中|里|所)?(?:提到|指出|认为|说明|说到|写道|所述|描述|给出|介绍|列出)",
    re.I,
)


def injection_faults(question: str, answer: str, detail: str, title: str, quote: str = "") -> Iterator[Fault]:
    """Yield the words of a card that a page has slipped into it, or that a prompt has left in it.

    Takes plain text: the card's question, answer and detail (may be empty), the title of the page and the quote, in
    which code such as ``<div>`` may stand by right. Gives R10 faults, fatal, and R3 faults, structural.
    """
    question, answer, detail, title, quote = map(_seen, (question, answer, detail, title, quote))
    both = "\n".join((question, answer, detail))
    allowed = f"{title}\n{quote}".casefold()
    for found in (*_never(both), *_not_alone(question, answer, both), *_unless_quoted(both, allowed)):
        yield Fault("R10", Weight.FATAL, found)
    if said := _says_nothing(question, answer, allowed):
        yield Fault("R10", Weight.FATAL, f"a placeholder: {said}")
    if talk := _PROMPT_TALK.search(both):
        yield Fault("R3", Weight.STRUCTURAL, f"speaks of the text that it was made from: {talk[0].strip()}")


def _seen(text: str) -> str:
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def _never(both: str) -> Iterator[str]:
    for pattern, what in (
        (_ORDERS, "an order to a model, or its excuse"),
        (_ADDRESSES, "somebody's address or number"),
        (_ADVICE, "an advertisement"),
        (_PLACEHOLDER, "a placeholder"),
    ):
        if found := pattern.search(both):
            yield f"{what}: {found[0].strip()[:60]}"


def _not_alone(question: str, answer: str, both: str) -> Iterator[str]:
    """Yield that an address is the answer, or that the card sends its reader to one."""
    bare = answer.strip(" .。`")
    link = _LINK.fullmatch(bare) or (_NO_DOMAIN.fullmatch(bare) is None and _DOMAIN.fullmatch(bare))
    if link:
        yield f"an address as the answer: {bare[:60]}"
        return
    sent = next((address for line in both.splitlines() if _GOES.search(line) and (address := _address(line))), "")
    if sent or _LINK.search(question) or _LINK.search(answer):
        yield f"a link: {(sent or both)[:60]}"


def _address(line: str) -> str:
    for pattern in (_LINK, _DOMAIN):
        for found in pattern.finditer(line):
            if _NO_DOMAIN.fullmatch(found[0]) is None:
                return found[0]
    return ""


def _unless_quoted(both: str, allowed: str) -> Iterator[str]:
    for pattern, what in ((_MARKERS, "the mark of a prompt"), (_TEMPLATE, "a placeholder")):
        for found in pattern.finditer(both):
            if found[0].strip().casefold() not in allowed:
                yield f"{what}: {found[0].strip()[:60]}"
                break
    for found in _TAG.finditer(_CODE.sub(" ", both)):
        if found[0].casefold() not in allowed:
            yield f"a tag that the quote does not have: {found[0][:60]}"
            break


def _says_nothing(question: str, answer: str, allowed: str) -> str:
    """Return a question or answer that is only the name of its field; an answer may be, if the quote has the word."""
    asked = question.strip(" .。?？:：<>[]").casefold()
    if not asked or asked in _NOTHING_SAID:
        return question.strip() or "no question"
    said = answer.strip(" .。:：<>[]`").casefold()
    return answer.strip() if said in _NOTHING_SAID and said not in allowed else ""
