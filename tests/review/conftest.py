"""A deck under review: a blog with cards of every kind, and its page on this machine."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.build.pipeline import Options, Plan, plan_build
from deckgen.cards.recorded import READY, REJECT, REWRITE
from deckgen.definition import load_definition
from deckgen.files.cards import CardRecord, Record, cards_bytes, read_cards
from deckgen.files.decisions import DecisionRecord
from deckgen.files.learner import Learner, LearnerNote, read_learner, write_learner
from deckgen.files.store import open_store
from deckgen.review.desk import Desk
from deckgen.review.server import Server
from tests.continuity.blog import Blog

POST = """\
# Trees

## What is a heap?

A tree in which each parent is at least as large as its children.

## Names

Q: Who named the treap?
A: Aragon and Seidel, in 1989.

The height of a balanced tree is ==logarithmic== in its size.

## 红黑树

一种自平衡二叉查找树，每个结点是红色或黑色，根和叶是黑色。

## To read

- https://trees.example/heaps

  Heaps, step by step

- [B-trees on disks](https://trees.example/b-trees): why each node holds hundreds of keys, and how that saves seeks
"""
MODEL = "card:llm:0123456789-"


class Reviewed:
    """The blog, its decisions so far, and a server of its page."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.cards_path = blog.definition.with_name("blog.cards.jsonl")
        self.learner_path = blog.definition.with_name("blog.learner.jsonl")

    def plan(self) -> Plan:
        definition = load_definition(self.blog.definition)
        store, _ = open_store(definition.store_path)
        with store:
            return plan_build(definition, Options(), store)

    def put_model_cards(self) -> None:
        """Write three cards of a model's: a good one, one that the judge doubts, one that a check holds."""
        section = next(item.key for item in self.plan().items if item.title == "红黑树")
        shared = {"item": section, "source": "5f", "made": "m section/1", "date": "2026-01-01"}
        cards = [
            CardRecord(
                card=f"{MODEL}1{'0' * 15}", question="红黑树的结点有哪两种颜色？", answer="红色和黑色",
                quote="每个结点是红色或黑色", verdict=READY, **shared,
            ),
            CardRecord(
                card=f"{MODEL}2{'0' * 15}", question="红黑树的根是什么颜色？", answer="红色", quote="根和叶是黑色",
                verdict=REJECT, fault="R1: the judge says that its passage does not prove it: 红色", judge="m judge/1",
                judged="no", program=READY, **shared,
            ),
            CardRecord(
                card=f"{MODEL}3{'0' * 15}", question="上述树是什么树？", answer="自平衡二叉查找树",
                quote="一种自平衡二叉查找树", verdict=REWRITE, fault="R3: leans on what is not on the card: 上述",
                **shared,
            ),
        ]  # fmt: skip
        record = msgspec.structs.replace(self.record, cards={card.card: card for card in cards})
        self.cards_path.write_bytes(cards_bytes(record))

    def put_learner(self, key: str, **known: Any) -> None:
        """Write down what a pull has found of a note's learner; Anki had it as it was shipped last."""
        record = self.blog.ledger.notes[key]
        note = LearnerNote(key=record.guid, mod=record.mod, seen=record.mod, arrived=record.mod, **known)
        namespace = self.blog.ledger.header.namespace
        write_learner(self.learner_path, Learner(namespace=namespace, notes={record.guid: note}))

    def known(self, key: str) -> LearnerNote:
        """What the learner's file says of a note."""
        ledger = self.blog.ledger
        return read_learner(self.learner_path, ledger.header.namespace).notes[ledger.notes[key].guid]

    @property
    def record(self) -> Record:
        return read_cards(self.cards_path)

    @property
    def decisions(self) -> dict[str, DecisionRecord]:
        return self.record.decisions

    def told(self) -> dict[str, str]:
        """What is decided, by the words that a list names each card by."""
        titles = {row["id"]: row["title"] for row in Desk(load_definition(self.blog.definition)).rows()}
        return {titles[key]: decision.choice.value for key, decision in self.decisions.items()}


class Client:
    """Asks a server as its page does, or as somebody else would."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._number = 0

    def ask(
        self, action: str, *, method: str = "POST", path: str = "", headers: dict[str, str] | None = None, **asked: Any
    ) -> tuple[int, Any]:
        self._number += 1
        host = f"127.0.0.1:{self.server.server_port}"
        known = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"} | (headers or {})
        body = json.dumps({"tab": "t", "event": f"e{self._number}", **asked}) if method == "POST" else None
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=60)
        sent = {name: value for name, value in known.items() if value}
        connection.request(method, path or f"/{self.server.token}/blog/{action}", body=body, headers=sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        is_json = answer.headers["Content-Type"].startswith("application/json")
        return answer.status, json.loads(text) if is_json else text


@pytest.fixture
def reviewed(tmp_path: Path) -> Reviewed:
    blog = Blog(tmp_path, "cards: {reading: described}")
    blog.write("2020-01-01-trees.md", POST)
    made = Reviewed(blog)
    made.put_model_cards()
    return made


@pytest.fixture
def server(reviewed: Reviewed) -> Iterator[Server]:
    with serve(reviewed.blog.definition) as made:
        yield made
        made.shutdown()


def serve(definition: Path, port: int = 0, token: str = "") -> Server:
    """Serve a deck from a thread of its own."""
    made = Server({"blog": Desk(load_definition(definition))}, port)
    made.token = token or made.token
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return made


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server)


