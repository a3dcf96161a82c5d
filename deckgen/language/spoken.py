"""Which language a text is written in: by its scripts, and where these are Latin by its function words.

Kana are written in Japanese alone and Hangul in Korean alone; what is left of East Asia is Chinese.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType

from deckgen.language.scripts import CJK, HANGUL, KANA, LATIN, cjk_share
from deckgen.patterns import regex

CJK_FROM = 0.2
"""Share of Chinese, Japanese and Korean letters from which a text is in one of these: it may be full of Latin terms."""

_MARKED_FROM = 0.1
"""So many of them are kana in any Japanese text, or Hangul in a Korean one; fewer are quoted."""

_SIGNS = MappingProxyType(
    {
        "en": "the of and to in is that it for on with as are was be by this from or have not at which you what how an "
        "we can a i why when does do",
        "de": "der die das und ist nicht ein eine mit von zu den im auf für sich wie dem des es auch wird sind oder "
        "als wir ich was aus bei nach einer einen einem kann man über zur zum warum in an am aber wenn nur ß ä ö ü",
        "fr": "le la les l des et est un une pour dans que qu qui pas sur avec ce c au aux du d en il par plus sont ne "
        "nous vous cette comment pourquoi ou de à se elle é è ê ë î ô û ç œ",
        "es": "el la los las y es un una para con que en por no se del al lo como más su está son pero este esta qué "
        "cómo de o nos muy sin sobre cuál cuando a ¿ ¡ ñ á é í ó ú",
        "pt": "o os as e é um uma para com que em por não se do da dos das ao mais como seu são mas este está de no na "
        "nos nas ou você a ã õ á é í ó ú â ê ô ç",
        "it": "il lo la gli le e è un una per con che di in non si del della dei delle al più come sono ma questo nel "
        "nella da ed i perché cosa a è é ì ò ù",
        "nl": "de het een en is van dat op te voor met zijn niet aan er ook als naar bij of wordt worden kan om deze "
        "die door je wij wat hoe in",
        "sv": "och är att det en som på för av inte med den till ett om hur vad kan har i å ä ö",
        "da": "og er at det en som på for af ikke med den til et om hvad hvordan kan har i de å æ ø",
        "pl": "i w na się nie jest z do to że jak po dla oraz przez co czy są ą ć ę ł ń ó ś ź ż",
        "cs": "a je v na se že to s z do pro jak nebo není jsou při co á č ď é ě í ň ř š ť ú ů ý ž",
        "tr": "ve bir bu için ile da de olarak çok nasıl ne olan gibi daha ç ğ ı ö ş ü",
        "id": "dan yang di untuk dengan ini itu dari adalah tidak pada dalam apa atau",
        "vi": "và là của có không cho được các một những trong với này để ạ ả ấ ầ ế ề ộ ớ ợ đ ư",
    }
)
"""What texts of each language are full of, words and letters; those without words of ours must not pass for others."""

LATIN_SCRIPT = frozenset(_SIGNS)

_SIGN_SETS = {language: frozenset(signs.split()) for language, signs in _SIGNS.items()}
_LANGUAGES_OF = MappingProxyType(
    {
        sign: tuple(language for language, others in _SIGN_SETS.items() if sign in others)
        for signs in _SIGN_SETS.values()
        for sign in signs
    }
)
_LONG, _SHARE = 12, 0.1
"""Of so many words and more this share is such ones in any text; names, symbols and terms are like some of them too."""
FUNCTION_WORDS = frozenset(_LANGUAGES_OF)
"""What texts of any of these languages are full of."""
_WORD = regex(rf"[{LATIN}\u1e00-\u1eff]+|[¿¡]")
KANA_OR_HANGUL = regex(rf"[{KANA}{HANGUL}]")
NAMES = MappingProxyType({"ja": "Japanese", "ko": "Korean"})
_LETTER = regex(r"[^\W\d_a-z]")
_FORMULA = regex(r"\$\$.*?\$\$", re.S)
_SIMPLIFIED = regex(
    "[这们么吗个为说还让从没习记笔识议设计图网络线级结构样术应该问题语谁请认证编译过达边进远选项预页顺频风飞马是啊吧气很你她怎]"
)
"""Signs that are written in Chinese alone."""
_PAIRS = (
    "这這们們么麼吗嗎个個为為说說还還让讓从從没沒习習记記笔筆识識议議设設计計图圖网網络絡线線级級结結构構样樣术術应應该該问問题題"
    "语語谁誰请請认認证證编編译譯过過达達边邊进進远遠选選项項预預页頁顺順频頻风風飞飛马馬与與学學对對时時会會发發现現开開关關点點经經后後"
)
"""Frequent signs as China writes them, each with the one of Taiwan and Hong Kong behind it."""
_HANS, _HANT = regex(f"[{_PAIRS[::2]}]"), regex(f"[{_PAIRS[1::2]}]")
_EAST_ASIAN = regex(rf"[{CJK}]+")
_IS_KANA = regex(rf"[{KANA}]+")
_IS_HANGUL = regex(rf"[{HANGUL}]+")


def east_asian(text: str, default: str = "zh") -> str:
    """Return "ja", "ko" or "zh", the language of a text of Chinese, Japanese or Korean letters.

    Chinese characters with few others are of the ``default`` language if that has them, else Chinese.
    """
    if KANA_OR_HANGUL.search(text) is not None:
        letters, kana, hangul = (
            sum(map(len, runs.findall(text))) for runs in (_EAST_ASIAN, _IS_KANA, _IS_HANGUL)
        )
        if max(kana, hangul) > letters * _MARKED_FROM:
            return "ja" if kana >= hangul else "ko"
    is_open = default in ("ja", "ko") and not _SIMPLIFIED.search(text)
    return default if is_open else "zh"


def han_script(text: str) -> str:
    """Return "Hant" or "Hans", the way in which a Chinese text is written; empty if it shows none."""
    traditional, simplified = len(_HANT.findall(text)), len(_HANS.findall(text))
    return "" if traditional == simplified else "Hant" if traditional > simplified else "Hans"


def latin_language(text: str) -> str:
    """Return the language of a text of Latin letters, known here or not spoken by us; empty if it shows none."""
    found = Counter[str]()
    borne = Counter[str]()
    lower = (_FORMULA.sub(" ", text) if "$$" in text else text).lower()  # its letters are no words: a, v, z
    words = _WORD.findall(lower)
    for word in (*words, *sorted(set(_LETTER.findall(lower)))):
        languages = _LANGUAGES_OF.get(word, ())
        for language in languages:
            # What several languages share still tells them from the rest.
            found[language] += 6 if len(languages) == 1 else 2
            borne[language] += 1
    best = found.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return ""
    is_shown = len(words) < _LONG or borne[best[0][0]] >= len(words) * _SHARE
    return best[0][0] if is_shown else ""


def language_of(text: str, share: float, default: str = "zh") -> str:
    """Return the language of a text; ``share`` is that of its Chinese, Japanese and Korean letters (cjk_share).

    Chinese characters alone are of the ``default`` language if that has them.
    """
    return east_asian(text, default) if share >= CJK_FROM else latin_language(text)


def language_of_most(texts: Iterable[str]) -> str:
    """Return the language that most of some texts are in, however long they are; empty if none shows one.

    Of languages in as many texts, it is the one of all the words together, else the one that comes first.
    """
    votes = Counter[str]()
    voters: list[str] = []
    for text in texts:
        if language := language_of(text, cjk_share(text)):
            votes[language] += 1
            voters.append(text)
    most = [language for language, count in votes.items() if count == max(votes.values())]
    if len(most) > 1:
        together = " ".join(voters)
        language = language_of(together, cjk_share(together))
        most = [language] if language in most else most
    return most[0] if most else ""
