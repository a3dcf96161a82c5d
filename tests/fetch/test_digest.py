"""The digest: the author's description, else a lead that says something, then central sentences of the page itself."""

from __future__ import annotations

import pytest

from deckgen.fetch.digest import make_digest, real_description

TITLE = "重试预算：怎样不被自己打垮"
REAL = "一篇讲重试预算的短文：先说为什么没有上限的重试会打垮自己，再给出一个简单的算法和两周的测量。"
TEXT = """大家好，我是小步。
点击上方蓝字关注我们
作者 | 阿树
来源：小步工程

前言

没有上限的重试会让一次小故障变成大故障，因为每个客户端都在同一时刻把请求加倍。
今天天气不错，我们在楼下喝了咖啡，聊了聊别的事情，然后才回到座位上。
午饭以后大家继续聊天，谁也没有注意到墙上的钟，直到有人想起来还有一个会议。
重试预算规定重试的请求最多占全部请求的十分之一，超过预算就立刻放弃重试。

```
budget = 0.1 * requests 这一行是代码，不是句子，它不应当出现在摘录里面。
```

有了重试预算，小故障里的客户端会自己停下来，服务器因此很快就恢复了。
往期推荐
"""


def test_a_real_description_leads() -> None:
    assert make_digest(REAL, TEXT, title=TITLE).startswith(REAL)


def test_without_one_the_lead_skips_greetings_and_credits() -> None:
    """Central sentences about the title follow; all of it are the page's own words."""
    digest = make_digest("", TEXT, title=TITLE)
    assert digest.startswith("没有上限的重试会让一次小故障变成大故障")
    for word in ("大家好", "关注", "作者", "来源", "前言", "budget", "往期推荐"):
        assert word not in digest
    assert "有了重试预算，小故障里的客户端会自己停下来，服务器因此很快就恢复了。" in digest
    for part in digest.split(" … "):
        for sentence in part.split("。"):
            assert sentence in TEXT


def test_english_is_cut_at_sentences() -> None:
    text = (
        "Posted by Ann Brook on April 5, 2022\n\nA retry budget caps the share of requests that may be repeated. "
        "Version 2.5 of the client, e.g. the one in use, honours it by default.\n\n"
        + "We had lunch and talked about the weather for an hour. " * 4
        + "\n\nWith a retry budget the small outage ended within seconds."
    )
    digest = make_digest("", text, title="Retry budgets")
    assert digest.startswith(
        "A retry budget caps the share of requests that may be repeated. Version 2.5 of the client"
    )
    assert digest.endswith("With a retry budget the small outage ended within seconds.")


@pytest.mark.parametrize(
    "description",
    [
        "文章浏览阅读545次，点赞2次，收藏3次。把一个任务拆成许多小步之后，每一步都可以单独重试，失败的代价因此变小。",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26",
        "知乎，让每一次点击都充满意义 —— 欢迎来到知乎，发现问题背后的世界，这里有各种各样的问题和答案。",
        "太短了，不算。",
        TITLE,
        "Contribute to steps/ladder development by creating an account on GitHub.",
        "public static void main(String[] args) { int[] a = {1, 2, 3}; for (;;) { a[0]++; } }",
    ],
)
def test_what_is_no_description(description: str) -> None:
    """Counters, line numbers, the site's own words, code, the title again."""
    assert real_description(description, title=TITLE) == ""


def test_a_description_that_is_the_title_is_none() -> None:
    long_title = "一个很长很长的标题，它自己就超过了四十个字，所以描述如果只是把它重复一遍，那就什么也没有多说"
    assert real_description(long_title, title=long_title) == ""


def test_nothing_gives_nothing() -> None:
    assert make_digest("", "", title="") == ""


def test_a_digest_is_short_and_always_the_same() -> None:
    """The same text, the same bytes; never a page of it."""
    text = "\n".join(f"第{n}步说的是怎样把消息{n}写进日志{n % 7}，然后再交给执行者{n % 5}去做。" for n in range(400))
    digest = make_digest("", text, title="写日志")
    assert digest == make_digest("", text, title="写日志")
    assert 60 < len(digest) < 450
