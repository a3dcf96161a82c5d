"""Links in raw HTML: anchors, and URLs that stand in its text. One pass over its tags."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import msgspec

from deckgen.language.folding import squeeze
from deckgen.language.labels import JOINT, ends_in_colon, is_label, without_colon
from deckgen.language.pointing import is_handle, is_titlelike, points_alone
from deckgen.markdown.bare_urls import url_end
from deckgen.markdown.inline_html import title_of_tag
from deckgen.model import Block, TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.anchors import says_page
from deckgen.posts.links.found import ACCOUNT, Context, Found, as_given
from deckgen.posts.links.kinds import shows_account
from deckgen.posts.links.named import is_named
from deckgen.posts.links.own_names import is_address, own_name
from deckgen.posts.links.things import thing_of_headings

_HIDDEN = regex(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
_TAG = regex(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>")
_HREF = regex(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I)
_ALT = regex(r"\salt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_BARE = regex(r"(?:\[(?P<shown>[^\[\]\n]+)\]\()?(?P<url>(?i:https?://)[^\s<>\"'`]+)")
"""A URL, and the words that it would stand behind if Markdown were read here."""
_WEB = ("http:", "https:")
_KEPT_WORDS = 20
"""Runs of text before a link that may name it."""


class _Reader(msgspec.Struct):
    """Where the reading of a block of HTML stands."""

    line: int
    words: list[str] = []  # of the text since the last break
    cell: str = ""  # first words of the table row
    in_row: bool = False
    url: str = ""  # of the anchor that is open
    opened: int = 0  # its line
    shown: list[str] = []  # its text
    thing: str = ""  # what stood before it
    title: str = ""  # its own, beside its text


def html_links(block: Block, context: Context) -> Iterator[Found]:
    """Yield the links of raw HTML, with the line of each."""
    text = _HIDDEN.sub(lambda found: "\n" * found[0].count("\n"), block.text)
    reader = _Reader(block.first)
    position = 0
    for tag in _TAG.finditer(text):
        yield from _text_links(text[position : tag.start()], reader)
        yield from _tag_links(tag[1], tag[2].lower(), tag[3], reader, context)
        reader.line += tag[0].count("\n")
        position = tag.end()
    yield from _text_links(text[position:], reader)
    yield from _close(reader, context)


def _text_links(text: str, reader: _Reader) -> Iterator[Found]:
    """Read a text between two tags; yield the links of the URLs that stand bare in it."""
    position = 0
    for bare in _BARE.finditer(text) if not reader.url else ():
        reader.words.append(text[position : bare.start()])
        line = reader.line + text.count("\n", 0, bare.start())
        end = url_end(bare["url"])
        url = html.unescape(bare["url"][:end])
        shown = _said([bare["shown"] or ""])
        yield Found(url=url, line=line, last=line, title=_thing(reader) if not shown or is_address(shown) else shown)
        position = bare.start("url") + end
    (reader.shown if reader.url else reader.words).append(text[position:])
    del reader.words[:-_KEPT_WORDS]
    reader.line += text.count("\n")


def _tag_links(slash: str, name: str, attributes: str, reader: _Reader, context: Context) -> Iterator[Found]:
    if name == "img" and reader.url and (found := _ALT.search(attributes)) is not None:
        reader.shown.append(found[1] or found[2] or "")
    elif name == "a":
        yield from _close(reader, context)
        if not slash and (found := _HREF.search(attributes)) is not None:
            url = html.unescape(found[1] or found[2] or found[3] or "").strip()
            if url.lower().startswith(_WEB):
                reader.url, reader.opened, reader.shown, reader.thing = url, reader.line, [], _thing(reader)
                reader.title = title_of_tag(attributes)
    elif name in ("tr", "table"):
        reader.in_row = not slash and name == "tr"
        reader.cell, reader.words = "", []
    elif name in ("td", "th") and reader.in_row:
        words = _said(reader.words)
        if not reader.cell and not words.startswith("http"):
            reader.cell = words
        reader.words = []
    elif name in ("p", "li", "div", "br", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"):
        reader.words = []


def _close(reader: _Reader, context: Context) -> Iterator[Found]:
    """Yield the link of the anchor that is open, if one is."""
    if not reader.url:
        return
    words = _said(reader.shown)
    found = Found(url=reader.url, line=reader.opened, last=reader.line, title=words)
    reader.url = ""
    reader.words.append(words)
    if shows_account(found.url, words):
        yield msgspec.structs.replace(found, skip=ACCOUNT)
        return
    yield as_given(_named(found, words, reader.thing, context), words, reader.title)


def _named(found: Found, words: str, thing: str, context: Context) -> Found:
    """Return the link of an anchor with these words, which this thing stands before."""
    is_url = is_address(words)
    is_pointer = not words or is_url or points_alone(words)
    if not is_pointer and not says_page(found.url, words) and (own := own_name(found.url)):
        return msgspec.structs.replace(found, title=own)
    if not is_pointer and not is_label(words):
        return found if is_named(found.url, words) else msgspec.structs.replace(found, owner=thing or words)
    if is_pointer:
        own = "" if is_url or is_handle(words) else own_name(found.url)
        return msgspec.structs.replace(found, title=thing or own)
    owner = thing or thing_of_headings(context.headings)
    title = owner + JOINT + words if owner else ""
    return msgspec.structs.replace(found, title=title, title_kind=TitleKind.LABEL, label=words)


def _thing(reader: _Reader) -> str:
    """Return the first cell of the table row that a link stands in, else the text right before the link."""
    if reader.in_row:
        words = _said(reader.words)
        return reader.cell or ("" if words.startswith("http") else words)
    before = _said(reader.words)
    clause = re.split(r"[。；;.!?！？]\s*", without_colon(before))[-1]
    is_name = 1 < len(clause) <= 60 and is_titlelike(clause) and ends_in_colon(before)
    return clause if is_name else ""


def _said(words: list[str]) -> str:
    return squeeze(html.unescape(" ".join(words)))[-300:]
