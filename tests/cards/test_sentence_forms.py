"""Rules that word cards from sentences: what they ask and answer, and all that they leave alone."""

from __future__ import annotations

import pytest

from deckgen.cards.forms import word_of
from deckgen.cards.forms.asked import asked as asked_with
from deckgen.cards.forms.initials import spells
from deckgen.cards.forms.names import unquoted
from deckgen.cards.forms.passages import as_read
from deckgen.cards.sentences import sentences
from deckgen.language.phrases import phrases
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text, text_of
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, ItemKind, Source, StudyItem

Asked = tuple[str, str, str, str]


def item_of(text: str, title: str = "备忘", topic: str = "") -> StudyItem:
    """A section of this text below this heading."""
    blocks, _ = parse_markdown(text)
    return StudyItem(
        kind=ItemKind.SECTION,
        key="section:0",
        title=title,
        topic=topic or title,
        sources=(Source(post="a.md", line=1, headings=(topic, title) if topic else (title,)),),
        blocks=blocks,
        text=blocks_text(blocks),
    )


def cards_of(form: str, text: str, title: str = "备忘", topic: str = "") -> list[Card]:
    return list(word_of(form)(as_read(item_of(text, title, topic)), phrases("zh")))


def asked(cards: list[Card]) -> list[Asked]:
    return [
        (card.aspect, card.subject, text_of(card.fields["Question"]), text_of(card.fields["Answer"])) for card in cards
    ]


FOUND: list[tuple[str, str, str, Asked]] = [
    (
        "definition",
        "Foobar",
        "Foobar是一款开源的日志分析工具，由某公司维护。",
        ("definition", "Foobar", "Foobar 是什么？", "一款开源的日志分析工具，由某公司维护"),
    ),
    (
        "abbreviation",
        "备忘",
        "AEB：Automatic emergency braking，自动紧急刹车",
        ("abbreviation", "AEB", "AEB（备忘）的全称是什么？", "Automatic emergency braking"),
    ),
    (
        "question",
        "为什么要有激活函数？",
        "没有激活函数，多层网络就等价于一层，因为线性变换的复合还是线性变换。",
        (
            "question",
            "为什么要有激活函数",
            "为什么要有激活函数？",
            "没有激活函数，多层网络就等价于一层，因为线性变换的复合还是线性变换。",
        ),
    ),
]


@pytest.mark.parametrize(("form", "title", "text", "expected"), FOUND)
def test_rule_words_one_card(form: str, title: str, text: str, expected: Asked) -> None:
    """One clear sentence gives one card, and its answer stands in the quote."""
    cards = cards_of(form, text, title)
    assert asked(cards) == [expected]
    assert expected[3] in cards[0].quote


LEFT: list[tuple[str, str, str]] = [
    ("definition", "Foobar", "Foobar是Allen AI实验室的作品。"),
    ("definition", "Foobar", "Foobar是机器学习的一个重要概念。"),
    ("definition", "高欢", "高欢是鲜卑化的汉人。"),
    ("definition", "Foobar", "Foobar是Foo Object和Bar Object的简称。"),
    ("definition", "Foobar", "Foobar是另一个解析日志的Python库。"),
    ("definition", "Foobar", "安装很慢。\n\nFoobar是一个解析日志的Python库。"),
    ("definition", "备忘", "**定义七**：一种用于存放数据的结构。"),
    ("definition", "备忘", "**Node**：一个节点可以有多个副本。"),
    ("definition", "Errors", "**EPERM**: An attempt was made to open a file."),
    ("definition", "备忘", "优点：一种实现简单的方法。"),
    ("definition", "备忘", "这种方法被称为批量学习。"),
    ("definition", "备忘", "上图中的误差被称为残差。"),
    ("definition", "备忘", "它是一种开源的日志分析工具。"),
    ("definition", "备忘", "H是一个正定的矩阵，称为带宽矩阵。"),
    ("definition", "备忘", "谷歌发布新模型：一个看不懂的生成网络\n\nhttps://example.org/a"),
    ("definition", "Kessel", "Ein Kessel ist ein Gefäß aus Metall, in dem ein\n\n- Wasser kocht"),
    ("definition", "Steam", "Steam is a state that water takes at which heat?;;100"),
    ("definition", "Databases", "Performance is a problem that everyone has."),
    ("definition", "Kitchen analogy", "**Client**: a guest who orders a meal and waits for it to be brought."),
    ("definition", "Aufbau", "Der Aufbau ist dem der anderen Kessel sehr ähnlich und leicht zu lernen."),
    ("definition", "Deckel", "Ein Deckel ist eine nützliche Erweiterung für euch und eure Kessel."),
    ("definition", "部品", "部品はほぼすべての画面を作成するために利用可能です。"),
    ("definition", "Availability", "Availability means every request that a node receives must come back."),
    ("definition", "Kessel", "Ein Kessel ist ein Gefäß aus Metall, für das immer gilt\n\n- Wasser kocht"),
    ("definition", "tmux", "**窗口名**指定新建的会话的第一个窗口的名字。"),
    ("definition", "Wires", "**BASE** refers to the band of a wire and **T** refers to twisted pairs."),
    ("definition", "Words", "*Refute* means to disprove with evidence, while *rebut* means to deny."),
    ("definition", "配色", "配色は下図右側のような色を並べるための表です。"),
    ("abbreviation", "备忘", "SSD（Single Page）很快。"),
    ("abbreviation", "备忘", "他在ETH（Zurich）任教。"),
    ("abbreviation", "备忘", "使用make（GNU Make）编译。"),
    ("question", "如何安装？", "因为依赖很多，先装好编译器。"),
    ("question", "为什么要有激活函数？", "先看一个例子："),
]


