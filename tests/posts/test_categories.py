"""A category is one, blanks and all, in deck, tag and source link; what was read otherwise once is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.continuity.blog import Blog
from tests.old.learned import HERE, TODAY

TEXT = "# Aqueducts of {n}\n\nQ: Who built {n}?\nA: The town of {n}.\n"
SITE = "site: https://example.org/\npermalink: /:categories/:title/\n"


def set_blog(blog: Blog, settings: str = "") -> None:
    text = f'deck: Blog\nid: "0a1b2c3d"\nposts: ../_posts\nlanguage: en\nsubdecks: [category]\n{SITE}{settings}'
    blog.definition.write_text(text, encoding="utf-8")


def test_a_category_with_a_blank_is_one_in_deck_tag_and_link(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    set_blog(blog)
    blog.write("a.md", TEXT.format(n="Petra"), head="category: Middle East\n")
    blog.write("b.md", TEXT.format(n="Rome"), head="categories: Old Towns\n")
    blog.build()
    notes = {note.place[0]: note for note in blog.ledger.notes.values()}
    assert notes["a.md"].deck == "Blog::Middle East"
    assert "deckgen::category::Middle_East" in notes["a.md"].tags
    assert 'href="https://example.org/middle-east/a/' in notes["a.md"].fields["Source"]
    assert notes["b.md"].deck == "Blog::Old"
    assert 'href="https://example.org/old/towns/b/' in notes["b.md"].fields["Source"]


def test_what_hexo_writes_is_one_category(tmp_path: Path) -> None:
    """A text with a blank, and its lists of lists; its own config says that a site is one."""
    blog = Blog(tmp_path)
    set_blog(blog)
    (blog.posts.parent / "_config.yml").write_text("new_post_name: :title.md\nsource_dir: source\n", encoding="utf-8")
    blog.write("a.md", TEXT.format(n="Petra"), head="categories: Ant Design\n")
    blog.write("b.md", TEXT.format(n="Rome"), head="categories:\n  - - PHP\n    - Laravel\n")
    blog.build()
    assert {note.place[0]: note.deck for note in blog.ledger.notes.values()} == {
        "a.md": "Blog::Ant Design", "b.md": "Blog::PHP"
    }  # fmt: skip


def test_an_exclude_of_the_old_reading_still_matches_with_a_warning(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", TEXT.format(n="Petra"), head="category: Middle East\n")
    blog.write("b.md", TEXT.format(n="Rome"), head="category: Art\n")
    for word, warned in (("East", True), ("Middle", True), ("Middle East", False)):
        set_blog(blog, f"exclude: {{categories: [{word}]}}\n")
        report = blog.build()
        warnings = [problem for problem in report["problems"] if problem["code"] == "category"]
        assert report["notes"] == 1
        assert [w["severity"] for w in warnings] == ["warning"] * warned
        assert all("write Middle East" in w["message"] and w["line"] == 8 for w in warnings)


def test_a_word_of_a_listed_category_excludes_nothing(tmp_path: Path) -> None:
    """An earlier release read a list as it is."""
    blog = Blog(tmp_path)
    set_blog(blog, "exclude: {categories: [East]}\n")
    blog.write("a.md", TEXT.format(n="Petra"), head="categories: [Middle East]\n")
    report = blog.build()
    assert (report["notes"], report["problems"]) == (1, [])


def test_shipped_notes_keep_their_decks_and_new_ones_go_where_they_belong(tmp_path: Path) -> None:
    """The deck of an earlier release, whose ``category: Middle East`` made a deck of Middle."""
    blog = Blog(tmp_path / "blog")
    for path in (HERE / "shelves" / "posts").iterdir():
        shutil.copy(path, blog.posts)
    shutil.copy(HERE / "shelves" / "shelves.ledger.jsonl", blog.ledger_path)
    settings = (HERE / "shelves" / "shelves.yaml").read_text(encoding="utf-8")
    blog.definition.write_text(settings.replace("posts: posts", "posts: ../_posts"), encoding="utf-8")
    before = {note.key: note.deck for note in blog.ledger.notes.values() if note.mod}
    assert any(deck.endswith("::Middle") for deck in before.values())
    post = blog.posts / "2016-01-01-shelf-1.md"
    post.write_text(post.read_text(encoding="utf-8") + "\nQ: Where is Petra?\nA: In Jordan.\n", encoding="utf-8")
    report = blog.build(at=TODAY)
    assert (report["updated"], report["retired"]) == (0, 0)
    after = {note.key: note.deck for note in blog.ledger.notes.values()}
    assert {key: after[key] for key in before} == before
    (new,) = [note for note in blog.ledger.notes.values() if note.fields.get("Answer", "").startswith("In Jordan")]
    assert new.deck.endswith("::Middle East")
