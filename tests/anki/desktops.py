"""A fake desktop for each test, and the real one where it is installed."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.anki.desks import DRIVER, RealDesk
from tests.anki.fake_connect import FakeAnki, fake_anki

ROOT = Path(__file__).parents[2]
START = Path(os.environ.get("START_ANKI") or ROOT.parent / "shared" / "tools" / "start_anki.sh")


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[FakeAnki]:
    """Run a fake with an empty collection."""
    with fake_anki(tmp_path / "anki") as anki:
        yield anki


@pytest.fixture(scope="session")
def real_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealDesk]:
    """Run the real desktop with the add-on; skip where ANKI_PY or ADDON_SRC does not name them."""
    if not (os.environ.get("ANKI_PY") and os.environ.get("ADDON_SRC") and START.is_file()):
        pytest.skip("no desktop: ANKI_PY names a Python with aqt, ADDON_SRC AnkiConnect, START_ANKI the script")
    base = tmp_path_factory.mktemp("desktop")
    folder = tmp_path_factory.mktemp("driver")
    environment = {**os.environ, "EXTRA_ADDONS": os.fspath(DRIVER), "DRIVER_FOLDER": os.fspath(folder)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = subprocess.run([START, "start", base, str(port)], env=environment, timeout=120)
    assert done.returncode == 0
    try:
        yield RealDesk(f"http://127.0.0.1:{port}", folder)
    finally:
        subprocess.run([START, "stop", base], check=True, timeout=60)


@pytest.fixture
def fresh_desk(real_desk: RealDesk) -> RealDesk:
    """Give the real desktop with nothing in it."""
    real_desk.act("clear")
    return real_desk
