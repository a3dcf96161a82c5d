"""Pictures that were shipped, read back from the package beside the deck: the posts may have lost their files since."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from deckgen.export.media import MAX_BYTES, digest_of
from deckgen.files.atomic import holds, write_atomic

MAX_LIST_BYTES = 16 * 1024 * 1024
"""Of the package's list of media: 200,000 names."""

FOLDER = "media"
_UNREADABLE = (OSError, ValueError, EOFError, KeyError, AttributeError, RuntimeError, zipfile.BadZipFile)


class ShippedPictures:
    """The pictures of a package, unpacked into ``.deckgen/media`` when they are asked for."""

    def __init__(self, package: Path, store: Path) -> None:
        self._package, self._folder = package, store.parent / FOLDER
        self._members: dict[str, str] | None = None

    def find(self, name: str, digest: str = "") -> Path | None:
        """Return a file with the picture of this name, or None where the package does not hold it whole.

        A learner's own picture has a name that does not tell its content, so its ``digest`` is known besides; it may
        lie in the folder already.
        """
        place = self._folder / name if not digest else self.place_of(name, digest)
        try:
            if digest and place.is_file() and digest_of(place.read_bytes()) == digest:
                return place
            with zipfile.ZipFile(self._package) as archive:
                if self._members is None:
                    listed = json.loads(_bounded(archive, "media", MAX_LIST_BYTES))
                    self._members = {str(media): member for member, media in listed.items()}
                data = _bounded(archive, self._members[name], MAX_BYTES)
            if name.partition(".")[0] != f"dg-{digest_of(data)}" and digest_of(data) != digest:
                return None
            write_atomic(place, data)
        except _UNREADABLE:
            return None
        return place

    def place_of(self, name: str, digest: str) -> Path:
        """Return where a learner's own picture lies: under its content's name, whatever it is called in Anki."""
        return self._folder / f"dg-{digest}{Path(name).suffix.lower()}"

    def keep(self, name: str, data: bytes) -> None:
        """Keep a learner's own picture."""
        place = self.place_of(name, digest_of(data))
        if not holds(place, data):
            write_atomic(place, data)


def _bounded(archive: zipfile.ZipFile, member: str, most: int) -> bytes:
    with archive.open(member) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{member} holds more than {most:,} bytes")
    return data
