"""Two builds of one deck do not run at once, and a killed one leaves nothing behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deckgen.files.errors import LockError
from deckgen.files.lock import build_lock, lock_path, update_lock

HOLD = """
import sys, time, pathlib
from deckgen.files.lock import build_lock
with build_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_build_is_told_who_holds_it(tmp_path: Path) -> None:
    """It waits, then names the process; another deck is free, and so is this one afterwards."""
    ledger = tmp_path / "x.ledger.jsonl"
    with build_lock(ledger):
        with build_lock(tmp_path / "y.ledger.jsonl"):
            pass
        with pytest.raises(LockError) as caught, build_lock(ledger, wait=0.1):
            pytest.fail("two builds at once")
    assert caught.value.message == (
        f"process {os.getpid()} has been building this deck for 0.1 s; wait for it, or end it"
    )
    assert caught.value.path == str(ledger)
    with build_lock(ledger, wait=0):
        pass


def test_a_killed_build_leaves_no_lock(tmp_path: Path) -> None:
    """The system ends the lock with the process."""
    ledger = tmp_path / "x.ledger.jsonl"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(ledger)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(LockError, match=f"process {process.pid} "), build_lock(ledger, wait=0):
            pytest.fail("two builds at once")
        process.kill()
        process.wait()
        with build_lock(ledger, wait=0):
            assert lock_path(ledger).read_text(encoding="ascii") == f"{os.getpid()}\n"


def test_a_waiting_build_goes_on(tmp_path: Path) -> None:
    """When the first is done in time, the second notices nothing."""
    ledger = tmp_path / "x.ledger.jsonl"
    code = HOLD.replace("60", "0.3")
    with subprocess.Popen([sys.executable, "-c", code, str(ledger)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with build_lock(ledger, wait=30):
            pass


def test_an_update_holds_one_lock_over_all_that_it_runs(tmp_path: Path) -> None:
    """What it runs does not wait for itself; others are told what goes on, and it ends with the update."""
    ledger = tmp_path / "x.ledger.jsonl"
    code = HOLD.replace("(pathlib.Path(sys.argv[1]))", "(pathlib.Path(sys.argv[1]), wait=0)").replace("60", "0")
    with update_lock(ledger), build_lock(ledger, wait=0):
        done = subprocess.run([sys.executable, "-c", code, str(ledger)], capture_output=True, text=True, check=False)
        assert f"process {os.getpid()} has been updating this deck for 0 s" in done.stderr
    with build_lock(ledger), pytest.raises(LockError, match="has been building"), build_lock(ledger, wait=0):
        pytest.fail("two builds at once")


def test_a_place_without_room_for_a_lock(tmp_path: Path) -> None:
    """The cause is the system's own."""
    (tmp_path / ".deckgen").touch()
    message = f"the lock cannot be made: {os.strerror(errno.EEXIST)}"
    with pytest.raises(LockError, match=message), build_lock(tmp_path / "x"):
        pytest.fail("no lock")
