"""Whatever the bytes, a post gives sections and problems: no traceback, no dead process, no quadratic time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deckgen.model import Block, BlockKind, Inline, InlineKind, Section, Severity
from deckgen.posts.parse import Body, parse_body
from tests.posts.links import links_of, walk_sections

resource = pytest.importorskip("resource", reason="no limits of POSIX here")

STACK = 1 << 20
SMALL = 2_000


def _small_stack() -> None:
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, STACK))


@pytest.fixture(scope="module")
def hostile_run() -> dict[str, list[float]]:
    """Parse all hostile families in one process with a stack of 1 MB."""
    command = [sys.executable, str(Path(__file__).with_name("hostile.py")), str(SMALL)]
    done = subprocess.run(
        command, capture_output=True, text=True, preexec_fn=_small_stack, timeout=3600, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"died at {lines[-1] if lines else 'the start'}: {done.stderr[-2000:]}"
    return {line[0]: line[1:] for line in lines if isinstance(line, list)}


@pytest.mark.slow
def test_nothing_overflows_a_small_stack(hostile_run: dict[str, list[float]]) -> None:
    """Every family came through."""
    assert len(hostile_run) > 60


@pytest.mark.slow
def test_time_is_linear_in_size(hostile_run: dict[str, list[float]]) -> None:
    """Four times the size takes about four times as long: 16 times would be quadratic.

    What takes less than a tenth of a second is left out: a pause of the machine weighs more than the work.
    """
    slow = {name: (one, four) for name, (one, four) in hostile_run.items() if four > 0.1 and four > 8 * one}
    assert slow == {}


def test_deep_nesting_is_cut_and_said() -> None:
    """A reader of the post is told what was cut, with its line."""
    body = parse_body(b"a\n\n" + b">" * 5000 + b" b\n")
    assert [(one.line, one.severity, one.code) for one in body.findings] == [(3, Severity.WARNING, "nesting")]
    assert not body.broken


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n```js\nb\n\n# c\n", 3),
        ("---\ntitle: T\n---\na\n\n~~~~\nb\n~~~\n", 6),
        ("a\n\n<!-- b\n\nc\n", 3),
        ("<script>\nb\n\nc\n", 1),
        ("```\na\n```\n", 0),
        ("a\n\n    b\n    c\n", 0),
        ("<!-- b\n\nc -->\n", 0),
        ("<div>\na\n", 0),
        ("```\na\n```\n\n```\nb\n````\n", 0),
    ],
)
def test_what_never_ends_is_said(text: str, line: int) -> None:
    """It takes in all that stands below it: its author hears where it opens."""
    assert [found.line for found in parse_body(text.encode()).findings if found.code == "unclosed"] == (
        [line] if line else []
    )


CONFLICT = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n"
FENCED = f"```\n{CONFLICT}```\n"
CONFLICTS = {
    "in text": (f"One.\n\n{CONFLICT}", 3),
    "with the base between": (CONFLICT.replace("ours\n", "ours\n||||||| 0a1b\nbase\n"), 1),
    "without names": ("<<<<<<<\nours\n=======\ntheirs\n>>>>>>>\n", 1),
    "in the front matter": ("---\n<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> topic\n---\n\nOne.\n", 2),
    "that makes a draft of it or none": ("---\n<<<<<<< HEAD\ndraft: true\n=======\n>>>>>>> topic\n---\n\nOne.\n", 2),
    "that cuts a fence open": ("<<<<<<< HEAD\n```\na\n=======\n```\nb\n>>>>>>> topic\n```\n", 1),
    "that ends a fence": ("```\n<<<<<<< HEAD\na\n```\n=======\nb\n```\n>>>>>>> topic\n", 2),
    "behind one that is shown": (f"{FENCED}\n{CONFLICT}", 9),
    "with CRLF": (CONFLICT.replace("\n", "\r\n"), 1),
    "shown in a fence": (FENCED, 0),
    "shown in indented code": ("One:\n\n" + "".join(f"    {line}\n" for line in CONFLICT.splitlines()), 0),
    "of a draft": (f"---\ndraft: true\n---\n\n{CONFLICT}", 0),
    "without its end": ("<<<<<<< HEAD\nours\n=======\n", 0),
    "without its middle": ("<<<<<<< HEAD\nours\n>>>>>>> topic\n", 0),
    "a heading and a quote": ("A heading\n=======\n\n>>>>>>> a quote\n", 0),
    "told of in a line": ("`<<<<<<< HEAD`, `=======` and `>>>>>>> topic` are what git writes.\n", 0),
}


@pytest.mark.parametrize(("text", "line"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_post_with_a_conflict_of_git_is_not_read(text: str, line: int) -> None:
    """Two versions of a text are none; marks that are shown as code are text as any other."""
    body = parse_body(text.encode())
    assert [found.line for found in body.findings if found.code == "conflict"] == ([line] if line else [])
    assert body.broken == bool(line)
    assert not (line and body.sections)


@pytest.mark.slow
def test_a_line_of_five_megabytes() -> None:
    """One line may be as long as it likes."""
    line = ("词" * 80 + " https://example.org/a，") * 20_000
    links = list(links_of(parse_body(line.encode()).sections))
    assert len(line.encode()) > 5_000_000
    assert len(links) == 20_000
    assert links[-1].url == "https://example.org/a"


TEXT = "# 标题\n\nhttps://example.org/a\n\n第一篇\n"
CODECS = {
    "UTF-8": TEXT.encode(),
    "with BOM": b"\xef\xbb\xbf" + TEXT.encode(),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "CR": TEXT.replace("\n", "\r").encode(),
    "mixed line ends": TEXT.replace("\n\n", "\r\n\n").encode(),
    "GB18030": TEXT.encode("gb18030"),
    "UTF-16 LE": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "UTF-16 BE": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "NUL": TEXT.replace("第一", "第\x00一").encode(),
}


@pytest.mark.parametrize("content", CODECS.values(), ids=CODECS)
def test_any_encoding_gives_the_same_post(content: bytes) -> None:
    """What a text editor may make of a post changes nothing in it."""
    sections = parse_body(content).sections
    assert [section.headings for section in sections] == [("标题",)]
    assert [(link.first, link.title) for link in links_of(sections)] == [(3, "第一篇")]


def test_what_the_encoding_cost_is_said() -> None:
    """A legacy charset is a warning, unreadable bytes are an error and keep the post's notes alive."""
    assert [one.code for one in parse_body(CODECS["GB18030"]).findings] == ["charset"]
    assert [one.code for one in parse_body(CODECS["NUL"]).findings] == ["control"]
    broken = parse_body("好\nb".encode() + b"\xff\xff\xff\x80\x81\xff")
    assert broken.broken
    assert [(one.line, one.severity) for one in broken.findings] == [(2, Severity.ERROR)]


