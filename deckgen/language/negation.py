"""Negations: the words by which a text denies something, most of all a Chinese or English one."""

from __future__ import annotations

import re

from deckgen.language.folding import fold
from deckgen.language.small_words import HAN_NEGATIONS, NEGATIONS
from deckgen.patterns import regex

_HAN_FLATLY = (
    r"不(?![仅但断过久少足论管只妨])|没有|没(?!收)|无(?![论穷限线向疑非数]|监督)|(?<![除无])非(?!常|洲)|未(?!来)|勿|"
    r"(?<![分区识特级类个性告])别(?![人的名])|缺少|缺乏"
)
_HAN_NEARLY = "禁止|很少|极少|难以|避免|以免"
_LATIN_FLATLY = (
    r"\b(?:not|never|no|none|nothing|nobody|neither|nor|without|cannot|lacks?|n't)\b|n['’]t\b"
)
_LATIN_NEARLY = r"\b(?:rarely|seldom|hardly|fails? to|failed to|unable to|refuses? to)\b"
_IS_NONE = regex(
    r"不等式|是不是|能不能|会不会|不得不|不可或缺|是否|能否|可否|不小心|不同|不大于|不小于|不少于|不超过|不到|"
    r"\bnot only\b|\bno longer than\b|\bno more than\b|\bno less than\b|\bwhether or not\b",
    re.I,
)
"""What holds a word of negation and denies nothing."""

IN_TERMS = regex("非|无(?![法需须])|未(?![能被曾必予])|不可(?![能以])")
"""Negations that a term begins with, and that deny no more than its first word: 非阻塞, 无损, 未签名, 不可约."""
HAN_NOT = regex(f"{_HAN_FLATLY}|{_HAN_NEARLY}")
LATIN_NOT = regex(f"{_LATIN_FLATLY}|{_LATIN_NEARLY}", re.I)
_NOT = regex(f"{HAN_NOT.pattern}|{LATIN_NOT.pattern}", re.I)
_FLATLY = regex(f"{_HAN_FLATLY}|{_LATIN_FLATLY}", re.I)


def plainly(text: str) -> str:
    """Return a text without the phrases that hold a word of negation and deny nothing."""
    return _IS_NONE.sub(" ", text)


def negations(text: str) -> int:
    """Return how many negations a text holds."""
    return len(_NOT.findall(plainly(text)))


def denies(text: str) -> bool:
    """Return whether a text denies something flatly: what is hard or avoided is worded in too many ways."""
    return _FLATLY.search(plainly(text)) is not None


def says_not(text: str) -> bool:
    """Return whether a heading or a lead-in holds a negation of any language: what it opens is not so."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    return denies(text) or any(not words_of.isdisjoint(words) for words_of in NEGATIONS.values()) or (
        any(sign in plainly(text) for sign in HAN_NEGATIONS)
    )


def without_negations(text: str) -> str:
    """Return a text without the words that deny flatly."""
    return _FLATLY.sub(" ", plainly(text))
