"""A note is sent again when its author's words change, by wish, or where a field must not stay; at no other time."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deckgen.build import pipeline
from deckgen.build.cards import write_cards
from deckgen.cards.forms import definition
from deckgen.export.fields import render_cards
from deckgen.files.ledger import write_ledger
from deckgen.files.records import Ledger, NoteRecord, State, shipping_of
from deckgen.model import Card, Link, Rendered
from deckgen.posts.links import section
from deckgen.posts.links.found import make_link
from tests.continuity.blog import DAY, FIRST, SECOND, THIRD, Blog, Learner, assert_nothing_lost

POST = "2020-01-01-training.md"
ADAM = "https://one.example/adam"
CLIP = "https://two.example/clipping"

TEXT = f"""\
# Training

## Adam

Adam is an optimizer that keeps a running average of the gradients and of their squares.

Q: Who proposed Adam?
A: Kingma and **Ba**, in 2014.

The first moment decays with ==0.9== by default.

| optimizer | rate | memory |
| --- | --- | --- |
| SGD | 0.1 | low |
| RMSprop | 0.001 | high |

## Reading

{ADAM}

Adam explained. Well worth the time.

{CLIP}

Why gradients explode
"""

Change = Callable[[str], str]


@pytest.fixture
def shipped(blog: Blog) -> Blog:
    """A blog whose notes learners have."""
    blog.write(POST, TEXT, title="Training", head="category: ML\n")
    assert blog.build()["new"] >= 5
    return blog


def edit(blog: Blog, old: str, new: str) -> None:
    """Replace words that stand once in the post."""
    path = blog.posts / POST
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def forget(blog: Blog) -> None:
    """Drop the store: a release reads and words everything anew."""
    shutil.rmtree(blog.definition.parent / ".deckgen")


def stamped(before: Ledger, after: Ledger) -> set[str]:
    """Name the notes that were sent again, by what they ask."""
    return {
        name_of(after.notes[key])
        for key, record in before.notes.items()
        if key in after.notes and record.mod != after.notes[key].mod
    }


def name_of(record: NoteRecord) -> str:
    fields = record.fields
    return re.sub("<[^>]*>", "", fields.get("Title") or fields.get("Question") or fields.get("Text") or record.key)


# --- A release that does otherwise what the last one did -------------------------------------------------


def other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def reworded(name: str, text: str) -> str:
        if name == "Prompt":
            return "Tell!"
        return re.sub(r"^What is (.+)\?$", r"Say what \1 is.", text) if name == "Question" else text

    def rendered(cards: Sequence[Card], *rest: Any, **more: Any) -> list[Rendered]:
        return [
            msgspec.structs.replace(one, fields={name: reworded(name, text) for name, text in one.fields.items()})
            for one in render_cards(cards, *rest, **more)
        ]

    monkeypatch.setattr(pipeline, "render_cards", rendered)


def other_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    def rendered(cards: Sequence[Card], *rest: Any, **more: Any) -> list[Rendered]:
        return [
            msgspec.structs.replace(
                one, fields={name: text.replace("b>", "strong>") for name, text in one.fields.items()}
            )
            for one in render_cards(cards, *rest, **more)
        ]

    monkeypatch.setattr(pipeline, "render_cards", rendered)


def other_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(found: Any) -> Link:
        link = make_link(found)
        first, _, rest = link.title.partition(" ")
        return msgspec.structs.replace(link, title=rest or first, comment="")

    monkeypatch.setattr(section, "make_link", made)


def other_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    def rendered(cards: Sequence[Card], *rest: Any, **more: Any) -> list[Rendered]:
        tags = ("Deckgen-new", "deckgen::new")
        return [msgspec.structs.replace(one, tags=tags) for one in render_cards(cards, *rest, **more)]

    monkeypatch.setattr(pipeline, "render_cards", rendered)


def other_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*given: Any) -> list[Card]:
        return [
            msgspec.structs.replace(card, quote=card.quote[:12], fields={**card.fields, "Detail": "More of it"})
            if card.item.startswith("section:")
            else card
            for card in write_cards(*given)
        ]

    monkeypatch.setattr(pipeline, "write_cards", cut)


RELEASES = (other_words, other_markup, other_titles, other_tags, other_cuts)


KNOWN = (other_words, other_markup, other_titles)
"""What also a ledger without hashes is safe from: it knows neither the tags as they were asked for nor its sections."""


@pytest.mark.parametrize(
    ("release", "has_hash"),
    [*((release, True) for release in RELEASES), *((release, False) for release in KNOWN)],
    ids=lambda value: value.__name__ if callable(value) else "format 2" if value else "no hash",
)
def test_an_upgrade_stamps_nothing(
    shipped: Blog, monkeypatch: pytest.MonkeyPatch, release: Callable[[pytest.MonkeyPatch], None], has_hash: bool
) -> None:
    """Words of ours, markup, titles, tags and cuts may change: what shipped ships on, and the build says how many."""
    if not has_hash:
        without_hashes(shipped)
    before = shipped.ledger
    release(monkeypatch)
    forget(shipped)
    report = shipped.build(at=SECOND)
    after = shipped.ledger
    assert stamped(before, after) == set()
    assert (report["updated"], report["new"], report["retired"]) == (0, 0, 0)
    assert [one for one in report["problems"] if one["code"] == "better"]
    assert {key: record.fields for key, record in after.notes.items()} == {
        key: record.fields for key, record in before.notes.items()
    }
    assert all(record.said for record in after.notes.values())
    files = shipped.files()
    forget(shipped)
    shipped.build(at=THIRD)
    assert shipped.files() == files


def without_hashes(blog: Blog) -> None:
    """Make a ledger as an old release left it."""
    ledger = blog.ledger
    notes = {key: msgspec.structs.replace(record, said="") for key, record in ledger.notes.items()}
    items = {key: msgspec.structs.replace(record, said="") for key, record in ledger.items.items()}
    write_ledger(blog.ledger_path, msgspec.structs.replace(ledger, notes=notes, items=items))


@pytest.mark.parametrize("release", KNOWN, ids=lambda release: release.__name__)
def test_an_edit_after_an_upgrade_sends_what_was_edited_alone(
    shipped: Blog, monkeypatch: pytest.MonkeyPatch, release: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Also where both come in one build, and the edit stands in the same section."""
    before = shipped.ledger
    release(monkeypatch)
    forget(shipped)
    edit(shipped, "in 2014", "in 2015")
    edit(shipped, "The first moment", "A word more, and one more.\n\nThe first moment")
    shipped.build(at=SECOND)
    assert stamped(before, shipped.ledger) == {"Who proposed Adam?"}


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("in 2014", "in 2015", "Who proposed Adam?"),
        ("Who proposed Adam?", "Who proposed Adam first?", "Who proposed Adam first?"),
        ("of their squares.", "of their squares alone.", "What is Adam?"),
        ("==0.9==", "==0.95==", "The first moment decays with {{c1::0.95}} by default."),
        ("The first moment", "The ==first== moment", "The {{c2::first}} moment decays with {{c1::0.9}} by default."),
        ("Why gradients explode", "Why gradients vanish", "Why gradients vanish"),
        (f"{CLIP}\n", f"{CLIP}?utm_source=feed\n", "Why gradients explode"),
    ],
)
def test_what_the_author_changes_is_sent(shipped: Blog, old: str, new: str, name: str) -> None:
    """That note, and no other one."""
    before = shipped.ledger
    edit(shipped, old, new)
    assert shipped.build(at=SECOND)["updated"] == 1
    assert stamped(before, shipped.ledger) == {name}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("`rm -rf ./x`", "`rm -rf /x`"),
        ("`x[1:]`", "`x[:1]`"),
        ("$[0, 1]$", "$(0, 1)$"),
        ("$n!$", "$n$"),
        ("```\n{1, 2}\n```", "```\n[1, 2]\n```"),
        ("An array reads its element by ==`a[i]`== there", "An array reads its element by ==`a(i)`== there"),
    ],
)
def test_a_sign_of_code_or_of_a_formula_that_is_put_right_is_sent(tmp_path: Path, old: str, new: str) -> None:
    """Though no word changed; signs of prose are markup as likely as not, and are not."""
    blog = Blog(tmp_path)
    card = f"{old}.\n" if "==" in old else f"Q: What is written there?\nA: So:\n\n{old}\n"
    blog.write("a.md", f"# Signs\n\n{card}\nQ: What else?\nA: Nothing.\n")
    blog.build()
    blog.write("a.md", f"# Signs\n\n{card.replace(old, new)}\nQ: What else?\nA: Nothing.\n")
    report = blog.build(at=SECOND)
    assert (report["new"], report["updated"], report["unchanged"]) == (0, 1, 1)
    blog.write("a.md", f"# Signs\n\n{card.replace(old, new)}\nQ: What else?\nA: (Nothing)!\n")
    assert blog.build(at=THIRD)["updated"] == 0


