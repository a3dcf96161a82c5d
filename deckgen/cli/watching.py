"""``deckgen update --watch``: a build on each save, told on a line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from deckgen.build.watching import Files, Watched, changed, look, told_names, wait_for_change, watched
from deckgen.cli.build import built, report_json
from deckgen.cli.decks import Target, load_targets
from deckgen.cli.output import Styled, exit_code, print_json, print_problems, problem_object, say
from deckgen.files.errors import DeckgenError, not_given
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.cli.stages import Manner

CHANGES = ("new", "updated", "moved", "revived", "retiring", "holding")


def watch_decks(targets: Sequence[Target], manner: Manner) -> None:
    """Build a deck whenever something that it is made from was saved, until Ctrl-C."""
    decks = [_Deck(target, manner) for target in targets]
    try:
        for deck in decks:  # what was saved since they were read is found by their stamps
            deck.build([])
        if not manner.is_quiet:
            say(Styled("Watching; each save builds. Ctrl-C ends.", dim=True), err=True)
        while True:
            known = _of_all([deck.known for deck in decks])
            saved = changed(known, wait_for_change(lambda: _of_all([deck.look() for deck in decks]), known))
            for number, deck in enumerate(decks):
                mark = f"{number}\0"
                if paths := [path.removeprefix(mark) for path in saved if path.startswith(mark)]:
                    deck.build(paths)
    except KeyboardInterrupt:
        say(err=True)


def _of_all(files: Sequence[Files]) -> Files:
    """Return the files of all decks as one, each path behind the number of its deck."""
    return {f"{number}\0{path}": state for number, each in enumerate(files) for path, state in each.items()}


class _Deck:
    """A deck that is watched."""

    def __init__(self, target: Target, manner: Manner) -> None:
        self._target, self._manner = target, manner
        self._definition = load_targets([target])[0]
        self._told: Sequence[dict[str, Any]] = ()  # problems that were printed, and stand still
        self._watched: Watched = watched(self._definition, target.key)
        self.known: Files = {}
        """Its files as they were before the last build read them."""

    def look(self) -> Files:
        """Return its files as they are now."""
        return look(self._watched)

    def build(self, paths: Sequence[str]) -> None:
        """Build, and say what came of these saves; without any say only what is wrong."""
        started = time.monotonic()
        self.known = self.look()
        report: dict[str, Any] = {}
        try:
            self._definition = load_targets([self._target])[0]
            report = built(self._target, quiet=True)
            problems = report["problems"]
        except DeckgenError as exc:
            problems = [problem_object(problem) for problem in exc.problems]
        except OSError as exc:
            problems = [problem_object(problem) for problem in not_given(exc).problems]
        self._tell_problems(problems)
        if paths:
            self._tell(paths, report, problems, time.monotonic() - started)
        self._look_at_more()

    def _look_at_more(self) -> None:
        """Take what the build has found to depend on, such as new pictures, as it is now."""
        self._watched = watched(self._definition, self._target.key)
        now = self.look()
        others = {path for path in self._watched.others if path not in self.known}
        self.known = {**self.known, **{path: now[path] for path in others if path in now}}

    def _tell_problems(self, problems: Sequence[dict[str, Any]]) -> None:
        """Print the problems that the last build did not have."""
        if self._manner.as_json and problems:
            return  # they are in the object of the build
        print_problems([each for each in problems if each not in self._told], quiet=self._manner.quiet)
        self._told = problems

    def _tell(
        self, paths: Sequence[str], report: dict[str, Any], problems: Sequence[dict[str, Any]], took: float
    ) -> None:
        names = told_names(paths, self._definition.posts)
        if self._manner.as_json:
            made = report_json(report) if report else {"deck": self._definition.deck, "problems": problems}
            print_json({"changed": list(paths), **made})
        elif not self._manner.quiet:
            counts = ", ".join(f"{report[name]:,} {name}" for name in CHANGES if report.get(name))
            said = (counts or "no note changed") if report else "not built"
            faults = sum(problem["severity"] == "error" for problem in problems)
            said += f"; {counted(faults, 'error')}" if faults else ""
            clock = Styled(time.strftime("%H:%M:%S "), dim=True)
            say(clock, f"{names}: ", Styled(said, "red" if exit_code(problems) else None), f" ({took:.1f} s)")
