"""What the author wrote for a note: whether a build that words it otherwise may send it again (design.md 7.6).

``NoteRecord.said`` holds three hashes with a blank between them: of the author's words in the card, of the author's
words around it in the post, and of the tags that the definition asks for. **The author has changed something only if
the first two both differ, and the section too**: what differs alone differs by how deckgen reads, words or marks up.
What this cannot tell: a release that reads a card from other lines, met by an edit of the same section in the same
build, looks as if the author had edited the card.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from deckgen.files.field_text import hints, without_hints
from deckgen.files.ledger_join import EARLIER
from deckgen.files.records import NoteRecord, shipping_of
from deckgen.identity.asked import MARKED, card_asks, note_asks
from deckgen.identity.cards import GIVEN, aspect_of
from deckgen.identity.field_words import Words, read_field
from deckgen.identity.read_before import read_before
from deckgen.language.raw_words import raw_words, short_hash
from deckgen.model import EDITED, GENERATED, NoteType, Rendered
from deckgen.patterns import regex
from deckgen.urls import canonical_url

_LINK = regex(r'<a href="([^"]*)">(.*?)</a>', re.S)
_REST = regex(r"(?:<br>)?<i>.*</i>$", re.S)
"""Ends a topic's list: how many more links there are, and where."""
_JOINT = " · "
"""Stands between a thing and its label in a title ("Luke · 官网")."""
_PIECE = regex(r"</?(?:blockquote|br|div|hr|li|ol|p|pre|table|td|th|tr|ul)\b[^>]*>|\{\{c#?\d+::|\}\}| [·|] ")
"""Ends of lines, edges of gaps, and the joints of a title that deckgen puts together."""

_TAG = regex(r"<[^>]*>")
_ASKING = ("Question", "Text", "BackQuestion")
_WORDED = ("Answer", "BackAnswer", "Detail")
_EXACT = regex(r"<pre\b[^>]*>(.*?)</pre>|<code\b[^>]*>(.*?)</code>|\\\((.*?)\\\)|\\\[(.*?)\\\]", re.S)
"""Code and formulas, in which each sign counts."""
OF_PAGE = frozenset({"Author", "Published", "Digest"})
"""What a link's note holds of its page."""
COPIED = frozenset({"Quote", "Detail"})
"""What a model's card holds of a page."""

_READING = "2"
_NO_SECTIONS: frozenset[str] = frozenset()


class Said(msgspec.Struct, frozen=True):
    """What the author wrote for a note, as hashes."""

    words: str  # of the card
    passage: str  # around it in the post; empty for a model's card, which has its words alone
    tags: str  # of the definition
    reading: str = ""  # of what an earlier release read otherwise: that these are hashes of today's reading

    @property
    def line(self) -> str:
        """The hashes as the ledger keeps them."""
        return " ".join((self.words, self.passage or "-", self.tags, self.reading)).rstrip()


def read_said(line: str) -> Said | None:
    """Return what `Said.line` wrote; None for a record that has no such hash, or one of another shape."""
    parts = line.split(" ")
    return Said(parts[0], parts[1].strip("-"), *parts[2:]) if len(parts) in (3, 4) else None


def said_now(rendered: Rendered, key: str, tags: str, *, words: str = "") -> Said:
    """Return what the author says now; ``tags`` is `tags_hash` of the definition's, ``words`` a known hash."""
    card = rendered.card
    passage = ""
    if card.passage and card.note_type is NoteType.READING:
        passage = around_hash(card.passage)
    elif card.passage:
        around = f" {card.passage} "
        subject = raw_words(card.subject)
        marks = "\x1e".join(_marks(rendered)) if card.aspect in MARKED else ""
        named = "" if f" {subject} " in around else f"\x1f{subject}"
        passage = short_hash(card.passage + named + (f"\x1e{marks}" if marks else ""))
    reading = _READING if read_before(rendered) is not None else ""
    return Said(words or short_hash(_words_of_card(rendered, key)), passage, tags, reading)


