"""Code comes first, and braces are words until they prove to be Liquid, attributes or a shortcode of a site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deckgen.markdown.parser import parse_markdown
from deckgen.markdown.text import blocks_text
from deckgen.model import BlockKind
from deckgen.posts.parse import parse_body
from tests.dialects.built import Built, built, field, shown

ANYWHERE = [
    ("Either {:ok, value} or {:error, reason}.", "Either {:ok, value} or {:error, reason}."),
    ("The country is {{ country }}.", "The country is {{ country }}."),
    ("``{{ x }} and {:ok, 1}``", "<code>{{ x }} and {:ok, 1}</code>"),
    ("`{% if x %}` and `{{ site.title }}`", "<code>{% if x %}</code> and <code>{{ site.title }}</code>"),
    ("`{{ site.title }}\nover lines`", "<code>{{ site.title }} over lines</code>"),
    ("``a ` {{ page.x }}``", "<code>a ` {{ page.x }}</code>"),
    (r"$x_{{ij}}$ and \({{a}_b}\)", r"\(x_{{ij}}\) and \({{a}_b}\)"),
]
"""Markdown of an answer, and the field: the same in plain notes, on a site and in a card of a comment."""

PLAIN = [
    ("{{ site.title }} is a variable.", "{{ site.title }} is a variable."),
    ("{% include x %} is a tag.", "{% include x %} is a tag."),
    ("*a*{: .note} stays", "<i>a</i>{: .note} stays"),
    ("{{< ref x >}} stays", "{{< ref x >}} stays"),
]
"""What is nobody's template in a folder that is no site."""

ON_A_SITE = [
    ("The title is {{ site.title }} here.", "The title is  here."),
    ("{% raw %}{{ site.title }}{% endraw %} is Liquid.", "{{ site.title }} is Liquid."),
    ("`{% raw %}{{ site.title }}{% endraw %}` is Liquid.", "<code>{{ site.title }}</code> is Liquid."),
    ("*a*{: .note} b", "<i>a</i> b"),
    ('{% assign who = "x" %}I am {{ who }}.', "I am ."),
    ("See [it]({{ site.url }}/b).", "See it."),
    ("{{</* ref x */>}} b", "{{< ref x >}} b"),
    ("See {% include figure.html\n  src='a.png'\n  alt='x' %} and\nmore.", "See and more."),
    ("a {{< youtube\n  id='a'\n>}} b", "a b"),
    ("a {% comment %}b\nc{% endcomment %} d", "a d"),
    ("[it]({% link\n x %}) b {% unclosed c\n\n d %} e", "<p>it b {% unclosed c</p><p>d %} e</p>"),
]
"""The same marks where a generator reads them."""


def _posts() -> dict[str, str]:
    posts: dict[str, str] = {}
    for kind, cases in (("notes", ANYWHERE + PLAIN), ("_posts", ANYWHERE + ON_A_SITE)):
        for number, (text, _) in enumerate(cases):
            question = f"Q: What is {{}} {number} of {kind}?\nA: {text}\n"
            asked = f"# Asked {number} of {kind}\n\n" + question.replace("{}", "asked", 1)
            card = "<!-- deck: card\n" + question.replace("{}", "hidden", 1) + "-->\n"
            posts[f"{kind}/asked-{number}.md"] = asked
            posts[f"{kind}/comment-{number}.md"] = f"# Hidden {number} of {kind}\n\n{card}"
    return posts


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(tmp_path_factory.mktemp("braces"), _posts())


CASES = [
    pytest.param(f"{kind}/{way}-{number}.md", wanted, id=f"{kind} {way}: {text}")
    for kind, cases in (("notes", ANYWHERE + PLAIN), ("_posts", ANYWHERE + ON_A_SITE))
    for number, (text, wanted) in enumerate(cases)
    for way in ("asked", "comment")
]


@pytest.mark.parametrize(("name", "wanted"), CASES)
def test_braces_of_an_answer(decks: Built, name: str, wanted: str) -> None:
    """What an author wrote arrives, in a post and in a card of a comment; only what a site replaces goes."""
    (fields,) = decks.fields[name]
    assert shown(fields["Answer"]) == wanted


