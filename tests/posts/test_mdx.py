"""MDX is read: JavaScript and tags out, what stands between them in, every line where it was; the rest is counted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from deckgen.markdown.mdx import without_jsx
from tests.continuity.blog import Blog

SAME = (
    "import taxes are high.",
    "export is a word here.",
    "a < b and c > d",
    "Use `<Tabs>` and ``import x from 'y'``.",
    "```jsx\nimport A from 'a';\n\n<A b={1}>x</A>\n```",
    "- ```jsx\n  <A/>\n  ```",
    "~~~\n<A>\n```\n</A>\n~~~",
    "<details><summary>What?</summary>\n\nThat.\n\n</details>",
    "Either {:ok, value} or {error}.",
    "text\nimport x from 'y'",
    "Write `{'a'}`, ``{/* b */}`` and `{c => d}`.",
    "Text {x => 1} more, $x_{i}$",
)
CUT = {
    "import A from 'a';\nimport {\n  B,\n} from \"b\";\nimport './c.css'\n\nText": "\n\n\n\n\n\nText",
    "export const meta = {\n  title: 'x',\n\n  b: [1]\n};\n\n# A": "\n\n\n\n\n\n# A",
    "export default ({children}) => <div>{children}</div>\n\nText": "\n\nText",
    "<Note kind=\"a > b\" style={{a: 1}}>\n\nText\n\n</Note>": "\n\nText\n\n",
    "Press <Kbd>Ctrl</Kbd>{' '}now.": "Press Ctrl now.",
    "<>\nText\n</>": "\nText\n",
    "A <Chart\n  on={() => <b>x</b>}\n/> b": "A \n\n b",
    "Text {/* no\nword */}here": "Text \nhere",
    "<div className={x}>in</div>": "<div>in</div>",
    "<Foo.Bar a='>' />": "",
    "{x.map(i => <li>{i}</li>)}\n\nText": "\n\nText",
    "<ul>\n  {x.map((i) => (\n    <li key={i}>{i}</li>\n  ))}\n</ul>\n\nText": "<ul>\n\n\n\n</ul>\n\nText",
    "{'a'} and `b` {`c`}": "a and `b` c",
    "<Tabs>\n  <Tab>\n    Text\n\n    ```js\n    a\n    ```\n  </Tab>\n</Tabs>": "\n  \nText\n\n```js\na\n```\n\n",
}  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_what_is_no_jsx_stays(text: str) -> None:
    assert without_jsx(text) == text


@pytest.mark.parametrize("text", CUT, ids=range(len(CUT)))
def test_what_is_jsx_goes_and_what_it_holds_stays_on_its_line(text: str) -> None:
    assert [line.rstrip() for line in without_jsx(text).split("\n")] == CUT[text].split("\n") or (
        without_jsx(text) == CUT[text]
    )


@pytest.mark.parametrize(
    "piece", ["<A ", "<A {", "{/*", "`a ", "``", "import {\n", "<A b='", "<A>\n", "{'", "</", "\n\n    "]
)
def test_any_text_is_read_in_time_that_grows_with_it(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.perf_counter()
    assert without_jsx(text).count("\n") == text.count("\n")
    assert time.perf_counter() - begun < 5


def test_a_card_of_an_mdx_post_names_its_line(tmp_path: Path) -> None:
    """Read as MDX by its name alone: the same bytes in a Markdown file are text."""
    blog = Blog(tmp_path)
    card = "Q: What is <B>a hook</B>?\nA: A function."
    text = f"import A from 'a';\n\n# Hooks\n\n<A>\n\n{card}\n\n</A>\n\n---\n\n![x](no.png)\n"
    blog.write("a.mdx", text)
    report = blog.build()
    (note,) = [note.fields for note in blog.ledger.notes.values()]
    assert (note["Question"], note["Answer"]) == ("What is a hook?", "A function.")
    shown = blog.run("items", blog.definition, "--json").stdout
    assert '"line": 7' in shown or '"line":7' in shown
    assert report["problems"] == []
    blog.write("a.md", text)
    assert "import A" in blog.run("items", blog.definition, "--json").stdout


def test_files_that_are_not_read_are_counted_in_one_line(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("a.md", "# A\n\nQ: What is a?\nA: A letter.\n")
    (blog.posts / "deep").mkdir()
    for name in ("b.rst", "deep/c.rst", "d.txt", "LICENSE", "e.png", "f.js", ".hidden"):
        (blog.posts / name).write_text("x", encoding="utf-8")
    (problem,) = blog.build()["problems"]
    assert (problem["severity"], problem["code"], problem["line"]) == ("note", "not-read", 3)
    assert problem["message"].startswith(
        "4 files of the posts' folders are not read: 2 .rst, 1 without an ending, 1 .txt;"
    )
    blog.set(posts="../_posts/*.md")
    assert blog.build()["problems"] == []
