"""Servers as people run them: slow, still loading, one answer at a time, not there, at nearly the right address."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.definition import load_definition
from deckgen.files.answers import Answer, ServerRecord
from deckgen.llm.budget import Spending
from deckgen.llm.calls import Calls, Patience
from deckgen.llm.client import Client
from deckgen.llm.errors import CallError, DownError, LoadingError, RefusedError, RunEndedError
from deckgen.llm.prices import Rate
from deckgen.llm.requests import Request
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub
from tests.llm.wire import GOOD, error, response, saying, wired

QUICK = Patience(first_calls=1, first_pause=0.001, first_retry=0.001, loading_pause=0.002)
ANSWER = Answer(text="a", input_tokens=1, output_tokens=1)


def request(number: int) -> Request:
    message = ({"role": "user", "content": "u"},)
    return Request(
        id=f"{number:032x}", prompt="p", model="m", messages=message, schema={}, count=1,
        most_output=9,
    )  # fmt: skip


class Machine:
    """Answers so many requests at a time; the others are late. Remembers how many it was asked at once."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.going = 0
        self.most: list[int] = []

    async def send(self, _body: dict[str, Any]) -> Answer:
        self.going += 1
        self.most.append(self.going)
        try:
            is_late = self.going > self.places
            for _ in range(5):
                await asyncio.sleep(0)
            if is_late:
                raise DownError("no answer in time", is_late=True)
            return ANSWER
        finally:
            self.going -= 1


def run(send: Callable[[dict[str, Any]], Any], patience: Patience, count: int) -> tuple[Calls, list[Any]]:
    """Ask for so many answers as a run does: as many workers as there may be calls."""

    async def all_of_them() -> tuple[Calls, list[Any]]:
        calls = Calls(send, ServerRecord(), Spending(1, Rate(0, 0)), patience, newer_limit=False)
        queue = iter(range(count))
        found: list[Any] = []

        async def work() -> None:
            for number in queue:
                try:
                    found.append(await calls.ask(request(number)))
                except RefusedError as exc:
                    found.append(exc)
                except RunEndedError as exc:
                    found.append(exc)
                    return

        await asyncio.gather(*(work() for _ in range(patience.calls)))
        return calls, found

    return asyncio.run(all_of_them())


def test_calls_grow_while_answers_come_in_time() -> None:
    """One at first on this machine, then as many as are allowed; never more."""
    machine = Machine(places=99)
    _, found = run(machine.send, QUICK, 100)
    assert found == [ANSWER] * 100
    assert machine.most[0] == 1
    assert max(machine.most) == 8
    assert machine.most.index(8) > machine.most.index(4) > machine.most.index(2)


@pytest.mark.parametrize("places", [1, 2, 3])
@pytest.mark.parametrize("first", [1, 8])
def test_calls_are_halved_after_an_answer_that_came_late(places: int, first: int) -> None:
    """A server that answers few at a time loses no item, whatever it was asked at first."""
    machine = Machine(places)
    patience = Patience(first_calls=first, first_retry=0.001)
    _, found = run(machine.send, patience, 200)
    assert found == [ANSWER] * 200


def test_a_server_that_is_too_slow_is_left_with_what_to_set() -> None:
    """Not after twelve times ten minutes: twice, asked one thing at a time."""
    machine = Machine(places=0)
    _, found = run(machine.send, QUICK, 20)
    assert len(machine.most) == 2
    assert "set llm: {timeout: SECONDS} higher" in str(found[0])


def test_one_answer_that_takes_too_long_ends_no_run() -> None:
    """The others are answered between its tries, and it is given up alone."""
    asked: list[Any] = []

    async def send(body: dict[str, Any]) -> Answer:
        asked.append(body)
        if len(asked) % 2:
            raise DownError("no answer in time", is_late=True)
        return ANSWER

    _, found = run(send, Patience(calls=1, first_calls=1, first_retry=0.0), 20)
    assert found == [ANSWER] * 20


