"""Labels: words before or behind a link, a question or an answer that name no thing themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from deckgen.language.folding import fold
from deckgen.language.headings import is_generic_heading
from deckgen.language.scripts import CJK, HAN
from deckgen.patterns import regex

LABEL_NOUNS = (
    "官方网站|官网|官方主页|官方文档|官方教程|官方网址|个人主页|项目主页|主页|首页|网站|网址|网页版|项目地址|代码地址|"
    "下载地址|原图地址|原地址|原始地址|地址|源代码|使用示例|示例代码|代码示例|参考代码|官方代码|非官方代码|代码资源|"
    "代码|源码|仓库|示例|例子|demo|演示|文档|"
    "中文文档|参考文档|API参考|手册|说明|教程|入门教程|论文|原文|原版|中文版|英文版|译文|翻译|文章|博客|blog|视频|课程|幻灯片|"
    "ppt|讲义|数据集|下载|安装|安装方法|镜像|旧版|新版|链接|软件仓库|demo网站|github|code|paper|website|homepage|"
    "docs?|documentation|project page|repo|repository|download|video|"
    "arXiv|pdf|dataset|tutorial|link|wiki|slides|草稿|官网的链接|talk|poster|project|site|notebook|colab|演讲|报告|"
    "連結|リンク|ドキュメント|公式ドキュメント|本家ドキュメント|公式サイト|ソースコード|リポジトリ|レポジトリ|"
    "공식 문서|공식 사이트|문서|저장소|레포지토리|소스 코드|웹사이트|링크|"
    "Quellcode|Quelltext|Webseite|Dokumentation|Projektseite|dépôt|code source|site officiel|site web|lien|"
    "repositorio|código fuente|sitio web|sitio oficial|documentación|enlace|"
    "repositório|código-fonte|site oficial|documentação"
)

JOINT = " · "
"""Stands between a thing and its label in a title ("Luke · 官网")."""

_LABEL = regex(rf"^(?:{LABEL_NOUNS})$", re.I)

_TWO_LABELS = range(4, 9)
"""Signs of two labels that stand together as one."""
_LONGEST_SECOND = 3
"""Signs of the second; a longer one says with what something is done (下载示例代码)."""
_HAN_LABEL = regex(rf"^(?=[{HAN}])(?:{LABEL_NOUNS})$", re.I)

_LABEL_END = regex(
    rf"(?P<label>{LABEL_NOUNS})\s*(?:分别)?(?:是|为|在|在此|在这里|见|参见|如下|可见|：)?$", re.I
)

_IN_WORD = regex(r"[A-Za-z0-9](?: ?|[-_])$")
"""What ends so goes on in a Latin label behind it: that is a part of a word or of a name ("source-link")."""

_LABEL_TAILS = (*LABEL_NOUNS.replace("docs?", "doc|docs").casefold().split("|"), *"别是为在此里见下：", " ")
"""How every text ends that ``_LABEL_END`` finds something in: a cheap question before a dear one."""

_REFERENCE = regex(
    rf"^(?:[{HAN}]{{0,4}}(?:参考|参见|详见|另见|可见|请看|见|参阅|相关)(?:资料|文献|文章|链接|阅读|下文|书目|资源|网址)?|"
    r"see|see also|refs?|references?|further reading|reading|more|links?|sources?|via|"
    r"quellen?|siehe(?: auch)?|weiterführende links|fuentes?|véase(?: también)?|enlaces(?: de interés)?|"
    r"voir(?: aussi)?|liens(?: utiles)?|fontes?|veja(?: também)?|ver também|"
    r"出典|引用元|参照|(?:参考|関連)?リンク集?|参考サイト|출처|참고(?: ?(?:자료|링크|문헌))?|관련 ?링크|"
    r"来源|出处|转自|摘自|资料|教程|推荐阅读|相关资料|相关链接|相关阅读|扩展阅读|延伸阅读|主要参考|其他参考)$",
    re.I,
)

_CONTENT = regex(r"^(?:论文|原文|文章|博客|blog|教程|视频|课程|paper|article|译文|翻译|tutorial|video)s?$", re.I)

_MAIN_LABEL = regex(
    r"^(?:here|link|links|this|click here|read more|more|read|read on|continue reading|full (?:text|story|article)|"
    r"source|web|url|pdf|paper|html|abs|abstract|arxiv|original|article|post|"
    r"arxiv:\s?\d{4}\.\d{4,5}(?:v\d)?|doi:\s?\S+|"
    r"(?:this|that) (?:one|link|guide|article|post|paper|page|blog post|tutorial|site|website|thread|talk|series)|"
    r"(?:click|see|look|read|over|right|tap|go|find it|link) here|(?:learn|find out|see|know) more|click|details|view|"
    r"(?:请|猛)?(?:点击?|戳|看|按|访问)?(?:这里|此处|这儿|本?链接)(?:查看|阅读|下载|观看|访问|了解)?(?:更多|详情|原文|全文)?|"
    r"(?:请|猛)?[点戳]我?|点击|点此(?:查看|阅读|下载)?|(?:查看|阅读|了解|更多)(?:更多|详情|全文|原文|内容)|继续阅读|"
    r"原文|全文|更多|详情|网址|传送门|"
    r"这[篇个](?:文章|博客|教程|帖子|链接|网页|网站)|该文|此文|ここ|こちら|リンク|→|»|🔗|#)(?:\s*[→»>…]+)?$",
    re.I,
)

_HOST_LABEL = r"(?:on |via |the )?(?:youtube|bilibili|b站|油管|知乎|微信|公众号|twitter|x)"

_SIDE_LABEL = regex(
    rf"(?:{_HOST_LABEL}|(?:on |via |the )?(?:hn|hacker ?news|lobste\.?rs|reddit|v2ex|豆瓣))"
    r"(?:上的?)?(?:\s*(?:discussions?|comments?|threads?|讨论|评论))?|discuss(?:ions?)?|comments?|讨论|评论|"
    r"archived?|存档|备份|快照|中文|英文|english|chinese",
    re.I,
)

_NAMES_NOTHING = regex(r"(?:参考(?:文献|资料|链接|代码|文章)|参见|参阅|详见|如下|以下|见|references?|see)$", re.I)

QUESTION_LABELS = (
    "问题?|問題?|質問|Q|Question|Frage|Pregunta|Pergunta|Domanda|Вопрос|Pytanie|Soru|Câu hỏi|"
    "Soal|प्रश्न|سؤال|السؤال|질문|문제"
)
"""What an author writes before a question of a card of theirs."""

ANSWER_WORDS = (
    "正确答案|参考答案|答案?|答え|回答|解答|Correct [Aa]nswers?|Answers?|Ans|Antwort|Richtige Antwort(?:en)?|Réponse|"
    "Respuesta|Resposta|Risposta|Ответ|Odpowiedź|Cevap|Đáp án|Trả lời|Jawaban|उत्तर|جواب|الجواب|الإجابة|답변?|정답"
)
ANSWER_LABELS = f"A|{ANSWER_WORDS}"
ANSWER_LABEL = regex(rf"\s*(?:{ANSWER_LABELS})\s*[:：]")
"""The label that opens an answer, with its sign."""

SOLUTION_WORDS = "Solution|Sol|Lösung|Solución|Soluzione|解析?"
SOLUTION_LABEL = regex(rf"\s*(?:{SOLUTION_WORDS})\s*(?:[:：]|\.(?!\w)|\s[-–—]\s)\s*", re.I)
"""The same right below a question; further down it is what is to be done, and the words before it answer."""

ANSWER_OF = MappingProxyType(
    {"zh": "答：", "ja": "回答：", "ko": "답변:", "de": "Antwort:", "fr": "Réponse :", "es": "Respuesta:"}
)
"""What to write before an answer in each language, beside A:."""

_OWN_QUESTION = regex(
    rf"^[^\S\n]*(?:(?:-|\d+\.)[^\S\n]+)*(?:{QUESTION_LABELS})\s*\d{{0,3}}\s*[:：]",
    re.M,
)

_SIGNS = (
    *("Q", "问", "問", "Frage", "Pregunta", "Pergunta", "Domanda", "Вопрос", "Pytanie", "Soru", "Câu"),
    *("Soal", "प्रश्न", "سؤال", "질문", "문제"),
)
"""One of them stands in every label of a question: a cheap look before a dear one."""

_SAYS_ANSWER = regex(
    r"(?:(?:show|see|view|reveal|click (?:here )?(?:to|for)(?: (?:see|show|view|reveal))?) )?"
    r"(?:(?:the|an?|my|possible|sample) )?(?:answers?|solutions?|explanations?)(?: key)?(?: ?(?:\d+|[a-e]))?|"
    r"(?:点击)?(?:查看|显示|展开)?(?:参考)?(?:答案|解答|解析|答)|"
    r"(?:zeige )?(?:(?:die|zur) )?(?:antwort(?:en)?|lösung(?:en)?)(?: (?:an)?zeigen)?(?: ?\d+)?|"
    r"(?:(?:voir|afficher) )?(?:(?:la|les) )?(?:réponses?|solutions?|corrigé)(?: ?\d+)?|"
    r"(?:(?:ver|mostrar) )?(?:(?:la|las) )?(?:respuestas?|solución|soluciones)(?: ?\d+)?|"
    r"(?:解答例?|答え|解説|回答|正解)(?:\s?\d+)?(?:を(?:見る|表示(?:する)?))?|"
    r"(?:정답|답변?|해설|해답|풀이)(?:\s?\d+)?(?: ?(?:보기|확인))?|"
    rf"(?:{ANSWER_WORDS})(?: ?\d+)?",
    re.I,
)

_HOLDS_ANSWER = regex(
    rf"(?<!\w)(?:{ANSWER_WORDS}|solutions?|\w*lösung(?:en)?|corrigé|soluci(?:ón|ones)|soluzion[ei]|solução|soluções|"
    r"решени[ея]|rozwiązani[ea]|çözüm(?:ler)?)(?!\w)|答案|答え|解答|解説|解析|正解|정답|해설|해답|풀이",
    re.I,
)

_EXPLAINS = regex(r"expla|解説|解析|해설", re.I)
_ASIDE = regex(r"\s*[(（][^()（）]{1,40}[)）]?\Z")
"""How to unfold it: "Answer (click to expand)"."""

_COUNTED = regex(
    rf"[\W_]{{0,4}}(?P<before>(?:[^\W\d_]+[ .]?){{0,2}})[ #№.]*(?P<number>\d{{1,4}})(?P<behind>[{CJK}]{{0,2}})"
    r"(?:[\s(]*(?:of|von|de|di|из|sur|z|/)\s*\d{1,4})?[\W_]*",
    re.I,
)
"""A number, up to two words before it, and of how many it is one."""
_LONGEST_COUNTED = 40
_DIGIT = regex(r"\d")
_OPENS_ANSWER = regex(rf"\s*(?P<word>{ANSWER_LABELS})\s*\d{{0,3}}\s*[:：]")
_QUESTION_WORDS = regex(rf"第?(?:{QUESTION_LABELS}|题目?|題目?)", re.I)

_ANSWER_NUMBER = regex(r"A\s?\d{1,3}")
_DECORATION = regex(r"\A[\W_]+|[\W_]+\Z")

CARD_LABELS = "问|答|Q|A|Question|Answer"
_CARD_LABEL = regex(rf"(?:{CARD_LABELS})\s*[:：]?")


def without_colon(text: str) -> str:
    """Drop the colon that ends a label or a lead-in."""
    return text.rstrip(" ：:\t")


def ends_in_colon(text: str) -> bool:
    """Return whether a text leads over to what follows; the ``:::`` that closes a container does not."""
    text = text.rstrip()
    return text.endswith((":", "：")) and not text.endswith(":::")


@lru_cache(maxsize=4096)
def is_reference_label(label: str) -> bool:
    """Return whether a label only says that something follows (参考, see also)."""
    return _REFERENCE.match(fold(label)) is not None


@lru_cache(maxsize=4096)
def is_label(label: str) -> bool:
    """Return whether a text is a bare label, which names no thing (官网, code)."""
    if _LABEL.match(label.strip()) is not None or is_reference_label(label) or is_main_label(label):
        return True
    return len(label) in _TWO_LABELS and any(  # 视频链接
        _HAN_LABEL.match(label[:cut]) and _HAN_LABEL.match(label[cut:])
        for cut in range(max(2, len(label) - _LONGEST_SECOND), len(label) - 1)
    )


def is_main_label(label: str) -> bool:
    """Return whether a link's text only means "this very thing" (here, pdf, 原文)."""
    return _MAIN_LABEL.match(fold(label).strip(" []()（）")) is not None


