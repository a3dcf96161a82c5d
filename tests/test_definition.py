"""A definition is checked whole: every key, every value, with the line of what is wrong."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import yaml

from deckgen.build.begin.given import definition_for_posts
from deckgen.cards.aspects import FORMS
from deckgen.definition import (
    Audience,
    CardSwitches,
    Definition,
    DefinitionError,
    Exclude,
    FetchSettings,
    Order,
    ReadingCards,
    Stage,
    Subdeck,
    Topics,
    load_definition,
)
from deckgen.export.tex import Macro
from deckgen.files import yaml_tree
from deckgen.files.errors import DeckgenError
from deckgen.llm_settings import AUTO, JudgeSettings, LlmSettings, Price, Prompts

FULL = """\
deck: 深度学习
id: "5f0c9a1e"
posts: ../blog/_posts
exclude: {globs: ["drafts/*"], categories: [life], headings: [公司], hosts: [Pan.baidu.com]}
since: 2015-01-01
site: https://blog.example/
media: ../blog
report: https://github.com/me/blog/issues/new?title={key}
language: zh
permalink: date
topics: post
continuation_marks: ["+"]
subdecks: [kind, topic]
order: newest
tags: [dl]
audience: public
cards: {reading: none, forms: [term_list, definition], own: false, llm: true}
macros: {R: '\\mathbb{R}', '\\half': ['\\frac{#1}{2}', 1], one: 1}
update: [fetch, write, build, push]
fetch: {per_host_seconds: 0.5, max_pages: 20, allow_hosts: ['Localhost:8080']}
llm: {model: m, base_url: null, prompts: {page: qa, section: ./own.md, repair: repair}, cards_per_item: 2,
      budget_usd: 1.50, price: {input: 0.25, output: 2}}
