"""Comments that no site shows: ``<!-- deck: skip -->``, ``<!-- deck: star -->``, ``<!-- deck: card ... -->``.

One on a line marks that line; one alone marks what stands right above it, and below a heading the whole section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.model import Block, BlockKind, Directive, Inline, InlineKind, Section

MARK = "deck:"
VERBS = ("skip", "star", "card")

_COMMENT = re.compile(r"<!--\s*deck:\s*(\w*)[ \t]*(.*?)\s*(-->|\Z)", re.S | re.I)
_CARD = re.compile(
    r"^[*_]*(?:问|Q|Question)[*_]*\s*[:：].*(?:^|[?？。!！.]\s*)[*_]*(?:答|A|Answer)[*_]*\s*[:：]|==\S.*?==",
    re.S | re.M,
)


def with_directives(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections, each with the directives in its comments."""
    return tuple(
        msgspec.structs.replace(
            section,
            directives=(*_of_heading(section), *_of_blocks(section.blocks, section)),
            sections=with_directives(section.sections),
        )
        for section in sections
    )


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
    for found in _COMMENT.finditer(text):
        at = line + text.count("\n", 0, found.start())
        verb = found[1].lower()
        yield Directive(
            verb=verb,
            text=found[2],
            line=at,
            first=first,
            last=last,
            is_section=is_section,
            fault=_fault(verb, found[2], found[3]),
        )


def _fault(verb: str, text: str, end: str) -> str:
    if verb not in VERBS:
        return f"“deck: {verb}” is not known; it is one of {', '.join(VERBS)}"
    if not end:
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
