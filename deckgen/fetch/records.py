"""What the store keeps of a link after a try: the new status, and the better of the old and the new content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from deckgen.fetch.values import CLASS_OF_STATUS, Fetched, PageClass, PageStatus, PageText
from deckgen.files.pages import PageContent, PageRecord
from deckgen.language.raw_words import short_hash

DAY = 24 * 3600
GOOD_DAYS = 180
PERMANENT_DAYS = 90
BACK_OFF_DAYS = (1, 3, 7, 30)
MAX_REMARKS = 8


def read(before: PageRecord | None, page: PageText, fetched: Fetched) -> tuple[PageRecord, PageContent | None]:
    """Return the record of a page that was read, and its content if that is the better one."""
    record = tried(before, page.status, (*fetched.remarks, *page.remarks), at=fetched.at)
    if CLASS_OF_STATUS[page.status] is not PageClass.OK:
        return record, None
    found = fetched.answer
    record = msgspec.structs.replace(record, final_url=found.url, etag=found.etag, last_modified=found.last_modified)
    if record.kept == PageStatus.OK and page.status is not PageStatus.OK:
        return record, None  # a page that says less than it did: what it said stays
    return _with_content(record, page, fetched.at), PageContent(page.text, page.container)


def _with_content(record: PageRecord, page: PageText, at: int) -> PageRecord:
    return msgspec.structs.replace(
        record,
        kept=page.status.value,
        fetched=at,
        title=page.title,
        author=page.author,
        date=page.date,
        digest=page.digest,
        text_hash=hashlib.sha256(page.text.encode("utf-8", "replace")).hexdigest() if page.text else "",
        own_hash=short_hash(page.container) if page.container else "",
        rule=page.rule,
        rule_version=page.rule_version,
    )


def read_again(before: PageRecord, page: PageText) -> tuple[PageRecord, PageContent | None]:
    """Return the record after a better rule read the kept part of a page; what it loses by that stays as it was."""
    is_failed = CLASS_OF_STATUS[page.status] is PageClass.TEMPORARY
    if is_failed or (before.kept == PageStatus.OK and page.status is not PageStatus.OK):
        return msgspec.structs.replace(before, rule_version=page.rule_version or before.rule_version + 1), None
    record = _with_content(before, page, before.fetched)
    if before.status == before.kept:
        record = msgspec.structs.replace(record, status=page.status.value)
    return record, PageContent(page.text, page.container)


def tried(
    before: PageRecord | None, status: PageStatus, remarks: Sequence[str] = (), *, at: int, wait: float | None = None
) -> PageRecord:
    """Return the record after a try that brought nothing new: all that was kept before stays."""
    record = before or PageRecord(status=status.value, page_class="")
    page_class = CLASS_OF_STATUS[status]
    fails = 0 if page_class is PageClass.OK else record.fails + 1
    return msgspec.structs.replace(
        record,
        status=status.value,
        page_class=page_class.value,
        remarks=tuple(dict.fromkeys(filter(None, remarks)))[:MAX_REMARKS],
        tried=at,
        next_try=at + max(_rest(page_class, fails), int(wait or 0)),
        fails=fails,
    )


def _rest(page_class: PageClass, fails: int) -> int:
    if page_class is PageClass.OK:
        return GOOD_DAYS * DAY
    if page_class is PageClass.PERMANENT:
        return PERMANENT_DAYS * DAY
    return BACK_OFF_DAYS[min(fails, len(BACK_OFF_DAYS)) - 1] * DAY
