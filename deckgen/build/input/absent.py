"""What a definition names and the disk has not: a deck is made without it, so its owner is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from deckgen.definition import OBSIDIAN, Definition
from deckgen.model import Problem, Severity
from deckgen.posts.pages import vault_of


def absent_places(definition: Definition, folders: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning for each place that the definition counts on; ``folders`` are those that the posts lie in."""
    if _has_no_media(definition):
        yield _warning(definition, "media", f"{definition.media} is no folder: no picture is found in it")
    if _has_no_vault(definition, folders):
        message = "no folder above the posts holds .obsidian: links open a vault by the name of the posts' folder"
        yield _warning(definition, "site", message)


def awaited_places(definition: Definition, folders: Mapping[str, str]) -> Iterator[Path]:
    """Yield where that which is not there would lie: the next build looks whether it came."""
    if definition.media is not None and _has_no_media(definition):
        yield definition.media
    if _has_no_vault(definition, folders):
        for folder in {*folders.values()}:
            yield from (above / ".obsidian" for above in (Path(folder), *Path(folder).parents))


def _has_no_media(definition: Definition) -> bool:
    return definition.media is not None and not definition.media.is_dir()


def _has_no_vault(definition: Definition, folders: Mapping[str, str]) -> bool:
    return definition.site == OBSIDIAN and not any(vault_of(Path(folder)) for folder in {*folders.values()})


def _warning(definition: Definition, key: str, message: str) -> Problem:
    path, line = str(definition.path or definition.ledger_path), definition.lines.get(key, 0)
    return Problem(path=path, line=line, severity=Severity.WARNING, code=key, message=f"{key}: {message}")
