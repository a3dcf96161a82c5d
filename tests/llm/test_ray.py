"""The example for Ray: thousands of requests go out as files and come back as cards, also of a run that was killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.llm.blog import Blog, page_text
from tests.llm.stub import Stub

EXAMPLE = Path(__file__).parents[2] / "examples" / "ray_answers.py"
REQUESTS = 3_000
PATIENCE = 600
WORKERS, CALLS = 2, 8

pytestmark = [
    pytest.mark.ray,
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not here: pip install -e '.[ray]'"),
]


def started(stub: Stub, requests: Path, answers: Path) -> subprocess.Popen[str]:
    """Start the example, with its whole family in a group of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "RAY_"))}
    environment |= {"OPENAI_BASE_URL": stub.url, "NO_PROXY": "*", "RAY_USAGE_STATS_ENABLED": "0"}
    places = [str(EXAMPLE), str(requests), str(answers)]
    command = [sys.executable, *places, "--workers", f"{WORKERS}", "--calls", f"{CALLS}"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def test_the_example_answers_thousands_and_goes_on_where_it_stopped(blog: Blog, stub: Stub, tmp_path: Path) -> None:
    """Killed after a thousand it asks for the others alone, but for what was on its way; all come back as cards."""
    blog.put({f"p{number}": page_text(f"设备{number}") for number in range(REQUESTS)})
    requests, answers = tmp_path / "requests", tmp_path / "answers"
    assert blog.write("--export", str(requests))["exported"] == REQUESTS
    process = started(stub, requests, answers)
    until = time.monotonic() + PATIENCE
    while len(stub.asked) < REQUESTS / 3 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    assert process.poll() is None, process.communicate()[0][-2000:]
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    time.sleep(5)  # its workers end when they miss it
    before = len(stub.asked)
    kept = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in answers.glob("*.jsonl"))
    assert before - kept <= WORKERS * 4 * CALLS
    out, _ = started(stub, requests, answers).communicate(timeout=PATIENCE)
    assert f"{REQUESTS - kept} answered, {kept} before, 0 without an answer" in out, out[-2000:]
    assert len(stub.asked) == before + REQUESTS - kept
    done = blog.write("--import", str(answers))
    assert (done["exit"], done["taken"], done["pending"], done["cards"]) == (0, REQUESTS, 0, 2 * REQUESTS)
