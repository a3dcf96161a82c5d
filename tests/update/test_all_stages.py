"""All five stages with what they speak to: pages and a model on loopback, and a real collection behind AnkiConnect."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.cards import read_cards
from deckgen.files.learner import read_learner
from tests.anki.desks import FakeDesk
from tests.anki.desktops import desktop
from tests.anki.fake_connect import FakeAnki
from tests.fetch.servers import Asked, Server, answer, article, serving
from tests.llm.blog import page_text
from tests.llm.stub import Stub, running
from tests.typed import typed

__all__ = ["desktop"]
PATIENCE = 120.0
QUESTION = "Q: What is a heap?\nA: {}\n\n"


class Blog:
    """A post with a question and links, on a site of its own and with a model of its own."""

    def __init__(self, folder: Path, site: Server, stub: Stub) -> None:
        self.folder = folder
        (folder / "posts").mkdir(parents=True)
        self.site, self.stub = site, stub
        self.second = 1_780_000_000
        self.url = "http://127.0.0.1:9"
        self.write("A tree.")

    def define(self, *stages: str) -> None:
        settings = {"model": "stub-1", "base_url": self.stub.url, "price": {"input": 1.0, "output": 4.0}}
        fetch = {"per_host_seconds": 0, "allow_hosts": [self.site.origin]}
        values = {"deck": "D", "id": "d1", "posts": "posts", "update": stages, "fetch": fetch}
        values |= {"llm": {**settings, "judge": False, "calls": 2}, "cards": {"reading": "all"}}
        (self.folder / "d.yaml").write_text(json.dumps(values), encoding="utf-8")

    def write(self, answer: str, links: int = 3) -> None:
        urls = "".join(f"{self.site.url(f'/{number}')}\n\n第 {number} 篇文章\n\n" for number in range(links))
        (self.folder / "posts/2020-01-01-a.md").write_text(f"# T\n\n{QUESTION.format(answer)}{urls}", encoding="utf-8")

    def environment(self) -> dict[str, str]:
        self.second += 3_600
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        kept |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NO_PROXY": "*", "ANKICONNECT_URL": self.url}
        return {**kept, "SOURCE_DATE_EPOCH": str(self.second)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "deckgen", "update", "d.yaml", "--json", *arguments], cwd=self.folder, text=True,
            env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def update(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        return self.ended(self.start(*arguments))

    def ended(self, process: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
        out, err = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in err, err
        return process.returncode, {each["stage"]: each for each in json.loads(out)["stages"]}


async def talk(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.05)
    page = article(f"Page {asked.path[1:]}", page_text(f"设备{asked.path[1:]}"))
    writer.write(answer(page) if asked.path != "/robots.txt" else answer("", "404 X"))


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Blog]:
    with serving(talk) as (site,), running() as stub:
        yield Blog(tmp_path / "blog", site, stub)


@pytest.mark.anki
def test_all_five_in_order(blog: Blog, desktop: FakeAnki) -> None:
    """Pages, cards, package and Anki at the first update; then what the learner and the author did meet in one."""
    blog.url = desktop.url
    blog.define("push", "build", "write", "fetch", "pull")
    code, stages = blog.update("--unattended")
    assert (code, {name: each["outcome"] for name, each in stages.items()}) == (
        0, dict.fromkeys(["pull", "fetch", "write", "build", "push"], "done")
    ), stages  # fmt: skip
    assert stages["fetch"]["result"] == {"tried": 3, "got": 3}
    cards = stages["write"]["result"]["cards"]
    assert cards >= 3
    assert stages["build"]["result"]["new"] == stages["push"]["result"]["new"] == 4 + cards
    keys = {note["Question"]: note["Key"] for note in notes(desktop) if "heap" in note.get("Question", "")}
    FakeDesk(desktop).act("tag", keys["What is a heap?"], "hard")
    blog.write("A tree with order.")
    code, stages = blog.update("--unattended")
    assert (code, stages["pull"]["result"]["tags"], stages["push"]["result"]["updated"]) == (0, 1, 1), stages
    assert stages["fetch"]["result"]["tried"] == 0
    (note,) = [note for note in notes(desktop) if note.get("Question") == "What is a heap?"]
    assert note["Answer"] == "A tree with order."
    assert read_learner(blog.folder / "d.learner.jsonl", "d1").notes[note["Key"]].tags == ("hard",)
    assert sum(blog.site.pages.values()) == 3


def test_a_terminal_is_asked_before_anything_is_paid(blog: Blog) -> None:
    """A no pays nothing and builds what there is; with --yes nobody is asked."""
    blog.define("fetch", "write", "build")
    said = typed(["update", "d.yaml"], blog.folder, blog.environment(), "n\n")
    assert said.count("Ask?") == 1
    assert "nothing was asked, as you wished" in said
    assert (blog.stub.asked, (blog.folder / "d.apkg").exists()) == ([], True)
    said = typed(["update", "d.yaml", "--yes"], blog.folder, blog.environment())
    assert "Ask?" not in said
    assert blog.stub.asked
    assert read_cards(blog.folder / "d.cards.jsonl").cards


def notes(desktop: FakeAnki) -> list[dict[str, str]]:
    with desktop.lock:
        return [dict(desktop.col.get_note(number).items()) for number in desktop.col.find_notes("")]


def wait_until(process: subprocess.Popen[str], is_so: Any) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and not is_so() and time.monotonic() < until:
        time.sleep(0.005)
    assert process.poll() is None, process.communicate()


@pytest.mark.slow
def test_ctrl_c_while_it_fetches_costs_no_page(blog: Blog) -> None:
    """What came stays, the rest is not run and said so, and the same command asks for no page again."""
    blog.define("fetch", "write", "build")
    blog.write("A tree.", links=60)
    process = blog.start()
    wait_until(process, lambda: sum(blog.site.pages.values()) >= 20)
    process.send_signal(signal.SIGINT)
    code, stages = blog.ended(process)
    assert (code, [each["outcome"] for each in stages.values()]) == (1, ["stopped", "not run", "not run"])
    assert stages["fetch"]["result"]["got"] < 60, "pages that came and were not read yet are read at the next run"
    assert not (blog.folder / "d.apkg").exists()
    assert blog.stub.asked == []
    code, stages = blog.update()
    assert (code, stages["build"]["result"]["new"]) == (0, 61 + stages["write"]["result"]["cards"])
    assert max(blog.site.pages.values()) <= 2, "only what was on its way"
    assert sum(count - 1 for count in blog.site.pages.values()) <= 1


@pytest.mark.slow
def test_ctrl_c_while_it_writes_costs_no_answer(blog: Blog) -> None:
    """Answers on their way are waited for and kept; no build follows, and nothing is paid for twice."""
    blog.define("fetch", "write", "build")
    blog.write("A tree.", links=8)
    blog.stub.gate.clear()
    process = blog.start()
    wait_until(process, lambda: len(blog.stub.asked) >= 2)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    blog.stub.gate.set()
    code, stages = blog.ended(process)
    assert (code, [each["outcome"] for each in stages.values()]) == (1, ["done", "stopped", "not run"])
    asked = len(blog.stub.asked)
    assert len(read_cards(blog.folder / "d.cards.jsonl").asked) == asked < 9
    code, stages = blog.update()
    assert (code, stages["write"]["outcome"], stages["build"]["outcome"]) == (0, "done", "done")
    assert len(blog.stub.sources()) == len(set(blog.stub.sources())), "no source was asked about twice"
