"""Line breaks, boxes, footnotes, callouts, definitions, wiki links, comments, block ids: as their page shows them."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text
from deckgen.posts.parse import parse_body
from tests.dialects.built import Built, built, field, shown
from tests.posts.links import walk_sections

FIELDS = [
    ("a  \nb", "a<br>b"),
    ("a\\\nb", "a<br>b"),
    ("a<br>b", "a<br>b"),
    ("a\nb", "a b"),
    ("- [ ] a\n- [x] b\n- c", "<ul><li>☐ a</li><li>☑ b</li><li>c</li></ul>"),
    ("- [x] a\n  - b\n- [ ]", "<ul><li><p>☑ a</p><ul><li>b</li></ul></li><li>☐ </li></ul>"),
    ("<details><summary>*Hint*</summary>a</details>", "<div><p><b><i>Hint</i></b></p>a</div>"),
    ("<details>a</details>", "<div>a</div>"),
    ('<table><tr><td><img src="b.png" alt="c"></td></tr></table>', "<div><table><tr><td>c</td></tr></table></div>"),
    ('<!-- <img src="b.png" alt="c"> -->\n\na', "<p>a</p>"),
    (
        "<details><summary>a</summary>\n\nb[^1] [c]\n\n</details>\n\n[^1]: d\n\n[c]: http://a.example",
        '<div><p><b>a</b></p>b<sup>1</sup> <a href="http://a.example">c</a></div><div><sup>1</sup> d</div>',
    ),
    ("a[^1]\n\n[^1]: b *c*", "<p>a<sup>1</sup></p><div><sup>1</sup> b <i>c</i></div>"),
    ("a[^1]\n\n[^1]: b\n[^1]: c", "<p>a<sup>1</sup></p><div><sup>1</sup> b</div>"),
    (
        "a^[b *c* d]. e^[ibid]",
        "a<sup>1</sup>. e<sup>2</sup><div><sup>1</sup> b <i>c</i> d</div><div><sup>2</sup> ibid</div>",
    ),
    (
        "字^[注。] a^[b [c](http://a.example)]",
        '字<sup>1</sup> a<sup>2</sup><div><sup>1</sup> 注。</div><div><sup>2</sup> b <a href="http://a.example">c</a></div>',
    ),
    (
        "a^[bb [c] d^[e ff g] h]",
        "a<sup>1</sup><div><sup>1</sup> bb [c] d<sup>2</sup> h</div><div><sup>2</sup> e ff g</div>",
    ),
    (
        "a[^1] b^[c d ef]\n\n[^1]: g",
        "<p>a<sup>1</sup> b<sup>2</sup></p><div><sup>1</sup> g</div><div><sup>2</sup> c d ef</div>",
    ),
    (
        "^[a-z]+ or ^[A-Za-z ]*$, `a^[b cd]`, x^[2], a^[b cd",
        "^[a-z]+ or ^[A-Za-z ]*$, <code>a^[b cd]</code>, x^[2], a^[b cd",
    ),
    ("> [!note] Mind **it**\n> a", "<blockquote><p><b>Mind <b>it</b></b></p><p>a</p></blockquote>"),
    ("> [!tip]- Folded\n> a\n>\n> b", "<blockquote><p><b>Folded</b></p><p>a</p><p>b</p></blockquote>"),
    ("> [!WARNING]\n> a", "<blockquote><p><b>Warning</b></p>a</blockquote>"),
    ("> a quote [1]", "<blockquote>a quote [1]</blockquote>"),
    ("Term\n: a\n: b", "<ul><li><p><b>Term</b></p><p>a</p><p>b</p></li></ul>"),
    ("Term\n\n:   a\n\nnext", "<ul><li><p><b>Term</b></p><p>a</p></li></ul><p>next</p>"),
    (
        "<dl>\n<dt>A</dt>\n<dd>b <b>c</b></dd>\n<dd>d</dd>\n</dl>",
        "<ul><li><p><b>A</b></p><p>b <b>c</b></p><p>d</p></li></ul>",
    ),
    (
        "<dl>\n<dt>A\nB\n<dt><code>c</code>\n<dd>d\n</dl>",
        "<ul><li><p><b>A B<br><code>c</code></b></p><p>d</p></li></ul>",
    ),
    (
        "<dl>\n\n<dt>A</dt>\n\n<dd>\n\n- *b*\n\n</dd>\n\n</dl>\nc",
        "<ul><li><p><b>A</b></p><ul><li><i>b</i></li></ul></li></ul><p>c</p>",
    ),
    (
        "- x\n  <dl><div><dt>A</dt><dd>b</dd></div></dl>",
        "<ul><li><p>x</p><ul><li><p><b>A</b></p><p>b</p></li></ul></li></ul>",
    ),
    (
        "<dl><dt>$a$</dt><dd>b<dl><dt>C</dt><dd>`<dd>`</dd></dl></dd></dl>",
        "<ul><li><p><b>\\(a\\)</b></p><p>b</p><ul><li><p><b>C</b></p><p><code><dd></code></p></li></ul></li></ul>",
    ),
    (
        "<dl></dl>\n\na `<dl>` b\n\n```\n<dl><dt>c</dl>\n```",
        '<p>a <code><dl></code> b</p><pre class="code"><dl><dt>c</dl></pre>',
    ),
    ("See [[dir/page]], [[page|alias]], [[page#part]] and [[#part]].", "See page, alias, page and part."),
    ("A [![](data:image/gif;base64,R0)](https://a.example/b) c", "A  c"),
    ("A ![cat](data:image/gif;base64,R0lGOD)![](data:image/svg+xml,%3Csvg%3E%3C/svg%3E) b", "A cat b"),
    ("See [a page, [[dir/x|this]]] and a [[x]]] b.", "See [a page, this] and a [[x]]] b."),
    ("页面[[名字]]和[[名字|别名]]", "页面名字和别名"),
    ("| [[a\\|b]] |\n|---|\n| c |", "<table><tr><th>b</th></tr><tr><td>c</td></tr></table>"),
    ("`[[page]]` and [[1]](http://a.example)", '<code>[[page]]</code> and <a href="http://a.example">[1]</a>'),
    ("x[[1]] and [[1]] and [[ -f a ]] and [[]]", "x[[1]] and [[1]] and [[ -f a ]] and [[]]"),
    ("[[a|b *c*]], [[a|`d`]], [[a|$e$ f]] or [[a|*g*", "b <i>c</i>, <code>d</code>, \\(e\\) f or [[a|<i>g</i>"),
    ("[[a|*b*\nc]] and [[d|*e* f]]", "[[a|<i>b</i><br>c]] and <i>e</i> f"),
    ("a %%gone%% b", "a b"),
    ("a (b%%gone%%) or c%%gone%%, d", "a (b) or c, d"),
    ("a %%gone\n- over lines%% b\n> c %%d\n> e%% f", "<p>a b</p><blockquote>c f</blockquote>"),
    ("a\n\n%%\ngone\n\ngone\n%%\n\nb", "<p>a</p><p>b</p>"),
    ("50%% off, 60%% on", "50%% off, 60%% on"),
    ("`a %%b%% c`", "<code>a %%b%% c</code>"),
    ("a ^abc123", "a"),
    ("a\n\nb ^abc123", "<p>a</p><p>b</p>"),
    ("- a ^abc123\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("- a\n- b\n\n^abc123", "<ul><li>a</li><li>b</li></ul>"),
    ("x ^2", "x ^2"),
    ('!!! note "Title"\n    a\n\n    - b\n\nc', "<p><b>Title</b><br>a</p><ul><li>b</li></ul><p>c</p>"),
    ('??? tip "T"\n\n    ```\n    a\n    ```\nb', '<p><b>T</b></p><pre class="code">a</pre><p>b</p>'),
    ("!!! tip\n    a\n\n    !!! note\n        b\n    c", "<p><b>Tip</b><br>a</p><p><b>Note</b><br>b c</p>"),
    ('=== "One"\n\n    a\n\n=== "Two"\n\n    b', "<p><b>One</b></p><p>a</p><p><b>Two</b></p><p>b</p>"),
    ("Wow!!! note this\n    x", "Wow!!! note this x"),
    (":::tip My title\n\na **b**\n\n:::\n\nc", "<p><b>My title</b></p><p>a <b>b</b></p><p>c</p>"),
    (":::info[So *it*]\na\n:::\nb", "<p><b>So <i>it</i></b><br>a</p><p>b</p>"),
    ("::::tabs\n:::tab A\na\n:::\n::::", "<b>A</b><br>a"),
    ("::: {.callout-note}\na\n:::", "a"),
    ("> :::note\n> a\n> :::", "<blockquote><b>Note</b><br>a</blockquote>"),
    ("```\n:::note\na\n:::\n```", '<pre class="code">:::note\na\n:::</pre>'),
    (":::note never closed\n\na", "<p>:::note never closed</p><p>a</p>"),
    ("## Title {#own-id}\n\n{#x} and {:ok, 1}", "<p><b>Title</b></p><p>{#x} and {:ok, 1}</p>"),
    ("## Title {#own-id .wide}\n\n## T {.x} ##\n\na {.b} c", "<p><b>Title</b></p><p><b>T</b></p><p>a {.b} c</p>"),
    (
        "| `a|b` | c |\n|--|--|\n| d \\| e | ``f||`` |",
        "<table><tr><th><code>a|b</code></th><th>c</th></tr><tr><td>d | e</td><td><code>f||</code></td></tr></table>",
    ),
    (
        "| `a | b` |\n|--|--|\n| c | d |\n\n`e|f`",
        "<table><tr><th>`a</th><th>b`</th></tr><tr><td>c</td><td>d</td></tr></table><p><code>e|f</code></p>",
    ),
    ("[TOC]\n\n[[toc]]\n\n[[_TOC_]]\n\na [TOC]", "a [TOC]"),
    ("[[https://a.example/x]]", '<a href="https://a.example/x">https://a.example/x</a>'),
    ("<p align='center'>a <img src='x.png' alt='y'><br>\n<em>b</em></p>", "a y<br><i>b</i>"),
    ("<figure>\n<img src='x.png' alt='y'>\n<figcaption>b &lt; c</figcaption>\n</figure>", "y<br>b < c"),
    ("<!-- a -->", ""),
    ("a\n\n<!-- b -->\n\nc", "<p>a</p><p>c</p>"),
    ("<p></p>\n\n<br>\n\n<span></span>", ""),
    ("<center>\n\na\n\n</center>", "<p>a</p>"),
    ("<div><!-- a -->\n<br>\n</div>\n\n> <!-- b -->\n\na", "<p>a</p>"),
    ("a <b><i></i></b>c **<kbd></kbd>**", "a c"),
    ("## <a name='x'></a>\n\na", "<p>a</p>"),
    ("1. <!-- a -->\n2. b", "<ol><li></li><li>b</li></ol>"),
    ("- <!-- a -->\n- <br>", ""),
    ("| a | |\n|---|---|\n| | b |", "<table><tr><th>a</th><th></th></tr><tr><td></td><td>b</td></tr></table>"),
]
"""Markdown, and the field that shows it."""


@pytest.mark.parametrize(("text", "wanted"), FIELDS)
def test_marks_of_a_field(text: str, wanted: str) -> None:
    """Each arrives as the page shows it, never as raw marks."""
    assert shown(field(text)) == wanted


def test_an_image_of_a_vault_is_an_image() -> None:
    """Its size is no description, other words are."""
    text = "![[a b.png|300]] ![[c.png|d]] ![e|300](f.png) ![[g.png|h|30x20]] ![i|j](k.png) ![[note]]"
    (block,) = parse_markdown(text)[0]
    found = [image for image in block.inlines if image.kind == "image"]
    images = [(image.url, "".join(child.text for child in image.children)) for image in found]
    assert (images, blocks_text((block,)).split()) == (
        [("a b.png", ""), ("c.png", "d"), ("f.png", "e"), ("g.png", "h"), ("k.png", "i|j")],
        ["note"],
    )


PICTURES = [
    "Q: What is a pot?\nA: ![](p.png)",
    "Q: What is a pot?\nA: Words.\n\n<img src='p.png' width='300'>",
    "Q: ![a pot](p.png)\nA: A pot",
    "A pot::![[p.png|300]]",
    "<details><summary>What is a kettle?</summary><p align='center'><img src='p.png'></p></details>",
    "## What does a pot look like?\n\n<img src='p.png'>\n",
    "## Why does a pot boil?\n\n<p>Its <b>fire</b>.</p>\n\n![](p.png)\n\n## Other\n\nIt is flat.\n",
]
"""Cards of which a side is a picture, or HTML: each is one card that shows the picture."""


def test_a_picture_asks_and_answers(tmp_path: Path) -> None:
    posts = {f"{number}.md": text for number, text in enumerate(PICTURES)}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n a picture")
    found = built(tmp_path, posts)
    for name, notes in found.fields.items():
        assert ["<img" in f"{note.get('Question')}{note.get('Answer')}" for note in notes] == [True], name


OWN = [
    ("first  \nsecond", "first<br>second"),
    ("said[^1]\n\nYes.\n\n[^1]: by *it*", "<p>said<sup>1</sup></p><p>Yes.</p><div><sup>1</sup> by <i>it</i></div>"),
    ("said^[by *it* alone]", "said<sup>1</sup><div><sup>1</sup> by <i>it</i> alone</div>"),
    (
        "said[^1]\n\n## More\n\n[^1]: by[^2]\n\n[^2]: it",
        "said<sup>1</sup><div><sup>1</sup> by<sup>2</sup></div><div><sup>2</sup> it</div>",
    ),
    ("in [[dir/page|there]] %%not%% ^abc123", "in there"),
    ("$a\n+ b$ or \\(c_1\\)", "\\(a\n+ b\\) or \\(c_1\\)"),
]
"""An answer of the author's own card, up to the next question, heading or rule, and the field."""


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Built:
    posts = {
        f"{number}.md": f"# Topic {number}\n\nQ: What is asked in {number}?\nA: {text}\n\n## Below {number}\n"
        for number, (text, _) in enumerate(OWN)
    }
    return built(tmp_path_factory.mktemp("marks"), posts)


