"""A model judges what a program let pass: told by probes, paid once, and never believed beyond what it was asked."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.cards import CardRecord
from deckgen.files.ledger import read_ledger
from deckgen.files.records import State
from deckgen.llm.answers import Draft
from deckgen.llm.judge import FIRST, read_verdicts
from deckgen.llm.prompts import load_prompt
from deckgen.llm.requests import card_mark
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub, probes, running

PRICE = {"input": 1.0, "output": 4.0}
TRIALS = len(load_prompt("judge", "judge").probes)


@pytest.fixture
def blog(tmp_path: Path, stub: Stub) -> Blog:
    """Make an empty blog whose cards are judged."""
    return Blog(tmp_path / "blog", stub.url, judge="auto")


def judged_by(blog: Blog, stub: Stub, judge: Any, **more: Any) -> None:
    blog.define({"model": "stub-1", "base_url": stub.url, "price": PRICE, "judge": judge, **more})


def pages(count: int, facts: int = 2) -> dict[str, str]:
    return {f"p{number:02d}": page_text(f"设备{number:02d}", facts) for number in range(count)}


def cards(blog: Blog) -> dict[str, CardRecord]:
    return {card.question: card for card in blog.record().cards.values()}


def test_our_probes_are_a_dozen_in_two_languages() -> None:
    """As many that are proved as not, nearly, and each quote is in its source."""
    found = load_prompt("judge", "judge").probes
    assert len(probes()) == 12
    assert 4 <= sum(probes().values()) <= 8
    assert sum("\u4e00" <= probe.source[0] <= "\u9fff" for probe in found) * 2 == len(found)
    for probe in found:
        assert all(card.quote in " ".join(probe.source.split()).replace("。 ", "。") for card in probe.cards)


def test_each_item_costs_one_verdict_and_a_no_holds_the_card(blog: Blog, stub: Stub) -> None:
    """The probes once, one request an item; the refused card is in the file with its reason, and in no deck."""
    stub.false = ("默认端口",)
    blog.put(pages(3))
    done = blog.write()
    assert (done["exit"], done["requests"], done["cards"], done["held"]) == (0, 3 + TRIALS + 3, 3, 3), done
    assert done["judged"] == {"yes": 3, "no": 3}
    assert [len(asked) for asked in stub.judged()] == [2, 2, 2]
    held = cards(blog)["设备00的默认端口是什么？"]
    assert (held.verdict, held.judged, held.program, held.judge) == ("reject", "no", "ready", "stub-1 judge/1")
    assert held.fault == "R1: the judge says that its passage does not prove it"
    assert json.loads(blog.run("build", "--json").stdout)["notes"] == 3 + 3
    shown = blog.run("status", "--all").stdout
    assert "the judge says that its passage does not prove it" in shown
    assert "stub-1 judge/1: 1 yes, 1 no" in shown
    assert blog.write()["requests"] == 0
    blog.store_path.unlink()
    blog.put(pages(4))
    assert blog.write()["requests"] == 2, "the probes are not paid for again without the store"


def test_a_judge_sees_the_passages_and_not_the_whole_source(blog: Blog, stub: Stub) -> None:
    text = page_text("设备", 2) + "\n\n" + "别处的话，与卡片无关。" * 200 + "\n\n最后一段。"
    blog.put({"a": text})
    blog.write()
    told = next(body["messages"][1]["content"] for body in stub.asked[-1:])
    assert "设备的最大容量是" in told
    assert "最后一段" not in told
    assert len(told) < len(text)


def test_a_doubt_is_judged_and_not_worded_anew(blog: Blog, stub: Stub) -> None:
    """A yes ships what the program only doubts; a no and no verdict leave it held. Nothing is repaired."""
    stub.reword = lambda card: {**card, "answer": "许多东西放在一起计算得出"} if "容量" in card["question"] else card
    blog.put(pages(1))
    done = blog.write()
    assert (done["exit"], done["requests"], done["cards"], done["held"]) == (0, 2 + TRIALS, 2, 0), done
    card = cards(blog)["设备00的最大容量是什么？"]
    assert (card.verdict, card.judged, card.program, card.fault) == ("ready", "yes", "rewrite", "")
    stub.judging = "refuses"
    blog.put(pages(2))
    done = blog.write()
    assert (done["requests"], done["cards"], done["held"]) == (2, 0, 2)


@pytest.mark.parametrize("judging", ["contradicts", "yes but", "others", "nonsense"])
def test_what_is_no_verdict_changes_nothing(blog: Blog, stub: Stub, judging: str) -> None:
    """Two verdicts on one card, a yes with a wrong word, other cards, no JSON: what the program says stays."""
    stub.judging = judging
    stub.reword = lambda card: {**card, "answer": "许多东西放在一起计算得出"} if "容量" in card["question"] else card
    blog.put(pages(2))
    done = blog.write()
    assert (done["exit"], done["cards"], done["held"]) == (0, 2, 2), done
    assert {card.judged for card in blog.record().cards.values()} == {""}
    assert blog.write()["requests"] == 0


def test_a_judge_never_accepts_what_a_program_refutes(blog: Blog, stub: Stub) -> None:
    """One that lies, and says yes to cards that it was not asked about: they stay rejected."""
    invented = "这句话谁也没有写过，原文里没有它。"
    stub.judging = "lies"
    stub.reword = lambda card: {**card, "quote": invented} if "容量" in card["question"] else card
    blog.put(pages(2))
    done = blog.write()
    assert (done["exit"], done["requests"], done["cards"], done["held"]) == (0, 4 + TRIALS, 0, 4), done
    assert [card["quote"] == invented for cards in stub.judged() for card in cards] == [False, False]
    refuted = [card for card in blog.record().cards.values() if card.quote == invented]
    assert {(card.verdict, card.judged) for card in refuted} == {("reject", "")}


def test_a_dull_model_does_not_judge(blog: Blog, stub: Stub) -> None:
    """It says yes to all: it misses the false probes, the run says so, once and for all runs; doubts are mended."""
    stub.judging = "dull"
    blog.put(pages(2))
    done = blog.write()
    assert (done["exit"], done["requests"], done["cards"]) == (0, 2 + TRIALS, 4)
    assert "missed 6 of 12 probes, so it does not judge" in done["stderr"]
    blog.put(pages(4))
    done = blog.write()
    assert done["requests"] == 2
    assert "so it does not judge" in done["stderr"]
    judged_by(blog, stub, judge=True)
    blog.put(pages(5))
    assert blog.write()["requests"] == 2, "judge: true is not tried"


@pytest.mark.parametrize("judging", ["refuses", "lies"])
def test_a_judge_that_refuses_nearly_all_is_not_believed(blog: Blog, stub: Stub, judging: str) -> None:
    """After its first thirty verdicts it stops, says so, and what it refused ships as the program had it."""
    stub.judging = judging
    blog.put(pages(25))
    done = blog.write()
    assert done["exit"] == 0
    assert "refused more than half of the first 30 cards" in done["stderr"]
    assert FIRST // 2 <= len(stub.judged()) < 25
    assert (done["cards"], done["held"]) == (50, 0), done
    assert {card.verdict for card in blog.record().cards.values()} == {"ready"}
    sent = len(stub.asked)
    blog.put(pages(26))
    assert blog.write()["requests"] == 1
    assert len(stub.asked) == sent + 1


def test_another_model_may_judge(blog: Blog, stub: Stub) -> None:
    """It has its own price, and is named in the file."""
    judged_by(blog, stub, {"model": "judge-2", "price": {"input": 100, "output": 400}})
    blog.put(pages(1))
    done = blog.write("--budget", "50")
    assert (done["exit"], done["cards"]) == (0, 2), done
    assert [body["model"] for body in stub.asked] == ["stub-1", *["judge-2"] * (TRIALS + 1)]
    assert {card.judge for card in blog.record().cards.values()} == {"judge-2 judge/1"}
    stub.price = (1.0, 4.0)
    assert done["usd"] > 10 * stub.cost()


def test_a_judge_without_a_price_is_asked_nothing(blog: Blog, stub: Stub) -> None:
    """As for the model that writes: a budget could not be kept."""
    blog.put(pages(1))
    server = {"model": "m", "base_url": "https://llm.example/v1", "price": PRICE}
    blog.define({**server, "judge": {"model": "nobody-knows"}})
    done = blog.run("write")
    assert done.returncode == 1
    assert "no price is known for nobody-knows" in done.stderr
    assert "llm: {judge: {model: nobody-knows, price:" in done.stderr


def test_the_estimate_holds_the_judge(blog: Blog, stub: Stub) -> None:
    """Requests to the last one, tokens within a third, before anything is paid; probes only as long as needed."""
    blog.put(pages(12, 3))
    plan = json.loads(blog.run("write", "--json", "--dry-run").stdout)
    assert stub.asked == []
    assert plan["requests"] == 24 + TRIALS
    done = blog.write()
    assert done["requests"] == 24 + TRIALS
    assert plan["input_tokens"] == pytest.approx(stub.input_tokens, rel=0.35)
    blog.put({f"n{number}": page_text(f"天线{number}", 3) for number in range(6)})
    assert json.loads(blog.run("write", "--json", "--dry-run").stdout)["requests"] == 12


@pytest.mark.slow
@pytest.mark.parametrize("budget", [0.05, 0.4, 1.5])
def test_a_budget_holds_the_judge(blog: Blog, stub: Stub, budget: float) -> None:
    """Never more than allowed; what was left unjudged is judged later, and nothing is paid twice."""
    price = {"input": 10.0, "output": 40.0}
    stub.price = (10.0, 40.0)
    blog.define({"model": "stub-1", "base_url": stub.url, "price": price, "judge": "auto"})
    blog.put(pages(20))
    done = blog.write("--budget", str(budget))
    assert stub.cost() <= budget
    assert done["usd"] == pytest.approx(stub.cost(), abs=1e-5)
    after = blog.write("--budget", "100000")
    assert (after["exit"], after["left"]) == (0, 0)
    assert len(stub.asked) == 40 + TRIALS
    assert {card.judged for card in blog.record().cards.values()} == {"yes"}


def test_a_verdict_that_comes_later_keeps_the_key(blog: Blog, stub: Stub) -> None:
    """No key and no GUID is another for it; a card that was shipped meanwhile leaves only for a no."""
    blog.put(pages(1, 3))
    folder = blog.folder / "out"
    rows = answers_of(blog, stub, folder)
    blog.run("write", "--import", rows)
    before = dict(blog.record().cards)
    assert len(before) == 3
    assert blog.run("build").returncode == 0
    notes = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    stub.false = ("默认端口",)
    done = blog.write()
    assert (done["exit"], done["requests"]) == (0, 1), done
    after = blog.record().cards
    assert after.keys() == before.keys()
    assert sorted(card.judged for card in after.values()) == ["no", "yes", "yes"]
    assert blog.run("build").returncode == 0
    now = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    assert {key: note.guid for key, note in now.items()} == {key: note.guid for key, note in notes.items()}
    held = [key for key, note in now.items() if note.state is State.HELD]
    assert held == [key for key, card in after.items() if card.judged == "no"]
    kept = [key for key, card in after.items() if card.judged == "yes"]
    assert all(now[key].mod == notes[key].mod for key in kept)


def test_a_rewrite_that_is_judged_keeps_the_notes(blog: Blog, stub: Stub) -> None:
    """Other words for the same facts, and verdicts on them: the same keys and GUIDs."""
    blog.put(pages(3, 3))
    blog.write()
    assert blog.run("build").returncode == 0
    before = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    stub.reword = lambda card: {**card, "question": f"请问{card['question']}", "answer": f"为{card['answer']}"}
    assert blog.write("--rewrite", "all")["requests"] == 6
    assert blog.run("build").returncode == 0
    after = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    assert {key: note.guid for key, note in after.items()} == {key: note.guid for key, note in before.items()}
    found = blog.record().cards.values()
    assert [(card.judged, card.answer[0]) for card in found] == [("yes", "为")] * 9


def answers_of(blog: Blog, stub: Stub, folder: Path) -> str:
    """Export the requests, and let the stub answer them as a batch does; give the file of its answers."""
    from tests.llm.stub import output_lines

    assert blog.run("write", "--export", str(folder)).returncode == 0
    path = blog.folder / "answers.jsonl"
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    path.write_bytes(output_lines(stub, [json.loads(line) for line in lines]))
    return str(path)


def test_export_and_import_judge_too(blog: Blog, stub: Stub) -> None:
    """The probes go with the first requests, the verdicts with the second; no file mixes two models."""
    judged_by(blog, stub, {"model": "judge-2", "price": PRICE})
    blog.put(pages(3))
    folder = blog.folder / "out"
    first = answers_of(blog, stub, folder)
    models = [
        {json.loads(line)["body"]["model"] for line in file.read_text(encoding="utf-8").splitlines()}
        for file in sorted(folder.glob("*.jsonl"))
    ]
    blog.run("write", "--import", first)
    second = answers_of(blog, stub, folder)
    blog.run("write", "--import", second)
    assert sorted(map(len, models)) == [1] * len(models)
    assert {card.judged for card in blog.record().cards.values()} == {"yes"}
    assert blog.write()["requests"] == 0


def test_a_slow_judge_costs_no_card(blog: Blog, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer in time the cards stay as the program has them, and the next run asks again."""
    monkeypatch.setattr("deckgen.llm.client.ANSWER_SECONDS", 0.4)
    monkeypatch.setattr("deckgen.llm.calls.Patience.first_retry", 0.01, raising=False)
    blog.put(pages(2))
    stub.judge_delay = 1.0
    done = blog.write()
    assert (done["cards"], done["held"]) == (4, 0), done
    stub.judge_delay = 0.0
    monkeypatch.setattr("deckgen.llm.client.ANSWER_SECONDS", 60)
    done = blog.write()
    assert (done["exit"], {card.judged for card in blog.record().cards.values()}) == (0, {"yes"})