YARN = """# yarn 的命令

- `yarn list`：列出项目安装的依赖
- `yarn why`：显示有关一个包为何被安装的信息
- `yarn outdated`：检查过时的包依赖

# webpack 的打包

- **确定入口**：根据配置中的 entry 找出所有的入口文件
- **编译模块**：从入口出发调用配置的加载器翻译模块的过程
- **输出资源**：根据入口与模块的关系组装成的一个个代码块
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("找出所有的入口文件", "找出所有入口文件"),
        ("显示有关一个包为何被安装的信息", "说明某个包为什么会被安装"),
        ("检查过时的包依赖", "检查有哪些依赖过时了"),
    ],
)
def test_what_a_list_says_of_a_term_may_be_put_in_any_words(tmp_path: Path, old: str, new: str) -> None:
    """Whether deckgen would ask about it today, and by which phrase of ours, is no matter of the learner's."""
    blog = Blog(tmp_path)
    blog.write("a.md", YARN)
    assert blog.build()["new"] == 6
    blog.write("a.md", YARN.replace(old, new))
    report = blog.build(at=SECOND)
    assert (report["new"], report["retired"], report["updated"]) == (0, 0, 1)


@pytest.mark.parametrize("paragraphs", [1, 6])
def test_a_correction_arrives_however_long_the_answer_has_grown(tmp_path: Path, paragraphs: int) -> None:
    """A check of what the author wrote decides about cards that never shipped."""
    blog = Blog(tmp_path)
    text = "# Apps\n\n## How is an app submitted?\n\nIt is looked at {} times.\n"
    blog.write("a.md", text.format(2))
    assert blog.build()["new"] == 1
    grown = text + "\nA paragraph on what must be at hand when an app is handed in.\n" * paragraphs
    blog.write("a.md", grown.format(2))
    blog.build(at=SECOND)
    blog.write("a.md", grown.format(3))
    report = blog.build(at=THIRD)
    assert (report["new"], report["updated"], report["retired"]) == (0, 1, 0)


