"""The sentence that a link stands in: the author's words on it where nothing else is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.language.credits import LINK
from deckgen.language.defining import SAYS
from deckgen.language.folding import squeeze
from deckgen.language.scripts import CJK, LATIN, SMALL
from deckgen.language.small_words import KOREAN_ENDINGS
from deckgen.patterns import regex
from deckgen.posts.links.found import Found

_END = regex(rf"[。！？!?]+[”」』）)]?|(?<!\b[A-ZА-ЯЁ])\.(?=[”\")）]?(?:\s+[^\s{SMALL}]|\s*$))[”\")）]?")
_LONGEST = 300
"""Letters of a sentence; what is longer is none."""
_CJK_LETTER = regex(f"[{CJK}]")
_LATIN_WORD = regex(f"[{LATIN}'’]{{2,}}")
_LEAST_CJK, _LEAST_LATIN = 6, 3
"""Letters or words beside the links of a sentence that says something of them."""
_CITES = frozenset({"et", "al", "and", "by", "in", "eds", "ed", "und", "von"})
"""Words in small letters that stand between the names of authors too."""


_SAYS = regex(rf"{SAYS}(?<=\s)")
_CLAUSE_END = regex(r"[,;:.!?](?=\s|$)|(?:^|\s)[-—–]+\s|—|[，；。：！？（）]|(?<!\w)\(|(?<!\()\)")
_MOST_CLAUSE = 120


def clause_around(head: str, anchor: str, tail: str) -> str:
    """Return the clause that an anchor stands in, by the words before and behind it; empty if it is no more or long."""
    before, behind = _CLAUSE_END.split(head)[-1], _CLAUSE_END.split(tail)[0]
    clause = squeeze(" ".join([before, anchor, behind]))
    return clause if len(anchor) < len(clause) <= _MOST_CLAUSE else ""


def _goes_on(behind: str) -> bool:
    """Return whether the words right behind a link, as they are written, go on with the sentence that it opens.

    So do letters without a blank before them, and a particle or a verb that leans on what stands before it.
    """
    words = behind.lstrip()
    is_attached = words == behind
    if not words[:1].isalpha():
        return False
    if is_attached:
        return not words[0].isupper()
    return words.split(maxsplit=1)[0] in KOREAN_ENDINGS or _SAYS.match(words) is not None


class Sentences:
    """The sentences of a line, its links among them."""

    def __init__(self, pieces: Sequence[str], shown: Sequence[str]) -> None:
        self._text = LINK.join(piece.replace(LINK, " ") for piece in pieces)
        self._shown = shown
        self._places = [found.start() for found in re.finditer(LINK, self._text)]
        self._ends = [0, *(found.end() for found in _END.finditer(self._text)), len(self._text)]
        self._last = 0

    def around(self, number: int) -> tuple[str, int]:
        """Return the sentence of a link, all links in it as signs, and where it stands there.

        Of a long one it is what is near. Links are asked in their order.
        """
        place = self._places[number]
        while self._last + 2 < len(self._ends) and self._ends[self._last + 1] <= place:
            self._last += 1
        start = max(self._ends[self._last], place - _LONGEST)
        end = min(self._ends[self._last + 1], place + _LONGEST)
        return self._text[start:end], place - start

    def said(self, number: int, title: str) -> str:
        """Return the sentence of a link if it says anything but this title and the texts of its links."""
        sentence, place = self.around(number)
        rest = sentence.replace(title, " ") if title else sentence
        if len(sentence) > _LONGEST or not _says_something(rest):
            return ""
        words = sentence.split(LINK)
        first = number - sentence[:place].count(LINK)
        shown = self._shown[first : first + len(words) - 1]
        text = "".join(part for pair in zip(words, [*shown, ""], strict=True) for part in pair)
        return squeeze(text).strip(" *_-—–·•>|")

    def whole(self, number: int, found: Found) -> str:
        """Return the comment of a link, with the head of its sentence where that is the link."""
        if number or not _goes_on(self._text[self._places[0] + 1 :]):
            return found.comment
        end = _END.search(found.comment)
        rest = found.comment[end.end() :].strip() if end is not None else ""
        return " ".join(filter(None, (self.said(0, found.title), rest)))


def _says_something(sentence: str) -> bool:
    rest = sentence.replace(LINK, " ")
    if len(_CJK_LETTER.findall(rest)) >= _LEAST_CJK:
        return True
    words = _LATIN_WORD.findall(rest)
    small = [word for word in words if word[0].islower() and word not in _CITES]
    return len(words) >= _LEAST_LATIN and len(small) >= _LEAST_LATIN - 1
