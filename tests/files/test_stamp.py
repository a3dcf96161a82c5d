"""The stamp says "nothing changed" exactly when a build would give what is there."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen.files.stamp import (
    Stamp,
    check_stamp,
    decode_stamp,
    encode_stamp,
    is_unchanged,
    see,
    seen_post,
)
from deckgen.files.store import open_store
from deckgen.files.walk import walk

TODAY = datetime.date(2026, 1, 2)
HOUR_NS = 3_600 * 10**9


class Deck:
    """A folder with posts and the files of a deck, as if they had been there for an hour."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.posts = root / "posts"
        (self.posts / "2015").mkdir(parents=True)
        for name in ("posts/a.md", "posts/2015/b.md", "x.yaml", "x.ledger.jsonl", "x.apkg"):
            self.write(name, f"content of {name}")

    def write(self, name: str, text: str, *, age_ns: int = HOUR_NS) -> None:
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        then = time.time_ns() - age_ns
        os.utime(path, ns=(then, then))

    def stamp(self, *, next_due: str = "") -> Stamp:
        looked_ns = time.time_ns()
        files = walk([str(self.posts)]).files
        names = ("x.yaml", "x.picks", "x.ledger.jsonl", "x.apkg")
        return Stamp(
            version="1",
            options="{}",
            looked_ns=looked_ns,
            next_due=next_due,
            patterns=(str(self.posts),),
            posts=tuple(seen_post(found, Path(found.path).read_bytes()) for found in files),
            others=tuple(see(self.root / name) for name in names),
        )


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    return Deck(tmp_path)


def _reason(stamp: Stamp, *, version: str = "1", options: str = "{}", today: datetime.date = TODAY) -> str:
    return check_stamp(stamp, version=version, options=options, today=today).reason


def test_nothing_happened(deck: Deck) -> None:
    """No file is hashed, so there is no fresher stamp."""
    assert check_stamp(deck.stamp(), version="1", options="{}", today=TODAY) == ("", None)


def _edit_keeping_size(deck: Deck) -> None:
    deck.write("posts/a.md", "CONTENT of posts/a.md")


