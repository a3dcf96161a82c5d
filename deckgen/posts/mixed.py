"""Links that share their line with words: inline links, URLs in sentences, "Name: URL"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.credits import credits_at, is_credits, names_writer, thanks_in
from deckgen.language.folding import squeeze
from deckgen.language.headings import thing_of_heading
from deckgen.language.labels import (
    JOINT,
    ends_in_colon,
    is_content_label,
    is_host_label,
    is_label,
    is_reference_label,
    is_side_label,
    label_at_end,
    without_colon,
)
from deckgen.language.pointing import (
    ends_in,
    hangs_on,
    is_handle,
    is_prose,
    is_small,
    is_titlelike,
    names_little,
    points_alone,
    says_more,
)
from deckgen.language.scripts import CJK, HAN
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind, TitleKind
from deckgen.patterns import regex
from deckgen.posts.comments import split_comment
from deckgen.posts.decoration import is_sponsored, undecorated
from deckgen.posts.found import SENT_IN, THANKED, Context, Found
from deckgen.posts.kinds import describes_itself, is_known_host, is_page_of
from deckgen.posts.named import (
    held_name,
    is_kind_of,
    is_name_of,
    is_named,
    is_named_by_path,
    name_borne,
    opens_with_name,
    own_name,
    repository_name,
    repository_root,
    shows_host,
    site_and_page,
    spoken_name,
)
from deckgen.posts.openings import (
    ITEM_NUMBER,
    SENTENCE_HEAD,
    SEPARATORS,
    cited_title,
    emphasized,
    first_strong,
    line_thing,
    read_title,
)
from deckgen.posts.sentences import Sentences, clause_around
from deckgen.posts.things import labelled_title, thing_before, thing_of_headings, thing_of_link
from deckgen.posts.units import Unit, find_links, image_title, is_bare
from deckgen.urls import is_root, readable_name, url_host

_JOINED_BY_SIGN = regex(r"(?:-{2,}|[-—–→|¦]|[-=]>)\s*$")
_COMMAND = regex(
    r"^\s*(?:[$%>#]\s+\w"
    r"|(?:sudo|deb(?:-src)?|curl|wget|git (?:clone|remote|submodule)|export|set|echo|ping|telnet|import|from|var|const"
    r"|(?:pip|pip3|npm|brew|yum|apt|apt-get|go|docker|svn|rsync|scp|ssh|youtube-dl|conda|cargo|gem) [\w-]+"
    r"|#include)\s)"
)
_IN_CODE = regex(r"(?:(?<!=)=\s*|==(?=[\s'\"])\s*)['\"]?$|[A-Za-z0-9_]\(\s*['\"][^'\"]*$")
_OPEN_BRACKET = regex(r"[（(\[【<《]\s*$")
_LEADS_TO = r"到|去|在|于|从|访问|打开|登录|参见|详见|参考|可见|见|来自"
_GOES_TO = regex(rf"(?:{_LEADS_TO}|visit|see|at|from|to|via|on|in|by)\s*$", re.I)
_IN_SENTENCE = regex(
    rf"[，。；！？,;]|(?:{_LEADS_TO}|为|是|有|用|和|与|及|或)$"
    r"|\b(?:visit|see|at|from|to|via|on|in|by|is|are|and|or|of|with)$",
    re.I,
)
_ARTICLE = regex(r"^(?:(?:the|its|their)\s+(?=[a-z])|(?:on|at|via|from)\s+)")
_NAME_AT_END = regex(r"[A-Za-z][\w.+#-]*(?: [A-Z][\w.+#-]*)*$", re.A)
_VERSION = regex(rf"(?:[{HAN}]{{1,4}} ?)?(?:v ?\d+(?:\.\d+)*|\d+(?:\.\d+)+)(?:[-.]?(?:rc|alpha|beta)[-.\d]*)?", re.I)
"""An anchor that only says which one of a thing: "v3.4", "发布 7.0"."""
_BADGE = regex(r"shields\.io|badge|travis-ci|circleci|codecov|coveralls|appveyor", re.I)
_HERE = regex(r"は?(?:こちら|これ)$|(?:[在见看])?(?:这里|此处)$")
_NEW_SENTENCE = regex(r"[.。!?！？]\s*[^\W\d_]")
_TWO_SENTENCES = regex(r"(?:[^\W\d_]{2}|\d)[.!?]\s+[A-Z]")
_NEXT_SENTENCE = regex(r"(?<=[.。!?！？])\s*[^.。!?！？]+$")
_NEXT_SENTENCE_HEAD = regex(r"(?<=[。!?！？])|(?<=\.)\s+")
_JOINT_ALONE = regex(r"^\W*(?:and|or|plus|versus|vs|then|和|与|及|以及|或|还有)\W*$", re.I)
_ENCYCLOPEDIA = regex(r"(?:on |en\.)?wiki(?:pedia)?|维基(?:百科)?|百度百科", re.I)
_OPEN_ASIDE = regex(r"\s*[（(\[【][^（）()\[\]【】]*$")
_NO_NEW_WORDS = "的了和与、)）"
_SMALL_WORD = regex(r"\b[a-z]{2,}")
_LONG_CLAUSE = regex(r"(?:[\w’'“”\"-]+,? +){8,}[a-z]+,?$")
"""So many words before "this article" are its sentence, and no title."""
_TITLE_BLANKS, _SHORT_CLAUSE = 3, 60
_MOST_WORDS, _MOST_SIGNS, _LONG_NAME = 4, 8, 60
"""Words, or signs of East Asia, of a name before a bracket; with more it is a clause of the sentence."""
_LONG_LABEL, _NEAR = 24, 300
"""Letters of a title that may be a label, at most, and how much of the words before a link is looked at."""


def mixed_links(
    unit: Unit, before: Sequence[str], context: Context, *, said: Sequence[str] = (), above: str = "", below: str = "",
    entry: str = "",
) -> Iterator[Found]:
    """Yield the links of a line that holds words too.

    ``before`` are the texts before it, nearest first, ``said`` those of them without links of their own, ``above``
    the nearest of them that reads like a title, ``below`` the text right behind, ``entry`` the last lone link.
    """
    links = find_links(unit.inlines)
    written = _pieces(unit.inlines, links)
    pieces = [squeeze(piece) for piece in written]
    sentences = Sentences(written, [squeeze(plain_text(link.children)) for link in links])
    bold = first_strong(unit.inlines) or emphasized(unit.inlines, links)
    line = _Line(pieces[0][-_NEAR:], bold, unit.text.startswith(bold or "\n"), above, below, entry, before, said, context, len(links) == 1)
    is_command = _COMMAND.match(unit.text) is not None
    for number, link in enumerate(links):
        if not link.url.lower().startswith(("http:", "https:")):
            continue
        head, tail = pieces[number], pieces[number + 1]
        if number + 1 < len(links):  # the bracket or the sentence that the next link stands in, the "and" before it
            tail = _JOINT_ALONE.sub("", _NEXT_SENTENCE.sub("", _OPEN_ASIDE.sub("", tail)))
        is_new = _NEW_SENTENCE.search(head) is not None if number else not head.strip(SEPARATORS)
        found = _link(link, head[-_NEAR:], tail, line, is_first=number == 0)
        if is_command or (_IN_CODE.search(head[-_NEAR:]) and is_bare(link)):
            found = msgspec.structs.replace(found, skip="part of a command or code")
        else:
            found = _with_sentence(found, link, sentences, number, context, (head, pieces[number + 1]))
        yield msgspec.structs.replace(found, last=max(unit.last, found.last))
        line = _lending(line, found, may_lend=is_new and not bold)


def _lending(line: _Line, found: Found, *, may_lend: bool) -> _Line:
    """Return the line as it is for the links behind this one: one that opens a sentence lends them its title."""
    if not may_lend or not found.title or found.label or found.is_borrowed or is_side_label(found.title):
        return line
    return msgspec.structs.replace(line, bold=undecorated(found.title).title)


def _with_sentence(
    found: Found, link: Inline, sentences: Sentences, number: int, context: Context, beside: tuple[str, str]
) -> Found:
    """Return a link with its sentence as comment, and the reason why it is no study link, if the sentence is one."""
    if is_sponsored(beside[0], found.title, beside[1]):
        return msgspec.structs.replace(found, skip="a sponsor's line")
    anchor = squeeze(plain_text(link.children))
    is_site = is_bare(link) and is_root(link.url)  # the address of a site is nobody's name
    if (credits_at(*sentences.around(number)) and not is_site) or thanks_in(anchor) or _signs(link.url, anchor, beside):
        return msgspec.structs.replace(found, skip=SENT_IN)
    if context.headings and is_credits(context.headings[-1]) and is_page_of(link.url, anchor):
        return msgspec.structs.replace(found, skip=THANKED)
    said = sentences.said(number, found.title) if not found.comment else sentences.whole(number, found)
    return msgspec.structs.replace(found, comment=said) if said != found.comment else found


def _signs(url: str, anchor: str, beside: tuple[str, str]) -> bool:
    """Return whether a link is the name of somebody that signs a piece, or all that its line says (@name)."""
    head, tail = beside
    if not is_handle(anchor) or is_name_of(url, anchor):
        return False
    return names_writer(head) or not (head + tail).strip(SEPARATORS) or (not head and tail.startswith((":", "：")))


class _Line(msgspec.Struct, frozen=True):
    """What a line lends to the links in it."""

    opening: str  # its words before the first link
    bold: str  # its first bold words, or a title that a link before lends
    is_headed: bool  # whether it opens with them
    above: str
    below: str
    entry: str
    before: Sequence[str]
    said: Sequence[str]
    context: Context
    has_one_link: bool


def _link(link: Inline, head: str, tail: str, line: _Line, *, is_first: bool) -> Found:
    text = squeeze(plain_text(link.children))
    shown = text.removeprefix("www.").rstrip("/")
    is_name = "." in text and (readable_name(link.url).startswith(shown) or shown.casefold() == url_host(link.url))
    if is_bare(link) or is_name:
        found = _bare_link(link, head, tail, line)
        if found.title or found.label or is_root(link.url) or shown.casefold() != url_host(link.url):
            return found
    if describes_itself(link.url) and _ENCYCLOPEDIA.fullmatch(text):
        return _found(link, title=readable_name(link.url).rpartition("/")[2].replace("_", " "))
    if not text:
        return _image_link(link, head, line.context)
    anchor = text.strip("[]【】()（）<>＜＞〈〉 ")
    label = _ARTICLE.sub("", anchor)
    is_beside = is_side_label(label) and not is_root(link.url)
    has_thing = line.bold or line.above or line.opening.strip(SEPARATORS)
    is_pointer = points_alone(label) and not is_name_of(link.url, label)
    rest, noun = label_at_end(label)
    is_host, is_beside_it = shows_host(link.url, rest if noun else label), not text.startswith(label)
    if is_host and not (line.is_headed and is_name) and (
        own := _page_name(link.url, is_beside=is_beside_it, is_written=is_name)
    ):
        return _found(link, title=own)  # "via Stackoverflow", "＜YouTube＞"
    around = [line.bold] if line.bold else [head, tail]
    if is_host and not is_name and (thing := held_name(link.url, around, is_whole=True)):
        return _found(link, title=thing + JOINT + label, label=label)
    of_all = thing_of_headings(line.context.headings) or line.context.topic
    if is_host and of_all and label.casefold() not in of_all.casefold() and _is_cited(line, tail):
        return _found(link, title=of_all + JOINT + label, label=label)
    if is_host and noun and (thing := thing_of_headings(line.context.headings)):
        return _found(link, title=thing + JOINT + label, label=label)
    is_beside = is_beside or (is_host and is_beside_it)
    if is_label(label) or is_name or (is_beside and has_thing) or is_pointer or is_kind_of(link.url, label):
        return _label_link(link, label, head, tail, line)
    is_name = all(child.kind is InlineKind.CODE for child in link.children)
    if not is_name and (words := _words_for(link.url, anchor, head, tail, line)):
        return _found(link, title=words)
    found = _titled_link(link, text, head, tail, is_first=is_first)
    return msgspec.structs.replace(found, owner=_owner_of(link.url, text, line))


def _is_cited(line: _Line, tail: str) -> bool:
    """Return whether a line is one of sources, and names but the site of one ("Source: Kettle Overflow")."""
    opening = line.opening.strip(SEPARATORS)
    return not tail.strip(SEPARATORS + ".") and is_reference_label(opening) if opening else line.context.cites


def _page_name(url: str, *, is_beside: bool, is_written: bool) -> str:
    """Return the words in which the address of a link says more than its anchor, which is the name of its site.

    Where the anchor stands in no brackets, they must be many: "how to boil water", and not "how to start".
    """
    own = repository_name(url) or spoken_name(url)
    is_pointer = is_beside or is_known_host(url_host(url))
    return own if is_pointer or own.count(" ") >= _TITLE_BLANKS - is_written else ""


def _owner_of(url: str, title: str, line: _Line) -> str:
    """Return what a link is of whose title other pages may have too; that title where nothing else is known."""
    if len(title) > _LONG_LABEL or is_named(url, title):
        return ""
    headings, topic = line.context.headings, line.context.topic
    thing = line.bold or line.entry or line_thing(line.opening) or line.above or thing_of_headings(headings) or topic
    return "" if thing == title else thing or title


def _words_for(url: str, anchor: str, head: str, tail: str, line: _Line) -> str:
    """Return the title of a link whose anchor names no page: what its address says, else the clause around it.

    Where that says no more ("Here's the talk"), it is of what the line or the heading names.
    """
    if _VERSION.fullmatch(anchor):
        return _versioned(url, anchor, head)
    if names_writer(head) and anchor.istitle() and not is_named(url, anchor):
        return spoken_name(url)
    is_hanging = hangs_on(anchor)
    if not is_hanging and (is_named(url, anchor) or not names_little(anchor, head)):
        return ""
    own = own_name(url)
    is_file = own.startswith(f"{repository_root(url)}: ")
    if own and not is_file and "#" not in own:
        return own
    clause = clause_around(head, anchor, tail) if " " in anchor else own if is_file else ""
    small, _, name = anchor.partition(" ")
    if is_hanging:
        return clause if clause and len(clause) <= _SHORT_CLAUSE else name if name[:1].isupper() else ""
    if name and is_small(small) and not says_more(clause, anchor):
        thing = line.bold or thing_of_headings(line.context.headings) or line.context.topic
        return f"{thing}{JOINT}{name}" if thing else clause
    return clause


def _versioned(url: str, version: str, head: str) -> str:
    """Return a version with the name right before it, or that of its repository ("Kettle v3.4"); or what its address says."""
    named = _NAME_AT_END.search(head.rstrip())
    name = named[0] if named and (named[0][0].isupper() or is_named(url, named[0])) else repository_root(url)
    return f"{name} {version}" if name else spoken_name(url)


def _found(link: Inline, *, title: str = "", comment: str = "", label: str = "") -> Found:
    """Return what was found out about a link; with a label, the title is the label's."""
    kind = TitleKind.LABEL if label else TitleKind.TEXT
    line = link.line
    return Found(url=link.url, line=line, last=line, title=title, title_kind=kind, comment=comment, label=label)


