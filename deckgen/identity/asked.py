"""What a card or a note asks and says, and where: the one value that the law of identity compares.

A card of any form and a note of any age give the same value: the question without number, label and our own cue, the
answer, and the place. A gap card asks by its text; its answer is what it hides.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

import msgspec

from deckgen.files.records import NoteRecord, State
from deckgen.identity.content_words import Content, content_of, without_small
from deckgen.identity.field_words import Words, read_field, read_line
from deckgen.language.folding import fold, nfkc
from deckgen.language.headings import is_generic_heading, thing_of_heading, without_continuation
from deckgen.language.own_phrases import cell_of_today, in_first_language
from deckgen.model import BELOW_JOINT, EDITED, PLACE_JOINT, NoteType, Rendered
from deckgen.patterns import regex

MARKED = frozenset({"own"})
"""Aspects of the forms that are meant as cards: no word of their questions is ours."""

WHOLE = "question"
"""Aspect of the laid-out form that asks by the author's own words, as a marked one does."""

ROW = "row:"
"""Before the header of a table's column, in the aspect of its cells."""

_LABEL = regex(
    r"\A\s*(?:[^\W\d_]|Question|Answer|Frage|Antwort|問題|问题)\s*\d{0,3}\s*[:：]\s*(?=\S)", re.I
)
_NUMBER = regex(r"\s*(?:\d{1,3}[.)、）](?!\d)|[A-Z]{1,2}\d{1,3}[)）]|[(（]\d{1,3}[)）])\s*(?=\S)")
_CUE = regex(r"\s*(?:In ([^,<>]{1,80}), |在 ?([^，<>]{1,60})中，|([^：:<>]{1,80})(?:：|:\s)\s*)(?=\S)")
_SIGNS = regex(r"[!-,./:-@\[-`{-~]")
"""What ASCII has besides letters, digits, blanks and the hyphen."""

_read_once = lru_cache(maxsize=1 << 14)(read_field)
"""A card's key, its twins and its record are made from the same fields."""

_IN_BRACKETS = regex(r"\s*[（(]([^（）()<>]{1,80})[）)]")


