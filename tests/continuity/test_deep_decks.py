"""Anki refuses a package with a deck of more than eleven levels: the rest is left out, and said to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.continuity.blog import Blog, Learner

CARD = "# Books\n\nQ: Who wrote Faust?\nA: Goethe\n\nQ: Who wrote Emma?\nA: Austen\n"


def deep(tmp_path: Path, levels: int) -> Blog:
    """Make a blog whose one post gives decks of so many levels."""
    blog = Blog(tmp_path / "blog")
    text = blog.definition.read_text(encoding="utf-8")
    blog.definition.write_text(text.replace("[kind, topic]", "[kind, folder]"), encoding="utf-8")
    folder = "/".join(f"f{level}" for level in range(levels - 2))
    (blog.posts / folder).mkdir(parents=True)
    blog.write(f"{folder}/a.md", CARD)
    return blog


@pytest.mark.anki
def test_levels_that_anki_does_not_take_are_left_out_and_named(tmp_path: Path, learner: Learner) -> None:
    """Once for the deck, however many cards stand in it; the package arrives."""
    blog = deep(tmp_path, 13)
    [told] = blog.build()["problems"]
    assert (told["severity"], told["line"], told["path"].endswith("a.md")) == ("warning", 7, True)
    assert "13 levels" in told["message"]
    assert "“f9::f10”" in told["message"]
    assert learner.take(blog.package).new == 2
    assert {note.deck.count("::") + 1 for note in blog.ledger.notes.values()} == {11}


def test_eleven_levels_are_fine(tmp_path: Path) -> None:
    assert deep(tmp_path, 11).build()["problems"] == []
