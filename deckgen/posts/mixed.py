"""Links that share their line with words: inline links, URLs in sentences, "Name: URL"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.folding import fold, squeeze
from deckgen.language.labels import (
    ends_in_colon,
    is_host_label,
    is_label,
    is_main_label,
    is_reference_label,
    is_side_label,
    label_at_end,
    without_colon,
)
from deckgen.language.pointing import is_titlelike
from deckgen.language.scripts import HAN, KANA
from deckgen.markdown.text import plain_text
from deckgen.model import Inline, InlineKind, TitleKind
from deckgen.posts.comments import split_comment
from deckgen.posts.decoration import is_sponsored, undecorated
from deckgen.posts.found import Context, Found
from deckgen.posts.kinds import describes_itself
from deckgen.posts.things import JOINT, labelled_title, subject_of, thing_before, thing_of_headings
from deckgen.posts.units import Unit, find_links, image_alt, is_bare
from deckgen.urls import is_root, readable_name

_SEPARATORS = " \t\u3000-—–―|¦:：·•→>»=,，;；*#+"
_JOINED_BY_SIGN = re.compile(r"(?:-{2,}|[-—–→|¦]|=>)\s*$")
_COMMAND = re.compile(
    r"^\s*(?:[$%>#]\s+\w"
    r"|(?:sudo|deb(?:-src)?|curl|wget|git (?:clone|remote|submodule)|export|set|echo|ping|telnet|import|from|var|const"
    r"|(?:pip|pip3|npm|brew|yum|apt|apt-get|go|docker|svn|rsync|scp|ssh|youtube-dl|conda|cargo|gem) [\w-]+"
    r"|#include)\s)"
)
_IN_CODE = re.compile(r"(?:(?<!=)=\s*|==(?=[\s'\"])\s*)['\"]?$|[A-Za-z0-9_]\(\s*['\"][^'\"]*$")
_OPEN_BRACKET = re.compile(r"[（(\[【<《]\s*$")
_LEADS_TO = r"到|去|在|于|从|访问|打开|登录|参见|详见|参考|可见|见|来自"
_GOES_TO = re.compile(rf"(?:{_LEADS_TO}|visit|see|at|from|to|via|on|in|by)\s*$", re.I)
_IN_SENTENCE = re.compile(
    rf"[，。；！？,;]|(?:{_LEADS_TO}|为|是|有|用|和|与|及|或)$"
    r"|\b(?:visit|see|at|from|to|via|on|in|by|is|are|and|or|of|with)$",
    re.I,
)
_YEAR_OR_AUTHORS = re.compile(
    r"\s*[（(]\s*(?:[A-Za-z’' .]+,?\s*)?(?:19|20)\d\d[^）)]*[）)].*$|\s+by\s+.*$"
    r"|,\s+[A-Z][\w-]+(?:,? (?:and|&) [A-Z][\w-]+| et al\b).*$|,\s+(?:19|20)\d\d\.?$"
)
_ITEM_NUMBER = re.compile(r"^(?:\(?\d{1,3}[)）.、]\s*|\[\d{1,3}\]\s*)(?!\d)")
_QUOTED = re.compile(r"[“\"]([^“”\"]{6,200}?)[.,]?[”\"]")
_AUTHORS = re.compile(r"\bet al\b|(?:^|[\s,])[A-Z]\.(?:[\s,-]|$)|\((?:19|20)\d\d\)")
_CITATION_END = re.compile(r"(?<=et al)\.\s+|(?<![\s.-][A-Z])(?<!^[A-Z])(?<!et al)\.\s+")
_SENTENCE_HEAD = re.compile(
    r"^(?:I|we|you|it|they|there|this|that|these|then|more|for more|see|read|check)\b"
    r"|\b(?:I|we|you|it|is|are|was|be|been|can|found|followed|see|read|check|available|visit|click|wrote|written|by|at"
    r"|on|in|from|of|with|and|or|the|a|an|to|my|our|his|her|their|about|using|via)$",
    re.I,
)
_INVITES = re.compile(r"^(?:想|更多|详细|具体|详情|如果|如需|感兴趣|有兴趣|欢迎|大家|完整)")
_LEADS_HERE = re.compile(r"[，,]?\s*(?:可|可以|都|就)?(?:参见|详见|参考|请看?|[戳点看见在])$")
_ARTICLE = re.compile(r"^(?:the|its|their)\s+(?=[a-z])")
_PARTICLE = re.compile(rf"(?<=[{KANA}{HAN}])(?:については?|は|を|が|の)$")
_NAME_AT_END = re.compile(r"[A-Za-z][\w.+#-]*(?: [A-Z][\w.+#-]*)*$", re.A)
_BADGE = re.compile(r"shields\.io|badge|travis-ci|circleci|codecov|coveralls|appveyor", re.I)
_HERE = re.compile(r"は?(?:こちら|これ)$|(?:[在见看])?(?:这里|此处)$")
_NEW_SENTENCE = re.compile(r"[.。!?！？]\s*[^\W\d_]")
_NEXT_SENTENCE = re.compile(r"(?<=[.。!?！？])\s*[^.。!?！？]+$")
_JOINT_ALONE = re.compile(r"^\W*(?:and|or|plus|versus|vs|then|和|与|及|以及|或|还有)\W*$", re.I)
_ENCYCLOPEDIA = re.compile(r"(?:on |en\.)?wiki(?:pedia)?|维基(?:百科)?|百度百科", re.I)
_OPEN_ASIDE = re.compile(r"\s*[（(\[【][^（）()\[\]【】]*$")
_NO_NEW_WORDS = "的了和与、)）"
_NEAR = 300
"""How much of the words before a link is looked at."""


def mixed_links(
    unit: Unit, before: Sequence[str], context: Context, *, said: Sequence[str] = (), above: str = ""
) -> Iterator[Found]:
    """Yield the links of a line that holds words too.

    ``before`` are the texts before it, nearest first, ``said`` those of them without links of their own, and ``above``
    the nearest of them that is all bold, as titles are.
    """
    links = find_links(unit.inlines)
    pieces = _pieces(unit.inlines, links)
    bold = _first_strong(unit.inlines) or _emphasized(unit.inlines, links)
    line = _Line(pieces[0][-_NEAR:], bold, above, before, said, context, len(links) == 1)
    is_command = _COMMAND.match(unit.text) is not None
    for number, link in enumerate(links):
        if not link.url.lower().startswith(("http:", "https:")):
            continue
        tail = pieces[number + 1]
        if number + 1 < len(links):  # the bracket or the sentence that the next link stands in, the "and" before it
            tail = _JOINT_ALONE.sub("", _NEXT_SENTENCE.sub("", _OPEN_ASIDE.sub("", tail)))
        found = _link(link, pieces[number][-_NEAR:], tail, line, is_first=number == 0)
        if is_sponsored(pieces[number], found.title, pieces[number + 1]):
            found = msgspec.structs.replace(found, skip="a sponsor's line")
        is_title = bool(found.title and not found.label and not is_side_label(found.title))
        is_titled = is_title and fold(found.title) in fold(plain_text(link.children))
        opens = _NEW_SENTENCE.search(pieces[number]) if number else not pieces[0].strip(_SEPARATORS)
        if is_title and opens and not bold:  # it lends its title to the links behind it
            line = msgspec.structs.replace(line, bold=undecorated(found.title).title)
        line = msgspec.structs.replace(line, is_past_title=line.is_past_title or is_titled)
        if is_command or (_IN_CODE.search(pieces[number][-_NEAR:]) and is_bare(link)):
            found = msgspec.structs.replace(found, skip="part of a command or code")
        yield msgspec.structs.replace(found, last=max(unit.last, found.last))


class _Line(msgspec.Struct, frozen=True):
    """What a line lends to the links in it."""

    opening: str  # its words before the first link
    bold: str  # its first bold words
    above: str
    before: Sequence[str]
    said: Sequence[str]
    context: Context
    has_one_link: bool
    is_past_title: bool = False  # a link with a title of its own stands before


def _link(link: Inline, head: str, tail: str, line: _Line, *, is_first: bool) -> Found:
    text = squeeze(plain_text(link.children))
    is_name = readable_name(link.url).startswith(text.removeprefix("www.").rstrip("/")) and "." in text
    if is_bare(link) or is_name:
        return _bare_link(link, head, tail, line)
    if describes_itself(link.url) and _ENCYCLOPEDIA.fullmatch(text):
        return _found(link, title=readable_name(link.url).rpartition("/")[2].replace("_", " "))
    if not text:
        return _image_link(link, head, line.context)
    label = _ARTICLE.sub("", text.strip("[]【】()（） "))
    is_beside = is_side_label(label) and not is_root(link.url)
    if is_label(label) or (is_beside and (line.bold or line.opening.strip(_SEPARATORS))):
        return _label_link(link, label, head, tail, line)
    return _titled_link(link, text, head, tail, is_first=is_first)


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
    return [squeeze("".join(piece)) for piece in pieces] + [""] * (len(links) + 1 - len(pieces))


def _first_strong(inlines: Sequence[Inline]) -> str:
    for inline in inlines:
        if inline.kind is InlineKind.STRONG and not find_links(inline.children):
            return squeeze(plain_text(inline.children)).rstrip(" .:：。")
    return ""


def _emphasized(inlines: Sequence[Inline], links: Sequence[Inline]) -> str:
    """Return the emphasized or quoted title in a line that cites a work before its first link."""
    if not links or links[0] is inlines[0]:
        return ""
    for inline in inlines:
        if inline is links[0]:
            break
        if inline.kind is InlineKind.EMPH and len(text := squeeze(plain_text(inline.children))) > 5:
            return text.rstrip(" .,")
        if inline.kind is InlineKind.TEXT and (quoted := _QUOTED.search(inline.text)) is not None:
            return quoted[1]
    return ""


def _line_thing(head: str) -> str:
    """Return the thing that the words before a line's first link name ("Title (2015), authors" -> Title)."""
    opening = undecorated(head.strip(_SEPARATORS)).title
    text = _YEAR_OR_AUTHORS.sub("", opening.strip("[【(（ "))
    text = _LEADS_HERE.sub("", _PARTICLE.sub("", text.rstrip(" .。,，:：-—[【(（")))
    if _SENTENCE_HEAD.search(text) or _INVITES.search(text) or not 1 < len(text) <= 150 or not is_titlelike(text):
        return ""
    return _cited_title(opening) or text


