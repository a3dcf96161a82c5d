"""Posts of many writers, built once: what stands in the fields of the notes that come of them."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from deckgen.cli.__main__ import main
from deckgen.export.html import blocks_html
from deckgen.files.ledger import read_ledger
from deckgen.markdown.parser import parse_markdown
from tests.anki_real import PAST


class Built(NamedTuple):
    """The fields of the notes of each post, by the post's path, and what the build said."""

    fields: dict[str, list[dict[str, str]]]
    problems: list[dict[str, Any]]


def built(folder: Path, posts: Mapping[str, str]) -> Built:
    """Build posts, given by their paths below ``folder``: those in ``_posts`` are of a Jekyll site."""
    for name, text in posts.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    env = {"SOURCE_DATE_EPOCH": str(PAST), "XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "200"}
    output = folder / "out.apkg"
    result = CliRunner(env=env).invoke(
        main, ["build", str(folder / "in"), "-o", str(output), "--name", "Notes", "--json"], prog_name="deckgen"
    )
    assert result.exit_code == 0, result.output
    fields: dict[str, list[dict[str, str]]] = {name: [] for name in posts}
    for note in read_ledger(folder / "out.ledger.jsonl").notes.values():
        if note.key.startswith("card:"):
            fields[note.place[0]].append(note.fields)
    return Built(fields, json.loads(result.stdout)["problems"])


def shown(field: str) -> str:
    """Return a field with the signs that its entities stand for, as a browser reads it."""
    return html.unescape(field)


def field(text: str, *, has_templates: bool = False) -> str:
    """Return Markdown as a field shows it."""
    return blocks_html(parse_markdown(text, has_templates=has_templates)[0]).html
