"""The API key reaches neither a terminal nor a file, however a server spells it, and no error fills the memory."""

from __future__ import annotations

import base64
import json
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from deckgen.llm.errors import CallError, DownError, RefusedError
from deckgen.llm.secret import Secret
from tests.llm.test_client import KEY, failure
from tests.llm.wire import COMPLETION, error, response, saying, wired

LONG = "sk-proj-Ab3dEf6hIj_Kl9mNoP2qRs5tUv8wXy-Z1aB4cD7eF0gH"
SPELLINGS = {
    "as it is": LONG,
    "upper case": LONG.upper(),
    "percent-encoded": "".join(f"%{ord(one):02x}" for one in LONG),
    "percent-encoded twice": quote("".join(f"%{ord(one):02x}" for one in LONG)),
    "JSON escapes": "".join(f"\\u{ord(one):04x}" for one in LONG),
    "Python escapes": "".join(f"\\x{ord(one):02x}" for one in LONG),
    "HTML, decimal": "".join(f"&#{ord(one)};" for one in LONG),
    "HTML, hexadecimal": "".join(f"&#x{ord(one):X};" for one in LONG),
    "spaced": " ".join(LONG),
    "in lines": "\n".join(LONG[at : at + 9] for at in range(0, len(LONG), 9)),
    "joined from strings": '" + "'.join(LONG[at : at + 9] for at in range(0, len(LONG), 9)),
    "zero-width": "\u200b".join(LONG),
    "escapes inside": "\x1b[0m".join((LONG[:12], LONG[12:])),
    "base64": base64.b64encode(LONG.encode()).decode(),
    "base64 behind a name": base64.b64encode(b"me:" + LONG.encode()).decode(),
}
"""Other letters between two pieces than those of an escape sequence would be another key."""


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_no_piece_of_the_key_is_said(spelling: str) -> None:
    """What is left of a message holds no eight letters of it in a row, cut wherever it may be."""
    secret = Secret(LONG)
    for text in (f"wrong key {spelling} for you", f"wrong key {spelling}"[: -len(spelling) // 3], spelling):
        said = secret.masked(text)
        assert not any(said[at : at + 8] in spelling for at in range(len(said) - 7))
        assert secret.masked(said) == said


@pytest.mark.parametrize("name", [name for name in SPELLINGS if name != "escapes inside"])
def test_the_whole_key_is_found_in_an_answer(name: str) -> None:
    """In every spelling, and in nothing else."""
    secret = Secret(LONG)
    assert secret.is_in(json.dumps({"content": f"Your key is {SPELLINGS[name]}."}))
    assert secret.is_in(f"Your key is {SPELLINGS[name]}.")
    assert not secret.is_in(SPELLINGS[name][: len(SPELLINGS[name]) // 2])


def test_other_words_stay() -> None:
    """Also where there is no key, or a word stands for one."""
    text = "100%25 of &lt;a&gt; \\u4e2d: no quota left, see https://x.example/?a=%20"
    for key in ("", "x", "no", LONG):
        assert Secret(key).masked(text) == text
        assert not Secret(key).is_in(text)
    assert Secret("ollama").masked("no model of ollama") == "no model of ..."
    assert not Secret("ollama").is_in("What is ollama?")


def test_megabytes_are_searched_in_seconds() -> None:
    """Whatever they hold."""
    secret = Secret(LONG)
    for unit in ("a b-c ", "%41", "\\u0041", "&#65;", LONG[:-1]):
        text = unit * (2_000_000 // len(unit))
        started = time.process_time()
        assert not secret.is_in(text)
        assert time.process_time() - started < 5


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "401 Unauthorized", "429 Too Many Requests", "500 No"])
def test_an_error_says_the_key_in_no_spelling(status: str) -> None:
    """Masked before it is cut: what stands at the cut is no key any more."""
    for key in (KEY, quote("sk very secret").replace("%20", "%2d"), "sk-\\u0076ery-secret", '"sk-very-" "secret"'):
        for before in range(280, 300, 3):
            with wired(saying(error(status, "x " * (before // 2) + key))) as wire:
                said = str(failure(wire.url))
            assert "secret" not in said
            assert "sk-very" not in said


def test_an_answer_that_holds_the_key_is_refused() -> None:
    """It was paid for, and nothing of it is kept."""
    body = json.loads(json.dumps(COMPLETION))
    for content in (f'{{"cards": ["{KEY}"]}}', "sk-very-\nsecret", "sk%2Dvery%2Dsecret"):
        body["choices"][0]["message"]["content"] = content
        with wired(saying(response(json.dumps(body).encode()))) as wire:
            found = failure(wire.url)
        assert isinstance(found, RefusedError)
        assert found.may_be_paid
        assert "secret" not in str(found)


def test_a_packed_answer_is_not_unpacked() -> None:
    """It was not asked for, and may grow a thousandfold."""
    with wired(saying(response(b"\x1f\x8b\x08", more="Content-Encoding: gzip\r\n"))) as wire:
        found = failure(wire.url)
    assert b"accept-encoding: identity" in wire.asked[0].lower()
    assert isinstance(found, DownError)
    assert found.may_be_paid


HUGE = 400 * 1024 * 1024
MEMORY = 700 * 1024 * 1024
ASK = """
import sys
from tests.llm.test_client import failure
found = failure(sys.argv[1])
print(type(found).__name__, str(found)[:300])
"""


def _huge(status: str, *, chunked: bool) -> bytes:
    size = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {HUGE}"
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{size}\r\n\r\n".encode()


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("status", ["200 OK", "429 Too Many Requests", "503 Down"])
def test_a_body_without_an_end_fills_no_memory(status: str, *, chunked: bool) -> None:
    """Of an answer and of an error alike; what kind of error it is stays known."""

    def flood(connection: socket.socket) -> None:
        connection.sendall(_huge(status, chunked=chunked))
        part = b"100000\r\n" + b" " * 0x100000 + b"\r\n" if chunked else b" " * 0x100000
        for _ in range(HUGE // 0x100000):
            connection.sendall(part)

    with wired(flood) as wire:
        command = [sys.executable, "-c", ASK, wire.url]
        root = Path(__file__).parents[2]
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, preexec_fn=_bounded, timeout=60, check=False
        )
    kinds = {"200": "DownError", "429": "BusyError", "503": "DownError"}
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith(kinds[status[:3]])


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def test_errors_are_call_errors() -> None:
    """Nothing of the package's own comes out of a call."""
    with wired(saying(error("418 Teapot", KEY))) as wire:
        assert isinstance(failure(wire.url), CallError)
