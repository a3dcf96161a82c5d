"""Who made a thing, or when: "X 是 P 于 1998 年提出的", "P 发明了 X", "X was developed by P in 1998"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.definition import things_of
from deckgen.cards.forms.names import asked_by, is_name
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card

ASPECT = "origin"

_DEED = r"(?P<deed>提出|发明|开发|研发|推出|创立|创建|创办|编写|设计|发现|撰写|发布|制作|引入|建立|开源|打造|制定)"
_NAME = r"(?P<name>[^，。：；、,;:？?!！\n（）()]{2,40}?)(?:\s*[（(][^（）()\n]{1,60}[）)])?"
_WHEN = r"(?:[在于]?\s*(?P<year>(?:1[5-9]|20)\d\d)\s*年?(?:\d{1,2}月)?)?"
_WHO = r"(?P<who>[^，。；：的由是]{2,60}?(?:等人|等|团队|小组)?)"
_ONES = r"(?:两人|二人|三人|本人)?(?:投资|联手|合作)?"
_FIRST = r"(?:首先|首次|最早|最先|共同|联合|率先|早期|正式|开源|合作)*"
_MADE = (
    re.compile(
        rf"^{_NAME}[，,]?(?:它|则|也|就|最早|最初|首先)*(?:是|，是)?(?:最早|最初|首先|"
        rf"首次)?{_WHEN}[，,]?由\s*{_WHO}{_ONES}\s*(?P<when>[在于]\s*(?:1[5-9]|20)\d\d\s*年?)?{_FIRST}{_DEED}"
    ),
    re.compile(
        rf"^{_NAME}(?:最早|最初)?是\s*{_WHO}{_ONES}\s*(?P<when>[在于]?\s*(?:1[5-9]|"
        rf"20)\d\d\s*年(?:\d{{1,2}}月)?)?{_FIRST}{_DEED}(?:和[^，。；的]{{2,4}})?的"
    ),
    re.compile(
        rf"^(?:(?:1[5-9]|20)\d\d\s*年(?:\d{{1,2}}月)?[，,]?)\s*{_WHO}{_ONES}\s*{_FIRST}{_DEED}了(?P<name>[^，。"
        rf"：；、,;:？?!！\n（）()]{{2,40}})(?=[（(，。；]|$)"
    ),
    re.compile(
        r"^(?:The )?(?P<name>[^,.:;?!\n()]{2,40}?)(?: \([^()]*\))? (?:was|is|were) (?:first |originally |initially )?"
        r"(?P<deed>proposed|developed|invented|created|written|introduced|designed|founded|discovered|described|"
        r"formulated|devised|coined) "
        r"(?:in (?P<year>\d{4}) )?by (?P<who>[^,.;()]{3,60}?)"
        r"(?= in (?:the )?(?:early |late |mid-?)?\d{4}| at | for | as | to | while | from |[,.;(]|$)"
    ),
)
_WORK = re.compile(
    rf"^{_NAME}是\s*(?P<who>[^，。；：是]{{2,40}}?)(?:\s*(?:1[5-9]|20)\d\d年)?的(?:新|一个|又一)?(?P<deed>作品|"
    rf"力作|新作)"
)
_WHEN_MADE = re.compile(rf"^{_NAME}(?:最早|正式|首次)?{_DEED}于\s*(?P<when>(?:1[5-9]|20)\d\d\s*年)")
_NEEDED = ("由", "是", "年", " by ", "是")
"""What the patterns of _MADE and _WORK cannot do without: looked for first, since most sentences lack it."""
_CUE = re.compile(
    "提出|发明|开发|研发|推出|创立|创建|创办|编写|设计|发现|撰写|发布|制作|引入|建立|开源|打造|制定|作品|力作|新作|proposed|developed|invented|"
    "created|written|introduced|designed|founded|discovered|described|formulated|devised|coined"
)
_HINT = re.compile(
    rf"{_DEED[9:-1]}|作品|力作|新作|\b(?:proposed|developed|invented|created|written|introduced|designed|"
    rf"founded|discovered|described|formulated|devised|coined)\b"
)
_NOBODY = re.compile(
    r"一[款个种套类]|为|而|新$|原班|第三方|另外|大名鼎鼎|老牌|国外|国内|这|那|该|此|其|它|他|她|我|你|"
    r"作者|人们|大家|有人|某|别人|一个|一种|一位|一名|两个|几个|不同|专门|后来|为了|之后|因为|所以|用|"
    r"使用|基于|根据|通过|"
    r"针对|目前|现在|著名|国人|网友|前人|学者|自己|来自|对|在|从|当时|时期|多人|谁|同一|完全|完|重新|可以|"
    r"一些|许多|以|专家|程序员|官方|公司内部|"
    r"\b(?:the|an?|this|that|its|their|our|researchers|people|someone|us|me|him|them|using|adding|combining)\b",
    re.I,
)
_PEOPLE = re.compile(
    r"^[A-Z][\w.'’&-]*(?: (?:[A-Z][\w.'’&-]*|de|van|von|and|of|der|la|di))*$|"
    r"^(?:[A-Z][\w.'’ &-]*|[\u3400-\u9fff·]{2,12}(?:公司|大学|研究院|实验室)?)(?:(?:和|与|、|,|，|及|以及|"
    r" and )(?:[A-Z][\w.'’ &-]*|[\u3400-\u9fff·]{2,12}))*$|"
    r"^[\u3400-\u9fff·]{0,14}[A-Z][\w.'’ &-]*(?:和[A-Z][\w.'’ &-]*)?(?:公司|大学|研究院|实验室|小组|团队)?$|^[a-z]+$"
)


def proposed_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a thing: who made it; when, if only that is said."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_CUE, _HINT):
        found = _found(passage.text, things)
        if found is None or fold(found["name"]) in seen:
            continue
        name, group = found["name"].strip('“”"「」《》 '), "who" if "who" in found.groupdict() else "when"
        if not is_whole(passage.run, *found.span(group)):
            continue
        seen.add(fold(name))
        speak = phrases_of_text(passage.text, words)
        ask = speak.when_made if group == "when" else speak.whose if found.re is _WORK else speak.who_made
        yield question_card(
            item,
            ASPECT,
            name,
            ask.format(thing=asked_by(name, item, speak.in_topic), deed=found["deed"]),
            part(passage.run, *found.span(group)),
            passage.text,
        )


def _overlaps(name: str, who: str) -> bool:
    """Say whether one of the two gives the other away (RedisGraph by Redis)."""
    one, two = fold(name), fold(who)
    if one in two or two in one or one.split()[0] in two:
        return True
    parts = {part.lower() for part in _PARTS.findall(name)}
    return any(part.lower() in parts for part in _PARTS.findall(who))


_PARTS = re.compile(r"[A-Z]{3,}(?![a-z])|[A-Z][a-z]{2,}|(?<![A-Za-z])[a-z]{3,}")
"""The words of names, those of "AllenNLP" apart."""
_ONES_OF = re.compile("(?:等人|等|团队|小组)$")


def _found(text: str, things: Sequence[str]) -> re.Match[str] | None:
    for pattern, needed in zip((*_MADE, _WORK), _NEEDED, strict=True):
        found = pattern.match(text) if needed in text else None
        if found is None or not is_name(found["name"].strip('“”"「」《》 '), things):
            continue
        who = found["who"].strip()
        if _NOBODY.search(who) is None and _PEOPLE.match(_ONES_OF.sub("", who)) and not _overlaps(found["name"], who):
            return found
    found = _WHEN_MADE.match(text) if "于" in text else None
    return found if found is not None and is_name(found["name"].strip('“”"「」《》 '), things) else None
