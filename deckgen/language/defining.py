"""Whether what is said of a term says what it is, or only something about it; and which lists are glossaries.

"Skew: the degree to which ..." says what skew is; "Skew: ranges are cut so that ..." tells something about it.
"""

from __future__ import annotations

import re

from deckgen.language.deeds import is_deed
from deckgen.language.folding import fold, squeeze
from deckgen.language.scripts import ASKS, HAN
from deckgen.patterns import regex

OPENINGS: tuple[tuple[str, str], ...] = (
    (r"(?:an?|any|what|how) ", "a rule that no case escapes"),
    (r"[a-z-]+ (?:that|which|who) ", "data that change under a model"),
    (r"the (?:[\w'-]+ ){1,4}(?:of|for|that|which|who|where|between|to|by|in|used|with|without|from) ",
     "the number of open files"),
    (r"(?:ein|eine|einer|eines|was|wie) ", "ein Verfahren ohne Rückgriff"),
    (r"(?:der|die|das) (?:[\w-]+ ){1,2}(?:des|der|von|für|zum|zur|zwischen|aus|mit|ohne) ",
     "die Zahl der offenen Dateien"),
    (r"(?:une?|ce qui|ce que) ", "une règle sans exception"),
    (r"(?:l['’]|les? |la )[\w'’-]+ (?:de |d['’]|des |du |qui |que |pour |entre )", "le nombre de fichiers ouverts"),
    (r"(?:un|una|lo que) ", "una regla sin excepción"),
    (r"(?:el|la|los|las) [\w-]+ (?:de|del|que|para|entre) ", "el número de archivos abiertos"),
    ("(?!.*[\u3040-\u30ff])(?:一[种个类款套门项组段条]|是|指|用[于来])", "一种没有例外的规则"),
)  # fmt: skip
"""How a text opens that names a kind, with an example each."""