def _cited_title(text: str) -> str:
    """Return the title in "Authors. Title. Venue, year."; an empty text where no authors are."""
    parts = _CITATION_END.split(_ITEM_NUMBER.sub("", text.strip()))
    if len(parts) < 2 or not _AUTHORS.search(parts[0]) or len(parts[0]) > 120:
        return ""
    title = parts[1].strip(" .")
    return title if 2 <= len(title.split()) <= 40 else ""


def _titled_link(link: Inline, text: str, head: str, tail: str, *, is_first: bool) -> Found:
    opens = is_first and not head.strip(_SEPARATORS + "0123456789.()（）、[]")
    words = tail.strip(_SEPARATORS)
    comment = words if opens and words.strip(".。") and tail[:1] not in _NO_NEW_WORDS else ""
    title, own = split_comment(text)
    return _found(link, title=title, comment=own or comment)


def _label_link(link: Inline, label: str, head: str, tail: str, line: _Line) -> Found:
    """Return a link that only says "here" or "pdf", named by the bold words on its line, or the words beside it."""
    is_free = line.is_past_title and is_main_label(label)  # then the line opens with words on another link
    thing = line.bold or ("" if is_free else _line_thing(line.opening)) or line.above
    if not line.bold and label_at_end(line.opening)[1]:
        title, noun = _labelled(line.opening, line)
        return _found(link, title=title, label=noun)
    beside = head.strip(_SEPARATORS + "()（）[]")
    if thing and is_main_label(label) and is_side_label(beside):  # "(HN discussion: link)"
        label = beside
    if is_main_label(label) or (thing and line.has_one_link and is_host_label(label)):
        if not thing and not line.opening.strip(_SEPARATORS) and (words := _title_behind(tail)):
            return _found(link, title=words)
        return _here(link, thing, line)
    thing = thing or thing_before(line.before, line.context.headings)
    return _found(link, title=thing + JOINT + label if thing else "", label=label)


