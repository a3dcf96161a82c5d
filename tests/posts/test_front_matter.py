"""Front matter of Jekyll and Hugo: missing, empty, broken, not closed, hostile."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.posts.front_matter import (
    FrontMatter,
    _read_simple,
    iso_date,
    load_yaml,
    parse_front_matter,
    split_front_matter,
)
from deckgen.posts.parse import make_post, parse_body
from deckgen.posts.site import folder_of

MIDDLE_EAST = FrontMatter(categories=("Middle East",), former_categories=("Middle", "East"))
MIDDLE_EAST_AND_ASIA = FrontMatter(
    categories=("Middle East", "Asia"), former_categories=("Middle", "East", "Asia")
)
ART_AND_DESIGN = FrontMatter(categories=("Art, Design",), former_categories=("Art", "Design"))
PELICAN = FrontMatter(
    title="A: b",
    date="2018-01-02",
    slug="s",
    categories=("Middle East",),
    former_categories=("Middle", "East"),
    tags=("a b", "c"),
)


def read(text: str) -> FrontMatter:
    kind, head, _ = split_front_matter(text)
    return parse_front_matter(kind, head)[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", FrontMatter()),
        ("# a", FrontMatter()),
        ("---\n---\n", FrontMatter()),
        ("---\n\n---\n", FrontMatter()),
        ("---\ntitle: A\n---\n", FrontMatter(title="A")),
        ("---\ntitle: A\n...\n", FrontMatter(title="A")),
        ("title: A\ntags:\n- b\n---\nc", FrontMatter(title="A", tags=("b",))),
        ("title: A\ndate: 2018-01-02 10:00:00\n----\n", FrontMatter(title="A", date="2018-01-02")),
        ("Q: a\nA: b\n---\n", FrontMatter()),
        ("title: A\n\nb\n---\n", FrontMatter(title="A")),
        ("---\ntitle:  'A: b'\n---", FrontMatter(title="A: b")),
        ("---\ntitle: 2001\n---\n", FrontMatter(title="2001")),
        ("---\ntitle: A&#58; b &amp; c\n---\n", FrontMatter(title="A: b & c")),
        ("---\ntitle: true\n---\n", FrontMatter()),
        ("---\ndate: 2018-01-02\n---\n", FrontMatter(date="2018-01-02")),
        ("---\ndate: 2018-01-02 10:00:00 +0800\n---\n", FrontMatter(date="2018-01-02")),
        ("---\ndate: '2018/1/2'\n---\n", FrontMatter(date="2018-01-02")),
        ("---\ndate: soon\n---\n", FrontMatter()),
        ("---\ndate: '2018-13-45'\n---\n", FrontMatter()),
        ("---\ncategories: a b\n---\n", FrontMatter(categories=("a", "b"), category="a b")),
        ("---\ncategories: Middle East, Asia\n---\n", MIDDLE_EAST_AND_ASIA),
        ("---\ncategories: [Middle East, Asia]\n---\n", FrontMatter(categories=("Middle East", "Asia"))),
        ("---\ncategory: Middle East\n---\n", MIDDLE_EAST),
        ("---\ncategory: 'Middle East'\n---\n", MIDDLE_EAST),
        ('+++\ncategory = "Middle East"\n+++\n', MIDDLE_EAST),
        ("---\ncategory: [Middle East]\n---\n", FrontMatter(categories=("Middle East",))),
        ("---\ncategory: Art, Design\n---\n", ART_AND_DESIGN),
        ("---\ntags: deep learning, nlp\n---\n", FrontMatter(tags=("deep learning", "nlp"))),
        ("Title: A: b\nDate: 2018-01-02 10:20\nCategory: Middle East\nTags: a b, c\nSlug: s\n\nText\n", PELICAN),
        (
            "title: A\nSummary: one\n    two\nStatus: draft\n\nText\n",
            FrontMatter(title="A", draft=True, attributes=(("status", "draft"),)),
        ),
        ("Title: A\nand a line of text\n\nText\n", FrontMatter()),
        ("Note: A\n\nText\n", FrontMatter()),
        ("Q: A\nA: Title: b\n\nText\n", FrontMatter()),
        ("---\ncategory: a\ntags: [b, c]\n---\n", FrontMatter(categories=("a",), tags=("b", "c"))),
        ("---\ntags:\n- b\n- c d\n---\n", FrontMatter(tags=("b", "c d"))),
        ("---\ntags: {a: b}\n---\n", FrontMatter()),
        ("---\nslug: a-b\npermalink: /x/\n---\n", FrontMatter(slug="a-b", url="/x/")),
        ("---\nurl: /x/\n---\n", FrontMatter(url="/x/")),
        ("---\ndraft: true\n---\n", FrontMatter(draft=True)),
        ("---\npublished: false\n---\n", FrontMatter(draft=True)),
        ("---\npublished: true\n---\n", FrontMatter()),
        ('+++\ntitle = "A"\ndate = 2018-01-02\n+++\n', FrontMatter(title="A", date="2018-01-02")),
        ('+++\ntags = ["b"]\n+++\n', FrontMatter(tags=("b",))),
        ("+++\ndraft = true\n+++\n", FrontMatter(draft=True)),
        ("----\ntitle: A\n----\n", FrontMatter()),
        ("\n---\ntitle: A\n---\n", FrontMatter()),
    ],
)
def test_what_a_post_says_of_itself(text: str, wanted: FrontMatter) -> None:
    """YAML and TOML, or nothing."""
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "title", "line"),
    [
        ("---\ntitle: A: b\n---\n", "A: b", 2),
        ("---\nlayout: post\ntitle: [a\n---\n", "[a", 4),
        ("---\ntitle: A\n\ttags: b\n---\n", "A", 3),
        ('+++\ntitle = "A"\nx = \n+++\n', "A", 2),
        ("---\ntitle: A\n" + "x: &a [1]\n" + "y: *a\n" * 50 + "---\n", "A", 2),
        ("---\ntitle: A\nx: " + "[" * 500 + "\n---\n", "A", 2),
        ("---\ntitle: A\n" + "- " * 5000 + "\n---\n", "A", 2),
        ("---\ntitle: A\nx: !!python/object:os.system a\n---\n", "A", 3),
    ],
)
def test_broken_front_matter_is_read_line_by_line(text: str, title: str, line: int) -> None:
    """The title is saved, and the fault is said with a line of the file."""
    body = parse_body(text.encode())
    assert body.front.title == title
    assert [(one.code, one.line) for one in body.findings] == [("front-matter", line)]


def test_front_matter_that_is_not_closed() -> None:
    """It is text then, and the reader is told."""
    body = parse_body(b"---\ntitle: A\n\n# B\n")
    assert [one.message for one in body.findings] == ["front matter is not closed; read as text"]
    assert "B" in [section.headings[-1] for section in body.sections if section.headings]


def test_front_matter_that_is_no_mapping() -> None:
    """A list says nothing of a post."""
    body = parse_body(b"---\n- a\n---\n")
    assert [one.code for one in body.findings] == ["front-matter"]


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("2018-01-02-a-b.md", "", ("a-b", "2018-01-02", "a-b")),
        ("7-minute rule.md", "", ("7-minute rule", "", "7-minute rule")),
        ("2018-01-02 7-minute rule.md", "", ("7-minute rule", "2018-01-02", "7-minute rule")),
        ("C_sharp.md", "", ("C_sharp", "", "C_sharp")),
        ("2018-1-2-a.markdown", "", ("a", "2018-01-02", "a")),
        ("x/2018-01-02-a.md", "---\ntitle: T\ndate: 2019-03-04\nslug: s\n---\n", ("T", "2019-03-04", "s")),
        ("post/my-bundle/index.md", "", ("my-bundle", "", "my-bundle")),
        ("post/my-bundle/index.zh.md", "", ("my-bundle", "", "my-bundle")),
        ("post/2018-01-02-b/index.md", "---\ntitle: T\n---\n", ("T", "2018-01-02", "b")),
        ("awesome/README.md", "# Awesome Things\n", ("Awesome Things", "", "awesome")),
        ("notes.md", "# One\n\n# Two\n", ("notes", "", "notes")),
        ("notes.md", "# One\n\n## Two\n", ("One", "", "notes")),
        ("2018-99-99-a.md", "", ("a", "", "a")),
        ("20240131-a b.md", "", ("a b", "2024-01-31", "20240131-a b")),
        ("202401311530 a.md", "", ("a", "2024-01-31", "202401311530 a")),
        ("2024_01_31_a.md", "", ("a", "2024-01-31", "2024_01_31_a")),
        ("2024.1.31 7 rules.md", "", ("7 rules", "2024-01-31", "2024.1.31 7 rules")),
        ("2024年1月31日 甲.md", "", ("甲", "2024-01-31", "2024年1月31日 甲")),
        ("2024年1月31日甲.md", "", ("甲", "2024-01-31", "2024年1月31日甲")),
        ("a-2024-01-31.md", "", ("a-2024-01-31", "", "a-2024-01-31")),
        ("2024-01-31.md", "", ("2024-01-31", "", "2024-01-31")),
        ("20240131.md", "", ("20240131", "", "20240131")),
        ("2024-01-01_2024-01-07.md", "", ("2024-01-01_2024-01-07", "2024-01-01", "2024-01-07")),
        ("2024年1月.md", "", ("2024年1月", "", "2024年1月")),
        ("20241399-a.md", "", ("20241399-a", "", "20241399-a")),
        ("12345678 a.md", "", ("12345678 a", "", "12345678 a")),
        ("2001 a space odyssey.md", "", ("2001 a space odyssey", "", "2001 a space odyssey")),
        ("2024.1 release.md", "", ("2024.1 release", "", "2024.1 release")),
        ("2019-01-02-1984.md", "", ("1984", "2019-01-02", "1984")),
    ],
)
def test_title_date_and_slug(path: str, text: str, wanted: tuple[str, str, str]) -> None:
    """The file's name gives what the post does not."""
    post = make_post(path, parse_body(text.encode()))
    assert (post.title, post.date, post.slug) == wanted


