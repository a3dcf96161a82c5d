"""What deckgen says in Chinese."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="zh",
    what_does_it_say="讲了什么？",
    what_is_it_for="它是做什么用的？",
    what_does_it_show="说明了什么？",
    what_does_it_teach="教了什么？",
    which_links="这个主题的文章讲了什么？",
    more_links="……另有 {count} 篇：{place}",
    extract="原文摘录：{text}",
    links="{count} 篇",
    one_link="1 篇",
    reading="阅读",
    questions="问题",
    about_deck=(
        "由 deckgen 根据 {page} 的文章生成。你写进笔记的内容会保留到它的文章改动为止。"
        "阅读卡片的文章读完之后，把收获写进 Mine 字段，或者暂停这张卡片。"
    ),
    report="报告错误",
    within="{home}：{question}",
    in_topic="{thing}（{topic}）",
    what_is="{thing} 是什么？",
    what_are="{thing} 是什么？",
    which_command="{task}用什么命令？",
    what_does="{thing} 的作用是什么？",
    which_cell="{thing}：{column}？",
    full_form="{thing} 的全称是什么？",
    short_form="{thing} 的缩写是什么？",
)
