"""Text notes that no rule words any more, though the passage that proves them still stands in the posts.

A heading is renamed, a rule gets stricter, a paragraph moves below another thing: the sentence that a learner has
been studying is still there, and so is the note, as it was shipped.
"""

from __future__ import annotations

import bisect
import html
import re
from collections.abc import Iterable, Sequence

import msgspec

from deckgen.model import Hold, ItemKind, NoteRecord, StudyItem
from deckgen.words import fold

SHORTEST = 8
"""A passage of fewer characters may stand anywhere by chance."""

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


class Standing(msgspec.Struct, frozen=True):
    """Where a note's passage stands now, and what keeps that place out of the deck."""

    place: tuple[str, ...]
    hold: Hold | None = None
    reason: str = ""


def standing_notes(
    records: Iterable[NoteRecord], items: Sequence[StudyItem], *, off: str = ""
) -> dict[str, Standing]:
    """Give the notes whose quote still stands in a section, by their key; held where the switch ``off`` says so."""
    quoted = [(record.key, _bare(record.fields.get("Quote", ""))) for record in records if record.mod]
    quoted = [(key, quote) for key, quote in quoted if len(quote) >= SHORTEST]
    if not quoted:
        return {}
    sections = [(item, False) for item in items if item.kind is ItemKind.SECTION]
    sections += [(item, True) for item in items if item.skipped]
    texts = [_bare(item.skipped if is_skipped else item.text) for item, is_skipped in sections]
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    everything = "\x00".join(texts)
    found = ((key, everything.find(quote)) for key, quote in quoted)
    here = {key: _standing(*sections[bisect.bisect_right(starts, at) - 1]) for key, at in found if at >= 0}
    return {key: _switched_off(one, off) for key, one in here.items()} if off else here


def _switched_off(one: Standing, off: str) -> Standing:
    if one.hold is not None:
        return one
    return msgspec.structs.replace(one, hold=Hold.SWITCH, reason=f"switched off ({off})")


def _standing(item: StudyItem, is_skipped: bool) -> Standing:
    source = item.sources[0]
    if is_skipped:
        return Standing((source.post, *source.headings), Hold.SKIPPED, "skipped by a comment in the post")
    firm = item.hold is not None and item.hold.is_firm
    return Standing((source.post, *source.headings), item.hold if firm else None, item.reason if firm else "")


def _bare(text: str) -> str:
    return _SPACE.sub("", fold(html.unescape(_TAG.sub("", text))))
