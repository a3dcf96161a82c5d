"""Posts given directly on the command line -> the definition of their deck: named and linked as their site's files say.

All that was named is read; where `deckgen init` would propose to read less, that is said.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from deckgen.build.input.naming import deck_of, folder_name, usable_address, usable_title
from deckgen.build.input.site_kinds import Kind, kind_of
from deckgen.definition import OBSIDIAN, Definition, deck_name_fault
from deckgen.files.errors import DeckgenError, refusal
from deckgen.files.ledger import read_joined
from deckgen.files.records import Ledger
from deckgen.files.walk import walk
from deckgen.model import Problem, Severity


def definition_for_posts(
    paths: Sequence[Path], *, name: str | None = None, output: Path | None = None
) -> Definition:
    """Make the definition of posts given directly: as their site has it, everything else by default.

    A deck that was built before keeps its name; its files are called after the folder, or lie beside the output.
    """
    if not paths:
        raise ValueError("no posts")
    folder = folder_name(Path(os.path.abspath(paths[0])))  # noqa: PTH100 - resolve() would follow links
    target = output or Path(re.sub(r'[\\/:*?"<>|\s]+', "-", name or folder).strip("-.") + ".apkg")
    known, kind = _earlier(target), kind_of(paths[0])
    title = site_title(kind)[0]
    earlier = deck_of(known) if known is not None and title else ""
    deck = name if name is not None else earlier or title or folder
    if wrong := deck_name_fault(deck):
        raise refusal("--name", "definition", f"the deck's name {wrong}")
    is_site = kind.url != OBSIDIAN and not _is_less(paths[0], kind)  # an address is counted from its posts' folder
    return Definition(
        name=target.stem,
        home=target.parent,
        output=output,
        deck=deck,
        posts=tuple(os.path.abspath(path) for path in paths),  # noqa: PTH100 - resolve() would follow links
        site=usable_address(kind.url) if is_site or kind.is_read_by_build else "",
        permalink=kind.permalink if is_site and not kind.is_read_by_build else "",
        site_files=(kind.config,) if is_site and kind.config is not None and kind.config.is_file() else (),
        notes=tuple(_told(paths[0], kind)) if known is None else (),
    )


def site_title(kind: Kind) -> tuple[str, str]:
    """Return the title of the posts' site, and where it stands; empty for none."""
    title = usable_title(kind.title) if not kind.title.isdecimal() else ""
    if not title or kind.config is None:
        return "", ""
    return title, "the vault's name" if kind.url == OBSIDIAN else f"the title in {kind.config.name}"


def _is_less(path: Path, kind: Kind) -> bool:
    """Return whether `deckgen init` would read a folder of what was named alone."""
    return os.path.abspath(kind.posts) != os.path.abspath(path)  # noqa: PTH100


def _told(path: Path, kind: Kind) -> Iterator[Problem]:
    """Say what of the named `deckgen init` would not read."""
    is_less = _is_less(path, kind)
    names = [found.name for found in walk([os.path.abspath(kind.posts)]).files] if kind.skips else []  # noqa: PTH100
    globs = [skip.glob for skip in kind.skips if any(fnmatch.fnmatch(name, skip.glob) for name in names)]
    parts = [f"read its posts alone, {kind.posts}"] * is_less + [f"leave out {', '.join(globs)}"] * bool(globs)
    if parts:
        message = f"all of it is read; `deckgen init {shlex.quote(str(path))}` would {', and '.join(parts)}"
        yield Problem(path=str(path), line=0, severity=Severity.NOTE, code="site", message=message)


def _earlier(target: Path) -> Ledger | None:
    """Return the ledger of the deck that was built into this package before, if there is one to be read."""
    try:
        return read_joined(target.with_suffix(".ledger.jsonl"))[0]
    except (DeckgenError, OSError):  # the build says what is wrong with it
        return None
