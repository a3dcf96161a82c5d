"""Rules of hosts: rows of a table for one reader, and code where a page carries its text in a script."""

from __future__ import annotations

import re

from deckgen.fetch.dom import find, first_line
from deckgen.fetch.generic import author_of, date_of, generic_title
from deckgen.fetch.hosts.table import HOSTS
from deckgen.fetch.page import Found, Host, Page
from deckgen.fetch.plain_text import iso_date
from deckgen.fetch.statuses import is_challenge, status_of_page
from deckgen.fetch.values import PageStatus


def host_of(page: Page) -> Host | None:
    """Return the rule of a page's host, or of what that lies below; None if it has none."""
    below = f".{page.host}"
    return next((host for host in HOSTS if below.endswith(tuple(f".{name}" for name in host.hosts))), None)


def read_by_rule(page: Page, host: Host) -> Found | None:
    """Return what the rule of its host finds in a page; None if it does not know this kind of page."""
    if host.read is not None and (found := host.read(page)) is not None:
        return found
    body = find(page.root, *host.body)
    if not re.match(host.pages, page.path) or (body is None and not host.is_title_enough):
        return None
    if body is None and not page.meta("og:title", "citation_title"):
        status = PageStatus.BLOCKED if is_challenge(page) else status_of_page(page, "")
        return None if status is None else Found(status=status)
    named = re.match(host.author_of_path, page.path) if host.author_of_path else None
    return Found(
        titles=(first_line(page.root, *host.title), generic_title(page)),
        author=first_line(page.root, *host.author) or (named[1] if named else author_of(page)),
        date=iso_date(first_line(page.root, *host.date)) or date_of(page),
        description=page.meta("og:description", "description"),
        body=() if body is None else (body,),
        is_title_enough=host.is_title_enough,
    )
