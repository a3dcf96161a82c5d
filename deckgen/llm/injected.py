"""R10 and R3: what no card may hold, whoever wrote the page: orders to models, addresses, advice, a prompt's own words.

Takes the plain text of a card that a model wrote, gives the faults; a page that tells the model what to write gets no
further than here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from deckgen.cards.gates import Fault, Weight
from deckgen.language.negation import negations
from deckgen.language.prompt_talk import ADVICE, GOES, MARKERS, NOTHING, NOTHING_SAID, ORDERS, PLACEHOLDER, PROMPT_TALK
from deckgen.patterns import regex

_UNSEEN = regex("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")

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
    if talk := PROMPT_TALK.search(both):
        yield Fault("R3", Weight.STRUCTURAL, f"speaks of the text that it was made from: {talk[0].strip()}")


def _seen(text: str) -> str:
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def _never(both: str) -> Iterator[str]:
    for pattern, what in (
        (ORDERS, "an order to a model, or its excuse"),
        (_ADDRESSES, "somebody's address or number"),
        (ADVICE, "an advertisement"),
        (PLACEHOLDER, "a placeholder"),
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
    sent = next((address for line in both.splitlines() if GOES.search(line) and (address := _address(line))), "")
    if sent or _LINK.search(question) or _LINK.search(answer):
        yield f"a link: {(sent or both)[:60]}"


def _address(line: str) -> str:
    for pattern in (_LINK, _DOMAIN):
        for found in pattern.finditer(line):
            if _NO_DOMAIN.fullmatch(found[0]) is None:
                return found[0]
    return ""


def _unless_quoted(both: str, allowed: str) -> Iterator[str]:
    for pattern, what in ((MARKERS, "the mark of a prompt"), (_TEMPLATE, "a placeholder")):
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
    if not asked or asked in NOTHING_SAID:
        return question.strip() or "no question"
    said = answer.strip(" .。:：<>[]`").casefold()
    is_said = said in allowed or (said in NOTHING and negations(allowed) > 0)
    return answer.strip() if said in NOTHING_SAID and not is_said else ""
