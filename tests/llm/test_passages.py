"""What a judge and a repair are shown: the passage of a quote, and no more of a source."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.llm.passages import AROUND, GAP, passages_around, place_of

FILLER = "这里说的是别的事情，与卡片没有什么关系。"
FACT = "电台的最大容量是 6096 字节。"


def test_a_passage_is_the_quote_with_whole_sentences_around_it() -> None:
    text = FILLER * 60 + FACT + FILLER * 60
    (passage,) = passages_around([FACT], text).split(GAP)
    assert FACT in passage
    assert passage.startswith(FILLER)
    assert passage.endswith(FILLER)
    assert len(passage) <= 2 * AROUND + len(FACT)


def test_passages_that_meet_are_one_and_others_stand_apart() -> None:
    """In the order of the text, each once."""
    other = "天线不能折叠，只能拆开。"
    text = FACT + FILLER + other + FILLER * 100 + "最后的一句话说的是电池。"
    shown = passages_around([other, "最后的一句话说的是电池", FACT], text).split(GAP)
    assert len(shown) == 2
    assert shown[0].startswith(FACT)
    assert other in shown[0]
    assert shown[1].endswith("最后的一句话说的是电池。")


def test_a_quote_is_found_however_it_is_printed() -> None:
    """White space, width, case and marks differ; where it stands is told in the text as it is."""
    text = "开头。**The  Cache** holds\n`512` entries（默认）。结尾。"
    found = place_of("the cache holds 512 entries(默认)", text)
    assert found is not None
    assert text[slice(*found)] == "The  Cache** holds\n`512` entries（默认）"
    assert place_of("512 tables", text) is None
    assert passages_around(["512 tables", ""], text) == ""


@given(st.text(max_size=300), st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str, quote: str) -> None:
    shown = passages_around([quote, text[3:20]], text)
    assert all(part in text for part in shown.split(GAP))