DEFINED = "## Kettle\n\nA kettle is a vessel that boils water. It has a lid.\n"


def test_what_follows_a_definition_is_sent_as_its_detail(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that shows it sends nothing for that; the author's next word on it arrives, and the note stays."""
    with monkeypatch.context() as earlier:
        earlier.setattr(definition, "detail_behind", lambda *_, opens: opens)
        blog.write(POST, DEFINED, title="Training")
        blog.build()
    before = blog.ledger
    forget(blog)
    assert blog.build(at=SECOND + 5)["updated"] == 0
    edit(blog, "It has a lid.", "It has two lids.")
    report = blog.build(at=SECOND + 9)
    assert (report["updated"], report["new"], report["retired"]) == (1, 0, 0)
    [note] = blog.ledger.notes.values()
    assert {note.guid} == {record.guid for record in before.notes.values()}
    assert "two lids" in note.fields["Detail"]


def test_another_tag_of_the_definition_is_sent_to_all(shipped: Blog) -> None:
    """It is the author's; a generated one is not."""
    shipped.set("tags: [dl]")
    report = shipped.build(at=SECOND)
    assert report["updated"] == report["notes"]
    assert all("dl" in record.tags for record in shipped.ledger.notes.values())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("# Training\n", "# Optimization\n"),
        lambda text: text.replace("## Reading\n", "## Further reading\n"),
        lambda text: text.replace("## Adam\n", "Some words before.\n\n## Adam\n"),
        lambda text: text.replace("**Ba**", "Ba"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "# More\n\nhttps://y.example/\n\nA new link\n\n" + text,
        lambda text: text.replace("running average of", "running\naverage of"),
        lambda text: text.replace("Q: ", "**Question:** ").replace("A: ", "**Answer:** "),
    ],
    ids=["topic", "heading", "text before", "markup", "CRLF", "link before", "wrapped", "labels"],
)
def test_context_and_markup_alone_send_nothing(shipped: Blog, change: Change) -> None:
    """They wait for the next change of the author's."""
    before = shipped.ledger
    shipped.write(POST, change(TEXT), title="Training, second edition", head="category: Networks\n")
    report = shipped.build(at=SECOND)
    assert report["retired"] == 0
    assert stamped(before, shipped.ledger) == set()


