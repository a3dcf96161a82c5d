"""Why a section has no card at all: what stands in it, and that no form fits what is said there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from deckgen.cards.forms.passages import as_read
from deckgen.language.plurals import counted
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, InlineKind, StudyItem

_PARTS = MappingProxyType(
    {BlockKind.CODE: "code block", BlockKind.TABLE: "table", BlockKind.MATH: "formula", BlockKind.FOOTNOTE: "footnote"}
)
_ONLY = MappingProxyType(
    {BlockKind.CODE: "code", BlockKind.TABLE: "tables", BlockKind.MATH: "formulas", BlockKind.FOOTNOTE: "footnotes"}
)


def why_none(item: StudyItem, *, in_detail: bool = True) -> tuple[str, str]:
    """Return the reason why a section gave no card, the same words for all like it, and ``in_detail`` what it holds."""
    sentences = sum(_sentences(item)) if in_detail else any(_sentences(item))
    parts = Counter(_parts(item.blocks)) if in_detail or not sentences else Counter[BlockKind]()
    inside = [counted(sentences, "sentence")] if sentences else []
    inside += [counted(count, _PARTS[kind]) for kind, count in parts.items()]
    detail = ", ".join(inside) if in_detail else ""
    if sentences:
        return "no form of card fits what its sentences say", detail
    if parts:
        return f"only {' and '.join(_ONLY[kind] for kind in parts)}, and nothing said about it", detail
    return "only links, headings or titles", detail


def _sentences(item: StudyItem) -> Iterator[bool]:
    """Yield of each sentence whether it says something beside its links."""
    for paragraph in as_read(item).paragraphs:
        if not paragraph.is_title:
            for passage in paragraph.passages:
                own = [inline for inline in passage.run if inline.kind is not InlineKind.LINK]
                yield any(char.isalnum() for char in plain_text(own))


def _parts(blocks: Sequence[Block]) -> Iterator[BlockKind]:
    for block in blocks:
        if block.kind in _PARTS:
            yield block.kind
        else:
            yield from _parts(block.children)
