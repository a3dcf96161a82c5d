"""Format 2 proves itself: no changed bit, lost line or foreign line is taken, and format 1 is read for ever."""

from __future__ import annotations

import random
import re
import zlib
from pathlib import Path

import msgspec
import pytest

from deckgen.files.errors import LedgerError
from deckgen.files.ledger import ledger_bytes, read_joined, read_ledger, write_ledger
from deckgen.files.ledger_text import new_hash, sign
from deckgen.files.records import Ledger, NoteRecord

OLD = Path(__file__).parents[1] / "old"
FLIPS = 600


@pytest.fixture(scope="module", params=["english", "chinese"])
def old(request: pytest.FixtureRequest) -> Path:
    """A ledger that a release with format 1 wrote."""
    path: Path = OLD / request.param / f"{request.param}.ledger.jsonl"
    return path


@pytest.fixture
def ledger(old: Path) -> Ledger:
    return read_ledger(old)


def refusal(path: Path, data: bytes) -> tuple[int, str]:
    path.write_bytes(data)
    with pytest.raises(LedgerError) as caught:
        read_ledger(path)
    assert caught.value.path == str(path)
    assert "\n" not in caught.value.message
    return caught.value.line, caught.value.message


def line_or_ledger(path: Path) -> int | Ledger:
    try:
        return read_ledger(path)
    except LedgerError as exc:
        return exc.line


@pytest.mark.parametrize("path", sorted(OLD.glob("*/*.ledger.jsonl")), ids=lambda path: path.parent.name)
def test_format_1_is_read_for_ever(tmp_path: Path, path: Path) -> None:
    """Every ledger that the release before format 2 left, with nothing lost on the way to the new one."""
    lines = path.read_bytes().splitlines()
    ledger = read_ledger(path)
    assert len(ledger.items) + len(ledger.notes) == len(lines) - 1
    (tmp_path / "x").write_bytes(ledger_bytes(ledger))
    assert read_ledger(tmp_path / "x") == ledger
    bodies = [re.sub(rb',"sum":"[0-9a-f]{8}"}$', b"}", line) for line in ledger_bytes(ledger).splitlines()]
    assert bodies[1:-1] == lines[1:]


def test_format_1_stays_until_there_is_something_to_write(tmp_path: Path, old: Path, ledger: Ledger) -> None:
    """The same records in the same bytes; with one changed record the file is of format 2, with all others in it."""
    path = tmp_path / "x.ledger.jsonl"
    path.write_bytes(old.read_bytes())
    assert not write_ledger(path, ledger)
    assert path.read_bytes() == old.read_bytes()
    key = min(ledger.notes)
    new = {"said": "abc", "words": {"Question": "q"}, "block": "id", "earlier": ("e",)}
    changed = msgspec.structs.replace(ledger.notes[key], **new)
    after = msgspec.structs.replace(ledger, notes={**ledger.notes, key: changed})
    assert write_ledger(path, after)
    assert path.read_bytes().startswith(b'{"deckgen":2,')
    assert (read_ledger(path), read_joined(path)[1]) == (after, ())
    assert not write_ledger(path, after)


def test_a_changed_bit_is_refused_by_its_line(tmp_path: Path, ledger: Ledger) -> None:
    """Anywhere in the file; one that says nothing else (of a line's end) gives the very same ledger."""
    data, path = ledger_bytes(ledger), tmp_path / "x"
    draw = random.Random(1)
    same = 0
    for _ in range(FLIPS):
        at = draw.randrange(len(data))
        flipped = bytearray(data)
        flipped[at] ^= 1 << draw.randrange(8)
        path.write_bytes(flipped)
        read = line_or_ledger(path)
        same += read == ledger
        number = data.count(b"\n", 0, at) + 1
        assert read in (ledger, number)
    assert same <= FLIPS // 100


def test_a_cut_at_the_end_of_a_line_is_refused_with_the_two_counts(tmp_path: Path, ledger: Ledger) -> None:
    """At every line but the last."""
    lines = ledger_bytes(ledger).splitlines(keepends=True)
    total = len(lines) - 2
    for length in range(1, len(lines)):
        line, message = refusal(tmp_path / "x", b"".join(lines[:length]))
        assert line == length
        assert [int(number) for number in re.findall(r"\d+", message)[:2]] == [length - 1, total]


