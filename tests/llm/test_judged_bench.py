"""The measure of true and false cards reads a set, asks for its verdicts and counts what came of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.judged import cases_of, decide, requests_of, table
from deckgen.llm.answers import Draft
from deckgen.llm.requests import card_mark
from tests.conftest import ROOT

SOURCE = "电台的容量是 6096 字节。电台的默认端口是 7002 号。天线不能折叠，只能拆开。"
CARDS: tuple[dict[str, Any], ...] = (
    {"question": "电台的容量是多少？", "answer": "6096 字节", "quote": "电台的容量是 6096 字节", "is_true": True},
    {"question": "电台的容量是多少？", "answer": "7002 字节", "quote": "电台的容量是 6096 字节", "is_true": False},
    {"question": "电台的默认端口是几号？", "answer": "7002 号", "quote": "电台的默认端口是 7002 号", "is_true": True},
    {"question": "天线的默认端口是几号？", "answer": "7002 号", "quote": "电台的默认端口是 7002 号", "is_true": False},
)


def test_a_set_is_measured_with_and_without_verdicts(tmp_path: Path) -> None:
    """The judge refuses what the program cannot see; no request holds two answers to one question."""
    rows = [{**card, "source": SOURCE, "title": "电台", "language": "zh"} for card in CARDS]
    path = tmp_path / "cards.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "bench.judged", str(path)]
    subprocess.run([*command, "--export", str(tmp_path / "out")], check=True, cwd=ROOT)
    lines = (tmp_path / "out" / "verdicts-0001.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(list(requests_of(cases_of(path), "judge"))) == 2
    alone = decide(cases_of(path))
    assert [each.ships_alone for each in alone] == [True, False, True, True]
    verdicts = [
        {
            "card": card_mark(Draft(**{name: card[name] for name in ("question", "answer", "quote")})),
            "verdict": "yes" if card["is_true"] else "no",
            "wrong": "",
        }
        for card in CARDS
    ]
    answers = tmp_path / "answers.jsonl"
    told = {"custom_id": "a", "text": json.dumps({"verdicts": verdicts})}
    answers.write_text(json.dumps(told) + "\n", encoding="utf-8")
    judged = decide(cases_of(path), [answers])
    assert [each.ships_judged for each in judged] == [True, False, True, False]
    command += ["--answers", str(answers)]
    printed = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    assert printed.stdout.splitlines() == list(table(judged))
    assert "false shipped with the judge      0 of    2    0.0%" in printed.stdout
