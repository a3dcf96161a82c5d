"""Links whose address was put right: the ledger with their aliases, and what a person should know of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from deckgen.build.input.read_posts import Input
from deckgen.files.picks import Picks
from deckgen.files.records import ItemRecord, Ledger
from deckgen.identity.links import Links, Reading, settle_links
from deckgen.identity.renamed import moved_sections
from deckgen.model import Problem, Severity, StudyItem

MOVED = "address"
"""Code of the problems that tell of a link whose address was put right: once, at the build that does it."""


def with_addresses(
    ledger: Ledger,
    items: Sequence[StudyItem],
    picks: Picks,
    given: Input,
    sections: Mapping[str, ItemRecord],
    path: Path,
) -> tuple[Ledger, list[Problem]]:
    """Return the ledger with the aliases of now, and a note for each address that was put right in this build.

    ``sections`` are those of the last build; ``path`` is that of the picks.
    """
    read = Reading(
        posts=frozenset(post.path for post in given.posts) | given.absent,
        absent=given.absent,
        is_whole=given.is_whole,
        moves=moved_sections(items, sections),
    )
    links = settle_links(items, ledger.notes, picks.pairs, read, ledger.header.namespace)
    return msgspec.structs.replace(ledger, notes=links.notes), list(_problems(links, items, picks, path))


def _problems(links: Links, items: Sequence[StudyItem], picks: Picks, path: Path) -> Iterator[Problem]:
    sources = {item.key: item for item in items}
    said = {frozenset((f"link:{pair.old}", f"link:{pair.new}")) for pair in picks.pairs}
    for old, new in links.joined:
        if {old, new} in said:
            continue  # who wrote it knows it
        item = sources.get(new) or sources.get(old)
        place, line = (item.sources[0].post, item.sources[0].line) if item else (str(path), 0)
        note = next(record for record in links.notes.values() if {old, new} & {record.key, *record.aliases})
        was, now = old.removeprefix("link:"), new.removeprefix("link:")
        goes_on = "its note goes on" if note.key == old else f"the note of {note.key.removeprefix('link:')} goes on"
        message = (
            f"the address {was} is now {now}: {goes_on}; if these are two links, write `apart {was} {now}` into "
            f"{path.name}"
        )
        yield Problem(path=place, line=line, severity=Severity.NOTE, code=MOVED, message=message)
    for pair in links.unknown:
        message = f"{pair.old} and {pair.new} are neither in the posts nor in the ledger, so {pair.verb} does nothing"
        yield Problem(path=str(path), line=pair.line, severity=Severity.WARNING, code="picks", message=message)
