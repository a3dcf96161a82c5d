"""One build at a time for a ledger, and one writer at a time for a file: the second waits, then says who is at it.

The system's own file lock, which ends with the process that holds it, however that ends. The lock's file
stays: removing it would let two builds lock two files of one name.
"""

from __future__ import annotations

import contextlib
import contextvars
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from deckgen.files.errors import LockError

_OURS: contextvars.ContextVar[frozenset[Path]] = contextvars.ContextVar("ours", default=frozenset())
"""The locks that this run holds over several commands, each of which would take them."""

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
    ledger: Path, *, wait: float = WAIT_SECONDS, doing: str = "building this deck", run: str = ""
) -> Iterator[None]:
    """Hold the ledger's lock; raise a LockError when another build has held it for ``wait`` seconds.

    ``doing`` says what others do who hold it, unless they say so themselves: ``run`` is what this one says.
    """
    path = lock_path(ledger)
    if path in _OURS.get():
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as exc:
        message = f"the lock cannot be made: {exc.strerror}; is the folder writable?"
        raise LockError(path, 0, message) from exc
    try:
        _lock_within(number, path, ledger, wait, doing)
        try:
            _write_process(number, run)
        except OSError as exc:
            raise LockError(path, 0, f"the lock cannot be made: {exc.strerror}") from exc
        yield
    finally:
        os.close(number)


@contextlib.contextmanager
def update_lock(ledger: Path) -> Iterator[None]:
    """Hold the ledger's lock over several commands, which then do not take it; else as ``build_lock``."""
    with build_lock(ledger, run="updating this deck"):
        held = _OURS.set(_OURS.get() | {lock_path(ledger)})
        try:
            yield
        finally:
            _OURS.reset(held)


def write_lock(path: Path) -> contextlib.AbstractContextManager[None]:
    """Hold a file that several commands write, from reading it until it is written: a moment, never a whole run."""
    return build_lock(path.with_name(f"{path.name}.writing"), doing="writing this file")


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
            holder, run = _read_process(number)
            message = f"process {holder} has been {run or doing} for {wait:g} s; wait for it, or end it"
            raise LockError(ledger, 0, message)
        time.sleep(POLL_SECONDS)


def _read_process(number: int) -> tuple[str, str]:
    """Return who holds the lock, and what that one says that it does."""
    os.lseek(number, 0, os.SEEK_SET)
    process, _, run = os.read(number, 64).decode("ascii", "replace").partition("\n")
    return process.strip() or "unknown", run.strip()


def _write_process(number: int, run: str) -> None:
    os.ftruncate(number, 0)
    os.lseek(number, 0, os.SEEK_SET)
    os.write(number, f"{os.getpid()}\n{run}".encode("ascii"))
