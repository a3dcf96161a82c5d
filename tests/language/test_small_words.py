"""Every small word stands in an example, from which only the content words are left; without its entry it stays."""

from __future__ import annotations

import pytest

from deckgen.identity.content_words import Content, content_of
from deckgen.identity.field_words import read_field
from deckgen.language import small_words
from deckgen.language.stems import stem
from deckgen.posts.parse import parse_body

LATIN = {
    "en": """\
What is the color of a cube in an arc? | color cube arc
Which were the first on it and at its top, or by that? | first top
Who has been to Rome from there? Whom do these have? | rome
Whose map does this show, as those did? | map show
When was it, where are they for with, why had it to be? | they
How can you, will you, would you, should you, could it? | you could
""",
    "de": """\
Was ist der Preis für die Karte und das Brot? | preis karte brot
Wer wird es mit dem Hut im Haus von ihr? | hut haus ihr
Wen kann man zu den Bergen, zum Berg und zur Tür bei sich? | berg tür sich
Wem hat es wann und wo am Rand, an einem, in einer, auf einen Berg? | rand berg
Wessen Hund sind die, waren die, wurde es, wurden die oder war es? | hund
Wie und warum, wieso, weshalb aus des Topfes werden eines? | topf
Welche, welcher, welches, welchen haben ein oder eine Uhr? | uhr
""",
    "fr": """\
Quel est le prix de la table et du pain? | prix tabl pain
Quelle était une idée qui a un but dans les eaux? | idée but eaux
Quels sont ces plans que des rois ont ou se font? | ces plan rois font
Quelles tours avec ce quoi, pour cette reine, par elle? | tour rein
Quand, où, pourquoi, comment il va aux, au, sur, en ville? | va vill
Combien d un c, s il, l un, qu il? |
""",
    "es": """\
¿Cuál es el precio de la mesa y del pan? | precio mesa pan
¿Qué son las torres en los montes con un rey? | torr mont rey
¿Cuáles fue, era, ha, han unos, unas, una puerta? | puert
¿Quién, quiénes, cuándo y dónde al sol o por su casa? | sol casa
¿Cómo, cuánto, cuántos, cuánta, cuántas para se? |
""",
}

SIGNS = """\
什么是狗 | 狗
狗是什么 | 狗
为什么有潮汐 | 有潮汐
什么时候下雨 | 下雨
为何出错 | 出错
怎么样升级 | 升级
怎么升级 | 升级
怎样升级 | 升级
如何升级 | 升级
哪一个最快 | 最快
哪一年建成 | 建成
哪个最快 | 最快
哪些最快 | 最快
哪里最热 | 最热
哪儿最热 | 最热
哪年建成 | 建成
哪最热 | 最热
谁发明电话 | 发明电话
多少人口 | 人口
几个人口 | 人口
何时建成 | 建成
请问人口 | 人口
一个城市 | 城市
一种城市 | 城市
是否稳定 | 稳定
猫以及鱼 | 猫 鱼
猫的鱼 | 猫 鱼
猫了 | 猫
猫在鱼 | 猫 鱼
猫和鱼 | 猫 鱼
猫与鱼 | 猫 鱼
猫或鱼 | 猫 鱼
猫由鱼 | 猫 鱼
猫被鱼 | 猫 鱼
猫把鱼 | 猫 鱼
稳定吗 | 稳定
猫呢 | 猫
ヒープとは | ヒープ
ヒープという | ヒープ
ヒープは何ですか | ヒープ
ヒープはなに | ヒープ
ヒープはなんでしょうか | ヒープ
ヒープは誰 | ヒープ
ヒープは何時 | ヒープ
ヒープは何年でしたか | ヒープ
ヒープは何度です | ヒープ
ヒープはどのような | ヒープ
ヒープはどのように | ヒープ
ヒープはどうして | ヒープ
ヒープはなぜ | ヒープ
ヒープはどの | ヒープ
ヒープはどこ | ヒープ
ヒープはどれ | ヒープ
ヒープはどう | ヒープ
ヒープはいつ | ヒープ
ヒープはだれ | ヒープ
出来ますか | 出来
出来ましたか | 出来
出来ます | 出来
水の沸点 | 水 沸点
水が氷 | 水 氷
水を氷 | 水 氷
水に氷 | 水 氷
水で氷 | 水 氷
水と氷 | 水 氷
水も氷 | 水 氷
水へ氷 | 水 氷
水か氷 | 水 氷
水から氷 | 水 氷
水まで氷 | 水 氷
水より氷 | 水 氷
水には氷 | 水 氷
水では氷 | 水 氷
水での氷 | 水 氷
水への氷 | 水 氷
水との氷 | 水 氷
かもめ | かもめ
"""


