"""A link that no post names is called what its fetched page calls itself; no shipped note is sent for it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from deckgen.files.field_text import plain
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.records import State
from deckgen.files.store import open_store
from tests.continuity.blog import SECOND, THIRD, Blog

BARE = "https://kettle.example/p/7"
SLUG = "https://kettle.example/how-to-boil"
NAMED = "https://kettle.example/p/8"
POST = f"# Boiling\n\nMuch was said.\n\n- {BARE}\n- {SLUG}\n- [The lids]({NAMED})\n"


def fetched(blog: Blog, title: str) -> None:
    store, _ = open_store(blog.definition.parent / ".deckgen" / "store.sqlite")
    with store:
        pages = Pages(store)
        pages.make()
        record = PageRecord(status="ok", page_class="ok", kept="ok", title=title, next_try=2**40, etag="x")
        urls = (BARE, NAMED)
        pages.put(dict.fromkeys(urls, record), dict.fromkeys(urls, PageContent("The text.", "")))
        how = msgspec.structs.replace(record, title="How it boils")
        pages.put({SLUG: how}, {SLUG: PageContent("Another text.", "")})
        pages.tell_builds()


def forgotten(blog: Blog) -> None:
    for path in (blog.definition.parent / ".deckgen").iterdir():
        path.unlink()


def titles(blog: Blog) -> dict[str, str]:
    notes = blog.ledger.notes.values()
    return {one.key.removeprefix("link:"): plain(one.fields["Title"]) for one in notes if one.state is State.LIVE}


def test_a_page_names_its_link(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", POST)
    fetched(blog, "Water, and how it boils")
    blog.build()
    assert titles(blog) == {BARE: "Water, and how it boils", SLUG: "How it boils", NAMED: "The lids"}


def test_the_title_stays_when_the_store_is_gone(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", POST)
    fetched(blog, "Water, and how it boils")
    blog.build()
    before = {key: one.mod for key, one in blog.ledger.notes.items()}
    named = titles(blog)
    forgotten(blog)
    blog.build(at=SECOND)
    assert titles(blog) == named
    assert {key: one.mod for key, one in blog.ledger.notes.items()} == before


def test_a_shipped_title_stays_whatever_its_page_says_later(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", POST)
    blog.build()
    assert titles(blog) == {SLUG: "kettle.example/how-to-boil", NAMED: "The lids"}
    before = blog.note(SLUG).mod
    fetched(blog, "Water, and how it boils")
    blog.build(at=SECOND)
    assert (titles(blog)[SLUG], blog.note(SLUG).mod) == ("kettle.example/how-to-boil", before)
    assert titles(blog)[BARE] == "Water, and how it boils"
    fetched(blog, "Water")
    blog.build(at=THIRD)
    assert titles(blog)[BARE] == "Water, and how it boils"


@pytest.mark.parametrize("title", ["", "Kettle"])
def test_a_page_that_says_nothing_of_itself_names_no_link(tmp_path: Path, title: str) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", POST)
    fetched(blog, title)
    blog.build()
    assert BARE not in titles(blog)


def test_no_page_names_a_link_in_public(tmp_path: Path) -> None:
    blog = Blog(tmp_path, "audience: public")
    blog.write("a.md", POST)
    fetched(blog, "Water, and how it boils")
    blog.build()
    assert titles(blog) == {SLUG: "kettle.example/how-to-boil", NAMED: "The lids"}
