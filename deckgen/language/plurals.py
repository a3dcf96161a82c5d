"""Numbers with their nouns, as people read them."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """Return "1 note" or "2,000 notes"."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {plural(word)}"


def plural(word: str) -> str:
    """Return the plural of an English noun, or of the last one of several words."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
