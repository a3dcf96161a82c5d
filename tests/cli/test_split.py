"""`deckgen build --split`: a deck in parts, with one ledger and the same notes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from deckgen.build.parts import part_name
from deckgen.export.readback import read_package
from deckgen.files.ledger import read_ledger
from deckgen.files.records import State
from deckgen.model import Note
from tests.anki_real import fresh_collection, import_package, snapshot
from tests.cli.conftest import SECOND, Deckgen

DAY = 86_400
NETWORKS = """\
---
title: Learning
category: Deep Learning
---

# Networks

https://one.example/a

The first article

# What is a gradient?

The vector of all partial derivatives; see ![a slope](slope.png).

![[../secret]]

# C#: what is it / why?

https://two.example/b

The second article
"""
COOKING = """\
---
title: Food
---

# networks

https://three.example/c

The third article

# con

https://four.example/d

The fourth article
"""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@pytest.fixture
def deck(here: Path) -> Path:
    """A deck of two posts with three topics, one of them in both, a category and a picture."""
    posts = here / "posts" / "2020"
    posts.mkdir(parents=True)
    (posts / "2020-01-02-learning.md").write_text(NETWORKS, encoding="utf-8")
    (posts.parent / "2020-02-02-food.md").write_text(COOKING, encoding="utf-8")
    (posts / "slope.png").write_bytes(PICTURE)
    definition = here / "decks" / "dl.yaml"
    definition.parent.mkdir()
    text = 'deck: Study\nid: "0a1b2c3d"\nposts: ../posts\nlanguage: en\ntopics: heading\n'
    definition.write_text(text, encoding="utf-8")
    return definition


def notes_of(paths: list[Path]) -> dict[str, Note]:
    """Return the notes of packages by GUID; none is in two of them."""
    found = [note for path in paths for note in read_package(path).notes]
    assert len({note.guid for note in found}) == len(found)
    return {note.guid: note for note in found}


class TestParts:
    """Which files there are, and what is in them."""

    @pytest.mark.parametrize(("by", "count"), [("category", 2), ("topic", 4), ("post", 2)])
    def test_all_of_the_deck_and_nothing_twice(self, deckgen: Deckgen, deck: Path, by: str, count: int) -> None:
        """The parts hold the very notes of the whole, with one ledger, and an unchanged build writes nothing."""
        assert deckgen("build", deck).code == 0
        ledger = (deck.parent / "dl.ledger.jsonl").read_bytes()
        said = deckgen("build", deck, "--split", by, "-o", "out", "--json")
        assert (said.code, said.err) == (0, "")
        [report] = said.objects
        assert report["output"] == "out"
        paths = sorted(Path("out").iterdir())
        assert [part["output"] for part in report["parts"]] == [str(path) for path in paths]
        assert (len(paths), sum(part["notes"] for part in report["parts"])) == (count, report["notes"])
        assert notes_of(paths) == notes_of([deck.parent / "dl.apkg"])
        assert (deck.parent / "dl.ledger.jsonl").read_bytes() == ledger
        before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
        again = deckgen("build", deck, "--split", by, "-o", "out", "--json").objects[0]
        assert [part["written"] for part in again["parts"]] == [False] * count
        assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths] == before
        assert "as they were" in deckgen("build", deck, "--split", by, "-o", "out").out

    def test_without_a_folder_they_lie_beside_the_definition(self, deckgen: Deckgen, deck: Path) -> None:
        """NAME-PART.apkg, as NAME.apkg would; a first build in parts makes the ledger."""
        said = deckgen("build", deck, "--split", "post")
        assert said.code == 0
        names = sorted(path.name for path in deck.parent.iterdir() if path.suffix == ".apkg")
        assert names == ["dl-2020-02-02-food.apkg", f"dl-{part_name('2020/2020-01-02-learning')}.apkg"]
        assert "2 of 2 parts changed" in said.out
        assert all(name in said.out for name in names)
        assert len(read_ledger(deck.parent / "dl.ledger.jsonl").notes) == len(
            notes_of([deck.parent / name for name in names])
        )

    def test_posts_keep_the_ledger_that_they_have(self, deckgen: Deckgen, deck: Path) -> None:
        """Posts without a definition go on with the deck that an earlier build left, whatever folder -o names."""
        deckgen("build", "posts", "-o", "my.apkg")
        ledger = Path("my.ledger.jsonl").read_bytes()
        report = deckgen("build", "posts", "--split", "topic", "-o", "out", "--json").objects[0]
        assert report["new"] == 0
        assert Path("my.ledger.jsonl").read_bytes() == ledger
        assert notes_of(sorted(Path("out").iterdir())) == notes_of([Path("my.apkg")])

    def test_only_what_changed_is_written(self, deckgen: Deckgen, deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An edit of one post leaves the other parts; the update packs hold the change alone."""
        deckgen("build", deck, "--split", "post", "-o", "out")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SECOND) + DAY))
        food = Path("posts/2020-02-02-food.md")
        food.write_text(COOKING.replace("The third", "The very third"), encoding="utf-8")
        pack = deckgen("build", deck, "--split", "post", "-o", "out", "--since", "2026-05-29", "--json").objects[0]
        [part] = pack["parts"]
        assert (part["output"], part["notes"]) == ("out/dl-2020-02-02-food-update.apkg", 1)
        said = deckgen("build", deck, "--split", "post", "-o", "out", "--json").objects[0]
        assert [(part["part"], part["written"]) for part in said["parts"]] == [
            ("2020-02-02-food.md", True),
            ("2020/2020-01-02-learning.md", False),
        ]

    def test_a_part_that_is_missing_is_written_again(self, deckgen: Deckgen, deck: Path) -> None:
        """As after a build that was killed between two parts: the next one writes it, to the same bytes."""
        deckgen("build", deck, "--split", "post", "-o", "out")
        before = {path: path.read_bytes() for path in Path("out").iterdir()}
        lost = min(before)
        lost.unlink()
        report = deckgen("build", deck, "--split", "post", "-o", "out", "--json").objects[0]
        assert [part["output"] for part in report["parts"] if part["written"]] == [str(lost)]
        assert {path: path.read_bytes() for path in Path("out").iterdir()} == before

    def test_a_part_that_is_gone_is_reported(self, deckgen: Deckgen, deck: Path) -> None:
        """It stays where it is, each build names it, and nothing else in the folder is taken for one."""
        deckgen("build", deck, "--split", "topic", "-o", "out")
        Path("out/dl-notes.apkg").write_bytes(b"somebody's own")
        food = Path("posts/2020-02-02-food.md")
        food.write_text(COOKING.partition("# con")[0], encoding="utf-8")
        for _ in range(2):
            said = deckgen("build", deck, "--split", "topic", "-o", "out", "--json")
            [gone] = [problem for problem in said.objects[0]["problems"] if problem["code"] == "part"]
            assert (gone["path"], gone["severity"]) == ("out/dl-con.apkg", "note")
            assert Path("out/dl-con.apkg").exists()
        Path("out/dl-con.apkg").unlink()
        said = deckgen("build", deck, "--split", "topic", "-o", "out", "--json")
        assert not [problem for problem in said.objects[0]["problems"] if problem["code"] == "part"]

    def test_a_deck_of_which_nothing_is_left(self, deckgen: Deckgen, deck: Path) -> None:
        """Where all is switched off the ledger says so, though no part is written."""
        deckgen("build", deck, "--split", "topic", "-o", "out")
        text = deck.read_text(encoding="utf-8") + "cards: {reading: none, own: false, forms: false}\n"
        deck.write_text(text, encoding="utf-8")
        report = deckgen("build", deck, "--split", "topic", "-o", "out", "--json").objects[0]
        assert (report["notes"], len(report["problems"])) == (0, 4)
        notes = read_ledger(deck.parent / "dl.ledger.jsonl").notes.values()
        assert {note.state for note in notes} == {State.HELD}

    def test_a_picture_whose_file_is_lost(self, deckgen: Deckgen, deck: Path) -> None:
        """It is found again in the part that shipped it."""
        deckgen("build", deck, "--split", "post", "-o", "out")
        before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
        Path("posts/2020/slope.png").unlink()
        deckgen("build", deck, "--split", "post", "-o", "out")
        assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before


