"""Links that only say "here" or "pdf": named by the words beside them, the address, or what stands above."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deckgen.language.headings import thing_of_heading
from deckgen.language.labels import (
    JOINT,
    is_content_label,
    is_host_label,
    is_reference_label,
    is_side_label,
    label_at_end,
)
from deckgen.language.pointing import is_handle, is_titlelike, points_alone
from deckgen.model import Inline
from deckgen.patterns import regex
from deckgen.posts.links.found import Found
from deckgen.posts.links.line import NO_TITLE, Line, found_at, labelled
from deckgen.posts.links.named import held_name, is_kind_of, is_named, is_told, only_site, opens_with_name, shows_host
from deckgen.posts.links.openings import SEPARATORS, line_thing, subject_told
from deckgen.posts.links.own_names import (
    own_name,
    repository_name,
    repository_root,
    site_and_page,
    spoken_name,
    spoken_part,
)
from deckgen.posts.links.things import thing_before, thing_of_headings, thing_of_link

_NEXT_SENTENCE_HEAD = regex(r"(?<=[。!?！？])|(?<=\.)\s+")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_SHORTEST, _CLAUSE_WORDS, _LEAST_BLANKS = 3, 8, 2
_SMALL_WORD = regex(r"\b[a-z]{2,}")
_LONG_CLAUSE = regex(r"(?:[\w’'“”\"-]+,? +){6,}[a-zа-яё]+,?$")
"""So many words before "this article" are its sentence, and no title."""


def label_link(link: Inline, label: str, head: str, tail: str, line: Line, *, is_first: bool) -> Found:
    """Return a link that only says "here" or "pdf", named by the bold words on its line, or the words beside it."""
    number = repository_name(link.url) if label.startswith("#") else ""
    if is_handle(label) or number.endswith(f" {label}"):
        return found_at(link, title=number)
    is_here = points_alone(label)
    is_site = "." in label and shows_host(link.url, label)
    thing = _emphasized(link.url, line, tail) if is_here else line.bold
    if not thing and (is_first or not is_here or line.opening.rstrip()[-1:] in SEPARATORS):
        thing = _opening_thing(link.url, line, is_here=is_here, is_site=is_site, label=label)
    thing = thing or line.above
    if not is_named(link.url, thing):
        held = _held_by_page(link.url, [head if is_here else line.told, tail])
        thing = held or (repository_root(link.url) if is_kind_of(link.url, label) else "") or thing
    if not line.bold and (noun := label_at_end(line.opening)[1]) and not is_reference_label(noun):
        title, noun = labelled(line.opening, link.url, line)
        return found_at(link, title=title, label=noun)
    beside = head.strip(SEPARATORS + "()（）[]")
    if thing and is_here and is_side_label(beside):  # "(HN discussion: link)"
        label, is_here = beside, False
    if is_here or (thing and line.has_one_link and (is_site or is_host_label(label))):
        goes_on = tail.lstrip(" ,;")[:1].islower()  # "Click here to see it"
        if not thing and not goes_on and not line.opening.strip(SEPARATORS) and (words := title_behind(tail)):
            return found_at(link, title=words)
        if line.has_one_link and not line.bold and not (line.opening + tail).strip(SEPARATORS):
            thing = own_title(label, link.url, line)
            if is_reference_label(label):  # alone on its line it is of all that the section says
                line = msgspec.structs.replace(line, said=())
        return link_here(link, thing, [_NEXT_SENTENCE_HEAD.split(head)[-1], tail, head], line)
    if not thing:
        is_of_all = is_site and is_reference_label(line.opening.strip(SEPARATORS))  # as "Link: kettle.example" is
        thing = held_name(link.url, [] if is_of_all else [line.told], is_whole=bool(own_name(link.url)))
        thing = thing or thing_of_link(link.url, () if is_of_all else line.before, line.context.headings)
        own = "" if thing and is_named(link.url, thing) else own_name(link.url)
        if own or (own := "" if thing else site_and_page(link.url)):
            return found_at(link, title=own)
    return found_at(link, title=thing + JOINT + label if thing else "", label=label)


def _emphasized(url: str, line: Line, tail: str) -> str:
    """Return the bold words of a line, where they open it, or its address has theirs.

    Those of the link's own sentence, or a title that is lent, are of it too, if its address has no words of its own.
    """
    if line.is_headed or is_named(url, line.bold):
        return line.bold
    sentence = _NEXT_SENTENCE_HEAD.split(line.told)[-1] + tail
    is_of_sentence = line.is_lent or line.bold in sentence
    return line.bold if is_of_sentence and spoken_name(url).count(" ") < _LEAST_BLANKS else ""


def _held_by_page(url: str, texts: Sequence[str]) -> str:
    """Return the name in these texts that is a whole part of an address, if it is no folder above a page with words."""
    held = held_name(url, texts, is_whole=True)
    is_folder = bool(held and spoken_name(url)) and "#" not in url and not repository_root(url)
    return "" if is_folder and not is_named("https://-/" + spoken_part(url), held) else held


def _opening_thing(url: str, line: Line, *, label: str, is_here: bool, is_site: bool) -> str:
    """Return the thing that a line opens with; it may be part of a sentence, where the address says more."""
    thing = (subject_told(line.opening) if is_here else "") or line_thing(line.opening)
    if is_reference_label(label if line.opening.rstrip()[-1:] in _SENTENCE_ENDS else thing if is_site else ""):
        return ""
    is_clause = len(thing.split()) >= _CLAUSE_WORDS and not is_told(url, thing) and bool(own_name(url))
    if not thing or (is_named(url, thing) and not is_clause):
        return thing
    if line.opening.rstrip()[-1:] in SEPARATORS:
        return "" if is_here and len(thing) < _SHORTEST else thing  # "Ok: see this"
    if is_site or (is_here and " " in label):  # "Follow these steps", "we read at kettle.example"
        return ""
    is_prose = is_here or thing.endswith("的") or len(_SMALL_WORD.findall(thing)) > 1
    return "" if (is_prose and own_name(url)) or _LONG_CLAUSE.search(line.opening) else thing


def link_here(link: Inline, thing: str, sentence: Sequence[str], line: Line) -> Found:
    """Return a link that says "here", named by this thing, by its address, or by the texts before it or the heading."""
    headings, url = line.context.headings, link.url
    nearest, spoken = thing_before(line.said, headings), spoken_name(url)
    if not thing and (spoken or not is_named(url, nearest)):
        around = [*sentence, *line.said, *map(thing_of_heading, reversed(headings))]
        thing = _held_by_page(url, around) or spoken or held_name(url, around) or repository_name(url)
    thing = thing or subject_told(sentence[0])
    if "#" in (page := repository_name(url)) and is_named(f"https://-/{repository_root(url)}", thing or nearest):
        thing = page
    is_borrowed = not thing and nearest == thing_of_headings(headings)
    return msgspec.structs.replace(found_at(link, title=thing or nearest), is_borrowed=is_borrowed)


def title_behind(tail: str) -> str:
    """Return the words behind a link that opens its line, if they are its title."""
    words = tail.strip(SEPARATORS + ".")
    return words if is_titlelike(words) and tail[:1] not in NO_TITLE else ""


def kind_or_label(name: str, url: str, line: Line) -> tuple[str, str]:
    """Return the title and the label of "Issue: URL", whose address is that of one, or of "官网：URL"."""
    is_site = only_site(url, name)
    if not is_kind_of(url, name) and not is_site:
        return labelled(name, url, line)
    thing = thing_of_link(url, line.before, line.context.headings)
    if is_site and not is_named(url, thing):
        thing = own_name(url) or thing
    return (thing + JOINT + name if thing else "", name)


def own_title(label: str, url: str, line: Line) -> str:
    """Return the title that stands right above or below a line that is a label and its link, and nothing else."""
    is_very_thing = points_alone(label) or is_reference_label(label)
    if is_very_thing and line.above:
        return line.above
    return line.below if is_very_thing or is_content_label(label) or opens_with_name(url, line.below) else ""
