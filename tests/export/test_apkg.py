from __future__ import annotations

import os
import tempfile
import time
import zipfile
from pathlib import Path

import msgspec
import pytest

from deckgen.export import apkg
from deckgen.export.apkg import ExportBug, deck_ids, one_spelling, write_package
from deckgen.export.note_types import NOTE_TYPES, NoteTypeSpec
from deckgen.export.readback import read_package
from deckgen.files.collection import PackageError
from deckgen.model import Note
from tests.anki_real import PAST
from tests.export.made import CLOZE, QUESTION, TOPIC, make_note, pack


def all_kinds() -> tuple[Note, ...]:
    return (
        make_note("a", URL="https://x.example/?a=1&amp;b=2", Mine="mine", tags=("dl", "t::u"), due=3),
        make_note("b", TOPIC, Links="<ol><li>one</li></ol>", mod=PAST - 5, deck="Deck::Reading::深度学习"),
        make_note("c", QUESTION, Answer="yes", BackQuestion="back?", BackAnswer="a\nb\tc"),
        make_note("d", CLOZE, Text="{{c1::one}} and {{c3::two}}", due=999_999),
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    notes = all_kinds()
    read = read_package(pack(tmp_path / "a.apkg", *notes))
    assert {note.guid: note for note in read.notes} == {note.guid: note for note in notes}
    assert read.conf == {"format": 1, "namespace": "5f0c9a1e"}


def test_the_same_notes_make_the_same_bytes(tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"picture")
    media = {"dg-1.png": picture, "dg-0.png": picture}
    first = pack(tmp_path / "a.apkg", *all_kinds(), media=media).read_bytes()
    os.utime(picture, (1, 1))
    media = dict(reversed(media.items()))
    assert pack(tmp_path / "b.apkg", *all_kinds(), media=media).read_bytes() == first


def test_the_build_second_does_not_go_into_the_file(tmp_path: Path) -> None:
    write_package(all_kinds(), tmp_path / "a.apkg", conf={}, stamp=PAST)
    write_package(all_kinds(), tmp_path / "b.apkg", conf={}, stamp=PAST + 9_999)
    assert (tmp_path / "a.apkg").read_bytes() == (tmp_path / "b.apkg").read_bytes()


def test_the_zip_has_fixed_dates_and_deflates_the_collection_alone(tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"picture" * 100)
    with zipfile.ZipFile(pack(tmp_path / "a.apkg", make_note("a"), media={"dg-1.png": picture})) as archive:
        infos = archive.infolist()
        assert archive.read("media") == b'{"0": "dg-1.png"}'
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(info.create_system, info.external_attr) for info in infos} == {(3, 0o644 << 16)}
    kinds = [(info.filename, info.compress_type) for info in infos]
    assert kinds == [
        ("collection.anki2", zipfile.ZIP_DEFLATED),
        ("media", zipfile.ZIP_STORED),
        ("0", zipfile.ZIP_STORED),
    ]


def test_many_decks_cost_no_more_than_one_each(tmp_path: Path) -> None:
    """6,000 decks are packed and read back; genanki alone would need minutes for them."""
    notes = [make_note(str(i), deck=f"Deck::{i}") for i in range(6_000)]
    read = read_package(pack(tmp_path / "a.apkg", *notes))
    assert {note.deck for note in read.notes} == {note.deck for note in notes}


def test_an_empty_package_can_be_written(tmp_path: Path) -> None:
    assert read_package(pack(tmp_path / "a.apkg")).notes == ()


def test_a_wide_field_set_survives_with_its_order_of_new_cards(tmp_path: Path) -> None:
    notes = [make_note(str(i), due=999 - i, mod=PAST - i % 7) for i in range(100)]
    read = read_package(pack(tmp_path / "a.apkg", *notes))
    assert {note.guid: note.due for note in read.notes} == {note.guid: note.due for note in notes}


# --- nothing is left behind, nothing half is left in place ---


def files_below(*folders: Path) -> set[Path]:
    return {path for folder in folders for path in folder.rglob("*")}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_no_temporary_file_is_left(tmp_path: Path, temporary: Path) -> None:
    package = pack(tmp_path / "a.apkg", make_note("a"))
    read_package(package)
    assert files_below(tmp_path) == {package, temporary}


