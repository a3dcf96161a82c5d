"""Paragraphs and headings that hold no markup at all: most of a list of links, read here at a tenth of the cost.

The parser still decides what they stand in. A run of such lines is replaced by one rule (``***``), which closes
whatever is open just as a paragraph would; only if the parser gives every rule back at the top level, the runs were
what they looked like. tests/posts/test_markdown.py holds both ways to give the same blocks.
"""

from __future__ import annotations

import re

from deckgen.model import Block, BlockKind, Inline, InlineKind
from deckgen.prepass import fence_after

_MARKUP = "\\n\\\\`*_~$<>\\[\\]&@"
_URL = r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:/[A-Za-z0-9/._~?=%+#&-]*)?(?<=[A-Za-z0-9/=])"
_TEXT = rf"(?!\d{{1,9}}[.)](?:\s|$))[^\s{_MARKUP}|:#+=-][^{_MARKUP}]*(?<![\s#])"
_PLAIN = re.compile(
    rf"(?P<url>{_URL})|(?P<marks>\#{{1,6}})[ ](?P<heading>{_TEXT})|(?P<text>{_TEXT})|\$\$(?P<math>[^$\n`]+)\$\$"
)
_RULE = "***"


def split_plain(text: str, offset: int) -> tuple[str, dict[int, list[Block]]]:
    """Give the text with its plain runs replaced, and the runs by the line of the rule that stands for them.

    The lines of the blocks, not those of the rules, are moved by ``offset``.
    """
    runs: dict[int, list[Block]] = {}
    run: list[Block] | None = None
    fence = ""
    line = 1
    chunks = text.split("\n\n")
    for index, chunk in enumerate(chunks):
        block = None if fence else _plain_block(chunk, line + offset)
        if block is None:
            run = None
            if "```" in chunk or "~~~" in chunk:
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


def _plain_block(chunk: str, line: int) -> Block | None:
    found = _PLAIN.fullmatch(chunk)
    if found is None:
        return None
    kind = found.lastgroup
    if kind == "math":
        return Block(BlockKind.MATH, line, line, text=found["math"].strip()) if found["math"].strip() else None
    text = Inline(InlineKind.TEXT, chunk if kind != "heading" else found["heading"], line=line)
    if kind == "url":
        link = Inline(InlineKind.LINK, "", chunk, (text,), line)
        return Block(BlockKind.PARAGRAPH, line, line, inlines=(link,))
    if "//" in chunk or "www." in chunk:
        return None
    if kind == "text":
        return Block(BlockKind.PARAGRAPH, line, line, inlines=(text,))
    return Block(BlockKind.HEADING, line, line, level=len(found["marks"]), inlines=(text,))
