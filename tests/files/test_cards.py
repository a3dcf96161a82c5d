"""The cards file survives git and editors: what we write is what we read, and the rest is joined or refused by line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.cards import AskedRecord, BatchRecord, CardRecord, JudgeRecord, Record, cards_bytes, read_cards
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.files.errors import CardsError
from deckgen.model import NoteType

HEAD = b'{"deckgen_cards":1}\n'

words = st.text(st.characters(codec="utf-8"), max_size=8)
numbers = st.integers(0, 3)
items = st.integers(0, 4).map(lambda n: f"link:https://x.example/{n}")
asked = st.builds(
    AskedRecord, asked=items, source=words, outcome=st.sampled_from(["cards", "none", "unusable"]), reason=words,
    request=words, prompt=words, model=words, date=words, requests=numbers, input_tokens=numbers, output_tokens=numbers,
    rewrites=numbers, again=numbers, open=numbers, judge=words, yes=numbers, no=numbers,
)  # fmt: skip
cards = st.builds(
    CardRecord, card=st.integers(0, 9).map(lambda n: f"card:llm:{n}"), item=items, question=words, answer=words,
    detail=words, quote=words, source=words, made=words, date=words, verdict=words, fault=words,
    judge=words, judged=st.sampled_from(["", "yes", "no"]), program=words,
)  # fmt: skip
batches = st.builds(
    BatchRecord, batch=words, server=words, date=words, requests=st.lists(words, max_size=2).map(tuple)
)
judges = st.builds(
    JudgeRecord, judge=words, probes=numbers, missed=numbers, date=words, stopped=st.booleans()
)
decisions = st.builds(
    DecisionRecord, decided=st.integers(0, 9).map(lambda n: f"card:own:{n}"), choice=st.sampled_from(list(Decided)),
    date=words, item=items, type=st.sampled_from(list(NoteType)), said=words,
    words=st.dictionaries(words, words, max_size=2), place=st.lists(words, max_size=2).map(tuple),
    fields=st.dictionaries(words, words, max_size=2),
)  # fmt: skip
records = st.builds(
    lambda *lists: Record(
        asked={one.asked: one for one in lists[0]},
        cards={one.card: one for one in lists[1]},
        batches={one.batch: one for one in lists[2]},
        judges={one.judge: one for one in lists[3]},
        decisions={one.decided: one for one in lists[4]},
    ),
    st.lists(asked, max_size=4), st.lists(cards, max_size=6), st.lists(batches, max_size=2),
    st.lists(judges, max_size=2), st.lists(decisions, max_size=3),
)  # fmt: skip


def an_asked(number: int, **changes: object) -> AskedRecord:
    one = AskedRecord(asked=f"link:https://x.example/{number}", source="5f", outcome="cards", date="2026-01-01")
    return msgspec.structs.replace(one, **changes)


def a_card(number: int, **changes: object) -> CardRecord:
    one = CardRecord(
        card=f"card:llm:{number}", item="link:https://x.example/1", question="问？", answer="答", quote="文",
        source="5f", made="m qa/1", date="2026-01-01", verdict="ready",
    )  # fmt: skip
    return msgspec.structs.replace(one, **changes)


def whole(*lines: AskedRecord | CardRecord | BatchRecord | JudgeRecord) -> bytes:
    return HEAD + b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def read(folder: Path, data: bytes) -> Record:
    path = folder / "x.cards.jsonl"
    path.write_bytes(data)
    return read_cards(path)


@settings(max_examples=200, deadline=None)
@given(records)
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, record: Record) -> None:
    """Every value of every record, whatever stands in it; the same values are the same bytes."""
    data = cards_bytes(record)
    again = read(tmp_path_factory.mktemp("cards"), data)
    assert again == record
    assert cards_bytes(again) == data
    assert data.startswith(b'{"deckgen_cards":2}\n' if record.decisions else HEAD)
    kinds = (record.asked, record.cards, record.batches, record.judges, record.decisions)
    assert data.count(b"\n") == 1 + sum(len(kind) for kind in kinds)


@settings(max_examples=100, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, record: Record, choose: random.Random
) -> None:
    """Shuffled, doubled, with CRLF, empty lines and a byte order mark: the same record, and sorted when written."""
    first, *lines = cards_bytes(record).splitlines()
    lines += lines[:3]
    choose.shuffle(lines)
    data = b"\xef\xbb\xbf" + b"\r\n".join([first, b"", *lines, b""])
    again = read(tmp_path_factory.mktemp("cards"), data)
    assert again == record
    assert cards_bytes(again) == cards_bytes(record)


def test_lines_are_sorted_by_item() -> None:
    """An item's cards stand below it, so that git shows what came of it; nothing depends on the order of making."""
    ones = [an_asked(2), an_asked(1)]
    many = [a_card(3, item=ones[0].asked), a_card(1, item=ones[1].asked), a_card(2, item=ones[0].asked)]
    record = Record(
        asked={one.asked: one for one in ones},
        cards={one.card: one for one in many},
        batches={"b": BatchRecord(batch="b", server="s", date="d")},
    )
    rows = [json.loads(line) for line in cards_bytes(record).splitlines()]
    assert [row.get("batch") or row.get("card") or row.get("asked") for row in rows[1:]] == [
        "b", ones[1].asked, "card:llm:1", ones[0].asked, "card:llm:2", "card:llm:3",
    ]  # fmt: skip


