"""What a user at a terminal types and is asked, from posts to a model's cards in Anki."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from tests.anki_real import fresh_collection, import_package, snapshot
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub
from tests.typed import typed


def test_a_terminal_is_asked_once_before_anything_is_paid(
    blog: Blog, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A no asks nobody; --yes does not ask; who has nothing to pay for is not asked."""
    blog.put({"a": page_text("电台")})
    asked: list[str] = []

    def refuse(words: str, **_more: Any) -> bool:
        asked.append(words)
        return False

    monkeypatch.setattr("deckgen.cli.write.click.confirm", refuse)
    monkeypatch.setattr("deckgen.cli.write.is_terminal", lambda: True)
    done = blog.run("write")
    assert (done.returncode, len(asked), stub.asked) == (0, 1, [])
    assert "1 item to ask about" in done.stderr
    assert "nothing was asked" in done.stderr
    assert blog.run("write", "--yes").returncode == 0
    assert blog.run("write").returncode == 0
    assert (len(asked), len(stub.asked)) == (1, 1)


def test_a_terminal_is_asked_once_before_a_batch_is_handed_over(
    blog: Blog, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what it may cost at most; collecting is paid for already, and so not asked about."""
    blog.put({"a": page_text("电台")})
    asked: list[str] = []
    answers = [False, True]

    def answer(words: str, **_more: Any) -> bool:
        asked.append(words)
        return answers.pop(0)

    monkeypatch.setattr("deckgen.cli.write.click.confirm", answer)
    monkeypatch.setattr("deckgen.cli.write.is_terminal", lambda: True)
    done = blog.run("write", "--batch")
    assert (done.returncode, len(asked), stub.batches) == (0, 1, {})
    assert re.search(r"1 request to stub-1 at 127\.0\.0\.1:\d+ in batches, at most 0\.0\d+ USD", done.stderr)
    assert "nothing was asked" in done.stderr
    assert blog.run("write", "--batch").returncode == 0
    assert (len(asked), [*stub.batches]) == (2, ["batch_1"])
    assert blog.run("write", "--batch").returncode == 0
    stub.finish("batch_1")
    assert "ships 2 new cards of a model" in blog.run("write", "--batch").stdout
    assert len(asked) == 2


def test_from_a_folder_and_a_key_to_cards_in_anki_it_takes_two_commands(blog: Blog, stub: Stub) -> None:
    """Typed on a terminal: the estimate is shown, one yes is wanted, and the build that follows is printed."""
    blog.put({}, sections="# 网络设备\n\n" + page_text("交换机") + "\n")
    environment = blog.environment(OPENAI_BASE_URL=stub.url, OPENAI_API_KEY="sk-mine")
    said = typed(["write", "posts", "-o", "my.apkg"], blog.folder, environment, "y\n")
    assert said.index("1 item to ask about") < said.index("Ask?") < said.index("2 cards from 1 item"), said
    assert said.count("Ask?") == 1
    *_, last = said.strip().splitlines()
    command = last.partition("`")[2].partition("`")[0]
    assert shlex.split(command)[0] == "deckgen", said
    said = typed(shlex.split(command)[1:], blog.folder, environment, "")
    assert "Ask?" not in said, "a build asks nobody"
    assert stub.authorizations == ["Bearer sk-mine"] * len(stub.authorizations)
    with fresh_collection(blog.folder / "anki") as collection:
        import_package(collection, blog.folder / "my.apkg")
        answers = {note.fields.get("Answer") for note in snapshot(collection).values()}
    assert {"7096 字节", "7003 号"} <= answers
