"""Who made a thing: "X 是 P 于 1998 年提出的", "X 由 P 提出", "X was developed by P in 1998"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.aspects import WHO_DID, WHO_MADE
from deckgen.cards.forms.definition import CHINESE_DEED
from deckgen.cards.forms.make import question_card
from deckgen.cards.forms.names import QUOTES, is_name, things_of, topic_beside
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.leans import leans
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import HAN
from deckgen.model import Card, Parts, Run

ASPECT = "origin"
_ENGLISH_DEED = "proposed|developed|invented|created|written|introduced|designed|founded|discovered"
_NAME = r"(?P<name>[^，。：；、,;:？?!！\n（）()]{2,40}?)(?:\s*[（(][^（）()\n]{1,60}[）)])?"
_YEAR = r"(?:[在于]?\s*(?:1[5-9]|20)\d\d\s*年(?:\d{1,2}月)?[，,]?\s*)?"
_WHO = r"(?P<who>[^，。；：的由是]{2,60}?(?:等人?)?)"
_MADE = tuple(
    map(
        re.compile,
        (
            (
                rf"{_NAME}\s*[，,]?(?:是[，,]?)?(?:最[早初]|首先)?{_YEAR}由\s*{_WHO}\s*{_YEAR}(?:首[先次]|共同|"
                rf"联合)?(?P<deed>{CHINESE_DEED})"
            ),
            rf"{_NAME}\s*(?:最[早初])?是\s*{_WHO}\s*{_YEAR}(?:首[先次]|共同|联合)?(?P<deed>{CHINESE_DEED})的",
            (
                rf"(?:The )?{_NAME} (?:was|is|were) (?:first |originally )?(?P<deed>{_ENGLISH_DEED}) (?:in \d{{4}} )?"
                r"by (?P<who>[^,.;()]{3,60}?)(?= in (?:the )?(?:early |late )?\d{4}| at | for | as | to | while | "
                r"from |[,.;(]|$)"
            ),
        ),
    )
)
_HINT = re.compile(rf"{CHINESE_DEED}|(?:{_ENGLISH_DEED}) (?:in \d{{4}} )?by ")
_LATIN = r"[A-Z][A-Za-zÀ-ɏ.'’&-]*(?: (?:[A-Z][A-Za-zÀ-ɏ.'’&-]*|de|van|von|and|of|der|la|di))*"
_PEOPLE = re.compile(
    rf"{_LATIN}(?:和{_LATIN})?|"
    rf"[{HAN}·]{{2,4}}(?:[和与、][{HAN}·]{{2,4}})*|"
    rf"[{HAN}·A-Za-z ]{{1,14}}(?:公司|大学|研究[院所]|实验室|小组|团队|学院|基金会|社区)"
)
_NOBODY = re.compile(r"^[一某几多第全国]|自己|大家|人们|别人|他人|前人|官方|专家|学者|公司内部")
_OTHERS = re.compile("等人?$")


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a thing: who made it."""
    if not _HINT.search(item.text):
        return
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_HINT):
        found = _found(passage.text, things)
        if found is None or not is_whole(passage.run, *found.span("who")):
            continue
        name = found["name"].strip(QUOTES)
        if fold(name) in seen:
            continue
        seen.add(fold(name))
        speak = phrases_of_text(passage.text, words)
        parts = Parts(thing=name, topic=topic_beside(name, item), deed=found["deed"])
        answer = part(passage.run, *found.span("who"))
        ask = WHO_DID if speak.language == ("en" if found["deed"].isascii() else "zh") else WHO_MADE
        yield question_card(item, ASPECT, speak, parts, Run(answer), passage.quote, ask=ask)


def _found(text: str, things: Sequence[str]) -> re.Match[str] | None:
    for pattern in _MADE:
        found = pattern.match(text)
        if found is not None and is_name(found["name"], things) and _is_who(found["name"], found["who"].strip()):
            return found
    return None


def _is_who(name: str, who: str) -> bool:
    """Return whether words name people, and neither they nor the thing give the other away (RedisGraph by Redis)."""
    if _NOBODY.search(who) or leans(who) or _PEOPLE.fullmatch(_OTHERS.sub("", who)) is None:
        return False
    maker, thing = fold(who), fold(name.strip(QUOTES))
    return maker not in thing and thing not in maker and thing.split()[0] not in maker
