from __future__ import annotations

import html
import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen.export.escaped import cloze_safe, text_html
from deckgen.export.html import (
    Html,
    blocks_html,
    inlines_html,
    link_html,
    url_html,
    words_html,
)
from deckgen.markdown.parser import parse_markdown
from deckgen.model import Block, BlockKind, Inline, InlineKind
from tests.strict_html import faults_of

HOSTILE = (
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "[sound:", "[latex]", "[$]",
    "[$$]", "[anki:tts]", "[[type:Title]]", "{{", "}}", "{{c1::", "::", "\\(", "\\)", "\\[", "\\]", "&",
    "&lt;", "&#60;",
    '"', "'", "javascript:", "https://x.example/", "\x1f", "\u202e", "\ud800", "\n", "<b>", "</b>",
    "\u0338", "<td>", "</td>", "<table>", "</table>", "<style>", "<svg>", "<![CDATA[", "]]>", "<?x?>", "<a href=",
)  # fmt: skip
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=12).map("".join)


def assert_harmless(field: str, *, math: bool = False) -> None:
    """Nothing in a field but our own tags, entities and text; all that is opened is closed in its order."""
    assert [fault for fault in faults_of(field, math=math) if not math or "opener" not in fault] == []


# --- text and links ---


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("深度学习", "深度学习"),
        ('it\'s "so"', 'it\'s "so"'),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("one\r\ntwo\nthree", "one<br>two<br>three"),
        ("a\tb", "a\tb"),
        ("&lt;", "&amp;lt;"),
        ("[sound:a.mp3] [Sound:b]", "&#91;sound:a.mp3] &#91;Sound:b]"),
        ("[latex]x[/latex]", "&#91;latex]x&#91;/latex]"),
        ("[$]y[/$] [$$]z[/$$]", "&#91;$]y&#91;/$] &#91;$$]z&#91;/$$]"),
        ("[anki:tts]x", "&#91;anki:tts]x"),
        ("[[type:Front]]", "[&#91;type:Front]]"),
        ("[1] [$5]", "[1] [$5]"),
        ("{{c1::x}} {{{y}", "&#123;&#123;c1::x}} &#123;&#123;&#123;y}"),
        ("{x}", "{x}"),
        (r"\(x\) \[y\]", r"\<span></span>(x\) \<span></span>[y\]"),
        ("e\u0301", "é"),
        ("a\x00\x1f\x7f\u202e\u2066b\ud800", "ab"),
        ("\u0338a=\u0338b", "&#824;a≠b"),
    ],
)
def test_text_stays_text(text: str, field: str) -> None:
    assert text_html(text) == field


@given(texts)
def test_any_text_is_harmless(text: str) -> None:
    assert_harmless(text_html(text))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"))))
def test_text_says_what_it_said(text: str) -> None:
    shown = html.unescape(re.sub(r"<span></span>", "", text_html(text)))
    assert shown == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("https://x.example/?a=1&b=2", "https://x.example/?a=1&amp;b=2"),
        ("HTTP://x.example/é 空", "HTTP://x.example/é%20空"),
        ('https://x.example/"><script>', "https://x.example/&quot;&gt;&lt;script&gt;"),
        ("https://x.example/{{Title}}", "https://x.example/&#123;&#123;Title}}"),
        ("javascript:alert(1)", ""),
        (" java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//x.example", ""),
        ("/local", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_addresses(url: str, field: str) -> None:
    assert url_html(url) == field


def test_links() -> None:
    assert link_html("https://x.example/?a&b", "<b>") == '<a href="https://x.example/?a&amp;b">&lt;b&gt;</a>'
    assert link_html("https://x.example/") == '<a href="https://x.example/">https://x.example/</a>'
    assert link_html("javascript:x", "text") == "text"


@given(texts, texts)
def test_any_link_is_harmless(url: str, text: str) -> None:
    assert_harmless(link_html(url, text), math="$$" in text)
    assert_harmless(link_html("https://x.example/" + url, text), math="$$" in text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("$$H_0$$ 的 $$a<b$$ 是什么？", r"\(H_0\) 的 \(a&lt;b\) 是什么？"),
        ("costs $$ and <b>", "costs $$ and &lt;b&gt;"),
        ("$$$$ x", " x"),
        ("plain", "plain"),
    ],
)
def test_words_keep_their_formulas(text: str, field: str) -> None:
    assert words_html(text) == field


