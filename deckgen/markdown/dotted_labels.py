"""Questions and answers whose labels end in a point: ``### Q. What is a heap?`` and below it ``A. A tree.``

They are read as ``Q:`` and ``A:``. An ``A.`` is an option of a list everywhere else, so it counts only behind a
question with such a label and where no ``B.`` follows it, and the question's only where an answer stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from deckgen.markdown.code_lines import fence_after
from deckgen.patterns import regex

_LABEL = regex(
    r"[ \t>]{0,40}(?:#{1,6}[ \t]+)?(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:\*\*|__)?"
    r"(?P<label>[QABＱＡＢ])\d{0,3}[ \t]?(?P<sign>[.)．：])(?=\s|$|\*\*|__|[^\x00-\xff])"
)
_SHOWN = regex(r"[QＱ]\d{0,3}[ \t]?[.)．：]")
_PLAIN = MappingProxyType({"Ｑ": "Q", "Ａ": "A", "Ｂ": "B"})


def with_colons(text: str) -> str:
    """Return a text of the same length in which such labels end in a colon."""
    if _SHOWN.search(text) is None:
        return text
    lines = text.split("\n")
    for number in _labelled(lines):
        found = _LABEL.match(lines[number])
        if found is not None:
            label, line = found.start("label"), lines[number]
            plain = _PLAIN.get(line[label], line[label])
            lines[number] = f"{line[:label]}{plain}{line[label + 1 : found.start('sign')]}:{line[found.end() :]}"
    return "\n".join(lines)


def _labelled(lines: Sequence[str]) -> list[int]:
    """Return the lines of the questions that have an answer, and of their answers."""
    kept: list[int] = []
    fence, asking, answering = "", -1, -1  # the question that waits, and the answer that may be an option
    for number, line in enumerate(lines):
        fence = fence_after(line, fence)
        found = None if fence else _LABEL.match(line)
        label = "" if found is None else _PLAIN.get(found["label"], found["label"])
        if label == "A" and asking >= 0:
            kept += [asking, number]
            asking, answering = -1, number
        elif label == "B" and answering >= 0:
            del kept[-2:]
        if label == "Q":
            asking = number
        if label in ("Q", "B") or (label == "A" and answering != number) or (not label and line.startswith("#")):
            asking, answering = asking if label == "Q" else -1, -1
    return kept
