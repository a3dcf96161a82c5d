"""What a model is asked about, and what of its cards a deck may hold."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from deckgen.files.answers import ServerRecord
from deckgen.files.cards import Record
from deckgen.files.ledger import read_ledger
from deckgen.llm.plan import estimate, plan_tasks
from deckgen.llm.prices import Rate
from deckgen.llm.prompts import load_prompt
from deckgen.llm.requests import Asking
from deckgen.llm.sources import Candidate, Material, material
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub


def settings(stub: Stub) -> dict[str, Any]:
    return {"model": "s", "base_url": stub.url, "price": {"input": 1, "output": 1}}


def test_what_is_excluded_or_skipped_is_never_asked_about(blog: Blog, stub: Stub) -> None:
    """By the definition, picks, a comment, a draft's mark, its date: not a byte of it leaves."""
    blog.define(
        settings(stub),
        exclude={"headings": ["私事"], "globs": ["secret/*"]},
        since="2015-01-01",
        cards={"llm": True, "reading": "all"},
    )
    blog.put({"a": page_text("电台"), "b": page_text("天线")}, sections="# 私事\n\n" + page_text("日记") + "\n")
    posts = blog.folder / "posts"
    (posts / "secret").mkdir()
    section = "# 网络设备\n\n" + page_text("秘密") + "\n"
    told = page_text("网桥", 1) + "\n\n" + page_text("秘密", 1).partition("\n")[0] + "\n\n<!-- deck: skip -->"
    (posts / "c.md").write_text(f"# 局域网\n\n{told}\n", encoding="utf-8")
    (posts / "secret" / "s.md").write_text(section, encoding="utf-8")
    (posts / "d.md").write_text("---\ndraft: true\n---\n" + section, encoding="utf-8")
    (posts / "2001-01-01-old.md").write_text(section, encoding="utf-8")
    (blog.folder / "deck.picks").write_text("skip https://x.example/b\n", encoding="utf-8")
    done = blog.write()
    assert (done["requests"], done["cards"]) == (2, 3), done
    sent = json.dumps(stub.asked, ensure_ascii=False)
    assert "电台" in sent
    assert not any(word in sent for word in ("天线", "日记", "秘密"))


def test_a_pick_holds_cards_that_were_written_before(blog: Blog) -> None:
    """They are kept, and ship again when the pick goes."""
    blog.put({"a": page_text("电台")})
    blog.write()
    picks = blog.folder / "deck.picks"
    picks.write_text("skip https://x.example/a\n", encoding="utf-8")
    assert json.loads(blog.run("build", "--json").stdout)["notes"] == 0
    picks.unlink()
    assert json.loads(blog.run("build", "--json").stdout)["notes"] == 3


