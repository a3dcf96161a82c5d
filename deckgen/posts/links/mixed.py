"""Links that share their line with words: inline links, URLs in sentences, "Name: URL"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.credits import credits_at, is_credits, names_writer, thanks_in
from deckgen.language.folding import fold, squeeze
from deckgen.language.labels import is_host_label, is_label, is_side_label, label_at_end
from deckgen.language.pointing import cites_work, ends_in, is_handle, pointed, points_alone
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind
from deckgen.patterns import regex
from deckgen.posts.links.anchors import Site, site_link, told_by_address, words_for
from deckgen.posts.links.comments import split_comment
from deckgen.posts.links.decoration import is_sponsored, undecorated
from deckgen.posts.links.found import ACCOUNT, SENT_IN, THANKED, Context, Found, as_given
from deckgen.posts.links.kinds import article_name, is_account_of, is_page_of, shows_account
from deckgen.posts.links.line import NO_NEW_WORDS, Line, found_at, owned, thing_around
from deckgen.posts.links.named import (
    is_home_of,
    is_kind_of,
    is_name_of,
    is_named,
    is_named_by_path,
    name_above,
    only_site,
    shows_host,
)
from deckgen.posts.links.openings import SEPARATORS, cited_title, emphasized, first_strong, line_thing, whole_title
from deckgen.posts.links.own_names import is_address
from deckgen.posts.links.page_words import with_page_words
from deckgen.posts.links.pointers import label_link, title_behind
from deckgen.posts.links.sentences import Sentences
from deckgen.posts.links.things import thing_of_headings
from deckgen.posts.links.units import Unit, find_links, image_title, is_bare, is_image_address
from deckgen.posts.links.written import bare_link
from deckgen.urls import is_root, readable_name, url_host

_COMMAND = regex(
    r"^\s*(?:[$%>#]\s+\w"
    r"|(?:sudo|deb(?:-src)?|curl|wget|git (?:clone|remote|submodule)|export|set|echo|ping|telnet|import|from|var|const"
    r"|(?:pip|pip3|npm|brew|yum|apt|apt-get|go|docker|svn|rsync|scp|ssh|youtube-dl|conda|cargo|gem) [\w-]+"
    r"|#include)\s)"
)
_IN_CODE = regex(r"(?:(?<!=)=\s*|==(?=[\s'\"])\s*)['\"]?$|[A-Za-z0-9_]\(\s*['\"][^'\"]*$")
_ARTICLE = regex(r"^(?:(?:the|its|their)\s+(?=[a-z])|(?:on|at|via|from)\s+|[Ll]inks? to (?:the )?)")
_LABEL_TWICE = regex(r"([^()（）]+?)\s*[（(]([^()（）]+)[)）]?")
_BADGE = regex(r"shields\.io|badge|travis-ci|circleci|codecov|coveralls|appveyor", re.I)
_NEW_SENTENCE = regex(r"[.。!?！？]\s*[^\W\d_]")
_NEXT_SENTENCE = regex(r"(?<=[.。!?！？])\s*[^.。!?！？]+$")
_JOINT_ALONE = regex(r"^\W*(?:and|or|plus|versus|vs|then|和|与|及|以及|或|还有)\W*$", re.I)
_ENCYCLOPEDIA = regex(
    r"(?:on |en\.)?wiki(?:pedia)?|维基(?:百科)?|維基百科|百度百科|Википедия|Вікіпедія|ウィキペディア|위키백과",
    re.I,
)
_FOOTNOTE = regex(r"\W{0,2}(?:\d{1,3}|[↩↑*†]\ufe0e?)\W{0,2}")
_ENDS_BEFORE = regex(r"^[.。．!！?？、)）\]】」』”\"'*]+(?=\s|$)|^[。．！？、」』】]+")
"""What ends the words of a link, or a bracket around it, behind it."""
_OPEN_ASIDE = regex(r"\s*[（(\[【][^（）()\[\]【】]*$")
_CLAUSE_WORDS = 4
"""Words before a site that lead to it, and are not its name ("Check it out in action: kettle.example")."""
_NEAR = 300
"""Letters of the words before a link that are looked at."""


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
    shown = [squeeze(plain_text(link.children)) for link in links]
    sentences = Sentences(written, shown)
    bold = first_strong(unit.inlines) or emphasized(unit.inlines, links)
    line = Line(
        told="",
        opening=pieces[0][-_NEAR:],
        bold=bold,
        is_headed=bool(bold) and unit.text.startswith(bold),
        above=above,
        below=below,
        entry=entry,
        before=before,
        said=said,
        context=context,
        has_one_link=len(links) == 1,
    )
    is_command = _COMMAND.match(unit.text) is not None
    told = ""
    for number, link in enumerate(links):
        told = (told + pieces[number])[-_NEAR:]
        line = msgspec.structs.replace(line, told=told)
        told += f" {shown[number]} "
        if not link.url.lower().startswith(("http:", "https:")):
            continue
        head, tail = pieces[number], pieces[number + 1]
        if number + 1 < len(links):  # the bracket or the sentence that the next link stands in, the "and" before it
            tail = _JOINT_ALONE.sub("", _NEXT_SENTENCE.sub("", _OPEN_ASIDE.sub("", tail)))
        is_new = _NEW_SENTENCE.search(head) is not None if number else not head.strip(SEPARATORS)
        found = _link(link, head[-_NEAR:], tail, line, is_first=number == 0)
        found = as_given(found, shown[number], link.title) if link.title else found
        if is_bare(link) and not (found.title or found.label):
            found = msgspec.structs.replace(found, title=name_above(link.url, reversed(context.headings)))
        if is_command or (_IN_CODE.search(head[-_NEAR:]) and is_bare(link)):
            found = msgspec.structs.replace(found, skip="part of a command or code")
        else:
            found = with_page_words(_with_sentence(found, link, sentences, number, context, (head, pieces[number + 1])))
        yield msgspec.structs.replace(found, last=max(unit.last, found.last))
        line = _lending(line, found, may_lend=is_new and not bold and shown[number] in found.title)


def _lending(line: Line, found: Found, *, may_lend: bool) -> Line:
    """Return the line as it is for the links behind this one: one that opens a sentence lends them its title."""
    if not may_lend or not found.title or found.label or found.is_borrowed or is_side_label(found.title):
        return line
    return msgspec.structs.replace(line, bold=undecorated(found.title).title, is_lent=True)


def _with_sentence(
    found: Found, link: Inline, sentences: Sentences, number: int, context: Context, beside: tuple[str, str]
) -> Found:
    """Return a link with its sentence as comment, and the reason why it is no study link, if the sentence is one."""
    if "#" in link.url and _FOOTNOTE.fullmatch(plain_text(link.children)):
        return msgspec.structs.replace(found, skip="a footnote of its page")
    if is_sponsored(beside[0], found.title, beside[1]):
        return msgspec.structs.replace(found, skip="a sponsor's line")
    anchor = squeeze(plain_text(link.children))
    is_site = is_bare(link) and is_root(link.url)  # the address of a site is nobody's name
    if (credits_at(*sentences.around(number)) and not is_site) or thanks_in(anchor) or _signs(link.url, anchor, beside):
        return msgspec.structs.replace(found, skip=SENT_IN)
    if context.headings and is_credits(context.headings[-1]) and is_page_of(link.url, anchor):
        return msgspec.structs.replace(found, skip=THANKED)
    if names_writer(beside[0]) and is_account_of(link.url, anchor):
        return msgspec.structs.replace(found, skip=THANKED)
    if not is_handle(anchor) and shows_account(link.url, anchor):
        return msgspec.structs.replace(found, skip=ACCOUNT)
    said = sentences.said(number, found.title) if not found.comment else sentences.whole(number, found)
    return msgspec.structs.replace(found, comment=said) if said != found.comment else found


def _signs(url: str, anchor: str, beside: tuple[str, str]) -> bool:
    """Return whether a link is the name of somebody that signs a piece, or all that its line says (@name)."""
    head, tail = beside
    if not is_handle(anchor) or is_name_of(url, anchor):
        return False
    return names_writer(head) or not (head + tail).strip(SEPARATORS) or (not head and tail.startswith((":", "：")))


def _link(link: Inline, head: str, tail: str, line: Line, *, is_first: bool) -> Found:
    text = squeeze(plain_text(_title_line(link.children)))
    shown = text.removeprefix("www.").rstrip("/")
    is_name = "." in text and (
        readable_name(link.url).startswith(shown) or shown.casefold() == url_host(link.url) or is_address(text)
    )
    if is_bare(link) or is_name:
        found = _shown_link(link, text, (head, tail), line)
        if found.title or found.label or is_root(link.url) or shown.casefold() != url_host(link.url):
            return found
    if (article := article_name(link.url)) and _says_encyclopedia(link.url, text):
        return found_at(link, title=article)
    if not text:
        return _image_link(link, head, line.context)
    anchor = text.strip("[]【】()（）<>＜＞〈〉↗⧉\ufe0f ")
    label = _sort_of(_ARTICLE.sub("", anchor))
    rest, noun = label_at_end(label)
    is_bracketed = not text.startswith(label)
    is_host = shows_host(link.url, rest if noun else label) or only_site(link.url, label)
    if is_host:
        site = Site(label, noun, is_bracketed=is_bracketed, is_written=is_name)
        if (of_site := site_link(link, site, (head, tail), line)) is not None:
            return of_site
    if is_first and not head.strip(SEPARATORS) and _leads(link.url, label, tail) and (words := title_behind(tail)):
        return found_at(link, title=words)
    is_beside = (is_side_label(label) and not is_root(link.url)) or (is_host and is_bracketed)
    is_alone = is_host_label(label) and line.has_one_link and not tail.strip(SEPARATORS)
    has_thing = line.bold or line.above or line.opening.strip(SEPARATORS) or is_alone
    label = label if is_label(label) else pointed(head, label)
    is_pointer = points_alone(label) and not is_name_of(link.url, label)
    is_mere_label = is_label(label) and not is_home_of(link.url, label)
    if is_mere_label or is_name or (is_beside and has_thing) or is_pointer or is_kind_of(link.url, label):
        return label_link(link, label, head, tail, line, is_first=is_first)
    if is_first and cites_work(head, anchor, tail) and (cited := cited_title(head) or whole_title(head)):
        return found_at(link, title=cited)
    is_code = all(child.kind is InlineKind.CODE for child in link.children)
    if not is_code and (words := words_for(link.url, anchor, head, tail, line)):
        return found_at(link, title=words)
    if head.strip() + tail.strip() and not is_code and (told := told_by_address(link, anchor, line)) is not None:
        return told
    return owned(_titled_link(link, text, head, tail, is_first=is_first), thing_around(line))


def _sort_of(label: str) -> str:
    """Return a label without the sort of file that stands behind it in brackets ("slides (PDF)")."""
    found = _LABEL_TWICE.fullmatch(label)
    return found[1] if found and is_label(found[1]) and is_label(found[2]) else label


def _shown_link(link: Inline, shown: str, beside: tuple[str, str], line: Line) -> Found:
    """Return a link that shows its address; that of a site is its name: "kettle.example, a shop"."""
    head, tail = beside
    is_led = len(head.split()) < _CLAUSE_WORDS and head.strip(SEPARATORS)
    if is_root(link.url) and "://" not in shown and not is_led:
        return found_at(link, title=shown, comment=tail.strip(SEPARATORS))
    return bare_link(link, head, tail, line)


def _title_line(shown: Sequence[Inline]) -> Sequence[Inline]:
    """Return what a link shows; of a card with a title in bold and lines of words below it the title."""
    is_card = len(shown) > 2 and shown[0].kind is InlineKind.STRONG and shown[1].kind is InlineKind.BREAK
    return shown[:1] if is_card else shown


def _says_encyclopedia(url: str, text: str) -> bool:
    """Return whether an anchor is an article's name, or says but in what encyclopedia it stands ("sur Wikipédia")."""
    is_site = _ENCYCLOPEDIA.fullmatch(text) is not None or shows_host(url, text)
    return is_site or fold(text) == fold(article_name(url)) or ends_in(text, lambda end: shows_host(url, end))


