"""A first build without a note leaves no deck and no ledger behind, and says what else there is to do."""

from __future__ import annotations

import json
from pathlib import Path

from tests.continuity.blog import SECOND, Blog

PROSE = "# Thoughts\n\n" + "It rained again, and nobody came. We sat and waited for the bus that never goes.\n" * 9
CARD = "# Kettle\n\nQ: What boils?\nA: The water.\n"


def made(blog: Blog) -> list[str]:
    return sorted(set(blog.files()) - {"blog.yaml"})


def test_a_first_build_without_a_note_writes_no_file(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", PROSE)
    for _ in range(2):
        report = blog.build()
        assert (report["notes"], report["problems"]) == (0, [])
        shown = " ".join(blog.run("build", blog.definition).stdout.split())
        assert "no file is written" in shown
        assert f"deckgen status {blog.definition} gives the reason of each of 1 item" in shown
        assert f"deckgen write {blog.definition} would ask a language model for cards on 1 section" in shown
        assert made(blog) == []
    blog.write("b.md", CARD)
    assert blog.build()["notes"] == 1
    assert made(blog) == ["blog.apkg", "blog.ledger.jsonl"]


def test_what_it_names_runs_without_a_ledger(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", PROSE)
    blog.build()
    assert blog.run("status", blog.definition).exit_code == 0
    offer = blog.run("write", blog.definition, "--dry-run", "--json")
    assert json.loads(offer.stdout.splitlines()[-1])["items"] == 1
    assert made(blog) == []


def test_posts_given_directly_are_named_as_they_were(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", PROSE)
    out = tmp_path / "new" / "my.apkg"
    shown = blog.run("build", blog.posts, "-o", out)
    assert f"deckgen status {blog.posts}" in " ".join(shown.stdout.split())
    assert not out.exists()
    assert not [path for path in out.parent.glob("*") if path.is_file()]


def test_a_deck_that_was_built_is_written_also_when_it_is_empty(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", CARD)
    blog.build()
    blog.write("a.md", PROSE)
    report = blog.build(at=SECOND)
    assert (report["notes"], report["retired"], report["problems"]) == (0, 1, [])
    assert made(blog) == ["blog.apkg", "blog.ledger.jsonl"]
