"""Marks of a merge that was not finished: a text with both versions in it says what nobody wrote."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.markdown.code_lines import CodeLines

_OURS, _BETWEEN, _THEIRS = "<" * 7, "=" * 7, ">" * 7
_ORDER = (_OURS, _BETWEEN, _THEIRS)


def conflict_line(text: str) -> int:
    """Return the line of the first conflict of git's in a post, 0 if there is none.

    One that stands in code as a whole is shown there.
    """
    if _OURS not in text or _THEIRS not in text:
        return 0
    code = CodeLines()
    met: list[tuple[int, bool]] = []  # the marks of this conflict so far: line, whether in code
    for number, line in enumerate(text.split("\n"), 1):
        is_code = code.is_code(line)
        if _is_mark(line, _OURS):
            met = [(number, is_code)]
        elif met and _is_mark(line, _ORDER[len(met)]):
            met.append((number, is_code))
            if len(met) < len(_ORDER):
                continue
            if not _is_shown(met):
                return met[0][0]
            met = []
    return 0


def _is_mark(line: str, mark: str) -> bool:
    return line.startswith(mark) and (line == mark or (mark != _BETWEEN and line[len(mark)] == " "))


def _is_shown(met: Sequence[tuple[int, bool]]) -> bool:
    return all(is_code for _, is_code in met)
