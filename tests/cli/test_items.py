"""`deckgen items` from outside."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Deckgen

POST = """\
# Nets

## Optimisers

Gradient descent takes small steps downhill; the learning rate says how small they are.

https://one.example/a?utm_source=x

The first article

http://localhost:8000/

The local one
"""


def test_json_gives_one_object_an_item(deckgen: Deckgen, posts: Path) -> None:
    """The keys of links and of sections are fixed, in this order."""
    (posts / "2020-01-02-learning.md").write_text(POST, encoding="utf-8")
    said = deckgen("items", posts, "--json")
    assert (said.code, said.err) == (0, "")
    by_kind = {one["kind"]: one for one in reversed(said.objects)}
    common = ["topic", "headings", "post", "line", "sources"]
    assert list(by_kind["link"]) == [
        "kind",
        "key",
        "title",
        "url",
        "link_kind",
        "comment",
        *common,
        "status",
        "reason",
    ]
    assert list(by_kind["section"]) == ["kind", "key", "title", *common, "text", "status", "reason"]
    link = by_kind["link"]
    headings = ["Nets", "Optimisers"]
    source = {
        "post": "2020-01-02-learning.md",
        "line": 7,
        "headings": headings,
        "url": "https://one.example/a?utm_source=x",
    }
    assert link == {
        "kind": "link",
        "key": "link:https://one.example/a",
        "title": "The first article",
        "url": "https://one.example/a?utm_source=x",
        "link_kind": "article",
        "comment": "",
        "topic": "Nets",
        "headings": headings,
        "post": "2020-01-02-learning.md",
        "line": 7,
        "sources": [source],
        "status": "ok",
        "reason": "",
    }
    section = by_kind["section"]
    assert section["key"].startswith("section:")
    assert "Gradient descent" in section["text"]
    assert section["line"] == section["sources"][0]["line"]


def test_what_is_left_out_is_listed_with_its_reason(deckgen: Deckgen, posts: Path) -> None:
    """Nothing of the posts is passed over in silence."""
    (posts / "2020-01-02-learning.md").write_text(POST, encoding="utf-8")
    objects = deckgen("items", posts, "--json").objects
    [local] = [one for one in objects if one.get("url", "").startswith("http://localhost")]
    assert local["status"] == "skipped"
    assert local["reason"]


def test_a_link_in_two_posts_is_one_item_with_two_sources(deckgen: Deckgen, posts: Path) -> None:
    """The first in reading order gives its place."""
    (posts / "2021-01-02-again.md").write_text(
        "# Later\n\nhttps://one.example/a/\n\nThe first article\n", encoding="utf-8"
    )
    objects = deckgen("items", posts, "--json").objects
    [item] = [one for one in objects if one.get("url", "").startswith("https://one.example/")]
    assert [(one["post"], one["line"]) for one in item["sources"]] == [
        ("2020-01-02-learning.md", 7),
        ("2021-01-02-again.md", 3),
    ]
    assert item["post"] == "2020-01-02-learning.md"


def test_text_for_people(deckgen: Deckgen, posts: Path) -> None:
    """Items stand under their topic with their place, counts at the end."""
    out = deckgen("items", posts).out
    assert "\nNetworks\n" in out
    assert "article    The first article  2020-01-02-learning.md:7\n" in out
    assert out.endswith("\n2 links ok\n")


def test_it_writes_nothing_beside_the_store(deckgen: Deckgen, posts: Path) -> None:
    """Listing is not building."""
    deckgen("items", posts)
    assert sorted(path.name for path in Path().iterdir()) == [".deckgen", "blog"]


def test_problems_go_to_stderr(deckgen: Deckgen, posts: Path) -> None:
    """Text or JSON lines; an error gives exit code 1, and the good posts are listed all the same."""
    (posts / "2020-01-05-broken.md").write_bytes(b"# Broken\n\n\xff\xff is in no charset\n")
    said = deckgen("items", posts, "--json")
    assert said.code == 1
    assert [list(one) for one in said.problems] == [["path", "line", "severity", "code", "message"]]
    assert len(said.objects) == 3
    text = deckgen("items", posts)
    problem = said.problems[0]
    assert text.err == f"{problem['path']}:{problem['line']}: error: {problem['message']}\n"


def test_picks_and_definitions_count(deckgen: Deckgen, posts: Path) -> None:
    """An item that a pick holds says so."""
    Path("a.yaml").write_text('deck: A\nid: "a"\nposts: blog/_posts\n', encoding="utf-8")
    Path("a.picks").write_text("skip https://one.example/*\n", encoding="utf-8")
    objects = deckgen("items", "a.yaml", "--json").objects
    assert [one["status"] for one in objects] == ["held", "ok"]


def test_no_deck_here(deckgen: Deckgen) -> None:
    """The same way out as from a build."""
    said = deckgen("items")
    assert said.code == 2
    assert "there is no deck here" in said.err
