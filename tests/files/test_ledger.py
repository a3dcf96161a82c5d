"""The ledger survives git: what we write is what we read, and the rest is joined or refused by line."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.errors import LedgerError
from deckgen.files.ledger import (
    ledger_bytes,
    merge_file,
    read_ledger,
)
from deckgen.files.records import ItemRecord, Ledger, LedgerHeader, NoteRecord, State
from deckgen.model import NoteType

HEADER = LedgerHeader(deckgen=1, namespace="5f0c", choices={"language": "zh"})
HEAD = b'{"deckgen":1,"namespace":"5f0c","choices":{"language":"zh"}}\n'


def _guid(number: int) -> str:
    return f"{number:026d}"


def _note(number: int, **changes: object) -> NoteRecord:
    note = NoteRecord(
        key=f"link:https://x/{number:03d}",
        guid=_guid(number),
        type=NoteType.READING,
        state=State.LIVE,
        mod=10,
    )
    return msgspec.structs.replace(note, **changes)


def _ledger(*notes: NoteRecord, items: tuple[ItemRecord, ...] = ()) -> Ledger:
    by_key = {note.key: note for note in notes}
    return Ledger(header=HEADER, notes=by_key, items={item.item: item for item in items})


def _line(note: NoteRecord) -> bytes:
    return msgspec.json.encode(note) + b"\n"


def _read(folder: Path, data: bytes) -> Ledger:
    path = folder / "x.ledger.jsonl"
    path.write_bytes(data)
    return read_ledger(path)


def _refusal(folder: Path, data: bytes) -> tuple[int, str]:
    with pytest.raises(LedgerError) as caught:
        _read(folder, data)
    (problem,) = caught.value.problems
    assert problem.path == str(folder / "x.ledger.jsonl")
    assert (problem.line, problem.message) == (caught.value.line, caught.value.message)
    return problem.line, problem.message


texts = st.text(st.characters(codec="utf-8"), max_size=8)
words = st.lists(texts, max_size=2).map(tuple)
notes = st.builds(
    NoteRecord,
    key=st.integers(0, 4).map(lambda n: f"link:{n}"),
    guid=st.just(""),
    type=st.sampled_from(NoteType),
    state=st.sampled_from(State),
    mod=st.integers(0, 3),
    deck=texts,
    due=st.integers(0, 9),
    tags=words,
    fields=st.dictionaries(texts, texts, max_size=3),
    aliases=st.lists(st.integers(0, 2).map(str), max_size=2, unique=True).map(tuple),
    place=words,
    gaps=st.dictionaries(texts, st.integers(1, 3), max_size=2),
).map(
    # The GUID and the aliases follow from the key, as they do in life, so that records can be joined.
    lambda note: msgspec.structs.replace(
        note,
        guid=_guid(int(note.key[-1])),
        aliases=tuple(f"{note.key}:{alias}" for alias in note.aliases),
    )
)
items = st.builds(
    ItemRecord, item=st.integers(0, 2).map(str), title=texts, place=words, lines=words.map(sorted).map(tuple)
)
headers = st.builds(
    LedgerHeader,
    deckgen=st.just(1),
    namespace=st.just("n"),
    choices=st.dictionaries(st.sampled_from("ab"), texts),
)


@settings(deadline=None)  # a busy disk is no fault
@given(st.lists(notes, max_size=6), st.lists(items, max_size=3), headers)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[NoteRecord],
    parts: list[ItemRecord],
    header: LedgerHeader,
) -> None:
    """Whatever text is in it; and the file does not depend on the order in which it was filled."""
    ledger = Ledger(
        header=header, notes={note.key: note for note in some}, items={part.item: part for part in parts}
    )
    backwards = Ledger(
        header=header,
        notes=dict(reversed(ledger.notes.items())),
        items=dict(reversed(ledger.items.items())),
    )
    data = ledger_bytes(ledger)
    assert ledger_bytes(backwards) == data
    assert _read(tmp_path_factory.mktemp("l"), data) == ledger
    assert data.count(b"\n") == 1 + len(ledger.notes) + len(ledger.items)


@settings(deadline=None)  # a busy disk is no fault
@given(
    st.lists(notes, max_size=8),
    st.lists(items, max_size=4),
    st.lists(headers, min_size=1, max_size=3),
    st.randoms(),
)
def test_a_union_merge_does_not_depend_on_the_order_of_lines(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[NoteRecord],
    parts: list[ItemRecord],
    heads: list[LedgerHeader],
    rand: random.Random,
) -> None:
    """Any number of branches, in any order, with CRLF and empty lines; and joining again changes nothing."""
    folder = tmp_path_factory.mktemp("l")
    first = [msgspec.json.encode(value) for value in [*heads, *parts, *some]]
    rest = first[1:]
    rand.shuffle(rest)
    expected = _read(folder, b"\n".join([*first, b""]))
    joined = _read(folder, b"\r\n\n".join([first[0], *rest, b""]))
    assert ledger_bytes(joined) == ledger_bytes(expected)
    assert _read(folder, ledger_bytes(joined)) == joined
    for note in joined.notes.values():
        assert note.mod == max(one.mod for one in some if one.key == note.key)


def test_records_of_one_note_are_joined(tmp_path: Path) -> None:
    """Greater mod wins, also for the state; aliases and gaps are united, the older number stays."""
    ours = _note(
        1, mod=30, state=State.RETIRED, aliases=("b",), gaps={"x": 2, "y": 3}, fields={"Title": "new"}
    )
    theirs = _note(1, mod=20, aliases=("a", "b"), gaps={"x": 1, "z": 3}, fields={"Title": "old"})
    joined = msgspec.structs.replace(ours, aliases=("a", "b"), gaps={"x": 1, "y": 3, "z": 3})
    assert _read(tmp_path, HEAD + _line(ours) + HEAD + _line(theirs)) == _ledger(joined)
    held, live = _note(1, state=State.HELD), _note(1)
    assert _read(tmp_path, HEAD + _line(held) + _line(live)) == _ledger(live)


def test_headers_of_one_deck_are_joined(tmp_path: Path) -> None:
    """What one branch chose is kept; where both chose, the same word stays whoever comes first."""
    one, two = (
        b'{"deckgen":1,"namespace":"n","choices":{"a":"1"}}\n',
        (b'{"deckgen":1,"namespace":"n","choices":{"a":"2","b":"3"}}\n'),
    )
    expected = LedgerHeader(deckgen=1, namespace="n", choices={"a": "1", "b": "3"})
    assert _read(tmp_path, one + two).header == expected
    assert _read(tmp_path, two + one).header == expected


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "the file is empty; "),
        (HEAD + b"<<<<<<< HEAD\n", 2, "a conflict mark of git; mend it with: deckgen ledger merge "),
        (HEAD + b"=======\r\n", 2, "a conflict mark of git; "),
        (HEAD + b"||||||| 1a2b\n", 2, "a conflict mark of git; "),
        (HEAD + b">>>>>>> topic\n", 2, "a conflict mark of git; "),
        (HEAD + _line(_note(1))[:-1], 2, "the last line is cut off; restore the file from git, or rebuild"),
        (HEAD + _line(_note(1))[:-9], 2, "the last line is cut off; "),
        (HEAD + b'{"key":\n', 2, "not JSON; restore"),
        (HEAD + b"\0\0\0\n", 2, "not JSON; restore"),
        (HEAD + b'{"key":"\xff"}\n', 2, "not UTF-8 at byte 9; restore"),
        (HEAD + b'{"key":' + b"[" * 100_000 + b"\n", 2, "not JSON; restore"),
        (HEAD + b'{"key":"a","x":' + b"[" * 100_000 + b"\n", 2, "not JSON; restore"),
        (HEAD + b"[1]\n", 2, "no record; "),
        (HEAD + b'{"card":"x"}\n', 2, "an unknown kind of record (card); it was written by a newer deckgen"),
        (
            HEAD + b'{"item":"section:1","seen":1}\n',
            2,
            "unknown field seen; it was written by a newer deckgen",
        ),
        (
            HEAD + b'{"item":"section:1","title":1}\n',
            2,
            "a record with a wrong value (",
        ),
        (HEAD + b'{"key":"link:1"}\n', 2, "a record with a wrong value ("),
        (
            HEAD + _line(_note(1)).replace(b'"live"', b'"gone"'),
            2,
            "a record with a wrong value (",
        ),
        (
            HEAD + _line(_note(1)).replace(b"deckgen reading", b"deckgen tale"),
            2,
            "a record with a wrong value (",
        ),
        (
            b'{"deckgen":2,"space":"n"}\n',
            1,
            "format 2 is newer than the 1 of this deckgen; update deckgen",
        ),
        (b'{"deckgen":"1","namespace":"n"}\n', 1, "a header without a format version; "),
        (b'{"deckgen":1}\n', 1, "a record with a wrong value ("),
        (b'{"deckgen":1,"namespace":"n","new":1}\n', 1, "unknown field new; "),
        (_line(_note(1)), 1, "no header in the first line; "),
        (HEAD + HEAD.replace(b"5f0c", b"77"), 2, "a header with id 77, but line 1 has 5f0c; "),
        (
            HEAD + _line(_note(1)) + _line(_note(1, guid=_guid(2))),
            3,
            f"link:https://x/001 has GUID {_guid(2)} here and {_guid(1)} in line 2; ",
        ),
        (
            HEAD + _line(_note(1)) + _line(_note(2, guid=_guid(1))),
            3,
            f"GUID {_guid(1)} has two keys, link:https://x/001 and link:https://x/002; ",
        ),
        (
            HEAD + _line(_note(1, aliases=("a",))) + _line(_note(2, aliases=("a",))),
            3,
            "a, an alias of link:https://x/002, already means link:https://x/001; ",
        ),
        (HEAD + _line(_note(1, guid="A" * 26)), 2, "link:https://x/001 has 'AAAAAAAAAAAAAAAAAAAAAAAAAA', "),
        (HEAD + _line(_note(1, guid="a" * 25)), 2, "link:https://x/001 has 'aaaaaaaaaaaaaaaaaaaaaaaaa', "),
        (HEAD + _line(_note(1, guid="a" * 26 + "\n")), 2, "link:https://x/001 has 'aaaa"),
    ],
)
def test_a_damaged_ledger_is_refused_by_line(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    """Each with the cause and the way out."""
    at, said = _refusal(tmp_path, data)
    assert (at, said[: len(message)]) == (line, message)
    assert "; " in said


def test_every_truncation_is_refused_or_whole_lines(tmp_path: Path) -> None:
    """A file that was cut inside a line is never taken for a shorter one."""
    data = ledger_bytes(_ledger(_note(1), _note(2, fields={"Title": "é"})))
    for length in range(len(data)):
        if data[:length].endswith(b"\n"):
            _read(tmp_path, data[:length])
        else:
            _refusal(tmp_path, data[:length])


def test_an_unreadable_place(tmp_path: Path) -> None:
    """No file is the caller's business; anything else is a refusal."""
    with pytest.raises(FileNotFoundError):
        read_ledger(tmp_path / "none")
    with pytest.raises(LedgerError, match="not readable: "):
        read_ledger(tmp_path)


