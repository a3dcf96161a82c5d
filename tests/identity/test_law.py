"""The law of identity, edit by edit, on words alone (the same table runs in real Anki in tests/continuity)."""

from __future__ import annotations

import re

import pytest

from deckgen.identity.asked import Asked
from deckgen.identity.law import match_cards
from deckgen.identity.renamed import renamed_posts
from deckgen.identity.stands import Posts
from deckgen.model import NoteType
from tests.identity import edits
from tests.identity.edits import Edit

_GAP = re.compile(r"==(.+?)==")
_CODE = re.compile(r"`(.+?)`")


def asked(text: str, name: str, **given: object) -> Asked:
    """Read "question | answer" or a text with ==gaps== as one side of the law has it."""
    html = _CODE.sub(r"<code>\1</code>", text)
    question, bar, answer = html.partition(" | ")
    if not bar:
        question = _GAP.sub(r"{{c#0::\1}}", html)
    fields = {
        "name": name,
        "note_type": NoteType.QUESTION if bar else NoteType.CLOZE,
        "question": question,
        "answer": answer,
        "post": "a.md",
        "headings": ("Topic",),
        "topics": frozenset({"topic"}),
    }
    return Asked(**{**fields, **given})  # type: ignore[arg-type]


def outcome(edit: Edit) -> list[int | None]:
    """Give the place of the card of before that each card of after goes on from."""
    before = [asked(text, f"{number:03d}") for number, text in enumerate(edit.before)]
    after = [asked(text, f"{number:03d}", post=edit.moved or "a.md") for number, text in enumerate(edit.after)]
    said = " ".join([*edit.after, edit.said]).casefold()
    words = set(re.findall(r"\w+", said))
    posts = Posts(renamed=renamed_posts(after, before, {card.post for card in after}), says=words.__contains__)
    found = match_cards(after, before, posts)
    return [int(found[card.name]) if card.name in found else None for card in after]


@pytest.mark.parametrize("edit", edits.ALL, ids=lambda edit: edit.what)
def test_an_edit_gives_the_wanted_notes(edit: Edit) -> None:
    assert outcome(edit) == edit.wanted
