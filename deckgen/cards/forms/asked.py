"""The one reader of question and answer, for all forms: what an author asks, and the whole of what stands below it.

An answer is whole: text, list, code, table, quote, picture, formula, in order, up to the next question, heading or
rule. Code and options that stand between a question and its answer belong to the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from deckgen.cards.forms.long_answers import answer_parts, paragraph
from deckgen.cards.sentences import trimmed
from deckgen.language.asking import asks_by_words, language_mark
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_generic_heading, thing_of_heading
from deckgen.language.in_prose import names_thing
from deckgen.language.labels import counted, heads_question
from deckgen.language.numbering import is_number, number_width, without_number
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.language.scripts import ASKS
from deckgen.language.subjects import stands_alone
from deckgen.markdown.block_id import cut_at_end, cut_block_id, ids_in
from deckgen.markdown.text import blocks_text, ends_in_code, plain_text, shows, without_code
from deckgen.model import Block, BlockKind, Blocks, Content, Inline, InlineKind, Run, Source, StudyItem
from deckgen.patterns import regex

_MARKS = frozenset({InlineKind.STRONG, InlineKind.EMPH})
_SETTING = regex(r"(?:(?:TARGET DECK|FILE TAGS|FROZEN)(?::[^\n]+|\n[^\n]+)|DELETE\nID: ?\d+)(?:\n|\Z)")
"""What a plugin is told of a whole file."""
_LONE_LETTER = regex(rf"[\W_]*[a-zA-Z]?[\W_{ASKS}]*")
_FORMULA = regex(r"\$\$(.+?)\$\$")
_TRAILING_MARK = regex(rf"[\s:：{ASKS}]+$")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question as its author wrote it, and its whole answer."""

    question: tuple[Inline, ...]
    front: tuple[Block, ...] = ()  # code, options and pictures that belong to the question
    answer: tuple[Block, ...]
    line: int
    block: str = ""  # the id that the author gave it
    is_listed: bool = False  # laid out: it stands among questions
    is_outlined: bool = False  # laid out: a plain item of an outline asks, those below it answer
    is_chapter: bool = False  # laid out: sections that are no part of the answer say more

    @property
    def has_code(self) -> bool:
        """Whether "this" is code, options or a picture that the card shows with its question."""
        return bool(self.front) or ends_in_code(self.question)


def asked(
    question: Sequence[Inline], answer: Sequence[Block], line: int, *, front: Sequence[Block] = (), block: str = ""
) -> Asked | None:
    """Return a question with its answer, both without block ids and rules at their ends; None if a side is empty."""
    left, asked_id = cut_block_id(trimmed(question))
    said = _without_footnotes_of_others([block for block in answer if not _is_setting(block)], question, front)
    blocks, answered_id = without_id(_trimmed(said))
    is_asked = bool(front) or (left != () and _says_something(left))
    if not is_asked or not (blocks_text(blocks).strip() or shows(blocks)):
        return None
    return Asked(
        question=left, front=tuple(front), answer=blocks, line=line, block=block or answered_id or asked_id
    )


def _says_something(question: Sequence[Inline]) -> bool:
    """Return whether a question is more than a number or a letter ("a)"): a word, a formula, code or a picture."""
    text = plain_text(question)
    return not is_number(text) and (
        _LONE_LETTER.fullmatch(text) is None or any(inline.kind is not InlineKind.TEXT for inline in question)
    )


def _without_footnotes_of_others(
    answer: Sequence[Block], question: Sequence[Inline], front: Sequence[Block]
) -> Sequence[Block]:
    """Return an answer without footnotes that nothing on its card refers to: those of a whole post stand at its end."""
    if not any(block.kind is BlockKind.FOOTNOTE for block in answer):
        return answer
    named = {*_footnotes_in(question), *_footnotes_of((*front, *answer))}
    return [block for block in answer if block.kind is not BlockKind.FOOTNOTE or block.label in named]


