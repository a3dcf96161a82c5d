"""Another name of a thing: "X，又称 Y，……", "X（又名 Y）", "X, also known as Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.forms.abbreviation import spells
from deckgen.cards.forms.make import question_card
from deckgen.cards.forms.names import QUOTES, is_name, things_of, topic_beside, without_article
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.sentences import is_whole, part
from deckgen.language.folding import fold
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Card, Parts, Run

ASPECT = "alias"
_HINT = re.compile(r"[又也亦]被?[称名叫]|别名|俗称|also (?:known|called)|\ba\.?k\.?a\b")
_CALLED = re.compile(
    r"(?P<name>[^，。：；、,;:？?!！\n（）()]{2,40}?)(?:\s*[（(][^（）()\n]{1,60}[）)])?\s*[，,（(]?\s*"
    r"(?:[又也亦](?:可以?|常)?被?(?:称之?[为作]?|名为?|叫[做作]?)|别名[是为]?|俗称|"
    r"(?:is |are )?also (?:known as|called)|\ba\.?k\.?a\b\.?)\s*(?:an? |the )?"
    r"[“\"「《]?(?P<other>[^，。：；、,;:？?!！\n（）()“”\"「」《》]{2,40}?)[”\"」》]?(?:\s*[（(][^（）()\n]{2,60}[）)])?"
    r"\s*(?=[，。；,;.）)]|$|是(?!否))"
)
_ENUM = re.compile(r"[或和与、/]|\bor\b|\band\b")


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a name: how else it is called."""
    if not _HINT.search(item.text):
        return
    things = things_of(item)
    seen: set[str] = set()
    for passage in item.passages(_HINT):
        found = _CALLED.match(passage.text)
        if found is None or not is_whole(passage.run, *found.span("other")):
            continue
        name, other = without_article(found["name"].strip(QUOTES))[1], found["other"].strip()
        if fold(name) in seen or not is_name(name, things) or not _is_other(name, other):
            continue
        seen.add(fold(name))
        speak = phrases_of_text(passage.text, words)
        parts = Parts(thing=name, topic=topic_beside(name, item))
        answer = part(passage.run, *found.span("other"))
        yield question_card(item, ASPECT, speak, parts, Run(answer), passage.quote)


def _is_other(name: str, other: str) -> bool:
    """Return whether a second name is one, and not the first one again."""
    if not is_name(other, marked=True) or _ENUM.search(other):
        return False
    first, second = fold(name), fold(other)
    return first not in second and second not in first and not spells(other, name)
