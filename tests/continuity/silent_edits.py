"""The rows of the table of edits that touch no word of a note: what moved, other line ends, other labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.continuity.rows import Row

ENGLISH = """\
# Study notes

## Network

Q: Which port does a secure shell use?
A: Port 22, as its RFC says.

The ==heart== pumps ==blood== through the body.

SMTP
: sends mail

POP3
: fetches mail

- **Momentum**: a method that averages the gradients of the last steps of training

## Adam

Adam is an optimizer that keeps a running average of the gradients and of their squares.
"""
CHINESE = """\
# 学习笔记

## 网络

问：安全外壳使用哪个端口？
答：22 号端口，见其文档。

==心脏==把==血液==送到全身。

SMTP
: 发送邮件

POP3
: 收取邮件

## 为什么网络需要缓冲区？

因为数据包到达的速度比发送的速度快。
"""
JAPANESE = """\
# 学習ノート

## ネットワーク

Q: セキュアシェルはどのポートを使いますか
A: ポート22番です

==心臓==は全身に==血液==を送る。
"""
GERMAN = """\
# Notizen

## Netz

Q: Welchen Port benutzt die sichere Shell?
A: Port 22, wie ihr RFC sagt.

Das ==Herz== pumpt ==Blut== durch den Körper.

SMTP
: sendet Post

POP3
: holt Post
"""

NAMES = {
    "en": (
        "Which port does a secure shell use? | Port 22, as its RFC says.",
        "The {{c1::heart}} pumps {{c2::blood}} through the body.",
        "sends mail",
        "fetches mail",
        "a method that averages the gradients of the last steps of training",
        "an optimizer that keeps a running average of the gradients and of their squares",
    ),
    "zh": (
        "安全外壳使用哪个端口？ | 22 号端口，见其文档。",
        "{{c1::心脏}}把{{c2::血液}}送到全身。",
        "发送邮件",
        "收取邮件",
        "因为数据包到达的速度比发送的速度快。",
    ),
    "ja": (
        "セキュアシェルはどのポートを使いますか | ポート22番です",
        "{{c1::心臓}}は全身に{{c2::血液}}を送る。",
    ),
    "de": (
        "Welchen Port benutzt die sichere Shell? | Port 22, wie ihr RFC sagt.",
        "Das {{c1::Herz}} pumpt {{c2::Blut}} durch den Körper.",
        "sendet Post",
        "holt Post",
    ),
}
POSTS = {"en": ENGLISH, "zh": CHINESE, "ja": JAPANESE, "de": GERMAN}

Change = Callable[[str], dict[str, str]]


def _reordered(text: str) -> dict[str, str]:
    """Turn the order of the sections, and of the blocks in each."""
    title, *sections = text.rstrip().split("\n\n## ")
    turned = ["\n\n".join([name, *reversed(blocks)]) for name, *blocks in (part.split("\n\n") for part in sections)]
    return {"a.md": "\n\n## ".join([title, *reversed(turned)]) + "\n"}


def _section_moved(text: str) -> dict[str, str]:
    title, _, sections = text.partition("\n\n")
    return {"a.md": f"{title}\n\nNothing is left here.\n", "b.md": f"{title}\n\n{sections}"}


def _labels_changed(text: str) -> dict[str, str]:
    for old, new in (("Q: ", "**Q**: "), ("\nA: ", "\n\n**A**: "), ("问：", "Q: "), ("\n答：", "\n\nA: ")):
        text = text.replace(old, new)
    return {"a.md": text}


def _rewrapped(text: str) -> dict[str, str]:
    """Break lines between words."""
    for words in ("secure shell", "pumps ", "sichere Shell", "wie ihr", "pumpt "):
        text = text.replace(words, words.replace(" ", "\n"))
    return {"a.md": text}


SILENT: dict[str, Change] = {
    "file renamed": lambda text: {"2024-02-03-notes.md": text},
    "moved to another file": _section_moved,
    "sections and blocks reordered": _reordered,
    "topic renamed": lambda text: {"a.md": text.replace("# ", "# Further ", 1)},
    "heading renamed": lambda text: {"a.md": _with_first_section(text, lambda name: f"More on {name}")},
    "heading and topic renamed": lambda text: {
        "a.md": _with_first_section(text.replace("# ", "# Further ", 1), lambda name: f"{name} and more")
    },
    "heading numbered": lambda text: {"a.md": _with_first_section(text, lambda name: f"2.1 {name}")},
    "label form changed": _labels_changed,
    "CRLF": lambda text: {"a.md": text.replace("\n", "\r\n")},
    "re-wrapped": _rewrapped,
}


def _with_first_section(text: str, change: Callable[[str], str]) -> str:
    start = text.index("## ") + 3
    end = text.index("\n", start)
    return text[:start] + change(text[start:end]) + text[end:]


def silent_edits() -> Iterator[Row]:
    """Give the edits that touch no word of a note: nothing is sent again."""
    for language, text in POSTS.items():
        same = {name: name for name in NAMES[language]}
        for what, change in SILENT.items():
            posts = {"a.md": text}, change(text)
            yield Row(f"{language}: {what}", posts, same, sent=False, language=language)
        back = ({"a.md": text}, {"b.md": "# Another\n\nWords.\n"}, {"a.md": text})
        yield Row(f"{language}: deleted and brought back", back, same, sent=True, language=language)
        elsewhere = ({"a.md": text}, {"b.md": "# Another\n\nWords.\n"}, {"c.md": text})
        yield Row(f"{language}: brought back in another file", elsewhere, same, sent=True, language=language)
