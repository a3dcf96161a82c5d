"""Units -> links: who says what about which URL.

A section is read in runs of URL lines and the texts between them. A run that opens with a URL gives titles after
their URLs, one that opens with a title before them; a lead-in ("官网：") names its URL itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from deckgen.model import Link, TitleKind
from deckgen.posts.kinds import describes_itself, link_kind
from deckgen.posts.things import JOINT, labelled_title, person_of_note, subject_of, thing_before, thing_of_headings
from deckgen.posts.units import Unit, UnitKind, join_lines, section_units
from deckgen.urls import identify, is_root, readable_name
from deckgen.words import (
    is_content_label,
    is_label,
    is_reference_label,
    is_sentence,
    is_titlelike,
    label_at_end,
    points_back,
    points_to_link,
    points_to_several,
    squeeze,
    without_colon,
)

_COMMENT_BEHIND = re.compile(
    r"(?<=[？?！!。])\s*(?=(?:这|该文|该书|该|此文|本文|作者|推荐|强烈推荐|值得|This |The author|Recommended))"
)
_SENTENCE_MARKS = frozenset("？?！!。")
_COMMENT_IN_BRACKETS = re.compile(
    r"[（(]((?:这|该|此|本文|作者|推荐|强烈推荐|值得|非常|很|写得|注[：:]|note:|recommended|highly|a must|must)[^（）()]*)[）)]$", re.I
)
_PRAISE = re.compile(r"值得|推荐(?!系统|算法)|不错|经典|好文|很好|详细|通俗|易懂|精彩|必读|入门|recommended|excellent|great|worth|classic", re.I)
_PLURAL_LEAD = re.compile(r"以下|系列|几|两|三|这些|有[：:]?$|包括|following|these|several|some", re.I)
_PAIR = re.compile(r"([A-Za-z][A-Za-z0-9_.+#-]*)\s*[和与、&]\s*([A-Za-z][A-Za-z0-9_.+#-]*)")
_NUMBER = re.compile(r"^(?:[（(]?\d{1,3}[)）]|\d{1,3}[.、](?!\d))\s*")

REACH = 4
"""How many texts before a link are asked what it belongs to."""


class Found(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What was found out about one URL."""

    url: str
    line: int
    last: int
    title: str = ""
    title_kind: TitleKind = TitleKind.TEXT
    comment: str = ""
    label: str = ""
    skip: str = ""


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a section lends to the links in it."""

    headings: tuple[str, ...]
    topic: str = ""  # the post's title, where no heading names a thing


def make_link(found: Found, context: Context) -> Link:
    """Fill what the place gave no answer to, and name the kind."""
    title = squeeze(found.title)
    comment = squeeze(found.comment) if found.comment else ""
    kind = found.title_kind
    if not title:
        title = found.label if found.label and not is_reference_label(found.label) else readable_name(found.url)
        kind = TitleKind.BARE if title == found.label else TitleKind.PAGE
    has_title = kind is TitleKind.TEXT or kind is TitleKind.SHARED
    canonical, skip = identify(found.url)
    return Link(
        url=found.url,
        canonical=canonical,
        title=title,
        title_kind=kind,
        comment=comment if comment != title else "",
        kind=link_kind(found.url, label=found.label, has_title=has_title),
        first=found.line,
        last=max(found.last, found.line),
        headings=context.headings,
        skip=found.skip or skip,
    )


class Run(msgspec.Struct):
    """A stretch of URL lines and texts; ``lead`` is the lead-in right before it."""

    units: list[Unit]
    lead: Unit | None
    passed: list[Run | Unit]  # what the section has before it, and later what it has behind it too
    place: int  # how much of that stands before it
    outer: Sequence[str] = ()  # texts before the section itself, nearest first
    tail: Unit | None = None  # the lead-in right behind it

    @property
    def is_first(self) -> bool:
        """Whether nothing stands between the heading and it."""
        return self.place == 0

    @property
    def before(self) -> list[str]:
        """Texts before it that may name what it holds, nearest first."""
        texts: list[str] = []
        for one in reversed(self.passed[: self.place]):
            texts.extend(_names(one) if isinstance(one, Run) else _said(one))
            if len(texts) >= REACH:
                break
        return [*texts[:REACH], *self.outer]


def split_runs(units: Sequence[Unit], outer: Sequence[str] = ()) -> Iterator[Run]:
    """Cut a section into runs at everything that no title reaches over."""
    passed: list[Run | Unit] = []
    run = Run([], None, passed, 0, outer)
    for unit in units:
        kind = unit.kind
        if kind is UnitKind.URL or kind is UnitKind.TEXT:
            run.units.append(unit)
            continue
        lead = unit if kind is UnitKind.LEAD else None
        if run.units:
            run.tail = lead
            yield run
            passed.append(run)
        if kind is UnitKind.LIST:
            item = _only_item(unit)
            lead = item if item is not None and item.kind is UnitKind.LEAD else None
        passed.append(unit)
        place = len(passed) if lead is not unit else len(passed) - 1
        run = Run([], lead, passed, place, outer)
    if run.units:
        yield run


def _said(unit: Unit) -> Sequence[str]:
    """Give what a unit between two runs may name."""
    if unit.kind is UnitKind.LIST:
        item = _only_item(unit)
        return (item.text,) if item is not None else ()
    if unit.kind is UnitKind.MIXED:
        return (unit.text,)
    if unit.kind is UnitKind.LEAD and not is_label(without_colon(unit.text)) and not label_at_end(unit.text)[1]:
        return (unit.text,)
    return ()


def _only_item(unit: Unit) -> Unit | None:
    """Give the text of a list of one item: a numbered paragraph names what follows, a whole list does not."""
    if unit.block is None or len(unit.block.children) != 1:
        return None
    inner = section_units(unit.block.children[0].children)
    return inner[-1] if inner and inner[-1].text else None


def _names(run: Run) -> list[str]:
    """Give the texts of a run that may name what comes next, nearest first: no title of a URL is one."""
    has_url = _has_url(run)
    names = (
        unit.text
        for unit in reversed(run.units)
        if unit.kind is UnitKind.TEXT and (not has_url or is_sentence(unit.text) or "《" in unit.text)
    )
    return list(islice(names, REACH))


def _has_url(run: Run) -> bool:
    for unit in run.units:  # a loop: this is asked of every run
        if unit.kind is UnitKind.URL:
            return True
    return False


class Row(msgspec.Struct, frozen=True, gc=False):
    """URL lines that follow each other, with the texts around them in their run."""

    urls: Sequence[Unit]
    before: Sequence[Unit]
    after: Sequence[Unit]
    lead: Unit | None
    run: Run


def run_links(run: Run, context: Context) -> Iterator[Found]:
    """Give the links of a run."""
    if not _has_url(run):
        return
    units = run.units
    titled_before = _is_titled_before(run)
    behind = 0
    for start, end, next_start in _groups(units):
        before, group, after = units[behind:start], units[start:end], units[end:next_start]
        behind = end
        if titled_before and before:
            yield from _with_title(group, before[-1].text, _comments(after))
            continue
        row = Row(group, before, after, run.lead if start == 0 else None, run)
        if title := _title_after(row.lead, before, after):
            yield from _titled_after(row, title, context)
        else:
            yield from _untitled_row(row, context)


def _groups(units: Sequence[Unit]) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each row of URL lines, and the start of the next."""
    starts = [
        place
        for place, unit in enumerate(units)
        if unit.kind is UnitKind.URL and (not place or units[place - 1].kind is not UnitKind.URL)
    ]
    for start, next_start in zip(starts, [*starts[1:], len(units)], strict=True):
        end = start + 1
        while end < next_start and units[end].kind is UnitKind.URL:
            end += 1
        yield start, end, next_start