def test_a_cut_in_a_line_is_refused(tmp_path: Path, ledger: Ledger) -> None:
    """At every byte of the last two lines; without the last line's end alone the file is still whole."""
    data = ledger_bytes(ledger)
    for length in range(data.rindex(b"\n", 0, data.rindex(b"\n", 0, -1)) + 1, len(data) - 1):
        refusal(tmp_path / "x", data[:length])
    (tmp_path / "x").write_bytes(data[:-1])
    assert read_ledger(tmp_path / "x") == ledger


def test_a_lost_or_doubled_line_is_refused_with_the_two_counts(tmp_path: Path, ledger: Ledger) -> None:
    """Each of them; and lines that changed their places, or came from elsewhere, show in the sum of all."""
    lines = ledger_bytes(ledger).splitlines(keepends=True)
    total = len(lines) - 2
    for number in range(1, len(lines) - 1):
        for count, changed in (
            (total - 1, [*lines[:number], *lines[number + 1 :]]),
            (total + 1, [*lines[: number + 1], *lines[number:]]),
        ):
            line, message = refusal(tmp_path / "x", b"".join(changed))
            assert line == len(changed)
            assert [int(found) for found in re.findall(r"\d+", message)[:2]] == [count, total]
    moved = [*lines[:-3], lines[-2], lines[-3], lines[-1]]
    assert refusal(tmp_path / "x", b"".join(moved))[0] == len(lines)
    foreign = [*lines[:-2], sign(b'{"item":"section:0"}\n'), lines[-1]]
    assert refusal(tmp_path / "x", b"".join(foreign))[0] == len(lines)


