"""Pictures that were shipped, read back from the package beside the deck: the posts may have lost their files since."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from deckgen.export.media import MAX_BYTES, digest_of
from deckgen.files.atomic import write_atomic

MAX_LIST_BYTES = 16 * 1024 * 1024
"""Of the package's list of media: 200,000 names."""

FOLDER = "media"
_UNREADABLE = (OSError, ValueError, EOFError, KeyError, AttributeError, RuntimeError, zipfile.BadZipFile)


class ShippedPictures:
    """The pictures of a package, unpacked into ``.deckgen/media`` when they are asked for."""

    def __init__(self, package: Path, store: Path) -> None:
        self._package, self._folder = package, store.parent / FOLDER
        self._members: dict[str, str] | None = None

    def find(self, name: str) -> Path | None:
        """Return a file with the picture of this name, or None where the package does not hold it whole."""
        try:
            with zipfile.ZipFile(self._package) as archive:
                if self._members is None:
                    listed = json.loads(_bounded(archive, "media", MAX_LIST_BYTES))
                    self._members = {str(media): member for member, media in listed.items()}
                data = _bounded(archive, self._members[name], MAX_BYTES)
            if name.partition(".")[0] != f"dg-{digest_of(data)}":
                return None
            write_atomic(self._folder / name, data)
        except _UNREADABLE:
            return None
        return self._folder / name


def _bounded(archive: zipfile.ZipFile, member: str, most: int) -> bytes:
    with archive.open(member) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{member} holds more than {most:,} bytes")
    return data
