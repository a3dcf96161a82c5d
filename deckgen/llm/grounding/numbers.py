"""R1: the numbers of a text as they are compared: value and unit, dates, versions, in digits and in words.

Takes readable text in Chinese or English, gives values in one spelling (5 万 = 50,000, 三 = 3, 2015年3月1日 =
March 1, 2015); says whether another text states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from deckgen.language.numerals import HAN_SIGNS, IDIOMS, LOOSE_WORDS, MONTH, MONTHS, NUMBER_WORD, WORD_VALUES, han_value
from deckgen.language.units import SCALES, UNIT, UNITS
from deckgen.patterns import regex

_MOST_DIGITS = 30
"""Nobody recalls a longer number, and longer ones cost more than they are worth."""
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_MONTH_DIGITS = r"(?:1[0-2]|0?[1-9])"
_DATES = regex(
    rf"(?<![\d.])(?P<y1>\d{{4}})(?P<sep>[-/.])(?P<m1>{_MONTH_DIGITS})(?P=sep)(?P<d1>{_DAY})(?!\d|\.\d)"
    rf"|(?<!\d)(?P<y2>\d{{2,4}})\s?年\s?(?P<m2>{_MONTH_DIGITS})\s?月(?:\s?(?P<d2>{_DAY})\s?[日号])?"
    rf"|(?<!\d)(?P<m3>{_MONTH_DIGITS})\s?月\s?(?P<d3>{_DAY})\s?[日号]"
    rf"|\b{MONTH.format('m4')}\s(?P<d4>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y4>\d{{4}})\b)?"
    rf"|\b(?P<d5>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?{MONTH.format('m5')}(?:,?\s(?P<y5>\d{{4}})\b)?"
    rf"|\b{MONTH.format('m6')},?\s(?P<y6>\d{{4}})\b",
    re.I,
)
_FORMULA = regex(r"\$(?=\S)([^$\n]{1,200})(?<=\S)\$(?!\d)")
"""Its marks are no dollars."""
_HAN = f"[{HAN_SIGNS}]"
_PART = regex(
    rf"(?<!{_HAN})(?P<b>{_HAN}{{1,5}}|\d{{1,4}})分之(?P<a>{_HAN}{{1,5}}|\d{{1,4}})"
    r"|(?<![\w./])(?P<c>\d{1,4})\s?/\s?(?P<d>\d{1,4})(?![\w./])"
    r"|\b(?P<e>one|two|three|four|five|an?)[ -]"
    r"(?P<f>half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?\b",
    re.I,
)
_PARTS = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_VERSION = regex(r"(?<![\d.])v?\d{1,6}(?:\.\d{1,6}){2,6}(?!\d|\.\d)", re.I)
_DIGITS = regex(
    r"(?P<sign>(?<![A-Za-z0-9)\]%.年月日时分秒个天周元万亿度米克])[-+](?=[\d$€£¥])|(?:零下|负|\bminus\b)\s?)?"
    r"(?P<money>us\$|[$€£¥])?\s?(?<![a-z0-9_.^])"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?: \d{3}){1,5}(?![\d,])|\d+(?:\.\d+)?)(?!\d)",
    re.I,
)
_GLUED = regex(r"(?<=[a-z_])\d{1,30}(?:\.\d{1,30})?", re.I)
_HAN_NUMBER = regex(rf"(?P<sign>零下|负)?(?P<number>{_HAN}+)")
_SCALE = regex(
    r"\s?(?:(?P<han>[十百千万亿]{1,2})(?![米瓦克卡焦帕赫])|(?P<word>hundred|thousand|million|billion|trillion|bn)\b"
    r"|(?P<letter>[kKMB])(?![A-Za-z]))"
)
_GRADES = frozenset("阶级型代期审线")
_BEGINS_NAME = regex(r"(?!(?:st|nd|rd|th|s)\b)[A-Za-z]")
_UNWRITTEN = frozenset({"month", "celsius", "angle"})
"""Units that texts leave out, or write as another word (in 618, 六十度)."""
MEASURES = "个条位名层次种项块只本章卷首台款类回份家座棵"


class Number(NamedTuple):
    """A number that a text states."""

    kind: str
    """``number``, ``date``, ``part`` (a fraction) or ``version``."""
    value: str
    """One spelling for each value, before its unit; a date is ``y-m-d`` with 0 for what is not said."""
    start: int
    end: int
    unit: str = ""
    """What it measures (``length``); empty for a count, and for a unit that is not in the list."""
    factor: Decimal = Decimal(1)
    loose: bool = False
    """Said in a way that states no number for sure (一, second): it supports, but is not itself checked."""


@lru_cache(maxsize=64)
def numbers_of(text: str) -> tuple[Number, ...]:
    """Return the numbers that a readable text states, in its order; no part of the text belongs to two."""
    text = _FORMULA.sub(lambda found: f" {found[1]} ", text.replace("$$", "  "))
    taken = bytearray(len(text))
    found: list[Number] = []
    for reader in (_dates, _versions, _parts, _digits, _words, _han_numbers):
        for number in reader(text):
            if 1 not in taken[number.start : number.end]:
                taken[number.start : number.end] = b"\1" * (number.end - number.start)
                found.append(number)
    found.sort(key=lambda number: number.start)
    return tuple(found)


def _dates(text: str) -> Iterator[Number]:
    for found in _DATES.finditer(text):
        said = {name[0]: text for name, text in found.groupdict().items() if text and name != "sep"}
        year, month, day = (said.get(part, "0") for part in "ymd")
        number = int(month) if month.isdecimal() else MONTHS.index(month[:3].casefold()) + 1
        yield Number("date", f"{int(year)}-{number}-{int(day)}", found.start(), found.end())


def _versions(text: str) -> Iterator[Number]:
    for found in _VERSION.finditer(text):
        yield Number("version", found[0].casefold().lstrip("v"), found.start(), found.end())


def _parts(text: str) -> Iterator[Number]:
    for found in _PART.finditer(text):
        if found["f"]:
            word = found["f"].casefold().replace("fourth", "quarter")
            value = f"{WORD_VALUES.get(found['e'].casefold(), 1)}/{_PARTS.index(word) + 2}"
        else:
            top, bottom = (found["a"], found["b"]) if found["a"] else (found["c"], found["d"])
            value = f"{_int(str(top))}/{_int(bottom)}"
        yield Number("part", value, found.start(), found.end())


def _int(text: str) -> int:
    return int(text) if text.isdecimal() else han_value(text)


def _digits(text: str) -> Iterator[Number]:
    for found in _DIGITS.finditer(text):
        digits = re.sub("[, ]", "", found["number"])
        if len(digits) > _MOST_DIGITS:
            yield Number("number", digits, found.start(), found.end())
            continue
        sign = -1 if found["sign"] and found["sign"] != "+" else 1
        number = _measured(text, found.start(), found.end(), sign * Decimal(digits), digits)
        if number is not None and found["money"]:
            unit, factor = UNITS[found["money"].casefold()]
            number = number._replace(unit=unit, factor=factor)
        if number is not None:
            yield number


def _measured(text: str, start: int, end: int, value: Decimal, digits: str = "") -> Number | None:
    """Return a number with the scale, unit and noun behind it; None where it is the beginning of a name (5xx)."""
    if scale := _SCALE.match(text, end):
        value *= SCALES.get(scale[0].strip(), SCALES.get(scale[0].strip().casefold(), Decimal(1)))
        end = scale.end()
        digits = ""
    if text[end : end + 1] in ("多", "余", "+"):
        end += 1
    spelled = _kept_zeros(value, digits)
    if found := UNIT.match(text, end):
        unit, factor = UNITS[found["unit"].casefold()]
        if unit == "month" and factor > 1 and value >= 100 and found["unit"] == "年":
            return Number("number", spelled, start, found.end())  # a year, which English writes without a unit
        return Number("number", spelled, start, found.end(), unit, factor)
    if _BEGINS_NAME.match(text, end):
        return None
    return Number("number", spelled, start, end)


def _words(text: str) -> Iterator[Number]:
    for found in NUMBER_WORD.finditer(text):
        if found["tens"]:
            value, loose = WORD_VALUES[found["tens"].casefold()] + WORD_VALUES[found["ones"].casefold()], False
        else:
            word = found["word"].casefold()
            value, loose = WORD_VALUES[word], word in LOOSE_WORDS
        number = _measured(text, found.start(), found.end(), Decimal(value))
        if number is not None:
            yield number._replace(loose=loose)


def _han_numbers(text: str) -> Iterator[Number]:
    idioms = bytearray(len(text))
    for idiom in IDIOMS.finditer(text):
        idioms[idiom.start() : idiom.end()] = b"\1" * (idiom.end() - idiom.start())
    for found in _HAN_NUMBER.finditer(text):
        digits = found["number"]
        if len(digits) > _MOST_DIGITS or 1 in idioms[found.start() : found.end()]:
            continue
        if digits[0] in "百千万亿":
            continue
        value = Decimal(han_value(digits) * (-1 if found["sign"] else 1))
        number = _measured(text, found.start(), found.end(), value)
        if number is not None:
            follows = text[found.end() : found.end() + 1]
            yield number._replace(loose=digits in ("一", "十", "零") and follows not in _GRADES)


def _kept_zeros(value: Decimal, digits: str) -> str:
    """Spell a value; 1.10 stays apart from 1.1, for it may be a version."""
    return digits.lstrip("0") if digits.endswith("0") and "." in digits and value > 0 else _spelled(value)


def _spelled(value: Decimal) -> str:
    return format(value.normalize(), "f")


def measured_value(number: Number) -> str:
    """Return the value of a number in the base of its unit, one spelling for each."""
    return _spelled(Decimal(number.value) * number.factor)


def glued_digits(text: str) -> frozenset[str]:
    """Return the digits that end names (P100, β2): they support a number, but state none."""
    return frozenset(found[0] for found in _GLUED.finditer(text))


class _Stated(NamedTuple):
    """The numbers of a text, to look others up in."""

    bare: frozenset[str]
    unmeasured: frozenset[str]
    measured: frozenset[tuple[str, str]]
    named: frozenset[tuple[str, str]]
    """Fractions and versions, with what they are."""
    dates: frozenset[str]


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
    return _Stated(
        bare=frozenset({number.value for number in plain} | years | glued_digits(text)),
        unmeasured=frozenset({number.value for number in plain if not number.unit} | years),
        measured=frozenset((number.unit, measured_value(number)) for number in plain if number.unit),
        named=frozenset((number.kind, number.value) for number in numbers if number.kind in ("part", "version")),
        dates=frozenset(dates),
    )


def numbers_astray(text: str, *places: str, whatever_unit: bool = False) -> Iterator[str]:
    """Yield the numbers of a text that none of these places states.

    ``whatever_unit``: a unit may be left out, or stand elsewhere.
    """
    for number in numbers_of(text):
        if number.loose:
            continue
        there = map(_stated, places)
        if not any(_is_stated(number, stated) or (whatever_unit and number.value in stated.bare) for stated in there):
            yield text[number.start : number.end].strip()


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
