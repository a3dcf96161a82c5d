"""Cards that the author reworded keep their notes, and none takes the note of another fact (hand-labelled pairs)."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.reworded import check, read_pairs

FEWEST = 5
"""So many of the labelled pairs are of forms that there are; the others were worded by rules that read prose."""


def test_reworded_cards_keep_their_notes_and_hijack_none(corpus: Path, tmp_path: Path) -> None:
    repo = tmp_path / "blog"
    subprocess.run(["git", "clone", "-q", str(corpus / "posts-2011-2018.bundle"), str(repo)], check=True)
    outcome = check(repo, "_posts", tmp_path / "replay.apkg", read_pairs())
    assert outcome.hijacked == [] == outcome.lost
    assert outcome.kept >= FEWEST, "the forms word so many cards otherwise that the labels say little: label anew"
