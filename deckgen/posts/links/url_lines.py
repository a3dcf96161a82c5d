"""Runs -> links: who says what about which URL line.

A run that opens with a URL gives titles after their URLs, one that opens with a title before them; a lead-in
("官网：") names its URL itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from deckgen.language.labels import (
    JOINT,
    is_content_label,
    is_label,
    is_main_label,
    is_reference_label,
    names_nothing,
    without_colon,
)
from deckgen.language.pointing import (
    gives_code,
    is_sentence,
    is_titlelike,
    points_back,
    points_to_link,
    points_to_several,
)
from deckgen.language.scripts import HAN, LATIN
from deckgen.model import TitleKind
from deckgen.patterns import regex
from deckgen.posts.links.comments import add_behind, add_lead, comments_behind, split_comment
from deckgen.posts.links.found import REACH, Context, Found
from deckgen.posts.links.kinds import article_name, describes_itself
from deckgen.posts.links.line import led
from deckgen.posts.links.named import held_name, is_named, is_named_by_path, name_above, name_borne, opens_with_name
from deckgen.posts.links.own_names import own_name, repository_name, repository_root, slug_words, spoken_name
from deckgen.posts.links.runs import (
    Row,
    Run,
    has_url_line,
    is_set_above,
    is_titled_before,
    is_told_before,
    split_runs,
    url_rows,
)
from deckgen.posts.links.things import (
    labelled_title,
    person_of_note,
    subject_of,
    thing_before,
    thing_of_headings,
)
from deckgen.posts.links.units import Unit, UnitKind, section_units
from deckgen.urls import is_root

_TEXT, _URL = UnitKind.TEXT, UnitKind.URL

_NAMED_TOGETHER = regex(r"([A-Za-z][A-Za-z0-9_.+#-]*)\s*[和与、&]\s*([A-Za-z][A-Za-z0-9_.+#-]*)")
_NUMBER = regex(r"^(?:[（(]?\d{1,3}[)）]|\d{1,3}[.、](?!\d))\s*")
_PARTS = regex(
    r"[（(]\s*(?:上[、，,/]?\s*中[、，,/]?\s*下|上[、，,/]?\s*下|[一1]\s*[、，,/&-]\s*[二三四五六2-9])\s*[）)]"
    r"|[两三]篇|[（(](?:two|both|three) parts[）)]|\bparts? (?:1|i|one)\s*(?:&|and|,|-)\s*(?:2|ii|two)\b",
    re.I,
)
_NOT_LATIN = regex(rf"(?![{LATIN}])[^\W\d_]")
_SLUG_JOINTS = 3
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 120
_PROSE = 80
"""Letters of a paragraph that only a writer at a loss would call a title."""
_TITLE_BLANKS = 4
"""Blanks between the words of an address that are a title."""
_TELLS_APART = regex(r"^(?:前者|后者|两者|前一篇|第一篇|(?:the )?(?:former|latter|first|both)\b)", re.I)


def run_links(run: Run, context: Context) -> list[Found]:
    """Return the links of a run."""
    found: list[Found] = []
    if not has_url_line(run):
        return found
    units = run.units
    titled_before, told_before = is_titled_before(run), is_told_before(run)
    behind = taken = 0
    for start, end, next_start in url_rows(units):
        lead = run.lead if start == 0 else None
        used = 0
        if start > behind and (titled_before or is_set_above(units, start)):
            found += _titled(units[start:end], units[start - 1].text, last=0)
        elif end - start == 1 and (named := _told_behind(run, start, context, is_free=start > taken)):
            used = 1
            found.append(named)
        elif end == next_start or not (
            title := _title_after(units[end].text, lead, units[end - 1].url, has_before=start > behind)
        ) or told_before:
            row = Row(units[start:end], units[taken:start], units[end:next_start], lead, run, start == 0)
            found += _untitled_row(row, context)
            if not row.after:
                add_behind(found, _tail_comments(row))
        else:
            used = 1
            if end - start == 1:
                found.append(_titled_one(units[start], title, units[end].last))
            else:
                row = Row(units[start:end], units[taken:start], units[end:next_start], lead, run, start == 0)
                found += _titled_after(row, title, context)
        if end + used < next_start:
            comments = comments_behind(units[end + used : next_start])
            add_behind(found, comments)
            used += len(comments)
        behind, taken = end, end + used
    if run.lead is not None:
        add_lead(found, run.lead)
    return _named_above(found, run, context)


def _named_above(found: list[Found], run: Run, context: Context) -> list[Found]:
    """Return links; one that neither words nor its address name has the name above it that its address holds."""
    if all(link.title or link.label for link in found):
        return found
    outer = [*run.before, *reversed(context.headings)]
    texts = [unit for unit in run.units if unit.kind is _TEXT]
    above = 0
    out = []
    for link in found:
        while above < len(texts) and texts[above].last < link.line:
            above += 1
        if not (link.title or link.label):
            near = [unit.text for unit in reversed(texts[max(0, above - REACH) : above])]
            link = msgspec.structs.replace(link, title=name_above(link.url, [*near, *outer]))
        out.append(link)
    return out


def _titled_one(unit: Unit, title: str, last: int) -> Found:
    """Return the link of a URL with a text behind it: its title, or words on a page that the address tells more of."""
    spoken = spoken_name(unit.url)
    if spoken.count(" ") >= _TITLE_BLANKS and not _NOT_LATIN.search(title) and not is_named_by_path(unit.url, title):
        return _found(unit, title=spoken, comment=title, last=last)
    text, own = split_comment(title)
    return Found(url=unit.url, line=unit.first, last=last, title=text, comment=own)


def _told_behind(run: Run, place: int, context: Context, *, is_free: bool) -> Found | None:
    """Return the link of a URL with a sentence in a paragraph of its own behind it, where something else names it.

    That is the title right above it, if that is ``is_free`` and no other URL's, the heading over the one URL of a
    section, or the address with a name that the sentence opens with; between two sentences, and before several, what
    the address says. Elsewhere the sentence is all the title that there is.
    """
    units = run.units
    url, behind = units[place], units[place + 1] if place + 1 < len(units) else None
    if behind is None or behind.kind is not _TEXT:
        return None
    if behind.paragraph == url.paragraph:  # as a title stands: but a sentence is none where its page is a file
        is_file = ": " in repository_name(url.url) and is_sentence(behind.text)
        name = name_borne(url.url, [behind.text]) if is_file else ""
        return _found(url, title=name, comment=behind.text) if name else None
    if (run.lead is not None and not place) or not is_sentence(behind.text) or points_to_link(behind.text):
        return None
    name = heading_title(context) if run.is_first and not place else ""
    root, own = repository_root(url.url), repository_name(url.url)
    if name and own and own == root and not is_named(url.url, name):
        name = own
    if not name and own == root and (borne := name_borne(url.url, [behind.text])) and behind.text.startswith(borne):
        name = borne
    above = units[place - 1].text if is_free else ""
    is_prose = len(behind.text) >= _PROSE
    if not name and is_prose and len(above) >= _SHORTEST_TITLE and is_titlelike(above) and not names_nothing(above):
        name = above
    if not name and is_sentence(above) and _count_urls(units) == 1:
        name = own or spoken_name(url.url) or held_name(url.url, [above])
    name = name or article_name(url.url) or (own_name(url.url) if is_prose else "")
    return _found(url, title=name, comment=behind.text) if name else None


def _count_urls(units: Sequence[Unit]) -> int:
    return sum(unit.kind is _URL for unit in units)


def _titled(urls: Sequence[Unit], title: str, *, last: int) -> list[Found]:
    """Return the links of URLs that share one title."""
    kind = TitleKind.SHARED if len(urls) > 1 else TitleKind.TEXT
    text, own = split_comment(title)
    return [_found(unit, title=text, title_kind=kind, comment=own, last=last) for unit in urls]


def _titled_after(row: Row, title: str, context: Context) -> list[Found]:
    """Return the links of a row; the text behind it is the title of the last one, or of all."""
    last = row.after[0].last
    if _shares(row, title):
        return _titled(row.urls, title, last=last)
    others = [_untitled(unit, row, context) for unit in row.urls[:-1]]
    return [*others, *_titled(row.urls[-1:], title, last=last)]


def _untitled_row(row: Row, context: Context) -> list[Found]:
    """Return the links of a row with no title behind it; a lead-in may name them."""
    owners = _respectively(row.lead, len(row.urls))
    found = [_untitled(unit, row, context) for unit in row.urls]
    if described := _description(row, found[-1]):
        found[-1] = msgspec.structs.replace(found[-1], title=described, title_kind=TitleKind.TEXT)
    elif len(row.urls) == len(row.before) == 1 and row.run.is_first and not (found[-1].title or found[-1].label):
        found[-1] = msgspec.structs.replace(found[-1], title=heading_title(context))
    if not owners:
        return found
    return [
        msgspec.structs.replace(link, title=f"{owner}{JOINT}{link.label}") if link.label else link
        for link, owner in zip(found, owners, strict=True)
    ]


def _description(row: Row, last: Found) -> str:
    """Return the sentence behind a row that says what its last page is, if nothing else names the page."""
    texts = comments_behind(row.after[:1]) or _tail_comments(row)
    if not texts or points_to_several(texts[0]) or len(texts[0]) > _LONGEST_TITLE:
        return ""
    return texts[0] if len(row.urls) > 1 or (row.run.lead is None and not last.title) else ""


def _tail_comments(row: Row) -> list[str]:
    """Return the first sentence of the lead-in right behind a run's last URL, if it speaks about that."""
    run = row.run
    if run.tail is None or row.urls[-1] is not run.units[-1]:
        return []
    sentence, end, _ = run.tail.text.partition("。")
    return [sentence + end] if end and points_to_link(sentence) else []