def _leads(url: str, label: str, tail: str) -> bool:
    """Return whether an anchor that opens a line stands before the title: "YouTube: Boil water", "09:04 Boil water"."""
    if is_host_label(label):
        return tail.lstrip()[:1] in tuple(SEPARATORS)
    return not (any(map(str.isalpha, label)) or is_name_of(url, label) or tail.lstrip()[:1].islower())


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
    words = _ENDS_BEFORE.sub("", tail.rstrip(SEPARATORS)).lstrip(SEPARATORS)
    comment = words if opens and words.strip(".。") and tail[:1] not in NO_NEW_WORDS else ""
    title, own = split_comment(text)
    return found_at(link, title=title, comment=own or comment)


def _image_link(link: Inline, head: str, context: Context) -> Found:
    images = " ".join(child.url for child in link.children)
    heading = thing_of_headings(context.headings)
    alt = image_title(link)
    title = alt or line_thing(head) or (heading if is_named(link.url, heading) else "")
    found = msgspec.structs.replace(found_at(link, title=title), owner="" if is_named_by_path(link.url, alt) else alt)
    if is_image_address(link.url):
        return msgspec.structs.replace(found, skip="a picture, larger")
    return msgspec.structs.replace(found, skip="a badge") if _BADGE.search(images + link.url) else found
