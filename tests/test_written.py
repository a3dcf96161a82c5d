"""Markdown that a person edits is read as the card that it was written from: nothing changes that was not changed."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from deckgen.build.begin.given import definition_for_posts
from deckgen.build.pipeline import Options, plan_build
from deckgen.cards.edited import editable, edited_card, lone_card
from deckgen.export.html import blocks_html, inlines_html
from deckgen.files.store import open_store
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.written import written
from deckgen.model import Blocks, Content, NoteType, Run

DIALECTS = Path(__file__).parent / "dialects"

TEXTS = (
    "plain words",
    "**bold** *it* ~~gone~~ `code` ``a `tick` ``",
    "snake_case, a*b*c, 2 * 3 * 4, [brackets], <b>, \\* and \\_",
    "a line\nand the next\\\nhard",
    "[a link](https://x.example/a_(b)) and https://x.example/bare.",
    "![a picture](../images/x y.png)",
    "$$x^2$$ in a line\n\n$$\n\\frac{a}{b}\n$$",
    "- one\n- two\n  - deep\n  - deeper\n\n    with a paragraph\n- three",
    "3. three\n4. four",
    "- [ ] to do\n- [x] done",
    "1\\. no list\n\n\\- nor this, \\# nor this",
    "| a | b |\n| --- | --- |\n| 1 \\| 2 | `c` |",
    "> quoted\n>\n> twice",
    "> [!note] A title\n> words",
    "```python\nif a:\n    b = '```'\n```",
    "````\n```\n````",
    "a<br>b <kbd>Ctrl</kbd>",
    "中文：**粗体**，*斜体*。下一句。",
    "# A heading\n\nwords\n\n---\n\nmore",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_written_is_read_again(text: str) -> None:
    blocks, _ = parse_markdown(text)
    again, _ = parse_markdown(written(blocks))
    assert blocks_html(again) == blocks_html(blocks)


@pytest.mark.parametrize("text", ["snake_case and a*b", "C:\\dir", "5 > 3, a[0] = x^2", "50% of 1. place - or + #1"])
def test_words_stay_as_they_are(text: str) -> None:
    """No backslash where none is needed: a person reads this."""
    assert written(parse_markdown(text)[0]) == text


def html_of(content: Content) -> str:
    match content:
        case str():
            return content
        case Run(inlines=inlines):
            return inlines_html(inlines).html
        case Blocks(blocks=blocks):
            return blocks_html(blocks).html


def test_cards_of_all_shapes_are_the_same_after_an_edit_that_changes_nothing(tmp_path: Path) -> None:
    """All cards of the specimens of the dialects: read anew from the words that a person sees."""
    posts = tmp_path / "posts"
    posts.mkdir()
    for path in DIALECTS.glob("*.txt"):
        (posts / f"{path.stem}.md").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    definition = definition_for_posts([posts], name="x", output=tmp_path / "x.apkg")
    store, _ = open_store(tmp_path / "store.sqlite")
    with store:
        plan = plan_build(definition, Options(), store)
    items = {item.key: item for item in plan.items}
    of_text = (NoteType.QUESTION, NoteType.CLOZE)
    cards = [each.rendered.card for each in plan.named if each.rendered.card.note_type in of_text]
    assert len(cards) > 60
    other = []
    for card in cards:
        words = editable(card)
        # Of a card that nothing else words, so that each field is read from the words.
        bare = lone_card(card.note_type, card.aspect, "k", items[card.item])
        edited = edited_card(msgspec.structs.replace(bare, sources=card.sources), words)
        for name, text in words.items():
            if text and shown(edited.fields[name]) != shown(card.fields[name]):
                other.append((name, text))
    assert other == []


def shown(content: Content) -> str:
    return re.sub(r"\s+", "", html_of(content))
