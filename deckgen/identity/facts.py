"""Facts: which old card goes on as which new one when a model is asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from types import MappingProxyType

import msgspec
from rapidfuzz import fuzz

from deckgen.identity.pairs import Pair, best_pairs
from deckgen.identity.wording import (
    MAX_TEXT,
    Wording,
    are_opposed,
    bare,
    denies_the_other,
    other_names,
    other_numbers,
    other_units,
    wording,
)
from deckgen.patterns import regex


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A card as it is compared: plain text, and the words of the source that it rests on."""

    question: str
    answer: str
    quote: str


_SLOTS = MappingProxyType(
    {
        slot: regex(words)
        for slot, words in {
            "who": r"谁|什么人|哪位|何人|\bwho\b|\bwhom\b|\bwhose\b",
            "when": (
                r"何时|什么时候|哪一?年|什么年|哪一?天|什么时刻|何年|"
                r"\bwhen\b|\b(?:what|which) (?:year|date|day|moment)"
            ),
            "where": (
                r"哪里|何处|什么(?:地方|位置|部位)|哪个(?:部位|地方|位置)|场所|源头|"
                r"\bwhere\b|\b(?:what|which) place"
            ),
            "why": (
                r"为什么|为何|什么原因|原因|因什么|何以|目的|从何而来|由何而来|什么好处|好处|好在|作用|有什么用|"
                r"\bwhy\b|\breason\b|what makes|what gives|what keeps|what prevents|what causes|for what reason|purpose"
            ),
            "count": (
                r"多少|几|多大|多长|多久|多高|多远|多快|大小|数量|比例|"
                r"\bhow (?:many|much|long|often|large|fast|big|far|high|low|old)|"
                r"\bwhat (?:number|share|size|length|duration|percentage)"
            ),
        }.items()
    }
)
"""What a question asks for, by the words it asks with."""
_ASKING = regex(
    r"为什么|什么|怎么样?|怎样|如何|哪(?:一|个|些|里|种|位|类|年|项|座|块|部)?|多少|几|谁|吗|呢|何时|为何|何|多[大长久高远快]|"
    r"\b(?:called|mean|does|give|name|define|state|happens?)\b|[?？]"
)


_CHOICE = regex(r"还是|\bor\b")
"""A question that names the answers to choose from."""


class _Seen(msgspec.Struct, frozen=True):
    """A card as it is compared."""

    name: str  # its words: ties go by them, never by place
    question: Wording  # without the words that only ask
    answer: Wording
    asked: str  # the question, folded
    slots: frozenset[str]
    quote: str  # bare
    card: Fact
    quoted: Wording
    span: tuple[int, int] | None  # in the bare source


def _seen(fact: Fact, name: str, source: str) -> _Seen:
    quote = bare(fact.quote[:MAX_TEXT])
    at = source.find(quote) if quote else -1
    question = fact.question[:MAX_TEXT]
    folded = wording(question).text
    return _Seen(
        name=name,
        question=wording(_ASKING.sub(" ", folded)),
        answer=wording(fact.answer[:MAX_TEXT]),
        asked=folded,
        slots=frozenset(slot for slot, sign in _SLOTS.items() if sign.search(folded)),
        quote=quote,
        card=fact,
        quoted=wording(fact.quote[:MAX_TEXT]),
        span=(at, at + len(quote)) if at >= 0 else None,
    )


_SPAN = 0.4
"""Share of the shorter quote that both cards must rest on."""

_ENOUGH = 0.42
"""Score from which two cards are one fact; of the measured pairs of two facts none reaches 0.4 (fact_pairs.jsonl)."""

_FAR = 0.3
"""A card whose best pair is so much better does not go on as another one."""

_ALL = 0.9
"""Cover from which one answer has all that the other one says."""

_LITTLE = 0.35
"""Likeness of two questions below which they say nothing for each other."""

_FEW = 4
"""Weight of shared words up to which two answers may be alike by chance."""

_QUOTES_ALIKE = 80
_ASKED_ALIKE = 0.75
"""Likeness of quotes and questions from which another number is the same fact, updated."""


class _Likeness(msgspec.Struct, frozen=True):
    """How much two sets of words share."""

    cover: float  # of the shorter one
    dice: float  # of both


def _weight(words: Iterable[str]) -> float:
    # A Latin word or a number says about as much as two Chinese characters.
    return sum(1.0 if len(word) == 1 else 2.0 for word in words)


def _shared(one: frozenset[str], two: frozenset[str]) -> frozenset[str]:
    """Give the words of the first that the second has too, a Latin one also in another form (redo, redone)."""
    left = [word for word in two - one if len(word) >= _STEM and word.isascii()]
    right = [word for word in one - two if len(word) >= _STEM and word.isascii()]
    return (one & two) | {word for word in right if any(_is_form(word, other) for other in left)}