def test_an_absent_file_is_empty(tmp_path: Path) -> None:
    """And nothing is made by reading it."""
    assert read_cards(tmp_path / "x.cards.jsonl") == Record()
    assert list(tmp_path.iterdir()) == []


GOOD = msgspec.json.encode(a_card(1)) + b"\n"
CUT = GOOD[: len(GOOD) // 2]
REFUSED: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 1, "the file is empty"),
    "blank": (b"\n \r\n", 1, "the file is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", 1, "the file is empty"),
    "no header": (GOOD, 1, "no header"),
    "text": (b"# my cards\n" + HEAD, 1, "no header"),
    "a header of words": (b'{"deckgen_cards":"1"}\n', 1, "no header"),
    "another file of ours": (b'{"deckgen":1,"namespace":"x"}\n', 1, "no header"),
    "newer": (b'{"deckgen_cards":3}\n' + GOOD, 1, "format 3 is newer than the 2 of this deckgen; update deckgen"),
    "one side newer": (HEAD + GOOD + b'{"deckgen_cards":3}\n' + GOOD, 3, "format 3 is newer"),
    "ours": (HEAD + b"<<<<<<< HEAD\n" + GOOD, 2, "a conflict mark of git"),
    "ancestor": (HEAD + GOOD + b"||||||| 1234567\n", 3, "a conflict mark of git"),
    "between": (HEAD + GOOD + b"=======\r\n" + GOOD, 3, "a conflict mark of git"),
    "theirs": (HEAD + GOOD + b"\n>>>>>>> side\n", 4, "a conflict mark of git"),
    "mark first": (b"<<<<<<< HEAD\n" + HEAD + GOOD, 1, "a conflict mark of git"),
    "cut": (HEAD + GOOD + CUT, 3, "the last line is cut off"),
    "cut before its line break": (HEAD + GOOD.rstrip(), 2, "the last line is cut off"),
    "cut header": (HEAD.rstrip(), 1, "the last line is cut off"),
    "cut inside": (HEAD + CUT + b"\n" + GOOD, 2, "not UTF-8"),
    "no JSON": (HEAD + b"card\n", 2, "not JSON"),
    "two in a line": (HEAD + GOOD.rstrip() + GOOD, 2, "not JSON"),
    "an array": (HEAD + b'["card"]\n', 2, "no record"),
    "a number": (HEAD + b"3\n", 2, "no record"),
    "another object": (HEAD + b'{"note":"x"}\n', 2, "no record"),
    "wrong type": (HEAD + GOOD.replace('"答"'.encode(), b"3"), 2, "a record with a wrong value"),
    "null": (HEAD + GOOD.replace('"答"'.encode(), b"null"), 2, "a record with a wrong value"),
    "missing field": (HEAD + GOOD.replace(b'"verdict"', b'"x"'), 2, "a record with a wrong value"),
    "unknown field": (HEAD + GOOD.replace(b"{", b'{"zeal":1,', 1), 2, "unknown field zeal: written by a newer"),
    "half a pair": (HEAD + GOOD.replace("答".encode(), b"\\ud800"), 2, "not JSON"),
    "not UTF-8": (HEAD + GOOD.replace("答".encode(), b"\xff\xfe"), 2, "not UTF-8"),
    "latin": (HEAD + GOOD + GOOD.replace("答".encode(), b"\xe9"), 3, ""),
    "UTF-16": ((HEAD + GOOD).decode().encode("utf-16"), 1, ""),
    "zeros": (HEAD + b"\0" * 40 + b"\n", 2, "not JSON"),
    "deep": (HEAD + b"[" * 100_000 + b"\n", 2, "not JSON"),
    "deep header": (b'{"deckgen_cards":' + b"[" * 100_000 + b"\n", 1, "no header"),
    "old line ends": (HEAD.replace(b"\n", b"\r") + GOOD, 1, "no header"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_line_is_refused_with_its_number(tmp_path: Path, name: str) -> None:
    """It was paid for: nothing is left out, nothing is guessed, and the file stays as it is."""
    data, line, words = REFUSED[name]
    with pytest.raises(CardsError) as caught:
        read(tmp_path, data)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (str(tmp_path / "x.cards.jsonl"), line)
    assert words in problem.message
    assert problem.message.isprintable()
    assert (tmp_path / "x.cards.jsonl").read_bytes() == data


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A folder in its place, for one."""
    (tmp_path / "x.cards.jsonl").mkdir()
    with pytest.raises(CardsError, match="not readable"):
        read_cards(tmp_path / "x.cards.jsonl")


def test_a_judge_that_was_stopped_on_one_side_of_a_merge_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "d.cards.jsonl"
    stopped = JudgeRecord(judge="m judge/1", probes=12, missed=0, date="2026-01-01", stopped=True)
    later = JudgeRecord(judge="m judge/1", probes=12, missed=1, date="2026-02-01")
    for lines in ((stopped, later), (later, stopped)):
        path.write_bytes(whole(*lines))
        assert read_cards(path).judges == {"m judge/1": stopped}


def test_both_sides_of_a_merge_are_joined(tmp_path: Path) -> None:
    """As `merge=union` leaves them: each item and card once, the later word on it, whatever stands first."""
    older, newer = an_asked(1), an_asked(1, date="2026-02-01", outcome="none")
    again = an_asked(2, rewrites=1)
    reworded = a_card(1, date="2026-02-01", answer="新")
    going = BatchRecord(batch="b", server="s", date="d", requests=("r",))
    done = BatchRecord(batch="b", server="s", date="d")
    ours: list[AskedRecord | CardRecord | BatchRecord] = [older, an_asked(2), a_card(1), a_card(2), going]
    theirs: list[AskedRecord | CardRecord | BatchRecord] = [newer, again, reworded, a_card(3), done]
    joined = [read(tmp_path, whole(*one) + whole(*two)) for one, two in ((ours, theirs), (theirs, ours))]
    assert joined[0] == joined[1]
    assert joined[0].asked == {newer.asked: newer, again.asked: again}
    assert joined[0].cards == {one.card: one for one in (reworded, a_card(2), a_card(3))}
    assert joined[0].batches == {"b": done}, "what was collected is not collected again"


@settings(max_examples=100, deadline=None)
@given(records, records, records)
def test_joining_does_not_depend_on_who_joins(
    tmp_path_factory: pytest.TempPathFactory, one: Record, two: Record, three: Record
) -> None:
    """Any number of branches, in any order, in one go or one after the other."""
    folder = tmp_path_factory.mktemp("cards")
    data = [cards_bytes(each) for each in (one, two, three)]
    together = read(folder, b"".join(data))
    assert read(folder, b"".join(data[::-1])) == together
    assert read(folder, cards_bytes(read(folder, data[1] + data[2])) + data[0]) == together
    assert together.cards.keys() == one.cards.keys() | two.cards.keys() | three.cards.keys()


def test_damage_is_refused_or_seen(tmp_path: Path) -> None:
    """Bytes changed, dropped, doubled at random: a CardsError, or every line is there as the file has it."""
    choose = random.Random(11)
    record = Record(
        asked={one.asked: one for one in (an_asked(number) for number in range(4))},
        cards={one.card: one for one in (a_card(number) for number in range(8))},
    )
    data = cards_bytes(record)
    refused = 0
    for _ in range(4_000):
        place, length = choose.randrange(len(data)), choose.choice([0, 1, 1, 3, 40])
        piece = bytes(choose.randrange(256) for _ in range(choose.choice([0, 1, 1, 4])))
        harmed = data[:place] + piece + data[place + length :]
        try:
            found = read(tmp_path, harmed)
        except CardsError:
            refused += 1
            continue
        lines = [line for line in harmed.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
        rows = [row for row in map(json.loads, lines) if "deckgen_cards" not in row]
        told = {row.get("asked") or row.get("card") for row in rows}
        assert told == found.asked.keys() | found.cards.keys(), "no line is passed over in silence"
        assert len(told) >= len(record.asked) + len(record.cards) - 1, harmed
    assert refused > 1_000


def test_of_two_decisions_the_later_one_holds(tmp_path: Path) -> None:
    """Two people reviewed, and git joined their lines: nobody has to choose, and the file says which it was."""
    early = DecisionRecord(
        decided="card:own:1", choice=Decided.ACCEPT, date="2026-01-01T00:00:00Z", item="section:a",
        type=NoteType.QUESTION,
    )  # fmt: skip
    late = msgspec.structs.replace(early, choice=Decided.REJECT, date="2026-01-02T00:00:00Z")
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in (late, early))
    assert read(tmp_path, HEAD + lines).decisions == {"card:own:1": late}
