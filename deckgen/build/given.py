"""Posts given directly on the command line -> the definition of their deck: as their site's own files say.

It reads what `deckgen init` would propose, and says so where that is less than what was named.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from deckgen.build.earlier import is_of, ships_from
from deckgen.build.naming import deck_of, folder_name, read_site, usable_address, usable_title
from deckgen.build.site_kinds import Kind, Skip, kind_of
from deckgen.definition import OBSIDIAN, Definition, DefinitionError, Exclude, deck_name_fault
from deckgen.files.errors import DeckgenError
from deckgen.files.ledger import read_joined
from deckgen.files.records import Ledger
from deckgen.files.walk import walk
from deckgen.model import Problem, Severity


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of the posts that somebody named."""

    posts: tuple[Path, ...]
    kind: Kind  # of the first of them
    is_less: bool = False  # than what was named


def definition_for_posts(
    paths: Sequence[Path], *, name: str | None = None, output: Path | None = None, is_whole: bool = False
) -> Definition:
    """Make the definition of posts given directly: as their site has it, everything else by default.

    A deck that was built before keeps its name and reads what it read; its files are called after the folder, or lie
    beside the output. ``is_whole``: nothing that was named is left out.
    """
    if not paths:
        raise ValueError("no posts")
    folder = folder_name(Path(os.path.abspath(paths[0])))  # noqa: PTH100 - resolve() would follow links
    target = output or Path(re.sub(r'[\\/:*?"<>|\s]+', "-", name or folder).strip("-.") + ".apkg")
    known = _earlier(target)
    given = Given(posts=tuple(paths), kind=kind_of(paths[0])) if is_whole else given_posts(paths, known)
    kind, posts = given.kind, given.posts
    title = site_title(posts, kind)[0]
    earlier = deck_of(known) if known is not None and title else ""
    deck = name if name is not None else earlier or title or folder
    if wrong := deck_name_fault(deck):
        message = f"the deck's name {wrong}"
        problem = Problem(path="--name", line=0, severity=Severity.ERROR, code="definition", message=message)
        raise DefinitionError((problem,))
    skips = () if is_whole or (known is not None and ships_from(known, kind)) else kind.skips
    is_site = kind.url != OBSIDIAN
    return Definition(
        name=target.stem,
        home=target.parent,
        output=output,
        deck=deck,
        posts=tuple(os.path.abspath(path) for path in posts),  # noqa: PTH100 - resolve() would follow links
        exclude=Exclude(globs=tuple(skip.glob for skip in skips) if is_site else ()),
        site=(usable_address(kind.url) if is_site else "") or read_site(posts).url,
        permalink=kind.permalink if is_site and not kind.is_read_by_build else "",
        site_files=(kind.config,) if is_site and kind.config is not None and kind.config.is_file() else (),
        notes=tuple(_told(paths, given, skips if is_site else ())),
    )


def given_posts(paths: Sequence[Path], known: Ledger | None) -> Given:
    """Return the posts of the sites that were named; as they are named where an earlier build read them so."""
    kinds = [kind_of(path) for path in paths]
    posts = tuple(kind.posts for kind in kinds)
    is_less = [os.path.abspath(post) for post in posts] != [os.path.abspath(path) for path in paths]  # noqa: PTH100
    if is_less and known is not None and not is_of(known, posts) and is_of(known, paths):
        return Given(posts=tuple(paths), kind=kinds[0])
    return Given(posts=posts, kind=kinds[0], is_less=is_less)


def site_title(posts: Sequence[Path], kind: Kind) -> tuple[str, str]:
    """Return the title of the posts' site, and where it stands; empty for none."""
    title = usable_title(kind.title) if not kind.title.isdecimal() else ""
    if title and kind.config is not None:
        return title, "the vault's name" if kind.url == OBSIDIAN else f"the title in {kind.config.name}"
    title = read_site(posts).title
    return title, "the site's title" if title else ""


def _told(paths: Sequence[Path], given: Given, skips: Sequence[Skip]) -> Iterator[Problem]:
    """Say what of the named is read and what is not, where that is less than all of it."""
    read = ", ".join(map(str, given.posts)) if given.is_less else ""
    names = [found.name for found in walk([os.path.abspath(post) for post in given.posts]).files] if skips else []  # noqa: PTH100
    globs = [skip.glob for skip in skips if any(fnmatch.fnmatch(name, skip.glob) for name in names)]
    parts = [f"its posts are read: {read}"] * bool(read) + [f"left out: {', '.join(globs)}"] * bool(globs)
    if parts:
        kind = f"{given.kind.name}: " if given.kind.name else ""
        message = f"{kind}{'; '.join(parts)} (as `deckgen init` would propose; its definition can say otherwise)"
        yield Problem(path=str(paths[0]), line=0, severity=Severity.NOTE, code="site", message=message)


def _earlier(target: Path) -> Ledger | None:
    """Return the ledger of the deck that was built into this package before, if there is one to be read."""
    try:
        return read_joined(target.with_suffix(".ledger.jsonl"))[0]
    except (DeckgenError, OSError):  # the build says what is wrong with it
        return None
