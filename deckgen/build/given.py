"""Posts given directly on the command line -> the definition of their deck: everything by default."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from deckgen.definition import Definition, DefinitionError, deck_name_fault
from deckgen.files.walk import as_text
from deckgen.model import Problem, Severity

GENERIC_FOLDERS = frozenset({"_posts", "posts", "content"})
"""Folders that name no blog: the deck of posts found in one is called after its parent."""


def definition_for_posts(
    paths: Sequence[Path], *, name: str | None = None, output: Path | None = None
) -> Definition:
    """Make the definition of posts given directly: everything by default, files beside the output."""
    if not paths:
        raise ValueError("no posts")
    posts = tuple(os.path.abspath(path) for path in paths)  # noqa: PTH100 - resolve() would follow links
    deck = folder_name(Path(posts[0])) if name is None else name
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
    target = output or Path(re.sub(r'[\\/:*?"<>|\s]+', "-", deck).strip("-.") + ".apkg")
    return Definition(name=target.stem, home=target.parent, output=target, deck=deck, posts=posts)


def folder_name(path: Path) -> str:
    """Name the blog that a file or folder of posts belongs to."""
    folder = path.parent if path.is_file() else path
    while folder.name in GENERIC_FOLDERS:
        folder = folder.parent
    return re.sub(r"[\x00-\x1f\x7f]|::+", " ", as_text(folder.name)).strip() or "Posts"
