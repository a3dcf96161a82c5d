"""A file is whole or not there, and an unchanged one is not touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.atomic import STALE_SECONDS, write_atomic, write_pieces


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@settings(deadline=None)  # a busy disk is no fault
@given(first=st.binary(max_size=64), second=st.binary(max_size=64))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, first: bytes, second: bytes
) -> None:
    """True exactly when the bytes are others; nothing else is left in the folder."""
    path = tmp_path_factory.mktemp("a") / "deep" / "x.jsonl"
    assert write_atomic(path, first)
    assert write_atomic(path, second) == (first != second)
    assert path.read_bytes() == second
    assert _names(path.parent) == ["x.jsonl"]


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    """Not even its time."""
    path = tmp_path / "x"
    path.write_bytes(b"same")
    os.utime(path, ns=(1, 1))
    assert not write_atomic(path, b"same")
    assert path.stat().st_mtime_ns == 1


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    """A ledger kept elsewhere behind a link is written there."""
    real = tmp_path / "real"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(real)
    assert write_atomic(link, b"new")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_failed_write_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, or Ctrl-C in the middle."""

    def interrupted(_number: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "x"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert _names(tmp_path) == ["x"]


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    """Only our own leavings, only of this file, and not those of a process that may still be writing."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = os.getpid()
    stale, old = f".x.deckgen-{gone.pid}-01234567.tmp", f".x.deckgen-{here}-11111111.tmp"
    kept = [f".x.deckgen-{here}-22222222.tmp", f".y.deckgen-{gone.pid}-01234567.tmp", ".x.tmp"]
    for name in (stale, old, *kept):
        (tmp_path / name).touch()
    long_ago = (tmp_path / old).stat().st_mtime - STALE_SECONDS - 1
    os.utime(tmp_path / old, (long_ago, long_ago))
    write_atomic(tmp_path / "x", b"1")
    assert _names(tmp_path) == sorted([*kept, "x"])


@pytest.mark.parametrize("old", [None, b"", b"a", b"ab", b"abcd", b"abcde", b"abXd", b"Xbcd"])
@pytest.mark.parametrize("pieces", [(), (b"ab", b"cd"), (b"a", b"", b"bcd"), (b"abcde",)])
def test_pieces_are_written_as_their_bytes_are(tmp_path: Path, old: bytes | None, pieces: tuple[bytes, ...]) -> None:
    path = tmp_path / "file"
    if old is not None:
        path.write_bytes(old)
    whole = b"".join(pieces)
    assert write_pieces(path, pieces) == (old != whole)
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]


def test_pieces_that_the_file_holds_write_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abcd")
    before = tmp_path.stat().st_mtime_ns
    assert not write_pieces(path, (b"ab", b"cd"))
    assert tmp_path.stat().st_mtime_ns == before
