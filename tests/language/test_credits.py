"""Words of thanks and of credit, each entry with an example; L stands for a link."""

from __future__ import annotations

import pytest

from deckgen.language.credits import LINK, credits_at, is_credits, names_writer, thanks_in


@pytest.mark.parametrize(
    "sentence",
    [
        "一个工具（投稿者 L）", "投稿人：L", "投稿：@L", "来稿：L", "推荐人：L", "推荐者：L", "推薦者：L",
        "提供者：L", "爆料：L", "一个工具（L 投稿）", "L 同学投稿", "L 网友来稿", "L さんの投稿", "感谢 L 的投稿",
        "感謝 L 推荐", "多谢 L 提供", "鸣谢 L、L 等的分享", "谢谢 L 的贡献", "感谢 L 提醒", "感谢 L 指正",
        "由 L 分享", "由 L 提供", "Shared by L", "Submitted by @L", "Suggested by L", "Sent in by L",
        "Contributed by L", "Spotted by L", "A tool. H/T L", "Hat tip to L", "Eingesandt von L", "Proposé par L",
        "Enviado por L", "Thanks to L for the suggestion!", "Thank you L for sharing", "Kudos to L for the tip",
        "Props to L and L for the link", "Thanks to L for submitting it", "Thanks to L for your contribution",
        "Thanks to L for the report", "Thanks to L for pointing it out", "Thanks to L for the find",
        "Thanks to L for the recommendation", "Thanks to L for sending it", "A tool (via L)", "A tool. Via L",
        "A tool - via L",
    ],
)
def test_who_sent_a_piece_in_is_known(sentence: str) -> None:
    marked = sentence.replace("L", LINK)
    assert credits_at(marked, marked.rindex(LINK))


@pytest.mark.parametrize(
    "sentence",
    [
        "推荐：L", "L 推荐系统", "感谢 L，烧水更快了", "Thanks to L builds are fast", "Install it via L today",
        "A talk by L", "推荐阅读 L", "贡献代码见 L", "来自 L 的文章", "We share L by mail", "Go via L to the shop",
        "高亮由 L 提供支援", "托管由 L 提供服务",
    ],
)
def test_what_is_told_of_is_no_credit(sentence: str) -> None:
    marked = sentence.replace("L", LINK)
    assert not credits_at(marked, marked.rindex(LINK))


@pytest.mark.parametrize("before", ["来自 ", "作者：", "by ", "from ", "von ", "par ", "por ", "（"])
def test_a_name_behind_these_words_is_of_the_writer(before: str) -> None:
    assert names_writer("A tool " + before)


def test_an_anchor_may_thank_itself() -> None:
    assert thanks_in("Ann for the suggestion")
    assert not thanks_in("Kettles for the kitchen")


@pytest.mark.parametrize(
    "heading",
    [
        "致谢", "鸣谢", "特别感谢", "感谢名单", "贡献者", "投稿者", "謝辞", "감사의 글", "Thanks",
        "Special thanks", "Credits", "Contributors", "Acknowledgements", "Danksagung", "Mitwirkende",
        "Remerciements", "Agradecimientos",
    ],
)
def test_headings_of_credits(heading: str) -> None:
    assert is_credits(heading)
    assert not is_credits(heading + " of kettles")
