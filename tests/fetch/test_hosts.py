"""Miniature pages of every host, in our own words: title, author, date and text as a reader would give them."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from deckgen.fetch.hosts.table import HOSTS
from deckgen.fetch.reading import page_url, read_page, reread
from deckgen.fetch.values import PageStatus
from deckgen.language.raw_words import raw_words

PAGES = Path(__file__).parent / "pages"
STEPS = (
    "把一个任务拆成许多小步之后，每一步都可以单独重试，失败的代价因此变小了很多。",
    "调度器只记住哪些步骤已经做完，重启以后它从第一个没有做完的步骤继续往下走。",
    "我们在三台旧机器上跑了两周，丢失的消息一条也没有，平均延迟只增加了四毫秒。",
)
WECHAT = "https://mp.weixin.qq.com/s/abcdef"
ANSWER = "https://www.zhihu.com/question/30000077/answer/50000099"
NOTHING = "轻触阅读原文", "微信扫一扫", "往期推荐", "赞同", "登录后复制", "返回搜狐", "导航"


class Case(NamedTuple):
    file: str
    url: str
    rule: str
    title: str
    author: str = ""
    date: str = ""
    says: tuple[str, ...] = STEPS
    lacks: tuple[str, ...] = ()
    status: PageStatus = PageStatus.OK


CASES = (
    Case(
        "wechat_2018",
        WECHAT,
        "wechat",
        "可靠的调度器是怎样写成的",
        "小步工程",
        "2018-03-09",
        (*STEPS, "```\nstep = queue.get()\n  run(step)\n```"),
    ),
    Case(
        "wechat_2020",
        WECHAT,
        "wechat",
        '调度器"重启"之后',
        "阿树",
        "2020-05-21",
        (*STEPS, "消息先写进日志，再交给执行者，这个次序不能颠倒"),
        ("十个你不知道的命令", "二维码"),
    ),
    Case(
        "wechat_2025",
        WECHAT,
        "wechat",
        "记住做完的步骤",
        "小步工程",
        "2025-02-11",
        (*STEPS, "一、为什么要记录", "机器 | 延迟\n旧 | 4 ms"),
    ),
    Case(
        "wechat_image",
        WECHAT,
        "wechat",
        "三张图看懂重试",
        "小步工程",
        "2025-02-20",
        ("第一张图画的是没有重试的情形，一步失败全盘皆输。\n", "第三张图说明为什么次数要有上限", "谁也救不回来。<完>"),
        ("x0a",),
    ),
    Case(
        "wechat_text",
        WECHAT,
        "wechat",
        "今天把重试的次数从五次改成了三次，世界安静了。",
        says=(),
        status=PageStatus.TITLE_ONLY,
    ),
    Case(
        "zhihu_article",
        "https://zhuanlan.zhihu.com/p/12345678",
        "zhihu",
        "重试的上限",
        "林溪",
        "2019-06-08",
        (*STEPS, "时间是 $O(n^2)$，空间是常数。", "for s in steps:\n    run(s)"),
        ("margin",),
    ),
    Case(
        "zhihu_article_tree",
        "https://zhuanlan.zhihu.com/p/12345678",
        "zhihu",
        "重试的上限",
        "林溪",
        "2019-06-08",
        (*STEPS, "能量是 $E=mc^2$ 的整数倍。"),
        ("写得不错", "m c 2", ".a{"),
    ),
    Case(
        "zhihu_answer",
        ANSWER,
        "zhihu",
        "为什么重试要有上限？",
        "甲",
        "2018-03-02",
        STEPS,
        ("另一件事", "想听听大家的看法"),
    ),
    Case("zhihu_answer_tree", ANSWER, "zhihu", "为什么重试要有上限？", "甲", "2018-03-02", STEPS, ("别的回答",)),
    Case(
        "zhihu_question",
        "https://www.zhihu.com/question/30000077",
        "zhihu",
        "为什么重试要有上限？",
        "甲",
        "2018-03-02",
        ("想听听大家的看法", *STEPS),
        ("另一件事",),
    ),
    Case(
        "csdn",
        "https://blog.csdn.net/step/article/details/100",
        "csdn",
        "省赛2018小步快跑",
        "step_by",
        "2018-10-20",
        (*STEPS, "复杂度是$O(n\\log n)$，其中n是步骤的个数。", "```\nint main(){\n    return 0;\n}\n```"),
        ("别的文章",),
    ),
    Case(
        "cnblogs",
        "https://www.cnblogs.com/ye/p/100.html",
        "cnblogs",
        "用日志实现重启",
        "一叶",
        "2016-05-04",
        (*STEPS, "```\nlog.append(step)\n```", "```\nimport os\nos.sync()\nexit(0)\n```"),
        ("阅读(10)",),
    ),
    Case("jianshu", "https://www.jianshu.com/p/ab12", "jianshu", "小步与重试", "阿禾", "2017-09-01", lacks=("举报",)),
    Case("jianshu_new", "https://www.jianshu.com/p/ab12", "jianshu", "小步与重试", "阿禾", "2019-09-01"),
    Case(
        "sohu",
        "https://www.sohu.com/a/1_2",
        "sohu",
        "小城的调度员",
        "城事周刊",
        "2019-11-02",
        lacks=("原标题", "责任编辑"),
    ),
    Case(
        "github",
        "https://github.com/steps/ladder",
        "github",
        "steps/ladder: Small steps, safe retries",
        "steps",
        "",
        ("A log remembers which steps are done", "```\npip install ladder\n```"),
        ("#", "README.md"),
    ),
    Case(
        "arxiv",
        "https://arxiv.org/abs/1901.00001",
        "arxiv",
        "Retrying in Small Steps",
        "Ann Brook, Ben Hill",
        "2019-01-02",
        ("Experiments on three old machines lose no message",),
        ("Abstract:",),
    ),
    Case(
        "wikipedia",
        "https://zh.wikipedia.org/wiki/x",
        "wikipedia",
        "退避算法",
        "",
        "",
        (*STEPS, "方法，期望等待时间为$N={\\frac {2^c-1}{2}}$。", "历史\n\n它最早用在无线网络里"),
        ("编辑", "某书", "类别", "消歧义", "[1]"),
    ),
    Case(
        "bilibili",
        "https://www.bilibili.com/video/BV1",
        "bilibili",
        "十分钟讲清重试",
        "小步UP",
        "2021-05-06",
        (),
        status=PageStatus.TITLE_ONLY,
    ),
    Case(
        "youtube",
        "https://www.youtube.com/watch?v=1",
        "youtube",
        "Retries in ten minutes",
        "Small Steps",
        "2020-02-03",
        (),
        status=PageStatus.TITLE_ONLY,
    ),
    Case(
        "qq_gbk",
        "http://news.qq.com/a/20140302/1.htm",
        "generic",
        "旧机器上的两周",
        "",
        "",
        (*STEPS, "镕这样的字"),
        ("分享",),
    ),
    Case("people", "http://culture.people.com.cn/n1/1.html", "generic", "调度员老周的一天", "", "2016-07-08"),
    Case(
        "blog_en",
        "https://quiet.example/retry",
        "generic",
        "Retry budgets, explained",
        "Ann Brook",
        "2022-04-05",
        ("A retry budget caps the share", "- Stop retrying as soon as the budget is spent."),
        ("©",),
    ),
)
IDS = [case.file for case in CASES]


def bytes_of(case: Case) -> bytes:
    return (PAGES / f"{case.file}.html").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_page_is_read_as_its_author_wrote_it(case: Case) -> None:
    """Title, author, date, all marked sentences, nothing of the furniture."""
    page = read_page(bytes_of(case), url=case.url)
    assert (page.status, page.rule, page.title, page.author, page.date) == (
        case.status,
        case.rule,
        case.title,
        case.author,
        case.date,
    )
    assert [part for part in case.says if part not in page.text] == []
    assert [part for part in (*case.lacks, *NOTHING) if part in page.text] == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_is_kept_gives_the_same_page_again(case: Case) -> None:
    """A better rule needs no network, and the same rule changes nothing; same bytes in, same record out."""
    page = read_page(bytes_of(case), url=case.url)
    assert page == read_page(bytes_of(case), url=case.url)
    assert reread(page.container, url=case.url) == page


def test_every_host_has_a_page() -> None:
    """No rule without a miniature."""
    assert {host.name for host in HOSTS} <= {case.rule for case in CASES}


@pytest.mark.parametrize("box", ["<div class='post-content'>{}</div>", "<div>{}</div>"], ids=["known", "any"])
def test_a_raised_number_is_no_digit_of_the_line(box: str) -> None:
    """Two raised to six is no 26; what has no signs, and a footnote's mark, stands as it did."""
    said = "A cube of side 2 has 2<sup>6</sup> cells, water is H<sub>2</sub>O, and 10<sup class='x'>-3</sup> is small"
    html = f"<html><body>{box.format(f'<p>{said}; the 5<sup>th</sup> says <sup>[7]</sup> so.</p>' * 9)}</body></html>"
    page = read_page(html.encode(), url="https://a.example/x", content_type="text/html; charset=utf-8")
    for words in ("has 2\u2076 cells", "H₂O", "10⁻³ is", "5th"):
        assert words in page.text, page.text
    assert reread(page.container, url="https://a.example/x").text == page.text


