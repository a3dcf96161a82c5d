"""How prose speaks of its own moment: questions that lean on it, sentences that tell a story or point onward.

Each entry stands beside an example that no other entry of its table knows (`tests/language/test_in_prose.py`), and
one in Latin letters beside its language: in a text of another one its words are other words (Polish "ich").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.language.scripts import ASKS
from deckgen.language.spoken import latin_language
from deckgen.patterns import regex

_NO_NUMERAL = r"(?<!ype )(?<!lass )(?<!hase )(?<!tage )(?<!War )"
"""Before the I of a type I error, or of a world war."""

LEANS = (
    # What was just shown or said.
    (r"\b(?:[Tt]his|[Tt]hese|[Tt]hose)\b", "Why is this slow?", "en"),
    (
        r"\b(?:does|did|is|was|do|of|in|on|for|to|with|by|at|about|from|like|than|why|how|stick|all) that\b",
        "What does that mean?", "en",
    ),
    (r"\b(?:then|here|now|so far|again)\W*$", "Who is to blame then?", "en"),
    (r"^(?:[Ww]hat|[Hh]ow) about\b", "What about tea leaves?", "en"),
    (r"^(?:Is|Are|Was|Does|Do|Did|Can|Could|Should|Will|Has) the\b", "Does the command change?", "en"),
    (r"这(?!么|样)|那[个些种里]", "这有什么用？"),
    (r"(?:この|その|あの|これ|それ)(?!ぞれ|ら?以外)", "この方法とは何か？"),
    (r"\b[Dd]ies(?:e[rsmn]?)?\b", "Was ist dieser Wert?", "de"),
    (r"\b(?:ist|sind|war|geht|heißt|bedeutet|macht) das\b(?!(?: [a-zäöüß]+)* [A-ZÄÖÜ])", "Warum ist das so?", "de"),
    (r"\b(?:[Jj]etzt|[Nn]un|[Dd]a(?:raus|für|bei|mit|von|zu|gegen|nach))\b|\b(?:sonst|nicht)\W*$",
     "Was ist daraus geworden?", "de"),
    (r"\b[Cc](?:et|ette|es)\b", "Pourquoi ces valeurs ?", "fr"),
    (r"\b[Ee]s[ae]s?\b|\b[Ee]st(?:[ae]|os|as)\b", "¿Qué hace esta orden?", "es"),
    (r"(?:^|\s)(?:이|그|저)\s", "이 값은 무엇인가?"),
    # Who speaks, and to whom.
    (r"\b(?:[Ww]e|us|[Oo]urs?|me|[Mm]y|[Yy]ours?)\b|\b[Ll]et['’]s\b", "How should we store tags?", "en"),
    # ... and no "Type I error"
    (rf"(?:^|\b[a-z]\w*,? |^(?:Do|Can|Should|Must|Will|Am|May|Could|Would|Did|Have) ){_NO_NUMERAL}I\b(?!/)|\bI['’]",
     "What if I stop?", "en"),
    (r"^(?:Are|Do|Did|Have|Can|Could|Would|Will) you\b|\byou (?:like|want|prefer|think)\b",
     "Did you boil water?", "en"),
    (r"^\W*(?:[Ww]ill|[Mm]öchte|[Hh]a|[Kk]enn|[Bb]rauch|[Ww]eiß|[Kk]ann)s?t? du\b|"
     r"^\W*(?:[Ww]oll|[Mm]öcht|[Hh]ab|[Kk]enn|[Bb]rauch|[Ww]iss|[Kk]önn)en Sie\b", "Willst du einen Tee?", "de"),
    (r"^\W*(?:[Vv]oul\w+|[Aa]v\w+|[Cc]onnaiss\w+|[Pp]ouv\w+|[Ss]av\w+)-vous\b|^\W*\w+-tu\b",
     "Voulez-vous du thé ?", "fr"),
    (r"^\W*(?:[Qq]uier|[Nn]ecesit|[Tt]ien|[Ss]ab|[Cc]onoc|[Pp]ued|[Dd]ese)[aeí]a?s\b", "¿Quieres té?", "es"),
    (r"^[你您].*吗", "你想喝茶吗？"),
    (r"\b(?:[Ээ]т(?:о|от|а|и|ого|ой|ом|им|их))\b", "Почему это медленно?"),
    (r"\b(?:[Мм]ы|[Нн]ам|[Нн]ас|[Нн]аш\w*|[Мм]не|[Яя])\b", "Что мы узнали?"),
    (r"我|咱", "我们为什么要睡觉？"),
    (r"私|僕|我々", "私は何を買うか？"),
    (r"\b(?:[Ii]ch|[Ww]ir|[Uu]ns(?:er\w*)?|[Mm]eine?[rsmn]?)\b", "Was haben wir gelernt?", "de"),
    (r"\b(?:[Jj]e|[Nn]ous|[Nn]otre|[Nn]os|[Vv]otre|[Vv]os|[Mm]on|[Mm]es)\b|\b[Jj]['’]", "Pourquoi votre cache ?", "fr"),
    (r"\b(?:[Nn]uestr[oa]s?|[Nn]osotros|[Mm]is?|[Tt]us?)\b", "¿Qué es nuestro plan?", "es"),
    (r"우리|내가|제가", "우리는 왜 자는가?"),
)
"""By what a question means something that only the text around it has named."""

SPEAKS = (
    (rf"{_NO_NUMERAL}\bI\b(?!/)|\bI['’]|\b[Mm]y\b|\b(?:me|myself)\b", "Recently I moved house.", "en"),
    (r"我(?!们)|笔者", "最近我搬了家。"),
    (r"私[はがも]|僕", "最近、私は引っ越した。"),
    (r"\b(?:[Ii]ch|[Mm]eine?[rsmn]?)\b", "Neulich bin ich umgezogen.", "de"),
    (r"\b[Jj]e\b|\b[Jj]['’]|\b(?:[Mm]on|[Mm]es)\b", "Hier, j'ai déménagé.", "fr"),
    (r"\b(?:[Yy]o|[Mm]is?)\b", "Mi casa es nueva.", "es"),
    (r"(?:^|\s)(?:내가|제가|저는|나는)\s", "저는 이사했다."),
)
"""How people speak of themselves: a Type I error is nobody's."""

