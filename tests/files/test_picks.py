"""The last line that matches wins, whatever it is written as; a broken line costs only itself."""

from __future__ import annotations

import errno
import fnmatch
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.picks import Choice, Picks, read_picks
from deckgen.model import Problem, Severity


def _canonical(url: str) -> str:
    return url.lower().replace("http://", "https://").rstrip("/")


def _read(folder: Path, text: str | bytes) -> tuple[Picks, list[tuple[int, str]]]:
    path = folder / "x.picks"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    picks, problems = read_picks(path, _canonical)
    assert problems == [
        Problem(path=str(path), line=one.line, severity=Severity.ERROR, code="picks", message=one.message)
        for one in problems
    ]
    return picks, [(problem.line, problem.message) for problem in problems]


def test_every_kind_of_target(tmp_path: Path) -> None:
    """An item's key, a note's Key, a URL in any spelling, and globs on both its forms."""
    picks, problems = _read(
        tmp_path,
        """\
        # choices
        skip section:3f2a       # not mine
        star abcdefghijklmnopqrstuvwxyz
        read HTTP://X.example/a?b=[1]#c
        skip link:https://x.example/k
        skip https://y.example/*

        star *.pdf
        """,
    )
    assert problems == []
    assert picks.choice(item_key="section:3f2a") is Choice.SKIP
    assert picks.choice(item_key="section:3f2b", guid="abcdefghijklmnopqrstuvwxyz") is Choice.STAR
    assert picks.choice(url="https://x.example/A?b=[1]#c") is Choice.READ
    assert picks.choice(url="https://x.example/a?b=1") is None
    assert picks.choice(item_key="link:https://x.example/k", url="whatever") is Choice.SKIP
    assert picks.choice(url="http://X.example/K/") is Choice.SKIP
    assert picks.choice(url="http://Y.example/q") is Choice.SKIP
    assert picks.choice(url="https://y.example/q.pdf") is Choice.STAR
    assert picks.choice() is None


def test_the_last_line_wins(tmp_path: Path) -> None:
    """Between exact targets, between globs, and between the two."""
    picks, _ = _read(
        tmp_path, "skip *\nstar https://a/*\nread https://a/b\nskip https://a/b*\nstar https://a/bc\n"
    )
    found = {
        url: picks.choice(url=url) for url in ("https://z", "https://a/x", "https://a/b", "https://a/bc")
    }
    assert found == {
        "https://z": Choice.SKIP,
        "https://a/x": Choice.STAR,
        "https://a/b": Choice.SKIP,
        "https://a/bc": Choice.STAR,
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("skpi https://x", "unknown word skpi; did you mean skip?"),
        ("https://x", "unknown word https://x; a line begins with skip, star, read, same, apart"),
        ("skip", "skip what? An item's key, a note's Key, a URL or a glob on the URL is missing"),
        ("skip # all", "skip what? An item's key, a note's Key, a URL or a glob on the URL is missing"),
        (
            "skip https://x https://y",
            "one target a line; a comment begins with #, so what is https://y?",
        ),
        ("skip x.com", "x.com is no item's key, no note's Key, no URL and no glob (with *)"),
        (b"skip https://\xd6", "not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_broken_line_costs_only_itself(tmp_path: Path, line: str | bytes, message: str) -> None:
    """It is a problem with its line, and the lines around it count."""
    raw = line if isinstance(line, bytes) else line.encode()
    picks, problems = _read(tmp_path, b"star https://a\r\n" + raw + b"\r\nread https://b\r\n")
    assert problems == [(2, f"{message}; this line does nothing, all others hold")]
    assert (picks.choice(url="https://a"), picks.choice(url="https://b")) == (Choice.STAR, Choice.READ)


def test_no_file_is_no_picks(tmp_path: Path) -> None:
    """Picks are optional; a folder of that name is a problem."""
    picks, problems = read_picks(tmp_path / "none", _canonical)
    assert (bool(picks), problems, picks.choice(url="https://a")) == (False, [], None)
    _, (problem,) = read_picks(tmp_path, _canonical)
    assert problem.message == f"not readable: {os.strerror(errno.EISDIR)}"


names = st.text("ab/", max_size=4)
targets = st.text("ab/*", max_size=5).map(lambda text: f"h://{text}")


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Choice), targets), max_size=8), names)
def test_it_says_what_a_plain_reading_says(lines: list[tuple[Choice, str]], name: str) -> None:
    """The quick index against trying every line from the last to the first."""
    picks = Picks()
    for number, (choice, target) in enumerate(lines, 1):
        picks.add(number, choice, target)
    url = f"h://{name}"
    expected = next((choice for choice, target in reversed(lines) if fnmatch.fnmatchcase(url, target)), None)
    assert picks.choice(url=url) == expected


def test_a_glob_of_many_stars_is_quick() -> None:
    """A regular expression would try for ever."""
    picks = Picks()
    picks.add(1, Choice.SKIP, "*a" * 50 + "*b")
    assert picks.choice(url="a" * 5_000) is None
