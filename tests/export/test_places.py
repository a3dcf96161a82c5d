"""What stands small under a question says where it is from: a note that is called as what it is about says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.continuity.blog import Blog

CUBE = "# Cube\n\nA cube is a conjunction of a finite number of literals.\n"


def place_of(folder: Path, posts: dict[str, str]) -> str:
    blog = Blog(folder / "blog")
    for name, text in posts.items():
        (blog.posts / name).parent.mkdir(parents=True, exist_ok=True)
        (blog.posts / name).write_text(text, encoding="utf-8")
    blog.build()
    [place] = [note.fields["Topic"] for note in blog.ledger.notes.values() if "Question" in note.fields]
    return place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("03_Boolean-algebra/Cube.md", "Boolean algebra › Cube"),
        ("Maths/Logic/Cube.md", "Logic › Cube"),
        ("Cube.md", "Cube"),
        ("2020-10/Cube.md", "Cube"),
        ("_notes/Cube.md", "Cube"),
        ("Cube/Cube.md", "Cube"),
    ],
)
def test_a_folder_names_the_field(tmp_path: Path, path: str, place: str) -> None:
    assert place_of(tmp_path, {path: CUBE, "Other/Words.md": "# Words\n\nNothing of it.\n"}) == place


def test_the_one_folder_of_all_notes_says_nothing(tmp_path: Path) -> None:
    assert place_of(tmp_path, {"Notes on it/Cube.md": CUBE, "Notes on it/Words.md": "# Words\n\nNone.\n"}) == "Cube"


def test_a_post_with_another_title_says_more_than_its_folder(tmp_path: Path) -> None:
    posts = {"Logic/a.md": "---\ntitle: Normal forms\n---\n" + CUBE, "Other/Words.md": "# Words\n\nNothing.\n"}
    assert place_of(tmp_path, posts) == "Normal forms › Cube"