# --- properties -------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "a", "词", "：", "。", " ", "  ", "\n", "\n\n", "\r\n", "\t", "# ", "## 参考\n", "> ", "- ", "* toc\n{:toc}\n",
        "1. ", "1.", "（1）", "**Step 1**", "```\n", "~~~", "    ", "`", "``", "$$", "$$x$$", "[", "](", ")", "]", "![",
        "[a](http://e.example/a)", "http://e.example/b", "https://e.example/词", "www.e.example", "<http://e.example>",
        "<a href='http://e.example/c'>", "</a>", "<table><tr><td>", "</table>", "<!--", "-->", "| a | b |\n|---|---|\n",
        "| c |", "---\n", "+++\n", "title: a\n", "***", "*", "_", "~~", "~", "\\", "&amp;", "[^1]", "[^1]: ", "[r]: ",
        "{% highlight c %}\n", "{% endhighlight %}\n", "{{< x >}}", "{: .a}", "官网：", "参考：\n\n", "这篇文章很好。",
        "\x00", "\ue000", "\u2028", "\u3000", "\ufeff", "localhost", "http://127.0.0.1/", "===\n",
    ]
)  # fmt: skip
MARKDOWN = st.lists(WORDS, max_size=40).map("".join)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode), MARKDOWN.map(str.encode)))
@example(b"---\n- [")
@example(b"$$\n\n$$ http://e.example/b")
@settings(max_examples=600)
def test_any_bytes_are_a_post(content: bytes) -> None:
    """Nothing raises, and everything lies inside the file."""
    body = parse_body(content)
    lines = max(1, _line_count(content))
    for first, last in _spans(body):
        assert 1 <= first <= last <= lines


def _line_count(content: bytes) -> int:
    text = content.decode("utf-8", errors="replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    return max(text.count("\n") + text.count("\r") - text.count("\r\n"), 0) + 1 + content.count(b"\n")


def _spans(body: Body) -> Iterator[tuple[int, int]]:
    for section in walk_sections(body.sections):
        yield section.first, section.last
        for link in section.links:
            yield link.first, link.last
        for block in _blocks(section.blocks):
            yield block.first, block.last
            yield from ((one.line, one.line) for one in _inlines(block.inlines))
    yield from ((one.line, one.line) for one in body.findings)


def _blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _blocks(block.children)


def _inlines(inlines: Sequence[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        yield inline
        yield from _inlines(inline.children)


@given(MARKDOWN)
@settings(max_examples=600)
def test_a_link_stands_on_its_line(text: str) -> None:
    """The line of a link that is written out holds the beginning of its URL."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    lines = text.removeprefix("\ufeff").split("\n")
    body = parse_body(text.encode())
    shown = {
        (inline.line, inline.url)
        for section in walk_sections(body.sections)
        for block in _blocks(section.blocks)
        for inline in _inlines(block.inlines)
        if inline.kind is InlineKind.LINK
    }
    for line, url in shown:
        assert "e.example" in lines[line - 1] or "127.0.0.1" in lines[line - 1] or "[" in "".join(lines), url


@given(st.lists(st.sampled_from(["# a", "http://e.example/x", "[a](http://e.example)", "", "$$", "<a href='http://e'>"])))
def test_code_holds_no_links_and_no_headings(lines: list[str]) -> None:
    """Whatever stands in a fence, an indented block, a highlight or a comment is not content."""
    code = "\n".join(lines)
    indented = "\n".join("    " + line for line in lines)
    for text in (f"```\n{code}\n```\n", f"{{% highlight c %}}\n{code}\n{{% endhighlight %}}\n", f"<!--\n{code}\n-->\n"):
        assert _found(text) == []
    assert _found(f"a\n\n{indented}\n") == []


def _found(text: str) -> list[object]:
    sections: list[Section] = list(walk_sections(parse_body(text.encode()).sections))
    headings = [section.headings for section in sections if section.headings]
    return [*headings, *links_of(parse_body(text.encode()).sections)]


def test_code_is_kept_as_code() -> None:
    """What stands in a highlight is code with its language."""
    body = parse_body(b"{% highlight python %}\n# no heading\nx = 1\n{% endhighlight %}\n")
    (block,) = body.sections[0].blocks
    assert (block.kind, block.language, block.text) == (BlockKind.CODE, "python", "# no heading\nx = 1\n")
