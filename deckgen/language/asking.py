"""How a text asks, language by language: its mark, its words, and what looks like a question and asks nothing.

A word belongs here only if a heading that asks by it has an example in `tests/language/test_asking.py`, which fails
without it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from deckgen.language.in_prose import asks_yes_or_no, means_anybody, opens_as_question
from deckgen.language.labels import asks
from deckgen.language.numbering import without_number
from deckgen.language.scripts import ASKS, CJK, HAN, LATIN, QUOTES
from deckgen.language.spoken import latin_language
from deckgen.patterns import any_of, regex

MARK = regex(rf"(?<!\s\?)[{ASKS}](?!(?<=\s\?)\?)(?:\s*[（(][^()（）]{{1,80}}[)）])?[\W_]{{0,12}}$")
"""Two of them behind a blank are an operator."""
_SPEECH = MappingProxyType({"”": "“", "“": "„", "»": "«", "」": "「", "』": "『"})
"""Quotation marks that close, each with the one that opens."""
_BLANK = regex(rf"(?<=[{CJK}])\s*(?:[（(]\s*[)）]|_{{2,}})\s*[。.]?$")
"""What an examiner leaves to be filled in, behind Chinese words: behind a name it is a call."""
_ENDS_BLANK = frozenset(")）_。.")
_AUX = (
    r"is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|must|isn't|aren't|don't|doesn't|"
    r"didn't|can't|shouldn't|won't"
)
OPENS = (
    # English: the verb before its subject; "What I learned", "What it does" and "How it works" are statements.
    rf"(?:what|why|how|when|where|who|whom|whose)(?:'s|’s| (?:{_AUX}))\b(?! (?:I|we)\b)",
    r"(?:how|when|where|why|what|which [\w-]+) (?:do|can|could|should|would|must|may|can['’]t|don['’]t) I \w",
    rf"(?:which|what|whose|how (?:many|much|long|often|far|big|fast|old)) (?!to )"
    rf"(?:[\w'’+#.-]+ ){{0,4}}?(?:{_AUX})\b(?=\W*\w)(?!\W*not\W*$)",
    r"what (?:happens|causes|makes|distinguishes) ",
    r"how to (?!\w+$)",
    # An examiner's request; one to whoever reports or edits ("Describe your changes") asks for nothing.
    r"(?:explain|describe):? (?!(?:your|the (?:bug|issue|problem|change|feature|solution))\b)(?!.*\byou\b)\S.{2}",
    r"(?:erkläre?n?|beschreibe?n?|erläuter(?:e|n)|expliquez|décrivez|explica|explique|describa) (?:Sie )?\S+ \S",
    # German, French, Spanish
    r"(?:was|warum|wieso|weshalb|wie|wann|wo|wer|welche[rsnm]?) (?:[\w-]+ )?"
    r"(?:ist|sind|war|waren|wird|werden|hat|haben|kann|können|muss|soll|bedeutet|macht|funktioniert|unterscheidet)\b",
    r"(?:qu'est-ce (?:que|qu')|pourquoi|comment|quand|où|quel(?:le)?s?) ?(?:\w+ )?"
    r"(?:est|sont|était|a|ont|fait|fonctionne|faut)?\b",
    r"(?:qué|por qué|cómo|cuándo|dónde|quién|cuál(?:es)?|cuánt[oa]s?) ",
    # Russian
    r"(?:(?:в|для|из|с|на|от) )?(?:что|чем|чём|чего|как|какова?|каков[оы]|как(?:ой|ая|ое|ие|ую|им|их|ими)|"
    r"почему|зачем|когда|где|кто|сколько)\b \S+(?: \S|[?？])",
    r"(?:объясните|опишите|назовите|расскажите|перечислите|приведите|сравните) \S",
    # Chinese and Japanese
    r"(?:什么是|啥是|何为|何谓|为什么|为何|为啥|如何|怎么|怎样|哪些?|哪[个种里儿年]|谁|多少|几[个种]|什么(?:时候|情况)|是否\S)",
    r"(?:说一下|说出|解释一下|介绍一下)\S|(?:说一?说|谈一?谈|讲一?讲).{0,12}你|"
    r"(?:简述|试述|请(?:简述|解释|描述|说明|说一?说|谈一?谈|写出|比较))\S",
    r"なぜ|どうして|どうやって",
)
"""What a text that asks begins with."""
HOLDS = (
    ("是指叫有包分为如怎多吗呢么", r"(?:是|指|叫)(?:什么|啥|谁|哪[些个种])(?:意思)?$|"
     r"(?:有|包括|分为)(?:什么|何|啥|哪[些几]|几)[\w ]{0,12}$|"
     r"(?:为什么|为何|如何|怎么|怎样)\S|多少\w{0,4}$|(?:怎么|如何|怎样)(?:办|做|样)$|(?:吗|呢|么)$"),
    ("能可什", r"(?:能否|可否)\S|什么(?:时候|情况下?)\S"),
    ("とっ何などい誰", r"とは$|とは何|って(?:何|なに)$|"
     r"(?:何|なん|どう|どんな|なぜ|いつ|どこ|誰|どれ|どの|どのよう)[^。]{0,30}(?:か|の)$"),
    ("설비소서정구알말", r"(?:설명|비교|소개|서술|정의|구분)\s?(?:해|하)\s?(?:주세요|주십시오|보세요|시오|세요|라)|"
     r"(?:알려|말해|말씀해)\s?(?:주|보)세요"),
    ("説比列述", r"(?:説明|比較|列挙)(?:してください|しなさい|せよ)|述べ(?:てください|なさい|よ)"),
    ("무뭐뭔뭘누언어왜몇이", r"(?:무엇|뭐|뭔|뭘|무슨|누가|누구|언제|어디|어떻게|어떤|왜|몇)\S*|(?<=[\w)])이란$"),
)
"""What asks anywhere in a text, behind the characters that it begins with: few places of a text need a closer look."""
_OPENS = any_of(OPENS, re.I)
_HOLDS = regex(rf"(?=[{''.join(first for first, _ in HOLDS)}])(?:{'|'.join(words for _, words in HOLDS)})", re.I)
_EACH_HELD = tuple(regex(words, re.I) for _, words in HOLDS)
_BY_MARK = regex(r"[\w)] ?이란$|[^\W이]란$|\)란$")
"""Words that ask only before a question mark: without one, 논란 ends so too."""
_REQUEST = regex(
    r"(?:explain|describe|erkläre?n?|beschreibe?n?|erläuter[en]|expliquez|décrivez|explica|explique|describa)\b|"
    r"(?:объясните|опишите|назовите|расскажите|перечислите|приведите|сравните)\b|"
    r"(?:简述|试述|请|说一下|说出|解释一下|介绍一下|说一?说|谈一?谈|讲一?讲)", re.I
)
_REQUEST_AT_END = regex(r"주세요|주십시오|보세요|하시오|(?:ください|なさい|せよ)[。]?$")
"""Of an examiner: how it begins, and how one in Korean or Japanese ends."""
_MORE_REQUESTED = regex(
    r"[?？]\W*(?:please |and )?"
    r"(?:explain|describe|discuss|give|(?:why|how)(?=\W*$)|请|并|为什么|说明|举例|解释|要求|如果|若|不一样)[^?？]{0,40}$",
    re.I,
)
"""What an examiner asks for behind the question."""
_STATES = regex(
    # An essay's title: the author speaks of what they did.
    r"\b(?:I|we|my|our|je|nous|ich|wir|yo|я|мы)\b|\bj['’]|我们?|笔者|"
    r"(多少|什么|谁|哪|怎么).{1,12}就.{0,4}\1",  # so much of the one, so much of the other
)
NOTHING = (
    r"what(?:'s|’s| is) (?:new|next|changed|inside|included|coming|in (?:the|this))\b.*",
    r"(?:any |got |more |have |still |an? )*"
    r"(?:questions?|problems?|issues?|feedback|ideas?|thoughts|comments)\b.{0,40}",
    r"(?:ready|interested|curious|confused|stuck|sounds? \w+|convinced|too long|so|why|how|what|when|who|where|"
    r"really|right|huh|so what|now what|what now|what next|where next|why not|how so|why bother|tl;?dr)\W*",
    r"(?:need|want|looking for|ready (?:to|for)) .{0,40}",
    r"why (?:now|us|me|this|that)\W*",
    r"shall we\b.*",
    # What a text says of itself is no matter to learn.
    r".*(?:\bthis (?:blog|site|website|book|guide|series|project|repo(?:sitory)?|newsletter)\b|本[站书店]).*",
    r"how to (?:report|file|submit) (?:an? |the )?(?:bugs?|issues?|problems?|errors?)\b.*",
    r"(?:but|and|so|or|then|still|also|now|ok|well)[ ,].*",
    r"(?:但是?|那么?|所以|然后|而且|于是|可是|不过|接下来)(?!些).*",
    r"how (?:to|do I|can I|should I|do you|can you) (?:install|download|upgrade|update|contribute|cite|"
    r"get (?:started|help)|build from source|use (?:this|it)|run (?:this|it|the tests?))\b.*",
    r"how to (?:use|run|build|start|play|read|help|buy|configure|set ?up)\W*",
    r"(?:如何|怎么?样?)(?:安装|下载|升级|更新|贡献|引用|编译|运行|使用|开始|"
    r"参与|购买|联系|配置|部署)"
    r"(?:本|该|此)?.{0,6}$",
    r"(?:(?:comment|cómo) (?:se )?(?:install\w*|utiliser|contribuer|démarrer|télécharger|"
    r"instala\w*|usar|contribuir|empezar|descargar|colaborar)\b|"
    r"wie (?:\w+ ){0,2}?(?:installier|aktualisier)\w*|어떻게 (?:설치|기여|업데이트)).*",
    r"(?:pourquoi|por qué|warum) (?:ce|cet|cette|este|esta|dies\w*) \w+\W*",
    r"(?:你|您|大家)?(?:都)?(?:准备好|学会|明白|看懂)了[吗么]\W*",
    r"(?:有什么|还有什么|有没有|还有)(?:新|问题|疑问|变化|更新).*",
    r"who (?:(?:is|should|are) )?(?:this|it|we|I|read|uses?|am)\b.*",
    r"(?:what|who|where) (?:is this|am I|are we)\b.*",
    r"(?:was ist (?:das|dies)|wer (?:bin ich|sind wir)|qui (?:suis-je|sommes-nous)|c['’]est quoi|"
    r"qué es es[ot]o?|quién(?:es)? (?:soy|somos)|これは何\w*|이게 뭐\w*|이것은 무엇\w*|나는 누구\w*)\W*",
    r"(?:(?:was (?:ist|gibt(?: es|['’]s)) neu(?:es)?|wie geht(?: es|['’]s) weiter|quoi de neuf|"
    r"qué (?:hay de|es lo) nuevo)\b|何が新し|무엇이 새로).*",
    r"(?:note|warning|caution|tip|important|changelog|changes|release notes)\b.*",
    r"как (?:установить|скачать|обновить|запустить|собрать|внести вклад|помочь|начать)\b.*",
    r"(?:注意|警告|提示|注|更新日志|小贴士).*",
    r"(?:はじめに|お知らせ).*",
    r"whats? (?:we|you)(?:'ll|’ll| will).*",
    r"what (?:will )?you(?:'ll|’ll| will)? (?:will )?(?:learn|need|get|build).*",
)
"""What looks like a question and asks nothing that could be remembered; the whole text."""
_NOTHING = any_of(NOTHING, re.I)

_OTHER_SCRIPT = regex(rf"[^\W\d_{LATIN}\u1e00-\u1eff\u0370-\u052f{CJK}]")
_KNOWN_LANGUAGES = frozenset({"en", "de", "fr", "es", ""})
"""Of Latin letters, whose words for asking stand above; one that a text does not show may be any of them."""
_FEWEST_WORDS = 3

_LED_CLAUSE = regex(r"(?:(?:[:：,，]\s*|\s[–—-]\s)(?=[^:：,，]*$)|(?=¿[^¿]*$))(\S.*)$")
"""What asks behind a word or a clause that leads to it: "In short: what is a heap?", "If it is full, what happens?"."""
_STATEMENT = regex(r"[。；，;]|[.!！:：]$")
"""What a question without a mark holds or ends with as little as a title does."""
_JOINT = regex(r"\s*[，；。;]\s*|[.!！]\s+")
_BEHIND_MARK = regex(rf"[{ASKS}](?:\s+\w|[{CJK}])(?!.*[{ASKS}]\W*$)")
_SENTENCE_BEFORE = regex(r"[。；!！]\s*\S|[.;]\s+\S")
_LONGEST_UNMARKED = 120
_LONGEST = 300
"""Characters of a question that stands like a heading."""
_CHOICE = regex(
    r"\bwhich of (?:the|these) (?:following|below)|(?:下列|以下|下面).{0,20}(?:哪|正确|错误)|次のうち|다음 중", re.I
)
_OFFERS = regex(r"\b(?:or|vs\.?|oder|ou|o|или)\b|还是|或|それとも|または|또는|아니면", re.I)
_BELOW = regex(
    r"\b(?:following|below|this (?:code|program|snippet|function|query|script|class|file)|(?:the )?output|snippet|"
    r"printed|logged|prints?|logs?|следующ\w+|ниже|выв(?:од\w*|едет)|напечата\w+|результат\w*)\b|下面|以下|如下|下列|输出|打印|结果|次の|다음",
    re.I,
)
"""What speaks of code, options or a picture below it."""


def is_marked(text: str) -> bool:
    """Return whether a text ends in a question mark; that of a speech inside is somebody's (He said: “Why?”)."""
    found = MARK.search(text) if holds_mark(text) else None
    return found is not None and not _is_spoken(text, found.start())