@given(texts)
def test_any_words_are_harmless(text: str) -> None:
    assert_harmless(words_html(f"{text}$${text}$$ {text}"), math=True)


# --- trees ---


def of_markdown(text: str, images: dict[str, str] | None = None) -> Html:
    return blocks_html(parse_markdown(text)[0], images or {})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("**a** *b* ~~c~~ `d<e`", "<b>a</b> <i>b</i> <s>c</s> <code>d&lt;e</code>"),
        ("[a *b*](https://x.example/?a&b)", '<a href="https://x.example/?a&amp;b">a <i>b</i></a>'),
        ("[a](javascript:x) [b](/local)", "a b"),
        ("$$x_{a_{b}} < y$$ of a line", r"\(x_{a_{b}} &lt; y\) of a line"),
        ("$$\na & b\n$$", r'<div class="math">\[a &amp; b\]</div>'),
        ("$$\\frac{{a}}{b}$$ x", r"\(\frac&#123;&#123;a}}{b}\) x"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("第一行\n第二行", "第一行<br>第二行"),
        ("a line that an editor\nwrapped. Then\nAnother", "a line that an editor wrapped. Then<br>Another"),
        ("- a\n- b\n", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b\n", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n  b\n", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("> a", "<blockquote>a</blockquote>"),
        ("# a *b*", "<p><b>a <i>b</i></b></p>"),
        ("```\na < b\n\n  {{c1::x}}\n```", '<pre class="code">a &lt; b\n\n  &#123;&#123;c1::x}}</pre>'),
        ("```no-such\na < b\n```", '<pre class="code">a &lt; b</pre>'),
        (
            '```py\nif a < "&": pass\n```',
            '<pre class="code"><span class="k">if</span> a &lt; <span class="s">"&amp;"</span>: '
            '<span class="k">pass</span></pre>',
        ),
        ("a\n\n***", "<p>a</p><hr>"),
        (
            "|a|b|\n|-|-|\n|1|**2**|\n",
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><b>2</b></td></tr></table>",
        ),
    ],
)
def test_markdown_becomes_our_own_tags(text: str, field: str) -> None:
    assert of_markdown(text) == Html(field)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("H<sub>2</sub>O x<SUP class=y>2</SUP>", "H<sub>2</sub>O x<sup>2</sup>"),
        ("<b onclick=x>a</b> <strong>b</strong> <em>c</em>", "<b>a</b> <b>b</b> <i>c</i>"),
        ("a <span style=x>b</span> <font>c</font>", "a b c"),
        ("a <script>alert(1)</script> b", "a  b"),
        ("a <b>never closed", "a <b>never closed</b>"),
        ("a </b> closed <i>b <b>c</i> d", "a  closed <i>b <b>c</b></i> d"),
        ("<p>a<br/>b</p>", "<div>a<br>b<br></div>"),
        ("a <!-- secret --> b", "a  b"),
        ("<div>one</div>\n<div>two &lt;x&gt;</div>", "<div>one<br>two &lt;x&gt;<br></div>"),
        (
            "<table class=x>\n<tr><td>1</td><td>2</td></tr>\n</table>",
            "<div><table><tr><td>1</td><td>2</td></tr></table></div>",
        ),
        ("<tr><td>1</td><td>2</td></tr>", "<div>1  2<br></div>"),
        ("<style>\np {}\n</style>", ""),
    ],
)
def test_raw_html_leaves_its_text_and_a_few_names_of_tags(text: str, field: str) -> None:
    assert of_markdown(text).html == field


def test_images_are_shown_if_they_are_there_and_said_if_not() -> None:
    text = '![a "b" & c](/1.png) ![two](2.png) ![again](/1.png)'
    assert of_markdown(text, {"/1.png": "dg-1.png"}) == Html(
        '<img src="dg-1.png" alt="a &quot;b&quot; &amp; c"> two <img src="dg-1.png" alt="again">',
        ("dg-1.png",),
        ("2.png",),
    )


