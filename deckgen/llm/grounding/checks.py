"""R1: whether a card that a model wrote is true to the text that it was given, as far as a program can tell.

Takes the plain text of a card, of its quote and of the source; gives the faults. It never mends a card, and never
accepts one: what passes here has only not been caught. It proves what can be looked up, and judges no meaning: which of
two things a sentence is about, and words put the other way round, are no business of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.gates import Fault, Weight
from deckgen.language.negation import negations
from deckgen.llm.grounding.claims import new_words
from deckgen.llm.grounding.figures import numbers_astray
from deckgen.llm.grounding.numbers import numbers_of
from deckgen.llm.grounding.polarity import turned_word
from deckgen.llm.grounding.text import passage, readable
from deckgen.llm.grounding.words import HAN_RUN, STOP_WORDS, has_word, latin_words, words_of
from deckgen.patterns import regex

_LEAST_HAN = 8
"""Chinese characters of a quote below which it proves nothing, if it holds no words."""
_LEAST_WORDS = 4
"""Latin words of a quote below which it proves nothing, if it holds no Chinese."""
_STATES = regex("能够|可以|需要|保证|能(?![力源量])")
_ASKS_WHO = regex(r"谁|何人|哪位|\bwho(?:m|se)?\b", re.I)
_CALL = regex(r"(?<![\w.])[A-Za-z_][\w.]{0,40}\([^()\n]{1,80}\)")


def grounding_faults(question: str, answer: str, detail: str, quote: str, source: str) -> Iterator[Fault]:
    """Yield the ways in which a card says what its source does not.

    Takes plain text: the card's question, answer and detail (may be empty), the quote that the model gave for it, and
    the whole text that the model was given. Yields R1 faults; that there are none proves nothing.

    What is looked up and is not there is fatal. Other words than those of the quote, or a negation more or less, are a
    doubt, for a paraphrase may be true: it holds the card too, but the model may word it closer to the passage once.
    """
    question, answer, detail, quote, source = map(readable, (question, answer, detail, quote, source))
    shown, quote = quote, passage(quote, source)  # as the source has it: what the model changed in it says nothing
    if not quote:
        yield Fault("R1", Weight.FATAL, f"the quote does not stand in the source: {_short(shown)}")
        return
    is_copied = bool(passage(_bare(answer), _bare(quote)))
    for message in _facts_astray(question, answer, detail, quote, source, is_copied=is_copied):
        yield Fault("R1", Weight.FATAL, message)
    for message in _wording_astray(question, answer, detail, quote, source, is_copied=is_copied):
        yield Fault("R1", Weight.STRUCTURAL, message)


def _bare(text: str) -> str:
    """Return a text without the marks of its formulas: an answer may be a part of one."""
    return text.replace("$$", " ")


def _facts_astray(
    question: str, answer: str, detail: str, quote: str, source: str, *, is_copied: bool
) -> Iterator[str]:
    """Yield what can be looked up and is not there: numbers, code, terms."""
    if _is_short(quote) and not passage(answer, quote):
        yield f"the quote is too short to prove anything: {_short(quote)}"
    for number in numbers_astray(question, answer, detail, quote, source):
        yield f"a number that is not stated so: {_short(number)}"
    for code in () if is_copied else _code_astray(answer, quote):
        yield f"code that the quote does not have: {_short(code)}"
    for word in _terms_astray(question, answer, detail, source):
        yield f"a term that the source does not have: {_short(word)}"


def _wording_astray(
    question: str, answer: str, detail: str, quote: str, source: str, *, is_copied: bool
) -> Iterator[str]:
    """Yield what a card words otherwise than its quote: too many words of its own, or a negation more or less."""
    if bool(HAN_RUN.search(answer)) and not HAN_RUN.search(quote):
        yield from _translated(question, answer, quote, source)
    else:
        yield from _same_language(question, answer, quote, source, is_copied=is_copied)
    if bool(HAN_RUN.search(detail)) <= bool(HAN_RUN.search(source)) and (new := new_words("", detail, source, source)):
        yield f"the source does not say: {_short(new)}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _is_short(quote: str) -> bool:
    han = sum(map(len, HAN_RUN.findall(quote)))
    return han / _LEAST_HAN + len(latin_words(quote)) / _LEAST_WORDS < 1


def _terms_astray(question: str, answer: str, detail: str, source: str) -> Iterator[str]:
    whole = words_of(source)
    is_han = bool(HAN_RUN.search(source))
    for text in (answer, detail):
        numbered = {at for number in numbers_of(text) for at in range(number.start, number.end)}
        must_stand = is_han or HAN_RUN.search(text) is not None
        for word in latin_words(text):
            if word.start in numbered or not (must_stand or _is_name(text, word.start, word.text)):
                continue
            if word.text.casefold() not in STOP_WORDS and not has_word(word.text, whole):
                yield word.text
    if _ASKS_WHO.search(question):
        for word in latin_words(question)[1:]:
            if _is_name(question, word.start, word.text) and not has_word(word.text, whole):
                yield word.text


def _code_astray(answer: str, quote: str) -> Iterator[str]:
    """Yield the calls of the answer that the quote does not have so: ``O(n)`` is no part of ``O(n log n)``."""
    there = "".join(quote.casefold().split())
    for found in _CALL.finditer(answer):
        if "".join(found[0].casefold().split()) not in there:
            yield found[0]


def _is_name(text: str, start: int, word: str) -> bool:
    """Return whether a word of an English text is a name: a capital inside a sentence, or a spelling as in code."""
    if any(sign.isdigit() or sign in "_+#" for sign in word) or any(sign.isupper() for sign in word[1:]):
        return True
    before = text[max(start - 2, 0) : start].strip()
    first = not before or before[-1] in ".!?:"
    return (word[0].isupper() and not first) or (len(word) == 1 and word not in "aAI")


def _translated(question: str, answer: str, quote: str, source: str) -> Iterator[str]:
    """Yield what a Chinese answer has beyond its English quote: only numbers, terms and negations can be compared."""
    if negations(answer) and not negations(quote):
        yield "the answer denies what the quote does not"
    states = "吗" in question or _STATES.search(answer) is not None
    if states and negations(quote) and not negations(answer) and not negations(question):
        yield "the quote denies what the answer does not"
    quoted, asked = words_of(quote), words_of(question)
    for term in latin_words(answer):
        if not (has_word(term.text, quoted) or has_word(term.text, asked) or numbers_of(term.text)):
            yield f"the quote does not say: {_short(term.text)}"
    shown = f"{question} {answer}"
    terms = {word.text.casefold() for word in latin_words(shown)}
    if len(terms) > 1 and not numbers_of(shown) and not any(has_word(term, quoted) for term in terms):
        yield "the quote has none of its terms"
    if not numbers_of(shown) and not any(has_word(term, words_of(source)) for term in terms):
        yield "nothing of it can be looked up in the source"


def _same_language(question: str, answer: str, quote: str, source: str, *, is_copied: bool) -> Iterator[str]:
    if not is_copied and (new := new_words(question, answer, quote, source)):
        yield f"the quote does not say: {_short(new)}"
    if word := turned_word(question, answer, quote):
        yield f"the quote says the contrary of: {_short(word)}"
