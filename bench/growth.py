"""Nothing in a cold build grows faster than the posts: four times the posts take four times the CPU time (B9).

In one process, since the start-up of a process, which does not grow, would hide what does.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from bench.building import SECOND, build, define
from bench.generate import write_posts
from bench.measure import Measure, timed

POSTS = 800


def build_cold(blog: Path) -> None:
    """Build as on a machine that has never seen the posts."""
    home = blog / "deck"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    build(define(blog, home, forms=True))


def measures() -> Iterator[Measure]:
    """Yield B9."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=SECOND):
        large, small = Path(name) / "large", Path(name) / "small"
        write_posts(large / "_posts", POSTS)
        write_posts(small / "_posts", POSTS // 4)
        pair = timed(lambda: build_cold(large), lambda: build_cold(small), repeats=3)
        what = f"cold build of {POSTS} made posts / of {POSTS // 4}"
        yield Measure("B9", what, pair.ratio, 4.4, pair.seconds, least=3.6)
