"""A laid-out question that stands alone in prose: what would keep a reader from answering it a year on.

In a list of questions all are asked as they are written. Alone, a heading with a question mark may be a turn of
speech, the title of an article, or what the author asked at that moment: none of them has one short answer below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.cards.forms.asked import Asked
from deckgen.cards.forms.long_answers import answer_parts, behind, leads_over, opens_onward, paragraph
from deckgen.cards.leans import points_back
from deckgen.cards.sentences import length, sentences
from deckgen.language.asking import (
    asks_by_words,
    asks_in_other_words,
    asks_in_words,
    asks_something,
    is_marked,
    says_more,
)
from deckgen.language.defining import asks_what, is_statement_of_kind, says_what
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_example
from deckgen.language.in_prose import (
    asks_several,
    asks_yes_or_no,
    behind_yes_or_no,
    goes_on,
    is_unwritten,
    lacks_thing,
    leans_on_moment,
    points_onward,
    says_nothing,
    tells,
    tells_property,
)
from deckgen.language.scripts import ASKS, cjk_share
from deckgen.language.subjects import thing_words
from deckgen.markdown.text import blocks_text, plain_text, without_code
from deckgen.model import Block, BlockKind, Blocks, Content, Inline, InlineKind, Run, StudyItem
from deckgen.patterns import regex

_LONGEST = 1.6
"""An answer (see ``length``): some 40 words. A longer one is an article."""
_MOST_BLOCKS = 4
_ARTICLE = "R5: an article is its answer"
_TITLE = "R4: without a question mark, and outside of a list of questions, it is the title of its text"
"""Of such with a mark two in three are good cards, of these one in six (docs/quality.md)."""
_BREAKS_IN = regex(r"\s*(?:[)\]）」』】》”，、,；;：]|という|といった)")
"""What no sentence begins with: a bracket that closes, the particle behind what is quoted."""
_RUNS_ON = regex(r"(?m:^)\s*\d{1,2}\.\d{1,2}\.\s")
"""A line with a number such as a question among questions bears."""
_NUMBER = regex(r"\W{0,3}\d[\d.,' ]*(?:[^\W\d_]{1,3}\b)?\W{0,3}")
_FEWEST_NUMBERS = 3
_CHOSEN = regex(r"\W*[A-Ha-h]\s?[).](?:\W|$)")
_ASIDE = regex(r"\s*[（(][^()（）]{1,80}[)）]\s*$")
_HOLDERS = frozenset({BlockKind.LIST, BlockKind.QUOTE})
_STEM, _FEWEST_LETTERS = 5, 3
"""Letters by which two forms of a word are one, and of a word that names something."""
_NO_NAME = "\0"
_ENOUGH = 400
"""Characters of an answer that show its language."""
_OPENING = 60
"""Characters of a first sentence in which a definition names its thing."""


def doubt(found: Asked) -> str:
    """Return why a laid-out question is not worth a card; empty if it is."""
    text = plain_text(found.question)
    first = _first_sentence(found.answer)
    if is_unwritten(text) or says_nothing(first):
        return "R10: what it asks or answers is still to be written"
    if _BREAKS_IN.match(first):
        return "R10: its answer is the end of a sentence"
    if opens_onward(found.answer[-1]) and len(answer_parts(found.answer)[0]) == len(found.answer):
        return "R3: its answer only points onward"
    if any(map(_is_key, found.answer)):
        return "R4: a key to other questions is its answer"
    if _offers_numbers(found.answer):
        return "R4: it offers numbers as its answer, and says of none that it is right"
    said = blocks_text(found.answer)
    if _RUNS_ON.search(said):
        return "R5: its answer runs on into the next numbers"
    if (found.is_outlined and _asks_back(found.answer)) or (_is_all(first, found.answer) and _asks(first)):
        return "R4: its answer asks"
    if found.is_listed:
        return _ARTICLE if not asks_something(text) and found.is_chapter else ""
    if not is_marked(text) and _is_long(found) and not _defines(first, text):
        return _TITLE
    own = _question_doubt(without_code(found.question), said, has_front=found.has_code)
    return own or _symbol_doubt(found) or _answer_doubt(found, text)


def _is_key(block: Block) -> bool:
    """Return whether a numbered list says of each number which option is right: 1. **c)** A pot."""
    items = block.children if block.kind is BlockKind.LIST and block.start else ()
    return len(items) > 1 and all(_CHOSEN.match(blocks_text(item.children)) for item in items)


def _offers_numbers(answer: Sequence[Block]) -> bool:
    """Return whether an answer is a list of which every item is only a number: one of them is right."""
    items = answer[0].children if len(answer) == 1 and answer[0].kind is BlockKind.LIST else ()
    return len(items) >= _FEWEST_NUMBERS and all(_NUMBER.fullmatch(blocks_text(item.children)) for item in items)


def by_definition(found: Asked, fields: dict[str, Content]) -> dict[str, Content]:
    """Return the fields of a question whose long answer opens by saying what the thing is: that sentence answers.

    All that stands behind it is its detail.
    """
    head = answer_parts(found.answer)[0]
    opening = found.answer[0]
    runs = sentences(opening.inlines) if opening.kind is BlockKind.PARAGRAPH else []
    is_short = length(blocks_text(head)) <= 1 or not runs or opens_onward(opening) or leads_over(opening)
    if found.is_listed or is_short or not _defines(plain_text(runs[0]), plain_text(found.question)):
        return fields
    left = behind(runs[0], opening.inlines)
    rest = (*((paragraph(left, opening.first),) if left else ()), *found.answer[1:])
    return {**fields, "Answer": Run(runs[0]), "Detail": Blocks(rest)} if rest else fields


def place_doubt(found: Asked, item: StudyItem) -> str:
    """Return why a laid-out question means what only its place has shown; empty if it does not."""
    text = plain_text(found.question)
    if found.is_listed:
        return ""
    own = fold(text).rstrip(f"{ASKS} ")
    above = [each for each in item.sources[0].headings if own not in fold(each)]
    if any(map(is_example, above)):
        return "R3: it stands in an example, so it asks about what stands there"
    if found.is_outlined and not _names_any(text, (item.post_title, item.topic, *above)):
        return "R3: it names nothing that a heading above it names, so it asks about what stands before it"
    is_title = own == fold(item.post_title).rstrip(f"{ASKS} ")
    is_article = is_title and (found.is_chapter or _is_long(found))
    return _ARTICLE if is_article and not _defines(_first_sentence(found.answer), text) else ""


def _names_any(question: str, headings: Sequence[str]) -> bool:
    """Return whether a question names what one of these headings names."""
    told = fold(" ".join(headings))
    return any(stem in told for word in thing_words(question) for stem in _stems(fold(word)))


def _stems(word: str) -> Sequence[str]:
    """Return how a word opens, in any of its forms; of a script without blanks its pairs of characters."""
    if word.isascii() or not cjk_share(word):
        return [word[:_STEM]] if len(word) >= _FEWEST_LETTERS else []
    return [word[at : at + 2] for at in range(len(word) - 1)]


def _question_doubt(text: str, answer: str, *, has_front: bool) -> str:
    if not (asks_in_words(text) or asks_in_other_words(text, answer[:_ENOUGH])):
        return "R4: only its mark asks, outside of a list of questions"
    if not has_front and (lean := leans_on_moment(text, answer)):  # "which of these" are the options below it
        return f"R3: leans on what is not on the card, outside of a list of questions: {lean}"
    if not has_front and says_more(_ASIDE.sub("", text)):
        return "R6: the heading says more than its question"
    if asks_several(text):
        return "R5: it asks several things at once"
    if not has_front and lacks_thing(text):
        return "R3: it does not say what it is about"
    return ""


def _asks(sentence: str) -> bool:
    return is_marked(sentence) or asks_by_words(sentence.rstrip(" .。"))


def _is_all(sentence: str, answer: Sequence[Block]) -> bool:
    """Return whether a sentence is all of an answer."""
    return len(answer) == 1 and squeeze(blocks_text(answer)) == squeeze(sentence)


def _asks_back(answer: Sequence[Block]) -> bool:
    """Return whether items of a list below a question ask: what to look for is no answer."""
    return answer[0].kind is BlockKind.LIST and any(
        is_marked(plain_text(entry.children[0].inlines)) for entry in answer[0].children if entry.children
    )


def _symbol_doubt(found: Asked) -> str:
    """Return the fault of a question whether something holds of a letter that only the text above has named."""
    symbols = [each.text.strip() for each in found.question if each.kind is InlineKind.MATH]
    is_lost = any(len(each) == 1 and each.isalpha() for each in symbols)
    is_polar = is_lost and asks_yes_or_no(plain_text(found.question))
    return "R3: leans on a symbol that is not on the card" if is_polar else ""


def _is_long(found: Asked) -> bool:
    return len(found.answer) > _MOST_BLOCKS or length(blocks_text(found.answer)) > _LONGEST


def _answer_doubt(found: Asked, text: str) -> str:
    first = _first_sentence(found.answer)
    if _asks(first):
        return "R4: its answer opens with a question"
    if words := tells(first, blocks_text(found.answer)):
        return f"R4: its answer opens with an introduction or a story: {words}"
    if words := goes_on(first):
        return f"R3: its answer goes on with what stands above the question: {words}"
    said = [block for block in found.answer if not (leads_over(block) or opens_onward(block))]
    if not says_beside_links(said) or (found.answer[0].kind in _HOLDERS and points_onward(first)):
        return "R3: its answer only points elsewhere"
    if (behind := behind_yes_or_no(first)) and (lean := leans_on_moment(behind)):
        return f"R3: leans on what is not on the card: {lean}"
    if points_back(blocks_text(answer_parts(found.answer)[0])):
        return "R3: its answer points to what the page shows elsewhere"
    if tells_property(first, thing_words(text)):
        return "R4: its answer tells of a property of the thing"
    return "R4: what its answer begins with does not say what it is" if _only_introduces(found, text) else ""


def _only_introduces(found: Asked, text: str) -> bool:
    """Return whether the part of a long answer that a card shows is prose that leaves open what the thing is."""
    head, rest = answer_parts(found.answer)
    if not rest or not asks_what(text) or any(block.kind is not BlockKind.PARAGRAPH for block in head):
        return False
    return not any(_defines(plain_text(run), text) for block in head for run in sentences(block.inlines))


def says_beside_links(blocks: Sequence[Block]) -> bool:
    """Return whether blocks hold more than links."""
    return any(
        says_beside_links(block.children) or block.text.strip() or any(map(_says, block.inlines)) for block in blocks
    )


def _says(inline: Inline) -> bool:
    if inline.kind is InlineKind.LINK:
        return False
    return inline.kind is InlineKind.IMAGE or any(map(str.isalnum, plain_text([inline])))


def _defines(sentence: str, question: str) -> bool:
    """Return whether a sentence opens with all that a question names: what follows says what it is."""
    opening = fold(sentence)[:_OPENING]
    names = thing_words(question)
    names_all = bool(names) and all(fold(name) in opening for name in names) and is_statement_of_kind(sentence)
    return (names_all or says_what(sentence, _NO_NAME)) and not points_onward(sentence)


def _first_sentence(blocks: Sequence[Block]) -> str:
    """Return the first sentence of an answer, also that of a list's first item; empty if there is none."""
    for block in blocks[:1]:
        if block.kind is BlockKind.PARAGRAPH and block.inlines:
            return plain_text(sentences(block.inlines)[0])
        return _first_sentence(block.children)
    return ""
