"""The sections and links of a parsed post, as the tests look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.model import Link, Section


def walk_sections(sections: Sequence[Section]) -> Iterator[Section]:
    """Give all sections of a tree in the order of the post."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)


def links_of(sections: Sequence[Section]) -> Iterator[Link]:
    """Give all links of a tree of sections in the order of the post."""
    for section in walk_sections(sections):
        yield from section.links