ENDINGS: tuple[tuple[str, str], ...] = (
    (rf"[{HAN}]{{2,}}的[{HAN}A-Za-z]{{2,8}}", "数据库里已经删除的记录"),
    ("[うくぐすつぬぶむるたのいな](?:もの|方法|仕組み|手法|機能|技術|処理|値|単位|領域|関数|状態)(?:です|である|だ)?",
     "例外を許さない仕組み"),
    # "...ていること" is a state of things that a text asks for.
    ("(?<![てで]い)(?<!存在す)(?<!が[あな])[うくぐすつぬぶむるたのいな]こと(?:です|である|だ)?",
     "値を次の段に渡すこと"),
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

RECORDS: tuple[tuple[str, str], ...] = (
    (r"\b(?:parameters?|arguments?|attributes?|properties|fields?|columns?|props|keys|variables)\b",
     "Attributes of a result"),
    (r"参数|字段|属性|变量|列名|引数|フィールド|変数|매개변수|속성|필드|변수", "常用参数"),
    (r"\b(?:Parameter|Argumente?|Attribute?|Eigenschaften|Felder|Spalten|Variablen)\b", "Felder der Anfrage"),
    (r"\b(?:paramètres?|attributs?|propriétés|champs|colonnes)\b", "Champs de la table"),
    (r"\b(?:parámetros?|argumentos?|atributos?|propiedades|campos|columnas)\b", "Campos de la tabla"),
)  # fmt: skip
"""By what a heading says that the code below it names the fields of a record, with an example each."""

WHAT_IS: tuple[tuple[str, str], ...] = (
    (r"what(?:'s|’s| is| are)(?: an?)? (?!the |this |that |it\b|they\b)(?:\S+ ){0,3}\S+$", "What is a heap?"),
    (r"was (?:ist|sind)(?: eine?)? (?!de[rn] |die |das )(?:\S+ ){0,3}\S+$", "Was ist ein Stapel?"),
    (r"qu['’]est-ce qu(?:e |['’])\S", "Qu'est-ce qu'une pile ?"),
    (r"¿?qué (?:es|son) (?!el |la |l[oa]s )\S", "¿Qué es una pila?"),
    (r"что такое \S", "Что такое куча?"),
    (r"(?:什么是|何为|何谓)\S|.*(?:是什么|是啥)$", "什么是闭包？"),
    (r".*とは(?:何(?:か|ですか)?|なに(?:か)?)?$", "再帰とは？"),
    (r".*(?:란|무엇인가요?|무엇입니까)$", "클로저란?"),
)  # fmt: skip
"""How a question asks what a thing is, with an example each."""

_OF_GERMAN = regex(r"(?:der|die|das|eine?[rsmn]?) ", re.I)
_GERMAN_VERB = regex(
    r"[A-ZÄÖÜ][\wäöüß-]+ (?!(?:mit|seit|statt|samt|laut|oft|meist|erst|selbst|nicht)\b)[a-zäöüß]{2,}t\b"
)
"""A small word in -t right behind a noun, which German writes with a capital: a sentence has its verb there."""
_KIND_ENDS = regex(
    r"\b(?:that|which|who|whose|whom|where|when|while|if|because|as|than|how|what|you|we|they|it|qui|que|qu['’]|dont|où|cuando|donde)\b"
)
"""Here what is said of a kind begins: a verb behind it is not the sentence's own."""
_SENTENCE = regex(
    r"(?:an?|any|the|eine?[rsmn]?|der|die|das|une?|les?|la|una|el|los|las) "
    r"(?:(?:[^\s,.;:]+,? ){1,12}?"
    r"(?:is|are|was|were|can|must|should|will|may|might|has|have|only|ist|sind|kann|können|wird|werden|soll|sollen|muss|müssen|darf|dürfen|hat|haben|est|sont|peut|puede)\b|"
    r"(?:[^\s,.;:]+ ){1,12}?(?:"
    r"[a-z]{2,}[^s\W]s (?:the|an?|its|their|all|every|each|no|any|it|them|you)\b|"
    r"(?:often|usually|always|never|typically) [a-z]+[^s\W]s\b)|"
    r"(?:[\w-]+ )?(?!(?:of|for|in|and|or|to)\b)[\w-]*[^s\W] [a-z]+[^s\W]s "
    r"(?:to|from|how|around|through|about|with|at|over|into)\b)|"
    r"an? (?:[\w-]+ )?(?!(?:of|for|in|and|or|to)\b)[\w-]*[^s\W] [a-z]+[^s\W]s (?:of|in|on|for)\b",
    re.I,
)
"""A sentence about another thing: "an agent can see all of it", "a robot learns to walk"."""
_DEED = regex(
    r"(?:[a-z]+ly |re-)?(?:(?!(?:this|its|his|as|is|was|always|alias|access|class|process|address)\b)[a-z]+[^\Wsui]s"
    r"(?! (?:of|for|from|in|on|at|by|and|or|with|to|that|which|who|whose)\b)|"
    r"[a-z]{3,}ed (?:once|when|each|every|by|before|after|if|on|at)|"
    r"[a-z]+ (?:the|an?|all|any|each|every|your|up|back|out|down|off|to|into|only|it)) .*|"
    r".*\b(?-i:[a-zäöüß]{2,}(?:en|ern|eln))|(?-i:[a-zäöüß]{2,}t) (?:das|de[nmr]|die|ein\w*|alle\w*|sich|zurück)\b.*|"
    r"[a-zéè]+(?:er|ir|re|e|t) (?:les?|la|l['’]|une?|des|du)\b.*|"
    r"[a-záéíó]+(?:ar|er|ir|a|e) (?:el|l[ao]s?|una?|al|del)\b.*|"
    r".*[をへに].*(?:[うくぐすつぬぶむる]|ます|する|[\u4e00-\u9fff]{2}|[\u30a1-\u30fc]{2})(?:[（(].*)?|"
    r".*(?:한다|하기|함|합니다)",
    re.I,
)
"""What something does: returns a list, goes up a level, called once a row, Element anhängen."""
_IS_A = regex(
    r"^.{1,80}?(?:\b(?:is|are|was|were|means?|refers? to|describes?|denotes?|represents?|stands? for|defines?|"
    r"ist|sind|bezeichnet|beschreibt|bedeutet|meint|umfasst|versteht man|est|sont|désigne|signifie|es|son|significa) |"
    r"是|指|란|은|는)|"
    r"(?:とは|は|、).*[\u30a0-\u30ff\u4e00-\u9fffA-Za-z)）」](?:み|もの|こと)?(?:です|である|だ|のこと|を指す|を指します|をいう|といいます)?[。.]?$"
)
_CHINESE, _OTHERS = regex(rf"[{HAN}]"), regex(r"[\u3040-\u30ff\uac00-\ud7a3]")
_NUMBER = regex(r"^(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+")
_LONGEST_DEED = 240
_OF_SOMETHING = regex(r"\S+ of\b")
_OPENS = regex("|".join(pattern for pattern, _ in OPENINGS), re.I)
_ENDS = regex(f"(?:{'|'.join(pattern for pattern, _ in ENDINGS)})$")
_WHAT_IS = regex("|".join(pattern for pattern, _ in WHAT_IS), re.I)
_SAYS = regex(SAYS, re.I)
_SENTENCE_END = regex(r"[。！!;；]|[.?？](?:\s|$)")
_CLAUSE_END = regex(r"[，,]")


def says_what(said: str, name: str) -> bool:
    """Return whether a text opens by saying what the thing of this name is."""
    said = squeeze(said)
    if fold(said).startswith(fold(name)):
        found = _SAYS.match(said, len(name))
        return found is not None and says_what(said[found.end() :], "\0")
    sentence = _SENTENCE_END.split(said, maxsplit=1)[0]
    if said[len(sentence) :][:1] in ("?", "？"):
        return False
    first = _CLAUSE_END.split(sentence, maxsplit=1)[0]
    return (_OPENS.match(said) is not None and not _states(sentence)) or _ENDS.search(first) is not None


def _states(sentence: str) -> bool:
    """Return whether a sentence that opens with an article has a verb of its own, and so tells something of a thing."""
    head = _KIND_ENDS.split(sentence, maxsplit=1)[0]
    if _OF_GERMAN.match(head):
        head = head.split(",", 1)[0]
        return _SENTENCE.match(head) is not None or _GERMAN_VERB.search(head) is not None
    return _SENTENCE.match(head) is not None


def is_statement_of_kind(sentence: str) -> bool:
    """Return whether a sentence says of what kind the thing is that it opens with."""
    return _IS_A.search(squeeze(sentence)) is not None


def says_deed(said: str) -> bool:
    """Return whether a text tells what something does, by the verb that opens or ends it."""
    is_noun = _OF_SOMETHING.match(said) is not None  # "start of a line"
    sentence = _SENTENCE_END.split(squeeze(said), maxsplit=1)[0]
    if len(sentence) > _LONGEST_DEED:
        return False
    if _CHINESE.search(sentence) and not _OTHERS.search(sentence):
        return True  # its verbs look like its nouns
    return (is_deed(said) and not is_noun) or _DEED.fullmatch(sentence) is not None


def asks_what(question: str) -> bool:
    """Return whether a question asks what a thing is, and nothing else of it."""
    return _WHAT_IS.match(question.rstrip(f"{ASKS} 。")) is not None


def is_glossary(heading: str) -> bool:
    """Return whether the list below a heading says of each item what it is."""
    return fold(_NUMBER.sub("", heading)) in GLOSSARIES


def is_of_record(heading: str) -> bool:
    """Return whether the code listed below a heading names the fields of a record: parameters, attributes."""
    return any(re.search(pattern, heading, re.I) for pattern, _ in RECORDS)
