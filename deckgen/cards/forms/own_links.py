"""The link that a section gives for a thing itself: its home page, code or repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.language.folding import fold
from deckgen.language.headings import thing_of_heading
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind

_LABEL = re.compile(
    r"^(?P<of>.{0,40}?)的?\s*(?P<label>官方网站|官方主页|官网|项目主页|项目地址|主页|代码地址|代码|源代码|"
    r"源码|Git[Hh]ub地址|Git[Hh]ub|官方文档|"
    r"official (?:web)?site|home ?page|website|source(?: code)?|code|repository|repo)(?:地址)?\s*(?:是|为|"
    r"在|见)?\s*[：:]?\s*$",
    re.I,
)
_OWN = re.compile(r"^(?:它|他|其|该\w{0,4}|这个?\w{0,4}|the|its)?$", re.I)


class LabelledLink(NamedTuple):
    """A link that a label like "X 的官网" announces."""

    of: str  # as the label says it
    label: str
    url: str


def labelled_links(blocks: Sequence[Block]) -> Iterator[LabelledLink]:
    """Yield the links below these blocks that say whose home page, code or repository they are."""
    before = ""
    for block in _paragraphs(blocks):
        text = " ".join(_words(block.inlines).split())
        links = [inline for inline in block.inlines if inline.kind is InlineKind.LINK]
        found = _LABEL.match(text or before) if links else None
        if found is not None:
            yield LabelledLink(found["of"], found["label"], links[0].url)
        before = "" if links else text


def own_link(links: Sequence[LabelledLink], title: str, thing: str) -> tuple[str, str]:
    """Return the address and title of a thing's own link; empty if its section, of this title, has none of it."""
    is_heading = fold(thing_of_heading(title)) == fold(thing)
    for link in links:
        if fold(link.of) == fold(thing) or (is_heading and _OWN.match(link.of)):
            return link.url, f"{thing} {link.label}"
    return "", ""


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            yield block
        else:
            yield from _paragraphs(block.children)


def _words(inlines: Sequence[Inline]) -> str:
    return plain_text([inline for inline in inlines if inline.kind is not InlineKind.LINK])
