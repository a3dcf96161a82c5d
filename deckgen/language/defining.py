"""Whether what is said of a term says what it is, or only something about it; and which lists are glossaries.

"Skew: the degree to which ..." says what skew is; "Skew: ranges are cut so that ..." tells something about it.
"""

from __future__ import annotations

import re

from deckgen.language.folding import fold, squeeze
from deckgen.language.scripts import HAN
from deckgen.patterns import regex

OPENINGS: tuple[tuple[str, str], ...] = (
    (r"(?:an?|any|one of|what|how) ", "a rule that no case escapes"),
    (r"the (?:[\w'-]+ ){1,3}(?:of|for|that|which|who|where|between|to|by|in|used|with|without|from) ",
     "the number of open files"),
    (r"(?:ein|eine|einer|eines|was|wie) ", "ein Verfahren ohne Rückgriff"),
    (r"(?:der|die|das) (?:[\w-]+ ){1,2}(?:des|der|von|für|zum|zur|zwischen|aus|mit|ohne) ",
     "die Zahl der offenen Dateien"),
    (r"(?:une?|ce qui|ce que) ", "une règle sans exception"),
    (r"(?:l['’]|les? |la )[\w'’-]+ (?:de |d['’]|des |du |qui |que |pour |entre )", "le nombre de fichiers ouverts"),
    (r"(?:un|una|lo que) ", "una regla sin excepción"),
    (r"(?:el|la|los|las) [\w-]+ (?:de|del|que|para|entre) ", "el número de archivos abiertos"),
    ("一[种个类款套门项组段条]|是|指|用[于来]", "一种没有例外的规则"),
)  # fmt: skip
"""How a text opens that names a kind, with an example each."""

ENDINGS: tuple[tuple[str, str], ...] = (
    (rf"[{HAN}]{{2,}}的[{HAN}A-Za-z]{{2,8}}", "数据库里已经删除的记录"),
    ("(?:[るたのいな])(?:もの|こと|方法|仕組み|手法|機能|技術|処理|値|単位|領域|関数|状態)(?:です|である|だ)?",
     "例外を許さない仕組み"),
    ("(?:것|방법|규칙|기법|기술|구조|값|단위|함수|상태)(?:이다|입니다|임)?", "예외가 없는 규칙"),
)
"""How its first clause ends, where the kind stands last."""

SAYS = (
    r"\s*(?:[（(][^（）()]*[）)]\s*)?(?:,\s*)?"
    r"(?:is|are|means|refers to|ist|sind|est|sont|es|son|是|指|とは|は|란|은|는)\s*"
)
"""Between a name that comes again and what it is."""

GLOSSARIES = (
    "glossary", "terms", "key terms", "terminology", "vocabulary", "definitions", "术语", "术语表", "名词解释",
    "基本概念", "用語", "用語集", "용어", "용어 정리", "begriffe", "glossar", "glossaire", "définitions", "glosario",
    "términos", "definiciones",
)  # fmt: skip
"""Headings of lists that say of each item what it is, however they say it."""

_SENTENCE = regex(
    r"(?:an?|the|einer?|eine|der|die|das|une?|les?|la|una|el|los|las) "
    r"(?:(?!(?:that|which|who|whose|where|qui|que|dont)\b)[^\s,.;:]+ ){1,5}?"
    r"(?:is|are|was|were|can|must|should|will|may|has|have|only|ist|sind|kann|wird|hat|est|sont|peut|puede)\b",
    re.I,
)
"""A sentence about another thing: "an agent can see all of it"."""
_OPENS = regex("|".join(pattern for pattern, _ in OPENINGS), re.I)
_ENDS = regex(f"(?:{'|'.join(pattern for pattern, _ in ENDINGS)})$")
_SAYS = regex(SAYS, re.I)
_CLAUSE_END = regex(r"[。！!;；，,]|[.?？](?:\s|$)")


def says_what(said: str, name: str) -> bool:
    """Return whether a text opens by saying what the thing of this name is."""
    said = squeeze(said)
    if fold(said).startswith(fold(name)):
        found = _SAYS.match(said, len(name))
        return found is not None and says_what(said[found.end() :], "\0")
    first = _CLAUSE_END.split(said, maxsplit=1)[0]
    return (_OPENS.match(said) is not None and _SENTENCE.match(said) is None) or _ENDS.search(first) is not None


def is_glossary(heading: str) -> bool:
    """Return whether the list below a heading says of each item what it is."""
    return fold(heading) in GLOSSARIES
