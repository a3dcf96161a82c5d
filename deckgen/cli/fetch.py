"""``deckgen fetch``: the pages behind the links, brought into the store."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.decks import find_targets, load_targets
from deckgen.cli.options import DECKS, NAME, QUIET, examples
from deckgen.cli.output import View, console, harmless, print_json, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.definition import Definition
    from deckgen.fetch.plan import FetchPlan, PageLink, Wish
    from deckgen.fetch.run import Told
    from deckgen.files.pages import PageRecord, Pages

SHOWN_HOSTS = 12


@click.command(
    epilog=examples(
        "deckgen fetch --dry-run", "deckgen fetch --max 50 --host zhihu.com", "deckgen fetch --from-html ~/saved"
    )
)
@DECKS
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The .apkg beside whose ledger the store lies.")
@NAME
@click.option("--max", "most", type=click.IntRange(0), metavar="N", help="Ask for so many pages (fetch.max_pages).")
@click.option("--host", default="", help="Ask this host alone, and what is below it.")
@click.option("--refresh", is_flag=True, help="Ask again for pages that are there, if they have changed.")
@click.option("--retry-failed", is_flag=True, help="Ask again for what failed, whenever that was.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be asked for, and ask for nothing.")
@click.option(
    "--from-html",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take pages that you saved into this folder; no network is used.",
)
@click.option("--archive", "use_archive", is_flag=True, help="Look for dead links in the Wayback Machine.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a link.")
@QUIET
def fetch(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    most: int | None,
    host: str,
    *,
    refresh: bool,
    retry_failed: bool,
    dry_run: bool,
    folder: Path | None,
    use_archive: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Bring the pages of the links into the local store, so that cards can say what a piece is about.

    One slow connection a host, robots.txt obeyed, no disguise. Stop it whenever you like: the same command goes on.
    """
    from deckgen.fetch.plan import Wish

    tried = got = 0
    with refusals(as_json=as_json):
        for definition in load_targets(find_targets(decks, name=name, output=output)):
            most_pages = definition.fetch.max_pages if most is None else most
            wish = Wish(max_pages=most_pages, host=host.lower(), refresh=refresh, retry_failed=retry_failed)
            view = FetchView(as_json=as_json, quiet=quiet)
            told = fetch_deck(definition, wish, view, folder=folder, dry_run=dry_run, use_archive=use_archive)
            tried, got = tried + told[0], got + told[1]
            if view.is_stopped:
                break
    raise SystemExit(int(tried > 0 and got == 0))


def fetch_deck(
    definition: Definition, wish: Wish, view: FetchView, *, folder: Path | None = None, dry_run: bool = False,
    use_archive: bool = False,
) -> tuple[int, int]:
    """Fetch for one deck; give how many pages were tried and got."""
    from deckgen.build.pipeline import collect
    from deckgen.extras import require
    from deckgen.fetch.plan import clock, page_links, plan_fetch
    from deckgen.files.lock import build_lock
    from deckgen.files.pages import Pages
    from deckgen.files.store import open_store
    from deckgen.identity.links import other_names

    if not dry_run or folder is not None:
        require("fetch")
    store, faults = open_store(definition.store_path)
    with store, build_lock(definition.home / "fetch", wait=1.0):
        with progress_bar(quiet=view.is_quiet) as tell:
            found = collect(definition, store, tell)
        view.problems([*faults, *found.problems])
        links = page_links(found.items)
        pages = Pages(store, other_names(found.items, found.ledger.notes))
        if folder is not None:
            return _import(folder, links, pages, view)
        plan = plan_fetch(links, pages.records(), wish, now=clock(), pause=definition.fetch.per_host_seconds)
        view.plan(plan, definition, pages)
        if dry_run:
            view.dry(plan)
            return 0, 0
        told = _run(definition, plan, pages, view, use_archive=use_archive)
        view.problems(store.problems)
        view.result(plan.links, {link.url for link in plan.over}, pages)
        view.left(told)
    return told.tried, told.got


def _run(definition: Definition, plan: FetchPlan, pages: Pages, view: FetchView, *, use_archive: bool) -> Told:
    from deckgen.fetch.run import Ways
    from deckgen.fetch.run import fetch as fetch_plan

    ways = Ways(pause=definition.fetch.per_host_seconds, allowed=frozenset(definition.fetch.allow_hosts))
    with view.progress(plan) as tell:
        told, view.is_stopped = fetch_plan(plan, pages, ways, tell=tell, use_archive=use_archive)
    return told


