"""Links that share their line with words: inline links, URLs in sentences, "Name: URL", tables, HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.markdown import plain_text
from deckgen.model import Block, BlockKind, Inline, InlineKind, TitleKind
from deckgen.posts.comments import split_comment
from deckgen.posts.found import Context, Found
from deckgen.posts.things import JOINT, labelled_title, subject_of, thing_before, thing_of_headings
from deckgen.posts.units import Unit, find_links, image_alt, is_bare
from deckgen.urls import readable_name
from deckgen.words import (
    ends_in_colon,
    is_label,
    is_main_label,
    is_reference_label,
    is_titlelike,
    label_at_end,
    squeeze,
    without_colon,
)

_SEPARATORS = " \t\u3000-—–―|¦:：·•→>»=,，;；*#+"
_JOINED_BY_SIGN = re.compile(r"(?:-{2,}|[-—–→|¦]|=>)\s*$")
_COMMAND = re.compile(
    r"^\s*(?:[$%>#]\s+\w|(?:sudo|deb(?:-src)?|curl|wget|git (?:clone|remote|submodule)|(?:pip|pip3|npm|brew|yum|apt|apt-get|go|"
    r"docker|svn|rsync|scp|ssh|youtube-dl|conda|cargo|gem) [\w-]+|export|set|echo|ping|telnet|import|from|var|const|"
    r"#include)\s)"
)
_IN_CODE = re.compile(r"[=('\"]\s*['\"]?$|[\w.]+\(\s*[\"'].*$")
_OPEN_BRACKET = re.compile(r"[（(\[【<《]\s*$")
_GOES_TO = re.compile(r"(?:到|去|在|于|从|访问|打开|登录|参见|详见|参考|可见|见|来自|visit|see|at|from|to|via|on|in|by)\s*$", re.I)
_ITEM_NUMBER = re.compile(r"^(?:\(?\d{1,3}[)）.、]\s*)(?!\d)")
_IN_SENTENCE = re.compile(r"[，。；！？,;]|(?:到|去|在|于|从|访问|打开|登录|参见|详见|参考|可见|见|来自|为|是|有|用|和|与|及|或)$|"
                          r"\b(?:visit|see|at|from|to|via|on|in|by|is|are|and|or|of|with)$", re.I)
_YEAR_OR_AUTHORS = re.compile(r"\s*[（(]\s*(?:[A-Za-z’' .]+,?\s*)?(?:19|20)\d\d[^）)]*[）)].*$|\s+by\s+.*$")
_NEAR = 300
"""How much of the words before a link is looked at."""
_BADGE = re.compile(r"shields\.io|badge|travis-ci|circleci|codecov|coveralls|appveyor", re.I)
_NAME_HEADER = re.compile(r"名称|名字|标题|题目|项目|工具|论文名|name|title|paper|tool|project|book|course|dataset|library", re.I)
_WORDS_HEADER = re.compile(r"说明|描述|简介|备注|评论|介绍|特点|description|notes?|comment|about|summary", re.I)
_LINK_HEADER = re.compile(r"^(?:链接|网址|地址|url|links?)$", re.I)


def mixed_links(unit: Unit, before: Sequence[str], context: Context, *, above: str = "") -> Iterator[Found]:
    """Give the links of a line that holds words too.

    ``before`` are the texts before it, nearest first; ``above`` the nearest of them that is all bold, as titles are.
    """
    links = find_links(unit.inlines)
    pieces = _pieces(unit.inlines, links)
    bold = _first_strong(unit.inlines)
    for number, link in enumerate(links):
        head, tail = pieces[number][-_NEAR:], pieces[number + 1]
        text = squeeze(plain_text(link.children))
        if not link.url.lower().startswith(("http:", "https:")):
            continue
        if is_bare(link) or readable_name(link.url).startswith(text.removeprefix("www.").rstrip("/")) and "." in text:
            found = _bare_in_line(link, head, tail, before, context, is_only=len(links) == 1)
        elif not text:
            found = _image_link(link, head, context)
        elif is_label(text.strip("[]【】 ")):
            bold = bold or ("" if _line_thing(pieces[0][-_NEAR:]) else above)
            found = _label_link(link, text.strip("[]【】 "), bold, pieces[0][-_NEAR:], before, context)
        else:
            found = _titled_link(link, text, head, tail, is_first=number == 0)
        if _COMMAND.match(unit.text) or (_IN_CODE.search(head) and is_bare(link)):
            found = msgspec.structs.replace(found, skip="part of a command or code")
        yield msgspec.structs.replace(found, last=max(unit.last, found.last))


def _pieces(inlines: Sequence[Inline], links: Sequence[Inline]) -> list[str]:
    """Give the texts between the links of a line: one more than there are links."""
    pieces = [""]

    def walk(run: Sequence[Inline]) -> None:
        for inline in run:
            if inline.kind is InlineKind.LINK:
                pieces.append("")
            elif inline.children and inline.kind is not InlineKind.IMAGE:
                walk(inline.children)
            else:
                pieces[-1] += plain_text([inline])

    walk(inlines)
    return [squeeze(piece) for piece in pieces] + [""] * (len(links) + 1 - len(pieces))


def _first_strong(inlines: Sequence[Inline]) -> str:
    for inline in inlines:
        if inline.kind is InlineKind.STRONG and not find_links(inline.children):
            return squeeze(plain_text(inline.children)).rstrip(" .:：。")
    return ""


def _line_thing(head: str) -> str:
    """Give the thing that the words before a line's first link name ("Title (2015), authors" -> Title)."""
    text = _YEAR_OR_AUTHORS.sub("", head.strip(_SEPARATORS + "[【(（"))
    text = text.rstrip(" .。,，:：-—[【(（")
    return text if 1 < len(text) <= 150 and is_titlelike(text) else ""


