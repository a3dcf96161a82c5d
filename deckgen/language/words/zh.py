"""What deckgen says in Chinese."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="zh",
    what_does_it_say="讲了什么？",
    which_links="这个主题的文章讲了什么？",
    extract="原文摘录：{text}",
    links="{count} 篇",
    one_link="1 篇",
    reading="阅读",
    questions="问题",
    within="{home}：{question}",
    in_topic="{thing}（{topic}）",
    what_is="{thing} 是什么？",
    what_are="{thing} 是什么？",
    what_of="{home}：{thing}？",
    which_command="{task}用什么命令？",
    what_does="{thing} 的作用是什么？",
    which_formula="{thing} 的公式是什么？",
    which_cell="{thing}：{column}？",
    full_form="{thing} 的全称是什么？",
    short_form="{thing} 的缩写是什么？",
)
