"""Posts that mean harm, from the file to the package and through Anki's own renderer: nothing comes out alive."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from deckgen.cli.__main__ import main
from deckgen.export.html import TAGS
from deckgen.export.note_types import NOTE_TYPES
from deckgen.files.ledger import read_ledger
from tests.anki_real import PAST, faults, fresh_collection, import_package
from tests.strict_html import faults_of, formulas_of

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "script-open": "<script>alert(1)",
    "script-upper": "<ScRiPt SRC=//x.example/x.js></sCrIpT>",
    "script-end": "</script><script>alert(1)</script>",
    "script-nested": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "onerror": "<img src=x.png onerror=alert(1)>",
    "onerror-slash": "<img/src=x.png/onerror=alert(1)>",
    "onload": "<body onload=alert(1)>",
    "onclick": "<b onclick=alert(1)>bold</b>",
    "ontoggle": "<details open ontoggle=alert(1)>x</details>",
    "srcset": '<img srcset="https://x.example/a.png 1x">',
    "remote-image": "![x](https://x.example/pixel.png)",
    "javascript-link": "[x](javascript:alert(1))",
    "javascript-entity": "[x](javascript&colon;alert(1))",
    "javascript-tab": '<a href="java\tscript:alert(1)">x</a>',
    "javascript-autolink": "<javascript:alert(1)>",
    "vbscript": "[x](vbscript:msgbox)",
    "data-link": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "data-image": "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "file-link": "[x](file:///etc/passwd)",
    "quote-in-link": '[x](https://x.example/"onmouseover="alert(1))',
    "quote-in-alt": '![a" onerror="alert(1)](x.png)',
    "iframe": "<iframe src=https://x.example></iframe>",
    "iframe-srcdoc": '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">',
    "meta": '<meta http-equiv="refresh" content="0;url=https://x.example">',
    "base": '<base href="https://x.example/">',
    "link": '<link rel="stylesheet" href="https://x.example/x.css">',
    "style": "<style>body{display:none}</style>",
    "style-attribute": '<p style="position:fixed;inset:0">over all</p>',
    "svg": "<svg><script>alert(1)</script></svg>",
    "svg-use": '<svg><use href="data:image/svg+xml,x#x"/></svg>',
    "math-link": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "form": '<form action="https://x.example"><input name=a><button>go</button></form>',
    "object": '<object data="https://x.example/x.swf"></object>',
    "embed": "<embed src=https://x.example/x.swf>",
    "video": "<video src=https://x.example/x.mp4 onerror=alert(1)></video>",
    "template": "<template><img src=x onerror=alert(1)></template>",
    "comment": "<!-- hidden <script>alert(1)</script> -->",
    "comment-open": "x <!-- <b>",
    "comment-odd": "<!--> <script>alert(1)</script> -->",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "instruction": "<?php system('x'); ?>",
    "unclosed": "<b><i><table><tr><td>open",
    "unopened": "</div></main></td></table></b>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "entities-twice": "&amp;lt;script&amp;gt; &#x26;#60;",
    "sound": "[sound:https://x.example/a.mp3]",
    "sound-split": "[sou**nd:a.mp3]** [Sound:b.mp3]",
    "latex": r"[latex]\input{/etc/passwd}[/latex] [$]x[/$] [$$]y[/$$]",
    "tts": "[anki:tts lang=en_US]x[/anki:tts]",
    "type-answer": "[[type:Key]] {{type:Key}}",
    "field": "{{Key}} {{#Key}}x{{/Key}} {{{Key}}}",
    "cloze": "{{c1::stolen}} {{c2::a::b}} }} ::",
    "mathjax": r"\(\href{javascript:alert(1)}{x}\) \[y\]",
    "math-unbalanced": r"$$ \frac{a}{b} and $$ x $$ <script>alert(1)</script>",
    "math-html": r"$$ a </script><script>alert(1)</script> \) <img src=x onerror=alert(1)> $$",
    "math-braces": "$$ {{c1::x}} \\text{[sound:a.mp3]} $$",
    "bidi": "safe\u202egnp.exe\u2066\u2069 \u200f",
    "separator": "one\x1ftwo",
    "nul": "a\x00b\x08\x0b\x7f",
    "surrogate-like": "\ufffe\uffff\ufeff x",
    "joining": "\u0338 a >\u0338 <\u0338b>",
    "code": "`</code><script>alert(1)</script>` ``{{c1::x}}``",
    "entity-control": "a&#31;b&#0;c&#x202e;d",
}

POST = """---
title: "Title {number}"
---

