"""No text brings a rule down, and what a rule words stands in the text: over all rules, on made-up Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.cards.aspects import aspect_named
from deckgen.cards.forms import rule_cards
from deckgen.cards.forms.own import own_cards
from deckgen.cards.gates import gated
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.language.phrases import phrases
from deckgen.markdown.text import text_of
from deckgen.model import NoteType
from deckgen.posts.parse import make_post, parse_body

PIECES = (
    "# Kettle\n", "## 概述\n", "## What is it?\n", "Kettle 是一款开源的ETL工具。\n",
    "**blob**：Caffe中用于数据交换的数据结构。\n", "CNN（Convolutional Neural Network）是一种网络。\n", "简称",
    "又称", "因为", "由于", "目的是", "优点：", "缺点", "分为两类：A、B。\n", "其公式为：\n", "$$a=b_1$$",
    "$$\n\\sum x\n$$\n", "`git rm --cached FILE`\n", "```\nls -l\n```\n", "1. 打开\n2. 关闭\n",
    "- `-r` 递归\n", "| A | B |\n|---|---|\n| 1 | 2 |\n", "| x | http://e.org/ |\n", "![图](/a.png)\n",
    "下图是X的结构图：\n", "\n", "\n\n", "，", "。", "：", "（", "）", "==gap==", "Q: Why?\nA: So.\n",
    "<!-- deck: card Q: a\nA: b -->\n", "<b>", "http://example.org/x\n", "题目\n", "> 注：人，1934～2005。\n",
    "2016年，", "提出", "[a](http://b.c)", "**粗体**", "{{c1::x}}", "\u200b", "😀", "a" * 300,
    "- [[Control lists of access|Access control lists]] (ACLs)\n", "①", "²", "٣. ", "**①粗**\n",
    "- [x] a\n- [ ] b\n- [ ] c\n",
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join))
def test_any_text_gives_cards_or_none(text: str) -> None:
    post = make_post("a.md", parse_body(text.encode("utf-8", "replace")))
    items = study_items(find_places([post], Wanted()), Wanted())
    for language in ("zh", "en"):
        words = phrases(language)
        cards = [*own_cards(items), *rule_cards(items, words)]
        for card in gated(cards):
            aspect = aspect_named(card.aspect)
            assert aspect is not None
            assert aspect.is_open
            assert card.sources
            front = "Text" if card.note_type is NoteType.CLOZE else "Question"
            assert text_of(card.fields[front]).strip() or card.hold is not None


TEXTS = (
    "`ls`\n", "`ls`\n\n`ps`\n", "# A\n\n`ls`", "1. `ls`", "| a |\n|-|\n", "- \n- \n",
    "# T\n\n**①四則演算のこと**\n\na\n", "- [[Access control lists|Access control lists]] (ACLs)\n",
    "# What is a?\n\n- [x] b\n- [ ] c\n- [ ] d\n",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_section_may_end_anywhere(text: str) -> None:
    post = make_post("a.md", parse_body(text.encode()))
    items = study_items(find_places([post], Wanted()), Wanted())
    assert all(card.sources for card in gated([*rule_cards(items, phrases("en"))]))
