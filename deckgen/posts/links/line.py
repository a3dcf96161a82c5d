"""A line that holds links and words: what it lends to each link, and what every reader of one does."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.language.labels import JOINT
from deckgen.language.scripts import LATIN
from deckgen.model import Inline, TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.found import Context, Found
from deckgen.posts.links.named import is_home_of, is_named
from deckgen.posts.links.openings import line_thing
from deckgen.posts.links.things import labelled_title, thing_of_headings

NO_NEW_WORDS = "的了和与、)）"
"""What begins with one of them behind a link goes on with it, and says nothing new."""
NO_TITLE = NO_NEW_WORDS + "。.のをでがに"
"""What begins with one of them behind a link is no title of it."""
_ONE_WORD = regex(rf"[{LATIN}]+")
_LONG_LABEL = 24
"""Letters of a title that may be a label, at most."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a line lends to the links in it."""

    told: str  # its words before the link that is read, those of other links among them
    opening: str  # its words before the first link
    bold: str  # its first bold words, or a title that a link before lends
    is_headed: bool  # whether it opens with them
    is_lent: bool = False
    above: str
    below: str
    entry: str
    before: Sequence[str]
    said: Sequence[str]
    context: Context
    has_one_link: bool


def found_at(link: Inline, *, title: str = "", comment: str = "", label: str = "") -> Found:
    """Return what was found out about a link; with a label, the title is the label's."""
    kind = TitleKind.LABEL if label else TitleKind.TEXT
    line = link.line
    return Found(url=link.url, line=line, last=line, title=title, title_kind=kind, comment=comment, label=label)


def thing_around(line: Line) -> str:
    """Return what the links of a line are of, as it opens, or as what stands above it says."""
    return line.bold or line.entry or line_thing(line.opening) or thing_above(line)


def thing_above(line: Line) -> str:
    """Return what the links of a line are of, as what stands above it says."""
    return line.above or thing_of_headings(line.context.headings) or line.context.topic


def owned(found: Found, thing: str) -> Found:
    """Return a link with what it is of, of whose title other pages may have too; with itself where nothing is known."""
    if len(found.title) > _LONG_LABEL or is_named(found.url, found.title) or is_home_of(found.url, found.title):
        return found
    return msgspec.structs.replace(found, owner="" if thing == found.title else thing or found.title)


def led(found: Found, thing: str, above: str) -> Found:
    """Return a link that a title and a colon lead to with what it is of, like :func:`owned`.

    A word that its address has not is a label in any language ("Źródło: URL"), where it has a word of what is above.
    """
    of_thing = owned(found, thing)
    if of_thing is found or not _ONE_WORD.fullmatch(found.title) or not is_named(found.url, above):
        return of_thing
    title = above + JOINT + found.title
    return msgspec.structs.replace(found, title=title, title_kind=TitleKind.LABEL, label=found.title)


def labelled(lead: str, url: str, line: Line) -> tuple[str, str]:
    """Return the title that a lead-in makes, with what stands around its line, and its label."""
    return labelled_title(lead, line.before, line.context.headings, url=url, topic=line.context.topic)