def _footnotes_of(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _footnotes_in(block.inlines)
        yield from _footnotes_of(block.children)


def _footnotes_in(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.FOOTNOTE:
            yield inline.text
        yield from _footnotes_in(inline.children)


def without_id(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], str]:
    """Return blocks without the block id that ends them, alone in a paragraph or behind the last words.

    The last words may be those of a list's last item, of a quote or of a table. An id there is no name where other
    items have one, too: then each names its item.
    """
    if not blocks:
        return (), ""
    *before, last = blocks
    left, name = cut_at_end(last)
    if not name or ids_in(last) > 1:
        return tuple(blocks), ""
    return _trimmed([*before, *([left] if left else [])]), name


def _trimmed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop rules, empty HTML and items without words at both ends, and headings below which nothing else stands."""
    out = [_without_empty_end(block) for block in blocks]
    while out and (_is_empty(out[-1]) or out[-1].kind is BlockKind.HEADING):
        out.pop()
    while out and _is_empty(out[0]):
        out.pop(0)
    return tuple(out)


def _is_setting(block: Block) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or block.inlines[:1] == () or block.inlines[0].kind is not InlineKind.TEXT:
        return False
    return _SETTING.sub("", plain_text(block.inlines)) == "" if block.inlines[0].text[:1] in "TFD" else False


_WAY_BACK = regex(r"<a\b[^>]*\bhref=[\"']?#[^>]*>.*?</a>", re.I | re.S)
_SPACE = frozenset({InlineKind.BREAK, InlineKind.HTML})


def _is_empty(block: Block) -> bool:
    if block.kind is BlockKind.HTML:
        return not shows([msgspec.structs.replace(block, text=_WAY_BACK.sub("", block.text))])
    if block.kind is BlockKind.LIST:
        return not block.children
    return block.kind is BlockKind.RULE or (block.kind is BlockKind.PARAGRAPH and _leads_nowhere(block.inlines))


def _without_empty_end(block: Block) -> Block:
    """Return a list without the items at its end that nobody has written yet."""
    entries = list(block.children) if block.kind is BlockKind.LIST else []
    while entries and not (entries[-1].children or entries[-1].label):
        entries.pop()
    is_same = block.kind is not BlockKind.LIST or len(entries) == len(block.children)
    return block if is_same else msgspec.structs.replace(block, children=tuple(entries))


def _leads_nowhere(inlines: Sequence[Inline]) -> bool:
    """Return whether a paragraph is empty, or a link to another place of its page and signs ("↑ back to top")."""
    return not inlines or (_holds_link(inlines) and all(map(_is_way_back, inlines)))


def _holds_link(inlines: Sequence[Inline]) -> bool:
    return any(inline.kind is InlineKind.LINK or _holds_link(inline.children) for inline in inlines)


def _is_way_back(inline: Inline) -> bool:
    if inline.kind is InlineKind.LINK:
        return inline.url.startswith("#")
    if inline.children:
        return all(map(_is_way_back, inline.children))
    return inline.kind in _SPACE or (inline.kind is InlineKind.TEXT and not any(map(str.isalnum, inline.text)))


def plain_question(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return a question without its number and without bold or italics around all of it."""
    run = trimmed(inlines)
    while len(run) == 1 and run[0].kind in _MARKS:
        run = trimmed(run[0].children)
    return _without_number(run)


def _without_number(run: Sequence[Inline]) -> tuple[Inline, ...]:
    if not run:
        return ()
    first = run[0]
    if first.kind in _MARKS:
        if len(run) > 1 and is_number(plain_text(first.children)):
            return trimmed(run[1:])
        inner = _without_number(first.children)
        return trimmed([*([msgspec.structs.replace(first, children=inner)] if inner else []), *run[1:]])
    if first.kind is not InlineKind.TEXT:
        return tuple(run)
    width = number_width(first.text + ("x" if len(run) > 1 else ""))
    return trimmed([msgspec.structs.replace(first, text=first.text[min(width, len(first.text)) :]), *run[1:]])


def fields_of(found: Asked, item: StudyItem, words: Phrases, *, is_laid_out: bool) -> dict[str, Content]:
    """Return the fields of a question: with its cue and mark where it is laid out; a long answer in two parts."""
    question = found.question
    if is_laid_out:
        if asks_by_words(plain_text(question), in_prose=False):
            question = _with_mark(question)
        question = _with_cue(question, item, words)
    head, rest = answer_parts(found.answer)
    fields: dict[str, Content] = {"Question": content_of([*_as_block(question, found.line), *found.front])}
    fields["Answer"] = content_of(head)
    if rest:
        fields["Detail"] = Blocks(tuple(rest))
    return fields


def _as_block(inlines: Sequence[Inline], line: int) -> list[Block]:
    return [paragraph(inlines, line)] if inlines else []


def content_of(blocks: Sequence[Block]) -> Content:
    """Return blocks as a field's content: one paragraph, also as the only item of a list, as the run that it is."""
    if len(blocks) == 1 and blocks[0].kind is BlockKind.PARAGRAPH:
        return Run(blocks[0].inlines)
    if len(blocks) == 1 and blocks[0].kind is BlockKind.LIST and len(blocks[0].children) == 1 and not blocks[0].start:
        [entry] = blocks[0].children
        return content_of(entry.children) if not entry.label else Blocks(tuple(blocks))
    return Blocks(tuple(blocks))


def quote_of(found: Asked) -> str:
    """Return what a card rests on: the question's words and the whole answer."""
    return squeeze(f"{plain_text(found.question)} {blocks_text(found.front)} {blocks_text(found.answer)}")


def _with_mark(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """End a question in its mark, if it ends in words."""
    text = plain_text(inlines)
    last = inlines[-1] if inlines else None
    if last is None or not text.strip() or re.search(rf"[{ASKS}]|[.。!！…:：]\W*$", text):
        return inlines
    mark = language_mark(text)
    if last.kind is InlineKind.TEXT:
        return (*inlines[:-1], msgspec.structs.replace(last, text=last.text.rstrip() + mark))
    return (*inlines, Inline(InlineKind.TEXT, mark, line=last.line))


def _with_cue(question: tuple[Inline, ...], item: StudyItem, words: Phrases) -> tuple[Inline, ...]:
    """Put before a question that does not stand alone what says where it stands."""
    if stands_alone(without_code(question)):
        return question
    cue = cue_of(item, plain_text(question))
    if not cue:
        return question
    within = phrases_of_text(plain_text(question), words).within
    before, _, behind = within.format(home=cue, question="\0").partition("\0")
    line = question[0].line if question else 0
    after = (Inline(InlineKind.TEXT, behind),) if behind else ()
    return (*_typeset(before, line), *question, *after)


def _typeset(text: str, line: int) -> Iterator[Inline]:
    """Yield a heading's words with its formulas as such."""
    for number, piece in enumerate(_FORMULA.split(text)):
        if piece:
            yield Inline(InlineKind.MATH if number % 2 else InlineKind.TEXT, piece, line=line)


def cue_of(item: StudyItem, question: str) -> str:
    """Return the nearest heading that names a thing and is not the question itself, else the post's title."""
    return next(filter(names_thing, headings_above(item, question)), "")


def headings_above(item: StudyItem, question: str) -> Iterator[str]:
    """Yield the headings above a question and the post's title, those left out that are generic or ask the same."""
    own = fold(_bare(question))
    beside = (name for name in (item.topic, item.post_title) if not re.search(f"[{ASKS}]", name))
    for heading in (*reversed(item.sources[0].headings), *beside):
        thing = _TRAILING_MARK.sub("", thing_of_heading(heading)) if heading else ""
        if re.search(f"[{ASKS}]", heading):
            thing = without_number(thing)
        if thing and not (is_generic_heading(thing) or _only_counts(thing)) and fold(_bare(thing)) != own:
            yield thing


def _only_counts(heading: str) -> bool:
    """Return whether a heading only says which question follows: "Question 7"."""
    counts = counted(heading)
    return counts is not None and heads_question(counts.words)


def _bare(text: str) -> str:
    text = squeeze(text)
    return text[number_width(text) :].rstrip(f"{ASKS} ")


def sources_of(item: StudyItem, block: Block) -> tuple[Source, ...]:
    """Return a section's sources, first the one that a block stands in, with the block's line."""
    number = 0
    if item.parts:
        text = squeeze(blocks_text([block]))
        number = next((place for place, part in enumerate(item.parts) if text in _on_one_line(part)), 0)
    own = msgspec.structs.replace(item.sources[number], line=block.first)
    return (own, *item.sources[:number], *item.sources[number + 1 :])


_on_one_line = lru_cache(maxsize=64)(squeeze)
"""All cards of a section look for themselves in the same few texts."""
