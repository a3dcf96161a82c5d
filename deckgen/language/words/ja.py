"""What deckgen says in Japanese."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="ja",
    what_does_it_say="どのような内容ですか？",
    which_links="このテーマの記事はどのような内容ですか？",
    extract="抜粋：{text}",
    links="リンク {count} 件",
    one_link="リンク 1 件",
    reading="読み物",
    questions="問題",
    within="{home}：{question}",
    in_topic="{thing}（{topic}）",
    what_is="{thing}とは何ですか？",
    what_are="{thing}とは何ですか？",
    what_of="{home}：{thing}は？",
    which_command="{task}：どのコマンドを使いますか？",
    what_does="{thing}の役割は何ですか？",
    which_formula="{thing}の公式は何ですか？",
    which_cell="{thing}：{column}？",
    full_form="{thing}は何の略ですか？",
    short_form="{thing}の略称は何ですか？",
)
