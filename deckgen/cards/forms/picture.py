"""A picture asked by what the sentence beside it says it shows: "上图是 X 的结构图", "the figure above shows ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.make import language_of, question_card, shown
from deckgen.cards.forms.names import home_of, is_name, things_of
from deckgen.cards.sentences import sentences
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, Parts, Run, StudyItem

ASPECT = "image"
_PICTURE = (
    r"(?P<picture>(?:整体|网络|体系|总体|基本|一般)*的?"
    r"(?:结构|架构|框架|流程|状态机|时序|协议栈|电路|拓扑|层次|原理)图?)"
)
_SHOWS = (
    re.compile(
        rf"(?P<where>[上下])图(?:就?是|即为|为|给出了?|"
        rf"展示了?)(?P<thing>[^，。；：、]{{2,40}}?)的?{_PICTURE}[。.：:，,]?"
    ),
    re.compile(rf"(?P<thing>[^，。；：、]{{2,40}}?)的?{_PICTURE}如(?P<where>[上下])图(?:所示)?[。.：:]?"),
    re.compile(
        r"the (?:figure |diagram |image |picture )?(?P<where>above|below)(?: figure| diagram| image|"
        r" picture)? (?:shows|is) "
        r"(?:the )?(?P<picture>(?:overall |network )?(?:architecture|structure|workflow|pipeline|"
        r"topology)) of (?:the )?"
        r"(?P<thing>[^.,;:]{2,40})[.:]?",
        re.I,
    ),
)
_ABOVE = frozenset({"上", "above"})


def cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each image of which a sentence right beside it says what it shows."""
    for index, block in enumerate(item.blocks):
        image = _image(block)
        found = None
        if image is not None:
            found = _said(item, index + 1, is_above=True) or _said(item, index - 1, is_above=False)
        if image is None or found is None:
            continue
        thing, picture, quote = found
        speak, home = language_of(item, words), home_of(item)
        is_known = re.search("[A-Za-z]{3}", thing) is not None
        parts = Parts(thing=thing, picture=picture, home="" if is_known else home)
        subject, shows = f"{thing} {picture}", Run((image,))
        yield question_card(item, ASPECT, speak, parts, "", quote, subject=subject, Image=shows)


def _image(block: Block) -> Inline | None:
    """Return the image that a paragraph is."""
    if block.kind is BlockKind.PARAGRAPH and len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.IMAGE:
        return block.inlines[0]
    return None


def _said(item: StudyItem, near: int, *, is_above: bool) -> tuple[str, str, str] | None:
    """Return the thing, the sort of picture and the sentence that names both, if the block beside an image does."""
    blocks: Sequence[Block] = item.blocks
    if not 0 <= near < len(blocks) or blocks[near].kind is not BlockKind.PARAGRAPH:
        return None
    runs = sentences(blocks[near].inlines)
    text = shown(runs[0 if is_above else -1]) if runs else ""
    found = next((found for pattern in _SHOWS if (found := pattern.match(text))), None)
    if found is None or (found["where"].casefold() in _ABOVE) is not is_above:
        return None
    thing, picture = squeeze(found["thing"]), found["picture"]
    return (thing, picture, text) if is_name(thing, things_of(item)) and fold(thing) != fold(picture) else None