def _here(link: Inline, thing: str, line: _Line) -> Found:
    """Return a link that says "here", named by this thing, or by that of the texts before it or the heading."""
    title = thing or thing_before(line.said, line.context.headings)
    is_borrowed = not thing and title == thing_of_headings(line.context.headings)
    return msgspec.structs.replace(_found(link, title=title), is_borrowed=is_borrowed)


def _title_behind(tail: str) -> str:
    """Return the words behind a link that opens its line, if they are its title."""
    words = tail.strip(_SEPARATORS)
    return words if is_titlelike(words) and tail[:1] not in _NO_NEW_WORDS + "。" else ""


def _labelled(lead: str, line: _Line) -> tuple[str, str]:
    return labelled_title(lead, line.before, line.context.headings, topic=line.context.topic)


def _image_link(link: Inline, head: str, context: Context) -> Found:
    images = " ".join(child.url for child in link.children)
    title = image_alt(link) or _line_thing(head) or thing_of_headings(context.headings)
    found = _found(link, title=title)
    return msgspec.structs.replace(found, skip="a badge") if _BADGE.search(images + link.url) else found


# --- URLs that are written out ------------------------------------------------------------------------------


def _bare_link(link: Inline, head: str, tail: str, line: _Line) -> Found:
    """Return the link of a bare URL, named by the words on its line."""
    lead = head.strip()
    if not lead.strip(_SEPARATORS + "0123456789.()（）[]"):
        return _before_words(link, tail, line)
    if ends_in_colon(lead) or _JOINED_BY_SIGN.search(lead):
        return _after_sign(link, lead, tail, line)
    if _OPEN_BRACKET.search(lead):
        name = re.split(r"[，。；,;]", _OPEN_BRACKET.sub("", lead))[-1].strip(_SEPARATORS + "0123456789.、")
        name = _name_at_end(name)
        if 1 < len(name) <= 60 and not is_label(name):
            return _found(link, title=name)
    if cited := _cited_title(lead):
        return _found(link, title=cited)
    noun = label_at_end(lead)[1]
    if noun and not _GOES_TO.search(noun):
        title, label = _labelled(lead, line)
        return _found(link, title=title, label=label)
    name = _ITEM_NUMBER.sub("", lead).strip(_SEPARATORS)
    is_name = is_titlelike(name) and len(name) <= 60 and not _IN_SENTENCE.search(name)
    return _found(link, title=name if is_name and not tail.strip(_SEPARATORS) else "")


