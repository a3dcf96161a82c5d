"""What a model may be asked about: the pages behind links and the author's sections that say enough."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading
from deckgen.language.labels import ends_in_colon, is_label, label_at_end, names_nothing, without_colon
from deckgen.language.raw_words import raw_words, short_hash
from deckgen.language.scripts import CJK
from deckgen.llm.tokens import estimate_tokens
from deckgen.model import PLACE_JOINT, BlockKind, ItemKind, Status, StudyItem
from deckgen.patterns import regex

PAGE = "page"
SECTION = "section"
FEWEST_TOKENS = 60
"""A section with fewer is asked about together with others of its topic; pages with little text are known as thin."""

FEWEST_CARDS, MOST_CARDS = 2, 12
"""Cards that a source may bring, however short or long it is."""
_CHARACTERS_A_CARD, _LETTERS_A_CARD = 80, 160
"""So much of a source holds about one fact that is worth a card: Chinese or Japanese characters, or letters, digits and
signs of all else, 40 short words; the long words of German, formulas, code and the cells of tables count as well."""

LOOKED_AT = 4_000
"""Characters that tell whether a text is long enough."""
_SURELY_LONG = 400
"""So many characters are more than the fewest tokens, unless they say next to nothing."""

_URL_LINE = regex(r"(?:[-*+]\s+|\d+[.)]\s+)?<?(?:https?|ftp)://\S+>?")
_CHARACTER = regex(f"[{CJK}]")
_LETTERS = regex(rf"[^\s|:*#>_{CJK}-]+")
_STATEMENT = regex(r"[^\n]{8,}?[。！？]|[^\W\d_]+(?:[ ,;:()'\"`-]+[\w$`]+){3,}[.!?](?=\s|$)|\w[^\n]*\$\$[^$]+\$\$")
"""A sentence, or words with a formula: what a text of a few words says at least, if it says anything."""
_CLAUSE_END = regex(r"[，。；！？]|[,;.!?](?=\s)")


class Said(NamedTuple):
    """The words of a section that are its own."""

    text: str
    tokens: int  # of one that is surely long, no more than the fewest


class Asked(msgspec.Struct, frozen=True):
    """A card that learners have: what it asks, and how a model is told of it; not at all where it names no subject."""

    asks: str
    told: str = ""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An item that may be asked about; a page's text stays in the store until then."""

    item: str
    use: str  # page | section: which prompt asks
    title: str
    topic: str
    read: str = ""  # pages: hash of the text, as it is read
    page: str = ""  # pages: hash of the source's own words, however they are read; empty where they are not known
    said: str = ""  # sections: the text as it is read
    written: str = ""  # sections: the text as it is written
    questions: tuple[str, ...] = ()  # that learners have on the item already
    told: tuple[str, ...] = ()  # the same with their answers, as a model is told them
    star: bool = False
    post: str = ""  # where it stands, for messages
    line: int = 0
    is_short: bool = False  # not worth a request of its own
    tokens: int = 0  # of a short one
    parts: tuple[Candidate, ...] = ()  # of short sections that are asked about together

    @property
    def source(self) -> str:
        """The hash of the text, as it is read; of a section made when a record or an answer asks for it."""
        return text_hash(self.said) if self.said else self.read

    @property
    def own(self) -> str:
        """The hash of the source's own words, made when a record asks for it; empty where they are not known."""
        return short_hash(raw_words(self.written)) if self.written else self.page


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """An item with its text: one source."""

    item: str
    use: str
    title: str
    topic: str
    text: str  # all of it; what a request holds may be an excerpt
    questions: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    post: str = ""
    line: int = 0


def likely_cards(text: str) -> int:
    """Return how many cards a text may bring, by its length."""
    head = text[:LOOKED_AT]
    size = len(_CHARACTER.findall(head)) / _CHARACTERS_A_CARD + sum(map(len, _LETTERS.findall(head))) / _LETTERS_A_CARD
    return min(max(math.ceil(size), FEWEST_CARDS), MOST_CARDS)


Open = Callable[[Candidate], Material]
"""Brings the text of a candidate."""


