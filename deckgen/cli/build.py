"""``deckgen build``: posts -> .apkg."""

from __future__ import annotations

import datetime
import itertools
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from deckgen.build.input.clock import build_second, today_of
from deckgen.cli.decks import Target, find_targets, go_on, load_targets
from deckgen.cli.options import DECKS, JSON, NAME, QUIET, checked_resend, examples
from deckgen.cli.output import exit_code, print_json, print_problems, problem_object, progress_bar, refusals, say
from deckgen.cli.summary import better_lines, summary_lines

if TYPE_CHECKING:
    from deckgen.build.pipeline import Plan
    from deckgen.build.report import Report
    from deckgen.definition import Definition
    from deckgen.files.store import Store
    from deckgen.model import Problem

MANY, ALIKE = 20, 3
"""So many problems are shown at once, and so many that say the same."""

JSON_KEYS = (
    "deck", "output", "notes", "new", "updated", "unchanged", "moved", "held", "retired", "revived", "problems",
)  # fmt: skip

PLAIN: Mapping[str, Any] = MappingProxyType(
    {"allow_retire": False, "redeck": False, "since": "", "resend": (), "only_accepted": False, "split": "", "into": ""}
)
"""What a build without options is asked."""

_ZIP = b"PK"
"""Every package begins so."""


def _date(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    if not value:
        return ""
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"not a date like 2026-11-30: {value}") from None
    with refusals():
        today = today_of(build_second())
    if day > today:
        raise click.BadParameter(f"{value} is still to come: nothing can have changed since")
    return day.isoformat()


