"""Dead, walled and thin pages yield no text; articles about such pages do. No input makes a traceback."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.fetch.reading import page_url, read_page, reread
from deckgen.fetch.titles import clean_title, without_answerer
from deckgen.fetch.values import CLASS_OF_STATUS, PageClass, PageStatus

PAGES = Path(__file__).parent / "pages"
WECHAT = "https://mp.weixin.qq.com/s/abcdef"
ZHIHU = "https://www.zhihu.com/question/30000077/answer/50000099"
BLOG = "https://blog.example/a"
URLS = (
    BLOG,
    WECHAT,
    ZHIHU,
    "https://zhuanlan.zhihu.com/p/12345678",
    "https://blog.csdn.net/a/article/details/1",
    "https://www.cnblogs.com/a/p/1.html",
    "https://www.jianshu.com/p/a",
    "https://www.sohu.com/a/1_2",
    "https://github.com/a/b",
    "https://arxiv.org/abs/1",
    "https://zh.wikipedia.org/wiki/a",
    "https://www.bilibili.com/video/BV1",
    "https://youtu.be/1",
    "https://m.weibo.cn/status/1",
    "",
    "http://[",
    "https://github.com/a/b/blob/HEAD/README.md",
)

DEAD = (
    ("wechat_deleted.html", WECHAT, "gone"),
    ("wechat_deleted_en.html", WECHAT, "gone"),
    ("wechat_expired.html", WECHAT, "gone"),
    ("wechat_violation.html", WECHAT, "taken_down"),
    ("wechat_paused.html", WECHAT, "blocked"),
    ("wechat_captcha.html", WECHAT, "blocked"),
    ("wechat_captcha.html", "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x", "blocked"),
    ("wechat_frequent.html", WECHAT, "blocked"),
    ("zhihu_zse.html", ZHIHU, "blocked"),
    ("zhihu_error.json", ZHIHU, "blocked"),
    ("zhihu_unhuman.html", ZHIHU, "blocked"),
    ("zhihu_login.html", ZHIHU, "login_required"),
    ("zhihu_gone.html", ZHIHU, "gone"),
    ("csdn_gone.html", "https://blog.csdn.net/a/article/details/1", "gone"),
    ("cnblogs_locked.html", "https://www.cnblogs.com/a/p/1.html", "login_required"),
    ("jianshu_gone.html", "https://www.jianshu.com/p/a", "gone"),
    ("jianshu_locked.html", "https://www.jianshu.com/p/a", "taken_down"),
    ("sohu_gone.html", "https://www.sohu.com/a/1_2", "gone"),
    ("github_gone.html", "https://github.com/a/b", "gone"),
    ("bilibili_gone.html", "https://www.bilibili.com/video/BV1", "gone"),
    ("youtube_gone.html", "https://www.youtube.com/watch?v=1", "gone"),
    ("weibo_visitor.html", "https://weibo.com/1/A", "blocked"),
    ("soft_404.html", BLOG, "gone"),
    ("soft_404_en.html", BLOG, "gone"),
    ("login.html", BLOG, "login_required"),
    ("cloudflare.html", BLOG, "blocked"),
    ("waf_script.html", BLOG, "blocked"),
)


@pytest.mark.parametrize(("file", "url", "status"), DEAD)
def test_a_page_without_content_says_why(file: str, url: str, status: str) -> None:
    """Its message is neither title nor text nor digest."""
    page = read_page((PAGES / file).read_bytes(), url=url)
    assert (page.status, page.title, page.text, page.digest, page.container) == (status, "", "", "", "")


@pytest.mark.parametrize("file", sorted({file for file, _, _ in DEAD}))
def test_a_dead_page_is_dead_under_any_address(file: str) -> None:
    """A saved page may carry another site's address; its message is still no text."""
    for url in URLS:
        assert read_page((PAGES / file).read_bytes(), url=url).text == ""


def test_a_thin_page_keeps_its_title() -> None:
    """It counts as read, without a text."""
    page = read_page((PAGES / "thin.html").read_bytes(), url=BLOG)
    assert (page.status, page.title, page.text) == (PageStatus.THIN, "一个很短的页面", "")
    assert CLASS_OF_STATUS[page.status] is PageClass.OK


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (404, "gone"),
        (410, "gone"),
        (451, "taken_down"),
        (401, "login_required"),
        (403, "blocked"),
        (412, "blocked"),
        (418, "blocked"),
        (429, "rate_limited"),
        (500, "server_error"),
        (503, "server_error"),
        (521, "blocked"),
    ],
)
def test_an_http_status_is_believed(code: int, status: str) -> None:
    """Whatever the body says."""
    body = (PAGES / "blog_en.html").read_bytes()
    assert read_page(body, url=BLOG, http_status=code).status == status


