"""Runs that are stopped, hindered or met by another: what was paid for is kept, and what went wrong is said."""

from __future__ import annotations

import contextlib
import errno
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub

PATIENCE = 600
"""Seconds after which a process hangs, however busy the machine is."""
AT_ONCE = 8
"""How many requests a run has on their way at the same time."""


def pages(count: int, mode: str = "") -> dict[str, str]:
    return {f"p{number:02d}": page_text(f"设备{number}", mode=mode) for number in range(count)}


def started(blog: Blog, stub: Stub, asked: int) -> subprocess.Popen[str]:
    """Start a run in a process of its own, and wait until so many requests are on their way."""
    pipe = subprocess.PIPE
    command = blog.command("write", "--json")
    process = subprocess.Popen(command, env=blog.environment(), stdout=pipe, stderr=pipe, text=True)
    until = time.monotonic() + PATIENCE
    while len(stub.asked) < asked and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    return process


@pytest.mark.slow
def test_ctrl_c_waits_for_the_answers_that_are_on_their_way(blog: Blog, stub: Stub) -> None:
    """Nothing more is sent, all that was sent is kept, and the same command goes on."""
    blog.put(pages(30))
    stub.gate.clear()
    process = started(blog, stub, AT_ONCE)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None, "it waits"
    stub.gate.set()
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, err
    assert "stopped; what was answered is kept, and the same command goes on" in out
    assert "Traceback" not in err
    assert len(stub.asked) == AT_ONCE, "no further one was started for those that came back"
    assert len(blog.record().asked) == AT_ONCE
    assert blog.write()["requests"] == 30 - AT_ONCE


@pytest.mark.slow
def test_ctrl_c_twice_ends_at_once(blog: Blog, stub: Stub) -> None:
    """Without waiting for a server that takes its time; what was settled before is kept."""
    blog.put(pages(12))
    process = started(blog, stub, 12)
    process.communicate(timeout=PATIENCE)
    blog.put(pages(24))
    stub.gate.clear()  # no answer comes, so a run that waits for one never ends
    process = started(blog, stub, 12 + AT_ONCE)
    process.send_signal(signal.SIGINT)
    time.sleep(2)
    assert process.poll() is None, "once waits"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    stub.gate.set()
    assert process.returncode != 0
    assert "Traceback" not in err
    assert len(blog.record().asked) == 12


def test_ctrl_c_ends_what_waits_for_nobody(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """An export asks no server, so there is nothing to wait for."""
    blog.put(pages(40))
    ran: list[str] = []

    def end(*_args: object, **_more: object) -> None:
        ran.append("task")
        if len(ran) == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deckgen.llm.run.Offline.ask", wrapped(end))
        done = blog.run("write", "--export", str(tmp_path / "out"))
    assert done.returncode == 1
    assert len(ran) < 10
    assert not (tmp_path / "out").exists()


def wrapped(before: Any) -> Any:
    async def ask(self: Any, request: Any, material: Any) -> None:
        before()

    return ask


def test_why_a_run_ended_is_said_though_only_repairs_were_left(blog: Blog, stub: Stub) -> None:
    """The items are settled; that their repairs were not paid for any more is no silence."""
    blog.put({"a": page_text("电台", mode="leaning")})
    respond = stub.respond

    def poor(body: dict[str, Any], authorization: str) -> tuple[int, dict[str, str], bytes]:
        if "What to do:" in body["messages"][1]["content"]:
            return 402, {}, b'{"error": {"message": "Insufficient credits"}}'
        return respond(body, authorization)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stub, "respond", poor)
        done = blog.write()
    assert (done["exit"], done["items"], done["held"]) == (1, 1, 2), done
    assert "no quota is left: Insufficient credits" in done["stopped"]
    assert blog.write()["cards"] == 2


def test_of_two_runs_at_once_one_says_that_the_other_is_there(blog: Blog, stub: Stub) -> None:
    """It asks nothing and writes nothing; the first one ends as if it were alone."""
    blog.put(pages(8))
    stub.gate.clear()
    process = started(blog, stub, AT_ONCE)
    done = blog.run("write")
    stub.gate.set()
    assert done.returncode == 1
    assert f"process {process.pid}" in done.stderr
    out, _ = process.communicate(timeout=PATIENCE)
    assert '"cards": 16' in out
    assert len(stub.asked) == 8


