"""Every shape of link that posts use: the links of `tests/shapes/NAME.md` are those of `NAME.json`.

A label names the line, the URL and the title, and where it matters comment, kind of title, kind of link and
whether it is skipped; whatever a label does not say is free.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.posts.parse import parse_body
from tests.posts.links import links_of

SHAPES = sorted(Path(__file__).parent.parent.joinpath("shapes").glob("*.md"))


def fold(text: str) -> str:
    """A title as it is compared: what a full stop at its end or a wide blank in it changes is nothing."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold().rstrip("。.，,；;：: ")


def found_links(path: Path) -> list[dict[str, Any]]:
    body = parse_body(path.read_bytes())
    return [{**msgspec.structs.asdict(link), "line": link.first} for link in links_of(body.sections)]


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_links_of_a_shape(path: Path) -> None:
    """A reader's titles, comments and kinds are what the parser finds, and it finds no other links."""
    wanted = msgspec.json.decode(path.with_suffix(".json").read_bytes())
    found = sorted(found_links(path), key=lambda link: link["line"])
    assert [_shown(link, label) for link, label in zip(found, wanted, strict=False)] == [
        _shown(label, label) for label in wanted
    ]
    assert [link["url"] for link in found[len(wanted) :]] == []


def _shown(link: dict[str, Any], label: dict[str, Any]) -> dict[str, Any]:
    shown = {name: link.get(name) for name in label if name not in ("title", "skip", "comment")}
    shown["skip"] = bool(link.get("skip"))
    if not shown["skip"]:
        shown["title"] = fold(link["title"])
        if "comment" in label:
            shown["comment"] = fold(link.get("comment", ""))
    return shown
