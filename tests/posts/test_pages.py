"""Links from post to post: to the published page, into the vault, or no link at all; never anything to be studied."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from deckgen.model import Published
from deckgen.posts.pages import PageNames
from tests.continuity.blog import Blog
from tests.strict_html import faults_of

NAMES = PageNames(
    {
        path: Published(title=title, slug=slug, url=f"u:{path}", anchors={("Top", "A part"): "#a-part"})
        for path, title, slug in (
            ("home.md", "Welcome", "home"),
            ("notes/heap.md", "On heaps", "heap"),
            ("notes/deep/heap.md", "Deep heaps", "heap"),
            ("notes/2020-01-02-stack.md", "Stacks", "stack"),
            ("guide/index.md", "The guide", "guide"),
            ("two/a b.mdx", "Twice", "a b"),
            ("two/c.md", "Twice", "c"),
        )
    }
)


@pytest.mark.parametrize(
    ("post", "target", "wanted"),
    [
        ("home.md", "heap", "u:notes/heap.md"),
        ("home.md", "Heap.md", "u:notes/heap.md"),
        ("home.md", "deep/heap", "u:notes/deep/heap.md"),
        ("notes/deep/x.md", "heap", "u:notes/deep/heap.md"),
        ("notes/deep/x.md", "../heap.md", "u:notes/heap.md"),
        ("home.md", "/notes/heap", "u:notes/heap.md"),
        ("home.md", "stack", "u:notes/2020-01-02-stack.md"),
        ("home.md", "2020-01-02-stack", "u:notes/2020-01-02-stack.md"),
        ("home.md", "guide", "u:guide/index.md"),
        ("home.md", "The guide", "u:guide/index.md"),
        ("home.md", "Twice", ""),
        ("home.md", "two/a%20b.mdx", "u:two/a b.mdx"),
        ("home.md", "heap#A part", "u:notes/heap.md#a-part"),
        ("home.md", "heap#Top#A part", "u:notes/heap.md#a-part"),
        ("home.md", "heap.md#a-part", "u:notes/heap.md#a-part"),
        ("home.md", "heap#no such", "u:notes/heap.md"),
        ("home.md", "heap#^block", "u:notes/heap.md"),
        ("home.md", "#A part", "u:home.md#a-part"),
        ("home.md", "nowhere", ""),
        ("home.md", "../../etc/passwd", ""),
        ("home.md", "", "u:home.md"),
    ],
)
def test_a_name_is_a_page(post: str, target: str, wanted: str) -> None:
    assert NAMES.address(post, target) == wanted


TEXT = """\
# Sorting

Q: What does [[heap]] sort like [[no such page]]?
A: As in [[lib/stack|a stack]], [[heap#Cost & time]], ![[heap]] or [there](lib/2020-01-02-stack.md#use).

## What is a merge?

Two halves of [[heap]].

| name | what |
|---|---|
| a | [[heap\\|it]] |

<!-- deck: card
Q: Where is ==no gap==?
A: In [[heap]].
-->
"""


def blog_of(tmp_path: Path, site: str) -> Blog:
    blog = Blog(tmp_path)
    blog.set(f"site: {site}" if site else "")
    (blog.posts / "lib").mkdir()
    blog.write("sorting.md", TEXT)
    blog.write("heap.md", "# Heap\n\nQ: What is a heap?\nA: A tree.\n\n## Cost & time\n\nLow.\n")
    blog.write("lib/2020-01-02-stack.md", "---\ntitle: Stack\n---\n## Use\n\nQ: What is a stack?\nA: A pile.\n")
    return blog


def fields_of(blog: Blog) -> dict[str, dict[str, str]]:
    report = blog.build()
    assert report["problems"] == []
    notes = list(blog.ledger.notes.values())
    assert all(note.key.startswith("card:") for note in notes)
    for note in notes:
        assert not any(faults_of(field) for field in note.fields.values())
    return {html.unescape(note.fields["Question"]): note.fields for note in notes}


def test_a_link_to_a_published_post_is_one(tmp_path: Path) -> None:
    blog = blog_of(tmp_path, "https://blog.example")
    notes = fields_of(blog)
    base = "https://blog.example"
    heap = next(note for ask, note in notes.items() if "What is a heap" in ask)["Source"]
    where = heap.split('"')[1].split("#")[0]
    (question,) = (ask for ask in notes if "sort like" in ask)
    assert question == f'What does <a href="{where}">heap</a> sort like no such page?'
    answer = notes[question]["Answer"]
    assert answer.count(f'<a href="{where}">heap</a>') == 1
    assert f'<a href="{where}#cost--time">heap</a>' in answer
    assert f'<a href="{base}/2020/01/02/stack.html">a stack</a>' in answer
    assert f'<a href="{base}/2020/01/02/stack.html#use">there</a>' in answer


def test_without_a_site_it_is_words(tmp_path: Path) -> None:
    blog = blog_of(tmp_path, "")
    answers = {ask: note["Answer"] for ask, note in fields_of(blog).items()}
    assert answers["What does heap sort like no such page?"] == "As in a stack, heap, heap or there."


def test_links_into_a_vault(tmp_path: Path) -> None:
    """Of notes, too: their source opens the heading in Obsidian. The vault is the folder that Obsidian calls one."""
    blog = blog_of(tmp_path, "obsidian")
    (tmp_path / ".obsidian").mkdir()
    notes = fields_of(blog)
    open_ = f"obsidian://open?vault={tmp_path.name}&amp;file=_posts/"
    (question,) = (ask for ask in notes if "sort like" in ask)
    answer = notes[question]["Answer"]
    assert f'<a href="{open_}lib/2020-01-02-stack">a stack</a>' in answer
    assert f'<a href="{open_}heap%23Cost%20%26%20time">heap</a>' in answer
    assert notes[question]["Source"].startswith(f'<a href="{open_}sorting%23Sorting">')
    assert blog.build()["updated"] == 0
    blog.set("site: obsidian\naudience: public")
    blog.build("--resend", "all")
    assert not any("obsidian:" in field for note in blog.ledger.notes.values() for field in note.fields.values())
