"""Definitions in one folder that go by one id: found without reading more of them than must be.

The notes of two decks with one id would overwrite each other in Anki, whichever of them is built.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from deckgen.files.yaml_tree import Mapping, Scalar, read_tree

SUFFIXES = (".yaml", ".yml")
_LEDGER = ".ledger.jsonl"
_FIRST_LINE = 1 << 16


def other_with_id(path: Path, identity: str) -> Path | None:
    """Return the first other definition in the folder of `path` whose `id:` this is, None if there is none.

    A definition that says no id goes by that of its ledger; so does `path`, where `identity` is empty.
    """
    identity = identity or ledger_namespace(path)
    if not identity:
        return None
    try:
        names = sorted(entry.name for entry in os.scandir(path.parent) if entry.name.endswith(SUFFIXES))
    except OSError:
        return None
    others = (path.with_name(name) for name in names if name != path.name)
    return next((other for other in others if _goes_by(other, identity)), None)


def ledger_namespace(path: Path) -> str:
    """Return the id that the ledger of a definition says in its first line; empty if there is none to be read."""
    try:
        with path.with_name(path.stem + _LEDGER).open("rb") as file:
            header = json.loads(file.readline(_FIRST_LINE))
    except (OSError, ValueError, RecursionError):
        return ""
    namespace = header.get("namespace") if isinstance(header, dict) else None
    return namespace if isinstance(namespace, str) else ""


def _goes_by(path: Path, identity: str) -> bool:
    try:
        text = path.read_bytes() if path.is_file() else b""
    except OSError:
        return False
    by_ledger = ledger_namespace(path) == identity
    if identity.encode("utf-8", "replace") not in text and not by_ledger:
        return False  # a look at the bytes is cheap, and reading YAML is not
    tree, _ = read_tree(path)
    keys = {key.text: value for key, value in tree.entries} if isinstance(tree, Mapping) else {}
    if not {"deck", "posts"} <= keys.keys():
        return False
    said = keys.get("id")
    return said.text == identity if isinstance(said, Scalar) else by_ledger
