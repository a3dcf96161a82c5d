"""The author's words on links: which texts are such, and how many links one speaks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from deckgen.language.pointing import points_to_link, points_to_several
from deckgen.patterns import regex
from deckgen.posts.links.found import Found
from deckgen.posts.links.units import Unit, UnitKind, join_lines

_BEHIND = regex(
    r"(?<=[？?！!。])\s*(?=(?:这|该文|该书|该|此文|本文|作者|推荐|强烈推荐|值得|This |The author|Recommended))"
)
_SENTENCE_MARKS = frozenset("？?！!。")
_IN_BRACKETS = regex(
    r"[（(]((?:这|该|此|本文|作者|推荐|强烈推荐|值得|非常|很|写得|注[：:]|note:|recommended|highly|a must|must)"
    r"[^（）()]*)[）)]$",
    re.I,
)
_PRAISE = regex(
    r"值得|推荐(?!系统|算法)|不错|经典|好文|很好|详细|通俗|易懂|精彩|必读|入门|recommended|excellent|great|worth|classic",
    re.I,
)
_ANNOUNCES = regex(
    r"(?:下面|以下|下列|如下)|这(?:[两二三四五几些]|\d)|[两二三四五几]篇|following|these (?:two|three)|below", re.I
)
_ALL_OF_THEM = 1000
"""More links than a place has: a text that counts none speaks about all."""
_COUNTS = tuple(
    (regex(words, re.I), count)
    for words, count in (
        (r"[两二2]\s*[篇个本者种份门款套处]|\btwo\b|\bboth\b|前者|后者|两者", 2),
        (r"[三3]\s*[篇个本种份门款套处]|\bthree\b", 3),
        (r"[四4]\s*[篇个本种份门款套处]|\bfour\b", 4),
        (r"[五5]\s*[篇个本种份门款套处]|\bfive\b", 5),
    )
)


def spoken_of(text: str) -> int:
    """Return how many links a text that points to several speaks about."""
    return next((count for pattern, count in _COUNTS if pattern.search(text)), _ALL_OF_THEM)


def split_comment(title: str) -> tuple[str, str]:
    """Return the title and the author's words on a link, which stand on one line."""
    if not _SENTENCE_MARKS.isdisjoint(title):
        parts = _BEHIND.split(title)
        for cut in range(1, len(parts)):
            behind = "".join(parts[cut:])
            if points_to_link(behind):
                return "".join(parts[:cut]), behind
    if title.endswith((")", "）")):
        found = _IN_BRACKETS.search(title)
        if found is not None and found.start() > 3:
            return title[: found.start()].strip(), found[1]
    return title, ""


def comments_behind(units: Sequence[Unit]) -> list[str]:
    """Return the texts right behind a link or its title that speak about it."""
    out: list[str] = []
    for unit in units:
        if unit.kind is not UnitKind.TEXT or not points_to_link(unit.text):
            break
        out.append(unit.text)
    return out


def add_behind(found: list[Found], texts: Sequence[str]) -> None:
    """Add each text to the comment of the last link of the list, or of as many as it speaks about."""
    for text in texts:
        count = spoken_of(text) if points_to_several(text) else 1
        for place in range(max(0, len(found) - count), len(found)):
            if found[place].title != text:
                found[place] = _with_comment(found[place], found[place].comment, text)


def add_lead(found: list[Found], lead: Unit | None) -> None:
    """Add a lead-in that says more than that links follow to the comments of those links."""
    if lead is None or not found:
        return
    text = re.split(r"(?<=[。！？!?])", lead.text)[-1].strip()
    announces = _ANNOUNCES.search(text) is not None
    if not (len(text) > 6 and _PRAISE.search(text)) and not (announces and re.search(r"[，,；;]", text)):
        return
    for place in range(min(len(found), spoken_of(text) if announces else 1)):
        found[place] = _with_comment(found[place], text, found[place].comment)


def _with_comment(found: Found, first: str, second: str) -> Found:
    return msgspec.structs.replace(found, comment=join_lines(first, second))
