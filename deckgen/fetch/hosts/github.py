"""GitHub: the README of a repository, a file, an issue, a gist."""

from __future__ import annotations

import re

from deckgen.fetch.dates import iso_date
from deckgen.fetch.dom import find, first_line
from deckgen.fetch.page import Found, Host, Page, dig, read_json, text_at
from deckgen.fetch.values import PageStatus

_REPOSITORY = re.compile(r"^/([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")
_THREAD = re.compile(r"^/[\w.-]+/[\w.-]+/(?:issues|pull|discussions)/\d+")
_SITE = re.compile(r"^GitHub\s*[-–·]\s*|\s*[·|-]\s*GitHub$")
_PITCH = re.compile(
    r"\s*(?:[-.]\s*)?Contribute to \S+ development by creating an account on GitHub\.?$|"
    r"\s*-\s*[\w.-]+/[\w.-]+$"
)


def _read(page: Page) -> Found:
    root = page.root
    body = find(root, "#readme", ".markdown-body", ".entry-content", ".gist-content", ".blob-wrapper", ".comment-body")
    if body is not None and body.get("id") == "readme":
        inner = find(body, ".markdown-body", ".plain", ".entry-content")
        body = inner if inner is not None else body
    html = ""
    if body is None:
        html = _embedded(page)
    gone = "Page not found" in page.title_tag or "This is not the web page you are looking for" in page.head_text[:600]
    if gone and body is None:
        return Found(status=PageStatus.GONE)
    return Found(
        titles=_titles(page),
        author=first_line(root, ".author")
        if _THREAD.match(page.path)
        else page.path.split("/")[1]
        if page.path.count("/") > 1
        else "",
        date=iso_date(next((one.get("datetime") or "" for one in root.iter("relative-time", "time-ago")), ""))
        if _THREAD.match(page.path)
        else "",
        description=_PITCH.sub("", page.meta("og:description", "description")),
        body=(body,) if body is not None else (),
        html=html,
        title_only=True,
    )


def _titles(page: Page) -> tuple[str, ...]:
    shared = _SITE.sub("", page.meta("og:title"))
    if _THREAD.match(page.path):
        return (
            first_line(page.root, ".js-issue-title", "@data-testid=issue-title", "bdi.markdown-title"),
            shared.partition(" · ")[0],
            page.title_tag,
        )
    if found := _REPOSITORY.match(page.path):
        return (shared, _SITE.sub("", page.title_tag), f"{found[1]}/{found[2]}")
    return (shared, _SITE.sub("", page.title_tag))


def _embedded(page: Page) -> str:
    """Give a README that the page carries as JSON for its scripts."""
    for node in page.root.iter("script"):
        if "embeddedData" not in (node.get("data-target") or ""):
            continue
        payload = dig(read_json(node.text or ""), "payload") or dig(
            read_json(node.text or ""), "props", "initialPayload"
        )
        for files in (dig(payload, "overview", "overviewFiles"), dig(payload, "tree", "readme"), dig(payload, "blob")):
            for one in files if isinstance(files, list) else [files]:
                if text := text_at(one, "richText"):
                    return text
    return ""


HOST = Host(
    name="github",
    version=1,
    hosts=("github.com",),
    read=_read,
    takes=lambda page: page.path.count("/") > 1 or page.host.startswith("gist."),
    drop=frozenset(["anchor", "zeroclipboard-container", "js-file-line-number", "blob-num", "gist-meta"]),
)
