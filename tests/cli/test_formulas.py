"""Formulas from posts to the fields of the package: macros are expanded, and nothing of TeX reaches out of a field."""

from __future__ import annotations

from pathlib import Path

from deckgen.export.fields import Frame, PostMacros, render_cards
from deckgen.export.forbidden import formulas_in, must_not_stay
from deckgen.export.readback import read_package
from deckgen.export.tex import Macro
from deckgen.model import Card, Inline, InlineKind, NoteType, Run, Source
from tests.cli.conftest import Deckgen

POST = r"""---
title: On $$\R$$ and $$\href{javascript:alert(1)}{x}$$
---

# Norms $$\norm{x}$$

$$
\newcommand{\norm}[1]{\lVert #1 \rVert}
$$

Q: What is $$\norm{x}$$ for x in $$\R$$?
A: The length $$\half{2} \norm{x}$$, never $$\style{background:url(https://x.example)}{x}$$

Q: What does \\(\href{javascript:alert(1)}{x}\\) say?
A: Nothing, as \$\$ and \\[\cssId{a}{b}\\] do

https://one.example/a

A title with $$\alpha$$ and $$\require{html}$$
"""
OTHER = r"""# Other

Q: What is $$\norm{y}$$ here?
A: No macro of this post's
"""
DEFINITION = r"""
deck: D
id: "0a1b2c3d"
posts: blog
macros: {R: '\mathbb{R}', half: ['\frac{#1}{2}', 1]}
"""


def test_formulas_come_to_the_deck_expanded_and_harmless(deckgen: Deckgen, here: Path) -> None:
    """Macros of a post hold in it alone, those of the definition in all; what may not be typeset is shown."""
    (here / "blog").mkdir()
    (here / "blog" / "2020-01-01-norms.md").write_text(POST, encoding="utf-8")
    (here / "blog" / "2020-01-02-other.md").write_text(OTHER, encoding="utf-8")
    (here / "d.yaml").write_text(DEFINITION, encoding="utf-8")
    assert deckgen("build", "d.yaml").code == 0
    notes = read_package(here / "d.apkg").notes
    fields = [field for note in notes for field in note.fields.values()]
    assert not [field for field in fields if must_not_stay(field)]
    by_question = {note.fields.get("Question", ""): note.fields for note in notes}
    asked = by_question[r"What is \(\lVert x \rVert\) for x in \(\mathbb{R}\)?"]
    assert asked["Answer"] == (
        r"The length \(\frac{2}{2} \lVert x \rVert\), never <code>\style{background:url(https://x.example)}{x}</code>"
    )
    assert r"On \(\mathbb{R}\) and <code>\href{javascript:alert(1)}{x}</code>" in asked["Source"]
    assert r"What is <code>\norm{y}</code> here?" in by_question
    (reading,) = [note.fields for note in notes if note.note_type is NoteType.READING]
    assert reading["Title"] == r"A title with \(\alpha\) and <code>\require{html}</code>"
    typeset = {tex for field in fields for tex in formulas_in(field)}
    assert not [tex for tex in typeset if tex is None or "norm" in tex or "href" in tex or "cssId" in tex]


def test_no_text_of_a_page_is_tex() -> None:
    """Whatever a page marks, and whoever copied it: its words are shown as they are."""
    hostile = r"$$x$$ \(y\) \[z\] [latex]a[/latex] [$]b[/$] $$\href{javascript:alert(1)}{x}$$"
    shown = (
        r"$$x$$ \<span></span>(y\) \<span></span>[z\] &#91;latex]a&#91;/latex] &#91;$]b&#91;/$] "
        r"$$\href{javascript:alert(1)}{x}$$"
    )
    copied = (Inline(InlineKind.TEXT, "as "), Inline(InlineKind.MATH, r"\alpha"), Inline(InlineKind.BREAK))
    fields = {"Title": "$$t$$", "Author": hostile, "Published": hostile, "Digest": hostile}
    frame = Frame(
        deck="D", subdecks=(), reading_deck="R", question_deck="Q", language="en", tags=(), sources={},
        macros=PostMacros((), {"x": Macro("y")}),
    )  # fmt: skip
    sources = (Source(post="a.md", line=1, headings=()),)
    read = Card(
        note_type=NoteType.READING, item="link:a", aspect="link", subject="", fields=dict(fields), sources=sources
    )
    asked = Card(
        note_type=NoteType.QUESTION,
        item="link:a",
        aspect="llm",
        subject="",
        fields={"Question": Run((Inline(InlineKind.MATH, r"\beta"),)), "Quote": hostile, "Detail": Run(copied)},
        sources=sources,
    )
    page, card = (one.fields for one in render_cards([read, asked], frame, lambda *_: None))
    assert (page["Author"], page["Published"], page["Digest"]) == (shown, shown, shown)
    assert page["Title"] == r"\(t\)"
    assert (card["Question"], card["Quote"], card["Detail"]) == (r"\(\beta\)", shown, r"as $$\alpha$$<br>")
