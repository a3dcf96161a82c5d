"""`deckgen build` from outside: what it prints, writes and answers."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

import pytest

from deckgen.cli.__main__ import COMMANDS
from deckgen.files.ledger import read_ledger
from tests.cli.conftest import Deckgen

KEYS = [
    "deck",
    "output",
    "notes",
    "new",
    "updated",
    "unchanged",
    "moved",
    "held",
    "retired",
    "revived",
    "problems",
]
BROKEN = b"# Broken\n\nhttps://three.example/c\n\nThe third article\n\n\xff\xff is in no charset\n"


def write_definition(path: str, text: str = "", *, deck: str = "Blog", id_: str = "0a1b2c3d") -> Path:
    """Write a definition of the posts in ./blog/_posts."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    posts = os.path.relpath("blog/_posts", place.parent)
    place.write_text(f'deck: {deck}\nid: "{id_}"\nposts: {posts}\n{text}', encoding="utf-8")
    return place


class TestPostsAsTheyAre:
    """A newcomer needs no definition."""

    @pytest.mark.parametrize("name", ["collection.apkg", "backup-2026.apkg", "Collection.apkg"])
    def test_a_name_by_which_anki_would_replace_everything_is_warned_of(
        self, deckgen: Deckgen, posts: Path, name: str
    ) -> None:
        said = deckgen("build", posts, "-o", name)
        assert said.code == 0
        assert f"{name}: warning: Anki may take a package of this name for a backup" in said.err
        assert "backup" not in deckgen("build", posts, "-o", "my-collection.apkg").err

    def test_the_first_build(self, deckgen: Deckgen, posts: Path) -> None:
        """It says what came of it, what to do next, and leaves three things."""
        said = deckgen("build", posts, "-o", "my.apkg")
        assert (said.code, said.err) == (0, "")
        assert said.out == (
            "blog: 2 notes\n"
            "  2 new\n"
            "  2 new notes: 1 day at Anki's 20 new cards a day\n"
            "  2 reading notes (of what you link to: read it, recall what it says), no question\n"
            "Import it with a double-click: my.apkg\n"
        )
        assert sorted(path.name for path in Path().iterdir()) == [
            ".deckgen",
            "blog",
            "my.apkg",
            "my.ledger.jsonl",
        ]

    def test_the_second_build_writes_nothing(self, deckgen: Deckgen, posts: Path) -> None:
        """Files keep their bytes and times."""
        deckgen("build", posts, "-o", "my.apkg")
        before = [Path(name).stat().st_mtime_ns for name in ("my.apkg", "my.ledger.jsonl")]
        said = deckgen("build", posts, "-o", "my.apkg")
        assert said.out == "blog: 2 notes\n  2 unchanged\nNothing to import; my.apkg is as it was.\n"
        assert [Path(name).stat().st_mtime_ns for name in ("my.apkg", "my.ledger.jsonl")] == before

    def test_without_the_store_the_files_are_the_same_to_the_byte(
        self, deckgen: Deckgen, posts: Path
    ) -> None:
        """The store may be deleted at any time."""
        deckgen("build", posts, "-o", "my.apkg")
        before = [Path(name).read_bytes() for name in ("my.apkg", "my.ledger.jsonl")]
        for file in Path(".deckgen").iterdir():
            file.unlink()
        assert deckgen("build", posts, "-o", "my.apkg", "--json").objects[0]["unchanged"] == 2
        assert [Path(name).read_bytes() for name in ("my.apkg", "my.ledger.jsonl")] == before

    @pytest.mark.parametrize(
        ("folder", "deck"),
        [
            ("a/_posts", "a"),
            ("a/posts", "a"),
            ("a/content/posts", "a"),
            ("a/notes", "notes"),
            ("a/_posts/2020", "2020"),
        ],
    )
    def test_the_folder_names_the_deck(self, deckgen: Deckgen, here: Path, folder: str, deck: str) -> None:
        """A folder that is called the same in every blog gives its parent's name."""
        place = here / folder
        place.mkdir(parents=True)
        (place / "x.md").write_text("# A\n\nhttps://x.example/\n\nAn article\n", encoding="utf-8")
        built = deckgen("build", place, "--json").objects[0]
        assert (built["deck"], built["output"]) == (deck, f"{deck}.apkg")
        assert Path(f"{deck}.ledger.jsonl").exists()

    def test_a_name_and_a_single_file(self, deckgen: Deckgen, posts: Path) -> None:
        """--name is the top deck in Anki, and the file's name where -o gives none."""
        built = deckgen("build", posts / "2020-01-02-learning.md", "--name", "Dl::学习", "--json").objects[0]
        assert (built["deck"], built["notes"]) == ("Dl::学习", 2)
        assert Path(built["output"]).exists()
        assert deckgen("build", posts, "--name", "a::").code == 1

    def test_an_output_without_its_ledger_is_refused(self, deckgen: Deckgen, posts: Path) -> None:
        """Building on would lose progress: the message names the file and the way out, the package stays."""
        deckgen("build", posts, "-o", "my.apkg")
        Path("my.ledger.jsonl").unlink()
        before = Path("my.apkg").read_bytes()
        said = deckgen("build", posts, "-o", "my.apkg")
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("my.ledger.jsonl: error: there is my.apkg but no my.ledger.jsonl")
        assert Path("my.apkg").read_bytes() == before
        assert not Path("my.ledger.jsonl").exists()


