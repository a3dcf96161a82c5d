"""Where the pictures of a deck's posts may lie: as the definition says, else where the site's own files say."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

from deckgen.build.input.site_kinds import kind_of
from deckgen.definition import OBSIDIAN, Definition
from deckgen.export.media import Roots
from deckgen.posts.pages import vault_of


class PicturePlaces:
    """The folders that pictures of a deck are looked for in."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._posts = [Path(post) for post in definition.posts]
        self._vault_of = cache(vault_of)

    def of(self, folder: str, address: str) -> Roots:
        """Return where a picture may lie that a post in this folder shows."""
        place, media = Path(folder), self._definition.media
        posts = next((root for root in self._posts if place.is_relative_to(root)), place)
        vault = self._vault_of(place) or (posts if self._definition.site == OBSIDIAN else None)
        if media is None and address.startswith("/"):
            return Roots(posts, None, vault, near=self._near)
        return Roots(posts, media, vault)

    @cached_property
    def _near(self) -> tuple[Path, ...]:
        return tuple(media_places([post for post in self._posts if post.exists()]))


def media_places(posts: Sequence[Path]) -> list[Path]:
    """Return the folders in which a site's own addresses may begin, the surest first."""
    near = [folder / inner for path in posts for folder in kind_of(path).media for inner in ("static", "")]
    for path in posts:
        place = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        near += [folder / inner for folder in (place, *place.parents[:2]) for inner in ("", "static")]
    return [folder for folder in dict.fromkeys(near) if folder.is_dir()]
