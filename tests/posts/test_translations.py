"""Of translations by file name the one in the deck's language stays; a post with shipped notes always does."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from deckgen.build.input import translations
from deckgen.files.records import State
from tests.continuity.blog import SECOND, Blog

TEXTS = {
    language: f"# {heading} {{n}}\n\n{text}\n\nQ: {question} {{n}}?\nA: {answer} {{n}}.\n"
    for language, heading, text, question, answer in (
        ("en", "The kettle", "This is a vessel with a lid, and it is made for water.", "What boils", "Water"),
        ("de", "Der Kessel", "Das ist ein Gefäß mit Deckel, und es ist für Wasser.", "Was kocht", "Wasser"),
        ("ja", "やかん", "これは水を沸かすための道具です。", "何が沸くのですか", "水です"),
        ("el", "Ο βραστήρας", "Αυτό είναι ένα δοχείο για νερό με API.", "Τι βράζει", "Νερό"),
    )
}


TOWNS = {"x": "Petra", "i": "Petra", "y": "Rome", "z": "Ur", "w": "Babylon"}


def write(blog: Blog, *names: str) -> None:
    """Write posts, each in the language that its name says; English where it says none."""
    for name in names:
        marks = re.split(r"[/._]|(?<=x)-", name)
        language = next((mark[:2] for mark in marks if mark[:2] in TEXTS and mark[2:3] in ("", "-")), "en")
        (blog.posts / name).parent.mkdir(parents=True, exist_ok=True)
        town = TOWNS.get(name.rpartition("/")[2][0]) or TOWNS[name.rsplit("/", 2)[-2][0]]
        blog.write(name, TEXTS[language].format(n=town))


def set_language(blog: Blog, language: str) -> None:
    line = f"language: {language}\n" if language else ""
    blog.definition.write_text(f'deck: Blog\nid: "0a1b2c3d"\nposts: ../_posts\n{line}', encoding="utf-8")


def posts(blog: Blog) -> set[str]:
    return {note.place[0] for note in blog.ledger.notes.values() if note.state is State.LIVE}


@pytest.mark.parametrize(
    ("names", "language", "kept"),
    [
        (["x.md", "x.de.md"], "", {"x.md"}),
        (["x.md", "x.de.md"], "de", {"x.de.md"}),
        (["x.md", "x.de.md"], "fr", {"x.md"}),
        (["x.en.md", "x.de.md", "x.ja.md"], "ja", {"x.ja.md"}),
        (["en/x.md", "de/x.md"], "de", {"de/x.md"}),
        (["en/x.md", "de/x.md"], "", {"en/x.md"}),
        (["x.md", "de/x.md", "ja/x.md"], "", {"x.md"}),
        (["docs/de/a/x.md", "docs/en/a/x.md", "docs/de/y.md"], "en", {"docs/en/a/x.md", "docs/de/y.md"}),
        (["x/index.md", "x/index.de.md"], "de-AT", {"x/index.de.md"}),
        (["x.de-AT.md", "x.de-DE.md"], "de-DE", {"x.de-DE.md"}),
        (["x.md", "w.v2.md", "y.de.md"], "", {"x.md", "w.v2.md", "y.de.md"}),
        (["x.md", "x-de.md", "x_ja.md"], "", {"x.md"}),
        (["x.md", "x_de-AT.md"], "de", {"x_de-AT.md"}),
        (["q/x/en-US.md", "q/x/de.mdx", "q/x/ja.md", "q/y/en-US.md"], "", {"q/x/en-US.md", "q/y/en-US.md"}),
        (["q/x/en-US.md", "q/x/de.mdx", "q/y/ja.md"], "de", {"q/x/de.mdx", "q/y/ja.md"}),
        (["x/README.md", "x/README.de-DE.md"], "", {"x/README.md"}),
        (["x/README.md", "x/README.de-DE.md"], "de", {"x/README.de-DE.md"}),
        (["q/x/en.md", "q/x/el.md"], "", {"q/x/en.md"}),
    ],
)
def test_the_version_in_the_decks_language_stays(
    names: list[str], language: str, kept: set[str], tmp_path: Path
) -> None:
    blog = Blog(tmp_path)
    set_language(blog, language)
    write(blog, *names)
    report = blog.build()
    assert posts(blog) == kept
    notes = [problem for problem in report["problems"] if problem["code"] == "translations"]
    assert [note["severity"] for note in notes] == ["note"] * (len(names) > len(kept))
    assert all(name in notes[0]["message"] for name in set(names) - kept)


def test_a_deck_that_had_both_keeps_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The release before knew no ending of a name, and learners have what it made of both."""
    blog = Blog(tmp_path)
    set_language(blog, "")
    write(blog, "x.md", "x-de.md")
    with monkeypatch.context() as before:
        before.setattr(translations, "_ENDS_IN_TAG", re.compile(r"(?!)"))
        blog.build()
    shutil.rmtree(tmp_path / "decks/.deckgen")
    report = blog.build(at=SECOND)
    assert (report["updated"], report["held"], report["retired"]) == (0, 0, 0)
    assert posts(blog) == {"x.md", "x-de.md"}


def test_a_folder_that_only_looks_like_a_language_is_none(tmp_path: Path) -> None:
    """it/ is about computers here, and so is it.md, as their English words say."""
    blog = Blog(tmp_path)
    set_language(blog, "")
    for name in ("x.md", "it/x.md", "it/it.md", "it/no.md", "it/go.md"):
        (blog.posts / name).parent.mkdir(exist_ok=True)
        blog.write(name, TEXTS["en"].format(n=name))
    assert blog.build()["problems"] == []
    assert posts(blog) == {"x.md", "it/x.md", "it/it.md", "it/no.md", "it/go.md"}


def test_a_post_with_shipped_notes_is_never_left_out(tmp_path: Path) -> None:
    """Not when its original comes, not when the language changes, not when it is renamed in the same moment."""
    blog = Blog(tmp_path)
    set_language(blog, "")
    write(blog, "x.de.md", "y.de.md")
    blog.build()
    guids = {note.guid for note in blog.ledger.notes.values()}
    write(blog, "x.en.md", "y.md")
    set_language(blog, "en")
    report = blog.build(at=SECOND)
    assert (report["updated"], report["retired"]) == (0, 0)
    assert posts(blog) == {"x.de.md", "y.de.md", "x.en.md", "y.md"}
    for old, new in (("x.de.md", "x.de-DE.md"), ("y.md", "y.en.md")):
        blog.rename(old, new)
    report = blog.build(at=SECOND + 9)
    assert (report["updated"], report["retired"]) == (0, 0)
    assert guids <= {note.guid for note in blog.ledger.notes.values() if note.state is State.LIVE}


def test_a_translation_that_comes_later_is_left_out_and_the_choice_never_flips(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    set_language(blog, "")
    write(blog, "x.md")
    blog.build()
    write(blog, "x.de.md", "z.de.md", "z.ja.md", "z.md")
    blog.build(at=SECOND)
    assert posts(blog) == {"x.md", "z.md"}
    before = blog.files()
    blog.build(at=SECOND + 9)
    assert blog.files() == before
