"""Shipped text notes that no form words any more, though the passage that proves them still stands in the posts.

A heading is renamed, a form is gone from deckgen, a paragraph moves below another thing: the sentence that a learner
has been studying is still there, and so is the note, as it was shipped. The passage may stand anywhere to the letter
(blanks, markup and the form of a list aside); in its own section it may also have been mended or lengthened.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from deckgen.files.field_text import hidden, plain
from deckgen.files.records import ItemRecord, NoteRecord, State
from deckgen.identity.asked import MARKED
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.unmarked import Line, PostWords, lines_of, words_of
from deckgen.language.folding import fold
from deckgen.language.negation import negations
from deckgen.language.scripts import MARKS
from deckgen.model import Hold, ItemKind, Rendered, StudyItem
from deckgen.patterns import regex

SHORTEST = 8
"""A passage of fewer characters may stand anywhere by chance."""

MOST_CHANGED = 0.25
"""Share of a passage's words that may be other ones before it is another passage."""

LONGEST = 2_000
"""Characters of a passage that are compared word by word; a longer one must stand to the letter."""

_LIST_MARK = regex(r"^[ \t>]*(?:[-*+•]|\(?\d{1,3}[.)）、]|[a-z][.)])[ \t]+", re.M)
_LABEL_SIGN = regex(r"(?m)^(\s*[QA]\d{0,3})\s?[.:)：．]")
"""Behind the label of a question or an answer, which posts are read with in one form."""
_MARKUP = regex(r"\\[()\[\]]?|\$\$|[\s*_`|>#]+")
_PIECE = regex(r"[^。！？；;\n]*?(?:[。！？；;]|[.!?](?=\s|$)|\n|$)")
_TOKEN = regex(rf"[a-z0-9][a-z0-9_+#.'’-]*[a-z0-9+#]|[^\W_][{MARKS}]*|[^\w\s]")
_FIGURE = regex(r"\d+(?:[.,:]\d+)*")
_NONE: Mapping[str, str] = MappingProxyType({})


class Standing(msgspec.Struct, frozen=True):
    """Where a note's passage stands now, and what keeps that place out of the deck."""

    place: tuple[str, ...]
    hold: Hold | None = None
    reason: str = ""
    passage: str = ""  # the words that it is looked for by from now on; empty if they are still those of its Quote
    line: int = 0  # where it stands, or of that section


class _Text(NamedTuple):
    """A stretch of the posts, one item's."""

    item: StudyItem
    is_skipped: bool
    text: str


class Texts:
    """The posts of a build, to be looked through for what the shipped notes rest on; read once, when first asked."""

    def __init__(
        self,
        items: Sequence[StudyItem],
        known: Mapping[str, ItemRecord],
        cards: Sequence[tuple[Rendered, NoteRecord | None]],
    ) -> None:
        """Take the sections of now, as the last build knew them, and the cards with the notes that they go on from."""
        self._items, self._known, self._cards = items, known, cards

    def standing(self, records: Iterable[NoteRecord], off: Mapping[str, str] = _NONE) -> dict[str, Standing]:
        """Return the shipped notes that still stand in a section, by their key; ``off`` are switches by their keys."""
        shipped = [record for record in records if record.mod]
        found = self.verbatim(shipped)
        for record in shipped:
            if record.key not in found and (here := self._at_home(record)) is not None:
                found[record.key] = here
        return {key: _switched_off(here, off[key]) if key in off else here for key, here in found.items()}

    def verbatim(self, records: Iterable[NoteRecord]) -> dict[str, Standing]:
        """Return the notes whose passage stands to the letter, wherever, in one search over everything."""
        bare_ones = ((record.key, bare(passage)) for record in records if (passage := passage_of(record)))
        wanted = [(key, passage) for key, passage in bare_ones if len(passage) >= SHORTEST]
        if not wanted:
            return {}
        everything, starts = self._bared
        found = ((key, everything.find(passage)) for key, passage in wanted)
        return {key: _standing(self._all[bisect.bisect_right(starts, at) - 1]) for key, at in found if at >= 0}

    def _at_home(self, record: NoteRecord) -> Standing | None:
        """Return where a note stands in its own section, mended or lengthened, or by its words alone."""
        passage = passage_of(record)
        if not passage:
            return self._by_words(record)
        near = self._by_place.get(record.place, ()) if record.place else self._all  # a recovered record has no place
        return next(filter(None, (_at_home(record, passage, text) for text in near)), None)

    def _by_words(self, record: NoteRecord) -> Standing | None:
        """Return where all words of a live note stand; one that was retired comes back with its form."""
        if record.state is State.RETIRED or aspect_of(record.key) in ("", GIVEN):
            return None
        words = words_of(record.type, record.subject, record.fields)
        post = record.place[0] if record.place else ""
        if not words or post not in self._by_post:
            return None
        if post not in self._words:
            self._words[post] = self._read(post)
        found = ((self._by_post[post][number], line) for number, line in self._words[post].find(words))
        if sum(map(len, words)) < SHORTEST:
            found = ((text, line) for text, line in found if text in self._by_place.get(record.place, ()))
        return next((_standing(text, line=line) for text, line in found), None)

    def _read(self, post: str) -> PostWords:
        texts = self._by_post[post]
        words = PostWords([[Line(0, text.text)] if text.is_skipped else lines_of(text.item) for text in texts])
        sections = (text.item for text in texts if text.item.kind is ItemKind.SECTION)  # a link has posts of its own
        for place in dict.fromkeys(source.post for item in sections for source in item.sources):
            for said in self._marked.get(place, ()):
                words.take(said)
        return words

    @cached_property
    def _marked(self) -> dict[str, list[list[str]]]:
        """The words of the author's own cards, by the posts where they stand: these are no other note's.

        Of one that goes on from a note those that shipped: a card whose label was lost stands in its answer now.
        """
        found: dict[str, list[list[str]]] = {}
        for card, note in self._cards:
            if card.card.aspect in MARKED:
                fields = note.fields if note is not None and note.fields else card.fields
                for post in {source.post for source in card.card.sources}:
                    found.setdefault(post, []).append(words_of(card.card.note_type, card.card.subject, fields))
        return found

    @cached_property
    def _words(self) -> dict[str, PostWords]:
        return {}

    @cached_property
    def _all(self) -> list[_Text]:
        """The stretches of the posts, each behind its heading: a passage may begin there; and what is said of links."""
        sections = [item for item in self._items if item.kind is ItemKind.SECTION]
        texts = [_Text(item, False, f"{item.title}\n{item.text}") for item in sections]
        links = [item for item in self._items if item.kind is ItemKind.LINK and item.comment]
        texts += [_Text(item, False, item.comment) for item in links]
        return texts + [_Text(item, True, item.skipped) for item in self._items if item.skipped]

    @cached_property
    def _bared(self) -> tuple[str, list[int]]:
        """All of the stretches as one, and where each begins."""
        bared = [bare(text.text) for text in self._all]
        starts = [0]
        for text in bared:
            starts.append(starts[-1] + len(text) + 1)
        return "\x00".join(bared), starts

    @cached_property
    def _by_place(self) -> dict[tuple[str, ...], list[_Text]]:
        """The stretches by the places where they stand now and stood before."""
        places: dict[tuple[str, ...], list[_Text]] = {}
        for text in self._all:
            here = {(source.post, *source.headings) for source in text.item.sources}
            before = self._known.get(text.item.key)
            for place in here | ({before.place} if before else set()):
                places.setdefault(place, []).append(text)
        return places

    @cached_property
    def _by_post(self) -> dict[str, list[_Text]]:
        """The same by their posts alone; a recovered record, which has none, may stand in any."""
        posts: dict[str, list[_Text]] = {"": self._all}
        for text in self._all:
            before = self._known.get(text.item.key)
            for post in {source.post for source in text.item.sources} | set(before.place[:1] if before else ()):
                posts.setdefault(post, []).append(text)
        return posts


