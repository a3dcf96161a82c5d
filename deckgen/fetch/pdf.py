"""The first pages of a PDF as text; the only importer of pypdf, which is an extra."""

from __future__ import annotations

import io
import logging

from deckgen.fetch.plain_text import clean_lines, squeeze_line

MAX_PAGES = 5
MAX_TEXT = 60_000  # characters
NAME = "pdf"
VERSION = 1


class NoPdfReaderError(Exception):
    """pypdf is not installed."""


def is_pdf(body: bytes) -> bool:
    """Say whether a body is a PDF, by its first bytes."""
    return b"%PDF-" in body[:1024]


def read_pdf(body: bytes) -> tuple[str, str, str]:
    """Give title, author and text; empty where the file has none or cannot be read."""
    try:
        import pypdf
    except ImportError as exc:
        raise NoPdfReaderError from exc
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(body), strict=False)
        info = reader.metadata
        title, author = (str(info.title or ""), str(info.author or "")) if info is not None else ("", "")
        text = _text(reader)
    except Exception:
        return "", "", ""
    if not _is_title(title):
        title = _first_line(text)
    return squeeze_line(title), squeeze_line(author, 200), text


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