TELLS = (
    *SPEAKS,
    (r"^(?:We|Our|Let['’]s|Here we)\b", "We already built it.", "en"),
    (r"^(?:See|Watch|Read|Check)\b", "See the manual.", "en"),
    (r"^(?:我们|咱们)", "我们已经写好了。"),
    (r"^(?:Wir|Unsere?)\b", "Wir haben es gebaut.", "de"),
    (r"^(?:Nous|Notre)\b", "Nous avons tout fait.", "fr"),
    (r"^(?:Nosotros|Nuestr[oa])\b", "Nosotros lo hicimos.", "es"),
    (r"^(?:Think of .{1,40} as\b|Examples?\b[^.]{0,20}:|(?:Consider|Imagine|Suppose|Say|Remember|Recall)\b)",
     "Imagine a pot.", "en"),
    (r"^(?:Beispiel(?:e|sweise)?\b[^.]{0,20}:|(?:Angenommen|Stell(?:en Sie)?\b))", "Angenommen, ein Topf kocht.", "de"),
    (r"^(?:例[:：]|例えば[、，]|例如[:：，]|假[设如]|예[:：]|Exemple ?:|Ejemplo:)", "例如：一个水壶。"),
    (r"\b[Tt]his (?:article|post|guide|tutorial|page|section|chapter|note|question)\b",
     "This article shows pots.", "en"),
    (r"ましょう|振り返", "最後に水を考えましょう。"),
    (r"本(?:文|节|章|篇)|这篇", "本文写水壶。"),
    (r"(?:この|本)(?:記事|章|ページ|節)", "この記事は水です。"),
    (r"\b[Dd]iese[rmsn]? (?:Artikel|Beitrag|Seite|Kapitel|Abschnitt)\b", "Dieser Artikel zeigt Töpfe.", "de"),
    (r"\b[Cc]et(?:te)? (?:article|page|chapitre|section)\b", "Cet article montre tout.", "fr"),
    (r"\b[Ee]st[ea] (?:artículo|página|capítulo|sección)\b", "Este artículo muestra ollas.", "es"),
)
"""By what a first sentence introduces a text or tells a story, and does not answer."""