def _pieces(inlines: Sequence[Inline], links: Sequence[Inline]) -> list[str]:
    """Return the texts between the links of a line: one more than there are links."""
    pieces: list[list[str]] = [[]]

    def walk(run: Sequence[Inline]) -> None:
        for inline in run:
            if inline.kind is InlineKind.LINK:
                pieces.append([])
            elif inline.children and inline.kind is not InlineKind.IMAGE:
                walk(inline.children)
            else:
                pieces[-1].append(plain_text([inline]))

    walk(inlines)
    return ["".join(piece) for piece in pieces] + [""] * (len(links) + 1 - len(pieces))


def _titled_link(link: Inline, text: str, head: str, tail: str, *, is_first: bool) -> Found:
    opens = is_first and not head.strip(SEPARATORS + "0123456789.()（）、[]")
    words = tail.strip(SEPARATORS).lstrip("。．！？、 ")
    comment = words if opens and words.strip(".。") and tail[:1] not in _NO_NEW_WORDS else ""
    title, own = split_comment(text)
    return _found(link, title=title, comment=own or comment)


def _label_link(link: Inline, label: str, head: str, tail: str, line: _Line) -> Found:
    """Return a link that only says "here" or "pdf", named by the bold words on its line, or the words beside it."""
    if is_handle(label):
        return _found(link)
    is_here = points_alone(label)
    is_site = "." in label and shows_host(link.url, label)
    thing = line.bold or _opening_thing(link.url, line, is_here=is_here, is_site=is_site, label=label) or line.above
    if not is_named(link.url, thing):
        thing = held_name(link.url, [head, tail], is_whole=True) or thing
    if not line.bold and (noun := label_at_end(line.opening)[1]) and not is_reference_label(noun):
        title, noun = _labelled(line.opening, link.url, line)
        return _found(link, title=title, label=noun)
    beside = head.strip(SEPARATORS + "()（）[]")
    if thing and is_here and is_side_label(beside):  # "(HN discussion: link)"
        label, is_here = beside, False
    if is_here or (thing and line.has_one_link and (is_site or is_host_label(label))):
        if not thing and not line.opening.strip(SEPARATORS) and (words := _title_behind(tail)):
            return _found(link, title=words)
        if line.has_one_link and not line.bold and not (line.opening + tail).strip(SEPARATORS):
            thing = _own_title(label, link.url, line)
            if is_reference_label(label):  # alone on its line it is of all that the section says
                line = msgspec.structs.replace(line, said=())
        return _here(link, thing, [_NEXT_SENTENCE_HEAD.split(head)[-1], tail, head], line)
    if not thing:
        is_of_all = is_site and is_reference_label(line.opening.strip(SEPARATORS))  # as "Link: kettle.example" is
        thing = thing_of_link(link.url, () if is_of_all else line.before, line.context.headings)
        own = "" if thing and is_named(link.url, thing) else own_name(link.url)
        if own or (own := "" if thing else site_and_page(link.url)):
            return _found(link, title=own)
    return _found(link, title=thing + JOINT + label if thing else "", label=label)