def _is_form(one: str, two: str) -> bool:
    same = max(_STEM, min(len(one), len(two)) - 1)
    return one[:same] == two[:same]


_STEM = 4
"""Letters that two forms of one word share at least."""


def _likeness(
    one: frozenset[str],
    two: frozenset[str],
    known_one: frozenset[str] = frozenset(),
    known_two: frozenset[str] = frozenset(),
) -> _Likeness:
    """Compare words; what only one says counts half where the other's question says it."""
    mine, others = _shared(one, two), _shared(two, one)
    both = (_weight(mine) + _weight(others)) / 2
    own = one - mine, two - others
    rest = _weight(own[0]) - _weight(own[0] & known_two) / 2, _weight(own[1]) - _weight(own[1] & known_one) / 2
    return _Likeness(both / (both + min(rest)), 2 * both / (2 * both + sum(rest))) if both else _Likeness(0.0, 0.0)


def _span_overlap(new: _Seen, old: _Seen) -> float:
    """Give how much of the shorter quote is in the longer one: by place, or by words where the source has changed."""
    if new.span and old.span:
        both = min(new.span[1], old.span[1]) - max(new.span[0], old.span[0])
        return max(0, both) / min(len(new.quote), len(old.quote))
    if not new.quote or not old.quote:
        return 0.0
    return fuzz.partial_ratio(new.quote, old.quote) / 100


def _tells(new: _Seen, old: _Seen) -> bool:
    """Say whether the question of one card gives away what the other one asks for."""
    return any(
        one.answer.words
        and one.answer.words <= two.question.words
        and not one.answer.words <= one.question.words
        and not _CHOICE.search(two.asked)
        for one, two in ((new, old), (old, new))
    )


def _are_contrasted(new: _Seen, old: _Seen) -> bool:
    """Say whether questions and answers each have words of the source that the other card has not.

    A model that words a fact anew uses words of its own; words of the source on both sides are two things that the
    source tells apart ("in dim light", "in bright light").
    """
    quoted = new.quoted.pairs | old.quoted.pairs
    asked = new.question.pairs - old.question.pairs, old.question.pairs - new.question.pairs
    said = new.answer.pairs - old.answer.pairs, old.answer.pairs - new.answer.pairs
    said = said[0] - old.question.pairs, said[1] - new.question.pairs
    return all(words & quoted for words in (*asked, *said))


def _is_exchanged(new: _Seen, old: _Seen) -> bool:
    """Say whether two questions differ by nothing but words of the source: by what they ask about, not by wording.

    Two things may have one answer ("how long are GET requests cached", "how long are HEAD requests cached").
    """
    quoted = new.quoted.words | old.quoted.words
    own = new.question.words - old.question.words, old.question.words - new.question.words
    return all(words and words <= quoted for words in own)


def _is_updated(new: _Seen, old: _Seen, asked: _Likeness) -> bool:
    """Say whether an answer has another number because the source has."""
    if old.span or not new.span or fuzz.partial_ratio(new.quote, old.quote) < _QUOTES_ALIKE:
        return False
    own = new.question.words - old.question.words, old.question.words - new.question.words
    if asked.dice < _ASKED_ALIKE or (own[0] & new.quoted.words and own[1] & old.quoted.words):
        return False
    now = new.quoted.numbers | new.quoted.counts
    before = old.answer.numbers | old.answer.counts
    after = new.answer.numbers | new.answer.counts
    if before <= now or not after <= now:
        return False
    units = {unit for _, unit in new.answer.units}, {unit for _, unit in old.answer.units}
    rest = new.answer.words - {f"#{one}" for one in after}, old.answer.words - {f"#{one}" for one in before}
    return units[0] == units[1] and rest[0] == rest[1]


def _pair(new: _Seen, old: _Seen, common: frozenset[str]) -> Pair | None:
    """Give the pair of two cards that may be one fact."""
    if new.card == old.card:
        return Pair(0, 0.0, new.name, old.name)
    if _span_overlap(new, old) < _SPAN or _differ(new, old):
        return None
    asked = _likeness(new.question.words, old.question.words)
    if other_numbers(new.answer, old.answer):
        return Pair(1, (1 - asked.dice) / 4, new.name, old.name) if _is_updated(new, old, asked) else None
    said = _likeness(new.answer.words, old.answer.words, new.question.words, old.question.words)
    if new.answer.text == old.answer.text:
        said = _Likeness(1.0, 1.0)
    if _ask_other_things(new, old, said):
        return None
    score = _score(new, old, said, _asked(new, old, common, asked.cover))
    return Pair(1, 1 - score, new.name, old.name) if score >= _ENOUGH else None


