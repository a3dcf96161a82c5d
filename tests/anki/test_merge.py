"""What happened to a note is told from the three of it, and never guessed: where nobody can tell, it is a conflict."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from deckgen.anki.learned import learned
from deckgen.anki.merge import Merged, Standing, What, laid_over, merge
from deckgen.anki.values import Anki, AnkiCard, AnkiNote, Source
from deckgen.files.learner import Edit, Learner, LearnerNote
from deckgen.files.records import NoteRecord, State, shipping_of
from deckgen.model import NoteType

GUID = "a" * 26
OLD = {"Question": "What is green?", "Answer": "Grass.", "Topic": "Colours"}
NEW = {**OLD, "Answer": "Grass, and leaves."}
FIRST, SECOND, THIRD = 1_000_000, 2_000_000, 3_000_000


def record(**changes: Any) -> NoteRecord:
    """A question that was shipped twice, its answer mended."""
    note = NoteRecord(
        key="card:own:1", guid=GUID, type=NoteType.QUESTION, state=State.LIVE, mod=SECOND, deck="Blog::Questions",
        tags=("dl",), fields=NEW, earlier=(shipping_of(OLD),),
    )  # fmt: skip
    return msgspec.structs.replace(note, **changes)


def card(**changes: Any) -> AnkiCard:
    return msgspec.structs.replace(AnkiCard(ordinal=0, deck="Blog::Questions", reviews=1), **changes)


def note(fields: dict[str, str], *, mod: int = SECOND, **changes: Any) -> AnkiNote:
    known = AnkiNote(
        guid=GUID, note_type="deckgen question", note_id=FIRST * 1000 + 3, mod=mod,
        fields={**fields, "Key": GUID, "Spare1": ""}, tags=("dl",), cards=(card(),),
    )  # fmt: skip
    return msgspec.structs.replace(known, **changes)


def anki(*notes: AnkiNote, source: Source = Source.BACKUP, read_at: int = THIRD, **rest: Any) -> Anki:
    return Anki(source=source, read_at=read_at, notes={note.guid: note for note in notes}, **rest)


def learner(**known: Any) -> Learner:
    return Learner(namespace="x", notes={GUID: LearnerNote(key=GUID, **known)} if known else {})


def merged(stands: Anki, shipped: NoteRecord | None = None, known: Learner | None = None) -> Merged:
    (found,) = merge(stands, [shipped or record()], known or learner())
    return found


def whats(found: Merged) -> dict[str, str]:
    return {field.name: field.what.value for field in found.fields}


def test_what_was_shipped_last_has_arrived() -> None:
    """Also where Anki's editor wrote it in its own way."""
    found = merged(anki(note({**NEW, "Answer": "Grass, and&#32;leaves.<!-- -->"}, mod=THIRD)))
    assert (found.fields, found.is_behind) == ((), False)


@pytest.mark.parametrize(("mod", "is_behind"), [(THIRD, True), (FIRST, False)])
def test_an_earlier_shipping_has_not_arrived(mod: int, is_behind: bool) -> None:
    """It needs a newer stamp only where Anki's own is the newer one; else the next import brings it."""
    found = merged(anki(note(OLD, mod=mod)))
    assert (whats(found), found.is_behind) == ({"Answer": "not arrived"}, is_behind)


def test_an_edit_of_an_earlier_shipping_is_told_from_what_did_not_arrive() -> None:
    """The learner mended the question of a note whose new answer Anki keeps out."""
    found = merged(anki(note({**OLD, "Question": "What is <b>green</b>?"}, mod=THIRD)))
    assert whats(found) == {"Answer": "not arrived", "Question": "edited by the learner"}
    assert found.is_behind


def test_both_edited_the_same_field() -> None:
    """The learner has an earlier answer with words of their own: no hash fits, and nobody decides."""
    found = merged(anki(note({**OLD, "Answer": "Grass. And frogs."}, mod=THIRD)))
    assert whats(found) == {"Answer": "edited by both"}
    (field,) = found.fields
    assert (field.base, field.theirs, field.ours) == (NEW["Answer"], "Grass. And frogs.", NEW["Answer"])


def test_without_a_history_a_difference_is_a_conflict() -> None:
    """As in a ledger of the first format, which kept no hashes."""
    found = merged(anki(note(OLD, mod=THIRD)), record(earlier=()))
    assert whats(found) == {"Answer": "edited by both"}