def passage_of(record: NoteRecord) -> str:
    """Return the words that prove a note, as plain text; empty if it has none."""
    return record.passage or plain(record.fields.get("Quote", ""))


def bare(text: str) -> str:
    """Return a text without blanks, markup and the marks of lists, folded: what is the same to a reader is equal."""
    return _MARKUP.sub("", fold(_LABEL_SIGN.sub(r"\1", _LIST_MARK.sub("", text))))


def _at_home(record: NoteRecord, passage: str, text: _Text) -> Standing | None:
    """Return where a passage stands in its own section: to the letter however short, or mended or lengthened."""
    short = bare(passage)
    if len(short) < SHORTEST:
        return _standing(text) if short and short in map(bare, text.text.splitlines()) else None
    if not record.place:
        return None
    near = _near(record, passage, text.text)
    return _standing(text, near) if near else None


def _near(record: NoteRecord, passage: str, text: str) -> str:
    """Return the stretch of a section that is a note's passage with words mended or added; empty if none is."""
    if len(passage) > LONGEST:
        return ""
    wanted, answer = _tokens(passage), _answer_of(record)
    best, most = "", 1 - MOST_CHANGED
    for window in _windows(text, max(1, len(_pieces(passage)))):
        tokens = _tokens(window)
        share = len(wanted & tokens) / max(1, len(wanted))
        if share >= most and _tokens(answer) <= tokens and not _contradicts(passage, window):
            best, most = window, share + 1e-9
    return best.strip()


def _contradicts(passage: str, window: str) -> bool:
    """Say whether a passage that was changed denies what it said, or has lost a figure."""
    if negations(passage) != negations(window):
        return True
    return not set(_FIGURE.findall(passage)) <= set(_FIGURE.findall(window))


def _answer_of(record: NoteRecord) -> str:
    """Return what a note asks to recall, as plain text."""
    fields = record.fields
    return " ".join([plain(fields.get("Answer", "")), *hidden(fields.get("Text", ""))])


def _tokens(text: str) -> frozenset[str]:
    """Return the words of a text: Latin words and figures whole, other letters one by one; signs are none."""
    return frozenset(token for token in _TOKEN.findall(fold(_LIST_MARK.sub("", text))) if token[0].isalnum())


def _pieces(text: str) -> list[str]:
    return [piece for piece in _PIECE.findall(text) if piece.strip()]


def _windows(text: str, count: int) -> Iterator[str]:
    """Return the stretches of so many sentences, and of one more: a passage may have been cut in two."""
    pieces = _pieces(text)
    for width in (count, count + 1):
        for start in range(max(1, len(pieces) - width + 1)):
            yield "".join(pieces[start : start + width])


def _switched_off(here: Standing, switch: str) -> Standing:
    if here.hold is not None:
        return here
    return msgspec.structs.replace(here, hold=Hold.SWITCH, reason=f"switched off ({switch})")


def _standing(text: _Text, passage: str = "", *, line: int = 0) -> Standing:
    item, source = text.item, text.item.sources[0]
    place = (source.post, *source.headings)
    if text.is_skipped:
        return Standing(place, Hold.SKIPPED, "skipped by a comment in the post", passage, line or source.line)
    firm = item.hold is not None and item.hold.is_firm
    return Standing(place, item.hold if firm else None, item.reason if firm else "", passage, line or source.line)
