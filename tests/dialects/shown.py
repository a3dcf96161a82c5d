"""Files of examples: a text as people write it beside the cards that it gives, to be read as a list.

    #### what it shows
    ## What is overfitting?

    A model learns the noise.
    >>>> What is overfitting?
    A model learns the noise.
    ++++
    What stands in Detail.

``>>>>`` begins a card by its question, or its text with gaps; what follows is its answer, and behind ``++++`` its
detail. A text without ``>>>>`` gives no card. ``~~~~ Title`` sets the title of the post, which is "Notes" otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deckgen.cards.forms import rule_cards
from deckgen.cards.forms.own import own_cards
from deckgen.cards.gates import gated
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.language.phrases import phrases
from deckgen.markdown.text import text_of
from deckgen.model import Card, InlineKind, NoteType, Run
from deckgen.posts.parse import make_post, parse_body

FOLDER = Path(__file__).parent
TITLE = "Notes"


class Shown(NamedTuple):
    """A card: what it asks, its answer and its detail, blanks aside."""

    question: str
    answer: str = ""
    detail: str = ""


class Example(NamedTuple):
    """A text and the cards that it gives."""

    name: str
    text: str
    title: str
    cards: list[Shown]


def examples(name: str) -> Iterator[Example]:
    """Read a file of examples."""
    content = (FOLDER / name).read_text(encoding="utf-8")
    for part in re.split(r"^#### ", content, flags=re.M)[1:]:
        head, _, body = part.partition("\n")
        text, *cards = re.split(r"^>>>> ?", body, flags=re.M)
        title = TITLE
        if found := re.match(r"~~~~ (.+)\n", text):
            title, text = found[1], text[found.end() :]
        yield Example(head, text, title, [_expected(card) for card in cards])


def _expected(card: str) -> Shown:
    question, _, rest = card.partition("\n")
    answer, _, detail = rest.partition("\n++++\n")
    return Shown(_bare(question.replace("⏎", "\n")), _bare(answer), _bare(detail))


def cards_of(text: str, title: str = TITLE) -> list[Card]:
    """Return the cards of a post that nothing holds."""
    post = make_post("a.md", parse_body(f"---\ntitle: {title}\n---\n{text}".encode()))
    items = study_items(find_places([post], Wanted()), Wanted())
    cards = gated([*own_cards(items), *rule_cards(items, phrases("en"))])
    return [card for card in cards if card.hold is None]


def shown(card: Card) -> Shown:
    """Return a card as an example writes it."""
    if card.note_type is NoteType.CLOZE:
        text = card.fields["Text"]
        assert isinstance(text, Run)
        return Shown(_bare("".join(_gap(inline) for inline in text.inlines)))
    question, answer, detail = (text_of(card.fields.get(name, "")) for name in ("Question", "Answer", "Detail"))
    return Shown(_bare(question), _bare(answer), _bare(detail))


def _gap(inline: object) -> str:
    words = text_of(Run((inline,)))  # type: ignore[arg-type]
    return f"[{words}]" if inline.kind is InlineKind.GAP else words  # type: ignore[attr-defined]


def _bare(text: str) -> str:
    return " ".join(text.split())
