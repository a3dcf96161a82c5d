"""A list of terms, each with what it is or does, and definition lists.

    - **Overfitting**: the model learns noise      - `ls` - lists a folder      Term
    - **Bias** - what it gets wrong                - `cd` - goes into one       : what it is

A list is one of terms where nearly all of its items are laid out so. Where its heading says that it is a glossary, all
are asked, else those that say what they are: what is only told about a name is no definition of it. Names of files,
fields and code that its own words spell ask nothing. In plain words the sign is "：".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from deckgen.cards.aspects import WHAT_DOES, WHAT_IS
from deckgen.cards.forms.alone import says_beside_links
from deckgen.cards.forms.asked import content_of
from deckgen.cards.forms.code_names import is_field, is_own_code
from deckgen.cards.forms.lists import is_no_name, names_no_things, owner_of
from deckgen.cards.forms.long_answers import answer_parts, paragraph
from deckgen.cards.forms.make import language_of, language_of_words, lines_of, question_card, shows_language
from deckgen.cards.forms.names import bare_name, is_name, nearest_thing, topic_beside, unquoted, without_article
from deckgen.cards.forms.passages import ReadItem
from deckgen.cards.leans import leans_back, points_back
from deckgen.cards.sentences import length, sentences, trimmed
from deckgen.language.asking import is_marked
from deckgen.language.columns import names_property
from deckgen.language.deeds import is_deed
from deckgen.language.defining import is_glossary as is_glossary_heading
from deckgen.language.defining import says_deed, says_what
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import thing_of_heading
from deckgen.language.in_prose import says_nothing
from deckgen.language.no_definition import defines
from deckgen.language.phrases import Phrases
from deckgen.language.scripts import HAN, cjk_share
from deckgen.markdown.text import blocks_text, plain_text
from deckgen.model import Block, BlockKind, Blocks, Card, Hold, Inline, InlineKind, Label, Parts
from deckgen.patterns import regex

ASPECT = "term"
_PARAGRAPH, _TEXT = BlockKind.PARAGRAPH, InlineKind.TEXT
_LIST, _DEFINITIONS = BlockKind.LIST, Label.DEFINITIONS
_SET_OFF = frozenset({InlineKind.STRONG, InlineKind.CODE})
_SIGN = regex(r"\s*(?:[:：]|[-–—]{1,3}(?=\s)|——)\s*")
_SIGN_INSIDE = regex(r"\s*[:：]\s*$")
_PLAIN = regex(rf"(?P<term>[{HAN}A-Za-z0-9 ·+#-]{{2,20}})：\s*(?=\S)")
_OF_GLOSSARY = regex(r"(?P<term>[^:：\n–—]{2,60}?)(?:\s?[:：]\s*|\s+[-–—]{1,3}\s+|\s?——?\s?)(?=[^\s/:])")
_ALIAS = regex(r"\s*(?P<alias>[（(][^（）()\n]{1,60}[）)])\s*(?=[:：–—-])")
_WORD_CLASS = regex(r"[（(]\s*[a-z]{1,4}\.(?:\s*[a-z]{1,4}\.)?\s*[）)]", re.I)
"""What a dictionary says of a word: (n.), (v. tr.)."""
_FEWEST, _FEWEST_PLAIN = 2, 3
_ECHO = 5
"""So many times as long as its name is what only says it again."""
_LITTLE = 0.25
"""A few words (see ``length``)."""
_SHORTEST = 4
"""Characters of what is said of a term."""
_ASIDES = regex(r"[（(][^（）()]*[）)]")
_ASIDE = regex(r"[（(][^（）()]*[）)]\W*")
_CAPTION = regex(r"\{#[\w:-]+[^{}]*\}\s*$")
"""The caption of a table, in Pandoc's words: ": Lids and pots {#tbl-lids}"."""
_QUOTED = regex(r"\A[\"“„'‘«](?P<name>[^\"“”„'’«»]+)[\"”“'’»]\Z")
_CODED = regex(r"[a-z]+(?:[A-Z_]\w*)+")


_UNDEFINED = "R4: what stands behind it does not say what it is"


class _Term(NamedTuple):
    """A term of a list and what is said of it."""

    name: str
    is_code: bool
    says: tuple[Block, ...]
    quote: str
    is_defined: bool = True  # what stands behind it says what it is or does
    does: bool = False  # asked what it does, as the code of its list is
    alias: str = ""  # in brackets behind its name, with the blank before them


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each term of the lists of a section."""
    seen: set[str] = set()
    for number, block in enumerate(item.blocks):
        found = _terms(block, thing_of_heading(item.title))
        if found and block.label != _DEFINITIONS and names_no_things(item, number):
            continue
        said = " ".join(blocks_text(term.says) for term in found)
        speak = language_of_words(said, language_of(item, words)) if found else words
        for term in found:
            owner = owner_of(item.blocks, number) if term.is_code else ""
            topic = owner.split(" -")[0] if owner != term.name else ""
            topic = topic or topic_beside(term.name, item, is_code=term.is_code)
            is_lost = not topic and _is_anyones(term, block, item)
            if fold(term.name) not in seen and not is_lost and not _is_foreign(term, item):
                seen.add(fold(term.name))
                yield _card(item, term, topic, speak)


def _is_anyones(term: _Term, block: Block, item: ReadItem) -> bool:
    """Return whether a term is an option, or a word of a program's in a list that nothing names."""
    is_word = term.is_code and is_field(term.name) and block.label != Label.DEFINITIONS
    return term.name.startswith("-") or (is_word and not nearest_thing(item))


