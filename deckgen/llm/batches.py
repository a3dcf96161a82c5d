"""Requests -> files in the OpenAI batch format; outputs of any engine that takes them -> answers by request id.

The format is that of OpenAI's batch API (at most 50,000 lines and 200 MB a file), which vLLM's ``run-batch`` reads
as well; Ray Data reads the lines as rows. Outputs may be partial, mixed and in any order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deckgen.files.answers import Answer
from deckgen.files.regular import read_regular
from deckgen.llm.answers import LONGEST_NAME, answer_of, count_of, shown, text_of
from deckgen.llm.requests import Request, body_of
from deckgen.model import Problem, Severity

MOST_LINES = 1_000
"""Lines of a shard. Some engines write nothing before a file's end, and one bad line stops a file."""

MOST_BYTES = 100_000_000
"""Bytes of a shard: half of what OpenAI takes."""
MOST_OUTPUT = 1 << 30
"""Bytes of one output; an answer is many times as long as what asked for it."""

URL = "/v1/chat/completions"
_OBJECTS = ("cards", "verdicts")
"""What the object that a request asks for holds."""
_TEXTS = ("generated_text", "generated_texts", "output_text", "text", "content", "answer")


class RemoteBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch as a server tells of it."""

    id: str
    status: str
    label: str  # whose it is
    input_file: str
    outputs: tuple[str, ...] = ()  # files of answers and of errors
    errors: tuple[str, ...] = ()  # why it was refused as a whole


def request_line(request: Request, *, newer_limit: bool) -> bytes:
    """Return a request as a line of a file; Chinese stays as it is, since escapes would nearly double it."""
    body = body_of(request, newer_limit=newer_limit)
    line = {"custom_id": request.id, "method": "POST", "url": URL, "body": body}
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


class _Shard(msgspec.Struct):
    """A file that is not full yet."""

    requests: list[Request]
    data: bytearray


class Cutter:
    """Cuts requests into files of one model each, by lines and bytes; no id comes twice.

    A file is handed to ``full`` with its requests as soon as no further one fits, the last ones by ``close``.
    """

    def __init__(
        self,
        full: Callable[[list[Request], bytes], None],
        *,
        newer_limit: bool,
        lines: int = MOST_LINES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._full = full
        self._newer_limit = newer_limit
        self._lines = lines
        self._most_bytes = most_bytes
        self._open: dict[str, _Shard] = {}  # by model: a batch takes no second one
        self._seen: set[str] = set()

    def add(self, request: Request) -> None:
        """Take a request."""
        if request.id in self._seen:
            return
        self._seen.add(request.id)
        line = request_line(request, newer_limit=self._newer_limit)
        shard = self._open.setdefault(request.model, _Shard([], bytearray()))
        if shard.requests and (
            len(shard.requests) >= self._lines or len(shard.data) + len(line) > self._most_bytes
        ):
            self._full(shard.requests, bytes(shard.data))
            shard = self._open[request.model] = _Shard([], bytearray())
        shard.requests.append(request)
        shard.data += line

    def close(self) -> None:
        """Hand over what is left."""
        for shard in self._open.values():
            self._full(shard.requests, bytes(shard.data))
        self._open.clear()


def shards(
    requests: Iterable[Request], *, newer_limit: bool, lines: int = MOST_LINES, most_bytes: int = MOST_BYTES
) -> Iterator[tuple[list[Request], bytes]]:
    """Yield the requests of each file with its bytes."""
    done: list[tuple[list[Request], bytes]] = []

    def full(found: list[Request], data: bytes) -> None:
        done.append((found, data))

    cutter = Cutter(full, newer_limit=newer_limit, lines=lines, most_bytes=most_bytes)
    for request in requests:
        cutter.add(request)
        yield from done
        done.clear()
    cutter.close()
    yield from done


def read_outputs(paths: Sequence[Path], date: str) -> tuple[dict[str, Answer], list[Problem]]:
    """Read these files and folders; return the answers by request id, and a problem for each line that is none.

    Such an answer may be anybody's: it is signed with the model that it names.
    """
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for path in _files(paths):
        try:
            data = read_regular(path, MOST_OUTPUT)
        except OSError as exc:
            problems.append(_problem(path, 0, f"not readable: {exc.strerror or exc}"))
            continue
        found, faults = outputs_of(data, str(path), date)
        for request, answer in found.items():
            answers.setdefault(request, msgspec.structs.replace(answer, signed=answer.model))
        problems += faults
    return answers, [problem for problem in problems if _id_in(problem) not in answers]


def outputs_of(data: bytes, name: str, date: str) -> tuple[dict[str, Answer], list[Problem]]:
    """Read one output; return the answers by request id, and a problem for each line that is none."""
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            problems.append(_problem(name, number, "no JSON; the line is left out"))
            continue
        request = row.get("custom_id") if isinstance(row, dict) else None
        if not isinstance(request, str) or not request.isascii():
            problems.append(_problem(name, number, "no custom_id of ours; the line is left out"))
            continue
        answer = _answer(row, date)
        if isinstance(answer, Answer):
            answers.setdefault(request, answer)
        else:
            problems.append(_problem(name, number, f"request {request} was not answered: {answer}"))
    return answers, problems


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix in (".jsonl", ".json"))
        else:
            yield path


def _answer(row: Mapping[str, Any], date: str) -> Answer | str:
    """Return the answer in a row, or why there is none."""
    if row.get("error"):
        return _short(row["error"])
    response = row.get("response")
    if isinstance(response, dict) and response.get("status_code", 200) not in (200, None):
        return f"status {response['status_code']}: {_short(response.get('body'))}"
    for body in _bodies(row):
        try:
            answer = answer_of(body, date)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
        return answer if answer.text or answer.refusal else "an answer without text"
    return _plain_answer(row, date) or "no completion in it"


def _bodies(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield where a completion may stand: OpenAI and newer vLLM, older vLLM, Ray's HTTP rows, a bare completion."""
    for outer in (row.get("response"), row.get("http_response"), row.get("body"), row):
        if isinstance(outer, str):
            try:
                outer = json.loads(outer)
            except (ValueError, RecursionError):
                continue
        if isinstance(outer, dict):
            inner = outer.get("body")
            if isinstance(inner, dict):
                yield inner
            yield outer


def _plain_answer(row: Mapping[str, Any], date: str) -> Answer | None:
    """Read a row of an engine that gives the text alone, as Ray's vLLM stage does, or of an assistant."""
    if any(isinstance(row.get(name), list) for name in _OBJECTS):
        answer = {name: value for name, value in row.items() if name not in ("custom_id", "model")}
        row = {"answer": answer, "model": row.get("model")}
    for name in _TEXTS:
        value = row.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):  # the object itself, as an assistant writes it
            value = json.dumps(value, ensure_ascii=False)
        if isinstance(value, str) and value.strip():
            read, written = count_of(row.get("num_input_tokens")), count_of(row.get("num_generated_tokens"))
            model = shown(text_of(row.get("model")))[:LONGEST_NAME]
            return Answer(text=text_of(value), model=model, input_tokens=read, output_tokens=written, date=date)
    return None


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shown(text)[:200]


def _problem(path: Path | str, line: int, message: str) -> Problem:
    return Problem(path=str(path), line=line, severity=Severity.WARNING, code="batch", message=message)


def _id_in(problem: Problem) -> str:
    """Return the request that a problem tells of: one that was answered elsewhere is no problem."""
    words = problem.message.split()
    return words[1] if problem.message.startswith("request ") else ""