class TestWhatIsNotThere:
    """A definition that counts on what the disk has not is built, and its owner told."""

    @pytest.mark.parametrize(
        ("line", "words"),
        [("media: ../pictures", "is no folder"), ("site: obsidian", "no folder above the posts holds .obsidian")],
    )
    def test_a_place_that_is_not_there(self, deckgen: Deckgen, posts: Path, line: str, words: str) -> None:
        """The warning stands at the line of the definition, and is gone with its cause."""
        definition = write_definition("decks/blog.yaml", f"{line}\n")
        said = deckgen("build", definition)
        assert said.code == 0
        assert said.err.startswith("decks/blog.yaml:4: warning: ")
        assert (words in said.err, said.err.count("\n")) == (True, 1)
        Path("pictures").mkdir()
        (posts.parent / ".obsidian").mkdir()
        assert deckgen("build", definition).err == ""


class TestPictures:
    """A picture is found where the site or the vault has it, with no definition that says so."""

    @pytest.mark.parametrize(
        ("config", "picture", "shown"),
        [
            ("blog/_config.yml", "blog/assets/a.png", "![]({{site.baseurl}}/assets/a.png)"),
            ("blog/hugo.toml", "blog/static/img/a.png", "![](/img/a.png)"),
            ("blog/.obsidian/app.json", "blog/Media/a.png", "![[a.png|300]]"),
            ("blog/.obsidian/app.json", "blog/Media/a.png", "![](/Media/a.png)"),
        ],
    )
    def test_it_is_found_and_awaited(
        self, deckgen: Deckgen, posts: Path, config: str, picture: str, shown: str
    ) -> None:
        """As soon as it is there: a build of what did not change otherwise looks for it."""
        for path in map(Path, (config, picture)):
            path.parent.mkdir(parents=True, exist_ok=True)
        Path(config).write_text("", encoding="utf-8")
        (posts / "2020-01-03-own.md").write_text(f"Q: What does it show?\nA: {shown}\n", encoding="utf-8")
        held = deckgen("build", posts, "-o", "my.apkg")
        assert "1 held" in held.out
        assert "your own card" not in held.err
        assert "warning: the image " in held.err
        Path(picture).write_bytes(b"\x89PNG\r\n\x1a\n")
        found = deckgen("build", posts, "-o", "my.apkg")
        assert (found.err, "1 new" in found.out) == ("", True)

    @pytest.mark.parametrize(
        ("card", "words"),
        [
            ("Q: What does it show?\nA: ![](gone.png)", "What does it show?"),
            ("It shows ==a router==. ![](gone.png)", "It shows [a router]."),
            ("Q: What does it say?\nA: This:", "What does it say?"),
            ("Q: What is $s$?\nA: This:", "What is s?"),
        ],
    )
    def test_a_held_card_is_shown_by_its_words(self, deckgen: Deckgen, posts: Path, card: str, words: str) -> None:
        """In all that shows it: nobody knows a card by its key."""
        (posts / "2020-01-03-own.md").write_text(f"{card}\n", encoding="utf-8")
        warned = deckgen("diff", posts)
        out = warned.out.replace("\\(", "").replace("\\)", "")
        assert re.search(rf"^- held +{re.escape(words)}  ", out, re.M), warned.out
        if "gone.png" in card:
            assert f"gone.png: no such file; its card “{words.replace('[', '').replace(']', '')}” is held" in warned.err
        assert words.rstrip("s?") in deckgen("status", posts, "--held").out
        deckgen("preview", posts, "-o", "preview.html")
        page = Path("preview.html").read_text(encoding="utf-8")
        assert f'"title":"{words}"' in page
        assert "card:own" not in page

    def test_who_has_no_folder_of_pictures_is_told_what_to_do(self, deckgen: Deckgen, posts: Path) -> None:
        """With the command that writes a definition, since there may be none."""
        (posts / "2020-01-03-own.md").write_text("Q: What?\nA: ![](/gone.png)\n", encoding="utf-8")
        assert "`media:` in the definition, which `deckgen init` writes" in deckgen("build", posts).err