def _is_titled_before(run: Run) -> bool:
    """Say whether the titles of a run stand before their URLs."""
    units = run.units
    if units[0].kind is not UnitKind.TEXT:
        return False
    texts = [unit for unit in units if unit.kind is UnitKind.TEXT]
    pairs = [
        (one, two) for one, two in zip(units, units[1:], strict=False)
        if one.kind is UnitKind.TEXT and two.kind is UnitKind.URL
    ]
    if any(one.paragraph == two.paragraph for one, two in pairs):
        return all(is_titlelike(one.text) for one, _ in pairs)
    if units[-1].kind is not UnitKind.URL:
        return False
    return len(pairs) == len(texts) and all(is_titlelike(unit.text) for unit in texts)


def _with_title(group: Sequence[Unit], title: str, comment: str) -> Iterator[Found]:
    kind = TitleKind.SHARED if len(group) > 1 else TitleKind.TEXT
    text, own = split_comment(title)
    for unit in group:
        yield _found(unit, title=text, title_kind=kind, comment=_join(own, comment))


def _titled_after(row: Row, title: str, context: Context) -> list[Found]:
    """Give the links of a row whose last one, or all, have the text behind it as title."""
    text, own = split_comment(title)
    comment = _join(_praise(row.lead), own, _comments(row.after[1:])) if row.lead or own or row.after[1:] else ""
    last = row.after[0].last
    if len(row.urls) == 1:
        return [_found(row.urls[0], title=text, comment=comment, last=last)]
    if _shares(row.urls, title):
        kind = TitleKind.SHARED
        return [_found(unit, title=text, title_kind=kind, comment=comment, last=last) for unit in row.urls]
    others = [_untitled(unit, row, context) for unit in row.urls[:-1]]
    return [*others, _found(row.urls[-1], title=text, comment=comment, last=last)]