def test_the_words_of_a_page_are_the_same_with_raised_numbers() -> None:
    """So a page that was read before them is not asked about again, and its quotes still stand."""
    assert raw_words("2⁶ H₂O 10⁻³") == raw_words("26 H2O 10-3")


def test_a_readme_bears_the_name_of_its_repository() -> None:
    """Markdown is served as plain text: badges and tags go, lists and code stay."""
    body = (PAGES / "readme.md").read_bytes()
    url = "https://raw.githubusercontent.com/steps/ladder/HEAD/README.md"
    page = read_page(body, url=url, content_type="text/plain; charset=utf-8")
    assert (page.status, page.title, page.rule) == (PageStatus.OK, "steps/ladder", "markdown")
    assert page.text == (
        "Ladder 梯子\n\nSmall steps\n\n"
        "Ladder splits a long job into small steps and retries each of them on its own.\n\n"
        "- A log remembers which steps are done.\n- A restart goes on where the last run ended.\n\n"
        "```\npip install ladder\n```"
    )
    assert reread(page.container, url=url) == page


def test_a_question_says_whose_words_it_took() -> None:
    """A bare question stands with its first answer, and tells."""
    body = (PAGES / "zhihu_question.html").read_bytes()
    assert read_page(body, url="https://www.zhihu.com/question/30000077").remarks == (
        "the question with its first answer",)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<link rel='canonical' href='https://a.example/x'>", "https://a.example/x"),
        (
            "<meta property='og:url' content='http://mp.weixin.qq.com/s?__biz=M&amp;mid=1'>",
            "http://mp.weixin.qq.com/s?__biz=M&mid=1",
        ),
        ("<!-- saved from url=(0031)https://a.example/some/page --><p>", "https://a.example/some/page"),
        (
            "<!--\n Page saved with SingleFile \n url: https://a.example/x \n saved date: 2024 -->",
            "https://a.example/x",
        ),
        ("<script>var msg_link = 'http://mp.weixin.qq.com/s/abc';</script>", "http://mp.weixin.qq.com/s/abc"),
        (
            "<link rel='canonical' href='https://web.archive.org/web/2020id_/https://a.example/x'>",
            "https://a.example/x",
        ),
        ("<p>nothing</p>", ""),
    ],
)
def test_a_saved_page_says_where_it_came_from(html: str, url: str) -> None:
    """Canonical link, og:url, the browser's own note, WeChat's script."""
    assert page_url(html.encode()) == url


