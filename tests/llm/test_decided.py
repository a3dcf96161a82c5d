"""A model is asked again, and what a person decided about its cards holds."""

from __future__ import annotations

import msgspec
import pytest

from deckgen.cards.recorded import READY, REWRITE
from deckgen.files.cards import CardRecord, cards_bytes
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.files.ledger import read_ledger
from deckgen.files.records import State
from deckgen.model import NoteType
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub
from tests.llm.test_identity import reworded


def decide(blog: Blog, choice: Decided, verdict: str, fields: dict[str, str]) -> CardRecord:
    """Decide about the first card, which has this verdict of the checks."""
    record = blog.record()
    card = msgspec.structs.replace(next(iter(record.cards.values())), verdict=verdict)
    decision = DecisionRecord(
        decided=card.card, choice=choice, date="2026-01-01T00:00:00Z", item=card.item, type=NoteType.QUESTION,
        fields=fields,
    )  # fmt: skip
    record = msgspec.structs.replace(
        record, cards=record.cards | {card.card: card}, decisions={card.card: decision}
    )
    blog.cards_path.write_bytes(cards_bytes(record))
    return card


def live(blog: Blog) -> dict[str, str]:
    built = blog.run("build", "--allow-retire")
    assert built.returncode == 0, built.stderr
    notes = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    cards = {key: note for key, note in notes.items() if key.startswith("card:") and note.state is State.LIVE}
    return {key: note.fields["Answer"] for key, note in cards.items()}


@pytest.mark.parametrize("verdict", [READY, REWRITE])
@pytest.mark.parametrize("is_built", [True, False])
def test_a_rejected_card_does_not_come_back_in_other_words(
    blog: Blog, stub: Stub, verdict: str, *, is_built: bool
) -> None:
    """Whether a check held it or it was good, shipped or not: the fact is the rejected one."""
    blog.put({"a": page_text("电台", 2), "b": page_text("天线阵", 2)})
    blog.write()
    if is_built:
        assert len(live(blog)) == 4
    rejected = decide(blog, Decided.REJECT, verdict, {})
    stub.reword = reworded
    blog.write("--rewrite")
    assert rejected.card in blog.record().decisions
    after = live(blog)
    assert len(after) == 3
    assert rejected.card not in after


def test_an_edited_card_keeps_the_persons_words(blog: Blog, stub: Stub) -> None:
    blog.put({"a": page_text("电台", 2)})
    blog.write()
    before = live(blog)
    edited = decide(blog, Decided.EDIT, READY, {"Question": "多大？", "Answer": "很大"})
    assert live(blog)[edited.card] == "很大"
    stub.reword = reworded
    blog.write("--rewrite")
    after = live(blog)
    assert after.keys() == before.keys()
    assert after[edited.card] == "很大"
    blog.put({"a": page_text("别的东西", 2)})
    blog.write()
    assert live(blog)[edited.card] == "很大"
