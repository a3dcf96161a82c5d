"""One call of a server that is slow, broken, lying or elsewhere: an answer, or an error that says what to do next."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest

from deckgen.files.answers import Answer
from deckgen.llm import client as module
from deckgen.llm.client import Client
from deckgen.llm.errors import BusyError, CallError, DownError, RefusedError, RunEndedError
from tests.llm.wire import COMPLETION, GOOD, error, response, saying, wired

KEY = "sk-very-secret"
BODY = {"model": "m", "messages": [{"role": "user", "content": "u"}], "max_tokens": 9}
ANSWER = Answer(text='{"cards": []}', model="m", finish="stop", input_tokens=7, output_tokens=5, date="d")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def ask(url: str, key: str = KEY, body: dict[str, Any] = BODY) -> Answer:
    async def run() -> Answer:
        async with Client(url, key, "d") as client:
            return await client.send(body)

    return asyncio.run(run())


def failure(url: str, key: str = KEY) -> CallError:
    with pytest.raises(CallError) as caught:
        ask(url, key)
    assert key not in str(caught.value)
    assert str(caught.value).isprintable()
    return caught.value


def chunked(data: bytes, size: int) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    body = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + body


TAKEN = {
    "plain": response(GOOD),
    "chunked": chunked(GOOD, 7),
    "text/plain": response(GOOD, kind="text/plain"),
    "text/html": response(GOOD, kind="text/html; charset=latin-1"),
    "no length": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + GOOD,
    "a byte order mark": response(b"\n \n" + GOOD + b"\n"),
    "more than is known": response(json.dumps({**COMPLETION, "error": None, "mood": [1]}).encode()),
    "created": response(GOOD, status="201 Created"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_an_answer_is_taken_however_it_is_sent(name: str) -> None:
    """In pieces, under a wrong type, without a length: it was paid for."""
    data = TAKEN[name]
    with wired(saying(data[:60], data[60:], pause=0.01)) as wire:
        assert ask(wire.url) == ANSWER


def test_half_a_surrogate_pair_is_no_text() -> None:
    """Some servers cut answers inside of an emoji; what is kept can be written down."""
    body = json.dumps({"choices": [{"message": {"content": "a \ud83d b"}}]}).encode()
    with wired(saying(response(body))) as wire:
        assert ask(wire.url).text == "a ? b"


BROKEN = {
    "closed at once": b"",
    "closed in the head": b"HTTP/1.1 200 OK\r\nContent-",
    "closed in the body": response(GOOD)[:-9],
    "closed in a chunk": chunked(GOOD, 7)[:-30],
    "no HTTP": b"hello\r\n\r\n",
    "nothing": response(b""),
    "not JSON": response(b"<html>\x1b[2J sk-very-secret</html>", kind="text/html"),
    "not UTF-8": response(b"\xff\xfe\x00"),
    "null": response(b"null"),
    "a list": response(b"[]"),
    "text": response(b'"choices"'),
    "no choices": response(b"{}"),
    "empty choices": response(b'{"choices": []}'),
    "no message": response(b'{"choices": [{}]}'),
    "null message": response(b'{"choices": [{"message": null}]}'),
    "nested too deep": response(b"[" * 200_000),
    "a gateway that gave up": error("504 Gateway Timeout", "upstream request timeout"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_broke_off_may_have_been_paid_for(name: str) -> None:
    """The server had the whole request: a budget that did not count it would not be hard."""
    with wired(saying(BROKEN[name])) as wire:
        found = failure(wire.url)
    assert isinstance(found, DownError)
    assert found.may_be_paid
    assert len(wire.asked) == 1, "asked again by nobody but us"


def test_what_was_never_sent_costs_nothing() -> None:
    with wired(saying(b"")) as wire:
        pass
    found = failure(wire.url)
    assert isinstance(found, DownError)
    assert not found.may_be_paid


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps a connection alive, but no run for ever."""
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.5)
    with wired(saying(*(bytes([byte]) for byte in response(GOOD)), pause=0.1)) as wire:
        found = failure(wire.url)
    assert isinstance(found, DownError)
    assert (str(found), found.may_be_paid) == ("no answer in time", True)


def test_a_long_answer_is_taken_and_an_endless_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """10 MB are an answer; there is an end to what is read."""
    body = {"choices": [{"message": {"content": "长" * 3_500_000}}]}
    data = json.dumps(body, ensure_ascii=False).encode()
    with wired(saying(response(data))) as wire:
        assert len(ask(wire.url).text) == 3_500_000
    monkeypatch.setattr(module, "MOST_BYTES", 1_000_000)
    with wired(saying(response(data))) as wire:
        found = failure(wire.url)
    assert isinstance(found, DownError)
    assert "more than 1,000,000 bytes" in str(found)


