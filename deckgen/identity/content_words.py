"""What a question or an answer is about: its content words, and what two texts may not differ in.

Content words are all but the language's function and question words, without their endings; code, figures, formulas
and operators count as they are. In Han and kana, which set no blanks, pairs of neighbouring characters count.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

import msgspec

from deckgen.identity.field_words import CODE, FORMULA, NUMBER, OPERATOR, SIGN, WORD, Words
from deckgen.language.small_words import (
    CHINESE,
    HAN_NEGATIONS,
    JAPANESE,
    JAPANESE_PARTICLES,
    KOREAN,
    LATIN,
    NEGATIONS,
)
from deckgen.language.stems import stem
from deckgen.patterns import regex

TELLING = 3
"""Content words that make an answer telling; a Han or kana sign, or one of a formula, is half a word."""

_MANY = 4
"""So many content words, all with capitals, are a title's and no names."""

_KANA = regex(r"[\u3041-\u3096\u30a1-\u30fa]")


def _any_of(words: Collection[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_CHINESE_CUT = regex(_any_of(CHINESE))
_JAPANESE_CUT = regex(_any_of(JAPANESE))
_PARTICLE = regex(rf"(?<![\u3041-\u3096])(?:{_any_of(JAPANESE_PARTICLES)})(?![\u3041-\u3096])")
_DENIED = regex("|".join(HAN_NEGATIONS))


class Content(msgspec.Struct, frozen=True):
    """What a text is about."""

    words: frozenset[str]  # Latin and Korean ones without their endings; numbers, code, formulas, operators
    runs: tuple[str, ...]  # of Han and kana, function words cut out
    pairs: frozenset[str]  # of neighbours in these
    singles: frozenset[str]  # runs of one sign
    marks: frozenset[str]  # those of the words that name, count or are code, formulas, operators
    quoted: tuple[str, ...]  # terms in quotation marks, folded, without blanks
    negations: int
    weight: float  # content words, a sign as half a one; letters that stand alone tell nothing
    joined: str  # all of the text, folded, without blanks

    @property
    def is_empty(self) -> bool:
        """Whether the text has no content word."""
        return not self.words and not self.runs

    @property
    def units(self) -> frozenset[str]:
        """All by which a text may be looked up."""
        return self.words | self.pairs | self.singles


def content_of(words: Words, hidden: frozenset[int] = frozenset()) -> Content:
    """Return what some words are about; those at the ``hidden`` places are left out, and part their neighbours."""
    language = language_of(words, hidden)
    small = LATIN[language]
    found: set[str] = set()
    marks: set[str] = set()
    negations, weight = 0, 0.0
    is_title = _is_title(words, small)
    for place, (kind, raw, folded) in enumerate(zip(words.kinds, words.raw, words.folded, strict=True)):
        if kind == SIGN or place in hidden:
            continue
        if kind == WORD:
            if _is_denial(folded, language):
                negations += 1
                continue
            if _is_small(raw, folded, language):
                continue
            unit = _unit(raw, folded, language)
            is_name = _is_sure_name(raw) or (
                raw[0].isupper() and place not in words.starts and language != "de" and not is_title
            )
        else:
            unit, is_name = raw if kind == CODE else folded, True
        if unit not in found:
            found.add(unit)
            weight += _weight(kind, raw)
        if is_name:
            marks.add(unit)
    runs = _runs(words, hidden)
    quoted = (part for part in words.quoted if hidden.isdisjoint(range(*part)))
    return Content(
        words=frozenset(found),
        runs=runs,
        pairs=frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1)),
        singles=frozenset(run for run in runs if len(run) == 1),
        marks=frozenset(marks),
        quoted=tuple("".join(words.folded[first:last]) for first, last in quoted),
        negations=negations + sum(len(_DENIED.findall(run)) for run in runs),
        weight=weight + sum(map(len, runs)) / 2,
        joined="".join([folded for place, folded in enumerate(words.folded) if place not in hidden]),
    )


def without_small(words: Words) -> Words:
    """Return a text without its function words, but for those in its gaps."""
    hidden = words.hidden
    language, cut = language_of(words, hidden), _cut(words, hidden)
    small = [
        place
        for place, (kind, raw, folded) in enumerate(zip(words.kinds, words.raw, words.folded, strict=True))
        if place not in hidden
        and (
            (kind == SIGN and cut[place] == _NO_SIGN)
            or (kind == WORD and _is_small(raw, folded, language) and not _is_denial(folded, language))
        )
    ]
    return words.without(tuple((place, place + 1) for place in small))


def _is_denial(folded: str, language: str) -> bool:
    return folded in NEGATIONS[language] or folded.endswith("n't") or folded in NEGATIONS["ko"]


def _is_small(raw: str, folded: str, language: str) -> bool:
    return (folded in LATIN[language] and not _is_acronym(raw)) or folded in KOREAN


