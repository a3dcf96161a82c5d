"""Text of strangers -> plain text: no control characters, no invisible ones, blanks in order; and ISO dates."""

from __future__ import annotations

import datetime
import html
import re
import unicodedata
from types import MappingProxyType

from deckgen.language.scripts import HAN
from deckgen.patterns import regex

_UNSEEN = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00"
    "-\ufe0e\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a]"
)
_BLANKS = regex("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAK_IN_CHINESE = regex(
    rf"(?<=[\u3000-\u303f{HAN}\uff01-\uff60])[ \t]*\n\s*(?=[\u3000-\u303f{HAN}\uff01-\uff60])"
)
_BREAKS = regex("\r\n?|[\u2028\u2029\x85]")
_MANY_BREAKS = regex(r"\n{3,}")
_JS_ESCAPE = regex(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([nrt'\"\\/&]))")
_JS_SIGNS = {"n": "\n", "r": "\n", "t": " "}
_LITERAL_BREAK = regex(r"\\(?:x0[aAdD]|u000[aAdD]|n(?![a-z])|r(?![a-z]))")

CHINA = datetime.timezone(datetime.timedelta(hours=8))  # the clock of the Chinese hosts
_NUMBERS = regex(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = regex(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_EPOCH = regex(r"\s*(\d{10})(?:\d{3})?(?:\.\d+)?\s*")
_ZULU = regex(r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)\s*")
_MONTHS = MappingProxyType(
    {name: number for number, name in enumerate([
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ], 1)}
)
_DAY_FIRST = regex(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3})[a-z]*\.?,?\s+((?:19|20)\d\d)\b")
_MONTH_FIRST = regex(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")


def clean(text: str) -> str:
    """Drop what cannot be seen; line ends and blanks in one spelling."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def clean_lines(text: str) -> str:
    """Return a text of several lines with at most one empty line in a row; code fences keep their indents."""
    out: list[str] = []
    in_code = False
    for line in clean(text).split("\n"):
        if line == "```":
            in_code = not in_code
        out.append(line.rstrip() if in_code else _BLANKS.sub(" ", line).strip())
    return _MANY_BREAKS.sub("\n\n", "\n".join(out)).strip()


def without_chinese_breaks(text: str) -> str:
    """Join Chinese lines: a break of the source is a blank only where words are parted by blanks."""
    return _BREAK_IN_CHINESE.sub("", text)


def squeeze_line(text: str, limit: int = 400) -> str:
    """Return a text on one line, cut at a limit."""
    text = clean(text[: limit * 20])
    line = " ".join(without_chinese_breaks(text).split())
    return line[:limit].rstrip()


def unescape(text: str) -> str:
    """Decode entities (even twice escaped) and the escapes that WeChat leaves in its attributes."""
    text = _LITERAL_BREAK.sub("\n", text)
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def js_text(literal: str) -> str:
    """Return what a JavaScript string literal says, its quotes already gone."""
    return _JS_ESCAPE.sub(_js_escape, literal)


def _js_escape(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _JS_SIGNS.get(found[3], found[3])


def visible_length(text: str) -> int:
    """Return the number of characters that are no blanks."""
    return len("".join(text.split()))


def fold(text: str) -> str:
    """Return a text as two spellings of one thing are compared: letters and digits only."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in text if char.isalnum())


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
