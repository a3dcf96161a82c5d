"""What all cards of a deck share: where they lie, what they say of their posts, and what the deck says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.definition import Definition
from deckgen.export.fields import Frame, PostMacros, about_html, top_deck
from deckgen.export.footnotes import PostFootnotes
from deckgen.files.records import LedgerHeader
from deckgen.language.phrases import phrases
from deckgen.model import Post
from deckgen.posts.site import find_site, publish


def frame_of(definition: Definition, header: LedgerHeader, posts: Sequence[Post]) -> Frame:
    """Return what all cards share, by the definition and what was chosen once."""
    site = find_site(definition.site, definition.permalink, definition.posts)
    return Frame(
        deck=definition.deck,
        subdecks=tuple(filter(None, header.choices["subdecks"].split(","))),
        reading_deck=header.choices["reading"],
        question_deck=header.choices["questions"],
        language=header.choices["language"],
        tags=definition.tags,
        post_tags=definition.post_tags,
        sources=publish(posts, site),
        macros=PostMacros(posts, definition.macros),
        footnotes=PostFootnotes(posts),
    )


def about_deck(definition: Definition, header: LedgerHeader) -> dict[str, str]:
    """Return the description of the top deck, by its path: how it was made, and how a reading card ends."""
    site = find_site(definition.site, definition.permalink, definition.posts)
    words = phrases(header.choices["language"]).about_deck
    return {top_deck(definition.deck): about_html(words, definition.deck, site.base)}
