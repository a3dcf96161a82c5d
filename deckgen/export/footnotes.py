"""The footnotes of posts, for cards that refer to one: what it says is shown where the card is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from deckgen.model import Block, BlockKind, Post
from deckgen.topics import all_sections


class PostFootnotes:
    """The footnotes of each post, by their names."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._posts = {post.path: post for post in posts}
        self._known: dict[str, Mapping[str, Block]] = {}

    def of(self, path: str) -> Mapping[str, Block]:
        """Return the footnotes of a post; the first where two have one name."""
        known = self._known.get(path)
        if known is None:
            post = self._posts.get(path)
            sections = all_sections(post.sections) if post is not None else ()
            notes = [note for section in sections for note in _in_blocks(section.blocks)]
            known = self._known[path] = {note.label: note for note in reversed(notes)}
        return known


def _in_blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE:
            yield block
        elif block.children:
            yield from _in_blocks(block.children)
