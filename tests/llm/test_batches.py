"""Requests that leave in files, and answers that come back in any: whole or partial, in any order, from any engine."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.cards.recorded import READY
from deckgen.llm.answers import Draft
from deckgen.llm.batches import Cutter, outputs_of, shards
from deckgen.llm.cores import Cores
from deckgen.llm.judging import Judged
from deckgen.llm.requests import Request
from deckgen.llm.sources import Material
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub, output_lines


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_what_is_exported_comes_back_as_cards(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """Without one request of our own; what is answered already is in no further export."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(10)})
    out = tmp_path / "requests"
    done = blog.write("--export", str(out))
    assert (done["exit"], done["exported"], len(done["files"])) == (0, 10, 1)
    text = (out / "deck-0001.jsonl").read_text(encoding="utf-8")
    assert "设备3的最大容量" in text, "Chinese is not escaped"
    rows = rows_of(out)
    assert {(row["method"], row["url"]) for row in rows} == {("POST", "/v1/chat/completions")}
    assert rows[0]["body"]["response_format"]["json_schema"]["schema"]["required"] == ["cards", "no_card"]
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    first.write_bytes(output_lines(stub, rows[:6]))
    second.write_bytes(output_lines(stub, rows[4:9]))
    done = blog.write("--import", str(second), str(first))
    assert (done["exit"], done["taken"], done["pending"], done["cards"]) == (0, 9, 1, 18)
    assert blog.write("--export", str(out))["exported"] == 1
    assert stub.asked == []
    assert blog.write()["requests"] == 1
    assert blog.write("--export", str(out))["exported"] == 0
    assert list(out.iterdir()) == [], "files of an earlier export are not there to be answered again"


def test_repairs_are_exported_once_the_first_answer_is_there(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """The good cards ship meanwhile; a run online asks for the same repairs."""
    blog.put({"a": page_text("电台", 2, mode="leaning")})
    blog.write("--export", str(tmp_path / "one"))
    (row,) = rows_of(tmp_path / "one")
    answer = tmp_path / "answers.jsonl"
    spoiled = json.dumps(
        {"custom_id": row["custom_id"], "response": {"body": stub.completion(row["body"], "leaning")}}
    )
    answer.write_text(spoiled + "\n", encoding="utf-8")
    done = blog.write("--import", str(answer))
    assert (done["cards"], done["held"], done["pending"]) == (0, 2, 2)
    assert blog.write("--export", str(tmp_path / "two"))["exported"] == 2
    answer.write_bytes(output_lines(stub, rows_of(tmp_path / "two")))
    done = blog.write("--import", str(answer))
    assert (done["cards"], done["held"], done["pending"]) == (2, 0, 0)
    assert blog.write()["requests"] == 0


Shape = Callable[[str, dict[str, Any]], dict[str, Any]]

SHAPES: dict[str, Shape] = {
    "openai": lambda name, body: {"custom_id": name, "response": {"status_code": 200, "body": body}, "error": None},
    "vllm": lambda name, body: {"id": "v", "custom_id": name, "response": {"status_code": 200, "body": body}},
    "vllm-old": lambda name, body: {"custom_id": name, "response": body, "error": None},
    "ray-http": lambda name, body: {"custom_id": name, "http_response": body, "payload": {"model": "m"}},
    "ray-text": lambda name, body: {
        "custom_id": name,
        "messages": [],
        "generated_text": body["choices"][0]["message"]["content"],
        "num_input_tokens": 7,
        "num_generated_tokens": 5,
    },
    "text-column": lambda name, body: {"custom_id": name, "response": json.dumps({"body": body})},
    "assistant": lambda name, body: {
        "custom_id": name,
        "answer": json.loads(body["choices"][0]["message"]["content"]),
        "num_input_tokens": 7,
        "num_generated_tokens": 5,
    },
    "bare": lambda name, body: {"custom_id": name, **body},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_outputs_of_every_engine_are_read(shape: str) -> None:
    """OpenAI, both forms of vLLM's run-batch, Ray's HTTP and vLLM stages, plain completions."""
    body = {
        "model": "m",
        "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": '{"cards": []}'}}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5},
    }
    line = json.dumps(SHAPES[shape]("a" * 32, body)).encode()
    answers, problems = outputs_of(line + b"\n", "out.jsonl", "2026-01-01")
    assert problems == []
    answer = answers["a" * 32]
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ('{"cards": []}', 7, 5)


OBJECTS: list[dict[str, Any]] = [
    {"cards": [], "no_card": "nothing"},
    {"verdicts": [{"card": "a", "verdict": "yes", "wrong": ""}]},
]


@pytest.mark.parametrize("answer", OBJECTS)
def test_an_assistant_may_write_the_object_into_the_line_itself(answer: dict[str, Any]) -> None:
    """Beside the custom_id, as people ask for it."""
    line = json.dumps({"custom_id": "a" * 32, **answer}).encode()
    answers, problems = outputs_of(line, "out.jsonl", "2026-01-01")
    assert problems == []
    assert json.loads(answers["a" * 32].text) == answer


