"""Edits of posts that leave their subjects alive, as authors make them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from tests.old.learned import DECKS, OldDeck

Step = Callable[[OldDeck], None]
"""One change of the posts, followed by a build."""


class Edit(NamedTuple):
    """An edit of these decks.

    ``gone`` names what the notes ask that it takes away or makes other cards of; a silent one touches no words of
    a note, so that none is sent again.
    """

    name: str
    steps: tuple[Step, ...]
    decks: tuple[str, ...] = DECKS
    gone: tuple[str, ...] = ()
    is_silent: bool = False


_HEAD = re.compile(r"\A---\n.*?\n---\n", re.S)
_KEPT_OUT = ("draft-note", "left-out", "too-old")
"""Posts that the definition of ``every`` leaves out; moving their text elsewhere would bring it in."""


def in_bodies(change: Callable[[str], str]) -> Step:
    """Change the text below the front matter of each post."""

    def step(deck: OldDeck) -> None:
        count = 0
        for path in sorted(deck.posts.glob("*.md")):
            text = path.read_bytes().decode()
            head = _HEAD.match(text)
            at = head.end() if head else 0
            after = text[:at] + change(text[at:])
            count += after != text
            path.write_bytes(after.encode())
        assert count, "the edit changed nothing"

    return step


def replaced(deck: OldDeck, changes: Mapping[str, Mapping[str, str]]) -> None:
    """Replace words that stand once in a deck's posts."""
    for old, new in changes[deck.name].items():
        assert old != new
        found = [path for path in deck.posts.glob("*.md") if old in path.read_text(encoding="utf-8")]
        assert len(found) == 1, f"{old}: in {len(found)} posts"
        text = found[0].read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        found[0].write_bytes(text.replace(old, new).encode())


def worded(name: str, changes: Mapping[str, Mapping[str, str]], *gone: str) -> Edit:
    """Make an edit of words that stand once in their deck."""
    return Edit(name, (partial(replaced, changes=changes),), tuple(changes), gone)


def sections(text: str) -> list[str]:
    """Cut a text before each heading of the first level."""
    return re.split(r"(?m)^(?=# )", text)


def _rename_files(deck: OldDeck) -> None:
    for path in sorted(deck.posts.glob("*.md")):
        path.rename(path.with_stem(f"{path.stem}-renamed"))
    if not deck.definition.exists():
        return
    named = deck.definition.read_text(encoding="utf-8").replace("posts/a.md", "posts/a-renamed.md")
    deck.definition.write_text(named, encoding="utf-8")


def _rename_posts(deck: OldDeck) -> None:
    for path in deck.posts.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(re.sub(r"(?m)\A---\ntitle: .*$", r"\g<0>, second edition", text).encode())


def _use_crlf(deck: OldDeck) -> None:
    for path in deck.posts.glob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _rename_topics(text: str) -> str:
    return re.sub(r"(?m)^# (?!会社)(.+?)( \(\d\)| \+)?$", r"# \1 and more\2", text)


def _reverse(text: str) -> str:
    first, *rest = sections(text)
    return first + "".join(part.rstrip("\n") + "\n\n" for part in reversed(rest))


def _move_last_sections(deck: OldDeck) -> None:
    moved = []
    for path in sorted(deck.posts.glob("*.md")):
        parts = sections(path.read_text(encoding="utf-8"))
        if len(parts) > 2 and not path.stem.endswith(_KEPT_OUT):
            moved.append(parts.pop().rstrip("\n"))
            path.write_bytes("".join(parts).encode())
    (deck.posts / "2024-01-01-moved.md").write_bytes(
        ("---\ntitle: Moved\n---\n\n" + "\n\n".join(moved) + "\n").encode()
    )


def _add(text: str) -> str:
    link = f"https://added.example/{len(text)}\n\nAn article that was added"
    return f"{text.rstrip()}\n\n# Added\n\n{link}\n\nSome words more.\n"


def _add_blanks(text: str) -> str:
    return re.sub(r"(?m)\n\n(?=[#\w])", "\n\n\n", text)


def _withdraw(text: str) -> str:
    parts = sections(text)
    return "".join(parts[:-1]) if len(parts) > 2 else text


def _restore(deck: OldDeck) -> None:
    shutil.rmtree(deck.posts)
    shutil.copytree(deck.kept / "posts", deck.posts)


def _track(text: str) -> str:
    return re.sub(r"(?m)^(https?://[^\s?#]+)$", r"\1?utm_source=feed", text)


