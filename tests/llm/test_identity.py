"""Notes of a model's cards: learners keep them when the words, the model, the source or the place change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deckgen.files.learner import Learner, LearnerNote, write_learner
from deckgen.files.ledger import read_ledger
from deckgen.files.records import NoteRecord, State
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub


def notes(blog: Blog) -> dict[str, NoteRecord]:
    """Build, and give the model's live notes by page and answer."""
    built = blog.run("build", "--allow-retire")
    assert built.returncode == 0, built.stderr
    ledger = read_ledger(blog.folder / "deck.ledger.jsonl")
    return {
        f"{note.fields.get('URL', '')} {note.fields['Answer']}": note
        for key, note in ledger.notes.items()
        if key.startswith("card:llm:") and note.state is State.LIVE
    }


def reworded(card: dict[str, str]) -> dict[str, str]:
    thing, _, what = card["question"].removesuffix("是什么？").partition("的")
    return card | {"question": f"请问{thing}的{what}为多少？", "answer": f"为{card['answer']}"}


def test_a_rewrite_by_another_model_keeps_the_notes(blog: Blog, stub: Stub) -> None:
    """Other words, the same facts: the same GUIDs; a fact that nobody asks for any more is retired."""
    blog.put({f"p{number}": page_text(f"设备{number}", 3) for number in range(10)})
    blog.write()
    before = notes(blog)
    assert len(before) == 30
    stub.reword = reworded
    blog.define({"model": "stub-2", "base_url": stub.url, "price": {"input": 1, "output": 1}})
    done = blog.write("--rewrite", "all")
    assert (done["requests"], done["cards"]) == (10, 30)
    after = notes(blog)
    assert {answer.replace(" 为", " "): note.guid for answer, note in after.items()} == {
        answer: note.guid for answer, note in before.items()
    }
    assert {note.fields["Made"] for note in after.values()} == {"stub-2 qa/5"}
    assert blog.write()["requests"] == 0


