"""Hand-labelled pairs of cards that a blog's history reworded: how many keep their note, and whether any is hijacked.

    python -m bench.reworded --bundle posts.bundle

`tests/labels/reworded_cards.jsonl` names each pair by two commits and the hashes of the words before and after; no
word of the posts stands in it. Both states are built with one ledger, and the notes of the two cards are compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from bench.replay import build_time
from deckgen.build.begin.given import definition_for_posts
from deckgen.build.pipeline import Options, Plan, apply_plan, plan_build
from deckgen.definition import CardSwitches, ReadingCards
from deckgen.files.field_text import plain
from deckgen.files.store import open_store

LABELS = Path(__file__).parents[1] / "tests" / "labels" / "reworded_cards.jsonl"
_NUMBER = re.compile(r"\{\{c#?\d+::")


class Pair(msgspec.Struct, frozen=True):
    """Two cards of two states: ``same`` if a reader says that they ask for one fact."""

    before: str
    after: str
    old: str
    new: str
    same: bool


class Outcome(msgspec.Struct):
    """What became of the pairs; one whose words no rule gives any more is not found."""

    kept: int = 0
    lost: list[Pair] = []
    hijacked: list[Pair] = []
    apart: int = 0
    missing: int = 0


def read_pairs(path: Path = LABELS) -> list[Pair]:
    """Read the labels, in the order of the history."""
    return [msgspec.json.decode(line, type=Pair) for line in path.read_bytes().splitlines()]


def words_hash(aspect: str, question: str, answer: str) -> str:
    """Give the name of a card's words: 16 hex digits."""
    text = "\x1f".join((aspect, _NUMBER.sub("{{", question), answer))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check(repo: Path, posts: str, output: Path, pairs: Sequence[Pair]) -> Outcome:
    """Build all states that the pairs name, one after the other with one ledger, and compare each pair's notes."""
    outcome = Outcome()
    definition = definition_for_posts([repo / posts], name="replay", output=output)
    every_link = CardSwitches(reading=ReadingCards.ALL)
    definition = msgspec.structs.replace(definition, cards=every_link)
    store, _ = open_store(definition.store_path)
    seen: dict[str, dict[str, str]] = {}
    with store:
        for name in dict.fromkeys(name for pair in pairs for name in (pair.before, pair.after)):
            subprocess.run(["git", "-C", str(repo), "checkout", "-q", "-f", name], check=True)
            second = subprocess.run(
                ["git", "-C", str(repo), "log", "-1", "--format=%ct"], check=True, capture_output=True, encoding="utf-8"
            )
            with build_time(int(second.stdout)):
                plan = plan_build(definition, Options(allow_retire=True), store)
                apply_plan(plan, Options(allow_retire=True))
            seen[name] = dict(_worded(plan))
    for pair in pairs:
        _judge(pair, seen[pair.before].get(pair.old), seen[pair.after].get(pair.new), outcome)
    return outcome


def _worded(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give the GUID of each text card by the hash of its words."""
    notes = plan.identified.ledger.notes
    for one in plan.named:
        fields = one.rendered.fields
        question = plain(fields.get("Question") or fields.get("Text", ""))
        if one.key.startswith("card:") and one.key in notes and one.rendered.card.hold is None:
            yield words_hash(one.rendered.card.aspect, question, plain(fields.get("Answer", ""))), notes[one.key].guid


def _judge(pair: Pair, old: str | None, new: str | None, outcome: Outcome) -> None:
    if old is None or new is None:
        outcome.missing += 1
    elif pair.same and old == new:
        outcome.kept += 1
    elif pair.same:
        outcome.lost.append(pair)
    elif old == new:
        outcome.hijacked.append(pair)
    else:
        outcome.apart += 1


def main() -> None:
    """Print the outcome; exit 1 if fewer than 95 of 100 are kept, or any is hijacked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--posts", default="_posts")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reworded-") as folder:
        repo = Path(folder) / "blog"
        subprocess.run(["git", "clone", "-q", str(asked.bundle), str(repo)], check=True)
        outcome = check(repo, asked.posts, Path(folder) / "replay.apkg", read_pairs())
    print(json.dumps(msgspec.to_builtins(outcome)))
    found = outcome.kept + len(outcome.lost)
    raise SystemExit(int(bool(outcome.hijacked) or outcome.kept < 0.95 * found))


if __name__ == "__main__":
    main()
