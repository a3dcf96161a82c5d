"""Sections of posts as the rules get them."""

from __future__ import annotations

from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text
from deckgen.model import ItemKind, Source, StudyItem


def item(text: str, *headings: str) -> StudyItem:
    blocks = parse_markdown(text)[0]
    return StudyItem(
        kind=ItemKind.SECTION,
        key="section:1",
        title=headings[-1],
        topic=headings[0],
        sources=(Source(post="a.md", line=1, headings=headings),),
        blocks=blocks,
        text=blocks_text(blocks),
    )
