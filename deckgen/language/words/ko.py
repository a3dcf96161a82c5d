"""What deckgen says in Korean."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="ko",
    what_does_it_say="어떤 내용인가요?",
    what_is_it_for="무엇에 쓰는 것인가요?",
    what_does_it_show="무엇을 보여 주나요?",
    what_does_it_teach="무엇을 배울 수 있나요?",
    which_links="이 주제의 글은 어떤 내용인가요?",
    more_links="… 그 밖에 {count}개: {place}",
    extract="발췌: {text}",
    links="링크 {count}개",
    one_link="링크 1개",
    reading="읽을거리",
    questions="질문",
    about_deck=(
        "deckgen이 {page}의 글로 만들었습니다. 노트에 쓴 내용은 그 글이 바뀔 때까지 남습니다. "
        "읽기 카드의 글을 다 읽었으면 얻은 것을 Mine 필드에 쓰거나 카드를 보류하세요."
    ),
    report="오류 신고",
    within="{home}: {question}",
    in_topic="{thing}({topic})",
    what_is="{thing}의 뜻은 무엇인가요?",
    what_are="{thing}의 뜻은 무엇인가요?",
    which_command="{task}: 어떤 명령을 쓰나요?",
    what_does="{thing}의 역할은 무엇인가요?",
    which_cell="{thing}: {column}?",
    full_form="{thing}, 무엇의 약자인가요?",
    short_form="{thing}의 약자는 무엇인가요?",
)
