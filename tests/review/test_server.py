"""The server of a review: what it answers to its own page, and that nobody else can make it act."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.decisions import Decided
from deckgen.files.errors import DeckgenError
from deckgen.files.records import State
from deckgen.review.server import MOST_BYTES, Server
from tests.continuity.blog import FIRST, SECOND
from tests.review.conftest import MODEL, POST, Client, Reviewed

GOOD, DOUBTED, HELD = (f"{MODEL}{number}{'0' * 15}" for number in (1, 2, 3))
HEAPS = "link:https://trees.example/heaps"


def rows(client: Client) -> dict[str, dict[str, Any]]:
    status, page = client.ask("", method="GET", path=f"/{client.server.token}/")
    assert status == 200
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return {row["id"]: row for row in json.loads(found[1].replace("<\\/", "</"))["cards"]}


def key_of(client: Client, title: str) -> str:
    return next(key for key, row in rows(client).items() if title in row["title"])


def test_each_note_is_of_one_kind(client: Client) -> None:
    """New, held, doubted, links without a card: each with the reason to look at it, the surest need first."""
    found = rows(client)
    assert {key: row["queue"] for key, row in found.items() if row["queue"] != "new"} == {
        DOUBTED: "doubt", HELD: "held", HEAPS: "link",
    }  # fmt: skip
    assert [row["queue"] for row in found.values()][:2] == ["doubt", "held"]
    assert all(row["open"] and row["why"] for row in found.values())


def test_a_card_comes_with_its_quote_in_its_passage_and_its_verdict(client: Client) -> None:
    status, card = client.ask("card", key=DOUBTED)
    assert status == 200
    assert "红黑树的根是什么颜色" in card["sides"][0]["front"]
    before, quote, after = card["passage"]
    assert (before[-6:], quote, after[0]) == ("红色或黑色，", "根和叶是黑色", "。")
    assert ["judged-no", "m judge/1 says no"] in card["verdict"]
    assert card["words"] == {"Question": "红黑树的根是什么颜色？", "Answer": "红色", "Detail": ""}


@pytest.mark.parametrize("kind", ["question", "own", "cloze", "reading", "model", "topic"])
def test_every_kind_of_card_can_be_decided_about(reviewed: Reviewed, client: Client, kind: str) -> None:
    """Accepted, edited, rejected and undone; each is on the disk when it is answered."""
    key = {
        "question": key_of(client, "What is a heap?"), "own": key_of(client, "Who named"), "model": HELD,
        "cloze": key_of(client, "height of a balanced"), "reading": key_of(client, "B-trees"),
        "topic": next(key for key in rows(client) if key.startswith("topic:")),
    }[kind]  # fmt: skip
    for choice in ("accept", "reject"):
        assert client.ask("decide", key=key, choice=choice)[0] == 200
        assert reviewed.decisions[key].choice == choice
    words = client.ask("card", key=key)[1]["words"]
    edited = {name: f"{text} (edited)" for name, text in words.items() if text}
    status, _ = client.ask("decide", key=key, choice="edit", fields=words | edited)
    assert status == (409 if kind == "topic" else 200)
    if kind != "topic":
        assert reviewed.decisions[key].choice is Decided.EDIT
        assert "(edited)" in client.ask("card", key=key)[1]["sides"][0]["front"]
        client.ask("undo")
    assert reviewed.decisions[key].choice is Decided.REJECT
    client.ask("undo")
    client.ask("undo")
    assert key not in reviewed.decisions
    assert client.ask("undo")[0] == 409


def test_an_edit_that_changes_nothing_is_an_acceptance(reviewed: Reviewed, client: Client) -> None:
    words = client.ask("card", key=GOOD)[1]["words"]
    client.ask("decide", key=GOOD, choice="edit", fields=words)
    assert reviewed.decisions[GOOD].choice is Decided.ACCEPT


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"Question": " ", "Answer": "a"}, "Question is empty"),
        ({"Question": "q", "Answer": ""}, "Answer is empty"),
        ({"Question": "q", "Answer": "a", "Made": "x"}, "Made is no field that can be edited"),
    ],
)
def test_words_that_make_no_card_are_refused(
    reviewed: Reviewed, client: Client, fields: dict[str, str], fault: str
) -> None:
    assert client.ask("sketch", key=GOOD, fields=fields) == (200, {"fault": fault})
    assert client.ask("decide", key=GOOD, choice="edit", fields=fields) == (409, {"refused": fault})
    assert reviewed.decisions == {}


def test_a_gap_card_needs_a_gap(client: Client) -> None:
    key = key_of(client, "height of a balanced")
    fault = client.ask("sketch", key=key, fields={"Text": "no gap", "Detail": ""})[1]["fault"]
    assert fault == "Text has no gap: write ==words== around what it hides"
    sides = client.ask("sketch", key=key, fields={"Text": "It is ==logarithmic== and ==balanced==."})[1]["sides"]
    assert [side["name"] for side in sides] == ["Cloze 1", "Cloze 2"]


def test_stars_and_skips_land_in_the_picks(reviewed: Reviewed, client: Client) -> None:
    """What was written there by hand stays; a star pressed twice is none."""
    reviewed.blog.picks.write_bytes(b"# by hand\nskip form:table\n")
    client.ask("decide", key=HEAPS, choice="star")
    assert reviewed.blog.picks.read_bytes() == (
        b"# by hand\nskip form:table\nstar https://trees.example/heaps  # review\n"
    )
    assert rows(client)[HEAPS]["pick"] == "star"
    client.ask("decide", key=HEAPS, choice="skip")
    client.ask("decide", key=HEAPS, choice="skip")
    assert reviewed.blog.picks.read_bytes() == b"# by hand\nskip form:table\n"
    assert client.ask("decide", key=GOOD, choice="star")[0] == 409


def test_skipping_a_section_or_a_topic(reviewed: Reviewed, client: Client) -> None:
    """No card of the section is shipped; the note of a topic, which no line of the picks can mean, is rejected."""
    states = client.ask("decide", key=GOOD, choice="skip")[1]["states"]
    assert {key: state["open"] for key, state in states.items()} == {GOOD: False, DOUBTED: False, HELD: False}
    topic = next(key for key in rows(client) if key.startswith("topic:"))
    client.ask("decide", key=topic, choice="skip")
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    notes = reviewed.blog.ledger.notes
    assert [notes[key].state for key in (GOOD, HELD, topic)] == [State.HELD] * 3
    assert reviewed.decisions.keys() == {topic}


def test_accepting_a_link_without_a_card_is_a_star(reviewed: Reviewed, client: Client) -> None:
    client.ask("decide", key=HEAPS, choice="accept")
    assert reviewed.blog.picks.read_text() == "star https://trees.example/heaps  # review\n"
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    assert reviewed.blog.ledger.notes[HEAPS].state is State.LIVE


def test_both_versions_are_shown_and_either_can_be_taken(reviewed: Reviewed, client: Client) -> None:
    """An edited card whose source changed: kept, it is decided; taken, it says its source's words."""
    key = key_of(client, "What is a heap?")
    words = {"Question": "Which tree is a heap?", "Answer": "A **full** one"}
    client.ask("decide", key=key, choice="edit", fields=words)
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    assert rows(client)[key]["queue"] == ""
    reviewed.blog.write("2020-01-01-trees.md", POST.replace("each parent is at least", "no parent is less"))
    reviewed.blog.run("build", reviewed.blog.definition, at=SECOND)
    row = rows(client)[key]
    assert (row["queue"], row["open"], row["decision"]) == ("both", True, "edit")
    card = client.ask("card", key=key)[1]
    assert "<b>full</b>" in card["sides"][0]["back"]
    assert "no parent is less" in card["other"][0]["back"]
    client.ask("decide", key=key, choice="accept")
    assert reviewed.decisions[key].fields["Answer"] == "A **full** one"
    assert not rows(client)[key]["open"]
    client.ask("undo")
    assert rows(client)[key]["open"]
    client.ask("decide", key=key, choice="take")
    assert reviewed.decisions[key].choice is Decided.ACCEPT
    reviewed.blog.run("build", reviewed.blog.definition, at=SECOND + 1)
    assert "no parent is less" in reviewed.blog.ledger.notes[key].fields["Answer"]


