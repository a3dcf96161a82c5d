"""Refuse a tag that does not name the version of deckgen: ``python .ci/version.py v1.2.3``."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]

declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
own = re.findall(r'^__version__ = "(.+)"$', (ROOT / "deckgen/__init__.py").read_text(encoding="utf-8"), re.M)
changes = re.findall(r"^## (\S+)(.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
wrong = [
    f"{place} says {version}"
    for place, version in (
        ("pyproject.toml", declared),
        ("deckgen/__init__.py", *own),
        ("CHANGELOG.md", changes[0][0]),
    )
    if f"v{version}" != sys.argv[1]
]
if "not released" in changes[0][1]:
    wrong.append("CHANGELOG.md says that it is not released yet")
sys.exit("; ".join([f"the tag is {sys.argv[1]}", *wrong]) if wrong else 0)
