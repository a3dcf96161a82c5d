"""What the tests of writing share: a server that answers, and a blog whose deck asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.llm.blog import Blog
from tests.llm.stub import Stub, running


@pytest.fixture
def stub() -> Iterator[Stub]:
    """Run a stub for one test."""
    with running() as one:
        yield one


@pytest.fixture
def blog(tmp_path: Path, stub: Stub) -> Blog:
    """Make an empty blog that asks the stub."""
    return Blog(tmp_path / "blog", stub.url)
