"""What a link is called, and what its author says of it: each part of the file beside this one.

``>>>> title | comment`` are the links in their order; a comment that is not given is free, as a title ``-`` is;
none stands behind ``|`` where there is to be none.
``!reason`` is that of a link that is not to be studied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deckgen.model import Link
from deckgen.posts.parse import parse_body
from tests.posts.links import links_of


def examples() -> Iterator[tuple[str, str, list[str]]]:
    content = Path(__file__).with_suffix(".txt").with_name("link_titles.txt").read_text(encoding="utf-8")
    for part in re.split(r"^#### ", content, flags=re.M)[1:]:
        name, _, body = part.partition("\n")
        text, *wanted = re.split(r"^>>>> ?", body, flags=re.M)
        yield name, text, [line.strip() for line in wanted]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*rest, id=name) for name, *rest in examples()])
def test_links_are_called_what_a_reader_calls_them(text: str, wanted: list[str]) -> None:
    links = list(links_of(parse_body(text.encode()).sections))
    assert [_shown(link, line) for link, line in zip(links, wanted, strict=True)] == wanted


def _shown(link: Link, wanted: str) -> str:
    if link.skip or wanted.startswith("!"):
        return "!" + link.skip.partition(":")[0]
    if wanted == "-":
        return wanted
    return f"{link.title} | {link.comment}".rstrip() if " |" in wanted else link.title
