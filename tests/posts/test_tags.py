"""Tags of posts: on their notes, and as what alone is wanted or not; folders as levels of decks."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.posts.parse import make_post, parse_body
from tests.continuity.blog import SECOND, Blog

CARD = "# {n}\n\nQ: Who built {n}?\nA: The town of {n}.\n"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#ml and (#deep-learning), #a/b #机器学习 **#bold**", ("ml", "deep-learning", "a/b", "机器学习", "bold")),
        ("- #one\n- x #One #y1984", ("one", "y1984")),
        ("# Heading #in-heading", ("in-heading",)),
        ("---\ntags: [ml, '#nlp']\n---\n#ML #vision", ("ML", "nlp", "vision")),
        ("#1984 a#b C# x/#c ##d #fff #ff0000 #- \\# e #", ()),
        ("`#code` [#link](https://example.org/#here) https://example.org/#x $#$ <b id='#x'>", ()),
        ("```\n#code\n```\n\n    #code\n", ()),
        ("#include <stdio.h>", ()),
        ("| a | #b |\n|---|---|\n| p | #p |", ()),
    ],
)
def test_the_tags_of_a_post(text: str, tags: tuple[str, ...]) -> None:
    found = make_post("a.md", parse_body(text.encode())).tags
    assert [tag.casefold() for tag in found] == [tag.casefold() for tag in tags]


def generated(blog: Blog, post: str) -> set[str]:
    (note,) = [note for note in blog.ledger.notes.values() if note.place[0] == post]
    return {tag.removeprefix("deckgen::tag::") for tag in note.tags if tag.startswith("deckgen::tag::")}


def test_notes_bear_the_tags_of_their_posts_unless_switched_off(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", CARD.format(n="Petra") + "\n#towns/old\n", head="tags: [Near East, desert]\n")
    blog.build()
    assert generated(blog, "a.md") == {"Near_East", "desert", "towns::old"}
    blog.set("post_tags: false")
    assert blog.build(at=SECOND)["updated"] == 0
    blog.write("b.md", CARD.format(n="Rome"), head="tags: [sea]\n")
    blog.build(at=SECOND)
    assert generated(blog, "b.md") == set()


def test_another_tag_of_a_post_stamps_no_shipped_note(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", CARD.format(n="Petra"), head="tags: [desert]\n")
    blog.build()
    before = blog.ledger.notes
    blog.write("a.md", CARD.format(n="Petra"), head="tags: [town]\n")
    report = blog.build(at=SECOND)
    assert (report["updated"], report["retired"]) == (0, 0)
    assert {key: note.tags for key, note in blog.ledger.notes.items()} == {k: n.tags for k, n in before.items()}


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("only: {tags: [towns]}", {"a.md", "b.md"}),
        ("only: {tags: ['#towns/old', sea]}", {"a.md", "c.md"}),
        ("exclude: {tags: [Towns]}", {"c.md", "d.md"}),
        ("only: {tags: [towns]}\nexclude: {tags: [towns/old]}", {"b.md"}),
        ("only: {tags: []}", {"a.md", "b.md", "c.md", "d.md"}),
        ("only: {tags: [town]}", set()),
    ],
)
def test_only_and_exclude_by_tag(settings: str, wanted: set[str], tmp_path: Path) -> None:
    """A tag stands for those below it; held are the others, none is retired."""
    blog = Blog(tmp_path)
    blog.write("a.md", CARD.format(n="Petra") + "\n#towns/old\n")
    blog.write("b.md", CARD.format(n="Rome"), head="tags: towns\n")
    blog.write("c.md", CARD.format(n="Tyre"), head="tags: [sea]\n")
    blog.write("d.md", CARD.format(n="Ur"))
    blog.build()
    blog.set(settings)
    report = blog.build(at=SECOND)
    assert (report["notes"], report["held"], report["retired"]) == (len(wanted), 4 - len(wanted), 0)
    live = {note.place[0] for note in blog.ledger.notes.values() if note.state.value == "live"}
    assert live == wanted
    blog.set()
    assert blog.build(at=SECOND)["revived"] == 4 - len(wanted)


def test_folders_are_levels_of_decks(tmp_path: Path) -> None:
    """A folder that a post has for itself is none."""
    blog = Blog(tmp_path)
    blog.definition.write_text(
        'deck: Blog\nid: "0a1b2c3d"\nposts: ../_posts\nlanguage: en\nsubdecks: [kind, folder]\n', encoding="utf-8"
    )
    decks = {"a.md": "", "x/b.md": "::x", "x/y z/c.md": "::x::y z", "x/bundle/index.md": "::x"}
    for number, name in enumerate(decks):
        (blog.posts / name).parent.mkdir(parents=True, exist_ok=True)
        blog.write(name, CARD.format(n=f"Town{number}"))
    blog.build()
    assert {note.place[0]: note.deck for note in blog.ledger.notes.values()} == {
        name: "Blog::Questions" + level for name, level in decks.items()
    }