def _titled_link(link: Inline, text: str, head: str, tail: str, *, is_first: bool) -> Found:
    comment = ""
    opens = is_first and not head.strip(_SEPARATORS + "0123456789.()（）、[]")
    words = tail.strip(_SEPARATORS + ".。")
    if opens and words and tail[:1] not in "的了和与、)）":
        comment = tail.strip(_SEPARATORS)
    title, own = split_comment(text)
    return Found(url=link.url, line=link.line, last=link.line, title=title, comment=own or comment)


def _label_link(
    link: Inline, label: str, bold: str, head: str, before: Sequence[str], context: Context
) -> Found:
    """Name a link that only says "here" or "pdf": by the bold words on its line, or the words before it."""
    if not bold and label_at_end(head)[1]:
        title, noun = labelled_title(head, before, context.headings, topic=context.topic)
        return Found(
            url=link.url, line=link.line, last=link.line, title=title, title_kind=TitleKind.LABEL, label=noun
        )
    thing = bold or _line_thing(head) or thing_before(before, context.headings)
    if is_main_label(label):
        return Found(url=link.url, line=link.line, last=link.line, title=thing, label="")
    title = thing + JOINT + label if thing else ""
    return Found(
        url=link.url, line=link.line, last=link.line, title=title, title_kind=TitleKind.LABEL, label=label
    )


def _image_link(link: Inline, head: str, context: Context) -> Found:
    alt = image_alt(link)
    images = " ".join(child.url for child in link.children)
    title = alt or _line_thing(head) or thing_of_headings(context.headings)
    skip = "a badge" if _BADGE.search(images + link.url) else ""
    return Found(url=link.url, line=link.line, last=link.line, title=title, skip=skip)


def _bare_in_line(
    link: Inline, head: str, tail: str, before: Sequence[str], context: Context, *, is_only: bool
) -> Found:
    """Name a bare URL by the words on its line."""
    place = {"url": link.url, "line": link.line, "last": link.line}
    lead = head.strip()
    if not lead.strip(_SEPARATORS + "0123456789.()（）[]"):
        words = tail.strip(_SEPARATORS)
        inner = re.fullmatch(r"[（(【\[](.+)[）)】\]]", words)
        words = inner[1] if inner else words
        if words and is_titlelike(words) and tail[:1] not in "的了和与、)）。":
            title, own = split_comment(words)
            return Found(**place, title=title, comment=own)
        return Found(**place, comment=words if len(words) > 1 and is_only else "")
    if ends_in_colon(lead) or _JOINED_BY_SIGN.search(lead):
        return _after_sign(lead, tail, before, context, place, is_only=is_only)
    if _OPEN_BRACKET.search(lead):
        name = re.split(r"[，。；,;]", _OPEN_BRACKET.sub("", lead))[-1].strip(_SEPARATORS + "0123456789.、")
        if 1 < len(name) <= 60 and not is_label(name):
            return Found(**place, title=name)
    rest, label = label_at_end(lead)
    if label and not _GOES_TO.search(label):
        title, label = labelled_title(lead, before, context.headings, topic=context.topic)
        return Found(**place, title=title, title_kind=TitleKind.LABEL, label=label)
    name = _ITEM_NUMBER.sub("", lead).strip(_SEPARATORS)
    if not tail.strip(_SEPARATORS) and is_titlelike(name) and len(name) <= 60 and not _IN_SENTENCE.search(name):
        return Found(**place, title=name)
    return Found(**place)


