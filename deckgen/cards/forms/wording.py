"""A rule's finding as a card: the question in the language of its sentence, the quote that it rests on."""

from __future__ import annotations

import re

from deckgen.language.folding import squeeze
from deckgen.model import Card, Content, Inline, NoteType, StudyItem

_TIGHT = re.compile(r"(?<=[\u3400-\u9fff）”》]) (?=[\u3400-\u9fff])")


def question_card(
    item: StudyItem,
    aspect: str,
    subject: str,
    question: str,
    answer: tuple[Inline, ...],
    quote: str,
    **more: Content,
) -> Card:
    """Word a question of this aspect on a subject; ``more`` are further fields, empty ones left out."""
    fields: dict[str, Content] = {
        "Question": tight(question),
        "Answer": answer,
        "Quote": squeeze(quote),
        "Kind": aspect,
    }
    fields.update({name: content for name, content in more.items() if content})
    return Card(
        note_type=NoteType.QUESTION,
        item=item.key,
        aspect=aspect,
        subject=subject,
        fields=fields,
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        quote=squeeze(quote),
        hold=item.hold,
        reason=item.reason,
    )


def tight(text: str) -> str:
    """Drop the blank that our phrases put behind a name, where the name ends in Chinese."""
    return _TIGHT.sub("", text)
