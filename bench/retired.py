"""A deck that is years old: most of what its ledger knows is retired, and an edit does not pay for it (B5)."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.builds import ALL_FORMS
from bench.generate import write_posts
from bench.measure import Measure, in_turns
from bench.processes import build, build_peak, define, edits, ledger_of
from deckgen.files.ledger import read_ledger, write_ledger
from deckgen.files.records import NoteRecord, State

POSTS = 870
"""Made posts with about 26,000 notes, where each link is one."""

KNOWN = 200_000
"""Notes of the large ledger, live and retired."""

MEGABYTES = 500


def retired_twin(record: NoteRecord, number: int) -> NoteRecord:
    """Return what the ledger would know of another note like this one, whose passage is gone."""
    key = f"{record.key}-{number}"
    guid = hashlib.blake2b(key.encode(), digest_size=13).hexdigest()
    return msgspec.structs.replace(record, key=key, guid=guid, state=State.RETIRED, aliases=())


def lengthen(path: Path, target: Path) -> int:
    """Write a ledger with retired notes added to the live ones; return how many notes were live."""
    ledger = read_ledger(path)
    live = [record for record in ledger.notes.values() if record.state is State.LIVE]
    twins = (retired_twin(live[at % len(live)], at // len(live)) for at in range(KNOWN - len(ledger.notes)))
    notes = ledger.notes | {record.key: record for record in twins}
    write_ledger(target, msgspec.structs.replace(ledger, notes=notes))
    return len(live)


def measures() -> Iterator[Measure]:
    """Yield B5: the time of an edit, and its memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        posts = folder / "posts"
        write_posts(posts, POSTS)
        young = define(folder / "young", posts, ALL_FORMS)
        build(young)
        shutil.copytree(young.parent, folder / "old")
        old = folder / "old" / young.name
        live = lengthen(ledger_of(young), ledger_of(old))
        what = f"1 of {POSTS} made posts edited, ledger of {KNOWN:,} notes"
        pair = in_turns(edits(posts, old), edits(posts, young), repeats=3)
        yield Measure("B5", f"{what} / of {live:,}", pair.ratio, 2.0, pair.seconds)
        (posts / "last.md").write_text("# Last\n\nhttps://bench.example/last\n\nThe last article\n", encoding="utf-8")
        peak = build_peak(old)
        yield Measure("B5", f"{what}, peak memory / {MEGABYTES} MB", peak / MEGABYTES, 1.0, f"{peak:.0f} MB")