def content(text: str) -> Content:
    return content_of(read_field(text))


def rows(text: str) -> list[tuple[str, set[str]]]:
    parted = [line.partition("|") for line in text.splitlines()]
    return [(said.strip(), set(left.split())) for said, _, left in parted]


LATIN_ROWS = [(language, *row) for language, text in LATIN.items() for row in rows(text)]


@pytest.mark.parametrize(("language", "said", "left"), LATIN_ROWS)
def test_only_content_words_are_left(language: str, said: str, left: set[str]) -> None:
    assert content(said).words == {stem(word, language) for word in left}


@pytest.mark.parametrize("language", LATIN)
def test_each_small_word_stands_in_an_example(language: str) -> None:
    said = {word for row in rows(LATIN[language]) for word in read_field(row[0]).folded}
    assert small_words.LATIN[language] <= said


@pytest.mark.parametrize(("said", "left"), rows(SIGNS))
def test_signs_are_cut_at_small_words(said: str, left: set[str]) -> None:
    assert set(content(said).runs) == left


@pytest.mark.parametrize("word", sorted(small_words.CHINESE | small_words.JAPANESE | small_words.JAPANESE_PARTICLES))
def test_each_small_word_of_signs_stands_in_an_example(word: str) -> None:
    assert word in SIGNS


@pytest.mark.parametrize("word", sorted(small_words.KOREAN))
def test_korean_question_words_are_none(word: str) -> None:
    assert content(f"수도 {word}").words == {"수도"}


@pytest.mark.parametrize("particle", small_words.KOREAN_PARTICLES)
def test_a_korean_word_is_known_without_its_particle(particle: str) -> None:
    assert stem("서울" + particle, "en") == "서울"
    assert stem("수도", "en") == "수도"


DENYING = [
    *(f"merge sort is {word} stable" for word in sorted(small_words.NEGATIONS["en"])),
    "merge sort isn't stable",
    *(f"das ist {word} Haus und der Preis" for word in sorted(small_words.NEGATIONS["de"])),
    *(f"elle est {word} grande et le prix" for word in sorted(small_words.NEGATIONS["fr"])),
    *(f"el precio es {word} alto y la mesa" for word in sorted(small_words.NEGATIONS["es"])),
    *(f"서울은 {word} 수도" for word in sorted(small_words.NEGATIONS["ko"])),
    *(
        "归并没有稳定",
        "归并不稳定",
        "归并没稳定",
        "归并无序",
        "归并非序",
        "归并未定",
        "ヒープは出来ません",
        "ヒープは出来ない",
    ),
    *("ヒープなし", "ヒープは無効"),
]


@pytest.mark.parametrize("said", DENYING)
def test_a_negation_is_told(said: str) -> None:
    assert content(said).negations == 1


ONE_WORD = {
    "en": ["cache caches caching cached", "query queries", "run runs running", "make makes making", "process processes",
           "France France's", "plan plans planned planning"],
    "de": ["Haus Häuser Hauses", "Liste Listen", "Baum Bäume Baums Bäumen", "Straße Straßen", "Kind Kinder Kindern"],
    "fr": ["table tables", "tableau tableaux", "l'arbre arbres", "fermé fermée fermés fermées fermer"],
    "es": ["torre torres", "grafo grafos", "gata gatas", "árbol árboles"],
}  # fmt: skip

TWO_WORDS = {"en": ["http https", "bus buses-x", "class clas", "ios io", "string str", "speed sp"], "de": ["haus maus"]}


@pytest.mark.parametrize(("language", "words"), [(key, line) for key, lines in ONE_WORD.items() for line in lines])
def test_endings_make_no_other_word(language: str, words: str) -> None:
    assert len({stem(word.casefold(), language) for word in words.split()}) == 1


@pytest.mark.parametrize(("language", "words"), [(key, line) for key, lines in TWO_WORDS.items() for line in lines])
def test_what_is_no_ending_makes_another_word(language: str, words: str) -> None:
    assert len({stem(word.casefold(), language) for word in words.split()}) == 2


@pytest.mark.parametrize("word", sorted(small_words.KOREAN_ENDINGS))
def test_what_leans_on_a_name_goes_on_with_its_sentence(word: str) -> None:
    text = f"[Kettle](https://a.example/kettle) {word} 물을 끓이는 오래된 도구를 말한다."
    (link,) = parse_body(text.encode()).sections[0].links
    assert link.comment == f"Kettle {word} 물을 끓이는 오래된 도구를 말한다."
