"""The words of a text as its author wrote them, markup, blanks and the form of lists aside.

They are read off the raw text, so that a release which parses, words or marks it up otherwise reads the same.
"""

from __future__ import annotations

import hashlib
import re

from deckgen.language.folding import nfkc
from deckgen.language.scripts import MARKS
from deckgen.patterns import regex

_ADDRESS = regex(r"(?=[<hf])<?(?:https?|ftp)://[^\s<>()\[\]]+>?")
_MARK = regex(
    r"^(?=[ \t>*+•#(\d!?:-])[ \t>]*(?:(?:[-*+•]|#{1,6}|\(?\d{1,3}[.)）、])[ \t]+)*"
    r"(?:(?:!!!|\?\?\?\+?)[ \t]+[\w-]+|:{3,}[ \t]?[a-z][\w-]*)?",
    re.M,
)
"""What a line opens with that is no word: marks, and the sort of a box, of which only the title is shown."""
_WORD = regex(rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*|[+#=<>%&^/\\$€£¥°±×÷≤≥≠→←]|(?<![\w-])-(?=\w)")
# Patterns open with the characters that they can start with, and with what is looked for most: they are tried at every
# sign of all posts, and this halves what that takes.


def raw_words(text: str) -> str:
    """Return the words, numbers and operators of a text, a blank between them; addresses are none."""
    return words_of_bare(_bare(text))


def bare_lines(text: str) -> list[str]:
    """Return the lines of a text without addresses and marks: one pass over all of it is a third of one a line."""
    return _bare(text).split("\n")


def words_of_bare(text: str) -> str:
    """Return the words of a text without addresses and marks, as `raw_words` does of one that has them."""
    return " ".join(_WORD.findall(text)) if text else ""


def _bare(text: str) -> str:
    """Return a text without its addresses and the marks of its lines."""
    return _MARK.sub("", nfkc(_ADDRESS.sub(" ", text) if "://" in text else text))


def raw_addresses(text: str) -> str:
    """Return the addresses in a text as they are written, a blank between them."""
    return " ".join(_ADDRESS.findall(text))


def short_hash(text: str) -> str:
    """Return twelve hexadecimal digits that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
