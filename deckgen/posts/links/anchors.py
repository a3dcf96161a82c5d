"""Anchors that name no page (a site, a version, a part of a phrase): what their address says, or their clause."""

from __future__ import annotations

import re

import msgspec

from deckgen.language.credits import names_writer
from deckgen.language.labels import JOINT, ends_in_colon, is_reference_label
from deckgen.language.pointing import (
    hangs_on,
    is_of,
    is_part,
    is_small,
    is_told_of,
    names_little,
    says_more,
    without_small,
)
from deckgen.language.scripts import HAN, LATIN
from deckgen.model import Inline, TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.found import Found
from deckgen.posts.links.kinds import is_known_host
from deckgen.posts.links.line import Line, found_at
from deckgen.posts.links.named import held_name, is_kind_of, is_named, is_named_by_path, is_shortened, is_told
from deckgen.posts.links.openings import SEPARATORS, line_thing
from deckgen.posts.links.own_names import own_name, repository_root, spoken_name
from deckgen.posts.links.sentences import clause_around
from deckgen.posts.links.things import thing_of_headings
from deckgen.posts.links.written import NAME_AT_END
from deckgen.urls import is_root, url_host

_VERSION = regex(rf"(?:[{HAN}]{{1,4}} ?)?(?:v ?\d+(?:\.\d+)*|\d+(?:\.\d+)+)(?:[-.]?(?:rc|alpha|beta)[-.\d]*)?", re.I)
"""An anchor that only says which one of a thing: "v3.4", "发布 7.0"."""
_LATIN_WORD = regex(f"[{LATIN}]")
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
    opening = line_thing(line.opening)
    if not thing and not site.is_written and is_told(link.url, opening):
        thing = opening
    of_all = heading or line.context.topic
    if not thing and site.label.casefold() not in of_all.casefold():
        thing = of_all if is_told(link.url, of_all) or _is_cited(line, beside[1]) else ""
    thing = thing or (heading if site.noun and not line.above else "")
    if not thing and not site.is_written and is_kind_of(link.url, site.label.split()[-1]):
        thing = repository_root(link.url)
    if not thing or thing.casefold() in site.label.casefold():
        return None
    return found_at(link, title=thing + JOINT + site.label, label=site.label)


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
    is_part = "#" in url and " " in own
    return own if is_pointer or is_part or own.count(" ") >= _TITLE_BLANKS - site.is_written else ""


def says_page(url: str, anchor: str, head: str = "") -> bool:
    """Return whether an anchor names anything: it is no plain word, or one that the address has, if only its head."""
    return is_named(url, anchor) or not names_little(anchor, head) or is_shortened(url, anchor)


def words_for(url: str, anchor: str, head: str, tail: str, line: Line) -> str:
    """Return the title of a link whose anchor names no page: what its address says, else the clause around it.

    Where that says no more ("Here's the talk"), it is of what the line or the heading names.
    """
    if _VERSION.fullmatch(anchor):
        return _versioned(url, anchor, head)
    if names_writer(head) and anchor.istitle() and not is_named(url, anchor):
        return spoken_name(url)
    is_hanging = hangs_on(anchor)
    if not is_hanging and says_page(url, anchor, head):
        return spoken_name(url) if _only_says_where(url, anchor, head) else ""
    own = own_name(url)
    is_file = own.startswith(f"{repository_root(url)}: ")
    if own and not is_file and "#" not in own:
        return own
    is_in_clause = " " in anchor or is_told_of(anchor, head) or is_of(head, tail)
    clause = clause_around(head, anchor, tail) if is_in_clause else own if is_file else ""
    small, _, name = anchor.partition(" ")
    if is_hanging:
        if not _LATIN_WORD.match(small):  # the words of its sentence would be inflected
            in_it = NAME_AT_END.search(name)
            is_name = in_it is not None and (in_it[0] == name or is_named_by_path(url, in_it[0]))
            return in_it[0] if in_it is not None and is_name and in_it[0][0].isupper() else ""
        if not is_root(url) and (held := held_name(url, [anchor], is_whole=True)):
            return held
        rest = without_small(name)
        if rest and rest != name and rest.rpartition(" ")[2][0].isupper():  # behind an article: no person
            return rest
        return clause if 0 < len(clause) <= _SHORT_CLAUSE else name if name[:1].isupper() else ""
    if name and small.islower() and is_small(small) and not says_more(clause, anchor):
        thing = line.bold or thing_of_headings(line.context.headings) or line.context.topic
        return f"{thing}{JOINT}{name}" if thing else clause
    return clause


def told_by_address(link: Inline, anchor: str, line: Line) -> Found | None:
    """Return a link by its address, whose anchor is a part of a sentence, in any language, with words of nothing else.

    A title that stands elsewhere, or on its page, goes before.
    """
    url, words = link.url, anchor.split()
    if not is_part(anchor) or is_named(url, anchor) or is_shortened(url, anchor):
        return None
    if any(all(word in heading.casefold() for word in words) for heading in line.context.headings):
        return None
    found = found_at(link, title=spoken_name(url))
    return msgspec.structs.replace(found, title_kind=TitleKind.ADDRESS) if found.title else None


def _only_says_where(url: str, anchor: str, head: str) -> bool:
    """Return whether a word behind a colon, which its address has not, says where a page lies that has a title."""
    is_word = ends_in_colon(head) and " " not in anchor and not is_named(url, anchor)
    return is_word and spoken_name(url).count(" ") >= _TITLE_BLANKS


def _versioned(url: str, version: str, head: str) -> str:
    """Return a version with the name right before it ("Kettle v3.4") or of its repository, or what its address says."""
    named = NAME_AT_END.search(head.rstrip())
    name = named[0] if named and (named[0][0].isupper() or is_named(url, named[0])) else repository_root(url)
    return f"{name} {version}" if name else spoken_name(url)
