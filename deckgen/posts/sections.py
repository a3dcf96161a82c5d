"""Blocks -> the tree of sections, each with its links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.folding import squeeze
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, Section
from deckgen.posts.links.section import links_below

_HEADING = BlockKind.HEADING


class _Open(msgspec.Struct):
    """A section while it is read."""

    heading: Block | None
    headings: tuple[str, ...]
    blocks: list[Block]


def build_sections(blocks: Sequence[Block], *, title: str = "") -> tuple[Section, ...]:
    """Return the tree of sections that a post's headings make of its blocks; ``title`` is the post's."""
    parts = list(_cut(blocks))
    behind = [*(_level(part) for part in parts[1:]), 0]
    flat = [
        _finished(part, title, is_group=level > _level(part) > 0)
        for part, level in zip(parts, behind, strict=False)
    ]
    return tuple(_tree(flat))


def _level(part: _Open) -> int:
    return part.heading.level if part.heading is not None else 0


def _cut(blocks: Sequence[Block]) -> Iterator[_Open]:
    part = _Open(None, (), [])
    path: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind is not _HEADING:
            part.blocks.append(block)
            continue
        if part.heading is not None or part.blocks:
            yield part
        text = squeeze(plain_text(block.inlines))
        path = [*((level, name) for level, name in path if level < block.level), (block.level, text)]
        part = _Open(block, tuple(name for _, name in path), [])
    if part.heading is not None or part.blocks:
        yield part


def _finished(part: _Open, title: str, *, is_group: bool) -> Section:
    """Close a section; ``is_group`` says that others stand below it."""
    heading = part.heading
    first = heading.first if heading is not None else part.blocks[0].first
    last = part.blocks[-1].last if part.blocks else heading.last if heading is not None else first
    return Section(
        headings=part.headings,
        level=heading.level if heading is not None else 0,
        first=first,
        last=last,
        title=heading.inlines if heading is not None else (),
        blocks=tuple(part.blocks),
        links=tuple(links_below(heading, part.headings, part.blocks, title=title, is_group=is_group)),
    )


def _tree(flat: Sequence[Section]) -> Iterator[Section]:
    """Hang each section under the last one before it with a smaller level."""
    index = 0
    while index < len(flat):
        end = index + 1
        while end < len(flat) and flat[index].level and flat[end].level > flat[index].level:
            end += 1
        below = tuple(_tree(flat[index + 1 : end]))
        yield msgspec.structs.replace(flat[index], sections=below) if below else flat[index]
        index = end
