"""Pages that the user saved from a browser, matched to the links of the posts; no network is used.

A file is a link's page if `urls.tsv` (file<TAB>url) in the folder says so, else by its canonical link, its
og:url, or the address that browsers write into what they save.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from deckgen.fetch import records
from deckgen.fetch.limits import Limits
from deckgen.fetch.plan import PageLink
from deckgen.fetch.reader import Readers
from deckgen.fetch.values import Answer, Fetched, PageClass, PageError
from deckgen.files.pages import PageRecord, Pages
from deckgen.model import Problem, Severity
from deckgen.urls import canonical_url

TABLE = "urls.tsv"
KINDS = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".shtml": "text/html",
    ".pdf": "application/pdf", ".txt": "text/plain", ".md": "text/markdown", ".json": "application/json",
}  # fmt: skip

class SavedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is the page of a link."""

    path: Path
    link: PageLink
    kind: str  # its content type


def saved_pages(folder: Path, links: Mapping[str, PageLink]) -> tuple[list[SavedPage], list[Problem]]:
    """Match the files of a folder to links, known by their canonical URLs."""
    from deckgen.fetch.reading import page_urls  # loads lxml, which the table can do without

    table, problems = _read_table(folder / TABLE)
    found: list[SavedPage] = []
    for path in sorted(folder.rglob("*")):
        kind = KINDS.get(path.suffix.lower())
        name = path.relative_to(folder).as_posix()
        if name not in table and (kind is None or not path.is_file() or _is_part(path, folder)):
            continue
        urls = [table[name]] if name in table else page_urls(_bytes_of(path))
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


def import_saved(
    found: Iterable[SavedPage], pages: Pages, readers: Readers, *, at: int, tell: Callable[[PageLink, PageRecord], None]
) -> int:
    """Read saved pages into the store; return how many of them were good."""
    known = pages.records()
    good = 0
    for page in found:
        address, before, content = page.link.address, known.get(page.link.url), None
        answer = Answer(body=_bytes_of(page.path), url=address, http_status=200, content_type=page.kind)
        fetched = Fetched(answer=answer, address=address, at=at, remarks=("from_html",))
        try:
            record, content = records.read(before, readers.read(answer), fetched)
        except PageError as exc:
            record = records.tried(before, exc.status, ("from_html", exc.remark), at=at)
        pages.put({page.link.url: record}, {} if content is None else {page.link.url: content})
        good += record.page_class == PageClass.OK
        tell(page.link, record)
    pages.tell_builds()
    return good


def _bytes_of(path: Path) -> bytes:
    """Return as many bytes of a file as a fetched page may have."""
    with path.open("rb") as file:
        return file.read(Limits().decoded_bytes)


def _note(path: Path, message: str, line: int = 0) -> Problem:
    return Problem(path=str(path), line=line, severity=Severity.NOTE, code="saved-page", message=message)