SURE = {
    "it was found there before": ({"arrived": SECOND}, {}),
    "it came with that shipping": ({}, {"note_id": SECOND * 1000 + 7}),
    "it has that very stamp": ({}, {"mod": SECOND}),
}


@pytest.mark.parametrize("case", SURE)
def test_what_was_there_for_sure_and_is_otherwise_now_was_edited(case: str) -> None:
    known, changes = SURE[case]
    stands = msgspec.structs.replace(note({**NEW, "Answer": "Frogs."}, mod=THIRD), **changes)
    assert whats(merged(anki(stands), None, learner(**known) if known else None)) == {"Answer": "edited by the learner"}


def test_a_known_edit_is_the_base() -> None:
    """What the learner file laid over a package has arrived, whatever the author says of other fields."""
    known = learner(edited={"Answer": Edit(words="Frogs.", was=NEW["Answer"])}, mod=SECOND)
    assert merged(anki(note({**NEW, "Answer": "Frogs."}, mod=THIRD)), None, known).fields[0].what is What.ARRIVED


def test_an_edit_whose_field_the_author_changed_since_is_a_conflict() -> None:
    known = learner(edited={"Answer": Edit(words="Frogs.", was=OLD["Answer"])}, mod=FIRST)
    stands = anki(note({**NEW, "Answer": "Frogs."}, mod=THIRD))
    assert whats(merged(stands, None, known)) == {"Answer": "edited by both"}


def test_ours_of_now_are_shown_beside_what_stands_there() -> None:
    """`push` writes a field that stands as shipped last and that the posts word anew."""
    now = record(fields={**NEW, "Topic": "Colour"})
    (found,) = merge(anki(note(NEW)), [record()], learner(), {GUID: now})
    (field,) = found.fields
    assert (field.name, field.what, field.theirs, field.ours) == ("Topic", What.ARRIVED, "Colours", "Colour")


MISSING = {
    "a backup, and it was seen": (Source.BACKUP, {"seen": SECOND}, Standing.GONE),
    "a running Anki, and it was seen": (Source.RUNNING, {"seen": SECOND}, Standing.GONE),
    "a backup older than when it was seen": (Source.BACKUP, {"seen": THIRD + 1}, Standing.UNKNOWN),
    "a backup, and it was never seen": (Source.BACKUP, {}, Standing.NEVER),
    "a deck": (Source.DECK, {"seen": SECOND}, Standing.UNKNOWN),
    "all decks in an .apkg": (Source.COLLECTION, {"seen": SECOND}, Standing.UNKNOWN),
    "a deck without scheduling": (Source.PLAIN, {"seen": SECOND}, Standing.UNKNOWN),
}


@pytest.mark.parametrize("case", MISSING)
def test_only_a_proof_makes_a_missing_note_a_deleted_one(case: str) -> None:
    source, known, standing = MISSING[case]
    found = merged(anki(source=source), None, learner(**known) if known else None)
    assert (found.standing, found.note) == (standing, None)
    assert bool(taken(found, anki(source=source)).deleted) == (standing is Standing.GONE)


def test_own_tags_are_what_neither_author_nor_deckgen_gave() -> None:
    found = merged(anki(note(NEW, tags=("dl", "DL", "hard", "leech", "deckgen::tag::old"))))
    assert found.own_tags == ("hard", "leech")


def test_a_card_that_was_moved_is_told_from_a_deck_that_the_author_renamed() -> None:
    """An import moves no card, so after `build --redeck` it lies where it lay."""
    there = note(NEW, cards=(card(deck="Mine"),))
    assert merged(anki(there)).is_moved
    renamed = record(deck="Blog::Other")
    assert not merged(anki(note(NEW)), renamed, learner(home="Blog::Questions", seen=SECOND)).is_moved
    assert merged(anki(there), renamed, learner(home="Mine", is_moved=True, seen=SECOND)).is_moved


# --- What the learner file says then ---


def taken(found: Merged, stands: Anki) -> LearnerNote:
    return learned(found, stands, lambda field: field, lambda data: f"hash of {len(data)}")


