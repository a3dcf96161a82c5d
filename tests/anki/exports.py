"""What a learner exports from their Anki, in each way that its dialog offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from anki.collection import DeckIdLimit, ExportAnkiPackageOptions


class Export(NamedTuple):
    """A choice in Anki's export dialog."""

    is_whole: bool  # all decks, else the deck Blog
    has_scheduling: bool
    is_old: bool  # "support older Anki versions"
    is_backup: bool = False  # a .colpkg


EXPORTS = {
    "a deck": Export(False, True, False),
    "a deck, older Anki": Export(False, True, True),
    "a deck without scheduling": Export(False, False, False),
    "all decks": Export(True, True, False),
    "colpkg": Export(True, True, False, True),
    "colpkg, older Anki": Export(True, True, True, True),
}


def export(col: Any, folder: Path, kind: str, deck: str = "Blog") -> Path:
    """Export the deck, or the whole collection, and give the file."""
    choice = EXPORTS[kind]
    if choice.is_backup:
        path = folder / "export.colpkg"
        path.unlink(missing_ok=True)
        col.export_collection_package(str(path), True, choice.is_old)
        col.reopen()
        return path
    path = folder / "export.apkg"
    path.unlink(missing_ok=True)
    limit = None if choice.is_whole else DeckIdLimit(col.decks.id(deck))
    options = ExportAnkiPackageOptions(
        with_scheduling=choice.has_scheduling, with_media=True, with_deck_configs=False, legacy=choice.is_old
    )
    col.export_anki_package(out_path=str(path), limit=limit, options=options)
    return path