def _after_sign(
    lead: str, tail: str, before: Sequence[str], context: Context, place: dict[str, object], *, is_only: bool
) -> Found:
    """Name the URL in "Name: URL", "Luke 的官网：URL" and "Name --- URL"."""
    name = lead.rstrip(_SEPARATORS).lstrip(_SEPARATORS)
    name = _ITEM_NUMBER.sub("", name)
    comment = tail.strip(_SEPARATORS) if is_only else ""
    title, label = "", ""
    if ends_in_colon(lead):
        if is_reference_label(without_colon(name)):
            return Found(**place, title=comment if is_titlelike(comment) else "")  # type: ignore[arg-type]
        title, label = labelled_title(name, before, context.headings, topic=context.topic)
    if label:
        return Found(**place, title=title, title_kind=TitleKind.LABEL, label=label, comment=comment)  # type: ignore[arg-type]
    if is_titlelike(name) and len(name) <= 80 and not re.search(r"[，。；]", name):
        return Found(**place, title=name, comment=comment)  # type: ignore[arg-type]
    clause = re.split(r"[，。；！？,;]\s*", name)[-1]
    subject = subject_of(name)
    if is_only and subject and len(clause) > 1:
        return Found(**place, title=subject, comment=name)  # type: ignore[arg-type]
    return Found(**place)  # type: ignore[arg-type]


# --- tables ---------------------------------------------------------------------------------------------


def table_links(table: Block, before: Sequence[str], context: Context) -> Iterator[Found]:
    """Give the links of a table: a bare or labelled one takes its name from its row."""
    header: tuple[str, ...] = ()
    for row in table.children:
        texts = tuple(squeeze(plain_text(cell.inlines)) for cell in row.children)
        if row.info == "header":
            header = texts
        linked = [index for index, cell in enumerate(row.children) if find_links(cell.inlines)]
        thing = _row_thing(texts, header, linked, row)
        comment = _row_words(texts, header, linked)
        for index in linked:
            yield from _cell_links(row.children[index], thing, header[index : index + 1], comment, context)


def _row_thing(texts: Sequence[str], header: Sequence[str], linked: Sequence[int], row: Block) -> str:
    free = [index for index, text in enumerate(texts) if index not in linked and text]
    for index in free:
        if index < len(header) and _NAME_HEADER.search(header[index]):
            return texts[index]
    words = [index for index in free if not re.fullmatch(r"[\d.%/:\- ]+", texts[index])]
    if words:
        return texts[words[0]]
    for index in linked:
        for link in find_links(row.children[index].inlines):
            text = squeeze(plain_text(link.children))
            if not is_bare(link) and not is_label(text):
                return text
    return ""


def _row_words(texts: Sequence[str], header: Sequence[str], linked: Sequence[int]) -> str:
    for index, text in enumerate(texts):
        if index not in linked and index < len(header) and _WORDS_HEADER.search(header[index]):
            return text
    return ""


def _cell_links(
    cell: Block, thing: str, header: Sequence[str], comment: str, context: Context
) -> Iterator[Found]:
    for link in find_links(cell.inlines):
        text = squeeze(plain_text(link.children))
        if not link.url.lower().startswith(("http:", "https:")):
            continue
        head = header[0] if header else ""
        found = Found(url=link.url, line=link.line or cell.first, last=cell.last, comment=comment)
        if not is_bare(link) and text and not is_label(text):
            yield msgspec.structs.replace(found, title=text)
            continue
        label = text if text and not is_bare(link) and not is_main_label(text) else ""
        if not label and head and is_label(head) and not _LINK_HEADER.match(head) and not _NAME_HEADER.search(head):
            label = head
        title = thing + JOINT + label if label and thing else thing
        kind = TitleKind.LABEL if label else TitleKind.TEXT
        yield msgspec.structs.replace(found, title=title, title_kind=kind, label=label)
