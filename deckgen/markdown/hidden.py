"""Pieces of a text that the parser must not read: each is put aside, and a mark of one line stands for it.

Marks are made of noncharacters, which no text holds. The lines that a piece goes on over become filler lines, so that
line numbers stay true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.patterns import regex

FILLER = "\ufdd0"
"""Stands on the lines that a hidden piece goes on over."""
GONE = "\ufdd3"
"""Stands alone on a line of code that the page does not show."""
OPEN, _CLOSE = "\ufdd1", "\ufdd2"
MARKS = FILLER + OPEN + _CLOSE + GONE
_NONCHARACTERS = regex(f"[{MARKS}]")
_HIDDEN = regex(rf"{OPEN}(\d+){_CLOSE}")
_HIDDEN_LINES = regex(rf"{OPEN}(\d+){_CLOSE}(?:\n[ \t>]*{FILLER})*")
HIDDEN_ALONE = rf"{OPEN}(?P<hidden>\d+){_CLOSE}"


def without_marks(text: str) -> str:
    """Return a text without the signs that marks are made of."""
    return text if not any(mark in text for mark in MARKS) else _NONCHARACTERS.sub("\ufffd", text)


def hide(piece: str, hidden: list[str]) -> str:
    """Put a piece aside and return its mark, over as many lines."""
    hidden.append(piece)
    return f"{OPEN}{len(hidden) - 1}{_CLOSE}" + f"\n{FILLER}" * piece.count("\n")


def restored(text: str, hidden: Sequence[str]) -> str:
    """Return a text with its pieces as they were written: in code and HTML, a mark stands for nothing else."""
    if GONE in text:
        text = text.replace(GONE + "\n", "").replace(GONE, "")
    return _HIDDEN_LINES.sub(lambda found: hidden[int(found[1])], text) if OPEN in text else text


def pieces(text: str, hidden: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the text between marks, each with the piece behind it; the last piece is empty."""
    position = 0
    for found in _HIDDEN.finditer(text):
        yield text[position : found.start()], hidden[int(found[1])]
        position = found.end()
    yield text[position:], ""