def test_a_ledger_without_hashes_gets_them_and_sends_what_was_edited(shipped: Blog) -> None:
    """What the author replaced stands no more; all else keeps its values."""
    without_hashes(shipped)
    before = shipped.ledger
    edit(shipped, "in 2014", "in 2015")
    edit(shipped, "Why gradients explode", "Why gradients vanish")
    shipped.build(at=SECOND)
    assert stamped(before, shipped.ledger) == {"Who proposed Adam?", "Why gradients vanish"}
    assert all(record.said for record in shipped.ledger.notes.values())


def test_what_was_held_while_it_was_edited_is_sent_when_it_comes_back(shipped: Blog) -> None:
    """Neither the edit nor its note is lost."""
    shipped.set("cards: {own: false}")
    shipped.build("--allow-retire", at=SECOND)
    edit(shipped, "in 2014", "in 2015")
    shipped.build(at=SECOND + DAY)
    shipped.set()
    shipped.build(at=THIRD)
    record = next(one for one in shipped.ledger.notes.values() if "Who proposed" in name_of(one))
    assert (record.state, record.mod) == (State.LIVE, THIRD)
    assert "2015" in record.fields["Answer"]


def test_retired_and_revived_is_sent_for_its_tag_alone(shipped: Blog) -> None:
    """The words are those that learners have."""
    before = next(one for one in shipped.ledger.notes.values() if "Who proposed" in name_of(one))
    own = "Q: Who proposed Adam?\nA: Kingma and **Ba**, in 2014.\n\n"
    edit(shipped, own, "")
    shipped.build(at=SECOND)
    gone = shipped.ledger.notes[before.key]
    assert (gone.state, gone.mod, "deckgen::retired" in gone.tags) == (State.RETIRED, SECOND, True)
    edit(shipped, "The first moment", own + "The first moment")
    shipped.build(at=THIRD)
    back = shipped.ledger.notes[before.key]
    assert back == msgspec.structs.replace(before, mod=THIRD)


def test_earlier_shippings_are_known_newest_first(shipped: Blog) -> None:
    """Eight of them, for ``pull`` to know an update that never arrived."""
    shippings: list[str] = []
    key = next(key for key, one in shipped.ledger.notes.items() if "Who proposed" in name_of(one))
    for year in range(2015, 2026):
        shippings.insert(0, shipping_of(shipped.ledger.notes[key].fields))
        edit(shipped, f"in {year - 1}", f"in {year}")
        shipped.build(at=FIRST + year * DAY)
    record = shipped.ledger.notes[key]
    assert list(record.earlier) == shippings[:8]
    assert shipping_of(record.fields) not in record.earlier
    assert shipping_of({**record.fields, "Key": record.guid, "Spare1": ""}) == shipping_of(record.fields)


# --- Sent again by wish, or because it must be ----------------------------------------------------------


