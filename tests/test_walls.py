"""The walls between the modules: imports run one way, and each outside library has one door."""

from __future__ import annotations

import ast
import graphlib
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from deckgen.extras import EXTRAS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "deckgen"

LEAVES = frozenset({"model", "patterns", "urls", "kept_out", "topics", "extras", "markdown", "language", "files"})
"""What everybody may use; they use one another alone."""

STAGES = frozenset({"posts", "items", "fetch", "cards", "llm", "identity", "export", "anki"})
"""They know each other only through the values in model.py."""

BESIDE = {"llm": frozenset({"cards"})}
"""cards and llm are two ways of one stage: what a model words passes the same gates as what a form words."""

DOORS = {
    "click": ("cli/*.py",),
    "comrak": ("markdown/parser.py",),
    "genanki": ("export/apkg.py",),
    "http": ("anki/connect.py", "fetch/client.py", "review/server.py"),
    "httpcore2": ("fetch/web.py",),
    "httpx2": ("fetch/web.py", "llm/client.py"),
    "latex2mathml": ("preview/formulas.py",),
    "lxml": ("fetch/dom.py",),
    "openai": ("llm/client.py",),
    "protego": ("fetch/robots.py",),
    "pygments": ("export/highlight.py",),
    "pypdf": ("fetch/documents.py",),
    "rapidfuzz": ("identity/*.py",),
    "rich": ("cli/*.py",),
    "trafilatura": ("fetch/generic.py",),
    "sqlite3": ("files/store.py", "files/collection.py", "export/apkg.py", "export/readback.py", "anki/exported.py"),
    "zstandard": ("anki/exported.py",),
    "yaml": ("files/yaml_tree.py", "posts/front_matter.py", "posts/site.py"),
}
"""Which files may import a library; msgspec, which the values are made of, is everywhere."""

MAX_LINES = 400
MAX_FUNCTION_LINES = 50

FILES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in FILES]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Give each (module, name) that a file imports anywhere in it; the name is empty for a whole module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: {node.lineno}: modules are imported by their full names"
            assert node.module is not None
            yield from ((node.module, alias.name) for alias in node.names)


def unit_of(module: str) -> str:
    """Give the part of deckgen that a module belongs to: the first name below the package."""
    return module.split(".")[1] if "." in module else "deckgen"


def unit_of_file(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def needs() -> dict[str, frozenset[str]]:
    """Which parts of deckgen each part imports."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        mine = found.setdefault(unit_of_file(path), set())
        for module, name in imports_of(path):
            if module.split(".")[0] == "deckgen":
                is_part = module == "deckgen" and (PACKAGE / f"{name}.py").exists()
                mine.add(name if is_part else unit_of(module))
    # The package itself holds a version and a docstring.
    return {unit: frozenset(others - {unit, "deckgen"}) for unit, others in found.items()}


def test_the_model_imports_nothing_of_ours() -> None:
    """The values are the ground on which all else stands."""
    assert needs()["model"] == frozenset()


@pytest.mark.parametrize("leaf", sorted(LEAVES))
def test_leaves_use_leaves_alone(leaf: str) -> None:
    """What everybody uses knows nobody."""
    assert needs()[leaf] <= LEAVES


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_stages_do_not_know_each_other(stage: str) -> None:
    """A stage takes values and gives values; only the pipeline knows what comes before and after."""
    assert needs()[stage] <= LEAVES | BESIDE.get(stage, frozenset())


def test_only_the_command_line_knows_the_order_of_the_stages() -> None:
    """Nothing below it does; preview and review are other faces of a build."""
    assert {unit for unit, others in needs().items() if "build" in others} == {"cli", "preview", "review"}
    assert [unit for unit, others in needs().items() if "cli" in others] == ["__main__"]


def test_imports_run_one_way() -> None:
    """No two parts need each other, however far around."""
    graphlib.TopologicalSorter(needs()).prepare()


BUILD_ROOMS = {
    "input": frozenset(),
    "build": frozenset({"input"}),
    "begin": frozenset({"build", "input"}),
    "write": frozenset({"build", "input"}),
    "learner": frozenset({"build", "input"}),
    "tell": frozenset({"build", "input"}),
}
"""The rooms of build/ and what each may use; "build" is what stands beside pipeline.py."""


def test_the_rooms_of_build_stand_on_one_build_alone() -> None:
    """One build knows neither how a model is asked nor a learner's Anki; those know it, and not one another."""
    used: dict[str, set[str]] = {room: set() for room in BUILD_ROOMS}
    for path in (PACKAGE / "build").rglob("*.py"):
        for module, _ in imports_of(path):
            if module.startswith("deckgen.build."):
                room = module.split(".")[2] if module.count(".") == 3 else "build"
                used[path.parent.name] |= {room} - {path.parent.name}
    assert not {room: more for room, others in used.items() if (more := others - BUILD_ROOMS[room])}


@pytest.mark.parametrize("name", NAMES)
def test_each_library_has_its_door(name: str) -> None:
    """Another library can be put in its place by changing one module."""
    for module, _ in imports_of(PACKAGE / name):
        doors = DOORS.get(module.split(".")[0])
        if doors is not None:
            assert any(PurePosixPath(name).match(door) for door in doors), f"{name} imports {module}"


def test_no_other_library_is_used() -> None:
    """What is imported is known here and named in pyproject.toml."""
    used = {module.split(".")[0] for path in FILES for module, _ in imports_of(path)}
    outside = used - sys.stdlib_module_names - {"deckgen"}
    assert outside <= {*DOORS, "msgspec"}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    extras = project["optional-dependencies"]
    declared = " ".join([*project["dependencies"], *(line for name in EXTRAS for line in extras[name])])
    package = {"yaml": "pyyaml"}
    assert not [name for name in outside if package.get(name, name) not in declared]


@pytest.mark.parametrize("name", NAMES)
def test_private_names_stay_at_home(name: str) -> None:
    """What begins with an underscore may change without looking around."""
    taken = [
        f"{module}.{what}"
        for module, what in imports_of(PACKAGE / name)
        if module.startswith("deckgen") and what.startswith("_") and what != "__version__"
    ]
    assert taken == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "patterns.py"])
def test_no_module_compiles_a_pattern_when_it_is_loaded(name: str) -> None:
    """A start pays for no pattern that it does not use: `regex` compiles at first use; functions may compile theirs."""
    assert [ast.unparse(call) for call in loaded_calls(tree_of(PACKAGE / name)) if is_compile(call)] == []


def loaded_calls(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is loaded."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from loaded_calls(child)


def is_compile(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile"


@pytest.mark.parametrize("name", NAMES)
def test_files_and_functions_are_short(name: str) -> None:
    """A file is read in one sitting, a function at one glance; a click command's signature may be longer."""
    path = PACKAGE / name
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_LINES
    long = [
        f"{node.name}: {length} lines"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
        and not is_command(node)
    ]
    assert long == []


def is_command(node: ast.FunctionDef) -> bool:
    return any("command" in ast.unparse(one) or "group" in ast.unparse(one) for one in node.decorator_list)


def test_no_module_is_a_drawer() -> None:
    """A module is named after what it does."""
    drawers = {"utils", "util", "helpers", "common", "misc"}
    assert not [name for name in NAMES if PurePosixPath(name).stem in drawers]
