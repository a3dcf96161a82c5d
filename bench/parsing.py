"""Parsing posts to study items against the least that a program in pure Python could do: look at each line once.

`python -m bench.parsing` prints P9 and P16. Posts are those of the corpus where it is present (`$DECKGEN_CORPUS`, else
`../shared/corpus`), and made ones else.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import NoCorpusError, clone_blog
from bench.generate import made_posts
from bench.measure import Measure, table, timed
from deckgen.items import find_places, study_items
from deckgen.kept_out import Wanted
from deckgen.model import StudyItem
from deckgen.posts.parse import make_post, parse_body

MADE = 250
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


def real_posts(folder: Path) -> list[Path]:
    """The posts of the corpus, cloned into a folder; none where it is absent."""
    try:
        return sorted((clone_blog(folder) / "_posts").iterdir())
    except NoCorpusError:
        return []


def write_posts(folder: Path, count: int) -> list[Path]:
    """Made posts, as files."""
    folder.mkdir(exist_ok=True)
    for name, content in made_posts(count):
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


def against_scan(paths: Sequence[Path], whose: str) -> Measure:
    """P9: parse to items against the line scan."""
    pair = timed(lambda: parse_to_items(paths), lambda: scan_lines(paths))
    return Measure("P9", f"parse to items / line scan, {len(paths)} {whose} posts", pair.ratio, 4.0, pair.seconds)


def doubled(folder: Path) -> Measure:
    """P16: twice the posts."""
    twice, once = write_posts(folder / "twice", 2 * MADE), write_posts(folder / "once", MADE)
    pair = timed(lambda: parse_to_items(twice), lambda: parse_to_items(once))
    return Measure("P16", f"parse to items, {2 * MADE} / {MADE} made posts", pair.ratio, 2.2, pair.seconds)


def measures() -> Iterator[Measure]:
    """All of them, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        real = real_posts(folder)
        paths = real or write_posts(folder / "made", MADE)
        yield against_scan(paths, "real" if real else "made")
        yield doubled(folder)


if __name__ == "__main__":
    print(table(measures()))
