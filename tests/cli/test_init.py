"""`deckgen init`: a definition that its owner need not touch."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from deckgen.definition import Subdeck, load_definition
from deckgen.files.ledger import read_ledger
from tests.cli.conftest import Deckgen


def without_hash(text: str) -> str:
    """A definition with every example switched on."""
    return re.sub(r"^# (?=[a-z_]+: )", "", text, flags=re.MULTILINE)


def test_it_writes_a_definition_that_builds(deckgen: Deckgen, posts: Path, here: Path) -> None:
    """The next command that it names works as it stands, and finds the links."""
    said = deckgen("init", posts)
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "Wrote decks/blog.yaml: the deck blog of 1 post with 2 links.\nNext: deckgen build decks/blog.yaml\n"
    )
    definition = load_definition(Path("decks/blog.yaml"))
    assert definition.deck == "blog"
    assert definition.posts == (str(posts),)
    assert re.fullmatch("[0-9a-f]{8}", definition.id)
    assert definition.subdecks == (Subdeck.KIND, Subdeck.TOPIC)
    assert definition.site == ""
    assert definition.media is None
    built = deckgen("build", "--json")
    assert (built.code, built.objects[0]["new"]) == (0, 2)
    assert 'posts: "../blog/_posts"' in (here / "decks/blog.yaml").read_text(encoding="utf-8")


def test_each_commented_line_can_be_used(deckgen: Deckgen, posts: Path) -> None:
    """Taking away the # gives a definition that loads."""
    deckgen("init", posts)
    path = Path("decks/blog.yaml")
    text = without_hash(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    used = load_definition(path)
    assert used.site == "https://blog.example"
    assert used.since == "2015-01-01"
    assert used.tags == ("blog",)
    assert len(used.lines) == 19


def test_ids_are_drawn(deckgen: Deckgen, posts: Path) -> None:
    """Two decks never share a namespace by accident."""
    for name in "ab":
        deckgen("init", posts, "-o", f"{name}.yaml")
    assert load_definition(Path("a.yaml")).id != load_definition(Path("b.yaml")).id


@pytest.mark.parametrize(
    ("name", "config", "deck", "site"),
    [
        ("_config.yml", "title: 深度学习: 笔记\n", "blog", ""),  # no YAML: as if it were not there
        (
            "_config.yml",
            'title: "深度: 学"\nurl: https://a.test\nbaseurl: /b/\n',
            "深度: 学",
            "https://a.test/b",
        ),
        ("_config.yml", "title: A::B\nurl: http://localhost:4000\n", "A B", ""),
        ("_config.yml", "title: Your awesome title\nurl: http://example.com\n", "blog", ""),
        (
            "hugo.toml",
            'title = "A \\"b\\" \\\\ c"\nbaseURL = "https://h.test/x/"\n',
            'A "b" \\ c',
            "https://h.test/x",
        ),
        ("config.toml", 'title = "T"\nbaseURL = "/"\n', "T", ""),
        ("hugo.yaml", "title: 2020\nbaseURL: https://h.test\n", "blog", "https://h.test"),
    ],
)
def test_name_and_address_come_from_the_site(
    deckgen: Deckgen, posts: Path, name: str, config: str, deck: str, site: str
) -> None:
    """What the site's own config says is not asked again; what is no use falls back to the folder."""
    (posts.parent / name).write_text(config, encoding="utf-8")
    assert deckgen("init", posts, "-o", "d.yaml").code == 0
    definition = load_definition(Path("d.yaml"))
    assert (definition.deck, definition.site) == (deck, site)


def test_a_title_names_the_file(deckgen: Deckgen, posts: Path) -> None:
    """No character of a title leads elsewhere."""
    (posts.parent / "_config.yml").write_text('title: "../C++: a/b  学"\n', encoding="utf-8")
    said = deckgen("init", posts)
    assert "Next: deckgen build decks/C++-a-b-学.yaml" in said.out.replace("'", "")
    assert load_definition(Path("decks/C++-a-b-学.yaml")).deck == "../C++: a/b 学"


@pytest.mark.parametrize(
    ("line", "image", "media"),
    [
        ("![x](/images/a.png)", "images/a.png", "."),
        ('<img src="/img/a%20b.jpg">', "img/a b.jpg", "."),
        ("![x]({{ site.baseurl }}/images/图.png)", "images/图.png", "."),
        ("![x](/images/a.png)", "static/images/a.png", "static"),
        ("![x](/images/a.png)", "images/b.png", None),
        ("![x](images/a.png)", "images/a.png", None),
    ],
)
def test_media_is_where_the_images_lie(
    deckgen: Deckgen, posts: Path, line: str, image: str, media: str | None
) -> None:
    """The root of site-absolute images is the one under which they are found."""
    (posts.parent / "_config.yml").write_text("title: Blog\n", encoding="utf-8")
    (posts / "2020-01-03-b.md").write_text(f"# H\n\n{line}\n", encoding="utf-8")
    file = posts.parent / image
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")
    deckgen("init", posts)
    found = load_definition(Path("decks/Blog.yaml")).media
    assert found == (None if media is None else posts.parent / media)


def test_a_whole_site_is_narrowed_to_its_posts(deckgen: Deckgen, posts: Path) -> None:
    """Pages and read-me files beside the posts are not taken for posts."""
    (posts.parent / "README.md").write_text("https://other.example/\n\nNo post\n", encoding="utf-8")
    assert "of 1 post with 2 links" in deckgen("init", posts.parent).out
    assert load_definition(Path("decks/blog.yaml")).posts == (str(posts),)


def test_many_topics_are_not_made_subdecks(deckgen: Deckgen, posts: Path) -> None:
    """Anki's list of decks stays short: more than forty topics give categories."""
    for number in range(41):
        text = f"# Topic {chr(0x4E00 + number)}\n\nhttps://x.example/{number}\n\nTitle {number}\n"
        (posts / f"2020-02-02-{number}.md").write_text(text, encoding="utf-8")
    deckgen("init", posts)
    assert load_definition(Path("decks/blog.yaml")).subdecks == (Subdeck.KIND, Subdeck.CATEGORY)


def test_nothing_is_overwritten(deckgen: Deckgen, posts: Path) -> None:
    """A definition is its owner's: init names the file and stops."""
    deckgen("init", posts)
    before = Path("decks/blog.yaml").read_bytes()
    said = deckgen("init", posts)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "decks/blog.yaml: error: is there already, and init overwrites nothing; name another file with -o\n"
    )
    assert Path("decks/blog.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["empty", "blog/none.md", ""])
def test_no_posts_no_definition(deckgen: Deckgen, posts: Path, here: Path, name: str) -> None:
    """A folder without posts is told of, and nothing is written."""
    (here / "empty").mkdir()
    said = deckgen("init", *([name] if name else []))
    assert said.code == (1 if name == "empty" else 2)
    assert "no Markdown file" in said.err or "does not exist" in said.err or "Missing argument" in said.err
    assert not (here / "decks").exists()


def test_git_keeps_nothing_of_one_learner(deckgen: Deckgen, posts: Path) -> None:
    """What they did to their notes is theirs; the line is added to what stands in the file, and never twice."""
    Path("decks").mkdir()
    file = Path("decks/.gitignore")
    file.write_bytes(b"*.apkg")
    deckgen("init", posts, "-o", "decks/a.yaml")
    deckgen("init", posts, "-o", "decks/b.yaml")
    assert file.read_bytes() == b"*.apkg\n*.learner.jsonl\n"


def test_git_is_told_how_to_join_ledgers_once(deckgen: Deckgen, posts: Path) -> None:
    """The rule is added to what stands in the file, and never twice."""
    Path("decks").mkdir()
    file = Path("decks/.gitattributes")
    file.write_bytes(b"*.png binary")
    deckgen("init", posts, "-o", "decks/a.yaml")
    deckgen("init", posts, "-o", "decks/b.yaml")
    rules = b"*.ledger.jsonl text eol=lf merge=union\n*.cards.jsonl text eol=lf merge=union\n"
    assert file.read_bytes() == b"*.png binary\n" + rules


class TestEarlierBuild:
    """A deck first built straight from its posts goes on under a definition."""

    def test_its_ledger_is_found_and_taken_over(self, deckgen: Deckgen, posts: Path) -> None:
        """Nothing is new to a learner who has the earlier package."""
        deckgen("build", posts, "-o", "my.apkg", "--name", "Mine::学习")
        earlier = read_ledger(Path("my.ledger.jsonl"))
        said = deckgen("init", posts)
        assert said.code == 0
        assert "It goes on with the 2 notes of my.ledger.jsonl: every review is kept." in said.out
        assert "my.ledger.jsonl and my.apkg are not used any more and may be deleted once that is built" in said.out
        path = next(Path("decks").glob("*.yaml"))
        definition = load_definition(path)
        assert definition.deck == "Mine::学习"
        assert definition.id == earlier.header.namespace
        assert read_ledger(definition.ledger_path) == earlier
        built = deckgen("build", path, "--json")
        assert (built.code, built.err) == (0, "")
        wanted = {"notes": 2, "new": 0, "updated": 0, "unchanged": 2, "moved": 0, "retired": 0}
        assert {name: built.objects[0][name] for name in wanted} == wanted

    def test_one_that_is_named(self, deckgen: Deckgen, posts: Path, here: Path) -> None:
        """--ledger takes one from anywhere, under any name."""
        deckgen("build", posts, "-o", "my.apkg")
        shutil.move("my.ledger.jsonl", here / "saved")
        said = deckgen("init", posts, "--ledger", "saved", "-o", "d.yaml")
        assert said.code == 0
        assert load_definition(Path("d.yaml")).id == read_ledger(Path("saved")).header.namespace
        assert Path("d.ledger.jsonl").read_bytes() == Path("saved").read_bytes()

    def test_one_that_lies_beside_the_definition_to_be(self, deckgen: Deckgen, posts: Path) -> None:
        """A lost definition is written anew with its old id."""
        deckgen("init", posts)
        deckgen("build")
        before = load_definition(Path("decks/blog.yaml"))
        Path("decks/blog.yaml").unlink()
        assert "not used any more" not in deckgen("init", posts).out
        after = load_definition(Path("decks/blog.yaml"))
        assert msgspec.structs.replace(after, lines={}) == msgspec.structs.replace(before, lines={})

    def test_one_of_other_posts_is_left_alone(self, deckgen: Deckgen, posts: Path, here: Path) -> None:
        """Only a ledger whose notes stand in these posts counts."""
        other = here / "other"
        other.mkdir()
        (other / "x.md").write_text("# A\n\nhttps://x.example/\n\nAn article\n", encoding="utf-8")
        deckgen("build", other)
        assert "goes on" not in deckgen("init", posts).out

    def test_one_of_another_definition_is_left_alone(self, deckgen: Deckgen, posts: Path) -> None:
        """Two definitions never share an id."""
        deckgen("init", posts, "-o", "a.yaml")
        deckgen("build", "a.yaml")
        deckgen("init", posts, "-o", "b.yaml")
        assert load_definition(Path("a.yaml")).id != load_definition(Path("b.yaml")).id

    def test_two_are_not_chosen_between(self, deckgen: Deckgen, posts: Path) -> None:
        """Which one the learners have is the owner's to say."""
        for name in "ab":
            deckgen("build", posts, "-o", f"{name}.apkg")
        said = deckgen("init", posts)
        assert said.code == 1
        assert "a.ledger.jsonl and b.ledger.jsonl are both ledgers of these posts" in said.err
        assert not Path("decks").exists()
        assert deckgen("init", posts, "--ledger", "b.ledger.jsonl").code == 0

    def test_one_of_another_deck_is_not_replaced(self, deckgen: Deckgen, posts: Path) -> None:
        """A ledger that lies at the definition's place is worth more than a command."""
        deckgen("build", posts, "-o", "a.apkg")
        deckgen("build", posts, "-o", "b.apkg")
        before = Path("b.ledger.jsonl").read_bytes()
        said = deckgen("init", posts, "--ledger", "a.ledger.jsonl", "-o", "b.yaml")
        assert said.code == 1
        assert "b.ledger.jsonl: error: is the ledger of another deck" in said.err
        assert Path("b.ledger.jsonl").read_bytes() == before
        assert not Path("b.yaml").exists()

    def test_a_damaged_one_is_refused(self, deckgen: Deckgen, posts: Path) -> None:
        """Its line is named, and nothing is written."""
        Path("bad").write_text("{}\n", encoding="utf-8")
        said = deckgen("init", posts, "--ledger", "bad")
        assert said.code == 1
        assert said.err.startswith("bad:1: error: ")
        assert not Path("decks").exists()