def holds(large: Content, small: Content) -> bool:
    """Return whether one text holds all content words, figures, code, formulas and negations of another, at least one.

    A run of Han signs may be parted by what was set in between: each of its signs must stand beside a neighbour.
    """
    if small.is_empty or not small.words <= large.words or small.negations > large.negations:
        return False
    return all(_holds_run(large, run) for run in small.runs)


def _holds_run(large: Content, run: str) -> bool:
    if len(run) == 1:
        return run in large.singles
    here = [run[at : at + 2] in large.pairs for at in range(len(run) - 1)]
    return all(before or behind for before, behind in zip([False, *here], [*here, False], strict=True))


def differ_in_marks(one: Content, two: Content) -> bool:
    """Return whether two texts differ in a name, number, code, option, formula, operator, negation or quoted term."""
    if one.negations != two.negations:
        return True
    for first, second in ((one, two), (two, one)):
        if not first.marks <= second.words or not all(term in second.joined for term in first.quoted):
            return True
    return False


def is_mended(old: Words, new: Words) -> str:
    """Return the old spelling of the one word in which two texts differ by one letter; empty if they do not.

    One letter is added, dropped or changed, or two neighbours are swapped, in a word of five letters or more without
    digits, of a script that has capitals.
    """
    if len(old.raw) != len(new.raw) or old.kinds != new.kinds:
        return ""
    places = [place for place, (one, two) in enumerate(zip(old.folded, new.folded, strict=True)) if one != two]
    if len(places) != 1 or old.kinds[places[0]] != WORD:
        return ""
    before, after = old.folded[places[0]], new.folded[places[0]]
    return before if is_one_letter_off(before, after) else ""


_SHORTEST = 5


def is_one_letter_off(before: str, after: str) -> bool:
    """Return whether two folded words of five letters or more, of a script with capitals, differ by one letter."""
    if min(len(before), len(after)) < _SHORTEST or abs(len(before) - len(after)) > 1:
        return False
    if not all(letter.isalpha() and letter.upper() != letter for letter in before + after):
        return False
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    one, two = before[start:], after[start:]
    if len(one) != len(two):
        return one[1:] == two or one == two[1:]
    return one[1:] == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])


def language_of(words: Words, hidden: frozenset[int] = frozenset()) -> str:
    """Return the language of the Latin words of a text, by the small words in it; English where nothing tells."""
    shown = [
        language
        for place, (kind, folded) in enumerate(zip(words.kinds, words.folded, strict=True))
        if kind == WORD and place not in hidden
        for language in _languages(folded)
    ]
    return max(LATIN, key=shown.count)


@lru_cache(maxsize=1 << 14)
def _languages(folded: str) -> tuple[str, ...]:
    return tuple(language for language, small in LATIN.items() if folded in small)


def _weight(kind: str, raw: str) -> float:
    if kind == FORMULA:
        return len(_SYMBOL.findall(raw)) / 2
    return float(kind != OPERATOR and (kind in (CODE, NUMBER) or len(raw) > 1))


_SYMBOL = regex(r"\\[A-Za-z]+|[A-Za-z0-9]")
"""A letter, a digit or a command of a formula: half a word, as a Han sign is."""


def _is_acronym(raw: str) -> bool:
    return len(raw) > 1 and raw.isupper()


def _is_sure_name(raw: str) -> bool:
    return any(character.isdigit() or character.isupper() for character in raw[1:])


def _is_title(words: Words, small: frozenset[str]) -> bool:
    """Return whether capitals say nothing here: a title's small words have them too, or all of many words."""
    said = [
        (raw[0].isupper(), folded in small)
        for place, (kind, raw, folded) in enumerate(zip(words.kinds, words.raw, words.folded, strict=True))
        if kind == WORD and place not in words.starts
    ]
    if any(is_upper and is_small for is_upper, is_small in said):
        return True
    others = [is_upper for is_upper, is_small in said if not is_small]
    return len(others) >= _MANY and all(others)


def _unit(raw: str, folded: str, language: str) -> str:
    return folded if _is_sure_name(raw) else stem(folded, language)


def _runs(words: Words, hidden: frozenset[int]) -> tuple[str, ...]:
    """Return the runs of Han and kana, function and question words cut out."""
    if SIGN not in words.kinds:
        return ()
    return tuple(filter(None, _cut(words, hidden).split(_NO_SIGN)))


def _cut(words: Words, hidden: frozenset[int]) -> str:
    """Return the signs of a text, each in its place, with a line end for all else and for function words."""
    signs = [
        raw if kind == SIGN and place not in hidden else _NO_SIGN
        for place, (kind, raw) in enumerate(zip(words.kinds, words.raw, strict=True))
    ]
    text = "".join(signs)
    if SIGN not in words.kinds:
        return text
    if _KANA.search(text) is None:
        return _CHINESE_CUT.sub(_blank, text)
    return _PARTICLE.sub(_blank, _JAPANESE_CUT.sub(_blank, text))


def _blank(found: re.Match[str]) -> str:
    return _NO_SIGN * len(found[0])


_NO_SIGN = "\n"
