"""Addresses of published posts, where the permalink is the path."""

from __future__ import annotations

import pytest

from deckgen.model import Post
from deckgen.posts.site import Site, post_url


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
