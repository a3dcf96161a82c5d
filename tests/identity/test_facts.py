"""Which old card goes on as which new one when a model is asked again."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.identity.facts import Fact, same_facts

FOUND = 0.95


class Case(msgspec.Struct, frozen=True):
    """A source, what was asked of it before and what is asked now."""

    id: str
    source: str
    old: list[Fact]
    new: list[Fact]
    same: list[tuple[int, int]]
    old_source: str = ""  # before it changed

    @property
    def is_dev(self) -> bool:
        return hashlib.blake2b((self.old_source or self.source).encode()).digest()[0] % 2 == 0


LINES = (Path(__file__).parent / "fact_pairs.jsonl").read_bytes().splitlines()
CASES = [msgspec.json.decode(line, type=Case) for line in LINES]


def test_the_set_is_large_and_says_what_stands() -> None:
    """Every quote stands in the source that it is of."""
    assert len(CASES) >= 60
    assert sum(len(case.same) for case in CASES) >= 180
    for case in CASES:
        plain = case.source.replace("*", "").replace("`", "")
        assert all(one.quote.replace("*", "").replace("`", "") in plain for one in case.new), case.id


@pytest.mark.parametrize("part", ["dev", "held-out", "all"])
def test_the_same_facts_are_found(part: str) -> None:
    """Of the same facts most are found, in each half and overall."""
    cases = [case for case in CASES if part == "all" or case.is_dev == (part == "dev")]
    missed = [
        (case.id, new, old)
        for case in cases
        for new, old in case.same
        if same_facts(case.new, case.old, case.source).get(new) != old
    ]
    assert len(missed) <= (1 - FOUND) * sum(len(case.same) for case in cases), missed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_note_goes_to_another_fact(case: Case) -> None:
    """Neither where all cards compete nor where a new card meets nothing but one old card of another fact."""
    assert set(same_facts(case.new, case.old, case.source).items()) <= set(case.same)
    for new, one in enumerate(case.new):
        for old, two in enumerate(case.old):
            if (new, old) not in case.same:
                assert same_facts([one], [two], case.source) == {}, (one, two)


SOURCE = "服务每 30 秒检查一次心跳，客户端把列表缓存 60 秒。"


def fact(question: str, answer: str, quote: str) -> Fact:
    return Fact(question=question, answer=answer, quote=quote)


def test_an_updated_number_keeps_its_note() -> None:
    """The question is the same and the source says another number now."""
    old = [fact("服务多久检查一次心跳？", "30 秒", "服务每 30 秒检查一次心跳")]
    new = [fact("服务多久检查一次心跳？", "10 秒", "服务每 10 秒检查一次心跳")]
    assert same_facts(new, old, SOURCE.replace("30", "10")) == {0: 0}


def test_another_number_is_another_fact_while_the_old_one_stands() -> None:
    """Nothing was updated: the source says both."""
    old = [fact("服务多久检查一次心跳？", "30 秒", "服务每 30 秒检查一次心跳")]
    new = [fact("服务多久检查一次心跳？", "10 秒", "服务每 10 秒检查一次心跳")]
    assert same_facts(new, old, SOURCE + "新的服务每 10 秒检查一次心跳。") == {}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("1,000 次", "1000 次"),
        ("三次", "3 次"),
        ("5%", "5 percent"),
        ("百分之五", "5%"),
        ("1 万条", "10000 条"),
        ("16KB", "16 KB"),
        ("约五小时", "5 小时"),
        ("two million", "2,000,000"),
    ],
)
def test_a_number_in_another_form_is_the_same(one: str, two: str) -> None:
    """Models write numbers as they like."""
    assert same_facts([fact("限制是多少？", one, SOURCE)], [fact("上限是多少？", two, SOURCE)], SOURCE) == {0: 0}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("10 毫秒", "10 秒"),
        ("10 ms", "10 s"),
        ("10 次", "12 次"),
        ("会被覆盖", "不会被覆盖"),
        ("O(n)", "O(n log n)"),
        ("at most 5", "at most 6"),
        ("The file is deleted", "The file is not deleted"),
        ("最大的一个", "最小的一个"),
    ],
)
def test_what_matters_must_agree(one: str, two: str) -> None:
    """A number, its unit or a denial makes another answer, however alike the questions are."""
    assert same_facts([fact("结果是什么？", one, SOURCE)], [fact("结果是什么？", two, SOURCE)], SOURCE) == {}


def test_a_question_turned_round_is_another_card() -> None:
    """The learner who knows one direction does not know the other."""
    text = "太和殿俗称金銮殿。"
    old = [fact("太和殿俗称什么？", "金銮殿", text)]
    assert same_facts([fact("金銮殿的正式名称是什么？", "太和殿", text)], old, text) == {}
    assert same_facts([fact("什么殿俗称金銮殿？", "太和殿（俗称金銮殿）", text)], old, text) == {}


@pytest.mark.parametrize(
    ("source", "one", "two"),
    [
        (
            "订单数据使用 MySQL 存储，会话数据使用 Redis 存储。",
            ("订单数据使用什么存储？", "使用 MySQL 存储"),
            ("会话数据使用什么存储？", "使用 Redis 存储"),
        ),
        (
            "写请求在主库上执行然后同步到从库，读请求在从库上执行然后返回客户端。",
            ("写请求怎样处理？", "在主库上执行，然后同步到从库"),
            ("读请求怎样处理？", "在从库上执行，然后返回客户端"),
        ),
        (
            "Alice maintains the parser and Bob maintains the printer of the project.",
            ("Who maintains the parser?", "Alice maintains it"),
            ("Who maintains the printer?", "Bob maintains it"),
        ),
        (
            "The first stage removes duplicate rows, the second stage removes empty rows.",
            ("What does the first stage do?", "It removes duplicate rows"),
            ("What does the second stage do?", "It removes empty rows"),
        ),
        (
            "西红柿在高温下着色不良，黄瓜在低温下生长不良。",
            ("西红柿在什么条件下着色不良？", "高温下"),
            ("黄瓜在什么条件下生长不良？", "低温下"),
        ),
        (
            "李白字太白，号青莲居士；杜甫字子美，号少陵野老。",
            ("李白的号是什么？", "青莲居士"),
            ("李白的字是什么？", "太白"),
        ),
        ("编译时检查类型，运行时检查边界。", ("什么时候检查类型？", "编译时"), ("什么时候检查边界？", "运行时")),
        ("A 级客户享受九折，B 级客户享受八折。", ("A 级客户享受几折？", "九折"), ("B 级客户享受几折？", "八折")),
        (
            "Left join keeps all rows of the left table, right join keeps all rows of the right table.",
            ("What does a left join keep?", "All rows of the left table"),
            ("What does a right join keep?", "All rows of the right table"),
        ),
        (
            "动脉把血液从心脏运到全身，静脉把血液从全身运回心脏。",
            ("动脉的作用是什么？", "把血液从心脏运到全身"),
            ("静脉的作用是什么？", "把血液从全身运回心脏"),
        ),
        (
            "加密用公钥，解密用私钥；签名用私钥，验证用公钥。",
            ("加密用什么密钥？", "公钥"),
            ("验证签名用什么密钥？", "公钥"),
        ),
        (
            "加密用公钥，解密用私钥；签名用私钥，验证用公钥。",
            ("解密用什么密钥？", "私钥"),
            ("签名用什么密钥？", "私钥"),
        ),
        (
            "冒泡排序和插入排序的平均复杂度都是 O(n²)。",
            ("冒泡排序的平均复杂度是多少？", "O(n²)"),
            ("插入排序的平均复杂度是多少？", "O(n²)"),
        ),
        (
            "GET and HEAD requests are cached for 5 minutes.",
            ("For how long are GET requests cached?", "5 minutes"),
            ("For how long are HEAD requests cached?", "5 minutes"),
        ),
        (
            "The server starts on port 80 in production; the proxy listens on port 80 too.",
            ("On which port does the server start?", "80"),
            ("On which port does the proxy listen?", "80"),
        ),
        (
            "张三于 2001 年入学，李四也于 2001 年入学。",
            ("张三哪一年入学？", "2001 年"),
            ("李四哪一年入学？", "2001 年"),
        ),
    ],
)
def test_two_things_of_one_sentence_are_two(source: str, one: tuple[str, str], two: tuple[str, str]) -> None:
    """Though they are asked for alike, and some have the very same answer."""
    assert same_facts([fact(*one, source)], [fact(*two, source)], source) == {}
    assert same_facts([fact(*two, source)], [fact(*one, source)], source) == {}


TEXTS = st.text(st.sampled_from("服务每秒检查一次心跳不会缓存 ab O(n)12,.？%*"), max_size=12)
FACTS = st.lists(st.builds(Fact, question=TEXTS, answer=TEXTS, quote=TEXTS), max_size=6)


@given(FACTS, FACTS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(new: list[Fact], old: list[Fact], rng: random.Random) -> None:
    """The pairs are one to one, and the same ones in whatever order the cards come."""
    pairs = same_facts(new, old, SOURCE)
    assert len(set(pairs.values())) == len(pairs)
    news, olds = rng.sample(new, len(new)), rng.sample(old, len(old))
    again = same_facts(news, olds, SOURCE)
    said = [(msgspec.structs.astuple(new[one]), msgspec.structs.astuple(old[two])) for one, two in pairs.items()]
    assert sorted(said) == sorted(
        (msgspec.structs.astuple(news[one]), msgspec.structs.astuple(olds[two])) for one, two in again.items()
    )


@given(FACTS, st.randoms(use_true_random=False))
def test_identical_cards_match_themselves(facts: list[Fact], rng: random.Random) -> None:
    """A model that says the same again changes nothing."""
    shuffled = rng.sample(facts, len(facts))
    pairs = same_facts(shuffled, facts, SOURCE)
    assert len(pairs) == len(facts)
    assert all(shuffled[new] == facts[old] for new, old in pairs.items())


def test_nothing_goes_on_from_nothing() -> None:
    """Empty on either side."""
    one = [fact("a", "b", "c")]
    assert same_facts([], [], "") == same_facts(one, [], "") == same_facts([], one, "") == {}


@pytest.mark.slow
@pytest.mark.parametrize("text", ["a", "一", "(", "1,", "1 ", "o(", "*", "百分", " ", "no ", "ab1_"])
def test_hostile_texts_take_no_time(text: str) -> None:
    """Texts are capped before anything looks into them; the source is folded once."""
    facts = [fact(text * 50_000 + str(number), text * 50_000, text * 50_000) for number in range(10)]
    start = time.process_time()
    same_facts(facts, facts[::-1], text * 100_000)
    assert time.process_time() - start < 5