def _opening_thing(url: str, line: _Line, *, label: str, is_here: bool, is_site: bool) -> str:
    """Return the thing that a line opens with; it may be part of a sentence, where the address says more."""
    thing = line_thing(line.opening)
    if is_site and is_reference_label(thing):
        return ""
    if not thing or line.opening.rstrip()[-1:] in SEPARATORS or is_named(url, thing):
        return thing
    if is_site or (is_here and " " in label):  # "Follow these steps", "we read at kettle.example"
        return ""
    is_prose = is_here or thing.endswith("的") or len(_SMALL_WORD.findall(thing)) > 1
    return "" if (is_prose and spoken_name(url)) or (is_here and _LONG_CLAUSE.search(line.opening)) else thing


def _here(link: Inline, thing: str, sentence: Sequence[str], line: _Line) -> Found:
    """Return a link that says "here", named by this thing, by its address, or by the texts before it or the heading."""
    headings, url = line.context.headings, link.url
    nearest, spoken = thing_before(line.said, headings), spoken_name(url)
    if not thing and (spoken or not is_named(url, nearest)):
        around = [*sentence, *line.said, *map(thing_of_heading, reversed(headings))]
        thing = held_name(url, around, is_whole=True) or spoken or held_name(url, around) or repository_name(url)
    is_borrowed = not thing and nearest == thing_of_headings(headings)
    return msgspec.structs.replace(_found(link, title=thing or nearest), is_borrowed=is_borrowed)


