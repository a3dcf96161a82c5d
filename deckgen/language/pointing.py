"""Words that point at what stands elsewhere, and how a title is told from a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from deckgen.language.labels import ends_in_colon, is_label, is_main_label
from deckgen.language.scripts import HAN, HANGUL, LATIN
from deckgen.language.small_words import LATIN as SMALL_WORDS
from deckgen.patterns import regex

_TRADITIONAL = str.maketrans("這該個條種邊裡處點擊頁們與網", "这该个条种边里处点击页们与网")
"""Signs of the words below, as Taiwan and Hong Kong write them."""

_POINTS_BACK = regex(
    r"^(?:这|该|此|其|它|他|她|上面|上述|以上|前者|后者|两者|本文|文中|文章|作者|但|但是|不过|然而|由于|因此|所以|"
    r"因为|而|如果|为了|通常|除了|需要注意|注意|可以|可见|从|在|对于|当|虽然|目前|最后|首先|其次|另外|此外|同时|于是|接着|然后|比如|例如|即|"
    r"(?:this|that|these|those|it|they|both|the (?:above|author|article|paper|book|site)|however|but|so|thus|because|"
    r"since|if|when|here|there|we|i|you)\b)",
    re.I,
)

_POINTS_TO_LINK = regex(
    r"^[（(]?(?:这(?:篇|个|是|本|里|份|门|套|些|两|几|三|四|五)|"
    r"该(?:文|书|网站|项目|库|课程|站|工具|博客|作者|教程|论文|代码|系列)|此文|本文|作者|上面|以上|上述|前(?:两|三|几)|前者|后者|两(?:篇|者|个)|推荐|强烈推荐|值得|非常|写得|"
    r"(?:this|these|both|the (?:above|author|article|paper|post|book|site|page)|a (?:good|great|nice|must)|"
    r"recommended|highly)\b|here(?:['’]s| is| are)\b)",
    re.I,
)

_PLURAL = regex(
    r"^(?:这(?:两|几|些|三|四|五)|以上|上面(?:的)?(?:这)?(?:两|几|些|三)|上述(?:两|几)|前(?:两|三|几)|前者|后者|"
    r"两(?:篇|者|个)|(?:these|both)\b|the (?:two|three|above) )",
    re.I,
)

_POINTS_ALONE = regex(
    r"according to (?:this|that|these|it)"
    r"|(?:click|tap)(?: (?:here|on|the|this|link|to|see|view|read|open|it|more)){1,4}|"
    rf"(?:(?:in|on|at|from|see|read|via) )?(?:(?:this|that) (?:[a-z]+ ){{0,2}}[a-z]*[a-rt-z]"  # and not "this works"
    rf"|(?:these|those)(?: [a-z]+){{1,3}})"
    rf"|(?:请看|参见|参考|详见|见|看|在|从)?[这该此那](?:[篇个条份款位种段边里儿处][{HAN}]{{0,4}}|[{HAN}]{{0,2}})"
    rf"|(?:こちら|そちら|ここ|これ|それ|[こそ]の[{HAN}\u30a0-\u30ff]{{1,8}})(?:の[{HAN}\u30a0-\u30ff]{{1,4}}|から|へ|を参照)?"
    rf"|[{HAN}\u3040-\u30ff]{{1,8}}は(?:こちら|ここ)|(?:こちら|ここ)を(?:クリック|参照|ご覧ください)"
    rf"|(?:여기|이 [{HANGUL}]{{1,6}}|해당 [{HANGUL}]{{1,6}}|여기를 클릭|(?:더|자세히) 보기)"
    r"|(?:hier klicken|klick hier|mehr (?:dazu|erfahren|lesen)|weiterlesen"
    r"|cliquez ici|en savoir plus|lire la suite|(?:haz|haga) clic aquí|más información|leer más|clique aqui|saiba mais)"
    r"|(?:hier|dort|(?:in |auf |zu )?dies(?:e[rsmn]?)?(?: [A-ZÄÖÜ]?[a-zäöüß]+)?)"
    r"|(?:ici|(?:dans )?cet(?:te)? [a-zéèê]+|ce [a-zéèê]+|aquí|(?:en )?est[ea](?: [a-záéíóúñ]+)?)"
    r"|(?:aqui|(?:n?est[ea]|n?ess[ea]|nisto|isto)(?: [a-zçãõáéíóú]+)?|qui|(?:in )?quest[oa](?: [a-zàèìòù]+)?)"
    r"|(?:здесь|тут|отсюда|(?:[ву]|на|по|из) эт(?:ой|ом|их|ого) [а-яё]+|эт(?:от|а|о) [а-яё]+|tutaj|burada|buradan|zde)",
)
"""An anchor that only points at what is behind it, in the languages that deckgen has words in."""

_CODE_LINE = regex(
    r"(?:提取码|访问码|密码|口令|password|passcode|passwort|mot de passe|contraseña|パスワード|비밀번호)"
    r"\s*[:：]\s*[A-Za-z0-9]{3,16}\b(?![^\s)）,，.。])",
    re.I,
)
"""What opens a door is no title, as cloud drives write it beside their links."""

_DOES = regex(
    r"(?:(?:I|we|you|he|she|they)(?:['’](?:ve|d|ll))?|[a-z]{2,}(?<!e)ed|wrote|made|found|built|gave|said|told|began)\b"
    r"(?! by)"
)
"""How an anchor begins that says what somebody did ("wrote a post", "I've discussed before")."""

_CITED = regex(r"([^\d()\[\]]{2,70}?),? \(?(?:1[5-9]|20)\d\d[a-z]?\)?")
"""Authors and a year: "Smith (2010)", "Lamport, Shostak, Pease (1982)", "Mnih et al, 2013"."""
_BETWEEN_AUTHORS = frozenset(["&", "and", "et", "al", "al.", "und", "y", "e", "van", "von", "de"])
_MOST_NAMES = 3
"""Names of one author, at most; with more there is a word or a comma between them."""
_WORK_ENDS = (".", "?", "!", ",", ":", "”", '"', "»", "–", "—")
"""How a title ends behind which its authors follow; without a sign they are a part of the sentence."""

_POINTER_LAST = regex(
    r"(?:[这該该此那][篇个条份款位种]|[こそ]の|\b(?:dies(?:e[rsmn]?)?|cet(?:te)?|ce|est[ea]) ?)$", re.I
)
_LAST_SPACED = "\u02ff"
"""Words of letters beyond it need no blank before them."""
_DOER_LAST = regex(r"(?:\b[A-Z][\w’'-]*|\b(?:we|he|she|they|who|has|have|had|recently|also|just))\s*$")
_ARTICLE_LAST = regex(r"\b(?:an?|the|our|my|your|his|her|their|its)\s*$", re.I)
_OPENS = regex(r"\W*(?:[A-Za-z]{1,3}\s*)?")
_MOST_SMALL = 4
"""Words of an anchor that says nothing: a number with small words. More numbers are a date."""
_SHORT_WORD = 3
"""Letters of most words that name nothing, in languages with blanks between words."""
_HANDLE = regex(r"@[\w.-]+")
_HASH = regex(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}")
"""By which a commit is known."""
_SMALL = frozenset[str]().union(*SMALL_WORDS.values())
_HANGING = frozenset(
    {
        *("of", "in", "on", "at", "to", "for", "from", "by", "with", "as", "and", "or"),
        *("von", "im", "auf", "zu", "zum", "zur", "für", "mit", "bei", "aus", "und", "oder"),
        *("de", "du", "au", "aux", "en", "dans", "sur", "par", "pour", "avec", "et"),
        *("del", "al", "por", "para", "con", "y", "o"),
        *("em", "no", "na", "nos", "nas", "ao", "do", "da", "dos", "das", "pelo", "pela", "com"),
        *("nel", "nella", "sul", "sulla", "della", "dello", "dal", "dalla", "con", "su", "di"),
        *("в", "во", "на", "по", "из", "от", "для", "о", "об", "у", "к", "с", "со", "при"),
    }
)
"""In small letters, they begin no title: what they hang on stands before them."""
_OF = frozenset(["of", "von", "de", "du", "des", "del", "da", "do", "di"])
"""Behind them stands whose or what a thing is."""
_JOINING = _OF | {
    *("and", "or", "the", "a", "an", "et", "ou", "le", "la", "les", "un", "une", "und", "der", "die", "das", "ein"),
    *("y", "e", "o", "os", "as", "um", "uma", "el", "los", "las", "una", "il", "lo", "gli", "i"),
}
"""Articles, and what stands between the words of one name."""
_PLAIN_WORD = regex(rf"[{LATIN}]+")

_TWO_SENTENCES = regex(r"[^。]{12}。[^。》」”\"]")
_SENTENCE_END = regex(r"[。；;，,：:]$|[^.]\.$|。{2,}$|\.{3,}$|…$")
_ASIDE = regex(r"[（(][^（()）]*[）)]")
_LONGEST_END = 3
"""Characters by which that is told."""


def points_back(text: str) -> bool:
    """Return whether a text goes on from something before it, and so is no title."""
    return _POINTS_BACK.match(text.translate(_TRADITIONAL)) is not None and not text.endswith(("？", "?"))


def points_to_link(text: str) -> bool:
    """Return whether a text speaks about the link or links next to it; a question that opens so is a title."""
    return _POINTS_TO_LINK.match(text.translate(_TRADITIONAL)) is not None and not text.endswith(("？", "?", "……"))


def points_to_several(text: str) -> bool:
    """Return whether a text speaks about several links before it."""
    return _PLURAL.match(text) is not None


def points_alone(text: str) -> bool:
    """Return whether an anchor says nothing without what it points at: "here", "this answer", "it's 106", "@name"."""
    text = text.strip().translate(_TRADITIONAL)
    if is_main_label(text) or _POINTS_ALONE.fullmatch(text[:1].lower() + text[1:]):
        return True
    if is_handle(text) or _HASH.fullmatch(text) or (points_to_link(text) and is_sentence(text)):
        return True
    words = re.findall(r"\w+", text.casefold())
    if len(text) > 1 and text.islower() and all(word in _SMALL for word in words):
        return True
    if sum(word.isdigit() for word in words) not in (1, 2) or len(words) > _MOST_SMALL:
        return False
    return all(word.isdigit() or len(word) == 1 or word in SMALL_WORDS["en"] for word in words)


def names_alone(title: str) -> bool:
    """Return whether the title that an author gave a link beside its words names what lies there."""
    if not title or "://" in title or not is_titlelike(title):
        return False
    return not (is_label(title) or points_alone(title) or names_little(title))


def cites_work(head: str, anchor: str, tail: str) -> bool:
    """Return whether an anchor is but the authors and the year of the work whose title is the sentence before it.

    Where a sentence goes on behind them ("Smith (2010) found"), what stands before is another sentence.
    """
    is_behind = head.rstrip().endswith(_WORK_ENDS) and not tail.lstrip()[:1].islower()
    found = _CITED.fullmatch(anchor) if is_behind else None
    words = found[1].replace(",", " ,").split() if found is not None else []
    names = [word for word in words if word not in _BETWEEN_AUTHORS and word != ","]
    if not names or not all(name[0].isupper() for name in names):
        return False
    return len(words) > len(names) or len(names) <= _MOST_NAMES


def pointed(head: str, anchor: str) -> str:
    """Return an anchor of one word with what before it points at it ("dieses Projekt", 这个项目), if anything does."""
    found = _POINTER_LAST.search(head)
    if found is None or len(anchor.split()) > 1 or (anchor.isascii() and not anchor[:1].isupper()):
        return anchor
    whole = found[0].strip() + ("" if anchor[:1] > _LAST_SPACED else " ") + anchor
    return whole if points_alone(whole) else anchor


def names_little(text: str, head: str = "") -> bool:
    """Return whether an anchor names nothing: it says what somebody did, or has one plain word among small ones.

    Behind an article, which ``head`` may end with, such a word says of what sort a thing is.
    """
    if text.startswith(("this ", "that ")):  # such a one only points, or says what is so
        return False
    if says_deed(text, head):
        return len(text.split()) <= _MOST_SMALL
    words = text.rstrip(".!?").split()
    if len(words) > 1:
        words[0] = words[0].lower()
    plain = [word for word in words if word not in _SMALL and not is_main_label(word)]
    return len(words) <= _MOST_SMALL and len(plain) < 2 and all(map(_is_plain, words))


def says_deed(text: str, head: str = "") -> bool:
    """Return whether an anchor says what somebody did ("wrote a post"), behind no article of its own."""
    sentence = text[:1].lower() + text[1:] if text.endswith(".") else text
    return _DOES.match(sentence) is not None and not _ARTICLE_LAST.search(head)


def is_part(text: str) -> bool:
    """Return whether an anchor may be a part of a clause in any language: small letters, a short word among others.

    That is not one which stands in names too ("roots and wings"), and the others are too few to tell much.
    """
    words = text.split()
    short = [word for word in words if len(word) <= _SHORT_WORD]
    is_small = 0 < len(words) - len(short) < _MOST_SMALL and all(map(_is_plain, words))
    return is_small and not _JOINING.issuperset(short)


def is_told_of(verb: str, head: str) -> bool:
    """Return whether an anchor is a verb and the words before it end in who did so ("Ann has")."""
    return says_deed(verb, head) and _DOER_LAST.search(head) is not None


def _is_plain(word: str) -> bool:
    return word.islower() and _PLAIN_WORD.fullmatch(word) is not None


def hangs_on(text: str) -> bool:
    """Return whether an anchor is a part of a phrase that began before it ("from Ann Kettle")."""
    first = text.partition(" ")[0]
    return first != text and first in _HANGING and len(text.split()) <= _MOST_SMALL


def is_of(head: str, tail: str) -> bool:
    """Return whether a word with an article at most before it says behind it what it is of ("A map of lids")."""
    return tail.strip().partition(" ")[0] in _OF and _OPENS.fullmatch(head) is not None


def is_small(word: str) -> bool:
    """Return whether a word names nothing, in any language that sets blanks between words."""
    return word.casefold() in _SMALL


def without_small(text: str) -> str:
    """Return a text without the words that name nothing before its first other one."""
    words = text.split()
    return " ".join(words[next((at for at, word in enumerate(words) if not is_small(word)), len(words)) :])


def is_prose(text: str) -> bool:
    """Return whether a text is a part of a sentence and no name: it has clauses, or hardly a word that names any."""
    words = _latin_words(text)
    plain = [word for word in words if not is_small(word)]
    if len(plain) == len(words):
        return False
    if len(plain) < 2 and all(map(_is_plain, plain)):
        return True
    return ", " in text and len(plain) > _MOST_SMALL


def ends_in(text: str, is_name: Callable[[str], bool]) -> bool:
    """Return whether a text ends in a name that ``is_name`` knows, behind a small word ("Seen on Kettle Overflow")."""
    words = _latin_words(text)
    small = [number for number, word in enumerate(words) if number and is_small(word)]
    return bool(small) and is_name(" ".join(words[small[-1] + 1 :]))


def _latin_words(text: str) -> list[str]:
    """Return the words of a text in Latin letters, the first in small ones, as in a sentence."""
    return re.findall(rf"[{LATIN}'’-]+", text[:1].lower() + text[1:])


def says_more(clause: str, anchor: str) -> bool:
    """Return whether a clause has a word beside its anchor that names something."""
    words = re.findall(rf"[{LATIN}]+", clause.replace(anchor, " "))
    return any(len(word) > 1 and not is_small(word) and word.casefold() != "here" for word in words)


def ends_small(text: str) -> bool:
    """Return whether a text ends in a word that more must follow ("der Quelltext liegt auf")."""
    return is_small(text.rstrip().rpartition(" ")[2])


def is_handle(text: str) -> bool:
    """Return whether an anchor is the name by which somebody goes on a site (@name)."""
    return _HANDLE.fullmatch(text) is not None


def gives_code(text: str) -> bool:
    """Return whether a text gives the password that the page behind a link asks for ("提取码: ab12")."""
    return (":" in text or "：" in text) and _CODE_LINE.search(text) is not None


def is_titlelike(text: str) -> bool:
    """Return whether a text reads like a title rather than a sentence of the post."""
    text = text.strip()
    if not text or points_back(text) or ends_in_colon(text) or gives_code(text) or _ASIDE.fullmatch(text):
        return False
    return len(text) <= 120 and not is_sentence(text) and not ("。" in text and _TWO_SENTENCES.search(text))


def is_sentence(text: str) -> bool:
    """Return whether a text ends like a sentence."""
    return _SENTENCE_END.search(text.strip()[-_LONGEST_END:]) is not None
