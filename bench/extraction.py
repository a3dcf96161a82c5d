"""What reading a page costs: 100 KB pages of known hosts, CPU; the bar is 30 ms for the median page."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator

from bench.measure import Measure
from deckgen.fetch.reading import read_page
from deckgen.fetch.values import PageStatus

SIZE = 100_000  # bytes
RUNS = 15
BAR_SECONDS = 0.030

_WORDS = (
    *("系统", "调度", "消息", "重试", "机器", "延迟", "日志", "步骤", "任务", "失败", "代价", "记录", "我们"),
    *("发现", "因此", "但是", "测量", "结果", "增加", "减少", "每次", "可以", "需要", "之后", "之前"),
)
_STYLE = "font-size: 15px; letter-spacing: 1px; color: rgb(62, 62, 62); line-height: 1.75em;"


def article(size: int) -> str:
    """Make paragraphs of a size, as editors of these hosts write them."""
    source = random.Random(7)
    parts: list[str] = []
    length = 0
    while length < size:
        words = "。".join("".join(source.choices(_WORDS, k=source.randint(6, 16))) for _ in range(3))
        parts.append(f'<section style="{_STYLE}"><span style="{_STYLE}">{words}。</span></section>')
        length += len(parts[-1].encode())
    return "".join(parts)


def pages() -> dict[str, tuple[str, bytes]]:
    """Give a page a host: its URL and bytes."""
    body = article(SIZE)
    data = json.dumps({"initialState": {"entities": {"articles": {"1234567": {"title": "重试", "content": body}}}}})
    made = {
        "wechat": (
            "https://mp.weixin.qq.com/s/a",
            f'<h1 id="activity-name">重试</h1><div id="js_content">{body}</div>',
        ),
        "zhihu": (
            "https://zhuanlan.zhihu.com/p/1234567",
            f'<script id="js-initialData" type="text/json">{data}</script>',
        ),
        "csdn": (
            "https://blog.csdn.net/a/article/details/1",
            f'<h1 class="title-article">重试</h1><div id="content_views">{body}</div>',
        ),
        "cnblogs": (
            "https://www.cnblogs.com/a/p/1.html",
            f'<a id="cb_post_title_url">重试</a><div id="cnblogs_post_body">{body}</div>',
        ),
        "sohu": ("https://www.sohu.com/a/1_2", f'<h1>重试</h1><article class="article">{body}</article>'),
    }
    head = "<html><head><title>重试</title></head><body>"
    return {name: (url, f"{head}{html}</body></html>".encode()) for name, (url, html) in made.items()}


def seconds_of(url: str, body: bytes) -> float:
    """Give the median CPU time of reading a page."""
    times: list[float] = []
    for _ in range(RUNS):
        start = time.process_time()
        page = read_page(body, url=url)
        times.append(time.process_time() - start)
        if page.status is not PageStatus.OK:
            raise AssertionError(f"{url}: {page.status}")
    return statistics.median(times)


def measures() -> Iterator[Measure]:
    """The one goal: the median page."""
    seconds = {name: seconds_of(*page) for name, page in pages().items()}
    median = statistics.median(seconds.values())
    detail = ", ".join(f"{name} {one * 1000:.0f} ms" for name, one in seconds.items())
    yield Measure("extraction", "100 KB page of a known host / 30 ms of CPU", median / BAR_SECONDS, 1.0, detail)