def test_an_edit_is_kept_with_what_it_was_made_of() -> None:
    stands = anki(note({**NEW, "Answer": "Frogs."}, mod=THIRD, note_id=SECOND * 1000))
    first = taken(merged(stands), stands)
    assert first.edited == {"Answer": Edit(words="Frogs.", was=NEW["Answer"])}
    again = taken(merged(stands, None, Learner(namespace="x", notes={GUID: first})), stands)
    assert again == first
    assert laid_over(NEW, first)["Answer"] == "Frogs."


def test_an_edit_that_was_taken_back_or_taken_over_goes() -> None:
    known = learner(edited={"Answer": Edit(words="Frogs.", was=NEW["Answer"])}, mod=SECOND, seen=SECOND)
    back = anki(note(NEW, mod=THIRD))
    assert taken(merged(back, None, known), back).edited == {}
    over = record(fields={**NEW, "Answer": "Frogs."})
    stands = anki(note({**NEW, "Answer": "Frogs."}, mod=THIRD))
    assert taken(merged(stands, over, known), stands).edited == {}


def test_what_an_import_overwrote_is_kept_and_sent_again() -> None:
    """A package that was built without the learner file: the note has its stamp, and nothing of the learner's."""
    known = learner(mine="My words", tags=("hard",), edited={"Answer": Edit(words="Frogs.", was=NEW["Answer"])})
    stands = anki(note(NEW, mod=SECOND))
    found = taken(merged(stands, None, known), stands)
    assert (found.mine, found.tags, found.edited) == ("My words", ("hard",), known.notes[GUID].edited)
    assert found.behind


def test_what_a_learner_took_away_is_gone() -> None:
    known = learner(mine="My words", tags=("hard",), mod=SECOND)
    stands = anki(note(NEW, mod=THIRD))
    found = taken(merged(stands, None, known), stands)
    assert (found.mine, found.tags, found.behind) == ("", (), False)


def test_an_older_file_says_nothing_of_what_is_known_from_a_later_one() -> None:
    known = learner(mine="My words", tags=("hard",), mod=THIRD, seen=THIRD)
    stands = anki(note({**NEW, "Mine": "old"}, mod=THIRD - 1), read_at=THIRD - 1)
    assert taken(merged(stands, None, known), stands) == known.notes[GUID]


def test_a_file_without_reviews_clears_nothing() -> None:
    known = learner(suspended=(0,), read=True, tags=("leech", "hard"), mod=SECOND, home="Mine", is_moved=True)
    stands = anki(note(NEW, mod=THIRD), source=Source.PLAIN)
    found = taken(merged(stands, None, known), stands)
    assert (found.suspended, found.read, found.home, found.is_moved) == ((0,), True, "Mine", True)
    assert found.tags == ("leech",)


def test_a_note_that_is_there_again_is_no_deleted_one() -> None:
    """Taken back in Anki; a file from before it was found gone proves nothing."""
    stands = anki(note(NEW))
    assert taken(merged(stands, None, learner(deleted=THIRD - 1, seen=SECOND)), stands).deleted == 0
    assert taken(merged(stands, None, learner(deleted=THIRD + 1, seen=SECOND)), stands).deleted == THIRD + 1


READ: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "put away after a review": ({}, {"is_suspended": True}, True),
    "not put away": ({}, {}, False),
    "never reviewed": ({}, {"is_suspended": True, "reviews": 0}, False),
    "a leech, which Anki put away": ({"tags": ("dl", "leech")}, {"is_suspended": True}, False),
    "a retired one, which we put away": ({"tags": ("dl", "deckgen::retired")}, {"is_suspended": True}, False),
    "no reading note": ({"note_type": "deckgen question"}, {"is_suspended": True}, False),
}


@pytest.mark.parametrize("case", READ)
def test_a_reading_note_is_read_when_its_learner_put_it_away(case: str) -> None:
    changes, state, is_read = READ[case]
    there: dict[str, Any] = {"note_type": "deckgen reading", **changes, "cards": (card(**state),)}
    stands = note(NEW, **there)
    assert merged(anki(stands)).is_read == is_read


def test_pictures_of_mine_are_known_by_their_content() -> None:
    stands = anki(note({**NEW, "Mine": '<img src="paste-1.png">'}, mod=THIRD), media={"paste-1.png": b"12345"})
    first = taken(merged(stands), stands)
    assert first.media == {"paste-1.png": "hash of 5"}
    without = msgspec.structs.replace(stands, media={})
    assert taken(merged(without, None, Learner(namespace="x", notes={GUID: first})), without).media == first.media
