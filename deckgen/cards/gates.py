"""The checks that every card passes before it is shipped for the first time: the card rubric, as far as a program can.

Fatal and structural points hold a card, polish points only warn. Nothing here mends a card.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from deckgen.cards.aspects import aspect_named
from deckgen.cards.checks import given_away, is_yes_or_no
from deckgen.cards.leans import answers_elsewhere, asks_elsewhere, leans, leans_beside, names_nothing
from deckgen.cards.sentences import length
from deckgen.language.asking import offers
from deckgen.language.folding import fold
from deckgen.language.labels import ends_in_colon, is_label
from deckgen.language.scripts import LATIN, cjk_share
from deckgen.markdown.formulas import TEX_COMMAND
from deckgen.markdown.text import ends_in_code, has_picture, shows, text_of
from deckgen.model import EDITED, MOST_GAPS, Block, Blocks, Card, Content, Hold, Inline, InlineKind, NoteType, Run
from deckgen.patterns import regex


class Weight(enum.StrEnum):
    """What a fault costs."""

    FATAL = "fatal"
    STRUCTURAL = "structural"
    POLISH = "polish"


class Fault(msgspec.Struct, frozen=True):
    """A point of the rubric that a card fails."""

    point: str  # R1 to R12
    weight: Weight
    message: str


_VAGUE = regex(
    r"最新|目前|近年来|最近(?!邻|公共|最[少久]|的?\s*[\dA-Za-z一二两三四五六七八九十几若]+\s*(?!个?月|年|周|天|日|小时))|如今|(?<![出表体实发呈])现在|"
    r"\b(?:latest|currently|recently|nowadays|state of the art)\b",
    re.I,
)
_DATE = regex(r"(?:19|20)\d\d")
_OPEN_QUESTION = regex(r"介绍一下|谈谈|说说|有哪些特点|(?:^|[.!?:]\s+)(?:tell me about|describe|discuss)\b", re.I)
_MOJIBAKE = regex("\ufffd|锟斤拷|烫烫烫|\u00c3[\u0080-\u00bf]")
_CHAT = regex(r"\b(?:as an ai|sure, here|todo|lorem ipsum|placeholder|xxx)\b|作为(?:一个)?(?:AI|人工智能)", re.I)
_QUIZ = regex(r"\{[a-zA-Z]{1,8}\d{0,2}\{[^{}\n]*\}\}")
"""`{r1{an option}}`: a mark around an option or a solution, for a page that asks."""
_UNREAD = regex(
    r"\]\{[.#=][^{}\n]*\}|\{=\w+\}|(?m:^[ \t]*\\[A-Za-z]{3,}(?=\W|$))|(?m:^[ \t]*</?[A-Z]\w{2,}(?:\s[^<>\n]*)?/?>)"
)
"""A span of pandoc's, a command of TeX on a line of words, a component of a page that a program makes."""
_NOT_WRITTEN = "a broken formula, or words that nobody wrote for a card"
_WARNS = frozenset({_NOT_WRITTEN})
"""What keeps no card out that a person wrote."""
_LIST = 4
_FORMULA = regex(r"\$\$.*?\$\$", re.S)
_OTHER_LANGUAGE = 0.7
_CODE = regex(r"\$\$.*?\$\$|`[^`]*`", re.S)
_LATIN_WORD = regex(rf"[{LATIN}][{LATIN}\d_.+#-]*")
_BY_RULES = "rules"  # a form copies its answer; what a model says was held against its source when it was written
_BY_PERSON = frozenset({"person", EDITED})
_URL_ONLY = regex(r"(?:https?://|www\.)\S+", re.I)


class _Face(msgspec.Struct, frozen=True):
    """One retrieval: what is asked, and what is to be recalled."""

    front: str
    answer: str


def faults_of(card: Card) -> Iterator[Fault]:
    """Yield the points that a text card fails by itself."""
    return _faults(card, _all_of_face)


def _faults(card: Card, of_face: Callable[[Card, _Face], Iterator[Fault]]) -> Iterator[Fault]:
    if card.note_type is NoteType.CLOZE:
        yield from _cloze_faults(card)
        if len(card.gaps) > MOST_GAPS:  # each gap is judged with the whole text
            return
    if not card.note_type.is_from_text:
        return
    for face in _faces(card):
        yield from of_face(card, face)


def _all_of_face(card: Card, face: _Face) -> Iterator[Fault]:
    yield from _face_faults(card, face)
    yield from _polish(card, f"{face.front}\n{face.answer}")


def _face_faults(card: Card, face: _Face) -> Iterator[Fault]:
    """Yield what holds a card; what is only to be polished holds none."""
    both = f"{face.front}\n{face.answer}"
    aspect = aspect_named(card.aspect)
    yield from _fatal(card, face)
    if card.form and card.made == _BY_RULES and (mark := _unread_mark(card)):
        yield Fault("R10", Weight.STRUCTURAL, f"markup that deckgen does not know: {mark}")
    if aspect is not None and aspect.is_whole:
        yield from _whole(card, face)
        return
    yield from _structural(card, face.front, face.answer)
    are_names = aspect is not None and aspect.are_names
    if not are_names and (vague := _VAGUE.search(both)) and not _DATE.search(both):
        yield Fault("R7", Weight.STRUCTURAL, f"not clear in a year: {vague[0]}")
    for check in (given_away, *(aspect.checks if aspect is not None else ())):
        if failure := check(card, face.front, face.answer):
            yield Fault(failure[0], Weight.STRUCTURAL, failure[1])


