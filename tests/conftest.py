"""What all tests share: the corpus of real posts, where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
ANKI_FIXTURES = {"col", "learner"}
"""Fixtures that open a collection of the real Anki."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a collection through a fixture, so that `make check` leaves it out."""
    for item in items:
        if ANKI_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("anki")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of the corpus: $DECKGEN_CORPUS, else ../shared/corpus from the project's root."""
    folder = Path(os.environ.get("DECKGEN_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}; name its folder in DECKGEN_CORPUS")
    return folder
