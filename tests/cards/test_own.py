"""The author's own cards and comments: what is written for the purpose wins, and a fault is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.records import NoteRecord, State
from tests.continuity.blog import FIRST, SECOND, Blog

A_LINK = '<a href="https://example.org/a">https://example.org/a</a>'


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path)


def notes_of(blog: Blog, aspect: str = "own") -> list[NoteRecord]:
    notes = blog.ledger.notes.values()
    found = [note for note in notes if note.key.startswith(f"card:{aspect}:") and note.state is State.LIVE]
    return sorted(found, key=lambda note: note.due)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("Q: What is it?\nA: A test.", "What is it?", "A test."),
        ("Q: What is it?\n\nA: A *test*.", "What is it?", "A <i>test</i>."),
        ("问：什么是动量？\n答：历史梯度的加权和。", "什么是动量？", "历史梯度的加权和。"),
        ("Question: Why `x`?\nAnswer: For $$x^2$$.", "Why <code>x</code>?", "For \\(x^2\\)."),
        ("<!-- deck: card\nQ: Hidden?\nA: Yes, on the site.\n-->", "Hidden?", "Yes, on the site."),
        ("> Q: In a quote?\n> A: There too.", "In a quote?", "There too."),
        ("**Q: All bold?**\nA: Yes, all.", "All bold?", "Yes, all."),
        ("**Q:** The label alone?\n**A:** That *too*.", "The label alone?", "That <i>too</i>."),
        ("**Q**: The letter?\n\n**A**: Alone.", "The letter?", "Alone."),
        ("**问：什么是动量？**\n\n**答：** 历史梯度的加权和。", "什么是动量？", "历史梯度的加权和。"),
        ("**Q: Both lines,\nA: in one?**", "Both lines,", "in one?"),
        ("- *Q: In an item?*\n- *A:* In the next.", "In an item?", "In the next."),
        ("Q: On one line? **A:** Yes.", "On one line?", "Yes."),
        ("<!-- deck: card\n**Q:** Hidden?\n**A:** Yes.\n-->", "Hidden?", "Yes."),
    ],
)
def test_a_question_and_its_answer_are_a_card(blog: Blog, text: str, question: str, answer: str) -> None:
    blog.write("a.md", f"# Things\n\n{text}\n")
    blog.build()
    [note] = notes_of(blog)
    assert (note.fields["Question"], note.fields["Answer"]) == (question, answer)
    assert note.fields["Made"] == "person"


def test_an_answer_that_ends_in_a_colon_takes_the_code_behind_it(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\nQ: How?\n\nA: Like this:\n\n```\nx = 1\n```\n\n---\n\nMore text.\n")
    blog.build()
    [note] = notes_of(blog)
    assert "x = 1" in note.fields["Answer"]
    assert "More text" not in note.fields["Answer"]


@pytest.mark.parametrize(
    "text",
    ["Q: No answer?", "A: No question.", "if a==b and c==d then", "a == b, c == d", "`==x==`", "```\n==x==\n```"],
)
def test_what_only_looks_like_an_own_card_is_none(blog: Blog, text: str) -> None:
    blog.write("a.md", f"# Things\n\n{text}\n")
    blog.build()
    assert notes_of(blog) == []


def test_gaps_keep_their_numbers_when_others_come_and_go(blog: Blog) -> None:
    blog.write("a.md", "# Adam\n\nThe default step is small, of β1 it is ==0.9==, of β2 ==0.999==.\n")
    blog.build()
    [note] = notes_of(blog)
    assert note.fields["Text"] == "The default step is small, of β1 it is {{c1::0.9}}, of β2 {{c2::0.999}}."
    blog.write("a.md", "# Adam\n\nThe default ==step== is small, of β1 it is 0.9, of β2 ==0.999==.\n")
    blog.build(at=SECOND)
    [again] = notes_of(blog)
    assert again.guid == note.guid
    assert "{{c2::0.999}}" in again.fields["Text"]
    assert "{{c3::step}}" in again.fields["Text"]
    assert "c1::" not in again.fields["Text"]


def test_gaps_of_one_number_are_one_card_and_keep_their_hints(blog: Blog) -> None:
    blog.write("a.md", "# France\n\n{{c1::Paris::a town}} lies on the {{c1::Seine}}, {{c2::Lyon}} on the ==Rhône==.\n")
    blog.build()
    [note] = notes_of(blog)
    assert note.fields["Text"] == "{{c1::Paris::a town}} lies on the {{c1::Seine}}, {{c2::Lyon}} on the {{c3::Rhône}}."


def test_a_note_whose_gaps_were_numbered_one_by_one_keeps_its_cards(blog: Blog) -> None:
    blog.write("a.md", "# France\n\n{{c1::Paris}} lies on the {{c2::Seine}}, far from the sea.\n")
    blog.build()
    [note] = notes_of(blog)
    blog.write("a.md", "# France\n\n{{c1::Paris}} lies on the {{c1::Seine}}, far from the ==sea==.\n")
    blog.build(at=SECOND)
    [again] = notes_of(blog)
    assert again.guid == note.guid
    assert again.fields["Text"] == "{{c1::Paris}} lies on the {{c2::Seine}}, far from the {{c3::sea}}."


def test_a_hint_is_the_authors_but_no_word_that_a_card_is_known_by(blog: Blog) -> None:
    blog.write("a.md", "# France\n\n{{c1::Paris}} lies on the {{c2::Seine}}, far from the sea.\n")
    blog.build()
    [note] = notes_of(blog)
    blog.write("a.md", "# France\n\n{{c1::Paris::a town}} lies on the {{c2::Seine}}, far from the sea.\n")
    assert blog.build(at=SECOND)["updated"] == 1
    [again] = notes_of(blog)
    assert (again.guid, again.gaps) == (note.guid, note.gaps)
    assert "{{c1::Paris::a town}}" in again.fields["Text"]
    assert blog.build(at=SECOND + 60)["updated"] == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is at ==https://example.org/a== now.", "{{c1::" + A_LINK + "}} now."),
        ("See https://example.org/a for ==that==.", A_LINK + " for {{c1::that}}."),
        ("==[docs](https://example.org/a)== are it", '{{c1::<a href="https://example.org/a">docs</a>}} are it'),
        ("Print ==x== with {{ x }}.", "{{c1::x}} with &#123;&#123; x }}."),
        ("=={{ y }}== is a variable.", "{{c1::&#123;&#123; y &#125;&#125;}} is a variable."),
        ("Use ==`a == b`== here.", "{{c1::<code>a == b</code>}} here."),
        ("Rate $$r$$==0.9== it is.", "\\(r\\){{c1::0.9}} it is."),
        ("**==Bold== words** of it.", "<b>{{c1::Bold}} words</b> of it."),
        ("- ==Item== with ![a dot](dot.png)", '{{c1::Item}} with <img src="dg-'),
    ],
)  # fmt: skip
def test_a_gap_may_hold_or_stand_beside_a_link_an_image_braces_and_code(blog: Blog, text: str, shown: str) -> None:
    (blog.posts / "dot.png").write_bytes(b"\x89PNG\r\n\x1a\n a picture")
    blog.write("a.md", f"# Things\n\n{text}\n")
    assert blog.build()["problems"] == []
    [note] = notes_of(blog)
    assert shown in note.fields["Text"]


def test_what_compares_in_code_is_no_gap(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\n`a`==`b` and `c`==`d`, or $$a$$ == $$b$$ == c.\n")
    assert blog.build()["problems"] == []
    assert notes_of(blog) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("| a | b |\n|---|---|\n| c | ==d== |", 9, "only in a paragraph"),
        ("Text[^1].\n\n[^1]: ==Small== print.", 9, "only in a paragraph"),
        ("## A ==part==\n\nIts text.", 7, "only in a paragraph"),
        ("A ==gap == with a blank.", 7, "without a blank"),
        ("==![](dot.png)== is empty.", 7, "R10"),
        ("> - **Q: Unanswered?**", 7, "without an answer"),
        ("## Q: Unanswered?\n\n## Other\n\nText.", 7, "without an answer"),
        ("## Q: Unanswered?\n\n## Q: And this?\n\nA: Yes, it is.", 7, "without an answer"),
    ],
)
def test_what_was_meant_for_a_card_and_gives_none_is_said_with_its_line(
    blog: Blog, text: str, line: int, words: str
) -> None:
    (blog.posts / "dot.png").write_bytes(b"\x89PNG\r\n\x1a\n a picture")
    blog.write("a.md", f"# Things\n\n{text}\n")
    [problem] = blog.build()["problems"]
    assert words in problem["message"]
    assert (problem["path"], problem["line"], problem["code"]) == (str(blog.posts / "a.md"), line, "own-card")


def test_an_own_card_in_a_continued_section_is_traced_to_its_own_post(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\nSome text.\n", head="date: 2015-01-01\n")
    blog.write("b.md", "# Things (2)\n\nMore text.\n\nQ: Where?\n", head="date: 2015-01-02\n")
    [problem] = blog.build()["problems"]
    assert (problem["path"], problem["line"]) == (str(blog.posts / "b.md"), 10)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("## What is overfitting?\n\nA model learns the noise.", "## What is overfitting?\n\nOther words."),
        ("Q: What is overfitting?\nA: A model learns the noise.", "Other words."),
        ("**What is overfitting?**\n\nA model learns the noise.", "Other words."),
    ],
)
def test_an_answer_ends_where_the_part_of_its_post_ends(blog: Blog, first: str, second: str) -> None:
    blog.write("a.md", f"# Things\n\n{first}\n", head="date: 2015-01-01\n")
    blog.write("b.md", f"# Things (2)\n\n{second}\n", head="date: 2015-01-02\n")
    blog.build()
    notes = [*notes_of(blog), *notes_of(blog, "question")]
    answers = ["A model learns the noise.", *(["Other words."] if "##" in second else [])]  # asked there again
    assert sorted(note.fields["Answer"] for note in notes) == answers
    assert not any("Detail" in note.fields for note in notes)


def test_no_rule_takes_a_card_from_an_own_one(blog: Blog) -> None:
    blog.write("a.md", "# Kettle\n\nQ: What is Kettle?\nA: Kettle is a tool for moving data.\n")
    blog.build()
    assert len(notes_of(blog)) == 1
    assert notes_of(blog, "definition") == []


def test_own_cards_switch_off_and_on_with_their_guid(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\nQ: What is it?\nA: A test.\n")
    blog.build()
    [note] = notes_of(blog)
    blog.set("cards: {own: false}")
    report = blog.build(at=SECOND)
    assert (report["held"], report["retired"]) == (1, 0)
    blog.set()
    blog.build(at=SECOND + 1)
    assert notes_of(blog) == [note]


def test_a_skipped_paragraph_and_link_are_held_and_come_back(blog: Blog) -> None:
    plain = "# Kettle\n\nKettle is a tool for moving data.{}\n\nhttps://example.org/a\n\nA good article{}\n"
    blog.write("a.md", plain.format("", ""))
    first = blog.build()
    blog.write("a.md", plain.format(" <!-- deck: skip -->", " <!-- deck: skip -->"))
    report = blog.build(at=SECOND)
    assert (report["notes"], report["held"], report["retired"]) == (0, first["notes"], 0)
    blog.write("a.md", plain.format("", ""))
    report = blog.build(at=SECOND + 1)
    assert (report["notes"], report["updated"], report["revived"]) == (first["notes"], 0, first["notes"])


def test_a_comment_below_a_heading_skips_its_section(blog: Blog) -> None:
    blog.write(
        "a.md",
        "# A\n\n## B\n\n<!-- deck: skip -->\n\nhttps://example.org/a\n\nIn B\n\n## C\n\nhttps://example.org/c\n\nIn C\n",  # noqa: E501
    )
    assert blog.build()["notes"] == 1


NESTED = (
    "# A\n\nhttps://example.org/a\n\nIn A\n\n## B{on_line}\n\n{below}https://example.org/b\n\nIn B\n\n"
    "### What is a kettle?\n\nA pot with a lid and a spout.\n\n#### D\n\nQ: What is a lid?\nA: A cover.\n\n"
    "https://example.org/d\n\nIn D\n\n## C\n\nhttps://example.org/c\n\nIn C\n"
)


@pytest.mark.parametrize(
    "marks",
    [
        {"on_line": " <!-- deck: skip -->", "below": ""},
        {"on_line": "", "below": "<!-- deck: skip -->\n\n"},
    ],
    ids=["on its line", "right below"],
)
def test_a_comment_at_a_heading_skips_the_sections_below_it_too(blog: Blog, marks: dict[str, str]) -> None:
    """Nothing of the section arrives, and what learners have is held till the comment goes."""
    blog.write("a.md", NESTED.format(**marks))
    assert blog.build()["notes"] == 2
    blog.write("a.md", NESTED.format(on_line="", below=""))
    everything = blog.build(at=SECOND)["notes"]
    assert everything >= 5
    blog.write("a.md", NESTED.format(**marks))
    report = blog.build(at=SECOND + 1)
    assert (report["notes"], report["updated"], report["retired"]) == (2, 0, 0)
    blog.write("a.md", NESTED.format(on_line="", below=""))
    report = blog.build(at=SECOND + 2)
    assert (report["notes"], report["updated"], report["revived"]) == (everything, 0, everything - 2)


def test_a_comment_in_a_section_skips_none_below_it(blog: Blog) -> None:
    """Alone below a paragraph it means that paragraph."""
    text = NESTED.format(on_line="", below="").replace("In B\n", "In B\n\n<!-- deck: skip -->\n")
    blog.write("a.md", text)
    assert blog.build()["notes"] >= 4


def test_a_star_ships_a_link_where_only_picked_ones_ship(blog: Blog) -> None:
    blog.set("cards: {reading: picked}")
    blog.write("a.md", "# A\n\nhttps://example.org/a\n\nOne <!-- deck: star -->\n\nhttps://example.org/b\n\nTwo\n")
    assert blog.build()["notes"] == 1


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("<!-- deck: foo -->", "is not known"),
        ("<!-- deck: card no question -->", "a card needs a line"),
        ("<!-- deck: -->", "is not known"),
    ],
)
def test_a_comment_that_asks_for_what_there_is_not_is_an_error_with_its_line(
    blog: Blog, comment: str, words: str
) -> None:
    blog.write("a.md", f"# A\n\nhttps://example.org/a\n\nOne\n\n{comment}\n")
    report = blog.build(at=FIRST, code=1)
    [problem] = report["problems"]
    assert words in problem["message"]
    assert (problem["severity"], problem["line"]) == ("error", 11)
    assert report["notes"] == 1


def test_pairs_without_a_blank_line_between_them_are_cards_of_their_own(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\nQ: One?\nA: same\nQ: Two?\nA: other\n")
    blog.build()
    assert [(note.fields["Question"], note.fields["Answer"]) for note in notes_of(blog)] == [
        ("One?", "same"),
        ("Two?", "other"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("TCP opens with a ==three-way== handshake; its flags are ==SYN== and ==ACK==.",
         "TCP opens with a ==three-way== handshake; the flags are ==SYN== and ==ACK==."),
        ("TCP opens with a ==three-way== handshake; its flags are ==SYN== and ==ACK==.",
         "TCP opens with a ==3-way== handshake; its flags are ==SYN== and ==ACK==."),
        ("Q: Which command shows the reflog?\nA: git reflog",
         "Q: Which command shows the whole reflog?\nA: git reflog"),
        ("问：学习率太大会怎样？\n答：损失震荡。", "问：学习率太大，会怎么样？\n答：损失震荡。"),
        ("问：学习率太大会怎样？\n答：损失震荡，不收敛。", "问：学习率过大会怎么样？\n答：损失震荡，不收敛。"),
    ],
)  # fmt: skip
def test_an_own_card_reworded_a_little_keeps_its_note(blog: Blog, before: str, after: str) -> None:
    blog.write("a.md", f"# Things\n\n{before}\n")
    blog.build()
    [note] = notes_of(blog)
    blog.write("a.md", f"# Things\n\n{after}\n")
    blog.build(at=SECOND)
    [again] = notes_of(blog)
    assert again.guid == note.guid


def test_an_own_card_about_something_else_takes_no_note(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\nQ: What is the default rate of Adam?\nA: 0.001\n")
    blog.build()
    [note] = notes_of(blog)
    blog.write("a.md", "# Things\n\nQ: What is the default rate of AdaGrad?\nA: 0.01\n")
    blog.build(at=SECOND)
    [other] = notes_of(blog)
    assert other.guid != note.guid


def test_a_question_without_an_answer_is_said_with_its_line(blog: Blog) -> None:
    blog.write("a.md", "# Things\n\nQ: What is it?\n\nNothing to see.\n")
    [problem] = blog.build()["problems"]
    assert (problem["severity"], problem["code"], problem["line"]) == ("warning", "own-card", 7)