def _whole(card: Card, face: _Face) -> Iterator[Fault]:
    """Judge the question alone: the answer is what its author says, all of it."""
    question = card.fields["Question"]
    front, asked = face.front, _prose(question)
    # "The following code" stands with the question, as options do.
    has_code = isinstance(question, Blocks) or (isinstance(question, Run) and ends_in_code(question.inlines))
    if not has_code and (lean := names_nothing(asked) or asks_elsewhere(asked)):
        yield Fault("R3", Weight.STRUCTURAL, f"leans on what is not on the card: {lean}")
    if (vague := _VAGUE.search(front)) and not _DATE.search(front):
        yield Fault("R7", Weight.STRUCTURAL, f"not clear in a year: {vague[0]}")
    own = text_of(Blocks(question.blocks[:1])) if isinstance(question, Blocks) else front
    failure = given_away(card, own, face.answer)
    is_told = failure and not is_yes_or_no(face.answer) and not card.fields.get("Detail") and not offers(own)
    if failure and is_told:
        yield Fault(failure[0], Weight.STRUCTURAL, failure[1])


def _faces(card: Card) -> Iterator[_Face]:
    if card.note_type is NoteType.CLOZE:
        text, place = text_of(card.fields["Text"]), 0
        for gap in card.gaps:  # in order; one may stand in another's word (laktazid in alaktazid)
            place = max(text.find(gap, place), 0)
            yield _Face(f"{text[:place]}[…]{text[place + len(gap) :]}", gap)
            place += len(gap)
        return
    yield _Face(text_of(card.fields["Question"]), text_of(card.fields["Answer"]))


def without_weak_back(card: Card) -> Card:
    """Drop a back side that fails a point which its front side passes: one good card is better than two."""
    if card.is_wanted or not card.fields.get("BackQuestion"):
        return card
    back = _Face(text_of(card.fields["BackQuestion"]), text_of(card.fields.get("BackAnswer", "")))
    if not any(_face_faults(card, back)):
        return card
    fields = {name: content for name, content in card.fields.items() if not name.startswith("Back")}
    return msgspec.structs.replace(card, fields=fields)


def _cloze_faults(card: Card) -> Iterator[Fault]:
    if not card.gaps or not all(gap.strip() for gap in card.gaps):
        yield Fault("R10", Weight.FATAL, "a cloze text without a gap, or with an empty one")
    if len(card.gaps) > MOST_GAPS:
        message = f"{len(card.gaps):,} gaps, and a note of Anki's has at most {MOST_GAPS}: make several paragraphs"
        yield Fault("R10", Weight.FATAL, message)
    if len(set(card.gaps)) < len(set(zip(card.gaps, card.groups or range(len(card.gaps)), strict=True))):
        yield Fault("R6", Weight.STRUCTURAL, "one gap gives another one away")


def _fatal(card: Card, face: _Face) -> Iterator[Fault]:
    question, answer = face.front, face.answer
    if card.made == _BY_RULES and card.quote and not _stands_in(answer, card.quote):
        yield Fault("R1", Weight.FATAL, "the answer does not stand in the text that it is taken from")
    if _URL_ONLY.fullmatch(answer.strip()) or (card.made == _BY_RULES and is_label(answer)):
        yield Fault("R2", Weight.FATAL, "the answer is an address or a bare label")
    has_question = question.strip() or _shows(card.fields.get("Question", ""))
    if not has_question or not (answer.strip() or card.fields.get("Image") or _shows(card.fields.get("Answer", ""))):
        yield Fault("R10", Weight.FATAL, "question or answer is empty")
    if ends_in_colon(answer) and not card.fields.get("Detail") and not _shows(card.fields.get("Answer", "")):
        yield Fault("R10", Weight.FATAL, "the answer ends in a colon, with nothing behind it")
    aspect = aspect_named(card.aspect)
    if card.made == _BY_RULES and _QUIZ.search(f"{question}\n{answer}\n{text_of(card.fields.get('Detail', ''))}"):
        yield Fault("R10", Weight.FATAL, "the markup of a quiz that deckgen does not know")
    if aspect is not None and aspect.is_whole:
        return
    prose = "\n".join(_prose(content) for content in card.fields.values())
    if "$$" in prose or _CHAT.search(prose):
        yield Fault("R10", Weight.FATAL, _NOT_WRITTEN)


def _unread_mark(card: Card) -> str:
    """Return the mark of another program that stands among the words of a card; empty if none does."""
    found = next(filter(None, map(_UNREAD.search, map(_prose, card.fields.values()))), None)
    return found[0].strip() if found else ""


