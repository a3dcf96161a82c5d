"""`diff`: what the next build would do, note by note, before it does it."""

from __future__ import annotations

import datetime

import pytest

from deckgen.build.input.read_posts import read_posts
from deckgen.definition import load_definition
from deckgen.files.store import open_store
from tests.continuity.blog import SECOND, THIRD, Blog

POST, OTHER = "2020-01-01-post.md", "2020-02-01-other.md"
A, B, C, D = (f"https://{name}.example/x" for name in ("one", "two", "three", "four"))


def link(url: str, title: str) -> str:
    return f"{url}\n\n{title}\n\n"


START = "# Links\n\n" + link(A, "The first article") + link(B, "The second article") + link(C, "The third article")


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    blog.write(POST, START)
    blog.write(OTHER, "# Other\n\nNothing here.\n")
    blog.build()
    return blog


def test_each_kind_of_change_is_told_once(shipped: Blog) -> None:
    """New, updated with old and new words, moved with both places, held with its reason, retired, then revived."""
    shipped.write(POST, "# Links\n\n" + link(A, "The first article, again") + link(D, "The fourth article"))
    shipped.write(OTHER, "# Other\n\n" + link(B, "The second article"))
    changes = {change["what"]: change for change in shipped.diff()}
    assert changes.keys() == {"new", "updated", "moved", "retired"}
    assert (changes["new"]["key"], changes["new"]["title"]) == (f"link:{D}", "The fourth article")
    updated = {field["field"]: (field["old"], field["new"]) for field in changes["updated"]["fields"]}
    assert updated["Title"] == ("The first article", "The first article, again")
    assert (changes["moved"]["was"], changes["moved"]["place"]) == ([POST, "Links"], [OTHER, "Other"])
    assert (changes["retired"]["key"], changes["retired"]["tags"]) == (f"link:{C}", ["+deckgen::retired"])
    shipped.build(at=SECOND)
    shipped.write(POST, START.replace(link(B, "The second article"), ""))
    shipped.picks.write_text(f"skip {A}\n", encoding="utf-8")
    changes = {change["what"]: change for change in shipped.diff(at=THIRD)}
    assert changes.keys() == {"held", "revived", "retired"}
    assert (changes["held"]["key"], changes["held"]["reason"]) == (f"link:{A}", "skipped by the picks")
    assert (changes["revived"]["key"], changes["revived"]["tags"]) == (f"link:{C}", ["-deckgen::retired"])


def test_a_cloze_note_is_named_by_its_words_on_one_line(shipped: Blog) -> None:
    shipped.write(OTHER, "# Other\n\nThe kettle ==boils==\nand then ==whistles==.\n")
    [change] = [one for one in shipped.diff() if one["type"] == "deckgen cloze"]
    assert change["title"] == "The kettle [boils] and then [whistles]."
    assert "+ new     The kettle [boils] and then [whistles]." in shipped.run("diff", shipped.definition).stdout


def test_people_see_old_and_new_words_below_each_other(shipped: Blog) -> None:
    """Like git: a sign, a title, the lines that go and those that come, and the totals."""
    shipped.write(POST, START.replace("The first article", "The first article, again"))
    out = shipped.run("diff", shipped.definition, at=SECOND).stdout.splitlines()
    assert out[0].startswith("~ updated The first article, again")
    assert out[1:4] == ["    Title", "    - The first article", "    + The first article, again"]
    assert out[-1] == "Blog: 1 updated"


def test_diff_writes_nothing_and_says_what_the_build_then_does(shipped: Blog) -> None:
    """Its totals are the build's."""
    shipped.write(POST, START.replace("The first", "The very first") + link(D, "The fourth article"))
    before = shipped.files()
    stat = shipped.diff("--stat")
    assert shipped.files() == before
    report = shipped.build(at=SECOND)
    assert {name: stat[0][name] for name in ("notes", "new", "updated", "moved", "retired")} == {
        name: report[name] for name in ("notes", "new", "updated", "moved", "retired")
    }
    assert shipped.diff() == []


def test_the_exit_code_tells_whether_there_is_a_change(shipped: Blog) -> None:
    """0 where a build would change nothing, 1 where it would; without --exit-code always 0."""
    assert shipped.run("diff", shipped.definition, "--exit-code", "-q", at=SECOND).exit_code == 0
    shipped.write(POST, START + link(D, "The fourth article"))
    assert shipped.run("diff", shipped.definition, "--exit-code", "-q", at=SECOND).exit_code == 1
    assert shipped.run("diff", shipped.definition, "-q", at=SECOND).exit_code == 0


def test_one_edited_post_is_one_parse(shipped: Blog) -> None:
    """All other posts are remembered by their content, renamed ones too."""
    definition = load_definition(shipped.definition)
    shipped.write(POST, START + link(D, "The fourth article"))
    shipped.rename(OTHER, "2021-01-01-renamed.md")
    store, _ = open_store(definition.store_path)
    steps: list[str] = []
    with store:
        for expected in (["reading posts"], []):
            read_posts(definition, store, datetime.date(2026, 6, 7), lambda step, *_: steps.append(step))
            assert steps == expected
            steps.clear()


def test_notes_of_a_renamed_post_are_told_together(blog: Blog) -> None:
    """One line for all that stand under the same headings as before; another post's note has its own."""
    asks = "".join(f"Q: What is thing {number}?\nA: It is {number * 7} wide.\n\n" for number in range(6))
    blog.write("old.md", f"# Things\n\n{asks}")
    blog.write("b.md", "# Other\n\n## One\n\nQ: What is other?\nA: It is blue.\n")
    blog.build()
    blog.rename("old.md", "new.md")
    blog.write("b.md", "# Other\n\n## Two\n\nQ: What is other?\nA: It is blue.\n")
    said = blog.run("diff", blog.definition, at=SECOND).stdout
    assert "→ moved   6 notes, under the same headings  new.md\n           from old.md\n" in said
    assert said.count("→ moved") == 2
    assert len(blog.diff()) == 7


def test_fields_are_told_in_the_order_of_the_card(blog: Blog) -> None:
    """What its reader sees first comes first; what deckgen keeps for itself is told to programs alone."""
    blog.write("a.md", "# Pieces\n\n[Kettles](https://a.example/k): they boil.\n")
    blog.build()
    blog.write("a.md", "# Pieces\n\n[Kettles and pans](https://a.example/k): they boil water.\n")
    said = blog.run("diff", blog.definition, at=SECOND).stdout
    assert said.index("Title\n") < said.index("Comment\n")
    assert "Made" not in said
