"""In which year a thing came about: "X 成立于 1953 年". Off by default; never a year of birth or death."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import fold
from deckgen.writers.names import asked_by, is_name
from deckgen.writers.passages import ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.definition import things_of
from deckgen.writers.sentences import is_whole, part
from deckgen.writers.wording import question_card

ASPECT = "year"

_YEAR = r"(?P<year>(?:公元前?)?\d{3,4}\s*年(?:\d{1,2}月)?)"
_CAME = (
    re.compile(
        rf"^(?P<name>[^，。：；、,;:？?!！\n（）()]{{2,40}}?)(?:\s*[（(][^（）()\n]{{1,60}}[）)])?[，,]?(?:"
        rf"最早|正式|首次|始)?"
        rf"(?P<deed>成立|建|建成|创立|创建|创办|诞生|发布|问世|出版|发表|开始|出现|起源)于\s*{_YEAR}"
    ),
    re.compile(
        r"^(?:The )?(?P<name>[^,.:;?!\n()]{2,40}?)(?: \([^()]*\))? (?:was|were) (?:first )?"
        r"(?P<deed>founded|established|released|published|launched|introduced) in (?P<year>\d{4})"
    ),
)
_CUE = re.compile("于|in ")
_HINT = re.compile(r"于\s*(?:公元前?)?\d{3,4}\s*年|\bin \d{4}\b")


def years_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a thing: its year."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_CUE, _HINT):
        found = next((found for pattern in _CAME if (found := pattern.match(passage.text))), None)
        if found is None or fold(found["name"]) in seen or not is_whole(passage.run, *found.span("year")):
            continue
        name = found["name"].strip('“”"「」《》 ')
        if not is_name(name, things):
            continue
        seen.add(fold(found["name"]))
        speak = phrases_of_text(passage.text, words)
        ask = speak.when_made.format(thing=asked_by(name, item, speak.in_topic), deed=found["deed"])
        yield question_card(item, ASPECT, name, ask, part(passage.run, *found.span("year")), passage.text)
