"""What stands behind a link: by its label, its host and its path."""

from __future__ import annotations

import pytest

from deckgen.model import LinkKind
from deckgen.posts.links.kinds import describes_itself, link_kind

BY_URL = [
    ("https://mp.weixin.qq.com/s/abc", LinkKind.ARTICLE),
    ("https://zhuanlan.zhihu.com/p/1", LinkKind.ARTICLE),
    ("https://www.zhihu.com/question/26006703", LinkKind.QUESTION),
    ("https://www.zhihu.com/question/26006703/answer/1", LinkKind.ARTICLE),
    ("https://stackoverflow.com/questions/1/a", LinkKind.QUESTION),
    ("https://stats.stackexchange.com/q/1", LinkKind.QUESTION),
    ("https://stackoverflow.com/tags/python", LinkKind.ARTICLE),
    ("https://arxiv.org/abs/1706.03762", LinkKind.PAPER),
    ("https://arxiv.org/pdf/1706.03762v1", LinkKind.PAPER),
    ("https://export.arxiv.org/abs/1", LinkKind.PAPER),
    ("https://doi.org/10.1/2", LinkKind.PAPER),
    ("https://aclanthology.org/P19-1/", LinkKind.PAPER),
    ("https://papers.nips.cc/paper/1", LinkKind.PAPER),
    ("https://example.org/a/b.pdf", LinkKind.PAPER),
    ("https://example.org/a/b.PDF#page=2", LinkKind.PAPER),
    ("https://www.youtube.com/watch?v=a", LinkKind.VIDEO),
    ("https://youtu.be/a", LinkKind.VIDEO),
    ("https://www.bilibili.com/video/BV1", LinkKind.VIDEO),
    ("https://vimeo.com/1234", LinkKind.VIDEO),
    ("https://www.coursera.org/learn/a", LinkKind.COURSE),
    ("https://web.stanford.edu/class/cs224n/", LinkKind.COURSE),
    ("http://cs231n.stanford.edu/", LinkKind.COURSE),
    ("https://cs231n.github.io/a", LinkKind.COURSE),
    ("http://courses.example.edu/a", LinkKind.COURSE),
    ("https://book.douban.com/subject/1/", LinkKind.BOOK),
    ("https://www.amazon.com/Some-Book/dp/0262035618", LinkKind.BOOK),
    ("https://example.org/a.epub", LinkKind.BOOK),
    ("https://www.kaggle.com/datasets/a/b", LinkKind.DATASET),
    ("https://archive.ics.uci.edu/ml/a", LinkKind.DATASET),
    ("https://github.com/a/b", LinkKind.REPOSITORY),
    ("https://github.com/a/b/", LinkKind.REPOSITORY),
    ("https://github.com/a/b/tree/main/c", LinkKind.REPOSITORY),
    ("https://gitee.com/a/b", LinkKind.REPOSITORY),
    ("https://github.com/a/b/issues/1", LinkKind.ARTICLE),
    ("https://github.com/a", LinkKind.ARTICLE),
    ("https://github.com/a/b/releases/download/v1/c", LinkKind.DOWNLOAD),
    ("https://pypi.org/project/a/", LinkKind.TOOL),
    ("https://www.npmjs.com/package/a", LinkKind.TOOL),
    ("https://example.org/a.zip", LinkKind.DOWNLOAD),
    ("https://example.org/a.tar.gz?b", LinkKind.DOWNLOAD),
    ("https://example.org/get?file=a.zip", LinkKind.DOWNLOAD),
    ("https://pan.baidu.com/s/a", LinkKind.DOWNLOAD),
    ("https://download.example.org/a", LinkKind.DOWNLOAD),
    ("https://example.zip/", LinkKind.ARTICLE),
    ("https://notarxiv.org/abs/1", LinkKind.ARTICLE),
    ("https://example.org/arxiv.org/abs/1", LinkKind.ARTICLE),
    ("https://example.org/classics/a", LinkKind.ARTICLE),
]  # fmt: skip


@pytest.mark.parametrize(("url", "kind"), BY_URL)
def test_kind_by_url(url: str, kind: LinkKind) -> None:
    """Host and path tell a kind."""
    assert link_kind(url, title="What a reader would call it") is kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("官网", LinkKind.HOME),
        ("个人主页", LinkKind.HOME),
        ("Homepage", LinkKind.HOME),
        ("代码", LinkKind.REPOSITORY),
        ("论文", LinkKind.PAPER),
        ("视频", LinkKind.VIDEO),
        ("数据集", LinkKind.DATASET),
        ("课程", LinkKind.COURSE),
        ("下载", LinkKind.DOWNLOAD),
        ("参考", LinkKind.ARTICLE),
    ],
)
def test_kind_by_label(label: str, kind: LinkKind) -> None:
    """What the author calls it goes first."""
    assert link_kind("https://example.org/a", label=label) is kind


def test_a_root_is_a_home_page_only_without_a_title() -> None:
    """A site that the author gave a title is something to read."""
    assert link_kind("https://example.org/") is LinkKind.HOME
    assert link_kind("https://example.org/", title="A thing") is LinkKind.ARTICLE
    assert link_kind("https://example.org/a") is LinkKind.ARTICLE


def test_a_root_that_its_title_names_is_a_tool() -> None:
    """A link with a good title is no home page to be left out, and the thing of its host's name is no article."""
    tools = [
        ("https://kettle.example", "Kettle"),
        ("https://www.tea-pot.example/", "Tea Pot: keeps tea"),
        ("https://kettle.github.io/", "kettle"),
    ]
    articles = [
        ("https://kettle.example", "What we learnt from tea"),
        ("https://kettle.example", "The blog of Kettle"),
        ("https://blog.kettle.example", "Kettle's blog"),
        ("https://tea.kettle.edu", "Kettle 101: a class"),
        ("https://kettle.example/a", "Kettle"),
    ]
    assert {link_kind(url, title=title) for url, title in tools} == {LinkKind.TOOL}
    assert {link_kind(url, title=title) for url, title in articles} == {LinkKind.ARTICLE}


def test_what_describes_itself() -> None:
    """An article of an encyclopedia needs no title; what is read and what is not, tests/test_items.py says."""
    assert describes_itself("https://en.wikipedia.org/wiki/Entropy")
    assert not describes_itself("https://en.wikipedia.org/")
