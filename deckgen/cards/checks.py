"""Points of the rubric that depend on what is asked: each aspect names its checks (cards/aspects.py).

A check takes a card and one of its faces, and returns the fault that it finds, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from deckgen.language.folding import fold
from deckgen.language.scripts import HAN
from deckgen.model import Card, NoteType
from deckgen.patterns import regex

Failure = tuple[str, str]
"""A point of the rubric, and why it is failed."""
Check = Callable[[Card, str, str], Failure | None]
"""Of a card, its front and its answer."""

_YES_NO = frozenset({"是", "否", "对", "不对", "错", "不是", "有", "没有", "yes", "no", "true", "false"})
_MOST_COMMAND = 50
_MOST_ECHO = 0.5
"""Share of an answer's pairs of characters that stand in its name: from here on it says the same again."""
_SECOND = regex(
    r"[，,；;]\s*(?:并且?|而且|且|同时|以及|也|还|but|and also)|(?:、[^、]*){2}|"
    rf"[（(][^（）()]{{0,99}}[{HAN}]{{6}}[^（）()]{{0,99}}[）)]",
    re.I,
)
"""A second clause, three things in a row, a long aside."""
_SHORT_NAME = regex(r"[A-Za-z][A-Za-z0-9.&/-]{1,11}")
_NO_LETTERS = regex(r"[^a-z0-9]+")
_CJK = regex(rf"[{HAN}]")
_OWN = regex(
    r"[\w./*~-]*/[\w./-]+|[\w-]+\.[a-z]\w{0,5}(?:\.\w+)?|\d{1,3}(?:\.\d{1,3}){3}\S*|\S*@\S*|[\w.-]+:\d{2,}|\w+=\w+|"
    r"(?=[a-z]*\d)[0-9a-f]{7,}",
    re.ASCII,
)
"""A file, path, host or hash."""
_EVERYBODYS = regex(r"/(?:etc|dev|proc|sys|boot)(?:/\S*)?|~/\.\w+\S*|\*\S*")
_PLAIN = regex(r"\w[\w.-]*", re.ASCII)


def given_away(card: Card, front: str, answer: str) -> Failure | None:
    """Find an answer that stands in its question, or is a yes or no."""
    said = fold(answer)
    if said in _YES_NO:
        return "R6", "the answer is a yes or no"
    if said and _stands_in(said, fold(front)):
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
    """Find a full form that is a heading."""
    is_told = fold(answer) in map(fold, card.sources[0].headings)
    return ("R6", "the heading gives the answer away") if is_told else None


def initials_tell(_card: Card, front: str, answer: str) -> Failure | None:
    """Find a short Latin answer that can be read off the Latin words of the question, in their order."""
    if _SHORT_NAME.fullmatch(answer.strip()) is None:
        return None
    letters = iter(_NO_LETTERS.sub("", fold(_CJK.sub(" ", front))))
    is_told = all(letter in letters for letter in _NO_LETTERS.sub("", fold(answer)))
    return ("R6", "the letters of the name give the short form away") if is_told else None


def name_echoed(card: Card, _front: str, answer: str) -> Failure | None:
    """Find an answer that says little more than the name and the headings."""
    said, name = fold(answer), fold(f"{card.subject} {' '.join(card.sources[0].headings)}")
    pairs = {said[start : start + 2] for start in range(len(said) - 1) if _CJK.match(said[start])}
    is_echo = bool(pairs) and sum(pair in name for pair in pairs) / len(pairs) >= _MOST_ECHO
    return ("R6", "the name says as much as the answer") if is_echo else None


def two_facts(_card: Card, _front: str, answer: str) -> Failure | None:
    """Find a second fact behind the first."""
    return ("R5", "more than one fact") if _SECOND.search(answer) else None


def own_operand(card: Card, _front: str, answer: str) -> Failure | None:
    """Find what a command is given that its task does not name and nobody else has: a file, a host, a name."""
    said = fold(card.parts.task)
    if not said:
        return None
    for piece in re.split(r"\|{1,2}|&&|;", answer):
        words = [word.strip("\"'") for word in piece.split() if word != "sudo"]
        for place, word in enumerate(words[1:], 1):
            if fold(word) in said or _EVERYBODYS.fullmatch(word):
                continue
            # The word behind a program may be a command of its; capitals and <...> are left for the reader to fill in.
            is_chosen = place > 1 and not word.isupper() and _PLAIN.fullmatch(word) and not word.startswith("-")
            if is_chosen or _OWN.fullmatch(word):
                return "R3", f"the question does not name what the command is given: {word}"
    return None


def long_command(_card: Card, _front: str, answer: str) -> Failure | None:
    """Find a command that nobody types from memory."""
    return ("R5", "a command longer than anybody types from memory") if len(answer) > _MOST_COMMAND else None
