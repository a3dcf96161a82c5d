"""Words that a paraphrase adds or drops, and that say nothing by themselves."""

from __future__ import annotations

from deckgen.patterns import regex

FILLERS = regex("左右|进行")
"""Chinese ones, in an answer whose passage does not have them."""
SMALL = frozenset(
    """
    they them he she him her because every each some any all both through than then if such other more most also very
    about only just without into onto between during before after while up down out off over under
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""English ones, beside those by which a language is known."""
STOP_SIGNS = frozenset(
    "的了着地得之其它他她是为在于由与和及或而且但也都就则即又还并将把被使让令从到向对给以用于所"
    "者这那此该个些种样会能可要等时里中上下内约有一二两同更较即因而若如"
)
"""Chinese characters that a paraphrase adds or drops."""
GLUE = frozenset("的了着是在与和及或而也就")
"""Characters that no word worth comparing is made with."""