@pytest.mark.parametrize(
    "phrase",
    [
        "该内容已被发布者删除",
        "环境异常，完成验证后即可继续访问",
        "请先登录后查看",
        "404 Not Found",
        "验证码",
        "Just a moment...",
    ],
)
@pytest.mark.parametrize(("url", "box"), [(WECHAT, "js_content"), (BLOG, "post")])
def test_an_article_about_such_pages_is_an_article(phrase: str, url: str, box: str) -> None:
    """Phrases count only where the container is missing or at the head of a short page."""
    more = "".join(
        f"<p>第{n}种做法要先看清服务器的答复，再决定等多久，不能一遍一遍地敲门，那样只会更糟。</p>" for n in range(30)
    )
    head = "<title>怎样对待错误页</title><h1>怎样对待错误页</h1>"
    body = f"{head}<div id={box}><p>{phrase}：这句话谁没见过呢。</p>{more}</div>"
    page = read_page(body.encode(), url=url)
    assert (page.status, page.title) == (PageStatus.OK, "怎样对待错误页")
    assert phrase in page.text


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("(99+ 封私信 / 87 条消息) 小步与重试 - 知乎", "小步与重试"),
        ("（2 封私信） 小步与重试？ - 知乎", "小步与重试？"),
        ("(3条消息) 小步与重试-CSDN博客", "小步与重试"),
        ("小步与重试_腾讯网", "小步与重试"),
        ("小步与重试_网易订阅", "小步与重试"),
        ("小步与重试--文化--人民网 ", "小步与重试"),
        ("小步与重试 | 机器之心", "小步与重试"),
        ("小步与重试_小步_哔哩哔哩_bilibili", "小步与重试_小步"),
        ("小步与重试 - 维基百科，自由的百科全书", "小步与重试"),
        ("Retries &amp; budgets\\x0a explained - YouTube", "Retries & budgets explained"),
        ("从 TF-IDF 到 word2vec", "从 TF-IDF 到 word2vec"),
        ("Spark SQL - 原理与实践", "Spark SQL - 原理与实践"),
        ("知乎", "知乎"),
        ("__init__.py 的用法", "__init__.py 的用法"),
        ("C++ vs. Rust: a comparison", "C++ vs. Rust: a comparison"),
    ],
)
def test_site_names_are_no_part_of_a_title(raw: str, title: str) -> None:
    """Nor counters of the reader's account."""
    assert clean_title(raw) == title


def test_an_answerer_is_no_part_of_a_question() -> None:
    assert without_answerer("为什么重试要有上限？ - 某某的回答") == "为什么重试要有上限？"


HOSTILE = {
    "a title of 5 MB": b"<title>" + b"a" * 5_000_000 + b"</title><p>x",
    "100,000 nested tags": b"<div>" * 100_000 + "你好".encode(),
    "nested tables": b"<table><tr><td>" * 20_000 + b"x",
    "100,000 attributes": b"<div " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x",
    "entities": b"&#" * 300_000 + b"&amp;" * 100_000,
    "open JSON": b"[" * 500_000,
    "a title of separators": b"<title>" + b"-_| " * 300_000,
    "open string literals": b"<script>" + b"msg_title = '" * 50_000,
    "only ends of sentences": b"<p>" + "。！？".encode() * 100_000,
    "a lying charset": b"<meta charset=utf-16>" + "说谎的编码".encode("gbk") * 1000,
    "bytes of an image": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
    "a broken PDF": b"%PDF-1.7\n" + bytes(range(256)) * 100,
    "quoted Markdown": b">" * 50_000 + b" x",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_input_is_bounded(name: str) -> None:
    """Every rule ends in time, with a short title and a text within measure."""
    for url in (BLOG, WECHAT, ZHIHU, "https://zh.wikipedia.org/wiki/a", "https://github.com/a/b/blob/HEAD/README.md"):
        start = time.process_time()
        page = read_page(HOSTILE[name], url=url)
        assert time.process_time() - start < 5
        assert len(page.title) <= 300
        assert len(page.text) <= 200_000


def is_plain(text: str) -> bool:
    return all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in text)


FRAGMENTS = st.sampled_from(
    [
        "<div id=js_content>",
        "<p>",
        "</p>",
        "<pre>",
        "</pre>",
        "<table><tr><td>",
        "<li>",
        "<ol>",
        "<title>",
        "</title>",
        "<script>",
        "</script>",
        "<script id=js-initialData type=text/json>",
        '{"initialState":{"entities":{"articles":{"12345678":',
        "<!--",
        "-->",
        "<meta charset=gbk>",
        "<meta property=og:title content='",
        "'>",
        "var msg_title = '",
        "\\x0a\\u0000",
        "&#0;&#xd800;&#x202e;",
        "\x00\x1b\x7f",
        "该内容已被发布者删除",
        "这是一个完整的句子，用来占一点地方，好让正文够长，不至于被当成空页。" * 4,
        "Hello, world. ",
        "<span class=katex>",
        "<math>",
        "<svg>",
        "]]>",
        "<?xml encoding='x'?>",
        "\ud800",
        "$",
        "```\n",
        "# ",
        "- [ ] ",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=25),
    st.sampled_from(URLS),
    st.sampled_from(["", "text/plain", "x; charset=gbk"]),
)
def test_any_page_gives_plain_text(parts: list[str], url: str, content_type: str) -> None:
    """No traceback, no control or direction characters, text only where the status is ok; kept parts read alike."""
    page = read_page("".join(parts).encode("utf-8", "replace"), url=url, content_type=content_type)
    assert is_plain(page.title + page.author + page.date + page.text + page.digest)
    assert not page.text or page.status is PageStatus.OK
    assert "\n" not in page.title + page.digest
    if page.container:
        again = reread(page.container, url=url)
        assert is_plain(again.text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=600), st.sampled_from(URLS), st.text(max_size=20))
def test_any_bytes_are_read(body: bytes, url: str, content_type: str) -> None:
    """Whatever they are, under whatever name."""
    page = read_page(body, url=url, content_type=content_type)
    assert isinstance(page.status, PageStatus)
    assert is_plain(page.text)
    page_url(body)
