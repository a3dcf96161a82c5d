"""Where a ``<!-- deck: card ... -->`` ends: at the first ``-->`` that stands in none of its code."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from deckgen.markdown.code_lines import CodeLines, span_end
from deckgen.patterns import regex

END = "-->"
CARD = regex(r"<!--[ \t]*deck:[ \t]*card\b", re.I)
_END = regex(END)
_TICKS_OR_END = regex(r"`+|-->")


def card_end(text: str, start: int) -> int:
    """Return the place of the ``-->`` that ends the card whose comment opens at ``start``; -1 if none does."""
    for position, is_code in _ends(text, start):
        if not is_code:
            return position
    return -1


def ends_in_code(text: str, start: int, end: int) -> list[int]:
    """Return the places of the ``-->`` between ``start`` and ``end`` that stand in code."""
    before = itertools.takewhile(lambda found: found[0] < end, _ends(text, start))
    return [position for position, is_code in before if is_code]


def _ends(text: str, start: int) -> Iterator[tuple[int, bool]]:
    """Yield the places of all ``-->``, each with whether it stands in code."""
    lines = CodeLines()
    position = start + len("<!--")
    while position < len(text):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        is_code = lines.is_code(text[position:line_end])
        while (found := _TICKS_OR_END.search(text, position, line_end)) is not None:
            position = found.end()
            if found[0] == END:
                yield found.start(), is_code
            elif not is_code and (end := span_end(text, found.start(), len(found[0]))) > position:
                yield from ((inner.start(), True) for inner in _END.finditer(text, position, end))
                position = end
                if end > line_end:
                    break
        if position <= line_end:
            position = line_end + 1
