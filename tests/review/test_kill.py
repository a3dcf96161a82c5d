"""A review that is killed has lost nothing that it acknowledged, and neither has one beside `deckgen write`."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import pytest

from deckgen.build.write.book import Book
from deckgen.files.cards import BatchRecord, Record, read_cards
from deckgen.files.decisions import Decided, DecisionRecord
from deckgen.model import NoteType
from deckgen.review.desk import Desk
from deckgen.review.keeper import Keeper
from tests.review.conftest import Reviewed

ROUNDS = 4


def started(folder: Path, definition: Path) -> tuple[subprocess.Popen[str], str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "deckgen.cli", "review", str(definition), "--no-browser", "-q"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    return process, address


def press(address: str, keys: list[str], told: dict[str, str], choose: random.Random) -> None:
    """Decide as fast as it is answered, until nobody answers; note what was acknowledged."""
    place = urllib.parse.urlsplit(address)
    for number in range(10_000):
        key, choice = choose.choice(keys), choose.choice(("accept", "reject"))
        try:
            connection = http.client.HTTPConnection(place.netloc, timeout=60)
            body = json.dumps({"key": key, "choice": choice, "event": f"{number}", "tab": "t"})
            headers = {"Origin": f"http://{place.netloc}", "Content-Type": "application/json"}
            connection.request("POST", f"{place.path}blog/decide", body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            told["in the air"] = key
            return
        assert answer.status == 200
        told[key] = choice


@pytest.mark.slow
def test_a_kill_loses_nothing_that_was_acknowledged(reviewed: Reviewed) -> None:
    """Whenever it comes: the file is whole, and every answer that arrived holds."""
    choose = random.Random(7)
    rows = Desk(reviewed.plan().definition).rows()
    keys = [row["id"] for row in rows if row["id"].startswith("card:")]
    told: dict[str, str] = {}
    for turn in range(ROUNDS):
        process, address = started(reviewed.blog.folder, reviewed.blog.definition)
        pressing = threading.Thread(target=press, args=(address, keys, told, random.Random(turn)))
        pressing.start()
        time.sleep(choose.uniform(0.2, 0.7))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        pressing.join()
        found = {key: decision.choice.value for key, decision in reviewed.decisions.items()}
        unsure = told.pop("in the air", "")
        assert {key: choice for key, choice in found.items() if key != unsure} == {
            key: choice for key, choice in told.items() if key != unsure
        }
        told = found
    assert len(told) > 3


@pytest.mark.slow
def test_it_ends_with_control_c(reviewed: Reviewed) -> None:
    process, _ = started(reviewed.blog.folder, reviewed.blog.definition)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert process.stdout is not None
    process.stdout.close()


def test_a_run_of_write_keeps_what_is_decided_beside_it(tmp_path: Path) -> None:
    """Both add to one file: what a model is asked, and what a person decides meanwhile."""
    path = tmp_path / "x.cards.jsonl"
    keeper = Keeper(path, tmp_path / "x.picks")
    book = Book(path, Record(), {})

    def decide() -> None:
        for number in range(40):
            decision = DecisionRecord(
                decided=f"card:own:{number}", choice=Decided.ACCEPT, date="d", item="i", type=NoteType.QUESTION
            )
            keeper.decide(decision.decided, decision)

    deciding = threading.Thread(target=decide)
    deciding.start()
    for number in range(40):
        book.add_batch(BatchRecord(batch=str(number), server="s", date="d"))
    deciding.join()
    record = read_cards(path)
    assert (len(record.batches), len(record.decisions)) == (40, 40)
