"""Pages are read in a process of their own, which may take its time, crash or grow without hurting the run.

One job at a time, over pipes: a length and a msgpack value each way. A reader that is over its time is killed
and the next page gets a new one. It opens no socket, on either side.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO, Self

import msgspec

from deckgen.fetch.values import Answer, PageError, PageStatus, PageText
from deckgen.files.errors import refusal

MEMORY = 280 << 20
"""More than this a reader may not hold."""

NICENESS = 19
"""Reading may wait, the network does not."""

IS_TIMED = sys.platform != "win32"
"""Whether the system itself ends a reader that has worked for too long."""

PATIENCE = 20 if IS_TIMED else 3
"""Of its time a reader may take so many times as much by the clock: it is niced, and the machine may be busy."""

ALONE_SECONDS = 300
"""A reader whose run was killed in the middle of a page ends by itself after so long."""

_LENGTH = struct.Struct("!I")


class Again(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A page whose kept part is read once more, by a better rule."""

    container: str
    url: str


_JOBS = msgspec.msgpack.Decoder(Answer | Again)
_ANSWERS = msgspec.msgpack.Decoder(PageText)
_ENCODE = msgspec.msgpack.Encoder().encode


class Reader:
    """One process, started when it is first needed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, job: Answer | Again) -> PageText:
        """Read a page; raise a PageError if that takes too long or breaks the reader."""
        process = self._process or self.start()
        over = threading.Event()

        def stop() -> None:
            over.set()
            process.kill()

        timer = threading.Timer(self._seconds * (PATIENCE if IS_TIMED else 1), stop)
        timer.daemon = True
        timer.start()
        try:
            _send(_pipe(process.stdin), _ENCODE(job))
            return _ANSWERS.decode(_receive(_pipe(process.stdout)))
        except (OSError, EOFError, msgspec.MsgspecError):
            code = self.close()
            if over.is_set() or (IS_TIMED and code == -signal.SIGPROF):
                raise PageError(PageStatus.TIMEOUT, f"not read within {self._seconds:g} s") from None
            raise PageError(PageStatus.UNSUPPORTED_TYPE, "the page broke its reader") from None
        finally:
            timer.cancel()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process and wait until it has loaded what it needs."""
        path = os.pathsep.join(filter(None, sys.path))
        # -P: a file in the user's folder must not pass for a module.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-P", "-m", "deckgen.fetch.reader", str(self._seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )
        process = self._process
        try:
            _receive(_pipe(process.stdout))
        except EOFError:
            code = self.close()
            message = f"the process that reads pages does not start (exit code {code}); is the installation whole?"
            raise refusal(sys.executable, "reader", message) from None
        return process

    def close(self) -> int:
        """End the process, and return its exit code; the next page starts another."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        return code


class Readers:
    """Some readers, lent to whoever has a page; safe to use from threads."""

    def __init__(self, seconds: float, count: int = 0) -> None:
        self.count = count or max(1, min(4, os.cpu_count() or 1))
        self._all = [Reader(seconds) for _ in range(self.count)]
        self._free: queue.SimpleQueue[Reader] = queue.SimpleQueue()
        for reader in self._all:
            self._free.put(reader)

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        """Start one of them; raise a DeckgenError if that is not possible here."""
        with self._lent() as reader:
            reader.start()

    def __exit__(self, *_exc: object) -> None:
        for reader in self._all:
            reader.close()

    def read(self, job: Answer | Again) -> PageText:
        """Read a page in the next free reader; raise a PageError if that breaks it."""
        with self._lent() as reader:
            return reader.read(job)

    @contextlib.contextmanager
    def _lent(self) -> Iterator[Reader]:
        reader = self._free.get()
        try:
            yield reader
        finally:
            self._free.put(reader)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("no pipe")
    return pipe


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


# --- In the process itself ------------------------------------------------------------------------------


def main() -> None:
    """Read pages until nobody sends any."""
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)  # what a library prints must not pass for an answer
    _restrain()
    from deckgen.fetch import reading  # noqa: F401 - loaded before the first page's time begins

    _send(answers, b"")
    try:
        while True:
            job = _JOBS.decode(_receive(jobs))
            _set_timers(float(sys.argv[1]), ALONE_SECONDS)
            answer = _ENCODE(_answer(job))
            _set_timers(0, 0)
            _send(answers, answer)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


def _answer(job: Answer | Again) -> PageText:
    """Return what a page says, or as a remark what reading it ran into."""
    from deckgen.fetch.reading import read_page, reread

    try:
        if isinstance(job, Again):
            return reread(job.container, url=job.url)
        return read_page(job.body, url=job.url, http_status=job.http_status, content_type=job.content_type)
    except MemoryError:
        return PageText(status=PageStatus.TOO_LARGE, remarks=("more than a reader can hold",))
    except Exception as exc:  # a page of a stranger must not end the run
        remark = f"not readable ({type(exc).__name__}: {exc})"[:200]
        return PageText(status=PageStatus.UNSUPPORTED_TYPE, remarks=(remark,))


def _restrain() -> None:
    """Leave the machine to others, and the terminal's Ctrl-C to the run."""
    import socket

    socket.has_ipv6 = False  # or urllib3, which trafilatura loads, opens one to see whether it can
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _set_timers(working: float, waiting: float) -> None:
    """Let the system end this process after so much work, or so much time."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, working)
        signal.setitimer(signal.ITIMER_REAL, waiting)


if __name__ == "__main__":
    main()
