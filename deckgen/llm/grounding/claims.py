"""R1: whether an answer is made of the words of its quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from deckgen.language.negation import negations
from deckgen.llm.grounding.numbers import MEASURES, numbers_of
from deckgen.llm.grounding.words import (
    GLUE,
    HAN_RUN,
    STOP_HAN,
    STOP_WORDS,
    Words,
    has_word,
    latin_words,
    stem,
    words_of,
)
from deckgen.patterns import regex

_ASKS_OPENLY = regex(r"^(?:what|how(?! (?:many|much))|why)\b(?!.*\bor\b)|什么|怎样|如何|为何", re.I)
_OFFERS = regex(r"还是|哪|\bwhich\b|\bor\b", re.I)
_HEDGE = regex(
    "左右|大约|大概|大致|将近|接近|差不多|之间|分别|因为|由于|所以|因此|从而|以及|或者|并且|同时|直接|主要|通常|一般|进行|超过|采用|使用|利用|运用|借助|"
    "通过|属于|具有|拥有|存在|需要|能够|可以|可能|其中|例如|比如|得到|获得|取得|提供|实现|完成|产生|造成|导致|引起|使得|作为|成为|包括|包含|组成|构成|"
    "位于|处于|称为|叫做|表示|意味着|指的是|用来|用于|负责|遇到|发生|出现|达到|方式|方法|情况|时候|部分|一个|一种|这样|那么|如果|只有|仅|就|才"
)
"""Words that a paraphrase adds, or puts in the place of others; none of them turns a sentence round."""
_NAMES_SEVERAL = regex(r"[与和跟同及、]|还是|\band\b|\bor\b|\bthan\b", re.I)
_POINTER = regex(r"前者|后者|两者|二者|\bthe (?:former|latter)\b", re.I)
_ASKS_MUST = regex(r"要求|必须|必需|需要|条件|\bmust\b|\bneeds?\b|\brequire", re.I)
_TELLS_WHETHER = ("吗", "是否", "需不需要")
_MUST = regex("必须|需要|必需|应该|应当")
_NAME = regex(r"[A-Z][\w.'-]*(?: (?:(?:of|the|de|and) )*[A-Z][\w.'-]*){0,7}")
_TITLE = regex("《[^》]{1,40}》")
_PRONOUN = regex(r"(?:it|he|she|they)\b|[它他她]|该书|本书", re.I)
_OPENING_SIZE = 120
"""Characters at the head of a source that a pronoun may stand for: its title."""
_FORMULA = regex(r"\$+[^$]{1,80}\$+")
_SENTENCE = regex(r"[.;!?]\s|。")
_MOST_BEFORE = 400
"""Characters before a quote in which the sentence that leads to it is looked for."""
_NUMBER_SIZE = 3
"""A number that is stated speaks for as much as three characters do."""
_MOST_NEW = 0.4
"""Share of an answer's words that its quote may lack: a paraphrase changes some."""
_STOP_STEMS = STOP_WORDS | frozenset(map(stem, STOP_WORDS))


def new_words(question: str, answer: str, quote: str, source: str) -> str:
    """Return the words of an answer that its quote lacks, if they are too many; empty otherwise."""
    asked, quoted, whole = words_of(question), words_of(quote), words_of(source)
    if echo := _echo(question, answer, quote):
        return echo
    found = _FORMULA.search(answer)
    if found and found[0] in quote:
        quoted = words_of(" ".join(_about(found[0], source)))
        label = HAN_RUN.findall(answer)
        if len(label) == 1 and label[0] not in source:
            return str(label[0])
    cost, count, new = 0.0, _NUMBER_SIZE * len(numbers_of(answer)), []
    answer = _without_hedges(_without_numbers(_without_pointers(question, answer)), quote)
    if _is_subject_left_out(question, answer, quote, source):
        return ""
    for text, size, weight in (*_new_latin(answer, asked, quoted), *_new_han(answer, asked, quoted)):
        count += size
        cost += weight
        if weight:
            new.append(text)
    if foreign := _foreign_run(answer, asked, whole):
        return foreign
    return " ".join(new) if count and cost > _MOST_NEW * count else ""


def _about(formula: str, source: str) -> Iterator[str]:
    """Yield the sentences of the source that hold a formula: any of them may say what it is called."""
    return (sentence for sentence in _SENTENCE.split(source) if formula in sentence)


