"""The cards' styling on old phones: what a WebView of Chrome 77 does not know takes nothing from a card.

A browser leaves out a declaration that it does not know, and a whole rule where its selector holds anything unknown. So
no selector may be newer; a value or property that is newer stands behind one of the same property that is old, or makes
the card nicer where it is known and no worse where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from deckgen.export.note_types import NOTE_TYPES, style, template_sides

OLDEST = 77
"""AnkiDroid asks for Android 7, which was shipped with less, but whose WebView updates itself from the store."""


class Feature(NamedTuple):
    """A part of CSS with the version of Chrome that brought it.

    The versions are those of MDN's browser-compat-data, https://github.com/mdn/browser-compat-data, by the path below
    `css/`, field `support.chrome.version_added`.
    """

    pattern: str
    chrome: int
    path: str


SELECTORS = (
    Feature(r":has\(", 105, "selectors/has"),
    Feature(r":is\(", 88, "selectors/is"),
    Feature(r":where\(", 88, "selectors/where"),
    Feature(r":not\([^)]*,", 88, "selectors/not/selector_list"),
    Feature(r":nth-(?:last-)?child\([^)]* of ", 111, "selectors/nth-child/of_syntax"),
    Feature(r":focus-visible", 86, "selectors/focus-visible"),
    Feature(r":dir\(", 120, "selectors/dir"),
    Feature(r"&", 120, "selectors/nesting"),
)
AT_RULES = (
    Feature(r"@container", 105, "at-rules/container"),
    Feature(r"@layer", 99, "at-rules/layer"),
    Feature(r"@property", 85, "at-rules/property"),
    Feature(r"@scope", 118, "at-rules/scope"),
    Feature(r"@media[^{]*[<>]", 104, "at-rules/media/range_syntax"),
)
VALUES = (
    Feature(r"\b(?:clamp|min|max)\(", 79, "types/clamp, types/min, types/max"),
    Feature(r"overflow-wrap: anywhere", 80, "properties/overflow-wrap/anywhere"),
    Feature(r"\b(?:dvh|svh|lvh|dvw|svw|lvw)\b", 108, "types/length/viewport_percentage_units_dynamic"),
    Feature(r"\boklch\(|\boklab\(|\bcolor-mix\(", 111, "types/color/oklch, types/color/color-mix"),
    Feature(r"overflow(?:-[xy])?: clip", 90, "properties/overflow/clip"),
    Feature(r"\brevert\b", 84, "types/global_keywords/revert"),
)
PROPERTIES = (
    Feature(r"(?:margin|padding)-(?:inline|block)", 87, "properties/margin-inline and so on"),
    Feature(r"border-(?:inline|block)(?:-(?:width|style|color))?", 87, "properties/border-inline and so on"),
    Feature(r"inset(?:-.*)?", 87, "properties/inset and so on"),
    Feature(r"(?:row-|column-)?gap", 84, "properties/gap/flex_context"),
    Feature(r"aspect-ratio", 88, "properties/aspect-ratio"),
    Feature(r"accent-color", 93, "properties/accent-color"),
    Feature(r"scrollbar-gutter", 94, "properties/scrollbar-gutter"),
    Feature(r"content-visibility", 85, "properties/content-visibility"),
    Feature(r"translate|rotate|scale", 104, "properties/translate and so on"),
)
NICER = (
    Feature(r"color-scheme", 81, "properties/color-scheme"),  # scroll bars and forms of the theme
    Feature(r"text-wrap", 114, "properties/text-wrap"),  # where lines of a title break
    Feature(r"text-autospace", 120, "properties/text-autospace"),  # a little room between scripts
    Feature(r"text-decoration-thickness", 89, "properties/text-decoration-thickness"),  # how lines under links look
    Feature(r"text-underline-offset", 87, "properties/text-underline-offset"),
)
"""Properties that are newer and may be missing: nothing becomes unreadable or stands elsewhere without them."""


class Rule(NamedTuple):
    selector: str
    declarations: tuple[tuple[str, str], ...]


def rules_of(css: str) -> Iterator[Rule]:
    """Give the rules of a style sheet, those inside of @media too; its own text has no braces in strings."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare):
        parts = (part.partition(":") for part in re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", body))
        yield Rule(
            " ".join(selector.split()), tuple((name.strip(), value.strip()) for name, _, value in parts if name.strip())
        )


def new_in(text: str, features: tuple[Feature, ...]) -> list[str]:
    return [f"{each.path} (Chrome {each.chrome})" for each in features if re.search(each.pattern, text)]


def newer_property(name: str) -> list[str]:
    return [f"{each.path} (Chrome {each.chrome})" for each in PROPERTIES if re.fullmatch(each.pattern, name)]


def faults_of(css: str) -> list[str]:
    """Say what a WebView of Chrome 77 would lose of a style sheet."""
    found = [f"{fault}" for fault in new_in(css, AT_RULES)]
    for rule in rules_of(css):
        found += [f"{rule.selector}: {fault}" for fault in new_in(rule.selector, SELECTORS)]
        known: set[str] = set()
        for name, value in rule.declarations:
            newer = [*newer_property(name), *new_in(f"{name}: {value}", VALUES)]
            if newer and name not in known:
                found.append(f"{rule.selector}: {name}: {', '.join(newer)}")
            if not newer:
                known.add(name)
    return found


def test_an_old_webview_loses_nothing() -> None:
    assert faults_of(style()) == []


@pytest.mark.parametrize(
    ("css", "fault"),
    [
        (".a:has(b) { color: red }", "selectors/has"),
        (".a :is(b, c) { color: red }", "selectors/is"),
        (".a { & b { color: red } }", "selectors/nesting"),
        (".a { margin-inline: auto }", "margin-inline"),
        (".a { inset: 0 }", "inset"),
        (".a { display: flex; gap: 1em }", "gap"),
        (".a { aspect-ratio: 1 }", "aspect-ratio"),
        (".a { width: min(1em, 2em) }", "types/min"),
        (".a { width: clamp(1em, 2em, 3em); width: 1em }", "types/clamp"),
        ("@layer x { .a { color: red } }", "at-rules/layer"),
    ],
)
def test_the_lint_sees_what_is_newer(css: str, fault: str) -> None:
    """Also where the old value stands behind the new one, where it would always win."""
    assert fault in " ".join(faults_of(css))


@pytest.mark.parametrize(
    "css",
    [
        ".a { width: 1em; width: min(1em, 2em) }",
        ".a { margin-inline-start: auto; border-block-end: 1px solid; max-inline-size: 36em }",
        ".a::before { content: 'min(1em; 2em)' }",
        "/* :has( */ .a:hover, .a:focus { text-wrap: balance }",
    ],
)
def test_the_lint_lets_pass_what_is_not(css: str) -> None:
    assert [fault for fault in faults_of(css) if "min" not in fault] == []


def test_what_may_be_missing_is_there() -> None:
    """The list of what is only nicer names nothing that the styling does not use, and only what is newer."""
    names = {name for rule in rules_of(style()) for name, _ in rule.declarations}
    assert [each.path for each in NICER if not any(re.fullmatch(each.pattern, name) for name in names)] == []
    assert min(each.chrome for each in (*SELECTORS, *AT_RULES, *VALUES, *PROPERTIES, *NICER)) > OLDEST


def test_every_property_is_an_old_one_or_in_a_table() -> None:
    """A property that nobody has looked up yet does not slip in."""
    names = {name for rule in rules_of(style()) for name, _ in rule.declarations if not name.startswith("--")}
    newer = {name for name in names if any(re.fullmatch(each.pattern, name) for each in (*PROPERTIES, *NICER))}
    assert names - newer <= OLD


OLD = frozenset((
    "-webkit-box-decoration-break", "background", "border", "border-block-end", "border-block-end-width",
    "border-block-start", "border-collapse", "border-color", "border-inline-start", "border-radius",
    "box-decoration-break", "box-sizing", "block-size", "color", "content", "counter-increment", "counter-reset",
    "cursor", "direction", "display", "font-family", "font-size", "font-weight", "inline-size", "line-break",
    "line-height", "margin", "margin-block-end", "margin-block-start", "margin-inline-end", "margin-inline-start",
    "max-inline-size", "min-inline-size", "overflow-wrap", "overflow-x", "overflow-y", "padding",
    "padding-block-end", "padding-block-start", "padding-inline-end", "padding-inline-start", "tab-size",
    "text-align", "text-decoration", "text-decoration-color", "text-indent", "vertical-align", "white-space",
))  # fmt: skip
"""Properties that Chrome 77 knows: all of them since 69 at the latest, `box-decoration-break` by its prefix."""


def test_no_template_leans_on_a_newer_element() -> None:
    """No dialog, popover or search element, no lazy loading: the templates are of elements that Chrome 77 has."""
    sides = [side for spec in NOTE_TYPES for each in spec.templates for side in template_sides(each)]
    assert not re.findall(r"<(?:dialog|search)\b|popover|loading=", " ".join(sides))
