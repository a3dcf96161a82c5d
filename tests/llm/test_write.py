"""`deckgen write` against a server that behaves well and badly: what is whole ships, what is not is named."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from deckgen.files.ledger import read_ledger
from deckgen.files.records import State
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub


def test_cards_of_pages_and_sections_reach_anki_with_their_quotes(blog: Blog, stub: Stub) -> None:
    """From a page to a note: question, answer, the passage that proves it, the page's link, and what made it."""
    section = "# 说明\n\n" + page_text("交换机", 1) + "\n"
    blog.put({"a": page_text("路由器", 2)}, sections=section)
    done = blog.write()
    assert (done["exit"], done["items"], done["cards"], done["held"]) == (0, 2, 3, 0)
    assert [body["response_format"]["type"] for body in stub.asked] == ["json_schema"] * 2
    assert stub.authorizations == ["Bearer no-key"] * 2
    cards = {card.question: card for card in blog.record().cards.values()}
    assert cards["路由器的最大容量是什么？"].quote == "路由器的最大容量是7096 字节。"
    built = blog.run("build")
    assert built.returncode == 0, built.stderr
    ledger = (blog.folder / "deck.ledger.jsonl").read_text(encoding="utf-8")
    note = next(line for line in ledger.splitlines() if "路由器的最大容量是什么？" in line)
    for part in ('"Made":"stub-1 qa/5"', '"Answer":"7096 字节"', '"URL":"https://x.example/a"', '"Kind":"llm"'):
        assert part in note
    assert '"Made":"stub-1 section/5"' in ledger
    assert ledger.count('"deckgen reading"') == 1, "a model's cards are added; none takes the place of another"


def test_what_was_asked_is_not_asked_again(blog: Blog, stub: Stub) -> None:
    """Not in the next run, not with another model or prompt, not without the store; one changed page alone is."""
    pages = {f"p{number}": page_text(f"设备{number}") for number in range(4)}
    blog.put(pages)
    assert blog.write()["requests"] == 4
    assert blog.run("build").returncode == 0
    before = blog.cards_path.read_bytes(), blog.output.read_bytes()
    assert blog.write()["requests"] == 0
    blog.define({"model": "stub-2", "base_url": stub.url, "price": {"input": 1, "output": 1}})
    assert blog.write()["requests"] == 0
    blog.store_path.unlink()
    blog.put(pages)
    assert blog.write()["requests"] == 0
    assert blog.run("build").returncode == 0
    assert (blog.cards_path.read_bytes(), blog.output.read_bytes()) == before
    blog.put(pages | {"p2": page_text("设备2", 3)})
    assert blog.write()["requests"] == 1
    assert "设备2" in stub.sources()[-1]
    assert len(blog.record().cards) == 9, "the two cards whose passages still stand stay, and the new one is added"


def test_the_model_is_told_what_learners_have_already(blog: Blog, stub: Stub) -> None:
    """So that it adds, and does not repeat: the rules' questions of a section, and its own of before."""
    rule = "# MQTT\n\nMQTT是一种基于发布与订阅模式的轻量级消息协议。\n\n" + page_text("消息代理", 1) + "\n"
    blog.put({"a": page_text("网关")}, sections=rule)
    blog.write()
    told = {body["messages"][1]["content"] for body in stub.asked}
    assert any("- MQTT 是什么？" in one for one in told)
    blog.put({"a": page_text("网关", 3)}, sections=rule)
    blog.write()
    assert "- 网关的最大容量是什么？" in stub.asked[-1]["messages"][1]["content"]


@pytest.mark.parametrize("mode", ["fences", "think", "no-usage", "failing", "no-schema", "no-format", "old-limit"])
def test_answers_in_other_forms_are_taken(blog: Blog, stub: Stub, mode: str) -> None:
    """Fences, thoughts, no usage, two failures first, no schema, no format at all, an older server."""
    stub_url = stub.url
    blog.define({"model": "s", "base_url": stub_url, "price": {"input": 1, "output": 4}})
    blog.put({"a": page_text("电台", mode=mode)})
    done = blog.write()
    assert (done["exit"], done["cards"], done["held"]) == (0, 2, 0), done
    assert done["usd"] > 0