def _score(new: _Seen, old: _Seen, said: _Likeness, asked: float) -> float:
    """Weigh answers and questions: a model rewords a question more freely than what is to be known."""
    apart = ("why" in new.slots) != ("why" in old.slots)
    few = _weight(new.answer.words & old.answer.words) <= _FEW
    if said.cover >= _ALL and asked < _LITTLE and (apart or said.dice < 0.6) and few:
        return 0.0  # the shorter answer is a part of the longer one, and asked for by another question
    if apart and said.dice < 0.6:
        asked /= 2
    return 0.5 * said.cover + 0.2 * said.dice + 0.3 * asked


def _asked(new: _Seen, old: _Seen, common: frozenset[str], cover: float) -> float:
    """Give the likeness of two questions, where words that most questions have count half."""
    own = new.question.words - common, old.question.words - common
    return (cover + _likeness(*own).cover) / 2 if own[0] and own[1] else cover


def _differ(new: _Seen, old: _Seen) -> bool:
    """Say whether two cards surely say two things."""
    return (
        other_names(new.answer, old.answer, new.quoted.names | old.quoted.names)
        or other_units(new.answer, old.answer)
        or are_opposed(new.answer.text, old.answer.text)
        or are_opposed(new.asked, old.asked, sharply=True)
        or denies_the_other(new.answer, old.answer)
        or denies_the_other(new.question, old.question, part_by_part=False)
        or _tells(new, old)
        or _is_exchanged(new, old)
    )


def _ask_other_things(new: _Seen, old: _Seen, said: _Likeness) -> bool:
    """Say whether two cards ask for two things, as far as their answers leave that open."""
    both = new.answer.words & old.answer.words
    apart = bool(new.slots and old.slots and not new.slots & old.slots)
    if apart and not any(word.startswith("#") for word in both):
        return True  # "when does it start" and "how often does it start" may both be asking for a number
    if said.cover >= _ALL and _weight(both) > _FEW:
        return False
    if are_opposed(new.asked, old.asked):
        return True
    return said.cover < _ALL and _weight(both) <= _FEW and _are_contrasted(new, old)


def same_facts(new: Sequence[Fact], old: Sequence[Fact], source: str) -> dict[int, int]:
    """Give the old card that each new card goes on from, by their indices; each at most once.

    Two cards are one fact when their quotes overlap in the source and their answers say the same. Numbers, units,
    names and what is denied must agree; for the rest the models' own wording is free.

    The source is the one of today. An old quote that no longer stands in it is compared by its words, and then one
    thing more is allowed: where question and quote are nearly the same but for a number, and the old number is gone
    from the quote, the note goes on with the new number. A learner is asked the same question and learns the new
    answer. As long as the old quote stands, another number is another fact.
    """
    if not (new and old):
        return {}
    text = bare(source)
    news, olds = _all_seen(new, text), _all_seen(old, text)
    common = _common([*news, *olds])
    pairs = [pair for one in news for two in olds if (pair := _pair(one, two, common)) is not None]
    chosen = best_pairs(_without_seconds(pairs), used_new=set(), used_old=set())
    at_new = {one.name: index for index, one in enumerate(news)}
    at_old = {one.name: index for index, one in enumerate(olds)}
    return {at_new[one]: at_old[two] for one, two in sorted(chosen.items(), key=lambda item: at_new[item[0]])}


def _without_seconds(pairs: Sequence[Pair]) -> list[Pair]:
    """Drop the pairs that are far worse than another one of either card: no card makes do with what is left over."""
    best: dict[str, float] = {}
    for pair in pairs:
        for name in (f"new {pair.new}", f"old {pair.old}"):
            best[name] = min(best.get(name, 1.0), pair.distance)
    return [pair for pair in pairs if pair.distance <= _FAR + min(best[f"new {pair.new}"], best[f"old {pair.old}"])]


def _common(seen: Sequence[_Seen]) -> frozenset[str]:
    """Give the words that most questions share, which tell nothing about any of them."""
    count = Counter(word for one in seen for word in one.question.words)
    return frozenset(word for word, times in count.items() if len(seen) >= 4 and times > len(seen) / 2)


def _all_seen(facts: Sequence[Fact], source: str) -> list[_Seen]:
    count: Counter[str] = Counter()
    seen = []
    for fact in facts:
        name = "\x1f".join((fact.question, fact.answer, fact.quote))
        seen.append(_seen(fact, f"{name}\x1f{count[name]:06d}", source))
        count[name] += 1
    return seen