GOES_ON = (
    (r"^[（(][^（）()]*[)）]\s*[a-zà-ÿ]", "(once a pot) is what they are."),
    (r"^(?:So|And|Or|Thus|Hence|Therefore|However|But|Moreover|Furthermore|Similarly|Likewise|Otherwise)\b(?! far\b)",
     "However, water boils later there.", "en"),
    (r"^(?:Deshalb|Daher|Somit|Aber|Doch|Außerdem|Jedoch|Trotzdem|Ebenso)\b", "Daher kocht Wasser dort später.", "de"),
    (r"^(?:Donc|Mais|Cependant|Ainsi|De même)\b", "Cependant, l'eau bout plus tard.", "fr"),
    (r"^(?:Así que|Pero|Sin embargo|Además|Por (?:lo )?tanto)\b", "Sin embargo, el agua hierve.", "es"),
    (r"^(?:所以|因此|但(?:是|[，,])|然而|于是|另外|此外|同样)", "但是水开得晚。"),
    (r"^(?:こうして|しかし|そこで|だから|したがって|さて|これで|すると|ところが|では[、，])", "しかし水は遅く沸く。"),
    (r"^(?:그래서|그러나|하지만|따라서|그러므로|또한)", "그러나 물은 늦게 끓는다."),
)
"""By what a first sentence goes on with what stood above its heading: it answers no question that is asked there."""

ONWARD = (
    (r"\b(?:below|(?:as|the) follow(?:s|ing)|look at|[Ll]et['’]s|(?:this|the next) (?:example|section|chapter))\b",
     "Take a look at a small pot.", "en"),
    (r"^[Hh]ere (?:is|are)\b|^[Hh]ere['’]s\b", "Here is a small pot.", "en"),
    (r"下面|以下|如下|接下来|下[文图図圖表]|请看|参见", "下面介绍一下水壶。"),
    (r"次の|下記|見てみ|紹介し(?:ま|てい)", "水を紹介します。"),
    (r"다음|아래", "다음을 보라."),
    (r"\b(?:[Ff]olgende\w*|unten|[Ss]iehe)\b", "Siehe den Topf.", "de"),
    (r"\b(?:ci-dessous|suivante?s?|[Vv]oici|[Vv]oyons)\b", "Voici un pot.", "fr"),
    (r"\b(?:siguientes?|a continuación|[Vv]eamos)\b", "Veamos una olla.", "es"),
)
"""By what a sentence leads on to what stands behind it."""

_LEANS, _SPEAKS, _TELLS, _GOES_ON, _ONWARD = (
    tuple((regex(pattern), language[0] if language else "") for pattern, _, *language in table)
    for table in (LEANS, SPEAKS, TELLS, GOES_ON, ONWARD)
)
_ANYBODY = regex(
    r"^(?:(?:how|when|where|why|what|which [\w-]+) )?(?:do|can|could|should|would|must|may|can['’]t|don['’]t) I\b", re.I
)
"""How a reader asks: whoever it is, it means anybody."""
_NAMED = regex(
    r"[\"“‘'`][^\"”’'`\s]{1,20}[\"”’'`]|\b(?:this|that)(?= (?:keyword|pointer|reference|binding)\b)|"
    r"(?<=\bthe )this\b|(?<=\bvalue of )this\b"
)
"""A word that is spoken of: in quotation marks, or a keyword by its name."""
NOTHING_SAID = (
    (r"(?:(?:I )?(?:don['’]?t|do not) know|no (?:idea|clue)|unknown|not sure|n/?a)", "I don't know"),
    (r"(?:keine ahnung|(?:das )?weiß ich nicht|unbekannt)", "Keine Ahnung"),
    (r"(?:je ne sais pas|aucune idée)", "aucune idée"),
    (r"(?:no (?:lo )?sé|ni idea)", "ni idea"),
    (r"(?:不知道|不清楚|不懂|未知|没有)", "不知道"),
    (r"(?:わからない|分からない|不明|特になし|なし)", "分からない"),
    (r"(?:모름|모르겠다|없음)", "모르겠다"),
)
"""All of an answer that says that its author had none."""

