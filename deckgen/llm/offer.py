"""What a run would ask and cost, in words and for programs, before anything is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from deckgen.language.plurals import counted
from deckgen.llm.plan import Estimate
from deckgen.llm.prices import RATES_DATE


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of one deck with its price."""

    deck: str
    model: str
    server: str  # host and port
    items: int
    done: int  # items that were asked about before
    going: int  # of the items: have cards, and wait for verdicts or other wordings
    over: int  # items left for another run
    silent: int  # sections that state nothing which could be asked about
    expected: Estimate
    budget: float  # USD
    is_our_price: bool  # from our dated table, not from the definition

    def as_object(self) -> dict[str, Any]:
        """Return the offer as programs read it."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        expected = told.pop("expected")
        del told["is_our_price"]
        return {**told, **expected}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the offer as people read it."""
        over = f", {self.over:,} left for another run" if self.over else ""
        going = f", {self.going:,} of which wait for verdicts or other wordings" if self.going else ""
        done = f"{self.done + self.going:,} asked about before{going}"
        yield f"{self.deck}: {counted(self.items - self.going, 'item')} to ask about, {done}{over}"
        if self.silent:
            verb = "states" if self.silent == 1 else "state"
            yield f"  {counted(self.silent, 'section')} {verb} nothing to ask about: a few words, links or code alone"
        if not self.items:
            return
        expected = self.expected
        yield f"  {self.model} at {self.server}"
        judged = f" ({expected.judging:,} of them the judge's: its probes and a verdict an item)"
        requests = counted(expected.requests, "request") + (judged if expected.judging else "")
        yield (
            f"  {requests}, about {expected.input_tokens:,} tokens in and "
            f"{expected.output_tokens:,} out, {self._price()}; budget {self._budget()} USD"
        )

    def _budget(self) -> str:
        return f"{self.budget:g}" if 0 < self.budget < 0.01 else f"{self.budget:.2f}"

    def _price(self) -> str:
        usd = self.expected.usd
        if usd is None:
            return "price not known"
        return f"about {usd:.4f} USD" + (f" at the prices of {RATES_DATE}" if self.is_our_price else "")
