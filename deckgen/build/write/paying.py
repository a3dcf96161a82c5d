"""What a deck's models cost, and what a run may spend on them."""

from __future__ import annotations

from deckgen.build.write.server import Server
from deckgen.llm.prices import Rate, price_of
from deckgen.llm_settings import LlmSettings, Price


class NoPriceError(Exception):
    """A model of which no price is known, so that no budget can be kept; says what to write down."""


class Purse:
    """The prices of the model that writes and of the one that judges."""

    def __init__(self, llm: LlmSettings, server: Server, judge: str) -> None:
        self._llm = llm
        self._server = server
        self._judge = judge
        self.is_ours = llm.price is None and not server.is_local  # from our dated table
        self.rate = self._rate_of(llm.model, llm.price)
        own = llm.judge.price
        self.judge_rate = self.rate if judge == llm.model and own is None else self._rate_of(judge, own)

    def _rate_of(self, model: str, price: Price | None) -> Rate | None:
        """Return a price: the definition's, else ours; nothing on this machine."""
        if price is not None:
            return Rate(price.input, price.output)
        return Rate(0.0, 0.0) if self._server.is_local else price_of(model)

    def rates(self) -> tuple[Rate, dict[str, Rate]]:
        """Return what the model costs, and any other by its name; raise a NoPriceError where a price is not known."""
        usd = "{input: USD, output: USD}"
        if self.rate is None:
            raise NoPriceError(_wanted(self._llm.model, f"{{price: {usd}}}"))
        if not self._judge:
            return self.rate, {}
        if self.judge_rate is None:
            raise NoPriceError(_wanted(self._judge, f"{{judge: {{model: {self._judge}, price: {usd}}}}}"))
        return self.rate, {self._judge: self.judge_rate}


def _wanted(model: str, key: str) -> str:
    return (
        f"no price is known for {model}, so no budget can be kept; give it in the definition: "
        f"llm: {key} (per million tokens; 0 for a server of your own)"
    )
