"""Dates as pages write them -> ISO dates; what is no date, or none that a web page can have, gives nothing."""

from __future__ import annotations

import datetime
import re
from types import MappingProxyType

CHINA = datetime.timezone(datetime.timedelta(hours=8))
"""The clock of the Chinese hosts, whatever machine reads them."""

_NUMBERS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?(?:\.\d+)?\s*")
_ZULU = re.compile(r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)\s*")
_MONTHS = MappingProxyType(
    {name: number for number, name in enumerate([
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ], 1)}
)
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3})[a-z]*\.?,?\s+((?:19|20)\d\d)\b")
_MONTH_FIRST = re.compile(  # between day and year may stand a time with its zone
    r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:[\d:]+\s+[+-]\d{4}\s+)?((?:19|20)\d\d)\b"
)


def iso_date(text: str) -> str:
    """Return the first date of a text as an ISO date; seconds since 1970 and UTC times count by China's clock."""
    text = text[:200]
    if epoch := _EPOCH.fullmatch(text):
        return datetime.datetime.fromtimestamp(int(epoch[1]), CHINA).date().isoformat()
    if zulu := _ZULU.fullmatch(text):
        return _china_date(zulu[1])
    if found := _NUMBERS.search(text) or _COMPACT.search(text):
        return _date(found[1], found[2], found[3])
    if found := _DAY_FIRST.search(text):
        return _date(found[3], _MONTHS.get(found[2].lower(), 0), found[1])
    if found := _MONTH_FIRST.search(text):
        return _date(found[3], _MONTHS.get(found[1].lower(), 0), found[2])
    return ""


def _china_date(zulu: str) -> str:
    try:
        moment = datetime.datetime.fromisoformat(f"{zulu}+00:00")
    except ValueError:
        return ""
    return moment.astimezone(CHINA).date().isoformat()


def _date(year: str, month: str | int, day: str) -> str:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