def _without_pointers(question: str, answer: str) -> str:
    """Drop the words that only point back at the question: one of its two things, or that something is required."""
    if _NAMES_SEVERAL.search(question):
        answer = _POINTER.sub(" ", answer)
    asks_must = _ASKS_MUST.search(question) is not None and not any(word in question for word in _TELLS_WHETHER)
    return _MUST.sub(" ", answer) if asks_must else answer


def _is_subject_left_out(question: str, answer: str, quote: str, source: str) -> bool:
    """Return whether the answer is the subject of the quote, whose name stands only before the quote."""
    name = answer.strip(" .。").removeprefix("The ")
    start = source.find(quote)
    if start <= 0 or not (_NAME.fullmatch(name) or _TITLE.fullmatch(name)):
        return False
    near = _SENTENCE.split(source[max(start - _MOST_BEFORE, 0) : start])[-1]
    if _PRONOUN.match(quote):
        near += source[: min(start, _OPENING_SIZE)]
    elif quote[0].isupper():
        return False
    asked = _content(question)
    return name in near and 2 * len(asked & _content(quote)) >= len(asked)


def _without_hedges(answer: str, quote: str) -> str:
    """Drop the words that say nothing by themselves, unless the quote has them."""
    return _HEDGE.sub(lambda found: found[0] if found[0] in quote else " ", answer)


def _echo(question: str, answer: str, quote: str) -> str:
    """Return an answer that only repeats words of the question where that is no answer; empty for all others."""
    said, asked, quoted = _content(answer), _content(question), _content(quote)
    if not said:
        bare = answer.strip(" .").casefold()
        return answer if bare in STOP_WORDS and bare not in quote.casefold() and not negations(quote) else ""
    if not said <= asked or (numbers_of(answer) and said & quoted):
        return ""
    is_choice = _OFFERS.search(question) is not None and bool(said - quoted)
    says_nothing = _ASKS_OPENLY.search(question) is not None and not negations(answer)
    return answer if is_choice or says_nothing or not said & quoted else ""


@lru_cache(maxsize=256)
def _content(text: str) -> frozenset[str]:
    """Return the words by which parts of a text are told apart: stems, numbers, pairs of characters."""
    words: set[str] = {stem(word.text) for word in latin_words(text) if word.text.casefold() not in STOP_WORDS}
    words |= {number.value for number in numbers_of(text) if not number.loose}
    for run in HAN_RUN.findall(text):
        words |= {run[at : at + 2] for at in range(len(run) - 1) if not GLUE & set(run[at : at + 2])}
    return frozenset(words)


def _without_numbers(text: str) -> str:
    """Cut the numbers and the measure words behind them out of a text: they are looked up elsewhere."""
    kept, start = [], 0
    for number in numbers_of(text):
        kept.append(text[start : number.start])
        start = number.end + (text[number.end : number.end + 1] in MEASURES)
    return " ".join([*kept, text[start:]])


def _new_latin(answer: str, asked: Words, quoted: Words) -> Iterator[tuple[str, int, float]]:
    for word in latin_words(answer):
        if stem(word.text) in _STOP_STEMS or (has_word(word.text, asked) and not has_word(word.text, quoted)):
            continue
        yield word.text, 2, 0.0 if has_word(word.text, quoted) else 2.0


def _new_han(answer: str, asked: Words, quoted: Words) -> Iterator[tuple[str, int, float]]:
    for run in HAN_RUN.findall(answer):
        for at, sign in enumerate(run):
            pairs = {run[max(at - 1, 0) : at + 1], run[at : at + 2]} - {sign}
            if sign in STOP_HAN:
                continue
            if pairs & quoted.pairs or (not pairs and sign in quoted.signs):
                yield sign, 1, 0.0
            elif pairs & asked.pairs:
                continue
            else:
                yield sign, 1, 0.5 if sign in quoted.signs else 1.0


def _foreign_run(answer: str, asked: Words, whole: Words) -> str:
    """Return a run of characters that neither source nor question has anywhere, such as a name from elsewhere."""
    known = asked.signs | whole.signs | STOP_HAN
    for run in HAN_RUN.findall(answer):
        foreign = "".join(" " if sign in known else sign for sign in run).split()
        longest = max(foreign, key=len, default="")
        if len(longest) > 1:
            return longest
    return ""
