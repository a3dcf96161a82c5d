"""A fake desktop for each test, and the real one where it is installed."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.anki.fake_connect import FakeAnki, fake_anki

ROOT = Path(__file__).parents[2]
START = Path(os.environ.get("START_ANKI") or ROOT.parent / "shared" / "tools" / "start_anki.sh")


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[FakeAnki]:
    """Run a fake with an empty collection."""
    with fake_anki(tmp_path / "anki") as anki:
        yield anki


@pytest.fixture(scope="session")
def real_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the real desktop with the add-on; skip where ANKI_PY or ADDON_SRC does not name them."""
    if not (os.environ.get("ANKI_PY") and os.environ.get("ADDON_SRC") and START.is_file()):
        pytest.skip("no desktop: ANKI_PY names a Python with aqt, ADDON_SRC AnkiConnect, START_ANKI the script")
    base = tmp_path_factory.mktemp("desktop")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = subprocess.run([START, "start", base, str(port)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        subprocess.run([START, "stop", base], check=True, timeout=60)