# Topic {number} {payload}

https://one.example/{number}

{payload} An article on things

https://two.example/{number}?q={payload}

Another article {payload} of {number}

## Thing {number} {payload}

Thing {number} 是一种用来做实验的 {payload} 工具，它有三个部分。

Q: What {word} is in {payload} of it?
A: It holds {payload} and **{payload}** in {number}.

The ==first {payload} one== of {word} comes ==before {payload} all== others.

Q: How does {word} look as code?
A: So {number}:

```python
def f():  # {payload}
    return "{payload}"
```

Q: Which {word} stands in the table?
A: So {number}:

| {payload} | b |
|---|---|
| 1 | {payload} |

Q: Which formula belongs to {word}?
A: $$x_{number} < y$$ and {payload}
"""

IN_TEMPLATES = frozenset(
    ("main", "h1", "div", "p", "hr", "footer", "details", "summary", "blockquote", "span", "a", "style")
)
ALIVE = (
    "script", "iframe", "frame", "svg", "math", "style", "meta", "base", "link", "object", "embed", "applet", "form",
    "input", "button", "video", "audio", "source", "template", "body", "html",
)  # fmt: skip
ATTRIBUTES = frozenset(("class", "lang", "dir", "id", "href", "src", "alt", "start", "data-ordinal", "data-cloze"))


class Row(NamedTuple):
    """A note as the package holds it."""

    number: int  # of its payload
    note_type: str
    fields: dict[str, str]


class Package(NamedTuple):
    path: Path
    rows: list[Row]
    collection: bytes
    shown: str
    """All of it that a template can show: fields, tags, decks."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Every payload at every place of a post of its own, built as a user builds."""
    folder = tmp_path_factory.mktemp("hostile")
    posts = folder / "_posts"
    posts.mkdir()
    (posts / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for number, payload in enumerate(PAYLOADS.values(), start=100):
        word = hashlib.blake2b(payload.encode(), digest_size=20).hexdigest()  # else they would be twins
        text = POST.replace("{number}", str(number)).replace("{word}", word).replace("{payload}", payload)
        (posts / f"2020-01-01-{number}.md").write_text(text, encoding="utf-8")
    path = folder / "hostile.apkg"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(PAST))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        result = CliRunner().invoke(main, ["build", str(posts), "-o", str(path), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return read_package(path)


def read_package(path: Path) -> Package:
    with zipfile.ZipFile(path) as archive:
        data = archive.read("collection.anki2")
    names = {spec.id: (str(spec.name), spec.fields) for spec in NOTE_TYPES}
    ledger = read_ledger(path.with_suffix(".ledger.jsonl"))
    posts = {record.guid: record.place[0] for record in ledger.notes.values() if record.place}
    rows = []
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        for guid, type_id, joined in connection.execute("select guid, mid, flds from notes"):
            note_type, fields = names[type_id]
            number = int(post[1]) if (post := re.search(r"-(\d+)\.md$", posts[guid])) else 0
            rows.append(Row(number, note_type, dict(zip(fields, joined.split("\x1f"), strict=True))))
        rows_text = [joined for _, joined, _ in connection.execute("select mid, flds, tags from notes")]
        rows_text += [tags for (tags,) in connection.execute("select tags from notes")]
        rows_text += [decks for (decks,) in connection.execute("select decks from col")]
    return Package(path, rows, data, "\n".join(rows_text))


def test_there_is_something_to_attack(package: Package) -> None:
    """Nearly every payload reaches cards of several kinds; an open comment or script may swallow its post."""
    assert len(PAYLOADS) >= 50
    assert {row.note_type for row in package.rows} == {"deckgen reading", "deckgen question", "deckgen cloze"}
    reached = {row.number for row in package.rows if row.note_type != "deckgen reading"}
    missed = [name for number, name in enumerate(PAYLOADS, start=100) if number not in reached]
    assert len(missed) <= 4, missed
    assert len(package.rows) > 4 * len(PAYLOADS)


@pytest.mark.parametrize("number", range(100, 100 + len(PAYLOADS)), ids=list(PAYLOADS))
def test_fields_hold_our_tags_alone(package: Package, number: int) -> None:
    """Every character of every field is text, an entity or a tag as we write it."""
    for row in package.rows:
        if row.number == number:
            found = {
                name: wrong
                for name, field in row.fields.items()
                if (wrong := faults_of(field, math=name not in ("URL", "Key"), gaps=name == "Text"))
            }
            assert found == {}


def test_the_bytes_hold_nothing_active(package: Package) -> None:
    """Nor do the note types, the decks and the tags beside the fields."""
    data = package.collection.decode("utf-8", "replace").lower()
    assert re.findall(rf"<(?:{'|'.join(ALIVE)})\b", data) == []
    unquoted = re.sub(r'="[^"<>]*"', '=""', data)  # what stands inside a value is text
    assert re.findall(r"<[a-z][^<>]*\s(?:on\w+|style|srcset|srcdoc|formaction)\s*=", unquoted) == []
    assert re.findall(r"<[a-z][^<>]*\s(?:href|src)=\\?[\"']?\s*(?:javascript|data|vbscript|file):", data) == []
    assert not re.search(r"\[sound:|\[anki:|\[latex\]|\[\$\$?\]", package.shown)
    assert "\u202e" not in package.shown


class Tags(HTMLParser):
    """Collects what a lenient parser takes for a tag."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def odd_tags(side: str) -> Iterator[str]:
    parser = Tags()
    parser.feed(side)
    parser.close()
    for tag, attributes in parser.found:
        is_known = tag in TAGS | IN_TEMPLATES and attributes.keys() <= ATTRIBUTES
        is_web = re.match(r"https?://", attributes.get("href", "http://"))
        if not is_known or not is_web or not attributes.get("src", "dg-").startswith("dg-"):
            yield f"<{tag} {attributes}>"


@pytest.mark.anki
def test_anki_shows_nothing_active(package: Package, tmp_path: Path) -> None:
    """As its reviewer gets them, the cards play nothing, run nothing, load nothing."""
    with fresh_collection(tmp_path / "anki") as col:
        log = import_package(col, package.path)
        assert log.new == len(package.rows)
        assert faults(col) == []
        for card_id in col.db.list("select id from cards"):
            check_card(col.get_card(card_id))


def check_card(card: Any) -> None:
    output = card.render_output()
    assert output.question_av_tags == output.answer_av_tags == []
    for side in (output.question_text, output.answer_text):
        assert list(odd_tags(side)) == []
        assert "[anki:" not in side
        assert 'class="latex"' not in side
        assert "latex-" not in side  # what it names the pictures of formulas that it typesets itself
        assert "unknown field" not in side.lower()


# --- the real blog ---


@pytest.fixture(scope="module")
def blog(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Package, str]:
    """The whole corpus, built, and the text of its posts."""
    if shutil.which("git") is None:
        pytest.skip("git is needed to open the corpus")
    folder = tmp_path_factory.mktemp("corpus")
    bundle = str(corpus / "posts-2011-2018.bundle")
    subprocess.run(["git", "clone", "--quiet", bundle, str(folder / "blog")], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(PAST))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        definition = folder / "blog.yaml"
        definition.write_text("deck: Blog\nposts: blog/_posts\ncards: {reading: all}\n", encoding="utf-8")
        result = CliRunner().invoke(main, ["build", str(definition), "--json"])
    assert json.loads(result.stdout)["notes"] > 7_000
    posts = sorted((folder / "blog/_posts").rglob("*.m*"))
    texts = [post.read_text(encoding="utf-8", errors="replace") for post in posts]
    return read_package(folder / "blog.apkg"), "\n".join(texts)


def test_no_note_of_the_corpus_holds_another_tag(blog: tuple[Package, str]) -> None:
    odd = [
        (row.fields["Key"], name, wrong)
        for row in blog[0].rows
        for name, field in row.fields.items()
        if (wrong := faults_of(field, math=True, gaps=name == "Text"))
    ]
    assert odd == []


def test_formulas_of_the_corpus_are_whole(blog: tuple[Package, str]) -> None:
    """Delimiters are balanced, and between them stands what the post says, but for blanks and its number."""
    source = bare(blog[1])
    changed = []
    for row in blog[0].rows:
        for field in row.fields.values():
            assert field.count("\\(") == field.count("\\)"), field
            is_cloze = row.note_type.endswith("cloze")
            for tex in formulas_of(re.sub(r"\{\{c\d+::|\}\}(?!\})", "", field) if is_cloze else field):
                assert tex.count("$$") == 0
                if bare(tex) not in source:
                    changed.append(tex)
    assert changed == []


def bare(tex: str) -> str:
    return re.sub(r"\s+|\\tag\*?\{[^{}]*\}|\ufeff", "", tex)
