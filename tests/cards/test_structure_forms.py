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
    ("text", "headings", "expected"),
    [
        (
            "撤销add：\n\n`git rm --cached FILE`",
            ("版本管理", "Git"),
            [("git：撤销add用什么命令？", "git rm --cached FILE")],
        ),
        ("1. 查看串口设备\n\n`ls -l /dev`", ("minicom",), []),
        ("`cat /etc/issue`", ("查看版本号", "查看ubuntu版本号"), []),
        (
            "```\ngit tag        # 列出标签\ngit branch -r  # 查看远程分支\n```",
            ("Git",),
            [("git：列出标签用什么命令？", "git tag"), ("git：查看远程分支用什么命令？", "git branch -r")],
        ),
        (
            "如果想要查看远程分支，可以使用以下命令：\n\n`git branch -r`",
            ("Git",),
            [("git：查看远程分支用什么命令？", "git branch -r")],
        ),
        ("- 列出标签：`git tag`", ("Git",), [("git：列出标签用什么命令？", "git tag")]),
    ],
)
def test_command_under_its_task(text: str, headings: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert asked("command", text, *headings) == expected


def test_command_in_english() -> None:
    text = "List all remote branches:\n\n`git branch -r`"
    assert asked("command", text, "Git", language="en") == [
        ("git: List all remote branches: which command?", "git branch -r")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "安装：\n\n`sudo apt-get install graphviz`",  # given away
        "示例代码如下：\n\n`git tag`",
        "或\n\n`pip list`",
        "修改为：\n\n`int main(int argc, char *argv[])`",
        "查看结果：\n\n`vm.max_map_count=262144`",
        "查看调用流程：\n\n`drivers/i2c/i2c-dev.c: i2cdev_write`",
        "这时可用如下命令修改之：\n\n`git commit --amend`",
        "生成镜像：\n\n`make clean`\n\n`make image`",  # a step of several
        "下载代码：\n\n`git clone https://example.org/a.git`",
        "打印一句话：\n\n`void print(const char* text);`",
        "修改源的方法：\n\n`vi -R /etc/hosts`",
        "进入目录之后，运行\n\n`jekyll serve`",
        "转换格式：\n\n`ffmpeg -f alsa -ac 2 -i pulse -f x11grab -r 30 -s 1024x768 -i :0.0 -acodec pcm -vco"
        "dec x264 -crf 0 a.mkv`",
    ],
)
def test_no_command(text: str) -> None:
    assert asked("command", text, "工具集") == []


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        (
            "Softmax的公式如下：\n\n$$p_i=\\frac{e^{x_i}}{\\sum_j e^{x_j}}\\tag{3}$$",
            ("Softmax详解",),
            [("Softmax的公式是什么？", "$$\np_i=\\frac{e^{x_i}}{\\sum_j e^{x_j}}\n$$")],
        ),
        (
            "信息增益的定义为：\n\n$$G(D,a)=H(D)-H(D\\mid a)$$",
            ("决策树",),
            [("决策树：信息增益的定义是什么？", "$$\nG(D,a)=H(D)-H(D\\mid a)\n$$")],
        ),
        (
            "Swish是一种激活函数。其定义如下：\n\n$$f(x)=x\\sigma(x)$$",
            ("激活函数", "Swish"),
            [("Swish 的公式是什么？", "$$\nf(x)=x\\sigma(x)\n$$")],
        ),
        (
            "$$\\Gamma(x)=\\int_0^\\infty t^{x-1}e^{-t}dt$$",
            ("特殊函数", "Gamma函数"),
            [("Gamma函数的公式是什么？", "$$\n\\Gamma(x)=\\int_0^\\infty t^{x-1}e^{-t}dt\n$$")],
        ),
    ],
)
def test_formula_by_its_name(text: str, headings: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert asked("formula", text, *headings) == expected


def test_formula_carries_what_its_symbols_mean() -> None:
    text = "交叉熵的公式为：\n\n$$H(p,q)=-\\sum_x p(x)\\log q(x)$$\n\n其中，p是真实分布，q是预测分布。"
    (card,) = cards("formula", text, "交叉熵")
    assert text_of(card.fields["Detail"]) == "其中，p是真实分布，q是预测分布。"
    assert (card.aspect, card.subject) == ("formula", "交叉熵的公式")


@pytest.mark.parametrize(
    "text",
    [
        "由上式可得：\n\n$$a=b$$",
        "例如：\n\n$$1+1=2$$",
        "损失函数的推导过程为：\n\n$$a=b$$",
        "它是ReLU的近似。由于曲线不可导，会用别的函数。其公式为：\n\n$$f(x)=\\ln(1+e^x)$$",
        "熵的公式为：\n\n$$a=b$$\n\n$$b=c$$",  # a chain
        "熵的公式为：\n\n$$a=b\\\\c=d\\\\e=f\\\\g=h$$",  # a derivation
        "熵的公式为：\n\n$$a=b=c=d=e$$",
        "熵的公式为：\n\n$$Q(A,B)=C_g+D\\cdot E_h+\\frac{G}{K_j}+L_m M_o$$",  # symbols that nobody told
    ],
)
def test_no_formula(text: str) -> None:
    assert asked("formula", text, "激活函数") == []


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
