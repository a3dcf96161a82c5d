"""The key `macros:` of a definition: the TeX macros that all of its posts may use."""

from __future__ import annotations

from deckgen.export.tex import Macro, macro_fault
from deckgen.files.checked import Check, WrongError, number_of, scalar_of
from deckgen.files.yaml_tree import Items, Mapping, Scalar, Tree

_BODY_AND_COUNT = 2
_COUNT = number_of(0, 9, whole=True)


def macros_key(check: Check, tree: Tree, name: str) -> dict[str, Macro] | None:
    """Read `{NAME: BODY}` or `{NAME: [BODY, ARGUMENTS]}` as MathJax's settings have it, a name with or without `\\`."""
    if isinstance(tree, Scalar) and tree.type == "null" and not tree.quoted:
        return None
    if not isinstance(tree, Mapping):
        raise WrongError(tree.line, r"must hold names and what they stand for, such as {R: '\mathbb{R}'}")
    known = frozenset(_bare(key.text) for key, _ in tree.entries)
    macros: dict[str, Macro] = {}
    for key, value in tree.entries:
        try:
            if _bare(key.text) in macros:
                raise WrongError(key.line, "is named twice")
            macros[_bare(key.text)] = _macro(check, key, value, known)
        except WrongError as exc:
            check.error(exc.line, f"{name}.{key.text}: {exc.message}")
    return macros


def _bare(name: str) -> str:
    return name.removeprefix("\\")


def _macro(check: Check, key: Scalar, tree: Tree, known: frozenset[str]) -> Macro:
    if isinstance(tree, Items) and len(tree.items) == _BODY_AND_COUNT:
        body, count = tree.items
        macro = Macro(scalar_of(body, "TeX").text, int(_COUNT(check, count, key.text)))
    elif isinstance(tree, Items):
        raise WrongError(tree.line, r"must be TeX, or a list of TeX and its arguments: ['\frac{#1}{#2}', 2]")
    else:
        macro = Macro(scalar_of(tree, "TeX").text)
    if fault := macro_fault(_bare(key.text), macro, known):
        raise WrongError(tree.line, fault)
    return macro
