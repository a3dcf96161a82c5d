"""What a deck's models are told: the prompts of its definition, its pages, the questions that learners have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deckgen.cards.leans import names_nothing, points_elsewhere
from deckgen.cards.recorded import ASPECT
from deckgen.definition import Definition
from deckgen.files.field_text import plain, whole
from deckgen.files.pages import Pages
from deckgen.identity.notes import Named
from deckgen.llm.prompts import Prompt, PromptError, load_prompt
from deckgen.llm.requests import Asking
from deckgen.llm.sources import Asked
from deckgen.model import Problem

LONGEST_ANSWER = 120
"""Characters of a learner's answer that a model is told."""


def asking_of(definition: Definition) -> Asking:
    """Return whom a definition asks, and how; raise a PromptError with all that is wrong with its prompts."""
    llm = definition.llm
    return Asking(
        model=llm.model,
        prompts=_prompts(definition),
        count=llm.cards_per_item,
        extra=llm.extra,
        judge=(llm.judge.model or llm.model) if llm.judge.is_on else "",
    )


def _prompts(definition: Definition) -> dict[str, Prompt]:
    """Load the prompts; all that is wrong with any of them is told at once."""
    found: dict[str, Prompt] = {}
    problems: list[Problem] = []
    for use in ("page", "section", "repair", "judge"):
        try:
            found[use] = load_prompt(getattr(definition.llm.prompts, use), use)
        except PromptError as exc:
            problems += exc.problems
    if problems:
        raise PromptError(tuple(problems))
    return found


def page_hashes(pages: Pages) -> dict[str, tuple[str, str]]:
    """Return the pages that say something, each by a hash of what it says and of what that was read from."""
    read = ((url, record) for url, record in pages.records().items() if record.kept == "ok")
    return {url: (record.text_hash[:24], record.own_hash) for url, record in read}


def questions_of(named: Iterable[Named]) -> Mapping[str, list[Asked]]:
    """Return the cards that learners get from forms and authors, by item."""
    found: dict[str, list[Asked]] = {}
    for note in named:
        card = note.rendered.card
        if card.note_type.is_from_text and card.hold is None and card.aspect != ASPECT:
            found.setdefault(card.item, []).append(_asked(note.rendered.fields))
    return found


def _asked(fields: Mapping[str, str]) -> Asked:
    """Return a card in plain words; a model is told of it unless nobody could say what it asks about."""
    if text := fields.get("Text", ""):
        said = whole(text)
        return Asked(said, said)
    question, answer = plain(fields.get("Question", "")), plain(fields.get("Answer", ""))
    has_subject = not names_nothing(question) and not points_elsewhere(question)
    return Asked(question, f"{question} {_shortened(answer)}".strip() if has_subject else "")


def _shortened(answer: str) -> str:
    """Return an answer on one line, at most so much of it as tells what was asked."""
    line = " ".join(answer.split())
    return line if len(line) <= LONGEST_ANSWER else f"{line[:LONGEST_ANSWER]}…"

