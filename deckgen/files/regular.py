"""Content of regular files: a pipe, a socket or a device would be waited for, or would never end."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader

MOST_BYTES = 256 * 1024 * 1024
"""No file that a person or deckgen writes is as large; what is would only fill the memory."""


def read_regular(path: str | os.PathLike[str], most: int = MOST_BYTES) -> bytes:
    """Return the content of a file.

    Raise an OSError where there is none, where it is no regular file, and where it holds more than ``most`` bytes.
    """
    with open_regular(path, most) as file:
        data = file.read(most + 1)
    if len(data) > most:  # it has grown
        raise _too_large(path, most)
    return data


def open_regular(path: str | os.PathLike[str], most: int = MOST_BYTES) -> BufferedReader:
    """Open a file to be read piece by piece; raise as ``read_regular`` does."""
    status = os.stat(path)  # noqa: PTH116 - a Path a file costs more than the look
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
    if status.st_size > most:
        raise _too_large(path, most)
    return open(path, "rb")  # noqa: PTH123 - who asks closes it


def state_of(path: str | os.PathLike[str]) -> tuple[int, int, int] | None:
    """Return what a rename over a file changes: inode, size and time; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path a file costs more than the look
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _too_large(path: str | os.PathLike[str], most: int) -> OSError:
    return OSError(errno.EFBIG, f"larger than {most:,} bytes", os.fspath(path))