def _name_at_end(clause: str) -> str:
    """Return the name that a sentence ends with ("First install rbenv" -> rbenv), or a short clause itself."""
    found = _NAME_AT_END.search(clause)
    if found is None or (len(clause.split()) <= 2 and clause.isascii()):
        return clause
    before = clause[: found.start()]
    is_prose = not before.isascii() or clause[:1].islower() or _SENTENCE_HEAD.search(before.strip())
    starts_with_verb = re.match(r"(?:first|then|next|now)?,? ?(?:install|use|try|get|download|see|run)\b", clause, re.I)
    return found[0] if before and (is_prose or starts_with_verb) else clause


def _before_words(link: Inline, tail: str, line: _Line) -> Found:
    """Return the link of a URL that opens its line: the words behind it are its title, or speak about it."""
    words = tail.strip(_SEPARATORS)
    inner = re.fullmatch(r"[（(【\[](.+)[）)】\]]", words)
    words = inner[1] if inner else words
    if words and is_titlelike(words) and tail[:1] not in _NO_NEW_WORDS + "。":
        title, own = split_comment(words)
        return _found(link, title=title, comment=own)
    return _found(link, comment=words if len(words) > 1 and line.has_one_link else "")


def _after_sign(link: Inline, lead: str, tail: str, line: _Line) -> Found:
    """Return the link of the URL in "Name: URL", "Luke 的官网：URL" and "Name --- URL"."""
    name = _HERE.sub("", _ITEM_NUMBER.sub("", lead.strip(_SEPARATORS)))
    comment = tail.strip(_SEPARATORS) if line.has_one_link else ""
    if ends_in_colon(lead):
        if is_reference_label(without_colon(name)):
            return _found(link, title=comment if is_titlelike(comment) else "")
        title, label = _labelled(name, line)
        if label:
            return _found(link, title=title, label=label, comment=comment)
    if is_titlelike(name) and len(name) <= 80 and not re.search(r"[，。；]", name):
        return _found(link, title=name, comment=comment)
    clause = re.split(r"[，。；！？,;]\s*", name)[-1]
    subject = subject_of(name)
    if line.has_one_link and subject and len(clause) > 1:
        return _found(link, title=subject, comment=name)
    return _found(link)