def _title_behind(tail: str) -> str:
    """Return the words behind a link that opens its line, if they are its title."""
    words = tail.strip(SEPARATORS + ".")
    return words if is_titlelike(words) and tail[:1] not in _NO_NEW_WORDS + "。" else ""


def _kind_or_label(name: str, url: str, line: _Line) -> tuple[str, str]:
    """Return the title and the label of "Issue: URL", whose address is that of one, or of "官网：URL"."""
    if not is_kind_of(url, name):
        return _labelled(name, url, line)
    thing = thing_of_link(url, line.before, line.context.headings)
    return (thing + JOINT + name if thing else "", name)


def _own_title(label: str, url: str, line: _Line) -> str:
    """Return the title that stands right above or below a line that is a label and its link, and nothing else."""
    is_very_thing = points_alone(label) or is_reference_label(label)
    if is_very_thing and line.above:
        return line.above
    return line.below if is_very_thing or is_content_label(label) or opens_with_name(url, line.below) else ""


def _labelled(lead: str, url: str, line: _Line) -> tuple[str, str]:
    return labelled_title(lead, line.before, line.context.headings, url=url, topic=line.context.topic)


def _image_link(link: Inline, head: str, context: Context) -> Found:
    images = " ".join(child.url for child in link.children)
    heading = thing_of_headings(context.headings)
    alt = image_title(link)
    title = alt or line_thing(head) or (heading if is_named(link.url, heading) else "")
    found = msgspec.structs.replace(_found(link, title=title), owner="" if is_named_by_path(link.url, alt) else alt)
    return msgspec.structs.replace(found, skip="a badge") if _BADGE.search(images + link.url) else found