def _is_spoken(text: str, mark: int) -> bool:
    """Return whether quotation marks that open behind other words close behind the mark."""
    closers = [closer for closer in text[mark + 1 :] if closer in _SPEECH]
    return any(text[:mark].strip(" *_").rfind(_SPEECH[closer]) > 0 for closer in closers)


def holds_mark(text: str) -> bool:
    """Return whether a question mark of any script stands in a text: a cheap look, which most do not pass."""
    return "?" in text or (not text.isascii() and any(map(text.__contains__, ASKS)))


def first_mark(text: str) -> int:
    """Return the place of the first question mark of any script in a text; -1 where there is none."""
    return min((place for mark in ASKS if (place := text.find(mark)) >= 0), default=-1)


def asks_by_words(text: str, *, in_prose: bool = True) -> bool:
    """Return whether a text asks by its words, with or without a question mark.

    Without one, prose ends its sentences and joins them, and then states something; a heading may do so and ask.
    """
    bare = text.strip()
    if is_asked := is_marked(bare):
        bare = MARK.sub("", bare)
    if bare.endswith((":", "：")) and points_below(bare):
        bare = bare.rstrip(":：")  # the code below it
    if is_asked:
        return _holds_asking_words(bare) or _BY_MARK.search(bare) is not None
    if in_prose:
        return not _STATEMENT.search(bare) and _holds_asking_words(bare)
    if bare.endswith((":", "：")):
        return False
    parts = [part for part in _JOINT.split(bare.rstrip(" .。；;！!")) if part]
    return any(_asks(part, is_all=len(parts) == 1) for part in parts)