def test_the_page_on_scale_runs_vllm_with_its_own_words(blog: Blog, tmp_path: Path) -> None:
    """The arguments of its command, and the form of the lines that it takes."""
    page = (Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")
    (command,) = [line.split() for line in page.splitlines() if line.startswith("vllm ")]
    assert command[1] == "run-batch"
    assert {word for word in command if word.startswith("-")} <= {"-i", "-o", "--model", "--max-model-len"}
    output = command[command.index("-o") + 1]
    assert f"mkdir -p {output.partition('/')[0]}\n" in page, "it does not make the folder of its output"
    assert f"cat requests/blog-*.jsonl > {command[command.index('-i') + 1]}\n" in page, "it loads the model once a file"
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(3)})
    blog.write("--export", str(tmp_path / "out"))
    rows = rows_of(tmp_path / "out")
    assert {tuple(row) for row in rows} == {("custom_id", "method", "url", "body")}
    for row in rows:
        assert (row["method"], row["url"]) == ("POST", "/v1/chat/completions")
        assert row["body"].keys() == {"model", "messages", "max_tokens", "response_format"}
        assert row["body"]["response_format"].keys() == {"type", "json_schema"}
        assert row["body"]["response_format"]["json_schema"].keys() == {"name", "strict", "schema"}


BAD_LINES = {
    b"not json": "no JSON",
    b'["a"]': "no custom_id",
    b'{"custom_id": 3}': "no custom_id",
    b'{"custom_id": "x", "error": {"code": "batch_expired"}}': "batch_expired",
    b'{"custom_id": "x", "response": {"status_code": 500, "body": {"error": "no"}}}': "status 500",
    b'{"custom_id": "x", "response": {"status_code": 200, "body": {"choices": []}}}': "no completion",
    b'{"custom_id": "x", "response": {"body": {"choices": [{"message": {"content": ""}}]}}}': "without text",
    b"[" * 100_000: "no JSON",
    b"\xff\xfe": "no JSON",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_named_and_costs_no_other(line: bytes) -> None:
    """A failure is never an answer; the lines around it are taken."""
    good = b'{"custom_id": "g", "response": {"body": {"choices": [{"message": {"content": "hi"}}]}}}'
    answers, problems = outputs_of(good + b"\n" + line + b"\n\n" + good.replace(b'"g"', b'"h"'), "out.jsonl", "")
    assert answers.keys() == {"g", "h"}
    (problem,) = problems
    assert (problem.path, problem.line) == ("out.jsonl", 2)
    assert BAD_LINES[line] in problem.message


def test_shards_are_cut_by_lines_and_bytes() -> None:
    """No id twice, nothing lost, no shard larger than allowed unless one request alone is."""
    messages = ({"role": "system", "content": "s"}, {"role": "user", "content": "很长的文本" * 20})
    one = Request(
        id="", prompt="p", model="m", messages=messages, schema={}, count=1, most_output=9
    )
    requests = [msgspec.structs.replace(one, id=f"{number:032x}") for number in range(25)]
    by_lines = list(shards([*requests, *requests], newer_limit=True, lines=10))
    assert [len(found) for found, _ in by_lines] == [10, 10, 5]
    size = len(by_lines[0][1]) // 10
    by_bytes = list(shards(requests, newer_limit=True, most_bytes=size * 4))
    assert all(len(data) <= size * 4 for _, data in by_bytes)
    assert [one.id for found, _ in by_bytes for one in found] == [one.id for one in requests]
    assert all("很长的文本".encode() in data for _, data in by_bytes)


def test_a_file_is_handed_over_when_it_is_full() -> None:
    """So that an export holds one file, however many there are; requests of a judge go into files of their own."""
    done: list[list[str]] = []
    cutter = Cutter(
        lambda found, _data: done.append([request.model for request in found]), newer_limit=True, lines=10
    )
    for number in range(25):
        for model in "ab":
            cutter.add(
                Request(
                    id=f"{model}{number}", prompt="p", model=model, messages=(), schema={}, count=1,
                    most_output=9,
                )
            )  # fmt: skip
    assert [len(found) for found in done] == [10] * 4, "before the end"
    cutter.close()
    assert [len(found) for found in done] == [10, 10, 10, 10, 5, 5]
    assert all(len(set(found)) == 1 for found in done)


def test_all_cores_say_what_a_single_one_says(
    blog: Blog, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cards file is the same byte for byte, whatever became of a process."""
    modes = ["", "invented-quote", "changed-number", "leaning", "html"]
    pages = {f"p{number}": page_text(f"设备{number}", mode=modes[number % len(modes)]) for number in range(120)}
    files = []
    for name, fewest in (("many", 100), ("single", 1_000)):
        monkeypatch.setattr("deckgen.llm.cores.FEWEST_TASKS", fewest)
        other = Blog(tmp_path / name, stub.url)
        other.put(pages)
        other.write("--export", str(tmp_path / f"{name}-out"))
        answers = tmp_path / f"{name}.jsonl"
        rows = sorted(rows_of(tmp_path / f"{name}-out"), key=lambda row: str(row["custom_id"]))
        answers.write_bytes(output_lines(stub, rows))
        assert other.write("--import", str(answers))["taken"] == 120
        files.append(other.cards_path.read_bytes())
    assert files[0] == files[1]


def test_a_process_that_was_ended_costs_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system takes one where memory is short: the rest is checked here."""
    monkeypatch.setattr("deckgen.llm.cores.os.cpu_count", lambda: 2)
    source = Material(item="i", use="page", title="T", topic="t", text="路由器的默认端口是7003 号。", post="p")
    draft = Draft(question="路由器的默认端口是什么？", answer="7003 号", quote="路由器的默认端口是7003 号。")

    async def run(cores: Cores) -> list[Judged]:
        first = await cores.judge([draft], source)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        assert await cores.judge([draft], source) == first
        return first

    with Cores(1_000) as cores:
        (card,) = asyncio.run(run(cores))
    assert card.verdict == READY


def test_the_api_is_handed_batches_and_asked_for_them_later(blog: Blog, stub: Stub) -> None:
    """Submitted once, collected once, what expired is handed over again; the synchronous API is never called."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(5)})
    done = blog.write("--batch", "--budget", "100")
    assert (done["exit"], done["batches"], done["cards"]) == (0, ["batch_1"], 0), done
    again = blog.write("--batch", "--budget", "100")
    assert again["batches"] == ["batch_1"], "it is on its way: nothing is handed over twice"
    assert len(stub.batches) == 1
    stub.finish("batch_1", most=3, status="expired")
    done = blog.write("--batch", "--budget", "100")
    assert (done["taken"], done["cards"], done["batches"]) == (3, 6, ["batch_2"]), done
    stub.finish("batch_2")
    done = blog.write("--batch", "--budget", "100")
    assert (done["taken"], done["cards"], done["batches"], done["pending"]) == (2, 4, [], 0)
    assert blog.write("--batch", "--budget", "100")["taken"] == 0
    assert (len(stub.batches), stub.asked) == (2, [])


def test_a_batch_that_a_killed_run_did_not_write_down_is_taken_up(blog: Blog, stub: Stub) -> None:
    """It is paid for; the server knows it by our label, and what others handed over is left alone."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(3)})
    blog.write("--batch", "--budget", "100")
    blog.cards_path.unlink()
    stub.batches["other"] = stub.batches["batch_1"] | {"id": "other", "metadata": {"deckgen": "another deck"}}
    assert blog.write("--batch", "--budget", "100")["batches"] == ["batch_1"]
    stub.finish("batch_1")
    done = blog.write("--batch", "--budget", "100")
    assert (done["cards"], done["batches"], len(stub.files)) == (6, [], 3)


def test_a_batch_stays_within_the_budget(blog: Blog, stub: Stub) -> None:
    """At the most that its requests may cost, with what is on its way."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(30)})
    done = blog.write("--batch", "--budget", "0.2")
    assert "holds no further request" in done["stopped"]
    (name,) = stub.batches
    count = len(stub.files[stub.batches[name]["input_file_id"]].splitlines())
    assert 0 < count < 30
    blog.write("--batch", "--budget", "0.2")
    assert len(stub.batches) == 1


def test_a_batch_that_the_server_forgot_is_handed_over_again(blog: Blog, stub: Stub) -> None:
    """Waiting for it would never end; it is said, and its requests are open again."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(3)})
    blog.write("--batch", "--budget", "100")
    stub.batches.clear()
    done = blog.write("--batch", "--budget", "100")
    assert done["exit"] == 1
    assert "not known to the server any more" in done["problems"][0]["message"]
    assert len(done["batches"]) == 1
    assert len(stub.files) == 2


def test_what_is_on_its_way_in_a_batch_is_not_paid_for_again(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """Neither by a run nor by an export; both say where the rest is."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(3)})
    blog.write("--batch", "--budget", "100")
    done = blog.write()
    assert (done["requests"], done["left"], done["batches"]) == (0, 3, ["batch_1"])
    assert blog.write("--export", str(tmp_path / "out"))["exported"] == 0
    assert stub.asked == []


def test_answers_to_nobody_are_not_counted(blog: Blog, tmp_path: Path) -> None:
    """They are said to be strange, and the count is that of the answers that were waited for."""
    blog.put({"a": page_text("电台")})
    strange = tmp_path / "strange.jsonl"
    strange.write_text('{"custom_id": "deadbeef", "generated_text": "{\\"cards\\": []}"}\n', encoding="utf-8")
    done = blog.write("--import", str(strange))
    assert (done["exit"], done["taken"], done["pending"]) == (0, 0, 1)
    assert "nobody waits for" in done["problems"][0]["message"]