def test_a_card_that_its_source_lost_can_be_kept(reviewed: Reviewed, client: Client) -> None:
    """An edited card whose question left the post: kept, nothing more is to be decided; there are no words to take."""
    key = key_of(client, "Who named")
    client.ask("decide", key=key, choice="edit", fields={"Question": "Who coined treap?", "Answer": "Two people"})
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    gone = POST.replace("Q: Who named the treap?\nA: Aragon and Seidel, in 1989.\n", "Trees have names.\n")
    reviewed.blog.write("2020-01-01-trees.md", gone)
    row = rows(client)[key]
    assert (row["queue"], row["open"]) == ("both", True)
    assert client.ask("decide", key=key, choice="take")[0] == 409
    assert client.ask("card", key=key)[1]["words"]["Answer"] == "Two people"
    client.ask("decide", key=key, choice="accept")
    assert not rows(client)[key]["open"]
    assert "says otherwise" not in reviewed.blog.run("build", reviewed.blog.definition, at=SECOND).stderr
    assert reviewed.blog.ledger.notes[key].fields["Answer"] == "Two people"
    client.ask("decide", key=key, choice="edit", fields={"Question": "Who coined treap?", "Answer": "Aragon, Seidel"})
    reviewed.blog.run("build", reviewed.blog.definition, at=SECOND + 1)
    assert reviewed.blog.ledger.notes[key].fields["Answer"] == "Aragon, Seidel"
    client.ask("decide", key=key, choice="reject")
    reviewed.blog.run("build", reviewed.blog.definition, at=SECOND + 2)
    assert reviewed.blog.ledger.notes[key].state is not State.LIVE