def is_said_again(line: str, now: str) -> bool:
    """Return whether two such lines say that the author wrote the same: the same words, or words that stand as before.

    That the definition asks for other tags says nothing of that.
    """
    one, other = read_said(line), read_said(now)
    if one is None or other is None:
        return line == now
    return one.words == other.words or (bool(one.passage) and one.passage == other.passage)


def around_hash(words: str) -> str:
    """Return the hash of the author's words around a link, as `Said.passage` of its note holds it."""
    return short_hash(f"{words}\x1f")


def _marks(rendered: Rendered) -> Iterator[str]:
    """Yield what an author hides, and the hints for it: neither tells in the words of the post what belongs to whom."""
    yield from map(raw_words, rendered.card.gaps)
    for hint in hints(rendered.fields.get("Text", "")):
        yield f"\x1f{raw_words(hint)}"


def tags_hash(tags: Iterable[str]) -> str:
    """Return a hash of the tags that a definition asks for, whatever deckgen makes of them."""
    return short_hash("\x1f".join(sorted({unicodedata.normalize("NFC", tag).casefold() for tag in tags})))[:8]


def has_changed(
    record: NoteRecord, rendered: Rendered, now: Said, untouched: frozenset[str] = _NO_SECTIONS
) -> bool:
    """Return whether the author has changed what was shipped; ``untouched`` are the sections that are as they were."""
    if aspect_of(record.key) == GIVEN or EDITED in (rendered.card.made, record.fields.get("Made")):
        return _is_worded_otherwise(record, rendered, now)
    if not _differs(record, rendered, now, untouched):
        return False
    shipped, before = read_said(record.said), read_before(rendered)
    if before is None or (shipped is not None and shipped.reading):
        return True
    return _differs(record, before, said_now(before, record.key, now.tags), untouched)


def _is_worded_otherwise(record: NoteRecord, rendered: Rendered, now: Said) -> bool:
    """Return whether a model's or a person's words came, changed or went: they stand in no section to be touched."""
    before = read_said(record.said)
    if before is None:
        return _differs(record, rendered, now, _NO_SECTIONS)
    is_other = before.tags != now.tags or before.words != now.words
    is_other = is_other or has_other_signs(record.fields, rendered.fields)
    return is_other or _are_others(record.media, rendered.media) or _has_other_address(record, rendered)


def _differs(record: NoteRecord, rendered: Rendered, now: Said, untouched: frozenset[str]) -> bool:
    if _are_others(record.media, rendered.media):
        return True
    before = read_said(record.said)
    if before is None:
        return _has_other_tags(record, rendered) or not _still_stands(record, rendered, now)
    if now.tags != before.tags:
        return True
    if now.words == before.words or (now.passage and now.passage == before.passage):
        is_touched = now.passage != before.passage and rendered.card.item not in untouched
        is_other = _has_other_address(record, rendered) or has_other_signs(record.fields, rendered.fields)
        return is_other or (is_touched and _has_other_hints(record, rendered))
    return rendered.card.item not in untouched