class TestRefused:
    """What cannot be meant."""

    def test_a_package_is_no_folder(self, deckgen: Deckgen, deck: Path) -> None:
        """Neither a name that ends in .apkg nor a file; and a folder is no package."""
        Path("file").write_text("mine", encoding="utf-8")
        for name in ("x.apkg", "file"):
            said = deckgen("build", deck, "--split", "topic", "-o", name)
            assert (said.code, "-o names the folder of the parts" in said.err) == (2, True)
        said = deckgen("build", deck, "-o", "decks")
        assert (said.code, "decks is a folder" in said.err) == (2, True)

    def test_two_decks_whose_parts_could_have_one_name(self, deckgen: Deckgen, deck: Path) -> None:
        """Of `dl` and `dl-con` in one folder, a part of either could be dl-con-x.apkg."""
        other = deck.with_name("dl-con.yaml")
        other.write_text('deck: Other\nid: "1a1b2c3d"\nposts: ../posts\n', encoding="utf-8")
        said = deckgen("build", deck, other, "--split", "topic", "-o", "out")
        assert (said.code, "a folder of its own" in said.err) == (2, True)
        other.rename(deck.with_name("other.yaml"))
        assert deckgen("build", deck, deck.with_name("other.yaml"), "--split", "topic", "-o", "out").code == 0

    def test_parts_without_a_ledger(self, deckgen: Deckgen, deck: Path) -> None:
        """A lost ledger stops the build, and no ledger is made of a part."""
        deckgen("build", deck, "--split", "topic", "-o", "out")
        (deck.parent / "dl.ledger.jsonl").unlink()
        said = deckgen("build", deck, "--split", "topic", "-o", "out")
        assert (said.code, "Restore it from git" in said.err) == (1, True)
        said = deckgen("build", deck, "--recover", "out/dl-con.apkg")
        assert (said.code, "it holds a part of the deck" in said.err) == (1, True)
        assert not (deck.parent / "dl.ledger.jsonl").exists()

    def test_the_name_of_another_deck(self, deckgen: Deckgen, deck: Path) -> None:
        """A part never takes the place of a neighbour's package; in a folder of their own all go well."""
        other = deck.with_name("dl-con.yaml")
        other.write_text('deck: Other\nid: "1a1b2c3d"\nposts: ../posts\n', encoding="utf-8")
        said = deckgen("build", deck, "--split", "topic")
        assert (said.code, "name a folder with -o" in said.err) == (1, True)
        assert not (deck.parent / "dl.ledger.jsonl").exists()
        assert deckgen("build", deck, "--split", "topic", "-o", "out").code == 0


