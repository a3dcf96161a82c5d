"""Vowel signs and points are letters: words that differ in them alone are other words, in any script."""

from __future__ import annotations

import pytest

from deckgen.identity.field_words import letters, read_field, read_line
from deckgen.language.raw_words import raw_words
from deckgen.posts.parse import make_post, parse_body

PAIRS = [("दिन", "दान"), ("كَتَبَ", "كُتُب"), ("தமிழ்", "தமழ"), ("မြန်မာ", "မန်မ"), ("ที่", "ทำ"), ("בָּרָא", "בְּרֵא")]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_they_are_read_with_their_letters(one: str, other: str) -> None:
    assert read_field(one).key != read_field(other).key
    assert raw_words(one) != raw_words(other)
    assert read_line(read_field(one).line).key == read_field(one).key


def test_a_line_of_an_earlier_release_which_read_none_is_known() -> None:
    assert letters("द न क य ह") == letters(read_field("दिन क्या है?").line)
    assert letters("ein Tag und न") != letters("ein Tag und क")


@pytest.mark.parametrize("tag", ["हिन्दी", "বাংলাদেশ", "العربيّة", "ภาษาไทย", "தமிழ்", "Ελλάδα/νησί"])
def test_a_tag_keeps_them(tag: str) -> None:
    assert make_post("a.md", parse_body(f"# T\n\nText #{tag} more.\n".encode())).tags == (tag,)
