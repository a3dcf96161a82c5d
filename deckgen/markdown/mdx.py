"""MDX as Markdown: imports, exports and JSX tags blanked, what stands between them kept; no line is added or removed.

What a component makes of its children is not known, so they are read as the text that they are. Code, fenced or in a
line, stays as it is. MDX has no indented code: what is indented inside a component is text, and loses its indentation.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from deckgen.patterns import regex

_FENCE = regex(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})([^`\n]*)$")
_MODULE = regex(
    r"import(?:\s+[\w*{][^;]*?\s+from)?\s*[\"']|import\s+[\w*,\s]*\{\s*(?:\w|$)|"
    r"export\s+(?:const|let|var|default|function|class|async|type|interface)\b|export\s*[*{]"
)
"""Begins a statement of JavaScript; a sentence that opens with "import" does not go on so."""
_SPAN = regex(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)\1(?!`)", re.S)
_TAG = regex(r"</?(?:(?P<name>[A-Za-z][\w.:-]*)(?=[\s/>])|(?=>))")
_SPAN_OR_TEXT = regex(
    r"(?P<code>(?<![`{])(`+)(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)\2(?!`))|"
    r"\{\s*(?:\"([^\"\n{}]*)\"|'([^'\n{}]*)'|`([^`\n{}$]*)`)\s*\}",
    re.S,
)
_LINE_HEAD, _LINE_TAIL = regex(r"(?:\A|\n)[ \t]*\Z"), regex(r"[ \t]*(?:\n|\Z)")
_MOST_INDENT = 80
_CLOSE = {"{": "}", "(": ")", "[": "]"}
_LONGEST = 4_000
"""Characters of a tag; what runs on is none."""
_MOST_LINES = 100
"""Lines of a statement of JavaScript."""
_CODE_INDENT = 4


def without_jsx(text: str) -> str:
    """Return the Markdown of an MDX text, on the same lines."""
    lines = text.split("\n")
    is_code = _code_lines(lines)
    _blank_modules(lines, is_code)
    depths: list[int] = []
    out: list[str] = []
    start = depth = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and is_code[end] == is_code[start]:
            end += 1
        part = "\n".join(lines[start:end])
        if not is_code[start]:
            part, deeper = _without_tags(part, depth)
            depths += deeper
            depth = deeper[-1]
        else:
            depths += [depth] * (end - start)
        out += part.split("\n")
        start = end
    return "\n".join(_outdented(out, depths, is_code))


def _code_lines(lines: Sequence[str]) -> list[bool]:
    """Return of each line whether it is one of a fenced block, the fences included."""
    found: list[bool] = []
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            found.append(True)
            if match is not None and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        else:
            found.append(match is not None)
            fence = match[1] if match is not None else ""
    return found


def _blank_modules(lines: list[str], is_code: Sequence[bool]) -> None:
    """Blank the statements of JavaScript: they begin a line, below an empty one or another statement."""
    index, may_begin = 0, True
    while index < len(lines):
        if is_code[index] or not (may_begin and _MODULE.match(lines[index])):
            may_begin = not lines[index].strip()
            index += 1
            continue
        end = _module_end(lines, index)
        may_begin = end > index
        if not may_begin:
            index += 1
            continue
        lines[index:end] = [""] * (end - index)
        index = end


def _module_end(lines: Sequence[str], start: int) -> int:
    """Return the line behind a statement: it goes on while a bracket is open, and up to an empty line.

    One that does not end is none: the line that it seems to begin at is returned.
    """
    depth = 0
    for index in range(start, min(start + _MOST_LINES, len(lines))):
        line = lines[index]
        depth += sum(line.count(sign) - line.count(close) for sign, close in _CLOSE.items())
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if depth <= 0 and (not following.strip() or _MODULE.match(following) or line.rstrip().endswith(";")):
            return index + 1
    return start


def _without_tags(text: str, depth: int) -> tuple[str, list[int]]:
    """Return a text without its tags, and of each line how many components are open where it begins."""
    code = [found.span() for found in _SPAN.finditer(text)]
    pieces: list[str] = []
    depths = [depth]
    at = 0
    for start, end, step, instead in _tags(text, code):
        pieces += [text[at:start], instead]
        depths += [depth] * text.count("\n", at, start)
        at, depth = end, max(0, depth + step)
        depths += [depth] * text.count("\n", start, end)
        pieces.append("\n" * text.count("\n", start, end))
    pieces.append(text[at:])
    depths += [depth] * text.count("\n", at)
    return _without_expressions("".join(pieces)), depths


def _tags(text: str, code: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int, str]]:
    """Yield the tags of components, and those of HTML that only JSX can read.

    Of each its start, its end, its step in depth (1, 0, -1), and the HTML that takes its place.
    """
    behind, spans = 0, iter(code)
    span = next(spans, None)
    for found in _TAG.finditer(text):
        while span is not None and span[1] <= found.start():
            span = next(spans, None)
        if found.start() < behind or (span is not None and span[0] <= found.start()):
            continue
        end, behind = _tag_end(text, found.end())
        name, tag = found["name"] or "", text[found.start() : end]
        is_component = not name or name[0].isupper() or "." in name
        if not end or not (is_component or "{" in tag):
            continue  # HTML, which the parser knows
        is_empty = tag.endswith("/>")
        step = 0 if is_empty or not is_component else -1 if tag.startswith("</") else 1
        yield found.start(), end, step, "" if is_component or is_empty else f"<{name}>"


def _tag_end(text: str, start: int) -> tuple[int, int]:
    """Return where a tag ends, behind the ``>`` outside of its strings and braces, and how far was looked for that.

    The end is 0 where there is none.
    """
    quote, depth = "", 0
    last = min(len(text), start + _LONGEST)
    for place in range(start, last):
        char = text[place]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`" and (depth or text[place - 1] == "="):
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
        elif char == ">" and depth <= 0:
            return place + 1, place + 1
        elif char == "<" and depth <= 0:
            return 0, place
    return 0, last


def _without_expressions(text: str) -> str:
    """Return a text without comments of JSX and lists that functions make, and with the strings in braces as words.

    Code stays as it is.
    """
    if "{" not in text:
        return text
    pieces: list[str] = []
    at = 0
    for start, end in sorted([*_comments(text), *_made(text)]):
        if start >= at:
            pieces += [text[at:start], "\n" * text.count("\n", start, end)]
            at = end
    text = "".join([*pieces, text[at:]])
    return _SPAN_OR_TEXT.sub(lambda found: found["code"] or found[3] or found[4] or found[5] or "", text)


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield where comments of JSX stand that open in no code."""
    code = [found.span() for found in _SPAN.finditer(text)] if "{/*" in text else []
    at = 0
    while (start := text.find("{/*", at)) >= 0 and (close := text.find("*/", start)) >= 0:
        end = text.find("}", close, close + 3)
        place = bisect.bisect(code, (start, len(text))) - 1
        if end < 0 or (place >= 0 and code[place][1] > start):
            at = close if end < 0 else start + 1
        else:
            yield start, end + 1
            at = end + 1


