"""Links to the blog's own posts are no study links; the cards beside them name them as More."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import State
from tests.continuity.blog import SECOND, Blog

POST = """# Kettle

Q: What boils in a kettle?
A: The water.

Before: [All about tea](https://www.tea.example/blog/2020/tea/?x=1#top), [Pots](http://tea.example/blog/pots.html).

[A study of tea](https://tea.example/other/study)

[How to pour](https://leaves.example/pour)
"""
STUDY = {"link:https://tea.example/other/study", "link:https://leaves.example/pour"}


def live(blog: Blog) -> set[str]:
    return {note.key for note in blog.ledger.notes.values() if note.state is State.LIVE and "link:" in note.key}


def config(blog: Blog, name: str, text: str) -> None:
    (blog.folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("settings", "file", "text"),
    [
        ("site: https://tea.example/blog/", "", ""),
        ("", "_config.yml", "url: https://tea.example\nbaseurl: /blog\n"),
        ("", "_config.yml", "url: https://tea.example/blog\n"),
        ("", "hugo.toml", 'baseURL = "https://tea.example/blog/"\n'),
    ],
)
def test_own_posts_are_known_by_host_and_path(settings: str, file: str, text: str, tmp_path: Path) -> None:
    blog = Blog(tmp_path, settings)
    if file:
        config(blog, file, text)
    blog.write("a.md", POST)
    blog.build()
    assert live(blog) == STUDY
    (card,) = [note for note in blog.ledger.notes.values() if note.fields.get("Question")]
    assert 'href="https://www.tea.example/blog/2020/tea/?x=1#top"' in card.fields["More"]
    assert ">All about tea</a>" in card.fields["More"]
    assert ">Pots</a>" in card.fields["More"]
    assert "other/study" not in card.fields["More"]


def test_a_permalink_with_a_host_names_its_post_alone(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", POST)
    blog.write("b.md", "# Pots\n\nText.\n", head="permalink: https://tea.example/blog/pots.html\n")
    blog.build()
    assert not live(blog) & {"link:https://tea.example/blog/pots.html"}
    assert live(blog) > STUDY


def test_nothing_is_guessed_from_counts(tmp_path: Path) -> None:
    """However often a blog links to one host."""
    blog = Blog(tmp_path)
    blog.write("a.md", POST + "".join(f"\n[Part {n} of tea](https://tea.example/blog/{n})\n" for n in range(30)))
    blog.build()
    assert len(live(blog)) == 34


def test_what_was_shipped_stays_live(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", POST)
    blog.build()
    before = {key: note.mod for key, note in blog.ledger.notes.items()}
    blog.set("site: https://tea.example/blog")
    blog.write("a.md", POST + "\n---\n\n[Cups](https://tea.example/blog/cups/)\n")
    report = blog.build(at=SECOND)
    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    assert {key: note.mod for key, note in blog.ledger.notes.items()} == before
    assert len(live(blog)) == 4


def posts(blog: Blog, count: int) -> None:
    for number in range(count):
        text = f"# Kettle {number}\n\n[Pot {number}](https://pot.example/{number})\n"
        foot = "\n## Links\n\n[The tea club](https://tea.example/club)\n" if number % 3 else ""
        blog.write(f"{number}.md", text + foot)


def test_what_stands_at_the_foot_of_most_posts_is_no_study_link(tmp_path: Path) -> None:
    """From ten posts on, and in more than half of them."""
    blog = Blog(tmp_path)
    posts(blog, 12)
    blog.build()
    assert live(blog) == {f"link:https://pot.example/{number}" for number in range(12)}


def test_what_was_shipped_stays_live_whatever_stands_in_most_posts_later(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    posts(blog, 9)
    blog.build()
    before = {key: note.mod for key, note in blog.ledger.notes.items()}
    assert "link:https://tea.example/club" in live(blog)
    posts(blog, 12)
    report = blog.build(at=SECOND)
    assert (report["updated"], report["retired"]) == (0, 0)
    assert "link:https://tea.example/club" in live(blog)
    assert {key: blog.ledger.notes[key].mod for key in before} == before
