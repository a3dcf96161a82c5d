"""Whether a full form spells an abbreviation: Schwartz and Hearst (2003), and what a reader asks beyond."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.language.folding import fold

LETTER = "A-Za-zÀ-ɏ"
"""What a word of Latin script is made of, as a set of a pattern."""
_SMALL = frozenset(
    "of the and for in to on a an with by from or at der die das und für de la le les et des y del los".split()  # noqa: SIM905
)
_MISSED = 1
"""So many words of a full form may lend no letter."""


def initials(full: str) -> str:
    """Return the first letters of a full form's words, the small ones left out."""
    words = re.split(r"[\W_]+", fold(full))
    return "".join(word[0] for word in words if word and word not in _SMALL)


def spells(short: str, full: str) -> bool:
    """Return whether a full form spells an abbreviation: its letters in their order, the first one opening a word.

    Beyond what Schwartz and Hearst ask, the abbreviation has two capitals, all words but one and the small ones have a
    first letter of its, and a word lends others only behind its first.
    """
    letters = re.sub(r"[^a-z0-9]", "", short.casefold())
    words = re.findall(rf"[{LETTER}0-9]+", full.casefold().replace("'", ""))
    if sum(map(str.isupper, short)) < 2 or len(letters) < 2 or len(words) < 2 or words[0] in _SMALL:
        return False
    if words[-1][0] not in letters or letters in "".join(words) or "/" in full or len(full) <= len(short) + 3:
        return False
    capitals = [word for word in re.findall(r"[A-Za-z]+", full) if word.isupper() and word in short.upper()]
    if len(words) > min(len(letters) + 5, 2 * len(letters)) or len(words) - len(capitals) < 2:
        return False
    if initials(full) == letters:
        return True
    silent = [word for word in words if word not in _SMALL and word[0] not in letters]
    fewer = (words[at:] for at in range(1, len(words)) if words[at] not in _SMALL)
    return len(silent) <= _MISSED and _lend(words, letters) and not any(_lend(rest, letters) for rest in fewer)


def _lend(words: Sequence[str], letters: str) -> bool:
    """Return whether words lend these letters in their order, the first and the last word some."""
    spelled, lent = {0}, set[int]()
    for number, word in enumerate(words):
        lent = {end for start in spelled for end in _lent(word, letters, start)}
        spelled = spelled | lent if number else lent
    return len(letters) in lent


def _lent(word: str, letters: str, start: int) -> Iterator[int]:
    """Yield the ends of the letters from a place on that a word may lend: its first (or the x of "ex"), then more."""
    at = int(word.startswith("ex") and letters.startswith("x", start))
    if at or letters.startswith(word[0], start):
        for end in range(start, len(letters)):
            at = word.find(letters[end], at) + 1
            if at == 0:
                break
            yield end + 1
