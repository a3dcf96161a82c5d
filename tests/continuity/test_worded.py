"""What rules worded once is remembered: quicker, and never another deck."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.build.input import memory as memories
from deckgen.build.input import remembered as worded
from deckgen.build.input.memory import Memory
from deckgen.cards.forms import rule_cards
from deckgen.files.store import open_store
from deckgen.model import Card, StudyItem
from tests.continuity.blog import DAY, FIRST, Blog
from tests.continuity.synthetic import SyntheticBlog


@pytest.mark.parametrize("seed", range(3))
def test_a_build_that_remembers_makes_the_files_of_one_that_does_not(tmp_path: Path, seed: int) -> None:
    """State after state the same bytes, with the store and without it."""
    one, two, author = Blog(tmp_path / "one"), Blog(tmp_path / "two"), SyntheticBlog(8, seed=seed)
    for number in range(4):
        for blog in (one, two):
            author.write(blog.posts)
            blog.build("--allow-retire", at=FIRST + number * 30 * DAY)
        assert one.files() == two.files()
        shutil.rmtree(two.definition.parent / ".deckgen")
        author.edit(15)


def test_only_what_is_new_is_worded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A section that stands elsewhere now is known; one that says something else is not."""
    asked: list[str] = []

    def counted(items: list[StudyItem], *others: Any) -> Iterator[Card]:
        asked.extend(item.title for item in items)
        return rule_cards(items, *others)

    monkeypatch.setattr(worded, "rule_cards", counted)
    blog = Blog(tmp_path / "blog")
    adam, clip = "## Adam\n\nAdam is an optimizer.\n\n", "## Clip\n\nClip is a method that limits gradients.\n\n"
    blog.write("a.md", "# Training\n\n" + adam + clip)
    blog.build()
    assert asked == ["Adam", "Clip"]
    asked.clear()
    blog.write("a.md", "# Training\n\n" + clip)
    blog.write("b.md", "# Training\n\nSome words before.\n\n" + adam.replace("an optimizer", "a way to train"))
    blog.build(at=FIRST + DAY)
    assert asked == ["Training", "Adam"]


def test_a_value_is_kept_for_what_decides_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for other texts, not once nobody asks for it, and not for other code."""
    asked: list[tuple[str, ...]] = []

    def count(*texts: str) -> int:
        asked.append(texts)
        return len(texts)

    def build(*wanted: tuple[str, ...]) -> list[int]:
        asked.clear()
        store, _ = open_store(tmp_path / "store.sqlite")
        with store:
            memory = Memory[int](store, "counts", int)
            counts = [memory.of_texts(count, *texts) for texts in wanted]
            memory.keep()
        return counts

    assert build(("a", "b"), ("ab",), ("a\x1fb",)) == [2, 1, 1]
    assert asked == [("a", "b"), ("ab",), ("a\x1fb",)]
    assert build(("ab",), ("c",)) == [1, 1]
    assert asked == [("c",)]
    assert build(("a", "b"), ("ab",)) == [2, 1]
    assert asked == [("a", "b")]
    monkeypatch.setattr(memories, "code_version", lambda: "other code")
    assert build(("ab",)) == [1]
    assert asked == [("ab",)]
