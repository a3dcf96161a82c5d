"""What the words that a line opens with name: its bold or quoted words, the title that it cites, a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from deckgen.language.folding import squeeze
from deckgen.language.pointing import ends_small, is_small, is_titlelike
from deckgen.language.scripts import HAN, KANA, LATIN
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex
from deckgen.posts.links.decoration import undecorated
from deckgen.posts.links.units import find_links, has_link

SEPARATORS = " \t\u3000-—–―|¦:：·•→>»=,，;；*#+"
"""Signs that stand between a title and what is said of it."""
_YEAR_OR_AUTHORS = regex(
    r"\s*[（(]\s*(?:[A-Za-z’' .]+,?\s*)?(?:19|20)\d\d[^）)]*[）)].*$|\s+by\s+.*$"
    r"|,\s+[A-Z][\w-]+(?:,? (?:and|&) [A-Z][\w-]+| et al\b).*$|,\s+(?:19|20)\d\d\.?$"
)
_CLOSER_OF = MappingProxyType({"[": "]", "【": "】", "(": ")", "（": "）"})
ITEM_NUMBER = regex(r"^(?:\(?\d{1,3}[)）.、]\s*|\[\d{1,3}\]\s*)(?!\d)")
_QUOTED = regex(r"[“\"]([^“”\"]{6,200}?)[.,]?[”\"]")
_AUTHORS = regex(r"\bet al\b|(?:^|[\s,])[A-Z]\.(?:[\s,-]|$)|\((?:19|20)\d\d\)")
_READ_ON = regex(rf"[,.;]\s+[{LATIN}]+(?=\s)[^,;]{{0,30}}?(?:\d,\s+)?(?:19|20)\d\d\s*[,.:;]?\s*$")
"""On what day somebody read a page, in any language: "accessed May 3, 2024", "abgerufen am 3. Mai 2024"."""
_NAMES = regex(rf"(?:[A-Z\u00c0-\u00de][{LATIN}'’.-]+[ ,&]*(?:(?:and|et al|und|y|e)\b[ ,.]*)?){{2,}}\.?")
"""The names of authors behind a title that stands first."""
_TITLE_WORDS = regex(r"^[A-Z]\S* (?=.*\b[a-z]+\b)\S+ \S|^[A-Z]\S*(?: \S+){3}")
"""More words than the name of a person has."""
_CITATION_END = regex(r"(?<=et al)\.\s+|(?<![\s.-][A-Z])(?<!^[A-Z])(?<!et al)\.\s+")
SENTENCE_HEAD = regex(
    r"^(?:I|we|you|it|they|there|this|that|these|then|more|for more|see|read|check)\b"
    r"|\b(?:I|we|you|it|is|are|was|be|been|can|found|followed|see|read|check|available|visit|click|wrote|written|by|at"
    r"|on|in|from|of|with|and|or|the|a|an|to|my|our|his|her|their|this|that|these|about|using|via)$",
    re.I,
)
_DATE = regex(r"[（(\[【]?\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[）)\]】]?[\s:：—–-]*")
"""Stands before what took place on it, and is no part of its name."""
_INVITES = regex(r"^(?:[我你您他她它]们?(?!的)|想|更多|详细|具体|详情|如果|如需|感兴趣|有兴趣|欢迎|大家|完整)")
_LEADS_HERE = regex(
    r"[，,]?\s*(?:可|可以|都|就)?(?:参见|详见|参考|请看?|[戳看见在]|(?<![^，,\s可就请都])点)$"
)
_TELLS = regex(
    rf"([{LATIN}][^.;:!?]*?) (?:is|are|was|were|can be|ist|sind|wird|werden|est|sont|es|son|está|están|estão|são|é)"
    rf"(?: [{LATIN}'’-]+){{0,3}}$"
)
"""A sentence whose subject is what lies "here"."""
_PARTICLE = regex(rf"(?<=[{KANA}{HAN}])(?:については?|は|を|が|の)$")
_LONGEST_JAPANESE = 60
"""Letters of a title in which 、 stands; a longer text is a sentence."""
_TWO_SENTENCES = regex(r"(?:[a-zа-яё0-9]|[^\W\d_]{2})[.!?]\s+[A-ZА-ЯЁ“]|[。！？].")
_CLAUSE = regex(
    r"[，；。！？]\s*[^，；。！？\s].*[^：:—|（(\[【）)」』”]$|[这该此那][篇个条份本款]?$|一[篇个条份本款]$"
)
"""What ends right before a label, or goes on in it, is a clause of a sentence, and no title of a thing."""


def first_strong(inlines: Sequence[Inline]) -> str:
    """Return the first bold words of a line, if no link stands in them."""
    for inline in inlines:
        if inline.kind is InlineKind.STRONG and not find_links(inline.children):
            return squeeze(plain_text(inline.children)).rstrip(" .:：。")
    return ""


def emphasized(inlines: Sequence[Inline], links: Sequence[Inline]) -> str:
    """Return the emphasized or quoted title in a line that cites a work before its first link."""
    if not links or links[0] is inlines[0]:
        return ""
    for inline in inlines:
        if has_link(inline):
            break
        if inline.kind is InlineKind.EMPH and len(text := squeeze(plain_text(inline.children))) > 5:
            return text.rstrip(" .,")
        quoted = _QUOTED.search(inline.text) if inline.kind is InlineKind.TEXT else None
        if quoted is not None and not quoted[1][0].islower():
            return quoted[1]
    return ""


def line_thing(head: str) -> str:
    """Return the thing that the words before a line's first link name ("Title (2015), authors" -> Title)."""
    head = head.strip(SEPARATORS)
    if (date := _DATE.match(head)) is not None:
        head = head[date.end() :]
    opening = undecorated(head).title
    if _CLAUSE.search(head.strip(" ，,")):
        return ""
    text = _YEAR_OR_AUTHORS.sub("", _without_open_brackets(opening))
    text = _LEADS_HERE.sub("", _PARTICLE.sub("", text.rstrip(" .。,，:：-—[【(（")))
    if _TWO_SENTENCES.search(text) or ("、" in text and len(text) > _LONGEST_JAPANESE):
        return cited_title(opening)
    if SENTENCE_HEAD.search(text) or ends_small(text) or _INVITES.search(text):
        return ""
    is_open = text.count(")") + text.count("）") != text.count("(") + text.count("（")
    if not 1 < len(text) <= 150 or not is_titlelike(text) or is_open:
        return ""
    return cited_title(opening) or text


