"""Angle brackets are HTML where an element of HTML stands in them; all others are the author's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text
from tests.dialects.built import built, field, shown

WORDS = [
    "std::vector<int> and Vec<T>, Map<String, List<T>>",
    "<your-name> is asked for",
    "git push <remote> <branch>",
    "<std::string> x",
    "press <Esc>, <C-a>, <leader>w or <Del>",
    "a<b and c>d",
    "List<a> or Foo<Label> or Foo<Link> or Option<data>",
    "a <3 b <- c -> d <= e, f<-g(x)->h",
    "x < y and y > z",
    "</foo> and <foo/>",
    "<?php echo 1 ?> and <![CDATA[x]]> and <!ENTITY a>",
]
"""Lines that arrive as they are."""

FIELDS = [
    ("<T>\nfoo *x*\n</T>", "<T><br>foo <i>x</i><br></T>"),
    ("H<sub>2</sub>O <b>bold</b> x<br>y<BR>z", "H<sub>2</sub>O <b>bold</b> x<br>y<br>z"),
    ("`Vec<T>` and ``<a>``", "<code>Vec<T></code> and <code><a></code>"),
    ("    <T> code", '<pre class="code"><T> code</pre>'),
    ("```\n<T>\n```", '<pre class="code"><T></pre>'),
    ("<https://a.example/b>, <me@a.example>", '<a href="https://a.example/b">https://a.example/b</a>, me@a.example'),
    ("[x][r]\n\n[r]: <http://a.example/q r>", '<a href="http://a.example/q%20r">x</a>'),
    ("https://a.example/x<T>", '<a href="https://a.example/x">https://a.example/x</a> <T>'),
    ("<div>\nVec<T> <span class='x'>y</span>\n</div>", "<div>Vec<T> y<br></div>"),
    ("| a<T> |\n|---|\n| <name> |", "<table><tr><th>a<T></th></tr><tr><td><name></td></tr></table>"),
    ("## Vec<T>", "<p><b>Vec<T></b></p>"),
    ("> <name> said", "<blockquote><name> said</blockquote>"),
    ('<Badge type="tip" text="x" /> new <Badge>b</Badge>', "new b"),
    ("import Tabs from '@theme/Tabs'\n\n<Tabs>b</Tabs>", "<p>import Tabs from '@theme/Tabs'</p><p>b</p>"),
    ("<!-- c --> d", "<div>d</div>"),
    ("<svg><path d='x'/><g></g></svg> a", "a"),
    ("$a<b>c$ d", "\\(a<b>c\\) d"),
    ("\\<T> and &lt;T&gt;", "<T> and <T>"),
    ('<X onclick="alert(1)">q</X>', "q"),
    ("行動の<stbl>結果</stbl>と<note>b</note>", "行動の結果とb"),
]
"""Markdown, and the field that shows it."""


@pytest.mark.parametrize("text", WORDS)
def test_what_is_no_element_is_words(text: str) -> None:
    assert shown(field(text)) == text


@pytest.mark.parametrize(("text", "wanted"), FIELDS)
def test_elements_comments_and_components_are_html(text: str, wanted: str) -> None:
    assert shown(field(text)) == wanted


def test_titles_headings_and_cards_keep_their_brackets(tmp_path: Path) -> None:
    text = "---\ntitle: On Vec<T>\n---\n## What is Vec<T> of <name>?\n\nA list of <T>.\n\n"
    text += "## Own\n\nQ: Is Box<T> a <pointer>?\nA: It is <owned>.\n\n<!-- deck: card\nQ: Say <hi>?\nA: Ho<T>\n-->\n"
    notes = built(tmp_path, {"a.md": text}).fields["a.md"]
    said = {shown(note["Question"]): shown(note["Answer"]) for note in notes}
    assert said == {
        "What is Vec<T> of <name>?": "A list of <T>.",
        "Is Box<T> a <pointer>?": "It is <owned>.",
        "Say <hi>?": "Ho<T>",
    }
    assert all(note["Source"].startswith("On Vec&lt;T&gt;") for note in notes)


NAMES = st.sampled_from(["T", "int", "your-name", "K, V", "C-a", "/x", "?y", "Foo.Bar", "std::string", "名"])


@given(st.lists(st.tuples(st.sampled_from(["", "a", "a ", "- ", "**b** "]), NAMES), min_size=1, max_size=8))
def test_no_name_in_brackets_is_lost(parts: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{before}<{name}> end" for before, name in parts)
    read = blocks_text(parse_markdown(text)[0])
    for _, name in parts:
        assert f"<{name}>" in read
