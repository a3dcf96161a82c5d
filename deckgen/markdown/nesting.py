"""Cuts nesting that would overflow the parser's stack; lines stay where they are."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.patterns import regex

MAX_NESTING = 100
"""Containers deeper than this are cut: comrak overflows a 1 MB stack at some thousands."""

_MAX_INLINE_NESTING = 30
"""Markers of emphasis and brackets deeper than this are dropped, for the same reason."""
_CONTAINERS = regex(rf"(?:[ \t]*(?:>|[-+*][ \t]|\d{{1,9}}[.)][ \t])){{{MAX_NESTING}}}")
_MARKERS = " \t>-+*0123456789.)"
_DELIMITER = regex(r"[*_]+|~+|!?\[|\]")
_SIGNS = "*_~[]"
_FEW = 4 * _MAX_INLINE_NESTING
"""Markers of a paragraph that is not looked into."""


def cut_nesting(lines: list[str], changes: dict[int, str], text: str) -> Iterator[tuple[int, str]]:
    """Put what must be cut into ``changes``, by the index of its line; yield (line from 1, message) of each cut."""
    yield from _cut_containers(lines, changes)
    yield from _cut_inlines(lines, changes, text)


def _cut_containers(lines: list[str], changes: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Cut the lines that open or indent more containers than can be parsed."""
    suspects = [
        index for index, line in enumerate(lines) if len(line) >= MAX_NESTING and not line[:MAX_NESTING].strip(_MARKERS)
    ]
    for index in suspects:
        line = changes.get(index, lines[index])
        indent = len(line) - len(line.lstrip(" \t"))
        if (found := _CONTAINERS.match(line)) is not None:
            changes[index] = found[0] + line[found.end() :].lstrip(" \t>-+*")
            yield index + 1, f"nested more than {MAX_NESTING} deep: cut"
        elif indent > MAX_NESTING:
            changes[index] = " " * MAX_NESTING + line[indent:]


def _cut_inlines(lines: list[str], changes: dict[int, str], text: str) -> Iterator[tuple[int, str]]:
    """Drop the markers of emphasis and brackets nested so deep that the parser would overflow its stack."""
    if text.count("*") + text.count("_") + text.count("[") + text.count("~") < 10 * _MAX_INLINE_NESTING:
        return
    start = 0
    for index, line in enumerate([*lines, ""]):
        if line.strip():
            continue
        if index > start:
            paragraph = [changes.get(place, lines[place]) for place in range(start, index)]
            if _is_dense("\n".join(paragraph)):
                yield from _cut_paragraph(paragraph, start, changes)
        start = index + 1


def _is_dense(text: str) -> bool:
    if sum(map(text.count, _SIGNS)) <= _FEW:  # as it is with nearly all
        return False
    return len(_DELIMITER.findall(text)) > _FEW


def _cut_paragraph(paragraph: list[str], start: int, changes: dict[int, str]) -> Iterator[tuple[int, str]]:
    depth = 0
    for index, line in enumerate(paragraph, start):
        out, depth, cut = _cut_line(line, depth)
        if cut:
            changes[index] = out
            yield index + 1, "emphasis or brackets nested too deep: cut"


def _cut_line(line: str, depth: int) -> tuple[str, int, bool]:
    parts: list[str] = []
    position = 0
    cut = False
    for found in _DELIMITER.finditer(line):
        before = line[found.start() - 1 : found.start()] if found.start() else " "
        after = line[found.end() : found.end() + 1] or " "
        opens = found[0].endswith("[") or (found[0] != "]" and not after.isspace() and not before.isalnum())
        closes = found[0] == "]" or (not found[0].endswith("[") and not before.isspace())
        if opens and depth >= _MAX_INLINE_NESTING:
            parts.append(line[position : found.start()])
            position = found.end()
            cut = True
        elif opens and not closes:
            depth += 1
        elif closes and depth:
            depth -= 1
    parts.append(line[position:])
    return "".join(parts), depth, cut
