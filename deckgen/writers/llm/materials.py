"""What a model may be asked about: the pages behind links and the author's sections that say enough."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from deckgen.model import ItemKind, Status, StudyItem
from deckgen.words import ends_in_colon, fold, is_generic_heading, is_label, label_at_end, squeeze
from deckgen.writers.llm.tokens import estimate_tokens

PAGE = "page"
SECTION = "section"
FEWEST_TOKENS = {PAGE: 100, SECTION: 60}
"""A text with fewer holds no card that its title or its rules have not said."""

_URL_LINE = re.compile(r"(?:[-*+]\s+|\d+[.)]\s+)?<?(?:https?|ftp)://\S+>?")
_PARAGRAPHS = re.compile(r"\n{2,}")


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """One source: an item with its text."""

    item: str
    use: str  # page | section: which prompt asks
    title: str
    topic: str
    text: str  # all of it; what a request holds may be an excerpt
    source: str  # hash of the text
    questions: tuple[str, ...] = ()  # that learners have on the item already
    star: bool = False
    post: str = ""  # where it stands, for messages
    line: int = 0


def text_hash(text: str) -> str:
    """Give what stands for a source: the same while none of its words changes."""
    return hashlib.blake2b(fold(text).encode(), digest_size=12).hexdigest()


def materials(
    items: Sequence[StudyItem], pages: Iterable[tuple[str, str]], questions: Mapping[str, Sequence[str]]
) -> list[Material]:
    """Give what may be asked about: what was picked first, then in reading order.

    ``pages`` are canonical URLs with the page's text, ``questions`` those that learners have, by item.
    """
    texts = {f"link:{url}": text for url, text in pages}
    titles = frozenset(squeeze(item.title) for item in items if item.kind is ItemKind.LINK)
    found = [one for item in items if (one := _material(item, texts, titles, questions)) is not None]
    return sorted(found, key=lambda one: not one.star)


def _material(
    item: StudyItem, texts: Mapping[str, str], titles: frozenset[str], questions: Mapping[str, Sequence[str]]
) -> Material | None:
    if item.status is not Status.OK:
        return None
    use = PAGE if item.kind is ItemKind.LINK else SECTION
    text = texts.get(item.key, "") if use == PAGE else said_by(item, titles)
    if estimate_tokens(text) < FEWEST_TOKENS[use]:
        return None
    source = item.sources[0]
    return Material(
        item=item.key,
        use=use,
        title=_title(item),
        topic=item.topic,
        text=text,
        source=text_hash(text),
        questions=tuple(questions.get(item.key, ())),
        star=item.star,
        post=source.post,
        line=source.line,
    )


def _title(item: StudyItem) -> str:
    """Give the heading; one that names nothing of its own with the heading above it."""
    headings = item.sources[0].headings
    if item.kind is ItemKind.SECTION and is_generic_heading(item.title) and len(headings) > 1:
        return f"{headings[-2]}: {item.title}"
    return item.title


def said_by(item: StudyItem, titles: frozenset[str]) -> str:
    """Give what a section says itself: without the lines that only name its links."""
    return "\n\n".join(_said(item.text, titles))


def _said(text: str, titles: frozenset[str]) -> Iterator[str]:
    for paragraph in _PARAGRAPHS.split(text):
        bare = paragraph.strip()
        if not bare or _URL_LINE.fullmatch(bare) or squeeze(bare) in titles:
            continue
        if ends_in_colon(bare) and "\n" not in bare and (is_label(bare.rstrip(" ：:")) or label_at_end(bare)[1]):
            continue
        yield bare
