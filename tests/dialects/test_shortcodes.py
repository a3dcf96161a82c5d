"""Hugo's shortcodes on cards: pictures, what stands between two of a name, and a word on what cannot be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.markdown.parser import parse_markdown
from deckgen.posts.parse import parse_body
from tests.dialects.built import built, field, shown

PNG = b"\x89PNG\r\n\x1a\n"

PICTURES = [
    ('{{< figure src="a.png" >}}', "a.png", ""),
    ('{{< figure src="a.png" alt="a frog" >}}', "a.png", "a frog"),
    ('{{< figure src="a.png" caption="A *frog*" alt="frog" >}}', "a.png", "frog<br>A <i>frog</i>"),
    ("{{< figure src='/img/a b.png' title=`Frogs` />}}", "/img/a b.png", "Frogs<br>Frogs"),
    ("{{% figure src=a.png %}}", "a.png", ""),
    ('{{< figure\n  src="a.png"\n  alt="a \\"frog\\""\n>}}', "a.png", 'a "frog"'),
    (
        '{{< image src="https://a.example/a.webp?w=1" >}}',
        "https://a.example/a.webp?w=1",
        '<a href="https://a.example/a.webp?w=1">a.webp</a>',
    ),
    ('{{< img "a.jpg" "A frog" >}}', "a.jpg", "A frog"),
]
"""A shortcode, the address of its picture, and the field where that is not there."""


@pytest.mark.parametrize(("text", "address", "wanted"), PICTURES)
def test_a_shortcode_that_names_a_picture_is_one(text: str, address: str, wanted: str) -> None:
    blocks, cuts = parse_markdown(text, has_templates=True)
    assert [inline.url for inline in blocks[0].inlines if inline.url] == [address]
    assert shown(field(text, has_templates=True)) == wanted
    assert cuts == ()


HOLDING = [
    ("press {{< kbd >}}Ctrl{{< /kbd >}} now", "press Ctrl now"),
    ("{{% notice tip %}}\nIts *text*.\n{{% /notice %}}", "Its <i>text</i>."),
    ('{{< admonition tip "Mind" >}}\nIts text.\n{{< /admonition >}}\n\nb', "<p>Its text.</p><p>b</p>"),
]


@pytest.mark.parametrize(("text", "wanted"), HOLDING)
def test_what_a_shortcode_holds_is_shown_and_nothing_is_missed(text: str, wanted: str) -> None:
    assert shown(field(text, has_templates=True)) == wanted
    assert parse_markdown(text, has_templates=True)[1] == ()


def test_what_cannot_be_shown_is_reported_once_a_name() -> None:
    text = 'a {{< youtube x >}} b\n\n{{< video src="a.mp4" >}}\n\n{{< video src="b.mp4" >}}\n\n{{< toc >}}\n'
    found = parse_body(f"+++\n+++\n{text}".encode()).findings
    assert [(each.line, each.severity, each.code) for each in found] == [
        (3, "warning", "template"),
        (5, "note", "shortcode"),
    ]


def test_the_picture_is_on_the_card(tmp_path: Path) -> None:
    (tmp_path / "in" / "frogs").mkdir(parents=True)
    (tmp_path / "in" / "hugo.toml").write_text("title = 'a'\n")
    (tmp_path / "in" / "frogs" / "a.png").write_bytes(PNG)
    post = 'Q: What is a frog?\nA: It is green.\n{{< figure src="a.png" caption="A frog" >}}\n'
    made = built(tmp_path, {"frogs/index.md": post})
    (fields,) = made.fields["frogs/index.md"]
    assert made.problems == []
    assert '<img src="dg-' in fields["Answer"]
    assert fields["Answer"].endswith('alt="A frog"><br>A frog')