def is_side_label(label: str) -> bool:
    """Return whether a link's text only says what it is beside the title on its line (HN 讨论, archive, B站)."""
    return _SIDE_LABEL.fullmatch(label.strip()) is not None


def is_host_label(label: str) -> bool:
    """Return whether a link's text only says where the piece lies (B站, YouTube)."""
    return re.fullmatch(_HOST_LABEL, label.strip(), re.I) is not None


def is_content_label(label: str) -> bool:
    """Return whether a label announces something that has a title of its own (论文, blog)."""
    return _CONTENT.match(fold(label)) is not None


@lru_cache(maxsize=4096)
def label_at_end(text: str) -> tuple[str, str]:
    """Split a lead-in into what comes before its closing label noun and that noun; ("", "") if there is none."""
    text = without_colon(text)
    if not text.casefold().endswith(_LABEL_TAILS):
        return "", ""
    found = _LABEL_END.search(text)
    if found is None or (found["label"].isascii() and _IN_WORD.search(text[: found.start()])):
        return "", ""
    return text[: found.start()], found["label"]


def names_nothing(text: str) -> bool:
    """Return whether a text only says that something follows or stands somewhere ("所用的参考文献")."""
    return _NAMES_NOTHING.search(without_colon(text)) is not None or is_generic_heading(text) or is_label(text)


