"""The words that name nothing: function and question words, negations and endings, language by language.

Cards are compared by their other words, the content words. Each list is small on purpose: a word belongs here only
if a question that loses or gains it still asks the same. `tests/language/test_small_words.py` has an example for
every entry, which fails without it.
"""

from __future__ import annotations

from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LATIN = MappingProxyType(
    {
        "en": _words(
            "a an the of in on at to for from by with as and or is are was were be been do does did has have had can "
            "will would should what which who whom whose when where why how it its this that these those there"
        ),
        "de": _words(
            "der die das den dem des ein eine einen einem einer eines von im in am an auf zu zum zur für mit bei aus "
            "und oder ist sind war waren wird werden wurde wurden hat haben kann was welche welcher welches welchen "
            "wer wen wem wessen wann wo warum wieso weshalb wie es man"
        ),
        "fr": _words(
            "le la les l un une des du de d au aux en dans sur par pour avec et ou est sont était a ont qui que qu "
            "quoi quel quelle quels quelles quand où pourquoi comment combien ce c cette il elle se s"
        ),
        "es": _words(
            "el la los las un una unos unas de del al en por para con y o es son era fue ha han qué cuál cuáles quién "
            "quiénes cuándo dónde cómo cuánto cuántos cuánta cuántas se su"
        ),
    }
)
"""Function and question words, folded, of the languages that set blanks between words."""

KOREAN = _words(
    "무엇 무엇인가 무엇인가요 무엇입니까 뭐 누구 누구인가요 누구입니까 언제 언제인가요 언제입니까 어디 "
    "어디인가요 어디입니까 왜 어떻게 어떤 어느 몇"
)
"""Korean question words, as they stand between blanks."""

KOREAN_PARTICLES = ("에서", "으로", "은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도")
"""What a Korean word carries at its end, the longer ones first; the word before it is what counts."""

KOREAN_ENDINGS = frozenset((*KOREAN_PARTICLES, "이란", "란", "이라는", "라는", "이라고", "라고", "하는", "한"))
"""What stands behind a name with a blank between them, and leans on it all the same."""

CHINESE = _words(
    "为什么 什么时候 什么 为何 怎么样 怎么 怎样 如何 哪一个 哪一年 哪个 哪些 哪里 哪儿 哪年 哪 谁 多少 几个 何时 请问 "
    "一个 一种 是否 以及 的 了 是 在 和 与 或 由 被 把 吗 呢"
)
"""Function and question words of Chinese; a text is cut at them, at the longest that stands there."""

JAPANESE = _words(
    "どのような どのように どうして なぜ どの どこ どれ どう いつ だれ 誰 何時 何年 何度 何 なに なん "
    "でしょうか でしたか ですか ましたか ますか です ます という"
)
"""Function and question words of Japanese, of which a text is known by its kana."""

JAPANESE_PARTICLES = _words("から まで より には では とは での への との は が を に の で と も へ か")
"""They count for nothing where no other hiragana stands beside them (水の沸点, but not かもめ)."""

NEGATIONS = MappingProxyType(
    {
        "en": _words("not no never none neither nor without cannot"),
        "de": _words("nicht kein keine keinen keinem keiner keines nie niemals ohne"),
        "fr": _words("ne n pas jamais sans aucun aucune"),
        "es": _words("no nunca sin ningún ninguna ninguno jamás"),
        "ko": _words("안 못 없는 않는 아닌 없이"),
    }
)
"""Words that deny, folded, beside all that end in n't; they are compared by themselves, and are no content words."""

HAN_NEGATIONS = ("没有", "不", "没", "无", "非", "未", "ません", "ない", "なし", "無")
"""Signs that deny in Chinese and Japanese."""
