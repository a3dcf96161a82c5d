"""Blocks and inlines: what kramdown, Liquid and Hugo add to Markdown, and lines that need no parser."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.markdown import parser
from deckgen.markdown.numbering import number_paragraphs
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.prepass import prepare
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import Block, BlockKind, InlineKind
from deckgen.posts.parse import parse_body
from tests.posts.links import walk_sections


def blocks_of(text: str) -> tuple[Block, ...]:
    return parse_markdown(text, has_templates=True)[0]


def kinds_of(text: str) -> list[BlockKind]:
    return [block.kind for block in blocks_of(text)]


# --- lines that need no parser ----------------------------------------------------------------------------


def parsed_whole(text: str) -> list[Block]:
    """The same blocks without the shortcut for plain lines."""
    prepared = prepare(text, has_templates=True)
    return number_paragraphs(list(parser._blocks(parser._parse(prepared.text), parser._Origin(0, prepared.hidden))))


CHUNKS = st.sampled_from(
    [
        "https://example.org/a", "http://e.example/b?c=d&e=f#g", "https://e.example/词", "http://e.example/~a/_b_",
        "http://localhost/a", "https://e.example.", "https://e.example/a)", "标题：第一篇", "a title (2015), b | c",
        "1.第一", "2. 第二", "（3）第三", "1) a", "# Heading", "## 标题 2 #", "#no heading", "a  b", " a", "a ", "- a",
        "* b", "+ c", "> q", "```", "~~~", "    code", "$$x$$", "$$\nx", "y\n$$", "text $$x$$", "<div>", "</div>",
        "<!--", "-->", "<pre>", "[a]: http://e.example/r", "[a]", "[^1]: note", "***", "---", "===", "a\n===",
        "| a |\n|---|", "a_b_c", "a*b*c", "**b**", "a@b.example", "www.e.example", "a www.e.example b", "AT&T", "&amp;",
        "a\\b", "`c`", "~a~", "!", "a!", "：", "{: .a}", "{:toc}", "a: b", "http://", "Step 1", "a\nb", "\ta",
        "a\u3000b",
        "{% highlight c %}\nx", "{% endhighlight %}", "a\\", "a#", "# a#", "# ", "a:b//c", "\u00a0a", "a\x0b", "[x]",
        "a]",
    ]
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(CHUNKS, max_size=14), st.sampled_from(["\n\n", "\n\n\n", "\n", "\n \n"]))
@settings(max_examples=1500)
def test_plain_lines_are_what_the_parser_makes_of_them(chunks: list[str], between: str) -> None:
    """A line that holds no markup is the same block, whoever reads it."""
    text = between.join(chunks)
    assert list(blocks_of(text)) == parsed_whole(text)


def test_plain_lines_of_the_corpus(posts: Path) -> None:
    """The shortcut changes nothing in seven years of posts."""
    for path in sorted(posts.iterdir()):
        text = path.read_text(encoding="utf-8")
        assert list(blocks_of(text)) == parsed_whole(text), path.name


# --- kramdown, Liquid, Hugo ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$$x$$", [BlockKind.MATH]),
        ("$$\na\n\nb\n$$", [BlockKind.MATH]),
        ("mid $$x$$ sentence", [BlockKind.PARAGRAPH]),
        ("```\n# a\n```", [BlockKind.CODE]),
        ("{% highlight c %}\n# a\n\n$$\n{% endhighlight %}", [BlockKind.CODE]),
        ("{% highlight c linenos %}\n# a\n{% endhighlight %}\n\n# b", [BlockKind.CODE, BlockKind.HEADING]),
        ("{% highlight c %}\n# never closed", [BlockKind.HEADING]),
        ("{% highlight c %}{% raw %}\n---\na: {{ b }}\n---\n{% endraw %}{% endhighlight %}", [BlockKind.CODE]),
        ("{% raw %}\n# a\n{% endraw %}", [BlockKind.HEADING]),
        ("* toc\n{:toc}\n\na", [BlockKind.PARAGRAPH]),
        ("1. toc\n{:toc}\n\na", [BlockKind.PARAGRAPH]),
        ("a\n{: .note}", [BlockKind.PARAGRAPH]),
        ("<table>\n<tr><td>a</td></tr>\n</table>", [BlockKind.HTML]),
        ("| a | b |\n|---|---|\n| c | d |", [BlockKind.TABLE]),
        ("> a", [BlockKind.QUOTE]),
        ("[^1]: a\n\nb[^1]", [BlockKind.FOOTNOTE, BlockKind.PARAGRAPH]),
    ],
)
def test_kinds_of_blocks(text: str, wanted: list[BlockKind]) -> None:
    """A block is what a reader of the published post sees."""
    assert kinds_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"$$P(A \mid B)_i*j*k\\l\{m\}$$ 是", r"$$P(A \mid B)_i*j*k\\l\{m\}$$ 是"),
        ("**重点：**后文", "重点：后文"),
        ("a{: .x} b", "a b"),
        ("`{: .x}` b", "{: .x} b"),
        ("$$x^{:a}$$ b", "$$x^{:a}$$ b"),
        ("a {% include x.html %} b", "a  b"),
        ("a {{ site.title }} b", "a  b"),
        ("a {{< ref x >}} b {{% y %}} c", "a  b  c"),
        ("a {{</* ref x */>}} b", "a {{< ref x >}} b"),
        ("{% highlight c %}int x;{% endhighlight %}", "int x;"),
        ("{% highlight c %}{% raw %}{{ x }}{% endraw %}{% endhighlight %}", "{{ x }}"),
        ("a<br>b", "a\nb"),
        ("*a* ~~b~~ `c`", "a b c"),
        ("1985~1990年，1990~1995年", "1985~1990年，1990~1995年"),
        ("10~20 kg und 30~40 kg, ~x *y* z~ `c` ~", "10~20 kg und 30~40 kg, ~x y z~ c ~"),
        ("~~a~b~~ H~2~O https://a.example/~b/c ~d~", "a~b H~2~O https://a.example/~b/c ~d~"),
        ("x http://a.example/b_c_d*e*f, y", "x http://a.example/b_c_d*e*f, y"),
    ],
)
def test_text_of_a_paragraph(text: str, wanted: str) -> None:
    """Markup of templates is no content, and what stands in formulas and code is no markup."""
    assert plain_text(blocks_of(text)[0].inlines) == wanted


def test_words_between_single_tildes_are_one_text() -> None:
    """A form looks for its marks in one text: a term does not end at a sign of its own."""
    (paragraph,) = blocks_of("10~20 kg und 30~40 kg. End")
    assert [inline.text for inline in paragraph.inlines] == ["10~20 kg und 30~40 kg. End"]


def test_attributes_of_a_heading_are_no_text() -> None:
    """Hugo's and kramdown's ids do not become part of a heading."""
    (heading,) = blocks_of("## Title {#own-id}")
    assert plain_text(heading.inlines) == "Title"


def test_a_formula_with_empty_lines_keeps_the_lines_behind_it() -> None:
    """Line numbers stay true whatever is rewritten."""
    math, text = blocks_of("$$\na\n\nb\n$$\n\nc")
    assert (math.text, text.first) == ("a\n\nb", 7)


# --- numbered paragraphs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.第一\n\n2.第二", ["第一", "第二"]),
        ("（1）第一\n\n（2）第二", ["第一", "第二"]),
        ("(1) a\n\n(2) b", ["a", "b"]),
        ("1）a\n\n2）b", ["a", "b"]),
        ("1、a\n\n2、b", ["a", "b"]),
        ("1.a\n2.b\n3.c", ["a", "b", "c"]),
        ("**Step 1** a\n\n**Step 2** b", ["Step 1 a", "Step 2 b"]),
        ("**步骤1**：a\n\n**步骤2**：b", ["步骤1：a", "步骤2：b"]),
        ("1. a\n2. b", ["a", "b"]),
    ],
)
def test_numbered_paragraphs_are_items(text: str, items: list[str]) -> None:
    """What a reader takes for a numbered list is one."""
    (block,) = blocks_of(text)
    assert block.kind is BlockKind.LIST
    assert [plain_text(item.children[0].inlines) for item in block.children] == items


@pytest.mark.parametrize("text", ["1.5 is a number", "2015.12.3", "(2015) was a year", "192.168.1.1", "3.14"])
def test_numbers_are_no_items(text: str) -> None:
    """A number that a sentence opens with numbers nothing."""
    assert kinds_of(text) == [BlockKind.PARAGRAPH]


def test_a_list_goes_on_while_its_numbers_do() -> None:
    """A number out of order opens another list; a paragraph between two items closes one."""
    blocks = blocks_of("1.a\n\n2.b\n\n1.c\n\nd\n\n2.e")
    assert [(block.kind, block.start) for block in blocks] == [
        (BlockKind.LIST, 1),
        (BlockKind.LIST, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.LIST, 2),
    ]


# --- URLs in text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("见http://a.example/b。然后", "http://a.example/b"),
        ("见http://a.example/b，然后", "http://a.example/b"),
        ("http://a.example/b然后", "http://a.example/b"),
        ("https://zh.wikipedia.org/wiki/中文", "https://zh.wikipedia.org/wiki/中文"),
        ("(http://a.example/b)", "http://a.example/b"),
        ("http://a.example/b_(c)", "http://a.example/b_(c)"),
        ("http://a.example/b**c**", "http://a.example/b"),
        ("在www.a.example下载", "http://www.a.example"),
        ("<http://a.example/b>", "http://a.example/b"),
        ("http://a.example/b?c=d&e=f", "http://a.example/b?c=d&e=f"),
        ("http://a.example/b.", "http://a.example/b"),
        ("“http://a.example/b”", "http://a.example/b"),
    ],
)
def test_where_a_bare_url_ends(text: str, url: str) -> None:
    """A URL ends where a Chinese reader sees its end."""
    links = [inline for inline in blocks_of(text)[0].inlines if inline.kind is InlineKind.LINK]
    assert [link.url for link in links] == [url]


def test_text_of_blocks() -> None:
    """The source text of a section reads like the section."""
    text = "a **b**\n\n1. c\n2. d\n\n```\ne\n```\n\n| f | g |\n|---|---|\n| h | i |\n\n$$j$$\n"
    assert blocks_text(blocks_of(text)) == "a b\n\n1. c\n2. d\n\ne\n\nf | g\nh | i\n\n$$\nj\n$$"


def test_a_link_over_two_lines_is_one_link() -> None:
    """A link whose text is broken over lines keeps all of it."""
    (section,) = walk_sections(parse_body(b"[one\ntwo](http://a.example/b)").sections)
    assert [(link.title, link.first) for link in section.links] == [("one two", 1)]
