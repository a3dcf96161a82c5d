"""``deckgen write``: cards from a language model."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.decks import DEFINITIONS, find_targets, load_targets
from deckgen.cli.options import DECKS, JSON, NAME, QUIET, STRICT, checked_targets, examples
from deckgen.cli.output import View, is_terminal, print_json, progress_bar, refusals, say

if TYPE_CHECKING:
    from deckgen.build.write.session import Session
    from deckgen.build.write.writing import Writing
    from deckgen.definition import Definition
    from deckgen.llm.run import Told
    from deckgen.llm.summary import Summary

OUTPUTS = (".jsonl", ".json")


@click.command(
    epilog=examples(
        "deckgen write path/to/_posts -o my.apkg",
        "deckgen write --budget 0.50 --max-items 20",
        "deckgen write --export requests",
        "deckgen write --import answers/*.jsonl",
    )
)
@DECKS
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The .apkg beside whose ledger the cards lie.")
@NAME
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be asked for and what it costs; ask nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask on a terminal before anything is paid.")
@click.option("--budget", type=click.FloatRange(0), metavar="USD", help="Spend no more than this (llm.budget_usd).")
@click.option("--max-items", type=click.IntRange(0), metavar="N", help="Ask about so many items, picks first.")
@click.option("--rewrite", metavar="TARGET", multiple=True, callback=checked_targets,
              help="Ask again about what this means alone: a key, form:NAME, a URL, a glob, or all.")  # fmt: skip
@click.option("--export", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write the requests into files in the OpenAI batch format; ask nothing.")  # fmt: skip
@click.option("--import", "outputs", type=click.Path(exists=True, path_type=Path), multiple=True, metavar="FILE...",
              help="Take answers from outputs of a batch, vLLM or Ray, partial or whole.")  # fmt: skip
@click.option("--batch", is_flag=True, help="Collect earlier batches of the server, and hand it new ones.")
@JSON
@STRICT
@QUIET
def write(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    *,
    dry_run: bool,
    yes: bool,
    budget: float | None,
    max_items: int | None,
    rewrite: tuple[str, ...],
    folder: Path | None,
    outputs: tuple[Path, ...],
    batch: bool,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Let a language model write cards on pages and sections, and keep those that their source bears out.

    Every answer is paid for once: what was asked about is recorded in NAME.cards.jsonl, which `build` reads.
    Stop it whenever you like: the same command goes on. The key is OPENAI_API_KEY; llm.base_url names another server.
    """
    from deckgen.build.write.session import Wish
    from deckgen.build.write.writing import Writing

    if sum([dry_run, folder is not None, bool(outputs), batch]) > 1:
        raise click.UsageError("--dry-run, --export, --import and --batch exclude each other")
    if budget is not None and not math.isfinite(budget):
        raise click.UsageError("--budget is an amount in USD")
    here, more = _split(decks) if outputs else (decks, [])
    wish = Wish(max_items=max_items, rewrite=rewrite)
    view = WriteView(as_json=as_json, quiet=quiet, strict=strict, is_asked=not yes)
    with refusals(as_json=as_json):
        for definition in load_targets(find_targets(here, name=name, output=output)):
            with session_of(definition, wish, view) as session:
                writing = Writing(session)
                if dry_run:
                    view.plan(session, budget)
                elif folder is not None:
                    with view.progress(session) as tell:
                        done = writing.export(folder, tell)
                    view.summary(done)
                elif outputs:
                    with view.progress(session) as tell:
                        done = writing.take([*outputs, *more], tell)
                    view.summary(done, writing)
                elif batch:
                    done = writing.batch(budget=budget, key=server_key(), say=view.say, agree=view.is_agreed)
                    view.summary(done, writing)
                else:
                    asked = ask_server(writing, session, view, budget=budget)
                    if asked is not None:
                        view.summary(asked, writing)
    raise SystemExit(view.worst)


def ask_server(
    writing: Writing, session: Session, view: WriteView, *, budget: float | None = None
) -> Summary | None:
    """Ask a server, once the user has seen what that takes; return None where they would not."""
    view.plan(session, budget, is_asking=True)
    key = server_key()
    if session.plan.tasks:
        writing.check_key(key)
        if not view.is_agreed():
            return None
    with view.progress(session) as tell:
        return writing.ask(budget=budget, key=key, tell=tell)


