"""In a folder of which most posts ask, each of their questions is asked, however few stand in a post."""

from __future__ import annotations

from pathlib import Path

from tests.posts.test_asking_names import asked

LONG = "It keeps what was laid on it, piece by piece, and gives it back in turn. " * 6


def post(*questions: str) -> str:
    return "\n\n".join(f"### {question}\n\n{LONG}So it goes with {question[:-1]}." for question in questions)


POSTS = {
    f"{name}.md": post(f"Why is {name} slow?", f"What does {name} keep?") for name in ("a pile", "a heap", "a sack")
}
MORE = {
    f"{name}.md": post(f"How does {name} grow?", f"Where does {name} end?") for name in ("a rope", "a tree", "a graph")
}


def test_long_answers_are_asked_in_a_folder_that_asks(tmp_path: Path) -> None:
    found = asked(tmp_path, {**POSTS, **MORE, "notes.md": "# Notes\n\nSome words about piles.\n"})
    assert len(found) == 12
    assert all(answer.startswith("It keeps") for answer in found.values())


def test_a_post_whose_title_asks_is_an_article(tmp_path: Path) -> None:
    """Among others it is a turn of speech; a heading that asks in it has an answer."""
    others = {f"note {number}.md": "# Notes\n\n## Piles\n\nSome words.\n\n## Heaps\n\nMore.\n" for number in range(9)}
    article = f"# Why is a pile slow?\n\n{LONG}\n\n## How does a heap grow?\n\n{LONG}\n"
    assert set(asked(tmp_path, {"pile.md": article, **others})) == {"How does a heap grow?"}


def test_chapters_below_a_question_in_two_posts_stop_nothing(tmp_path: Path) -> None:
    """A heading that asks in a list, in two posts, with nothing of its own, is answered as in one."""
    part = "## Part {}: how to react to {}?\n\n" + "".join(f"### Chapter {n}\n\n- Stand by.\n\n" for n in range(20))
    text = "# Lids\n\n" + "".join(part.format(number, what) for number, what in enumerate(("steam", "fire", "ice")))
    assert asked(tmp_path / "two", {"a.md": text, "b.md": text}) == asked(tmp_path / "one", {"a.md": text})
