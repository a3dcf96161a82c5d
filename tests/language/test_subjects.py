"""A question that names its thing stands alone; one that says "it", or what many things have, leans on its place."""

from __future__ import annotations

import pytest

from deckgen.language.subjects import stands_alone

ALONE = """\
What is DES?
What is a son?
How does the net work?
Who wrote Faust, and when did he write it?
Was ist Macht?
Was gibt es in Rom?
Wie funktioniert das Netz?
Welche Arten von Planeten gibt es?
Pourquoi le ciel est-il bleu ?
Quels sont les avantages du vélo ?
¿Qué significa lo que dice el texto?
¿Qué es Redis?
¿Cuáles son los tipos de datos?
¿Qué es lo mejor del verano?
Che cos'è lo stack?
Che cos'è il modello?
什么是进程？
スタックとは何ですか？
스택은 무엇인가요?
"""
LEANING = """\
What is it?
How does it work?
What are the advantages?
Was ist das?
Wie funktioniert das?
Wie funktionierts ?
Was sind die Vorteile?
Welche Nachteile gibt es?
Wer hat es entdeckt?
Wer half ihm?
Qu'est-ce que cela ?
À quoi ça sert ?
Comment fonctionne cela ?
Quels sont les inconvénients ?
Pourquoi elles tournent ?
¿Qué es?
¿Para qué sirve?
¿Cómo funciona?
¿Quién lo escribió?
¿Qué significa esto?
¿Cuáles son las ventajas?
为什么？
它有什么优点？
それは何ですか？
무엇인가요?
"""


@pytest.mark.parametrize("question", ALONE.splitlines())
def test_a_question_that_names_its_thing_stands_alone(question: str) -> None:
    assert stands_alone(question)


@pytest.mark.parametrize("question", LEANING.splitlines())
def test_a_question_that_names_nothing_leans_on_its_place(question: str) -> None:
    assert not stands_alone(question)
