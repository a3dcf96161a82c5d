"""The members of "分为 N 类：A、B、C" or "由 A、B 和 C 组成" as cloze, one gap a member; also the list that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.markdown import plain_text
from deckgen.model import BlockKind, Card, Inline, InlineKind, StudyItem
from deckgen.words import fold, squeeze
from deckgen.writers.passages import Passage, ReadItem
from deckgen.writers.phrases import Phrases
from deckgen.writers.rules.frame import (
    cloze_card,
    flat,
    holds,
    home_of,
    leans,
    names_around,
    names_thing,
    with_gaps,
)
from deckgen.writers.rules.steps import KIND_ITEMS, KINDS, STEP_WORDS, lead_of, list_card
from deckgen.writers.sentences import length, trimmed

ASPECT = "kinds"
_MEMBERS = range(2, 7)
_N = "两二三四五六七2-7"
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7} | {str(n): n for n in range(2, 8)}
_UNITS = (
    r"(?:大|个|种|类|部分|阶段|步骤|步|层次|层|类型|形式|方式|模式|方法|级别|要素|组成部分|因素|方面|"
    r"过程|状态|参数|角色|概念|特征|性质|操作|文件|环节|模块|子任务|效果|指标|术语|成员|元素|组件)"
)
_COUNTED = re.compile(
    rf"^(?P<what>[^，。：；,;:]{{2,40}}?)(?:可以|可|一般|通常|主要|大致|又|大体|常|共|被|都|还|"
    rf"分别)*(?:分为|分成|划分为|划分成|细分为|包含|包括|有|由|涉及)(?:了|着|如下|以下|这)*\s*"
    rf"(?P<n>[{_N}])\s*{_UNITS}+[^，。：；、,;:]{{0,10}}?(?:组成|构成)?(?:[：:，,]|——|即|"
    rf"（)\s*(?:分别(?:是|为)|即|也就是|包括)?\s*(?P<members>[^。：:；;]+?)[）)]?(?P<end>[。；;.]?)$"
)
_SPLIT = re.compile(
    rf"^(?P<what>[^，。：；,;:]{{2,40}}?)(?:可以|可|一般|通常|主要|大致|又|大体|常|被|都)*(?:分为|分成|"
    rf"划分为|划分成)(?:了)?\s*(?P<members>[^，。：:；;（）()]*?(?:[、]|和|与|以及|及)[^，。：:；;]*?)"
    rf"(?:(?:这)?(?P<n>[{_N}])\s*{_UNITS}+[^，。]{{0,6}})?(?P<end>[。；;.]?)$"
)
_MADE = re.compile(
    r"^(?P<what>[^，。：；,;:]{2,40}?)(?:主要|一般|通常|都|是)*由(?P<members>[^，。：:；;]*?(?:[、]|和|"
    r"与|以及|及)[^，。：:；;]*?)(?:这?(?P<n>[两二三四五六七2-7])\S{1,5})?(?:组成|"
    r"构成)(?:的)?(?P<end>[。；;.]?)$"
)
_ENGLISH = re.compile(
    r"^(?P<what>[^,.;:]{2,60}?) (?:is|are|can be) (?:divided|split|classified|grouped|"
    r"broken down) into (?:(?P<n>two|three|four|five|six) (?:[a-z]+ )?(?:types|kinds|categories|classes|"
    r"parts|groups|stages|phases)\s*[:—-]\s*)?"
    r"(?P<members>[^.;:]+?)(?P<end>\.?)$|^there are (?P<n2>two|three|four|five|six) (?:main |basic |"
    r"different )?(?:types|kinds|categories|"
    r"classes) of (?P<what2>[^,.;:]{2,40}?)\s*[:—-]\s*(?P<members2>[^.;:]+?)\.?$|"
    r"^(?P<what3>[^,.;:]{2,60}?) (?:consists? of|comprises?|is made (?:up )?of|has|have) "
    r"(?P<n3>two|three|four|five|six) (?:[a-z]+ )?(?:types|kinds|categories|classes|parts|groups|stages|phases|"
    r"layers|components|steps|states|modes|levels)"
    r"\s*[:—-]\s*(?P<members3>[^.;:]+?)\.?$",
    re.I,
)
_HINT = re.compile(
    "分为|分成|组成|构成|into|INTO|here are|HERE ARE|consist|compris|made (?:up )?of|"
    "ha(?:s|ve) (?:two|three|four|five|six) |"
    + "|".join(rf"{verb}(?:了|着|如下|以下|这)*\s*[{_N}]" for verb in ("包含", "包括", "有", "由", "涉及"))
)
"""What a sentence of each of these holds; most sentences hold nothing of it."""
_ENGLISH_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_JOINT = re.compile(r"\s*(?:、|，和|以及|和(?!其|平|睦)|与|及(?!其|时)|,\s*(?:and|or)\s+|,\s+|\s(?:and|or)\s)\s*")
_OPEN = re.compile(r"等|其他|其它|之类|…|\.\.\.|诸如|若干|各种|多个|一些|\betc\b|\bsuch as\b|不同|之间|某")
_NO_MEMBER = re.compile(
    r"^(?:一|是|的|在|对|不|有|从|把|被|为|可|也|这|那|它|其|用|分|需|如)|[，,？?！“”]|是|可以|的.{5,}|"
    r"\d+部分$|^\W+$"
)
_NO_WHAT = re.compile(
    r"^(?:例如|比如|一个|\d|(?:常用|常见)的?(?:方法|算法|方式)|其|它|这|那|该|此|由|从|在|因|所|并|而|"
    r"但|还|也|就|都|我|他|主要|一般|如果|可|只|已|再|又|目前|根据|按|按照|以|对于|如上|上)|没|不|需要|"
    r"是否|将|把"
)
_LONGEST_MEMBER = 0.3
_TELLS = re.compile(r"[^，,的用]{2,6}(?:表示|代表|用于|用来|负责)\S{3}")
"""What says something of a kind is not its name."""


def kinds_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:  # noqa: ARG001
    """Word a cloze for each enumeration of the kinds or parts of a thing."""
    for passage in _hinted(item):
        card = _card(item, passage.run)
        if card is not None:
            yield card
    for index, block in enumerate(item.blocks):
        lead = lead_of(item, index) if block.kind is BlockKind.LIST else ""
        if lead and KINDS.search(lead) and not STEP_WORDS.search(lead) and not leans(lead) and not _OPEN.search(lead):
            listed = list_card(item, index, ASPECT, lead, KIND_ITEMS)
            if listed is not None and not any(map(_TELLS.match, listed.gaps)):
                yield listed


def _hinted(item: ReadItem) -> Iterator[Passage]:
    for paragraph in item.paragraphs:
        if paragraph.is_near and _HINT.search(paragraph.text):
            yield from (passage for passage in paragraph.passages if _HINT.search(passage.text))


def _card(item: StudyItem, sentence: tuple[Inline, ...]) -> Card | None:
    run = trimmed(flat(sentence))
    text = plain_text(run)
    found = _COUNTED.match(text) or _SPLIT.match(text) or _MADE.match(text) or _ENGLISH.match(text)
    if found is None or leans(text) or holds(run, InlineKind.LINK, InlineKind.IMAGE, InlineKind.BREAK):
        return None
    groups = found.groupdict()
    key = next((key for key in ("2", "3") if groups.get("what" + key)), "")
    what, count = groups["what" + key].strip(), groups.get("n" + key)
    spans = _members(text, *found.span("members" + key))
    hidden = [text[start:stop] for start, stop in spans]
    number = _NUMBERS.get(count or "") or _ENGLISH_NUMBERS.get((count or "").lower())
    if (number and number != len(hidden)) or not _are_members(hidden, what) or _NO_WHAT.search(what):
        return None
    gapped = with_gaps(run, spans)
    if not gapped:
        return None
    home = home_of(item)
    if home and not re.search("[A-Za-z]{3}", text) and not any(names_thing(text, name) for name in names_around(item)):
        gapped = (Inline(InlineKind.TEXT, f"{home}："), *gapped)
    return cloze_card(item, ASPECT, squeeze(what), gapped, hidden, squeeze(text))


def _members(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Give where the members of an enumeration stand."""
    spans = []
    at = start
    for joint in _JOINT.finditer(text, start, end):
        if text.count("（", at, joint.start()) + text.count("(", at, joint.start()) > text.count(
            "）", at, joint.start()
        ) + text.count(")", at, joint.start()):
            continue
        spans.append((at, joint.start()))
        at = joint.end()
    opened = max(text.count(one, at, end) - text.count(two, at, end) for one, two in ("（）", "()"))
    return [*spans, (at, end + 1 if opened == 1 and text[end : end + 1] in ("）", ")") else end)]


def _are_members(hidden: list[str], what: str) -> bool:
    folded = [fold(one) for one in hidden]
    return (
        len(hidden) in _MEMBERS
        and len(set(folded)) == len(folded)
        and all(
            one.strip()
            and len(one) > 1
            and length(one) <= _LONGEST_MEMBER
            and not _OPEN.search(one)
            and not _NO_MEMBER.search(one)
            for one in hidden
        )
        and not any(one in fold(what) for one in folded)
    )
