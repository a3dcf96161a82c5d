"""What is an extra of the package: libraries that are heavy, and that most decks never need."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import MappingProxyType

from deckgen.files.errors import MissingExtraError

DISTRIBUTION = "deckgen-posts"
"""The name on the package index; the package in it is `deckgen`."""

EXTRAS = MappingProxyType(
    {
        "fetch": ("httpcore2", "httpx2", "lxml", "protego", "trafilatura"),
        "pdf": ("pypdf",),
        "write": ("httpx2", "openai"),
    }
)
"""By the extra's name in pyproject.toml, the packages that are imported of it."""


def install_line(extra: str, package: str = DISTRIBUTION) -> str:
    """Return the command that installs an extra."""
    return f'pip install "{package}[{extra}]"'


def require(extra: str) -> None:
    """Raise a `MissingExtraError` that names the extra where one of its libraries is missing; none is loaded.

    To be called before the work that needs it: a library may be needed in another process only, or late.
    """
    missing = [name for name in EXTRAS[extra] if not _is_there(name)]
    if missing:
        line = install_line(extra, _sources() or DISTRIBUTION)
        message = f"needs libraries that come with an extra: {line} (missing: {', '.join(missing)})"
        raise MissingExtraError(f"deckgen {extra}", 0, message)


def _sources() -> str:
    """Return the folder of the sources that this program was installed or is run from; empty if from an index."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    here = Path(__file__).parents[1]
    if (here / "pyproject.toml").is_file():
        return str(here)
    try:
        files = distribution(DISTRIBUTION).files or ()
        found = [json.loads(file.read_binary()) for file in files if file.name == "direct_url.json"]
    except (PackageNotFoundError, OSError, ValueError):
        return ""
    url = urlsplit(str(found[0].get("url", "")) if found else "")
    folder = url2pathname(url.path) if url.scheme == "file" else ""
    return folder if Path(folder, "pyproject.toml").is_file() else ""


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False