def test_a_request_that_no_server_answers_is_given_up_among_others() -> None:
    """Not as long as the others take, for each try may be paid for; and it ends no run."""
    late: list[Any] = []

    async def send(body: dict[str, Any]) -> Answer:
        await asyncio.sleep(0)
        if body["max_tokens"] == 666:
            late.append(body)
            raise DownError("no answer in time", is_late=True)
        return ANSWER

    async def both() -> tuple[Any, Any]:
        calls = Calls(send, ServerRecord(), Spending(1, Rate(0, 0)), Patience(), newer_limit=False)
        bad = calls.ask(msgspec.structs.replace(request(0), most_output=666))
        good = asyncio.gather(*(calls.ask(request(number)) for number in range(1, 500)))
        first, others = await asyncio.gather(bad, good, return_exceptions=True)
        return first, others

    found, others = asyncio.run(both())
    assert isinstance(found, RefusedError)
    assert len(late) <= 8
    assert others == [ANSWER] * 499


def test_a_model_that_loads_is_waited_for() -> None:
    """However often it says so, within half an hour; that counts as no failure."""
    asked: list[Any] = []

    async def send(body: dict[str, Any]) -> Answer:
        asked.append(body)
        if len(asked) <= 30:
            raise LoadingError("Loading model")
        return ANSWER

    _, found = run(send, QUICK, 3)
    assert found == [ANSWER] * 3

    async def never(_body: dict[str, Any]) -> Answer:
        raise LoadingError("Loading model")

    patience = Patience(first_pause=0.001, loading_pause=0.002, loading=0.01)
    _, found = run(never, patience, 3)
    assert "still not ready" in str(found[0])


def test_a_run_waits_for_a_loading_server(blog: Blog, stub: Stub) -> None:
    """llama.cpp says 503 as long as it loads."""
    blog.put({"a": page_text("电台", mode="loading")})
    done = blog.write()
    assert (done["exit"], done["cards"], len(stub.asked)) == (0, 2, 3), done


@pytest.mark.slow
def test_a_server_that_answers_one_thing_at_a_time_is_no_failure(blog: Blog, stub: Stub) -> None:
    """Asked eight things at once it is late with the last ones: fewer are asked, and every item is answered."""
    blog.define({"model": "s", "base_url": stub.url, "calls": 8, "timeout": 3})
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(16)})
    stub.places = threading.Semaphore(1)
    stub.delay = 0.6
    done = blog.write()
    assert (done["exit"], done["cards"]) == (0, 32), done
    assert len(stub.asked) > 16, "some were late"


def failure(url: str) -> CallError:
    async def ask() -> None:
        async with Client(url, "", "d") as client:
            await client.send({"model": "m", "messages": [], "max_tokens": 9})

    with pytest.raises(CallError) as caught:
        asyncio.run(ask())
    return caught.value


def test_the_address_that_did_not_answer_is_named() -> None:
    with wired(saying(b"")) as wire:
        pass
    assert f"no connection to {wire.host}; is it running?" in str(failure(wire.url))


NOT_FOUND = error("404 Not Found", "404 page not found")
PAGE = response(b"<html>Ollama is running</html>", kind="text/html")


@pytest.mark.parametrize("said", [NOT_FOUND, PAGE])
@pytest.mark.parametrize("path", ["", "/v1", "/api/v2/x", "/openai"])
def test_an_address_without_its_version_is_told_of_it(said: bytes, path: str) -> None:
    """The commonest slip with Ollama and vLLM: their root is not what is asked."""
    with wired(saying(said)) as wire:
        found = str(failure(f"http://{wire.host}{path}"))
    assert ("want /v1 at the end of llm.base_url" in found) == ("/v" not in path)


LOADS = {
    "Loading model": True,
    "The model is loading, try again later": True,
    "Model m is currently loading": True,
    "server is warming up": True,
    "overloaded": False,
    "no worker is there": False,
}


@pytest.mark.parametrize("words", LOADS)
def test_loading_is_told_from_other_failures(words: str) -> None:
    with wired(saying(error("503 Service Unavailable", words))) as wire:
        assert isinstance(failure(wire.url), LoadingError) == LOADS[words]


