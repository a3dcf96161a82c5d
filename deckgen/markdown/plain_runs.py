"""Paragraphs and headings that hold no markup at all: most of a list of links, read here at a tenth of the cost.

The parser still decides what they stand in. A run of such lines is replaced by one rule (``***``), which closes
whatever is open just as a paragraph would; only if the parser gives every rule back at the top level, the runs were
what they looked like. tests/posts/test_markdown.py holds both ways to give the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.markdown.code_lines import fence_after
from deckgen.markdown.formulas import tex_of
from deckgen.markdown.hidden import HIDDEN_ALONE, MARKS
from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.patterns import regex

_MARKUP = "\\n\\\\`*_~<>\\[\\]&@" + MARKS
_URL = r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:/[A-Za-z0-9/._~?=%+#&-]*)?(?<=[A-Za-z0-9/=])"
_TEXT = rf"(?!\d{{1,9}}[.)](?:\s|$))[^\s{_MARKUP}|:#+=-][^{_MARKUP}]*(?<![\s#])"
_PLAIN = regex(
    rf"(?P<url>{_URL})|(?P<marks>\#{{1,6}})[ ](?P<heading>{_TEXT})|(?P<text>{_TEXT})|(?P<math>{HIDDEN_ALONE})"
)
_RULE = "***"
_DEFINES = (":", "\n", " ")
"""How a text begins that may define the term above it."""
_PARAGRAPH, _INLINE = BlockKind.PARAGRAPH, InlineKind.TEXT
_LINK, _MATH, _HEADING = InlineKind.LINK, BlockKind.MATH, BlockKind.HEADING


def split_plain(text: str, hidden: Sequence[str], offset: int) -> tuple[str, dict[int, list[Block]]]:
    """Return the text with its plain runs replaced, and the runs by the line of the rule that stands for them.

    The lines of the blocks, not those of the rules, are moved by ``offset``.
    """
    runs: dict[int, list[Block]] = {}
    run: list[Block] | None = None
    fence = ""
    line = 1
    chunks = text.split("\n\n")
    for index, chunk in enumerate(chunks):
        found = _PLAIN.fullmatch(chunk) if not fence else None
        block = _plain_block(chunk, found, hidden, line + offset) if found is not None else None
        if block is not None and index + 1 < len(chunks) and chunks[index + 1][:1] in _DEFINES:
            block = None
        if block is None:
            run = None
            fence = fence_after(chunk, fence)
            line += chunk.count("\n") + 2
            continue
        if run is None:
            run = runs[line] = []
            chunks[index] = _RULE
        else:
            chunks[index] = ""
        run.append(block)
        line += 2
    return "\n\n".join(chunks), runs


def _plain_block(chunk: str, found: re.Match[str], hidden: Sequence[str], line: int) -> Block | None:
    kind = found.lastgroup
    if kind == "url":
        text = Inline(_INLINE, chunk, "", (), line)
        return Block(_PARAGRAPH, line, line, 0, "", "", (Inline(_LINK, "", chunk, (text,), line),))
    if kind == "math":
        return Block(_MATH, line, line, text=tex_of(hidden[int(found["hidden"])]))
    if "//" in chunk or "www." in chunk or (kind == "heading" and "^" in chunk):
        return None
    if kind == "text":
        return Block(_PARAGRAPH, line, line, 0, "", "", (Inline(_INLINE, chunk, "", (), line),))
    inline = Inline(_INLINE, found["heading"], "", (), line)
    return Block(_HEADING, line, line, len(found["marks"]), inlines=(inline,))
