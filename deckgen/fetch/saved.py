"""Pages that the user saved from a browser, matched to the links of the posts; no network is used.

A file is a link's page if `urls.tsv` (file<TAB>url) in the folder says so, else by its canonical link, its
og:url, or the address that browsers write into what they save.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from deckgen.fetch import records
from deckgen.fetch.limits import Limits
from deckgen.fetch.plan import PageLink
from deckgen.fetch.reader import Job, Readers
from deckgen.fetch.stop import StopError
from deckgen.fetch.values import PageClass
from deckgen.files.pages import PageRecord, Pages
from deckgen.model import Problem, Severity
from deckgen.urls import canonical_url

TABLE = "urls.tsv"
KINDS = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".shtml": "text/html",
    ".pdf": "application/pdf", ".txt": "text/plain", ".md": "text/markdown", ".json": "application/json",
}  # fmt: skip
HEAD_BYTES = 1 << 20

_TAG = re.compile(rb"<(?:link|meta)\b[^>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_SAVED_FROM = re.compile(rb"saved from url=\(\d+\)(\S+)")


class SavedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is the page of a link."""

    path: Path
    link: PageLink
    kind: str  # its content type


def saved_pages(folder: Path, links: Mapping[str, PageLink]) -> tuple[list[SavedPage], list[Problem]]:
    """Match the files of a folder to links, known by their canonical URLs."""
    table, problems = _read_table(folder / TABLE)
    found: list[SavedPage] = []
    for path in sorted(folder.rglob("*")):
        kind = KINDS.get(path.suffix.lower())
        name = path.relative_to(folder).as_posix()
        if name not in table and (kind is None or not path.is_file() or _is_part(path, folder)):
            continue
        urls = [table[name]] if name in table else _urls_in(path, links)
        link = next((links[key] for key in map(canonical_url, urls) if key in links), None)
        if link is not None:
            found.append(SavedPage(path=path, link=link, kind=kind or "text/html"))
        elif urls:
            problems.append(_note(path, f"no post links to {urls[0]}"))
        else:
            problems.append(_note(path, f"it names no address; give it one in {TABLE}: {name}<TAB>URL"))
    lost = [name for name in table if not (folder / name).is_file()]
    return found, problems + [_note(folder / TABLE, f"there is no file {name}") for name in lost]


def _is_part(path: Path, folder: Path) -> bool:
    """Browsers put what belongs to a saved page into a folder of its name."""
    return any(parent.name.endswith(("_files", ".files")) for parent in path.relative_to(folder).parents)


def _read_table(path: Path) -> tuple[dict[str, str], list[Problem]]:
    table: dict[str, str] = {}
    problems: list[Problem] = []
    if path.is_file():
        for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
            name, tab, url = line.partition("\t")
            if tab and url.strip():
                table[name.strip().replace("\\", "/")] = url.strip()
            elif line.strip() and not line.startswith("#"):
                problems.append(_note(path, "a line is file<TAB>url", number))
    return table, problems


def _urls_in(path: Path, links: Mapping[str, PageLink]) -> list[str]:
    """Give the addresses that a page names as its own, the surest first."""
    with path.open("rb") as file:
        data = file.read(Limits().decoded_bytes)
    urls = list(_named(data[:HEAD_BYTES]))
    if data.startswith(b"%PDF") or any(canonical_url(url) in links for url in urls):
        return urls
    from deckgen.fetch.reading import page_url  # loads lxml, which most folders can do without

    return [url for url in (*urls, page_url(data)) if url]


def _named(head: bytes) -> Iterator[str]:
    """Read the tags that name an address: they are ASCII in any encoding."""
    canonical: list[str] = []
    shared: list[str] = []
    for tag in _TAG.findall(head):
        values = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
        if values.get(b"rel", b"").lower() == b"canonical":
            canonical.append(_text(values.get(b"href", b"")))
        elif b"og:url" in (values.get(b"property", b"").lower(), values.get(b"name", b"").lower()):
            shared.append(_text(values.get(b"content", b"")))
    saved = [_text(url) for url in _SAVED_FROM.findall(head[:4096])]
    yield from (f"https:{url}" if url.startswith("//") else url for url in (*canonical, *shared, *saved) if url)


def _text(value: bytes) -> str:
    return html.unescape(value.decode("utf-8", "replace")).strip()


def import_saved(
    found: Iterable[SavedPage], pages: Pages, readers: Readers, *, at: int, tell: Callable[[PageLink, PageRecord], None]
) -> int:
    """Read saved pages into the store; give how many of them were good."""
    known = pages.records()
    good = 0
    for page in found:
        job = Job(body=read_saved(page), url=page.link.address, http_status=200, content_type=page.kind)
        before, content = known.get(page.link.url), None
        try:
            record, content = records.read(
                before, readers.read(job), records.Seen(final_url=page.link.address, at=at, remarks=("from_html",))
            )
        except StopError as exc:
            record = records.tried(before, exc.status, ("from_html", exc.remark), at=at)
        pages.put({page.link.url: record}, {} if content is None else {page.link.url: content})
        good += record.page_class == PageClass.OK
        tell(page.link, record)
    pages.tell_builds()
    return good


def read_saved(page: SavedPage) -> bytes:
    """Give a saved page's bytes, as many as a fetched page may have."""
    with page.path.open("rb") as file:
        return file.read(Limits().decoded_bytes)


def _note(path: Path, message: str, line: int = 0) -> Problem:
    return Problem(path=str(path), line=line, severity=Severity.NOTE, code="saved-page", message=message)