class Asked(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A card or a note as it is compared; words are read when they are asked for."""

    name: str  # unique on its side; the smaller goes first where two are equally good
    note_type: NoteType
    question: str  # field of HTML, or a line of words
    answer: str
    post: str
    headings: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()  # folded, without continuation mark
    copies: tuple[tuple[str, ...], ...] = ()  # of a note: further places where it stood, post and headings
    block: str = ""  # the id that the author wrote
    context: str = ""  # words from which a cue of ours may come; empty for a card that has none
    header: str = ""  # of the table's column that asks
    subject: str = ""  # what a laid-out form asks about, in the author's words
    aspect: str = ""  # what it asks of that
    passage: str = ""  # that a laid-out form words, as its card quotes it
    words: tuple[str, ...] = ()  # of a note that does not ship as its card says: what that says, see `words_of`
    is_line: bool = False
    is_shipped: bool = True
    is_retired: bool = False

    @property
    def has_gaps(self) -> bool:
        """Whether it hides parts of its own text."""
        return self.note_type is NoteType.CLOZE

    @property
    def sides(self) -> tuple[str, str]:
        """Both fields as they are."""
        return self.question, self.answer

    @cached_property
    def everywhere(self) -> tuple[Asked, ...]:
        """The note at each of its places, the first one first."""
        others = (
            msgspec.structs.replace(self, post=post, headings=tuple(headings), topics=topics_of("", tuple(headings)))
            for post, *headings in self.copies
        )
        return (self, *others)

    @cached_property
    def said(self) -> Words:
        """The words of the question without number, label and cue; the whole text of a gap card."""
        if self.is_line:
            return read_line(self.question)
        return _read_once(self._cut[0], has_gaps=self.has_gaps)

    @cached_property
    def cue(self) -> str:
        """What deckgen put before the question to say where it stands, folded; empty if nothing."""
        return self._cut[1] if not self.is_line else ""

    @cached_property
    def _cut(self) -> tuple[str, str]:
        field = _LABEL.sub("", self.question, count=1) if _LABEL.match(self.question) else self.question
        field = _NUMBER.sub("", field, count=1) if _NUMBER.match(field) else field
        if not self.context:
            return field, ""
        field, cue = _without_cue(field, self.context)
        return cell_of_today(in_first_language(field)), cue

    @cached_property
    def asking(self) -> Words:
        """The words that ask: of a gap card what stands outside of its gaps."""
        return self.said.without(self.said.gaps) if self.has_gaps else self.said

    @cached_property
    def answered(self) -> Words:
        """The words of the answer: of a gap card those of its gaps."""
        if not self.has_gaps:
            return read_line(self.answer) if self.is_line else _read_once(_LABEL.sub("", self.answer, count=1))
        places = [place for first, last in self.said.gaps for place in range(first, last)]
        outside = set(range(len(self.said.raw))) - set(places)
        return self.said.without(tuple((place, place + 1) for place in sorted(outside)))

    @cached_property
    def signs(self) -> str:
        """The signs of a laid-out form's subject, which are no words: `'a'` is not `"a"`, `a[` not `a(`."""
        return "".join(_SIGNS.findall(nfkc(self.subject)))

    @cached_property
    def about(self) -> Content:
        """What the question is about."""
        return content_of(self.said, self.said.hidden)

    @cached_property
    def outline(self) -> Words:
        """A text with gaps without the function words between them."""
        return without_small(self.said)

    @cached_property
    def tells(self) -> Content:
        """What the answer is about."""
        return content_of(self.answered)

    @cached_property
    def heading(self) -> str:
        """The nearest heading as it names a thing, folded; empty without one, or where it names none."""
        last = self.headings[-1] if self.headings else ""
        return "" if not last or is_generic_heading(last) else fold(thing_of_heading(last))

    @cached_property
    def place(self) -> tuple[str, ...]:
        """The heading path without numbers and continuation marks, folded."""
        return tuple(fold(thing_of_heading(heading)) for heading in self.headings)


def card_asks(rendered: Rendered, name: str, *, is_marked: bool | None = None) -> Asked:
    """Return what a new card asks; ``is_marked``: read as a card of a marked form, or of a laid-out one."""
    card = rendered.card
    source = card.sources[0]
    question, answer = _sides(card.note_type, rendered.fields)
    is_marked = card.aspect in MARKED if is_marked is None else is_marked
    context = "" if is_marked else _context(rendered.fields, (source.post, *source.headings), card.topic)
    return Asked(
        name=name,
        note_type=card.note_type,
        question=question,
        answer=answer,
        post=source.post,
        headings=source.headings,
        topics=topics_of(card.topic, source.headings),
        block=card.block,
        context=context,
        header=card.aspect.removeprefix(ROW) if card.aspect.startswith(ROW) else "",
        subject="" if is_marked else card.subject,
        aspect="" if is_marked else card.aspect,
        passage="" if is_marked else rendered.fields.get("Quote", ""),
    )


def note_asks(record: NoteRecord, aspect: str) -> Asked:
    """Return what a note of the ledger asks: by its fields as last shipped, or by words kept of what it stands for.

    These are a held note's, and an edited one's: the person's words say nothing of what its source asks.
    """
    # Of two that are equally good the one that came first goes first.
    name = f"{record.due:06d} {record.key}"
    is_line = bool(record.words) and (not record.fields or record.fields.get("Made") == EDITED)
    question, answer = _sides(record.type, record.words if is_line else record.fields)
    is_marked = aspect in MARKED
    topic = topic_of(record)
    headings = record.place[1:]
    return Asked(
        name=name,
        note_type=record.type,
        question=question,
        answer=answer,
        post=record.place[0] if record.place else "",
        headings=headings,
        topics=topics_of(topic, headings),
        copies=record.copies,
        block=record.block,
        context="" if is_marked or is_line else _context(record.fields, record.place, topic),
        subject="" if is_marked else record.subject,
        aspect="" if is_marked else aspect,
        passage="" if is_marked else record.fields.get("Quote", ""),
        words=tuple(record.words.values()),
        is_line=is_line,
        is_shipped=record.mod > 0,
        is_retired=record.state is State.RETIRED,
    )


def words_of(asked: Asked) -> dict[str, str]:
    """Return the words by which a note that does not ship as they say is found again, as the ledger keeps them."""
    if asked.has_gaps:
        return {"Text": asked.said.line}
    return {"Question": asked.said.line, "Answer": asked.answered.line}


def _sides(note_type: NoteType, fields: Mapping[str, str]) -> tuple[str, str]:
    if note_type is NoteType.CLOZE:
        return fields.get("Text", ""), ""
    return fields.get("Question", ""), fields.get("Answer", "")


def topic_of(record: NoteRecord) -> str:
    """Return the topic of a note as it last shipped, without its post's title before it and the headings behind it."""
    return html.unescape(record.fields.get("Topic", "")).partition(BELOW_JOINT)[0].rpartition(PLACE_JOINT)[2]


def topics_of(topic: str, headings: tuple[str, ...]) -> frozenset[str]:
    """Return the names of a topic that name something: as a card says it, and as its post does."""
    names = [without_continuation(name) for name in (topic, *headings[:1]) if name]
    return frozenset(fold(name) for name in names if not is_generic_heading(name))


def _context(fields: Mapping[str, str], place: tuple[str, ...], topic: str) -> str:
    return " ".join((fields.get("Source", ""), html.escape(topic, quote=False), *map(html.escape, place)))


def _without_cue(field: str, context: str) -> tuple[str, str]:
    """Return a question without what we put before or into it to say where it stands, and that, folded.

    It is a cue only if all of its words come from the headings, the topic or the post's title.
    """
    known: frozenset[str] | None = None
    cue = ""
    for pattern in (_CUE, _IN_BRACKETS):
        found = pattern.match(field) if pattern is _CUE else pattern.search(field)
        if found is None:
            continue
        said = read_field(next(filter(None, found.groups()))).folded
        if known is None:
            known = frozenset(read_field(context).folded)
        rest = field[: found.start()] + field[found.end() :]
        if said and known.issuperset(said) and nfkc(rest).strip():
            field, cue = rest, f"{cue} {' '.join(said)}".strip()
    return field, cue
