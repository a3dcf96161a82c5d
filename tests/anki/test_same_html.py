"""What Anki's editor writes anew is the same; what a learner wrote is not. What is unsafe goes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.anki.parsed_html import pictures_of
from deckgen.anki.safe_html import safe_html
from deckgen.anki.same_html import is_blank, same_html
from tests.continuity.blog import Blog

SAME = [
    ("<table><tr><td>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("a<br>b", "a<br />b"),
    ("a\u00a0b", "a&nbsp;b"),
    ("&#91;sound:x]", "[sound:x]"),
    ("a &lt; b &amp; c", "a &lt; b &amp; c"),
    ('<a href="x" title="y">z</a>', "<a title='y' href=x>z</a>"),
    ("<B>x</B>", "<b>x</b>"),
    ("e\u0301", "\u00e9"),
    ("", "<br>"),
    ("", "<div><br></div>&nbsp;"),
    ("a<!-- x -->b", "ab"),
    (r"\(a &lt; b\)", r"\(a&#32;&lt; b\)"),
]
OTHER = [
    ("a", "b"),
    ("a", "<b>a</b>"),
    ("a b", "a  b"),
    ("a<br>b", "a b"),
    ('<a href="x">z</a>', '<a href="y">z</a>'),
    ("", '<img src="a.png">'),
    ("<code>a</code>", "<code>a</code><br>"),
    ("a &lt;b> c", "a <b> c"),
    ("", "<hr>"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_however_it_is_written(first: str, second: str) -> None:
    assert same_html(first, second)
    assert same_html(second, first)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_what_a_learner_changed_is_seen(first: str, second: str) -> None:
    assert not same_html(first, second)


def test_what_shows_nothing_is_blank() -> None:
    assert all(map(is_blank, ("", " ", "<br>", "<div><br></div>", "&nbsp;")))
    assert not any(map(is_blank, ("x", '<img src="x.png">', "<hr>")))


UNTOUCHED = [
    "plain <b>words</b> & more",
    '<span style="color: rgb(255, 0, 0);">red</span>',
    '<div><ul><li>a</li></ul></div><img src="paste-1f.jpg">',
    r"\(\frac{a}{b}\) and \[ x &lt; y \]",
    "[sound:rec-1.mp3]",
    "{{c1::word::hint}}",
    '<a href="https://x.example/?a=1&amp;b=2">x</a>',
    "<table><tbody><tr><td>a</td></tr></tbody></table>",
]


@pytest.mark.parametrize("field", UNTOUCHED)
def test_what_the_editor_makes_stays_to_the_letter(field: str) -> None:
    assert safe_html(field) == field


UNSAFE = [
    ("a<script>alert(1)</script>b", "ab"),
    ('<img src="x.png" onerror="alert(1)">', '<img src="x.png">'),
    ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
    ('<img src="https://spy.example/x.png" alt="a picture">', "a picture"),
    ('<img src="../x.png">', ""),
    ("<iframe src=x>in it</iframe>out", "out"),
    ("<svg onload=alert(1)><path></svg>x", "x"),
    ('<span style="background: url(https://x); color: red">x</span>', '<span style="color: red;">x</span>'),
    ('<span style="color: expression(alert(1))">x</span>', "<span>x</span>"),
    ("<form><button>press</button></form>", "press"),
    ("[latex]x[/latex]", "&#91;latex]x&#91;/latex]"),
    ("[anki:tts lang=en]x[/anki:tts]", "&#91;anki:tts lang=en]x[/anki:tts]"),
    ("a\x1fb\x00", "ab"),
    ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    ("<script>never closed", ""),
    ('<b title="&lt;script&gt;">x</b><blink>y</blink>', '<b title="&lt;script&gt;">x</b>y'),
]


@pytest.mark.parametrize(("field", "safe"), UNSAFE)
def test_what_could_do_something_goes(field: str, safe: str) -> None:
    assert safe_html(field) == safe
    assert safe_html(safe) == safe


def test_pictures_are_found_by_their_names() -> None:
    field = """<img src="a.png"><IMG alt=x src='b&amp;c.jpg'><img width=1 src=d.gif>"""
    ours = '<img src="dg-0123456789abcdef.png">'
    assert list(pictures_of(f'{field} {ours}<img src="my%20pic.png">')) == [
        "a.png", "b&c.jpg", "d.gif", "my%20pic.png", "my pic.png",
    ]  # fmt: skip


def test_our_own_fields_are_safe(tmp_path: Path) -> None:
    """A learner who changes one word of a field keeps all the rest of it."""
    blog = Blog(tmp_path / "blog", "cards: {reading: all}")
    blog.write("a.md", OF_ALL)
    blog.build()
    fields = [text for record in blog.ledger.notes.values() for text in record.fields.values()]
    assert len(fields) > 20
    assert [field for field in fields if safe_html(field) != field] == []


OF_ALL = r"""# What is a queue?

A queue is a *list* with `two` ends, see [the page](https://one.example/a):

| a | b |
|---|---|
| c | $x < y$ |

```python
def f(x): return x < 1
```

- first
- second

Q: Which one comes out first?
A: The **first** in, [sound:no] {{no}} \(no\)

https://two.example/b

The second article
"""
