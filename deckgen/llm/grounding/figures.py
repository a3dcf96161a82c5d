"""R1: whether the numbers of a card stand where it takes them from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from deckgen.llm.grounding.numbers import Number, glued_digits, measured_value, numbers_of
from deckgen.llm.grounding.words import Words, stem, words_of

_LONGEST_COUNT = 24
_UNWRITTEN = frozenset({"month", "celsius", "angle"})
"""Units that texts leave out, or write as another word (in 618, 六十度)."""


class _Stated(NamedTuple):
    """The numbers of a text, to look others up in."""

    bare: frozenset[str]
    unmeasured: frozenset[str]
    measured: frozenset[tuple[str, str]]
    named: frozenset[tuple[str, str]]
    """Fractions and versions, with what they are."""
    dates: frozenset[str]
    counted: dict[str, set[str]]
    """The values that stand before a noun."""


@lru_cache(maxsize=64)
def _stated(text: str) -> _Stated:
    numbers = numbers_of(text)
    plain = [one for one in numbers if one.kind == "number"]
    dates: set[str] = set()
    for one in numbers:
        if one.kind == "date":
            year, month, day = one.value.split("-")
            dates |= {f"{y}-{m}-{d}" for y in {year, "0"} for m in {month, "0"} for d in {day, "0"}}
    years = {date.split("-")[0] for date in dates}
    counted: dict[str, set[str]] = {}
    for one in plain:
        if one.noun:
            counted.setdefault(stem(one.noun), set()).add(one.value)
    return _Stated(
        bare=frozenset({one.value for one in plain} | years | glued_digits(text)),
        unmeasured=frozenset({one.value for one in plain if not one.unit} | years),
        measured=frozenset((one.unit, measured_value(one)) for one in plain if one.unit),
        named=frozenset((one.kind, one.value) for one in numbers if one.kind in ("part", "version")),
        dates=frozenset(dates),
        counted=counted,
    )


def numbers_astray(question: str, answer: str, detail: str, quote: str, source: str) -> Iterator[str]:
    """Yield the numbers of a card that are not stated: an answer's in the quote, all others in the source."""
    for text, place in ((question, source), (answer, quote), (detail, source)):
        stated = _stated(place)
        for one in numbers_of(text):
            if one.loose or (text is question and not one.unit and not text[one.start : one.end].strip()[0].isdigit()):
                continue  # 哪三个 asks for three things, which the source may list without counting them
            if not _is_stated(one, stated) and not _is_counted(one, text, source):
                yield text[one.start : one.end].strip()
    if said := _bound_to_other(answer, _stated(quote)) or _counts_another(question, answer, quote):
        yield said


def _is_counted(one: Number, text: str, source: str) -> bool:
    """Return whether the source counts the same thing with the same words (四个必要条件), wherever it does."""
    shown = text[one.start : text.find(one.noun, one.end) + len(one.noun)] if one.noun else ""
    return bool(shown) and not shown[0].isdigit() and len(shown) <= _LONGEST_COUNT and shown in source


def _is_stated(one: Number, stated: _Stated) -> bool:
    if one.kind == "date":
        year, month, day = one.value.split("-")
        return one.value in stated.dates or (f"0-{month}-{day}" in stated.dates and year in stated.unmeasured)
    if one.kind != "number":
        return (one.kind, one.value) in stated.named
    if not one.unit:
        return one.value in stated.bare
    if (one.unit, measured_value(one)) in stated.measured:
        return True
    return one.unit in _UNWRITTEN and one.value in stated.unmeasured


def _bound_to_other(answer: str, stated: _Stated) -> str:
    """Return a number of the answer that counts what the quote counts with other numbers only."""
    for one in numbers_of(answer):
        values = stated.counted.get(stem(one.noun)) if one.noun and not one.loose else None
        if values and one.value not in values and one.kind == "number":
            return f"{answer[one.start : one.end].strip()} {one.noun}"
    return ""


def _counts_another(question: str, answer: str, quote: str) -> str:
    """Return the number of an answer with which the quote counts something else, and what is asked with another."""
    mine = [one for one in numbers_of(answer) if one.kind == "number"]
    if len(mine) != 1 or mine[0].noun:
        return ""
    asked = words_of(question)
    counted = [one for one in numbers_of(quote) if one.noun and not one.loose and one.unit == mine[0].unit]
    same = [one for one in counted if one.value == mine[0].value]
    others = [one for one in counted if one.value != mine[0].value and _is_asked(one.noun, asked)]
    if same and others and not any(_is_asked(one.noun, asked) for one in same):
        return f"{answer[mine[0].start : mine[0].end].strip()} {same[0].noun}"
    return ""


def _is_asked(noun: str, asked: Words) -> bool:
    return noun in asked.pairs or stem(noun) in asked.latin
