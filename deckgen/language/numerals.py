"""Numerals: the words and signs of numbers in Chinese and English, with their values."""

from __future__ import annotations

from types import MappingProxyType

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
