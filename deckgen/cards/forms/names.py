"""Which words are a name that a card may ask by, and the thing around a section that says where it belongs.

A name is a thing that the section's headings name, words that the author set off, or Latin words, with or without a
few Chinese ones beside them. Chinese words of a sentence are none: nothing shows where a name among them ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from deckgen.cards.leans import leans
from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading, names_field, thing_of_heading
from deckgen.language.in_prose import is_file_name
from deckgen.language.labels import is_label
from deckgen.language.scripts import CJK, HAN, QUOTES
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind, StudyItem
from deckgen.patterns import regex

_MARKS = f"{QUOTES}*`"
"""What an author puts around a name."""
_INNER_QUOTE = regex(r"(?<!\w)[„“‟\"'‚‘«»「『《]|[”“\"'’»」』》](?!\w)")
_LONGEST = 40
_LONGEST_HOME = 16
_LATIN = r"[A-Za-zΑ-ω][\wΑ-ω.+#/*'’&-]*(?: [A-Za-zΑ-ω\d][\wΑ-ω.+#/*'’&-]*){0,4}"
_NAME = regex(rf"(?:\d{{1,2}}-?)?{_LATIN}|[{HAN}·]{{0,6}} ?{_LATIN}|{_LATIN} ?[{HAN}·]{{1,6}}", re.ASCII)
_SMALL = regex(
    r"[的了是在和与或及但而也就都被把为从对将让使有不]|[？?！!]|"
    r"^(?:an?|the|if|when|while|in|on|at|for|to|from|by|with|as|and|or|but|so|there|here|some|any|all|each|every|both|"
    r"another|other|which|who|how|why|where|not|no|then|also|however|because|since|note|see|first|second|finally|"
    r"using|most|many|more|example|after|before|once|unlike|like|thus|today|now|step|figure|chapter|part)\b|"
    r"\b(?:is|are|was|were|has|have|can|will|of|and|or|the|a|to)$",
    re.I,
)
"""Words that join names and are no part of one."""
_WORD = regex(r"[A-Za-z][A-Za-z0-9+#.-]{2,}")
_TELLS = regex(
    r"[？?！!。，,：:（]|^[\u2190-\u2bff\U0001f000-\U0001faff]|^(?:how|why|when|what)\b|"
    rf"如何|怎[么样]|为[什何]|[{HAN}]{{5}}.{{0,9}}的|\d{{4}}", re.I
)
"""A heading that asks, tells, is dated, or opens with a picture, as the parts of a page do."""
_DEED = regex(r"[\u3040-\u309f][うくぐすつぬぶむる]$|[をに]\S+[うくぐすつぬぶむる]$")
"""A heading of a step, in Japanese: 設定ファイルを開く, 使ってみる."""
_BULLET = regex(r"^(?:[■□●○◆◇▶▷►▼▽★☆◎]\s*|[A-Z]\. (?=\S))+")
_COULD_BE_MANY = regex(rf"[A-Za-z]{{1,4}}|[A-Z]?[a-z]+|[{HAN}]{{1,5}}")
_UNCASED = regex(rf"[{CJK}]")
_ANY_ARTICLE = regex(r"^(?:(?:an?|the|eine?|der|die|das|une?|una|l[ae]|el) |l['’])(?=\w)", re.I)
_ARTICLE = regex(r"(an?|the) (?=\w)", re.I)
SET_OFF = frozenset({InlineKind.STRONG, InlineKind.EMPH, InlineKind.CODE})
_BRACKETS = regex(r"\s*[（(]([^（）()]+)[）)]$")
_LISTS = regex(r"[,，、;&]|\b(?:etc|usw)\b")
"""Of what stands in brackets: it counts what is told of a thing, and is no other name."""
_OF = regex(r"(?P<first>.+?) (?:of|de|du|des|del|der|von) .+|.+的(?P<last>.+)")
_WITHIN = regex(r" (?:an?|the) ")
_PLURAL = regex(r"(?<=[a-z]{3})s\b")


def is_name(text: str, *, marked: bool = False) -> bool:
    """Return whether a text is a name; ``marked``: its author set it off (bold, code), so any short words will do."""
    text = text.strip(_MARKS)
    if not 1 < len(text) <= _LONGEST or is_label(text) or is_generic_heading(text) or leans(text):
        return False
    if _SMALL.search(text):
        return False
    if _NAME.fullmatch(text) is None:
        return marked and re.search(r"[，。：；、,;:=\n]", text) is None
    return marked or not text.islower()


def things_of(item: StudyItem) -> tuple[str, ...]:
    """Return the things that a section's headings name, the nearest first.

    A heading moves up and down as a post grows ("Keras" > "概述"); what the text says of its thing stays.
    """
    return _things((item.title, *reversed(item.sources[0].headings[:-1]), item.topic))


@lru_cache(maxsize=1024)
def _things(headings: tuple[str, ...]) -> tuple[str, ...]:
    bare = [_BULLET.sub("", heading) for heading in headings]
    things = [thing_of_heading(heading) for heading in bare if not is_generic_heading(heading)]
    return tuple(dict.fromkeys(thing for thing in things if 1 < len(thing) <= 60))


def home_of(item: StudyItem) -> str:
    """Return the thing that a section belongs to: the nearest name in Latin letters, else the topic; or nothing.

    "常用操作" says nothing without the "Mysql" above it; a heading that asks or tells is no name.
    """
    things = [thing for thing in things_of(item) if len(thing) <= _LONGEST_HOME and _is_field(thing)]
    topic = thing_of_heading(item.topic)
    return next((thing for thing in things if _WORD.search(thing) and is_name(thing)), topic if topic in things else "")


def nearest_thing(item: StudyItem) -> str:
    """Return the nearest thing that a heading names, of whatever length; or nothing."""
    return next((thing for thing in things_of(item) if len(thing) <= _LONGEST and _is_field(thing)), "")


def _is_field(heading: str) -> bool:
    """Return whether a heading names what other things belong to: it does not ask or tell, and is no part of a page."""
    tells = _TELLS.search(heading) is not None or leans(heading) != ""
    return not tells and names_field(heading) and not is_file_name(heading) and not _DEED.search(heading)


def topic_beside(name: str, item: StudyItem, *, is_code: bool = False) -> str:
    """Return what is to stand beside a name that alone could be many things; empty if it says enough.

    Among words with capitals any heading looks like a name ("Study plan"): the line below the question places it there.
    An option or a word of code is some program's: ``-d`` alone could be any one's.
    """
    if is_code and " " not in name:
        program = "" if says(item.title, name) else without_brackets(home_of(item) or nearest_thing(item))[0]
        return "" if names_thing(name, program) or names_thing(program, name) else program
    home = home_of(item) if _UNCASED.search(f"{item.title}{item.text}") else ""
    if not home or _COULD_BE_MANY.fullmatch(name) is None:
        return ""
    is_said = fold(name) in fold(home) or fold(home) in fold(name) or fold(name) == fold(thing_of_heading(item.title))
    return "" if is_said else home


def names_thing(text: str, name: str) -> bool:
    """Return whether a text names a thing: in whole, or by a Latin word of it."""
    folded = fold(text)
    return fold(name) in folded or any(fold(word) in folded for word in _WORD.findall(name))


def without_article(name: str) -> tuple[str, str]:
    """Return the article of an English name in small letters, empty if it has none, and the name without it."""
    found = _ARTICLE.match(name)
    return (found[1].lower(), name[found.end() :]) if found else ("", name)


def bare_name(term: str) -> str:
    """Return a term that is set off without the quotation marks around it and the article in any language before it."""
    return _ANY_ARTICLE.sub("", unquoted(term))


def unquoted(name: str) -> str:
    """Return a name without the marks around it; where one of a pair stands inside, both stay: Cherry 'Sunburst'."""
    whole, bare = name.strip(), name.strip(_MARKS)
    is_cut = whole.startswith(bare) != whole.endswith(bare)
    return whole if is_cut and _INNER_QUOTE.search(bare) else bare


def set_off(run: Sequence[Inline]) -> str:
    """Return the bold, italic or code word that opens a run behind no more than an article, and is not all of it."""
    places = run[1:] if run[0].kind is InlineKind.TEXT and bare_name(run[0].text + "x") == "x" else run
    return bare_name(plain_text(places[:1])) if len(places) > 1 and places[0].kind in SET_OFF else ""


def without_brackets(name: str) -> tuple[str, str]:
    """Return a name without what stands in brackets behind it, and that; empty if nothing does."""
    found = _BRACKETS.search(name)
    return (name[: found.start()], found[1]) if found else (name, "")


def name_of(said: str, thing: str) -> str:
    """Return the name to ask by, if a sentence's subject is a heading's thing; else an empty text.

    The sentence may use the whole name, the one in brackets, a plural, a fuller one ("OpenAI Gym" below "Gym"), or say
    of what ("the rank of a matrix" below "Rank").
    """
    name, heading = fold(said), fold(without_article(thing)[1])
    bare, inside = without_brackets(heading)
    if name == bare != heading and _LISTS.search(inside):
        return without_brackets(without_article(thing)[1])[0]
    if name in (heading, bare, inside):  # a file's name may be all in small letters
        return said if thing.islower() and not said[1:].islower() and said.isascii() else without_article(thing)[1]
    if _plain(name) in map(_plain, (heading, bare, inside)):
        return said  # in its own number
    of = _OF.fullmatch(name)
    if of is not None and (of["first"] or of["last"]) == bare:
        return said
    words = name.split()
    is_fuller = heading.isascii() and heading in (words[:1] + words[-1:]) and 1 < len(words) <= 3
    return said if is_fuller and said.isascii() else ""


def name_in(said: str, item: StudyItem) -> str:
    """Return the name to ask by, if a heading of a section names what a sentence speaks of; else an empty text."""
    return next((name for thing in things_of(item) if (name := name_of(said, thing))), "")


def _plain(name: str) -> str:
    """Return a name without what a plural, a hyphen or an article within makes of it."""
    return _WITHIN.sub(" ", _PLURAL.sub("", name.replace("-", " ")))


def says(text: str, name: str) -> bool:
    """Return whether a text says a name, as words of its own where they are Latin."""
    told, name = fold(text), fold(name)
    if len(name) > 5 and " " not in name and name in told.replace(" ", ""):
        return True  # "status code" says statusCode
    if not name.isascii() or name not in told:
        return name in told
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", told) is not None
