"""R1: the numbers of a text as they are compared: value and unit, dates, versions, in digits and in words.

Takes readable text in Chinese or English, gives values in one spelling (5 万 = 50,000, 三 = 3, 2015年3月1日 =
March 1, 2015); never says whether one is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from deckgen.language.numerals import ENGLISH, ENGLISH_SCALES, ENGLISH_TENS, HAN_SIGNS, han_value
from deckgen.language.scripts import HAN
from deckgen.language.units import SCALES, UNIT, UNITS
from deckgen.patterns import regex

_LONGEST_JOINT = 8
"""Characters between two numbers that share a unit ("3 to 5 km")."""
_MOST_DIGITS = 30
"""Nobody recalls a longer number, and longer ones cost more than they are worth."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_MONTH_DIGITS = r"(?:1[0-2]|0?[1-9])"
_DATES = regex(
    rf"(?<![\d.])(?P<y1>\d{{4}})(?P<sep>[-/.])(?P<m1>{_MONTH_DIGITS})(?P=sep)(?P<d1>{_DAY})(?!\d|\.\d)"
    rf"|(?<!\d)(?P<y2>\d{{2,4}})\s?年\s?(?P<m2>{_MONTH_DIGITS})\s?月(?:\s?(?P<d2>{_DAY})\s?[日号])?"
    rf"|(?<!\d)(?P<m3>{_MONTH_DIGITS})\s?月\s?(?P<d3>{_DAY})\s?[日号]"
    rf"|\b{_MONTH.format('m4')}\s(?P<d4>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y4>\d{{4}})\b)?"
    rf"|\b(?P<d5>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH.format('m5')}(?:,?\s(?P<y5>\d{{4}})\b)?"
    rf"|\b{_MONTH.format('m6')},?\s(?P<y6>\d{{4}})\b",
    re.I,
)
_CLOCK = regex(r"(?<![\d:.])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
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
_IDIOMS = regex(
    "统一|唯一|之一|万一|一般|一定|一样|一直|一致|一旦|一起|一同|一切|一律|十分|三角|四面|四处|百科|百分|两者|二者|"
    "[二十八]?[一二十]进制|十六进制|二叉|[一二两三]元(?=[组方函])|万维|万能|零售|零件|四合院|三峡|千万[不别要]|[一二三]维|"
    "两面|一一|任一|另一|同一|哪一|某一|每一|第[一二](?![十百千])|一步|一面"
)
_WORD_VALUES = {
    **ENGLISH, **ENGLISH_SCALES,
    "dozen": 12, "once": 1, "twice": 2, "single": 1, "none": 0,
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_LOOSE_WORDS = frozenset({"zero", "one", "once", "single", "hundred", "thousand", "million", "billion", "none"})
_WORD = regex(
    rf"\b(?:(?P<tens>{'|'.join(ENGLISH_TENS)})[ -](?P<ones>one|two|three|four|five|six|seven|eight|nine)|"
    rf"(?P<word>{'|'.join(sorted(_WORD_VALUES, key=len, reverse=True))}))\b",
    re.I,
)
_SCALE = regex(
    r"\s?(?:(?P<han>[十百千万亿]{1,2})(?![米瓦克卡焦帕赫])|(?P<word>hundred|thousand|million|billion|trillion|bn)\b"
    r"|(?P<letter>[kKMB])(?![A-Za-z]))"
)
_GRADES = frozenset("阶级型代期审线")
_BEGINS_NAME = regex(r"(?!(?:st|nd|rd|th|s)\b)[A-Za-z]")
_JOINED = regex(r"\s?(?:-|~|to|至|到|and|or|和|或|与|、|,)\s?(?:the\s)?", re.I)
MEASURES = "个条位名层次种项块只本章卷首台款类回份家座棵"
_NOUN = regex(rf"\s?[{MEASURES}]?\s?(?P<noun>[{HAN}]{{2}}|[A-Za-z]{{3,20}})")


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
    noun: str = ""
    """What is counted, as far as it follows at once: two characters, or a word."""
    loose: bool = False
    """Said in a way that states no number for sure (一, second): it supports, but is not itself checked."""


@lru_cache(maxsize=64)
def numbers_of(text: str) -> tuple[Number, ...]:
    """Return the numbers that a readable text states, in its order; no part of the text belongs to two."""
    taken = bytearray(len(text))
    found: list[Number] = []
    for reader in (_dates, _clocks, _versions, _parts, _digits, _words, _han_numbers):
        for number in reader(text):
            if 1 not in taken[number.start : number.end]:
                taken[number.start : number.end] = b"\1" * (number.end - number.start)
                found.append(number)
    found.sort(key=lambda number: number.start)
    return tuple(_with_shared_units(text, list(_compounds(text, found))))


def _compounds(text: str, found: Sequence[Number]) -> Iterator[Number]:
    """Yield the numbers, those of one duration joined (8 分 20 秒)."""
    last: Number | None = None
    for number in found:
        if last is not None and _goes_on(text, last, number):
            total = Decimal(last.value) * last.factor + Decimal(number.value) * number.factor
            last = number._replace(value=_spelled(total / number.factor), start=last.start)
            continue
        if last is not None:
            yield last
        last = number
    if last is not None:
        yield last


def _goes_on(text: str, last: Number, number: Number) -> bool:
    is_smaller = last.unit == number.unit == "time" and number.factor < last.factor
    return is_smaller and not text[last.end : number.start].strip()


def _with_shared_units(text: str, found: Sequence[Number]) -> Iterator[Number]:
    """Return the numbers, those of a range or list with the unit that stands behind the last one (3 to 5 km)."""
    out: list[Number] = []
    after: Number | None = None
    for number in reversed(found):
        after = number if after is None or not _is_joined(text, number, after) else _measured_like(number, after)
        out.append(after)
    return reversed(out)


def _is_joined(text: str, number: Number, after: Number) -> bool:
    lacks_unit = bool(after.unit) and not number.unit and number.kind == "number"
    is_near = after.start - number.end < _LONGEST_JOINT
    return lacks_unit and is_near and _JOINED.fullmatch(text, number.end, after.start) is not None


def _measured_like(number: Number, after: Number) -> Number:
    return number._replace(unit=after.unit, factor=after.factor)


def _dates(text: str) -> Iterator[Number]:
    for found in _DATES.finditer(text):
        said = {name[0]: text for name, text in found.groupdict().items() if text and name != "sep"}
        year, month, day = (said.get(part, "0") for part in "ymd")
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].casefold()) + 1
        yield Number("date", f"{int(year)}-{number}-{int(day)}", found.start(), found.end())


