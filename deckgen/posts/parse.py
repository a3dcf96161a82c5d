"""Bytes of a file -> Post and problems; the same bytes give the same body, whatever the file is called, MDX aside."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from types import MappingProxyType

import msgspec

from deckgen.files.garbage import no_collection
from deckgen.language.folding import fold
from deckgen.markdown.mdx import without_jsx
from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.unclosed import unclosed
from deckgen.model import Post, Problem, Section, Severity
from deckgen.patterns import regex
from deckgen.posts.asking.names import with_question
from deckgen.posts.asking.note_file import one_card
from deckgen.posts.asking.order import with_asked_blocks, with_asked_sections
from deckgen.posts.conflicts import conflict_line
from deckgen.posts.directives import MARK, directive_faults, with_directives
from deckgen.posts.front_matter import FrontMatter, iso_date, parse_front_matter, split_front_matter
from deckgen.posts.hashtags import may_have_tags, text_tags
from deckgen.posts.links.around import with_around
from deckgen.posts.sections import build_sections

_SEVERITY = MappingProxyType({"shortcode": Severity.NOTE})
_DATED_NAME = regex(r"^(\d{4}-\d{1,2}-\d{1,2})[-_. ]+(.+)$")
"""As Jekyll has it: in a post's address the rest is its name."""
_OTHER_DATE = regex(
    r"^((?:19|20)\d\d)(?:([._])(\d\d?)\2(\d\d?)[-_. ]+|(\d\d)(\d\d)(?:\d{4}(?:\d\d)?)?[-_. ]+|"
    r"年(\d\d?)月(\d\d?)日[-_. ]*)(\S.*)$"
)
"""2024_01_31_title, 20240131-title, 202401311530 title, 2024年1月31日 title."""
_IS_DATE = regex(r"\d{4}[-._]?\d\d?[-._]?\d\d?|\d\d?[-._]\d\d?|(?:\d{4}年)?\d\d?月(?:\d\d?日)?")
_NOTE_ID = regex(r"^noteId\s*:\s*['\"]?([\w-]+)", re.M)
_CONFLICT = "a merge that is not finished (<<<<<<<, =======, >>>>>>>); the post is left out, its notes stay"
_NEWLINES = regex(r"\r\n?")
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_OPENS_LINE_UNSEEN = regex(rf"^[{_INVISIBLE}]+(?:[ \t]{{4,}}|\t)?", re.M)
"""Signs without width or that turn the direction: nobody sees that they keep a label or a ``#`` from its line.

An indent behind them makes no code: editors write them so that it does not.
"""


class Finding(msgspec.Struct, frozen=True):
    """A problem of a body, before it is known which file it stands in."""

    line: int
    severity: Severity
    code: str
    message: str


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """All that the bytes of a post say."""

    front: FrontMatter
    sections: tuple[Section, ...] = ()
    tags: tuple[str, ...] = ()  # that stand in its text
    findings: tuple[Finding, ...] = ()
    broken: bool = False


def parse_body(content: bytes, *, has_templates: bool = False, is_mdx: bool = False) -> Body:
    """Return what the bytes of a post say, and what is wrong with them; never raise.

    ``has_templates``: the post is of a Jekyll or Hugo site (see ``posts/site.py``); its own `layout`, or
    Hugo's TOML at its head, says so as well. ``is_mdx``: it holds JSX.
    """
    with no_collection():
        return _parse_body(content, has_templates=has_templates, is_mdx=is_mdx)


def _parse_body(content: bytes, *, has_templates: bool, is_mdx: bool) -> Body:
    text, findings, broken = _decode(content)
    kind, head, start = split_front_matter(text)
    front, faults = parse_front_matter(kind, head)
    findings += [Finding(line + 1, Severity.WARNING, "front-matter", message) for line, message in faults]
    if not kind and re.match(r"(?:---|\+\+\+)[ \t]*\n[ \t]*\w+[ \t]*[:=]", text):
        findings.append(Finding(1, Severity.WARNING, "front-matter", "front matter is not closed; read as text"))
    first_line = text.count("\n", 0, start) + 1
    conflict = conflict_line(text)
    if 0 < conflict < first_line:  # two posts may stand in the front matter
        front = FrontMatter()
    if front.draft:
        return Body(front=front, findings=tuple(findings))
    if conflict:
        findings.append(Finding(conflict, Severity.ERROR, "conflict", _CONFLICT))
        return Body(front=front, findings=tuple(findings), broken=True)
    if is_mdx:
        text = text[:start] + without_jsx(text[start:])
    try:
        has_templates = has_templates or front.has_layout or kind == "toml"
        blocks, cuts = parse_markdown(text[start:], first_line=first_line, has_templates=has_templates)
        if never_ends := unclosed(blocks, text.split("\n")):
            findings.append(Finding(never_ends[0], Severity.WARNING, "unclosed", never_ends[1]))
        sections = build_sections(with_asked_blocks(blocks), title=front.title)
        sections = with_around(sections, text)
        if MARK in text:
            sections = with_directives(sections, text, has_templates=has_templates)
        sections = with_asked_sections(sections)
        if note := _NOTE_ID.search(head):
            sections = one_card(sections, text[start:], note[1], first_line)
    except RecursionError:
        findings.append(Finding(first_line, Severity.ERROR, "nesting", "nested too deep; the post is left out"))
        return Body(front=front, findings=tuple(findings), broken=True)
    findings += [Finding(cut.line, _SEVERITY.get(cut.code, Severity.WARNING), cut.code, cut.message) for cut in cuts]
    findings += [Finding(line, Severity.ERROR, "directive", fault) for line, fault in directive_faults(sections)]
    tags = text_tags(sections) if may_have_tags(text) else ()
    return Body(front=front, sections=sections, tags=tags, findings=tuple(findings), broken=broken)


