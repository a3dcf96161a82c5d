"""A run that is killed at any moment pays for no answer twice, loses no card and takes no failure for an answer."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.llm.blog import Blog, page_text
from tests.llm.stub import running

KILLS = 20
IN_FLIGHT = 8


@pytest.mark.slow
def test_kills_cost_no_more_than_what_was_on_its_way(tmp_path: Path) -> None:
    """Requests in all = distinct requests + at most those in flight at each kill; the end is that of a calm run."""
    pages = {f"p{number:03d}": page_text(f"设备{number}", 2 + number % 2) for number in range(120)}
    pages |= {f"q{number}": page_text(f"天线{number}", mode="leaning") for number in range(8)}
    choose = random.Random(5)
    with running() as stub:
        blog = Blog(tmp_path / "killed", stub.url)
        blog.put(pages)
        stub.delay = 0.12
        kills = 0
        while kills < KILLS:
            process = subprocess.Popen(
                blog.command("write"),
                env=blog.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            before = len(stub.asked)
            until = time.monotonic() + 600
            wanted = before + choose.randint(0, 8)
            while process.poll() is None and len(stub.asked) <= wanted and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(choose.random() * 0.1)
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            kills += 1
        stub.delay = 0.0
        done = blog.write()
        assert done["exit"] == 0, done
        distinct = {(body["messages"][0]["content"][:40], body["messages"][1]["content"].split("=====")[0],
                     source) for body, source in zip(stub.asked, stub.sources(), strict=True)}  # fmt: skip
        assert kills == KILLS
        assert len(stub.asked) <= len(distinct) + IN_FLIGHT * kills
        calm = Blog(tmp_path / "calm", stub.url)
        calm.put(pages)
        assert calm.write()["exit"] == 0
        assert blog.cards_path.read_bytes() == calm.cards_path.read_bytes(), "every card is there, none twice"
        for one in (blog, calm):
            assert one.run("build").returncode == 0
        assert blog.output.read_bytes() == calm.output.read_bytes()
        sent = len(stub.asked)
        assert blog.write()["requests"] == 0
        blog.store_path.unlink()
        blog.put(pages)
        assert blog.write()["requests"] == 0
        assert len(stub.asked) == sent
