"""A field as a learner wrote it -> the same without what runs, calls other sites or reaches out of its card.

What is left is what Anki's editor makes: weights, colours, lists, tables, pictures, links. Text is never lost but for
what stands in a script or the like.
"""

from __future__ import annotations

import html
import re

from deckgen.anki.parsed_html import Piece, Tag, parse
from deckgen.anki.same_html import same_html
from deckgen.patterns import regex

TAGS = frozenset(
    ("a", "b", "big", "blockquote", "br", "center", "code", "dd", "del", "div", "dl", "dt", "em", "font", "h1",
     "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre", "rp", "rt", "ruby", "s",
     "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul")
)  # fmt: skip

_DROPPED = frozenset(
    ("iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea", "title")
)  # fmt: skip
"""Tags whose content goes with them."""

_STYLES = frozenset(
    ("background-color", "color", "font-size", "font-style", "font-weight", "height", "text-align", "text-decoration",
     "vertical-align", "width")
)  # fmt: skip
_STYLE_VALUE = regex(r"[\w\s#%.,()-]*")
_REACHING = regex(r"url|expression|var|attr|image|calc", re.IGNORECASE)
_PLAIN_VALUE = regex(r"[\w #%.,-]*")
_WEB = regex(r"(?:https?://|obsidian://open\?)[^\s\x00-\x1f]*", re.IGNORECASE)
_FILE = regex(r"[^:/\\<>\"\x00-\x1f]+")
_PLAIN_ATTRIBUTES = frozenset(
    ("align", "class", "color", "colspan", "dir", "height", "lang", "rowspan", "start", "width")
)  # fmt: skip
_ACTIVE = regex(r"\[(?=(?:anki|type):|/?latex\]|/?\$\$?\])", re.IGNORECASE)
"""What makes Anki run LaTeX, or speak or ask by itself; a recording is no such thing."""
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def safe_html(field: str) -> str:
    """Return a field that may be packed; to the letter as it was, where nothing had to go."""
    field = _CONTROL.sub("", field)
    if "<" not in field and "[" not in field:
        return field
    safe = "".join(_kept(parse(field)))
    safe = _ACTIVE.sub("&#91;", safe)
    return field if same_html(safe, field) and not _ACTIVE.search(html.unescape(field)) else safe


def _kept(pieces: list[Piece]) -> list[str]:
    out: list[str] = []
    dropping = ""  # the tag whose end is waited for
    for piece in pieces:
        if dropping:
            is_its_end = isinstance(piece, Tag) and piece.is_end and piece.name == dropping
            dropping = "" if is_its_end else dropping
        elif isinstance(piece, str):
            out.append(html.escape(piece, quote=False).replace("\xa0", "&nbsp;"))
        elif piece.name in _DROPPED:
            dropping = "" if piece.is_end else piece.name
        elif piece.name in TAGS:
            out.append(f"</{piece.name}>" if piece.is_end else _tag(piece))
    return out


def _tag(tag: Tag) -> str:
    kept = [(name, value) for name, text in tag.attributes if (value := _attribute(tag.name, name, text)) is not None]
    if tag.name == "img" and "src" not in dict(kept):
        return html.escape(dict(tag.attributes).get("alt", ""))
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in kept)
    return f"<{tag.name}{written}>"


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return what an attribute may say, or None where it may not be there."""
    if name == "href":
        return value if tag == "a" and _WEB.fullmatch(value) else None
    if name == "src":
        return value if tag == "img" and _FILE.fullmatch(value) else None
    if name in ("alt", "title"):
        return value
    if name == "style":
        return _style(value) or None
    return value if name in _PLAIN_ATTRIBUTES and _PLAIN_VALUE.fullmatch(value) else None


def _style(text: str) -> str:
    kept = []
    for rule in text.split(";"):
        name, _, value = rule.partition(":")
        plain = _STYLE_VALUE.fullmatch(value) and not _REACHING.search(value)
        if name.strip().lower() in _STYLES and plain:
            kept.append(f"{name.strip()}: {value.strip()}")
    return "; ".join(kept) + ";" if kept else ""
