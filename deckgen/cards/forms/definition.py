"""What a thing is: a sentence that opens a section or a paragraph and says what it names; all that it says, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.cards.aspects import WHAT_ARE, WHAT_IS
from deckgen.cards.forms.code_names import is_own_code
from deckgen.cards.forms.initials import spells
from deckgen.cards.forms.long_answers import detail_behind
from deckgen.cards.forms.make import in_language, question_card, shows_language
from deckgen.cards.forms.names import SET_OFF, is_name, name_in, says, set_off, topic_beside, unquoted, without_brackets
from deckgen.cards.forms.passages import Paragraph, Passage, ReadItem
from deckgen.cards.forms.shapes import Found, Shapes
from deckgen.cards.leans import leans_beside
from deckgen.cards.sentences import is_whole, length, part, trimmed
from deckgen.language.columns import is_property
from deckgen.language.folding import fold, squeeze
from deckgen.language.headings import is_example
from deckgen.language.in_prose import points_onward
from deckgen.language.no_definition import can_be_defined, defines
from deckgen.language.phrases import Phrases
from deckgen.language.pointing import ends_small
from deckgen.language.scripts import cjk_share
from deckgen.model import Card, InlineKind, Parts, Run
from deckgen.patterns import regex

ASPECT = "definition"
SHAPES = Shapes(
    r"""
    / en NAME (?P<verb>is|are)(?: defined as)? (?P<what>(?:an?|the|any|one (?:of|where|that|in which|whose)) .+)
    Kettle :: A kettle is ‹a vessel that boils water, and nothing else›. => What is a kettle?
    B-trees :: B-trees are ‹a kind of tree that keeps its keys sorted›. => What are B-trees?
    Rank :: The rank of a matrix is ‹the number of its independent rows›. => What is the rank of a matrix?
    Trees :: **A heap** is ‹a tree whose root is its least value›. => What is a heap?
    Streams :: *Backpressure* is ‹the way a reader slows its writer down›. => What is Backpressure?
    Rank :: In algebra, the rank $$r$$ is ‹the number of rows that you cannot spare›. => What is the rank (algebra)?
    Kettle :: Kettle is a popular tool.
    Kettle :: Conversely, a kettle is a vessel.
    / en NAME (?P<verb>are) (?P<what>(?!not |also )[a-z][\w-]*s (?:that|which|whose|of|for|used|with|in) .+)
    Closures :: Closures are ‹functions that keep the names around them›. => What are Closures?
    / en NAME (?P<verb>refers? to|means?|denotes?|describes?) (?P<what>.+)
    Drift :: Drift refers to ‹the slow change of what the data mean›. => What is Drift?
    Drift :: Drift means that you lose all of it.
    / ja NAME(?:とは|というのは)(?P<verb>)[、，,]*(?P<what>.+(?<![はがをにでと]))
    過学習 :: 過学習とは、‹訓練データの雑音まで覚えてしまうことです›。 => 過学習とは何ですか？
    / ja NAMEは(?P<verb>[、，,]?)(?P<what>.+?(?:の一種|のこと|ための.{2,30}|する.{2,30})(?:です|である|だ))
    ripgrep :: ripgrepは、‹ファイルを再帰的に検索するためのコマンドです›。 => ripgrepとは何ですか？
    / zh NAME(?:的?定义)?(?P<verb>是指|指的是|就?是|指(?!定))(?P<what>.+)
    Foobar :: Foobar是‹一款开源的日志分析工具，用Go写成›。 => Foobar 是什么？
    Foobar :: Foobar是目前最流行的日志工具。
    过拟合 :: 过拟合是指‹模型记住了训练数据中的噪声›。 => 过拟合是什么？
    备忘 :: **残差**是‹观测值与预测值之间的差›。 => 残差（备忘）是什么？
    / ko NAME(?:이?란|은|는)(?P<verb>,?) (?P<what>.+?(?:이다|입니다|[말뜻의미]+(?:한다|합니다)))
    과적합 :: 과적합이란 ‹모델이 훈련 데이터의 잡음까지 외우는 현상을 말한다›. => 과적합의 뜻은 무엇인가요?
    과적합 :: 이것은 모델이 훈련 데이터의 잡음까지 외우는 현상이다.
    / de (?!(?:Das|Der|Eine?) .{1,60} sind )NAME (?P<verb>ist|sind|bezeichnet|beschreibt) (?P<what>GERMAN .+)
    Rekursion :: Eine Rekursion ist ‹ein Verfahren, bei dem etwas sich selbst ruft›. => Was bedeutet „Rekursion“?
    Thema :: Das Thema sind die Folgen der langen Reise in den Süden.
    / de Unter (?:eine[rm] |de[rm] )?NAME versteht man (?P<verb>)(?P<what>.+)
    Refactoring :: Unter Refactoring versteht man ‹das Umbauen ohne neues Verhalten›. => Was bedeutet „Refactoring“?
    / fr NAME (?P<verb>est|sont|désigne|désignent) (?P<what>(?:une? |l[ae] |les |des |l[’']).+)
    Pile :: La pile est ‹une liste dont le dernier élément sort en premier›. => Que désigne Pile ?
    / es NAME (?P<verb>es|son|se refiere a|significa) (?P<what>(?:una?|el|la|los|las) .+)
    Recursión :: La recursión es ‹una técnica en la que una función se llama a sí misma›. => ¿Qué es Recursión?
    / en TERM(?:[：:]|\s+-{1,3}\s|\s*[–—])\s*(?P<verb>)(?P<what>(?:an?|one of|any) [^：:]+)
    SQL :: `EXPLAIN` - ‹a command that shows the plan of a query› => What is EXPLAIN (SQL)?
    Databases :: **EPERM**: An attempt was made to open a file.
    / zh TERM(?:[：:]|——|\s+-{1,3}\s)\s*(?P<verb>)(?P<what>(?:一[种个类款套门项组段条台]|指(?!定))[^：:]+)
    备忘 :: **blob**：‹一种用于存放数据的结构›。 => blob（备忘）是什么？
    """,
    NAME=r"(?:In (?P<field>[^,\n]{2,40}), |在(?P<field2>[^，\n]{2,20})(?:中|里)，)?"
    r"(?:[Tt]he (?:term|concept|notion) (?:of )?(?:the )?|[Aa]n? |[Tt]he |[Ee]in(?:e|er|em)? |"
    r"[Dd](?:er|ie|as) (?:Begriff |(?:sogenannten?|sog\.) )?|[Uu]n[ae]? |[Ll][ae] |[Ee]l |[Ll][’'])?"
    r"(?P<name>[^，。：；,;:？?!！\n（）()$]{1,60}?)(?: or (?:an? |the )?[^,\n$]{2,40})?(?: ?\$\$[^$]+\$\$)?"
    r"(?:\s*[（(](?P<aside>[^（）()\n]{1,80})[）)])?"
    r"(?: (?:typically|usually|generally|commonly|basically|essentially|simply|normally))?"
    r"(?:, (?:also |often |short |or )[^,\n]{2,60},|，[又也简亦即][^，。\n]{1,40}，)?\s*",
    GERMAN="(?:ein(?:en?)?|de[rn]|die|das)",
    TERM=r"(?P<term>(?P<name>[^：:\n]{1,60}?)(?:\s*[（(](?P<aside>[^（）()\n]{1,80})[）)])?)",
)
_CUE = regex(
    r" (?:is|are|means?|refers? to|denotes?|describes?|ist|sind|bezeichnet|beschreibt|versteht|est|sont|désigne|es|son|"
    r"se refiere a|significa) |[是指は란은는：:–—]| -"
)
_ARTICLE = regex(r"\b(an?|the) $", re.I)
_TAIL = regex(r",? (?:e\.g|i\.e|z\. ?B|d\. ?h|bspw|zum Beispiel|for example)$")  # what is left of an example
_ENDS, _SHORTEST, _SHORTEST_LATIN = "。．. ；;，,", 0.12, 0.19  # a kind and an adjective: eight signs, five words


def cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for the sentence that opens a section, and for each term that opens its paragraph."""
    seen: set[str] = set()
    for paragraph, term in () if any(map(is_example, item.sources[0].headings)) else _openings(item):
        passage = paragraph.passages[0]
        found = SHAPES.match(passage.text.rstrip(_ENDS))
        if found is None or not _defines(found, passage) or not shows_language(found.language, passage.text, item):
            continue
        if (is_code := passage.run[0].kind is InlineKind.CODE) and is_own_code(term, found.match["what"], item.title):
            continue
        name, topic = _name(found, term, item, is_code=is_code)
        if name and fold(name) not in seen and not says(found.match["what"], name):
            seen.add(fold(name))
            yield _card(item, paragraph, found, (name, topic), in_language(found.language, words))


def _openings(item: ReadItem) -> Iterator[tuple[Paragraph, str]]:
    """Yield the paragraphs that may open by defining, each with the term that it opens with, if one is set off."""
    if (opening := item.opening) is not None and _CUE.search(opening.passages[0].text):
        yield opening, set_off(opening.passages[0].run)
    for paragraph in item.paragraphs:
        if paragraph.is_near and paragraph.has(SET_OFF) and _CUE.search(paragraph.text) and not paragraph.is_title:
            is_named = paragraph is not opening and paragraph.passages and id(paragraph.block) not in item.unnamed
            if is_named and (term := set_off(paragraph.passages[0].run)):
                yield paragraph, term


def _name(found: Found, term: str, item: ReadItem, *, is_code: bool) -> tuple[str, str]:
    """Return what a sentence defines, if that is its term or what a heading names, and what is to stand beside it."""
    said, more = unquoted(found.match["name"]), found.match.groupdict("")
    field = squeeze(more.get("field") or more.get("field2", ""))
    if not can_be_defined(said, field) or ("term" in more and not term):
        return "", ""
    is_term = fold(said) == fold(without_brackets(term)[0]) and is_name(said, marked=True) and not is_property(said)
    beside = field or (topic_beside(said, item, is_code=is_code) if is_term else "")
    return (name, field) if (name := name_in(said, item)) else (said, beside) if is_term else ("", "")


def _defines(found: Found, passage: Passage) -> bool:
    """Return whether all that is said of a thing is what it is: whole, and leaning on nothing."""
    what = found.match["what"]
    is_long = length(what) >= (_SHORTEST if cjk_share(what) else _SHORTEST_LATIN) and not what.startswith("`")
    is_all = is_long and not passage.goes_on and is_whole(passage.run, *found.match.span("what")) and defines(what)
    return is_all and not leans_beside(what) and not points_onward(what) and not ends_small(passage.text)


def _card(item: ReadItem, paragraph: Paragraph, found: Found, named: tuple[str, str], speak: Phrases) -> Card:
    (name, topic), passage = named, paragraph.passages[0]
    articles = _ARTICLE.findall(passage.text[: found.match.start("name")] if speak.language == "en" else "")
    said = "".join(articles).lower()
    thing = spoken if said and fold(spoken := unquoted(found.match["name"])) == fold(name) else name
    is_known = thing[0].isupper() or any(each.kind is InlineKind.CODE for each in passage.run[:2])
    parts = Parts(thing=thing, article="" if said == "the" and is_known else said, topic=topic)
    start, end = found.match.start("what"), found.match.start("what") + len(_TAIL.sub("", found.match["what"]))
    answer = Run(trimmed(part(passage.run, start, end), ends=_ENDS))
    long = aside if spells(name, aside := found.match["aside"] or "") or spells(aside, name) else ""
    more = detail_behind(paragraph.block, passage.run, paragraph.below, opens=long)
    ask = {"are": WHAT_ARE, "is": WHAT_IS}.get(found.match["verb"])
    return question_card(item, ASPECT, speak, parts, answer, passage.quote, ask=ask, subject=name, Detail=more)
