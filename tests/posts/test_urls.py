"""What identifies a URL (recipe v1: frozen, a changed line here costs learners their progress), and what is skipped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.urls import _GLUED, canonical_url, identify, is_root, readable_name, skip_reason, url_host

LONG = "https://mp.weixin.qq.com/s?__biz=MzA3MzI4MjgzMw==&mid=2650731540&idx=1&sn=193457603fe11b89f3d298ac1799b9fd"

CANONICAL = [
    # scheme, host, port, slash
    ("http://example.org/a", "https://example.org/a"),
    ("https://example.org/a", "https://example.org/a"),
    ("HTTPS://Example.ORG/a", "https://example.org/a"),
    ("http://example.org:80/a", "https://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:/a", "https://example.org/a"),
    ("http://example.org:443/a", "https://example.org/a"),
    ("https://example.org:80/a", "https://example.org:80/a"),
    ("http://example.org:8080/a", "https://example.org:8080/a"),
    ("https://example.org./a", "https://example.org/a"),
    ("https://www.example.org/a", "https://www.example.org/a"),
    ("https://例子.example/a", "https://xn--fsqu00a.example/a"),
    ("https://example.org", "https://example.org"),
    ("https://example.org/", "https://example.org"),
    ("https://example.org/a/", "https://example.org/a"),
    ("https://example.org/a//", "https://example.org/a"),
    ("https://example.org/a/?b=c", "https://example.org/a?b=c"),
    ("ftp://example.org:21/a", "ftp://example.org/a"),
    # path and case
    ("https://example.org/A/b", "https://example.org/A/b"),
    ("https://example.org/a/../b", "https://example.org/a/../b"),
    ("https://example.org/index.html", "https://example.org/index.html"),
    # percent-encoding
    ("https://example.org/%7Euser", "https://example.org/~user"),
    ("https://example.org/%e4%b8%ad", "https://example.org/%E4%B8%AD"),
    ("https://example.org/中", "https://example.org/%E4%B8%AD"),
    ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
    ("https://example.org/a b", "https://example.org/a%20b"),
    ("https://example.org/100%", "https://example.org/100%"),
    ("https://example.org/?q=%41", "https://example.org?q=A"),
    # query
    ("https://example.org/a?", "https://example.org/a"),
    ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
    ("https://example.org/a?c=2&b=1", "https://example.org/a?c=2&b=1"),
    ("https://example.org/a?b=1&amp;c=2", "https://example.org/a?b=1&c=2"),
    ("https://example.org/a?b=", "https://example.org/a?b="),
    ("https://example.org/a?utm_source=x&b=1&utm_medium=y", "https://example.org/a?b=1"),
    ("https://example.org/a?UTM_Source=x", "https://example.org/a"),
    ("https://example.org/a?spm=1.2.3&fbclid=x&gclid=y&mc_cid=z", "https://example.org/a"),
    ("https://www.bilibili.com/video/BV1?spm_id_from=333&vd_source=x&p=2", "https://www.bilibili.com/video/BV1?p=2"),
    ("https://example.org/a?reference=1&scenes=2", "https://example.org/a?reference=1&scenes=2"),
    # fragments
    ("https://example.org/a#", "https://example.org/a"),
    ("https://example.org/a#rd", "https://example.org/a"),
    ("https://example.org/a#wechat_redirect", "https://example.org/a"),
    ("https://example.org/a#b", "https://example.org/a#b"),
    ("https://example.org/a/#/b", "https://example.org/a#/b"),
    # what is glued to it
    ("https://example.org/a。", "https://example.org/a"),
    ("https://example.org/a，", "https://example.org/a"),
    ("https://example.org/a.", "https://example.org/a"),
    (" https://example.org/a ", "https://example.org/a"),
    ("https://example.org/a”", "https://example.org/a"),
    ("https://example.org/a_(b)", "https://example.org/a_(b)"),
    # WeChat
    ("https://mp.weixin.qq.com/s/Fr5x5oSt4N9A2hxPgDlBeQ", "https://mp.weixin.qq.com/s/Fr5x5oSt4N9A2hxPgDlBeQ"),
    (LONG, LONG),
    (LONG + "&chksm=871b&scene=21#wechat_redirect", LONG),
    (LONG.replace("https", "http") + "&mpshare=1&scene=1&srcid=0#rd", LONG),
    (
        "http://mp.weixin.qq.com/s?sn=193457603fe11b89f3d298ac1799b9fd&idx=1&mid=2650731540&__biz=MzA3MzI4MjgzMw==",
        LONG,
    ),
    (
        "http://mp.weixin.qq.com/mp/appmsg/show?__biz=MzA3&appmsgid=1&itemidx=2&sign=3",
        "https://mp.weixin.qq.com/mp/appmsg/show?__biz=MzA3&mid=1&idx=2&sn=3",
    ),
    ("https://mp.weixin.qq.com/s?src=3&timestamp=1&signature=x", "https://mp.weixin.qq.com/s?src=3&timestamp=1&signature=x"),
    # no URLs
    ("", ""),
    ("not a url", "not a url"),
    ("mailto:a@b.example", "mailto:a@b.example"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "wanted"), CANONICAL)
def test_recipe_v1(url: str, wanted: str) -> None:
    """The frozen table."""
    assert canonical_url(url) == wanted


@pytest.mark.parametrize("url", [url for url, _ in CANONICAL])
def test_what_identifies_a_url_identifies_itself(url: str) -> None:
    """Doing it twice changes nothing."""
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(st.text(max_size=60).map(lambda text: "http://example.org/" + text) | st.text(max_size=60))
def test_the_short_way_is_the_long_way(url: str) -> None:
    """Both ways to ask say the same of any text; said again it stays, but for a sign before slashes that end a path.

    ``a.example/x:/`` is ``a.example/x:``, of which the colon would be the sentence's. The recipe is frozen.
    """
    once = canonical_url(url)
    assert identify(url) == (once, skip_reason(url))
    if once == once.strip(_GLUED):
        assert canonical_url(once) == once


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost", "http://localhost:4000/a", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
        "http://127.0.0.1/", "http://127.0.0.1:8080/a", "http://127.1/", "http://127.0.1/", "http://0/", "http://0.0.0.0/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://017700000001/", "http://0177.0.0.1/",
        "http://10.0.0.1/", "http://10.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/admin",
        "http://192.168.257/", "http://169.254.169.254/", "http://100.64.0.1/", "http://198.18.0.1/", "http://224.0.0.1/",
        "http://255.255.255.255/", "http://999.1.1.1/", "http://1.2.3.4.5/", "http://[::1]/", "http://[::1]:80/a",
        "http://[fe80::1]/", "http://[fc00::1]/", "http://[::ffff:127.0.0.1]/", "http://[::]/", "http://[x]/",
        "http://router/", "http://router.lan/", "http://printer.local/", "http://db.internal/", "http://nas.home.arpa/",
    ],
)  # fmt: skip
def test_local_addresses_are_skipped(url: str) -> None:
    """No learner can read what only its author's machine serves."""
    assert skip_reason(url) == "a local or private address"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/a", "not a web address"),
        ("file:///etc/hosts", "not a web address"),
        ("javascript:alert(1)", "not a web address"),
        ("data:text/html,a", "not a web address"),
        ("http://", "an address without a host"),
        ("http:///a", "an address without a host"),
        ("http://user:word@example.org/", "an address with a user name"),
        ("http://user@example.org/", "an address with a user name"),
        ("http://xxx.xxx.com/a", "a placeholder, not an address"),
        ("http://your-domain.example/a", "a placeholder, not an address"),
        ("http://yourhost/a", "a placeholder, not an address"),
        ("http://myserver.example/", "a placeholder, not an address"),
        ("https://example.org/{id}", "a placeholder, not an address"),
        ("https://example.org/<name>", "a placeholder, not an address"),
        ("https://example.org/how-to-seal-your-ipot", ""),
        ("https://example.org/speed-up-your-site", ""),
        ("https://example.org/your-site/", "a placeholder, not an address"),
        ("https://github.com/ann/kettle/compare/v1...v2", ""),
        ("https://example.org/...", "a placeholder, not an address"),
        ("https://$HOST/a", "a placeholder, not an address"),
    ],
)
def test_other_reasons_to_skip(url: str, reason: str) -> None:
    """A skipped link says why."""
    assert skip_reason(url) == reason


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a", "http://8.8.8.8/", "http://134744072/", "http://[2606:4700::1111]/", "https://academy.example/",
        "https://mysql.com/", "https://myself.example/", "https://例子.example/", "https://local.example/localhost",
        "https://localhost.example/", "https://10.example/", "https://example.org:8080/a", "HTTP://EXAMPLE.ORG",
    ],
)  # fmt: skip
def test_public_addresses_are_not_skipped(url: str) -> None:
    """A name that only looks local is none."""
    assert skip_reason(url) == ""


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.org/a/b/?c=d#e", "example.org/a/b"),
        ("https://example.org/", "example.org"),
        ("https://zh.wikipedia.org/wiki/%E8%B4%9D", "zh.wikipedia.org/wiki/贝"),
        ("http://example.org:8080/status", "example.org:8080/status"),
        ("https://example.org/%00a%0Ab", "example.org/ab"),
        ("https://example.org/%ff", "example.org/\ufffd"),
        ("no url", "no url"),
    ],
)
def test_readable_names(url: str, name: str) -> None:
    """The last resort of a title can be read."""
    assert readable_name(url) == name


def test_hosts_and_roots() -> None:
    """A host is compared without www. and port."""
    assert url_host("https://WWW.Example.org:8080/a") == "example.org"
    assert url_host("nothing") == ""
    assert [is_root(url) for url in ("http://a.example", "http://a.example/index.html", "http://a.example/?b")] == [
        True,
        True,
        False,
    ]
