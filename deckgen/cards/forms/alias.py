"""Another name of a thing: "X，又称 Y，……", "X（简称 Y）", "X, also known as Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.abbreviation import initials_fit
from deckgen.cards.forms.definition import things_of
from deckgen.cards.forms.names import asked_by, is_name
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.forms.wording import question_card
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card

ASPECT = "alias"

_VERB = (
    r"(?:又|也|亦|或|还)(?:可以?|常)?(?:被)?(?:称之?为|称作|称|名为?|叫[做作]?)|又名|别名(?:是|为|叫)?|"
    r"俗称|简称为?|全称(?:是|为)?|旧称|原名|"
    r"(?:is |are )?(?:also|sometimes|often) (?:known as|called|referred to as)|a\.?k\.?a\.?"
)
_NAME = r"(?P<name>[^，。：；、,;:？?!！\n（）()]{2,40}?)(?P<bracket>\s*[（(][^（）()\n]{1,60}[）)])?"
_OTHER = (
    r"[“\"「《]?(?P<other>[^，。：；、,;:？?!！\n（）()“”\"「」《》]{2,40}?)[”\"」》]?"
    r"(?P<english>\s*[（(][^（）()\n]{2,60}[）)])?"
)
_ALIAS = (
    re.compile(
        rf"^(?:注[：:]|PS[：:]|其中[，,]?|这里的|(?:An?|The) )?\s*{_NAME}\s*[，,]?\s*(?P<verb>{_VERB})\s*"
        rf"(?:an? |the )?{_OTHER}\s*(?=[，。"
        rf"；,;.]|$|是(?!否))"
    ),
    re.compile(
        rf"^(?:注[：:]|PS[：:]|其中[，,]?)?\s*(?P<name>[^，。：；、,;:？?!！\n（）()]{{2,40}}?)\s*[（(]\s*(?P<v"
        rf"erb>{_VERB})\s*{_OTHER}\s*[）)]"
    ),
)
_CUE = re.compile("称|名|叫|known as|called|referred to as|k.a|ka")
_HINT = re.compile(_VERB)
_ENUM = re.compile(r"[或和与、/]|\bor\b|\band\b")
_LEAD = re.compile(r"^(?:严格来说|一般来说|简单来说|通常|一般)[，,]?")


def alias_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a name: how else it is called."""
    if not _CUE.search(item.text):
        return
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_CUE, _HINT):
        found = next((found for pattern in _ALIAS if (found := pattern.match(passage.text))), None)
        if found is None or not is_whole(passage.run, *found.span("other")):
            continue
        name, other = found["name"].strip('“”"「」《》 '), found["other"].strip()
        if fold(name) in seen or not is_name(name, things) or not _is_other(name, other):
            continue
        seen.add(fold(name))
        speak = phrases_of_text(passage.text, words)
        ask = speak.full_form if found["verb"].startswith("全称") else speak.alias
        yield question_card(
            item,
            ASPECT,
            name,
            ask.format(thing=asked_by(name, item, speak.in_topic)),
            part(passage.run, *found.span("other")),
            passage.text,
        )


def _is_other(name: str, other: str) -> bool:
    """Say whether a second name is one, and not the first one again."""
    if not is_name(other, marked=True) or _ENUM.search(other):
        return False
    one, two = fold(name), fold(other)
    return one not in two and two not in one and not initials_fit(other, name)
