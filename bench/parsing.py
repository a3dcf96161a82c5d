"""Parsing posts to study items against the least that a program in pure Python could do: look at each line once.

Both in one process, since parsing is what is measured here, and not start-up (B8).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import blog_posts
from bench.measure import Measure, timed
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.model import StudyItem
from deckgen.posts.parse import make_post, parse_body

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_MATH = re.compile(r"\$\$(.+?)\$\$")
_URL = re.compile(r"https?://\S+")


def scan_lines(paths: Sequence[Path]) -> list[tuple[str, int, str, str]]:
    """Read the posts and find headings, bare URLs and formulas outside code fences, line by line."""
    found: list[tuple[str, int, str, str]] = []
    for path in paths:
        name, fence = path.name, ""
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").split("\n"), 1):
            mark = _FENCE.match(line)
            if mark is not None:
                fence = ("" if mark[1].startswith(fence) else fence) if fence else mark[1]
            elif not fence:
                if (heading := _HEADING.match(line)) is not None:
                    found.append((name, number, "heading", heading[2]))
                    continue
                found.extend((name, number, "math", formula[1]) for formula in _MATH.finditer(line))
                if (url := _URL.fullmatch(line.strip())) is not None:
                    found.append((name, number, "url", url[0]))
    return found


def parse_to_items(paths: Sequence[Path]) -> list[StudyItem]:
    """Read the posts and make their study items, as a build from cold does."""
    posts = [make_post(path.name, parse_body(path.read_bytes())) for path in paths]
    wanted = Wanted()
    return study_items(find_places(posts, wanted), wanted)


def measures() -> Iterator[Measure]:
    """Yield B8."""
    with tempfile.TemporaryDirectory() as name:
        paths = sorted(blog_posts(Path(name) / "blog").iterdir())
        pair = timed(lambda: parse_to_items(paths), lambda: scan_lines(paths))
        yield Measure("B8", f"parse to items / line scan, {len(paths)} posts", pair.ratio, 4.8, pair.seconds)
