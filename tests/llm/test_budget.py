"""What a run costs: said before, corrected by what the server counts, and never more than allowed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from deckgen.files.answers import Answer
from deckgen.llm.budget import Spending
from deckgen.llm.errors import RunEndedError
from deckgen.llm.prices import Rate
from deckgen.llm.requests import Request
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub, running

PRICE = {"input": 50.0, "output": 200.0}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as one:
        one.price = (PRICE["input"], PRICE["output"])
        yield one


@pytest.fixture
def blog(tmp_path: Path, stub: Stub) -> Blog:
    return Blog(tmp_path / "blog", stub.url, price=PRICE)


@pytest.mark.slow
@pytest.mark.parametrize("budget", [0.0, 0.5, 2.0, 3.0, 5.0])
def test_a_budget_is_never_exceeded(blog: Blog, stub: Stub, budget: float) -> None:
    """By the server's own count, whatever is on its way at the end; what is left is asked for by the next run."""
    stub.delay = 0.01
    blog.put({f"p{number:02d}": page_text(f"设备{number}", 3) for number in range(60)})
    done = blog.write("--budget", str(budget))
    assert stub.cost() <= budget
    assert done["usd"] == pytest.approx(stub.cost(), abs=1e-5)
    assert done["exit"] == 0, "a budget that is used up is what was asked for"
    assert f"the budget of {budget:.2f} USD is reached" in done["stopped"]
    assert done["left"] == 0 or done["items"] < 60
    if budget >= 2:
        assert done["items"] > 0, "and most of it is used"
        assert stub.cost() > budget - 8 * 1.2
    asked = len(stub.asked)
    stub.delay = 0.0
    after = blog.write("--budget", "100000")
    assert (after["exit"], len(blog.record().asked)) == (0, 60)
    assert len(stub.asked) == 60
    assert after["requests"] == 60 - asked


def test_answers_without_usage_count_as_much_as_they_can_cost(blog: Blog, stub: Stub) -> None:
    """A server that does not count must not spend more than one that does."""
    blog.put({f"p{number:02d}": page_text(f"设备{number}", 3, mode="no-usage") for number in range(30)})
    done = blog.write("--budget", "5")
    assert stub.cost() <= done["usd"] <= 5.0


def test_the_estimate_is_right_for_chinese(blog: Blog, stub: Stub) -> None:
    """Within a fifth of what the server counts, before the first request; then better, by the server's own count."""
    blog.put({f"p{number:02d}": page_text(f"设备{number}", 3) for number in range(24)})
    plan = json.loads(blog.run("write", "--json", "--dry-run").stdout)
    assert stub.asked == []
    assert (plan["items"], plan["requests"]) == (24, 24)
    blog.write("--budget", "1000")
    assert plan["input_tokens"] == pytest.approx(stub.input_tokens, rel=0.2)
    known = {f"n{number:02d}": page_text(f"天线{number}", 3) for number in range(24)}
    blog.put(known)
    corrected = json.loads(blog.run("write", "--json", "--dry-run").stdout)
    stub.input_tokens = stub.output_tokens = 0
    blog.write("--budget", "1000")
    assert corrected["input_tokens"] == pytest.approx(stub.input_tokens, rel=0.05)
    assert corrected["output_tokens"] == pytest.approx(stub.output_tokens, rel=0.1)
    assert corrected["usd"] == pytest.approx(stub.cost(), rel=0.1)


def test_without_a_price_nothing_is_asked(blog: Blog, stub: Stub) -> None:
    """A budget cannot be kept for a model whose price nobody knows; a server on this machine costs nothing."""
    blog.put({"a": page_text("电台")})
    blog.define({"model": "nobody-knows", "base_url": "https://llm.example/v1"})
    done = blog.run("write")
    assert done.returncode == 1
    assert "no price is known for nobody-knows" in done.stderr
    assert "price not known" in blog.run("write", "--dry-run").stdout
    blog.define({"model": "nobody-knows", "base_url": stub.url})
    assert blog.write("--budget", "0")["cards"] == 2


def test_a_dry_run_names_the_server_and_the_price(blog: Blog) -> None:
    """What is asked, of whom, and for how much: before anything is paid."""
    blog.put({"a": page_text("电台")})
    shown = blog.run("write", "--dry-run").stdout
    assert "1 item to ask about" in shown
    assert "stub-1 at 127.0.0.1:" in shown
    assert "USD; budget 2.00 USD" in shown


def request(number: int) -> Request:
    messages = ({"role": "system", "content": "s"}, {"role": "user", "content": "长" * 100})
    name = str(number)
    return Request(
        id=name, prompt="qa/1", model="m", messages=messages, schema={}, count=3, most_output=100
    )


def test_calls_wait_for_money_that_others_may_leave() -> None:
    """What is in flight is reserved in full; when it turns out cheaper, the next call goes."""

    async def run() -> list[str]:
        one = request(1)
        spending = Spending(1.5 * Spending(0, Rate(1.0, 1.0)).most(one), Rate(1.0, 1.0))
        events: list[str] = []

        async def call(number: int) -> None:
            await spending.reserve(request(number))
            events.append(f"start {number}")
            await asyncio.sleep(0.01)
            await spending.settle(request(number), Answer(text="", input_tokens=1, output_tokens=1))
            events.append(f"end {number}")

        await asyncio.gather(call(1), call(2))
        with pytest.raises(RunEndedError, match="budget"):
            await Spending(0.0, Rate(1.0, 1.0)).reserve(one)
        return events

    assert asyncio.run(run()) == ["start 1", "end 1", "start 2", "end 2"]
