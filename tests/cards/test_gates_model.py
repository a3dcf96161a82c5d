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
        ("Which method of a class runs when you make a new object of it?", "`constructor`"),
    ],
)
def test_a_model_may_point_at_what_its_question_names(question: str, answer: str) -> None:
    """The same words of a rule, copied from a text, lean on what was left behind."""
    assert "R3" not in points(question, answer, "model qa/1")
    assert "R3" in points(question, answer, "rules")


@pytest.mark.parametrize(
    "question",
    [
        "例如下图的网络有几层？",
        "之前提到的网络有几层？",
        "What does the example below print?",
        "Which loss does the previous section name?",
        "Why is it slower than a list?",
        "见 图中的网络，它有几层？",
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


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("哪个函数可在命令列表中按名称查找数据？", "find_cmd"),
        ("系统为什么在宏观上表现出稳定性？", "两端的变化速度相等"),
        ("树搜索上下文无关，只需要知道一个博弈的哪些信息？", "可进行的动作和终止条件"),
        ("胡斯坦配对为什么可以把两个以上的碱基拧到一起？", "允许在另一个侧面上成键"),
        ("链表中两端之前各有什么？", "一个空节点"),
        ("When does a process run again after it finished an I/O burst?", "Once it has the highest priority"),
        ("DNA 的 I-基序靠什么键耦合？", "C·C 键"),
        ("路由器内置的防火墙有什么作用？", "阻止外面的世界访问到你的家庭网络"),
        ("雾计算由什么组成？", "我们生活中的所有连接设备"),
        ("为什么底层的特征不如上层的特征抽象？", "只看得到很小的一块"),
        ("位置编码为什么要加在每个 token 后面？", "自注意力不分先后"),
        ("Which layer describes how bytes are framed?", "The link layer"),
        ("Which data does a changed field lose?", "The previous data"),
        ("In a search limited below the radius, what is read?", "Both lists"),
        ("新的编码格式与之前的编码格式是什么关系？", "兼容"),
        ("Why is it cheap with persistent vectors to keep old versions?", "They share their nodes"),
        ("What does a seat belt hold?", "Your hips and chest"),
    ],
)
def test_words_that_point_are_no_part_of_longer_ones_nor_of_anybodys_speech(question: str, answer: str) -> None:
    assert "R3" not in points(question, answer, "model qa/1")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("根据下表，哪个函数最快？", "find_cmd"),
        ("下图说明了什么？", "稳定性"),
        ("由上文可知什么？", "两端的变化速度相等"),
        ("在图中哪条边最短？", "第一条边"),
        ("他认为什么最好？", "我最喜欢的是红茶"),
        ("Which tea does a taster like best?", "The one that I bought"),
    ],
)
def test_words_that_point_at_another_place_or_at_the_author_are_seen(question: str, answer: str) -> None:
    assert "R3" in points(question, answer, "model qa/1")
