"""The cards file of a deck for everybody: nothing of the pages that were asked about stands in it."""

from __future__ import annotations

from deckgen.files.ledger import read_ledger
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub

QUOTE = "路由器的最大容量是7096 字节。"


def define(blog: Blog, stub: Stub, audience: str) -> None:
    blog.define({"model": "stub-1", "base_url": stub.url, "price": {"input": 1.0, "output": 4.0}}, audience=audience)


def test_a_public_deck_keeps_no_passage_of_a_page(blog: Blog, stub: Stub) -> None:
    """Not in the file, nor in the ledger; those of the author's own sections stay, and nothing is asked twice."""
    section = "# 说明\n\n" + page_text("交换机", 1) + "\n"
    define(blog, stub, "public")
    blog.put({"a": page_text("路由器", 2)}, sections=section)
    assert blog.write()["cards"] == 3
    data = blog.cards_path.read_text(encoding="utf-8")
    assert QUOTE not in data
    assert "交换机的最大容量是7096 字节。" in data
    assert "路由器的最大容量是什么？" in data
    assert blog.run("build").returncode == 0
    ledger = (blog.folder / "deck.ledger.jsonl").read_text(encoding="utf-8")
    assert (QUOTE in ledger, "路由器的最大容量是什么？" in ledger) == (False, True)
    asked = len(stub.asked)
    assert blog.write()["requests"] == 0
    assert (len(stub.asked), blog.cards_path.read_text(encoding="utf-8")) == (asked, data)


def test_a_deck_that_becomes_public(blog: Blog, stub: Stub) -> None:
    """The next `write` takes the passages out, asks nobody, and each note stays itself."""
    blog.put({"a": page_text("路由器", 2)})
    blog.write()
    blog.run("build")
    assert QUOTE in blog.cards_path.read_text(encoding="utf-8")
    before = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    define(blog, stub, "public")
    assert "holds passages of other people's pages" in blog.run("build").stderr
    assert blog.write()["requests"] == 0
    assert QUOTE not in blog.cards_path.read_text(encoding="utf-8")
    built = blog.run("build")
    assert (built.returncode, "passages" in built.stderr) == (0, False)
    after = read_ledger(blog.folder / "deck.ledger.jsonl").notes
    assert {key: note.guid for key, note in after.items()} == {key: note.guid for key, note in before.items()}


def test_a_page_that_changed(blog: Blog, stub: Stub) -> None:
    """A card whose answer still stands on the page stays, though the file does not say where it stood."""
    define(blog, stub, "public")
    blog.put({"a": page_text("路由器", 2)})
    blog.write()
    blog.run("build")
    before = blog.record().cards
    blog.put({"a": page_text("路由器", 3)})
    assert blog.write()["requests"] == 1
    assert before.keys() <= blog.record().cards.keys()
