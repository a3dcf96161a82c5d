"""No text makes the rules slow: four times as much of it costs about four times as much, over all of them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from deckgen.cards.forms import rule_cards
from deckgen.cards.forms.own import own_cards
from deckgen.cards.gates import gated
from deckgen.files.garbage import no_collection
from deckgen.language.phrases import phrases
from deckgen.markdown.text import blocks_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, ItemKind, Source, StudyItem

SIZE = 20_000
FLOOR = 0.02
"""So many seconds are nothing: below, the clock says more about the machine than about us."""

UNITS = (
    "字", "是", "a", "A", "a ", "A ", "0", " ", "\n", "\n\n", "，", "。", ".", ". ", "、", "：", ": ", "（", "(",
    "（a", "）", "[", "“", "《", "|", "| a ", "-", "- ", "——", "=", "==", "==a", "$$", "\\", "\\begin{cases}",
    "\\tag{", "`", "_", "/", "'", "# ", "Q: ", "问：", "优点是", "缺点：", "的", "因为", "由于，", "之所以",
    "分为两类", "由和", "有2个", "用于", "适合", "区别", "又称", "简称 A", "A（Ab Cd）", "Ab Cd（", "Big Data ",
    "was developed by ", "is a ", " because ", "提出", "1998年", "生于1900年", "X 是一种网络，",
    "网络的优点是快，但", "CNN（Convolutional Neural Network）是一种网络。", "e.g. ", "Dr. ", "C-", "M--", "a_",
    "--a ",
)  # fmt: skip


def _text(text: str) -> list[Block]:
    return [_paragraph(Inline(InlineKind.TEXT, text))]


def _paragraph(*inlines: Inline) -> Block:
    return Block(BlockKind.PARAGRAPH, 1, 1, inlines=inlines)


def _after_name(text: str) -> list[Block]:
    return _text("Kettle" + text + "  x")


def _strong(text: str) -> list[Block]:
    strong = Inline(InlineKind.STRONG, children=(Inline(InlineKind.TEXT, text),))
    use = Inline(InlineKind.TEXT, "：数据")
    return [_paragraph(Inline(InlineKind.TEXT, "它采用"), strong, use), _paragraph(strong, use, *_breaks(strong, use))]


def _breaks(*inlines: Inline) -> tuple[Inline, ...]:
    return (Inline(InlineKind.BREAK), *inlines)


def _math_and_code(text: str) -> list[Block]:
    named = _paragraph(Inline(InlineKind.TEXT, "熵的公式为："))
    return [named, Block(BlockKind.MATH, 1, 1, text="a=" + text), Block(BlockKind.CODE, 1, 1, text="ls " + text)]


def _cells(text: str) -> list[Block]:
    rows = [
        Block(BlockKind.ROW, 1, 1, children=tuple(Block(BlockKind.CELL, 1, 1, inlines=_inlines(one)) for one in row))
        for row in (("名称", "说明"), ("A", text), (text, "B"))
    ]
    return [Block(BlockKind.TABLE, 1, 1, children=tuple(rows))]


def _inlines(text: str) -> tuple[Inline, ...]:
    return (Inline(InlineKind.TEXT, text),)


def _points(text: str) -> list[Block]:
    lead = _paragraph(Inline(InlineKind.TEXT, "Kettle 的步骤：" + text + "："))
    items = [Block(BlockKind.ITEM, 1, 1, children=tuple(_text(one + text))) for one in "甲乙丙"]
    return [lead, Block(BlockKind.LIST, 1, 1, start=1, children=tuple(items))]


def _paragraphs(text: str) -> list[Block]:
    return [block for start in range(0, len(text), 40) for block in _text("Net" + text[start : start + 40])]


def _seconds(blocks: list[Block]) -> float:
    source = Source(post="a.md", line=1, headings=("Kettle",))
    item = StudyItem(
        kind=ItemKind.SECTION,
        key="section:a",
        title="Kettle",
        topic="Kettle",
        sources=(source,),
        blocks=tuple(blocks),
        text=blocks_text(blocks),
    )
    with no_collection():  # else the collector walks over what all other tests have left, and is timed with it
        start = time.process_time()
        gated([*own_cards([item]), *rule_cards([item], phrases("zh"))])
        return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("shape", [_text, _after_name, _strong, _math_and_code, _cells, _points, _paragraphs])
def test_time_grows_with_the_text(shape: Callable[[str], list[Block]]) -> None:
    """A pattern that tries all ways to cut a text would take sixteen times as long, or never end."""
    for unit in UNITS:
        text = unit * (SIZE // len(unit))
        short = max(_seconds(shape(text)), FLOOR)
        long = _seconds(shape(text * 4))
        if long >= 8 * short:  # another process may have had the machine
            long = min(long, _seconds(shape(text * 4)), _seconds(shape(text * 4)))
        assert long < 8 * short, f"{unit!r}: {short:.3f} s, then {long:.3f} s"


def test_no_key_is_cut_in_all_ways() -> None:
    """A row of dashes can be read as keys of one to six characters in a hundred million ways."""
    key = Inline(InlineKind.STRONG, children=_inlines("M" + "-" * 60 + "  x"))
    use = Inline(InlineKind.TEXT, "：删除一行")
    assert _seconds([_paragraph(key, use), _paragraph(key, use)]) < 1


def _facts(count: int) -> list[Block]:
    """Sentences that word a card each, and the links that terms may own."""
    kinds = (
        "CN{n}（Common Name A{n}）是一种网络的结构，", "Tool{n} 用于训练模型。",
        "Lib{n} 的优点是速度快。", "Dim{n} is a kind of thing.", "Gru{n}，又称 Lstm{n}，是网络。",
        "Key{n} 是 Hinton 提出的。", "因为数据很少，所以 Net{n} 会过拟合。",
    )  # fmt: skip
    blocks = [block for n in range(count) for kind in kinds for block in _text(kind.format(n=n))]
    for n in range(count):
        link = Inline(InlineKind.LINK, url=f"http://e.org/{n}", children=_inlines("http"))
        strong = Inline(InlineKind.STRONG, children=_inlines(f"Blob{n}"))
        blocks.append(_paragraph(strong, Inline(InlineKind.TEXT, f"：Caffe{n}中用于数据交换的数据结构。")))
        blocks.append(_paragraph(Inline(InlineKind.TEXT, f"Blob{n} 官网："), link))
    return blocks


def test_time_grows_with_the_cards() -> None:
    """No card looks through the whole section again."""
    short = max(_seconds(_facts(60)), FLOOR)
    assert _seconds(_facts(240)) < 8 * short