@pytest.mark.slow
def test_kills_pay_no_verdict_twice(tmp_path: Path) -> None:
    """Killed again and again, the run ends as a calm one does, with the same bytes."""
    with running() as stub:
        stub.false = ("默认端口",)
        blog = Blog(tmp_path / "killed", stub.url, judge="auto")
        blog.put(pages(40))
        stub.delay = 0.1
        kills = 0
        while kills < 6:
            process = subprocess.Popen(
                blog.command("write"), env=blog.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            wanted = len(stub.asked) + 3 + kills
            until = time.monotonic() + 300
            while process.poll() is None and len(stub.asked) <= wanted and time.monotonic() < until:
                time.sleep(0.005)
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            kills += 1
        stub.delay = 0.0
        assert blog.write()["exit"] == 0
        assert len(stub.asked) <= 2 * 40 + TRIALS + 8 * kills
        calm = Blog(tmp_path / "calm", stub.url, judge="auto")
        calm.put(pages(40))
        assert calm.write()["exit"] == 0
        assert blog.cards_path.read_bytes() == calm.cards_path.read_bytes()


CARDS = [Draft(question="Q1?", answer="A1", quote="q"), Draft(question="Q2?", answer="A2", quote="q")]
ONE, TWO = map(card_mark, CARDS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{{"verdicts": [{{"card": "{ONE}", "verdict": "yes", "wrong": ""}}]}}', {0: "yes"}),
        (f'```json\n[{{"card": "{TWO}", "verdict": "NO", "wrong": "A2"}}]\n```', {1: "no"}),
        (f'<think>{{"card": "{ONE}", "verdict": "no"}}</think>{{"card": "{ONE}", "verdict": true}}', {0: "yes"}),
        (f'{{"verdicts": [{{"card": "{ONE}", "verdict": "no"}}, {{"card": "{TWO}", "verd', {0: "no"}),
        (f'{{"verdicts": [{{"card": "{ONE}", "verdict": "maybe"}}, {{"card": 1, "verdict": "no"}}]}}', {}),
        (f'{{"verdicts": [{{"card": "{ONE}", "verdict": "yes", "wrong": "A1"}}]}}', {}),
        (f'{{"verdicts": [{{"card": "{ONE}", "verdict": "yes", "wrong": "none"}}]}}', {0: "yes"}),
        (f'{{"verdicts": {{"card": ["{ONE}"], "verdict": {{}}}}}}', {}),
        ('{"cards": []}', {}),
        ("", {}),
    ],
)
def test_verdicts_are_read_row_by_row(text: str, said: dict[int, str]) -> None:
    assert {place: verdict.word for place, verdict in read_verdicts(text, CARDS).items()} == said
