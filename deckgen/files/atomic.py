"""Files that are whole or not there: written beside their place, flushed to disk, then renamed over it."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from deckgen.files.regular import read_regular

_CHUNK = 1 << 20
STALE_SECONDS = 86_400  # a process number says nothing about a file from another machine or before a restart


def write_atomic(path: Path, data: bytes) -> bool:
    """Put these bytes in place of the file, or leave it alone (and say False) if it holds them already.

    A symbolic link stays one, permissions stay as they are, and a folder that is not there is made.
    """
    path = Path(os.path.realpath(path))
    with beside(path) as temporary:
        if holds(path, data):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(temporary, (data,))
        _replace(temporary, path)
    return True


def write_pieces(path: Path, pieces: Iterable[bytes]) -> bool:
    """Do what ``write_atomic`` does with a file that is too large to be held: its bytes are taken piece by piece.

    Nothing is written before a piece is another than the file's.
    """
    path, pieces = Path(os.path.realpath(path)), iter(pieces)
    same, other = _common(path, pieces)
    if other is None:
        return False
    with beside(path) as temporary:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(temporary, itertools.chain(_first_bytes(path, same), (other,), pieces))
        _replace(temporary, path)
    return True


def _common(path: Path, pieces: Iterator[bytes]) -> tuple[int, bytes | None]:
    """Return how many bytes of a file these pieces begin with, and the first other piece; None if it holds no more."""
    if not path.is_file():
        return 0, b""
    same = 0
    with path.open("rb") as old:
        for piece in pieces:
            if old.read(len(piece)) != piece:
                return same, piece
            same += len(piece)
        return same, b"" if old.read(1) else None


def _first_bytes(path: Path, count: int) -> Iterator[bytes]:
    if count:
        with path.open("rb") as file:
            while chunk := file.read(min(count, _CHUNK)):
                count -= len(chunk)
                yield chunk


def _replace(temporary: Path, path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        temporary.chmod(stat.S_IMODE(path.stat().st_mode))
    temporary.replace(path)
    _flush_folder(path.parent)


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Return a name beside a file for one that may take its place, and remove what has not.

    What an interrupted process left of an earlier write of this file is removed, too.
    """
    place = Path(os.path.realpath(path))
    _remove_stale(place)
    temporary = place.with_name(f".{place.name}.deckgen-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        yield temporary
    except OSError as exc:  # a full disk is told without a name, a folder that is read-only with one that nobody knows
        if exc.errno is not None and exc.filename in (None, os.fspath(temporary)):
            exc.filename = os.fspath(path)
        raise
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def holds(path: Path, data: bytes) -> bool:
    """Tell whether the file holds exactly these bytes."""
    try:
        return path.stat().st_size == len(data) and read_regular(path) == data
    except OSError:
        return False


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name last; some systems cannot open a folder, and then the name lasts soon enough."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _remove_stale(path: Path) -> None:
    pattern = re.compile(re.escape(f".{path.name}.deckgen-") + r"(\d+)-[0-9a-f]{8}\.tmp")
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            match = pattern.fullmatch(entry.name)
            if match and _is_stale(entry, int(match[1])):
                with contextlib.suppress(OSError):
                    Path(entry.path).unlink()


def _is_stale(entry: os.DirEntry[str], process: int) -> bool:
    with contextlib.suppress(OSError):
        if time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_SECONDS:
            return True
    return not _is_running(process)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # there os.kill would end it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