def is_card_label(text: str) -> bool:
    """Return whether a text is what an own card's question or answer opens with, and nothing else."""
    return _CARD_LABEL.fullmatch(text.strip()) is not None


def bare_label(text: str) -> str:
    """Return what a folded text shows without the signs and emoji around it, folded."""
    text = fold(text)
    return text if text[:1].isalnum() and text[-1:].isalnum() else _DECORATION.sub("", text)


ASKING_CALLOUTS = frozenset({"question", "faq", "help"})
"""Kinds of callouts that ask."""


def says_answer(text: str) -> bool:
    """Return whether a folded text that shows these words only says that it holds an answer."""
    bare = bare_label(text)
    return _SAYS_ANSWER.fullmatch(bare_label(_ASIDE.sub("", bare)) if "(" in bare else bare) is not None


def gives_answer(text: str) -> bool:
    """Return whether a line only says that an answer follows, and no explanation of one."""
    return says_answer(text) and _EXPLAINS.search(text) is None


def holds_answer(label: str) -> bool:
    """Return whether a short label has a word for an answer among others: "Solution to task 3", "課題1の解答・解説"."""
    return _HOLDS_ANSWER.search(label) is not None


def heads_answer(heading: str) -> bool:
    """Return whether a heading only says that an answer follows: "Answer", "A3:", "答案"."""
    bare = heading.strip(" :：.*")
    return says_answer(bare) or _ANSWER_NUMBER.fullmatch(bare) is not None


class Counted(NamedTuple):
    """A short line that only counts: the words beside its number, folded, and that."""

    words: str
    number: int


def counted(text: str) -> Counted | None:
    """Return what a line counts if it does nothing else: "Question 3", "Q3.", "第3题", "3 / 20", "Frage 3 von 20"."""
    found = _COUNTED.fullmatch(text) if len(text) <= _LONGEST_COUNTED and _DIGIT.search(text) is not None else None
    if found is None:
        return None
    return Counted(fold(f"{found['before']}{found['behind'] or ''}").strip(" .#"), int(found["number"]))


def heads_question(words: str) -> bool:
    """Return whether words only say that a question follows: "Question", "Frage", "题目"."""
    return _QUESTION_WORDS.fullmatch(words) is not None


def answer_label(text: str) -> int:
    """Return how many letters has the word of an answer that a text opens with as a label; 0 if it does not."""
    found = _OPENS_ANSWER.match(text)
    return len(found["word"]) if found is not None else 0


def asks(text: str) -> bool:
    """Return whether a line of these words, or of a list in them, is labelled as a question (Q:, 问：)."""
    return any(sign in text for sign in _SIGNS) and _OWN_QUESTION.search(text) is not None
