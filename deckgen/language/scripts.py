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

LATIN = r"A-Za-z\u00c0-\u024f"
"""Latin letters, those with marks included."""

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