@pytest.mark.parametrize("where", ["verify_rows", "verify_archive", "_write_zip", "_split_schema", "_copy"])
def test_no_temporary_file_is_left_by_a_failure_and_the_old_package_stays(
    where: str, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    package = pack(tmp_path / "a.apkg", make_note("a"))
    before = package.read_bytes()
    monkeypatch.setattr(apkg, where, fail)
    with pytest.raises(OSError, match="no space left"):
        pack(package, make_note("b"))
    assert files_below(tmp_path) == {package, temporary}
    assert package.read_bytes() == before


def test_the_ledger_can_take_its_place_just_before_the_package(tmp_path: Path) -> None:
    package = tmp_path / "a.apkg"
    seen: list[bool] = []
    write_package(
        [make_note("a")], package, conf={}, stamp=PAST, before_replace=lambda: seen.append(package.exists())
    )
    assert (seen, package.exists()) == ([False], True)


def test_a_failure_before_the_package_takes_its_place_leaves_none(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError("ledger")

    with pytest.raises(OSError, match="ledger"):
        write_package([make_note("a")], tmp_path / "a.apkg", conf={}, stamp=PAST, before_replace=fail)
    assert files_below(tmp_path) == set()


def test_a_package_behind_a_symbolic_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "a.apkg").symlink_to(tmp_path / "there" / "b.apkg")
    pack(tmp_path / "a.apkg", make_note("a"))
    assert (tmp_path / "a.apkg").is_symlink()
    assert len(read_package(tmp_path / "there" / "b.apkg").notes) == 1


# --- bugs of our own are found and said ---


def test_a_bug_is_announced_as_one(tmp_path: Path) -> None:
    with pytest.raises(ExportBug) as raised:
        pack(tmp_path / "a.apkg", make_note("a"), make_note("a"))
    assert str(raised.value) == (
        f"{tmp_path / 'a.apkg'}: not written. This is a bug in deckgen, not in your posts.\n"
        "  note 0000000000000000000000000a: its GUID is given 2 times\n"
        "Please report these lines, the posts that they come from and what `deckgen --version` says."
    )


@pytest.mark.parametrize("character", ["\x1f", "\x00", "\x07", "\ud800"])
def test_a_control_character_in_a_field_is_found_in_the_rows(character: str, tmp_path: Path) -> None:
    with pytest.raises(ExportBug, match=f"U\\+{ord(character):04X} in Comment"):
        pack(tmp_path / "a.apkg", make_note("a", Comment=f"x{character}y"))
    assert files_below(tmp_path) == set()


def test_rows_that_are_not_the_notes_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apkg, "_INSERT_CARD", apkg._INSERT_CARD.replace("INSERT", "INSERT OR REPLACE"))
    monkeypatch.setattr(apkg, "card_ordinals", lambda note: [] if note.guid.endswith("b") else [0])
    with pytest.raises(ExportBug, match="1 notes without a card"):
        pack(tmp_path / "a.apkg", make_note("a"), make_note("b"))


def test_a_damaged_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = apkg._write_zip

    def write_badly(target: Path, *rest: object) -> None:
        write(target, *rest)  # type: ignore[arg-type]
        damaged = bytearray(target.read_bytes())
        damaged[900] ^= 0xFF
        target.write_bytes(damaged)

    monkeypatch.setattr(apkg, "_write_zip", write_badly)
    with pytest.raises(ExportBug, match="cannot be read back"):
        pack(tmp_path / "a.apkg", *(make_note(str(i), Comment=str(i * 7919)) for i in range(500)))
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize("content", [b"", b"no zip at all", None])
def test_what_is_no_package_is_refused_by_name(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("collection.anki21b", b"x")
    else:
        path.write_bytes(content)
    with pytest.raises(PackageError, match=r"a\.apkg: not a package that deckgen wrote"):
        read_package(path)


# --- decks ---


def test_decks_keep_their_numbers_and_never_share_one() -> None:
    some, more = deck_ids(["A", "A::B"]), deck_ids([*map(str, range(5_000)), "A::B", "A"])
    assert some.items() <= more.items()
    assert len(set(more.values())) == len(more)
    assert min(more.values()) > 1
    assert max(more.values()) < 2**53


def test_decks_that_differ_in_case_alone_are_one_by_the_first_spelling() -> None:
    assert one_spelling(["A::CNN", "a::cnn", "a", "B", "A::cnn::X"]) == {
        "A::CNN": "A::CNN",
        "a::cnn": "A::CNN",
        "a": "A",
        "B": "B",
        "A::cnn::X": "A::CNN::X",
    }


def test_ids_grow_with_time_and_stay_where_time_says(tmp_path: Path) -> None:
    """A note changed later does not move the ids of notes made in other seconds."""
    notes = [make_note(str(i), mod=PAST - i * 100) for i in range(5)]
    changed = [msgspec.structs.replace(notes[0], mod=PAST + 1), *notes[1:]]
    order = [note.guid for note in read_package(pack(tmp_path / "a.apkg", *notes)).notes]
    assert order == [note.guid for note in reversed(notes)]
    assert order == [note.guid for note in read_package(pack(tmp_path / "b.apkg", *changed)).notes]


def test_hostile_markup_costs_no_quadratic_time(tmp_path: Path) -> None:
    """genanki's own check of tags would take minutes for this field."""
    start = time.process_time()
    pack(tmp_path / "a.apkg", make_note("a", Comment="&lt; " * 10 + "<" * 100_000))
    assert time.process_time() - start < 30


@pytest.mark.parametrize("spec", NOTE_TYPES, ids=lambda spec: spec.name)
def test_required_fields_are_those_that_genanki_finds(spec: NoteTypeSpec) -> None:
    model = apkg._model(spec)
    given = vars(model).pop("_req")
    assert given == model._req
