"""The charset ladder: what the bytes can be wins over what is said of them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.fetch.decode import decode

TEXT = "镕基的話：café, naïve. 简体与繁體"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (TEXT.encode(), "", TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=gbk", TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "", TEXT),
        (TEXT.encode("gb18030"), "", TEXT),
        (TEXT.encode("gb18030"), "text/html; charset=gb2312", TEXT),
        # Valid UTF-8 wins over whatever is declared.
        (b'<meta charset="gb2312">' + TEXT.encode(), "text/html; charset=gbk", '<meta charset="gb2312">' + TEXT),
        # A declared UTF-8 that is none, and a charset of a script, are not believed.
        (
            b'<script charset="utf-8"></script>' + TEXT.encode("gb18030"),
            "text/html; charset=utf-8",
            '<script charset="utf-8"></script>' + TEXT,
        ),
        (b"<meta charset=big5>" + "這是繁體中文".encode("big5"), "", "<meta charset=big5>這是繁體中文"),
        (
            b'<?xml version="1.0" encoding="euc-jp"?>' + "日本語".encode("euc-jp"),
            "",
            '<?xml version="1.0" encoding="euc-jp"?>日本語',
        ),
        ("für die Übung".encode("cp1252"), "text/html; charset=iso-8859-1", "für die Übung"),
        # A server's default for all its pages gives way to the page's own word.
        (b"<meta charset=gbk>" + "中文".encode("gbk"), "text/html; charset=ISO-8859-1", "<meta charset=gbk>中文"),
        # No codec that a page has no business to name.
        (
            b'<meta charset="unicode_escape">\\u0041',
            "text/html; charset=rot13",
            '<meta charset="unicode_escape">\\u0041',
        ),
        # A character cut in two by a limit on bytes.
        ("中文".encode()[:-1], "", "中"),
    ],
)
def test_the_ladder(body: bytes, content_type: str, text: str) -> None:
    """Every rung, and the traps beside it."""
    assert decode(body, content_type=content_type) == text


def test_one_bad_byte_costs_one_character() -> None:
    """A page that is nearly UTF-8 is read as UTF-8."""
    assert decode("好好学习".encode() + b"\xff" + "天天向上".encode()) == "好好学习\ufffd天天向上"


@settings(derandomize=True)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_have_a_text(body: bytes, content_type: str) -> None:
    """Whatever is said of them."""
    assert isinstance(decode(body, content_type=content_type), str)


@settings(derandomize=True)
@given(
    st.text(alphabet="的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会", min_size=6)
)
def test_chinese_needs_no_declaration(text: str) -> None:
    """UTF-8 and GBK pages that declare nothing; a few characters alone (一一) can be both, a page cannot."""
    page = f"<title>中文网页的编码</title><p>{text}</p>"
    assert decode(page.encode()) == page
    assert decode(page.encode("gbk")) == page
