"""Names in code that ask nothing: files and fields of one's own, and those that what is said of them spells."""

from __future__ import annotations

import re

from deckgen.language.defining import is_of_record
from deckgen.language.small_words import LATIN
from deckgen.patterns import regex

ENDINGS = (
    "py js jsx ts tsx vue css scss html json yaml yml toml ini cfg conf env lock md txt csv log xml sql sh bat java "
    "kt go rs rb php cs cpp hpp ipynb dart swift gradle"
)
"""Of the names of files."""
_PATH = regex(
    r"(?:[A-Z]{3,6} )?[\w.~*<>:{}#-]*/[\w./*<>:{}-]*|"
    rf"(?:[a-z_][\w.-]*)?\.(?:{ENDINGS.replace(' ', '|')})"
)
"""A file, a folder, an address of one's own."""
_EVERYBODYS = regex(r"/(?:etc|dev|proc|sys|boot)(?:/\S*)?|~/\.\w+\S*|\*\S*")
"""One that stands on every machine: /etc/hosts, ~/.profile."""
_FIELD = regex(r"[a-z_][\w-]*(?:\[\])?")
_VARIABLE = regex(r"[a-z]|\$[a-z_]\w*", re.ASCII)
"""A letter of a formula, a variable of a script: its author made it up."""
_STATEMENT = regex(r";$|:\s+\S|==|=[\w.'\"]")
"""Code that sets or tests a value of the author's."""
_ITS_VALUE = regex(r"(?:the|der|die|das|le|la|les|el|los|las|l['’]) |[\w-]+ (?:of|von|de) ", re.I)
"""What is said of a field of a record is its value: "the name of the user", "name of a file"."""
_PIECE, _MOST_TOLD, _MOST_OF_WORDS = 3, 0.9, 0.65
"""Letters of a name that come again in a word, and the share of a name that such pieces may be; the same of words."""
_WORDS = regex(r"[a-z][A-Z]|[a-z]_[a-z]")
_PIECES, _LATIN_WORD = regex(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}"), regex(r"[^\W\d_]+")
_STEM = 5
"""Letters by which two words are forms of one: operator, operation."""


def is_field(name: str) -> bool:
    """Return whether a name may be that of a field of a record or of a variable: a word in small letters."""
    return _FIELD.fullmatch(name) is not None


def is_own_code(name: str, said: str, heading: str = "") -> bool:
    """Return whether code is a file or a field of somebody's own, or is made of the words that are said of it."""
    if is_field(name) and is_of_record(heading):
        return True
    is_own_path = _PATH.fullmatch(name) is not None and _EVERYBODYS.fullmatch(name) is None
    if is_own_path or _VARIABLE.fullmatch(name) or _STATEMENT.search(name):
        return True
    return (is_field(name) and _ITS_VALUE.match(said) is not None) or _is_told(name, said) or _says_no_more(name, said)


def _says_no_more(name: str, said: str) -> bool:
    """Return whether what is said of code is its own words (pthread_mutex_destroy: destroy a mutex)."""
    pieces = [piece.casefold() for piece in _PIECES.findall(name)]
    words = [word for word in _LATIN_WORD.findall(said.casefold()) if word not in LATIN["en"]]
    is_said = (any(_shared(word, piece) >= min(len(piece), _STEM) for piece in pieces) for word in words)
    return bool(words) and all(is_said)


def _is_told(name: str, said: str) -> bool:
    """Return whether what is said of code spells its name, its program's left out (createtable: creates a table)."""
    letters = _letters(name.partition(" ")[2] or name)
    words = [word for word in map(_letters, said.partition(". ")[0].split()) if len(word) >= _PIECE]
    pieces: list[int] = []
    at = 0
    while at < len(letters):
        shared = max((_shared(letters[at:], word) for word in words), default=0)
        pieces += [shared] if shared >= _PIECE else []
        at += shared if shared >= _PIECE else 1
    if _WORDS.search(name) and " " not in name:
        return sum(pieces) >= _MOST_OF_WORDS * len(letters)
    return len(pieces) > 1 and sum(pieces) >= _MOST_TOLD * len(letters)


def _letters(text: str) -> str:
    return "".join(filter(str.isascii, filter(str.isalpha, text))).casefold()


def _shared(letters: str, word: str) -> int:
    """Return how many letters two words open with alike."""
    pairs = enumerate(zip(letters, word, strict=False))
    return next((at for at, (first, second) in pairs if first != second), min(len(letters), len(word)))