_POLAR = regex(
    r"^(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|may|must|"
    r"ist|sind|kann|können|hat|haben|gibt es|darf|muss|soll|est-ce|existe|puede|pueden|hay)\b \S+ \S", re.I
)
_OPENS = regex(
    r"^(?:(?:in|on|at|for|to|by|with|from|of|under) )?"
    r"(?:what|which|who|whose|whom|where|when|how(?! about\b)|why(?! (?:on|in|at|for|with|not|so)\b))\b \S+ \S|"
    r"^(?:(?:in|an|auf|für|mit|von|zu|bei) )?"
    r"(?:was|welche[rsnm]?|wer|we[nm]|wessen|wo\w*|inwie\w+|wann|warum|weshalb|wieso|wie) \S+ \S|"
    r"^(?:(?:à|de|en|pour) )?(?:que|quoi|qui|(?:le|la)?quel(?:le)?s?|pourquoi|comment|quand|(?:d['’])?où|combien|"
    r"c['’]est quoi) \S+ \S|"
    r"(?:(?:в|для|из|с|на|от|по|к) )?(?:что|чем|чём|чего|как\w*|почему|зачем|когда|где|кто|сколько|можно ли|\w+ ли) \S|"
    r"¿\S+ \S",
    re.I,
)
_HOLDS = regex(
    r"什么|哪|何|多少|几[个种]|谁|是否|怎|还是|吗|"
    r"なぜ|どう|どれ|どの|いつ|どこ|誰|か\W*$|무엇|뭘|왜|어떤|어떠|어떻게|(?:[까요]|[는은인던한닌운큰른쁜픈]가)\W*$"
)
"""What asks in a text that ends in a mark: at its start, or anywhere."""
_MADE_UP = regex(r"\b(?:TODO|TBD|FIXME|WIP)\b|待补充|待完善")
_SLUG = regex(r"[^\W_]+(?:[-_][^\W_]+){2,}|\d+[-_]\S+|(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])\w{12,}")
_DEED = regex(
    r"\w+ (?:(?:out|up|down|in|on|off) )?(?:the|an?|your|our|this|all|any|sure|each|every)\s(?!.*[—–:])"
)
"""A verb and its object: no name has an article behind its first word, unless that is a small one (Beyond the sea)."""
_SMALL = regex(
    r"(?:of|in|on|at|to|for|from|with|by|and|or|the|beyond|behind|after|before|under|over|about|around)\b", re.I
)
_EAST_ASIAN = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_FEWEST_WORDS = 2
_KANA = regex(r"[\u3040-\u30ff]")
_SUBJECT = regex(r"(?<![何誰なんどこれちらつ])(?:とは|って|は|が|を|も)|\S+\s?の何|[A-Za-z\u30a0-\u30ff]で|とは$")
"""What marks a thing in Japanese: one behind a word that asks (何を) marks none."""
_ASKED = regex(rf"[{ASKS}](?=\s|[\u3040-\u9fff]|\W*$)")
_CLAUSE = regex(r"[。！!；;，,]\s*\S|[。！!；;，,]$|[a-z]\.(?:\s|$)")
_YES_NO = regex(r"(?:yes|no|yep|nope|ja|nein|oui|non|sí|是的?|不是|はい|いいえ|네|아니요)\b[ ,，.。;；:!]*", re.I)
_MOST_WORDS, _MOST_HAN = 6, 16


def leans_on_moment(question: str, answer: str = "") -> str:
    """Return the words with which a question means what only the text around it has named; empty if none does.

    An ``answer`` shows the language of a question that does not.
    """
    return _first(_LEANS, _ANYBODY.sub("", spoken(question)), answer)