@click.command(epilog=examples("deckgen build", "deckgen build path/to/_posts -o my.apkg"))
@DECKS
@click.option("-o", "--output", type=click.Path(), help="Where the .apkg goes; with --split the folder of its parts.")
@NAME
@click.option("--since", metavar="DATE", callback=_date, help="Write an update pack: what changed since that day.")
@click.option(
    "--split",
    type=click.Choice(["category", "topic", "post"]),
    help="Write a package for each, NAME-PART.apkg; with --since an update pack for each, NAME-PART-update.apkg.",
)
@click.option(
    "--recover",
    metavar="FILE.apkg",
    type=click.Path(exists=True, dir_okay=False),
    help="Rebuild a lost ledger from a package that learners have, then build.",
)
@click.option("--allow-retire", is_flag=True, help="Build even if a large part of the notes is gone from the posts.")
@click.option("--redeck", is_flag=True, help="Take the current deck paths for notes already shipped too.")
@click.option(
    "--resend",
    metavar="TARGET",
    multiple=True,
    callback=checked_resend,
    help="Send shipped notes again as they would read today: moved (those with a dead link into the posts), a key, "
    "form:NAME, a URL, a glob, or all.",
)
@click.option("--only-accepted", is_flag=True, help="Ship no new note that nobody has accepted in review.")
@JSON
@click.option("--strict", is_flag=True, help="Let any warning fail the build.")
@QUIET
@click.option("-v", "--verbose", is_flag=True, help="Print all problems, however many.")
def build(
    decks: tuple[str, ...],
    output: str | None,
    name: str | None,
    since: str,
    split: str | None,
    recover: str | None,
    *,
    allow_retire: bool,
    redeck: bool,
    resend: tuple[str, ...],
    only_accepted: bool,
    as_json: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Turn posts into a deck that Anki imports.

    DECK is a definition (decks/NAME.yaml) or posts (files or folders); with none, every decks/*.yaml below the
    current folder is built. Import the .apkg with a double-click, as often as you like: Anki keeps every review.
    """
    targets = _targets(decks, name, output, is_split=split is not None)
    flags: dict[str, Any] = {
        "allow_retire": allow_retire,
        "redeck": redeck,
        "since": since,
        "resend": resend,
        "only_accepted": only_accepted,
        "split": split or "",
        "into": output or "" if split else "",
    }
    worst = 0
    with refusals(as_json=as_json):
        if recover is not None:
            _recover(targets, recover)
        for report in _reports(targets, flags, quiet=quiet or as_json):
            _print(report, as_json=as_json, quiet=quiet, verbose=verbose)
            worst = max(worst, exit_code(report["problems"], strict=strict))
    raise SystemExit(worst)


def _targets(decks: Sequence[str], name: str | None, output: str | None, *, is_split: bool) -> list[Target]:
    """Return the decks to build; in parts, ``output`` is their folder, and their ledgers lie where they always do."""
    if not is_split:
        _refuse_other_files(output)
        return find_targets(decks, name=name, output=output)
    is_file = output is not None and os.path.lexists(output) and not Path(output).is_dir()
    if output is not None and (is_file or output.lower().endswith(".apkg")):
        raise click.UsageError(f"with --split, -o names the folder of the parts, and {output} is none")
    targets = go_on(find_targets(decks, name=name))
    names = [target.definition.stem for target in targets if target.definition is not None]
    is_one = any(f"{other}-".startswith(f"{name}-") for name, other in itertools.permutations(names, 2))
    if output is not None and is_one:
        raise click.UsageError("parts of two of these decks could have one name; build each into a folder of its own")
    return targets


def _refuse_other_files(output: str | None) -> None:
    """Refuse to write a package over a post, a ledger or another file of the user's."""
    if output is None:
        return
    place = Path(output)
    if place.is_dir():
        raise click.UsageError(f"-o: {output} is a folder; name a file with -o FILE.apkg, or split the deck (--split)")
    if output.lower().endswith(".apkg") or not os.path.lexists(output):
        return
    if place.is_file():
        with place.open("rb") as file:
            if file.read(len(_ZIP)) == _ZIP:
                return
    raise click.UsageError(f"{output} is no package, and nothing else is written over; name one with -o FILE.apkg")


def _recover(targets: Sequence[Target], package: str) -> None:
    """Write the ledger of one deck anew from a package; an existing one is never overwritten."""
    from deckgen.build.recover import recover_ledger
    from deckgen.files.ledger import write_ledger
    from deckgen.files.lock import build_lock

    if len(targets) != 1:
        raise click.UsageError("--recover needs one DECK")
    definition = load_targets(targets)[0]
    path = definition.ledger_path
    with build_lock(path):
        if path.exists():
            raise click.UsageError(f"{path} is there: --recover is for a ledger that is lost; move it away first")
        write_ledger(path, recover_ledger(Path(package), definition.id))


def _reports(targets: Sequence[Target], flags: dict[str, Any], *, quiet: bool) -> Iterator[dict[str, Any]]:
    """Build each deck; one of which nothing changed is not even loaded."""
    known = [_unchanged(target, flags) for target in targets]
    if None not in known:
        yield from (report for report in known if report is not None)
        return
    definitions = load_targets(targets)
    for target, definition, report in zip(targets, definitions, known, strict=True):
        if report is None and not quiet:
            _warn_of_other(target)
        yield report or _build(target, definition, flags, quiet=quiet)


def built(target: Target, *, quiet: bool) -> dict[str, Any]:
    """Build one deck as `deckgen build` does without options, unless nothing has changed; return its report."""
    flags = dict(PLAIN)
    return _unchanged(target, flags) or _build(target, load_targets([target])[0], flags, quiet=quiet)


def _warn_of_other(target: Target) -> None:
    """Say that posts begin a second deck, where they have one already: all notes are new in it."""
    if not target.posts:
        return
    if target.output is None and (other := go_on([target])[0].output) is not None:
        say(f"a deck of its own, beside {other}: to go on with that one, build with -o {other}", err=True)
    elif not load_targets([target])[0].ledger_path.exists():
        from deckgen.build.begin.earlier import LEDGER_SUFFIX, find_ledgers, nearby

        for ledger in find_ledgers(target.posts, nearby(target.posts), of_definitions=True):
            definition = ledger.with_name(f"{ledger.name.removesuffix(LEDGER_SUFFIX)}.yaml")
            say(f"a deck of its own, beside that of {definition}: all notes are new to who studies that one", err=True)


def _options_text(flags: dict[str, Any]) -> str:
    # What is sent again is sent once: the next build need not look at it anew.
    lasting = {name: value for name, value in flags.items() if name != "resend"}
    return json.dumps([lasting, os.environ.get("SOURCE_DATE_EPOCH", "")], sort_keys=True)


def _unchanged(target: Target, flags: dict[str, Any]) -> dict[str, Any] | None:
    """Return the last report of a deck if nothing that it depends on has changed since; loads no heavy module."""
    if flags["resend"]:
        return None
    from deckgen.files.own_code import code_version
    from deckgen.files.stamp import is_unchanged
    from deckgen.files.store import open_store, store_path

    place = store_path(target.home)
    if not place.exists():
        return None
    store, _ = open_store(place)
    with store:
        today = today_of(build_second())
        if not is_unchanged(store, target.key, version=code_version(), options=_options_text(flags), today=today):
            return None
        try:
            report: dict[str, Any] = json.loads(store.stamp("report:" + target.key) or b"null")
        except ValueError:
            return None
    return report


def _build(target: Target, definition: Definition, flags: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
    """Build one deck, and leave its stamp for the next build."""
    from deckgen.build.input.addresses import MOVED
    from deckgen.build.pipeline import Options, apply_plan, plan_build
    from deckgen.build.stamping import leave_stamp, watch
    from deckgen.files.garbage import no_collection
    from deckgen.files.lock import build_lock
    from deckgen.files.store import open_store
    from deckgen.identity.look_alikes import ALIKE

    options = Options(**flags)
    store, faults = open_store(definition.store_path)
    with no_collection(), store, build_lock(definition.ledger_path), progress_bar(quiet=quiet) as tell:
        watched = watch(definition)
        plan = plan_build(definition, options, store, tell)
        done = apply_plan(plan, options)
        if not quiet and done.notes:
            done = _with_next(done, plan, store)
        report = report_object(done, faults)
        if not leave_stamp(plan, done, store, watched, key=target.key, options=_options_text(flags)):
            return report
        again = {
            **report,
            "new": 0,
            "updated": 0,
            "revived": 0,
            "moved": 0,
            "retiring": 0,
            "holding": 0,
            "written": False,
            "searches": {},
            "parts": [{**part, "written": False} for part in report["parts"]],
        }
        again["unchanged"] = report["notes"]
        again["problems"] = [problem for problem in report["problems"] if problem["code"] not in (MOVED, ALIKE)]
        store.put_stamp("report:" + target.key, json.dumps(again).encode())
    return report


def _with_next(report: Report, plan: Plan, store: Store) -> Report:
    import msgspec

    from deckgen.build.write.next_steps import next_steps

    steps = next_steps(plan, store, os.environ.get("OPENAI_BASE_URL", ""))
    return msgspec.structs.replace(report, next=tuple(steps))


def report_object(report: Report, faults: Sequence[Problem] = ()) -> dict[str, Any]:
    """Return all of a report, for the summary and for the next build that has nothing to do."""
    import msgspec

    out = msgspec.structs.asdict(report)
    out["problems"] = [problem_object(problem) for problem in (*faults, *report.problems)]
    return out


def report_json(report: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a report that ``--json`` prints."""
    out = {name: report[name] for name in JSON_KEYS}
    if report["parts"]:
        out["parts"] = report["parts"]
    if report["better"]:
        message = " ".join(line.strip() for line in better_lines(report["better"]))
        note = {"path": report["output"], "line": 0, "severity": "note", "code": "better", "message": message}
        out["problems"] = [*out["problems"], note]
    return out


def _print(report: dict[str, Any], *, as_json: bool, quiet: bool, verbose: bool) -> None:
    if as_json:
        print_json(report_json(report))
        return
    print_some(report["problems"], quiet=quiet, verbose=verbose)
    if not quiet:
        for line in summary_lines(report):
            say(*line)


def print_some(problems: Sequence[dict[str, Any]], *, quiet: bool, verbose: bool = False) -> None:
    """Print the problems of a build: so many at once, and of what is said again and again the first places."""
    wanted = [problem for problem in problems if not quiet or problem["severity"] == "error"]
    shown = wanted if verbose else list(_first_of_each(wanted))[:MANY]
    print_problems(shown, quiet=quiet)
    if left := len(wanted) - len(shown):
        say(f"... and {left} more; see them with deckgen build --verbose", err=True)


def _first_of_each(problems: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield all errors, and of other problems the first few with one message, which would hide the others."""
    said: Counter[str] = Counter()
    for problem in problems:
        said[problem["message"]] += 1
        if problem["severity"] == "error" or said[problem["message"]] <= ALIKE:
            yield problem
