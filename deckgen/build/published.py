"""Where the posts of a definition are published: on its site, or as notes of a vault that only its owner has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from deckgen.definition import OBSIDIAN, Audience, Definition
from deckgen.model import Post, Published
from deckgen.posts.pages import publish_in_vault
from deckgen.posts.site import Site, find_site, publish


def published_posts(
    definition: Definition, posts: Sequence[Post], folders: Mapping[str, str]
) -> Mapping[str, Published]:
    """Return what a card says of each post, by the post's path; ``folders`` are those that the posts lie in."""
    if definition.site != OBSIDIAN:
        return publish(posts, find_site(definition.site, definition.permalink, definition.posts))
    if definition.audience is Audience.PUBLIC:
        return publish(posts, Site())
    given = Path(definition.posts[0])
    return publish_in_vault(posts, folders, given if given.is_dir() else given.parent)
