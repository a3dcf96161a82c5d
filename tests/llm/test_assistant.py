"""An assistant at hand answers the requests of an export: it says who it is, and is told how far it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deckgen.files.answers import Answer
from deckgen.llm.answers import author_of
from deckgen.llm.prompts import load_prompt
from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub, is_judging, probes

NAME = "Some assistant 4.1"
JUDGE = f"{NAME} {load_prompt('judge', 'judge').title}"


@pytest.fixture
def blog(tmp_path: Path, stub: Stub) -> Blog:
    """A blog of three pages whose cards are judged."""
    made = Blog(tmp_path / "blog", stub.url, judge="auto")
    made.put({"a": page_text("电台"), "b": page_text("天线"), "c": page_text("网桥")})
    return made


def answers(blog: Blog, stub: Stub, *files: str, name: str = NAME) -> str:
    """Answer the requests in these files as the page on writing asks an assistant to; return that file."""
    out = []
    for file in files:
        for line in (blog.folder / "out" / file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            said = json.loads(stub.completion(row["body"])["choices"][0]["message"]["content"])
            out.append({"custom_id": row["custom_id"], "model": name, "answer": said})
    path = blog.folder / "answers.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in out), encoding="utf-8")
    return str(path)


def export(blog: Blog) -> str:
    done = blog.run("write", "--export", str(blog.folder / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_its_cards_and_verdicts_bear_its_name(blog: Blog, stub: Stub) -> None:
    """The definition's model did not answer; the judge that was tried is the one that answered the probes."""
    export(blog)
    blog.run("write", "--import", answers(blog, stub, "deck-0001.jsonl", "deck-judge-probes.jsonl"))
    export(blog)
    blog.run("write", "--import", answers(blog, stub, "deck-0001.jsonl"))
    record = blog.record()
    assert {card.made for card in record.cards.values()} == {f"{NAME} {load_prompt('qa', 'page').title}"}
    assert {(card.judge, card.judged) for card in record.cards.values()} == {(JUDGE, "yes")}
    assert {asked.model for asked in record.asked.values()} == {NAME}
    assert record.judges.keys() == {JUDGE}
    assert "0 requests" in export(blog)


def test_the_model_of_the_definition_is_tried_for_itself(blog: Blog, stub: Stub) -> None:
    """That an assistant answered the probes says nothing of a model which is asked later."""
    export(blog)
    blog.run("write", "--import", answers(blog, stub, "deck-judge-probes.jsonl"))
    assert blog.write()["exit"] == 0
    assert blog.record().judges.keys() == {JUDGE, JUDGE.replace(NAME, "stub-1")}
    assert {card.judge for card in blog.record().cards.values()} == {JUDGE.replace(NAME, "stub-1")}


@pytest.mark.parametrize(
    ("signed", "author"),
    [
        ("", "gpt-5"), ("gpt-5", "gpt-5"), ("gpt-5-2026-08-07", "gpt-5"), ("gpt-5-mini", "gpt-5-mini"),
        ("Some assistant", "Some assistant"),
    ],
)  # fmt: skip
def test_a_version_of_the_model_is_the_model(signed: str, author: str) -> None:
    assert author_of(Answer(text="", signed=signed), "gpt-5") == author


def test_the_probes_are_in_a_file_that_says_so(blog: Blog) -> None:
    """All other requests are about the posts."""
    said = export(blog)
    rows = [json.loads(line) for line in (blog.folder / "out" / "deck-0001.jsonl").read_text("utf-8").splitlines()]
    assert not any(is_judging(row["body"]) for row in rows)
    trials = (blog.folder / "out" / "deck-judge-probes.jsonl").read_text("utf-8")
    assert len(rows) + len(trials.splitlines()) == 7
    assert all(any(question in line for question in probes()) for line in trials.splitlines())
    assert "deck-judge-probes.jsonl: cards of known verdict" in said


def test_an_import_says_what_waits_and_what_there_is_to_do(blog: Blog, stub: Stub) -> None:
    """First the verdicts, then the build; nothing that has shipped is said to be about to."""
    export(blog)
    assert "(4 of them the judge's" not in blog.run("write", "--dry-run").stdout
    assert "(7 of them the judge's" in blog.run("write", "--dry-run").stdout
    done = blog.run("write", "--import", answers(blog, stub, "deck-0001.jsonl", "deck-judge-probes.jsonl"))
    assert "7 answers taken\n" in done.stdout
    assert "3 further requests: the judge's probes and verdicts, other wordings" in done.stdout
    assert "--export DIR` asks for them" in done.stdout
    assert "ships 6 new cards of a model" in done.stdout
    assert "0 items to ask about, 3 asked about before, 3 of which wait" in blog.run("write", "--dry-run").stdout
    blog.run("build")
    export(blog)
    done = blog.run("write", "--import", answers(blog, stub, "deck-0001.jsonl"))
    assert "ships" not in done.stdout
    assert "--export" not in done.stdout


def test_without_the_probes_cards_ship_as_the_checks_have_them(blog: Blog, stub: Stub) -> None:
    export(blog)
    done = blog.run("write", "--import", answers(blog, stub, "deck-0001.jsonl"))
    assert "until then cards ship as the checks have them" in done.stderr
    assert '"notes": 9' in blog.run("build", "--json").stdout

