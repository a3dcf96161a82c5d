"""What names a deck of posts: its site, its folder, and the ledger of an earlier build."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from urllib.parse import urlsplit

from deckgen.files.records import Ledger
from deckgen.files.walk import as_text
from deckgen.model import Problem, Severity
from deckgen.patterns import regex

GENERIC_FOLDERS = frozenset({"_posts", "posts", "content"})
"""Folders that name no blog: the deck of posts found in one is called after its parent."""
_REPLACES = regex(r"(?:collection|backup-.*)\.apkg", re.I)
"""Packages that Anki, opening one, takes for a backup of everything: see ``aqt/importing.py`` (setupApkgImport)."""
# What themes and `new site` commands leave in their configs.
_PLACEHOLDER_HOSTS = regex(r"(^|\.)(example\.(com|org|net)|yourdomain\.com|localhost)$|^127\.")
_PLACEHOLDER_TITLES = frozenset({"Your awesome title", "My New Hugo Site", "My New Project", "My Site", "Astro Blog"})


def risky_name(output: Path) -> list[Problem]:
    """Return a warning where a package is called what Anki takes for a backup that is to replace all of a learner's."""
    if _REPLACES.fullmatch(output.name) is None:
        return []
    message = (
        "Anki may take a package of this name for a backup, and put it in the place of all that it holds: give it "
        "another name with -o, or its definition another name, before you open or share it"
    )
    return [Problem(path=str(output), line=0, severity=Severity.WARNING, code="risky-name", message=message)]


def usable_title(text: str) -> str:
    """Return a site's title as a deck's name; empty for one that its theme left there."""
    title = " ".join(text.replace("::", " ").split())
    return "" if title in _PLACEHOLDER_TITLES or not title.isprintable() else title


def usable_address(url: str) -> str:
    """Return a site's address without its last slash; empty for none, and for a placeholder."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", url):
        return ""
    return "" if _PLACEHOLDER_HOSTS.search(host) else url.rstrip("/")


def deck_of(ledger: Ledger) -> str:
    """Return the top deck under which a ledger's notes were shipped; empty if none was."""
    paths = [record.deck.split("::") for record in ledger.notes.values() if record.deck]
    if not paths:
        return ""
    levels = len([level for level in ledger.header.choices.get("subdecks", "").split(",") if level])
    length = max(1, min(len(path) for path in paths) - levels)
    same = itertools.takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return "::".join(names[0] for names in itertools.islice(same, length))


def folder_name(path: Path) -> str:
    """Name the blog that a file or folder of posts belongs to."""
    folder = path.parent if path.is_file() else path
    while folder.name in GENERIC_FOLDERS:
        folder = folder.parent
    return re.sub(r"[\x00-\x1f\x7f]|::+", " ", as_text(folder.name)).strip() or "Posts"