def test_a_server_is_asked_in_one_form_after_it_refused_another(blog: Blog, stub: Stub) -> None:
    """json_schema, then json_object, then plain: once a server, also in later runs."""
    blog.put({f"p{number}": page_text(f"设备{number}", mode="no-format") for number in range(12)})
    assert blog.write()["cards"] == 24
    forms = [body.get("response_format", {}).get("type", "plain") for body in stub.asked]
    assert forms.count("plain") == 12
    assert len(forms) <= 12 + 2 * 8, "those that were on their way when the first was refused"
    blog.put({"later": page_text("后来者", mode="no-format")})
    blog.write()
    assert stub.asked[-1].get("response_format") is None
    assert len(stub.asked) == len(forms) + 1


SPOILED = {
    "invented-quote": "R1",
    "changed-number": "R1",
    "placeholder": "R10",
    "injected": "R10",
    "html": "R10",
    "wrong-language": "R",
}


@pytest.mark.parametrize(("mode", "point"), SPOILED.items())
def test_what_the_source_does_not_say_never_ships(blog: Blog, mode: str, point: str) -> None:
    """Each such card is recorded with its reason, shown by `status`, and is in no deck."""
    blog.put({"a": page_text("电台", mode=mode)})
    done = blog.write()
    assert (done["exit"], done["cards"], done["held"]) == (0, 0, 2), done
    assert all(fault.startswith(point) for fault in done["faults"]), done["faults"]
    built = blog.run("build", "--json")
    assert '"notes": 1' in built.stdout
    shown = blog.run("status", "--json").stdout
    assert shown.count('"reason": "R') >= 2


def test_whole_cards_are_kept_beside_broken_ones(blog: Blog) -> None:
    """One bad card does not fail its siblings, and a cut answer gives what of it is whole."""
    blog.put({"half": page_text("电台", 3, mode="half-valid"), "cut": page_text("天线", 3, mode="truncated")})
    done = blog.write()
    assert (done["exit"], done["cards"]) == (0, 5), done
    reasons = {asked.asked: asked.reason for asked in blog.record().asked.values()}
    assert "card 2: answer, quote is missing" in reasons["link:https://x.example/half"]
    assert "cut off" in reasons["link:https://x.example/cut"]
    assert blog.write()["requests"] == 0


@pytest.mark.parametrize(
    ("mode", "outcome", "words"),
    [("empty", "none", "nothing to learn"), ("nonsense", "unusable", "no JSON"), ("refusal", "none", "refused")],
)
def test_no_card_is_an_answer_too(blog: Blog, mode: str, outcome: str, words: str) -> None:
    """It was paid for, so it is recorded, told by `status`, and not asked for again."""
    blog.put({"a": page_text("电台", mode=mode)})
    done = blog.write()
    assert (done["exit"], done["cards"], done["none"]) == (0, 0, 1)
    (asked,) = blog.record().asked.values()
    assert asked.outcome == outcome
    assert words in asked.reason
    assert words in blog.run("status", "--all").stdout
    assert blog.write()["requests"] == 0


def test_a_structural_fault_is_mended_once(blog: Blog, stub: Stub) -> None:
    """At most one repair a card and two an item; the mended card ships, the others are held with their reason."""
    blog.put({"a": page_text("电台", 3, mode="leaning")})
    done = blog.write()
    assert (done["exit"], done["requests"], done["cards"], done["held"]) == (0, 3, 2, 1), done
    assert {fault.split(":")[0] for fault in done["faults"]} == {"R3"}
    assert all("What to do: Name the thing" in body["messages"][1]["content"] for body in stub.asked[1:])


