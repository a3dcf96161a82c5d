"""What deckgen itself says on a card, by the deck's language; the words stand in `words/`, one file a language."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import msgspec

import deckgen.language.words
from deckgen.language.scripts import cjk_share
from deckgen.language.spoken import CJK_FROM, LATIN_SCRIPT, east_asian, han_script, latin_language

_ENGLISH_FROM = 12
"""Characters from which a text of Latin letters alone is no mere name."""


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language, by what they are for; what stands in braces is filled in."""

    language: str
    what_does_it_say: str  # the front of a reading note, below its title
    what_is_it_for: str  # the same of a tool or a repository
    what_does_it_show: str  # of a paper
    what_does_it_teach: str  # of a course or a book
    which_links: str  # the front of a topic note
    more_links: str  # ends the list of a topic note; {place} names the posts where the rest stands
    extract: str
    links: str
    one_link: str
    reading: str  # name of the subdeck of reading and topic notes
    questions: str  # name of the subdeck of all others
    about_deck: str  # the description of the top deck; {page} names the blog
    report: str  # a small link on each card, to where mistakes are told
    within: str  # {home}: {question}
    in_topic: str  # {thing} of {topic}
    what_is: str
    what_are: str
    which_command: str  # {task} is a deed in the author's words
    what_does: str  # of a command or a function
    which_cell: str  # {column} is the header of a table's column, {thing} the name of one of its rows
    full_form: str  # of an abbreviation
    short_form: str
    is_ruled: bool = False  # the definition names the language: no text changes it


SPOKEN = tuple(sorted(module.name for module in pkgutil.iter_modules(deckgen.language.words.__path__)))
"""Names of all our words; one with a script behind its language (zh_hant) is another way to write that."""
LANGUAGES = tuple(name for name in SPOKEN if "_" not in name)
"""Codes of the languages that deckgen has words in."""
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""What says behind the code of Chinese that it is written so (RFC 5646)."""


def reading_prompts(words: Phrases) -> tuple[str, ...]:
    """Return all that the front of a reading or topic note may ask, titles that ask by themselves aside."""
    kinds = (words.what_does_it_say, words.what_is_it_for, words.what_does_it_show, words.what_does_it_teach)
    return (*kinds, words.which_links)


@lru_cache(maxsize=64)
def phrases(language: str, *, is_ruled: bool = False) -> Phrases:
    """Return our words in a language (zh, zh-TW, en, pt-BR); the English ones for a language that we do not speak."""
    code, *more = language.lower().replace("_", "-").split("-")
    code = "zh_hant" if code == "zh" and not _TRADITIONAL.isdisjoint(more) else code
    module = importlib.import_module(f"deckgen.language.words.{code if code in SPOKEN else 'en'}")
    words: Phrases = module.WORDS
    return msgspec.structs.replace(words, is_ruled=True) if is_ruled else words


def phrases_of_text(text: str, default: Phrases) -> Phrases:
    """Return our words in the language that a text is written in; ``default`` where it shows none, or rules."""
    if default.is_ruled:
        return default
    share = cjk_share(text)
    if share > CJK_FROM:
        return _of_east_asian(text, default)
    return _of_latin(text, default, _ENGLISH_FROM) if share == 0.0 else default


def phrases_of_post(text: str, default: Phrases, least: int, most_cjk: float) -> Phrases:
    """Return our words in the language of a sample of a post: of ``least`` characters or more, if they are Latin."""
    share = cjk_share(text)
    if share >= CJK_FROM:
        return _of_east_asian(text, default)
    return _of_latin(text, default, least) if share <= most_cjk else default


def _of_east_asian(text: str, default: Phrases) -> Phrases:
    language = east_asian(text, default.language)
    if language != "zh":
        return phrases(language)
    script = han_script(text)
    return default if not script and default.language == language else phrases(f"zh-{script}")


def _of_latin(text: str, default: Phrases, least: int) -> Phrases:
    language = latin_language(text)
    if language and (default.language not in LATIN_SCRIPT or len(text) > least):
        return phrases(language)
    if default.language in LATIN_SCRIPT:
        return default
    return phrases("en") if len(text) > least else default
