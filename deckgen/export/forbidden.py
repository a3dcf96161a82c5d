"""Which field that was shipped once must not stay: it holds markup or TeX that no field may hold any more.

Such a field is sent again at once; all others keep what was shipped while the author's words stay.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from deckgen.export.highlight import CLASSES
from deckgen.export.html import TAGS
from deckgen.export.tex import is_harmless
from deckgen.patterns import regex

_MARKUP = regex(r"<[^<>]*>?")
_OURS = regex(
    rf"</?(?:{'|'.join(sorted(TAGS))})>"
    r'|<a href="(?:https?://|obsidian://open\?vault=)[^"<>\s]*">|<img src="[^":/\\<>]*" alt="[^"<>]*">'
    rf'|<ol start="\d+">|<div class="math">|<pre class="code">|<span class="(?:same|{"|".join(sorted(CLASSES))})">'
)
_ACTIVE = regex(r"\[(?:(?:sound|anki|type):|/?latex\]|/?\$\$?\])", re.IGNORECASE)
_BREAK = "\x00"
_OPENER = regex(r"\\([(\[])")
_CLOSERS = {"(": "\\)", "[": "\\]"}
_STEP = regex(r"\\(?:[a-zA-Z]|.)|[{}\x00]")


def must_not_stay(field: str) -> bool:
    """Return whether a field's HTML holds a tag, a mark of Anki's or a formula that deckgen would not write."""
    if "<" not in field and "\\" not in field and "[" not in field and "&" not in field:
        return False
    if _ACTIVE.search(field) or any(_OURS.fullmatch(tag) is None for tag in _MARKUP.findall(field)):
        return True
    return any(tex is None or not is_harmless(tex) for tex in formulas_in(field))


def formulas_in(field: str) -> Iterator[str | None]:
    """Yield the formulas that MathJax finds in a field's HTML; None, and nothing more, for one that nothing ends.

    As its `FindTeX.findMathInString` does: text as the browser decodes it, tags keep its runs apart, an end counts
    outside braces alone.
    """
    text = html.unescape(_MARKUP.sub(_BREAK, field))
    position = 0
    while (opener := _OPENER.search(text, position)) is not None:
        end = _end(text, opener.end(), _CLOSERS[opener[1]])
        if end < 0:
            yield None
            return
        yield text[opener.end() : end]
        position = end + len(_CLOSERS[opener[1]])


def _end(text: str, start: int, closer: str) -> int:
    depth = 0
    for step in _STEP.finditer(text, start):
        if step[0] == _BREAK:
            return -1
        if step[0] == closer and depth == 0:
            return step.start()
        depth = max(0, depth + (step[0] == "{") - (step[0] == "}"))
    return -1
