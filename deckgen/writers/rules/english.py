"""What a term of English prose is: "A mutex is a lock that ...", "Osmosis is the movement of ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.model import Card
from deckgen.words import cjk_share, fold
from deckgen.writers.glossary import GLOSSARY
from deckgen.writers.names import asked_by, leans, uncapitalised
from deckgen.writers.own_links import own_link
from deckgen.writers.passages import Passage, ReadItem
from deckgen.writers.phrases import Phrases, phrases_of_text
from deckgen.writers.rules.definition import ASPECT, says_enough
from deckgen.writers.sentences import first_clause, is_whole, part, trimmed
from deckgen.writers.wording import question_card

_CUE = re.compile(r" (?:is|are) (?:an?|the|any|[a-z]+s) ")
_IS = re.compile(
    r"^(?:(?P<article>An?|The) )?(?P<name>[A-Za-z][\w.+#<>/'’-]*(?: [\w.+#<>/'’-]+){0,3}?)(?: \([^()]{2,60}\))? "
    r"(?:is (?P<what>(?:an?|the|any) [^.;:]{12,})|are (?P<what2>[a-z][^.;:]{12,}))[.]?$"
)
_TELLS = re.compile(
    r"^(?:(?:an?|the|any) )?(?:[\w'’-]+,? ){1,7}?(?:that|which|whose|who|where|in which|by which|of|for|used|found|"
    r"with|without|between|from|in|on|to|at|after|before|consisting|made|designed|running|written)\b"
)
_OF_ONE_KIND = re.compile(r"^(?:[\w'’-]+ ){1,4}?(?:that|which|whose|used|found|made|designed) ")
_VAGUE = re.compile(
    r"^(?:(?:an?|the|any) )?(?:(?:very|really|quite|rather|pretty|fairly|most|more|so) )?(?:good|great|nice|bad|better|"
    r"best|worse|important|popular|common|useful|simple|easy|hard|big|small|huge|little|few|lot|bit|lack|combination|"
    r"matter|example|way|part|step|problem|result|reason|pain|waste|mistake|must|joke|shame|pity|walk|topic|subject|"
    r"question|answer|idea|kind of thing|key|core|main|first|second|last|next|only|same|one|thing|number of|case|sign|"
    r"name|word|term|fan|member|piece|bunch|mess|favou?rite|default|fact|instance|new|optional|no-op)\b|\bsimilar to\b|"
    r"^(?:not|also|still|now|often|usually|always|never|all|both)\b",
    re.I,
)
_NO_TERM = re.compile(
    r"^(?:this|that|these|those|it|there|here|he|she|they|we|you|i|one|another|other|each|every|both|all|any|some|no|"
    r"what|which|who|how|why|where|when|if|unless|while|though|although|since|because|until|whether|once|after|"
    r"before|than|in|on|at|for|to|from|by|with|as|and|or|but|so|my|our|your|his|her|its|"
    r"their)\b|"
    r"\b(?:answer|result|problem|issue|reason|question|point|goal|aim|trick|fix|solution|alternative|choice|"
    r"difference|thing|way|rest|next|first|second|third|last|other|main|best|worst|simplest|easiest|good|bad|"
    r"following|above|below|example|case|step|idea|story|lesson|advantage|disadvantage|drawback|benefit|downside|"
    r"purpose|author|book|post|article|chapter|section|today|time|life|people|everything|nothing|something|anything|"
    r"argument|parameter|option|property|field|method|flag|value|which|that|and|or|of|an?|the|to|there|is|be|if|when|returns?|true|false)s?\b",
    re.I,
)
_SENTENCE = re.compile(r"\b(?:and|but|so|if) (?:is|are|was|has|can|cannot|will|must|may|should|it|you|we)\b|\bso,")
"""What goes on to say what happens to a thing."""
_MOST_NAME = 40
_FEWEST_WORDS = 5


def english_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word one card a term: an English sentence that opens with it and says its kind and what sets it apart."""
    if not _CUE.search(item.text):
        return
    seen: set[str] = set()
    for passage in item.passages(_CUE):
        found = _IS.match(passage.text) if cjk_share(passage.text) == 0.0 else None
        if found is None or not _is_term(found, passage, item):
            continue
        group = "what" if found["what"] else "what2"
        what = first_clause(found[group])
        place = (found.start(group), found.start(group) + len(what))
        if fold(found["name"]) in seen or not _defines(what, group) or not is_whole(passage.run, *place):
            continue
        seen.add(fold(found["name"]))
        yield _card(item, passage, found, place, words)


def _card(item: ReadItem, passage: Passage, found: re.Match[str], place: tuple[int, int], words: Phrases) -> Card:
    speak = phrases_of_text(passage.text, words)
    name = uncapitalised(found["name"], item)
    article = found["article"].lower() + " " if found["article"] else ""
    ask = speak.what_are if found["what2"] else speak.what_is
    url, title = own_link(item.labelled_links, item.title, name)
    return question_card(
        item,
        ASPECT,
        name,
        ask.format(thing=article + asked_by(name, item, speak.in_topic)),
        trimmed(part(passage.run, *place), ends=". ;,"),
        passage.text,
        URL=url,
        LinkTitle=title,
    )


def _is_term(found: re.Match[str], passage: Passage, item: ReadItem) -> bool:
    """Say whether the words before "is" name a thing in general, and not one that the text has just spoken of."""
    name = found["name"]
    if _NO_TERM.search(name) or not 1 < len(name) <= _MOST_NAME or passage.is_aside:
        return False
    if found["article"] is None and not passage.is_first:
        return False  # a name amid other words is what they are about, more often than a term
    if found["what2"]:
        return found["article"] is None
    if found["article"] != "The":
        return True
    is_proper = re.search(r"[A-Z\d-]", name) is not None
    return is_proper or " " in name or (name not in GLOSSARY and name in fold(f"{item.title} {item.topic}"))


def _defines(what: str, group: str) -> bool:
    if len(what.split()) < _FEWEST_WORDS or _VAGUE.search(what) or leans(what) or not says_enough(what):
        return False
    if _SENTENCE.search(what):
        return False
    return (_TELLS if group == "what" else _OF_ONE_KIND).match(what) is not None
