"""The #tags that stand in the text of a post, as Obsidian reads them: behind a blank, with a sign that is no digit.

Code, links, raw HTML and tables (which list selectors and the like) hold none, and a colour (#ff0000) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.language.folding import fold
from deckgen.language.scripts import MARKS
from deckgen.model import Block, BlockKind, Inline, InlineKind, Section
from deckgen.patterns import regex

_SIGN = rf"[\w{MARKS}-]"
_TAG = regex(rf"(?<![^\s(（,，、])#((?:{_SIGN}+/)*{_SIGN}*[^\W\d]{_SIGN}*(?:/{_SIGN}+)*)")
_OPENS = regex(r"#[^\s#]")
_COLOUR = regex(r"(?=.*\d|(.)\1*$)(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", re.I)
_PREPROCESSOR = frozenset({"include", "define", "ifdef", "ifndef", "endif", "pragma"})
"""Lines of C that stand outside of code."""
_TABLE, _TEXT = BlockKind.TABLE, InlineKind.TEXT
_NO_TEXT = frozenset(
    {InlineKind.CODE, InlineKind.MATH, InlineKind.LINK, InlineKind.IMAGE, InlineKind.HTML, InlineKind.PAGE}
)


def may_have_tags(text: str) -> bool:
    """Return whether a tag may stand in a post: a cheap look, for the signs of headings are none."""
    return _OPENS.search(text) is not None


def text_tags(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the tags in the text of all sections, each once, as first written, without their sign."""
    found: dict[str, str] = {}
    for text in _texts(sections):
        for match in _TAG.finditer(text):
            tag = match[1]
            if not _COLOUR.fullmatch(tag) and tag not in _PREPROCESSOR:
                found.setdefault(fold(tag), tag)
    return tuple(found.values())


def _texts(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield from _of_inlines(section.title)
        yield from _of_blocks(section.blocks)
        yield from _texts(section.sections)


def _of_blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block.kind is _TABLE:
            continue
        yield from _of_inlines(block.inlines)
        yield from _of_blocks(block.children)


def _of_inlines(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        if "#" in inline.text and inline.kind is _TEXT:
            yield inline.text
        elif inline.children and inline.kind not in _NO_TEXT:
            yield from _of_inlines(inline.children)
