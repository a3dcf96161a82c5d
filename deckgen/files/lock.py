"""One build at a time for a ledger, and one writer at a time for a file: the second waits, then says who is at it.

The system's own file lock, which ends with the process that holds it, however that ends. The lock's file
stays: removing it would let two builds lock two files of one name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from deckgen.files.errors import LockError

WAIT_SECONDS = 30.0
POLL_SECONDS = 0.05
# Not every file system knows locks (some network drives); there we go without.
NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})
BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        # A byte far behind the text, since Windows lets nobody read a locked one.
        os.lseek(number, 1 << 30, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def build_lock(
    ledger: Path, *, wait: float = WAIT_SECONDS, doing: str = "building this deck"
) -> Iterator[None]:
    """Hold the ledger's lock; raise a LockError when another build has held it for ``wait`` seconds.

    ``doing`` says what others do who hold it.
    """
    path = lock_path(ledger)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as exc:
        message = f"the lock cannot be made: {exc.strerror}; is the folder writable?"
        raise LockError(path, 0, message) from exc
    try:
        _lock_within(number, path, ledger, wait, doing)
        try:
            _write_process(number)
        except OSError as exc:
            raise LockError(path, 0, f"the lock cannot be made: {exc.strerror}") from exc
        yield
    finally:
        os.close(number)


def write_lock(path: Path, *, wait: float = WAIT_SECONDS) -> contextlib.AbstractContextManager[None]:
    """Hold a file that several commands write, from reading it until it is written: a moment, never a whole run."""
    return build_lock(path.with_name(f"{path.name}.writing"), wait=wait, doing="writing this file")


def lock_path(ledger: Path) -> Path:
    """Return the lock's file, in ``.deckgen`` beside the ledger."""
    return ledger.parent / ".deckgen" / f"{ledger.name}.lock"


def _lock_within(number: int, path: Path, ledger: Path, wait: float, doing: str) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            _lock(number)
        except OSError as exc:
            if exc.errno in NO_LOCKS:
                return
            if exc.errno not in BUSY:
                raise LockError(path, 0, f"the lock cannot be taken: {exc.strerror}") from exc
        else:
            return
        if time.monotonic() >= until:
            holder = _read_process(number)
            message = f"process {holder} has been {doing} for {wait:g} s; wait for it, or end it"
            raise LockError(ledger, 0, message)
        time.sleep(POLL_SECONDS)


def _read_process(number: int) -> str:
    os.lseek(number, 0, os.SEEK_SET)
    return os.read(number, 32).decode("ascii", "replace").strip() or "unknown"


def _write_process(number: int) -> None:
    os.ftruncate(number, 0)
    os.lseek(number, 0, os.SEEK_SET)
    os.write(number, f"{os.getpid()}\n".encode("ascii"))
