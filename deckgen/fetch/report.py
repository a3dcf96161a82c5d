"""What is said of a link after a run; light, since saved pages are reported without any network code."""

from __future__ import annotations

import time
from typing import Any

from deckgen.fetch import records
from deckgen.fetch.plan import PageLink
from deckgen.fetch.values import PageClass, PageStatus
from deckgen.files.pages import PageRecord


def clock() -> int:
    """Return the second: pages are fetched when they are, whatever SOURCE_DATE_EPOCH says of builds."""
    return int(time.time())


def line_of(link: PageLink, record: PageRecord | None, text: str) -> dict[str, Any]:
    """Return a link as ``--json`` prints it; one without a record was left for another run."""
    if record is None:
        record = records.tried(None, PageStatus.SKIPPED_BUDGET, at=0)
    is_text = record.status == PageStatus.OK
    return {
        "url": link.written,
        "status": record.status,
        "class": record.page_class,
        "title": record.title or (link.title if record.page_class == PageClass.OK else ""),
        "author": record.author,
        "date": record.date,
        "digest": record.digest,
        "text": text if is_text else None,
        "final_url": record.final_url,
        "remarks": list(record.remarks),
        "next_try": time.strftime("%Y-%m-%d", time.gmtime(record.next_try)) if record.tried else "",
        "post": link.sources[0].post,
        "line": link.sources[0].line,
    }
