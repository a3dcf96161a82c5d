"""R1: the words of a text as they are compared, and whether an answer is made of those of its quote.

Those between blanks are compared by their beginnings, others by pairs of signs. What is worded otherwise may be true:
it is a doubt, no proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from deckgen.language.fillers import FILLERS, SMALL, STOP_SIGNS
from deckgen.language.scripts import CJK, HAN, HANGUL
from deckgen.language.small_words import LATIN, NEGATIONS
from deckgen.language.spoken import FUNCTION_WORDS
from deckgen.language.stems import stem
from deckgen.llm.grounding.numbers import MEASURES, numbers_of
from deckgen.patterns import regex

_PART = rf"[^\W{CJK}]+"
_WORD = regex(rf"{_PART}(?:[-'./]{_PART})*[+#]{{0,2}}")
_PARTS = regex(r"[-'./_]")
_PLURAL = regex(r"(?<=[A-Z]{2})s$")
"""The ending of GPUs, which other words in -us do not have."""
RUN = regex(rf"[{HAN}{HANGUL}\u30a1-\u30fc]+")
"""Signs that no blank parts: Chinese, katakana, Korean; hiragana are the grammar between them."""

STOP_WORDS = frozenset().union(FUNCTION_WORDS, SMALL, *LATIN.values(), *NEGATIONS.values())
_FEWEST = 4
"""Letters by whose first ones words of a root are known; a shorter word is known by all of its letters."""

_MOST = 40
"""Letters of a word; a longer one is none that has relatives."""
_NUMBER_SIZE = 3
"""A number that is stated speaks for as much as three characters do."""
_WORD_SIZE = 2
"""A word between blanks says as much as two signs."""
_MOST_NEW = 0.5
"""Share of an answer's words from which on its quote lacks too many: a paraphrase changes some."""


class Word(NamedTuple):
    """A word between blanks."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=64)
def latin_words(text: str) -> tuple[Word, ...]:
    """Return the words of a readable text that blanks part, in any alphabet; what holds no letter is no word."""
    found = (Word(word[0], word.start(), word.end()) for word in _WORD.finditer(text))
    return tuple(word for word in found if any(map(str.isalpha, word.text)))


class Words(NamedTuple):
    """The words of a text, to look others up in."""

    whole: frozenset[str]
    """Words, their parts, and words with their parts joined, without the ending of a plural."""
    roots: frozenset[str]
    """Their beginnings."""
    pairs: frozenset[str]
    signs: frozenset[str]


@lru_cache(maxsize=64)
def words_of(text: str) -> Words:
    """Return the words of a readable text."""
    whole: set[str] = set()
    for word in latin_words(text):
        whole |= {_bare(word.text), _bare(_PARTS.sub("", word.text)), *map(_bare, _PARTS.split(word.text))}
    runs = RUN.findall(text)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    roots = frozenset(first for word in whole for first in _roots(word))
    return Words(frozenset(whole), roots, frozenset(pairs), frozenset("".join(runs)))


@lru_cache(maxsize=1 << 14)
def _bare(word: str) -> str:
    return stem(_PLURAL.sub("", word).casefold().strip("'"), "en")


def root(word: str) -> str:
    """Return the first letters of a word, by which it is told from others of other roots."""
    return _roots(word)[0]


@lru_cache(maxsize=1 << 14)
def _roots(word: str) -> tuple[str, ...]:
    """Return the beginnings of a word, one of which most words of its root share: compress, compression."""
    word = _bare(word)
    is_whole = len(word) > _MOST or any(map(str.isdigit, word))
    fewest = len(word) if is_whole else max(_FEWEST, len(word) * 2 // 3)
    return tuple(word[:size] for size in range(fewest, len(word) + 1)) or (word,)


def has_word(word: str, words: Words) -> bool:
    """Return whether a word is among others: as it is, with its parts joined, or each part of it."""
    if _bare(word) in words.whole or _bare(_PARTS.sub("", word)) in words.whole:
        return True
    parts = [part for part in _PARTS.split(word) if part]
    return len(parts) > 1 and all(_bare(part) in words.whole or part.isdigit() for part in parts)


def has_root(word: str, words: Words) -> bool:
    """Return whether a word of the same root is among others: enough for what a paraphrase may change."""
    return has_word(word, words) or not words.roots.isdisjoint(_roots(word))


def new_words(question: str, answer: str, quote: str) -> str:
    """Return the words of an answer that its quote lacks, if they are too many; empty otherwise.

    What the question says already counts for neither side.
    """
    asked, quoted = words_of(question), words_of(quote)
    answer, numbers = _without_numbers(FILLERS.sub(lambda found: found[0] if found[0] in quote else " ", answer))
    cost, count, new = 0.0, _NUMBER_SIZE * numbers, []
    for text, size, weight in (*_new_latin(answer, asked, quoted), *_new_signs(answer, asked, quoted)):
        count += size
        cost += weight
        if weight:
            new.append(text)
    return " ".join(new) if count and cost >= _MOST_NEW * count else ""


def _without_numbers(text: str) -> tuple[str, int]:
    """Cut the numbers and the measure words behind them out of a text: they are looked up elsewhere."""
    kept, start, count = [], 0, 0
    for number in numbers_of(text):
        kept.append(text[start : number.start])
        start = number.end + (text[number.end : number.end + 1] in MEASURES)
        count += 1
    return " ".join([*kept, text[start:]]), count


def _new_latin(answer: str, asked: Words, quoted: Words) -> Iterator[tuple[str, int, float]]:
    for word in latin_words(answer):
        if word.text.casefold() in STOP_WORDS:
            continue
        if has_root(word.text, quoted):
            yield word.text, _WORD_SIZE, 0.0
        elif not has_root(word.text, asked):
            yield word.text, _WORD_SIZE, float(_WORD_SIZE)


def _new_signs(answer: str, asked: Words, quoted: Words) -> Iterator[tuple[str, int, float]]:
    for run in RUN.findall(answer):
        for at, sign in enumerate(run):
            pairs = {run[max(at - 1, 0) : at + 1], run[at : at + 2]} - {sign}
            if sign in STOP_SIGNS:
                continue
            if pairs & quoted.pairs or (not pairs and sign in quoted.signs):
                yield sign, 1, 0.0
            elif not pairs & asked.pairs:
                yield sign, 1, 0.5 if sign in quoted.signs else 1.0
