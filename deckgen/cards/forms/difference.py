"""How two things differ: "X 和 Y 的区别在于……", "the difference between", below a heading of both "两者的区别……"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.make import question_card
from deckgen.cards.forms.names import QUOTES, is_name
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.leans import leans
from deckgen.cards.sentences import is_whole, part, trimmed
from deckgen.language.headings import thing_of_heading
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card, Parts, Run

ASPECT = "difference"
_DIFFERENCE = r"(?:主要|最大|本质|根本|唯一|关键)?的?(?:区别|差异|差别|不同之?[处点]?)"
_NAMES = (
    r"(?P<one>[^，。：；、,;:？?!！\n]{2,40}?)\s*(?:[和与跟]|\bvs\.?\s|\band\b)\s*"
    r"(?P<two>[^，。：；、,;:？?!！\n]{2,40}?)\s*"
)
_HINT = re.compile(r"(?:区别|差异|差别|不同).{0,6}[在是为]|difference between")
_SAID = tuple(
    map(
        re.compile,
        (
            rf"{_NAMES}的{_DIFFERENCE}(?:主要)?(?:在于|是在于|是|为)[：:，,]?(?P<what>[^。]+)",
            rf"[Tt]he (?:\w+ )?difference between {_NAMES}is (?:that )?(?P<what>[^.]+)",
        ),
    )
)
_BOTH = re.compile(rf"(?:两者|二者|它们)(?:之间)?的?{_DIFFERENCE}(?:主要)?(?:在于|是)[：:，,]?(?P<what>[^。]+)")
_HEADING = re.compile(rf"{_NAMES}(?:的?{_DIFFERENCE}|的?比较|的?对比)?")
_SIDES = re.compile(r"[，,；;]\s*而|前者.*后者|后者.*前者|\bwh(?:ile|ereas)\b|\bbut\b")
"""What is said of both: a difference told of one side alone is half of it."""


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a pair: where its two things differ."""
    if not _HINT.search(item.text):
        return
    heading = _HEADING.fullmatch(thing_of_heading(item.title))
    seen: set[frozenset[str]] = set()
    for passage in item.passages(_HINT):
        found = next((found for pattern in _SAID if (found := pattern.match(passage.text))), None)
        pair = found or heading
        found = found or _BOTH.match(passage.text)
        if found is None or pair is None or not is_whole(passage.run, *found.span("what")):
            continue
        names = [pair["one"].strip(QUOTES), pair["two"].strip(QUOTES)]
        if frozenset(names) in seen or not _says(found["what"], names, is_both=pair is heading):
            continue
        seen.add(frozenset(names))
        speak = phrases_of_text(passage.text, words)
        parts = Parts(thing=names[0], other=names[1])
        answer = trimmed(part(passage.run, *found.span("what")), ends="。. ；;，,")
        subject = " / ".join(names)
        yield question_card(item, ASPECT, speak, parts, Run(answer), passage.quote, subject=subject)


def _says(what: str, names: list[str], *, is_both: bool) -> bool:
    """Return whether what is said tells both sides of two things that have names."""
    rest = what.replace("前者", "").replace("后者", "")
    if leans(rest) or what.rstrip().endswith(("：", ":")) or not _SIDES.search(what):
        return False
    return all(is_name(name, names if is_both else ()) for name in names) and names[0] != names[1]
