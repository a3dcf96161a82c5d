"""What fetching brings of a page, and makes of it: its status, and clean text; frozen, without I/O."""

from __future__ import annotations

import enum
from types import MappingProxyType

import msgspec


class PageStatus(enum.StrEnum):
    """What became of a link; the names are those that every report and the store use."""

    OK = "ok"
    TITLE_ONLY = "title_only"  # a video, an image share: all there is to read is its title
    THIN = "thin"  # a page with hardly any text
    GONE = "gone"  # 404, 410, deleted by its author, soft 404
    TAKEN_DOWN = "taken_down"  # removed by the site or by law
    BLOCKED = "blocked"  # captcha, 403, a challenge of the site
    LOGIN_REQUIRED = "login_required"
    RATE_LIMITED = "rate_limited"
    ROBOTS_DENIED = "robots_denied"
    UNSUPPORTED_TYPE = "unsupported_type"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    CONNECT_ERROR = "connect_error"
    SERVER_ERROR = "server_error"
    REFUSED_ADDRESS = "refused_address"
    BAD_URL = "bad_url"
    REDIRECT_LOOP = "redirect_loop"
    SKIPPED_BUDGET = "skipped_budget"


class PageClass(enum.StrEnum):
    """What a status means for the next run."""

    OK = "ok"
    PERMANENT = "permanent"  # asked again after 90 days, or when told to
    TEMPORARY = "temporary"  # asked again after 1, 3, 7, 30 days


CLASS_OF_STATUS = MappingProxyType(
    dict.fromkeys(PageStatus, PageClass.TEMPORARY)
    | dict.fromkeys((PageStatus.OK, PageStatus.TITLE_ONLY, PageStatus.THIN), PageClass.OK)
    | dict.fromkeys((PageStatus.GONE, PageStatus.TAKEN_DOWN), PageClass.PERMANENT)
    | dict.fromkeys((PageStatus.BAD_URL, PageStatus.REFUSED_ADDRESS), PageClass.PERMANENT)
)


class PageText(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a page says, in plain text; ``text`` is empty unless the status is ok."""

    status: PageStatus
    title: str = ""
    author: str = ""
    date: str = ""  # ISO date, or empty
    text: str = ""
    digest: str = ""  # an extract, never a summary: the page's own sentences
    container: str = ""  # HTML from which `reread` makes all of this again; empty where there is nothing to read
    rule: str = ""  # which rule read it
    rule_version: int = 0
    remarks: tuple[str, ...] = ()  # what a report should add, in words


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a server said to one request."""

    url: str
    http_status: int
    content_type: str = ""
    location: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""
    body: bytes = b""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it came, with how it was come by."""

    answer: Answer
    address: str  # as asked for
    at: int
    remarks: tuple[str, ...] = ()


class PageError(Exception):
    """A page that cannot be had: no further address is asked for it; ``status`` says why."""

    def __init__(self, status: PageStatus, remark: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{status}: {remark}")
        self.status = status
        self.remark = remark
        self.retry_after = retry_after