def test_a_rewrite_that_was_cut_short_goes_on(blog: Blog, stub: Stub) -> None:
    """What was rewritten is not rewritten once more; after its end the next wish begins anew."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(6)})
    blog.write()
    assert blog.write("--rewrite", "all", "--max-items", "4")["requests"] == 4
    assert blog.write("--rewrite", "all")["requests"] == 2
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(7)})
    assert blog.write()["requests"] == 1
    assert blog.write("--rewrite", "all")["requests"] == 7


def test_a_rewrite_asks_about_what_is_meant_and_about_nothing_else(blog: Blog, stub: Stub) -> None:
    """An item's key, a note's Key, a form, a URL, a glob; the words that were asked for are those of the item alone."""
    pages = {f"p{number}": page_text(f"设备{number}") for number in range(4)}
    rule = "# MQTT\n\nMQTT是一种基于发布与订阅模式的轻量级消息协议。\n\n" + page_text("消息代理", 1) + "\n"
    blog.put(pages, sections=rule)
    blog.write()
    kept = notes(blog)
    guid = next(note.guid for name, note in kept.items() if "/p2 " in name)
    section = next(item for item in blog.record().asked if item.startswith("section:"))
    blog.put(pages | {"new": page_text("新设备")}, sections=rule)
    for targets, meant in (
        (["link:https://x.example/p1"], {"设备1"}),
        (["https://x.example/p0/", guid], {"设备0", "设备2"}),
        (["https://x.example/p*"], {"设备3"}),  # the others were asked about again already
        (["https://x.example/p*"], {"设备0", "设备1", "设备2", "设备3"}),
        (["form:definition"], {"MQTT"}),
        ([section], {"MQTT"}),
        (["https://x.example/new"], {"新设备"}),
    ):
        stub.asked.clear()
        done = blog.write(*(word for target in targets for word in ("--rewrite", target)))
        assert done["exit"] == 0, done
        sources = stub.sources()
        assert len(sources) == len(meant), targets
        assert all(any(name in source for source in sources) for name in meant), targets
    assert blog.write()["requests"] == 0
    assert {name: note.guid for name, note in notes(blog).items() if name in kept} == {
        name: note.guid for name, note in kept.items()
    }


def test_a_rewritten_leech_is_asked_for_with_the_reason_and_arrives(blog: Blog, stub: Stub) -> None:
    """Its new words are stamped past the time at which Anki tagged it."""
    blog.put({"a": page_text("电台"), "b": page_text("天线")})
    blog.write()
    kept = notes(blog)
    name, note = next((name, note) for name, note in kept.items() if "/a " in name)
    tagged = note.mod + 5_000
    ledger = read_ledger(blog.folder / "deck.ledger.jsonl")
    leech = LearnerNote(key=note.guid, mod=tagged, seen=tagged, arrived=note.mod, tags=("leech",))
    write_learner(
        blog.folder / "deck.learner.jsonl", Learner(namespace=ledger.header.namespace, notes={note.guid: leech})
    )
    stub.asked.clear()
    stub.reword = reworded
    assert blog.write("--rewrite", note.guid)["exit"] == 0
    asked = json.dumps(stub.asked[0], ensure_ascii=False)
    assert "forgets this one again and again" in asked
    assert note.fields["Answer"] in asked
    after = next(again for again in notes(blog).values() if again.guid == note.guid)
    assert after.fields != note.fields, name
    assert after.mod > tagged


def test_a_target_that_means_nothing_asks_nothing(blog: Blog, stub: Stub) -> None:
    """A warning for an address that nobody may be asked about, wrong usage for what is no target."""
    blog.put({"a": page_text("电台")})
    done = blog.write("--rewrite", "https://x.example/none")
    assert (done["exit"], done["requests"], done["left"]) == (0, 0, 1)
    assert "https://x.example/none: nothing that may be asked about" in done["stderr"]
    assert blog.run("write", "--rewrite", "nonsense").returncode == 2
    assert stub.asked == []


def test_a_rewrite_of_one_item_asks_about_no_other_in_another_name(blog: Blog, tmp_path: Path) -> None:
    """What was exported before is still waited for: its answers are taken, and not asked for again."""
    blog.put({"a": page_text("电台")})
    blog.write()
    blog.put({"a": page_text("电台"), "b": page_text("天线")})
    blog.write("--export", str(tmp_path / "before"))
    blog.write("--rewrite", "https://x.example/a")
    blog.write("--export", str(tmp_path / "after"))
    before, after = (tmp_path / folder / "deck-0001.jsonl" for folder in ("before", "after"))
    assert json.loads(before.read_text())["custom_id"] == json.loads(after.read_text())["custom_id"]


def test_a_passage_that_still_stands_keeps_its_words(blog: Blog, stub: Stub) -> None:
    """A page changed elsewhere: nothing of what learners have is touched, whatever the model says now."""
    blog.put({"a": page_text("电台", 2)})
    blog.write()
    before = notes(blog)
    stub.reword = reworded
    blog.put({"a": page_text("电台", 3)})
    blog.write()
    after = notes(blog)
    assert {answer: after[answer] for answer in before} == before
    assert len(after) == 3


def test_a_changed_passage_goes_on_or_goes(blog: Blog) -> None:
    """No card says what its page says no more: its note is retired, and comes back with its passage."""
    blog.put({"a": page_text("电台", 2)})
    blog.write()
    before = notes(blog)
    blog.put({"a": page_text("天线", 2)})
    blog.write()
    assert not notes(blog).keys() & {note.guid for note in before.values()}
    blog.put({"a": page_text("电台", 2)})
    blog.write()
    assert {note.guid for note in notes(blog).values()} == {note.guid for note in before.values()}


def test_a_link_that_moves_takes_its_cards_along(blog: Blog) -> None:
    """Another post, another heading: not one field of content changes."""
    pages = {"a": page_text("电台", 2), "b": page_text("天线", 2)}
    blog.put(pages)
    blog.write()
    before = notes(blog)
    text = (blog.folder / "posts/a.md").read_text(encoding="utf-8")
    (blog.folder / "posts/a.md").unlink()
    (blog.folder / "posts/z.md").write_text(text.replace("# 网络", "# 无线"), encoding="utf-8")
    after = notes(blog)
    assert {answer: (note.guid, note.mod) for answer, note in after.items()} == {
        answer: (note.guid, note.mod) for answer, note in before.items()
    }


def test_a_lost_cards_file_costs_nobody_a_card(blog: Blog) -> None:
    """What was shipped stays as it is, with a warning; written anew, the cards find their notes again."""
    pages = {"a": page_text("电台", 2)}
    blog.put(pages)
    blog.write()
    before = notes(blog)
    blog.cards_path.unlink()
    built = blog.run("build")
    assert "deck.cards.jsonl: warning: is missing" in built.stderr
    assert notes(blog) == before
    blog.write()
    assert notes(blog) == before


def test_a_section_keeps_the_cards_that_it_still_says(blog: Blog, stub: Stub) -> None:
    """An edit elsewhere in a section asks again and keeps them; without asking, what stands no more is not shipped."""
    section = "# 说明\n\n" + page_text("交换机", 2) + "\n"
    blog.put({}, sections=section)
    blog.write()
    before = notes(blog)
    assert len(before) == 2
    gone = section.replace("交换机的默认端口是7003 号。", "端口另有说明。")
    blog.put({}, sections=gone)
    assert notes(blog).keys() == {" 7096 字节"}
    blog.put({}, sections=section)
    assert {note.guid for note in notes(blog).values()} == {note.guid for note in before.values()}


def test_two_pages_may_say_the_same(blog: Blog) -> None:
    """R9 never holds between cards of different URLs, and one text behind two links is asked about once."""
    text = page_text("电台", 2)
    blog.put({"a": text, "b": text})
    done = blog.write()
    assert (done["requests"], done["items"], done["cards"]) == (1, 2, 4)
    built = json.loads(blog.run("build", "--json").stdout)
    assert built["notes"] == 6


@pytest.mark.anki
def test_reviews_survive_another_model_in_a_real_anki(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """Studied, rewritten by another model, imported again: the same cards, their schedule, and the new words."""
    from tests import anki_real

    blog.put({f"p{number}": page_text(f"设备{number}", 3) for number in range(4)})
    blog.write()
    first = notes(blog)
    with anki_real.fresh_collection(tmp_path) as collection:
        anki_real.import_package(collection, blog.output)
        anki_real.study(collection, *(note.guid for note in first.values()))
        before = anki_real.snapshot(collection)
        stub.reword = reworded
        blog.define({"model": "stub-2", "base_url": stub.url, "price": {"input": 1, "output": 1}})
        blog.write("--rewrite", "all")
        second = notes(blog)
        log = anki_real.import_package(collection, blog.output)
        after = anki_real.snapshot(collection)
        assert (log.new, log.updated) == (0, len(first))
        assert {guid: state.cards for guid, state in after.items()} == {
            guid: state.cards for guid, state in before.items()
        }
        assert anki_real.faults(collection) == []
        fields = anki_real.fields_by_guid(collection)
        assert {fields[note.guid]["Answer"] for note in second.values()} == {
            note.fields["Answer"] for note in second.values()
        }


def test_one_card_is_skipped_by_its_key(blog: Blog) -> None:
    """The picks take a note's Key: its siblings and the link's reading note stay."""
    blog.put({"a": page_text("电台", 2)})
    blog.write()
    before = notes(blog)
    gone, kept = sorted(before)
    (blog.folder / "deck.picks").write_text(f"skip {before[gone].guid}\n", encoding="utf-8")
    assert notes(blog).keys() == {kept}
    (blog.folder / "deck.picks").unlink()
    assert notes(blog) == before


def test_a_lost_cards_file_brings_nothing_back(blog: Blog) -> None:
    """What was retired before stays so."""
    blog.put({"a": page_text("电台", 2)})
    blog.write()
    first = notes(blog)
    blog.put({"a": page_text("天线", 2)})
    blog.write()
    second = notes(blog)
    blog.cards_path.unlink()
    assert notes(blog) == second
    assert not {note.guid for note in second.values()} & {note.guid for note in first.values()}


def test_cards_of_a_link_whose_address_was_put_right_are_paid_for_once(blog: Blog) -> None:
    """They are found under the new address, with its page: their notes go on, and nothing is asked again."""
    blog.put({"old": page_text("设备"), "other": page_text("另一个")})
    blog.write()
    before = {name.split()[-1] + note.guid: note for name, note in notes(blog).items()}
    post = blog.folder / "posts" / "a.md"
    post.write_text(post.read_text(encoding="utf-8").replace("x.example/old", "www.x.example/old"), encoding="utf-8")
    assert blog.write()["requests"] == 0
    after = {name.split()[-1] + note.guid: note for name, note in notes(blog).items()}
    assert after.keys() == before.keys()
    assert {note.fields["URL"] for note in after.values()} == {"https://www.x.example/old", "https://x.example/other"}
    assert blog.write()["requests"] == 0
