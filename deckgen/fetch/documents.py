"""Pages that are no HTML: PDFs, and Markdown and plain text served as they are (READMEs) -> title and text.

The only importer of pypdf, which is an extra.
"""

from __future__ import annotations

import io
import logging
import re

from deckgen.extras import install_line
from deckgen.fetch.dom import parse_html, text_of
from deckgen.fetch.page import Found, Page
from deckgen.fetch.plain_text import clean_lines
from deckgen.fetch.values import PageStatus
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text
from deckgen.model import Block, BlockKind
from deckgen.patterns import regex

MAX_PAGES = 5
MAX_TEXT = 60_000  # characters
_MAX_MARKDOWN = 200_000  # characters
_TEXT_NAME = regex(r"\.(?:md|markdown|mdown|rst|txt|text)$", re.I)
_HTML = regex(r"^\s*(?:<!doctype\s+html|<html\b|<head\b|<\?xml)", re.I)
_RAW = regex(r"^/([\w.-]+)/([\w.-]+)(?:/|$)")
_TAG = regex(r"</?[a-zA-Z][^<>]{0,500}>|<!--.{0,2000}?-->", re.S)
_IMAGE = regex(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|!\[[^\]\n]{0,200}\]\[[^\]\n]{0,100}\]")
_EMPTY_LINK = regex(r"\[\s*\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])")


def is_markdown(url: str, content_type: str, text: str) -> bool:
    """Return whether a page is text without being HTML."""
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
    text = text[:_MAX_MARKDOWN]
    title = next((line.strip("# ") for line in text.split("\n") if line.strip()), "")[:200]
    try:
        blocks, _ = parse_markdown(_EMPTY_LINK.sub("", _IMAGE.sub("", text)))
    except RecursionError:
        words = text
    else:
        headings = (blocks_text((block,)).strip("# \n") for block in blocks if block.kind is BlockKind.HEADING)
        title = next(headings, "") or title
        words = "\n\n".join(part for block in blocks if (part := _words_of(block)))
    if page.host in ("github.com", "raw.githubusercontent.com") and (found := _RAW.match(page.path)):
        title = f"{found[1]}/{found[2]}"
    return Found(titles=(title,), text=words)


def _words_of(block: Block) -> str:
    if block.kind is BlockKind.HTML:
        return text_of((parse_html(block.text),))
    text = _TAG.sub("", blocks_text((block,))).strip()
    return f"```\n{text}\n```" if block.kind is BlockKind.CODE and text else text


def is_pdf(body: bytes) -> bool:
    """Return whether a body is a PDF, by its first bytes."""
    return b"%PDF-" in body[:1024]


def read_pdf(body: bytes) -> Found:
    """Return what the first pages of a PDF say, with a remark where they cannot be read."""
    try:
        import pypdf
    except ImportError:
        remark = f"a PDF, which needs more: {install_line('pdf')}"
        return Found(status=PageStatus.UNSUPPORTED_TYPE, remarks=(remark,))
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(body), strict=False)
        info = reader.metadata
        title, author = (str(info.title or ""), str(info.author or "")) if info is not None else ("", "")
        text = _text(reader)
    except Exception as exc:  # files of strangers break pypdf in every way there is
        return Found(remarks=(f"the PDF is broken: {type(exc).__name__}: {exc}"[:200],))
    if not _is_title(title):
        title = next((line for line in text.split("\n")[:12] if 4 < len(line) < 200), "")
    return Found(titles=(title,), author=author, text=text, remarks=("the first pages of a PDF",))


def _text(reader: object) -> str:
    parts: list[str] = []
    size = 0
    for number, page in enumerate(reader.pages):  # type: ignore[attr-defined]
        if number >= MAX_PAGES or size > MAX_TEXT:
            break
        parts.append(page.extract_text() or "")
        size += len(parts[-1])
    return clean_lines("\n\n".join(parts))[:MAX_TEXT].rstrip()


def _is_title(title: str) -> bool:
    """Return whether the metadata hold a title rather than the name of a file."""
    return (
        len(title) > 3
        and not title.lower().endswith((".doc", ".docx", ".dvi", ".tex", ".pdf", ".ppt", ".pptx", ".indd"))
        and not title.lower().startswith(("microsoft word", "untitled"))
    )
