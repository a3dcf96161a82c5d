"""Bytes of a page -> text, by a ladder whose every step is strict.

Byte order mark, UTF-8, what the header says, what ``<meta>`` or the XML declaration says, GB 18030, Big5; only then
with replacements. A page that *is* valid UTF-8 is UTF-8 whatever it declares: saved pages keep the old declaration.
"""

from __future__ import annotations

import codecs
import re
from types import MappingProxyType

from deckgen.patterns import regex

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 64 * 1024
_META = regex(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
"""Only ``<meta>``: a ``charset=`` of a ``<script>`` speaks of another file."""
_XML = regex(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']")
_HEADER = regex(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)

_CODECS = MappingProxyType(
    {
        **dict.fromkeys(["utf-8", "utf8", "unicode-1-1-utf-8"], "utf-8"),
        **dict.fromkeys([
            "gb2312", "gbk", "gb18030", "x-gbk", "gb-2312", "gb_2312-80", "euc-cn", "cp936", "ms936", "936",
        ], "gb18030"),
        **dict.fromkeys(["big5", "big5-hkscs", "big-5", "x-x-big5", "cn-big5", "cp950"], "big5hkscs"),
        **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932"], "cp932"),
        **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "cp949", "windows-949"], "cp949"),
        **{name: name for name in ["euc-jp", "iso-2022-jp", "koi8-r", "koi8-u", "utf-16", "utf-16le", "utf-16be"]},
        # What browsers do: these two names mean windows-1252.
        **dict.fromkeys(["iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"], "cp1252"),
        **{f"windows-{n}": f"cp{n}" for n in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
        **{f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)},
    }
)
"""What a page may declare; any other name (Python knows dangerous and slow ones) is not heard."""

_DEFAULT = "cp1252"  # what servers declare without looking: heard only where the page itself says nothing else


def decode(body: bytes, *, content_type: str = "") -> str:
    """Return the text of a page; never fails. A character cut off at the end of the body is left out."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _with_replacements(body[len(mark) :], (codec,))
    declared = _declared(body, content_type)
    for codec in ("utf-8", *declared, "gb18030", "big5hkscs"):
        text = _strictly(body, codec)
        if text is not None:
            return text
    return _with_replacements(body, ("utf-8", *declared, "gb18030"))


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """Return the codecs that the header and the page name, those to be believed first."""
    head = body[:_HEAD]
    header = _HEADER.search(content_type)
    names = [header[1]] if header else []
    names += [found[1].decode("ascii") for found in (_META.search(head), _XML.match(head)) if found]
    known = [_CODECS[name.lower()] for name in names if name.lower() in _CODECS]
    return tuple(sorted(dict.fromkeys(known), key=_DEFAULT.__eq__))


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(body, final=False)
    except UnicodeError:
        return None


def _with_replacements(body: bytes, names: tuple[str, ...]) -> str:
    """Decode by the codec that leaves the fewest characters unread; the earlier one of equals."""
    texts = [body.decode(name, "replace") for name in dict.fromkeys(names)]
    return min(texts, key=lambda text: text.count("\ufffd"))
