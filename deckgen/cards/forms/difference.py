"""How two things differ: "X 和 Y 的区别在于……"; below a heading "X 和 Y 的区别" also "两者的区别在于……"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.definition import things_of
from deckgen.cards.forms.names import is_name, leans, uncapitalised
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import is_whole, part, trimmed
from deckgen.language.headings import thing_of_heading
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import cjk_share
from deckgen.model import Card

ASPECT = "difference"

_DIFFERENCE = r"(?:区别|差异|差别|不同之处|不同点|不同|差异点|分别)"
_HOW = r"(?:的|之间|主要|最大|最|大|本质|根本|唯一|关键|显著|一个)*"
_IS = r"(?:主要)?(?:就)?(?:在于|是在于|是|为|[：:])[：:，,]?"
_TWO = (
    r"(?P<one>[^，。：；、,;:？?!！\n]{2,40}?)\s*(?:和|与|跟|同|相比于?|"
    r"相较于?)\s*(?P<two>[^，。：；、,;:？?!！\n]{2,40}?)"
)
_SAID = (
    re.compile(rf"^{_TWO}(?:[，,]?其|的){_HOW}{_DIFFERENCE}{_IS}(?P<what>[^。]+)"),
    re.compile(
        r"^The (?:\w+ )?difference between (?P<one>[^,.:;?!\n]{2,40}?) and (?P<two>[^,.:;?!\n]{2,40}?) is "
        r"(?:that )?(?P<what>[^.]+)"
    ),
)
_DIFFERS = re.compile(
    r"^(?:(?:An?|The) )?(?P<one>[^,.:;?!\n]{2,40}?) differs? from (?:an? |the )?(?P<two>[^,.:;?!\n]{2,40}?) in "
    r"(?:that )?(?:it |they )?(?P<what>[^.]+)"
)
_WITH = re.compile(
    rf"^(?:它|其)?(?:和|与|跟|同)\s*(?P<two>[^，。：；、,;:？?!！\n]{{2,40}}?)的{_HOW}{_DIFFERENCE}{_IS}(?P<wha"
    rf"t>[^。]+)"
)
_BOTH = re.compile(rf"^(?:两者|二者|它们|它们之间|两者之间|这两者)的?{_HOW}{_DIFFERENCE}{_IS}(?P<what>[^。]+)")
_HEADING = re.compile(
    rf"^(?P<one>[^，。：；、,;:？?!！]{{2,40}}?)\s*(?:和|与|跟| vs\.? | VS\.? |/|"
    rf" and )\s*(?P<two>[^，。：；、,;:？?!！]{{2,40}}?)(?:的?(?:联系与|对比与|比较与)?"
    rf"(?:{_DIFFERENCE}|比较|对比|联系与区别))?$"
)
_NUMBER = re.compile(r"^\d+[.)）、]\s*")
_LATIN = r"[A-Za-z][A-Za-z0-9_.+#-]*(?: [A-Z][A-Za-z0-9_.+#-]*){0,2}(?:模型|算法|方法|语言|协议)?"
_CONTRAST = re.compile(
    rf"^(?:[^。]{{0,30}}[，,])?(?:{_HOW}|两者|它们|二者)*{_DIFFERENCE}(?:主要)?(?:在于|"
    rf"是)[：:，,]?(?P<what>(?P<one>{_LATIN})[\u3400-\u9fff][^。，]{{2,30}}[，,]而(?P<two>{_LATIN})[\u3400-"
    rf"\u9fff][^。，]{{2,30}})"
)
_CUE = re.compile("区别|差异|差别|不同|分别|difference between|differs? from")
_HINT = re.compile(rf"{_DIFFERENCE}|\bdifference between|\bdiffers? from")


def difference_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a pair: where its two things differ."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    seen: set[frozenset[str]] = set()
    for passage in item.passages(_CUE, _HINT):
        one, two, (start, end) = _found(passage.text, things, item)
        pair = frozenset((one, two))
        if not one or pair in seen or not is_whole(passage.run, start, end):
            continue
        seen.add(pair)
        speak = phrases_of_text(passage.text, words)
        ask = speak.differs if _DIFFERS.match(passage.text) else speak.difference
        yield question_card(
            item,
            ASPECT,
            f"{one} / {two}",
            ask.format(one=uncapitalised(one, item) if cjk_share(passage.text) == 0.0 else one, other=two),
            trimmed(part(passage.run, start, end), ends="。. ；;，,"),
            passage.text,
        )


def _found(text: str, things: Sequence[str], item: ReadItem) -> tuple[str, str, tuple[int, int]]:
    """Give the two things and where their difference stands."""
    nothing = ("", "", (0, 0))
    for pattern in _SAID:
        found = pattern.match(text)
        if found is not None and _says(found["what"]):
            return _pair(found["one"], found["two"], things, found.span("what")) or nothing
    found = _DIFFERS.match(text)
    if found is not None and _says(found["what"]):
        return _pair(found["one"], found["two"], things, found.span("what")) or nothing
    title = _NUMBER.sub("", thing_of_heading(item.title))
    found = _WITH.match(text)
    if found is not None and is_name(title) and _says(found["what"]):
        return _pair(title, found["two"], (title,), found.span("what")) or nothing
    found, pair = _BOTH.match(text), _HEADING.match(title)
    if found is not None and pair is not None and _says(found["what"]) and _SIDES.search(found["what"]):
        return _pair(pair["one"], pair["two"], (pair["one"], pair["two"]), found.span("what")) or nothing
    found = _CONTRAST.search(text)
    if found is not None and not leans(found["what"]):
        return _pair(found["one"], found["two"], (), found.span("what")) or nothing
    return nothing


def _pair(one: str, two: str, things: Sequence[str], place: tuple[int, int]) -> tuple[str, str, tuple[int, int]] | None:
    one, two = one.strip('“”"「」《》 '), two.strip('“”"「」《》 ')
    are_two = one.casefold() != two.casefold() and is_name(one, things) and is_name(two, things)
    return (one, two, place) if are_two else None


_SIDES = re.compile(r"[，,；;]\s*而|前者|后者|\bwh(?:ile|ereas)\b")
"""What is said of both: a difference told of one side alone is half of it."""


def _says(what: str) -> bool:
    return len(what) >= _SHORT and not re.search(r"如下|以下|[：:]$", what) and not leans(re.sub("前者|后者", "", what))


_SHORT = 5