def _is_foreign(term: _Term, item: ReadItem) -> bool:
    """Return whether what looks like an English article is a word of another language: "a carico del cittadino"."""
    said = squeeze(blocks_text(term.says[:1]))
    return said.startswith("a ") and not shows_language("en", said, item)


def _card(item: ReadItem, term: _Term, topic: str, speak: Phrases) -> Card:
    head, rest = answer_parts(term.says)
    parts = Parts(thing=_QUOTED.sub(r"\g<name>", term.name) + term.alias, topic=topic)
    more = Blocks(tuple(rest))
    ask = WHAT_DOES if term.does else WHAT_IS if term.is_code else None
    card = question_card(
        item, ASPECT, speak, parts, content_of(head), term.quote, ask=ask, subject=term.name, Detail=more
    )
    fields = {name: content for name, content in card.fields.items() if name != "Quote"}  # it is the answer itself
    card = msgspec.structs.replace(card, fields=fields, is_split=bool(rest))
    if term.is_defined or card.hold:
        return card
    # Not silent: a learner may have it from before its words were put right.
    return msgspec.structs.replace(card, hold=Hold.GATE, reason=_UNDEFINED)


def _is_thing(term: _Term) -> bool:
    return _is_defined(term) or without_article(squeeze(blocks_text(term.says)))[0] != ""


def _terms(block: Block, heading: str) -> Sequence[_Term]:
    if block.kind is not _LIST:
        return []
    if block.label == _DEFINITIONS:
        if any(_CAPTION.search(blocks_text((entry,))) for entry in block.children):
            return []
        found = [term for entry in block.children for term in _defined(entry) if _is_term(term, heading)]
        return [term._replace(does=term.is_code and not _is_thing(term)) for term in found]
    plain = (_plain_of_glossary, _FEWEST) if is_glossary_heading(heading) else (_plain, _FEWEST_PLAIN)
    for read, fewest in ((_set_off, _FEWEST), plain):
        entries = [read(entry) for entry in block.children]
        terms = [term for term in entries if term is not None]
        if len(terms) >= fewest and len(terms) >= len(entries) - (len(entries) > _FEWEST_PLAIN):
            return _of_list(terms, heading, are_steps=block.start > 0)
    return []


def _of_list(terms: Sequence[_Term], heading: str, *, are_steps: bool) -> list[_Term]:
    """Return the terms that a list asks for; in a numbered one code is a step."""
    if any(_CODED.fullmatch(term.name) for term in terms):  # a record, also where its names are only bold
        terms = [term._replace(is_code=True) if is_field(term.name) else term for term in terms]
    codes = [term for term in terms if term.is_code]
    deeds = sum(says_deed(plain_text(_opening(term.says)).partition("\n")[0]) for term in codes)
    if not is_glossary_heading(heading):
        are_deeds = 2 * deeds >= len(codes) and not are_steps
        terms = [term._replace(is_defined=_may_define(term, are_deeds=are_deeds)) for term in terms]
    things = sum(term.is_code and _is_thing(term) for term in terms)
    is_latin = not cjk_share("".join(blocks_text(term.says) for term in terms))
    are_things = 2 * things > len(codes) or (is_latin and not deeds)
    terms = [term._replace(does=term.is_code and not are_things) for term in terms if _is_term(term, heading)]
    return terms if any(term.is_defined for term in terms) else []


def _may_define(term: _Term, *, are_deeds: bool) -> bool:
    """Return whether what is said of a term says what it is; of code, in a list of deeds, what it does."""
    is_defined = _is_defined(term) and (term.is_code or (defines(_sentence(term)) and not is_deed(term.name)))
    said = unquoted(_sentence(term))
    is_deed_of_code = term.is_code and are_deeds and said == bare_name(said)  # behind an article stands a thing
    return (is_defined or is_deed_of_code) and not _praises(term) and not _leans(term)


def _is_defined(term: _Term) -> bool:
    return says_what(plain_text(_opening(term.says)), term.name)


def _sentence(term: _Term) -> str:
    """Return the first sentence of what is said of a term."""
    runs = sentences(_opening(term.says))
    return plain_text(runs[0]).strip(" .。；;:：") if runs else ""


def _opening(blocks: Sequence[Block]) -> Sequence[Inline]:
    """Return the paragraph that opens what is said, also the first item of a list; empty if none does."""
    while blocks and blocks[0].kind in (BlockKind.LIST, BlockKind.ITEM):
        blocks = blocks[0].children
    return blocks[0].inlines if blocks and blocks[0].kind is _PARAGRAPH else ()


