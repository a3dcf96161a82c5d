"""Which words are a name that a card may ask by, and the thing around a section that says where it belongs.

A name is a thing that the section's headings name, words that the author set off, or Latin words, with or without a
few Chinese ones beside them. Chinese words of a sentence are none: nothing shows where a name among them ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from deckgen.cards.leans import leans
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.labels import is_label
from deckgen.language.scripts import HAN
from deckgen.model import StudyItem

QUOTES = "“”\"'《》*`「」 "
"""What an author puts around a name."""
_LONGEST = 40
_LONGEST_HOME = 16
_LATIN = r"[A-Za-zΑ-ω][\wΑ-ω.+#/*'’&-]*(?: [A-Za-zΑ-ω\d][\wΑ-ω.+#/*'’&-]*){0,4}"
_NAME = re.compile(rf"(?:\d{{1,2}}-?)?{_LATIN}|[{HAN}·]{{0,6}} ?{_LATIN}|{_LATIN} ?[{HAN}·]{{1,6}}", re.ASCII)
_SMALL = re.compile(
    r"[的了是在和与或及但而也就都被把为从对将让使有不]|[？?！!]|"
    r"^(?:an?|the|if|when|while|in|on|at|for|to|from|by|with|as|and|or|but|so|there|here|some|any|all|each|every|both|"
    r"another|other|which|who|how|why|where|not|no|then|also|however|because|since|note|see|first|second|finally|"
    r"using|most|many|more|example|after|before|once|unlike|like|thus|today|now|step|figure|chapter|part)\b|"
    r"\b(?:is|are|was|were|has|have|can|will|of|and|or|the|a|to)$",
    re.I,
)
"""Words that join names and are no part of one."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#.-]{2,}")
_TELLS = re.compile(
    rf"[？?！!。，,：:/&（]|^(?:how|why|when|what)\b|如何|怎[么样]|为[什何]|[{HAN}]{{5}}.{{0,9}}的|\d{{4}}", re.I
)
"""A heading that asks, tells or is dated."""
_COULD_BE_MANY = re.compile(rf"[A-Za-z]{{1,4}}|[A-Z]?[a-z]+|[{HAN}]{{1,5}}")
_ARTICLE = re.compile(r"(an?|the) (?=\w)", re.I)


def is_name(text: str, things: Sequence[str] = (), *, marked: bool = False) -> bool:
    """Return whether a text is a name; ``marked``: its author set it off (bold, code), so any short words will do."""
    text = text.strip(QUOTES)
    if fold(text) in [fold(thing) for thing in things]:
        return True
    if not 1 < len(text) <= _LONGEST or is_label(text) or is_generic_heading(text) or leans(text):
        return False
    if _SMALL.search(text):
        return False
    if _NAME.fullmatch(text) is None:
        return marked and re.search(r"[，。：；、,;:=\n]", text) is None
    return marked or not text.islower()


def things_of(item: StudyItem) -> tuple[str, ...]:
    """Return the things that a section's headings name, the nearest first.

    A heading moves up and down as a post grows ("Keras" > "概述"); what the text says of its thing stays.
    """
    return _things((item.title, *reversed(item.sources[0].headings[:-1]), item.topic))


@lru_cache(maxsize=1024)
def _things(headings: tuple[str, ...]) -> tuple[str, ...]:
    things = [thing_of_heading(heading) for heading in headings if not is_generic_heading(heading)]
    return tuple(dict.fromkeys(thing for thing in things if 1 < len(thing) <= 60))


def home_of(item: StudyItem) -> str:
    """Return the thing that a section belongs to: the nearest name in Latin letters, else the topic; or nothing.

    "常用操作" says nothing without the "Mysql" above it; a heading that asks or tells is no name.
    """
    things = [thing for thing in things_of(item) if len(thing) <= _LONGEST_HOME and not _tells(thing)]
    topic = thing_of_heading(item.topic)
    return next((thing for thing in things if _WORD.search(thing) and is_name(thing)), topic if topic in things else "")


def _tells(heading: str) -> bool:
    return _TELLS.search(heading) is not None or bool(leans(heading))


def topic_beside(name: str, item: StudyItem) -> str:
    """Return what is to stand beside a name that alone could be many things; empty if it says enough."""
    home = home_of(item)
    if not home or _COULD_BE_MANY.fullmatch(name) is None:
        return ""
    is_said = fold(name) in fold(home) or fold(home) in fold(name) or fold(name) == fold(thing_of_heading(item.title))
    return "" if is_said else home


def names_thing(text: str, name: str) -> bool:
    """Return whether a text names a thing: in whole, or by a Latin word of it."""
    folded = fold(text)
    return fold(name) in folded or any(fold(word) in folded for word in _WORD.findall(name))


def without_article(name: str) -> tuple[str, str]:
    """Return the article of an English name in small letters, empty if it has none, and the name without it."""
    found = _ARTICLE.match(name)
    return (found[1].lower(), name[found.end() :]) if found else ("", name)
