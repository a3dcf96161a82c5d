"""What DECK on the command line means: definition files, or posts; light enough for a build without work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from deckgen.files.walk import as_text

if TYPE_CHECKING:
    from deckgen.definition import Definition

DEFINITIONS = (".yaml", ".yml")


class Target(NamedTuple):
    """One deck as the command line names it."""

    definition: Path | None
    posts: tuple[Path, ...] = ()
    name: str | None = None
    output: Path | None = None

    @property
    def home(self) -> Path:
        """Return the folder in which the ledger and the store lie."""
        if self.definition is not None:
            return self.definition.parent
        return self.output.parent if self.output is not None else Path()

    @property
    def key(self) -> str:
        """Return what tells this deck's stamp from those of others."""
        parts = [self.definition, *self.posts, self.name, self.output]
        names = ("" if part is None else os.path.abspath(part) for part in parts)  # noqa: PTH100
        return as_text("\x1f".join(names))


def find_targets(decks: Sequence[str], *, name: str | None = None, output: str | None = None) -> list[Target]:
    """Tell definitions from posts; without any, take every ``decks/*.yaml`` below the current folder."""
    place = Path(output) if output else None
    paths = [Path(deck) for deck in decks] or sorted(Path("decks").glob("*.yaml"))
    if not paths:
        raise click.UsageError(
            "there is no deck here: name a definition or a folder of posts, e.g. `deckgen build path/to/_posts`, "
            "or write a definition with `deckgen init path/to/_posts`"
        )
    definitions = [path for path in paths if path.suffix.lower() in DEFINITIONS]
    posts = tuple(path for path in paths if path not in definitions)
    for path in paths:
        if not path.exists():
            raise click.UsageError(f"{path}: there is no such file or folder")
    if definitions and posts:
        raise click.UsageError(f"either definitions or posts, not both: {definitions[0]} and {posts[0]}")
    if posts:
        return [Target(None, posts, name, place)]
    if place is not None and len(definitions) > 1:
        raise click.UsageError(f"-o names one file, but there are {len(definitions)} decks")
    if name is not None:
        raise click.UsageError(f"--name is for posts; the deck of {definitions[0]} is named in it (deck:)")
    return [Target(path, (), None, place) for path in definitions]


def go_on(targets: Sequence[Target]) -> list[Target]:
    """Return posts without ``-o`` the deck that an earlier build of them left, if there is just one such deck."""
    return [_with_earlier(target) if target.posts and target.output is None else target for target in targets]


def _with_earlier(target: Target) -> Target:
    from deckgen.build.begin.earlier import LEDGER_SUFFIX, beside, find_ledgers
    from deckgen.build.input.naming import deck_of
    from deckgen.files.ledger import read_ledger

    if load_target(target).ledger_path.exists():
        return target
    found = find_ledgers(target.posts, beside(target.posts))
    if len(found) != 1:
        return target
    package = found[0].with_name(found[0].name.removesuffix(LEDGER_SUFFIX) + ".apkg")
    return target._replace(name=target.name or deck_of(read_ledger(found[0])) or None, output=package)


def load_target(target: Target) -> Definition:
    """Read a target's definition, or make one for its posts."""
    from deckgen.build.begin.given import definition_for_posts
    from deckgen.definition import load_definition

    if target.definition is not None:
        return load_definition(target.definition, output=target.output)
    return definition_for_posts(target.posts, name=target.name, output=target.output)


def load_targets(targets: Sequence[Target]) -> list[Definition]:
    """Read all definitions, and refuse one id in two of them, or in one beside them: their notes would overwrite."""
    from deckgen.files.siblings import other_with_id

    definitions = [load_target(target) for target in targets]
    by_id: dict[str, Path] = {}
    for definition in definitions:
        other = by_id.setdefault(definition.id, definition.path) if definition.id and definition.path else None
        if other is not None and other != definition.path:
            raise _same_id(definition, other)
    for definition in definitions:
        other = other_with_id(definition.path, definition.id) if definition.path else None
        if other is not None:
            raise _same_id(definition, other)
    return definitions


def _same_id(definition: Definition, other: Path) -> Exception:
    from deckgen.files.errors import refusal

    if definition.id:
        message = f'id "{definition.id}" is also that of {other}: give one of the decks another id'
    else:
        message = f"its ledger has the id of {other}: one of the two ledgers is a copy, and must go"
    return refusal(str(definition.path), "id", message, definition.lines.get("id", 0))