def test_a_disk_that_is_full_ends_the_run_and_loses_no_answer(blog: Blog, stub: Stub) -> None:
    """What was on its way when the cards file could not be written is in the store, and is not asked for again."""
    blog.put(pages(20))
    stub.delay = 0.05

    def full(*_args: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device", str(blog.cards_path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deckgen.build.write.book.write_atomic", full)
        patch.setattr("deckgen.build.write.book.FLUSH_SECONDS", 0.0)
        done = blog.run("write")
    assert done.returncode == 1
    assert f"{blog.cards_path}: No space left on device" in done.stderr
    sent = len(stub.asked)
    assert sent <= 16, "each of the eight ends with what it had on its way"
    after = blog.write()
    assert after["requests"] == 20 - sent
    assert len(blog.record().asked) == 20


def test_a_failure_of_ours_throws_away_no_answer_of_others(blog: Blog, stub: Stub) -> None:
    """One item that cannot be judged ends the run; the answers on their way are waited for and kept."""
    blog.put(pages(8))
    stub.delay = 0.2

    def broken(drafts: Any, material: Any) -> Any:
        raise ZeroDivisionError(material.item)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deckgen.llm.run.checked_here", broken)
        with pytest.raises(ZeroDivisionError):
            blog.run("write")
    assert len(stub.asked) == 8
    done = blog.write()
    assert (done["requests"], done["cards"]) == (0, 16)


