"""A finding of a form as a card: the one place that words a question from its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from deckgen.cards.aspects import ASPECTS, WHAT_ARE, Ask
from deckgen.language.phrases import Phrases, phrases, phrases_of_text
from deckgen.language.scripts import HAN, KANA, cjk_share
from deckgen.language.spoken import LATIN_SCRIPT, latin_language
from deckgen.markdown.text import plain_text, text_of
from deckgen.model import Block, BlockKind, Card, Content, Inline, InlineKind, NoteType, Parts, StudyItem
from deckgen.patterns import regex

_TIGHT = regex(rf"(?<=[{HAN}）”》」]) (?=[{HAN}（《「])")
_CHINESE, _KANA = regex(rf"[{HAN}]"), regex(rf"[{KANA}]")
_NO_WORDS = regex(r"\$\$.*?\$\$|`[^`]*`|https?://\S+", re.S)
_FEW_WORDS = 20
"""A section that is but a formula or a command does not tell the language of its post."""
_FEWEST_WORDS = 8
_MANY = regex(r"(?:.*[\s-])?[a-zA-Z]?[a-z]{2,}[^\W\dsui](?<!ic)s", re.ASCII)
"""An English plural: it ends in a small "s"."""
_SINGULAR = regex(r"an? |one |the ", re.I)
_ENOUGH_TEXT = 1500


def question_card(
    item: StudyItem,
    aspect: str,
    speak: Phrases,
    parts: Parts,
    answer: Content,
    quote: str,
    *,
    ask: Ask | str | None = None,
    subject: str = "",
    **more: Content,
) -> Card:
    """Word a question by the usual phrase of its aspect, in the plural of a name that is one; ``ask`` is another one.

    It may be the author's own words. ``subject`` is the part asked about, where that is not one alone; ``more`` are
    further fields, empty ones left out.
    """
    if ask is None:
        usual = ASPECTS[aspect].asks
        ask = WHAT_ARE if WHAT_ARE in usual and _is_many(subject or parts.thing, text_of(answer)) else usual[0]
    question = ask if isinstance(ask, str) else _TIGHT.sub("", _worded(speak, ask, parts))
    fields: dict[str, Content] = {"Question": question, "Answer": answer, "Quote": quote, "Kind": aspect}
    fields |= {name: content for name, content in more.items() if content}
    subject = subject or parts.thing
    return Card(
        note_type=NoteType.QUESTION,
        item=item.key,
        aspect=aspect,
        subject=subject,
        parts=parts,
        fields=fields,
        sources=item.sources,
        topic=item.topic,
        category=item.category,
        quote=quote,
        hold=item.hold,
        reason=item.reason,
    )


def _is_many(name: str, said: str) -> bool:
    """Return whether a name is an English plural: of a thing in the singular it is none, unless it is a phrase."""
    *before, last = re.split(r"[\s-]", name)
    return _MANY.fullmatch(name) is not None and (not _SINGULAR.match(said) or (bool(before) and last.islower()))


def _worded(speak: Phrases, ask: Ask, parts: Parts) -> str:
    thing = f"{parts.article} {parts.thing}" if parts.article and speak.language == "en" else parts.thing
    if parts.topic:
        thing = speak.in_topic.format(thing=thing, topic=parts.topic)
    return ask.by(speak).format(thing=thing)


def language_of(item: StudyItem, words: Phrases) -> Phrases:
    """Return the words to ask in: those of its sentences, as a table tells no language of Latin letters."""
    text = item.text if words.language not in LATIN_SCRIPT or cjk_share(item.text) else _prose(item)
    bare = _NO_WORDS.sub(" ", f"{item.title} {text[:_ENOUGH_TEXT]}")
    return phrases_of_text(bare, words) if len(bare.split()) >= _FEW_WORDS or _CHINESE.search(bare) else words


def language_of_words(said: str, words: Phrases) -> Phrases:
    """Return the words to ask in: those of a text that is long enough to show its language."""
    bare = _NO_WORDS.sub(" ", said)
    return phrases_of_text(bare, words) if len(bare.split()) >= _FEWEST_WORDS or cjk_share(bare) else words


def _prose(item: StudyItem) -> str:
    """Return the words of a section's paragraphs."""
    return " ".join(plain_text(block.inlines) for block in item.blocks if block.kind is BlockKind.PARAGRAPH)


def in_language(language: str, words: Phrases) -> Phrases:
    """Return the words of the language that a sentence shows to be its own, unless the definition rules."""
    return words if words.is_ruled or words.language == language else phrases(language)


def shows_language(language: str, sentence: str, item: StudyItem) -> bool:
    """Return whether a sentence may be in the language of its shape: Italian too has an "a", and a "significa"."""
    if language not in LATIN_SCRIPT or cjk_share(item.text):
        return language != "zh" or _KANA.search(sentence) is None
    told = {latin_language(sentence), latin_language(item.text[:_ENOUGH_TEXT])} - {""}
    return not told or language in told


def lines_of(inlines: Sequence[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Cut a run at its line breaks."""
    run: list[Inline] = []
    for inline in inlines:
        if inline.kind is InlineKind.BREAK:
            yield tuple(run)
            run = []
        else:
            run.append(inline)
    yield tuple(run)


def lines_joined(rows: Sequence[Sequence[Inline]]) -> tuple[Inline, ...]:
    """Return lines as one run."""
    out: list[Inline] = []
    for row in rows:
        out += [*([Inline(InlineKind.BREAK)] if out else []), *row]
    return tuple(out)


def cut_lines(block: Block, is_mark: Callable[[str], bool]) -> tuple[Block, list[tuple[Inline, ...]]]:
    """Take off the last lines that a list or a quote swallowed from a mark on (lazy continuation)."""
    if not block.children:
        return block, []
    last = block.children[-1]
    if last.kind is not BlockKind.PARAGRAPH:
        kept, lines = cut_lines(last, is_mark)
    else:
        rows = list(lines_of(last.inlines))
        end = next((at for at, row in enumerate(rows) if at and is_mark(plain_text(row))), len(rows))
        kept, lines = msgspec.structs.replace(last, inlines=lines_joined(rows[:end])), rows[end:]
    return msgspec.structs.replace(block, children=(*block.children[:-1], kept)), lines
