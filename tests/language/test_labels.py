"""Each label of a question or an answer makes a card of its pair, and each word of a folded answer is known."""

from __future__ import annotations

import re

import pytest

from deckgen.cards.forms.own_labels import ANSWER
from deckgen.language.labels import ANSWER_LABELS, ANSWER_OF, QUESTION_LABELS, is_label, says_answer
from tests.dialects.shown import Shown, cards_of, shown

PAIRS = [
    ("Q", "A", "What is a heap?", "A tree."),
    ("Question", "Answer", "What is a heap?", "A tree."),
    ("问", "答", "堆是什么？", "一种树。"),
    ("问题", "答案", "堆是什么？", "一种树。"),
    ("问题", "正确答案", "堆是什么？", "一种树。"),
    ("问题", "参考答案", "堆是什么？", "一种树。"),
    ("問", "答", "堆是什麼？", "一種樹。"),
    ("質問", "回答", "ヒープとは何ですか？", "木の一種です。"),
    ("問題", "答え", "ヒープとは何ですか？", "木の一種です。"),
    ("問題", "解答", "ヒープとは何ですか？", "木の一種です。"),
    ("질문", "답변", "힙이란 무엇인가요?", "트리의 일종입니다."),
    ("질문", "답", "힙이란 무엇인가요?", "트리의 일종입니다."),
    ("문제", "정답", "힙이란 무엇인가요?", "트리의 일종입니다."),
    ("Question", "Réponse", "Qu’est-ce qu’un tas ?", "Un arbre."),
    ("Pregunta", "Respuesta", "¿Qué es un montículo?", "Un árbol."),
    ("Frage", "Antwort", "Was ist ein Heap?", "Ein Baum."),
    ("Frage", "Richtige Antworten", "Was ist ein Heap?", "Ein Baum."),
    ("Question", "Correct answer", "What is a heap?", "A tree."),
    ("Q", "Ans", "What is a heap?", "A tree."),
    ("Pergunta", "Resposta", "O que é um heap?", "Uma árvore."),
    ("Domanda", "Risposta", "Che cos'è uno heap?", "Un albero."),
    ("Вопрос", "Ответ", "Что такое куча?", "Дерево."),
    ("Pytanie", "Odpowiedź", "Czym jest kopiec?", "Drzewem."),
    ("Soru", "Cevap", "Yığın nedir?", "Bir ağaç."),
    ("Câu hỏi", "Đáp án", "Heap là gì?", "Một cây."),
    ("Câu hỏi", "Trả lời", "Heap là gì?", "Một cây."),
    ("Soal", "Jawaban", "Apa itu heap?", "Sebuah pohon."),
    ("प्रश्न", "उत्तर", "हीप क्या है?", "एक वृक्ष।"),
    ("سؤال", "جواب", "ما هي الكومة؟", "شجرة."),
    ("السؤال", "الجواب", "ما هي الكومة؟", "شجرة."),
    ("السؤال", "الإجابة", "ما هي الكومة؟", "شجرة."),
]
SHAPES = (
    "{q}: {question}\n{a}: {answer}\n",
    "{q}：{question}\n\n{a}：{answer}\n",
    "**{q} :** {question}\n**{a} :** {answer}\n",
    "{q}\u00a0: {question}\n{a}\u00a0: {answer}\n",
    "{q} 3: {question}\n\n{a} 3:\n\n{answer}\n",
)


@pytest.mark.parametrize(("q", "a", "question", "answer"), PAIRS)
def test_a_pair_of_labels_makes_a_card(q: str, a: str, question: str, answer: str) -> None:
    for shape in SHAPES:
        text = f"# T\n\nSome words.\n\n{shape.format(q=q, a=a, question=question, answer=answer)}"
        assert [shown(card) for card in cards_of(text)] == [Shown(question, answer)], shape


@pytest.mark.parametrize(
    ("labels", "place"), [(QUESTION_LABELS, 0), (ANSWER_LABELS, 1)], ids=["questions", "answers"]
)
def test_no_label_is_without_a_pair_that_needs_it(labels: str, place: int) -> None:
    known = labels.split("|")
    written = {pair[place] for pair in PAIRS}
    for label in known:
        others = re.compile("|".join(other for other in known if other != label))
        assert any(not others.fullmatch(word) for word in written), label


SAYS_ANSWER = {
    "en": ["Answer", "Solution", "Show answer", "Click to see the solution", "My explanation", "Answer 3", "Answers"],
    "zh": ["答案", "查看答案", "点击展开解析", "参考答案", "解答"],
    "de": ["Antwort", "Lösung", "Antwort anzeigen", "Lösungen", "Zeige die Lösung", "Lösung 2"],
    "fr": ["Réponse", "Voir la réponse", "Solution", "Afficher les solutions", "Corrigé"],
    "es": ["Respuesta", "Ver respuesta", "Solución", "Mostrar la solución", "Soluciones"],
    "ja": ["答え", "解答", "回答", "解説", "正解", "解答例", "答えを見る", "解答を表示する"],
    "signs": ["💡 Answer", "✨ Show Answer ✨", "👉 정답 보기", "▶️ Answer (click)", "[Answer]"],
    "ko": ["정답", "답", "해설", "풀이", "해답", "정답 보기", "답변", "정답 확인"],
}


@pytest.mark.parametrize("text", sorted({text for texts in SAYS_ANSWER.values() for text in texts}))
def test_a_folded_answer_is_known_by_its_words(text: str) -> None:
    assert says_answer(text)


OTHERS = ["Answering machines", "What is the answer?", "解答する方法", "La respuesta de Juan", "Details"]


@pytest.mark.parametrize("text", OTHERS)
def test_other_words_of_a_folded_part_are_its_own(text: str) -> None:
    assert not says_answer(text)


@pytest.mark.parametrize(
    "label",
    [
        "連結", "リンク", "ドキュメント", "公式ドキュメント", "本家ドキュメント", "公式サイト", "ソースコード",
        "リポジトリ", "レポジトリ", "関連リンク", "参考サイト", "リンク集",
        "공식 문서", "공식 사이트", "문서", "저장소", "레포지토리", "소스 코드", "웹사이트", "링크",
        "참고 자료", "관련 링크",
        "Quellcode", "Quelltext", "Webseite", "Dokumentation", "Projektseite", "Weiterführende Links",
        "dépôt", "code source", "site officiel", "site web", "lien", "Liens utiles",
        "repositorio", "código fuente", "sitio web", "sitio oficial", "documentación", "Enlace", "Enlaces de interés",
        "repositório", "código-fonte", "site oficial", "documentação", "Fonte", "Veja também",
    ],
)
def test_labels_of_links_in_more_languages(label: str) -> None:
    assert is_label(label)


def test_the_label_that_is_named_is_one_that_is_read() -> None:
    assert all(ANSWER.match(label) for label in ANSWER_OF.values())
