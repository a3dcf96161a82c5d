"""Where a command reads what stands in Anki: an exported file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from deckgen.anki.values import Anki

FROM = click.option(
    "--from",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What Anki exported: a deck with its scheduling (.apkg), or better all (.colpkg).",
)


def read_anki(file: Path | None, command: str) -> Anki:
    """Return what stands in Anki by an exported file; ``command`` is what to type with one."""
    if file is None:
        raise click.UsageError(
            "which file? In Anki, choose File > Export, all decks as .colpkg, and name it: "
            f"{command} --from FILE.colpkg"
        )
    from deckgen.anki.exported import read_exported
    from deckgen.build.pulling import refused
    from deckgen.files.collection import PackageError

    try:
        return read_exported(file)
    except PackageError as exc:
        raise refused(str(file), str(exc).removeprefix(f"{file}: ")) from None
