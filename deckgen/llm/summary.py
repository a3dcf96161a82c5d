"""What a run did, in words and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from deckgen.cards.points import in_words
from deckgen.language.plurals import counted
from deckgen.llm.run import STOPPED, Told
from deckgen.model import Problem, Severity

_PROBES = ": cards of known verdict, by which it shows whether who answers may judge (leave it out: nobody judges)"
SHOWN_FAULTS = 8
"""Reasons for held cards that are listed, the most frequent first."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of one deck."""

    deck: str
    told: Told
    over: int  # items left for another run
    problems: tuple[Problem, ...] = ()
    exported: int | None = None  # requests
    files: tuple[str, ...] = ()
    taken: int | None = None  # answers
    pending: int = 0  # requests without an answer
    more: int = 0  # of these: verdicts on cards that are there, the probes of a judge, and other wordings
    probes: str = ""  # the file of an export that holds the probes of the judge
    batches: tuple[str, ...] = ()  # handed over and not yet collected

    @property
    def is_error(self) -> bool:
        """Whether something that was wanted is not there, and waiting alone will not bring it."""
        return self.told.is_error or any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def is_stopped(self) -> bool:
        """Whether somebody ended the run with Ctrl-C."""
        return self.told.stop == STOPPED

    def as_object(self) -> dict[str, Any]:
        """Return the totals as programs read them."""
        told = self.told
        return {
            "deck": self.deck,
            "items": told.items,
            "cards": told.ready,
            "held": sum(told.held.values()),
            "faults": dict(sorted(told.held.items())),
            "none": told.none,
            "judged": {"yes": told.proved, "no": told.refused},
            "left": self.over + told.waiting,
            "requests": told.sent,
            "input_tokens": told.input_tokens,
            "output_tokens": told.output_tokens,
            "usd": round(told.spent, 6),
            "exported": self.exported or 0,
            "files": list(self.files),
            "taken": self.taken or 0,
            "pending": self.pending,
            "batches": list(self.batches),
            "stopped": told.stop,
            "problems": [msgspec.to_builtins(problem) for problem in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """Yield the totals as people read them."""
        told = self.told
        if self.taken is not None:
            others = self.pending - self.more
            still = "without an answer" if self.batches else "could be exported"
            left = f"; {counted(others, 'other request')} {still}" if others else ""
            yield f"{counted(self.taken, 'answer')} taken{left}"
            if self.more:
                yield f"  {counted(self.more, 'further request')}: the judge's probes and verdicts, other wordings"
        if self.exported is not None:
            yield f"{counted(self.exported, 'request')} in {counted(len(self.files), 'file')}"
            yield from (f"  {name}{_PROBES if name == self.probes else ''}" for name in self.files)
        if told.items or (self.exported is None and self.taken is None and not self.batches):
            made = f"{counted(told.ready, 'card')} from {counted(told.items, 'item')}"
            yield f"{self.deck}: {made}, {told.none:,} without a card"
        if told.sent:
            tokens = f"{told.input_tokens:,} tokens in, {told.output_tokens:,} out"
            yield f"  {counted(told.sent, 'request')}, {tokens}, {told.spent:.4f} USD"
        if told.proved or told.refused:
            yield f"  {counted(told.proved + told.refused, 'card')} judged, {told.refused:,} of them not proved"
        if told.held:
            yield f"  {counted(sum(told.held.values()), 'card')} held (deckgen status shows them):"
            by_point = Counter(told.held)
            yield from (f"    {count:5,}  {in_words(fault)}" for fault, count in by_point.most_common(SHOWN_FAULTS))
        if self.batches:
            yield f"  batches on their way: {', '.join(self.batches)}; collect them with --batch"
        if told.stop:
            yield f"  {told.stop}"
