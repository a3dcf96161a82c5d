"""Admonitions of sites of documentation: their title in bold, and what stands in them as it is.

Those of MkDocs (``!!! note "Title"``, ``??? tip``, ``=== "Tab"``) indent their body, which else would be code; those of
Docusaurus and VitePress stand between ``:::tip Title`` and ``:::``, the blocks of PyMdown between ``/// note | Title``
and ``///`` (facelessuser.github.io/pymdown-extensions/extensions/blocks). No line is added or removed.
"""

from __future__ import annotations

import re

from deckgen.markdown.code_lines import fence_after
from deckgen.patterns import regex

_OPENS = regex(
    r"(?P<indent> *)(?:(?:!!!|\?\?\?\+?) +(?P<kind>[A-Za-z][\w-]*)(?: [\w -]+)?|===[!+]?)"
    r"(?: +\"(?P<title>[^\"\n]*)\")?[ \t]*"
)
_CONTAINER = regex(
    r"(?P<indent>[ >]*):{3,} ?(?:(?P<kind>[a-z][\w-]*)(?:\[(?P<label>[^\]\n]*)\])?(?: +(?P<title>[^{}\n]*?))?|(?=\{))"
    r"(?: *\{[^{}\n]*\})?[ \t]*"
)
_BLOCK = regex(
    r"(?P<indent>[ >]*)/{3,} (?P<kind>[a-z][\w-]*)(?P<label>)(?: *\| *(?P<title>[^\n]*?))?[ \t]*"
)
_CLOSES, _CLOSES_BLOCK = regex(r"[ >]*:{3,}[ \t]*"), regex(r"[ >]*/{3,}[ \t]*")
_NAMED = frozenset("note tip info warning danger caution important question example success".split())  # noqa: SIM905
"""Containers that show what they are where they have no title."""
_SIGNS = ("!!! ", "??? ", "???+ ", '=== "', '===! "', '===+ "')
_STEP = 4


def without_admonitions(text: str) -> str:
    """Return a text of as many lines in which admonitions are paragraphs below their titles."""
    if ":::" in text:
        text = _without_containers(text, ":::", _CONTAINER, _CLOSES)
    if "\n///" in text:
        text = _without_containers(text, "///", _BLOCK, _CLOSES_BLOCK)
    if not any(sign in text for sign in _SIGNS):
        return text
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        before, fence = fence, fence_after(line, fence)
        found = _OPENS.fullmatch(line) if not before and not fence else None
        if found is None or (found["kind"] is None and found["title"] is None):
            continue
        indent = found["indent"]
        end = _body_end(lines, number + 1, len(indent) + _STEP)
        if end == number + 1:
            continue
        title = (found["kind"] or "").capitalize() if found["title"] is None else found["title"]
        lines[number] = _title(indent, title, lines[number + 1])
        lines[number + 1 : end] = [indent + body[len(indent) + _STEP :] for body in lines[number + 1 : end]]
    return "\n".join(lines)


def _without_containers(text: str, mark: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Return a text without the marks of containers that are closed: what opens and what closes prove one another."""
    lines = text.split("\n")
    fence = ""
    opened: list[tuple[int, re.Match[str]]] = []
    for number, line in enumerate(lines):
        before, fence = fence, fence_after(line, fence)
        if before or fence or mark not in line:
            continue
        if opened and closing.fullmatch(line) is not None:
            start, found = opened.pop()
            title = found["label"] or found["title"] or (found["kind"].capitalize() if found["kind"] in _NAMED else "")
            lines[start] = _title(found["indent"], title, lines[start + 1])
            lines[number] = found["indent"].rstrip()
        elif (opens := opening.fullmatch(line)) is not None:
            opened.append((number, opens))
    return "\n".join(lines)


def _title(indent: str, title: str, below: str) -> str:
    joint = "\\" if below.strip(" >") else ""
    return f"{indent}**{title}**{joint}" if title else indent.rstrip()


def _body_end(lines: list[str], start: int, width: int) -> int:
    """Return the line behind the body that is indented so far; ``start`` where there is none."""
    end = start
    for number in range(start, len(lines)):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip(" ")) < width:
            break
        if line.strip():
            end = number + 1
    return end
