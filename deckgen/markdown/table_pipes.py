"""Pipes in the code of a table: the parser ends a cell at each, and drops what then stands in too many.

A backslash before them keeps them in their code, which loses it again. So a row is mended where its cells are as many
as the table's only then; any other stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.markdown.code_lines import fence_after
from deckgen.patterns import regex

_RULER = regex(r"[ \t>]*(?:[-*+][ \t]+)?\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_CODE = regex(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_PIPE = regex(r"(?<!\\)\|")
_MARKS = " \t>"


def with_pipes_in_code(text: str) -> str:
    """Return a text in which the pipes in the code of its tables end no cell."""
    if "|" not in text or "`" not in text:
        return text
    lines = text.split("\n")
    changes = dict(_changes(lines))
    return "\n".join(changes.get(number, line) for number, line in enumerate(lines)) if changes else text


def _changes(lines: list[str]) -> Iterator[tuple[int, str]]:
    checked = end = 0
    fence = ""
    for number, ruler in enumerate(lines):
        if "|" not in ruler or not number or number < end or _RULER.fullmatch(ruler) is None:
            continue
        fence = fence_after("\n".join(lines[checked:number]), fence)
        checked = number
        if fence:
            continue
        end = next((row for row in range(number + 1, len(lines)) if "|" not in lines[row]), len(lines))
        wanted = _cells(lines[number])
        for row in (number - 1, *range(number + 1, end)):
            if "`" in lines[row] and _cells(lines[row]) != wanted:
                mended = _CODE.sub(lambda code: _PIPE.sub(r"\|", code[0]), lines[row])
                if _cells(mended) == wanted:
                    yield row, mended


def _cells(line: str) -> int:
    bare = line.strip(_MARKS)
    inside = bare.removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return len(_PIPE.findall(inside)) + 1