def test_marks_that_two_runs_make_together_are_found() -> None:
    inlines = [Inline(InlineKind.TEXT, text) for text in ("{", "{c1::x}} [", "sound:a] \\", "(x\\)")]
    assert inlines_html(inlines).html == r"&#123;&#123;c1::x}} &#91;sound:a] \<span></span>(x\)"


def trees() -> st.SearchStrategy[tuple[Block, ...]]:
    some = [kind for kind in InlineKind if kind not in (InlineKind.STRONG, InlineKind.MATH, InlineKind.GAP)]
    leaf = st.builds(
        Inline,
        st.sampled_from(some),
        texts,
        st.sampled_from(("", "/1.png", "https://x.example/<", "javascript:x")) | texts,
    )
    inline = st.recursive(
        leaf,
        lambda children: st.builds(
            Inline, st.just(InlineKind.STRONG), children=st.lists(children).map(tuple)
        ),
    )
    inlines = st.lists(inline, max_size=4).map(tuple)
    kinds = st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.MATH])
    bottom = st.builds(Block, kinds, st.just(1), st.just(1), st.integers(0, 3), texts, texts, inlines)
    block = st.recursive(
        bottom,
        lambda children: st.builds(
            Block, kinds, st.just(1), st.just(1), children=st.lists(children, max_size=3).map(tuple)
        ),
        max_leaves=8,
    )
    return st.lists(block, max_size=3).map(tuple)


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(trees())
def test_any_tree_is_harmless(blocks: tuple[Block, ...]) -> None:
    assert_harmless(blocks_html(blocks, {"/1.png": "dg-1.png"}).html)


@settings(deadline=None)
@given(texts)
def test_any_markdown_is_harmless(text: str) -> None:
    clean = text.encode(errors="ignore").decode().replace("$", "")
    assert_harmless(of_markdown(clean).html)


@given(texts)
def test_any_formula_is_harmless(tex: str) -> None:
    assert_harmless(inlines_html([Inline(InlineKind.MATH, tex)]).html, math=True)
    assert_harmless(blocks_html([Block(BlockKind.MATH, 1, 1, text=tex)]).html, math=True)


def test_trees_of_any_depth_are_cut_and_not_followed() -> None:
    inline = Inline(InlineKind.TEXT, "bottom")
    block = Block(BlockKind.PARAGRAPH, 1, 1, inlines=(inline,))
    for _ in range(5_000):
        inline = Inline(InlineKind.STRONG, children=(inline,))
        block = Block(BlockKind.QUOTE, 1, 1, children=(block,))
    assert "bottom" in inlines_html((inline,)).html
    assert "bottom" in blocks_html((block,)).html


@pytest.mark.parametrize("piece", ["<", "<a", "<!--", "<b>", "\\(", "&", "<script>"])
def test_hostile_raw_html_costs_no_quadratic_time(piece: str) -> None:
    raw = piece * 50_000
    start = time.process_time()
    assert_harmless(blocks_html([Block(BlockKind.HTML, 1, 1, text=raw)]).html)
    cloze_safe(text_html(raw))
    assert time.process_time() - start < 20


# --- gaps ---


@pytest.mark.parametrize(
    ("field", "safe"),
    [
        ("std::vector", "std&#58;&#58;vector"),
        ("a:", "a&#58;"),
        ("a: b", "a: b"),
        ("{a}}", "&#123;a&#125;&#125;"),
        (r"\(x^{a_{b}}\)", r"\(x^{a_{b} }\)"),
        (r"\(\frac{a}{b_{c_{d}}}\) }}", r"\(\frac{a}{b_{c_{d} } }\) &#125;&#125;"),
        (r"\[a}}\]", r"\[a} }\]"),
    ],
)
def test_nothing_ends_or_splits_a_gap(field: str, safe: str) -> None:
    assert cloze_safe(field) == safe


@given(texts)
def test_any_text_fits_into_a_gap(text: str) -> None:
    inside = cloze_safe(text_html(text))
    assert "}}" not in inside
    assert "::" not in inside
    assert not inside.endswith((":", "}"))


def test_a_gap() -> None:
    hidden = Inline(InlineKind.GAP, children=(Inline(InlineKind.TEXT, "std::vector<int>"),), number=3)
    assert inlines_html([hidden]).html == "{{c#3::std&#58;&#58;vector&lt;int&gt;}}"