def _shows(content: Content) -> bool:
    """Return whether a field shows what is no text: a picture may answer, and be what a colon leads over to."""
    if isinstance(content, Run):
        return has_picture(content.inlines)
    return isinstance(content, Blocks) and shows(content.blocks)


def _prose(content: Content) -> str:
    """Return the words of a field outside of code and formulas: ``$$`` in them is a formula that broke."""
    match content:
        case str():
            return _FORMULA.sub(" ", content) if "$$" in content else content
        case Run():
            return _prose_of(content.inlines)
        case Blocks():
            return "\n".join(map(_prose_of_block, content.blocks))


def _prose_of_block(block: Block) -> str:
    return _prose_of(block.inlines) if block.inlines else "\n".join(map(_prose_of_block, block.children))


def _prose_of(inlines: Sequence[Inline]) -> str:
    return "".join(_prose_of(inline.children) if inline.children else _plain_text(inline) for inline in inlines)


def _plain_text(inline: Inline) -> str:
    return inline.text if inline.kind is InlineKind.TEXT else " "


def _stands_in(answer: str, quote: str) -> bool:
    return _bare(answer) in _bare(quote)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


def _structural(card: Card, question: str, answer: str) -> Iterator[Fault]:
    if lean := _lean(card, question, answer):
        yield Fault("R3", Weight.STRUCTURAL, f"leans on what is not on the card: {lean}")
    if _OPEN_QUESTION.search(question):
        yield Fault("R4", Weight.STRUCTURAL, "several answers would fit")
    aspect = aspect_named(card.aspect)
    longest = aspect.longest if aspect is not None else 1.0
    if length(answer) > longest:
        message = f"the answer is longer than {60 * longest:.0f} characters or {25 * longest:.0f} words"
        yield Fault("R5", Weight.STRUCTURAL, message)
    if (longest == 1 and answer.count("、") >= _LIST) or _FORMULA.sub("", answer).count("\n") >= _LIST:
        yield Fault("R5", Weight.STRUCTURAL, "the answer is a list")


def _lean(card: Card, question: str, answer: str) -> str:
    """Return the words that lean on something outside of a card.

    A form copies its words, so each "it" may mean something left behind. A model words its own question: there "it"
    in an answer, or "this" behind the thing's name, means what the question has named, and "you" is anybody.
    """
    if card.aspect == "definition" and card.made == _BY_RULES:
        return names_nothing(question) or leans_beside(_FORMULA.sub(" ", answer))
    if card.made == _BY_RULES:
        return leans(_FORMULA.sub(" ", f"{question}\n{answer}"))
    return names_nothing(question) or asks_elsewhere(question) or answers_elsewhere(answer)


def _polish(card: Card, both: str) -> Iterator[Fault]:
    if _MOJIBAKE.search(both):
        yield Fault("R8", Weight.POLISH, "unreadable characters")
    words = [text_of(card.fields.get(name, "")) for name in ("Question", "Answer")]
    own = [text for text in words if card.quote and not _stands_in(text, card.quote)]
    if any(_is_in_another_language(text, card.quote) for text in own):
        yield Fault("R8", Weight.POLISH, "another language than its source")
    if not card.sources:
        yield Fault("R11", Weight.POLISH, "no source")


def _is_in_another_language(text: str, quote: str) -> bool:
    """Return whether a text is in another script than its quote; code, and words that both have, are of none."""
    text, quote = _CODE.sub(" ", text), _CODE.sub(" ", quote)
    if TEX_COMMAND.search(quote):  # cut out of a formula, which is of no language
        return False
    here, there = (frozenset(map(str.casefold, _LATIN_WORD.findall(words))) for words in (text, quote))
    asked, said = (
        _LATIN_WORD.sub(lambda found: " " if found[0].casefold() in here & there else found[0], words)
        for words in (text, quote)
    )
    has_letters = any(map(str.isalpha, asked)) and any(map(str.isalpha, said))
    return has_letters and abs(cjk_share(asked) - cjk_share(said)) > _OTHER_LANGUAGE


def gated(cards: Sequence[Card]) -> list[Card]:
    """Hold the cards that fail a fatal or structural point, each with its reason; a fatal one also after shipping."""
    return [_gated(without_weak_back(card)) if card.hold is None else card for card in cards]


def _gated(card: Card) -> Card:
    is_of_person = card.is_wanted or card.made in _BY_PERSON
    faults = list(_faults(card, _fatal if is_of_person else _face_faults))
    if is_of_person:
        faults = [fault for fault in faults if fault.point == "R10" and fault.message not in _WARNS]
    if not faults:
        return card
    worst = min(faults, key=lambda fault: fault.weight is not Weight.FATAL)
    hold = Hold.FATAL if worst.weight is Weight.FATAL else Hold.GATE
    return msgspec.structs.replace(card, hold=hold, reason=f"{worst.point}: {worst.message}")


def switched_off(card: Card, switch: str) -> Card:
    """Hold a card of a sort that this switch of the definition keeps out."""
    return msgspec.structs.replace(card, hold=Hold.SWITCH, reason=f"switched off ({switch})")