def _untitled_row(row: Row, context: Context) -> Iterator[Found]:
    """Give the links of a row that no title stands behind: maybe a lead-in names them, or a text speaks of them."""
    praise = _praise(row.lead)
    is_only = len(row.urls) == 1
    behind = row.after[0].text if row.after else _tail_text(row)
    last_title = ""
    if behind and points_to_link(behind) and not points_to_several(behind):
        last_title = behind if not is_only or row.lead is None else ""
    comment = _join(praise, _comments(row.after)) if not last_title else praise
    owners = _respectively(row.lead, len(row.urls))
    for number, unit in enumerate(row.urls):
        if number == len(row.urls) - 1 and last_title:
            yield _found(unit, title=last_title, comment=comment)
            continue
        found = _untitled(unit, row, context)
        title = f"{owners[number]}{JOINT}{found.label}" if owners and found.label else found.title
        if not title and behind and points_to_link(behind) and is_only:
            title, comment = behind, praise
        yield msgspec.structs.replace(found, title=title, comment=comment)


def _tail_text(row: Row) -> str:
    """Give the first sentence of the lead-in right behind a run's last URL."""
    run = row.run
    if run.tail is None or row.urls[-1] is not run.units[-1]:
        return ""
    return re.split(r"(?<=。)", run.tail.text)[0].rstrip("：: ")


def _respectively(lead: Unit | None, count: int) -> tuple[str, ...]:
    """Give the owners in "A和B都……。官网分别是：", one a URL."""
    if lead is None or "分别" not in lead.text:
        return ()
    found = _PAIR.search(lead.text)
    return (found[1], found[2]) if found and count == 2 else ()


def _title_after(lead: Unit | None, before: Sequence[Unit], after: Sequence[Unit]) -> str:
    """Give the text behind a URL if it is the URL's title, else an empty text."""
    if not after:
        return ""
    text = after[0].text
    if lead is None:
        if not points_back(text) or not is_sentence(text) or not before:
            return text
        return text if points_to_link(text) and not points_to_several(text) else ""
    label = without_colon(lead.text)
    if is_reference_label(label):
        return text if is_titlelike(text) or not points_back(text) else ""
    if is_label(label) and not is_content_label(label):
        return ""
    return text if is_titlelike(text) and not _labels_itself(label) else ""