def _edit_putting_the_time_back(deck: Deck) -> None:
    status = (deck.posts / "a.md").stat()
    deck.write("posts/a.md", "CONTENT of posts/a.md")
    os.utime(deck.posts / "a.md", ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: tuple[tuple[str, Callable[[Deck], object], str], ...] = (
    ("added", lambda deck: deck.write("posts/2015/c.md", "new"), "posts/2015/c.md came or went"),
    ("removed", lambda deck: (deck.posts / "a.md").unlink(), "posts/a.md came or went"),
    ("renamed", lambda deck: (deck.posts / "a.md").rename(deck.posts / "d.md"), "posts/a.md came or went"),
    (
        "folder renamed",
        lambda deck: (deck.posts / "2015").rename(deck.posts / "2016"),
        "posts/2015/b.md came or went",
    ),
    ("edited", lambda deck: deck.write("posts/a.md", "longer than it was before"), "posts/a.md changed"),
    ("edited, same size", _edit_keeping_size, "posts/a.md changed"),
    ("edited, same size and time", _edit_putting_the_time_back, "posts/a.md changed"),
    ("output deleted", lambda deck: (deck.root / "x.apkg").unlink(), "x.apkg changed"),
    ("output altered", lambda deck: deck.write("x.apkg", "content of X.apkg"), "x.apkg changed"),
    ("ledger altered", lambda deck: deck.write("x.ledger.jsonl", ""), "x.ledger.jsonl changed"),
    ("definition altered", lambda deck: deck.write("x.yaml", "deck: other"), "x.yaml changed"),
    ("picks made", lambda deck: deck.write("x.picks", ""), "x.picks changed"),
    ("posts moved", lambda deck: deck.posts.rename(deck.root / "gone"), "posts cannot be read"),
)


@pytest.mark.parametrize(("change", "reason"), [case[1:] for case in CHANGES], ids=[c[0] for c in CHANGES])
def test_something_happened(deck: Deck, change: Callable[[Deck], object], reason: str) -> None:
    """Every change that a build would see is seen."""
    stamp = deck.stamp()
    change(deck)
    assert _reason(stamp) == f"{deck.root}/{reason}"


def test_touched_files_are_unchanged(deck: Deck) -> None:
    """They are hashed once; the fresher stamp spares it the next time."""
    stamp = deck.stamp()
    for name in ("posts/a.md", "x.ledger.jsonl"):
        deck.write(name, f"content of {name}", age_ns=HOUR_NS // 2)
    check = check_stamp(stamp, version="1", options="{}", today=TODAY)
    assert check.reason == ""
    assert check.fresher is not None
    assert check_stamp(check.fresher, version="1", options="{}", today=TODAY) == ("", None)


def test_other_files_do_not_count(deck: Deck) -> None:
    """Images are inputs only where a post names them; hidden files never are."""
    stamp = deck.stamp()
    for name in ("posts/x.png", "posts/.a.md.swp", "posts/.hidden.md"):
        deck.write(name, "x")
    assert _reason(stamp) == ""


def test_another_version_day_or_option(deck: Deck) -> None:
    """A post of the future comes due on its day, not before."""
    stamp = deck.stamp(next_due="2026-01-03")
    assert _reason(stamp) == ""
    assert _reason(stamp, today=datetime.date(2026, 1, 3)) == "a post is due since 2026-01-03"
    assert _reason(stamp, version="2") == "another version of deckgen"
    assert _reason(stamp, options="{1}") == "other options"


def test_a_racy_file_is_hashed(deck: Deck) -> None:
    """Changed within a moment of the look, on a disk with coarse times: size and times say nothing."""
    deck.write("posts/a.md", "one", age_ns=0)
    stamp = deck.stamp()
    deck.write("posts/a.md", "two", age_ns=0)
    # What a disk with times of whole seconds would say:
    now = next(found for found in walk([str(deck.posts)]).files if found.name == "a.md")
    posts = tuple(
        seen._replace(mtime_ns=now.mtime_ns, ctime_ns=now.ctime_ns) if seen.path == now.path else seen
        for seen in stamp.posts
    )
    assert _reason(stamp._replace(posts=posts)) == f"{deck.posts}/a.md changed"


def test_an_edit_during_the_build_is_seen(deck: Deck) -> None:
    """The stamp holds what was read, whatever the file holds when the stamp is made."""
    looked_ns = time.time_ns()
    files = walk([str(deck.posts)]).files
    read = {found.path: Path(found.path).read_bytes() for found in files}
    deck.write("posts/a.md", "CONTENT of posts/a.md", age_ns=0)
    stamp = Stamp(
        version="1",
        options="{}",
        looked_ns=looked_ns,
        next_due="",
        patterns=(str(deck.posts),),
        posts=tuple(seen_post(found, read[found.path]) for found in files),
        others=(),
    )
    assert _reason(stamp) == f"{deck.posts}/a.md changed"


def test_the_store_keeps_it(deck: Deck) -> None:
    """The whole question in one call, by the output's name; a stamp of another form is none."""
    store, _ = open_store(deck.root / "store.sqlite")
    with store:

        def unchanged() -> bool:
            return is_unchanged(store, "x.apkg", version="1", options="{}", today=TODAY)

        assert not unchanged()
        stamp = deck.stamp()
        store.put_stamp("x.apkg", encode_stamp(stamp))
        assert unchanged()
        deck.write("posts/a.md", "content of posts/a.md", age_ns=HOUR_NS // 2)
        assert unchanged()
        assert decode_stamp(store.stamp("x.apkg") or b"") != stamp
        deck.write("posts/a.md", "other")
        assert not unchanged()
        for strange in (b"", b"{", b"[]", b"[2]", b"[1,2]", b"7"):
            store.put_stamp("x.apkg", strange)
            assert not unchanged()


def test_it_is_read_as_it_was_written(deck: Deck) -> None:
    """Names that are no text, too."""
    stamp = deck.stamp()
    odd = stamp.posts[0]._replace(path=os.fsdecode(b"/x/\xff.md"))
    stamp = stamp._replace(posts=(odd, *stamp.posts))
    assert decode_stamp(encode_stamp(stamp)) == stamp


def test_a_build_with_nothing_to_do_loads_nothing_heavy() -> None:
    """The check is most of such a build."""
    code = (
        "import sys, deckgen.files.stamp, deckgen.files.store, deckgen.files.lock, deckgen.files.atomic\n"
        "heavy = {'yaml', 'msgspec', 'click', 'rich', 'comrak', 'genanki', 'openai', 'deckgen.model'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
