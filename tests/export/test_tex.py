"""What MathJax may be given: listed commands alone, macros expanded, nothing left open; else the source is shown."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.export.forbidden import formulas_in, must_not_stay
from deckgen.export.html import blocks_html, inlines_html, words_html
from deckgen.export.tex import MAX_LENGTH, Macro, defined, is_harmless, typeset
from deckgen.export.tex_commands import COMMANDS
from deckgen.markdown.parser import parse_markdown
from deckgen.model import Inline, InlineKind


@pytest.mark.parametrize(
    "tex",
    [
        r"x_i^2",
        r"\frac{a}{b}",
        r"\begin{align} a &= b \\ &= c \end{align}",
        r"\begin {bmatrix} 1 \\[2pt] 2 \end{bmatrix}",
        r"\left( \{x\} \right)",
        r"100\% \& \# \$ \_",
        "a\\\nb",
        r"\ce{2H2 + O2 -> 2H2O} \\ \pu{1 m}, \ce{HC#CH ->[\Delta] x}",
        r"\text{如果 $x$}",
        "{" * 50 + "}" * 50,
    ],
)
def test_what_typesets_passes_as_it_is(tex: str) -> None:
    assert typeset(tex) == tex


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(https://x.example)}{x}",
        r"\class{a}{x}",
        r"\cssId{a}{x}",
        r"\data{a=b}{x}",
        r"\require{html}x",
        r"\html{x}",
        r"\mmlToken{mi}[href=x]{y}",
        r"\bbox[red]{x}",
        r"\unicode{x41}",
        r"\char65",
        r"\verb|x|",
        r"\ref{a}",
        r"\eqref{a}",
        r"\let\x=\href",
        r"\newenvironment{a}{b}{c}",
        r"\begin{CD}x\end{CD}",
        r"\begin{nosuch}x\end{nosuch}",
        r"\begin\href{x}",
        r"\begin{align}x\end{cases}",
        r"\begin{align}x",
        r"a\) b \(c",
        r"a\] b",
        r"\text{\(x\)}",
        "{x",
        "x}",
        "}{",
        r"\{x}",
        "50% of x",
        "#1",
        "a &lt; b",
        "a &#60; b",
        r"\é",
        r"\ce{\$href\%\$}",
        r"\ce{\\href}",
        r"\ce{\ href}",
        r"\ce{$x$}",
        r"\ce x",
        r"\ce{x",
        "{" * 51 + "}" * 51,
        r"\left(" * 60 + r"\right)" * 60,
    ],
)
def test_what_reaches_out_or_stays_open_is_refused(tex: str) -> None:
    assert typeset(tex) is None


@pytest.mark.parametrize(
    ("tex", "expanded"),
    [
        (r"\newcommand{\R}{\mathbb{R}} x \in \R", r"x \in \mathbb{R}"),
        (r"\newcommand\R{\mathbb R}\R", r"\mathbb R"),
        (r"\newcommand*{\n}[1]{\lVert #1 \rVert}\n{x}+\n y", r"\lVert x \rVert+\lVert y \rVert"),
        (r"\newcommand{\n}[2][2]{\lVert #2\rVert_{#1}}\n{x}\n[1]{y}", r"\lVert x\rVert_{2}\lVert y\rVert_{1}"),
        (r"\def\f#1#2{\frac{#2}{#1}}\f ab", r"\frac{b}{a}"),
        (r"\DeclareMathOperator{\tr}{tr}\tr A", r"\operatorname{tr} A"),
        (r"\DeclareMathOperator*{\argmax}{arg\,max}\argmax_x", r"\operatorname*{arg\,max}_x"),
        (r"\providecommand{\alpha}{x}\alpha", r"\alpha"),
        (r"\renewcommand{\epsilon}{\varepsilon}\epsilon", r"\varepsilon"),
        (r"\def\a{\alpha}\def\f#1{\a#1}\f{b}", r"\alpha b"),
        (r"\def\a{\b}\def\b{x}\a", "x"),
        ("a % the first\n  + b", "a + b"),
        (r"\label{eq:1} x = y", "x = y"),
        (r"\newcommand{\R}{\mathbb{R}}", ""),
        (r"(a\\)", r"(a\\ )"),
        ("x \\ ", "x \\ "),
        (r"  x  ", "x"),
    ],
)
def test_macros_are_expanded_and_comments_left_out(tex: str, expanded: str) -> None:
    assert typeset(tex) == expanded


@pytest.mark.parametrize(
    "tex",
    [
        r"\newcommand{\x}{\href{javascript:alert(1)}{x}}\x",
        r"\def\x{\x}\x",
        r"\def\x{\x\x}\x",
        r"\def\x{\y\y}\def\y{\x\x}\x",
        r"\def\a#1{#1#1#1#1#1#1#1#1#1#1}\a{\a{\a{\a{\a{\a{x}}}}}}",
        r"\def\x#2{y}\x",
        r"\def\x#1.{y}\x a.",
        r"\newcommand{\x}[1]{#2}\x a",
        r"\newcommand{\x}[12]{y}\x",
        r"\newcommand{x}{y}",
        r"\newcommand{\x}{y",
        r"\newcommand{\x",
        r"\def",
        r"\def\x#1{y}\x",
        r"\def\h{\hre}\h f{javascript:x}{y}",
        r"\def\begin{x}\begin{align}x\end{align}",
    ],
)
def test_what_cannot_be_expanded_within_limits_is_refused(tex: str) -> None:
    start = time.process_time()
    assert typeset(tex) is None
    assert time.process_time() - start < 1


def test_macros_of_elsewhere() -> None:
    shared = {"R": Macro(r"\mathbb{R}"), "half": Macro(r"\frac{#1}{2}", 1)}
    assert typeset(r"\half{x} \in \R", shared) == r"\frac{x}{2} \in \mathbb{R}"
    assert typeset(r"x \in \R") is None
    found = defined([r"\def\E{\mathbb{E}}", r"\def\broken", r"x", r"\renewcommand{\R}{\mathbf{R}}"], shared)
    assert typeset(r"\E \R", found) == r"\mathbb{E} \mathbf{R}"
    assert shared["R"] == Macro(r"\mathbb{R}")


PIECES = (
    "\\newcommand", "\\def", "\\x", "\\y", "{\\x}", "{", "}", "[1]", "[", "]", "#1", "#", "\\x\\x", "\\href", "%", "\n",
    " ", "\\", "\\\\", "a", "\\alpha", "\\begin{align}", "\\end{align}", "\\ce{", "&", "&lt;", "*",
    "\\DeclareMathOperator", "\\(", "\\)", "\\]", "\\left", "$",
    "<", "\\label", "\u0338", "\\ ", "{\\y y\\y}", "\\def\\y#1{#1#1}",
    "\\def\\x{\\y\\y}",
)  # fmt: skip
formulas = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(formulas)
def test_whatever_passes_is_short_listed_and_closed(tex: str) -> None:
    passed = typeset(tex)
    if passed is None:
        return
    assert len(passed) <= MAX_LENGTH
    assert set(re.findall(r"\\([a-zA-Z]+|.)", passed, re.DOTALL)) <= COMMANDS
    assert not re.search(r"\\[)\]]", passed)
    assert is_harmless(passed)
    assert typeset(passed) == passed.strip() or passed.endswith("\\ ")


@given(formulas, formulas)
def test_mathjax_finds_the_formulas_that_we_wrote_and_no_other(tex: str, text: str) -> None:
    """However it looks for an end: no formula runs on into the words behind it, no word becomes one."""
    plain, tex = (unicodedata.normalize("NFC", each.replace("$", "")) for each in (text, tex))
    field = words_html(f"{plain}$$a$${plain}$${tex}$${plain}")
    second = typeset(tex)
    assert list(formulas_in(field)) == ["a", *([second] if second else [])]
    assert not must_not_stay(field)


@pytest.mark.parametrize(
    "tex",
    [
        "x" * 100_000,
        "{" * 10_000 + "}" * 10_000,
        "{" * 2_400 + "}" * 2_400,
        "\\" * 100_000,
        "%" * 100_000,
        "%\n" * 2_000,
        r"\begin{align}" * 5_000,
        r"\begin" * 800,
        r"\begin " + " " * 4_900,
        r"\newcommand" * 400,
        r"\def\x{" * 700,
        r"\def\x#1{#1}" + r"\x{" * 1_200 + "}" * 1_200,
        r"\newcommand{\x}[2][" + "[" * 4_000,
        "&" * 100_000,
        "&a" * 2_400,
        "\\ce{" * 1_200 + "}" * 1_200,
    ],
)
def test_hostile_formulas_cost_no_time(tex: str) -> None:
    start = time.process_time()
    typeset(tex, {"x": Macro("#1#1", 1)})
    must_not_stay(words_html(f"$${tex}$$"))
    must_not_stay(f"\\({tex}\\)")
    assert time.process_time() - start < 2


# --- Fields ---


def test_a_refused_formula_is_shown_as_its_source() -> None:
    assert words_html(r"a $$\href{x}{<b>}$$ b $$c$$") == r"a <code>\href{x}{&lt;b&gt;}</code> b \(c\)"
    block = blocks_html(parse_markdown("$$\n\\href{x}{y}\n\\(z\n$$")[0]).html
    assert block == r'<div class="math"><code>\href{x}{y}<br>\<span></span>(z</code></div>'


def test_a_formula_that_only_defines_shows_nothing() -> None:
    assert words_html(r"$$\def\R{\mathbb{R}}$$") == ""


@pytest.mark.parametrize(
    "inlines",
    [
        (Inline(InlineKind.TEXT, "\\"), Inline(InlineKind.MATH, " "), Inline(InlineKind.TEXT, "(x\\)")),
        (Inline(InlineKind.TEXT, "["), Inline(InlineKind.IMAGE, url="gone.png"), Inline(InlineKind.TEXT, "sound:x]")),
        (Inline(InlineKind.TEXT, "\\"), Inline(InlineKind.IMAGE, "(x\\)", url="gone.png")),
        (Inline(InlineKind.TEXT, "\\"), Inline(InlineKind.LINK, "(x\\)", url="javascript:x")),
    ],
)
def test_no_mark_is_made_by_two_neighbours(inlines: tuple[Inline, ...]) -> None:
    """What was escaped by itself may stand beside something that shows nothing."""
    field = inlines_html(inlines).html
    assert list(formulas_in(field)) == []
    assert not must_not_stay(field)


def test_no_mark_is_made_across_an_empty_formula() -> None:
    assert list(formulas_in(words_html(r"a\$$ $$(\href{x}{y}\)"))) == []
    assert not must_not_stay(words_html("[$$ $$sound:x]"))


@pytest.mark.parametrize(
    "field",
    [
        "words &amp; more",
        r"\(x &lt; y\) <b>b</b> <br> \[\frac&#123;&#123;a}}{b}\]",
        '<a href="https://x.example/?a&amp;b">a</a><img src="dg-1.png" alt="x"><ol start="3"><li>a</li></ol>',
        '<pre class="code"><span class="k">if</span> a</pre><div class="math"></div><span class="same">x</span>',
        r"{{c1::\(x^{a_{b} }\)}} \<span></span>(not one\)",
        "[1] &#91;sound:x]",
    ],
)
def test_what_we_write_may_stay(field: str) -> None:
    assert not must_not_stay(field)


@pytest.mark.parametrize(
    "field",
    [
        r"\(\href{javascript:x}{y}\)",
        r"\[\newcommand{\x}{y}\]",
        r"&#92;(\href{x}{y}\)",
        r"\(a{\) \href{x}{y}} \(b\)",
        r"\(never ended",
        r"\(a <b>b</b>\)",
        '<a href="javascript:x">a</a>',
        "<script>x</script>",
        '<b onclick="x">a</b>',
        '<img src="https://x.example/1.png" alt="">',
        "a <",
        "[sound:x.mp3]",
        "[latex]x[/latex]",
    ],
)
def test_what_no_field_may_hold_must_not_stay(field: str) -> None:
    assert must_not_stay(field)
