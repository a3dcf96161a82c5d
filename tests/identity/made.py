"""Cards with fields as the stages before would give them, and a build of nothing but identity."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.files.records import Ledger, LedgerHeader
from deckgen.identity.keys import match_keys
from deckgen.identity.notes import Identified, Named, Rules, identify
from deckgen.identity.twins import one_a_note
from deckgen.model import Card, Hold, NoteType, Rendered, Source

EMPTY = Ledger(header=LedgerHeader(deckgen=1, namespace="0a1b2c3d"))


def text_card(
    subject: str,
    answer: str,
    *,
    aspect: str = "definition",
    question: str = "",
    post: str = "a.md",
    topic: str = "Topic",
    headings: tuple[str, ...] | None = None,
    tags: tuple[str, ...] = (),
    hold: Hold | None = None,
) -> Rendered:
    """Make a question card below a heading of its subject's name."""
    place = (topic, subject) if headings is None else headings
    fields = {"Question": question or f"What is {subject}?", "Answer": answer, "Topic": topic, "Source": post}
    return Rendered(
        card=Card(
            note_type=NoteType.QUESTION,
            item=f"section:{subject}",
            aspect=aspect,
            subject=subject,
            fields={},
            sources=(Source(post=post, line=1, headings=place),),
            topic=topic,
            hold=hold,
        ),
        fields=fields,
        tags=tuple(sorted({*tags, f"deckgen::topic::{topic}"})),
        deck="Deck",
    )


def link_card(
    url: str,
    title: str = "A title",
    *,
    comment: str = "",
    post: str = "a.md",
    topic: str = "Topic",
    tags: tuple[str, ...] = (),
    hold: Hold | None = None,
) -> Rendered:
    """Make a reading card."""
    fields = {"Title": title, "URL": url, "Topic": topic, "Source": post, "Comment": comment}
    return Rendered(
        card=Card(
            note_type=NoteType.READING,
            item=f"link:{url}",
            aspect="link",
            subject=title,
            fields={},
            sources=(Source(post=post, line=1, headings=(topic,)),),
            topic=topic,
            hold=hold,
        ),
        fields={name: text for name, text in fields.items() if text},
        tags=tuple(sorted({*tags, f"deckgen::topic::{topic}"})),
        deck="Deck",
    )


def build(rendered: Sequence[Rendered], ledger: Ledger = EMPTY, second: int = 1_000) -> Identified:
    """Identify these cards."""
    keys = match_keys(rendered, ledger.notes)
    named = one_a_note([Named(key=key, rendered=one) for key, one in zip(keys, rendered, strict=True)])
    return identify(named, ledger, Rules(second=second))


def guids(found: Identified) -> dict[str, str]:
    """Give GUIDs by subject, or by key for links."""
    return {note.subject or note.key: note.guid for note in found.ledger.notes.values()}
