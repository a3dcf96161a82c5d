"""Anchors that name no page (a site, a version, a part of a phrase): what their address says, or their clause."""

from __future__ import annotations

import re

import msgspec

from deckgen.language.credits import names_writer
from deckgen.language.labels import JOINT, is_reference_label
from deckgen.language.pointing import hangs_on, is_small, names_little, says_more
from deckgen.language.scripts import HAN
from deckgen.model import Inline
from deckgen.patterns import regex
from deckgen.posts.found import Found
from deckgen.posts.kinds import is_known_host
from deckgen.posts.line import Line, found_at
from deckgen.posts.named import held_name, is_named, is_told, own_name, repository_root, spoken_name
from deckgen.posts.openings import SEPARATORS
from deckgen.posts.sentences import clause_around
from deckgen.posts.things import thing_of_headings
from deckgen.posts.written import NAME_AT_END
from deckgen.urls import url_host

_VERSION = regex(rf"(?:[{HAN}]{{1,4}} ?)?(?:v ?\d+(?:\.\d+)*|\d+(?:\.\d+)+)(?:[-.]?(?:rc|alpha|beta)[-.\d]*)?", re.I)
"""An anchor that only says which one of a thing: "v3.4", "发布 7.0"."""
_TITLE_BLANKS = 3
"""Blanks between the words of an address that say more than the name of a site."""
_SHORT_CLAUSE = 60
"""Letters of a clause that may be a title, at most."""


class Site(msgspec.Struct, frozen=True):
    """An anchor that shows the name or the host of the site that its page lies on."""

    label: str
    noun: str  # the label that it ends in: "Kettle docs"
    is_bracketed: bool
    is_written: bool  # as it stands in an address: "kettle.example"


def site_link(link: Inline, site: Site, beside: tuple[str, str], line: Line) -> Found | None:
    """Return the link of such an anchor where anything says more of its page; ``beside`` are the words around it."""
    if not (line.is_headed and site.is_written) and (own := _page_name(link.url, site)):
        return found_at(link, title=own)  # "via Stackoverflow", "＜YouTube＞"
    heading = thing_of_headings(line.context.headings)
    thing = ""
    if not site.is_written:
        thing = held_name(link.url, [line.bold] if line.bold else beside, is_whole=True)
    of_all = heading or line.context.topic
    if not thing and site.label.casefold() not in of_all.casefold():
        thing = of_all if is_told(link.url, of_all) or _is_cited(line, beside[1]) else ""
    thing = thing or (heading if site.noun and not line.above else "")
    return found_at(link, title=thing + JOINT + site.label, label=site.label) if thing else None


def _is_cited(line: Line, tail: str) -> bool:
    """Return whether a line is one of sources, and names but the site of one ("Source: Kettle Overflow")."""
    opening = line.opening.strip(SEPARATORS)
    if tail.strip(SEPARATORS + "."):
        return False
    return is_reference_label(opening) if opening else line.context.cites


def _page_name(url: str, site: Site) -> str:
    """Return the words in which the address of a link says more than the name of its site.

    Where the anchor stands in no brackets, they must be many: "how to boil water", and not "how to start".
    """
    own = own_name(url)
    is_pointer = site.is_bracketed or is_known_host(url_host(url))
    return own if is_pointer or own.count(" ") >= _TITLE_BLANKS - site.is_written else ""


def words_for(url: str, anchor: str, head: str, tail: str, line: Line) -> str:
    """Return the title of a link whose anchor names no page: what its address says, else the clause around it.

    Where that says no more ("Here's the talk"), it is of what the line or the heading names.
    """
    if _VERSION.fullmatch(anchor):
        return _versioned(url, anchor, head)
    if names_writer(head) and anchor.istitle() and not is_named(url, anchor):
        return spoken_name(url)
    is_hanging = hangs_on(anchor)
    if not is_hanging and (is_named(url, anchor) or not names_little(anchor, head)):
        return ""
    own = own_name(url)
    is_file = own.startswith(f"{repository_root(url)}: ")
    if own and not is_file and "#" not in own:
        return own
    clause = clause_around(head, anchor, tail) if " " in anchor else own if is_file else ""
    small, _, name = anchor.partition(" ")
    if is_hanging:
        return clause if clause and len(clause) <= _SHORT_CLAUSE else name if name[:1].isupper() else ""
    if name and small.islower() and is_small(small) and not says_more(clause, anchor):
        thing = line.bold or thing_of_headings(line.context.headings) or line.context.topic
        return f"{thing}{JOINT}{name}" if thing else clause
    return clause


def _versioned(url: str, version: str, head: str) -> str:
    """Return a version with the name right before it ("Kettle v3.4") or of its repository, or what its address says."""
    named = NAME_AT_END.search(head.rstrip())
    name = named[0] if named and (named[0][0].isupper() or is_named(url, named[0])) else repository_root(url)
    return f"{name} {version}" if name else spoken_name(url)
