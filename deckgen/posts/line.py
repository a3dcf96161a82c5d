"""A line that holds links and words: what it lends to each link, and what every reader of one does."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.model import Inline, TitleKind
from deckgen.posts.found import Context, Found
from deckgen.posts.named import is_named
from deckgen.posts.openings import line_thing
from deckgen.posts.things import labelled_title, thing_of_headings

NO_NEW_WORDS = "的了和与、)）"
"""What begins with one of them behind a link goes on with it, and says nothing new."""
_LONG_LABEL = 24
"""Letters of a title that may be a label, at most."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a line lends to the links in it."""

    opening: str  # its words before the first link
    bold: str  # its first bold words, or a title that a link before lends
    is_headed: bool  # whether it opens with them
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


def owner_of(url: str, title: str, line: Line) -> str:
    """Return what a link is of whose title other pages may have too; that title where nothing else is known."""
    if len(title) > _LONG_LABEL or is_named(url, title):
        return ""
    headings, topic = line.context.headings, line.context.topic
    thing = line.bold or line.entry or line_thing(line.opening) or line.above or thing_of_headings(headings) or topic
    return "" if thing == title else thing or title


def labelled(lead: str, url: str, line: Line) -> tuple[str, str]:
    """Return the title that a lead-in makes, with what stands around its line, and its label."""
    return labelled_title(lead, line.before, line.context.headings, url=url, topic=line.context.topic)
