from __future__ import annotations

import hashlib
import re

import pytest

from deckgen.export.highlight import CLASSES
from deckgen.export.note_types import (
    MODIFIED,
    NOTE_TYPES,
    NoteTypeSpec,
    Template,
    spec_of,
    style,
    template_sides,
)
from deckgen.language.phrases import SPOKEN
from deckgen.model import NoteType

SPARE = ("Spare1", "Spare2", "Spare3", "Spare4")

TEXT_HASH_BY_STAMP = {
    # After a change of a template or the CSS: raise MODIFIED and write both here, in place of the old line.
    1_770_300_000: "3179d7102a3f01d49cfd30fb63da05ef",
}

TEMPLATES = [template for spec in NOTE_TYPES for template in spec.templates]


def test_note_types_are_frozen() -> None:
    """A change of any of these gives learners a second note type, and their notes are never updated again."""
    assert [(spec.id, str(spec.name), spec.fields) for spec in NOTE_TYPES] == [
        (
            1763212840117,
            "deckgen reading",
            ("Title", "URL", "Prompt", "Topic", "Kind", "Site", "Author", "Published", "Digest", "Comment",
             "More", "Mine", "Source", "Lang", "Made", "Key", *SPARE),
        ),
        (
            1763212840229,
            "deckgen topic",
            ("Topic", "Links", "Prompt", "Count", "Source", "Lang", "Made", "Key", *SPARE),
        ),
        (
            1763212840343,
            "deckgen question",
            ("Question", "Answer", "BackQuestion", "BackAnswer", "Detail", "Image", "Topic", "Quote", "URL",
             "LinkTitle", "More", "Kind", "Source", "Lang", "Made", "Key", *SPARE),
        ),
        (
            1763212840457,
            "deckgen cloze",
            ("Text", "Context", "Detail", "Image", "Topic", "Quote", "URL", "LinkTitle", "More", "Kind",
             "Source", "Lang", "Made", "Key", *SPARE),
        ),
    ]  # fmt: skip


def test_templates_are_frozen() -> None:
    names = {str(spec.name): [(each.name, each.asks) for each in spec.templates] for spec in NOTE_TYPES}
    assert names == {
        "deckgen reading": [("Read", "Title"), ("Recall", "Mine")],
        "deckgen topic": [("Topic", "Topic")],
        "deckgen question": [("Forward", "Question"), ("Backward", "BackQuestion")],
        "deckgen cloze": [("Cloze", "Text")],
    }


def test_text_of_templates_changes_only_with_its_stamp() -> None:
    text = "\0".join([style(), *(side for each in TEMPLATES for side in template_sides(each))])
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    assert {MODIFIED: digest} == TEXT_HASH_BY_STAMP, "raise MODIFIED, else no learner gets the new text"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_front_stands_wholly_inside_its_condition(template: Template) -> None:
    front, _ = template_sides(template)
    opener, closer = f"{{{{#{template.asks}}}}}", f"{{{{/{template.asks}}}}}"
    assert front.startswith(opener)
    assert front.endswith(closer)
    assert (front.count(opener), front.count(closer)) == (1, 1)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_templates_say_no_word_and_load_nothing(template: Template) -> None:
    for side in template_sides(template):
        shown = re.sub(r"\{\{[^}]*\}\}|<[^>]*>", "", side)
        assert re.findall(r"\w+", shown) == []
        assert not re.search(r"<script|src=|@import|javascript", side, re.I)


@pytest.mark.parametrize("spec", NOTE_TYPES, ids=lambda spec: spec.name)
def test_templates_name_only_fields_of_their_type(spec: NoteTypeSpec) -> None:
    for template in spec.templates:
        named = set(re.findall(r"\{\{[#^/]?(?:cloze:)?(\w+)\}\}", "".join(template_sides(template))))
        assert named <= set(spec.fields)


def test_every_note_type_has_its_spec() -> None:
    assert [spec_of(note_type).name for note_type in NoteType] == list(NoteType)


# --- styling ---


def test_style_loads_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|expression", style(), re.I)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): #([0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "night"])
@pytest.mark.parametrize("words", ["ink", "faint", "link", "mark", "keyword", "string", "comment", "number", "name"])
@pytest.mark.parametrize("ground", ["paper", "box", "soft"])
def test_words_can_be_read_in_both_themes(theme: str, words: str, ground: str) -> None:
    light, night = re.findall(r"\{[^}]*--paper[^}]*\}", style())
    palette = colours(light if theme == "light" else night)
    assert contrast(palette[words], palette[ground]) >= 4.5


@pytest.mark.parametrize("wide", ["pre", "table", ".math", 'mjx-container[display="true"]'])
def test_what_is_wide_scrolls_in_its_own_box(wide: str) -> None:
    rules = re.findall(rf"\.dg {re.escape(wide)}(?:, [^{{}}]*)? \{{([^}}]*)\}}", style())
    assert any("overflow-x: auto" in rule for rule in rules)


def test_styling_speaks_only_by_the_language_of_the_card() -> None:
    """Words stand behind :lang(); without it there are marks alone."""
    said = re.findall(r"^([^\n{]*) \{[^{}]*content: \"([^\"]*)\"", style(), re.MULTILINE)
    assert said
    wordy = [(where, what) for where, what in said if re.search(r"(?<!\\)\b[a-z]{2}", what)]
    assert [where for where, _ in wordy if ":lang(" not in where] == []


def test_code_has_a_colour_for_every_class() -> None:
    named = set(re.findall(r"\.(\w+)", " ".join(re.findall(r"\.dg \.code ([^{]*)\{", style()))))
    assert named == CLASSES


def test_sides_follow_the_reading_direction() -> None:
    """Only code and formulas, which run from left to right everywhere, name a side."""
    assert re.findall(r"(?:margin|padding|border)-(?:left|right)|float:", style()) == []


def test_the_back_of_a_reading_card_says_how_to_end_it() -> None:
    """In each language that deckgen speaks, as long as the learner wrote nothing into Mine."""
    _, back = template_sides(spec_of(NoteType.READING).templates[0])
    assert '{{^Mine}}<p class="done"></p>{{/Mine}}' in back
    said = re.findall(r"\.dg:lang\(([\w-]+)\) \.done::before", style())
    assert {language.replace("-", "_").lower() for language in said} == set(SPOKEN)