def test_one_card_in_ten_may_be_worded_anew(blog: Blog, stub: Stub) -> None:
    """With the passage, not the whole source; what is over stays held, and is not asked for by the next run."""
    blog.put({f"p{number:02d}": page_text(f"设备{number:02d}", 2, mode="leaning") for number in range(15)})
    done = blog.write()
    assert (done["requests"], done["cards"], done["held"]) == (15 + 4, 4, 26), done
    repairs = [body["messages"][1]["content"] for body in stub.asked if "What to do:" in body["messages"][1]["content"]]
    assert all("的最大容量是" in told and len(told) < 1_500 for told in repairs)
    assert blog.write()["requests"] == 0


@pytest.mark.parametrize("open_repairs", [0, 1])
def test_what_a_check_held_that_is_gone_stays_held(blog: Blog, stub: Stub, open_repairs: int) -> None:
    """Its reason is read and shown; it neither ships nor is asked about again, even where a repair was left open."""
    blog.put({"a": page_text("电台", 3)})
    assert blog.write()["cards"] == 3
    reason = "R1: the quote says it of another thing"
    rows = [json.loads(line) for line in blog.cards_path.read_text(encoding="utf-8").splitlines()]
    doubted = next(row for row in rows if "card" in row)
    doubted |= {"verdict": "rewrite", "fault": reason}
    next(row for row in rows if "asked" in row)["open"] = open_repairs
    blog.cards_path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    sent = len(stub.asked)
    done = blog.write()
    assert (done["exit"], done["requests"], len(stub.asked)) == (0, 0, sent), done
    assert [(card.answer, card.fault) for card in blog.record().cards.values() if card.verdict == "rewrite"] == [
        (doubted["answer"], reason)
    ]
    assert {asked.open for asked in blog.record().asked.values()} == {0}
    assert "the quote says it of another thing (R1)" in blog.run("status", "--all").stdout
    assert blog.run("build").returncode == 0
    notes = read_ledger(blog.folder / "deck.ledger.jsonl").notes.items()
    answers = [note.fields["Answer"] for key, note in notes if key.startswith("card:llm:") and note.state is State.LIVE]
    assert len(answers) == 2
    assert doubted["answer"] not in answers


def test_a_busy_server_is_left_alone_by_all(blog: Blog, stub: Stub) -> None:
    """One pause for all calls: nothing is sent while it lasts."""
    pages = {f"p{number:02d}": page_text(f"设备{number}") for number in range(12)}
    blog.put(pages | {"p00": page_text("忙", mode="busy-after")})
    done = blog.write()
    assert (done["exit"], done["items"], done["cards"]) == (0, 12, 24), done
    busy = next(time for time, source in zip(stub.times, stub.sources(), strict=True) if "mode: busy" in source)
    later = [time - busy for time in stub.times if time > busy]
    assert [gap for gap in later if 0.3 < gap < 0.95] == [], "sent during the pause"
    assert max(later) >= 1.0


def test_a_server_that_only_says_busy_is_asked_less_and_less(blog: Blog, stub: Stub) -> None:
    """Without Retry-After the pause begins with a second."""
    blog.put({"a": page_text("忙", mode="busy")})
    assert blog.write()["cards"] == 2
    assert [later - sooner >= 1.0 for sooner, later in pairwise(stub.times)] == [True]


@pytest.mark.parametrize(("mode", "words"), [("quota", "no quota is left"), ("wrong-key", "does not let us in")])
def test_a_run_ends_at_once_where_nothing_will_be_answered(blog: Blog, stub: Stub, mode: str, words: str) -> None:
    """No quota, a wrong key: exit code 1, the reason in words, and not one call for each item."""
    blog.put({f"p{number:02d}": page_text(f"设备{number}", mode=mode) for number in range(40)})
    done = blog.write(OPENAI_API_KEY="sk-secret-key")
    assert done["exit"] == 1
    assert words in done["stopped"]
    assert len(stub.asked) <= 8
    assert blog.record().asked == {}
    assert "sk-secret-key" not in str(done)


