"""Which code this is: what one state of it worked out, another does not take over."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import deckgen


@cache
def code_version() -> str:
    """Return a hash of our code and Python's, which knows Unicode: after a change all is worked out anew."""
    parts = [deckgen.__version__, sys.version, *sorted(_code(Path(deckgen.__file__).parent))]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _code(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _code(Path(entry.path))
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
