"""Content of regular files: a pipe, a socket or a device would be waited for, or would never end."""

from __future__ import annotations

import errno
import os
import stat

MOST_BYTES = 256 * 1024 * 1024
"""No file that a person or deckgen writes is as large; what is would only fill the memory."""


def read_regular(path: str | os.PathLike[str], most: int = MOST_BYTES) -> bytes:
    """Return the content of a file.

    Raise an OSError where there is none, where it is no regular file, and where it holds more than ``most`` bytes.
    """
    status = os.stat(path)  # noqa: PTH116 - a Path a file costs more than the look
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
    with open(path, "rb") as file:  # noqa: PTH123
        data = file.read(most + 1) if status.st_size <= most else b""
    if max(len(data), status.st_size) > most:
        raise OSError(errno.EFBIG, f"larger than {most:,} bytes", os.fspath(path))
    return data