# --- URLs that are written out ------------------------------------------------------------------------------


def _bare_link(link: Inline, head: str, tail: str, line: _Line) -> Found:
    """Return the link of a bare URL, named by the words on its line."""
    lead = head.strip()
    if not lead.strip(SEPARATORS + "0123456789.()（）[]"):
        return _before_words(link, tail, line)
    if lead.endswith("::"):  # a property: its name is one of the vault's plan
        return _found(link)
    if ends_in_colon(lead) or _JOINED_BY_SIGN.search(lead):
        return _after_sign(link, lead, tail, line)
    if _OPEN_BRACKET.search(lead):
        name = re.split(r"[，。；,;]", _OPEN_BRACKET.sub("", lead))[-1].strip(SEPARATORS + "0123456789.、")
        name = _name_at_end(name)
        if 1 < len(name) <= _LONG_NAME and not is_label(name):
            own = "" if is_named(link.url, name) else _own_in_clause(link.url, name, (head, tail))
            return _found(link, title=own or name)
    if cited := cited_title(lead) or read_title(lead):
        return _found(link, title=cited)
    noun = label_at_end(lead)[1]
    if noun and not _GOES_TO.search(noun):
        title, label = _labelled(lead, link.url, line)
        return _found(link, title=title, label=label)
    name = ITEM_NUMBER.sub("", lead).strip(SEPARATORS)
    is_in_sentence = _IN_SENTENCE.search(name) or SENTENCE_HEAD.search(name)
    is_name = is_titlelike(name) and len(name) <= 60 and not is_in_sentence
    return _found(link, title=name if is_name and not tail.strip(SEPARATORS) else "")


