"""A headless Chromium for tests: what a page looks like, and what a script in it measures."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from deckgen.export.note_types import style
from deckgen.preview.formulas import with_formulas

MISSING = "no browser: install chromium (Debian: apt-get install chromium fonts-noto-cjk) or name one in $CHROMIUM"

# What Anki itself says of the page around a card, as far as it can touch ours.
ANKI = """
body { margin: 20px; overflow-wrap: break-word; }
body.nightMode { background-color: #2c2c2c; color: #fcfcfc; }
img { max-width: 100%; max-height: 95vh; }
li { text-align: start; }
pre { text-align: left; }
"""


@functools.cache
def chromium() -> str | None:
    """Find the browser: $CHROMIUM, else one of its usual names."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def card_page(side: str, *, night: bool, head: str = "") -> str:
    """Give the page that Anki shows a side of a card on."""
    classes = "card card1 nightMode night_mode" if night else "card card1"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><style>{ANKI}</style>{head}</head>'
        f'<body class="{classes}"><div id="qa"><style>{style()}</style>{with_formulas(side)}</div></body></html>'
    )


def run(page: Path, *arguments: str, width: int, height: int = 700) -> str:
    """Open a page; give what the browser prints."""
    binary = chromium()
    assert binary is not None
    with tempfile.TemporaryDirectory(prefix="deckgen-browser-") as profile:
        command = [
            binary, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", f"--user-data-dir={profile}",
            "--virtual-time-budget=20000", f"--window-size={width},{height}", *arguments, page.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    return done.stdout


def shoot(page: Path, target: Path, *, width: int, height: int) -> None:
    """Write what a page looks like to a PNG file."""
    run(page, f"--screenshot={target}", width=width, height=height)


def dump(page: Path, *, width: int) -> str:
    """Give the page after its scripts have run."""
    return run(page, "--dump-dom", width=width)


def result_of(dom: str) -> str:
    """Give what a page's script left in `<pre id="result">`."""
    found = re.search(r'<pre id="result">(.*?)</pre>', dom, re.DOTALL)
    assert found is not None, dom[:2000]
    return found[1]
