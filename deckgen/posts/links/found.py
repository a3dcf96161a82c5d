"""What is found out about a URL while a section is read, and the link that it makes."""

from __future__ import annotations

import re

import msgspec

from deckgen.language.folding import squeeze
from deckgen.language.labels import is_reference_label
from deckgen.language.pointing import names_alone
from deckgen.markdown.block_id import without_block_id
from deckgen.model import Link, TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.decoration import said, undecorated, without_highlights
from deckgen.posts.links.kinds import article_name, link_kind
from deckgen.posts.links.named import is_named, only_site
from deckgen.posts.links.own_names import LETTERS, own_name, repository_name, slug_words
from deckgen.urls import identify, readable_name

_FURNITURE = regex(r"(?:un)?subscribe(?: here| now)?$|follow (?:me|us) on \w+$|share (?:this )?on \w+$", re.I)
"""What a page offers around its text, under these words."""

_LEADS_ON = " ,:;，：；、"
"""What an anchor ends with that is a sign of its sentence: "the form,"."""
_ARROW = regex(r"^(?:[-=]+>|[→»➜➡▶]\ufe0f?)\s*(?=\S)|(?<=\S)\s*[↗⧉]\ufe0f?$")
"""Stands before a title, or behind one that leads to another site, and is none of it."""

_FILE = regex(r"\.html?$")

SENT_IN = "somebody who sent this in: not to be studied as a link"
THANKED = "the page of somebody in the credits: not to be studied as a link"

ACCOUNT = "somebody's page: not to be studied as a link"

REACH = 4
"""How many texts before a link are asked what it belongs to."""

FAR = 10 * REACH
"""How many lines before a link are looked at to find them: a text further away is about something else."""


class Found(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What was found out about one URL."""

    url: str
    line: int
    last: int
    title: str = ""
    title_kind: TitleKind = TitleKind.TEXT
    comment: str = ""
    label: str = ""
    skip: str = ""
    owner: str = ""  # what it is of, should its title be a mere label
    is_borrowed: bool = False  # it only says "here", and the heading lends it a title


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a section lends to the links in it."""

    headings: tuple[str, ...]
    topic: str = ""  # the post's title, where no heading names a thing
    names_url: bool = False  # whether the heading is the title of the one URL below it that has none
    cites: bool = False  # whether what stands here are sources of what was said


def as_given(found: Found, shown: str, title: str) -> Found:
    """Return a link under the title that its author gave it, where the words that it shows name nothing."""
    if not names_alone(title):
        return found
    is_bearing = is_named(found.url, found.title) or bool(repository_name(found.url))
    is_named_better = is_bearing and not is_named(found.url, title)
    is_shown = title in shown or bool(found.title and found.title in shown)
    if is_shown or is_named_better or article_name(found.url) or only_site(found.url, title):
        return found
    return msgspec.structs.replace(found, title=squeeze(title), title_kind=TitleKind.TEXT, is_borrowed=False)


def _untitled(found: Found) -> tuple[str, TitleKind]:
    """Return the best that a link without a title may be called."""
    if found.label and not is_reference_label(found.label):
        return found.label, TitleKind.BARE
    if own_name(found.url) or LETTERS.search(_FILE.sub("", article_name(found.url))):
        return readable_name(found.url), TitleKind.ADDRESS
    words = slug_words(found.url)
    return (words, TitleKind.ADDRESS) if words else (readable_name(found.url), TitleKind.PAGE)


def make_link(found: Found) -> Link:
    """Return the link of a URL, with a title and a kind where the place names none."""
    title = _ARROW.sub("", without_highlights(without_block_id(squeeze(found.title)))).rstrip(_LEADS_ON)
    if not any(map(str.isalnum, title)) or (len(title) == 1 and not title.isascii()):  # 以
        title = ""
    comment = said(without_highlights(without_block_id(squeeze(found.comment)))) if found.comment else ""
    kind = found.title_kind
    title, about, sort = undecorated(title)
    comment = comment or about
    if not title:
        title, kind = _untitled(found)
    has_title = kind is TitleKind.TEXT or kind is TitleKind.SHARED
    canonical, skip = identify(found.url)
    return Link(
        url=found.url,
        canonical=canonical,
        title=title,
        title_kind=kind,
        comment=comment if comment != title else "",
        kind=link_kind(found.url, label=found.label or sort, title=title if has_title else ""),
        first=found.line,
        last=found.last if found.last > found.line else found.line,
        owner=undecorated(found.owner).title if found.owner and kind is TitleKind.TEXT else "",
        skip=found.skip or skip or ("page furniture" if _FURNITURE.match(title) else ""),
    )
