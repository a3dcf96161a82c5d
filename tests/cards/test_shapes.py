"""Each form's patterns are data with their examples: what a pattern is for is tried, in all languages of ours."""

from __future__ import annotations

import importlib

import pytest

from deckgen.cards.aspects import FORMS
from deckgen.cards.forms import word_of
from deckgen.cards.forms.passages import as_read
from deckgen.cards.forms.shapes import Example, Shape, Shapes
from deckgen.cards.gates import gated
from deckgen.language.phrases import LANGUAGES, phrases
from deckgen.markdown.text import text_of
from deckgen.model import Card
from tests.cards.sections import item

AUTHORS_OWN = frozenset({"question", "term_list"})
"""Forms whose examples stand in `tests/dialects/`."""


def tables(form: str) -> list[Shapes]:
    module = importlib.import_module(f"deckgen.cards.forms.{form}")
    return [value for value in vars(module).values() if isinstance(value, Shapes)]


TABLES = {form: tables(form) for form in FORMS if form not in AUTHORS_OWN}
SHAPES = [(form, shape) for form, found in TABLES.items() for table in found for shape in table.all]
EXAMPLES = [(form, example) for form, shape in SHAPES for example in shape.examples]


def faces(card: Card) -> tuple[str, str]:
    if "Question" not in card.fields:
        return f"{card.subject}: {card.gaps[0]}", card.gaps[0]
    return text_of(card.fields["Question"]).replace("\u00a0", " "), text_of(card.fields["Answer"]).strip("$`\n ")


def expected(example: Example) -> list[tuple[str, str]]:
    return [(question, answer.strip("$`")) for question, answer in example.cards]


def worded(form: str, example: Example) -> list[tuple[str, str]]:
    section = item(example.text, *example.headings)
    cards = gated(list(word_of(form)(as_read(section), phrases(example.language))))
    return [faces(card) for card in cards if card.hold is None]


EXAMPLE_NAMES = [f"{form}-{number}" for number, (form, _) in enumerate(EXAMPLES)]
SHAPE_NAMES = [f"{form}-{shape.language}-{number}" for number, (form, shape) in enumerate(SHAPES)]


@pytest.mark.parametrize(("form", "example"), EXAMPLES, ids=EXAMPLE_NAMES)
def test_an_example_gives_what_it_says(form: str, example: Example) -> None:
    assert worded(form, example) == expected(example)


@pytest.mark.parametrize("form", TABLES)
def test_a_form_has_a_table_in_all_languages(form: str) -> None:
    assert {example.language for name, example in EXAMPLES if name == form} >= set(LANGUAGES)


@pytest.mark.parametrize(("form", "shape"), SHAPES, ids=SHAPE_NAMES)
def test_no_pattern_stands_without_an_example_that_needs_it(
    form: str, shape: Shape, monkeypatch: pytest.MonkeyPatch
) -> None:
    [asked] = [table for table in TABLES[form] if shape in table.all]
    needing = [example for example in shape.examples if example.cards]
    assert needing
    monkeypatch.setitem(asked.__dict__, "all", tuple(other for other in asked.all if other != shape))
    assert any(worded(form, example) != expected(example) for example in needing)
