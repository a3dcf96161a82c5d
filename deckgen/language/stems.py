"""Words without what inflection adds to them: "caches" and "caching" are one word, HTTPS is no plural of HTTP."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from types import MappingProxyType

from deckgen.language.small_words import KOREAN_PARTICLES
from deckgen.patterns import regex

ENDINGS = MappingProxyType(
    {
        "de": ("ern", "en", "er", "es", "em", "e", "n", "s"),
        "fr": ("ées", "ée", "és", "es", "é", "er", "e", "s", "x"),
        "es": ("os", "as", "es", "o", "a", "e", "s"),
    }
)
"""What inflection adds to a word or changes at its end, the longer ones first; English has rules of its own."""

_SHORTEST = 4
_SHORTEST_ENGLISH = 3
"""Letters that are left of a word at least, a vowel among them."""

_SHORTEST_KOREAN = 2
"""A shorter word ends in a particle's letter by chance (수도, a capital)."""

_VOWEL = regex(r"[aeiouyàâäéèêëíîïóôöúùûü]")
_HANGUL = regex(r"[\uac00-\ud7af]")
_HISSING = ("s", "x", "z", "ch", "sh")
_NO_PLURAL = ("ss", "us", "is")
_HIDES_E = regex(r"[^aeiou][aeiou][^aeiouwxy]")
"""Three letters that have lost an e before an ending: making, taking, hoped."""

_ELISION = regex(r"(?:[cdjlmnst]|qu)'(?=\w)")


@lru_cache(maxsize=1 << 15)
def stem(word: str, language: str) -> str:
    """Return a folded word without its ending, as en, de, fr and es have it; a Korean one without particle."""
    if _HANGUL.search(word):
        return _without_particle(word)
    if language == "fr":
        word = _ELISION.sub("", word)
    word = word.removesuffix("'s")
    if not word.isalpha():
        return word
    if language == "en":
        return _english(word)
    if language == "de":
        word = unicodedata.normalize("NFD", word.replace("ß", "ss")).replace("\u0308", "")
    for ending in ENDINGS[language]:
        rest = word.removesuffix(ending)
        if rest != word and _is_word(rest, _SHORTEST):
            return rest
    return word


def _is_word(rest: str, shortest: int) -> bool:
    return len(rest) >= shortest and _VOWEL.search(rest) is not None


def _english(word: str) -> str:
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and _is_word(rest, _SHORTEST_ENGLISH) and not word.endswith("eed"):
            word = _undoubled(rest)
            break
    rest = word.removesuffix("e")
    return rest if _is_word(rest, _SHORTEST) else word


def _singular(word: str) -> str:
    rest = word.removesuffix("s")
    if rest == word or word.endswith(_NO_PLURAL) or not _is_word(rest, _SHORTEST_ENGLISH):
        return word
    if rest.endswith("ie") and len(rest) > _SHORTEST:
        return rest[:-2] + "y"
    return rest[:-1] if rest.endswith("e") and rest[:-1].endswith(_HISSING) else rest


def _undoubled(rest: str) -> str:
    """Return what stands before -ing or -ed without the letter that it doubles, or with the e that it hides."""
    if len(rest) > _SHORTEST_ENGLISH and rest[-1] == rest[-2] and rest[-1] not in "lsz":
        return rest[:-1]
    return rest + "e" if _HIDES_E.fullmatch(rest) else rest


def _without_particle(word: str) -> str:
    for particle in KOREAN_PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST_KOREAN:
            return word.removesuffix(particle)
    return word