def _without_open_brackets(text: str) -> str:
    """Return a text without brackets at its ends that do not close in it: "(Pots" but not "[easy] Pots"."""
    text = text.rstrip("[【(（ ").lstrip()
    while text[:1] in _CLOSER_OF and _CLOSER_OF[text[0]] not in text:
        text = text[1:].lstrip()
    return text


def whole_title(head: str) -> str:
    """Return all the words before a link, if they read like one title."""
    text = ITEM_NUMBER.sub("", head.strip(SEPARATORS)).rstrip(" .。")
    return text if is_titlelike(text) and not _TWO_SENTENCES.search(text) else ""


def subject_told(head: str) -> str:
    """Return what the words before a "here" say that it is ("The slides of Pots are", "Pots wird beschrieben in")."""
    found = _TELLS.match(head.strip())
    subject = found[1].strip() if found is not None else ""
    is_name = len(subject) <= _LONGEST_JAPANESE and is_titlelike(subject) and not ends_small(subject)
    is_name = is_name and sum(not is_small(word) for word in subject.split()) > 1
    return subject if is_name and not SENTENCE_HEAD.search(subject) and not _INVITES.search(subject) else ""


def read_title(text: str) -> str:
    """Return the title in "Title - Site, accessed May 3, 2024,"; an empty text where no such day is."""
    found = _READ_ON.search(text)
    title = ITEM_NUMBER.sub("", text[: found.start()]).strip() if found is not None else ""
    return title if len(title.split()) > 1 and is_titlelike(title) else ""


def cited_title(text: str) -> str:
    """Return the title in "Authors. Title. Venue, year." or "Title. Authors"; an empty text where no authors are."""
    parts = _CITATION_END.split(ITEM_NUMBER.sub("", text.strip()))
    if len(parts) < 2:
        return ""
    has_authors = _AUTHORS.search(parts[0]) is not None
    if not has_authors and _TITLE_WORDS.search(parts[0]) and _NAMES.fullmatch(parts[1]):
        return parts[0].strip()
    if not has_authors or len(parts[0]) > 120:
        return ""
    title = parts[1].strip(" .")
    return title if 2 <= len(title.split()) <= 40 else ""