NOTHING = {
    "nothing": "",
    "short": "只有一句话。",
    "code": "```python\n" + "def f(x):\n    return x + 1\n" * 60 + "```",
    "open code": "~~~\n" + "x = f(x)\n" * 200,
    "addresses": "\n\n".join(f"<https://y.example/{number}>" for number in range(60)),
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_section_that_says_nothing_is_not_asked_about(blog: Blog, stub: Stub, name: str) -> None:
    """Code alone, addresses alone, a few words."""
    blog.put({}, sections=f"# 网络设备\n\n{NOTHING[name]}\n")
    assert blog.write()["requests"] == 0
    assert stub.asked == []


def test_code_goes_along_with_the_words_around_it(blog: Blog, stub: Stub) -> None:
    blog.put({}, sections="# 网络设备\n\n" + page_text("交换机") + "\n\n```sh\nping -c 1 host\n```\n")
    assert blog.write()["requests"] == 1
    assert "ping -c 1 host" in stub.sources()[0]


def test_a_page_that_is_only_a_menu_costs_one_request_and_no_card(blog: Blog, stub: Stub) -> None:
    """The model says that there is nothing in it, and it is never asked again."""
    blog.put({"menu": "\n".join(f"栏目{number}" for number in range(200))})
    assert (blog.write()["none"], blog.write()["requests"]) == (1, 0)


def test_a_public_deck_holds_no_passage_of_other_peoples_pages(blog: Blog, stub: Stub) -> None:
    """No quote and no detail, which is copied too; the author's own sections keep theirs."""
    stub.reword = lambda card: {**card, "detail": card["quote"]}
    blog.define(settings(stub), audience="public")
    blog.put({"a": page_text("电台")}, sections="# 网络设备\n\n" + page_text("交换机") + "\n")
    assert blog.write()["cards"] == 4
    assert blog.run("build").returncode == 0
    passages = {"电台": "电台的最大容量是6096 字节。", "交换机": "交换机的最大容量是7096 字节。"}
    notes = [note for key, note in read_ledger(blog.folder / "deck.ledger.jsonl").notes.items() if ":llm:" in key]
    told = {name: [note for note in notes if name in note.fields["Question"]] for name in passages}
    assert {name: len(found) for name, found in told.items()} == {"电台": 2, "交换机": 2}
    assert not any(passages["电台"] in value for note in told["电台"] for value in note.fields.values())
    assert sum(passages["交换机"] in note.fields.get("Quote", "") for note in told["交换机"]) == 1
    blog.define(settings(stub), audience="private")
    assert blog.run("build").returncode == 0
    notes = [note for key, note in read_ledger(blog.folder / "deck.ledger.jsonl").notes.items() if ":llm:" in key]
    assert not any(passages["电台"] in value for note in notes for value in note.fields.values())  # it is kept nowhere


def test_a_definition_without_an_id_is_written_for_as_well(blog: Blog, stub: Stub) -> None:
    """Its namespace is drawn by the first build; the cards written before are its cards."""
    llm = {**settings(stub), "judge": False}
    whole = {"deck": "D", "posts": "posts", "cards": {"llm": True}, "llm": llm}
    blog.definition.write_text(json.dumps(whole), encoding="utf-8")
    blog.put({"a": page_text("电台")})
    assert blog.write()["cards"] == 2
    assert not (blog.folder / "deck.ledger.jsonl").exists()
    assert json.loads(blog.run("build", "--json").stdout)["notes"] == 3
    before = (blog.folder / "deck.ledger.jsonl").read_bytes()
    assert blog.write("--rewrite", "all")["requests"] == 1
    assert blog.run("build").returncode == 0
    assert (blog.folder / "deck.ledger.jsonl").read_bytes() == before


def test_a_deck_of_nothing_asks_nothing(blog: Blog, stub: Stub) -> None:
    """No post, or none that says anything."""
    blog.put({})
    done = blog.write()
    assert (done["exit"], done["items"], done["requests"]) == (0, 0, 0)
    assert not blog.cards_path.exists()
    for arguments in (["--export", str(blog.folder / "out")], ["--dry-run"], ["--batch"]):
        assert blog.run("write", *arguments).returncode == 0
    assert not blog.cards_path.exists()
    assert stub.asked == []


def test_odd_characters_go_there_and_back(blog: Blog, stub: Stub) -> None:
    """Emoji, characters beyond the basic plane, marks that combine, a title with half a pair in it."""
    text = page_text("𠮷🙂电台").replace("6096 字节", "é🙂 6096")
    blog.define(settings(stub), topics="post")
    blog.put({"a": text}, sections="# 😀 网络设备\n\n" + page_text("交换机") + "\n")
    post = blog.folder / "posts" / "a.md"
    front = '---\ntitle: "half \\ud83d pair {{source}}"\n---\n'
    post.write_text(front + post.read_text(encoding="utf-8"), encoding="utf-8")
    done = blog.write()
    assert done["exit"] == 0, done
    assert done["requests"] == 2
    assert any("😀 网络设备" in body["messages"][1]["content"] for body in stub.asked)
    assert blog.write("--rewrite", "all", "--export", str(blog.folder / "out"))["exported"] == 2
    assert blog.run("build").returncode == 0


def test_a_lost_batch_connection_is_no_crash(blog: Blog) -> None:
    """The reason in words, exit code 1."""
    blog.put({"a": page_text("电台")})
    blog.define({"model": "s", "base_url": "http://127.0.0.1:9/v1", "price": {"input": 1, "output": 1}})
    done = blog.write("--batch")
    assert done["exit"] == 1
    assert "no connection" in done["stopped"]


class NoAnswers:
    def get(self, _request: str) -> None:
        return None


@pytest.mark.slow
def test_thousands_of_items_are_planned_in_seconds() -> None:
    """The estimate of many is made from some, and says how many requests they are to the last one."""
    text = page_text("设备", 5) * 8
    found = [
        Candidate(item=str(number), use="page", title="t", topic="t", read=str(number // 2))
        for number in range(5_000)
    ]

    def open_text(one: Candidate) -> Material:
        return material(one, f"{one.item} {text}")

    asking = Asking(model="m", prompts={use: load_prompt(name, use) for use, name in (("page", "qa"),)}, count=3)
    started = time.process_time()
    plan = plan_tasks(found, Record(), asking, NoAnswers(), open_text)  # type: ignore[arg-type]
    whole = estimate(plan, ServerRecord(), Rate(1.0, 1.0))
    assert time.process_time() - started < 10
    assert whole.requests == 2_500, "sources that are the same are asked about once"
    fewer = plan_tasks(found[:400], Record(), asking, NoAnswers(), open_text)  # type: ignore[arg-type]
    some = estimate(fewer, ServerRecord(), Rate(1.0, 1.0))
    assert some.requests == 200
    assert whole.input_tokens == pytest.approx(some.input_tokens * 12.5, rel=0.01)
    assert whole.output_tokens == some.output_tokens * 12.5
