"""Text as HTML that means nothing to a browser or to Anki: what all of a field's words pass through."""

from __future__ import annotations

import html
import re
import unicodedata

from deckgen.patterns import regex

# Control characters, marks that turn the reading direction of all that follows, halves of surrogate pairs.
_UNWANTED = r"\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNWANTED_RUN = regex(f"[{_UNWANTED}]+")
_SPECIAL = regex(rf"[&<>\[{{\\\n\u0338{_UNWANTED}]")
_ACTIVE = regex(r"\[(?=(?:sound|anki|type):|/?latex\]|/?\$\$?\])|\{(?=\{)|(?<=\{)\{", re.IGNORECASE)
_MATH_OPENER = regex(r"\\(?=[(\[])")
_MATH = regex(r"(\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL)
_OPEN_ENDS = ("\\", "[", "{")
_APART = "<span></span>"


def text_html(text: str) -> str:
    """Return plain text as a field: escaped, normalised, its lines kept, without any meaning to Anki."""
    if not _SPECIAL.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    return escaped(text).replace("\n", "<br>")


def clean(text: str) -> str:
    """Return a text in one normal form, without signs that no field may hold."""
    return unicodedata.normalize("NFC", _UNWANTED_RUN.sub("", text.replace("\r\n", "\n")))


def neutral(field: str) -> str:
    """Return HTML without what Anki would act on in it."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", field)


def attribute(text: str) -> str:
    """Return a text as the value of an attribute."""
    return neutral(html.escape(text)).replace("\\", "&#92;")


def escaped(text: str) -> str:
    """Return a text as HTML, its lines as they are."""
    # MathJax reads what the browser has decoded, so only a tag keeps the two characters of an opener apart.
    apart = _MATH_OPENER.sub(r"\\<span></span>", html.escape(clean(text), quote=False))
    # Anki normalises fields as a whole: behind a tag this mark would join its ">" to "≯", and the tag be none.
    return neutral(apart).replace("\u0338", "&#824;")


def add(out: list[str], piece: str) -> None:
    """Add what was escaped by itself to what stands before it: the two may make no mark together."""
    if piece:
        if out and out[-1].endswith(_OPEN_ENDS) and not piece.startswith(("<", "\\")):
            out.append(_APART)
        out.append(piece)


def cloze_safe(field: str) -> str:
    """Make HTML of a field fit for the inside of `{{c1::...}}`: nothing in it ends or splits the gap."""
    parts = _MATH.split(field)
    parts[::2] = [part.replace("{", "&#123;").replace("}", "&#125;") for part in parts[::2]]
    parts[1::2] = [re.sub(r"\}(?=\})", "} ", part) for part in parts[1::2]]
    joined = "".join(parts).replace("::", "&#58;&#58;")
    # A colon at the end would join the "::" of a hint.
    return joined[:-1] + "&#58;" if joined.endswith(":") else joined
