"""Where a command reads what stands in Anki: a running one, or a file that it exported."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from deckgen.anki.connect import AnkiConnect
    from deckgen.anki.values import Anki
    from deckgen.definition import Definition

FROM = click.option(
    "--from",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What Anki exported: a deck with scheduling (.apkg), or better all (.colpkg). Else a running one is asked.",
)


def connection() -> AnkiConnect:
    """Return the add-on that the environment names."""
    from deckgen.anki.connect import AnkiConnect

    return AnkiConnect(os.environ.get("ANKICONNECT_URL", ""), os.environ.get("ANKICONNECT_KEY", ""))


def anki_reader(file: Path | None, command: str) -> Callable[[Definition], Anki]:
    """Return what reads a deck as it stands in Anki; ``command`` is what to type with a file where none answers."""
    if file is not None:
        anki = _read(file)
        return lambda _definition: anki
    return lambda definition: _asked(definition, command)


def _asked(definition: Definition, command: str) -> Anki:
    from deckgen.anki.connect import ConnectError
    from deckgen.build.learner.in_anki import anki_now
    from deckgen.build.learner.pulling import refuse_public, refused

    refuse_public(definition)
    try:
        return anki_now(definition, connection())
    except ConnectError as exc:
        way = f"Or choose File > Export there, all decks as .colpkg, and name it: {command} --from FILE.colpkg"
        raise refused(exc.problems[0].path, f"{exc.message}. {way}") from None


def _read(file: Path) -> Anki:
    from deckgen.anki.exported import read_exported
    from deckgen.build.learner.pulling import refused
    from deckgen.files.collection import PackageError

    try:
        return read_exported(file)
    except PackageError as exc:
        raise refused(str(file), str(exc).removeprefix(f"{file}: ")) from None