LABELS = [
    "Networks", "C#", "C++", "c", "a/b", "a_b", "a:b", "con", "nul.", "..", "", "other", "update", "x-update",
    "深度学习", "हिन्दी", "é", "e", "<>", "><", "x" * 300, "x" * 301, "字" * 100, "tab\there", " ", "🙂", "\udc80", "ẞ",
]  # fmt: skip


class TestNames:
    """Every file system takes them, and no two parts share one."""

    def test_they_are_safe_and_unique(self) -> None:
        """Also where case, or the way in which accents are written, makes no difference, and beside update packs."""
        names = [part_name(label) for label in LABELS]
        assert len({unicodedata.normalize("NFD", name).casefold() for name in names}) == len(LABELS)
        for name in names:
            assert len(f".long-deck-name-{name}.apkg.deckgen-1234567-01234567.tmp".encode()) < 255
            assert not set(name) & set('<>:"/\\|?* \t')
            assert not name.endswith(("update", ".", " "))

    def test_one_part_however_it_is_spelt(self) -> None:
        """Anki takes tags that differ in case for one; so does the name, and accents may be written in two ways."""
        assert part_name("Networks") == part_name("networks") == "networks"
        assert part_name("caf\u00e9") == part_name("cafe\u0301") == "café"


@pytest.mark.anki
@pytest.mark.parametrize("by", ["category", "topic", "post"])
def test_all_parts_are_the_whole_in_anki(deckgen: Deckgen, deck: Path, tmp_path: Path, by: str) -> None:
    """Notes, cards, decks, order, descriptions and pictures are the same, and the whole brings nothing after them.

    Of tags that differ in case alone Anki keeps the spelling that it met first.
    """
    deckgen("build", deck)
    deckgen("build", deck, "--split", by, "-o", "out")

    def imported(folder: str, packages: list[Path]) -> tuple[object, ...]:
        with fresh_collection(tmp_path / folder) as col:
            for package in packages:
                import_package(col, package)
            notes = {
                guid: (
                    note.note_type, note.mod, {tag.casefold() for tag in note.tags}, note.fields,
                    [(card.ordinal, card.deck, card.due, card.queue) for card in note.cards],
                )
                for guid, note in snapshot(col).items()
            }  # fmt: skip
            decks = {deck.name: col.decks.get(deck.id)["desc"] for deck in col.decks.all_names_and_ids()}
            media = {path.name: path.read_bytes() for path in Path(col.media.dir()).iterdir()}
            log = import_package(col, deck.parent / "dl.apkg")
            assert (log.new, log.updated) == (0, 0)
            return notes, decks, media

    parts = imported("parts", sorted(Path("out").iterdir(), reverse=True))
    assert parts == imported("whole", [deck.parent / "dl.apkg"])
    assert len(parts[0]) >= 5  # type: ignore[arg-type]
    assert len(parts[2]) == 1  # type: ignore[arg-type]
