"""Makes a post's text fit for a CommonMark parser: text in, text of the same lines out.

What kramdown, Liquid and Hugo add to Markdown is blanked or turned into its Markdown likeness, and nesting that
would overflow the parser's stack is cut. No line is ever added or removed, so line numbers stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_NESTING = 100
"""Containers deeper than this are cut: comrak overflows a 1 MB stack at some thousands."""

BLANK = "\ue000"
"""Stands for an empty line inside display math, which CommonMark would end the formula at (private use)."""

_MAX_INLINE_NESTING = 30
_MAX_FORMULA_LINES = 60
_TOKEN = re.compile(r"```|~~~|\{[%{:]|\$\$|\{#|<!--")
_FENCE = re.compile(r"^[ \t>]{0,40}(`{3,}|~{3,})([^`\n]*)$")
_OPEN_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*(?:highlight|raw)\b\s*([\w+#-]*)[^%]*%\}\s*$")
_CLOSE_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*end(?:highlight|raw)\s*-?%\}\s*$")
_ONE_LINE_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\b[^%]*%\}(.*?)\{%-?\s*endhighlight\s*-?%\}")
_TAG = re.compile(r"\{%[^%\n]*%\}|\{\{[<%][^\n]*?[>%]\}\}|\{\{\s*[\w.\"'][^{}\n]*\}\}")
_ATTRIBUTES_LINE = re.compile(r"^[ \t>]*\{:[^}\n]*\}[ \t]*$")
_ATTRIBUTES = re.compile(r"\{:[^}\n]*\}")
_HEADING_ID = re.compile(r"[ \t]*\{#[\w:.-]+\}[ \t]*(#*[ \t]*)$")
_TOC_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+\S[^\n]*$")
_PROTECTED = re.compile(r"(\$\$.*?\$\$|(?<!`)`[^`\n]+`(?!`))")
_CONTAINERS = re.compile(r"^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){%d}" % MAX_NESTING, re.M)
_INDENT = re.compile(r"^[ \t]{%d,}(?=\S)" % MAX_NESTING, re.M)
_DELIMITER = re.compile(r"[*_]+|~~|!?\[|\]")
_TEXT_FENCE = "~~~~~~~~"


def prepare(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Give the text to parse and what had to be cut, as (line from 1, message)."""
    lines = text.split("\n")
    for index, line in _rewritten(lines, text):
        lines[index] = line
    cuts = [*_cut_containers(lines, text), *_cut_inlines(lines, text)]
    return "\n".join(lines), tuple(cuts)


def _rewritten(lines: list[str], text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that Liquid, kramdown and Hugo mark, rewritten."""
    fence = ""
    skip_to = -1
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
            if _closes(lines, index):
                fence = _TEXT_FENCE
                yield index, _TEXT_FENCE + found[1]
            else:
                yield index, ""
        elif line.lstrip().startswith("$$") and line.count("$$") % 2:
            skip_to = yield from _formula(lines, index)
        else:
            yield from _plain_line(lines, index)


def _marked_lines(text: str) -> Iterator[int]:
    """Yield the indexes of the lines that hold a token worth a look, ascending, each once."""
    index = last = -1
    position = 0
    line = 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", position, found.start())
        position = found.start()
        index = line
        if index != last:
            yield index
            last = index


def _inside_fence(fence: str, line: str) -> tuple[str, str | None]:
    """Give the fence that is still open after this line, and the line if it must change."""
    if fence == _TEXT_FENCE:
        return ("", _TEXT_FENCE) if _CLOSE_HIGHLIGHT.match(line) else (fence, None)
    found = _FENCE.match(line)
    closes = found is not None and found[1].startswith(fence) and not found[2].strip()
    return ("" if closes else fence), None


def _closes(lines: list[str], index: int) -> bool:
    return any(_CLOSE_HIGHLIGHT.match(line) for line in lines[index + 1 : index + 2000] if "{%" in line)


def _formula(lines: list[str], index: int) -> Iterator[tuple[int, str]]:
    """Fill the empty lines of a ``$$`` block that closes soon; return the index of the line behind it."""
    for end in range(index + 1, min(index + _MAX_FORMULA_LINES, len(lines))):
        if "$$" in lines[end]:
            for between in range(index + 1, end):
                if not lines[between].strip():
                    yield between, BLANK
            return end + 1
        if lines[end].startswith(("#", "```", "{%")):
            break
    return index + 1  # type: ignore[return-value]  # a generator's return value, read by "yield from"


def _plain_line(lines: list[str], index: int) -> Iterator[tuple[int, str]]:
    line = lines[index]
    if _ATTRIBUTES_LINE.match(line):
        if "toc" in line and index and _TOC_MARK.match(lines[index - 1]):
            yield index - 1, ""
        yield index, ""
        return
    out = _ONE_LINE_HIGHLIGHT.sub(lambda found: f"``` {found[1].strip()} ```", line)
    if "{" in out:
        parts = _PROTECTED.split(out)
        out = "".join(part if number % 2 else _without_tags(part) for number, part in enumerate(parts))
    if out != line:
        yield index, out


def _without_tags(text: str) -> str:
    return _HEADING_ID.sub(r"\1", _ATTRIBUTES.sub("", _TAG.sub("", text)))


def _cut_containers(lines: list[str], text: str) -> Iterator[tuple[int, str]]:
    for found in _CONTAINERS.finditer(text):
        index = text.count("\n", 0, found.start())
        rest = lines[index][found.end() - found.start() :]
        lines[index] = found[0] + rest.lstrip(" \t>-+*")
        yield index + 1, f"nested more than {MAX_NESTING} deep: cut"
    for found in _INDENT.finditer(text):
        index = text.count("\n", 0, found.start())
        lines[index] = " " * MAX_NESTING + lines[index].lstrip(" \t")


def _cut_inlines(lines: list[str], text: str) -> Iterator[tuple[int, str]]:
    """Drop the markers of emphasis and brackets nested so deep that the parser would overflow its stack."""
    if text.count("*") + text.count("_") + text.count("[") + text.count("~~") < 10 * _MAX_INLINE_NESTING:
        return
    start = 0
    for index, line in enumerate([*lines, ""]):
        if line.strip():
            continue
        if index > start and _is_dense(lines[start:index]):
            yield from _cut_paragraph(lines, start, index)
        start = index + 1


def _is_dense(lines: list[str]) -> bool:
    return sum(len(_DELIMITER.findall(line)) for line in lines) > 4 * _MAX_INLINE_NESTING


def _cut_paragraph(lines: list[str], start: int, end: int) -> Iterator[tuple[int, str]]:
    depth = 0
    for index in range(start, end):
        line, depth, cut = _cut_line(lines[index], depth)
        if cut:
            lines[index] = line
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
