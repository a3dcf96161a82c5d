"""The images of cards: looked for once each, and held cards where they are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.export.media import MediaFile, find_image
from deckgen.model import Hold, Problem, Rendered, Severity, Source


class Images:
    """Finds the images that posts show, and remembers what it found."""

    def __init__(self, media: Path | None, folders: Mapping[str, str], posts: Sequence[str]) -> None:
        self._media, self._folders = media, folders
        self._roots = [Path(post) for post in posts]
        self._names: dict[tuple[str, str], str | None] = {}
        self.files: dict[str, Path] = {}  # by the name in the fields
        self.reasons: dict[tuple[str, str], str] = {}  # why an image of a post is not there

    def name_of(self, source: Source, address: str) -> str | None:
        """Return the media name of an image as a post writes it, or None."""
        key = (source.post, address)
        if key not in self._names:
            self._names[key] = self._find(*key)
        return self._names[key]

    def _find(self, post: str, address: str) -> str | None:
        folder = Path(self._folders.get(post, "."))
        root = next((root for root in self._roots if folder.is_relative_to(root)), folder)
        found = find_image(address, post=folder / Path(post).name, posts=root, media=self._media)
        if isinstance(found, MediaFile):
            self.files[found.name] = found.path
            return found.name
        self.reasons[post, address] = found
        return None


def hold_without_images(
    rendered: Sequence[Rendered], reasons: Mapping[tuple[str, str], str]
) -> tuple[list[Rendered], list[Problem]]:
    """Hold the cards that show an image which is not there, and say so at the post's line."""
    out: list[Rendered] = []
    problems: list[Problem] = []
    for one in rendered:
        if not one.missing or one.card.hold is not None:
            out.append(one)
            continue
        source, address = one.card.sources[0], one.missing[0]
        name = f" “{one.card.subject}”" if one.card.subject else ""
        reason = f"the image {address}: {reasons.get((source.post, address), 'not there')}"
        out.append(msgspec.structs.replace(one, card=msgspec.structs.replace(one.card, hold=Hold.IMAGE, reason=reason)))
        problems.append(
            Problem(
                path=source.post,
                line=source.line,
                severity=Severity.WARNING,
                code="image",
                message=f"{reason}; its card{name} is held",
            )
        )
    return out, problems