"""


def _write(folder: Path, text: str | bytes) -> Path:
    path = folder / "dl.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _faults(folder: Path, text: str | bytes) -> list[str]:
    path = _write(folder, text)
    with pytest.raises(DefinitionError) as caught:
        load_definition(path)
    assert {problem.path for problem in caught.value.problems} == {str(path)}
    return [f"{problem.line}: {problem.message}" for problem in caught.value.problems]


@pytest.mark.parametrize("loader", [yaml_tree.LOADER, yaml.SafeLoader], ids=["fast", "pure"])
def test_every_key_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: type) -> None:
    """The whole contract, each key with a value that is not its default; with and without libyaml."""
    monkeypatch.setattr(yaml_tree, "LOADER", loader)
    path = _write(tmp_path, FULL)
    parent = os.path.realpath(tmp_path.parent)
    assert load_definition(path) == Definition(
        name="dl",
        home=tmp_path,
        path=path,
        deck="深度学习",
        id="5f0c9a1e",
        posts=(f"{parent}/blog/_posts",),
        exclude=Exclude(
            globs=("drafts/*",), categories=("life",), headings=("公司",), hosts=("pan.baidu.com",)
        ),
        since="2015-01-01",
        site="https://blog.example",
        report="https://github.com/me/blog/issues/new?title={key}",
        media=Path(parent, "blog"),
        language="zh",
        permalink="date",
        topics=Topics.POST,
        continuation_marks=("+",),
        subdecks=(Subdeck.KIND, Subdeck.TOPIC),
        order=Order.NEWEST,
        tags=("dl",),
        audience=Audience.PUBLIC,
        cards=CardSwitches(reading=ReadingCards.NONE, forms=("definition", "term_list"), own=False, llm=True),
        macros={"R": Macro(r"\mathbb{R}"), "half": Macro(r"\frac{#1}{2}", 1), "one": Macro("1")},
        update=(Stage.FETCH, Stage.WRITE, Stage.BUILD, Stage.PUSH),
        fetch=FetchSettings(per_host_seconds=0.5, max_pages=20, allow_hosts=("localhost:8080",)),
        llm=LlmSettings(
            model="m",
            prompts=Prompts(section=os.path.realpath(tmp_path / "own.md")),
            cards_per_item=2,
            budget_usd=1.5,
            price=Price(input=0.25, output=2.0),
        ),
        lines={line.split(":")[0]: n for n, line in enumerate(FULL.splitlines(), 1) if line[0] != " "},
    )


def test_switches_of_earlier_releases_are_read_and_said_to_do_nothing(tmp_path: Path) -> None:
    """``rules`` is what ``forms`` was called, ``picked`` is ``none``; the others are no more."""
    text = "deck: D\nposts: a\norder: interleaved\ncards: {rules: no, people: true,\n  years: yes,\n"
    text += "  reading: picked}\n"
    definition = load_definition(_write(tmp_path, text))
    switches = CardSwitches(reading=ReadingCards.NONE, forms=())
    assert (definition.cards, definition.order) == (switches, Order.POSTS)
    assert [(note.line, note.severity, note.message) for note in definition.notes] == [
        (3, "note", "order: interleaved does nothing any more; new cards come in the posts' order"),
        (4, "note", "cards.people does nothing any more"),
        (5, "note", "cards.years does nothing any more"),
        (6, "note", "cards.reading: picked is read as none: a star gives a link its note whatever is said here"),
    ]
    both = "deck: D\nposts: a\ncards: {rules: true, forms: [question]}\n"
    assert load_definition(_write(tmp_path, both)).cards.forms == ("question",)


@pytest.mark.parametrize(
    ("value", "judge"),
    [
        ("", JudgeSettings()),
        ("auto", JudgeSettings(is_on=True, is_tried=True)),
        ("true", JudgeSettings(is_tried=False)),
        ("false", JudgeSettings(is_on=False, is_tried=False)),
        ("{model: m}", JudgeSettings(model="m")),
        ("{model: m, price: {input: 1, output: 2}}", JudgeSettings(model="m", price=Price(input=1, output=2))),
    ],
)
def test_who_judges(tmp_path: Path, value: str, judge: JudgeSettings) -> None:
    """The model that writes, once it has answered the probes; without them; nobody; another one."""
    definition = load_definition(_write(tmp_path, f"deck: D\nposts: a\nllm:\n  judge: {value}\n"))
    assert definition.llm.judge == judge


def test_deck_and_posts_are_enough(tmp_path: Path) -> None:
    """Everything else has the default of the contract, an empty value included."""
    path = _write(tmp_path, "deck: D\nposts: [a, 'b/*.md']\nsite:\ntags:\nllm:\n")
    real = os.path.realpath(tmp_path)
    definition = load_definition(path)
    assert definition == Definition(
        name="dl",
        home=tmp_path,
        path=path,
        deck="D",
        posts=(f"{real}/a", f"{real}/b/*.md"),
        lines={"deck": 1, "posts": 2, "site": 3, "tags": 4, "llm": 5},
    )
    assert definition.cards == CardSwitches(
        reading=ReadingCards.AUTO, forms=FORMS, own=True, llm=True
    )
    assert (definition.subdecks, definition.update) == (None, (Stage.BUILD,))
    assert (definition.llm.model, definition.llm.cards_per_item, definition.llm.budget_usd) == (
        "gpt-5-mini",
        AUTO,
        2.0,
    )
    assert definition.fetch == FetchSettings(per_host_seconds=3.0, max_pages=200, allow_hosts=())


def test_files_lie_beside_the_definition(tmp_path: Path) -> None:
    """Ledger, cards, picks and store stay there whatever -o says."""
    path = _write(tmp_path, "deck: D\nposts: a\n")
    given = load_definition(path, output=Path("x/y.apkg"))
    assert (given.ledger_path, given.picks_path, given.cards_path, given.store_path, given.output_path) == (
        tmp_path / "dl.ledger.jsonl",
        tmp_path / "dl.picks",
        tmp_path / "dl.cards.jsonl",
        tmp_path / ".deckgen" / "store.sqlite",
        Path("x/y.apkg"),
    )
    assert load_definition(path).output_path == tmp_path / "dl.apkg"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("dekc: x", "unknown key dekc; did you mean deck?"),
        ("tag: [x]", "unknown key tag; did you mean tags?"),
        ("cards: {ruls: true}", "unknown key cards.ruls; did you mean rules?"),
        ("llm: {prompts: {pages: qa}}", "unknown key llm.prompts.pages; did you mean page?"),
        ("macros: 3", r"macros: must hold names and what they stand for, such as {R: '\mathbb{R}'}"),
        ("macros: {x1: a}", "macros.x1: must be letters alone, with or without a backslash before them"),
        (r"macros: {x: a, '\x': b}", r"macros.\x: is named twice"),
        (
            "macros: {x: [a]}",
            r"macros.x: must be TeX, or a list of TeX and its arguments: ['\frac{#1}{#2}', 2]",
        ),
        ("macros: {x: [a, 10]}", "macros.x: must be a whole number from 0 to 9, not 10"),
        ("macros: {x: ['#2', 1]}", "macros.x: uses an argument that is not among its 1"),
        ("macros: {x: 'a}'}", "macros.x: has a brace, a backslash or a comment without an end"),
        (r"macros: {x: '\href{a}{b}'}", r"macros.x: uses \href, which no formula on a card may hold"),
        ("llm: {price: {input: 1}}", "llm.price.output is missing"),
        ("id: 50091", 'id: put it in quotes, it is no number: id: "50091"'),
        ("id: 5e10", 'id: put it in quotes, it is no number: id: "5e10"'),
        ("id: 'a b'", "id: must be 1 to 64 characters without spaces"),
        ("id: null", "id: must be text in quotes; leave the line out for the default"),
        ("language: no", 'language: YAML reads no as true or false; put it in quotes: "no"'),
        ("language: Chinese!", "language: must be a language such as zh or en, not Chinese!"),
        ("tags: [2024]", 'tags: YAML reads 2024 as a number; put it in quotes: "2024"'),
        ("tags: [a b]", "tags: a tag has no spaces: 'a b'"),
        (
            "tags: [deckgen::new]",
            "tags: tags that begin with deckgen:: are made by deckgen alone: deckgen::new",
        ),
        ("tags: [a, a]", "tags: names a twice"),
        ("tags: a", "tags: must be a list such as [a, b]"),
        ("since: 2015-02-30", "since: must be a date such as 2015-01-31, not 2015-02-30"),
        ("since: last year", "since: must be a date such as 2015-01-31, not last year"),
        ("site: blog.example", "site: must be an address such as https://blog.example, not blog.example"),
        ("site: 'http://[x'", "site: must be an address such as https://blog.example, not http://[x"),
        (
            "permalink: dates",
            "permalink: must be a pattern such as /:year/:title/ "
            "or one of date, none, ordinal, pretty, weekdate",
        ),
        ("topics: headings", "topics: must be one of auto, heading, post, not headings"),
        ("order: {a: b}", "order: must be one of posts, newest, not keys"),
        ("audience: [public]", "audience: must be one of private, public, not a list"),
        ("subdecks: [kind, deck]", "subdecks: must be one of kind, category, folder, topic, post, not deck"),
        ("update: [publish]", "update: must be one of pull, fetch, write, build, push, not publish"),
        ("cards: all", "cards must hold keys: reading, forms, rules, own, llm, people, years"),
        ("cards: {rules: 'true'}", "cards.rules: must be true or false without quotes, not true"),
        ("cards: {forms: [tables]}", f"cards.forms: must be one of {', '.join(FORMS)}, not tables"),
        ("cards: {rules: 1}", "cards.rules: must be true or false without quotes, not 1"),
        ("fetch: {max_pages: -1}", "fetch.max_pages: must be a whole number from 0 to 1,000,000, not -1"),
        ("fetch: {max_pages: 2.5}", "fetch.max_pages: must be a whole number from 0 to 1,000,000, not 2.5"),
        (
            "fetch: {allow_hosts: ['http://x/']}",
            "fetch.allow_hosts: must be host:port such as localhost:8080, not http://x/",
        ),
        ("llm: {budget_usd: .nan}", "llm.budget_usd: must be a number from 0 to 1,000,000, not .nan"),
        ("llm: {budget_usd: 1e9}", "llm.budget_usd: must be a number from 0 to 1,000,000, not 1e9"),
        ("llm: {cards_per_item: 0}", "llm.cards_per_item: must be a whole number from 1 to 50, not 0"),
        ("llm: {model: ''}", "llm.model: is empty"),
        ("llm: {calls: 0}", "llm.calls: must be a whole number from 1 to 1,000, not 0"),
        ("llm: {timeout: soon}", "llm.timeout: must be a number from 1 to 86,400, not soon"),
        ("llm: {extra: hot}", "llm.extra: must hold keys of a request, such as {temperature: 0}"),
        ("llm: {extra: {messages: []}}", "llm.extra: messages is set by deckgen"),
        ("llm: {extra: {temperature: .nan}}", "llm.extra: holds a number that JSON has no word for"),
        ("llm: {judge: sometimes}", "llm.judge: must be auto, true, false or {model: NAME}, not sometimes"),
        ("llm: {judge: {price: {input: 1, output: 1}}}", "llm.judge.model is missing"),
        ("llm: {judge: [m]}", "llm.judge must hold keys: model, price"),
        (
            "exclude: {globs: [!!python/name:os.system x]}",
            'exclude.globs: YAML reads x as something else; put it in quotes: "x"',
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    """The third line is wrong, and nothing else is said."""
    assert _faults(tmp_path, f"deck: D\nposts: a\n{line}\n") == [f"3: {message}"]


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """A file is mended in one go."""
    text = "dekc: D\nposts: []\ntags:\n  - ok\n  - not ok\ncards: {llm: 1, own: 2}\n"
    assert _faults(tmp_path, text) == [
        "1: deck is missing",
        "1: unknown key dekc; did you mean deck?",
        "2: posts: is empty",
        "5: tags: a tag has no spaces: 'not ok'",
        "6: cards.llm: must be true or false without quotes, not 1",
        "6: cards.own: must be true or false without quotes, not 2",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: the file must hold keys: deck, id,"),
        ("- a\n", "1: the file must hold keys: deck, id,"),
        ("deck: D\nposts: a\ndeck: E\n", "3: deck stands here again, first in line 1"),
        ("deck: D\n? [a]\n: b\n", "2: a key must be a word"),
        ("deck: D\n\tposts: a\n", "2: not readable as YAML at column 1 ("),
        ("deck: D\nposts: {a\n", "3: not readable as YAML at column 1 ("),
        ("deck: D\n---\nposts: a\n", "2: not readable as YAML at column 1 ("),
        (
            "deck: D\nexclude: {globs: [*.md]}\n",
            "2: not readable as YAML at column 20; put a value that starts with * or & in quotes (",
        ),
        ("deck: D\nposts: a\x01b\n", "2: not readable as YAML ("),
        (b"deck: D\nposts: \xd6\n", "2: not UTF-8; save the file as UTF-8"),
        ("a: &a [x]\nb: *a\n", "1: anchors (&) and aliases (*) are not taken; write the value out"),
        ("deck: " + "[" * 100_000, "1: nested too deep"),
        ("#" * 1_000_001, "1: larger than 1,000,000 bytes, so no definition"),
    ],
)
def test_an_unreadable_file_is_refused(tmp_path: Path, text: str | bytes, message: str) -> None:
    """Broken, hostile and empty files give one problem each."""
    (fault,) = _faults(tmp_path, text) if text not in {"", "- a\n"} else _faults(tmp_path, text)[:1]
    assert fault.startswith(message)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The cause is the system's own."""
    with pytest.raises(DefinitionError, match=rf"none\.yaml:1: not readable: {os.strerror(errno.ENOENT)}"):
        load_definition(tmp_path / "none.yaml")


