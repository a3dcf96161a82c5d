"""The table of the hosts whose pages have a rule of their own, one file each."""

from __future__ import annotations

from deckgen.fetch.hosts import arxiv, cnblogs, csdn, github, jianshu, sohu, video, wechat, weibo, wikipedia, zhihu
from deckgen.fetch.page import Host, Page, is_of_host

HOSTS: tuple[Host, ...] = (
    wechat.HOST,
    zhihu.HOST,
    csdn.HOST,
    cnblogs.HOST,
    jianshu.HOST,
    sohu.HOST,
    weibo.HOST,
    github.HOST,
    arxiv.HOST,
    wikipedia.HOST,
    video.BILIBILI,
    video.YOUTUBE,
)


def host_of(page: Page) -> Host | None:
    """Give the rule that reads a page; None if there is none for its host, or for this kind of page."""
    for host in HOSTS:
        if is_of_host(page.host, host.hosts):
            return host if host.takes(page) else None
    return None


def host_named(name: str) -> Host | None:
    """Give the rule of a name."""
    return next((host for host in HOSTS if host.name == name), None)
