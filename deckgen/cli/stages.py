"""The stages of an update, each as its own command runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deckgen.cli.output import View, exit_code
from deckgen.definition import Stage
from deckgen.language.plurals import counted

if TYPE_CHECKING:
    from deckgen.build.updating import Done
    from deckgen.cli.decks import Target
    from deckgen.definition import Definition


class Manner(NamedTuple):
    """How a user wants to be told and asked."""

    yes: bool = False
    unattended: bool = False
    as_json: bool = False
    strict: bool = False
    quiet: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is said on the way."""
        return self.quiet or self.as_json


class Stages:
    """What an update can do for one deck."""

    def __init__(self, target: Target, definition: Definition, manner: Manner) -> None:
        self._target, self._definition, self._manner = target, definition, manner

    def do(self, stage: Stage) -> Done:
        """Run a stage. Raise a DeckgenError or an OSError where it cannot go on."""
        stages = {
            Stage.PULL: self._pull,
            Stage.FETCH: self._fetch,
            Stage.WRITE: self._write,
            Stage.BUILD: self._build,
            Stage.PUSH: self._push,
        }
        return stages[stage]()

    def _pull(self) -> Done:
        import msgspec

        from deckgen.build.learner.pulling import look, pulled, refuse_public, taken, was_never_there, write
        from deckgen.build.updating import Done
        from deckgen.cli.anki_source import anki_reader
        from deckgen.cli.pull import taken_words
        from deckgen.files.garbage import no_collection

        definition = self._definition
        refuse_public(definition)
        if not definition.ledger_path.exists():
            return Done(words="nothing was built yet, so there is nothing to bring home")
        with no_collection():
            anki = anki_reader(None, "deckgen pull")(definition)
            if was_never_there(definition, anki):
                return Done(words="nothing of this deck is in Anki yet")
            result = taken(look(definition, anki))
            report = pulled(result, written=write(result))
        manner = self._manner
        view = View(as_json=manner.as_json, quiet=manner.quiet, strict=manner.strict)
        view.problems(report.problems)
        return Done(words=taken_words(report), result=msgspec.to_builtins(report), is_error=bool(view.worst))

    def _fetch(self) -> Done:
        from deckgen.build.updating import Done, Outcome
        from deckgen.cli.fetch import FetchView, fetch_deck
        from deckgen.fetch.plan import Wish

        view = FetchView(as_json=False, quiet=self._manner.is_quiet, is_part=True)
        wish = Wish(max_pages=self._definition.fetch.max_pages)
        tried, got = fetch_deck(self._definition, wish, view)
        words = f"{got:,} of {counted(tried, 'page')}" if tried else "no page was due"
        outcome = Outcome.DONE
        if view.is_stopped:
            words, outcome = f"{words}; nothing that was fetched is lost", Outcome.STOPPED
        elif tried and not got:
            outcome = Outcome.FAILED
        return Done(words=words, result={"tried": tried, "got": got}, outcome=outcome)

    def _write(self) -> Done:
        from deckgen.build.updating import Done, Outcome
        from deckgen.build.write.session import Wish
        from deckgen.build.write.writing import Writing
        from deckgen.cli.write import WriteView, ask_server, session_of

        manner = self._manner
        view = WriteView(as_json=manner.as_json, quiet=manner.quiet, strict=manner.strict, is_asked=not manner.yes)
        with session_of(self._definition, Wish(), view) as session:
            done = ask_server(Writing(session), session, view)
        if done is None:
            return Done(words="nothing was asked, as you wished")
        view.problems(done.problems)
        told = done.told
        words = f"{counted(told.ready, 'card')} from {counted(told.items, 'item')}, {told.spent:.4f} USD"
        words += f"; {told.stop}" if told.stop else ""
        outcome = Outcome.STOPPED if done.is_stopped else Outcome.FAILED if done.is_error else Outcome.DONE
        return Done(words=words, result=done.as_object(), outcome=outcome, is_error=bool(view.worst))

    def _build(self) -> Done:
        from deckgen.build.updating import Done
        from deckgen.cli.build import built, print_some, report_json
        from deckgen.cli.summary import counts_line

        report = built(self._target, quiet=self._manner.is_quiet)
        if not self._manner.as_json:
            print_some(report["problems"], quiet=self._manner.quiet)
        words = f"{counted(report['notes'], 'note')}: {counts_line(report)}"
        is_error = bool(exit_code(report["problems"], strict=self._manner.strict))
        words += f"; {report['output']}" if report["written"] else ""
        return Done(words=words, result=report_json(report), is_error=is_error)

    def _push(self) -> Done:
        from deckgen.build.learner.pushing import Wish
        from deckgen.build.updating import Done, Outcome
        from deckgen.cli.anki_source import connection
        from deckgen.cli.push import PushView, opened_deck, push_deck, push_object, result_lines

        manner = self._manner
        wish = Wish(unattended=manner.unattended)
        view = PushView(as_json=manner.as_json, quiet=manner.quiet, strict=manner.strict, is_asked=not manner.yes)
        connect = connection()
        with opened_deck(self._definition, connect, wish, view) as deck:
            plan, done = push_deck(deck, view)
        result = push_object(self._definition.deck, plan, done, connect.requests)
        if done is None:
            return Done(words="nothing was written, as you wished", result=result)
        lines = ["".join(map(str, line)) for line in result_lines(plan, done, is_unattended=manner.unattended)]
        lines += [f"{counted(len(plan.conflicts), 'conflict')}: deckgen review shows both sides"] * bool(plan.conflicts)
        view.missing(done)
        outcome = Outcome.FAILED if done.missing else Outcome.DONE
        return Done(words=" ".join(lines), result=result, outcome=outcome, is_error=bool(view.worst))
