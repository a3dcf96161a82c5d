"""What deckgen says in Chinese, as it is written in Taiwan and Hong Kong."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="zh",
    what_does_it_say="講了什麼？",
    what_is_it_for="它是做什麼用的？",
    what_does_it_show="說明了什麼？",
    what_does_it_teach="教了什麼？",
    which_links="這個主題的文章講了什麼？",
    more_links="……另有 {count} 篇：{place}",
    extract="原文摘錄：{text}",
    links="{count} 篇",
    one_link="1 篇",
    reading="閱讀",
    questions="問題",
    about_deck=(
        "由 deckgen 根據 {page} 的文章產生。你寫進筆記的內容會保留到它的文章改動為止。"
        "閱讀卡片的文章讀完之後，把收穫寫進 Mine 欄位，或者暫停這張卡片。"
    ),
    report="回報錯誤",
    within="{home}：{question}",
    in_topic="{thing}（{topic}）",
    what_is="{thing} 是什麼？",
    what_are="{thing} 是什麼？",
    which_command="{task}用什麼命令？",
    what_does="{thing} 的作用是什麼？",
    which_cell="{thing}：{column}？",
    full_form="{thing} 的全稱是什麼？",
    short_form="{thing} 的縮寫是什麼？",
)
