"""The number, the bullet or the emoji that a question opens with: Q3., (a12), 第3题, ①."""

from __future__ import annotations

import re

from deckgen.patterns import regex

_NUMBER = regex(
    r"^\s*(?:(?:Q|问题?|题目?|問題?|Question|Frage|Pregunta|質問|문제|질문|第)?\s*\d{1,4}(?:[.-]\d{1,3}){0,3}\s*(?:[.)、）:：．]|题[.、:：]?|\s[-–—](?=\s)|(?=\s+(?-i:[^a-z\s])))"
    r"\s*|#\s?\d{1,3}[.)]?\s+|:[a-z][a-z0-9_+-]{1,30}:\s*|[A-Z]{1,2}\d{1,3}[)）]\s*|"
    r"[（(\[]\d{1,4}[）)\]]\s*|[一二三四五六七八九十]{1,3}[、.．]\s*|[①-⑳]\s*|"
    r"(?:Q\s*[:：.]|(?:Question|Frage|Pregunta|问题?|問題?|質問|질문|문제)\s*[:：])\s*|"
    r"[^\w\s\"'“‘《「（(¿$`<]{1,3}\s+)(?=\S)",
    re.I,
)


def without_number(text: str) -> str:
    """Drop the number, the bullet or the emoji that a question opens with."""
    return text[number_width(text) :]


def is_number(text: str) -> bool:
    """Return whether a text is the number of a question and nothing else (Q1., 12))."""
    return any(map(str.isdigit, text)) and without_number(f"{text} x") == "x"


def number_width(text: str) -> int:
    """Return how many characters of a text are its question's number, with the emoji before it."""
    found = _NUMBER.match(text)
    if found is None:
        return 0
    is_sign = not any(map(str.isalnum, found[0]))
    behind = _NUMBER.match(text[found.end() :]) if is_sign else None
    return found.end() + (behind.end() if behind else 0)


def number_digits(text: str) -> str:
    """Return the digits of a question's number; empty where it bears none, or a bullet."""
    return "".join(filter(str.isdecimal, text[: number_width(text)]))
