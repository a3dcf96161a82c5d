r"""Formulas, in every way in which people mark them, and what only looks like one."""

from __future__ import annotations

import pytest

from deckgen.markdown.parser import parse_markdown
from deckgen.model import Block, BlockKind, Inline, InlineKind
from tests.dialects.built import field, shown

FORMULAS = [
    ("$x$ is", ["x"]),
    ("$$x$$ is", ["x"]),
    (r"\(x\) is", ["x"]),
    (r"\[x = 1\] is", ["x = 1"]),
    (r"\\(x\\) is", ["x"]),
    (r"\\[x\\] is", ["x"]),
    (r"是\\(a_1\\)和$b$。", ["a_1", "b"]),
    ("the $n$th of $2^k$ and $-1$", ["n", "2^k", "-1"]),
    (r"$\text{if } x > 0$", [r"\text{if } x > 0"]),
    (r"$5\$ + x$", [r"5\$ + x"]),
    ("$a\n+ b$ is", ["a\n+ b"]),
    ("$a\n= b$ is", ["a\n= b"]),
    ("$$a\n- b$$ is", ["a\n- b"]),
    ("$$\na\n# b\n1. c\n> 0\n$$", ["a\n# b\n1. c\n> 0"]),
    ("\\[\na\n+ b\n\\]", ["a\n+ b"]),
    ("\\\\[\na\n- b \\\\\n= c\n\\\\]", ["a\n- b \\\\\n= c"]),
    ("$$\na\n\nb\n$$", ["a\n\nb"]),
    ("> $$\n> a\n> + b\n> $$", ["a\n+ b"]),
    ("- item\n\n  $$\n  a\n  - b\n  $$", ["a\n- b"]),
    ("| $a$ | $b$ |\n|---|---|\n| 1 | $c_1$ |", ["a", "b", "c_1"]),
    ("**$x$** and *$y_1*y$ z*", ["x", "y_1*y"]),
    ("[$x$](http://a.example/$y$z$)", ["x"]),
    ("`$` and $x$", ["x"]),
    ("$$\n<!--SR:!2025-12-17,1,226-->\n\n a \\to b\n\n$$", ["a \\to b"]),
    ("$a <!--b--> c$", ["a c"]),
    ("$a <!-- b$", ["a <!-- b"]),
    ("\\begin{align}\na &= b \\\\\n+ c\n\\end{align}", ["\\begin{align}\na &= b \\\\\n+ c\n\\end{align}"]),
    ("\\begin{cases}\na \\\\\\\\\n- b\n\\end{cases}", ["\\begin{cases}\na \\\\\n- b\n\\end{cases}"]),
    ("- item\n\n  \\begin{gather*}\n  a\n  1. b\n  \\end{gather*}", ["\\begin{gather*}\na\n1. b\n\\end{gather*}"]),
    ("> \\begin{equation}\n> a\n> \\end{equation}", ["\\begin{equation}\na\n\\end{equation}"]),
    ("$$\n\\begin{align}a\\end{align}\n$$", ["\\begin{align}a\\end{align}"]),
    (
        r"$$x$$ and \begin{array}{c}\begin{array}{c}y\end{array}\end{array}",
        ["x", r"\begin{array}{c}\begin{array}{c}y\end{array}\end{array}"],
    ),
    ("the $k$th, $x/$ and $f:$ x", ["k", "x/", "f:"]),
    ("H$^+$, H$_2$O and N$_3$H", ["^+", "_2", "_3"]),
]
"""A text and the TeX of its formulas, in order."""

NONE = [
    "It costs $5 and $9.",
    "It costs $5 or 9$ and more in cash, or 10$.",
    "Set $HOME, then read `$HOME/logs`.",
    "Set $HOME/$USER or $PATH:$HOME here.",
    "Set $_HOME$x here.",
    "Use `$x$` and ``$y$``.",
    "$a `b$ c`",
    "$5 for ==a== and 6$",
    "$a\n\nb$",
    "price: $5\n- and 6$ for two",
    "$$ is a shell's number",
    "\\(see below\\) and \\[1\\] and \\[x\\] and \\[a link\\](b)",
    "modeled \\[[92](../notes.md#92)\\], \\[[93](a.md), [94](b.md)\\]",
    "C:\\\\[server] and \\\\(",
    "```\n$x$\n```",
    "    $x$\n\n    \\(y\\)",
    "http://a.example/$x/$y/b_1",
    "<a title='$x$'>y</a>",
    "US$5、US$6",
    "$5到$9之间",
    "$5到9$之间",
    "US$7–US$9; R$5 bis 9$, A$3/A$4, 5$",
    "export PATH=$HOME/bin:$PATH or $A/${B}",
    r"`\begin{align}` and \begin{align} first, then \end{align} last",
    "\\begin{itemize}\n\\item a\n\\end{itemize}",
    "```\n\\begin{align}\na\n\\end{align}\n```",
    r"\begin{align*} x_1 \end{align}",
    r"Matrices stand between \begin{matrix} ... \end{matrix}.",
    r"Name it with \begin{equation} ... \label{eq:name} \end{equation}.",
    "It begins with \\begin{align}.\n\nA row ends in x = 1, and then\n\n- \\end{align} is said",
    "make $$$ fast, or $$$ x",
]
"""Texts that hold no formula."""


def _tex(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if block.kind is BlockKind.MATH:
            found.append(block.text)
        found += [*_tex_of(block.inlines), *_tex(block.children)]
    return found


def _tex_of(inlines: tuple[Inline, ...]) -> list[str]:
    found: list[str] = []
    for inline in inlines:
        if inline.kind is InlineKind.MATH:
            found.append(inline.text)
        found += _tex_of(inline.children)
    return found


@pytest.mark.parametrize("has_templates", [False, True])
@pytest.mark.parametrize(("text", "wanted"), FORMULAS)
def test_formulas(text: str, wanted: list[str], has_templates: bool) -> None:
    """Each is one formula, whole, in notes and on a site."""
    assert _tex(parse_markdown(text, has_templates=has_templates)[0]) == wanted


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_formula(text: str) -> None:
    """Prices, variables, escaped brackets and code are what they are."""
    assert _tex(parse_markdown(text)[0]) == []


def test_a_label_line_ends_what_a_dollar_opened() -> None:
    """A dollar in a question and one in its answer are no formula around the answer's label."""
    for text in ("Q: What costs $a\nA: It costs b$ x", "Q: What is $$a\nA: It is $$b"):
        assert _tex(parse_markdown(text)[0]) == []


def test_lines_stay_true_behind_a_formula() -> None:
    """What a formula stands on is counted."""
    blocks = parse_markdown("$$\na\n+ b\n$$\n\nc\n\n\\[\nd\n- e\n\\] f\ng")[0]
    assert [(block.first, block.last) for block in blocks] == [(1, 4), (6, 6), (8, 12)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$x_1$ is `$x_1$`", r"\(x_1\) is <code>$x_1$</code>"),
        ("$$\na\n+ b\n$$", '<div class="math">\\[a\n+ b\\]</div>'),
        (r"\(\href{x}{y}\) is", r"<code>\href{x}{y}</code> is"),
        ("a \\[x\n= 1\\]\nb", "a \\(x\n= 1\\)<br>b"),
    ],
)
def test_formulas_of_a_field(text: str, wanted: str) -> None:
    """A field has the formula, or its source where it may not be typeset."""
    assert shown(field(text)) == wanted
