"""The stamp of a build: by it the next one knows, without reading a post, that there is nothing to build.

It names every file that went in or came out, as it was looked at before it was read. A file whose size and
times are as they were is taken for unchanged, any other one is hashed. Only light modules are imported.
"""

from __future__ import annotations

import datetime
import json
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from deckgen.files.regular import open_regular
from deckgen.files.walk import Found, walk

if TYPE_CHECKING:
    from deckgen.files.store import Store

FORMAT = 5  # raised with what a report holds, which the stamp remembers
# A file changed so shortly before or after it was looked at may keep its times: those of some systems are
# whole seconds or two (FAT). Git calls such files racy, and hashes them too.
RACY_NS = 2_000_000_000
ABSENT = -1


class Seen(NamedTuple):
    """A file as it was when it was looked at, and the hash of what was then read (or written)."""

    path: str
    size: int  # ABSENT if there is no such file
    mtime_ns: int
    ctime_ns: int
    digest: str


class Stamp(NamedTuple):
    """What a build that went well depended on and what it made."""

    version: str  # of deckgen
    options: str  # of the build, in any form that is the same for the same ones
    looked_ns: int  # before the first file was looked at
    next_due: str  # ISO date from which the stamp is void, since a post of that date comes due; or empty
    patterns: tuple[str, ...]
    posts: tuple[Seen, ...]  # as the patterns give them
    others: tuple[Seen, ...]  # definition, picks, cards, ledger, output, media, the site's settings, ...


class Check(NamedTuple):
    """Why a build is needed (empty if it is not), and a stamp that makes the next check quicker."""

    reason: str
    fresher: Stamp | None


def digest(data: bytes) -> str:
    """Hash a file's content."""
    import hashlib  # loads OpenSSL, which a check that hashes nothing can do without

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def names_in(folder: str) -> list[str]:
    """Return the names in a folder that are not hidden: what of it a build may depend on."""
    return sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208


def see(path: str | os.PathLike[str]) -> Seen:
    """Look at a file, then read it."""
    name = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
    seen = _look(name)
    if seen.size == ABSENT:
        return seen
    return seen._replace(digest=_digest_of(name))


def seen_post(found: Found, data: bytes) -> Seen:
    """Join how a post was found on the walk with what was then read from it."""
    return Seen(found.path, found.size, found.mtime_ns, found.ctime_ns, digest(data))


def is_unchanged(store: Store, output: str, *, version: str, options: str, today: datetime.date) -> bool:
    """Tell whether a build of this output would give what is there, by the stamp in the store."""
    stamp = decode_stamp(store.stamp(output) or b"")
    if stamp is None:
        return False
    check = check_stamp(stamp, version=version, options=options, today=today)
    if check.fresher is not None:
        store.put_stamp(output, encode_stamp(check.fresher))
    return not check.reason


def check_stamp(stamp: Stamp, *, version: str, options: str, today: datetime.date) -> Check:
    """Look at all files of a stamp; the first reason to build is enough."""
    looked_ns = time.time_ns()
    if stamp.version != version:
        return Check("another version of deckgen", None)
    if stamp.options != options:
        return Check("other options", None)
    if stamp.next_due and today.isoformat() >= stamp.next_due:
        return Check(f"a post is due since {stamp.next_due}", None)
    walked = walk(stamp.patterns)
    if walked.unreadable:
        return Check(f"{walked.unreadable[0]} cannot be read", None)
    now = {found.path: Seen(found.path, *found[2:], "") for found in walked.files}
    before = {seen.path for seen in stamp.posts}
    if now.keys() != before:
        return Check(f"{min(now.keys() ^ before)} came or went", None)
    for seen in stamp.others:
        now[seen.path] = _look(seen.path)
    racy_from = stamp.looked_ns - RACY_NS
    changed = [seen for seen in (*stamp.posts, *stamp.others) if not _same(seen, now[seen.path], racy_from)]
    for seen in changed:
        current = now[seen.path]
        if current.size != seen.size or (current.size != ABSENT and _digest_of(seen.path) != seen.digest):
            return Check(f"{seen.path} changed", None)
    return Check("", _fresher(stamp, now, looked_ns) if changed else None)


def encode_stamp(stamp: Stamp) -> bytes:
    """Return the stamp as the store keeps it."""
    return json.dumps([FORMAT, *stamp], separators=(",", ":")).encode("ascii")


def decode_stamp(data: bytes) -> Stamp | None:
    """Read a stamp; one that is not ours is none."""
    try:
        version, *values = json.loads(data)
        if version != FORMAT:
            return None
        stamp = Stamp(*values)
        return stamp._replace(
            patterns=tuple(stamp.patterns),
            posts=tuple(Seen(*seen) for seen in stamp.posts),
            others=tuple(Seen(*seen) for seen in stamp.others),
        )
    except (ValueError, TypeError):
        return None


def _same(seen: Seen, now: Seen, racy_from: int) -> bool:
    if seen[1:4] != now[1:4]:
        return False
    return seen.mtime_ns < racy_from or seen.size == ABSENT


def _fresher(stamp: Stamp, now: dict[str, Seen], looked_ns: int) -> Stamp:
    """Take today's times for the unchanged content, which was hashed after they were looked at."""
    posts, others = (
        tuple(now[seen.path]._replace(digest=seen.digest) for seen in group)
        for group in (stamp.posts, stamp.others)
    )
    return stamp._replace(looked_ns=looked_ns, posts=posts, others=others)


def _look(path: str) -> Seen:
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path a file costs more than the look
    except OSError:
        return Seen(path, ABSENT, 0, 0, "")
    return Seen(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, "")


def _digest_of(path: str) -> str:
    """Hash a file's content; that of a folder are the names in it which are not hidden."""
    import hashlib

    try:
        if os.path.isdir(path):  # noqa: PTH112 - a Path a file costs more than the look
            return digest("\0".join(names_in(path)).encode("utf-8", "surrogateescape"))
        with open_regular(path) as file:  # piece by piece: a ledger of years is large
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return ""
