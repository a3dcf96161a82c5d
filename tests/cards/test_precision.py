"""Cards that a careful learner would delete are refused; their good neighbours of the same shape are kept."""

from __future__ import annotations

import pytest

from deckgen.cards.forms import rule_cards
from deckgen.cards.gates import gated
from deckgen.language.phrases import phrases
from deckgen.markdown.text import text_of
from deckgen.model import Card
from tests.cards.sections import item


def worded(text: str, *headings: str, language: str = "zh") -> list[Card]:
    return gated(list(rule_cards([item(text, *headings)], phrases(language))))


def shipped(text: str, *headings: str, language: str = "zh") -> list[tuple[str, str]]:
    """Question and answer of all cards that no gate holds."""
    faces = []
    for card in worded(text, *headings, language=language):
        if card.hold is None and "Question" in card.fields:
            faces.append((text_of(card.fields["Question"]), text_of(card.fields["Answer"])))
        elif card.hold is None:
            faces.append((text_of(card.fields["Text"]), "、".join(card.gaps)))
    return faces


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("对于短文本，Foo是一种按词频排序的检索算法。", ("备忘",)),
        ("VFOO（Video FOO）是一种网络。", ("算法",)),
        ("奥地利的某研究所（Foo Reading Institute，简称FRI）也有名单。", ("名单",)),
        ("FRI（Foo Reading Institute）成立于北京。", ("FRI",)),
        ("对频谱做FT，也被叫做inverse FT，简称IFT。", ("频谱",)),
        ("ABQ（Another Big Queue）是一种结构。ABQ很快。", ("Another Big Queues",)),
    ],
)
def test_a_doubtful_card_is_refused(text: str, headings: tuple[str, ...]) -> None:
    assert shipped(text, *headings) == []


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        (
            "Foo是一种按词频排序的检索算法。\n\n这不是Bar的含义。",
            ("Foo",),
            ("Foo 是什么？", "一种按词频排序的检索算法"),
        ),
        (
            "FRI（Foo Reading Index）始于北京。",
            ("FRI",),
            ("FRI 的全称是什么？", "Foo Reading Index"),
        ),
        (
            "ABQ（Another Big Queue）是一种结构。ABQ很快。",
            ("队列",),
            ("ABQ（队列）的全称是什么？", "Another Big Queue"),
        ),
        (
            "DAQ：Digital Audio Queue",
            ("某芯片术语表",),
            ("DAQ（某芯片术语表）的全称是什么？", "Digital Audio Queue"),
        ),
    ],
)
def test_its_good_neighbour_is_kept(text: str, headings: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert expected in shipped(text, *headings)


@pytest.mark.parametrize(
    ("text", "headings", "language"),
    [
        ("Foo工具是一套完整的软件包管理方案。", ("软件包管理", "Foo工具"), "zh"),  # the topic says it
        ("Foocharts是一个生成Foochart的工具库。", ("Foocharts",), "zh"),
        ("日志同现是日志在文本中共同出现。", ("日志同现",), "zh"),
        ("A foo manager is a manager of foo packages.", ("Package manager", "Foo manager"), "en"),
        ("Foo: `having to do with words`", ("Foo",), "en"),
        ("K3 is a rule of the lattice that no case escapes.", ("K3",), "en"),
        ("Foo是甲大学的两位老师发起的项目。", ("Foo",), "zh"),
        ("Foo是个和Bar一样的库，用来画图。", ("Foo",), "zh"),
    ],
)
def test_a_definition_that_tells_nothing_is_refused(text: str, headings: tuple[str, ...], language: str) -> None:
    assert shipped(text, *headings, language=language) == []


@pytest.mark.parametrize(
    ("text", "heading", "language"),
    [
        ("Foo变换是一种将彩色图像灰度化的变换。", "Foo变换", "zh"),  # the kind may stand in the name
        ("Foo是一个服务，用以监控任务的执行。", "Foo", "zh"),
        ("A foo tree is a structure whose keys stay sorted.", "Foo tree", "en"),
    ],
)
def test_a_definition_that_says_the_kind_is_kept(text: str, heading: str, language: str) -> None:
    assert len(shipped(text, heading, language=language)) == 1


@pytest.mark.parametrize(
    ("text", "headings", "language"),
    [
        ("We use Deterministic Annealing (DA) here.", ("Minima", "Deterministic Annealing (DA)"), "en"),
        ("Die Aufgaben des Bundesamtes für Sicherheit (BS) kennen.", ("Prüfung",), "de"),
        ("Das ist die Installation einer Virtuellen Maschine (VM) hier.", ("Prüfung",), "de"),
    ],
)
def test_a_full_form_that_a_heading_spells_or_another_case_shows_is_not_asked(
    text: str, headings: tuple[str, ...], language: str
) -> None:
    assert [card.aspect for card in worded(text, *headings, language=language)] == ["abbreviation"]
    assert shipped(text, *headings, language=language) == []


def test_a_full_form_in_its_first_case_is_asked() -> None:
    assert len(shipped("Hier läuft die Virtuelle Maschine (VM) gut.", "Prüfung", language="de")) == 1


LISTED = (
    ("- **Bridge**: The state of one step is used by the next.\n- **Lid**: a cover that keeps water hot\n", ["Lid"]),
    ("- **rowCount**: The count of rows\n- **body**: The text of it\n- **Sorter**: a class that sorts\n", ["Sorter"]),
    ("- `stash`: puts changes aside\n- `main.py`: opens the program\n", ["stash"]),
    ("- **Pot**: a vessel for tea\n- **Pan** - a vessel for eggs\n", ["Pan", "Pot"]),
)


@pytest.mark.parametrize(("text", "names"), LISTED, ids=[str(names) for _, names in LISTED])
def test_a_list_of_terms_asks_only_for_those_that_it_defines(text: str, names: list[str]) -> None:
    cards = [card for card in worded(text, "Kitchen", language="en") if card.hold is None]
    assert sorted({card.subject for card in cards}) == names


def test_the_fields_of_a_record_are_not_asked() -> None:
    text = "- `failed`: a flag that says whether it went wrong\n- `state`: a word that says how it goes\n"
    assert shipped(text, "Celery", "Attributes of a result", language="en") == []
    asked = {question for question, _ in shipped(text, "Celery", "Commands", language="en")}
    assert asked == {"What is failed (Celery)?", "What is state (Celery)?"}


def test_the_item_that_describes_a_link_is_left_to_its_reading_note() -> None:
    text = (
        "Tools of a kitchen that everybody has.\n\n- **[Pot](https://example.org/pot)**: a vessel for hot tea only\n"
        "- **Pan**: a vessel for eggs and oil ([site](https://example.org/pan))\n"
        "- **Lid**: a cover that keeps [water](https://example.org/water) hot\n- **[[Cup]]**: a vessel for one guest\n"
    )
    assert {question for question, _ in shipped(text, "Kitchen", language="en")} == {"What is Lid?", "What is Cup?"}


OUTLINE = "- {question}\n  - It boils the water.\n  - It keeps it hot.\n- Other words.\n"


@pytest.mark.parametrize(
    ("question", "headings", "is_asked"),
    [
        ("What does a kettle do?", ("Kettles",), True),
        ("What does the yellow part do?", ("Kettles",), False),
        ("What does a kettle do?", ("Kettles", "Example: one cup"), False),
        ("Was macht ein Kessel?", ("Kesselkunde",), True),
        ("Was macht ein Kessel?", ("Kesselkunde", "Beispielaufgabe"), False),
        ("ケトルは何をするのか？", ("ケトル",), True),
        ("右は何をするのか？", ("ケトル",), False),
    ],
)
def test_an_item_of_an_outline_asks_what_a_heading_names(
    question: str, headings: tuple[str, ...], is_asked: bool
) -> None:
    language = "ja" if "か" in question else "de" if "macht" in question else "en"
    assert bool(shipped(OUTLINE.format(question=question), *headings, language=language)) is is_asked


def test_a_list_of_questions_asks_as_it_is_written() -> None:
    text = "- Why is it hot?\n  - Fire.\n- What is the lid for?\n  - Heat.\n- Who drinks tea?\n  - All.\n"
    assert len(shipped(text, "Example sheet", language="en")) == 3


@pytest.mark.parametrize(
    ("heading", "answer", "is_asked"),
    [
        ("Why do kettles sing?", "Steam leaves through a small hole.", True),
        ("Why do kettles sing?", "However, not all of them do so.", False),
        ("Why do kettles sing?", "Imagine a pot on a fire.", False),
        ("What about kettles of iron?", "Steam leaves through a small hole.", False),
        ("やかんはなぜ鳴るのか？", "しかし、鳴らないものもある。", False),
    ],
)
def test_an_answer_begins_below_its_question(heading: str, answer: str, is_asked: bool) -> None:
    assert bool(shipped(answer, "Kitchen", heading, language="en")) is is_asked


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("**1. Pots**\n\nHot.\n\n**2. Why is milk white?**\n\nFat.\n\n**3. Pans**\n\nCold.", "Fat."),
        ("1、What is milk?\n\nFat in water.\n\n2、Pans are cold\n\nNobody buys them.\n", "Fat in water."),
        ("**Why is milk white?**\n\nFat.\n\n**In short**\n\nIt scatters light.", "Fat."),
    ],
)
def test_an_answer_ends_where_the_next_number_opens(text: str, answer: str) -> None:
    found = [card for card in worded(text, "News", language="en") if card.aspect == "question"]
    assert [text_of(card.fields["Answer"]).partition("\n")[0] for card in found] == [answer]
    assert all("Pans" not in text_of(content) for card in found for content in card.fields.values())


