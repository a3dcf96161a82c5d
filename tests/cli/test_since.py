"""`deckgen build --since` and `--recover`, `deckgen diff`, and a ledger with marks of git from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.ledger import read_ledger
from tests.cli.conftest import POST, SECOND, Deckgen

DAY = 86_400
FIRST_DAY = "2026-05-28"
"""The day of SECOND by UTC."""

NEXT_DAY = "2026-05-29"


@pytest.fixture
def blog(deckgen: Deckgen, posts: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck built once; today is the next day, with a title changed, a link gone and a link new."""
    assert deckgen("build", posts, "-o", "my.apkg").code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SECOND) + DAY))
    text = (
        POST.replace("The first", "The very first")
        .replace("two.example/b", "three.example/c")
        .replace("second", "third")
    )
    (posts / "2020-01-02-learning.md").write_text(text, encoding="utf-8")
    return posts


class TestDiff:
    """What a build would do, before it does it."""

    def test_it_writes_nothing(self, deckgen: Deckgen, blog: Path) -> None:
        """Ledger and package keep their bytes; a build afterwards does what was shown."""
        before = [Path(name).read_bytes() for name in ("my.apkg", "my.ledger.jsonl")]
        said = deckgen("diff", blog, "-o", "my.apkg", "--json")
        assert said.code == 0
        assert [Path(name).read_bytes() for name in ("my.apkg", "my.ledger.jsonl")] == before
        assert sorted((one["what"], one["title"]) for one in said.objects) == [
            ("new", "The third article"),
            ("retired", "The second article"),
            ("updated", "The very first article"),
        ]
        built = deckgen("build", blog, "-o", "my.apkg", "--json").objects[0]
        assert (built["new"], built["updated"], built["retired"]) == (1, 1, 1)

    def test_exit_code(self, deckgen: Deckgen, blog: Path) -> None:
        """--exit-code tells a script whether there is anything to build."""
        assert deckgen("diff", blog, "-o", "my.apkg", "--exit-code").code == 1
        deckgen("build", blog, "-o", "my.apkg")
        said = deckgen("diff", blog, "-o", "my.apkg", "--exit-code")
        assert (said.code, said.out) == (0, "blog: nothing would change\n")

    def test_text_and_stat(self, deckgen: Deckgen, blog: Path) -> None:
        """People see old and new words; --stat the totals alone."""
        out = deckgen("diff", blog, "-o", "my.apkg").out
        assert "~ updated The very first article" in out
        assert "    - The first article\n    + The very first article\n" in out
        assert deckgen("diff", blog, "-o", "my.apkg", "--stat").out == out.splitlines()[-1] + "\n"
        [total] = deckgen("diff", blog, "-o", "my.apkg", "--stat", "--json").objects
        assert (total["new"], total["updated"]) == (1, 1)

    def test_no_deck_here(self, deckgen: Deckgen) -> None:
        """The same way out as from a build."""
        assert deckgen("diff").code == 2


class TestSince:
    """An update pack for those who have the deck."""

    def test_it_holds_what_changed(self, deckgen: Deckgen, blog: Path) -> None:
        """The pack is another file beside the package: what is new, reworded or retired since that day."""
        said = deckgen("build", blog, "-o", "my.apkg", "--since", NEXT_DAY)
        assert said.code == 0
        assert "Import it with a double-click: my-update.apkg (3 notes)" in said.out
        before = Path("my.apkg").read_bytes()
        everything = deckgen("build", blog, "-o", "my.apkg", "--since", FIRST_DAY)
        assert "my-update.apkg" in everything.out
        assert Path("my.apkg").read_bytes() == before

    def test_a_date_that_is_none(self, deckgen: Deckgen, blog: Path) -> None:
        """Wrong usage, and the form that is wanted."""
        said = deckgen("build", blog, "--since", "yesterday")
        assert said.code == 2
        assert "not a date like" in said.err


class TestRecover:
    """A lost ledger comes back from a package."""

    def test_links_keep_their_notes(self, deckgen: Deckgen, posts: Path) -> None:
        """Nothing is new to those who have the deck."""
        deckgen("build", posts, "-o", "my.apkg")
        before = read_ledger(Path("my.ledger.jsonl"))
        Path("my.ledger.jsonl").unlink()
        said = deckgen("build", posts, "-o", "my.apkg", "--recover", "my.apkg", "--json")
        assert (said.code, said.objects[0]["new"], said.objects[0]["updated"]) == (0, 0, 0)
        after = read_ledger(Path("my.ledger.jsonl"))
        assert {key: note.guid for key, note in after.notes.items()} == {
            key: note.guid for key, note in before.notes.items()
        }

    def test_a_ledger_that_is_there_stays(self, deckgen: Deckgen, posts: Path) -> None:
        """It knows more than any package."""
        deckgen("build", posts, "-o", "my.apkg")
        said = deckgen("build", posts, "-o", "my.apkg", "--recover", "my.apkg")
        assert said.code == 2
        assert "--recover is for a ledger that is lost" in said.err

    def test_another_file_is_refused(self, deckgen: Deckgen, posts: Path) -> None:
        """What is no package of ours gives no ledger."""
        Path("x.apkg").write_bytes(b"PK")
        said = deckgen("build", posts, "-o", "my.apkg", "--recover", "x.apkg")
        assert said.code == 1
        assert said.err.startswith("x.apkg: error: no ledger can be made from it")
        assert not Path("my.ledger.jsonl").exists()


class TestMarksOfGit:
    """Two people built from two branches."""

    def test_both_sides_stay(self, deckgen: Deckgen, posts: Path) -> None:
        """The build says on stderr that it joined them; its file has no marks, and the notes are the same."""
        deckgen("build", posts, "-o", "my.apkg")
        path = Path("my.ledger.jsonl")
        header, first, second, end = path.read_text(encoding="utf-8").splitlines()
        whole = path.read_bytes()
        marked = [header, "<<<<<<< ours", first, end, "=======", second, end, ">>>>>>> theirs"]
        path.write_text("\n".join(marked) + "\n", encoding="utf-8")
        said = deckgen("build", posts, "-o", "my.apkg")
        assert said.code == 0
        assert said.err.startswith("my.ledger.jsonl: note: two builds that git had merged were joined")
        assert path.read_bytes() == whole
        assert deckgen("build", posts, "-o", "my.apkg", "--json").objects[0]["unchanged"] == 2