def server_key() -> str:
    """Return the key that the environment gives; raise a UsageError for what is none."""
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:  # the transport would say it all in its error
        raise click.UsageError("OPENAI_API_KEY holds a blank, a line break or a character that no key has")
    return key


def _split(decks: Sequence[str]) -> tuple[tuple[str, ...], list[Path]]:
    """Tell decks from outputs: a shell turns ``--import *.jsonl`` into one option and many arguments."""
    outputs = [path for path in decks if path.lower().endswith(OUTPUTS)]
    folders = [path for path in decks if _holds_outputs(Path(path))]
    taken = {*outputs, *folders} - {path for path in decks if path.lower().endswith(DEFINITIONS)}
    return tuple(path for path in decks if path not in taken), [Path(path) for path in decks if path in taken]


def _holds_outputs(folder: Path) -> bool:
    """Return whether a folder holds outputs, and no posts."""
    if not folder.is_dir():
        return False
    from deckgen.files.walk import POST_SUFFIXES

    endings = {path.suffix.lower() for path in folder.iterdir()}
    return bool(endings & {*OUTPUTS}) and not endings & {*POST_SUFFIXES}


@contextmanager
def session_of(definition: Definition, wish: Any, view: WriteView) -> Iterator[Session]:
    """Plan a deck's cards and know what there is to ask about; one writer at a time."""
    from deckgen.build.pipeline import Options, plan_build
    from deckgen.build.write.server import server_of
    from deckgen.build.write.session import Session
    from deckgen.files.lock import build_lock
    from deckgen.files.store import open_store

    store, faults = open_store(definition.store_path)
    with store, build_lock(definition.cards_path, wait=1.0):
        with progress_bar(quiet=view.is_quiet) as tell:
            plan = plan_build(definition, Options(), store, tell)
        view.problems([*faults, *plan.problems])
        server = server_of(definition, os.environ.get("OPENAI_BASE_URL", ""))
        session = Session(plan, store, server, wish)
        view.problems(session.astray)
        yield session
        view.problems(store.problems)


class WriteView(View):
    """What the user sees of a run."""

    def __init__(self, *, as_json: bool, quiet: bool, strict: bool, is_asked: bool) -> None:
        super().__init__(as_json=as_json, quiet=quiet, strict=strict)
        self._is_asked = is_asked

    def plan(self, session: Session, budget: float | None, *, is_asking: bool = False) -> None:
        """Return what is going to be asked, and what it costs."""
        offer = session.offer(budget)
        if self.as_json and not is_asking:
            print_json(offer.as_object())
        for line in offer.lines():
            (self.say if is_asking else self._show)(line)
        self.problems(session.warnings())

    def is_agreed(self) -> bool:
        """Return whether what was shown may be paid for; who does not sit at a terminal has said so by the command."""
        if self.is_quiet or not self._is_asked or not is_terminal():
            return True
        is_agreed = click.confirm("Ask?", default=True, err=True)
        if not is_agreed:
            self.say("nothing was asked")
        return is_agreed

    def _show(self, line: str) -> None:
        if not self.as_json:
            say(line)

    @contextmanager
    def progress(self, session: Session) -> Iterator[Callable[[Told], None]]:
        """Show how far the run is, and what it has cost."""
        with progress_bar(quiet=self.is_quiet) as bar:
            everything = session.plan.items

            def tell(told: Told) -> None:
                step = f"{told.ready:,} cards" + (f", {told.spent:.4f} USD" if told.sent else "")
                bar(step, told.items + told.waiting, everything)

            yield tell

    def summary(self, summary: Summary, writing: Writing | None = None) -> None:
        """Print what came of it, and what a build would make of it."""
        self.problems(summary.problems)
        if self.as_json:
            print_json(summary.as_object())
        else:
            for line in (*summary.lines(), *(writing.next_steps(summary) if writing is not None else ())):
                self._show(line)
        self.worst = max(self.worst, int(summary.is_error))
