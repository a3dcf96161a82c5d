"""What a push and a pull of a large deck cost a running Anki: ``python -m bench.anki_side [--notes N] [--url URL]``.

A deck of reading notes, pushed, pushed again unchanged, pushed with a hundred changes, pulled, and pulled once more
where no folder is shared. Without an address it runs against the copy of AnkiConnect that the tests use, around a real
collection: that counts the requests; the seconds of the desktop are told by one that runs, with an empty profile.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deckgen.anki.connect import AnkiConnect
from deckgen.build.learner.in_anki import anki_now
from deckgen.build.learner.pulling import look, taken, write
from deckgen.build.learner.pushing import Push, Wish
from deckgen.build.pipeline import Options, plan_build
from deckgen.definition import Definition, load_definition
from deckgen.files.store import open_store
from tests.anki.fake_connect import fake_anki

A_POST = 100
CHANGES = 100


def write_posts(folder: Path, notes: int, *, is_changed: bool) -> None:
    """Write posts of links; changed ones have other titles for some, new ones and lost ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for post in range(notes // A_POST):
        lines = [f"# Topic {post % 40}", ""]
        for link in range(post * A_POST, (post + 1) * A_POST):
            number = link // (notes // CHANGES) if is_changed and link % (notes // CHANGES) == 0 else None
            if number is not None and number % 10 == 0:
                continue  # a tenth is gone
            title = f"What is known of subject {link}" + (" by now" if number is not None else "")
            lines += [f"[{title}](https://x{link % 97}.example/{link})", ""]
            if number is not None and number % 10 == 1:
                lines += [f"[Another thing, number {link}](https://new.example/{link})", ""]
        (folder / f"2020-01-01-p{post}.md").write_text("\n".join(lines), encoding="utf-8")


class Bench:
    """A deck, and what each step took."""

    def __init__(self, folder: Path, url: str) -> None:
        self.path, self.url = folder / "d.yaml", url
        values = {"deck": "Bench", "id": "bench", "posts": "posts", "language": "en", "topics": "heading"}
        self.path.write_text(json.dumps({**values, "cards": {"reading": "all"}}), encoding="utf-8")
        self.table = Table("step", "notes written", "requests", "seconds with Anki", "seconds in all")

    def definition(self) -> Definition:
        """Return the deck's definition."""
        return load_definition(self.path)

    def push(self, step: str) -> None:
        """Push and note what it took."""
        started = time.perf_counter()
        definition, connect = self.definition(), AnkiConnect(self.url)
        store, _ = open_store(definition.store_path)
        with store:
            plan = plan_build(definition, Options(redeck=True), store)
            planned = time.perf_counter()
            deck = Push(plan, connect, Wish(unattended=True))
            found = deck.read()
            done = deck.apply(found, frozenset(), lambda *_: None)
        assert not done.missing, done.missing[:3]
        self._add(step, len(found.writes) + len(found.new), connect, started, planned)

    def pull(self, step: str) -> None:
        """Pull and note what it took."""
        started = time.perf_counter()
        definition, connect = self.definition(), AnkiConnect(self.url)
        result = taken(look(definition, anki_now(definition, connect)))
        write(result)
        self._add(step, 0, connect, started, started)

    def _add(self, step: str, notes: int, connect: AnkiConnect, started: float, planned: float) -> None:
        now = time.perf_counter()
        self.table.add_row(step, f"{notes:,}", str(connect.requests), f"{now - planned:.1f}", f"{now - started:.1f}")


@contextlib.contextmanager
def anki(folder: Path, url: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give an address, and what makes that Anki share no folder any more."""
    if url:
        yield url, lambda: None
        return
    with fake_anki(folder / "anki") as fake:
        yield fake.url, lambda: setattr(fake, "is_elsewhere", True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=25_000)
    parser.add_argument("--url", default="", help="of a running Anki with an empty profile")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, anki(Path(name), arguments.url) as (url, move_away):
        bench = Bench(Path(name), url)
        write_posts(Path(name) / "posts", arguments.notes, is_changed=False)
        bench.push(f"push of {arguments.notes:,} new notes")
        bench.push("push, nothing changed")
        write_posts(Path(name) / "posts", arguments.notes, is_changed=True)
        bench.push(f"push of {CHANGES} changes")
        bench.pull("pull")
        if not arguments.url:
            move_away()
            bench.pull("pull, no folder shared")
    Console(width=110).print(bench.table)


if __name__ == "__main__":
    main()