def test_other_line_ends_do_no_harm(tmp_path: Path, ledger: Ledger) -> None:
    """Git on Windows, an editor's mark of the byte order, empty lines."""
    data, path = ledger_bytes(ledger), tmp_path / "x"
    for changed in (data.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\n\n")):
        path.write_bytes(changed)
        assert read_joined(path) == (ledger, ())


# --- Files that somebody made up: every sum is right, and what is said is wrong ---------------------------

NOTE = {
    "key": "link:https://x.example/1",
    "guid": "a" * 26,
    "type": "deckgen reading",
    "state": "live",
    "mod": 10,
    "deck": "D",
    "fields": {"Title": "t"},
}
WRONG: dict[str, list[object]] = {
    "key": [1, None, [], {}, "\ud800"],
    "guid": ["", "A" * 26, "a" * 25, "a" * 27, "a" * 25 + "\n", 5, None],
    "type": ["", "Basic", 3, None],
    "state": ["dead", "", 0, True],
    "mod": [-1, 1.5, "1", None, 10**30, 10**18, True],
    "due": [-1, 1_000_000, 1e300, "x"],
    "deck": [None, 1, ["a"]],
    "tags": ["a", [1], {}, [None], [[]]],
    "fields": [[], {"Title": 1}, {"Title": None}, "x", {"Title": ["a"]}],
    "gaps": [{"a": "1"}, {"a": 0}, {"a": -3}, {"a": 10**7}, {"a": 1.5}, {"a": None}, [1]],
    "place": ["x", [1], {"a": 1}],
    "links": [1, [1]],
    "aliases": [1, [None]],
    "media": [1, [1]],
    "subject": [1, None, []],
    "said": [1, []],
    "earlier": ["abc", [1]],
    "words": [[], {"a": 1}],
    "block": [1, ["a"]],
    "unheard": [1],
}
RAW = [
    b"{}",
    b"[]",
    b"1",
    b"null",
    b'"x"',
    b'{"key":',
    b'{"key":NaN}',
    b'{"key":"x","mod":Infinity}',
    b'{"key":"\\ud800"}',
    b'{"key":"\xed\xa0\x80"}',
    b'{"key":"\xff\xfe"}',
    b"\x00",
    b"[" * 100_000,
    b'{"key":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    b'{"key":"x","mod":' + b"9" * 100_000 + b"}",
    b'{"key":"x","mod":1e999}',
    b'{"card":"x"}',
    b'{"end":"x"}',
    b'{"end":1}',
    b'{"end":1,"all":2}',
    b'{"item":1}',
    b'{"item":"section:1","lines":"x"}',
    b'{"item":"section:1","item":"section:2"}',
    b'{"key":"' + b"x" * 20_000_000,
    b'{"item":"section:1","title":"' + b"x" * 20_000_000 + b'","titel":1}',
]


def _lines() -> list[bytes]:
    made = [msgspec.json.encode({**NOTE, name: value}) for name, values in WRONG.items() for value in values[:-1]]
    made += [_loose({**NOTE, name: values[-1]}) for name, values in WRONG.items()]
    whole = msgspec.json.encode(NOTE)
    doubled = [whole[:-1] + b',"mod":11}', whole.replace(b'"Title":"t"', b'"Title":"t","Title":"u"')]
    needed = ("guid", "type", "state")
    missing = [msgspec.json.encode({name: NOTE[name] for name in NOTE if name != out}) for out in needed]
    return [*RAW, *made, *doubled, *missing]


def _loose(value: object) -> bytes:
    import json

    return json.dumps(value).encode()


def _lone(record: bytes) -> bytes:
    return b'{"deckgen":1,"namespace":"n","choices":{}}\n' + record + b"\n"


def _signed(record: bytes) -> bytes:
    head = sign(b'{"deckgen":2,"namespace":"n","recipe":1,"records":1,"choices":{}}\n')
    body = head + b'%b,"sum":"%08x"}\n' % (record[:-1], zlib.crc32(record[:-1] + b"}"))
    return body + sign(b'{"end":1,"all":"%b"}\n' % new_hash(body).hexdigest().encode())


def test_a_record_that_is_right_is_taken(tmp_path: Path) -> None:
    """What the wrong ones below differ from in one thing."""
    for make in (_lone, _signed):
        path = tmp_path / "x"
        path.write_bytes(make(msgspec.json.encode(NOTE)))
        assert read_ledger(path).notes == {str(NOTE["key"]): msgspec.convert(NOTE, NoteRecord)}


@pytest.mark.parametrize("make", [_lone, _signed])
def test_a_made_up_record_is_refused_by_its_line(tmp_path: Path, make: object) -> None:
    """In one sentence, whatever it is, and never as a fault of ours."""
    assert callable(make)
    lines = _lines()
    assert len(lines) >= 78
    for record in lines:
        line, message = refusal(tmp_path / "x", make(record))
        assert (line, record[:60]) == (2, record[:60])
        assert len(message) < 400
        assert "deckgen, please" not in message


HEADERS = [
    b'{"deckgen":2,"namespace":"n","recipe":2,"records":0,"choices":{}}',
    b'{"deckgen":2,"namespace":"n","recipe":"1","records":0,"choices":{}}',
    b'{"deckgen":2,"namespace":"n","recipe":1,"records":-1,"choices":{}}',
    b'{"deckgen":2,"namespace":5,"recipe":1,"records":0,"choices":{}}',
    b'{"deckgen":2,"namespace":"n","recipe":1,"records":0,"choices":[]}',
    b'{"deckgen":2,"namespace":"n","recipe":1,"records":0,"choices":{"language":1}}',
    b'{"deckgen":2,"namespace":"n","records":0,"choices":{}}',
    b'{"deckgen":2,"namespace":"n","recipe":1,"records":0,"choices":{},"more":1}',
    b'{"deckgen":2,"namespace":"n","namespace":"m","recipe":1,"records":0,"choices":{}}',
    b'{"deckgen":3,"namespace":"n"}',
    b'{"deckgen":0,"namespace":"n"}',
    b'{"deckgen":-2,"namespace":"n"}',
    b'{"deckgen":true,"namespace":"n"}',
    b'{"deckgen":2.5,"namespace":"n"}',
    b'{"deckgen":99999999999999999999999999,"namespace":"n"}',
    b'{"deckgen":null}',
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_made_up_header_is_refused(tmp_path: Path, header: bytes) -> None:
    """By line 1; a count that is none by the line that shows it."""
    signed = sign(header + b"\n")
    end = sign(b'{"end":0,"all":"%b"}\n' % new_hash(signed).hexdigest().encode())
    line, message = refusal(tmp_path / "x", signed + end)
    assert line == (2 if b'"records":-1' in header else 1)
    assert "deckgen, please" not in message
