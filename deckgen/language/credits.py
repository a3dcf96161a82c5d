"""Words of thanks and of credit: by them a link leads to somebody who sent a piece in, and not to what is studied.

A sentence is given with :data:`LINK` where each of its links stands.
"""

from __future__ import annotations

import re

from deckgen.language.folding import fold
from deckgen.language.headings import thing_of_heading
from deckgen.patterns import regex

LINK = "\ufffc"
"""Stands for a link in a sentence."""

_LINKS = rf"[@(（\s]*{LINK}(?:\W*(?:and|und|et|y|和|与|及)?[\s@]*{LINK})*"
_DEEDS = r"suggest|tip|submi|recommend|contribut|report|shar|send|pointing|pointer|link|find"
_SENT_IN = regex(
    rf"(?:投稿[者人]?|来稿|推荐[人者]|推薦者|提供者|爆料|(?:shared|submitted|suggested|sent in|contributed|spotted) by"
    rf"|h/t|hat tip(?: to)?|eingesandt von|proposé par|enviado por)\s*[:：]?{_LINKS}"
    rf"|由{_LINKS}\s*(?:等|同学|网友|读者)*(?:分享|投稿|推荐|提供)(?![^\W的])"  # 由 ... 提供支援: what it lives on
    rf"|{LINK}\s*(?:同学|网友|读者|さん)?\s*(?:的|の|より)?\s*(?:投稿|来稿)"
    rf"|(?:感谢|感謝|多谢|鸣谢|谢谢)\W?{_LINKS}\s*(?:等|同学|网友|读者)*的?(?:投稿|来稿|推荐|提供|分享|贡献|提醒|指正)"
    rf"|(?:thanks|thank you|kudos|props)(?: go)?(?: to)?{_LINKS}\W*for (?:\w+[ -]){{0,2}}(?:{_DEEDS})"
    rf"|(?:^|[（(\[【|·•—–;,.]\s*|\s-\s)via\s*[:：]?{_LINKS}\s*(?:[）)\]】|·•.,]|$)",
    re.I,
)
_THANKED_IN = regex(rf"\bfor (?:the|this) (?:\w+[ -])?(?:{_DEEDS})\w*$", re.I)
_FROM = regex(r"(?:来自|作者|by|from|von|par|por)\s*[:：]?\s*$|[（(]\s*$", re.I)
_CREDITS = regex(
    r"致谢|鸣谢|特别感谢|感谢(?:名单)?|贡献者|投稿者|謝辞|감사의 글|(?:special )?thanks|credits|contributors|"
    r"acknowledge?ments|danksagung|mitwirkende|remerciements|agradecimientos"
)


def credits_at(sentence: str, place: int) -> bool:
    """Return whether the link at this place of a sentence leads to whom the sentence thanks for sending something."""
    return LINK in sentence and any(found.start() <= place < found.end() for found in _SENT_IN.finditer(sentence))


def names_writer(before: str) -> bool:
    """Return whether the words before the name of somebody say that a piece is from there ("来自 @name")."""
    return _FROM.search(before) is not None


def thanks_in(anchor: str) -> bool:
    """Return whether an anchor thanks for itself ("Ann for the suggestion")."""
    return _THANKED_IN.search(anchor) is not None


def is_credits(heading: str) -> bool:
    """Return whether what stands under a heading are credits (致谢, Contributors)."""
    return _CREDITS.fullmatch(fold(thing_of_heading(heading))) is not None
