"""A small blog whose deck is pushed, and what a push of it did."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from deckgen.anki.connect import AnkiConnect
from deckgen.anki.plan import Place, PushPlan
from deckgen.build.learner.pushing import Clock, Push, Pushed, Wish
from deckgen.build.pipeline import Options, apply_plan, plan_build
from deckgen.definition import load_definition
from deckgen.files.learner import Learner, read_learner
from deckgen.files.ledger import read_ledger
from deckgen.files.records import Ledger, NoteRecord
from deckgen.files.store import open_store
from tests.anki.desks import Desk
from tests.anki_real import PAST

NONE: frozenset[Place] = frozenset()


class Done(NamedTuple):
    """A push: what was planned, and what came of it."""

    plan: PushPlan
    pushed: Pushed | None
    requests: int


class Blog:
    """Questions under a heading each, with a definition beside them."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder, self.desk = folder, desk
        (folder / "posts").mkdir(parents=True)
        self.path = folder / "d.yaml"
        self.define()
        self.questions: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.topic = "Things"
        self.second = PAST

    def define(self, **more: Any) -> None:
        """Write the definition."""
        values = {"deck": "Top", "id": "ns-1", "posts": "posts", "language": "en", "topics": "heading", **more}
        values = {"cards": {"reading": "all"}, **values}
        self.path.write_text(json.dumps(values), encoding="utf-8")

    def put(self, questions: Mapping[str, str] | None = None, links: Mapping[str, str] | None = None) -> None:
        """Write the post with these questions and links, after those that it has."""
        self.questions |= questions or {}
        self.links |= links or {}
        lines = [f"# {self.topic}", ""]
        for question, answer in self.questions.items():
            lines += [f"Q: What is {question}?", f"A: {answer}", ""]
        for url, title in self.links.items():
            lines += [f"[{title}]({url})", ""]
        (self.folder / "posts" / "2020-01-01-a.md").write_text("\n".join(lines), encoding="utf-8")

    def ledger(self) -> Ledger:
        return read_ledger(self.folder / "d.ledger.jsonl")

    def learner(self) -> Learner:
        return read_learner(self.folder / "d.learner.jsonl", "ns-1")

    def record(self, word: str) -> NoteRecord:
        """Give the ledger's note that asks about a word."""
        return next(
            each
            for each in self.ledger().notes.values()
            if any(word in each.fields.get(name, "") for name in ("Question", "Title", "Text"))
        )

    def guid(self, word: str) -> str:
        return self.record(word).guid

    @contextlib.contextmanager
    def _later(self) -> Iterator[None]:
        """Build an hour after the last time, long before anything happens in Anki."""
        self.second += 3_600
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", str(self.second))
            yield

    def environment(self) -> dict[str, str]:
        """Give the environment of a deckgen of its own that pushes an hour later."""
        self.second += 3_600
        path = os.pathsep.join(filter(None, sys.path))
        given = {"PYTHONPATH": path, "SOURCE_DATE_EPOCH": str(self.second), "ANKICONNECT_URL": self.desk.url}
        return {**os.environ, **given}

    def build(self) -> None:
        """Build, as somebody does who then imports or pushes."""
        definition = load_definition(self.path)
        store, _ = open_store(definition.store_path)
        with store, self._later():
            apply_plan(plan_build(definition, Options(), store), Options())

    def push(self, *, take: bool = False, keep: bool = False, dry_run: bool = False, **wish: Any) -> Done:
        """Push; conflicts are decided for the posts, for Anki, or not at all."""
        definition = load_definition(self.path)
        store, _ = open_store(definition.store_path)
        connect = AnkiConnect(self.desk.url)
        with store, self._later():
            plan = plan_build(definition, Options(redeck=True), store)
            clock = Clock(now=self.desk.now, sleep=self.desk.sleep)
            deck = Push(plan, connect, Wish(**{"unattended": True, **wish}), clock)
            try:
                found = deck.read()
                places = frozenset(conflict.place for conflict in found.conflicts)
                found = deck.decide(places if take else NONE)
                if dry_run:
                    return Done(found, None, connect.requests)
                done = deck.apply(found, places if keep else NONE, lambda *_: None)
            finally:
                deck.leave()
        return Done(found, done, connect.requests)