def _respectively(lead: Unit | None, count: int) -> tuple[str, ...]:
    """Return the owners that a lead-in like "A和B都……。官网分别是：" names, one for each URL; empty if it does not."""
    if lead is None or "分别" not in lead.text:
        return ()
    found = _NAMED_TOGETHER.search(lead.text)
    return (found[1], found[2]) if found and count == 2 else ()


def _title_after(text: str, lead: Unit | None, url: str, *, has_before: bool) -> str:
    """Return the text behind a row of URLs if it is a title, else an empty text."""
    if gives_code(text):
        return ""
    if lead is None:
        if (points_to_link(text) and is_sentence(text)) or len(text) > _LONGEST_TITLE:
            return ""
        return "" if has_before and points_back(text) and is_sentence(text) else text
    label = without_colon(lead.text)
    if is_reference_label(label):
        return text if is_titlelike(text) or not points_back(text) else ""
    if is_label(label) and not is_content_label(label):
        return text if is_titlelike(text) and opens_with_name(url, text) else ""
    return text if is_titlelike(text) and not _labels_itself(label) else ""


def _labels_itself(label: str) -> bool:
    """Return whether a lead-in like "Luke 的官网" names its link well enough to need no title behind it."""
    title, noun = labelled_title(label, (), (), url="")
    return bool(title and noun) and not is_content_label(noun) and len(label) <= 30