def has_other_signs(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Return whether code or formulas of the same words have other signs: ``x[1:]`` is no ``x[:1]``.

    Signs of prose are markup as likely as not. Code that came, went or has other words is told by its words.
    """
    for name in (*_ASKING, *_WORDED):
        before, now = (list(map(_shown, _EXACT.findall(fields.get(name, "")))) for fields in (old, new))
        if len(before) == len(now) and any(
            one != other and raw_words(one) == raw_words(other) for one, other in zip(before, now, strict=True)
        ):
            return True
    return False


def _shown(exact: tuple[str, ...]) -> str:
    return "".join(html.unescape(_TAG.sub("", "".join(exact))).split())


def _has_other_hints(record: NoteRecord, rendered: Rendered) -> bool:
    """Return whether the hints of gaps are others: they belong to no words that a card is known by."""
    old, new = (hints(fields.get("Text", "")) for fields in (record.fields, rendered.fields))
    return old != new


def _has_other_address(record: NoteRecord, rendered: Rendered) -> bool:
    """Return whether an address was put right: it stands in no words."""
    old, new = (_address(fields) for fields in (record.fields, rendered.fields))
    return bool(old and new and old != new)


def has_other_page(record: NoteRecord, rendered: Rendered) -> bool:
    """Return whether a note comes to say something of its link's page, or may say it no more (a public deck).

    Both are asked for, by ``fetch`` and by the definition; what a page says in other words is no reason to send it.
    """
    if not rendered.card.item.startswith("link:"):
        return False
    old, new = record.fields.keys() & OF_PAGE, rendered.fields.keys() & OF_PAGE
    quotes = COPIED if aspect_of(record.key) == GIVEN else frozenset()
    return bool(old) != bool(new) or bool(record.fields.keys() & quotes - rendered.fields.keys())


def _has_other_tags(record: NoteRecord, rendered: Rendered) -> bool:
    old, new = ({tag.casefold() for tag in own_tags(tags)} for tags in (record.tags, rendered.tags))
    return old != new


def _are_others(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    return bool(old and new) and set(old) != set(new)


# --- The author's words in a card -----------------------------------------------------------------------


def _words_of_card(rendered: Rendered, key: str) -> str:
    card = rendered.card
    if card.note_type in (NoteType.READING, NoteType.TOPIC):
        return _words_of_link(card.note_type, rendered.fields)
    asked = card_asks(rendered, "")
    is_asked = card.aspect in MARKED or aspect_of(key) == GIVEN or not card.subject
    return _words_of_text(card.note_type, rendered.fields, asked.said, "" if is_asked else card.subject)


def _words_of_record(record: NoteRecord) -> str:
    if record.type in (NoteType.READING, NoteType.TOPIC):
        return _words_of_link(record.type, record.fields)
    aspect = aspect_of(record.key)
    is_asked = aspect in MARKED or aspect == GIVEN or not record.subject
    asked = note_asks(record, aspect)
    return _words_of_text(record.type, record.fields, asked.said, "" if is_asked else record.subject)


def _words_of_link(note_type: NoteType, fields: Mapping[str, str]) -> str:
    if note_type is NoteType.TOPIC:
        links = _LINK.findall(_REST.sub("", fields.get("Links", "")))
        lines = sorted(f"{canonical_url(html.unescape(url))} {_line(title)}" for url, title in links)
        return "\x1f".join((_line(fields.get("Topic", "")), *lines))
    return "\x1f".join((fields.get("URL", ""), _line(fields.get("Title", "")), _line(fields.get("Comment", ""))))


def _words_of_text(note_type: NoteType, fields: Mapping[str, str], said: Words, subject: str) -> str:
    """Join what is the author's: of a question that deckgen asks, only what it asks about."""
    if note_type is NoteType.CLOZE:
        asking = f"{' '.join(said.raw)} {said.gaps}"
    else:
        asking = raw_words(subject) if subject else " ".join((*said.raw, *said.pictures))
        if subject and "<pre" in fields.get("Question", ""):  # code that belongs to the question
            asking += f"\x1f{_line(fields['Question'])}"
    rest = (_line(fields.get(name, "")) for name in _WORDED)
    back = "" if subject else _line(fields.get("BackQuestion", ""))
    return "\x1f".join((asking, back, *rest))


def _line(field: str) -> str:
    return " ".join(read_field(field).raw) if field else ""


def _address(fields: Mapping[str, str]) -> str:
    url = fields.get("URL", "")
    return canonical_url(html.unescape(url)) if url else ""


# --- A record of before ---------------------------------------------------------------------------------


def _still_stands(record: NoteRecord, rendered: Rendered, now: Said) -> bool:
    """Return whether the author's words in what was shipped are still in the post, so that it may stay as it is."""
    if short_hash(_words_of_record(record)) == now.words:
        return not _has_other_address(record, rendered)
    if not rendered.card.passage or _has_other_address(record, rendered):
        return False
    if rendered.card.aspect in MARKED and note_asks(record, rendered.card.aspect).said.key != (
        card_asks(rendered, "").said.key
    ):
        return False  # every word of it is the author's
    source = rendered.card.sources[0]
    places = " ".join(map(raw_words, (rendered.card.subject, *source.headings)))
    around = "".join(f" {rendered.card.passage} {places} ".split())
    return all(piece in around for piece in _pieces(record))


def _pieces(record: NoteRecord) -> Iterator[str]:
    """Yield the author's words in a note, each stretch between two line ends or gaps by itself, without blanks."""
    fields = record.fields
    names = ["Title", "Comment", "Text", *_WORDED]
    if record.subject and aspect_of(record.key) not in MARKED:
        yield "".join(raw_words(record.subject).split())
    else:
        names += ["Question", "BackQuestion"]
    if record.type is NoteType.TOPIC:
        names = ["Topic", "Links"]
    for name in names:
        text = without_hints(fields.get(name, ""))
        if name == "Title":  # a label's thing may stand far from its link, and is our reading
            text = text.rpartition(_JOINT)[2]
        for piece in _PIECE.split(text):
            yield "".join(raw_words(html.unescape(_TAG.sub("", piece))).split())


# --- What was shipped -----------------------------------------------------------------------------------


def earlier_shippings(record: NoteRecord, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the earlier shippings of a note that ships these fields now, newest first."""
    new = shipping_of(fields)
    if not record.mod or (old := shipping_of(record.fields)) == new:
        return record.earlier
    return tuple(one for one in dict.fromkeys((old, *record.earlier)) if one != new)[:EARLIER]


# --- What would read better -----------------------------------------------------------------------------

CONTEXT_FIELDS = frozenset({"Source", "Topic", "Context", "Kind", "More", "Made", "Lang", "Prompt", "Count"})
"""Fields that say where a note stands, or that deckgen alone words: a change of these is never sent by itself."""

ADDRESS = "address"
"""That a note leads to an address that is gone: the one cause that a learner meets as a fault."""

CAUSES: Mapping[str, str] = MappingProxyType(
    {
        ADDRESS: "dead links",
        "page": "what is known of a page",
        "title": "titles",
        "wording": "wording",
        "markup": "markup",
        "tags": "tags",
        "context": "what they say of their place",
    }
)
"""Why a note would read better if it were sent anew, the weightiest first; what people are told."""


def context_of(note_type: NoteType) -> frozenset[str]:
    """Return the fields of a note type that are context: the name of a topic is what its own note asks."""
    return CONTEXT_FIELDS - {"Topic"} if note_type is NoteType.TOPIC else CONTEXT_FIELDS


def cause_of(record: NoteRecord, rendered: Rendered) -> str:
    """Return why a note would read better as it is worded now; empty where it reads the same."""
    if record.fields == rendered.fields and record.tags == rendered.tags:
        return ""
    old, new = record.fields, rendered.fields
    other = {name for name in old.keys() | new.keys() if old.get(name, "") != new.get(name, "")}
    content = other - context_of(record.type)
    if content & OF_PAGE:
        return "page"
    if "Title" in content:
        return "title"
    if any(_line(old.get(name, "")) != _line(new.get(name, "")) for name in content) or "Prompt" in other:
        return "wording"
    if content:
        return "markup"
    if other:
        return "context"
    return "tags" if set(rendered.tags) - set(record.tags) else ""  # a tag too many is no reading


def own_tags(tags: Iterable[str]) -> frozenset[str]:
    """Return the tags that the definition asks for: all but our generated ones."""
    return frozenset(tag for tag in tags if not tag.startswith(GENERATED))
