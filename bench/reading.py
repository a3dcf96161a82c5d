"""How long a learner sits before a blog of links: decks, notes and days, with what `cards.reading: auto` makes of it.

`python -m bench.reading [FOLDER...]` prints a row for each made shape (a blog of 25,000 links, a newsletter of 12,000,
an awesome list of 600), or for folders of posts: what `auto` chose beside what `all` would be. Each package is imported
into a real Anki. Days are at the 20 new cards a day of a fresh profile, of the whole deck and of its largest subdeck.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
from click.testing import CliRunner
from rich.console import Console
from rich.table import Table

from deckgen.cli.__main__ import main as deckgen
from deckgen.files.ledger import read_ledger
from deckgen.files.records import State
from deckgen.model import NoteType
from tests.anki_real import fresh_collection, import_package

NEW_A_DAY = 20
Post = tuple[str, str]
"""Name and text."""

_WORDS = """
    graph index queue cache kernel parser socket thread lock page buffer token vector matrix layer model query shard
    replica stream packet branch commit patch build test proxy broker ledger compiler scheduler allocator collector
""".split()  # noqa: SIM905 - a list of words is read as one
_SECTIONS = ("News", "Articles", "Projects and tooling", "Calls for help", "Pull requests", "Events", "Jobs")


class Shape(msgspec.Struct, frozen=True):
    """What a kind of repository looks like, by its posts."""

    name: str
    posts: tuple[Post, ...]


class Row(msgspec.Struct, frozen=True):
    """What came of a shape."""

    name: str
    reading: str
    decks: int
    kinds: Counter[str]  # live notes
    cards: int
    largest: int  # cards of the deck that has most
    build: float  # seconds
    imported: float

    def cells(self) -> Iterator[str]:
        """Yield the row as the table shows it."""
        yield from (self.name, self.reading, f"{self.decks:,}", f"{self.kinds.total():,}")
        yield from (f"{self.kinds[kind]:,}" for kind in (NoteType.READING, NoteType.TOPIC))
        yield f"{self.kinds.total() - self.kinds[NoteType.READING] - self.kinds[NoteType.TOPIC]:,}"
        yield from (f"{math.ceil(count / NEW_A_DAY):,}" for count in (self.cards, self.largest))
        yield from (f"{self.build:.1f} s", f"{self.imported:.1f} s")


def shapes() -> Iterator[Shape]:
    """Yield the made shapes: the same posts on every machine."""
    yield Shape("blog of 25,000 links", tuple(_blog(25_000)))
    yield Shape("newsletter of 12,000 links", tuple(_newsletter(12_000, issues=104)))
    yield Shape("awesome list of 600", tuple(_awesome_list(600, files=4)))


def _blog(links: int) -> Iterator[Post]:
    """Yield a blog of link lists: thirty links a post under two topics, two in a hundred described."""
    random_ = random.Random(1)
    for number in range(links // 30 + 1):
        parts = []
        for part in range(2):
            parts.append(f"# {_text(random_, 2)} {number * 2 + part}")
            for place in range(min(15, links - number * 30 - part * 15)):
                parts.append(f"https://pages.example/{number}/{part}/{place}")
                parts.append(f"{_text(random_, 5)} {random_.random():.4f}")
                if random_.random() < 0.02:
                    parts.append(f"This piece is about {_text(random_, 8)}.")
        yield f"{2012 + number % 12}-01-{number % 28 + 1:02}-{number}.md", _post(f"Notes {number}", parts)


def _newsletter(links: int, *, issues: int) -> Iterator[Post]:
    """Yield the issues of a newsletter: the same sections in each, and lists of bare titles."""
    random_ = random.Random(2)
    left = links
    for number in range(issues):
        count = left // (issues - number)
        left -= count
        parts = []
        for part, heading in enumerate(_SECTIONS):
            lines = range(part, count, len(_SECTIONS))
            items = [f"- [{_text(random_, 6)} {number}.{line}](https://news.example/{number}/{line})" for line in lines]
            parts += [f"## {heading}", "\n".join(items)]
        yield f"{2020 + number // 52}-{number % 12 + 1:02}-01-issue-{number}.md", _post(f"Issue {number}", parts)


def _awesome_list(links: int, *, files: int) -> Iterator[Post]:
    """Yield an awesome list: repositories, each with what it is for."""
    random_ = random.Random(3)
    for number in range(files):
        parts = []
        for line in range(links // files):
            if line % 15 == 0:
                parts.append(f"\n## {_text(random_, 2)} {number}.{line}\n")
            name = f"{_text(random_, 1)}-{number}-{line}"
            parts.append(f"- [{name}](https://github.com/someone/{name}) - A {_text(random_, 7)}.")
        yield f"list-{number}.md", f"# Awesome {number}\n" + "\n".join(parts) + "\n"


def _post(title: str, parts: list[str]) -> str:
    return f"---\ntitle: {title}\n---\n\n" + "\n\n".join(parts) + "\n"


def _text(random_: random.Random, words: int) -> str:
    return " ".join(random_.choices(_WORDS, k=words))


def measured(name: str, posts: Path, reading: str, folder: Path) -> Row:
    """Build a deck of posts, import it into an empty collection, and count."""
    definition = folder / "deck.yaml"
    lines = [f"deck: {json.dumps(name)}", 'id: "bench"', f"posts: {json.dumps(str(posts))}"]
    definition.write_text("\n".join((*lines, f"cards: {{reading: {reading}}}\n")), encoding="utf-8")
    started = time.perf_counter()
    result = CliRunner().invoke(deckgen, ["build", str(definition), "--json"])
    built = time.perf_counter() - started
    if not result.stdout:
        raise SystemExit(result.stderr)
    ledger = read_ledger(folder / "deck.ledger.jsonl")
    chosen = ledger.header.choices.get("cards.reading", reading)
    with fresh_collection(folder / "anki") as col:
        started = time.perf_counter()
        import_package(col, folder / "deck.apkg")
        took = time.perf_counter() - started
        decks = col.db.list("select count() from cards group by did")
    return Row(
        name=name,
        reading=f"auto: {chosen}" if reading == "auto" else reading,
        decks=len(decks),
        kinds=Counter(record.type.value for record in ledger.notes.values() if record.state is State.LIVE),
        cards=sum(decks),
        largest=max(decks, default=0),
        build=built,
        imported=took,
    )


def rows(folders: list[Path]) -> Iterator[Row]:
    """Measure the folders, or all made shapes."""
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as place:
        found = [(folder.name, folder) for folder in folders]
        for shape in () if folders else shapes():
            posts = Path(place, shape.name)
            posts.mkdir()
            for name, text in shape.posts:
                (posts / name).write_text(text, encoding="utf-8")
            found.append((shape.name, posts))
        for number, (name, posts) in enumerate(found):
            for reading in ("auto", "all"):
                folder = Path(place, f"{number}-{reading}")
                folder.mkdir()
                yield measured(name, posts, reading, folder)


def main() -> None:
    """Print the table."""
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    table = Table()
    columns = ("posts", "reading", "decks", "notes", "reading notes", "topic notes", "others", "days", "largest deck")
    for column in (*columns, "build", "import"):
        table.add_column(column, justify="left" if column in columns[:2] else "right")
    for row in rows([Path(word).resolve() for word in sys.argv[1:]]):
        table.add_row(*row.cells())
    Console(width=None if sys.stdout.isatty() else 150).print(table)


if __name__ == "__main__":
    main()
