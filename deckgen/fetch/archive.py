"""Dead links in the Wayback Machine: asked for only on request, once a link ever, and no faster than it likes."""

from __future__ import annotations

import re
from urllib.parse import quote

import msgspec

from deckgen.fetch.values import PageStatus, StopError
from deckgen.fetch.visit import Visit, Visitor

AVAILABLE = "https://archive.org/wayback/available?url="
PAUSE_SECONDS = 3.0
HOSTS = ("archive.org", "web.archive.org")
_SNAPSHOT = re.compile(r"https?://web\.archive\.org/web/(\d{14})/(.+)")


class _Closest(msgspec.Struct, frozen=True):
    url: str = ""
    available: bool = False


class _Snapshots(msgspec.Struct, frozen=True):
    closest: _Closest = _Closest()


class _Available(msgspec.Struct, frozen=True):
    archived_snapshots: _Snapshots = _Snapshots()


async def visit_archive(visitor: Visitor, address: str) -> tuple[Visit, str] | None:
    """Return the closest snapshot of a page and its day; None if there is none. Raises a StopError."""
    visit = await visitor.visit(AVAILABLE + quote(address, safe=""))
    if visit.answer.http_status != 200:
        raise StopError(PageStatus.SERVER_ERROR, f"the Wayback Machine answered {visit.answer.http_status}")
    try:
        closest = msgspec.json.decode(visit.answer.body, type=_Available).archived_snapshots.closest
    except msgspec.MsgspecError:
        raise StopError(PageStatus.SERVER_ERROR, "the Wayback Machine's answer is none") from None
    found = _SNAPSHOT.fullmatch(closest.url)
    if not closest.available or found is None:
        return None
    # id_ gives the page as it was, without the archive's own frame and links.
    snapshot = await visitor.visit(f"https://web.archive.org/web/{found[1]}id_/{found[2]}")
    day = f"{found[1][:4]}-{found[1][4:6]}-{found[1][6:8]}"
    return (snapshot, day) if snapshot.answer.http_status == 200 else None