def test_a_star_outlives_an_acceptance(reviewed: Reviewed, client: Client) -> None:
    """A link's card may be there by its star alone; an edited title of a bare link stars it, too."""
    for choice, fields in (("accept", {}), ("accept", {}), ("edit", {"Title": "Heaps, well explained", "Comment": ""})):
        client.ask("decide", key=HEAPS, choice=choice, fields=fields)
        assert reviewed.blog.picks.read_text() == "star https://trees.example/heaps  # review\n"
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    note = reviewed.blog.ledger.notes[HEAPS]
    assert (note.state, note.fields["Title"]) == (State.LIVE, "Heaps, well explained")
    rows(client)
    client.ask("decide", key=HEAPS, choice="reject")
    assert reviewed.blog.picks.read_text() == ""


def test_the_page_follows_the_posts(reviewed: Reviewed, client: Client) -> None:
    """Loaded again, it shows them as they are, and what others wrote into the cards file and the picks."""
    rows(client)
    reviewed.blog.write("2020-01-01-trees.md", POST + "\nQ: What is a rope?\nA: A tree of strings.\n")
    assert key_of(client, "What is a rope?")
    reviewed.blog.picks.write_text("star https://trees.example/heaps  # review\n")
    assert rows(client)[HEAPS]["pick"] == "star"


def test_a_request_that_comes_twice_is_done_once(reviewed: Reviewed, client: Client) -> None:
    """Its answer was lost on the way, so the page sent it again."""
    for _ in range(2):
        client.ask("decide", key=HEAPS, choice="star", event="same")
    assert reviewed.blog.picks.read_text() == "star https://trees.example/heaps  # review\n"
    for _ in range(2):
        assert client.ask("undo", event="other")[0] == 200
    assert reviewed.blog.picks.read_text() == ""


def test_nobody_undoes_what_another_page_decided(reviewed: Reviewed, client: Client) -> None:
    client.ask("decide", key=GOOD, choice="accept", tab="a")
    assert client.ask("undo", tab="b")[0] == 409
    client.ask("decide", key=GOOD, choice="reject", tab="b")
    status, answer = client.ask("undo", tab="a")
    assert (status, answer["refused"]) == (409, "another page has decided about this card since; nothing was undone")
    assert reviewed.decisions[GOOD].choice is Decided.REJECT
    assert client.ask("news", since=0)[1]["states"][GOOD]["decision"] == "reject"


