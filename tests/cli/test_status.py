"""``deckgen status``: why a section has no card, in words that help, and numbers as people read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.build.tell.overview import sort_of
from deckgen.language.plurals import counted
from tests.cli.conftest import Deckgen

POST = """\
# Kettles

## Only code

```sh
kettle --boil
```

```sh
kettle --pour
```

## Only a table

| a | b |
| --- | --- |
| c | d |

## Talk

Well, we had tea. And then, who knows! So it went.

https://shop.example/a

A shop that sells it

## A formula

$$a + b$$
"""


@pytest.fixture
def posts(here: Path) -> Path:
    folder = here / "blog"
    folder.mkdir()
    (folder / "2020-01-02-tea.md").write_text(POST, encoding="utf-8")
    return folder


def test_a_long_answer_in_two_parts_is_said(deckgen: Deckgen, here: Path) -> None:
    folder = here / "blog"
    folder.mkdir()
    answer = "A pot that boils water.\n\nIt whistles.\n\nIt is red.\n\nIt is old."
    (folder / "a.md").write_text(f"# What is a kettle?\n\n{answer}\n\n# What is tea?\n\nLeaves.\n", encoding="utf-8")
    deckgen("build", folder)
    cards = [card for item in deckgen("status", folder, "--json").objects for card in item["cards"]]
    assert {card["front"]: card["is_split"] for card in cards} == {"What is a kettle?": True, "What is tea?": False}
    assert "1 long answer in two parts" in deckgen("status", folder).out


def test_a_section_without_cards_says_what_stands_in_it(deckgen: Deckgen, posts: Path) -> None:
    found = {one["title"]: (one["reason"], one["detail"]) for one in deckgen("status", posts, "--json").objects}
    assert found["Only code"] == ("only code, and nothing said about it", "2 code blocks")
    assert found["Only a table"] == ("only tables, and nothing said about it", "1 table")
    assert found["A formula"] == ("only formulas, and nothing said about it", "1 formula")
    assert found["Talk"] == ("no form of card fits what its sentences say", "3 sentences")


def test_rules_that_are_switched_off_are_the_reason(deckgen: Deckgen, posts: Path) -> None:
    (posts.parent / "tea.yaml").write_text('deck: Tea\nid: "a"\nposts: blog\ncards: {forms: false}\n', encoding="utf-8")
    found = {one["title"]: one["reason"] for one in deckgen("status", "tea.yaml", "--json").objects}
    assert found["Talk"] == "the forms are switched off (cards.forms)"


def test_one_of_a_thing_is_no_plural(deckgen: Deckgen, posts: Path) -> None:
    out = deckgen("status", posts, "--all").out
    assert "Talk  2020-01-02-tea.md:19  no form of card fits what its sentences say (3 sentences)\n" in out
    assert "    1 item: no form of card fits what its sentences say\n" in out
    assert "1 link ok, 4 sections ok\n" in deckgen("items", posts).out
    assert "Blog: 1 note\n" in deckgen("build", posts, "--name", "Blog", "-o", "my.apkg").out
    assert "blog: 1 note, 1 unchanged" in deckgen("preview", posts, "-o", "my.apkg").out
    assert [counted(one, "entry") for one in (0, 1, 2_000)] == ["0 entries", "1 entry", "2,000 entries"]


def test_posts_alone_are_compared_with_the_deck_that_was_built_of_them(deckgen: Deckgen, posts: Path) -> None:
    deckgen("build", posts, "--name", "Tea", "-o", "decks/../my.apkg")
    assert "Tea: nothing would change" in deckgen("diff", posts).out
    assert "Tea: 1 note, 1 unchanged" in deckgen("preview", posts).out
    assert (posts.parent / "my-preview.html").exists()
    assert deckgen("status", posts, "--json").out == deckgen("status", posts, "-o", "my.apkg", "--json").out


def test_of_two_decks_of_the_same_posts_none_is_taken(deckgen: Deckgen, posts: Path) -> None:
    deckgen("build", posts, "-o", "one.apkg")
    deckgen("build", posts, "-o", "two.apkg")
    assert "blog: 1 note, 1 new" in deckgen("preview", posts).out


def test_a_second_deck_of_the_same_posts_is_announced(deckgen: Deckgen, posts: Path) -> None:
    assert deckgen("build", posts, "-o", "my.apkg").err == ""
    assert "a deck of its own, beside my.apkg" in deckgen("build", posts).err
    assert deckgen("build", posts).err == ""


def test_a_deck_beside_a_definition_is_announced(deckgen: Deckgen, posts: Path) -> None:
    """Who types the first command again by habit is told that Anki would take all its notes for new ones."""
    deckgen("build", posts, "-o", "my.apkg")
    deckgen("init", posts)
    for left in Path().glob("my.*"):
        left.unlink()
    said = deckgen("build", posts, "-o", "my.apkg").err
    assert "a deck of its own, beside that of decks/blog.yaml" in said
    assert deckgen("build", posts, "-o", "my.apkg").err == ""


def test_a_package_in_a_folder_is_taken_over(deckgen: Deckgen, posts: Path) -> None:
    Path("out").mkdir()
    deckgen("build", posts, "-o", "out/my.apkg")
    deckgen("init", posts)
    report = deckgen("build", "--json").objects[0]
    assert (report["new"], report["unchanged"]) == (0, 1)


def test_diff_counts_what_a_pick_takes_out(deckgen: Deckgen, posts: Path) -> None:
    """A note that leaves the package is a change, also where only the numbers are asked for."""
    deckgen("build", posts, "--name", "Tea", "-o", "my.apkg")
    Path("my.picks").write_text("skip *\n", encoding="utf-8")
    assert "Tea: 1 held\n" in deckgen("diff", posts, "-o", "my.apkg", "--name", "Tea").out
    said = deckgen("diff", posts, "-o", "my.apkg", "--name", "Tea", "--stat", "--exit-code")
    assert (said.code, said.out) == (1, "Tea: 1 held\n")


def test_status_fits_one_screen(deckgen: Deckgen, posts: Path) -> None:
    """What gave cards, what not and why, what next: at most twenty lines, however much there is; lists on request."""
    for number in range(40):
        text = POST.replace("/a", f"/{number}").replace("Talk", f"Talk {number}")
        asks = "\n".join(f"## What is it {n}-{number}?\n\nA thing numbered {n * 100 + number}.\n" for n in range(3))
        (posts / f"2021-01-{number:02}-x.md").write_text(f"{text}\n{asks}", encoding="utf-8")
    deckgen("build", posts)
    said = deckgen("status", posts).out
    assert len(said.splitlines()) <= 20
    assert "41 links are cards\n" in said
    assert "120 cards from text: 120 question\n" in said
    assert "no form of card fits what its sentences say" in said
    assert said.splitlines()[-1] == "Lists: deckgen status blog --all, --held or --retired"
    for option in ("--all", "--json"):
        assert len(deckgen("status", posts, option).out.splitlines()) > 40
    assert deckgen("status", posts, "--held").out == "\ncards of these items: none\n"


def test_build_and_status_end_with_the_same_next_step(deckgen: Deckgen, posts: Path) -> None:
    """What a model would be asked about, and its price: that of the dry run that it names."""
    prose = "The water is warmed until bubbles rise from the ground of the vessel and the lid begins to move. " * 9
    (posts / "2020-01-03-more.md").write_text(f"# Of water\n\n{prose}\n\n# Of steam\n\n{prose}warm\n", "utf-8")
    built, again, shown = (deckgen(*words, posts).out for words in (("build",), ("build",), ("status",)))
    step = "Next: 3 sections have no card yet; `deckgen write blog --dry-run` would ask a model about them, "
    assert built.splitlines()[-1].startswith(step + "less than $0.01")
    assert again.splitlines()[-1] == built.splitlines()[-1] in shown.splitlines()
    assert "3 items to ask about" in deckgen("write", posts, "--dry-run").out


def test_reasons_are_counted_without_what_they_say_of_a_card() -> None:
    assert sort_of("R3: leans on what is not on the card: above") == "leans on what is not on the card"
    assert sort_of("R9: asked already by the card from a.md:3") == "asked already"
    assert sort_of("the image /x.png: the definition has no media folder") == "an image is not there"
    assert sort_of("a home page: nothing to read") == "a home page: nothing to read"


def test_what_a_check_holds_is_to_be_looked_at(deckgen: Deckgen, posts: Path) -> None:
    """Where it is: in review, which needs a definition, else in the list; what is shipped is not meant."""
    (posts / "2020-01-04-doubt.md").write_text("# Tea\n\n## Warmer?\n\nThe kettle was at eighty degrees.\n", "utf-8")
    built = deckgen("build", posts).out
    assert "Next: `deckgen status blog --held` shows 1 card that a check holds, each with its reason\n" in built
    assert "no clear question: only its mark asks, outside of a list of questions (R4)" in deckgen(
        "status", posts, "--held"
    ).out
    deckgen("init", posts)
    assert "`deckgen review decks/blog.yaml` shows 1 card" in deckgen("build").out


def test_what_moved_is_a_part_of_what_is_there(deckgen: Deckgen, posts: Path) -> None:
    deckgen("build", posts)
    (posts / "2020-01-02-tea.md").rename(posts / "2020-01-02-of-tea.md")
    assert "1 unchanged, 1 of them moved\n" in deckgen("build", posts).out


@pytest.mark.parametrize("command", ["status", "diff"])
def test_who_only_looks_leaves_nothing_behind(deckgen: Deckgen, posts: Path, command: str) -> None:
    """As their help says; a store that a build made is used."""
    before = sorted(Path().rglob("*"))
    assert deckgen(command, posts).code == 0
    assert sorted(Path().rglob("*")) == before
    deckgen("build", posts)
    assert deckgen(command, posts).code == 0