def test_what_the_user_adds_goes_into_the_body(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """Online and in files; of the model that writes, not of another one that judges; nothing is asked again for it."""
    extra = {"temperature": 0.2, "chat_template_kwargs": {"enable_thinking": False}}
    settings = {"model": "s", "base_url": stub.url, "judge": {"model": "j"}}
    blog.define({**settings, "extra": extra})
    blog.put({"a": page_text("电台")})
    blog.run("write", "--export", str(tmp_path / "out"))
    lines = (tmp_path / "out" / "deck-0001.jsonl").read_text(encoding="utf-8").splitlines()
    bodies = [json.loads(line)["body"] for line in lines]
    assert bodies
    assert blog.write()["cards"] == 2
    for body in [*bodies, *stub.asked]:
        assert {name: body.get(name) for name in extra} == (extra if body["model"] == "s" else dict.fromkeys(extra))
    assert {body["model"] for body in stub.asked} == {"s", "j"}
    blog.define(settings)
    assert blog.write()["requests"] == 0


def test_settings_of_engines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("deck: D\nposts: a\nllm: {calls: 4, timeout: 90, extra: {top_p: 0.9, stop: [a]}}\n")
    llm = load_definition(path).llm
    assert (llm.calls, llm.timeout, llm.extra) == (4, 90, {"top_p": 0.9, "stop": ["a"]})
    path.write_text("deck: D\nposts: a\nllm: {calls: auto, timeout: auto, extra: {}}\n")
    llm = load_definition(path).llm
    assert (llm.calls, llm.timeout, llm.extra) == (None, None, {})


def test_a_server_without_schemas_is_told_of_once(blog: Blog, stub: Stub) -> None:
    """Its answers are taken all the same."""
    blog.put({"a": page_text("电台", mode="no-format")})
    assert "takes no json_schema: the form of its answers is asked for by words alone" in blog.write()["stderr"]
    blog.put({"b": page_text("天线", mode="no-format")})
    assert "json_schema" not in blog.write()["stderr"]


def test_a_part_that_the_package_does_not_know_is_sent() -> None:
    with wired(saying(response(GOOD))) as wire:
        async def ask() -> Answer:
            async with Client(f"http://{wire.host}", "", "d") as client:
                return await client.send({"model": "m", "messages": [], "max_tokens": 9, "top_k": 3})

        assert asyncio.run(ask()).text
    assert b'"top_k":3' in wire.asked[0].replace(b" ", b"")


WRITING = Path(__file__).parents[2] / "docs" / "writing.md"


def test_each_server_of_the_page_on_writing_has_settings_that_load(tmp_path: Path) -> None:
    """Ollama, llama.cpp, vLLM: as the page says them, with the /v1 that we miss elsewhere."""
    said = re.findall(r"# in decks/NAME\.yaml: +(llm: \{.*\})$", WRITING.read_text(encoding="utf-8"), re.M)
    assert len(said) == 3
    for line in said:
        path = tmp_path / "a.yaml"
        path.write_text(f"deck: D\nposts: a\n{line}\n", encoding="utf-8")
        llm = load_definition(path).llm
        assert llm.base_url is not None
        assert llm.base_url.endswith("/v1")


def test_an_assistant_answers_without_any_key(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """Requests out as a file, its answers back as the page asks for them, and what does not hold stays open."""
    blog.put({"a": page_text("电台"), "b": page_text("天线"), "c": page_text("网桥")})
    blog.run("write", "--export", str(tmp_path / "requests"))
    lines = (tmp_path / "requests" / "deck-0001.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    answers = [json.loads(stub.completion(row["body"])["choices"][0]["message"]["content"]) for row in rows]
    said = [{"custom_id": row["custom_id"], "answer": answer} for row, answer in zip(rows, answers, strict=True)]
    del said[2]["answer"]
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in said), encoding="utf-8")
    done = blog.write("--import", str(file))
    assert (done["taken"], done["cards"], done["pending"]) == (2, 4, 1)
    assert f"{file}" in done["stderr"] or done["problems"][0]["path"] == str(file)
    assert '"notes": 7' in blog.run("build", "--json").stdout