def _holds_asking_words(text: str) -> bool:
    return _OPENS.match(text) is not None or _HOLDS.search(text) is not None


def _asks(part: str, *, is_all: bool) -> bool:
    """Return whether a clause asks; beside others it does so only if it opens or ends with the words that ask."""
    if not _holds_asking_words(part):
        return False
    if not is_all and _OPENS.match(part) is None:
        found = filter(None, [each.search(part) for each in _EACH_HELD])
        if not any(each.start() == 0 or each.end() == len(part) for each in found):
            return False
    return not asks_nothing(part)


@lru_cache(maxsize=4096)  # a heading is asked by its post, by its section and by the card that it may give
def asks_something(text: str, *, in_prose: bool = False) -> bool:
    """Return whether a heading, or what stands like one, asks for something that can be remembered.

    ``text`` is without its number (see ``without_number``); ``in_prose``: it stands in a list or in a sentence.
    """
    text = " ".join(text.split())
    if not 4 <= len(text) <= _LONGEST and not (2 <= len(text) <= _LONGEST and re.search(rf"[{CJK}]", text)):
        return False
    asks = is_marked(text) or _requests_more(text)
    if not asks and len(text) <= _LONGEST_UNMARKED:
        asks = asks_by_words(text, in_prose=in_prose and not _requests(text))
        asks = asks and (_STATES.search(text) is None or means_anybody(text))
    return asks and not asks_nothing(text)


