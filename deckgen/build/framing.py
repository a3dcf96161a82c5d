"""What all cards of a deck share: where they lie, what they say of their posts, and what the deck says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.build.input.read_posts import Input
from deckgen.definition import KEY_PLACE, OBSIDIAN, Audience, Definition
from deckgen.export.fields import Frame, PostMacros, about_html, top_deck
from deckgen.export.footnotes import PostFootnotes
from deckgen.export.html import link_html
from deckgen.export.spoken import Languages
from deckgen.files.records import Ledger, LedgerHeader
from deckgen.identity.guids import make_guid
from deckgen.identity.notes import Named
from deckgen.language.phrases import phrases
from deckgen.model import Post, Published
from deckgen.posts.pages import PageNames, publish_in_vault
from deckgen.posts.site import Site, find_site, publish


def frame_of(definition: Definition, header: LedgerHeader, given: Input) -> Frame:
    """Return what all cards share, by the definition and what was chosen once."""
    posts = given.posts
    sources = published_posts(definition, posts, given.folders)
    return Frame(
        deck=definition.deck,
        subdecks=tuple(filter(None, header.choices["subdecks"].split(","))),
        reading_deck=header.choices["reading"],
        question_deck=header.choices["questions"],
        language=header.choices["language"],
        languages=Languages(header.choices["language"], posts, rules=bool(definition.language)),
        tags=definition.tags,
        post_tags=definition.post_tags,
        has_folders=len({post.folder for post in sources.values()}) > 1,
        sources=sources,
        page=PageNames(sources).address,
        macros=PostMacros(posts, definition.macros),
        footnotes=PostFootnotes(posts),
    )


def published_posts(
    definition: Definition, posts: Sequence[Post], folders: Mapping[str, str]
) -> Mapping[str, Published]:
    """Return what a card says of each post, by the post's path; ``folders`` are those that the posts lie in.

    They are published on their site, or are notes of a vault that only its owner has.
    """
    if definition.site != OBSIDIAN:
        return publish(posts, find_site(definition.site, definition.permalink, definition.posts))
    if definition.audience is Audience.PUBLIC:
        return publish(posts, Site())
    given = Path(definition.posts[0])
    return publish_in_vault(posts, folders, given if given.is_dir() else given.parent)


def with_report_links(named: Sequence[Named], ledger: Ledger, definition: Definition) -> list[Named]:
    """Return cards with a small link behind their source, where the definition says where mistakes are told.

    It is a part of what says where a note stands: notes that were shipped get it with their author's next change.
    """
    if not definition.report:
        return list(named)
    header, words = ledger.header, phrases(ledger.header.choices["language"]).report
    out = []
    for note in named:
        known = ledger.notes.get(note.key)
        guid = known.guid if known is not None else make_guid(header.namespace, note.key)
        link = link_html(definition.report.replace(KEY_PLACE, guid), words)
        source = note.rendered.fields.get("Source", "")
        fields = {**note.rendered.fields, "Source": f"{source} · {link}" if source else link}
        out.append(Named(key=note.key, rendered=msgspec.structs.replace(note.rendered, fields=fields)))
    return out


def about_deck(definition: Definition, header: LedgerHeader) -> dict[str, str]:
    """Return the description of the top deck, by its path: how it was made, and how a reading card ends."""
    site = "" if definition.site == OBSIDIAN else definition.site
    base = find_site(site, definition.permalink, definition.posts).base
    words = phrases(header.choices["language"]).about_deck
    return {top_deck(definition.deck): about_html(words, definition.deck, base)}
