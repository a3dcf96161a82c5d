"""Words that point at what stands elsewhere, and how a title is told from a sentence."""

from __future__ import annotations

import re

from deckgen.language.labels import ends_in_colon
from deckgen.patterns import regex

_POINTS_BACK = regex(
    r"^(?:这|该|此|其|它|他|她|上面|上述|以上|前者|后者|两者|本文|文中|文章|作者|但|但是|不过|然而|由于|因此|所以|"
    r"因为|而|如果|为了|通常|除了|需要注意|注意|可以|可见|从|在|对于|当|虽然|目前|最后|首先|其次|另外|此外|同时|于是|接着|然后|比如|例如|即|"
    r"(?:this|that|these|those|it|they|both|the (?:above|author|article|paper|book|site)|however|but|so|thus|because|"
    r"since|if|when|here|there|we|i|you)\b)",
    re.I,
)

_POINTS_TO_LINK = regex(
    r"^[（(]?(?:这(?:篇|个|是|本|里|份|门|套|些|两|几|三|四|五)|"
    r"该(?:文|书|网站|项目|库|课程|站|工具|博客|作者|教程|论文|代码|系列)|此文|本文|作者|上面|以上|上述|前(?:两|三|几)|前者|后者|两(?:篇|者|个)|推荐|强烈推荐|值得|非常|写得|"
    r"(?:this|these|both|the (?:above|author|article|paper|post|book|site|page)|a (?:good|great|nice|must)|"
    r"recommended|highly)\b)",
    re.I,
)

_PLURAL = regex(
    r"^(?:这(?:两|几|些|三|四|五)|以上|上面(?:的)?(?:这)?(?:两|几|些|三)|上述(?:两|几)|前(?:两|三|几)|前者|后者|"
    r"两(?:篇|者|个)|(?:these|both)\b|the (?:two|three|above) )",
    re.I,
)

_SENTENCE_END = regex(r"[。；;，,：:]$|[^.]\.$|。{2,}$|\.{3,}$|…$")


def points_back(text: str) -> bool:
    """Return whether a text goes on from something before it, and so is no title."""
    return _POINTS_BACK.match(text) is not None and not text.endswith(("？", "?"))


def points_to_link(text: str) -> bool:
    """Return whether a text speaks about the link or links next to it; a question that opens so is a title."""
    return _POINTS_TO_LINK.match(text) is not None and not text.endswith(("？", "?", "……"))


def points_to_several(text: str) -> bool:
    """Return whether a text speaks about several links before it."""
    return _PLURAL.match(text) is not None


def is_titlelike(text: str) -> bool:
    """Return whether a text reads like a title rather than a sentence of the post."""
    text = text.strip()
    if not text or points_back(text) or ends_in_colon(text):
        return False
    return len(text) <= 120 and not _SENTENCE_END.search(text)


def is_sentence(text: str) -> bool:
    """Return whether a text ends like a sentence."""
    return _SENTENCE_END.search(text.strip()) is not None
