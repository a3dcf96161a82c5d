"""Numerals: the words and signs of numbers in Chinese and English, with their values."""

from __future__ import annotations

import re
from types import MappingProxyType

from deckgen.patterns import regex

HAN_DIGITS = MappingProxyType(
    {sign: value for value, signs in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for sign in signs}
)
HAN_PLACES = MappingProxyType({"十": 10, "百": 100, "千": 1000})
HAN_MYRIADS = MappingProxyType({"万": 10**4, "亿": 10**8})
HAN_SIGNS = "".join([*HAN_DIGITS, *HAN_PLACES, *HAN_MYRIADS])
"""All signs of a Chinese numeral, as the inside of a character class."""

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UP_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
ENGLISH = MappingProxyType(
    {word: value for value, word in enumerate(_UP_TO_NINETEEN.split())}
    | {word: value * 10 for value, word in enumerate(_TENS.split(), 2)}
)
"""The English number words up to ninety."""

ENGLISH_SCALES = MappingProxyType({"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9})

ENGLISH_TENS = tuple(_TENS.split())

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
IDIOMS = regex(
    "统一|唯一|之一|万一|一般|一定|一样|一直|一致|一旦|一起|一同|一切|一律|十分|三角|四面|四处|百科|百分|两者|二者|"
    "[二十八]?[一二十]进制|十六进制|二叉|[一二两三]元(?=[组方函])|万维|万能|零售|零件|四合院|三峡|千万[不别要]|[一二三]维|"
    "两面|一一|任一|另一|同一|哪一|某一|每一|第[一二](?![十百千])|一步|一面"
)
_OTHERS = MappingProxyType(
    {
        word: value
        for value, words in (
            (2, "zwei deux dos"), (3, "drei trois tres"), (4, "vier quatre cuatro"), (5, "fünf cinq cinco"),
            (6, "sechs seis"), (7, "sieben sept siete"), (8, "acht huit ocho"), (9, "neun neuf nueve"),
            (10, "zehn dix diez"), (11, "elf onze"), (12, "zwölf douze doce"), (20, "zwanzig vingt veinte"),
            (30, "dreißig trente treinta"), (100, "hundert cent cien"), (1000, "tausend mille mil"),
        )
        for word in words.split()
    }
)  # fmt: skip
"""Frequent number words of German, French and Spanish: some mean other things, too, so they only support figures."""
WORD_VALUES = {
    **_OTHERS, **ENGLISH, **ENGLISH_SCALES,
    "dozen": 12, "once": 1, "twice": 2, "single": 1, "none": 0,
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
LOOSE_WORDS = frozenset(
    {"zero", "one", "once", "single", "hundred", "thousand", "million", "billion", "none", *_OTHERS}
)
NUMBER_WORD = regex(
    rf"\b(?:(?P<tens>{'|'.join(ENGLISH_TENS)})[ -](?P<ones>one|two|three|four|five|six|seven|eight|nine)|"
    rf"(?P<word>{'|'.join(sorted(WORD_VALUES, key=len, reverse=True))}))\b",
    re.I,
)


def han_value(numeral: str) -> int:
    """Return the value of a Chinese numeral: by places (两千三百万), or digit by digit (二〇一五)."""
    if all(sign in HAN_DIGITS for sign in numeral):
        return int("".join(str(HAN_DIGITS[sign]) for sign in numeral))
    total = part = digit = 0
    for sign in numeral:
        if sign in HAN_DIGITS:
            digit = HAN_DIGITS[sign]
        elif sign in HAN_PLACES:
            part, digit = part + (digit or 1) * HAN_PLACES[sign], 0
        else:
            total, part, digit = (total + (part + digit or 1)) * HAN_MYRIADS[sign], 0, 0
    return total + part + digit
