"""The second and the day of a build: SOURCE_DATE_EPOCH where it is set, so that all machines agree, else the clock."""

from __future__ import annotations

import datetime
import os
import time


def _given() -> str:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return text if text.isdigit() else ""


def build_second() -> int:
    """Return the second of this build, since 1970."""
    return int(_given() or time.time())


def today_of(second: int) -> datetime.date:
    """Return the day of a build second: by UTC where it is given, else the local one."""
    return datetime.datetime.fromtimestamp(second, tz=_zone()).date()


def second_of(date: str) -> int:
    """Return the second at which an ISO date begins."""
    return int(datetime.datetime.fromisoformat(date).replace(tzinfo=_zone()).timestamp())


def _zone() -> datetime.tzinfo | None:
    return datetime.UTC if _given() else None