def _own_in_clause(url: str, name: str, beside: Sequence[str]) -> str:
    """Return what an address says of a page that a clause before it, and no name, leads to."""
    is_clause = len(name.split()) > _MOST_WORDS or len(re.findall(f"[{CJK}]", name)) > _MOST_SIGNS
    return held_name(url, beside, is_whole=True) or repository_name(url) or spoken_name(url) if is_clause else ""


def _name_at_end(clause: str) -> str:
    """Return the name that a sentence ends with ("First install rbenv" -> rbenv), or a short clause itself."""
    found = _NAME_AT_END.search(clause)
    if found is None or (len(clause.split()) <= 2 and clause.isascii()):
        return clause
    before = clause[: found.start()]
    is_prose = not before.isascii() or clause[:1].islower() or SENTENCE_HEAD.search(before.strip())
    starts_with_verb = re.match(r"(?:first|then|next|now)?,? ?(?:install|use|try|get|download|see|run)\b", clause, re.I)
    return found[0] if before and (is_prose or starts_with_verb) else clause


def _before_words(link: Inline, tail: str, line: _Line) -> Found:
    """Return the link of a URL that opens its line: the words behind it are its title, or speak about it."""
    words = tail.strip(SEPARATORS)
    inner = re.fullmatch(r"[（(【\[](.+)[）)】\]]", words)
    words = inner[1] if inner else words
    if words and is_titlelike(words) and tail[:1] not in _NO_NEW_WORDS + "。":
        title, own = split_comment(words)
        return _found(link, title=title, comment=own)
    return _found(link, comment=words if len(words) > 1 and line.has_one_link else "")


def _only_leads(url: str, name: str) -> bool:
    """Return whether the words before a colon and a URL name nothing that the URL is of ("From this page:")."""
    if _TWO_SENTENCES.search(name):
        return True
    is_clause = is_prose(name) or ends_in(name, lambda end: shows_host(url, end))
    return is_clause and not is_named_by_path(url, name)


def _after_sign(link: Inline, lead: str, tail: str, line: _Line) -> Found:
    """Return the link of the URL in "Name: URL", "Luke 的官网：URL" and "Name --- URL"."""
    name = _HERE.sub("", ITEM_NUMBER.sub("", lead.strip(SEPARATORS)))
    comment = tail.strip(SEPARATORS) if line.has_one_link else ""
    if _only_leads(link.url, name):
        borne = line.bold if line.is_headed else name_borne(link.url, [lead, *line.context.headings[-1:]])
        is_of_site = ends_in(name, lambda end: shows_host(link.url, end))
        return _here(link, borne, [tail] if is_of_site else [lead, tail], line)
    if ends_in_colon(lead):
        if is_reference_label(without_colon(name)):
            return _found(link, title=comment if is_titlelike(comment) else "")
        title, label = _kind_or_label(name, link.url, line)
        if label and not comment and (own := _own_title(label, link.url, line)):
            return _found(link, title=own)
        if label:
            return _found(link, title=title, label=label, comment=comment)
    if is_titlelike(name) and len(name) <= 80 and not re.search(r"[，。；]", name):
        found = _found(link, title=name, comment=comment)
        return msgspec.structs.replace(found, owner=_owner_of(link.url, name, line))
    return _found(link)