def test_what_is_taken_out_of_a_sentence_is_reported(decks: Built) -> None:
    """File and line are named, for a post whose sentence lost something, and for no other."""
    told = {(Path(problem["path"]).name, problem["line"]) for problem in decks.problems}
    assert ("asked-7.md", 4) in told
    assert not {name for name, _ in told} & {"asked-0.md", "asked-1.md", "asked-8.md", "asked-9.md", "asked-12.md"}


FENCES = [
    "```\n{{ site.x }}\n```",
    "~~~~ liquid\n{{ site.x }}\n```\n{% y %}\n~~~~",
    "- ```\n  {{ site.x }} {:.a}\n  ```",
    "1. a\n\n   ~~~\n   {{ site.x }}\n   ~~~",
    "> ```\n> {{ site.x }}\n> ```",
    "    {{ site.x }}\n\n    {% y %}",
    "- a\n\n      {{ site.x }}",
    "<pre>\n{{ site.x }}\n</pre>",
]


@pytest.mark.parametrize("code", FENCES)
def test_code_of_every_form_is_left_alone(code: str) -> None:
    """Neither a site's marks nor formulas are looked for in code, and what stands behind it is text again."""
    text = f"Before {{{{ site.a }}}}.\n\n{code}\n\nBehind {{{{ site.b }}}} it."
    blocks, cuts = parse_markdown(text, has_templates=True)
    assert "{{ site.x }}" in blocks_text(blocks) or "{{ site.x }}" in blocks[1].text
    assert [cut.line for cut in cuts] == [1, text.count("\n") + 1]
    assert blocks_text(blocks[-1:]) == "Behind  it."


def test_an_open_fence_of_an_item_ends_with_the_item() -> None:
    """A fence that its list item leaves open turns nothing round behind it."""
    blocks, cuts = parse_markdown("- ```\n  {{ site.x }}\n\nText {{ site.y }} goes on.", has_templates=True)
    assert (blocks_text(blocks[1:]), [cut.line for cut in cuts]) == ("Text  goes on.", [4])


def test_a_comment_in_the_code_of_a_card_ends_no_card(tmp_path: Path) -> None:
    """The card keeps its code, and the post what stands behind it."""
    card = "<!-- deck: card\nQ: How is a comment written?\nA: So:\n\n```html\n<!-- x -->\n```\n\nor `-->`.\n-->\n"
    post = f"# Web\n\n{card}\nQ: What comes behind it?\nA: The rest.\n"
    fields = sorted(built(tmp_path, {"a.md": post}).fields["a.md"], key=lambda note: note["Question"])
    assert [note["Question"] for note in fields] == ["How is a comment written?", "What comes behind it?"]
    assert "<!-- x -->" in re.sub(r"</?span[^>]*>", "", shown(fields[0]["Answer"]))


@pytest.mark.parametrize(
    ("head", "wanted"),
    [("", "a {{ site.x }} b"), ("---\nlayout: post\n---\n", "a  b"), ('+++\ntitle = "x"\n+++\n', "a  b")],
)
def test_a_head_tells_a_site(head: str, wanted: str) -> None:
    """Jekyll's layout and Hugo's TOML say that a generator reads the post."""
    assert blocks_text(parse_body(f"{head}a {{{{ site.x }}}} b".encode()).sections[0].blocks) == wanted


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        ({}, "{{ site.x }} b"),
        ({"_config.yml": "title: x"}, "b"),
        ({"hugo.toml": "title = 'x'"}, "b"),
        ({"config.yaml": "baseURL: https://x.example"}, "b"),
        ({"config.yaml": "debug: true"}, "{{ site.x }} b"),
    ],
)
def test_a_config_tells_a_site(tmp_path: Path, config: dict[str, str], wanted: str) -> None:
    """A site's config lies above its posts; another program's says nothing."""
    for name, text in config.items():
        tmp_path.joinpath(name).write_text(text, encoding="utf-8")
    fields = built(tmp_path, {"content/a.md": "# A\n\nQ: What is written here?\nA: {{ site.x }} b\n"}).fields
    assert [shown(note["Answer"]) for note in fields["content/a.md"]] == [wanted]


