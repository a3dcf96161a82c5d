"""A ledger whose sums are right and whose records are not: refused by its line, or built; never called our fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.files.ledger_text import new_hash, sign
from tests.continuity.blog import SECOND, THIRD, Blog

POST = "2020-01-01-post.md"
TEXT = """\
# Training

https://one.example/a

The first article

Q: Who proposed dropout?
A: Hinton and others

The ==Seine== flows through ==Paris== and ==Rouen== to the sea.
"""
GONE = "# Old\n\nhttps://gone.example/\n\nGone soon\n\nQ: What will be gone?\nA: This one here\n"
RECORD: dict[str, list[object]] = {
    "key": ["link:x", "card:own:1", "topic:1", "link:", "card:", "", "link:\u202e\x1b[31m"],
    "type": ["deckgen reading", "deckgen topic", "deckgen question", "deckgen cloze"],
    "state": ["held", "retired", "live"],
    "mod": [0, 1, 253_402_300_799],
    "deck": ["", "a::", "\x07", "x" * 5_000, "::".join("abcdefghijklmnop")],
    "due": [0, 999_999],
    "tags": [[], ["a b"], [""], ["deckgen::retired"], ["\x00"]],
    "fields": [
        {}, {"Nope": "x"}, {"Title": ""}, {"Text": "x"}, {"Question": "a"}, {"Text": "{{c1::"}, {"Text": "{{c0::x}}"},
    ],
    "gaps": [{"a": 499}, {"": 1}, {"Paris": 1, "Seine": 1}],
    "place": [[], [""], ["x"], ["x"] * 50],
    "links": [["x"], [""]],
    "aliases": [["link:a"], [""], ["card:own:1"]],
    "media": [["../../etc/passwd"], [""], ["x.png"]],
    "subject": ["", "x" * 10_000],
    "said": ["zz"],
    "earlier": [["a"] * 100],
    "words": [{"a": "b"}],
    "block": ["x"],
}  # fmt: skip
ITEM: dict[str, list[object]] = {
    "item": ["", "section:", "link:x"],
    "title": ["", "x"],
    "topic": [""],
    "place": [[], [""]],
    "lines": [[], ["zz"], ["", ""]],
}
HEADER: dict[str, list[object]] = {
    "choices": [
        {}, {"language": ""}, {"language": "xx"}, {"subdecks": "post"}, {"subdecks": ",,,"}, {"subdecks": "moon"},
        {"reading": "a::b"}, {"reading": "\x07"}, {"questions": "x" * 500}, {"heard": "never"},
    ],
    "namespace": ["", "other"],
}  # fmt: skip


@pytest.fixture
def built(tmp_path: Path) -> Blog:
    """A blog without an id, of which a post is gone and another one was edited since the last build."""
    blog = Blog(tmp_path / "blog")
    blog.definition.write_text("deck: Blog\nposts: ../_posts\ncards: {reading: all}\n", encoding="utf-8")
    blog.write(POST, TEXT)
    blog.write("2020-02-02-gone.md", GONE)
    blog.build()
    blog.remove("2020-02-02-gone.md")
    blog.build(at=SECOND)
    blog.write(POST, TEXT.replace("proposed", "first proposed").replace("Rouen", "Rouens"))
    return blog


def changed(records: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the ledger with one value changed, for each value of the tables above and one record of each kind."""
    kinds = [(record.get("type"), record.get("state")) for record in records]
    for number, record in enumerate(records):
        if kinds[number] in kinds[:number]:
            continue
        for name, values in (HEADER if "deckgen" in record else ITEM if "item" in record else RECORD).items():
            for value in values:
                what = f"{name} of line {number + 1} is {value!r:.60}"
                yield what, [*records[:number], {**record, name: value}, *records[number + 1 :]]


def whole_file(records: list[dict[str, Any]]) -> bytes:
    lines = sign(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    return lines + sign(msgspec.json.encode({"end": len(records) - 1, "all": new_hash(lines).hexdigest()}) + b"\n")


def test_a_made_up_record_is_no_fault_of_ours(built: Blog) -> None:
    """The next build ends with a problem of the ledger's line, or goes on with what the posts say."""
    records = [msgspec.json.decode(line) for line in built.ledger_path.read_bytes().splitlines()[:-1]]
    for record in records:
        del record["sum"]
    codes = []
    for what, made in changed(records):
        built.ledger_path.write_bytes(whole_file(made))
        done = built.run("build", built.definition, "--json", "--allow-retire", at=THIRD)
        assert "lease report" not in done.stderr, what
        assert "\x1b" not in done.output, what
        assert "\x07" not in done.output, what
        told = f"{built.ledger_path}" in done.stderr or "is gone, also from the package" in done.stdout
        assert done.exit_code == 0 or told, what
        codes.append(done.exit_code)
    assert len(codes) > 150
    assert set(codes) == {0, 1}
