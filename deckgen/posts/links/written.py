"""URLs that are written out in a line: named by the words before or behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from deckgen.language.labels import ends_in_colon, is_label, is_reference_label, label_at_end, without_colon
from deckgen.language.pointing import ends_in, ends_small, is_prose, is_small, is_titlelike, points_alone
from deckgen.language.scripts import CJK, LATIN
from deckgen.model import Inline
from deckgen.patterns import regex
from deckgen.posts.links.comments import split_comment
from deckgen.posts.links.found import Found
from deckgen.posts.links.kinds import article_name
from deckgen.posts.links.line import NO_TITLE, Line, found_at, labelled, led, owned, thing_above, thing_around
from deckgen.posts.links.named import held_name, is_named, is_named_by_path, name_borne, shows_host
from deckgen.posts.links.openings import ITEM_NUMBER, SENTENCE_HEAD, SEPARATORS, cited_title, line_thing, read_title
from deckgen.posts.links.own_names import repository_name, spoken_name
from deckgen.posts.links.pointers import kind_or_label, link_here, own_title

_JOINED_BY_SIGN = regex(r"(?:-{2,}|[-—–→|¦]|[-=]>)\s*$")
_OPEN_BRACKET = regex(r"[（(\[【<《]\s*$")
_MEANT = regex(r"\[([^\[\]\n]{2,200}?)\]?\s*[（(]\s*$|[（(]([^（()）\n]{2,200})[)）]\[\s*$")
"""The words of a link that is misspelt: ``[words] (URL)``, ``[words(URL)``, ``(words)[URL]``."""
_LEADS_TO = r"到|去|在|于|从|访问|打开|登录|参见|详见|参考|可见|见|来自"
_GOES_TO = regex(rf"(?:{_LEADS_TO}|visit|see|at|from|to|via|on|in|by)\s*$", re.I)
_IN_SENTENCE = regex(
    rf"[，。；！？,;]|(?:{_LEADS_TO}|为|是|有|用|和|与|及|或)$"
    r"|\b(?:visit|see|at|from|to|via|on|in|by|is|are|and|or|of|with)$",
    re.I,
)
NAME_AT_END = regex(rf"(?<![{LATIN}])[A-Za-z][\w.+#-]*(?: [A-Z][\w.+#-]*)*$", re.A)
_HERE = regex(r"は?(?:こちら|これ)$|(?:[在见看])?(?:这里|此处)$")
_TWO_SENTENCES = regex(r"(?:(?<=[^\W\d_]{2})|(?<=\d))[.!?]\s+(?=[A-Z])")
_TWO_LETTERS = regex(rf"[^\W\d_]{{2}}|[{CJK}]")
_ONE_WORD = regex(rf"[{LATIN}]+")
_MOST_WORDS, _MOST_SIGNS, _LONG_NAME = 4, 8, 60
"""Words, or signs of East Asia, of a name before a bracket; with more it is a clause of the sentence."""


def bare_link(link: Inline, head: str, tail: str, line: Line) -> Found:
    """Return the link of a bare URL, named by the words on its line."""
    lead = head.strip()
    if lead.endswith("<") and tail.lstrip().startswith(">"):
        lead, tail = lead[:-1].rstrip(), tail.lstrip()[1:]
        line = msgspec.structs.replace(line, opening=line.opening.rstrip().removesuffix("<"))
    if not lead.strip(SEPARATORS + "0123456789.()（）[]"):
        return _before_words(link, tail, line)
    meant = _MEANT.search(lead)
    if meant or lead.endswith("::"):  # a property: its name is one of the vault's plan
        return found_at(link, title=(meant[1] or meant[2]).strip() if meant else "")
    if ends_in_colon(lead) or _JOINED_BY_SIGN.search(lead):
        return _after_sign(link, lead, tail, line)
    if _OPEN_BRACKET.search(lead):
        is_first = lead == line.opening.strip()
        if is_first and line.above and lead[:1].islower():  # a title that is broken over lines, its address in brackets
            return found_at(link, title=f"{line.above} {_OPEN_BRACKET.sub('', lead).strip()}")
        clause = re.split(r"[，。；,;]|:\s", _OPEN_BRACKET.sub("", lead).strip())[-1]
        name = _without_joints(name_at_end(clause.strip(SEPARATORS + "0123456789.、")))
        is_lead = _GOES_TO.search(name) or ends_small(name)
        if 1 < len(name) <= _LONG_NAME and not (is_lead or is_label(name)):
            own = "" if is_named(link.url, name) else _own_in_clause(link.url, name, (head, tail, *line.before))
            return found_at(link, title=own or name)
    if cited := cited_title(lead) or read_title(lead):
        return found_at(link, title=cited)
    noun = label_at_end(lead)[1]
    if noun and not _GOES_TO.search(noun):
        title, label = labelled(lead, link.url, line)
        return found_at(link, title=title, label=label)
    name = _OPEN_BRACKET.sub("", ITEM_NUMBER.sub("", lead)).strip(SEPARATORS)
    is_last = not tail.strip(SEPARATORS)
    is_in_sentence = _IN_SENTENCE.search(name) or SENTENCE_HEAD.search(name)
    is_named_before = lead.endswith((",", ";")) and name[:1].isupper() and not (is_prose(name) or ends_small(name))
    if is_last and _ONE_WORD.fullmatch(name) and not is_named(link.url, name) and spoken_name(link.url).count(" ") > 1:
        name = spoken_name(link.url)  # "TODO https://kettle.example/how-to-boil"
    is_name = is_titlelike(name) and len(name) <= _LONG_NAME and (not is_in_sentence or is_named_before)
    is_count = not (_TWO_LETTERS.search(name) or is_named(link.url, name)) and any(map(str.isdigit, name))  # "1.1K"
    is_name = is_name and not (is_count or ends_small(name))
    if not (is_name and is_last):
        return found_at(link)
    article = "" if is_named(link.url, name) else article_name(link.url)
    return owned(found_at(link, title=article or name), thing_above(line))


def _without_joints(name: str) -> str:
    """Return a name without the bracket and the small words that part it from what stands before it."""
    words = name.lstrip("])）】 ").split()
    while len(words) > 1 and words[0].islower() and is_small(words[0]):
        words.pop(0)
    return " ".join(words)


def _own_in_clause(url: str, name: str, beside: Sequence[str]) -> str:
    """Return what an address says of a page that a clause before it, and no name, leads to."""
    is_clause = len(name.split()) > _MOST_WORDS or len(re.findall(f"[{CJK}]", name)) > _MOST_SIGNS
    return held_name(url, beside, is_whole=True) or repository_name(url) or spoken_name(url) if is_clause else ""


def name_at_end(clause: str) -> str:
    """Return the name that a sentence ends with ("First install rbenv" -> rbenv), or a short clause itself."""
    found = NAME_AT_END.search(clause)
    if found is None or (len(clause.split()) <= 2 and clause.isascii()):
        return clause
    before = clause[: found.start()]
    is_prose = not before.isascii() or clause[:1].islower() or SENTENCE_HEAD.search(before.strip())
    starts_with_verb = re.match(r"(?:first|then|next|now)?,? ?(?:install|use|try|get|download|see|run)\b", clause, re.I)
    return found[0] if before and (is_prose or starts_with_verb) else clause


def _words_of(tail: str) -> str:
    """Return the words behind a URL, without the brackets around them all."""
    words = tail.strip(SEPARATORS)
    inner = re.fullmatch(r"[（(【\[](.+)[）)】\]]", words)
    return inner[1] if inner else words


def _before_words(link: Inline, tail: str, line: Line) -> Found:
    """Return the link of a URL that opens its line: the words behind it are its title, or speak about it."""
    words = _words_of(tail)
    if any(map(str.isalpha, words)) and is_titlelike(words) and tail.lstrip()[:1] not in NO_TITLE:
        title, own = split_comment(words)
        return found_at(link, title=title, comment=own)
    words = words.lstrip(".。 ")
    return found_at(link, comment=words if len(words) > 1 and line.has_one_link else "")


def _only_leads(url: str, name: str) -> bool:
    """Return whether the words before a colon and a URL name nothing that the URL is of ("From this page:")."""
    if _TWO_SENTENCES.search(name):
        return True
    is_clause = is_prose(name) or ends_in(name, lambda end: shows_host(url, end))
    return is_clause and not is_named_by_path(url, name)


def _title_in(name: str) -> str:
    """Return the last of some sentences that lead to an address, if it says much, and does not end in "this site"."""
    last = line_thing(_TWO_SENTENCES.split(name)[-1])
    words = last.split()
    is_title = last != name and len(words) >= _MOST_WORDS and len(last) <= _LONG_NAME
    return last if is_title and not points_alone(" ".join(words[-2:])) else ""


def _after_sign(link: Inline, lead: str, tail: str, line: Line) -> Found:
    """Return the link of the URL in "Name: URL", "Luke 的官网：URL" and "Name --- URL"."""
    name = _HERE.sub("", ITEM_NUMBER.sub("", lead.strip(SEPARATORS + "(（")))
    comment = tail.strip(SEPARATORS) if line.has_one_link else ""
    article = article_name(link.url) if len(name.split()) >= _MOST_WORDS else ""
    if article and not is_named_by_path(link.url, name):
        return found_at(link, title=article)
    if _only_leads(link.url, name):
        borne = line.bold if line.is_headed else name_borne(link.url, [lead, *line.context.headings[-1:]])
        is_of_site = ends_in(name, lambda end: shows_host(link.url, end))
        found = link_here(link, borne, [tail] if is_of_site else [lead, tail], line)
        last = _title_in(name) if found.is_borrowed and ends_in_colon(lead) else ""
        return found_at(link, title=last) if last else found
    if ends_in_colon(lead):
        if is_reference_label(without_colon(name)):
            words = _words_of(comment)
            return found_at(link, title=words if is_titlelike(words) else "")
        title, label = kind_or_label(name, link.url, line)
        if label and not comment and (own := own_title(label, link.url, line)):
            return found_at(link, title=own)
        if label:
            return found_at(link, title=title, label=label, comment=comment)
    if is_titlelike(name) and len(name) <= 80 and not re.search(r"[，。；]", name):
        return led(found_at(link, title=name, comment=comment), thing_around(line), thing_above(line))
    return found_at(link)