def test_a_store_that_is_held_costs_no_card(blog: Blog, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cards are recorded all the same, and a warning says that the store could not be written."""
    blog.put(pages(3))
    blog.write("--dry-run")
    monkeypatch.setattr("deckgen.files.store.BUSY_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(blog.store_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = blog.write()
        other.execute("ROLLBACK")
    assert (done["exit"], done["cards"]) == (0, 6), done
    assert "the store could not be used" in done["stderr"]
    assert blog.write()["requests"] == 0
    assert len(stub.asked) == 3


def test_answers_that_cannot_be_kept_are_not_told_to_be_collected(
    blog: Blog, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch stays on the list until its answers are in the store."""
    blog.put(pages(3))
    blog.write("--batch", "--budget", "100")
    stub.finish("batch_1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deckgen.files.answers.Answers.put_all", lambda *_args: None)
        done = blog.run("write", "--batch", "--budget", "100")
    assert done.returncode == 1
    assert "could not be kept" in done.stderr
    assert [batch.requests != () for batch in blog.record().batches.values()] == [True]
    assert blog.write("--batch", "--budget", "100")["cards"] == 6


def test_a_folder_that_cannot_be_written_is_named(blog: Blog, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is asked."""
    blog.put(pages(1))

    def denied(*_args: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("deckgen.files.lock.os.open", denied)
    done = blog.run("write")
    assert done.returncode == 1
    assert "is the folder writable?" in done.stderr
    assert stub.asked == []


def test_a_read_only_cards_file_is_replaced_and_stays_read_only(blog: Blog) -> None:
    blog.put(pages(1))
    blog.write()
    blog.cards_path.chmod(0o444)
    blog.put(pages(2))
    assert blog.write()["cards"] == 2
    assert blog.cards_path.stat().st_mode & 0o777 == 0o444
    assert len(blog.record().asked) == 2


def test_a_cards_file_that_was_edited_by_hand_is_taken_as_it_is(blog: Blog, stub: Stub) -> None:
    """A card that was taken out stays out, a changed word stays changed, an item taken out is asked about again."""
    blog.put(pages(3))
    blog.write()
    head, *lines = blog.cards_path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "p00" not in line]
    gone = next(line for line in kept if '"card"' in line and "p01" in line)
    kept = [line.replace("7096 字节", "7096 字节整") for line in kept if line != gone]
    blog.cards_path.write_text("\r\n".join([head, *reversed(kept), ""]), encoding="utf-8")
    done = blog.write()
    assert (done["requests"], done["items"]) == (0, 1), "its answer is in the store"
    text = blog.cards_path.read_text(encoding="utf-8")
    assert gone not in text
    assert text.count("p00") == 3


def test_a_cards_file_that_cannot_be_read_stops_everything(blog: Blog, stub: Stub) -> None:
    """It says what was paid for: with its line, before anything is asked, and it stays as it is."""
    blog.put(pages(2))
    blog.write()
    data = blog.cards_path.read_bytes()[:-20]
    blog.cards_path.write_bytes(data)
    for command in ("write", "build"):
        done = blog.run(command)
        assert done.returncode == 1
        assert f"{blog.cards_path}:" in done.stderr
        assert "cut off" in done.stderr
    assert blog.cards_path.read_bytes() == data
    assert len(stub.asked) == 2


@pytest.mark.parametrize("budget", ["nan", "inf", "-1", "much"])
def test_a_budget_that_is_none_is_refused(blog: Blog, stub: Stub, budget: str) -> None:
    blog.put(pages(1))
    assert blog.run("write", "--budget", budget).returncode == 2
    assert stub.asked == []


@pytest.mark.parametrize("key", ["sk-a b", "sk-a\nX-Header: b", "sk-…"])
def test_a_key_that_is_none_is_refused_unsaid(blog: Blog, stub: Stub, key: str) -> None:
    """The transport would say all of it in its error."""
    blog.put(pages(1))
    done = blog.run("write", OPENAI_API_KEY=key)
    assert done.returncode == 2
    assert "OPENAI_API_KEY holds" in done.stderr
    assert key not in done.stderr
    assert stub.asked == []


ADDRESSES = ["http://[::1/v1", "localhost:8080", "file:///etc/passwd", "http://", "http://a:99999/", "http://a b/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_is_refused(blog: Blog, address: str) -> None:
    """Of the environment, by its name; nothing is tried twelve times."""
    blog.put(pages(1))
    blog.define({"model": "s", "price": {"input": 1, "output": 1}})
    done = blog.run("write", OPENAI_BASE_URL=address)
    assert done.returncode == 1
    assert "OPENAI_BASE_URL: error: must be an address" in done.stderr


def test_the_definition_comes_before_the_environment(blog: Blog, stub: Stub) -> None:
    """And the environment before OpenAI; the price of this machine is nothing."""
    blog.put(pages(1))
    assert blog.write(OPENAI_BASE_URL="http://127.0.0.1:9/v1")["cards"] == 2
    blog.put(pages(2))
    blog.define({"model": "s"})
    assert blog.write("--budget", "0", OPENAI_BASE_URL=f" {stub.url}/ ")["cards"] == 2
    assert "s at api.openai.com" in blog.run("write", "--dry-run", "--rewrite", "all").stdout


def test_a_password_in_an_address_is_written_nowhere(blog: Blog, stub: Stub) -> None:
    """Neither shown nor kept."""
    address = stub.url.replace("//", "//me:pass-word@")
    blog.define({"model": "s", "base_url": address, "price": {"input": 1, "output": 1}})
    blog.put(pages(1))
    done = blog.write()
    assert done["cards"] == 2
    assert stub.authorizations[0].startswith("Basic ")
    assert "pass-word" not in str(done) + blog.run("write", "--dry-run").stdout
    for path in blog.folder.rglob("*"):
        assert path == blog.definition or not path.is_file() or b"pass-word" not in path.read_bytes(), path


def test_threads_of_other_decks_do_not_wait(tmp_path: Path, stub: Stub) -> None:
    """Two decks may be written at once, also beside one store."""
    blogs = [Blog(tmp_path / name, stub.url) for name in "ab"]
    for blog in blogs:
        blog.put(pages(4))
    runs = [threading.Thread(target=blog.run_apart, args=("write",)) for blog in blogs]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [len(blog.record().cards) for blog in blogs] == [8, 8]


def test_a_cards_file_that_changed_meanwhile_keeps_what_others_wrote(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """A pull during a long run: what it brought stands beside what the run adds."""
    other = Blog(tmp_path / "other", stub.url)
    other.put(pages(3))
    assert other.write()["items"] == 3
    blog.put(pages(12))
    stub.gate.clear()
    process = started(blog, stub, len(stub.asked) + AT_ONCE)
    blog.cards_path.write_bytes(other.cards_path.read_bytes().replace(b"/p0", b"/of-others-"))
    stub.gate.set()
    process.communicate(timeout=PATIENCE)
    asked = blog.record().asked.keys()
    assert {f"link:https://x.example/of-others-{number}" for number in range(3)} <= asked
    assert len(asked) == 15


def test_openai_is_not_asked_without_a_key(blog: Blog) -> None:
    """It would refuse; so no call is tried, and the two ways out are named."""
    blog.put(pages(2))
    blog.define({"model": "gpt-5-mini"})
    done = blog.write()
    assert (done["exit"], "set OPENAI_API_KEY" in done["stderr"]) == (1, True)
    assert blog.run("write", "--dry-run").returncode == 0