def _import(folder: Path, links: Sequence[PageLink], pages: Pages, view: FetchView) -> tuple[int, int]:
    from deckgen.fetch.limits import Limits
    from deckgen.fetch.plan import clock
    from deckgen.fetch.reader import Readers
    from deckgen.fetch.saved import import_saved, saved_pages

    found, problems = saved_pages(folder, {link.url: link for link in links})
    view.problems(problems)
    pages.make()
    with Readers(Limits().parse_seconds) as readers:
        good = import_saved(found, pages, readers, at=clock(), tell=view.tell)
    urls = {page.link.url for page in found}
    view.result([link for link in links if link.url in urls], set(), pages)
    return len(urls), good


class FetchView(View):
    """What the user sees of a run."""

    def __init__(self, *, as_json: bool, quiet: bool, is_part: bool = False) -> None:
        super().__init__(as_json=as_json, quiet=quiet)
        self._is_part = is_part  # of an update, which sums it up
        self.is_stopped = False
        self._changed: set[str] = set()

    def plan(self, plan: FetchPlan, definition: Definition, pages: Pages) -> None:
        """Return what is going to happen, before it does."""
        unread = len(pages.bodies())
        pages_of_hosts = f"{counted(len(plan.due), 'page')} of {counted(len(plan.hosts), 'host')}"
        self.say(f"{definition.deck}: {pages_of_hosts} to ask for now")
        for host, count in list(plan.hosts.items())[:SHOWN_HOSTS]:
            self.say(f"  {count:6,}  {host}")
        if len(plan.hosts) > SHOWN_HOSTS:
            self.say(f"     ...  and {counted(len(plan.hosts) - SHOWN_HOSTS, 'host')} more")
        if unread:
            self.say(f"  first come {counted(unread, 'page')} fetched before")
        budget = f"budget {len(plan.due) + len(plan.over):,} wanted, {len(plan.due):,} in this run (--max)"
        self.say(
            f"  about {_time(plan.seconds)}, one request every {definition.fetch.per_host_seconds:g} s and host; "
            f"{budget}; Ctrl-C stops, the same command goes on"
        )

    def dry(self, plan: FetchPlan) -> None:
        """List what would be asked for."""
        for link in plan.due:
            if self.as_json:
                print_json({"url": link.written, "host": link.host, "post": link.sources[0].post})
            else:
                say(link.address)

    def tell(self, link: PageLink, _record: PageRecord) -> None:
        """Note that a page was asked for."""
        self._changed.add(link.url)

    @contextlib.contextmanager
    def progress(self, plan: FetchPlan) -> Iterator[Any]:
        """Show how far each host is."""
        if self.is_quiet or not sys.stderr.isatty():
            yield self.tell
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        last = TextColumn("{task.fields[last]}")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), last)
        with Progress(*columns, console=console(err=True), transient=True) as bars:
            whole = bars.add_task("all hosts", total=len(plan.due), last="")
            tasks = {
                host: bars.add_task(harmless(host)[:40], total=count, last="")
                for host, count in list(plan.hosts.items())[:SHOWN_HOSTS]
            }

            def tell(link: PageLink, record: PageRecord) -> None:
                self.tell(link, record)
                bars.advance(whole)
                if link.host in tasks:
                    bars.update(tasks[link.host], advance=1, last=record.status)

            yield tell

    def result(self, links: Sequence[PageLink], over: set[str], pages: Pages) -> None:
        """Print every link as JSON, or the table of hosts and statuses."""
        from deckgen.fetch.plan import line_of

        records = pages.records()
        if self._is_part and self.is_quiet:
            return
        if not self.as_json:
            changed = [link for link in links if link.url in self._changed]
            if changed:
                _print_table(changed, records, err=self._is_part)
            return
        for link in links:
            record = records.get(link.url)
            if record is not None or link.url in over:
                text = next((content.text for _, content in pages.contents([link.url])), "")
                print_json(line_of(link, record, text))

    def left(self, told: Told) -> None:
        """Return what was not asked for, and why."""
        for host, (count, reason) in sorted(told.left.items()):
            self.say(f"{host}: {counted(count, 'link')} left for another day: {reason}")
        if self.is_stopped:
            self.say("stopped; nothing that was fetched is lost, and the same command goes on")


def _print_table(links: Sequence[PageLink], records: Mapping[str, PageRecord], *, err: bool) -> None:
    """Print how many links of each host ended with each status."""
    from rich.table import Table

    counts = Counter((link.host, records[link.url].status) for link in links if link.url in records)
    statuses = [status for status, _ in Counter(records[link.url].status for link in links).most_common()]
    table = Table("host", *statuses)
    hosts = Counter(link.host for link in links)
    for host, _ in hosts.most_common():
        cells = (f"{counts[host, status]:,}" if counts[host, status] else "" for status in statuses)
        table.add_row(harmless(host), *cells)
    total = [f"{sum(counts[host, status] for host in hosts):,}" for status in statuses]
    table.add_row("all", *total, style="bold")
    console(err=err, width=None if (sys.stderr if err else sys.stdout).isatty() else 120).print(table)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
