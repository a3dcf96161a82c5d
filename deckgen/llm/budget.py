"""What a run may still spend: what was paid, and the most that the calls on their way may cost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from deckgen.files.answers import Answer
from deckgen.llm.errors import RunEndedError
from deckgen.llm.prices import Rate
from deckgen.llm.requests import Request
from deckgen.llm.tokens import most_tokens


class Spending:
    """A budget in USD that is never exceeded: no call starts that might not be paid for."""

    def __init__(self, budget: float, rate: Rate, others: Mapping[str, Rate] = MappingProxyType({})) -> None:
        self._budget = budget
        self._rate = rate
        self._others = others  # by model
        self._reserved: dict[str, float] = {}  # by request, as long as it is on its way
        self._changed = asyncio.Condition()
        self.spent = 0.0

    def cost(self, input_tokens: int, output_tokens: int, model: str = "") -> float:
        """Return the price of tokens in USD."""
        return self._others.get(model, self._rate).cost(input_tokens, output_tokens)

    def most(self, request: Request) -> float:
        """Return the most that a request may cost."""
        return self.cost(request.most_input, request.most_output, request.model)

    async def reserve(self, request: Request) -> None:
        """Set aside what a request may cost; waits while calls on their way may still leave enough.

        Raises a RunEndedError when the budget does not hold it.
        """
        most = self.most(request)
        async with self._changed:
            while self.spent + sum(self._reserved.values()) + most > self._budget:
                if not self._reserved:
                    raise RunEndedError(_reached(self._budget, self.spent, most), is_error=False)
                await self._changed.wait()
            self._reserved[request.id] = most

    async def settle(self, request: Request, answer: Answer | None, *, may_be_paid: bool = False) -> None:
        """Count what a call cost in place of what it might have cost; without an answer that is mostly nothing."""
        async with self._changed:
            most = self._reserved.pop(request.id, 0.0)
            if answer is not None:
                self.spent += self.cost(*_tokens(request, answer), request.model)
            elif may_be_paid:
                self.spent += most
            self._changed.notify_all()


def _tokens(request: Request, answer: Answer) -> tuple[int, int]:
    """Return the tokens of an answer; where the server does not count, the most that they can be."""
    least = request.most_input if answer.input_tokens is None else answer.input_tokens
    written = min(most_tokens(answer.text), request.most_output)
    return least, written if answer.output_tokens is None else answer.output_tokens


def _reached(budget: float, spent: float, most: float) -> str:
    return (
        f"the budget of {budget:.2f} USD is reached: {spent:.4f} USD spent, and the next request may cost "
        f"{most:.4f}; the same command goes on with a further budget"
    )
