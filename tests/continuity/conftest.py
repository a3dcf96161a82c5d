"""A blog and a learner for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.continuity.blog import Blog, Learner, anki


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """A blog without posts."""
    return Blog(tmp_path / "blog")


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Somebody with an empty collection."""
    with anki(tmp_path) as one:
        yield one
