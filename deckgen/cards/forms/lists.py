"""Lists of set-off words that name no things: the parts of one above them, what a lead-in denies, an example's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.language.columns import is_property, name_rows
from deckgen.language.defining import is_glossary
from deckgen.language.folding import squeeze
from deckgen.language.headings import is_example, is_generic_heading, thing_of_heading
from deckgen.language.in_prose import leans_on_moment, tells
from deckgen.language.labels import ends_in_colon, is_label, without_colon
from deckgen.language.negation import says_not
from deckgen.language.subjects import is_attribute
from deckgen.markdown.text import plain_text
from deckgen.model import Block, BlockKind, InlineKind, StudyItem
from deckgen.patterns import regex

_STEP = regex(
    r"(?:step|phase|part|day|week|stage|option|case|example|figure|note|warning|tip|todo|version|v)\b.*|"
    r"第?[\d一二三四五六七八九十]+.*|\W*\d[\d\W]*|"
    r"(?:注意?|提示|警告|例如|比如|示例|步骤|方法|作者|日期|时间|来源|地址|链接|版本|结论|总结|备注|说明|时长|价格).*",
    re.I,
)
"""A step, a date, a note, what a thing is recorded by: no term."""
_DECORATION = regex(r"^[\W\d_]+|[\W_]+$")
_SENTENCE_END = regex(r"[.!?]\s|[。！？]")
_MARKS = frozenset({InlineKind.STRONG, InlineKind.EMPH})


def names_no_things(item: StudyItem, number: int) -> bool:
    """Return whether the words that the items of a list open with are no names: this block of a section is the list."""
    lead = lead_in(item.blocks, number)
    opener = _SENTENCE_END.split(lead)[-1] if ends_in_colon(lead) else ""
    heading = _DECORATION.sub("", thing_of_heading(item.title))
    if is_property(heading) or leans_on_moment(heading) or tells(heading):
        return True  # what is told of the thing above, or of what the author makes
    if says_not(item.title) or says_not(opener) or any(map(is_example, item.sources[0].headings)):
        return True
    names = list(_set_off(item.blocks[number]))
    labels = {name for name in names if is_no_name(name) or not name_rows((name,))}
    told = labels | set(filter(is_property, names))
    are_told = len(told) > (not labels) and 2 * len(told) >= len(names)  # one property may be a name: a function
    return are_told and not is_glossary(thing_of_heading(item.title))


def owner_of(blocks: Sequence[Block], number: int) -> str:
    """Return the one code of the paragraph right before a list, if it opens with it: the values below are its own."""
    before = blocks[number - 1].inlines if number else ()
    code = [inline.text for inline in before if inline.kind is InlineKind.CODE]
    return code[0] if len(code) == 1 and before[0].text == code[0] else ""


def lead_in(blocks: Sequence[Block], number: int) -> str:
    """Return the words right before a block: a paragraph, or the last item of a list; empty if none are."""
    block = blocks[number - 1] if number else None
    while block is not None and block.kind in (BlockKind.LIST, BlockKind.ITEM) and block.children:
        block = block.children[-1]
    return squeeze(plain_text(block.inlines)) if block is not None and block.kind is BlockKind.PARAGRAPH else ""


def is_no_name(text: str) -> bool:
    """Return whether a text is the name of no thing: a label, a part of a page, what many things have, a step."""
    return is_label(text) or is_generic_heading(text) or is_attribute(text) or _STEP.fullmatch(text) is not None


def _set_off(block: Block) -> Iterator[str]:
    """Yield the bold or italic words that the items of a list open with; code names things of its own."""
    for entry in block.children:
        first = entry.children[0].inlines[:1] if entry.children else ()
        inside = first[0].children[:1] if first and first[0].kind in _MARKS else ()
        if inside and inside[0].kind is not InlineKind.CODE:
            yield without_colon(squeeze(plain_text(first)))
