"""R1: the words of a text as they are compared: Latin ones by their stems, Chinese ones by pairs of characters."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from deckgen.language.scripts import HAN
from deckgen.patterns import regex

_LATIN = regex(
    r"[A-Za-z0-9_\u00c0-\u024f\u0370-\u03ff]+(?:[-'./][A-Za-z0-9_\u00c0-\u024f\u0370-\u03ff]+)*[+#]{0,2}"
)
_HAS_LETTER = regex(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff]")
_PARTS = regex(r"[-'./_]")
HAN_RUN = regex(rf"[{HAN}]+")

STOP_WORDS = frozenset(
    """
    a an the of to in on at by for from with as is are was were be been being am it its they them their he she his her
    him this that these those there here and or but nor so if then than when while whereas which who whom whose what
    where why how do does did done can could may might must shall should will would has have had having not no never
    none into onto over under up out off about around roughly approximately almost also too very only just even still
    more most less least such each every any all some both either neither same other another own s t d ll re ve one
    against because since until after before between among through during without within via per i e g ie eg etc
    us we you my your our me let get gets got make makes made use uses used using because yes
    like well roughly nearly whole together
    """.split()  # noqa: SIM905 - a list of words is read as one
)
STOP_HAN = frozenset(
    "的了着地得之其它他她是为在于由与和及或而且但也都就则即又还并将把被使让令从到向对给以用于所"
    "者这那此该个些种样会能可要等时里中上下内约有一二两同更较即因而若如"
)
"""Characters that a paraphrase adds or drops."""
GLUE = frozenset("的了着是在与和及或而也就")
"""Characters that no word worth comparing is made with."""
_SUFFIXES = ("'s", "ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s")
_IRREGULAR = MappingProxyType(
    {
        past: present
        for present, *pasts in map(
            str.split,
            """
            lay laid|find found|give gave given|take took taken|write wrote written|send sent|hold held|keep kept|
            build built|lead led|run ran|rise rose risen|fall fell fallen|grow grew grown|begin began begun|
            become became|bring brought|buy bought|choose chose chosen|come came|draw drew drawn|drive drove driven|
            eat ate eaten|feed fed|fight fought|fly flew flown|forget forgot forgotten|know knew known|leave left|
            lose lost|mean meant|meet met|pay paid|say said|see saw seen|sell sold|show shown|speak spoke spoken|
            spend spent|stand stood|teach taught|tell told|think thought|throw threw thrown|understand understood|
            wear wore worn|win won|die dying|lie lying|child children|person people|man men|woman women|foot feet|
            mouse mice|index indices|vertex vertices|matrix matrices|break broke broken|bind bound|hide hid hidden
            """.replace("\n", " ").split("|"),
        )
        for past in pasts
    }
)
"""The forms of words that no ending tells of."""
_SHORTEST_STEM = 3
"""Letters: what is left of a shorter word tells it from no other."""
_VOWELS = frozenset("aeiouy")


class Latin(NamedTuple):
    """A Latin word of a text."""

    text: str
    start: int
    end: int


def latin_words(text: str) -> list[Latin]:
    """Return the Latin words of a readable text; what holds no letter is no word."""
    return [
        Latin(found[0], found.start(), found.end())
        for found in _LATIN.finditer(text)
        if _HAS_LETTER.search(found[0])
    ]


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return what words of one root share: no ending, one spelling of British and American words."""
    word = word.casefold().strip("'")
    word = _IRREGULAR.get(word, word)
    for suffix in _SUFFIXES:
        root = word.removesuffix(suffix)
        if root != word and len(root) >= _SHORTEST_STEM and not _VOWELS.isdisjoint(root) and not word.endswith("ss"):
            word = root + ("y" if suffix in ("ies", "ied") else "")
            break
    word = re.sub("re$", "er", re.sub("our$", "or", re.sub("is$", "iz", word)))
    word = re.sub(r"([b-df-hj-np-tv-z])\1$", r"\1", word)
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


class Words(NamedTuple):
    """The words of a text, to look others up in."""

    latin: frozenset[str]
    """Stems of whole words, of their parts, and of words with their parts joined."""
    pairs: frozenset[str]
    signs: frozenset[str]


@lru_cache(maxsize=64)
def words_of(text: str) -> Words:
    """Return the words of a readable text."""
    latin: set[str] = set()
    for word in latin_words(text):
        latin |= {stem(word.text), stem(_PARTS.sub("", word.text)), *map(stem, _PARTS.split(word.text))}
    runs = HAN_RUN.findall(text)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return Words(frozenset(latin), frozenset(pairs), frozenset("".join(runs)))


def has_word(word: str, words: Words) -> bool:
    """Return whether a Latin word is among others: as it is, with its parts joined, or each part of it."""
    if stem(word) in words.latin or stem(_PARTS.sub("", word)) in words.latin:
        return True
    parts = [part for part in _PARTS.split(word) if part]
    return len(parts) > 1 and all(stem(part) in words.latin or part.isdigit() for part in parts)
