"""Which lines of a Markdown text are code: fenced, also behind a list marker, indented, or raw HTML that shows code.

The parser decides that as well, but only of a text that is ready for it. Where the two may differ, a line counts as
code, since code is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.patterns import regex

FENCE = regex(r"(?P<fence>`{3,})[^`\n]*$|(?P<tildes>~{3,})[^\n]*$")
_LINE_FENCE = regex(rf"^[ \t>]{{0,40}}(?:(?:[-+*]|\d{{1,9}}[.)])[ \t]+)*(?:{FENCE.pattern})")
_QUOTES = regex(r"[ ]{0,3}>[ \t]?")
_MARKER = regex(r"(?:[-+*]|\d{1,9}[.)])(?:[ \t]+|$)")
_RAW_HTML = regex(r"<(pre|script|style|textarea)\b|<!--", re.I)
STARTS = frozenset(" \t>-+*`~<0123456789")
"""What a line that opens or closes anything begins with."""
_OPENS_BLOCK = regex(r"\n[ \t>]*(?:[-+*][ \t]|#{1,6}[ \t]|\d{1,9}[.)][ \t]|\||$)", re.M)
_CODE_INDENT = 4


def fence_after(text: str, fence: str) -> str:
    """Return the code fence that is open after these lines, if ``fence`` was open before them."""
    if "```" not in text and "~~~" not in text:  # as it is with nearly all
        return fence
    for line in text.split("\n"):
        if fence:
            fence = "" if closes_fence(line.lstrip(" \t>"), fence) else fence
        elif (found := _LINE_FENCE.match(line)) is not None:
            fence = found["fence"] or found["tildes"]
    return fence


def closes_fence(line: str, fence: str) -> bool:
    """Return whether a line, without what it stands in, ends the code that this fence opened."""
    bare = line.strip()
    return bare.startswith(fence) and not bare.strip(fence[0])


def span_end(text: str, at: int, length: int) -> int:
    """Return the end of the code span that a run of backticks opens.

    It is the end of the run where another block begins before the next such run, and 0 where there is no other.
    """
    inside = at + length
    for closing in re.compile(rf"(?<!`)`{{{length}}}(?!`)").finditer(text, inside):
        blocks = _OPENS_BLOCK.search(text, inside, closing.start())
        return inside if blocks is not None else closing.end()
    return 0


def opens_code(line: str) -> bool:
    """Return whether a line in the midst of text opens a fence or raw HTML."""
    if line[:1] not in STARTS:
        return False
    bare = line.lstrip(" \t>")
    while (marker := _MARKER.match(bare)) is not None:
        bare = bare[marker.end() :]
    return FENCE.match(bare) is not None or _RAW_HTML.match(bare) is not None


class CodeLines:
    """Told of one line after the other, it says which are code."""

    def __init__(self) -> None:
        self._items: list[int] = []  # columns at which the contents of the open list items begin
        self._quotes = 0
        self._fence = ""
        self._fence_quotes = self._fence_indent = 0
        self._html_end = ""
        self._after_blank = True
        self._in_indented = False

    def is_code(self, line: str) -> bool:
        """Return whether the next line is code, its fence included."""
        if self._fence:
            if self._is_in_fence(line):
                return True
            self._fence = ""
        if self._html_end:
            if self._html_end in line.lower():
                self._html_end = ""
            return True
        if line and line[0] not in STARTS and (self._after_blank or not self._items):
            self._items.clear()
            self._quotes = 0
            self._after_blank = self._in_indented = False
            return False
        return self._is_code_in_containers(line)

    def skip(self, lines: Sequence[str]) -> None:
        """Take lines that begin with none of ``STARTS``."""
        if self._html_end or (self._fence and (self._fence_quotes or self._fence_indent)):
            for line in lines:
                self.is_code(line)
            return
        if self._fence:
            return
        if any(lines):
            blank = 0 if self._after_blank else lines.index("") if "" in lines else len(lines)
            if not self._items or any(lines[blank:]):
                self._items.clear()
                self._quotes = 0
            self._in_indented = False
        self._after_blank = not lines[-1]

    def _is_in_fence(self, line: str) -> bool:
        """Return whether the fence that is open holds this line; one of a quote or an item ends with it."""
        quotes, body = _unquoted(line, self._fence_quotes)
        if quotes < self._fence_quotes or (body.strip() and indent_of(body) < self._fence_indent):
            return False
        if closes_fence(body, self._fence):
            self._fence = ""
            self._after_blank = False
        return True

    def _is_code_in_containers(self, line: str) -> bool:
        quotes, body = _unquoted(line, len(line))
        if not body.strip():
            self._after_blank = True
            return False
        indent = indent_of(body)
        begins = _MARKER.match(bare := body.lstrip()) is not None or FENCE.match(bare) is not None
        if quotes != self._quotes and (self._after_blank or begins or quotes > self._quotes):
            self._items.clear()
            self._quotes = quotes
        if self._after_blank or begins:
            while self._items and indent < self._items[-1]:
                self._items.pop()
        within = self._items[-1] if self._items else 0
        if indent - within >= _CODE_INDENT and (self._after_blank or self._in_indented):
            self._in_indented, self._after_blank = True, False
            return True
        self._in_indented = self._after_blank = False
        return self._opens_code(body.lstrip(), indent, quotes)

    def _opens_code(self, rest: str, column: int, quotes: int) -> bool:
        """Return whether a line opens a fence or raw HTML, behind any number of list markers."""
        while (marker := _MARKER.match(rest)) is not None:
            blanks = marker.end() - len(marker[0].rstrip())
            column += marker.end() if blanks <= _CODE_INDENT else marker.end() - blanks + 1
            self._items.append(column)
            rest = rest[marker.end() :]
        if (fence := FENCE.match(rest)) is not None:
            self._fence = fence["fence"] or fence["tildes"]
            self._fence_quotes, self._fence_indent = quotes, self._items[-1] if self._items else 0
            return True
        if (opened := _RAW_HTML.match(rest)) is not None:
            end = f"</{opened[1].lower()}" if opened[1] else "-->"
            if end not in rest.lower():
                self._html_end = end
            return True
        return False


def _unquoted(line: str, most: int) -> tuple[int, str]:
    """Return how many marks of quotes a line has, ``most`` at most, and the line without them."""
    count = position = 0
    while count < most and (found := _QUOTES.match(line, position)) is not None:
        count, position = count + 1, found.end()
    return count, line[position:]


def indent_of(line: str) -> int:
    """Return the column at which a line's text begins."""
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blanks.expandtabs(_CODE_INDENT))
