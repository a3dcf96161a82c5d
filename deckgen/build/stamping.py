"""What a build depended on and made, so that the next one knows in a moment whether there is anything to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deckgen.build.packing import packages_in
from deckgen.build.pipeline import Plan
from deckgen.build.report import Report
from deckgen.definition import Definition
from deckgen.files.own_code import code_version
from deckgen.files.stamp import Seen, Stamp, encode_stamp, see
from deckgen.files.store import Store
from deckgen.posts.site import config_files


def watch(definition: Definition) -> list[Seen]:
    """Return size and time of the small files that a build depends on; to be called before it reads them."""
    return [see(file) for file in watched_files(definition)]


def watched_files(definition: Definition) -> list[Path]:
    """Return the small files that a build depends on, there or not."""
    files = [definition.picks_path, definition.cards_path, definition.learner_path, *config_files(definition.posts)]
    files += definition.site_files
    if definition.path is not None:
        files.append(definition.path)
    return files


def leave_stamp(
    plan: Plan, report: Report, store: Store, watched: Sequence[Seen], *, key: str, options: str
) -> bool:
    """Note what this build depended on and made, so that the next one knows if there is anything to do.

    Return whether that is so: a build that could not read all its posts is made again.
    """
    definition = plan.definition
    others = [*plan.media.values(), *plan.sought, definition.ledger_path, *packages_in(report)]
    stamp = Stamp(
        version=code_version(),
        options=options,
        looked_ns=plan.input.looked_ns,
        next_due=plan.input.next_due,
        patterns=definition.posts,
        posts=plan.input.seen,
        others=(*watched, *map(see, others)),
    )
    if plan.input.is_whole:
        store.put_stamp(key, encode_stamp(stamp))
    return plan.input.is_whole
