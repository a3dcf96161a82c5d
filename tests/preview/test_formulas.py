from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.preview.formulas import ATTRIBUTES, ELEMENTS, formula, with_formulas

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def test_a_side_with_formulas() -> None:
    side = with_formulas(r"<p>a \(x &lt; y\)</p>\[\frac{a}{b}\] and \(z\)")
    assert side.count("<math") == 3
    assert side.count('display="block"') == 1
    assert "\\(" not in side
    assert "\\[" not in side
    assert "&lt;" in side


@pytest.mark.parametrize("kind", ["pmatrix", "bmatrix", "vmatrix", "Vmatrix", "Bmatrix"])
def test_the_brackets_of_a_matrix_grow_with_it(kind: str) -> None:
    """Also in the midst of a formula; those that the author set around something else do not."""
    made = ElementTree.fromstring(formula(rf"f(x) = \begin{{{kind}}} 1 \\ 2 \end{{{kind}}} + (y)", is_display=True))
    signs = [sign.get("form") for sign in made.iter("mo") if sign.get("stretchy") == "true"]
    assert signs == ["prefix", "postfix"]


def test_no_formula_no_change() -> None:
    assert with_formulas("a $$x$$ b") == "a $$x$$ b"


@pytest.mark.parametrize("tex", [r"\frac{", r"\unknowncommand{x}", r"\begin{nosuch}x\end{nosuch}"])
def test_what_is_not_understood_is_shown_as_it_was_written(tex: str) -> None:
    shown = formula(tex + "<&", is_display=False)
    assert shown.startswith("<code>") or "<math" in shown
    assert "<&" not in shown


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\class{a}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\color{red}{x}",
        r"\newcommand{\x}{y}\x",
    ],
)
def test_no_command_reaches_the_page(tex: str) -> None:
    check(formula(tex, is_display=True))


@pytest.mark.parametrize("tex", [r"\href{https://x.example}{x}", r"\unicode{x41}", r"\def\x{y}\x", "x}"])
def test_what_no_card_may_hold_is_shown_as_its_source(tex: str) -> None:
    """The page shows what Anki will show."""
    assert formula(tex, is_display=False) == f"<code>{tex}</code>"


COMMANDS = (
    "\\frac",
    "\\sqrt",
    "\\text",
    "\\left(",
    "\\right)",
    "{",
    "}",
    "_",
    "^",
    "&",
    "\\\\",
    "<script>",
    "\\href",
    "x",
    "中",
    " ",
    "\\tag{1}",
)


@given(st.lists(st.sampled_from(COMMANDS), max_size=10).map("".join))
def test_any_tex_is_harmless(tex: str) -> None:
    check(formula(tex, is_display=False))


def check(shown: str) -> None:
    if shown.startswith("<code>"):
        assert "<" not in shown.removeprefix("<code>").removesuffix("</code>")
        return
    root = ElementTree.fromstring(shown)
    for node in root.iter():
        assert node.tag.removeprefix(NAMESPACE) in ELEMENTS
        assert set(node.attrib) <= ATTRIBUTES | {"display"}