def _shares(row: Row, title: str) -> bool:
    """Return whether one text is the title of all URLs of a row."""
    if points_to_several(title) or _PARTS.search(title):
        return True
    if any(describes_itself(unit.text) for unit in row.urls):
        return False
    if len(row.after) > 1 and _TELLS_APART.match(row.after[1].text):
        return True
    return all(unit.paragraph == row.urls[0].paragraph for unit in row.urls)


def _untitled(unit: Unit, row: Row, context: Context) -> Found:
    """Return the link of a URL with no title behind it, named by its label, the text before it, or its heading."""
    run = row.run
    if row.lead is not None:
        title, label = labelled_title(
            row.lead.text,
            run.before,
            context.headings,
            url=unit.url,
            topic=context.topic,
            behind=[text.text for text in row.after[:1]],
        )
        if is_reference_label(label) or (not label and is_sentence(title)):
            title = ""
        kind = TitleKind.LABEL if label else TitleKind.TEXT
        found = _found(unit, title=title, title_kind=kind, label=label or "")
        thing = thing_of_headings(context.headings) or context.topic
        return found if label or not title else led(found, thing, thing)
    if len(row.urls) > 1:
        title = heading_title(context)
        is_pair = run.is_first and len(row.urls) == 2 and row.urls[0].paragraph != row.urls[1].paragraph
        if is_pair and is_named(row.urls[0].url, title):
            return _found(unit, title=title, title_kind=TitleKind.SHARED)
        return _found(unit, title=name_borne(unit.url, [text.text for text in row.before[-1:]]))
    if row.before:
        is_list = len(row.before) > 2 and all(is_titlelike(unit.text) for unit in row.before[-3:])
        return _found(unit, title="" if is_list else _name_before(row.before[-1].text))
    if not row.is_first:
        return _found(unit)
    if run.is_first:
        return _found(unit, title=heading_title(context, unit.url))
    before = run.before
    if run.follows_link:
        return _found(unit)
    if before and is_titlelike(before[0]) and len(before[0]) <= 60 and not names_nothing(before[0]):
        return _found(unit, title=_NUMBER.sub("", before[0]))
    return _found(unit)