def text_hash(text: str) -> str:
    """Return a hash of a section's text: the same while none of its words changes."""
    return hashlib.blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def candidates(
    items: Sequence[StudyItem],
    pages: Mapping[str, tuple[str, str]],
    questions: Mapping[str, Sequence[Asked]],
    posts: Mapping[str, str],
    remembered: Callable[[str], Said] | None = None,
) -> list[Candidate]:
    """Return what may be asked about: what was picked first, then in reading order.

    ``pages`` are the hashes of the pages' texts, and of what these were read from, by canonical URL; ``questions``
    the cards that learners have, by item; ``posts`` the titles of the posts, by path; ``remembered`` may be a
    `said_in` that remembers.
    """
    titles = frozenset(squeeze(item.title) for item in items if item.kind is ItemKind.LINK)
    found = (_candidate(item, pages, titles, questions, posts, remembered or said_in) for item in items)
    return sorted(filter(None, found), key=lambda candidate: not candidate.star)


def _candidate(
    item: StudyItem,
    pages: Mapping[str, tuple[str, str]],
    titles: frozenset[str],
    questions: Mapping[str, Sequence[Asked]],
    posts: Mapping[str, str],
    said_by: Callable[[str], Said],
) -> Candidate | None:
    if item.status is not Status.OK:
        return None
    is_page = item.kind is ItemKind.LINK
    said, size = ("", 0) if is_page else said_by(without_titles(item.text, titles))
    read, page = pages.get(item.key.removeprefix("link:"), ("", "")) if is_page else ("", "")
    is_short = not is_page and size < FEWEST_TOKENS
    if not (said or read) or (is_short and _STATEMENT.search(said) is None):
        return None
    if not is_page and all(block.kind is BlockKind.CODE for block in item.blocks):  # nothing is said about it
        return None
    first = item.sources[0]
    known = questions.get(item.key, ())
    return Candidate(
        item=item.key,
        use=PAGE if is_page else SECTION,
        title=_title(item),
        topic=_place(item, posts),
        read=read,
        page=page,
        said=said,
        written=item.text,
        questions=tuple(card.asks for card in known),
        told=tuple(card.told for card in known if card.told),
        star=item.star,
        post=first.post,
        line=first.line,
        is_short=is_short,
        tokens=size if is_short else 0,
    )


def material(candidate: Candidate, text: str) -> Material:
    """Return a candidate with its text."""
    names = ("item", "use", "title", "topic", "questions", "told", "post", "line")
    return Material(text=text, **{name: getattr(candidate, name) for name in names})


def _title(item: StudyItem) -> str:
    """Return the title of an item; a heading that names nothing of its own has the heading above it in front."""
    headings = item.sources[0].headings
    if item.kind is ItemKind.SECTION and is_generic_heading(item.title) and len(headings) > 1:
        return f"{headings[-2]}: {item.title}"
    return item.title


def _place(item: StudyItem, posts: Mapping[str, str]) -> str:
    """Return what a model is told of where an item stands: its topic, behind the title of its post where it has one."""
    paths = {source.post for source in item.sources}
    title = posts.get(paths.pop(), "") if len(paths) == 1 else ""
    says_more = fold(title) not in fold(item.topic) and item.kind is ItemKind.SECTION
    return f"{title}{PLACE_JOINT}{item.topic}" if says_more and item.topic else item.topic


def without_titles(text: str, titles: frozenset[str]) -> str:
    """Return the text of a section without the paragraphs that are the titles of links."""
    return "\n\n".join(paragraph for paragraph in text.split("\n\n") if squeeze(paragraph) not in titles)


def said_in(text: str) -> Said:
    """Return what a section says itself: without the lines that only lead to its links."""
    said = "\n\n".join(_said(text))
    return Said(said, estimate_tokens(said) if len(said) <= _SURELY_LONG else FEWEST_TOKENS)


def _said(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        bare = paragraph.strip()
        if not bare or ("://" in bare and _URL_LINE.fullmatch(bare)):
            continue
        if ends_in_colon(bare) and "\n" not in bare:
            bare = _without_pointer(bare)
        if bare:
            yield bare


def _without_pointer(line: str) -> str:
    """Return what a line says before the clause that only points at the link below it ("..., see the paper:")."""
    if is_label(without_colon(line)):
        return ""
    before, label = label_at_end(line)
    if not label:
        return line
    ends = [found.end() for found in _CLAUSE_END.finditer(before)]
    said = before[: ends[-1]].rstrip(" ，,；;") if ends else ""
    return said if said and not names_nothing(said) else ""