@pytest.mark.parametrize(("form", "title", "text"), LEFT)
def test_rule_leaves_alone_what_is_not_sure(form: str, title: str, text: str) -> None:
    """A sentence that leans on others, says little or names nothing gives no card."""
    assert asked(cards_of(form, text, title)) == []


def test_abbreviations_of_many_things_are_asked_as_of_one() -> None:
    text = "Hypervisors run virtual machines (VMs) side by side. VMs are slow. Signal processors (DSPs) are not."
    assert asked(cards_of("abbreviation", text, "Hypervisors")) == [
        ("abbreviation", "VMs", "VM 的全称是什么？", "virtual machine")
    ]


def test_abbreviation_is_asked_back_by_its_chinese_name() -> None:
    """Where the text gives a Chinese name, the way back is no mere matter of initials."""
    (card,) = cards_of("abbreviation", "SMBus（System Management Bus，系统管理总线）很慢。SMBus有两根线。")
    assert (card.fields["BackQuestion"], card.fields["BackAnswer"]) == ("系统管理总线 的缩写是什么？", "SMBus")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("**Decision trees**: a tree where each node is a question.", "What are Decision trees?"),
        ("**Legacy platforms** refers to the devices that run old software.", "What are Legacy platforms?"),
        ("**Kubernetes**: a system that runs containers.", "What is Kubernetes?"),
        ("**Game physics**: a model of how things fall in a game.", "What is Game physics?"),
        ("**Kirsche 'Rot'** ist eine Sorte, die süße Früchte trägt.", "Was bedeutet „Kirsche 'Rot'“?"),
        ("Das **„Kettle Model“** ist ein Modell, mit dem man Wasser kocht.", "Was bedeutet „Kettle Model“?"),
    ],
)
def test_a_name_is_asked_in_its_number_and_without_its_quotation_marks(text: str, question: str) -> None:
    assert [front for _, _, front, _ in asked(cards_of("definition", text, "Notes"))] == [question]


@pytest.mark.parametrize(
    ("name", "bare"),
    [("“Kettle”", "Kettle"), ("'", ""), ("Cherry 'Red'", "Cherry 'Red'"), ("„Kettle", "Kettle"), ("`x`", "x")],
)
def test_a_name_without_the_marks_around_it(name: str, bare: str) -> None:
    assert unquoted(name) == bare


def test_a_name_of_a_file_is_asked_as_the_sentence_writes_it() -> None:
    (card,) = cards_of("definition", "GAN is a model that learns from two networks.", "gan")
    assert card.fields["Question"] == "What is GAN?"


def test_one_card_a_subject() -> None:
    """A thing that a section defines twice is asked once."""
    text = "**blob**：一种用于存放数据的结构。\n\n**blob**：一种用于存放梯度的结构。"
    assert len(cards_of("definition", text)) == 1


@pytest.mark.parametrize(
    ("short", "full", "fits"),
    [
        ("CDN", "Content Delivery Network", True),
        ("TDOA", "time difference of arrival", True),
        ("JSON", "JavaScript Object Notation", True),
        ("t-SNE", "t-distributed stochastic neighbor embedding", True),
        ("SSD", "Single Page", False),
        ("ETH", "Zurich", False),
        ("XML", "Yet Another Language", False),
        ("IFT", "inverse FT", False),
        ("AB/CD", "Alpha Beta/Crypto Disk", False),
        ("DRAM", "dynamic random access memory", True),
        ("DBMS", "database management system", True),
        ("DSGVO", "Datenschutz-Grundverordnung", True),
        ("XP", "Extreme Programming", True),
        ("CDN", "CloudFlare for global content delivery", False),
        ("CCPA", "California consumer privacy act compliance", False),
        ("SSM", "Systems Manager Parameter Store", False),
        ("SARIMA", "such as Seasonal ARIMA", False),
    ],
)
def test_spells(short: str, full: str, fits: bool) -> None:
    """An abbreviation is made of the first letters of the words, and of others of a word that lends its first."""
    assert spells(short, full) is fits


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It works (!!!) and goes on. Then it ends!", 2),
        ("Does it (really?) work? Yes.", 2),
        ("Es gilt (z. B. hier) i. d. R. so. Dann nicht.", 2),
        ("終わる！次。", 2),
        ("Es gilt (d.h. immer. Und überall) so. Dann nicht.", 2),
        ("Ein Ring ohne Teiler (bspw. dieser hier). Dann nicht.", 2),
        ("An open bracket :( hides no end. Then it ends.", 2),
    ],
)
def test_a_sign_inside_of_a_sentence_does_not_end_it(text: str, count: int) -> None:
    assert len(sentences([Inline(InlineKind.TEXT, text)])) == count


def test_brackets_that_close_behind_a_formula_hold_one_sentence() -> None:
    before, behind = Inline(InlineKind.TEXT, "It counts states (ie. "), Inline(InlineKind.TEXT, "). So.")
    assert len(sentences([before, Inline(InlineKind.MATH, "g"), behind])) == 2


def test_a_number_is_no_question() -> None:
    answer = Block(BlockKind.PARAGRAPH, 2, 2, inlines=(Inline(InlineKind.TEXT, "Add them."),))
    assert asked_with([Inline(InlineKind.TEXT, "1.")], [answer], 1) is None
