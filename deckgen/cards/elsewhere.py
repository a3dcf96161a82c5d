"""What only the whole deck can say of a card: its abbreviation is used elsewhere, its post is an interview.

A form sees one section; what it worded from that is remembered (`build/input/remembered.py`). This looks at all
sections of a build, and holds: a shipped card stays, as with every gate that is not fatal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from deckgen.kept_out import MOST_POSTS
from deckgen.language.folding import fold
from deckgen.language.in_prose import speaks
from deckgen.markdown.text import prose_of, text_of
from deckgen.model import Card, Hold, ItemKind, StudyItem
from deckgen.patterns import regex

_ABBREVIATION, _QUESTION = "abbreviation", "question"
_TOKEN = regex(r"(?<![A-Za-z0-9-])[A-Za-z][A-Za-z0-9&/-]*[A-Z0-9][A-Za-z0-9&/-]*(?![A-Za-z0-9])(?!\s*[:：])")
"""A word with a capital or digit inside that no colon follows: a speaker, a label."""
_SECTIONS = 2
"""So many other sections use what is worth knowing: one mention is soon looked up."""
_UNUSED = "R2: hardly any other section uses the abbreviation, so nobody needs to know it"
_TWO_READINGS = "R4: the posts give the abbreviation another meaning too: say in a heading which one"


_PLURAL = regex(r"(?<=[A-Z])e?s$")
_TWIN = "R9: another card asks what the abbreviation stands for"
_TOO_MANY = "R12: a fifth of the cards ask what the most used abbreviations stand for: no more are worth their place"
_INTERVIEW = "R2: most questions of its post are answered by somebody who speaks of himself, as in an interview"
_SEVERAL = 2
"""Questions of an interview; one alone is anybody's."""
_SPEECH = regex(r"“[^“”]*”|「[^「」]*」|『[^『』]*』")
_ENOUGH = 800
"""Characters of an answer that show who speaks."""
_PLAN = 16
"""One post in so many has a heading that is a part of their plan."""
_OTHERS, _FEW = 4, 5
"""So many other cards there are for each; so many any deck may have."""


def with_elsewhere(cards: Sequence[Card], items: Sequence[StudyItem]) -> list[Card]:
    """Hold abbreviations that hardly a section uses, what interviews ask, and what stands by a planned heading."""
    used = _used(cards, items)
    readings, names = _readings(cards)
    planned = _planned(items)
    interviews = _interviews(cards)
    held: list[Card] = []
    for card in cards:
        if card.aspect == _QUESTION and card.sources[0].post in interviews:
            held.append(_hold(card, _INTERVIEW))
        elif (topic := card.parts.topic) and fold(topic) in planned:
            held.append(_hold(card, f"R3: many posts have the heading {topic!r}, so it names nothing"))
        elif card.aspect == _ABBREVIATION:
            held.append(_abbreviation(card, used[card.subject], readings, names))
        else:
            held.append(card)
    return _most_used(held, used)


def _interviews(cards: Iterable[Card]) -> frozenset[str]:
    """Return the posts in which half of the questions and more are answered by somebody who speaks of himself."""
    answers: dict[str, list[bool]] = {}
    for card in cards:
        if card.aspect == _QUESTION and card.hold is None:
            said = f"{prose_of(card.fields['Answer'])} {prose_of(card.fields.get('Detail', ''))}"
            answers.setdefault(card.sources[0].post, []).append(speaks(_SPEECH.sub("", said[:_ENOUGH])))
    return frozenset(post for post, spoken in answers.items() if _SEVERAL <= len(spoken) <= 2 * sum(spoken))


def _planned(items: Iterable[StudyItem]) -> frozenset[str]:
    """Return the headings, folded, that a good part of the posts have: they are of a plan, and name nothing."""
    posts: set[str] = set()
    borne: dict[str, set[str]] = {}
    for item in items:
        source = item.sources[0]
        posts.add(source.post)
        for heading in source.headings:
            borne.setdefault(fold(heading), set()).add(source.post)
    fewest = max(MOST_POSTS + 1, len(posts) / _PLAN)
    return frozenset(heading for heading, found in borne.items() if len(found) >= fewest)


def _most_used(cards: Sequence[Card], used: Mapping[str, set[str]]) -> list[Card]:
    """Hold abbreviations that another card asks too, and beyond a fifth of the cards those that are least used."""
    live = [card for card in cards if card.aspect == _ABBREVIATION and card.hold is None]
    most = max(_FEW, (sum(card.hold is None for card in cards) - len(live)) // _OTHERS)
    asked: dict[tuple[str, str], str] = {}
    reasons: dict[int, str] = {}
    for card in sorted(live, key=lambda each: (not _is_heading(each), -len(used[each.subject]), each.subject)):
        name = (_PLURAL.sub("", card.subject), _spelled(text_of(card.fields["Answer"])))
        if name not in asked and len(asked) >= most:
            reasons[id(card)] = _TOO_MANY
        elif asked.setdefault(name, _question(card)) != _question(card):
            reasons[id(card)] = _TWIN
    return [_hold(card, reasons[id(card)]) if id(card) in reasons else card for card in cards]


def _is_heading(card: Card) -> bool:
    return card.subject in card.sources[0].headings[-1:]


def _used(cards: Sequence[Card], items: Sequence[StudyItem]) -> dict[str, set[str]]:
    """Return the sections that use each abbreviation of the cards."""
    used: dict[str, set[str]] = {card.subject: set() for card in cards if card.aspect == _ABBREVIATION}
    if not used:
        return used
    for item in items:
        if item.kind is ItemKind.SECTION:
            for token in used.keys() & set(_TOKEN.findall(f"{item.title}\n{item.text}")):
                used[token].add(item.key)
    return used


def _readings(cards: Iterable[Card]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return what each question for an abbreviation is answered with, and each question for a name."""
    forward: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for card in cards:
        if card.aspect == _ABBREVIATION:
            forward.setdefault(_question(card), set()).add(_spelled(text_of(card.fields["Answer"])))
            if asked := text_of(card.fields.get("BackQuestion", "")):
                back.setdefault(fold(asked), set()).add(fold(card.subject))
    return forward, back


def _question(card: Card) -> str:
    return fold(text_of(card.fields["Question"]))


def _spelled(full: str) -> str:
    """Return a full form without what a plural or a hyphen makes of it."""
    return re.sub(r"[\W_]|s\b", "", fold(full))


def _abbreviation(
    card: Card, used: set[str], readings: dict[str, set[str]], names: dict[str, set[str]]
) -> Card:
    if len(used - {card.item}) < _SECTIONS:
        return _hold(card, _UNUSED)
    if len(readings[_question(card)]) > 1:
        return _hold(card, _TWO_READINGS)
    back = fold(text_of(card.fields.get("BackQuestion", "")))
    if not back or len(names[back]) == 1:
        return card
    fields = {name: content for name, content in card.fields.items() if not name.startswith("Back")}
    return msgspec.structs.replace(card, fields=fields)


def _hold(card: Card, reason: str) -> Card:
    return card if card.hold is not None else msgspec.structs.replace(card, hold=Hold.GATE, reason=reason)
