"""The first pages of a PDF as text; the only importer of pypdf, which is an extra."""

from __future__ import annotations

import io
import logging

from deckgen.fetch.page import Found
from deckgen.fetch.plain_text import clean_lines
from deckgen.fetch.values import PageStatus

MAX_PAGES = 5
MAX_TEXT = 60_000  # characters
VERSION = 1


def is_pdf(body: bytes) -> bool:
    """Say whether a body is a PDF, by its first bytes."""
    return b"%PDF-" in body[:1024]


def read_pdf(body: bytes) -> Found:
    """Return what the first pages of a PDF say, with a remark where they cannot be read."""
    try:
        import pypdf
    except ImportError:
        remark = "a PDF: install deckgen-posts[pdf] to read it"
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
        title = _first_line(text)
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
    """Say whether the metadata hold a title rather than the name of a file."""
    return (
        len(title) > 3
        and not title.lower().endswith((".doc", ".docx", ".dvi", ".tex", ".pdf", ".ppt", ".pptx", ".indd"))
        and not title.lower().startswith(("microsoft word", "untitled"))
    )


def _first_line(text: str) -> str:
    return next((line for line in text.split("\n")[:12] if 4 < len(line) < 200), "")
