"""An image asked by what the sentence next to it says it shows: "上图是 X 的结构图"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.frame import home_of, language_of, leans, names_thing, question_card, shown, spaced
from deckgen.cards.sentences import sentences
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, StudyItem

ASPECT = "image"
_PICTURE = (
    r"(?:大致|一般|整体|网络|体系|总体|模型|基本|系统)*(?:的)?(?:整体|网络|基本)*(?:结构|架构|框架|流程|"
    r"体系结构|状态转移|状态机|时序|协议栈|电路|拓扑|层次|原理)图?"
)
_SHOWS = re.compile(
    rf"^(?P<where>[上下]图)(?:就是|便是|即为|是|为|给出了?|展示了?|所示为|表示的?是?)(?:一个|一张|"
    rf"典型的)?(?P<thing>[^，。；：、]{{2,40}}?)的?(?P<picture>{_PICTURE})[。.：:，,]?"
)
_AS_SHOWN = re.compile(
    rf"^(?P<thing>[^，。；：、]{{2,40}}?)的(?P<picture>{_PICTURE})(?:一般|"
    rf"通常)?(?:如(?P<where>[上下]图)(?:所示)?|如下(?:图|所示|图所示)?)[。.：:]?$"
)
_ENGLISH = re.compile(
    r"^the (?:figure |diagram |image |picture )?(?P<where>above|below)(?: figure| diagram| image|"
    r" picture)? (?:shows|is) (?:the )?"
    r"(?P<picture>(?:overall |network )?(?:architecture|structure|workflow|pipeline|flow chart|"
    r"topology)) of (?:the )?(?P<thing>[^.,;:]{2,40})[.:]?$",
    re.I,
)
_NO_THING = re.compile(
    r"某|末端|Unit|^(?:其|它|这|那|该|此|一|整个|具体|另|论文|文章|作者|官方|我|最终|实际|示例|详细|"
    r"改进)|如何|怎么|和|与|及|的$|实现|方案|子|本|演示|例"
)


def image_cards(item: StudyItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each image of which a sentence right beside it says what it shows."""
    for index, block in enumerate(item.blocks):
        image = _image(block)
        if image is None:
            continue
        for near, where in ((index + 1, "上"), (index - 1, "下")):
            found = _said(item.blocks, near, where)
            if found is not None:
                yield _card(item, image, *found, words)
                break


def _card(item: StudyItem, image: Inline, thing: str, picture: str, quote: str, words: Phrases) -> Card:
    speak = language_of(item, words)
    home = home_of(item)
    question = spaced(speak.which_picture.format(thing=thing, picture=picture))
    if home and not names_thing(thing, home) and not re.search("[A-Za-z]{3}", thing):
        question = speak.within.format(home=home, question=question)
    return question_card(item, ASPECT, f"{thing} {picture}", question, "", quote, Image=(image,))


def _image(block: Block) -> Inline | None:
    """Give the image that a paragraph is."""
    if block.kind is BlockKind.PARAGRAPH and len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.IMAGE:
        return block.inlines[0]
    return None


def _said(blocks: Sequence[Block], near: int, where: str) -> tuple[str, str, str] | None:
    """Give the thing, the sort of picture and the sentence that names both, if the block beside an image does."""
    if not 0 <= near < len(blocks) or blocks[near].kind is not BlockKind.PARAGRAPH:
        return None
    parts = list(sentences(blocks[near].inlines))
    if not parts:
        return None
    text = shown(parts[0] if where == "上" else parts[-1])
    found = _SHOWS.match(text) or _AS_SHOWN.match(text) or _ENGLISH.match(text)
    if found is None:
        return None
    side = (found["where"] or "下图").lower()
    if not side.startswith((where, "above" if where == "上" else "below")):
        return None
    thing, picture = squeeze(found["thing"]), found["picture"]
    if _NO_THING.search(thing) or leans(thing) or fold(thing) == fold(picture):
        return None
    return thing, picture, text