def test_a_warning_that_is_said_again_and_again_hides_no_other(deckgen: Deckgen, posts: Path) -> None:
    """Of one message the first places are shown, errors all; `--verbose` shows the rest."""
    (posts / "2024-02-01-many.md").write_text("# Many\n\n" + "Q: Why so?\n\n---\n\n" * 30, encoding="utf-8")
    (posts / "2024-02-02-one.md").write_text("# One\n\nQ: What?\n\nA: ![](gone.png)\n", encoding="utf-8")
    for number in range(5):
        (posts / f"2024-03-0{number + 1}-broken.md").write_bytes(BROKEN)
    said = deckgen("build", posts, "-o", "my.apkg")
    assert said.err.count("a question without an answer") == 3
    assert "gone.png" in said.err
    assert said.err.count(": error:") == 5
    assert "... and 27 more; see them with deckgen build --verbose" in said.err
    assert deckgen("build", posts, "-o", "my.apkg", "--verbose").err.count("a question without an answer") == 30


def test_who_stops_a_command_is_told_that_nothing_is_lost(
    deckgen: Deckgen, posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends with what to do, not with one word."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("deckgen.build.pipeline.read_posts", stopped)
    said = deckgen("build", posts, "-o", "my.apkg")
    assert said.code == 1
    assert said.err == "Stopped. Nothing is lost, and every file is whole: run the same command again.\n"
    assert not Path("my.apkg").exists()


def test_other_code_looks_at_all_again(deckgen: Deckgen, posts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older deckgen said of the same posts, a failure of its own perhaps, is not said for a newer one."""
    deckgen("build", posts, "-o", "my.apkg")
    looked: list[object] = []
    monkeypatch.setattr("deckgen.build.pipeline.read_posts", lambda *given, **_: looked.append(given))
    deckgen("build", posts, "-o", "my.apkg")
    assert not looked
    monkeypatch.setattr("deckgen.files.own_code.code_version", lambda: "other code")
    with contextlib.suppress(AttributeError):  # no posts are read here
        deckgen("build", posts, "-o", "my.apkg")
    assert looked


class TestJson:
    """--json is for programs: fixed keys, nothing else on stdout."""

    def test_keys(self, deckgen: Deckgen, posts: Path) -> None:
        """One object a deck, with these keys in this order; the same from a build that had nothing to do."""
        first = deckgen("build", posts, "-o", "my.apkg", "--json")
        assert (first.code, first.err) == (0, "")
        assert [list(one) for one in first.objects] == [KEYS]
        numbers = {"notes": 2, "new": 2} | dict.fromkeys(
            ("updated", "unchanged", "moved", "held", "retired", "revived"), 0
        )
        assert first.objects == [{"deck": "blog", "output": "my.apkg", **numbers, "problems": []}]
        again = deckgen("build", posts, "-o", "my.apkg", "--json")
        assert [list(one) for one in again.objects] == [KEYS]
        assert again.objects == [first.objects[0] | {"new": 0, "unchanged": 2}]

    def test_problems_are_in_the_object(self, deckgen: Deckgen, posts: Path) -> None:
        """What people read as path:line: message, programs read as keys."""
        (posts / "2020-01-05-broken.md").write_bytes(BROKEN)
        said = deckgen("build", posts, "-o", "my.apkg", "--json")
        assert (said.code, said.err) == (1, "")
        [problem] = said.objects[0]["problems"]
        assert list(problem) == ["path", "line", "severity", "code", "message"]
        assert (problem["path"], problem["severity"]) == ("blog/_posts/2020-01-05-broken.md", "error")
        text = deckgen("build", posts, "-o", "other.apkg").err
        assert text == f"{problem['path']}:{problem['line']}: error: {problem['message']}\n"

    def test_every_problem_of_a_post_has_the_path_of_its_file(self, deckgen: Deckgen, posts: Path) -> None:
        """A terminal opens what it is told from where the user stands, whichever part of the build tells it."""
        (posts / "2020-01-05-broken.md").write_bytes(BROKEN)
        (posts / "2020-01-06-own.md").write_text("# Own\n\nQ: Who?\n\n![](gone.png)\n", encoding="utf-8")
        (posts / "2020-01-07-gone.md").symlink_to("nowhere.md")
        for command in (["build", posts, "-o", "my.apkg"], ["diff", posts, "-o", "my.apkg"]):
            lines = deckgen(*command).err.splitlines()
            assert sorted({line.partition(":")[0] for line in lines}) == [
                f"blog/_posts/2020-01-0{name}.md" for name in ("5-broken", "6-own", "7-gone")
            ]

    def test_a_refusal_is_an_object_on_stderr(self, deckgen: Deckgen, posts: Path) -> None:
        """A program need not read text to learn why there is no deck."""
        deckgen("build", posts, "-o", "my.apkg")
        Path("my.ledger.jsonl").unlink()
        said = deckgen("build", posts, "-o", "my.apkg", "--json")
        assert (said.code, said.out) == (1, "")
        assert [(one["path"], one["code"]) for one in said.problems] == [("my.ledger.jsonl", "no-ledger")]


class TestBrokenInput:
    """What is wrong is said, and costs no more than itself."""

    def test_a_broken_post_stops_no_other(self, deckgen: Deckgen, posts: Path) -> None:
        """The good posts are in the deck; the command fails, because something of the input is not."""
        (posts / "2020-01-05-broken.md").write_bytes(BROKEN)
        said = deckgen("build", posts, "-o", "my.apkg")
        assert said.code == 1
        assert said.err.startswith("blog/_posts/2020-01-05-broken.md:")
        assert "Import it with a double-click: my.apkg" in said.out

    def test_a_build_with_nothing_to_do_still_fails(self, deckgen: Deckgen, posts: Path) -> None:
        """What was wrong is wrong until it is mended."""
        (posts / "2020-01-05-broken.md").write_bytes(BROKEN)
        first = deckgen("build", posts, "-o", "my.apkg")
        again = deckgen("build", posts, "-o", "my.apkg")
        assert (again.code, again.err) == (1, first.err)

    def test_a_post_that_breaks_retires_nothing(self, deckgen: Deckgen, posts: Path) -> None:
        """Its notes stay as they are until it can be read again."""
        deckgen("build", posts, "-o", "my.apkg")
        (posts / "2020-01-02-learning.md").write_bytes(BROKEN)
        built = deckgen("build", posts, "-o", "my.apkg", "--json").objects[0]
        assert (built["notes"], built["unchanged"], built["new"], built["retired"]) == (3, 2, 1, 0)

    def test_a_folder_that_went_away_retires_nothing(self, deckgen: Deckgen, posts: Path) -> None:
        """A wrong path is an error, not an empty blog."""
        path = write_definition("decks/a.yaml")
        deckgen("build", path)
        before = Path("decks/a.ledger.jsonl").read_bytes()
        posts.rename(posts.with_name("away"))
        said = deckgen("build", path, "--json")
        assert said.code == 1
        built = said.objects[0]
        assert (built["notes"], built["retired"], built["problems"][0]["code"]) == (2, 0, "no-posts")
        assert Path("decks/a.ledger.jsonl").read_bytes() == before

    def test_an_unreadable_definition_stops(self, deckgen: Deckgen, posts: Path) -> None:
        """All that is wrong in it is told at once, and nothing is built, not even the other decks."""
        write_definition("decks/a.yaml")
        write_definition("decks/b.yaml", "sites: x\nsubdecks: [topics]\n", id_="other")
        said = deckgen("build")
        assert (said.code, said.out) == (1, "")
        assert [line.split(": ")[0] for line in said.err.splitlines()] == ["decks/b.yaml:4", "decks/b.yaml:5"]
        assert "did you mean site?" in said.err
        assert not Path("decks/a.apkg").exists()

    def test_strict_and_quiet(self, deckgen: Deckgen, posts: Path) -> None:
        """A warning fails a strict build; --quiet keeps it off the screen, and errors on it."""
        (posts / "2020-01-03-gbk.md").write_bytes(
            "# 标题\n\nhttps://five.example/e\n\n第五篇文章的标题\n".encode("gbk")
        )
        said = deckgen("build", posts, "-o", "a.apkg")
        assert said.code == 0
        assert "2020-01-03-gbk.md:1: warning: " in said.err
        assert deckgen("build", posts, "-o", "a.apkg", "--strict").code == 1
        assert deckgen("build", posts, "-o", "b.apkg", "--quiet")[:] == (0, "", "")
        (posts / "2020-01-05-broken.md").write_bytes(BROKEN)
        quiet = deckgen("build", posts, "-o", "b.apkg", "--quiet")
        assert (quiet.code, quiet.out) == (1, "")
        assert [line.split(": ")[1] for line in quiet.err.splitlines()] == ["error"]


class TestDefinitions:
    """Files beside the definition, and more than one of them."""

    def test_files_lie_beside_it(self, deckgen: Deckgen, posts: Path) -> None:
        """NAME.apkg and NAME.ledger.jsonl; -o moves the package alone."""
        path = write_definition("decks/a.yaml")
        assert deckgen("build", path, "--json").objects[0]["output"] == "decks/a.apkg"
        assert deckgen("build", path, "-o", "out/b.apkg").code == 0
        assert Path("out/b.apkg").read_bytes() == Path("decks/a.apkg").read_bytes()
        assert sorted(one.name for one in Path("decks").iterdir()) == [
            ".deckgen",
            "a.apkg",
            "a.ledger.jsonl",
            "a.yaml",
        ]
        assert [one.name for one in Path("out").iterdir()] == ["b.apkg"]

    def test_without_arguments_all_are_built(self, deckgen: Deckgen, posts: Path) -> None:
        """Every decks/*.yaml, sorted; one object a deck."""
        write_definition("decks/b.yaml", deck="B", id_="b")
        write_definition("decks/a.yaml", deck="A", id_="a")
        said = deckgen("build", "--json")
        assert [one["deck"] for one in said.objects] == ["A", "B"]
        assert [one["deck"] for one in deckgen("build", "--json").objects] == ["A", "B"]

    def test_one_id_twice_is_refused(self, deckgen: Deckgen, posts: Path) -> None:
        """Their notes would overwrite each other in Anki."""
        write_definition("decks/a.yaml")
        write_definition("decks/b.yaml")
        said = deckgen("build")
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith('decks/b.yaml:2: error: id "0a1b2c3d" is also that of decks/a.yaml')
        assert not Path("decks/a.apkg").exists()

    def test_one_id_twice_is_refused_one_by_one_too(self, deckgen: Deckgen, posts: Path) -> None:
        """A copy of a definition is found in its folder; a deck of which nothing changed is still not looked at."""
        first = write_definition("decks/a.yaml")
        assert deckgen("build", first).code == 0
        second = write_definition("decks/b.yaml")
        said = deckgen("build", second)
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith('decks/b.yaml:2: error: id "0a1b2c3d" is also that of decks/a.yaml')
        assert not Path("decks/b.apkg").exists()
        assert deckgen("build", first).code == 0
        Path("decks/b.yaml").write_text('# 0a1b2c3d\ndeck: B\nid: "7"\nposts: ../blog/_posts\n', encoding="utf-8")
        Path("decks/c.yaml").write_text('title: no deck\nid: "0a1b2c3d"\n', encoding="utf-8")
        assert deckgen("build", "decks/b.yaml").code == 0

    def test_a_copy_with_its_ledger_is_refused(self, deckgen: Deckgen, posts: Path) -> None:
        """A definition without an id goes by its ledger."""
        for name in ("a", "b"):
            Path("decks").mkdir(exist_ok=True)
            Path(f"decks/{name}.yaml").write_text(f"deck: {name}\nposts: ../blog/_posts\n", encoding="utf-8")
            assert deckgen("build", f"decks/{name}.yaml").code == 0
        Path("decks/b.ledger.jsonl").write_bytes(Path("decks/a.ledger.jsonl").read_bytes())
        said = deckgen("build", "decks/b.yaml")
        assert said.code == 1
        assert said.err.startswith("decks/b.yaml: error: its ledger has the id of decks/a.yaml")

    def test_another_id_than_the_ledgers_is_refused(self, deckgen: Deckgen, posts: Path) -> None:
        """The message names both, and the line to mend."""
        deckgen("build", write_definition("decks/a.yaml"))
        said = deckgen("build", write_definition("decks/a.yaml", id_="changed"))
        assert said.code == 1
        assert said.err.startswith("decks/a.yaml:2: error: ")
        assert '"0a1b2c3d"' in said.err

    def test_a_large_retirement_needs_a_word(self, deckgen: Deckgen, posts: Path) -> None:
        """A deck that would lose most of its notes is not built; with --allow-retire it is."""
        long = "".join(f"https://x.example/{number}\n\nArticle number {number}\n\n" for number in range(20))
        post = posts / "2020-03-03-long.md"
        post.write_text(f"# Long\n\n{long}", encoding="utf-8")
        deckgen("build", posts, "-o", "a.apkg")
        post.unlink()
        before = [Path(name).read_bytes() for name in ("a.apkg", "a.ledger.jsonl")]
        said = deckgen("build", posts, "-o", "a.apkg")
        assert said.code == 1
        assert "would retire 20 of 22 notes" in said.err
        assert "--allow-retire" in said.err
        assert [Path(name).read_bytes() for name in ("a.apkg", "a.ledger.jsonl")] == before
        built = deckgen("build", posts, "-o", "a.apkg", "--allow-retire", "--json").objects[0]
        assert (built["notes"], built["retired"], built["unchanged"]) == (2, 20, 2)


class TestGone:
    """What learners keep and the package has not any more is found in Anki by a search."""

    @pytest.mark.parametrize(
        ("lines", "word"),
        [("exclude: {globs: ['*learning*']}", "held"), ("cards: {reading: none}", "held"), ("", "retired")],
    )
    def test_it_is_found_by_the_keys_of_its_notes(
        self, deckgen: Deckgen, posts: Path, lines: str, word: str
    ) -> None:
        """Told once, by the build that does it: an exclude leaves bad cards in Anki as a deleted post does."""
        (posts / "2020-01-03-own.md").write_text("# Own\n\nQ: Who?\nA: Me\n", encoding="utf-8")
        definition = write_definition("decks/blog.yaml", "")
        deckgen("build", definition)
        notes = read_ledger(Path("decks/blog.ledger.jsonl")).notes.values()
        keys = sorted(note.guid for note in notes if note.key.startswith("link:"))
        write_definition("decks/blog.yaml", f"{lines}\n")
        if not lines:
            (posts / "2020-01-02-learning.md").unlink()
        out = deckgen("build", definition).out.splitlines()
        (told,) = [number for number, line in enumerate(out) if "find them in Anki" in line]
        assert out[told].startswith(f"  2 {word} with this build")
        assert out[told + 1] == f"    {' OR '.join(f'Key:{key}' for key in keys)}"
        assert "find them in Anki" not in deckgen("build", definition).out


class TestWrongUsage:
    """Exit code 2, and the way out in the message."""

    def test_no_deck_here(self, deckgen: Deckgen) -> None:
        """A newcomer is told both ways to begin."""
        said = deckgen("build")
        assert (said.code, said.out) == (2, "")
        assert "there is no deck here" in said.err
        assert "deckgen build path/to/_posts" in said.err.replace("\n", " ")
        assert "deckgen init path/to/_posts" in said.err.replace("\n", " ")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["nowhere"], "nowhere: there is no such file or folder"),
            (["decks/a.yaml", "blog"], "either definitions or posts, not both"),
            (["decks/a.yaml", "decks/b.yaml", "-o", "x.apkg"], "-o names one file, but there are 2 decks"),
            (["decks/a.yaml", "--name", "X"], "--name is for posts"),
            (["--nonsense"], "No such option"),
        ],
    )
    def test_wrong_arguments(self, deckgen: Deckgen, posts: Path, arguments: list[str], words: str) -> None:
        """Nothing is written."""
        write_definition("decks/a.yaml")
        write_definition("decks/b.yaml", id_="b")
        said = deckgen("build", *arguments)
        assert (said.code, said.out) == (2, "")
        assert words in said.err
        assert not list(Path().rglob("*.apkg"))

    def test_an_unknown_command(self, deckgen: Deckgen) -> None:
        """click's own words."""
        assert deckgen("bild").code == 2


def test_version_and_help(deckgen: Deckgen) -> None:
    """Both answer on stdout; each command is listed with its words."""
    assert deckgen("--version").out.startswith("deckgen, version ")
    shown = deckgen("--help")
    assert shown.code == 0
    for name, (_, words) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(words)}$", shown.out, re.MULTILINE)


def test_posts_alone_have_the_name_and_address_of_their_site(deckgen: Deckgen, here: Path) -> None:
    """As init finds them: cards link back from the first day; the files are called after the folder."""
    posts = here / "blog" / "_posts"
    posts.mkdir(parents=True)
    (posts / "2020-01-02-tea.md").write_text("# Tea\n\nhttps://a.example/b\n\nA piece on tea\n", encoding="utf-8")
    deckgen("build", posts)
    config = here / "blog" / "_config.yml"
    config.write_text("title: All of tea\nurl: https://tea.example\n", encoding="utf-8")
    (said,) = deckgen("build", posts, "--json").objects
    assert (said["deck"], said["updated"], said["unchanged"]) == ("blog", 0, 1)  # a deck of before keeps its name
    (fresh,) = deckgen("build", posts, "-o", "new/tea.apkg", "--json").objects
    assert fresh["deck"] == "All of tea"
    (note,) = read_ledger(Path("new/tea.ledger.jsonl")).notes.values()
    assert note.deck.startswith("All of tea::")
    assert note.fields["Source"] == '<a href="https://tea.example/2020/01/02/tea.html#tea">Tea</a>'
    assert note.tags == ("deckgen::topic::Tea",)


def test_a_first_build_says_what_sorts_of_notes_there_are(deckgen: Deckgen, here: Path) -> None:
    """How many are to be read and how many ask; where the first are many, how to keep the described ones alone."""
    folder = here / "posts"
    folder.mkdir()
    links = "".join(f"[Piece {number}](https://{number}.example/piece)\n\n" for number in range(30))
    (folder / "a.md").write_text(f"# Pieces\n\n{links}Q: Who wrote it?\nA: Ann did.\n", encoding="utf-8")
    first = deckgen("build", folder, "-o", "my.apkg").out
    assert "30 reading notes (of what you link to: read it, recall what it says), 1 question" in first
    assert "`cards: {reading: described}`" in first
    (folder / "a.md").write_text(f"# Pieces\n\n{links}Q: Who wrote it?\nA: Bob did.\n", encoding="utf-8")
    assert "reading note" not in deckgen("build", folder, "-o", "my.apkg").out
