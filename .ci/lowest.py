"""Print the lowest versions that pyproject.toml allows, as constraints for pip: ``name==version``, one a line."""

import itertools
import re
import tomllib
from pathlib import Path

REQUIREMENT = re.compile(r"([\w-]+)(?:\[[\w,-]+\])?[>=]=([\d.]+)")

whole = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
project = whole["project"]
extras = itertools.chain.from_iterable(project["optional-dependencies"].values())
wanted = [*whole["build-system"]["requires"], *project["dependencies"], *extras]
lowest = {found[1]: found[2] for text in wanted if (found := REQUIREMENT.match(text))}
print("\n".join(f"{name}=={version}" for name, version in sorted(lowest.items())))
