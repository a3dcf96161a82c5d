"""R1: whether a card that a model wrote is true to the text that it was given, as far as a program can tell.

Takes the plain text of a card, of its quote and of the source; gives the faults. It never mends a card, and never
accepts one: what passes here has only not been caught. It proves what can be looked up, and judges no meaning: which of
two things a sentence is about, and words put the other way round, are a judge's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from deckgen.cards.gates import Fault, Weight
from deckgen.language.negation import negations
from deckgen.language.scripts import CJK
from deckgen.language.spoken import latin_language
from deckgen.llm.grounding.numbers import numbers_astray, numbers_of
from deckgen.llm.grounding.polarity import turned_word
from deckgen.llm.grounding.text import passage, readable
from deckgen.llm.grounding.words import STOP_WORDS, Word, has_word, latin_words, new_words, words_of
from deckgen.patterns import regex

_SIGNS = regex(rf"[{CJK}]")
_GLOSS = regex(r"(?<=\w)\s+\(([^()]{2,80})\)(?=[\s.,;]|$)")
"""What an answer says in brackets: another name of what it says, from elsewhere in the source."""
_ALIGNED = regex(r"(?<!\\)&")
"""Where TeX lines up the parts of a formula, which shows nothing."""
_CODE = regex(r"(?<![\w.])[A-Za-z_][\w.]{0,40}\([^()\n]{1,80}\)|\$\$[^$]{1,200}\$\$")
_COUNTED = frozenset({"", "en"})
"""Languages whose words for numbers are known here; Chinese has no Latin letters to tell it by."""
_FEW = frozenset("123456789两二三四五六七八九")
"""Numbers that a source may count out, or say as "both" and "double", without stating them."""
_SHOWS_LANGUAGE = 1_000
"""Characters of a source that show its language."""
_CAPITALS = frozenset({"de"})
"""Languages in which a capital tells no name."""


def grounding_faults(
    question: str, answer: str, detail: str, quote: str, source: str, head: str = ""
) -> Iterator[Fault]:
    """Yield the ways in which a card says what its source does not.

    Takes plain text: the card's question, answer and detail (may be empty), the quote that the model gave for it, the
    whole text that the model was given, and its title and headings. Yields R1 faults; that there are none proves
    nothing.

    What stands nowhere in the text is fatal. What stands elsewhere in it, other words than those of the quote, or a
    negation more or less, are a doubt, for a paraphrase may be true: a judge, or another wording, may clear it.
    """
    question, answer, detail, quote, source, head = map(readable, (question, answer, detail, quote, source, head))
    source = f"{head} {source}".strip()
    shown, quote = quote, passage(quote, source)  # as the source has it: what the model changed in it says nothing
    if not quote:
        yield Fault("R1", Weight.FATAL, f"the quote does not stand in the source: {_short(shown)}")
        return
    for message in _facts_astray(question, answer, detail, quote, source):
        yield Fault("R1", Weight.FATAL, message)
    for message in _doubts(question, answer, detail, quote, source, head):
        yield Fault("R1", Weight.STRUCTURAL, message)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _facts_astray(question: str, answer: str, detail: str, quote: str, source: str) -> Iterator[str]:
    """Yield what can be looked up and is nowhere: numbers and terms; code may be spelled otherwise."""
    language = _language(source)
    places = (question, quote, source)  # the quote before the whole, of which it is a part: mostly it is enough
    for text in (answer, detail):
        found = numbers_astray(text, *places, whatever_unit=True) if language in _COUNTED else ()
        for number in (shown for shown in found if shown.rstrip("times倍 ") not in _FEW):
            yield f"a number that is not stated so: {_short(number)}"
        for word in _terms_astray(text, quote, language, places):
            yield f"a term that the source does not have: {_short(word)}"


def _doubts(question: str, answer: str, detail: str, quote: str, source: str, head: str) -> Iterator[str]:
    """Yield what the quote does not prove, though the source may."""
    near, language = (head, question, quote), _language(source)
    if "$$" not in answer:
        answer = _GLOSS.sub(lambda found: "" if passage(found[1], source) else found[0], answer)
    if not passage(answer.replace("$$", " "), quote.replace("$$", " ")):
        found = [*numbers_astray(answer, *near, whatever_unit=language not in _COUNTED), *_code_astray(answer, quote)]
        found += _terms_astray(answer, quote, language, near)
        if _is_translated(answer, quote):
            found += _translated(question, answer, quote)
        elif new := new_words(question, answer, f"{head} {quote}"):
            found.append(new)
        yield from (f"the quote does not say: {_short(fact)}" for fact in found)
    if detail and not _is_translated(detail, source) and (new := new_words("", detail, source)):
        yield f"the source does not say: {_short(new)}"
    if not _is_translated(answer, quote) and (word := turned_word(question, answer, quote)):
        yield f"the quote says the contrary of: {_short(word)}"


def _terms_astray(text: str, quote: str, language: str, places: Sequence[str]) -> Iterator[str]:
    """Yield the words of a text that none of the places has: any where it or its quote is Chinese, else names."""
    must_stand = bool(_SIGNS.search(quote) or _SIGNS.search(text))
    numbered = {at for number in numbers_of(text) for at in range(number.start, number.end)}
    for word in latin_words(text):
        if word.start in numbered or not (must_stand or _is_name(text, word, language)):
            continue
        if word.text.casefold() not in STOP_WORDS and not any(has_word(word.text, words_of(place)) for place in places):
            yield word.text


def _code_astray(answer: str, place: str) -> Iterator[str]:
    """Yield the calls and formulas of an answer that a place does not have so: ``O(n)`` is none in ``O(n log n)``."""
    there = "".join(place.casefold().split())
    unaligned = _ALIGNED.sub("", there)
    for found in _CODE.finditer(answer):
        said = "".join(found[0].casefold().split())
        if said.strip("$") not in (unaligned if said.startswith("$") else there):
            yield found[0]


def _is_name(text: str, word: Word, language: str) -> bool:
    """Return whether a word is a name: a capital inside a sentence, or a spelling as in code."""
    said = word.text
    if any(sign.isdigit() or sign in "_+#" for sign in said) or any(sign.isupper() for sign in said[1:]):
        return True
    if len(said) == 1:
        return said not in "aAI"
    before = text[max(word.start - 2, 0) : word.start].strip()
    is_first = not before or before[-1] in ".!?:"
    return said[0].isupper() and not is_first and language not in _CAPITALS


@lru_cache(maxsize=64)
def _language(source: str) -> str:
    return latin_language(source[:_SHOWS_LANGUAGE])


def _is_translated(text: str, place: str) -> bool:
    return bool(_SIGNS.search(text)) and not _SIGNS.search(place)


def _translated(question: str, answer: str, quote: str) -> Iterator[str]:
    """Yield what an answer leaves open whose quote is in another script: numbers, terms and negations are looked up."""
    if negations(answer) and not negations(quote):
        yield "a denial"
    shown, there = f"{question} {answer}", words_of(quote)
    if not numbers_of(shown) and not any(has_word(word.text, there) for word in latin_words(shown)):
        yield "any of its terms"
