"""R1: the things that 前者 and 后者 stand for, and whether an answer turns round what is said between two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

_THING = r"[^\s,。:;、!?()$《》与和跟及有是为]{1,12}"
_PAIR = re.compile(
    rf"({_THING})(?:、|与|和|跟|及)({_THING}?)(?=[。;!?,]|都|均|皆|是|的|之|各|相|两|$)"
    r"|\b([A-Za-z][\w-]{2,30}) and ([A-Za-z][\w-]{2,30})\b"
)
"""Two things named together; the sign before the first may be a verb that names them (有, 是, 为)."""
_POINTER = re.compile(r"前者|后者|\bthe (?:former|latter)\b", re.I)
_FIRST = re.compile("前者|the former", re.I)
_REACH = 120
"""So far behind their names two things are still pointed at."""
_RELATION = re.compile(
    r"([一-鿿\w ()-]{1,40}?)[与和跟同]([一-鿿\w ()-]{1,40}?)(?:之间)?(?:是|有|存在|具有|的|成)?"
    r"(?:什么|怎样|何种|哪种)"
)
_MOST_BETWEEN = 6


def resolved(quote: str) -> str:
    """Put the names of two things where a text points back at them: 白茶、红茶。前者便宜 says that 白茶 is cheap."""
    pairs = list(_PAIR.finditer(quote))
    done, last, at = [], 0, 0
    for found in _POINTER.finditer(quote):
        while at + 1 < len(pairs) and pairs[at + 1].end() <= found.start():
            at += 1
        if not pairs or not 0 <= found.start() - pairs[at].end() <= _REACH:
            continue
        names = [one for one in pairs[at].groups() if one]
        done += [quote[last : found.start()], names[0 if _FIRST.match(found[0]) else 1]]
        last = found.end()
    return "".join([*done, quote[last:]])


def is_turned(question: str, answer: str, quote: str) -> bool:
    """Say whether the quote says A 是 B and the answer B 是 A, of the two things that a question relates."""
    pair = _RELATION.search(question)
    if pair is None or not {"前者", "后者"} <= set(_POINTER.findall(answer)):
        return False
    first, second = (one.strip() for one in pair.groups())
    shared = second[second.find("的") :] if "的" in second else ""  # A 与 B 的沸点: of both of them
    if shared:
        second, quote = second.removesuffix(shared), quote.replace(shared, "")
    told = answer.replace("前者", first).replace("后者", second)
    links = {*_links(first, second, told)}, {*_links(second, first, told)}
    said = {*_links(first, second, quote)}, {*_links(second, first, quote)}
    return bool((links[0] & said[1]) | (links[1] & said[0])) and not (links[0] & said[0]) | (links[1] & said[1])


def _links(one: str, other: str, text: str) -> Iterator[str]:
    """Give what stands between two names, in this order."""
    at = text.find(one)
    start = at + len(one)
    end = text.find(other, start)
    if at >= 0 and start < end <= start + _MOST_BETWEEN:
        yield text[start:end].strip()