def test_a_question_shows_no_marks_of_a_gap() -> None:
    assert shipped("Fire burns under the pot.", "Pots", "Why is water ==so== hot?", language="en") == [
        ("Why is water so hot?", "Fire burns under the pot.")
    ]


@pytest.mark.parametrize(("comma", "stop"), [("、", "。"), ("，", "．")])
def test_japanese_with_full_width_stops_is_cut_into_sentences(comma: str, stop: str) -> None:
    text = f"過学習とは{comma}訓練データの雑音まで覚えてしまうことである{stop}しかし別の話もある{stop}"
    assert shipped(text, "過学習", language="ja") == [
        ("過学習とは何ですか？", "訓練データの雑音まで覚えてしまうことである")
    ]


def test_a_shape_of_one_language_words_nothing_of_another() -> None:
    text = "**Fascia C**: a carico del cittadino che non ha diritto alla spesa, con il medico di base.\n\n"
    more = "La prescrizione è fatta dal medico e non si può cambiare senza una visita che la conferma.\n"
    assert shipped(text + more, "Prescrizione", language="it") == []


def test_a_definition_names_its_thing_without_what_a_heading_counts() -> None:
    text = "IPv4 ist das klassische Protokoll, mit dem Rechner einander finden."
    assert [question for question, _ in shipped(text, "IPv4 (Grundlagen, Subnetze usw.)", language="de")] == [
        "Was bedeutet „IPv4“?"
    ]
    assert [question for question, _ in shipped(text, "IPv4 (Internetprotokoll)", language="de")] == [
        "Was bedeutet „IPv4 (Internetprotokoll)“?"
    ]