@pytest.mark.parametrize("number", range(len(OWN)), ids=[text for text, _ in OWN])
def test_marks_of_an_own_card(deck: Built, number: int) -> None:
    """A footnote's text is on the card, whatever stands between them; ids and comments are not."""
    assert [shown(note["Answer"]) for note in deck.fields[f"{number}.md"]] == [OWN[number][1]]


def test_no_block_id_on_a_link() -> None:
    """Neither a title nor a comment nor a heading ends in a mark of Obsidian's."""
    text = "## Head ^a1b2\n\n- [A thing](http://a.example/a) ^a1b2\n- http://a.example/b Some words ^c3d4\n"
    (section,) = walk_sections(parse_body(text.encode()).sections)
    links = [(link.title, link.comment) for link in section.links]
    assert (section.headings, links) == (("Head",), [("A thing", ""), ("Some words", "")])


WORDS = st.lists(
    st.text(string.ascii_letters + "字词，。%^[]{}():;+=#~!?'\"/-", min_size=1, max_size=8), min_size=1, max_size=6
)
LINE = WORDS.map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda line: f"- {line}\n- b"),
    LINE.map(lambda line: f"> {line}"),
    LINE.map(lambda line: f"# {line}"),
    LINE.map(lambda line: f"```\n{line}\n```"),
    LINE.map(lambda line: f"a `{line}` b"),
    LINE.map(lambda line: f"**{line}**"),
)


def words_of_another_parser(text: str) -> str:
    """Return the text that markdown-it-py, CommonMark to the letter, finds."""
    parts: list[str] = []
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type in ("fence", "code_block"):
            parts.append(token.content)
        parts += [child.content for child in token.children or ()]
    return "".join(parts)


@given(st.lists(BLOCK, min_size=1, max_size=4).map("\n\n".join))
def test_no_letter_of_the_words_is_lost(text: str) -> None:
    """Outside of the syntax that is recognised, every letter that another parser finds arrives, in its order."""
    if any(mark in text for mark in ("%%", "[[", "[!", "[^", "://", "~~")) or " ^" in text or "\n: " in text:
        return
    ours = "".join(filter(str.isalpha, blocks_text(parse_markdown(text)[0])))
    assert ours == "".join(filter(str.isalpha, words_of_another_parser(text)))