def _clocks(text: str) -> Iterator[Number]:
    for found in _CLOCK.finditer(text):
        hours, minutes, seconds = found.groups()
        # Of a time of day, too, only the seconds that it is away from midnight are compared.
        total = Decimal(hours) * 3600 + Decimal(minutes) * 60 + Decimal(seconds or "0")
        yield Number("number", _spelled(total), found.start(), found.end(), "time")


def _versions(text: str) -> Iterator[Number]:
    for found in _VERSION.finditer(text):
        yield Number("version", found[0].casefold().lstrip("v"), found.start(), found.end())


def _parts(text: str) -> Iterator[Number]:
    for found in _PART.finditer(text):
        if found["f"]:
            word = found["f"].casefold().replace("fourth", "quarter")
            value = f"{_WORD_VALUES.get(found['e'].casefold(), 1)}/{_PARTS.index(word) + 2}"
        else:
            top, bottom = (found["a"], found["b"]) if found["a"] else (found["c"], found["d"])
            value = f"{_int(str(top))}/{_int(bottom)}"
        yield Number("part", value, found.start(), found.end())


def _int(text: str) -> int:
    return int(text) if text.isdigit() else han_value(text)


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
        rest = _NOUN.match(text, found.end())
        return Number("number", spelled, start, found.end(), unit, factor, rest["noun"] if rest else "")
    if _BEGINS_NAME.match(text, end):
        return None
    noun = _NOUN.match(text, end)
    return Number("number", spelled, start, end, noun=noun["noun"] if noun else "")


def _words(text: str) -> Iterator[Number]:
    for found in _WORD.finditer(text):
        if found["tens"]:
            value, loose = _WORD_VALUES[found["tens"].casefold()] + _WORD_VALUES[found["ones"].casefold()], False
        else:
            word = found["word"].casefold()
            value, loose = _WORD_VALUES[word], word in _LOOSE_WORDS
        number = _measured(text, found.start(), found.end(), Decimal(value))
        if number is not None:
            yield number._replace(loose=loose)


def _han_numbers(text: str) -> Iterator[Number]:
    idioms = bytearray(len(text))
    for idiom in _IDIOMS.finditer(text):
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
