"""Which headings say that an example stands below them: each entry knows one that no other does."""

from __future__ import annotations

import re

import pytest

from deckgen.language.headings import EXAMPLES, is_example


@pytest.mark.parametrize(("pattern", "heading"), EXAMPLES, ids=[heading for _, heading in EXAMPLES])
def test_an_example_is_known_by_one_entry_alone(pattern: str, heading: str) -> None:
    assert is_example(heading)
    assert [each for each, _ in EXAMPLES if re.search(each, heading, re.I)] == [pattern]


@pytest.mark.parametrize(
    "heading", ["Example questions", "Sampling", "比例", "条例", "Beistellung", "Exempt values", "例外", "Exemplar"]
)
def test_a_heading_that_only_looks_so_is_none(heading: str) -> None:
    assert not is_example(heading)
