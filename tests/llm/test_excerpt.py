"""Excerpts: within the budget, word for word and in order; menus go first, sentences stay whole."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.llm.excerpt import GAP, excerpt
from deckgen.llm.tokens import estimate_tokens
from tests.llm.sample_texts import TEXTS

ZH_PAGE, ZH_HISTORY, ZH_CODE = TEXTS["zh_page"], TEXTS["zh_history"], TEXTS["zh_with_code"]
ROOT = Path(__file__).parents[3]
LONG = "\n\n".join((ZH_PAGE, ZH_HISTORY, TEXTS["en_page"], TEXTS["mixed"]))

SENTENCES = st.sampled_from(
    [
        "动量法保存一个速度变量。",
        "梯度在陡的方向上来回震荡！",
        "A log is only ever appended to.",
        "首页",
        "登录 | 注册",
        "没有句号的一行",
        "    return loss",
        "```",
        "- item",
        "# 标题",
        GAP,
        "",
        " ",
        "。",
        "word " * 30,
        "长" * 90,
    ]
)
PAGES = st.lists(SENTENCES | st.text(max_size=60), max_size=60).map("\n".join)


def assert_is_excerpt(text: str, most: int) -> str:
    """Check what holds for every text and budget."""
    result = excerpt(text, most)
    assert result == excerpt(text, most)
    if estimate_tokens(text) <= most:
        assert result == text
        return result
    assert estimate_tokens(result) <= most
    at = 0
    for line in result.split("\n"):
        if line == GAP:
            continue
        found = text.find(line, at)
        assert found >= 0, f"not in the source, or not in its order: {line!r}"
        at = found + len(line)
    assert f"{GAP}\n{GAP}" not in result or GAP in text
    return result


@given(PAGES, st.integers(0, 300))
@settings(max_examples=300, deadline=None)
def test_an_excerpt_is_short_verbatim_and_in_order(text: str, most: int) -> None:
    assert_is_excerpt(text, most)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("most", [20, 50, 100, 200, 300])
def test_a_page_gives_something_for_every_budget(text: str, most: int) -> None:
    assert assert_is_excerpt(text, most).strip(f"{GAP}\n")


def test_a_short_source_is_not_touched() -> None:
    text = "首页\n首页\n\n\n  一句话。\r\n"
    assert excerpt(text, 100) == text


@pytest.mark.parametrize("most", [150, 300, 600])
def test_the_room_is_used(most: int) -> None:
    assert estimate_tokens(assert_is_excerpt(LONG, most)) >= 0.7 * most


def test_the_beginning_is_kept() -> None:
    result = assert_is_excerpt(LONG, 500)
    assert result.startswith(ZH_PAGE.split("\n\n## ")[0][:100])
    assert result.count(GAP) >= 1


def test_every_sentence_is_whole() -> None:
    for most in (60, 120, 240):
        for line in excerpt(ZH_HISTORY, most).split("\n"):
            assert line == GAP or line.endswith("。") or line in ZH_HISTORY.split("\n")


def test_what_many_paragraphs_speak_of_comes_before_what_one_does() -> None:
    filler = [f"第{number}段讲动量与梯度，动量让梯度下降更稳，梯度的方向更一致。" for number in range(30)]
    aside = "作者昨天在楼下吃了一碗牛肉面，味道咸淡适中，店家还送了卤蛋。"
    text = "\n\n".join([*filler[:15], aside, *filler[15:]])
    assert "牛肉面" not in assert_is_excerpt(text, estimate_tokens(text) * 3 // 4)


def test_menus_and_repeated_lines_go_first() -> None:
    menu = "首页\n文章\n关于\n登录\n注册\n"
    share = "分享到微博和微信，让更多人看到这篇文章。\n"
    text = menu + share + ZH_PAGE + share + ZH_HISTORY + share + menu
    body = estimate_tokens(ZH_PAGE + ZH_HISTORY)
    result = assert_is_excerpt(text, body + 40)
    assert "登录" not in result
    assert result.count("分享到微博") <= 1
    assert all(line in result for line in (ZH_PAGE + ZH_HISTORY).split("\n"))
    assert result.startswith(GAP)


def test_a_source_of_menus_alone_is_still_a_source() -> None:
    assert assert_is_excerpt("\n".join(["首页", "文章", "关于"] * 40), 30)


def test_code_is_no_menu() -> None:
    text = "开头的一句话。\n\n```\na = 1\nb = 2\nc = 3\n```\n\n" + ZH_HISTORY
    assert "a = 1\nb = 2\nc = 3" in assert_is_excerpt(text, 200)
    assert_is_excerpt(ZH_CODE, 250)


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "动量让收敛更快。" * 200
    result = assert_is_excerpt(text, 100)
    assert all(line == GAP or line.endswith("。") for line in result.split("\n"))
    assert estimate_tokens(result) > 60


def test_what_begins_within_a_line_begins_with_its_sentence() -> None:
    text = " ".join(f"Sentence number {number} is about the log." for number in range(300))
    lines = assert_is_excerpt(text, 150).split("\n")
    assert all(line == GAP or line.startswith("Sentence") for line in lines)


def test_a_text_without_sentences_is_cut_at_the_bound() -> None:
    result = assert_is_excerpt("没有句号" * 500, 100)
    assert result.endswith(f"\n{GAP}")
    assert 90 <= estimate_tokens(result) <= 100


def test_where_nothing_fits_nothing_is_given() -> None:
    assert excerpt(ZH_PAGE, 0) == ""
    assert excerpt(ZH_PAGE, 2) == ""


def test_an_excerpt_does_not_hang_on_the_hash_seed() -> None:
    """Sets of words have another order in each process; the excerpt must not."""
    code = (
        "from tests.llm.test_excerpt import LONG; from deckgen.llm.excerpt import excerpt;"
        "import sys; sys.stdout.buffer.write(excerpt(LONG, 300).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {excerpt(LONG, 300).encode()}


HOSTILE = {
    "one line without an end": "a" * 1_000_000,
    "one Chinese line": "动量" * 170_000,
    "one line of sentences": "动量让收敛更快。" * 40_000,
    "one line of words": "word " * 200_000,
    "line breaks": "\n" * 1_000_000,
    "blanks": " " * 1_000_000,
    "blank lines": " \n" * 500_000,
    "letters, one a line": "a\n" * 500_000,
    "numbers, one a line": "\n".join(map(str, range(150_000))),
    "paragraphs": "\n\n".join(f"段落 {number} 讲梯度。" for number in range(30_000)),
    "full stops": "." * 1_000_000,
    "full stops and blanks": ". " * 500_000,
    "a stop and brackets": "a." + ")" * 1_000_000,
    "stops and blanks": "a.\n" + (" " * 1000 + ".") * 1000,
    "ellipses": "…" * 300_000,
    "Chinese stops": "。" * 300_000,
    "fences": "```\n" * 250_000,
    "an open fence": "```\n" + "x = 1\n" * 150_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("most", [10, 3000])
def test_a_megabyte_of_anything_is_cut_in_seconds(text: str, most: int) -> None:
    begin = time.process_time()
    result = excerpt(text, most)
    assert time.process_time() - begin < 10
    assert estimate_tokens(result) <= most