def test_notes_are_sent_again_by_wish(shipped: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """By key, Key, form, address or all, in today's words; each time anew; a target that means none is told."""
    other_words(monkeypatch)
    forget(shipped)
    shipped.build(at=SECOND)
    before = shipped.ledger
    guid = next(one.guid for one in before.notes.values() if name_of(one) == "What is Adam?")
    report = shipped.build("--resend", guid, "--resend", ADAM, "--resend", "https://none.example/", at=THIRD)
    assert report["updated"] == 2
    assert stamped(before, shipped.ledger) == {"Say what Adam is.", name_of(before.notes[f"link:{ADAM}"])}
    assert [one["code"] for one in report["problems"] if one["severity"] == "warning"] == ["resend"]
    for number in (1, 2):
        second = THIRD + number * DAY
        report = shipped.build("--resend", "all", at=second)
        assert report["updated"] == report["notes"]
        assert {one.mod for one in shipped.ledger.notes.values()} == {second}
    files = shipped.files()
    shipped.build(at=THIRD + 3 * DAY)
    assert shipped.files() == files
    report = shipped.build("--resend", "form:definition", at=THIRD + 4 * DAY)
    assert 0 < report["updated"] < report["notes"]


def test_a_target_that_is_none_is_refused(shipped: Blog) -> None:
    result = shipped.run("build", shipped.definition, "--resend", "nonsense")
    assert result.exit_code == 2


def test_what_did_not_arrive_arrives_when_it_is_sent_again(shipped: Blog, learner: Learner) -> None:
    """A learner typed into the note after the build: Anki drops our update in silence, and takes the one sent again."""
    learner.take(shipped.package)
    learner.study()
    edit(shipped, "in 2014", "in 2015")
    shipped.build(at=SECOND)
    guid = next(one.guid for one in shipped.ledger.notes.values() if "Who proposed" in name_of(one))
    learner.tag(guid, "mine", at=SECOND + DAY)
    before = learner.snapshot()
    learner.take(shipped.package)
    assert "2014" in learner.snapshot().field(guid, "Answer")
    shipped.build("--resend", guid, at=THIRD)
    log = learner.take(shipped.package)
    after = learner.snapshot()
    assert_nothing_lost(before, after, log)
    assert "2015" in after.field(guid, "Answer")


@pytest.mark.parametrize("field", [r"\(\href{javascript:alert(1)}{x}\)", "<script>alert(1)</script>", "[sound:x.mp3]"])
def test_a_field_that_must_not_stay_is_sent_at_once_and_listed(shipped: Blog, field: str) -> None:
    """An older release shipped it; the author changed nothing."""
    ledger = shipped.ledger
    key = next(key for key, one in ledger.notes.items() if "Who proposed" in name_of(one))
    good = ledger.notes[key].fields
    bad = msgspec.structs.replace(ledger.notes[key], fields={**good, "Answer": field})
    write_ledger(shipped.ledger_path, msgspec.structs.replace(ledger, notes={**ledger.notes, key: bad}))
    before = shipped.ledger
    report = shipped.build(at=SECOND)
    assert stamped(before, shipped.ledger) == {"Who proposed Adam?"}
    assert shipped.ledger.notes[key].fields == good
    assert [one["severity"] for one in report["problems"] if one["code"] == "unfit"] == ["note"]
    assert not [one for one in shipped.build(at=THIRD)["problems"] if one["code"] == "unfit"]


def test_a_field_that_must_not_stay_and_cannot_be_worded_is_held(shipped: Blog) -> None:
    """No form words the note any more: it leaves the package, with its reason."""
    ledger = shipped.ledger
    one = next(one for one in ledger.notes.values() if name_of(one) == "What is Adam?")
    odd = msgspec.structs.replace(
        one,
        key="card:purpose:0011223344556677",
        guid="a" * 26,
        subject="Old",
        fields={**one.fields, "Question": "What for?", "Answer": r"<b onclick=x>running average of the gradients</b>"},
    )
    write_ledger(shipped.ledger_path, msgspec.structs.replace(ledger, notes={**ledger.notes, odd.key: odd}))
    report = shipped.build(at=SECOND)
    assert shipped.ledger.notes[odd.key].state is State.HELD
    assert [one["severity"] for one in report["problems"] if one["code"] == "unfit"] == ["warning"]


def test_the_summary_says_what_would_read_better(shipped: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """By cause, on the terminal and for programs, also from a build that has nothing to do."""
    other_words(monkeypatch)
    forget(shipped)
    for _ in range(2):
        done = shipped.run("build", shipped.definition, at=SECOND)
        assert re.search(r"\d+ notes would look a little different .*wording \d+", done.stdout)
        assert "--resend" in done.stdout
    told = json.loads(shipped.run("build", shipped.definition, "--json", at=SECOND).stdout)
    assert [one["code"] for one in told["problems"]] == ["better"]
