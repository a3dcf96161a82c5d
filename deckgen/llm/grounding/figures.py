"""R1: whether the numbers of a card stand where it takes them from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from deckgen.llm.grounding.numbers import Number, glued_digits, measured_value, numbers_of
from deckgen.llm.grounding.words import Words, stem, words_of

_LONGEST_COUNT = 24
"""Characters of a number with its noun; a longer run is no count of things."""
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
    plain = [number for number in numbers if number.kind == "number"]
    dates: set[str] = set()
    for number in numbers:
        if number.kind == "date":
            year, month, day = number.value.split("-")
            dates |= {f"{y}-{m}-{d}" for y in {year, "0"} for m in {month, "0"} for d in {day, "0"}}
    years = {date.split("-")[0] for date in dates}
    counted: dict[str, set[str]] = {}
    for number in plain:
        if number.noun:
            counted.setdefault(stem(number.noun), set()).add(number.value)
    return _Stated(
        bare=frozenset({number.value for number in plain} | years | glued_digits(text)),
        unmeasured=frozenset({number.value for number in plain if not number.unit} | years),
        measured=frozenset((number.unit, measured_value(number)) for number in plain if number.unit),
        named=frozenset((number.kind, number.value) for number in numbers if number.kind in ("part", "version")),
        dates=frozenset(dates),
        counted=counted,
    )


def numbers_astray(question: str, answer: str, detail: str, quote: str, source: str) -> Iterator[str]:
    """Yield the numbers that are not stated: of the answer in the quote, of question and detail in the source."""
    for text, place in ((question, source), (answer, quote), (detail, source)):
        stated = _stated(place)
        for number in numbers_of(text):
            shown = text[number.start : number.end].strip()
            if number.loose or (text is question and not number.unit and not shown[0].isdigit()):
                continue  # 哪三个 asks for three things, which the source may list without counting them
            if not _is_stated(number, stated) and not _is_counted(number, text, source):
                yield shown
    if said := _bound_to_other(answer, _stated(quote)) or _counts_another(question, answer, quote):
        yield said


def _is_counted(number: Number, text: str, source: str) -> bool:
    """Return whether the source counts the same thing with the same words (四个必要条件), wherever it does."""
    shown = text[number.start : text.find(number.noun, number.end) + len(number.noun)] if number.noun else ""
    return bool(shown) and not shown[0].isdigit() and len(shown) <= _LONGEST_COUNT and shown in source


def _is_stated(number: Number, stated: _Stated) -> bool:
    if number.kind == "date":
        year, month, day = number.value.split("-")
        return number.value in stated.dates or (f"0-{month}-{day}" in stated.dates and year in stated.unmeasured)
    if number.kind != "number":
        return (number.kind, number.value) in stated.named
    if not number.unit:
        return number.value in stated.bare
    if (number.unit, measured_value(number)) in stated.measured:
        return True
    return number.unit in _UNWRITTEN and number.value in stated.unmeasured


def _bound_to_other(answer: str, stated: _Stated) -> str:
    """Return a number of the answer whose noun the quote counts with other numbers only; empty if there is none."""
    for number in numbers_of(answer):
        values = stated.counted.get(stem(number.noun)) if number.noun and not number.loose else None
        if values and number.value not in values and number.kind == "number":
            return f"{answer[number.start : number.end].strip()} {number.noun}"
    return ""


def _counts_another(question: str, answer: str, quote: str) -> str:
    """Return the answer's number where the quote counts something else with it, and with another what is asked."""
    mine = [number for number in numbers_of(answer) if number.kind == "number"]
    if len(mine) != 1 or mine[0].noun:
        return ""
    asked = words_of(question)
    nouns = [number for number in numbers_of(quote) if number.noun and not number.loose]
    counted = [number for number in nouns if number.unit == mine[0].unit]
    same = [number for number in counted if number.value == mine[0].value]
    others = [number for number in counted if number.value != mine[0].value and _is_asked(number.noun, asked)]
    if same and others and not any(_is_asked(number.noun, asked) for number in same):
        return f"{answer[mine[0].start : mine[0].end].strip()} {same[0].noun}"
    return ""


def _is_asked(noun: str, asked: Words) -> bool:
    return noun in asked.pairs or stem(noun) in asked.latin