@pytest.mark.parametrize("deck", ["'A::'", "'A:: B'", "' A'", '"a\\nb"', "'::'"])
def test_a_deck_name_that_anki_would_change(tmp_path: Path, deck: str) -> None:
    """Anki trims levels and drops control characters, and the path would not be ours any more."""
    (fault,) = _faults(tmp_path, f"deck: {deck}\nposts: a\n")
    assert fault.startswith("1: deck: has an empty level") or fault == "1: deck: holds a control character"


@pytest.mark.parametrize(
    ("folder", "deck"),
    [
        ("blog/_posts", "blog"),
        ("my notes", "my notes"),
        ("site/content/posts", "site"),
        ("blog/_posts/2015", "2015"),
        ("a::b", "a b"),
    ],
)
def test_posts_name_their_deck(tmp_path: Path, folder: str, deck: str) -> None:
    """A folder called _posts, posts or content gives its parent's name."""
    posts = tmp_path / folder
    posts.mkdir(parents=True)
    (posts / "x.md").touch()
    for path in (posts, posts / "x.md"):
        definition = definition_for_posts([path], output=tmp_path / "out" / "my.apkg")
        assert definition == Definition(
            name="my",
            home=tmp_path / "out",
            output=tmp_path / "out" / "my.apkg",
            deck=deck,
            posts=(str(path),),
        )
        assert definition.ledger_path == tmp_path / "out" / "my.ledger.jsonl"


def test_posts_without_an_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deck's name becomes a file of the current folder; relative posts become absolute."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    definition = definition_for_posts([Path("posts")], name="Deep Learning::数学/1")
    assert (definition.output_path, definition.posts) == (
        Path("Deep-Learning-数学-1.apkg"),
        (str(tmp_path / "posts"),),
    )
    with pytest.raises(DeckgenError, match="has an empty level"):
        definition_for_posts([Path("posts")], name="a::")


@pytest.mark.parametrize(
    "text", ["deck: " + "[" * 100_000, "a: &a [x]\nb: *a\n", "deck: D\nposts: {a\n", "a\x01"]
)
def test_hostile_files_without_libyaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """The slow loader refuses the same files."""
    monkeypatch.setattr(yaml_tree, "LOADER", yaml.SafeLoader)
    assert len(_faults(tmp_path, text)) == 1
