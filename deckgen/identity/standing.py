"""Shipped text notes that no form words any more, though the passage that proves them still stands in the posts.

A heading is renamed, a form is gone from deckgen, a paragraph moves below another thing: the sentence that a learner
has been studying is still there, and so is the note, as it was shipped. The passage may stand anywhere to the letter
(blanks, markup and the form of a list aside); in its own section it may also have been mended or lengthened.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from deckgen.files.field_text import hidden, plain
from deckgen.files.records import ItemRecord, NoteRecord
from deckgen.language.folding import fold
from deckgen.language.negation import negations
from deckgen.model import Hold, ItemKind, StudyItem

SHORTEST = 8
"""A passage of fewer characters may stand anywhere by chance."""

MOST_CHANGED = 0.25
"""Share of a passage's words that may be other ones before it is another passage."""

LONGEST = 2_000
"""Characters of a passage that are compared word by word; a longer one must stand to the letter."""

_LIST_MARK = re.compile(r"^[ \t>]*(?:[-*+•]|\(?\d{1,3}[.)）、]|[a-z][.)])[ \t]+", re.M)
_MARKUP = re.compile(r"\\[()\[\]]?|\$\$|[\s*_`|>#]+")
_PIECE = re.compile(r"[^。！？；;\n]*?(?:[。！？；;]|[.!?](?=\s|$)|\n|$)")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9_+#.'’-]*[a-z0-9+#]|[^\W_]|[^\w\s]")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


class Standing(msgspec.Struct, frozen=True):
    """Where a note's passage stands now, and what keeps that place out of the deck."""

    place: tuple[str, ...]
    hold: Hold | None = None
    reason: str = ""
    passage: str = ""  # the words that it is looked for by from now on; empty if they are still those of its Quote


class _Text(NamedTuple):
    """A stretch of the posts, one item's."""

    item: StudyItem
    is_skipped: bool
    text: str


def standing_notes(
    records: Iterable[NoteRecord],
    items: Sequence[StudyItem],
    known: Mapping[str, ItemRecord],
    *,
    off: Collection[str] = (),
    switch: str = "",
) -> dict[str, Standing]:
    """Return the shipped notes whose passage still stands in a section, by their key.

    ``known`` are the sections as the last build knew them; ``off`` the keys that the definition's ``switch`` keeps out.
    """
    shipped = [record for record in records if record.mod]
    passages = {record.key: passage_of(record) for record in shipped}
    if not any(passages.values()):
        return {}
    texts = _texts(items)
    found = _verbatim(passages, texts)
    by_place = _sections_by_place(texts, known)
    for record in shipped:
        if record.key not in found and passages[record.key]:
            near = by_place.get(record.place, ()) if record.place else texts  # a recovered record has no place
            at_home = (_at_home(record, passages[record.key], text) for text in near)
            if (here := next(filter(None, at_home), None)) is not None:
                found[record.key] = here
    return {key: _switched_off(here, switch) if key in off else here for key, here in found.items()}


def still_standing(records: Iterable[NoteRecord], items: Sequence[StudyItem]) -> frozenset[str]:
    """Return the keys of the notes whose passage stands to the letter, wherever."""
    return frozenset(_verbatim({record.key: passage_of(record) for record in records}, _texts(items)))


def _texts(items: Sequence[StudyItem]) -> list[_Text]:
    """Return the stretches of the posts, each behind its heading: a passage may begin there."""
    sections = [item for item in items if item.kind is ItemKind.SECTION]
    texts = [_Text(item, False, f"{item.title}\n{item.text}") for item in sections]
    return texts + [_Text(item, True, item.skipped) for item in items if item.skipped]


def passage_of(record: NoteRecord) -> str:
    """Return the words that prove a note, as plain text; empty if it has none."""
    return record.passage or plain(record.fields.get("Quote", ""))


def bare(text: str) -> str:
    """Return a text without blanks, markup and the marks of lists, folded: what is the same to a reader is equal."""
    return _MARKUP.sub("", fold(_LIST_MARK.sub("", text)))


def _verbatim(passages: Mapping[str, str], texts: Sequence[_Text]) -> dict[str, Standing]:
    """Find passages to the letter, in one search over everything."""
    bare_ones = ((key, bare(passage)) for key, passage in passages.items())
    wanted = {key: passage for key, passage in bare_ones if len(passage) >= SHORTEST}
    if not wanted:
        return {}
    bared = [bare(text.text) for text in texts]
    starts = [0]
    for text in bared:
        starts.append(starts[-1] + len(text) + 1)
    everything = "\x00".join(bared)
    found = ((key, everything.find(passage)) for key, passage in wanted.items())
    return {key: _standing(texts[bisect.bisect_right(starts, at) - 1]) for key, at in found if at >= 0}


def _sections_by_place(
    texts: Sequence[_Text], known: Mapping[str, ItemRecord]
) -> dict[tuple[str, ...], list[_Text]]:
    """Return the texts by the places where they stand now and stood before."""
    places: dict[tuple[str, ...], list[_Text]] = {}
    for text in texts:
        here = {(source.post, *source.headings) for source in text.item.sources}
        before = known.get(text.item.key)
        for place in here | ({before.place} if before else set()):
            places.setdefault(place, []).append(text)
    return places


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


def _standing(text: _Text, passage: str = "") -> Standing:
    item, source = text.item, text.item.sources[0]
    place = (source.post, *source.headings)
    if text.is_skipped:
        return Standing(place, Hold.SKIPPED, "skipped by a comment in the post", passage)
    firm = item.hold is not None and item.hold.is_firm
    return Standing(place, item.hold if firm else None, item.reason if firm else "", passage)
