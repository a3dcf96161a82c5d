"""`audience: public`: what a deck for everybody holds, checked on the bytes of all that is committed and handed out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from deckgen.files.cards import AskedRecord, CardRecord, Record, cards_bytes
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.files.learner import Edit, Learner, LearnerNote, write_learner
from deckgen.files.ledger import read_ledger
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.records import State
from deckgen.files.store import open_store
from deckgen.model import NoteType
from tests.anki_real import fresh_collection, import_package, snapshot
from tests.cli.conftest import SECOND, Deckgen

POST = """\
# Networks

https://one.example/a

The first article

https://two.example/b

The second article

https://three.example/c

The third article

# Heaps

What is a heap?

: A tree; see [[stack]] and ![a picture](/home/ZZPATH/slope.png).

## What is a stack?

A list with one end; see [[heap]] and [here](file:///home/ZZPATH/notes.md), or ![top](ZZVAULT.png).
"""
OTHERS = ("ZZDIGEST", "ZZTEXT", "ZZAUTHOR", "ZZQUOTE", "ZZDETAIL", "ZZFAULT", "ZZREASON")
"""In text of other people's pages."""
LEARNERS = ("ZZMINE", "ZZEDITED", "ZZTAG")
LOCAL = ("ZZPATH", "obsidian:")
OWN = ("ZZOWN", "own words of the author", "own words of a person")
"""What stays: a section's quote, and words that a person wrote."""
A, B, C = (f"link:https://{name}.example/{last}" for name, last in (("one", "a"), ("two", "b"), ("three", "c")))


def card(key: str, item: str, **more: str) -> CardRecord:
    """Return a model's card of a page."""
    values = {
        "question": f"What does {key} ask?", "answer": f"What {key} says", "quote": "A passage ZZQUOTE of a page",
        "detail": "More ZZDETAIL of it", "fault": "R2: a quote: ZZFAULT", **more,
    }  # fmt: skip
    return CardRecord(card=key, item=item, source="0", made="m qa/1", verdict="ready", **values)


RECORD = Record(
    asked={A: AskedRecord(asked=A, source="0", outcome="cards", reason="The page says ZZREASON")},
    cards={
        one.card: one
        for one in (
            card("card:llm:aaaa.1", A),
            card("card:llm:bbbb.1", B),
            card("card:llm:cccc.1", C),
            card("card:llm:aaaa.2", A),
        )
    },
    decisions={
        key: DecisionRecord(
            decided=key, choice=Decided.EDIT, date="2026-01-01T00:00:00Z", item=item, type=NoteType.QUESTION,
            fields={"Question": f"What do {key} ask?", "Answer": "A fact", "Detail": detail},
        )
        for key, item, detail in (
            ("card:llm:aaaa.2", A, "More ZZDETAIL of it"),
            ("card:llm:bbbb.1", B, "own words of a person"),
        )
    },
)  # fmt: skip


class Home:
    """A vault with a deck, whose folder's name must not get out."""

    def __init__(self, folder: Path, deckgen: Deckgen) -> None:
        self.folder, self.deckgen = folder, deckgen
        self.posts = folder / "ZZPATH" / "posts"
        self.definition = folder / "ZZPATH" / "decks" / "d.yaml"
        for place in (self.posts, self.definition.parent, folder / "ZZPATH" / ".obsidian"):
            place.mkdir(parents=True)
        (self.posts / "heap.md").write_text(POST, encoding="utf-8")
        text = "# What is a queue?\n\nZZOWN own words of the author, a list with two ends.\n"
        (self.posts / "stack.md").write_text(text, encoding="utf-8")
        self.define("site: obsidian")

    def define(self, more: str) -> None:
        text = f'deck: D\nid: "0a1b2c3d"\nposts: ../posts\nlanguage: en\ncards: {{reading: all}}\n{more}\n'
        self.definition.write_text(text, encoding="utf-8")

    def build(self, *arguments: str) -> dict[str, object]:
        said = self.deckgen("build", self.definition, "--json", *arguments)
        assert said.code == 0, said
        report: dict[str, object] = said.objects[0]
        return report

    def beside(self, name: str) -> Path:
        return self.definition.with_name(name)

    def put_pages(self) -> None:
        store, _ = open_store(self.beside(".deckgen") / "store.sqlite")
        records, contents = {}, {}
        for key in (A, B, C):
            url = key.removeprefix("link:")
            records[url] = PageRecord(
                status="ok", page_class="ok", kept="ok", title="ZZTEXT", author="ZZAUTHOR", digest="An extract ZZDIGEST"
            )
            contents[url] = PageContent("All ZZTEXT of it", "")
        with store:
            pages = Pages(store)
            pages.make()
            pages.put(records, contents)
            pages.tell_builds()

    def put_learner(self) -> None:
        ledger = read_ledger(self.beside("d.ledger.jsonl"))
        notes = {
            note.guid: LearnerNote(
                key=note.guid, seen=int(SECOND), tags=("ZZTAG",),
                mine="ZZMINE" if note.type is NoteType.READING else "",
                edited={"Title": Edit(words="ZZEDITED", was="")} if note.type is NoteType.READING else {},
            )
            for note in ledger.notes.values()
        }  # fmt: skip
        write_learner(self.beside("d.learner.jsonl"), Learner(namespace="0a1b2c3d", notes=notes))

    def bytes_of(self, *names: str) -> dict[str, bytes]:
        """Return the content of files, of packages all that is packed in them, their own lists included."""
        found: dict[str, bytes] = {}
        for name in names:
            path = self.beside(name)
            found[name] = path.read_bytes()
            if path.suffix == ".apkg":
                with zipfile.ZipFile(path) as archive:
                    found |= {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
        return found

    def markers(self, *names: str) -> set[str]:
        """Return which of all markers stand in files."""
        data = b"\n".join(self.bytes_of(*names).values())
        return {marker for marker in (*OTHERS, *LEARNERS, *LOCAL, *OWN) if marker.encode() in data}


@pytest.fixture
def home(here: Path, deckgen: Deckgen) -> Home:
    """A private deck, built with all that a public one may not hold."""
    home = Home(here, deckgen)
    home.put_pages()
    home.beside("d.cards.jsonl").write_bytes(cards_bytes(RECORD))
    home.build()
    home.put_learner()
    home.build()
    return home


ALL = ("d.apkg", "d.ledger.jsonl")


def test_the_markers_are_where_they_should_be(home: Home) -> None:
    """A private deck holds them all: a test that looks for them can fail."""
    unpacked = {"ZZTEXT", "ZZFAULT", "ZZREASON"}
    assert home.markers("d.apkg") == {*OTHERS, *LEARNERS, *OWN, "obsidian:", "ZZPATH"} - unpacked
    assert {"ZZDIGEST", "ZZAUTHOR", "ZZQUOTE", "ZZDETAIL", "obsidian:"} <= home.markers("d.ledger.jsonl")
    assert {"ZZQUOTE", "ZZDETAIL", "ZZFAULT", "ZZREASON"} <= home.markers("d.cards.jsonl")


class TestPublic:
    """The same deck, for everybody from now on."""

    def test_nothing_of_others_of_a_learner_or_of_a_machine(self, home: Home) -> None:
        """Not in the package, whole or in parts or as an update, and not in the ledger; what is the author's stays."""
        home.define("audience: public")
        report = home.build()
        codes = [problem["code"] for problem in report["problems"]]  # type: ignore[attr-defined]
        assert (codes.count("learner"), codes.count("public")) == (1, 2)
        assert home.markers(*ALL) == set(OWN)
        home.build("--since", "2020-01-01")
        assert home.markers("d-update.apkg") == set(OWN)
        home.build("--split", "post")
        assert home.markers("d-heap.apkg", "d-stack.apkg") <= set(OWN)

    def test_who_has_a_note_gets_it_without(self, home: Home, tmp_path: Path) -> None:
        """A note that was handed out is sent again, once; the second public build has nothing to do."""
        with fresh_collection(tmp_path / "anki") as col:
            import_package(col, home.beside("d.apkg"))
            before = snapshot(col)
            home.define("audience: public")
            home.build()
            import_package(col, home.beside("d.apkg"))
            fields = " ".join(text for note in snapshot(col).values() for text in note.fields.values())
            assert {marker for marker in (*OTHERS, *LOCAL) if marker in fields} == set()
            assert {guid: note.cards for guid, note in snapshot(col).items()} == {
                guid: note.cards for guid, note in before.items()
            }
        ledger = home.beside("d.ledger.jsonl").read_bytes()
        home.beside(".deckgen").joinpath("store.sqlite").unlink()
        report = home.build()
        assert (report["updated"], report["new"], home.beside("d.ledger.jsonl").read_bytes()) == (0, 0, ledger)

    def test_notes_that_no_card_words(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        """Retired, held and of a post that cannot be read: the ledger keeps their identity, and none of it."""
        before = read_ledger(home.beside("d.ledger.jsonl")).notes
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SECOND) + 86_400))
        text = POST.replace("https://two.example/b\n\nThe second article\n\n", "")
        (home.posts / "heap.md").write_text(text, encoding="utf-8")
        home.beside("d.picks").write_text("skip https://three.example/c\n", encoding="utf-8")
        home.define("audience: public")
        home.build()
        after = read_ledger(home.beside("d.ledger.jsonl")).notes
        assert (after[B].state, after[C].state) == (State.RETIRED, State.HELD)
        assert {key: note.guid for key, note in after.items()} == {key: note.guid for key, note in before.items()}
        assert home.markers(*ALL) == set(OWN)
        home.build("--since", "2020-01-01")
        assert home.markers("d-update.apkg") == set(OWN)

    def test_a_post_that_cannot_be_read(self, home: Home) -> None:
        """Its notes stay as they were shipped, but for what may not be handed out."""
        (home.posts / "heap.md").write_bytes(POST.encode() + b"\n\xff\xff is in no charset\n")
        home.define("audience: public")
        home.deckgen("build", home.definition)
        assert home.markers(*ALL) == set(OWN)
        states = {note.state for note in read_ledger(home.beside("d.ledger.jsonl")).notes.values()}
        assert State.RETIRED not in states