def _labels_itself(label: str) -> bool:
    """Say whether a lead-in like "Luke 的官网" names its link well enough to need no title behind it."""
    title, noun = labelled_title(label, (), ())
    return bool(title and noun) and not is_content_label(noun) and len(label) <= 30


def _shares(group: Sequence[Unit], title: str) -> bool:
    """Say whether one text is the title of all URLs of a group."""
    if points_to_several(title):
        return True
    if any(describes_itself(unit.text) for unit in group):
        return False
    return all(unit.paragraph == group[0].paragraph for unit in group)


def _untitled(unit: Unit, row: Row, context: Context) -> Found:
    """Name a URL that has no title behind it: by its label, the text before it, or its heading."""
    run = row.run
    if row.lead is not None:
        title, label = labelled_title(row.lead.text, run.before, context.headings, topic=context.topic)
        if is_reference_label(label) or (not label and is_sentence(title)):
            title = ""
        kind = TitleKind.LABEL if label else TitleKind.TEXT
        return _found(unit, title=title, title_kind=kind, label=label or "")
    if len(row.urls) > 1:
        return _found(unit)
    if row.before:
        text = _NUMBER.sub("", row.before[-1].text)
        if is_titlelike(text):
            return _found(unit, title=text)
        named = subject_of(text) or (thing_before([text], ()) if text.startswith("《") else "")
        return _found(unit, title=named, title_kind=TitleKind.TEXT)
    if run.is_first:
        return _found(unit, title=_own_heading(context))
    before = run.before
    if before and is_titlelike(before[0]) and len(before[0]) <= 60:
        return _found(unit, title=_NUMBER.sub("", before[0]))
    return _found(unit)


def _own_heading(context: Context) -> str:
    return thing_of_headings(context.headings[-1:])


def _praise(lead: Unit | None) -> str:
    return lead.text if lead is not None and _PRAISE.search(lead.text) and len(lead.text) > 6 else ""


def _comments(units: Sequence[Unit]) -> str:
    """Give the texts right behind a title that speak about the link."""
    out: list[str] = []
    for unit in units:
        if not points_to_link(unit.text):
            break
        out.append(unit.text)
    return _join(*out)


def split_comment(title: str) -> tuple[str, str]:
    """Split the author's words on a link from the title that they stand on one line with."""
    if not _SENTENCE_MARKS.isdisjoint(title):
        parts = _COMMENT_BEHIND.split(title)
        for cut in range(1, len(parts)):
            behind = "".join(parts[cut:])
            if points_to_link(behind):
                return "".join(parts[:cut]), behind
    if title.endswith((")", "）")):
        found = _COMMENT_IN_BRACKETS.search(title)
        if found is not None and found.start() > 3:
            return title[: found.start()].strip(), found[1]
    return title, ""


def _join(*parts: str) -> str:
    out = ""
    for part in parts:
        if part:
            out = join_lines(out, part)
    return out


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
        url=unit.url, line=unit.first, last=last, title=title, title_kind=title_kind, comment=comment, label=label
    )


def quote_links(unit: Unit, context: Context) -> Iterator[Found]:
    """Give the URL lines of a quote: below a person's note they are that person's page."""
    if unit.block is None:
        return
    units = section_units(unit.block.children)
    texts = [inner.text for inner in units if inner.kind in (UnitKind.TEXT, UnitKind.LEAD)]
    person = person_of_note(texts[0]) if texts else ""
    for run in split_runs(units):
        for found in run_links(run, context):
            label = found.label or ("个人主页" if re.search(r"[一-鿿]", texts[0] if texts else "") else "homepage")
            is_page = found.label or is_root(found.url) or "~" in found.url or not found.title
            if person and is_page:
                title = f"{person} · {label}"
                yield msgspec.structs.replace(found, title=title, title_kind=TitleKind.LABEL, label=label, comment="")
            else:
                yield found
