"""Code that opens inside an item of a list and stands or ends left of the item's text: moved to where the item is.

    1. Push it:                 To CommonMark the item ends before its code does, and the fence that should close it
       ```js                    opens another one, which holds the rest of the page.
       stack.push(1)
    ```
"""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.markdown.code_lines import FENCE, closes_fence, indent_of
from deckgen.patterns import regex

_MARKER = regex(r"(?P<blanks> *)(?:[-+*]|\d{1,9}[.)])(?P<behind> +)")
_ANOTHER = regex(r" *(?:\d{1,3}[.)] |#{2,6} |(?:`{3,}|~{3,})\w)")
"""What opens something new: the code before it was never closed."""
_STEP = 4


def with_fences_in_items(text: str) -> str:
    """Return a text of as many lines in which the code of an item stands where the item's text does."""
    if "```" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    columns: list[int] = []  # where the texts of the open items begin
    at = 0
    while at < len(lines):
        line = lines[at].expandtabs(_STEP)
        rest = _enter(line, columns, is_behind_blank=not at or not lines[at - 1].strip())
        at += 1
        found = FENCE.match(rest)
        if found is None:
            continue
        end = _end_of(lines, at, found["fence"] or found["tildes"])
        if columns and columns[-1] and end < len(lines):
            _move(lines, at, end, columns[-1])
        at = end + 1
    return "\n".join(lines)


def _enter(line: str, columns: list[int], *, is_behind_blank: bool) -> str:
    """Note the items that a line ends and opens; return what stands in it behind their markers."""
    if not line.strip():
        return ""
    indent = indent_of(line)
    if columns and indent < columns[-1] and (is_behind_blank or _MARKER.match(line) or FENCE.match(line.lstrip())):
        while columns and indent < columns[-1]:
            columns.pop()
    if columns and indent >= columns[-1] + _STEP:
        return ""  # indented code
    place = 0
    while found := _MARKER.match(line, place):
        place = found.end()
        columns.append(place)
    return line[place:].lstrip(" ")


def _end_of(lines: Sequence[str], start: int, fence: str) -> int:
    """Return the line that closes a fence, however far it is indented."""
    return next((at for at in range(start, len(lines)) if closes_fence(lines[at], fence)), len(lines))


def _move(lines: list[str], start: int, end: int, column: int) -> None:
    """Indent code that ends or stands left of its item's text; where something new opens there, it is left alone."""
    left = [line for line in lines[start:end] if line.strip() and indent_of(line) < column]
    if any(map(_ANOTHER.match, left)) or (not left and indent_of(lines[end]) >= column):
        return
    blanks = " " * column
    if left:
        lines[start:end] = [blanks + line if line.strip() else line for line in lines[start:end]]
    if indent_of(lines[end]) < column:
        lines[end] = blanks + lines[end].lstrip(" ")