def test_nothing_contradictory_is_ever_written() -> None:
    """A ledger that the next build would refuse is our fault, and stays unwritten."""
    with pytest.raises(ValueError, match="a fault of deckgen"):
        ledger_bytes(_ledger(_note(1), _note(2, guid=_guid(1))))


CONFLICT = """\
{head}<<<<<<< HEAD
{ours}||||||| 1a2b3c
{base}=======
{theirs}>>>>>>> topic
{rest}"""


@pytest.mark.parametrize("drop_base", [False, True])
def test_conflict_marks_are_mended(tmp_path: Path, drop_base: bool) -> None:
    """Merge, diff3 and zdiff3 styles: both sides count, what they came from does not."""
    ours, theirs = _note(1, mod=20, fields={"Title": "a"}), _note(1, mod=30, fields={"Title": "b"})
    text = CONFLICT.format(
        head=HEAD.decode(),
        ours=_line(ours).decode(),
        base=_line(_note(1, mod=99)).decode() + "<<<<<<<<< Temporary merge branch 1\n",
        theirs=_line(theirs).decode() + _line(_note(2)).decode(),
        rest=_line(_note(3)).decode(),
    )
    if drop_base:
        text = text[: text.index("|||||||")] + text[text.index("=======") :]
    expected = _ledger(theirs, _note(2), _note(3))
    path = tmp_path / "x"
    for ends in ("\n", "\r\n"):
        path.write_bytes(text.replace("\n", ends).encode())
        assert merge_file(path) == expected
    assert _read(tmp_path, ledger_bytes(expected)) == expected


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("=======\n", 2, "a conflict mark without its partner; start the merge again"),
        ("<<<<<<< a\n>>>>>>> b\n", 3, "a conflict mark without its partner; start the merge again"),
        ("<<<<<<< a\n=======\n", 3, "a conflict that does not end; start the merge again"),
        (
            "<<<<<<< a\n"
            + _line(_note(1)).decode()
            + "=======\n"
            + _line(_note(1, guid=_guid(9))).decode()
            + ">>>>>>> b\n",
            5,
            f"link:https://x/001 has GUID {_guid(9)} here and {_guid(1)} in line 3; "
            "keep the line of the deck that was shared",
        ),
    ],
)
def test_marks_that_cannot_be_mended(tmp_path: Path, text: str, line: int, message: str) -> None:
    """By the line of the file as it is."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(HEAD + text.encode())
    with pytest.raises(LedgerError) as caught:
        merge_file(path)
    assert (caught.value.path, caught.value.line, caught.value.message) == (str(path), line, message)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Some editors put one in front."""
    assert _read(tmp_path, b"\xef\xbb\xbf" + HEAD + _line(_note(1))) == _ledger(_note(1))