def heading_title(context: Context, url: str = "") -> str:
    """Return the heading where it may be the title of the one URL below it.

    Where the words of an address are others, of the same script, they say more of its page.
    """
    if not context.names_url:
        return ""
    heading = thing_of_headings(context.headings[-1:])
    last = context.headings[-1] if context.headings else ""
    if is_main_label(last) and not is_reference_label(last):  # "URL": of all that stands above
        heading = thing_of_headings(context.headings) or context.topic
    heading = _NUMBER.sub("", heading)
    if not (heading and url and heading.isascii()):
        return heading
    if " " not in heading and heading.count("-") >= _SLUG_JOINTS:  # the name of the file
        return spoken_name(url) or slug_words(url) or heading
    return heading if is_named(url, heading) else spoken_name(url) or heading


def _name_before(text: str) -> str:
    """Return the title that the text right before a URL is, or the thing that it opens with."""
    text = _NUMBER.sub("", text)
    if names_nothing(text):
        return ""
    if is_titlelike(text):
        return text
    return subject_of(text) or (thing_before([text], ()) if text.startswith("《") else "")


def _found(
    unit: Unit,
    *,
    title: str = "",
    title_kind: TitleKind = TitleKind.TEXT,
    comment: str = "",
    label: str = "",
    last: int = 0,
) -> Found:
    return Found(
        url=unit.url,
        line=unit.first,
        last=last,
        title=title,
        title_kind=title_kind,
        comment=comment,
        label=label,
    )


def quote_links(unit: Unit, context: Context) -> Iterator[Found]:
    """Yield the URL lines of a quote: below a person's note they are that person's page."""
    if unit.block is None:
        return
    units = section_units(unit.block.children)
    texts = [inner.text for inner in units if inner.kind in (_TEXT, UnitKind.LEAD)]
    person = person_of_note(texts[0]) if texts else ""
    for run in split_runs(units):
        for found in run_links(run, context):
            label = found.label or ("个人主页" if re.search(rf"[{HAN}]", texts[0] if texts else "") else "homepage")
            is_page = found.label or is_root(found.url) or "~" in found.url or not found.title
            if person and is_page:
                title = f"{person}{JOINT}{label}"
                yield msgspec.structs.replace(found, title=title, title_kind=TitleKind.LABEL, label=label, comment="")
            else:
                yield found