def _leans(term: _Term) -> bool:
    """Return whether what opens the answer means what stands elsewhere: "this task ..."."""
    return leans_back(_sentence(term)) != "" or points_back(blocks_text(term.says))


def _is_term(term: _Term, heading: str) -> bool:
    name, said = term.name, squeeze(blocks_text(term.says))
    is_no_thing = is_no_name(name) or is_marked(name) or (names_property(name) and not term.is_code)
    if is_no_thing or _says_nothing(term) or _gives_away(name, said):
        return False
    if term.is_code and is_own_code(name, squeeze(blocks_text(term.says[:1])), heading):
        return False
    return (
        (term.is_code or is_name(name + term.alias, marked=True))
        and len(said) >= _SHORTEST
        and (any(map(str.isalpha, said)) and not is_marked(said))
    )


def _says_nothing(term: _Term) -> bool:
    """Return whether what is said of a term asks, as what to look for does, or is but links or words in brackets."""
    first = term.says[0] if term.says else None
    asks = first is not None and any(is_marked(plain_text(run)) for run in sentences(first.inlines)[:1])
    said = squeeze(blocks_text(term.says))
    is_aside = _ASIDE.fullmatch(said) is not None or says_nothing(said) or (first is not None and _is_code(first))
    return asks or is_aside or not says_beside_links(term.says)


def _is_code(block: Block) -> bool:
    """Return whether a value or a path is all that is said."""
    said = [each for each in block.inlines if each.kind is not _TEXT or any(map(str.isalnum, each.text))]
    return bool(said) and all(inline.kind is InlineKind.CODE for inline in said)


def _praises(term: _Term) -> bool:
    """Return whether a few words of praise are all that is said of a term, or a few of its values."""
    said = squeeze(blocks_text(term.says)).rstrip(" .。")
    return len(term.says) == 1 and length(said) <= _LITTLE and not defines(said)


def _gives_away(name: str, said: str) -> bool:
    """Return whether what is said of a term is little more than its name: `http`: HTTP alone."""
    bare, told = (re.sub(r"[\W_]+", "", fold(text)) for text in (name, _ASIDES.sub("", said)))
    return len(bare) > 1 and bare in told and len(told) <= _ECHO * len(bare)


def _set_off(entry: Block) -> _Term | None:
    """Read an item that opens with a bold or code term and a sign behind it, or at its end."""
    first = entry.children[0] if entry.children else None
    if first is None or first.kind is not _PARAGRAPH or not first.inlines or first.inlines[0].kind not in _SET_OFF:
        return None
    lead, rest = first.inlines[0], first.inlines[1:]
    name = squeeze(plain_text([lead]))
    is_code = lead.kind is InlineKind.CODE or (len(lead.children) == 1 and lead.children[0].kind is InlineKind.CODE)
    is_code = is_code and not cjk_share(name)  # what a page or a screen shows is a label
    if lead.kind is InlineKind.STRONG and _SIGN_INSIDE.search(name):
        return _term(_SIGN_INSIDE.sub("", name), rest, entry, is_code=is_code)
    if not rest or rest[0].kind is not _TEXT:
        return None
    alias = _ALIAS.match(rest[0].text)
    sign = _SIGN.match(rest[0].text, alias.end() if alias is not None else 0)
    if sign is None:
        return None
    said = (msgspec.structs.replace(rest[0], text=rest[0].text[sign.end() :]), *rest[1:])
    term = _term(name, said, entry, is_code=is_code)
    if term is None or alias is None or _WORD_CLASS.fullmatch(alias["alias"]) is not None:
        return term
    return term._replace(alias=rest[0].text[: alias.end("alias")])


def _plain_of_glossary(entry: Block) -> _Term | None:
    return _plain(entry, _OF_GLOSSARY)


def _plain(entry: Block, shape: re.Pattern[str] = _PLAIN) -> _Term | None:
    first = entry.children[0] if entry.children else None
    lead = first.inlines[0] if first is not None and first.kind is _PARAGRAPH and first.inlines else None
    found = shape.match(lead.text) if lead is not None and lead.kind is _TEXT else None
    if first is None or lead is None or found is None:
        return None
    said = (msgspec.structs.replace(lead, text=lead.text[found.end() :]), *first.inlines[1:])
    return _term(found["term"].strip(), said, entry, is_code=False)


def _defined(entry: Block) -> Iterator[_Term]:
    """Read an item of a definition list: its terms, each on a line of its own, and all that is said of them below."""
    first = entry.children[0] if entry.children else None
    if first is None or first.label != Label.TERM or not entry.children[1:] or not first.inlines:
        return  # a term that is all a formula is a block of its own
    for line in filter(None, map(trimmed, lines_of(first.inlines))):
        name = squeeze(plain_text(line))
        yield _Term(name, line[0].kind is InlineKind.CODE, entry.children[1:], squeeze(blocks_text(entry.children)))


def _term(name: str, said: Sequence[Inline], entry: Block, *, is_code: bool) -> _Term | None:
    run = trimmed(said)
    blocks = (*((paragraph(run, entry.first),) if run else ()), *entry.children[1:])
    return _Term(name, is_code, blocks, squeeze(blocks_text(entry.children))) if blocks else None
