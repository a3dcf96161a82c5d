"""What a build did, or would do, in numbers and in words for other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from deckgen.files.records import State
from deckgen.identity.notes import Change
from deckgen.identity.said import CAUSES
from deckgen.language.plurals import counted
from deckgen.llm.sources import candidates
from deckgen.model import Hold, ItemKind, NoteType, Problem, Status, StudyItem

MAX_SEARCHED = 50
"""An Anki search with more keys than this is cut: nobody pastes a longer one."""


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """How many links learners meet, and where."""

    cards: int  # each a card of its own
    listed: int  # on the notes of their topics alone
    topics: int
    neither: int  # switched off
    picks: str  # the file in which one can be starred

    @property
    def line(self) -> str:
        """Return where links stand, and how to have one as a card; empty where each is one."""
        if not self.listed and not self.neither:
            return ""
        parts = [f"{counted(self.cards, 'link')} {'is a card' if self.cards == 1 else 'are cards'}"]
        if self.listed:
            stand = "stands" if self.listed == 1 else "stand"
            parts.append(f"{self.listed:,} {stand} in {counted(self.topics, 'topic note')}")
        if self.neither:
            parts.append(f"{self.neither:,} {'is' if self.neither == 1 else 'are'} switched off")
        return f"{', '.join(parts)}; a line `star URL` in {self.picks} makes one a card"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of a build; ``held`` and ``retired`` count all such notes, the others what changes."""

    deck: str
    output: str
    notes: int  # in the full package
    new: int
    updated: int
    unchanged: int
    moved: int
    held: int
    retired: int
    revived: int
    retiring: int  # with this build
    holding: int  # with this build, of those that learners may have
    shipped: int  # in the package that was written
    written: bool  # whether that package is another file now
    better: dict[str, int] = {}  # by cause: notes that would read better sent anew
    searches: dict[str, str] = {}  # what this build retired or holds though it was shipped, for Anki's browser
    problems: tuple[Problem, ...] = ()
    listed: int = 0  # held notes whose links stand on the notes of their topics
    reading: int = 0  # live notes of links and of topics; the others ask what the text answers
    links: str = ""  # where links stand, if some have no card of their own
    instead: tuple[str, ...] = ()  # what is said in place of a file: why there is none, and what there is to do
    next: tuple[str, ...] = ()  # what there is to do after it
    parts: tuple[dict[str, object], ...] = ()  # of a deck in parts: part, output, notes, written


def report_of(
    changes: Sequence[Change],
    problems: Sequence[Problem],
    *,
    deck: str,
    output: str,
    shipped: int = 0,
    written: bool = False,
    links: Links,
) -> Report:
    """Count what these changes do."""
    states = [change.after.state for change in changes]
    new = sum(change.is_new for change in changes)
    updated = sum(change.is_updated for change in changes)
    revived = sum(change.is_revived for change in changes)
    live = states.count(State.LIVE)
    return Report(
        deck=deck,
        output=output,
        notes=live,
        new=new,
        updated=updated,
        unchanged=live - new - updated - revived,
        moved=sum(change.is_moved for change in changes if change.after.state is State.LIVE),
        held=states.count(State.HELD),
        retired=states.count(State.RETIRED),
        revived=revived,
        retiring=sum(change.is_retired for change in changes),
        holding=sum(change.is_withheld for change in changes),
        shipped=shipped,
        written=written,
        better=_better(changes),
        searches=_searches(changes),
        problems=tuple(problems),
        listed=links.listed,
        links=links.line,
        reading=links.cards + links.topics,
    )


def links_of(changes: Sequence[Change], items: Sequence[StudyItem], picks: str) -> Links:
    """Count where the links of the posts stand."""
    cards, topics, own, listed = _standing(changes)
    off = {item.key.removeprefix("link:") for item in items if item.kind is ItemKind.LINK and item.hold is Hold.SWITCH}
    neither = len(off - listed - own)
    return Links(cards=cards, listed=len(listed), topics=topics, neither=neither, picks=picks)


def listed_notes(changes: Sequence[Change]) -> frozenset[str]:
    """Return the keys of the held notes whose links stand on the notes of their topics."""
    listed = _standing(changes)[-1]
    held = [change.after for change in changes if change.after.state is State.HELD]
    return frozenset(record.key for record in held if record.key.removeprefix("link:") in listed)


def _standing(changes: Sequence[Change]) -> tuple[int, int, set[str], set[str]]:
    """Return how many notes of links and of topics there are, the links of the first, and the other links."""
    live = [change.after for change in changes if change.after.state is State.LIVE]
    cards = [record for record in live if record.type is NoteType.READING]
    topics = [record for record in live if record.type is NoteType.TOPIC]
    own = {name.removeprefix("link:") for record in cards for name in (record.key, *record.aliases)}
    return len(cards), len(topics), own, {link for record in topics for link in record.links} - own


def without_notes(report: Report, deck: str, items: Sequence[StudyItem]) -> Report:
    """Return the report of a first build without a note, with what else there is to do; ``deck`` is its argument."""
    sections = len(candidates(items, {}, {}, {}))
    links = sum(item.kind is ItemKind.LINK and item.status is Status.OK for item in items)
    steps = []
    if items:
        steps.append(f"deckgen status {deck} gives the reason of each of {counted(len(items), 'item')}")
    sources = [counted(sections, "section")] * bool(sections) + [f"the pages of {counted(links, 'link')}"] * bool(links)
    if sources:
        steps.append(f"deckgen write {deck} would ask a language model for cards on {' and '.join(sources)}")
    return msgspec.structs.replace(report, instead=("no note comes of these posts, so no file is written", *steps))


def _better(changes: Sequence[Change]) -> dict[str, int]:
    """Count the notes that ship as they were though today's wording is another, by cause, the weightiest first."""
    count = Counter(change.better for change in changes)
    return {cause: count[cause] for cause in CAUSES if count[cause]}


def _searches(changes: Sequence[Change]) -> dict[str, str]:
    """Return the searches that find in Anki what learners keep and the package has not any more."""
    retired = sorted(change.after.guid for change in changes if change.is_retired)
    held = sorted(change.after.guid for change in changes if change.is_withheld)
    gone = {"retired": retired, "held": held}
    return {name: " OR ".join(f"Key:{guid}" for guid in guids[:MAX_SEARCHED]) for name, guids in gone.items() if guids}
