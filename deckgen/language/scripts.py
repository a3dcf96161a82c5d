"""Scripts: the characters that each is written with, one definition for all of deckgen.

The ranges are those of Unicode's blocks, written as the inside of a character class.
"""

from __future__ import annotations

from deckgen.patterns import regex

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese characters, in any language: the unified ideographs with extension A, and the compatibility ones."""

KANA = r"\u3040-\u30ff\u31f0-\u31ff"
"""Hiragana and katakana: they are written in Japanese alone."""

HANGUL = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
"""Korean syllables and letters."""

CJK = HAN + KANA + HANGUL
"""What is written without a Latin letter in the three languages of East Asia."""

MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84\u0f8d-\u0fbc\u102b-\u1049\u1050-\u109d"
    r"\u17b4-\u17d3"
)
"""Vowels and other marks that stand on, below or behind a letter, of Hebrew, Arabic, and the scripts of South and
South-East Asia: Python's ``\\w`` holds none of them. Of the latter whole blocks, without their punctuation."""

LATIN = r"A-Za-z\u00c0-\u024f"
"""Latin letters, those with marks included."""

SMALL = "a-zß-öø-ÿāăąćčďēėęěğīįıłńňōőœřśşšťūůűźżžα-ωа-яёђ-џ"
CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯЁ"
"""Small and capital letters of the scripts that end a sentence in a full stop: the insides of character classes."""

ASKS = "?？؟፧"
"""What ends a question, in Latin, Chinese, Arabic and Ethiopic letters: the inside of a character class."""

QUOTES = "„“”‟\"'‚‘’«»「」『』《》 "
"""What is put around a name or a whole question, and blanks: to be stripped."""

_LATIN_RUN = regex(rf"[{LATIN}]+")
_CJK_RUN = regex(rf"[{CJK}]+")


def cjk_share(text: str) -> float:
    """Return the share of Chinese, Japanese and Korean characters among the letters of a text, 0 to 1."""
    cjk = sum(map(len, _CJK_RUN.findall(text)))
    # A Latin word says about as much as two characters and is five letters long.
    latin = sum(map(len, _LATIN_RUN.findall(text))) / 2.5
    return cjk / (cjk + latin) if cjk else 0.0
