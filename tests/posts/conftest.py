"""What the tests of the parser share: the corpus' last state."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def posts(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the posts of the corpus as their author left them."""
    bundle = corpus / "posts-2011-2018.bundle"
    if not bundle.is_file():
        pytest.skip(f"no bundle of posts in {corpus}")
    folder = tmp_path_factory.mktemp("blog")
    subprocess.run(["git", "clone", "-q", str(bundle), str(folder)], check=True, capture_output=True)
    return folder / "_posts"
