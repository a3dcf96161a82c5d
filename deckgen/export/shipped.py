"""Pictures that were shipped, read back from the package beside the deck: the posts may have lost their files since."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from deckgen.export.media import MAX_BYTES, digest_of
from deckgen.files.atomic import holds, write_atomic
from deckgen.files.collection import PackageError, bounded

MAX_LIST_BYTES = 16 * 1024 * 1024
"""Of the package's list of media: 200,000 names."""

FOLDER = "media"
_UNREADABLE = (OSError, ValueError, EOFError, KeyError, AttributeError, RuntimeError, zipfile.BadZipFile, PackageError)


class ShippedPictures:
    """The pictures of packages, unpacked into ``.deckgen/media`` when they are asked for."""

    def __init__(self, packages: Sequence[Path], store: Path) -> None:
        self._packages, self._folder = packages, store.parent / FOLDER
        self._members: dict[Path, dict[str, str]] = {}

    def find(self, name: str, digest: str = "") -> Path | None:
        """Return a file with the picture of this name, or None where no package holds it whole.

        A learner's own picture has a name that does not tell its content, so its ``digest`` is known besides; it may
        lie in the folder already.
        """
        place = self._folder / name if not digest else self.place_of(name, digest)
        try:
            if digest and place.is_file() and digest_of(place.read_bytes()) == digest:
                return place
        except OSError:
            return None
        found = any(self._unpacked(package, name, digest, place) for package in self._packages)
        return place if found else None

    def _unpacked(self, package: Path, name: str, digest: str, place: Path) -> bool:
        try:
            with zipfile.ZipFile(package) as archive:
                if package not in self._members:
                    listed = json.loads(bounded(archive, "media", MAX_LIST_BYTES))
                    self._members[package] = {str(media): member for member, media in listed.items()}
                data = bounded(archive, self._members[package][name], MAX_BYTES)
            if name.partition(".")[0] != f"dg-{digest_of(data)}" and digest_of(data) != digest:
                return False
            write_atomic(place, data)
        except _UNREADABLE:
            return False
        return True

    def place_of(self, name: str, digest: str) -> Path:
        """Return where a learner's own picture lies: under its content's name, whatever it is called in Anki."""
        return self._folder / f"dg-{digest}{Path(name).suffix.lower()}"

    def keep(self, name: str, data: bytes) -> None:
        """Keep a learner's own picture."""
        place = self.place_of(name, digest_of(data))
        if not holds(place, data):
            write_atomic(place, data)
