"""Posts are found the same way by the build and by the check before it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deckgen.files.walk import walk

TREE = (
    "posts/a.md",
    "posts/B.MARKDOWN",
    "posts/note.txt",
    "posts/x.png",
    "posts/.hidden.md",
    "posts/.git/x.md",
    "posts/node_modules/readme.md",
    "posts/2015/c.md",
    "posts/2015/deep/d.md",
    "posts/[odd].md",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in TREE:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["posts"], ["2015/c.md", "2015/deep/d.md", "B.MARKDOWN", "[odd].md", "a.md"]),
        (["posts/"], ["2015/c.md", "2015/deep/d.md", "B.MARKDOWN", "[odd].md", "a.md"]),
        (["posts/a.md"], ["a.md"]),
        (["posts/note.txt"], ["note.txt"]),
        (["posts/[odd].md"], ["[odd].md"]),
        (["posts/*.md"], ["[odd].md", "a.md"]),
        (["posts/*.txt"], ["note.txt"]),
        (["posts/[a-b].md"], ["a.md"]),
        (["posts/[!a].md"], []),
        (["posts/?.md"], ["a.md"]),
        (["posts/*/*.md"], ["2015/c.md"]),
        (["posts/**/*.md"], ["2015/c.md", "2015/deep/d.md", "[odd].md", "a.md"]),
        (["po*/2015"], ["posts/2015/c.md", "posts/2015/deep/d.md"]),
        (["posts/2015", "posts/a.md", "posts/2015/c.md"], ["c.md", "deep/d.md", "a.md"]),
    ],
)
def test_what_is_found(tree: Path, patterns: list[str], names: list[str]) -> None:
    """Sorted by path, once each; hidden files and other people's Markdown are left out."""
    walked = walk([f"{tree}/{pattern}" for pattern in patterns])
    assert [found.name for found in walked.files] == names
    assert walked.unreadable == ()
    for found in walked.files:
        status = Path(found.path).stat()
        assert (found.size, found.mtime_ns, found.ctime_ns) == (
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
        )


def test_what_is_not_there_is_unreadable(tree: Path) -> None:
    """So that nobody takes its posts for deleted; a glob may find nothing, but not look nowhere."""
    (tree / "posts" / "gone.md").symlink_to(tree / "nowhere.md")
    walked = walk([f"{tree}/none", f"{tree}/nowhere/*.md", f"{tree}/posts/2015/*.rst", f"{tree}/posts"])
    assert walked.unreadable == (f"{tree}/none", f"{tree}/nowhere", f"{tree}/posts/gone.md")
    assert len(walked.files) == 5


def test_links_are_followed_but_not_in_circles(tree: Path) -> None:
    """A folder that is linked in is part of the posts; one that leads back is not."""
    outside = tree / "outside"
    outside.mkdir()
    (outside / "e.md").touch()
    (outside / "back").symlink_to(tree / "posts")
    (tree / "posts" / "in").symlink_to(outside)
    (tree / "posts" / "2015" / "self").symlink_to(tree / "posts" / "2015")
    walked = walk([os.fspath(tree / "posts")])
    assert [found.name for found in walked.files] == [
        "2015/c.md",
        "2015/deep/d.md",
        "B.MARKDOWN",
        "[odd].md",
        "a.md",
        "in/e.md",
    ]
