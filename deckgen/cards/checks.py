"""Points of the rubric that depend on what is asked: each aspect names its checks (cards/aspects.py).

A check takes a card and one of its faces, and returns the fault that it finds, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from deckgen.language.folding import fold
from deckgen.language.no_definition import names_body
from deckgen.language.scripts import HAN
from deckgen.model import Card, NoteType
from deckgen.patterns import regex

Failure = tuple[str, str]
"""A point of the rubric, and why it is failed."""
Check = Callable[[Card, str, str], Failure | None]
"""Of a card, its front and its answer."""

_YES_NO = frozenset({"是", "否", "对", "不对", "错", "不是", "有", "没有", "yes", "no", "true", "false"})
_MOST_ECHO = 0.5
"""Share of an answer's pairs of characters that stand in its name: from here on it says the same again."""
_KIND = regex(r"一[套种个类款门项组]|[的，]")
"""Behind the last one stands the noun that says the kind."""
_HEAD = regex(r"[,(]|\b(?:that|which|of|for|where|who|whose|used|with|from|in|to)\b|(?<=\w) (?:von|für|mit|zum|zur)\b")
_LONG_WORD, _STEM = regex(r"[a-zß-ɏ]{5,}"), 5
_KIND_PAIRS, _NAME_SIGNS, _MOST_OF, _LONG = 3, 4, 0.65, 3
_SHORT_NAME = regex(r"[A-Za-z][A-Za-z0-9.&/-]{1,11}")
_NO_LETTERS = regex(r"[^a-z0-9]+")
_OBLIQUE = regex(r"\b(?:(?:des|dem|eine[sm]) [A-ZÄÖÜ]|(?:der|den|einer) [A-ZÄÖÜ][a-zäöüß]+en$)\S*$")
"""An article that shows another case than the first, and a word behind it."""
_CJK = regex(rf"[{HAN}]")


def given_away(card: Card, front: str, answer: str) -> Failure | None:
    """Find an answer that stands in its question, or is a yes or no."""
    said = fold(answer)
    if said in _YES_NO:
        return "R6", "the answer is a yes or no"
    is_letter = len(said) == 1 and said.isascii()  # of an option: it is a word of many a question
    if said and not is_letter and _stands_in(said, fold(front)):
        return "R6", "the question gives the answer away"
    if card.note_type is NoteType.CLOZE and len(said) > 1 and _stands_in(said, fold(card.topic)):
        return "R6", "the topic line gives the answer away"
    return None


def is_yes_or_no(answer: str) -> bool:
    """Return whether an answer only says yes or no."""
    return fold(answer).rstrip(" .。!！") in _YES_NO


def _stands_in(text: str, whole: str) -> bool:
    """Return whether a folded text stands in another, as words of its own where it is Latin."""
    if not text.isascii() or text not in whole:  # compiling a pattern for each card costs more than all else here
        return text in whole
    return re.search(rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])", whole) is not None


def heading_tells(card: Card, _front: str, answer: str) -> Failure | None:
    """Find a full form that a heading spells: the line of place below the question shows it."""
    said = fold(answer).replace("-", " ")
    headings = (fold(heading).replace("-", " ") for heading in (card.topic, *card.sources[0].headings))
    is_told = any(_stands_in(said, heading) or _stands_in(f"{said}s", heading) for heading in headings)
    return ("R6", "the heading gives the answer away") if is_told else None


def inflected(card: Card, _front: str, answer: str) -> Failure | None:
    """Find a full form in a case of German in which nobody would say it: "des Bundesamtes"."""
    before, found, _ = card.quote.partition(answer)
    is_told = found and _OBLIQUE.search(f"{before}{answer}"[: len(before) + len(answer.split()[0])])
    return ("R8", "the full form stands in another case than by itself") if is_told else None


def initials_tell(_card: Card, front: str, answer: str) -> Failure | None:
    """Find a short Latin answer that can be read off the Latin words of the question, in their order."""
    if _SHORT_NAME.fullmatch(answer.strip()) is None:
        return None
    letters = iter(_NO_LETTERS.sub("", fold(_CJK.sub(" ", front))))
    is_told = all(letter in letters for letter in _NO_LETTERS.sub("", fold(answer)))
    return ("R6", "the letters of the name give the short form away") if is_told else None


def name_echoed(card: Card, _front: str, answer: str) -> Failure | None:
    """Find an answer that says little more than the name and the headings."""
    said, name, topic = fold(answer), fold(card.subject), fold(card.topic)
    around = f"{name} {fold(' '.join(card.sources[0].headings))}"
    kind = _pairs(_KIND.split(said)[-1])
    is_echo = _share(_pairs(said), around) >= _MOST_ECHO or _restates(name, said)
    is_echo = is_echo or (len(kind) >= _KIND_PAIRS and _share(kind, topic) >= _MOST_ECHO)
    is_echo = is_echo or (not _CJK.search(said) and _share(_stems(_HEAD.split(said)[0]), topic) == 1)
    return ("R6", "the name or the topic line says as much as the answer") if is_echo else None


def _pairs(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1) if _CJK.match(text[start])}


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _LONG_WORD.findall(text)}


def _share(parts: set[str], whole: str) -> float:
    """Return which share of these parts stands in a text."""
    return sum(part in whole for part in parts) / len(parts) if parts else 0.0


def _restates(name: str, said: str) -> bool:
    """Return whether all that a name is made of comes again in what is said of it."""
    signs = _CJK.findall(name)
    if len(signs) >= _NAME_SIGNS:
        return len(said) <= _LONG * len(name) and all(sign in said for sign in signs)
    if " " in name:
        stems = _stems(name)
        return len(stems) > 1 and all(stem in said for stem in stems)
    return any(word in name and len(word) >= _MOST_OF * len(name) for word in _LONG_WORD.findall(said))


def of_body(_card: Card, _front: str, answer: str) -> Failure | None:
    """Find an abbreviation of an institute or a company."""
    return ("R2", "the name of a body that is mentioned in passing") if names_body(answer) else None
