"""Makes a post's text fit for a CommonMark parser: text in, text of the same lines out.

What kramdown, Liquid and Hugo add to Markdown is blanked or turned into its Markdown likeness, and nesting that
would overflow the parser's stack is cut. No line is ever added or removed, so line numbers stay true.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

MAX_NESTING = 100
"""Containers deeper than this are cut: comrak overflows a 1 MB stack at some thousands."""

BLANK = "\ue000"
"""Stands for an empty line inside display math, which CommonMark would end the formula at (private use)."""

_MAX_INLINE_NESTING = 30
"""Markers of emphasis and brackets deeper than this are dropped, for the same reason."""
_MAX_FORMULA_LINES = 60
"""A ``$$`` that does not close within so many lines opens no formula."""
_TOKENS = ("```", "~~~", "{", "$$")
_FENCE = re.compile(r"^[ \t>]{0,40}(`{3,}|~{3,})([^`\n]*)$")
_OPEN_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*(?:highlight|raw)\b\s*([\w+#-]*)[^%]*%\}\s*$")
_CLOSE_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*end(?:highlight|raw)\s*-?%\}\s*$")
_ONE_LINE_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\b[^%]*%\}([^{]*)\{%-?\s*endhighlight\s*-?%\}")
_TAG = re.compile(r"\{%[^%\n]*%\}|\{\{[<%][^\n]{0,500}?[>%]\}\}")
_TAG_OR_VARIABLE = re.compile(rf"{_TAG.pattern}|" r"\{\{(?!c\d+::)\s*[\w.\"'][^{}\n]*\}\}")
_GAP = re.compile(r"(?<![A-Za-z0-9=!<>])==[^\s=][^\n]{0,200}?(?<=[^\s=!<>])==(?![A-Za-z0-9=])")
_ATTRIBUTES_LINE = re.compile(r"^[ \t>]*\{:[^}\n]*\}[ \t]*$")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}")
_HEADING_ID = re.compile(r"[ \t]*\{#[\w:.-]+\}[ \t]*(#*[ \t]*)$")
_TOC_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+\S[^\n]*$")
_PROTECTED = re.compile(r"(\$\$.*?\$\$|(?<!`)`[^`\n]+`(?!`))")
_CONTAINERS = re.compile(rf"(?:[ \t]*(?:>|[-+*][ \t]|\d{{1,9}}[.)][ \t])){{{MAX_NESTING}}}")
_MARKERS = " \t>-+*0123456789.)"
_DELIMITER = re.compile(r"[*_]+|~+|!?\[|\]")
_CODE_INDENT = ("    ", "\t")
_TEXT_FENCE = "~~~~~~~~"


def prepare(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return the text to parse and what had to be cut, as (line from 1, message)."""
    lines = text.split("\n")
    changes = dict(_rewritten(lines, text))
    cuts = [*_cut_containers(lines, changes), *_cut_inlines(lines, changes, text)]
    if not changes:
        return text, ()
    for index, line in changes.items():
        lines[index] = line
    return "\n".join(lines), tuple(cuts)


