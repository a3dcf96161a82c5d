"""Comments that no site shows: ``<!-- deck: skip -->``, ``<!-- deck: star -->``, ``<!-- deck: card ... -->``.

One on a line marks that line; one alone marks what stands right above it, and below a heading the whole section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.labels import QUESTION_LABELS
from deckgen.markdown.own_comments import END, card_end
from deckgen.model import Block, BlockKind, Directive, Inline, InlineKind, Section
from deckgen.patterns import regex

MARK = "deck:"
VERBS = ("skip", "star", "card")

_COMMENT = regex(r"<!--\s*deck:\s*(\w*)[ \t]*", re.I)
_CARD = regex(
    rf"^[*_> \t-]*(?:{QUESTION_LABELS})[*_]*\s*\d{{0,3}}[*_]*\s*[:：]|"
    r"==\S.*?==|\{\{c\d|::|^\?\??[ \t]*$|^START|<details|^>[ \t]*\[!",
    re.S | re.M,
)
"""What may be a card; whether it is one is told where cards are read."""
_DEFINITION = regex(r"^ {0,3}(\[[^\]\n]+\]):[ \t]*\S.*$", re.M)


def with_directives(
    sections: Sequence[Section], text: str, *, has_templates: bool = False, outer: tuple[Directive, ...] = ()
) -> tuple[Section, ...]:
    """Return the sections, each with the directives in its comments; a card is written as its post is.

    ``text`` is the post's, whose links and footnotes a card may name; ``outer`` are the directives of the sections
    around them that hold for all of these.
    """
    return tuple(_with_own(section, text, has_templates, outer) for section in sections)


def _with_own(section: Section, text: str, has_templates: bool, outer: tuple[Directive, ...]) -> Section:
    own = tuple(
        msgspec.structs.replace(
            directive, has_templates=has_templates, text=_with_definitions(directive.text, text)
        )
        for directive in (*_of_heading(section), *_of_blocks(section.blocks, section))
    )
    below = outer or tuple(found for found in own if found.is_section and found.verb == "skip" and not found.fault)[:1]
    return msgspec.structs.replace(
        section,
        directives=(*outer, *own),
        sections=with_directives(section.sections, text, has_templates=has_templates, outer=below),
    )


def _with_definitions(card: str, text: str) -> str:
    """Return a card with the definitions of the links and footnotes that it names, which stand in the post."""
    if "[" not in card:
        return card
    own = {found[1] for found in _DEFINITION.finditer(card)}
    found = {found[1]: found[0] for found in _DEFINITION.finditer(text)}
    named = [line for name, line in found.items() if name in card and name not in own]
    return "\n\n".join((card, *named))


def _of_heading(section: Section) -> Iterator[Directive]:
    for inline in section.title:
        if inline.kind is InlineKind.HTML:
            yield from _read(inline.text, inline.line, section.first, section.last, is_section=True)


def _of_blocks(blocks: Sequence[Block], section: Section | None) -> Iterator[Directive]:
    above: Block | None = None
    for block in blocks:
        if block.kind is BlockKind.HTML and _COMMENT.search(block.text):
            if above is not None:
                yield from _read(block.text, block.first, above.first, above.last)
            elif section is not None and section.headings:
                yield from _read(block.text, block.first, section.first, section.last, is_section=True)
            else:
                yield from _read(block.text, block.first, block.first, block.last)
            continue
        yield from _of_inlines(block.inlines)
        yield from _of_blocks(block.children, None)
        above = block


def _of_inlines(inlines: Sequence[Inline]) -> Iterator[Directive]:
    for inline in inlines:
        if inline.kind is InlineKind.HTML:
            yield from _read(inline.text, inline.line, inline.line, inline.line)
        elif inline.children:
            yield from _of_inlines(inline.children)


def _read(text: str, line: int, first: int, last: int, *, is_section: bool = False) -> Iterator[Directive]:
    position = 0
    while (found := _COMMENT.search(text, position)) is not None:
        verb = found[1].lower()
        end = card_end(text, found.start()) if verb == "card" else text.find(END, found.end())
        position = end + len(END) if end >= 0 else len(text)
        words = text[found.end() : end if end >= 0 else len(text)].rstrip()
        yield Directive(
            verb=verb,
            text=words,
            line=line + text.count("\n", 0, found.start()),
            first=first,
            last=last,
            is_section=is_section,
            fault=_fault(verb, words, is_closed=end >= 0),
        )


def _fault(verb: str, text: str, *, is_closed: bool) -> str:
    if verb not in VERBS:
        return f"“deck: {verb}” is not known; it is one of {', '.join(VERBS)}"
    if not is_closed:
        return "the comment is not closed with -->"
    if verb == "card" and not _CARD.search(text):
        return "a card needs a line “Q: …” and a line “A: …”, or a ==gap== in its text"
    return ""


def directive_faults(sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each directive that cannot be followed."""
    for section in sections:
        for directive in section.directives:
            if directive.fault:
                yield directive.line, directive.fault
        yield from directive_faults(section.sections)
