"""What deckgen says in Japanese."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="ja",
    what_does_it_say="どのような内容ですか？",
    what_is_it_for="何に使うものですか？",
    what_does_it_show="何を示していますか？",
    what_does_it_teach="何を学べますか？",
    which_links="このテーマの記事はどのような内容ですか？",
    more_links="…ほか {count} 件：{place}",
    extract="抜粋：{text}",
    links="リンク {count} 件",
    one_link="リンク 1 件",
    reading="読み物",
    questions="問題",
    about_deck=(
        "deckgen が {page} の記事から作成しました。ノートに書き込んだ内容は、その記事が変わるまで残ります。"
        "読書カードのリンク先を読み終えたら、得たことを Mine 欄に書くか、カードを保留にしてください。"
    ),
    report="誤りを報告",
    within="{home}：{question}",
    in_topic="{thing}（{topic}）",
    what_is="{thing}とは何ですか？",
    what_are="{thing}とは何ですか？",
    which_command="{task}：どのコマンドを使いますか？",
    what_does="{thing}の役割は何ですか？",
    which_cell="{thing}：{column}？",
    full_form="{thing}は何の略ですか？",
    short_form="{thing}の略称は何ですか？",
)
