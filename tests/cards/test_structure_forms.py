"""Rules that read the structure of a section: small texts of our own, the cards that they give, and what gives none."""

from __future__ import annotations

import pytest

from deckgen.cards.forms import word_of
from deckgen.cards.forms.passages import as_read
from deckgen.cards.gates import text_of
from deckgen.language.phrases import phrases
from deckgen.model import Card
from tests.cards.sections import item


def cards(form: str, text: str, *headings: str, language: str = "zh") -> list[Card]:
    return list(word_of(form)(as_read(item(text, *headings)), phrases(language)))


def asked(form: str, text: str, *headings: str, language: str = "zh") -> list[tuple[str, str]]:
    found = cards(form, text, *headings, language=language)
    return [(text_of(card.fields["Question"]), text_of(card.fields["Answer"])) for card in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "| 名称 | 格式 |\n|---|---|\n| DATE | YYYY-MM-DD |\n| YEAR | YYYY |",
            [("DATE（Mysql）：格式？", "YYYY-MM-DD"), ("YEAR（Mysql）：格式？", "YYYY")],
        ),
        (
            "| 名称 | 操作 |\n|---|---|\n| 列出所有表 | show tables; |\n| 切换数据库 | use NAME; |",
            [("Mysql：列出所有表用什么命令？", "show tables"), ("Mysql：切换数据库用什么命令？", "use NAME")],
        ),
        (
            "| 总体分布 | 用途 |\n|---|---|\n| 泊松 | 伽马 |\n| 二项 | 贝塔 |",
            [("泊松（Mysql）：用途？", "伽马"), ("二项（Mysql）：用途？", "贝塔")],
        ),
        (
            "| 缩写 | 全称 | 中文名 |\n|---|---|---|\n| ALS | Alternating Least Squares | 交替最小二乘 |\n|"
            " PCA | Principal Components Analysis | |",
            [
                ("ALS（Mysql）的全称是什么？", "Alternating Least Squares"),
                ("PCA（Mysql）的全称是什么？", "Principal Components Analysis"),
            ],
        ),
        ("| 语言 | 网址 |\n|---|---|\n| Java | https://a.example/ |\n| C | https://b.example/ |", []),
        ("| 时间 | 内存 |\n|---|---|\n| 2011 | 2G |\n| 2014 | 4G |", []),
        ("例如下面的数据：\n\n| 名称 | 购买 |\n|---|---|\n| 甲 | 牛奶 |\n| 乙 | 面包 |", []),
        ("| 名称 | 加法 | 乘法 |\n|---|---|---|\n| p | 1 | 5 |\n| q | 2 | 9 |", []),
        ("|  | 买 | 不买 |\n|---|---|---|\n| 影片 | 多 | 少 |\n| 游戏 | 少 | 多 |", []),
        ("| 名称 | 特点 |\n|---|---|\n| 甲 | 大 |\n| 乙 | 小 |", []),
    ],
)
def test_table_rows(text: str, expected: list[tuple[str, str]]) -> None:
    assert asked("table", text, "常用操作", "Mysql") == expected


def test_table_aspects() -> None:
    text = "| 命令 | 含义 |\n|---|---|\n| mvn clean | 清理程序 |\n| mvn compile | 编译代码 |"
    found = cards("table", text, "Maven")
    assert [(card.aspect, card.subject, text_of(card.fields["Question"])) for card in found] == [
        ("row:含义", "mvn clean", "mvn clean（Maven）：含义？"),
        ("row:含义", "mvn compile", "mvn compile（Maven）：含义？"),
    ]


def test_a_table_gives_eight_cells_at_most_and_a_long_one_none() -> None:
    rows = [f"| Tool{letter} | reads {letter * 3} |" for letter in "abcdefghijklm"]
    head = "| Name | Purpose |\n|---|---|\n"
    assert len(cards("table", head + "\n".join(rows[:3]), "Toolbox", language="en")) == 3
    assert len(cards("table", head + "\n".join(rows[:12]), "Toolbox", language="en")) == 8
    assert cards("table", head + "\n".join(rows), "Tools", language="en") == []


ROWS = "| Stage | Task |\n|---|---|\n| Infancy | learn to trust |\n| Toddler | stand alone |\n"


@pytest.mark.parametrize(
    ("text", "headings", "field"),
    [
        (ROWS, ("Nursing", "Models"), "Models"),
        (ROWS, ("Nursing", "Overview"), "Nursing"),
        (ROWS, ("Nursing", "Summary Table"), "Nursing"),
        (f"**Psychosocial development**:\n\n{ROWS}", ("Nursing", "Models"), "Psychosocial development"),
        (f"1. Freud\n2. **Psychosocial development**:\n\n{ROWS}", ("Nursing", "Models"), "Psychosocial development"),
        (f"**Weitere Erläuterungen dazu:**\n\n{ROWS}", ("Nursing", "Models"), "Models"),
        (ROWS, ("Nursing", "モデルの比較"), ""),
        (ROWS, ("Nursing", "SSH vs FTP"), ""),
        (ROWS, ("Nursing", "🔥 CONCEPT"), ""),
        (ROWS, ("Nursing", "What is a stage?"), ""),
    ],
)
def test_a_table_is_of_its_caption_or_of_the_nearest_heading(text: str, headings: tuple[str, ...], field: str) -> None:
    """Where that names nothing, what stands farther up is no field of its rows."""
    expected = [f"Infancy ({field}): Task?", f"Toddler ({field}): Task?"] if field else []
    assert [question for question, _ in asked("table", text, *headings, language="en")] == expected


def test_a_cell_that_asks_is_no_answer_and_a_variable_no_name() -> None:
    head = "| Name | Purpose |\n|---|---|\n"
    rows = "| approval | Who must approve? |\n| eligibility | says who may ask |\n| audit | keeps what was asked |\n"
    text = f"{head}{rows}"
    assert [question for question, _ in asked("table", text, "Policies", language="en")] == [
        "eligibility (Policies): Purpose?",
        "audit (Policies): Purpose?",
    ]
    assert asked("table", f"{head}| $row | holds a line |\n| $rows | holds all lines |\n", "Script") == []
