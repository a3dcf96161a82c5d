"""What a model words itself is judged by what its own question names."""

from __future__ import annotations

import pytest

from deckgen.cards.gates import faults_of
from deckgen.model import Card, NoteType, Source


def points(question: str, answer: str, made: str) -> set[str]:
    card = Card(
        note_type=NoteType.QUESTION,
        item="section:1",
        aspect="llm",
        subject="",
        fields={"Question": question, "Answer": answer},
        sources=(Source(post="a.md", line=1, headings=()),),
        quote=answer,
        made=made,
    )
    return {fault.point for fault in faults_of(card)}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("后验概率为什么通常很难计算？", "它是参数空间上的高维积分"),
        ("麦克风收到的信号叠加了多径信号而被干扰，这种现象叫什么？", "混响"),
        ("从图上某顶点到终点的最短路径，可先计算什么？", "该顶点所有相邻顶点至终点的最短路径"),
        ("Why does a full table scan hurt a cache?", "It evicts pages that are read more often"),
    ],
)
def test_a_model_may_point_at_what_its_question_names(question: str, answer: str) -> None:
    """The same words of a rule, copied from a text, lean on what was left behind."""
    assert "R3" not in points(question, answer, "model qa/1")
    assert "R3" in points(question, answer, "rules")


@pytest.mark.parametrize(
    "question",
    [
        "该方法的优点是什么？",
        "它有什么优点？",
        "本文提出的网络用了什么损失？",
        "聚类的损失如上式所示，它叫什么？",
        "What is the name of such systems?",
        "Why does it need a lock?",
    ],
)
def test_a_model_names_what_it_asks_about(question: str) -> None:
    """Nothing was named before it, or it stands in another text."""
    assert "R3" in points(question, "平方损失", "model qa/1")


@pytest.mark.parametrize("word", ["出现在", "体现在", "最近邻"])
def test_words_that_only_look_like_today_are_clear_in_a_year(word: str) -> None:
    """They hold 现在 and 最近, and say nothing about today."""
    assert "R7" not in points(f"K {word}结果里的样本叫什么？", "支持样本", "rules")
    assert "R7" in points("现在最常用的优化器是什么？", "Adam", "rules")