def _made(text: str) -> Iterator[tuple[int, int]]:
    """Yield where functions stand in braces on lines of their own (``{items.map((i) => ...)}``): the page runs them."""
    arrows = [found.start() for found in re.finditer("=>", text)]
    opened: list[int] = []
    for brace in re.finditer("[{}]", text) if arrows else ():
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            start, end = opened.pop(), brace.end()
            arrow = bisect.bisect(arrows, start)
            if arrow == len(arrows) or arrows[arrow] >= end:
                continue
            if _LINE_HEAD.search(text, max(0, start - _MOST_INDENT), start) and _LINE_TAIL.match(text, end):
                yield start, end


def _outdented(lines: Sequence[str], depths: Sequence[int], is_code: Sequence[bool]) -> Iterator[str]:
    """Yield the lines, those of a component to the left where all of them would be indented code."""
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and depths[end] == depths[start]:
            end += 1
        part = lines[start:end]
        indents = [
            len(line) - len(line.lstrip(" "))
            for line, code in zip(part, is_code[start:end], strict=True)
            if line.strip() and not code
        ]
        cut = min(indents, default=0) if depths[start] else 0
        for line in part:
            yield line[min(cut, len(line) - len(line.lstrip(" "))) :] if cut >= _CODE_INDENT else line
        start = end