ERRORS: dict[str, tuple[bytes, type[CallError], str]] = {
    "no quota": (error("429 X", "You exceeded your current quota", "insufficient_quota"), RunEndedError, "no quota"),
    "no credit": (error("402 X", "Insufficient credits"), RunEndedError, "no quota"),
    "no balance": (error("429 X", "余额不足"), RunEndedError, "no quota"),
    "a rate that money raises": (
        error("429 X", "Rate limit reached on requests per min (RPM): Limit 3. Add a payment method at /billing."),
        BusyError, "Rate limit",
    ),
    "a quota by the minute": (error("429 X", "You exceeded your quota. Please retry in 12.3s."), BusyError, "quota"),
    "a quota with a time": (error("429 X", "quota exceeded", more="Retry-After: 2\r\n"), BusyError, "quota"),
    "busy": (error("429 X", "slow down"), BusyError, "slow down"),
    "no key": (error("401 X", f"Incorrect API key provided: {KEY}"), RunEndedError, "key provided: ...;"),
    "not allowed": (error("403 X", "no"), RunEndedError, "let us in"),
    "no model": (error("404 X", "no model m"), RunEndedError, "no such model"),
    "down": (error("503 X", "loading"), DownError, "503: loading"),
    "a terminal": (error("500 X", "a\x1b[2J\x07b\r\nc\u202e"), DownError, "500: a[2Jb c"),
    "a long story": (error("500 X", "x" * 10_000), DownError, "500: " + "x" * 300),
    "elsewhere": (
        response(b"", status="302 X", more="Location: http://x.example/\r\n"),
        RunEndedError,
        "leads elsewhere",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_says_what_to_do_next(name: str) -> None:
    """Wait, try again, or end: by the status, and where that is not enough by the server's words."""
    data, kind, words = ERRORS[name]
    with wired(saying(data)) as wire:
        found = failure(wire.url)
    assert type(found) is kind
    assert words in str(found)


INSIDE: dict[str, tuple[dict[str, Any], type[CallError]]] = {
    "busy": ({"code": 429, "message": "too many requests"}, BusyError),
    "no money": ({"code": 402, "message": "Insufficient credits"}, RunEndedError),
    "no key": ({"code": 401, "message": "no"}, RunEndedError),
    "refused": ({"code": 400, "message": "context length"}, RefusedError),
    "down": ({"code": "server_error", "message": "no"}, DownError),
    "odd": ({"code": 99, "message": ["a"]}, DownError),
}


@pytest.mark.parametrize("name", INSIDE)
def test_an_error_inside_of_a_good_status_is_an_error(name: str) -> None:
    """Gateways answer 200 and tell of what their upstream said: it is never taken for an answer."""
    found, kind = INSIDE[name]
    with wired(saying(response(json.dumps({"error": found}).encode()))) as wire:
        assert type(failure(wire.url)) is kind
    with wired(saying(response(b'{"error": "model not loaded"}'))) as wire:
        assert "model not loaded" in str(failure(wire.url))


ABOUT = {
    "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.": "limit",
    "unknown parameter max_completion_tokens": "limit",
    "max_tokens is too large: 3200. This model supports at most 2048 completion tokens": "",
    "This model's maximum context length is 4096 tokens (1800 in the messages, 3200 in max_tokens).": "",
    "'response_format' of type json_schema is not supported": "format",
    "Invalid schema for response_format 'cards'": "format",
    "content is not allowed": "",
}


@pytest.mark.parametrize("message", ABOUT)
def test_a_refusal_says_what_may_be_asked_in_another_form(message: str) -> None:
    """A limit that is too high is no parameter that the server does not know: nothing is learned from it."""
    with wired(saying(error("400 Bad Request", message))) as wire:
        found = failure(wire.url)
    assert isinstance(found, RefusedError)
    assert found.about == ABOUT[message]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    """Neither the key nor the request goes anywhere but to the one server."""
    with wired(saying(response(GOOD))) as other:
        more = f"Location: {other.url}/chat/completions\r\n"
        with wired(saying(response(b"", status=f"{status} Moved", more=more))) as wire:
            assert "a key goes nowhere else" in str(failure(wire.url))
        assert other.asked == []


def test_addresses_are_asked_where_they_point() -> None:
    """A path, a slash at its end, IPv6, a user and password."""
    with wired(saying(response(GOOD))) as wire:
        for ending in ("", "/", "/v1", "/v1/", "/a/b%20c"):
            assert ask(f"http://{wire.host}{ending}") == ANSWER
        paths = [request.split(b" ")[1].decode() for request in wire.asked]
        tail = "/chat/completions"
        assert paths == [tail, tail, f"/v1{tail}", f"/v1{tail}", f"/a/b%20c{tail}"]
        assert ask(f"http://user:word@{wire.host}/v1") == ANSWER
        assert KEY.encode() not in wire.asked[-1], "who names a password means that one"


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_a_server_may_have_an_address_of_ipv6() -> None:
    try:
        with wired(saying(response(GOOD)), socket.AF_INET6) as wire:
            assert ask(wire.url) == ANSWER
    except OSError:
        pytest.skip("no IPv6 here")


def test_a_server_on_this_machine_is_asked_past_all_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy could not reach it, and would be shown the key; any other server is asked through it."""
    with wired(saying(error("403 Forbidden", "by the proxy"))) as proxy, wired(saying(response(GOOD))) as wire:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.host}")
        assert ask(wire.url) == ANSWER
        assert ask(wire.url.replace("127.0.0.1", "localhost")) == ANSWER
        assert proxy.asked == []
        assert "by the proxy" in str(failure("http://llm.example/v1"))
        assert len(proxy.asked) == 1


def test_without_a_key_none_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one that the package finds for itself."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-of-the-admin")
    with wired(saying(response(GOOD))) as wire:
        assert ask(wire.url, "") == ANSWER
    assert b"sk-of" not in wire.asked[0]
