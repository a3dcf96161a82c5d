"""Drafts held against the rubric and their source: a verdict each, and what a repair may be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from deckgen.cards.gates import Fault, Weight, faults_of
from deckgen.cards.recorded import (
    ASPECT,
    CLOZE,
    POLISH,
    READY,
    REJECT,
    REWRITE,
    bare_text,
    gapped,
    gaps_in,
    hidden_in,
    words_of,
)
from deckgen.cards.sentences import length
from deckgen.language.folding import TWINS, dice, fold, nfkc, trigrams
from deckgen.language.negation import negations
from deckgen.llm.answers import Draft
from deckgen.llm.grounding.checks import grounding_faults
from deckgen.llm.injected import injection_faults
from deckgen.llm.sources import Material
from deckgen.model import Card, Content, NoteType, Source
from deckgen.patterns import regex

MOST_GAPS = 6
"""Gaps of one text: who recalls more of a list has learned a list by heart."""
LONGEST_TEXT = 2.0
"""A text with gaps, in answers of full length."""
FEWEST_LETTERS = 4
"""Letters that a text says beside its gaps."""
_MARK = regex(
    r"(?<![\w-])--?[A-Za-z][\w-]*|\w*(?:\d|(?<=\w)[A-Z])[\w.]*|(?<![\w'’])[A-Za-z](?![\w'’])[+#]*|"
    r"[A-Z]\w*[+#]*|[=<>!+*/^%&|~≤≥≠±×÷→←-]+|[\"“「『《`][^\"“”「」『』《》`]{1,80}[\"”」』》`]"
)
"""Options, names, single letters, operators, quoted terms: a question with another one is another question."""

_ASIDE = regex(r"(?<=[?？])\s*[(（][^()（）?？]*[)）]\s*$")
"""What a question says in brackets behind its mark."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A draft with its verdict."""

    draft: Draft
    verdict: str  # ready | polish | rewrite | reject
    fault: str = ""  # the point that decided it: "R3: ..."
    repairable: bool = False  # one structural point, which another wording may mend
    is_doubted: bool = False  # only that: whether its passage proves it
    judge: str = ""  # model and prompt, where it was judged
    judged: str = ""  # yes | no
    program: str = ""  # the verdict of the checks, where the judge's is another

    @property
    def is_for_judge(self) -> bool:
        """Whether a judge may decide about it: no check has refuted it."""
        return self.verdict in (READY, POLISH) or (self.is_doubted and not self.judged)


def judge(drafts: Sequence[Draft], material: Material) -> list[Judged]:
    """Return a verdict on each draft of one answer; of two that ask the same the first one stays."""
    asked = [(question, "") for question in material.questions]
    judged: list[Judged] = []
    for draft in drafts:
        card = _judged(draft, list(_faults(draft, material, asked)))
        if card.verdict is not REJECT:
            asked.append((draft.said or draft.question, draft.answer))
        judged.append(card)
    return judged


def _judged(draft: Draft, faults: Sequence[Fault]) -> Judged:
    fatal = [fault for fault in faults if fault.weight is Weight.FATAL]
    structural = [fault for fault in faults if fault.weight is Weight.STRUCTURAL]
    if fatal:
        return Judged(draft=draft, verdict=REJECT, fault=_told(fatal[0]))
    if structural:
        points = {fault.point for fault in structural}
        # What is asked already needs no other wording, but another fact, and that is no repair; a doubt may come along.
        repairable = len(points - {"R1"}) <= 1 and "R9" not in points
        fault, is_doubted = _told(structural[0]), points == {"R1"}
        return Judged(draft=draft, verdict=REWRITE, fault=fault, repairable=repairable, is_doubted=is_doubted)
    polish = [fault for fault in faults if fault.weight is Weight.POLISH]
    return Judged(draft=draft, verdict=POLISH if polish else READY, fault=_told(polish[0]) if polish else "")


def _told(fault: Fault) -> str:
    return f"{fault.point}: {fault.message}"


def _faults(draft: Draft, material: Material, asked: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    # What the heading says is known to the learner's notes, so a card may name it.
    head = f"{material.title}\n{material.topic}"
    is_cloze = draft.kind == CLOZE
    says = draft.said if is_cloze else draft.answer
    yield from injection_faults(draft.asked, says, draft.detail, material.title, draft.quote)
    yield from grounding_faults(draft.asked, says, draft.detail, draft.quote, material.text, head)
    yield from faults_of(_card(draft, material))
    yield from _gap_faults(draft) if is_cloze else _question_faults(draft)
    if any(_are_twins((says if is_cloze else draft.question, draft.answer), other) for other in asked):
        yield Fault("R9", Weight.STRUCTURAL, "asked already")


def _question_faults(draft: Draft) -> Iterator[Fault]:
    if not _ASIDE.sub("", draft.question).rstrip('`*$ )）”"」').endswith(("?", "？")):
        yield Fault("R4", Weight.STRUCTURAL, "asks nothing")


def _gap_faults(draft: Draft) -> Iterator[Fault]:
    for gap in gaps_in(draft.question):
        if bare_text(gap) not in bare_text(draft.quote):
            yield Fault("R1", Weight.STRUCTURAL, f"the quote does not say: {gap}")
    if len(gaps_in(draft.question)) > MOST_GAPS:
        yield Fault("R5", Weight.STRUCTURAL, f"more than {MOST_GAPS} gaps: a list that nobody keeps")
    if length(draft.said) > LONGEST_TEXT:
        yield Fault("R5", Weight.STRUCTURAL, "the text with the gaps is a paragraph")
    if len(_letters(draft.asked)) < FEWEST_LETTERS:
        yield Fault("R4", Weight.STRUCTURAL, "the text with the gaps names nothing")


def _card(draft: Draft, material: Material) -> Card:
    is_cloze = draft.kind == CLOZE
    words: dict[str, Content] = {"Question": words_of(draft.question), "Answer": words_of(draft.answer)}
    if is_cloze:
        words = {"Text": gapped(draft.question)}
    return Card(
        note_type=NoteType.CLOZE if is_cloze else NoteType.QUESTION,
        gaps=hidden_in(draft.question) if is_cloze else (),
        item=material.item,
        aspect=ASPECT,
        subject="",
        fields={**words, "Detail": words_of(draft.detail)},
        sources=(Source(post=material.post, line=material.line, headings=()),),
        topic=material.topic,
        quote=draft.quote,
        made=ASPECT,
    )


def _are_twins(card: tuple[str, str], known: tuple[str, str]) -> bool:
    """Return whether two cards ask the same, as far as their words tell; the build looks at the whole deck.

    Takes their questions and answers, an empty one where it is not known. Whoever answers two questions of nearly the
    same words differently tells two things apart: the left child of the right one, and the right child of the left.
    """
    (first, answer), (second, other) = card, known
    if answer and other and _letters(answer) != _letters(other) and _letters(first) != _letters(second):
        return False
    marks = [frozenset(map(str.casefold, _MARK.findall(nfkc(text)))) for text in (first, second)]
    if marks[0] != marks[1] or negations(first) != negations(second):
        return False
    return dice(trigrams(_letters(first)), trigrams(_letters(second))) >= TWINS


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