def _decode(content: bytes) -> tuple[str, list[Finding], bool]:
    """Decode by BOM, else as UTF-8, else as GB18030; a text that is none of them loses only its broken bytes."""
    text, codec = _decoded(content)
    findings: list[Finding] = []
    if codec == "gb18030":
        findings.append(Finding(1, Severity.WARNING, "charset", "not UTF-8; read as GB18030"))
    elif codec == "replace":
        line = content[: _first_bad(content)].count(b"\n") + 1
        message = "neither UTF-8 nor GB18030; unreadable bytes are shown as \ufffd"
        findings.append(Finding(line, Severity.ERROR, "charset", message))
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        findings.append(Finding(line, Severity.WARNING, "control", "a NUL character; dropped"))
        text = text.replace("\x00", "")
    text = _NEWLINES.sub("\n", text)
    if any(sign in text for sign in _INVISIBLE):
        text = _OPENS_LINE_UNSEEN.sub("", text)
    return text, findings, codec == "replace"


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    content = content.removeprefix(codecs.BOM_UTF8)
    for codec in ("utf-8", "gb18030"):
        try:
            return content.decode(codec), codec
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="replace"), "replace"


def _first_bad(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as exc:
        return exc.start
    return 0


def make_post(path: str, body: Body, *, is_note: bool = False, is_hexo: bool = False) -> Post:
    """Join a body to the name of its file; the file's name gives date and slug where the post does not.

    ``is_note`` says that it is one of a vault's, where any name is the note's own, ``is_hexo`` that it is of a Hexo
    site, where ``categories: Ant Design`` is one.
    """
    name = PurePosixPath(path)
    # Hugo keeps a post in a folder of its own, and its languages in index.zh.md.
    is_index = name.name.split(".")[0] in ("index", "_index", "README") and not is_note
    stem = name.parent.name if is_index and name.parent.name else name.stem
    dated = _DATED_NAME.match(stem)
    front = body.front
    is_one = is_hexo and bool(front.category)
    date, title = _date_and_title(stem)
    return Post(
        path=path,
        title=front.title or _first_heading(body) or title,
        date=front.date or date,
        slug=front.slug or (dated[2] if dated else stem),
        categories=(front.category,) if is_one else front.categories,
        former_categories=front.former_categories or (front.categories if is_one else ()),
        tags=_all_tags(front.tags, body.tags),
        url=front.url,
        attributes=front.attributes,
        sections=with_question(body.sections, front.question, is_head=True) if front.question else body.sections,
        is_index=is_index,
        broken=body.broken,
    )


def _date_and_title(stem: str) -> tuple[str, str]:
    """Return the date that a file's name opens with, and the title behind it; a name of dates alone is a title."""
    date, title = "", stem
    if dated := _DATED_NAME.match(stem):
        date, title = iso_date(dated[1]), dated[2]
    elif other := _OTHER_DATE.match(stem):
        year, _, *numbers, behind = other.groups()
        date = iso_date("-".join([year, *filter(None, numbers)]))
        title = behind if date else stem
    return date, stem if _IS_DATE.fullmatch(title) else title


def _all_tags(*tags: Iterable[str]) -> tuple[str, ...]:
    """Join tags, each once, without their sign."""
    bare = (tag.lstrip("#").strip() for group in tags for tag in group)
    return tuple({fold(tag): tag for tag in bare if tag}.values())


def _first_heading(body: Body) -> str:
    """Return the lone top heading, which is the title of a plain Markdown file; empty if there is none."""
    tops = [section for section in body.sections if section.level == 1]
    return tops[0].headings[-1] if len(tops) == 1 and tops[0] is body.sections[0] else ""


def problems_of(path: str, body: Body) -> list[Problem]:
    """Return a body's findings as problems of a file."""
    return [
        Problem(path=path, line=finding.line, severity=finding.severity, code=finding.code, message=finding.message)
        for finding in body.findings
    ]