TITLES: dict[str, dict[str, str]] = {
    "chinese": {"一款嵌入式的键值存储引擎": "一款嵌入式键值存储引擎"},
    "english": {"a lock that only one thread can hold": "a lock that only one thread can hold at a time"},
    "links": {"指南的第三部分": "指南：第三部分", "A good overview of queues": "An overview of queues"},
    "plain": {"Below a heading of the old form": "Below a heading of an old form"},
    "shelves": {"What stands on shelf 1": "What stands on the shelf 1"},
    "topics": {"Queues at rest": "Queues, at rest"},
    "picked": {"Starred with its section too": "Starred with its whole section too"},
    "model": {"The manual of a switch": "The manual of the switch"},
    "every": {"Ein zweiter Artikel über Bäume": "Ein zweiter Artikel über die Bäume"},
}

_TITLED = tuple(name for name in DECKS if name not in ("picked", "plain"))
"""Decks whose posts have a title in front matter of YAML."""

_SEVERAL = tuple(name for name in DECKS if name not in ("picked", "shelves"))
"""Decks with posts of several sections of the first level."""

EDITS = (
    Edit("files renamed", (_rename_files,), is_silent=True),
    Edit("posts renamed", (_rename_posts,), _TITLED, is_silent=True),
    Edit("line ends of Windows", (_use_crlf,), is_silent=True),
    Edit("topics renamed", (in_bodies(_rename_topics),), is_silent=True),
    Edit("sections in another order", (in_bodies(_reverse),), _SEVERAL, is_silent=True),
    Edit("sections moved", (_move_last_sections,), _SEVERAL, is_silent=True),
    Edit("text added", (in_bodies(_add),), is_silent=True),
    Edit("blank lines added", (in_bodies(_add_blanks),), is_silent=True),
    Edit("sections withdrawn and brought back", (in_bodies(_withdraw), _restore), _SEVERAL),
    Edit("tracking parameters added", (in_bodies(_track),), tuple(name for name in DECKS if name != "english")),
    worded("titles and answers mended", TITLES),
    worded(
        "words added to a sentence",
        {
            "english": {"A primary key is used to tell": "A primary key is mainly used to tell"},
            "chinese": {"DTW适合于词汇量": "DTW比较适合于词汇量"},
        },
    ),
    worded(
        "a sentence made an item of a list",
        {
            "english": {"A primary key is used to tell": "- A primary key is used to tell"},
            "chinese": {"SNE对困惑度的调整": "- SNE对困惑度的调整"},
        },
    ),
    worded(
        "a sentence withdrawn", {"chinese": {"DTW适合于词汇量较小的场合。\n": ""}}, "dtw（存储引擎）适用于什么情况？"
    ),
    worded(
        "a sentence contradicted",
        {"english": {"A primary key is used to tell": "A primary key is not used to tell"}},
        "what is the use of primary key?",
    ),
    worded(
        "the year of an own answer put right",
        {
            "english": {"Kingma and *Ba*, in 2014.": "Kingma and *Ba*, in 2015."},
            "chinese": {"Kingma 和 Ba，2014 年。": "Kingma 和 Ba，2015 年。"},
        },
    ),
    worded(
        "an own answer replaced",
        {
            "english": {"A: There too.": "A: Of course."},
            "chinese": {"答：能。": "答：当然可以。"},
            "every": {"Answer: Wien.": "Answer: Vienna."},
        },
    ),
    worded(
        "own answers swapped",
        {
            "english": {
                "A: the same block\nQ: Two of": "A: that block again\nQ: Two of",
                "pair?\nA: that block again\n\n": "pair?\nA: the same block\n\n",
            }
        },
    ),
    worded(
        "a word of an own question mended",
        {
            "english": {"a learning rate that is too large do?": "a learnng rate that is too large do?"},
            "every": {"Was ist ein Häuschen?": "Was ist ein Häusschen?"},
        },
    ),
    worded(
        "the words of an own question reordered",
        {
            "english": {"Q: How is a page read?": "Q: How a page is read?"},
            "chinese": {"问：学习率太大会怎样？": "问：学习率太大了会怎样？"},
        },
    ),
    worded(
        "one of two gaps put right",
        {
            "english": {"is ==0.9==.": "is ==0.95==."},
            "chinese": {"默认是 ==0.9==。": "默认是 ==0.95==。"},
            "every": {"das Protokoll ==TCP==.": "das Protokoll ==UDP==."},
        },
    ),
    worded(
        "the only gap put right",
        {
            "chinese": {"藏起来的 ==空== 也行。": "藏起来的 ==空格== 也行。"},
            "every": {"既定のポートは ==5432==": "既定のポートは ==5433=="},
        },
    ),
    worded(
        "an own question made a gap",
        {"english": {"**Q**: The letter?\n\n**A**: Alone.": "The letter ==alone== it is."}},
        "the letter?",
    ),
    worded(
        "another own card in the place of one",
        {"english": {"Q: In a quote?\n> A: There too.": "Q: How old is Stonegate?\n> A: Ten years."}},
        "in a quote?",
    ),
)
