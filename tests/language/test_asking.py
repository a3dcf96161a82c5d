"""Each way to ask, and each look-alike that asks nothing, has an example that nothing else in its table knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from deckgen.language import asking
from deckgen.language.asking import asks_by_words, asks_something

ASKING = [
    "What is overfitting",
    "Why doesn't the cache help",
    "Which open file formats are compressed",
    "How many bytes does a page have",
    "What happens to a lost packet",
    "How to read a flame graph",
    "How do I read a heap dump",
    "Explain backpressure in one line",
    "Describe the life of a packet",
    "Warum ist der Speicher voll",
    "Welche Rolle hat der Kern",
    "Pourquoi le cache est vide",
    "Qu'est-ce que le cache",
    "Quelle est la taille du cache",
    "Por qué falla la caché",
    "Cuál es la capital de Perú",
    "什么是缓存",
    "谁发明了电话",
    "说一下缓存的作用",
    "能否跳过缓存",
    "どうやって水を運ぶ",
    "缓存是什么",
    "缓存有哪些",
    "缓存会丢数据吗",
    "キャッシュとは",
    "なぜキャッシュを使うのか",
    "캐시란 무엇인가",
    "파일 시스템이란",
    "왜 캐시를 쓰는가",
    "Expliquez le rôle du cache",
    "Почему кэш пуст и медленен",
    "Объясните роль кэша",
    "简述缓存的作用",
    "캐시를 설명해 주세요",
    "キャッシュを説明してください",
    "Erläutern Sie den Aufbau des Speichers",
    "Explique el papel de la caché",
    "啥是缓存",
    "为啥要用缓存",
    "缓存和缓冲有何不同",
    "キャッシュって何",
    "どんなときにキャッシュを使うか",
    "캐시가 뭔가요",
]
"""Headings that ask by their words, each without a mark."""

NOTHING = [
    "What's new in version 3?",
    "Any questions or comments?",
    "Why not?",
    "Looking for an older release?",
    "But what is the cost?",
    "但是为什么这么慢？",
    "How to install the tool?",
    "How to build?",
    "如何安装本软件？",
    "有什么问题吗？",
    "Who should read this?",
    "Where are we now?",
    "Note: what is not covered",
    "Как установить сервер?",
    "注意：如何避免？",
    "はじめに：何を作るか？",
    "What we'll build?",
    "What you need?",
    "Why now?",
    "Shall we begin?",
    "Which tools does this site run on?",
    "How to report an issue?",
    "Comment installer le paquet ?",
    "Warum dieses Buch?",
    "准备好了吗？",
    "The nullish coalescing operator ??",
    "Wie installiere ich das Paket?",
    "¿Cómo se instala?",
    "어떻게 설치하나요?",
    "Was ist das?",
    "¿Qué es esto?",
    "¿Quién soy?",
    "이게 뭐야?",
    "Was ist neu in Version 2?",
    "Wie geht es weiter?",
    "Quoi de neuf ?",
    "¿Qué hay de nuevo?",
    "何が新しいのか",
    "무엇이 새로워졌나요?",
    "¿Cómo contribuir?",
]
"""Headings that look like a question and ask for nothing that could be remembered."""


@pytest.mark.parametrize("text", ASKING)
def test_it_asks(text: str) -> None:
    assert asks_by_words(text)
    assert asks_something(text)


@pytest.mark.parametrize("text", NOTHING)
def test_it_asks_nothing(text: str) -> None:
    assert not asks_something(text)


def unproved(table: Sequence[re.Pattern[str]], examples: Sequence[str]) -> list[str]:
    """Return the entries of a table that every example can do without."""
    finds = [{number for number, entry in enumerate(table) if entry.search(text)} for text in examples]
    return [entry.pattern for number, entry in enumerate(table) if {number} not in finds]


def test_no_entry_is_without_an_example_that_needs_it() -> None:
    words = [f"^(?:{entry})" for entry in asking.OPENS] + [entry for _, entry in asking.HOLDS]
    assert unproved([re.compile(entry, re.I) for entry in words], ASKING) == []
    assert unproved([re.compile(rf"\A(?:{entry})\Z", re.I) for entry in asking.NOTHING], NOTHING) == []


@pytest.mark.parametrize("text", ASKING)
def test_what_asks_begins_with_a_character_that_its_entry_names(text: str) -> None:
    for first, entry in asking.HOLDS:
        assert all(found[0][0] in first for found in re.finditer(entry, text))


@pytest.mark.parametrize("text", ["Fluentd란?", "N-gram 이란?", "Github Action이란?", "캐시(Cache)란?"])
def test_korean_asks_what_a_thing_is_by_its_particle(text: str) -> None:
    assert asks_by_words(text)


@pytest.mark.parametrize("text", ["보안 논란", "미국과 이란", "이란", "이란?"])
def test_a_word_that_ends_as_the_particle_does_asks_nothing_without_a_mark(text: str) -> None:
    assert not asks_by_words(text)
