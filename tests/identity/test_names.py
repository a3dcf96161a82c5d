"""No note goes on as another subject's: the learner would meet another question under its schedule."""

from __future__ import annotations

import pytest

from deckgen.identity.subjects import is_other_name, is_same_subject
from deckgen.language.folding import fold
from tests.identity.made import build, guids, text_card

ONE_THING = """\
卷积神经网络 | 卷积神经网络（CNN）
CNN | 卷积神经网络（CNN）
什么是卷积神经网络 | 卷积神经网络
卷积神经网络简介 | 卷积神经网络
支持向量机 | 支持向量机的原理
Adam | Adam 算法
Adam | Adam optimizer
Adam | The Adam optimizer
What is Adam? | Adam
Adam | Introduction to Adam
支持向量机 | 支持向量机(SVM)
Gradient clipping | gradient-clipping
Decision tree | Decision trees
Word2Vec | word2vec模型
"""

TWO_THINGS = """\
YOLO v2 | YOLO v3
YOLO | YOLO v2
YOLO | YOLO（v2）
Adam | AdaGrad
Adam | AdamW
支持向量机 | 支持向量回归
监督学习 | 无监督学习
线性回归 | 非线性回归
梯度下降 | 随机梯度下降
卷积 | 卷积神经网络
操作 | 操作系统
语言 | 语言模型
Java | JavaScript
Java | Java virtual machine
C | C++
C | C#
GPT | GPT-2
HTTP | HTTPS
Kernel (OS) | Kernel (ML)
第一范式 | 第二范式
编码器 | 解码器
CNN | RNN
L1 | L2
Python 2 | Python 3
Network | Neural network
"""


def pairs(lines: str) -> list[tuple[str, str]]:
    return [(one.strip(), two.strip()) for one, _, two in (line.partition("|") for line in lines.splitlines())]


@pytest.mark.parametrize(("one", "two"), pairs(ONE_THING))
def test_a_small_addition_names_the_same_thing(one: str, two: str) -> None:
    """Brackets, and words that name nothing; both ways."""
    assert is_same_subject(fold(one), fold(two))
    assert is_same_subject(fold(two), fold(one))


@pytest.mark.parametrize(("one", "two"), pairs(TWO_THINGS))
def test_any_other_addition_makes_another_thing(one: str, two: str) -> None:
    """Versions, opposites, kinds, longer names; both ways."""
    assert not is_same_subject(fold(one), fold(two))
    assert not is_same_subject(fold(two), fold(one))


ANSWER = "一种用于处理数据的方法，它在许多样本上逐步调整参数，直到误差不再变小为止"
ALMOST = ANSWER.replace("许多", "大量")


@pytest.mark.parametrize(("one", "two"), pairs(TWO_THINGS))
@pytest.mark.parametrize("answer", [ANSWER, ALMOST])
def test_two_things_never_take_each_others_notes(one: str, two: str, answer: str) -> None:
    """Not even where one stands where the other stood, and is said to be much the same."""
    before = build([text_card(one, ANSWER)])
    after = build([text_card(two, answer if one != two else ANSWER)], before.ledger, 2_000)
    latin_or_number = is_other_name(fold(one), fold(two))
    if latin_or_number or answer != ANSWER:
        assert guids(after)[two] != guids(before)[one]
        assert guids(after)[one] == guids(before)[one]


@pytest.mark.parametrize(("one", "two"), pairs(TWO_THINGS))
def test_two_things_keep_their_notes_when_they_change_places(one: str, two: str) -> None:
    """Same answer, other place: each is known by its name."""
    before = build([text_card(one, ANSWER, post="a.md"), text_card(two, ALMOST, post="b.md")])
    after = build([text_card(two, ANSWER, post="a.md"), text_card(one, ALMOST, post="b.md")], before.ledger, 2_000)
    assert guids(after) == guids(before)


@pytest.mark.parametrize(("one", "two"), pairs(ONE_THING))
@pytest.mark.parametrize("answer", [ANSWER, ALMOST])
@pytest.mark.parametrize("post", ["a.md", "b.md"])
def test_a_reworded_question_keeps_its_note(one: str, two: str, answer: str, post: str) -> None:
    """A small addition to the heading, with or without an edit of the answer, here or in another post."""
    before = build([text_card(one, ANSWER)])
    after = build([text_card(two, answer, post=post)], before.ledger, 2_000)
    assert list(guids(after).values()) == list(guids(before).values())


def test_a_renamed_thing_with_the_very_same_words_keeps_its_note() -> None:
    """深度置信网络 and 深度信念网络 are one thing in two translations."""
    before = build([text_card("深度置信网络", ANSWER)])
    after = build([text_card("深度信念网络", ANSWER)], before.ledger, 2_000)
    assert list(guids(after).values()) == list(guids(before).values())


def test_a_heavily_edited_answer_keeps_its_note() -> None:
    """The subject is what the note is about, whatever is said of it."""
    before = build([text_card("Adam", "an optimizer that keeps averages")])
    after = build([text_card("Adam", "the default choice of many people")], before.ledger, 2_000)
    assert guids(after) == guids(before)


def test_two_things_of_one_name_keep_apart() -> None:
    """A kernel of a system and a kernel of a machine: the words tell them apart, wherever they go."""
    one = "the part of an operating system that talks to the hardware"
    two = "a function that measures how alike two samples are"
    before = build([text_card("Kernel", one, post="a.md", topic="Systems")])
    guid = guids(before)["Kernel"]
    after = build(
        [text_card("Kernel", two, post="a.md", topic="Learning"), text_card("Kernel", one, post="b.md", topic="Linux")],
        before.ledger,
        2_000,
    )
    by_answer = {note.fields["Answer"]: note.guid for note in after.ledger.notes.values()}
    assert by_answer[one] == guid
    assert by_answer[two] != guid