@pytest.mark.parametrize(("opening", "language"), [("", ""), (" lang:go", "go"), (" A title lang:go http://a.b", "go")])
def test_a_code_block_of_hexo_is_code(opening: str, language: str) -> None:
    """Its title and address are none of its language."""
    text = f"{{% codeblock{opening} %}}\n# {{{{ x }}}}\n{{% endcodeblock %}}\n\nBehind it."
    for has_templates in (False, True):
        code, behind = parse_markdown(text, has_templates=has_templates)[0]
        assert (code.kind, code.text, code.language) == (BlockKind.CODE, "# {{ x }}\n", language)
        assert behind.kind is BlockKind.PARAGRAPH


def test_highlighted_code_is_code() -> None:
    """Lines that open and close highlighted code prove one another, on a site or not."""
    for has_templates in (False, True):
        text = "{% highlight c %}\n# {{ site.x }}\n\n$$\n{% endhighlight %}"
        assert field(text, has_templates=has_templates).startswith('<pre class="code">')


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("{% raw %}\n", "\n{% endraw %}"), ("\n{% raw %}\n", "\n{% endraw %}\n"), ("\n{%- raw -%}\n", "\n{% endraw %}\n")],
)
def test_highlighted_code_that_is_raw_is_code(opening: str, closing: str) -> None:
    """On the lines of the code's marks or on lines of their own, which no page shows."""
    for has_templates in (False, True):
        text = f"{{% highlight html %}}{opening}---\n# {{{{ page.x }}}}\n---{closing}{{% endhighlight %}}\n\nBehind it."
        code, behind = parse_markdown(text, has_templates=has_templates)[0]
        assert (code.kind, blocks_text([behind])) == (BlockKind.CODE, "Behind it.")
        if has_templates:
            assert code.text.strip() == "---\n# {{ page.x }}\n---"


@pytest.mark.parametrize(
    "text",
    ["{% comment %}gone{% endcomment %} a", "{% comment %}\ngone\n\ngone\n{% endcomment %}\n\na"],
)
def test_a_comment_of_liquid_is_not_on_the_page(text: str) -> None:
    assert field(text, has_templates=True) == "a"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('See ![a pot](a.png){ width="500" } here.', "See  here."),
        ('[a](https://b.example/){:target="_blank"} c', "a c"),
        ("[a](https://b.example/){width=50%}{.note} c", "a{.note} c"),
        ("f(x){a=b} and [a](https://b.example/)", "f(x){a=b} and a"),
        ("Either (x){:ok, 1} or [a](https://b.example/)", "Either (x){:ok, 1} or a"),
        ('`[a](b){ width="5" }`', '[a](b){ width="5" }'),
    ],
)
def test_attributes_right_behind_a_link_are_no_words_in_any_folder(text: str, wanted: str) -> None:
    assert blocks_text(parse_markdown(text)[0]) == wanted


TAGS = """{% hint style="info" %}
A hint.
{% endhint %}

- an item

  {% code title="a.js" %}
  ```js
  {% hint %}
  ```
  {% endcode %}

{% tabs %}
{% tab title="Java" %}
Of Java, with {% tab %}
{% endtab %}
{% endtabs %}

{% embed url="https://example.org/x" %}

{% alone %}

{: .note }
"""


def test_tags_that_open_and_close_a_block_prove_each_other_in_any_folder() -> None:
    """GitBook's pages: a block's tags are no words, its title and address are."""
    blocks, cuts = parse_markdown(TAGS)
    assert list(filter(None, blocks_text(blocks).split("\n"))) == [
        "A hint.", "- an item", "a.js", "{% hint %}", "Java", "Of Java, with {% tab %}", "https://example.org/x",
        "{% alone %}", "{: .note }",
    ]  # fmt: skip
    assert cuts == ()
