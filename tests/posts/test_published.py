"""Addresses of published posts and anchors of their headings: where the permalink is the path, and on Hexo sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.model import Post
from deckgen.posts.parse import make_post, parse_body
from deckgen.posts.site import Site, find_site, post_url, publish


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("_index.md", "https://h.test/"),
        ("index.md", "https://h.test/"),
        ("docs/_index.md", "https://h.test/docs/"),
        ("docs/my router.md", "https://h.test/docs/my%20router/"),
    ],
)
def test_a_page_lies_where_its_file_does(path: str, address: str) -> None:
    """The site's own first page too."""
    slug = path.rpartition("/")[2].removesuffix(".md")
    assert post_url(Site(base="https://h.test"), Post(path=path, title="", slug=slug)) == address


HEXO = "source_dir: source\nnew_post_name: :title.md\n"
FOO = "---\ntitle: Un été à Paris\ndate: 2013-07-14 17:01:34\ncategories: [foo, C++ 入门]\nabbrlink: 4a17b156\n---\n"


@pytest.mark.parametrize(
    ("config", "path", "address"),
    [
        ("", "hello.md", "2013/07/14/hello/"),
        ("permalink: ':year-:month-:i_day-:title.html'\n", "lorem/hello.md", "2013-07-14-lorem/hello.html"),
        ("permalink: ':year/:name/'\n", "lorem/hello.md", "2013/hello/"),
        ("permalink: posts/:abbrlink.html\n", "hello.md", "posts/4a17b156.html"),
        ("permalink: ':post_title/'\n", "hello.md", "un-ete-a-paris/"),
        ("permalink: ':category/:title/'\n", "hello.md", "foo/C-%E5%85%A5%E9%97%A8/hello/"),
        (
            "permalink: ':category/:title/'\nfilename_case: 1\ncategory_map: {foo: Bar}\n",
            "h.md",
            "bar/c-%E5%85%A5%E9%97%A8/h/",
        ),
        ("permalink: ':lang/:title/'\npermalink_defaults: {lang: en}\n", "hello.md", "en/hello/"),
        ("permalink: ':title/'\n", "2013-07-14-hello.md", "2013-07-14-hello/"),
        ("permalink: ':title/'\nnew_post_name: ':year-:month-:day-:title.md'\n", "2013-07-14-hello.md", "hello/"),
        ("permalink: ':title/:hash/'\n", "hello.md", None),
    ],
)
def test_addresses_of_hexo(tmp_path: Path, config: str, path: str, address: str | None) -> None:
    """Its own slots, and those that a post names; none is better than one that leads nowhere."""
    posts = tmp_path / "source" / "_posts"
    posts.mkdir(parents=True)
    head = "source_dir: source\n" if "new_post_name" in config else HEXO
    (tmp_path / "_config.yml").write_text(head + config)
    site = find_site("https://h.test/b", "", [str(posts)])
    post = make_post(path, parse_body(FOO.encode()))
    assert post_url(site, post) == ("" if address is None else f"https://h.test/b/{address}")
    assert address is None or post_url(site, make_post(f"_posts/{path}", parse_body(FOO.encode()))).endswith(address)


def test_anchors_of_hexo(tmp_path: Path) -> None:
    """They keep capitals and the signs of Chinese, and part by one dash; a site may want small letters."""
    text = "# What is `Vec<T>`?\n\n## A & B -- c\n\n## 什么是栈？\n\n## A/B: c!\n\n## Été\n\n## A & B -- c\n"
    post = make_post("a.md", parse_body(text.encode()))
    for option, wanted in (
        ("", ["#What-is-Vec-T", "#A-B-c", "#什么是栈？", "#A-B-c-1", "#Ete", "#A-B-c-2"]),
        ("marked: {modifyAnchors: 1}\n", ["#what-is-vec-t", "#a-b-c", "#什么是栈？", "#a-b-c-1", "#ete", "#a-b-c-2"]),
    ):
        (tmp_path / "_config.yml").write_text(HEXO + "permalink: ':title/'\n" + option)
        published = publish([post], find_site("https://h.test", "", [str(tmp_path)]))["a.md"]
        assert list(published.anchors.values()) == wanted[:5]
