"""What a learner did in Anki is among what there is to decide: words that the posts changed too, and leeches."""

from __future__ import annotations

import pytest

from deckgen.definition import load_definition
from deckgen.export.readback import read_package
from deckgen.files.learner import Edit
from deckgen.files.lock import build_lock
from deckgen.review import own_words
from deckgen.review.desk import Desk
from tests.continuity.blog import FIRST, SECOND
from tests.review.conftest import MODEL, POST, Client, Reviewed

MINE, WAS, NOW = "A <i>big</i> parent.", "Aragon and Seidel, in 1989.", "Aragon and Seidel, in 1996."
GOOD = f"{MODEL}1{'0' * 15}"


def rows(client: Client) -> dict[str, dict[str, object]]:
    """Return the rows of the page by their keys."""
    (desk,) = client.server.desks.values()
    return {row["id"]: row for row in desk.rows()}


@pytest.fixture
def key(reviewed: Reviewed) -> str:
    """Return a note that its learner wrote anew, and the post too."""
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    (key,) = [key for key, note in reviewed.blog.ledger.notes.items() if "treap" in note.fields.get("Question", "")]
    was = reviewed.blog.ledger.notes[key].fields["Answer"]
    reviewed.put_learner(key, edited={"Answer": Edit(words=MINE, was=was)})
    reviewed.blog.write("2020-01-01-trees.md", POST.replace(WAS, NOW))
    return key


def shipped(reviewed: Reviewed, key: str, at: int) -> tuple[str, int]:
    """Build; return the answer in the package and the note's stamp."""
    reviewed.blog.run("build", reviewed.blog.definition, at=at)
    guid = reviewed.blog.ledger.notes[key].guid
    (note,) = [note for note in read_package(reviewed.blog.package).notes if note.guid == guid]
    return note.fields["Answer"], reviewed.blog.ledger.notes[key].mod


def test_a_conflict_is_shown_with_both_sides(key: str, client: Client) -> None:
    """The learner's words as they ship, beside them what the posts say now; no other kind takes it."""
    row = rows(client)[key]
    assert (row["queue"], row["open"]) == ("conflict", True)
    assert "you wrote Answer anew in Anki" in str(row["why"])
    card = client.ask("card", key=key)[1]
    assert MINE in card["sides"][0]["back"]
    assert NOW in card["other"][0]["back"]


def test_mine_is_kept_until_the_posts_say_something_else(reviewed: Reviewed, key: str, client: Client) -> None:
    """The learner file says so, the cards file nothing, and the build warns no more."""
    assert client.ask("decide", key=key, choice="accept")[0] == 200
    assert not rows(client)[key]["open"]
    assert key not in reviewed.decisions
    assert MINE in client.ask("card", key=key)[1]["sides"][0]["back"]
    assert shipped(reviewed, key, SECOND)[0] == MINE
    assert "in your Anki" not in reviewed.blog.run("build", reviewed.blog.definition, at=SECOND).stderr
    reviewed.blog.write("2020-01-01-trees.md", POST.replace(WAS, "Somebody else."))
    assert rows(client)[key]["queue"] == "conflict"


def test_the_posts_words_are_taken(reviewed: Reviewed, key: str, client: Client) -> None:
    """They ship, stamped past what Anki has, once."""
    before = shipped(reviewed, key, SECOND)
    assert before[0] == MINE
    rows(client)
    assert client.ask("decide", key=key, choice="take")[0] == 200
    assert not rows(client)[key]["open"]
    answer, mod = shipped(reviewed, key, SECOND + 10)
    assert (answer, mod > before[1]) == (NOW, True)
    assert shipped(reviewed, key, SECOND + 20) == (answer, mod)


def test_undo_brings_both_back(reviewed: Reviewed, key: str, client: Client) -> None:
    """The file says again what it said."""
    before = reviewed.known(key)
    rows(client)
    client.ask("decide", key=key, choice="take")
    assert reviewed.known(key) != before
    assert client.ask("undo")[0] == 200
    assert reviewed.known(key) == before
    assert rows(client)[key]["open"]


def test_what_a_pull_has_read_meanwhile_is_not_overwritten(
    reviewed: Reviewed, key: str, client: Client
) -> None:
    """The page is told; a decision of another kind does not mind."""
    rows(client)
    reviewed.put_learner(key, edited={"Answer": Edit(words="Newer words", was="x")})
    status, answer = client.ask("decide", key=key, choice="take")
    assert (status, answer["refused"]) == (409, "Anki was read meanwhile; reload the page")
    assert reviewed.known(key).edited["Answer"].words == "Newer words"
    client.ask("decide", key=key, choice="reject")
    assert not rows(client)[key]["open"]


def test_an_update_at_work_is_waited_for(
    reviewed: Reviewed, key: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost: the page is told to send it again."""
    monkeypatch.setattr(own_words, "_WAIT_SECONDS", 0.1)
    rows(client)
    with build_lock(reviewed.blog.ledger_path):
        status, answer = client.ask("decide", key=key, choice="take", event="same")
    assert (status, "has been building this deck" in answer) == (500, True)
    assert client.ask("decide", key=key, choice="take", event="same")[0] == 200
    assert reviewed.known(key).edited["Answer"].given_up


def test_a_leech_is_to_be_decided(reviewed: Reviewed, client: Client) -> None:
    """With the way to another wording: of a model's card that of write, of another one its post."""
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    reviewed.put_learner(GOOD, tags=("leech",))
    row = rows(client)[GOOD]
    guid = reviewed.blog.ledger.notes[GOOD].guid
    assert (row["queue"], row["open"]) == ("leech", True)
    assert f"deckgen write --rewrite {guid}" in str(row["why"])
    client.ask("decide", key=GOOD, choice="accept")
    assert not rows(client)[GOOD]["open"]
    (other,) = [key for key, note in reviewed.blog.ledger.notes.items() if "treap" in note.fields.get("Question", "")]
    reviewed.put_learner(other, tags=("leech",))
    assert "or reword its post" in str(rows(client)[other]["why"])


def test_a_deck_for_everybody_knows_no_learner(reviewed: Reviewed, key: str, client: Client) -> None:
    """Nothing of the file is shown."""
    text = reviewed.blog.definition.read_text(encoding="utf-8")
    reviewed.blog.definition.write_text(text + "\naudience: public\n", encoding="utf-8")
    row = next(row for row in Desk(load_definition(reviewed.blog.definition)).rows() if row["id"] == key)
    assert row["queue"] == "changed"
