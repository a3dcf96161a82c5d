"""Which language a short text is in, and that deckgen has natural words for each: one file a language."""

from __future__ import annotations

import string

import msgspec
import pytest

from deckgen.language.own_phrases import in_first_language
from deckgen.language.phrases import LANGUAGES, Phrases, phrases, phrases_of_text
from deckgen.language.scripts import cjk_share
from deckgen.language.spoken import language_of, latin_language

TEXTS = {
    "zh": [
        "索引是什么？",
        "为什么需要激活函数",
        "用 Docker 部署 Redis 集群的笔记",
        "机器学习笔记（二）",
        "今天天气很好。",
    ],
    "en": [
        "What is an index?",
        "Notes on distributed systems",
        "Why you should not use a queue",
        "How to read a paper",
        "The kettle is on the table.",
    ],
    "de": [
        "Was ist ein Index?",
        "Warum der Speicher nicht reicht",
        "Einführung in die Statistik",
        "Der Kessel steht auf dem Tisch.",
        "Notizen zu verteilten Systemen mit Kafka",
    ],
    "fr": [
        "Qu’est-ce qu’un index ?",
        "Pourquoi les files ne suffisent pas",
        "Introduction à la statistique",
        "La bouilloire est sur la table.",
        "Notes sur les systèmes distribués",
    ],
    "es": [
        "¿Qué es un índice?",
        "Por qué las colas no bastan",
        "Introducción a la estadística",
        "La tetera está sobre la mesa.",
        "Apuntes sobre los sistemas distribuidos",
    ],
    "ja": [
        "索引とは何ですか？",
        "機械学習の基礎",
        "Dockerで始めるRedis",
        "なぜキューだけでは足りないのか",
        "今日は良い天気です。",
    ],
    "ko": [
        "인덱스란 무엇인가요?",
        "왜 큐만으로는 부족한가",
        "기계 학습 입문",
        "Docker로 시작하는 Redis",
        "오늘은 날씨가 좋다.",
    ],
}
NEIGHBOURS = {
    "pt": "O que é um índice e como ele funciona? Os dados são lidos em uma ordem que não é a do disco.",
    "it": "Che cosa è un indice e come funziona? I dati sono letti in un ordine che non è quello del disco.",
    "nl": "Wat is een index en hoe werkt het? De gegevens worden niet gelezen in de volgorde van de schijf.",
}
CASES = [(language, text) for language, texts in TEXTS.items() for text in texts]
PHRASES = [name for name in Phrases.__struct_fields__ if name not in ("language", "is_ruled")]


@pytest.mark.parametrize(("language", "text"), [*CASES, *NEIGHBOURS.items()])
def test_a_short_text_tells_its_language(language: str, text: str) -> None:
    assert language_of(text, cjk_share(text)) == language


@pytest.mark.parametrize(("language", "text"), CASES)
def test_words_follow_the_text_unless_the_definition_rules(language: str, text: str) -> None:
    for other in ("zh", "ja", "ko"):
        assert phrases_of_text(text, phrases(other)).language == language
    for ruled in LANGUAGES:
        assert phrases_of_text(text, phrases(ruled, is_ruled=True)).language == ruled


@pytest.mark.parametrize(("language", "text"), CASES)
def test_a_text_of_a_line_or_more_is_asked_in_its_own_language_in_any_deck(language: str, text: str) -> None:
    for other in LANGUAGES:
        assert phrases_of_text(f"{text} {text}", phrases(other)).language == language


@pytest.mark.parametrize("text", ["Redis", "Kubernetes Ingress", "PostgreSQL 16"])
def test_a_name_keeps_the_words_of_a_deck_in_latin_script(text: str) -> None:
    for language in ("en", "de", "fr", "es"):
        assert phrases_of_text(text, phrases(language)).language == language


def test_the_letters_of_formulas_are_no_words() -> None:
    """v, z and s are prepositions in Czech."""
    text = "the affine space $$V$$ with $$v_0 + v$$, $$z$$ in $$V$$, $$s$$ and $$v \\cdot z$$ of $$a$$ vector"
    assert latin_language(text) == "en"


def test_chinese_characters_alone_are_japanese_in_a_japanese_deck() -> None:
    assert phrases_of_text("機械学習入門", phrases("ja")).language == "ja"
    assert phrases_of_text("機械学習入門", phrases("en")).language == "zh"


@pytest.mark.parametrize("text", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_a_language_without_words_of_ours_gets_english_ones(text: str) -> None:
    assert phrases_of_text(text, phrases("es")).language == "en"
    assert phrases("pt-BR") == phrases("en")


def test_seven_languages_have_words() -> None:
    assert set(LANGUAGES) >= {"zh", "en", "de", "fr", "es", "ja", "ko"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_of_a_language_are_its_own_and_have_the_slots_of_the_english_ones(language: str) -> None:
    words, english = phrases(language), phrases("en")
    assert words.language == language
    for name in PHRASES:
        said = getattr(words, name)
        assert said == said.strip() != ""
        assert slots(said) == slots(getattr(english, name)), name
        assert said.endswith(("?", "？")) or not getattr(english, name).endswith("?"), name


def slots(phrase: str) -> set[str]:
    """Give the names of what is filled into a phrase."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_no_japanese_or_korean_phrase_is_chinese() -> None:
    chinese = set(msgspec.structs.asdict(phrases("zh")).values())
    for language in ("ja", "ko"):
        own = set(msgspec.structs.asdict(phrases(language)).values()) - {False}
        shared = {said for said in own & chinese if isinstance(said, str) and cjk_share(said)}
        assert shared == set()


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in ("zh", "en")])
def test_a_later_phrase_says_what_the_first_one_said(language: str) -> None:
    """So that a note which asked in Chinese or English is found again by the card of today."""
    words = phrases(language)
    for first, thing in ((phrases("en"), "<b>Foo</b>"), (phrases("zh"), "<b>索引</b>")):
        names = {"thing": thing, "other": "Bar", "column": "b", "header": "c", "task": thing}
        for name in ("what_is", "which_command", "full_form", "what_does"):
            said = getattr(words, name).format(**names)
            assert in_first_language(said) == getattr(first, name).format(**names)
            assert in_first_language(getattr(first, name).format(**names)) == getattr(first, name).format(**names)