def test_one_item_that_cannot_be_answered_stops_no_other(blog: Blog, stub: Stub) -> None:
    """It is named with its place, and tried again by the next run: a failure is never an answer."""
    modes = {"good": "", "long": "too-long", "bad": "broken"}
    pages = {name: page_text(f"电台{name}", mode=mode) for name, mode in modes.items()}
    blog.put(pages)
    done = blog.write()
    assert (done["exit"], done["items"], done["cards"], done["left"]) == (1, 1, 2, 2), done
    messages = {problem["message"]: problem["line"] for problem in done["problems"]}
    assert any("maximum context length" in message for message in messages)
    assert all(line > 0 for line in messages.values())
    sent = len(stub.asked)
    blog.write()
    assert len(stub.asked) > sent
    assert blog.record().asked.keys() == {"link:https://x.example/good"}


def test_a_page_of_html_in_place_of_an_answer_is_a_failure(blog: Blog) -> None:
    """A proxy's page is no answer, and nothing is recorded of it."""
    blog.put({"a": page_text("电台", mode="html-page")})
    done = blog.write()
    assert done["exit"] == 1
    assert blog.record().asked == {}


def test_the_key_goes_to_the_server_and_nowhere_else(blog: Blog, stub: Stub) -> None:
    """Not into the store, the cards file or any output."""
    blog.put({"a": page_text("电台")})
    done = blog.run_apart("write", OPENAI_API_KEY="sk-very-secret", OPENAI_LOG="debug")
    assert stub.authorizations == ["Bearer sk-very-secret"]
    assert "sk-very-secret" not in done.stdout + done.stderr
    for path in blog.folder.rglob("*"):
        assert not path.is_file() or b"sk-very-secret" not in path.read_bytes(), path


def test_picks_are_asked_about_first(blog: Blog, stub: Stub) -> None:
    """And --max-items leaves the rest for another day."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(5)})
    (blog.folder / "deck.picks").write_text("star https://x.example/p3\n", encoding="utf-8")
    done = blog.write("--max-items", "2")
    assert (done["items"], done["left"]) == (2, 3)
    assert any("设备3" in source for source in stub.sources())


def test_a_source_is_marked_as_data(blog: Blog, stub: Stub) -> None:
    """Each request has its own random mark around the page's text, which the text cannot know."""
    blog.put({"a": page_text("甲电台"), "b": page_text("乙电台")})
    blog.write()
    marks = {line for body in stub.asked for line in body["messages"][1]["content"].splitlines() if "=====" in line}
    assert len({mark for mark in marks if mark.startswith("=====")}) == 2
    assert all("untrusted data" in body["messages"][0]["content"] for body in stub.asked)


def test_switched_off_cards_wait(blog: Blog, stub: Stub) -> None:
    """cards.llm: false holds what was written, says so before anything is paid, and loses nothing."""
    settings = {"model": "s", "base_url": stub.url, "price": {"input": 1, "output": 1}}
    blog.define(settings, cards={"llm": False})
    blog.put({"a": page_text("电台")})
    done = blog.write()
    assert "cards.llm is false" in done["stderr"]
    assert '"notes": 1' in blog.run("build", "--json").stdout
    blog.define(settings)
    assert '"notes": 3' in blog.run("build", "--json").stdout
    assert blog.write()["requests"] == 0


def test_a_starred_link_is_asked_about_first(blog: Blog, stub: Stub) -> None:
    """Where not all are asked about, it is among those that are."""
    blog.put({name: page_text(name) for name in ("a", "b", "c")})
    (blog.folder / "deck.picks").write_text("star https://x.example/c\n", encoding="utf-8")
    assert blog.write("--max-items", "1")["requests"] == 1
    assert "c的最大容量" in stub.sources()[0]
