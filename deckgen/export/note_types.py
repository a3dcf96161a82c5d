"""The four note types: ids, names, fields, templates and styling.

Frozen from the first release: ids, names, fields, their order, template names and their number. Anki
answers a change of any of these with a second note type and never updates the old notes again. Template
text and CSS may change; then `MODIFIED` must grow, or no learner gets the change
(`tests/export/test_note_types.py` guards it).

Words of the interface come from fields (`Prompt`, `Lang`), never from a template, so that decks of two
languages share a note type; the three that only styling says (over a folded quote, where the learner's takeaway is
asked for, and what to do with a piece that was read) follow `Lang`. On a reading front, `Title` stands large and
`Prompt` small below it. Where the title is itself the question, `Prompt` is empty, or says the same inside
`<span class="same">`, which the CSS hides.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping

import msgspec

from deckgen.model import NoteType

MODIFIED = 1_770_300_000
"""Modification second of the note types: raise it with every change of a template or the CSS, only then."""

_SIDES = "<!-- back -->"
_SPARE = ("Spare1", "Spare2", "Spare3", "Spare4")

KEY = "Key"
"""The field that holds the GUID; filled by the packager alone."""


class Template(msgspec.Struct, frozen=True):
    """One card of a note type: the name that Anki shows and the file that holds its two sides."""

    name: str
    file: str
    asks: str
    """The field without which this card does not exist."""


class NoteTypeSpec(msgspec.Struct, frozen=True):
    """A note type as Anki knows it."""

    id: int
    name: NoteType
    fields: tuple[str, ...]
    templates: tuple[Template, ...]

    @property
    def is_cloze(self) -> bool:
        """Whether Anki makes one card a cloze number instead of one a template."""
        return self.name is NoteType.CLOZE


READING = NoteTypeSpec(
    id=1763212840117,
    name=NoteType.READING,
    fields=("Title", "URL", "Prompt", "Topic", "Kind", "Site", "Author", "Published", "Digest", "Comment",
            "More", "Mine", "Source", "Lang", "Made", KEY, *_SPARE),
    templates=(Template("Read", "read.html", "Title"), Template("Recall", "recall.html", "Mine")),
)  # fmt: skip
TOPIC = NoteTypeSpec(
    id=1763212840229,
    name=NoteType.TOPIC,
    fields=("Topic", "Links", "Prompt", "Count", "Source", "Lang", "Made", KEY, *_SPARE),
    templates=(Template("Topic", "topic.html", "Topic"),),
)
QUESTION = NoteTypeSpec(
    id=1763212840343,
    name=NoteType.QUESTION,
    fields=("Question", "Answer", "BackQuestion", "BackAnswer", "Detail", "Image", "Topic", "Quote", "URL",
            "LinkTitle", "More", "Kind", "Source", "Lang", "Made", KEY, *_SPARE),
    templates=(
        Template("Forward", "forward.html", "Question"),
        Template("Backward", "backward.html", "BackQuestion"),
    ),
)  # fmt: skip
CLOZE = NoteTypeSpec(
    id=1763212840457,
    name=NoteType.CLOZE,
    fields=("Text", "Context", "Detail", "Image", "Topic", "Quote", "URL", "LinkTitle", "More", "Kind",
            "Source", "Lang", "Made", KEY, *_SPARE),
    templates=(Template("Cloze", "cloze.html", "Text"),),
)  # fmt: skip

NOTE_TYPES = (READING, TOPIC, QUESTION, CLOZE)


def spec_of(note_type: NoteType) -> NoteTypeSpec:
    """Find a note type by its name."""
    return next(spec for spec in NOTE_TYPES if spec.name is note_type)


def front_of(note_type: NoteType, fields: Mapping[str, str]) -> str:
    """Return the field by which a person knows a note: what its first card asks; empty if it has none."""
    return fields.get(spec_of(note_type).templates[0].asks, "")


@functools.cache
def template_sides(template: Template) -> tuple[str, str]:
    """Read front and back of a template."""
    front, _, back = _read(template.file).partition(_SIDES)
    return front.strip(), back.strip()


@functools.cache
def style() -> str:
    """Read the CSS that all note types share."""
    return _read("style.css")


def _read(name: str) -> str:
    file = importlib.resources.files("deckgen.export") / "templates" / name
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