def test_a_pdf_is_read_by_its_bytes() -> None:
    """Whatever type it is served as; its own title, no text where it has none."""
    pypdf = pytest.importorskip("pypdf")
    writer, body = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Retries in practice", "/Author": "Ann Brook"})
    writer.write(body)
    page = read_page(body.getvalue(), url="https://a.example/x", content_type="text/html")
    assert (page.status, page.title, page.author, page.rule) == (
        PageStatus.THIN, "Retries in practice", "Ann Brook", "pdf")


def test_an_extractor_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's own paragraphs stand in for it, and the report says why."""
    trafilatura = pytest.importorskip("trafilatura")

    def fail(*_arguments: object, **_options: object) -> str:
        raise ValueError("no such tree")

    monkeypatch.setattr(trafilatura, "extract", fail)
    page = read_page("".join(f"<p>{step}</p>" for step in STEPS).encode(), url="https://quiet.example/a")
    assert page.remarks == ("trafilatura failed: ValueError: no such tree",)
    assert [step for step in STEPS if step not in page.text] == []


def test_a_broken_pdf_says_so() -> None:
    """What broke is in the report; the page counts as one without text."""
    pytest.importorskip("pypdf")
    page = read_page(b"%PDF-1.7\n" + bytes(range(256)) * 10, url="https://a.example/x")
    assert (page.status, page.text) == (PageStatus.THIN, "")
    assert any(remark.startswith("the PDF is broken: ") for remark in page.remarks)


def test_loading_the_rules_loads_no_extractor() -> None:
    """trafilatura and pypdf come when the first page needs them."""
    code = "import sys, deckgen.fetch.reading; sys.exit('trafilatura' in sys.modules or 'pypdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