def _rewritten(lines: list[str], text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that Liquid, kramdown and Hugo mark, rewritten."""
    fence = ""
    skip_to = last_close = -1
    for index in _marked_lines(text):
        if index < skip_to:
            continue
        line = lines[index]
        if fence:
            fence, out = _inside_fence(fence, line)
            if out is not None:
                yield index, out
        elif (found := _FENCE.match(line)) is not None:
            fence = found[1]
        elif (found := _OPEN_HIGHLIGHT.match(line)) is not None:
            if last_close < 0:
                last_close = _last_close(lines)
            if index < last_close:
                fence = _TEXT_FENCE
                yield index, _TEXT_FENCE + found[1]
            else:
                yield index, ""
        elif not line.startswith(_CODE_INDENT) and line.lstrip().startswith("$$") and line.count("$$") % 2:
            skip_to = yield from _formula(lines, index)
        else:
            yield from _plain_line(lines, index)


def _marked_lines(text: str) -> Iterator[int]:
    """Yield the indexes of the lines that hold any of the tokens, ascending, each once."""
    starts = sorted([start for token in _TOKENS for start in _find_all(text, token)])
    line = position = 0
    last = -1
    for start in starts:
        line += text.count("\n", position, start)
        position = start
        if line != last:
            yield line
            last = line


def _find_all(text: str, token: str) -> Iterator[int]:
    """Yield the first place of a token on each line that holds it."""
    start = text.find(token)
    while start >= 0:
        yield start
        end = text.find("\n", start)
        start = text.find(token, end) if end >= 0 else -1


def fence_after(text: str, fence: str) -> str:
    """Return the code fence that is open after these lines, if ``fence`` was open before them."""
    for line in text.split("\n"):
        if fence:
            fence = _inside_fence(fence, line)[0]
        elif (found := _FENCE.match(line)) is not None:
            fence = found[1]
    return fence


def _inside_fence(fence: str, line: str) -> tuple[str, str | None]:
    """Return the fence that is still open after this line, and the line if it must change."""
    if fence == _TEXT_FENCE:
        return ("", _TEXT_FENCE) if _CLOSE_HIGHLIGHT.match(line) else (fence, None)
    found = _FENCE.match(line)
    closes = found is not None and found[1].startswith(fence) and not found[2].strip()
    return ("" if closes else fence), None


def _last_close(lines: list[str]) -> int:
    """Return the last line that closes a highlighted block; one that opens behind it never closes."""
    for index in range(len(lines) - 1, -1, -1):
        if "{%" in lines[index] and _CLOSE_HIGHLIGHT.match(lines[index]):
            return index
    return 0


def _formula(lines: list[str], index: int) -> Generator[tuple[int, str], None, int]:
    """Fill the empty lines of a ``$$`` block that closes soon; return the index of the line behind it."""
    for end in range(index + 1, min(index + _MAX_FORMULA_LINES, len(lines))):
        if "$$" in lines[end]:
            for between in range(index + 1, end):
                if not lines[between].strip():
                    yield between, BLANK
            return end + 1
        if lines[end].startswith(("#", "```", "{%")):
            break
    return index + 1


def _plain_line(lines: list[str], index: int) -> Iterator[tuple[int, str]]:
    line = lines[index]
    if "{%" not in line and "{:" not in line and "{{" not in line and "{#" not in line:
        return
    if _ATTRIBUTES_LINE.match(line):
        if "toc" in line and index and _TOC_MARK.match(lines[index - 1]):
            yield index - 1, ""
        yield index, ""
        return
    out = line
    if "endhighlight" in line:
        out = _ONE_LINE_HIGHLIGHT.sub(lambda found: f"``` {found[1].strip()} ```", line)
    tags = _TAG if _GAP.search(out) else _TAG_OR_VARIABLE  # braces are words where the author makes a card of them
    parts = _PROTECTED.split(out)
    out = "".join(part if number % 2 else _without_tags(part, tags) for number, part in enumerate(parts))
    if out != line:
        yield index, out


def _without_tags(text: str, tags: re.Pattern[str]) -> str:
    return _HEADING_ID.sub(r"\1", _ATTRIBUTES.sub("", tags.sub("", text)))


def _cut_containers(lines: list[str], changes: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Cut the lines that open or indent more containers than can be parsed."""
    suspects = [
        index
        for index, line in enumerate(lines)
        if len(line) >= MAX_NESTING and not line[:MAX_NESTING].strip(_MARKERS)
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
            if _is_dense(paragraph):
                yield from _cut_paragraph(paragraph, start, changes)
        start = index + 1


def _is_dense(lines: list[str]) -> bool:
    return sum(len(_DELIMITER.findall(line)) for line in lines) > 4 * _MAX_INLINE_NESTING


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
