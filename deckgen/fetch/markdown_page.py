"""Markdown and plain text served as they are (READMEs) -> title and text."""

from __future__ import annotations

import re

from deckgen.fetch.dom import parse_html, text_of
from deckgen.fetch.page import Found, Page
from deckgen.markdown import blocks_text, parse_markdown
from deckgen.model import Block, BlockKind

_MAX = 200_000  # characters
_TEXT_NAME = re.compile(r"\.(?:md|markdown|mdown|rst|txt|text)$", re.I)
_HTML = re.compile(r"^\s*(?:<!doctype\s+html|<html\b|<head\b|<\?xml)", re.I)
_RAW = re.compile(r"^/([\w.-]+)/([\w.-]+)(?:/|$)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|<!--.{0,2000}?-->", re.S)
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|!\[[^\]\n]{0,200}\]\[[^\]\n]{0,100}\]")
_EMPTY_LINK = re.compile(r"\[\s*\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])")


def is_markdown(url: str, content_type: str, text: str) -> bool:
    """Say whether a page is text without being HTML."""
    if _HTML.match(text[:2000]):
        return False
    kind = content_type.partition(";")[0].strip().lower()
    if kind in ("text/plain", "text/markdown", "text/x-markdown", "text/x-rst"):
        return text.lstrip()[:1] not in ("{", "<")
    return (
        kind in ("", "application/octet-stream")
        and _TEXT_NAME.search(Page("", url).path) is not None
        and "<html" not in text[:2000].lower()
    )


def read_markdown(text: str, page: Page) -> Found:
    """Return title and text; a README bears the name of its repository."""
    text = text[:_MAX]
    title = next((line.strip("# ") for line in text.split("\n") if line.strip()), "")[:200]
    try:
        blocks, _ = parse_markdown(_EMPTY_LINK.sub("", _IMAGE.sub("", text)))
    except RecursionError:
        words = text
    else:
        headings = (blocks_text((block,)).strip("# \n") for block in blocks if block.kind is BlockKind.HEADING)
        title = next(headings, "") or title
        words = "\n\n".join(part for block in blocks if (part := _text(block)))
    if page.host in ("github.com", "raw.githubusercontent.com") and (found := _RAW.match(page.path)):
        title = f"{found[1]}/{found[2]}"
    return Found(titles=(title,), text=words)


def _text(block: Block) -> str:
    if block.kind is BlockKind.HTML:
        return text_of((parse_html(block.text),))
    text = _TAG.sub("", blocks_text((block,))).strip()
    return f"```\n{text}\n```" if block.kind is BlockKind.CODE and text else text
