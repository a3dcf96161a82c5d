"""Posts given directly on the command line -> the definition of their deck: all by default, or as their site says."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from deckgen.build.naming import deck_name, deck_of, folder_name, read_site
from deckgen.definition import Definition, DefinitionError, deck_name_fault
from deckgen.files.errors import DeckgenError
from deckgen.files.ledger import read_joined
from deckgen.model import Problem, Severity


def definition_for_posts(
    paths: Sequence[Path], *, name: str | None = None, output: Path | None = None
) -> Definition:
    """Make the definition of posts given directly: as their site has it, everything else by default.

    A deck that was built before keeps its name; its files are called after the folder, or lie beside the output.
    """
    if not paths:
        raise ValueError("no posts")
    posts = tuple(os.path.abspath(path) for path in paths)  # noqa: PTH100 - resolve() would follow links
    site, folder = read_site(paths), folder_name(Path(posts[0]))
    target = output or Path(re.sub(r'[\\/:*?"<>|\s]+', "-", name or folder).strip("-.") + ".apkg")
    deck = ((_earlier_name(target) if site.title else "") or deck_name(paths, site)) if name is None else name
    wrong = deck_name_fault(deck)
    if wrong:
        problem = Problem(
            path="--name",
            line=0,
            severity=Severity.ERROR,
            code="definition",
            message=f"the deck's name {wrong}",
        )
        raise DefinitionError((problem,))
    return Definition(
        name=target.stem, home=target.parent, output=output, deck=deck, posts=posts, site=site.url
    )


def _earlier_name(target: Path) -> str:
    """Return the name of the deck that was built into this package before; empty if there is none."""
    try:
        return deck_of(read_joined(target.with_suffix(".ledger.jsonl"))[0])
    except (DeckgenError, OSError):  # the build says what is wrong with it
        return ""
