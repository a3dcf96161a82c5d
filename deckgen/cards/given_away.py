"""R6: what gives an answer away, beyond standing in the question: initials, the topic line, an echo of the question."""

from __future__ import annotations

import re

from deckgen.language.folding import fold
from deckgen.model import Card, NoteType

_SHORT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.&/-]{1,11}")
_LETTERS = re.compile(r"[^a-z0-9]+")
_LATIN = re.compile("[a-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+")
_YES_NO = frozenset({"是", "否", "对", "不对", "错", "不是", "有", "没有", "yes", "no", "true", "false"})
_TERMS = frozenset({"definition", "alias"})
_MOST_ECHO = 0.7
_ECHO = 0.5
"""Share of an answer's pairs of characters that stand in its name: from here on it says the same again."""


def gives_away(card: Card, question: str, answer: str) -> str:
    """Say what gives the answer away; empty if nothing does."""
    if not answer:
        return ""
    one, two = fold(answer), fold(question)
    if one in _YES_NO:
        return "the answer is a yes or no"
    if stands_in(one, two):
        return "the question gives the answer away"
    shown = fold(card.topic)
    if card.note_type is NoteType.CLOZE and len(one) > 1 and stands_in(one, shown):
        return "the topic line gives the answer away"
    if card.aspect == "cloze" and not _LATIN.search(one) and _echo(one, two) >= _MOST_ECHO:
        return "the words around the gap give it away"
    if card.aspect == "abbreviation" and one in map(fold, card.sources[0].headings):
        return "the heading gives the answer away"
    if card.aspect in ("abbreviation", "alias") and _are_initials(answer, question):
        return "the letters of the name give the short form away"
    if card.aspect in _TERMS and _echo(one, fold(f"{card.subject} {' '.join(card.sources[0].headings)}")) >= _ECHO:
        return "the name says as much as the answer"
    if card.aspect == "number" and set(_NUMBER.findall(one)) & set(_NUMBER.findall(fold(card.subject))):
        return "the name gives the number away"
    return ""




def stands_in(one: str, two: str) -> bool:
    """Say whether a folded text stands in another, as words of its own where it is Latin."""
    if not one.isascii() or one not in two:  # compiling a pattern for each card costs more than all else here
        return one in two
    return re.search(rf"(?<![a-z0-9]){re.escape(one)}(?![a-z0-9])", two) is not None


def _are_initials(answer: str, question: str) -> bool:
    """Say whether a short Latin answer can be read off the Latin words of the question, in their order."""
    if not _SHORT_NAME.fullmatch(answer.strip()):
        return False
    letters = iter(_LETTERS.sub("", fold(_CJK.sub(" ", question))))
    return all(letter in letters for letter in _LETTERS.sub("", fold(answer)))


def _echo(one: str, two: str) -> float:
    pairs = {one[start : start + 2] for start in range(len(one) - 1) if _CJK.match(one[start])}
    return sum(pair in two for pair in pairs) / len(pairs) if pairs else 0.0