def spoken(text: str) -> str:
    """Return a text with a name in the place of each word that it only speaks of (what "this" means)."""
    return _NAMED.sub("x", text)


def means_anybody(question: str) -> bool:
    """Return whether the "I" that a question opens with is whoever asks it: "How do I ...?"."""
    return _ANYBODY.match(question) is not None


def tells(sentence: str, text: str = "") -> str:
    """Return the words by which the first sentence of a text introduces it or tells a story; empty if none does."""
    return _first(_TELLS, sentence, text)


def speaks(text: str) -> bool:
    """Return whether somebody speaks of himself in a text."""
    return _first(_SPEAKS, text) != ""


def goes_on(sentence: str) -> str:
    """Return the words by which a sentence goes on with what was said before it; empty if none does."""
    return _first(_GOES_ON, sentence)


def points_onward(sentence: str) -> bool:
    """Return whether a sentence leads on to what stands behind it."""
    return _first(_ONWARD, sentence) != ""


def tells_property(sentence: str, names: Sequence[str]) -> bool:
    """Return whether a sentence opens with a property of what these names name: "X's main use is ...", Xの特徴は."""
    said = r"(?:['’]s |の[^、。]{1,20}は|的[^，。]{1,12}是)"
    return any(re.match(re.escape(name) + said, sentence, re.I) for name in names)


def says_nothing(answer: str) -> bool:
    """Return whether an answer is that there is none, or is still to be written."""
    bare = answer.strip(" .。!！?？…*_()（）")
    if not answer.strip():
        return False
    return is_unwritten(answer) or not bare or any(re.fullmatch(known, bare, re.I) for known, _ in NOTHING_SAID)


def asks_yes_or_no(question: str) -> bool:
    """Return whether a question opens with its verb, and so asks for a yes or no."""
    return _POLAR.match(question) is not None


def lacks_thing(question: str) -> bool:
    """Return whether a question leaves out what it is about: a lone word, or Japanese that marks no subject."""
    bare = question.strip(f" {ASKS}")
    if not _EAST_ASIAN.search(bare):
        return len(bare.split()) < _FEWEST_WORDS
    return _KANA.search(bare) is not None and _SUBJECT.search(bare) is None


def asks_several(question: str) -> bool:
    """Return whether a text asks more than once."""
    return len(_ASKED.findall(question)) > 1


def opens_as_question(question: str) -> bool:
    """Return whether a question opens with a word that asks, also behind a preposition: "In which order ..."."""
    return _OPENS.match(question) is not None or _HOLDS.search(question) is not None


def is_unwritten(text: str) -> bool:
    """Return whether a text is marked as still to be written."""
    return _MADE_UP.search(text) is not None


def behind_yes_or_no(sentence: str) -> str:
    """Return what a sentence says behind the yes or no that opens it; empty if none does."""
    found = _YES_NO.match(sentence)
    return sentence[found.end() :] if found else ""


def is_file_name(heading: str) -> bool:
    """Return whether a heading is the name of a file, made by a program: a slug, an id."""
    return _SLUG.fullmatch(heading.strip()) is not None


def names_thing(heading: str) -> bool:
    """Return whether a heading names a thing: it is no file's name, no step to take, no sentence."""
    bare = heading.strip()
    if _SLUG.fullmatch(bare) or is_unwritten(bare) or leans_on_moment(bare) or _CLAUSE.search(bare):
        return False
    if _DEED.match(bare) and not _SMALL.match(bare):
        return False
    words = re.findall(r"[A-Za-zÀ-ÿ][\w'’+#.-]*", bare)
    return len(words) <= _MOST_WORDS and len(_EAST_ASIAN.findall(bare)) <= _MOST_HAN


def _first(table: Sequence[tuple[re.Pattern[str], str]], text: str, beside: str = "") -> str:
    for pattern, language in table:
        found = pattern.search(text)
        if found and (not language or (latin_language(text) or latin_language(beside)) in (language, "")):
            return found[0].strip() or pattern.pattern
    return ""
