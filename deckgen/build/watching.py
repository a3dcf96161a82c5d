"""Waiting for a save: the files of a deck are looked at again and again, and a burst of saves counts once.

Nothing of the system tells of changes here: a look at a blog of 100 posts takes a millisecond, and looks come the more
seldom the longer one takes, so that waiting costs a small share of a core whatever the number of posts.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.build.stamping import watched_files
from deckgen.definition import Definition
from deckgen.files.stamp import decode_stamp, names_in
from deckgen.files.store import open_store
from deckgen.files.walk import walk

SHORTEST = 0.1
"""Seconds between two looks at least."""
SHARE = 0.02
"""Of a core, that looking may cost while nothing happens."""
QUIET = 0.15
"""Seconds without a change after which a burst of saves is over."""
PATIENCE = 1.0
"""The same where a file is gone or empty: editors and sync programs put a new one there a moment later."""
MOST = 10.0
"""Seconds after which a build is made though files still change."""

State = tuple[int, int, int, int]
"""Size, time of the last write and of the last change of a file, and its inode where it is no post."""
Files = Mapping[str, State]
"""What is there, by path."""


class Clock(msgspec.Struct, frozen=True):
    """Time, and how it passes."""

    now: Callable[[], float] = time.monotonic
    work: Callable[[], float] = time.process_time
    sleep: Callable[[float], None] = time.sleep


class Watched(msgspec.Struct, frozen=True):
    """What a deck is made from."""

    patterns: tuple[str, ...]  # of the posts
    others: tuple[str, ...]  # absolute paths: definition, picks, cards, learner, pictures, the site's settings


def watched(definition: Definition, stamp_key: str) -> Watched:
    """Return what a deck was made from, by the stamp of its last build, or as far as is known before there is one."""
    own = [os.path.abspath(path) for path in watched_files(definition)]  # noqa: PTH100 - resolve() would follow links
    store, _ = open_store(definition.store_path)
    with store:
        stamp = decode_stamp(store.stamp(stamp_key) or b"")
    made = {os.path.abspath(path) for path in (definition.ledger_path, definition.output_path)}  # noqa: PTH100
    more = [seen.path for seen in stamp.others if seen.path not in made] if stamp is not None else []
    return Watched(definition.posts, tuple(sorted({*own, *more})))


def look(what: Watched) -> Files:
    """Return the files of a deck as they are now; those that are not there are left out."""
    files: dict[str, State] = {post.path: (*post[2:], 0) for post in walk(what.patterns).files}
    for path in what.others:
        try:
            status = Path(path).stat()
            if stat.S_ISDIR(status.st_mode):  # its times change with each build that writes into it
                files[path] = (0, hash(tuple(names_in(path))), 0, status.st_ino)
                continue
        except OSError:
            continue
        files[path] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return files


def changed(before: Files, after: Files) -> list[str]:
    """Return the paths that came, went or were written, in order."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def wait_for_change(look_at: Callable[[], Files], known: Files, clock: Clock = Clock()) -> Files:  # noqa: B008
    """Return the files when they are others than ``known``, and whoever writes them is done for the moment."""
    while True:
        now = _next(look_at, clock)
        if now == known:
            continue
        started = last = clock.now()
        while clock.now() - last < _patience(known, now) and clock.now() - started < MOST:
            clock.sleep(SHORTEST / 2)
            again = look_at()
            if again != now:
                now, last = again, clock.now()
        if now != known:  # else it was an editor's own file, which came and went
            return now


def _next(look_at: Callable[[], Files], clock: Clock) -> Files:
    """Look, then wait so long that looking costs no more than its share."""
    started = clock.work()
    found = look_at()
    clock.sleep(max(SHORTEST, (clock.work() - started) / SHARE))
    return found


def _patience(before: Files, now: Files) -> float:
    is_lost = any(path not in now or (not now[path][0] and before[path][0]) for path in before)
    return PATIENCE if is_lost else QUIET


def told_names(paths: Sequence[str], posts: Iterable[str], most: int = 3) -> str:
    """Return the names of what changed on a line: so many, then how many more."""
    folders = [*posts]
    names = [_short(path, folders) for path in paths[:most]]
    more = len(paths) - most
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")


def _short(path: str, folders: Sequence[str]) -> str:
    inside = next((folder for folder in folders if path.startswith(folder.rstrip(os.sep) + os.sep)), "")
    return os.path.relpath(path, inside) if inside else Path(path).name
