"""A closed list as a card with gaps: read, held against its source, shipped, and found again."""

from __future__ import annotations

import json

import pytest

from deckgen.cards.recorded import hidden_in, without_gap_marks
from deckgen.files.ledger import read_ledger
from deckgen.files.records import NoteRecord
from deckgen.llm.answers import read_answer
from deckgen.llm.judging import judge
from deckgen.llm.prompts import load_prompt
from deckgen.llm.requests import Asking, repair_request
from deckgen.llm.sources import Material
from deckgen.model import NoteType
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub

LIST = "路由器的状态机是等待、交换和完成三步。"
SOURCE = Material(item="i", use="section", title="路由器", topic="网络", text=f"关于路由器。{LIST}其余的略去。")


def answered(question: str, quote: str = LIST, **more: str) -> str:
    card = {"quote": quote, "kind": "cloze", "question": question, "answer": "", "detail": "", **more}
    return json.dumps({"cards": [card], "no_card": ""}, ensure_ascii=False)


GOOD = "路由器的状态机是[[等待]]、[[交换]]和[[完成]]三步。"


def test_a_good_one_is_ready() -> None:
    """Its answer is what its gaps hide, whatever else the model says."""
    (draft,) = read_answer(answered(GOOD, answer="see above")).drafts
    assert (draft.answer, draft.asked) == ("等待 / 交换 / 完成", "路由器的状态机是[…]、[…]和[…]三步。")
    (judged,) = judge([draft], SOURCE)
    assert (judged.verdict, judged.fault) == ("ready", "")


def test_a_gap_that_ends_another_ones_word_is_ready() -> None:
    """It is hidden where it stands, and so given away by nothing."""
    text = "Bei der Ausdauer unterscheidet man die Arten alaktazid, laktazid und aerob."
    source = Material(item="i", use="section", title="Ausdauer", topic="Sport", text=text)
    question = text.replace("alaktazid, laktazid und aerob", "[[alaktazid]], [[laktazid]] und [[aerob]]")
    (judged,) = judge(read_answer(answered(question, text)).drafts, source)
    assert (judged.verdict, judged.fault) == ("ready", "")


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ("路由器的状态机是[[等待]]、[[交换]]和[[关闭]]三步。", "R1"),
        ("路由器的状态机不是[[等待]]、[[交换]]和[[完成]]三步。", "R1"),
        ("[[等待]]、[[交换]]、[[完成]]", "R4"),
        ("路由器的状态机是[[等待]]、[[交换]]和[[等待]]三步。", "R6"),
        ("路由器的状态机是" + "、".join(f"[[第{sign}步]]" for sign in "一二三四五六七"), "R1"),
    ],
)
def test_a_bad_one_is_held(question: str, fault: str) -> None:
    """Another item, a denial, no subject, the same words twice, more than anybody keeps."""
    (judged,) = judge(read_answer(answered(question)).drafts, SOURCE)
    assert judged.verdict in ("rewrite", "reject"), judged
    assert fault in judged.fault or judged.verdict == "reject", judged


def test_one_without_a_gap_is_no_card() -> None:
    """The others of its answer are read all the same."""
    read = read_answer(answered("路由器的状态机是三步。"))
    assert (read.drafts, read.broken) == ((), ("card 1: answer is missing",))


def reworded(card: dict[str, str]) -> dict[str, str]:
    """Write the stub's card as a gap card."""
    thing = card["question"].removesuffix("是什么？")
    return {**card, "kind": "cloze", "question": f"{thing}是[[{card['answer']}]]。", "answer": ""}


def notes_of(blog: Blog) -> dict[str, NoteRecord]:
    assert blog.run("build").returncode == 0
    return read_ledger(blog.folder / "deck.ledger.jsonl").notes


def test_it_reaches_anki_and_keeps_its_note(blog: Blog, stub: Stub) -> None:
    """Asked again in other words it is the same note with the same gap; as a question it is another one."""
    stub.reword = reworded
    text = "# 说明\n\n" + page_text("交换机", 1) + "\n"
    blog.put({}, sections=text)
    assert blog.write()["cards"] == 1
    (note,) = [note for note in notes_of(blog).values() if note.key.startswith("card:llm:")]
    assert (note.type, note.gaps) == (NoteType.CLOZE, {"7096 字节": 1})
    assert "{{c1::7096 字节}}" in note.fields["Text"]
    stub.reword = lambda card: {**reworded(card), "question": f"说明：{reworded(card)['question']}"}
    assert blog.write("--rewrite", "all")["cards"] == 1
    again = notes_of(blog)
    assert again[note.key].guid == note.guid
    assert again[note.key].gaps == note.gaps
    stub.reword = dict
    blog.write("--rewrite", "all")
    (card,) = blog.record().cards.values()
    assert card.card != note.key


def test_a_lost_cards_file_is_found_again_in_the_notes(blog: Blog, stub: Stub) -> None:
    """The note's words say what the line said."""
    stub.reword = reworded
    blog.put({}, sections="# 说明\n\n" + page_text("交换机", 1) + "\n")
    blog.write()
    before = {key for key in notes_of(blog) if key.startswith("card:llm:")}
    blog.cards_path.unlink()
    stub.reword = lambda card: {**reworded(card), "question": f"说明：{reworded(card)['question']}"}
    blog.write()
    assert set(blog.record().cards) == before


def test_the_words_of_gaps_are_told_as_words() -> None:
    """Without their marks."""
    assert without_gap_marks(GOOD) == LIST
    assert hidden_in("a [[`b`]] c [[$$d$$]]") == ("b", "$$d$$")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("R3: leans on what is not on the card: 本文", "Name the thing that is asked about in full"),
        ("R5: the answer is a list", "Ask for one fact of the card alone"),
        ("R12: too many", "R12: too many"),
    ],
)
def test_a_repair_is_told_what_to_do(fault: str, told: str) -> None:
    """With the words that are meant; a fault without a remedy is told as it is."""
    asking = Asking(model="m", prompts={"repair": load_prompt("repair", "repair")}, count=3)
    card = {"question": "q", "answer": "a", "detail": "", "quote": LIST}
    content = repair_request(SOURCE, asking, card=card, fault=fault).messages[1]["content"]
    assert f"What to do: {told}" in content
    assert "leans on" not in content
    assert ("It is about: 本文" in content) == ("本文" in fault)


