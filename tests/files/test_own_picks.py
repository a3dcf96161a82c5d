"""What a review writes into NAME.picks: its own lines alone; every byte of a person's stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.own_picks import own_picks, with_pick
from deckgen.files.picks import Choice, read_picks
from deckgen.urls import canonical_url

HAND = b"# mine\n\nskip https://a.example/*   # noisy\nstar   section:1 # review it\n"


def test_a_line_is_added_and_taken_out_again() -> None:
    starred = with_pick(HAND, Choice.STAR, "https://a.example/x")
    assert starred == HAND + b"star https://a.example/x  # review\n"
    assert with_pick(starred, None, "https://a.example/x") == HAND
    assert list(own_picks(starred)) == [("https://a.example/x", Choice.STAR)]


def test_another_choice_takes_its_place() -> None:
    data = with_pick(with_pick(HAND, Choice.STAR, "link:a"), Choice.STAR, "link:b")
    again = with_pick(data, Choice.SKIP, "link:a")
    assert again == HAND + b"star link:b  # review\nskip link:a  # review\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"skip link:a  # review\n"),
        (b"# no end", b"# no end\nskip link:a  # review\n"),
        (b"# dos\r\n", b"# dos\r\nskip link:a  # review\r\n"),
        (b"\xff\xfe broken\n", b"\xff\xfe broken\nskip link:a  # review\n"),
        (b"skip link:a\n", b"skip link:a\nskip link:a  # review\n"),
    ],
)
def test_what_stands_there_stays(before: bytes, after: bytes) -> None:
    """No end of the last line, another system's line ends, bytes that are no text, a line that says the same."""
    assert with_pick(before, Choice.SKIP, "link:a") == after
    assert with_pick(after, None, "link:a").rstrip() == before.rstrip()


def test_the_last_line_wins(tmp_path: Path) -> None:
    """A decision in review holds over a glob that was written before it."""
    path = tmp_path / "x.picks"
    path.write_bytes(with_pick(HAND, Choice.STAR, "https://a.example/x"))
    picks, faults = read_picks(path, canonical_url)
    assert faults == []
    assert picks.choice(item_key="link:https://a.example/x", url="https://a.example/x") is Choice.STAR
    assert picks.choice(item_key="link:https://a.example/y", url="https://a.example/y") is Choice.SKIP
