"""Whether what is said of a term says what it is, or only something about it.

"Skew: the degree to which ..." says what skew is; "Skew: ranges are cut so that ..." tells something about it.
"""

from __future__ import annotations

import re

from deckgen.language.folding import fold, squeeze

OPENINGS: tuple[tuple[str, str], ...] = (
    (r"(?:an?|the|any|one of|what|how) ", "a rule that no case escapes"),
    (r"(?:ein|eine|einer|eines|der|die|das|was|wie) ", "ein Verfahren ohne Rückgriff"),
    (r"(?:une?|les?|la|ce qui|ce que) |l['’]", "une règle sans exception"),
    (r"(?:un|una|el|la|los|las|lo que) ", "una regla sin excepción"),
    ("一[种个类款套门项组段条]|是|指", "一种没有例外的规则"),
)
"""How a text opens that names a kind, with an example each."""

ENDINGS: tuple[tuple[str, str], ...] = (
    ("(?:もの|こと|方法|仕組み|手法)(?:です|である|だ)?", "例外を許さない仕組み"),
    ("(?:것|방법|규칙|기법)(?:이다|입니다|임)?", "예외가 없는 규칙"),
)
"""How it ends, where the kind stands last."""

_SENTENCE = re.compile(
    r"(?:the|der|die|das|les?|la|el|los|las) (?:(?!that\b|which\b|who\b|whose\b|where\b)[^\s,.;:]+ ){1,3}?"
    r"(?:is|are|was|were|can|must|should|will|has|have|ist|sind|kann|wird|est|sont|peut|es|son|puede)\b",
    re.I,
)
"""A sentence about another thing: "the agent can see all of it"."""
_OPENS = re.compile("|".join(pattern for pattern, _ in OPENINGS), re.I)
_ENDS = re.compile(f"(?:{'|'.join(pattern for pattern, _ in ENDINGS)})$")
_SENTENCE_END = re.compile(r"[。！!;；]|[.?？](?:\s|$)")


def says_what(said: str, name: str) -> bool:
    """Return whether a text opens by saying what the thing of this name is."""
    said = squeeze(said)
    if fold(said).startswith(fold(name)):
        return True
    first = _SENTENCE_END.split(said, maxsplit=1)[0]
    return (_OPENS.match(said) is not None and _SENTENCE.match(said) is None) or _ENDS.search(first) is not None