def is_question(text: str) -> bool:
    """Return whether a heading or a paragraph is a question, by its label or by what it says."""
    return asks(text) or asks_something(without_number(text))


def asks_in_words(text: str) -> bool:
    """Return whether a text asks by more than a mark at its end: by its words, or by the verb that opens it."""
    text = text.strip(QUOTES)
    if _requests(text) or _requests_more(text):
        return True
    if asks_by_words(text, in_prose=False):
        return True
    if not is_marked(text):
        return False
    return asks_yes_or_no(text) or any(map(opens_as_question, (text, *_LED_CLAUSE.findall(text))))


def _requests(text: str) -> bool:
    return _REQUEST.match(text) is not None or _REQUEST_AT_END.search(text) is not None


def _requests_more(text: str) -> bool:
    """Return whether an examiner asks for something behind a question, or leaves a blank."""
    if holds_mark(text) and (_MORE_REQUESTED.search(text) or _REQUEST_AT_END.search(text)):
        return True
    return text.rstrip()[-1:] in _ENDS_BLANK and _BLANK.search(text) is not None


def asks_in_other_words(text: str, answer: str = "") -> bool:
    """Return whether a short text of some words ends in a mark, in a language whose words for asking are not known.

    That says less than the words do. An ``answer`` below it shows the language better than so few words.
    """
    if len(text) > _LONGEST_UNMARKED or len(text.split()) < _FEWEST_WORDS or not is_marked(text):
        return False
    language = latin_language(answer) or latin_language(text)
    return _OTHER_SCRIPT.search(text) is not None or language not in _KNOWN_LANGUAGES


def asks_nothing(text: str) -> bool:
    """Return whether a text is what looks like a question and asks for nothing that could be remembered."""
    return _NOTHING.fullmatch(text.lstrip("¿¡ ")) is not None


def points_below(question: str) -> bool:
    """Return whether a question speaks of code, options or a picture that stands below it."""
    return _BELOW.search(question) is not None


def asks_to_choose(question: str) -> bool:
    """Return whether a question asks which of what stands below it is right."""
    return _CHOICE.search(question) is not None


def offers(question: str) -> bool:
    """Return whether a question names its answers, to choose one: "Is it a or b?"."""
    return _OFFERS.search(question) is not None


def says_more(text: str) -> bool:
    """Return whether a question and something else stand in a text."""
    if _requests_more(text):
        return False
    bare = MARK.sub("?", text)
    return _BEHIND_MARK.search(bare) is not None or _SENTENCE_BEFORE.search(bare) is not None


def language_mark(question: str) -> str:
    """Return the mark that a question without one gets; a request has none."""
    if _requests(question):
        return ""
    return "？" if re.search(rf"[{HAN}]", question) or re.search(r"[\u3040-\u30ff]", question) else "?"
