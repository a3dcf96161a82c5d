"""Which language deckgen speaks on a card: that of its post, where posts of several are mixed.

A shipped card keeps the words that it has: what it says to be read is not worth an update of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from deckgen.files.records import NoteRecord
from deckgen.language.folding import fold
from deckgen.language.phrases import SPOKEN, Phrases, phrases, phrases_of_post, reading_prompts
from deckgen.model import NoteType, StudyItem

_NO_NOTES: Mapping[str, NoteRecord] = MappingProxyType({})
_TOPIC = NoteType.TOPIC
_OF_LINKS = frozenset({NoteType.READING, NoteType.TOPIC})
_LATIN_TO = 0.02
_ENOUGH = 200
"""So many characters of a post tell its language; fewer leave it open."""
_ITEMS, _LONG = 40, 200
"""So many items of a post are looked at, and so many characters of each."""


class Speech:
    """The words for each link, topic and section; one language for all unless ``by_post``."""

    def __init__(
        self,
        default: Phrases,
        items: Sequence[StudyItem] = (),
        notes: Mapping[str, NoteRecord] = _NO_NOTES,
        *,
        by_post: bool = False,
    ) -> None:
        self._default = default
        self._by_post = _post_words(items, default) if by_post else {}
        self._shipped = _shipped_words(notes, default) if by_post else {}

    def of_section(self, item: StudyItem) -> Phrases:
        """Return the words for the cards of a section."""
        return self._by_post.get(item.sources[0].post, self._default)

    def of_link(self, item: StudyItem) -> Phrases:
        """Return the words for the card of a link."""
        return self._shipped.get(item.key) or self._by_post.get(item.sources[0].post, self._default)

    def of_topic(self, topic: str, first: StudyItem) -> Phrases:
        """Return the words for the card of a topic, which begins with this link."""
        return self._shipped.get(_topic_key(topic)) or self._by_post.get(first.sources[0].post, self._default)


def _post_words(items: Sequence[StudyItem], default: Phrases) -> dict[str, Phrases]:
    samples: dict[str, list[str]] = {}
    for item in items:
        first = item.sources[0]
        sample = samples.setdefault(first.post, [])
        if len(sample) < _ITEMS:
            sample.append(f"{' '.join(first.headings)} {item.title} {item.text[:_LONG]}")
    return {post: _words_of(" ".join(texts), default) for post, texts in samples.items()}


def _words_of(text: str, default: Phrases) -> Phrases:
    return phrases_of_post(text, default, _ENOUGH - 1, _LATIN_TO)


def _shipped_words(notes: Mapping[str, NoteRecord], default: Phrases) -> dict[str, Phrases]:
    spoken = {prompt: words for words in map(phrases, SPOKEN) for prompt in reading_prompts(words)}
    shipped: dict[str, Phrases] = {}
    for record in notes.values():
        if not record.mod or record.type not in _OF_LINKS:
            continue
        words = spoken.get(record.fields.get("Prompt", ""), default)
        keys = [_topic_key(record.subject)] if record.type is _TOPIC else [record.key, *record.aliases]
        for key in keys:
            shipped[key] = words
    return shipped


def _topic_key(topic: str) -> str:
    return "topic:" + fold(topic)
