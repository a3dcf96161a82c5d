"""The posts that whole builds are measured on: the corpus where it is present, else made ones."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bench.generate import write_posts

ROOT = Path(__file__).parents[1]
BUNDLE = "posts-2011-2018.bundle"
MADE = 250
"""So many posts are made where the corpus is absent."""


class NoCorpusError(Exception):
    """There is nothing to measure on."""


def find_bundle() -> Path:
    """Give the corpus's blog: below $DECKGEN_CORPUS, else ../shared/corpus from the project's root."""
    folder = Path(os.environ.get("DECKGEN_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not (folder / BUNDLE).is_file():
        raise NoCorpusError(f"no {BUNDLE} in {folder}; name its folder in DECKGEN_CORPUS")
    return folder / BUNDLE


def clone_blog(folder: Path) -> Path:
    """Put the blog's working copy into a folder."""
    blog = folder / "blog"
    subprocess.run(["git", "clone", "--quiet", str(find_bundle()), str(blog)], check=True)
    return blog


def blog_posts(folder: Path) -> Path:
    """Return a folder with the corpus's posts, or with made ones, below another one."""
    try:
        return clone_blog(folder) / "_posts"
    except NoCorpusError:
        write_posts(folder / "_posts", MADE)
        return folder / "_posts"


def git(blog: Path, *arguments: str) -> str:
    """Run git in the blog; give what it prints."""
    command = ["git", "-C", str(blog), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
