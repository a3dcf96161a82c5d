"""What a program without deckgen would do; each is run as a process: `python -m bench.peers NAME INPUT OUTPUT`.

`bare` writes finished notes with nothing but genanki into one deck. `by-hand` reads questions, answers and gaps out
of Markdown files with markdown-it-py, as a script of a few lines does, and writes them with genanki.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import genanki

DECK = 1 << 40


def bare(given: Path, target: Path) -> None:
    """Write the notes that `bench.notes` left."""
    data = json.loads(given.read_bytes())
    models = {name: (genanki.Model(**parts), parts["fields"]) for name, parts in data["models"].items()}
    deck = genanki.Deck(DECK, "Blog")
    for note in data["notes"]:
        model, fields = models[note["type"]]
        values = [note["fields"].get(field["name"], "") for field in fields]
        deck.add_note(genanki.Note(model, values, guid=note["guid"], tags=note["tags"], due=note["due"]))
    _write(deck, target)


def by_hand(folder: Path, target: Path) -> None:
    """Write a note for each paragraph of two lines, `Q: ...` and `A: ...`, and for each that holds ==a gap==."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt()
    asked = {"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}"}
    model = genanki.Model(DECK + 1, "Q/A", fields=[{"name": "Question"}, {"name": "Answer"}], templates=[asked])
    deck = genanki.Deck(DECK, "By hand")
    for path in sorted(folder.iterdir()):
        for token in markdown.parse(path.read_text(encoding="utf-8")):
            question, _, answer = token.content.partition("\nA:")
            if token.type == "inline" and answer and question.startswith("Q:"):
                fields = [markdown.renderInline(text.strip()) for text in (question[2:], answer)]
                deck.add_note(genanki.Note(model, fields))
            elif token.type == "inline" and "==" in token.content:
                text = re.sub("==(.+?)==", r"{{c1::\1}}", markdown.renderInline(token.content))
                deck.add_note(genanki.Note(genanki.CLOZE_MODEL, [text, ""]))
    _write(deck, target)


def _write(deck: Any, target: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it takes some of our texts for faulty HTML
        genanki.Package(deck).write_to_file(target)


if __name__ == "__main__":
    {"bare": bare, "by-hand": by_hand}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