def test_many_decisions_at_once_are_all_kept(reviewed: Reviewed, client: Client) -> None:
    """From several threads, while builds run beside them."""
    keys = [key for key, row in rows(client).items() if row["type"] == "question"]

    def press(number: int) -> None:
        for turn in range(6):
            choice = ("accept", "reject")[(turn + number) % 2]
            status, _ = client.ask("decide", key=keys[number], choice=choice, tab=str(number), event=f"{number} {turn}")
            assert status == 200

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(keys))]
    for thread in threads:
        thread.start()
    for at in range(3):
        assert reviewed.blog.run("build", reviewed.blog.definition, at=FIRST + at).exit_code == 0
    for thread in threads:
        thread.join()
    told = {key: reviewed.decisions[key].choice.value for key in keys}
    assert told == {key: ("accept", "reject")[(5 + number) % 2] for number, key in enumerate(keys)}
    before = len(reviewed.blog.ledger.notes)
    assert reviewed.blog.run("build", reviewed.blog.definition, at=SECOND).exit_code == 0
    ledger = reviewed.blog.ledger_path.read_bytes()
    assert "Nothing to import" in reviewed.blog.run("build", reviewed.blog.definition, at=SECOND).stdout
    assert (len(reviewed.blog.ledger.notes), reviewed.blog.ledger_path.read_bytes()) == (before, ledger)


def test_a_lost_cards_file_is_not_begun_anew(reviewed: Reviewed) -> None:
    """A file with decisions alone would tell the next build that all cards of the model are gone."""
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    reviewed.cards_path.unlink()
    with pytest.raises(DeckgenError, match="restore it from git"):
        reviewed.told()


# --- who may ask --------------------------------------------------------------------------------------------


def test_it_listens_to_this_machine_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert len(server.token) >= 32


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 403),
        ({"Host": "[::1]:{port}"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_another_page_cannot_make_it_act(
    reviewed: Reviewed, client: Client, headers: dict[str, str], status: int
) -> None:
    """Not even with the token: a bent name, another origin, or what a form can send."""
    port = client.server.server_port
    bent = {name: value.format(port=port) for name, value in headers.items()}
    assert client.ask("decide", key=GOOD, choice="reject", headers=bent)[0] == status
    assert reviewed.decisions == {}


@pytest.mark.parametrize("token", ["", "blog", "x" * 32, "%C3%A9"])
def test_without_the_token_there_is_nothing(reviewed: Reviewed, client: Client, token: str) -> None:
    assert client.ask("", path=f"/{token}/blog/decide", key=GOOD, choice="reject")[0] == 403
    assert client.ask("", method="GET", path=f"/{token}/")[0] == 403
    assert reviewed.decisions == {}


@pytest.mark.parametrize(
    ("action", "asked", "status"),
    [
        ("nothing", {}, 404), ("decide", {"choice": "burn"}, 404), ("decide", {"key": "none", "choice": "accept"}, 409),
        ("decide", {"key": 7}, 400), ("card", {"key": "no note"}, 409), ("decide", {"fields": {"a": 1}}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(client: Client, action: str, asked: dict[str, Any], status: int) -> None:
    assert client.ask(action, **asked)[0] == status


def test_what_is_too_long_is_not_read(client: Client) -> None:
    headers = {"Content-Length": str(MOST_BYTES + 1)}
    assert client.ask("decide", key=GOOD, choice="accept", headers=headers)[0] == 413


def test_a_full_disk_is_said_and_nothing_is_acknowledged(
    reviewed: Reviewed, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("deckgen.review.keeper.write_atomic", full)
    assert client.ask("decide", key=GOOD, choice="accept")[0] == 500
    monkeypatch.undo()
    assert reviewed.decisions == {}
    assert client.ask("decide", key=GOOD, choice="accept")[0] == 200
    assert reviewed.decisions[GOOD].choice is Decided.ACCEPT




def test_a_models_card_that_nobody_has_looked_at_is_to_be_decided(reviewed: Reviewed, client: Client) -> None:
    """Also after a build shipped it unseen, until somebody decides; a card that the author's text gave is not."""
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    found = rows(client)
    assert (found[GOOD]["queue"], found[GOOD]["open"]) == ("unseen", True)
    assert not found[key_of(client, "Who named")]["open"]
    client.ask("decide", key=GOOD, choice="accept")
    assert not rows(client)[GOOD]["open"]
