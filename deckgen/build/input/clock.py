"""The second and the day of a build: SOURCE_DATE_EPOCH where it is set, so that all machines agree, else the clock."""

from __future__ import annotations

import datetime
import os
import re
import time

from deckgen.files.errors import ClockError

VARIABLE = "SOURCE_DATE_EPOCH"
LAST_SECOND = 0xFFFF_FFFF
"""Of the year 2106: Anki's own messages hold a note's time in 32 bits (``mtime_secs`` of its notes.proto)."""


def _given() -> str:
    """Return the second that the environment names, or nothing; raise a ClockError for what is none."""
    text = os.environ.get(VARIABLE, "").strip()
    if text and not (re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= LAST_SECOND):
        wanted = f"a whole number of seconds since 1970, up to {LAST_SECOND}"
        raise ClockError(VARIABLE, 0, f"must be {wanted}, not {text[:40]}")
    return text


def build_second() -> int:
    """Return the second of this build, since 1970; never 0, which is the time of a note that was not shipped."""
    return max(1, int(_given() or time.time()))


def today_of(second: int) -> datetime.date:
    """Return the day of a build second: by UTC where it is given, else the local one."""
    return datetime.datetime.fromtimestamp(second, tz=_zone()).date()


def second_of(date: str) -> int:
    """Return the second at which an ISO date begins."""
    return int(datetime.datetime.fromisoformat(date).replace(tzinfo=_zone()).timestamp())


def _zone() -> datetime.tzinfo | None:
    return datetime.UTC if _given() else None
