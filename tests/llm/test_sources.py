"""What a section says itself: all but its links, their names, and the clauses that only point at them."""

from __future__ import annotations

import pytest

from deckgen.llm.sources import said_in, without_titles


def said(text: str, *titles: str) -> str:
    return said_in(without_titles(text, frozenset(titles))).text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("信道宽度是 80 MHz，更多细节见论文：", "信道宽度是 80 MHz"),
        ("它在 1987 年提出。代码：", "它在 1987 年提出。"),
        ("先建索引；然后合并，示例代码见：", "先建索引；然后合并"),
        ("它的容量是 3,000 字节，说明文档：", "它的容量是 3,000 字节"),
        ("MQTT 的官方文档：", ""),
        ("参考文献：", ""),
        ("参考资料，论文：", ""),
        ("分为三步：", "分为三步："),
        ("The router uses 80 MHz channels, see:", "The router uses 80 MHz channels, see:"),
        ("信道宽度是 80 MHz，更多细节见论文", "信道宽度是 80 MHz，更多细节见论文"),
    ],
)
def test_only_the_clause_that_points_at_a_link_goes(line: str, kept: str) -> None:
    """What stands before it is the author's statement."""
    assert said(f"{line}\n\nhttps://x.example/a\n\n某文", "某文") == kept