@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_a_note_of_a_vault_is_named_by_its_file(name: str) -> None:
    """Its folder holds other notes too, and is not its own."""
    post = make_post(f"4 - Index/{name}", parse_body(b""), is_note=True)
    assert (post.title, post.slug, folder_of(post)) == (name[:-3], name[:-3], "4 - Index")
    assert folder_of(make_post("post/my-bundle/index.md", parse_body(b""))) == "post"


def test_dates() -> None:
    """A date is what opens with one."""
    assert iso_date(datetime.datetime(2018, 1, 2, 3, 4, tzinfo=datetime.UTC)) == "2018-01-02"
    assert iso_date(datetime.date(2018, 1, 2)) == "2018-01-02"
    assert [iso_date(value) for value in (None, "", "x", 3, "2018-02-30")] == [""] * 5
    assert iso_date("2018.1.2x") == "2018-01-02"


@given(st.text(st.sampled_from("abnoyes12 .-_:#'\"[]{}&*!|>%@`,（），中\n\t+/=~<?"), max_size=30))
def test_simple_front_matter_is_read_as_yaml_reads_it(text: str) -> None:
    """The quick way gives what YAML gives, or gives up."""
    head = f"title: {text}\ntags: {text}\n"
    simple = _read_simple(head)
    assert simple is None or simple == load_yaml(head)
