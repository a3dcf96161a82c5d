"""The link that a section gives for a thing itself: its home page, code or repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.markdown import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, StudyItem
from deckgen.words import fold, thing_of_heading

_LABEL = re.compile(
    r"^(?P<of>.{0,40}?)的?\s*(?P<label>官方网站|官方主页|官网|项目主页|项目地址|主页|代码地址|代码|源代码|"
    r"源码|Git[Hh]ub地址|Git[Hh]ub|官方文档|"
    r"official (?:web)?site|home ?page|website|source(?: code)?|code|repository|repo)(?:地址)?\s*(?:是|为|"
    r"在|见)?\s*[：:]?\s*$",
    re.I,
)
_OWN = re.compile(r"^(?:它|他|其|该\w{0,4}|这个?\w{0,4}|the|its)?$", re.I)


def own_link(item: StudyItem, thing: str) -> tuple[str, str]:
    """Give the address and title of a thing's own link; empty if the section names none, or another's."""
    is_heading = fold(thing_of_heading(item.title)) == fold(thing)
    before = ""
    for block in _paragraphs(item.blocks):
        text = " ".join(_words(block.inlines).split())
        links = [inline for inline in block.inlines if inline.kind is InlineKind.LINK]
        label = text or before
        found = _LABEL.match(label) if links else None
        if found is not None and (fold(found["of"]) == fold(thing) or (is_heading and _OWN.match(found["of"]))):
            return links[0].url, f"{thing} {found['label']}"
        before = "" if links else text
    return "", ""


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            yield block
        else:
            yield from _paragraphs(block.children)


def _words(inlines: Sequence[Inline]) -> str:
    return plain_text([inline for inline in inlines if inline.kind is not InlineKind.LINK])
