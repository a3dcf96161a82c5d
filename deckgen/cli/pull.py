"""``deckgen pull``: what a learner did in Anki, brought home."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.anki_source import FROM, anki_reader
from deckgen.cli.decks import find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, JSON, LEDGER, NAME, QUIET, STRICT, examples
from deckgen.cli.output import Styled, View, print_json, print_problems, problem_object, progress_bar, refusals, say
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.build.learner.pulling import Pulled, Taken

_WORDS = (
    ("mine", "with a takeaway of yours"),
    ("tags", "with other tags of yours"),
    ("edited", "with other words of yours"),
    ("suspended", "suspended, or not any more"),
    ("moved", "moved to another deck, or back"),
    ("deleted", "deleted, or there again"),
    ("read", "read, or taken up again"),
)


@click.command(epilog=examples("deckgen pull", "deckgen pull --from collection.colpkg"))
@DECKS
@FROM
@LEDGER
@NAME
@click.option("--allow-deleted", is_flag=True, help="Take it that a large part of the notes was deleted in Anki.")
@click.option("--picks", is_flag=True, help="Skip what you deleted for everybody: a line each in NAME.picks.")
@click.option(
    "--patch",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the words that you wrote anew as a diff against the posts.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and write nothing.")
@JSON
@STRICT
@QUIET
def pull(
    decks: tuple[str, ...],
    file: Path | None,
    output: str | None,
    name: str | None,
    *,
    allow_deleted: bool,
    picks: bool,
    patch: Path | None,
    dry_run: bool,
    as_json: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Bring home what a learner did in Anki.

    Their takeaways (the field Mine) with its pictures, their tags, the words that they wrote anew, what they suspended,
    deleted or are done with goes into NAME.learner.jsonl, and with the next build into their package: an import then
    overwrites none of it, and what they deleted stays away. Nothing is written into the posts, and nothing into Anki. A
    running Anki needs the add-on AnkiConnect, as for push.
    """
    from deckgen.build.learner.pulling import look, pulled, taken, write, write_picks
    from deckgen.files.garbage import no_collection

    view = View(as_json=as_json, quiet=quiet, strict=strict)
    with refusals(as_json=as_json), no_collection():
        definitions = load_targets(go_on(find_targets(decks, name=name, output=output)))
        if patch is not None and len(definitions) > 1:
            raise click.UsageError(f"--patch writes one file, but there are {len(definitions)} decks: name one")
        read = anki_reader(file, "deckgen pull")
        for definition in definitions:
            result = taken(look(definition, read(definition)), allow_deleted=allow_deleted)
            report = pulled(result, written=not dry_run and write(result))
            if picks and not dry_run:
                write_picks(result)
            _print(report, view, dry_run=dry_run)
            if patch is not None:
                _patch(result, patch, dry_run=dry_run, quiet=view.is_quiet)
    raise SystemExit(view.worst)


def _print(report: Pulled, view: View, *, dry_run: bool) -> None:
    import msgspec

    problems = [problem_object(problem) for problem in report.problems]
    view.count(problems)
    if view.as_json:
        print_json(msgspec.to_builtins(report))
        return
    print_problems(problems, quiet=view.is_quiet)
    for line in () if view.is_quiet else _lines(report, dry_run=dry_run):
        say(*line)


def _patch(result: Taken, file: Path, *, dry_run: bool, quiet: bool) -> None:
    """Write the learner's words as a diff against the posts, and say what could not be brought there."""
    from deckgen.build.learner.patching import patch_of, write_patch
    from deckgen.build.pipeline import Options, plan_build
    from deckgen.files.store import open_store

    definition = result.look.definition
    store, _ = open_store(definition.store_path)
    with store, progress_bar(quiet=quiet) as tell:
        patch = patch_of(plan_build(definition, Options(), store, tell), result.learner)
    if patch.fields and not dry_run:
        write_patch(file, patch)
    if quiet:
        return
    for left in patch.left:
        say(f"  not in the diff: {left.field} of {left.title}: {left.reason}")
    if not patch.fields:
        say("No diff: no words of yours that stand in the posts.")
    elif not dry_run:
        command = f"git apply {shlex.quote(str(file.resolve()))}"
        say(f"Written: {file}, {counted(patch.fields, 'field')}; look at it, then in {patch.folder}: {command}")


def taken_words(report: Pulled) -> str:
    """Return what was taken, on a line."""
    parts = [f"{number:,} {words}" for number, words in _taken(report)]
    parts += [f"{counted(len(report.conflicts), 'conflict')} with the posts"] * bool(report.conflicts)
    return "; ".join([f"{report.found:,} of {counted(report.notes, 'note')} found", *(parts or ["nothing new"])])


def _taken(report: Pulled) -> list[tuple[int, str]]:
    return [(getattr(report, name), words) for name, words in _WORDS if getattr(report, name)]


def _lines(report: Pulled, *, dry_run: bool) -> Iterator[tuple[str | Styled, ...]]:
    yield Styled(report.deck, bold=True), f": {report.found:,} of {counted(report.notes, 'note')} in {report.source}"
    taken = _taken(report)
    yield from ((f"  {number:>6,}  {words}",) for number, words in taken)
    if not taken:
        yield ("  nothing that was not known",)
    if report.behind:
        yield (f"  {counted(report.behind, 'note')} did not get our last words: sent again with the next build",)
    for conflict in report.conflicts:
        who = "both wrote" if conflict.is_sure else "before or after our last change, nothing tells which, you wrote"
        yield Styled(f"  {who} {conflict.field} of {conflict.title}", "yellow"), f"  Key:{conflict.key}"
        yield (f"    in Anki:      {conflict.theirs}",)
        yield (f"    in the posts: {conflict.ours}",)
    if report.conflicts:
        yield ("  Yours goes into your package, until both say the same.",)
    if dry_run:
        yield ("Nothing was written (--dry-run).",)
    elif report.written:
        yield (f"Written: {report.learner}. Next: deckgen build",)
