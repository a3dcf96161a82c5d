"""The rows of the table of edits that need whole posts: what was copied, tables, lists, gap numbers, block ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.continuity.rows import Row
from tests.continuity.silent_edits import silent_edits

# --- One question in two files -----------------------------------------------------------------------------

TWICE = {
    "en": ("What is a cell?", "A unit of life", "A room of a prison", "A small battery"),
    "zh": ("什么是细胞？", "生命的基本单位", "监狱的房间", "一种小电池"),
    "ja": ("セルとは何ですか", "生命の単位", "監獄の部屋", "小さな電池"),
    "de": ("Was ist eine Zelle?", "Eine Einheit des Lebens", "Ein Raum im Gefängnis", "Eine kleine Batterie"),
}


def _asked(question: str, answer: str, topic: str) -> str:
    return f"# {topic}\n\nQ: {question}\nA: {answer}\n"


def in_two_files() -> Iterator[Row]:
    """Give the edits of two cards that ask the same in two files: each keeps its own."""
    for language, (question, first, second, other) in TWICE.items():
        one, two, three = (f"{question} | {answer}" for answer in (first, second, other))
        at_first = {"a.md": _asked(question, first, "Biology"), "b.md": _asked(question, second, "Law")}
        edited = {**at_first, "b.md": _asked(question, other, "Law")}
        yield Row(f"{language}: one of two edited", (at_first, edited), {one: one, two: three}, language=language)
        edited = {**at_first, "a.md": _asked(question, other, "Biology")}
        yield Row(f"{language}: the other of two edited", (at_first, edited), {one: three, two: two}, language=language)
        swapped = {"a.md": _asked(question, second, "Biology"), "b.md": _asked(question, first, "Law")}
        same = {one: one, two: two}
        yield Row(f"{language}: two swapped between files", (at_first, swapped), same, language=language)
        edited = {"b.md": at_first["b.md"], "c.md": _asked(question, other, "Physics")}
        yield Row(
            f"{language}: one of two deleted, one added under another topic",
            (at_first, edited),
            {two: two},
            new=(three,),
            gone=(one,),
            language=language,
        )
        edited = {"b.md": at_first["b.md"], "c.md": _asked(question, first, "Physics")}
        yield Row(f"{language}: one of two moved", (at_first, edited), {one: one, two: two}, language=language)
        copied = {"a.md": at_first["a.md"], "0.md": _asked(question, first, "Law")}
        edited = {"a.md": _asked(question, other, "Biology")}
        states = {"a.md": at_first["a.md"]}, copied, edited
        yield Row(f"{language}: copied, and the copy gone as it is edited", states, {one: three}, language=language)
        both = {"a.md": at_first["a.md"], "b.md": _asked(question, first, "Law")}
        for left, topic in (("a.md", "Biology"), ("b.md", "Law")):
            edited = {left: _asked(question, other, topic)}
            what = f"{language}: shipped from two files, {left} left and edited"
            yield Row(what, (both, edited), {one: three}, language=language)
        joined = {"c.md": at_first["a.md"] + "\n" + at_first["b.md"]}
        yield Row(f"{language}: two files joined", (at_first, joined), {one: one, two: two}, language=language)


# --- Terms -------------------------------------------------------------------------------------------------

SAID = {
    "en": (("sends mail", "fetches mail", "keeps folders"), "relays mail"),
    "zh": (("发送邮件", "收取邮件", "保存目录"), "转发邮件"),
    "de": (("sendet Post", "holt Post", "hält Ordner"), "leitet um"),
}


def _terms(*terms: tuple[str, str]) -> dict[str, str]:
    return {"a.md": "# Mail\n\n## Letters\n\n" + "\n".join(f"{name}\n: {said}\n" for name, said in terms)}


def terms() -> Iterator[Row]:
    """Give the edits of lists of terms."""
    for language, (all_said, other) in SAID.items():
        before = list(zip(("SMTP", "POP3", "IMAP"), all_said, strict=True))
        first, same = _terms(*before), {said: said for said in all_said}
        edited = _terms(("SMTP", other), *before[1:])
        put_right = {**same, all_said[0]: other}
        yield Row(f"{language}: what is said of a term put right", (first, edited), put_right, language=language)
        moved = {"a.md": edited["a.md"].replace("## Letters", "## Letters of today")}
        what = f"{language}: heading renamed, what is said of a term put right"
        yield Row(what, (first, moved), put_right, language=language)
        turned = _terms(*reversed(before))
        yield Row(f"{language}: terms reordered", (first, turned), same, sent=False, language=language)
        grown = _terms(("NNTP", other), *before)
        yield Row(f"{language}: a term added", (first, grown), same, new=(other,), sent=False, language=language)
        swapped = _terms(("SMTP", all_said[1]), ("POP3", all_said[0]), before[2])
        exchanged = {all_said[0]: all_said[1], all_said[1]: all_said[0], all_said[2]: all_said[2]}
        yield Row(f"{language}: what is said of two terms swapped", (first, swapped), exchanged, language=language)


# --- Forms -------------------------------------------------------------------------------------------------

ADAM = "an optimizer that keeps a running average of the gradients and of their squares"


def forms() -> Iterator[Row]:
    """Give the edits by which a fact stands in another form."""
    prose = {"a.md": f"# Training\n\n## Adam\n\nAdam is {ADAM}.\n"}
    bold = {"a.md": f"# Training\n\n## Optimizers\n\n- **Adam**: {ADAM}\n"}
    heading = {"a.md": f"# Training\n\n## What is Adam?\n\nAdam is {ADAM}.\n"}
    listed = {"a.md": f"# Training\n\n## Optimizers\n\nAdam\n: {ADAM}\n"}
    yield Row("sentence to bold list", (prose, bold), {ADAM: ADAM}, sent=False)
    yield Row("bold list to sentence", (bold, prose), {ADAM: ADAM}, sent=False)
    yield Row("bold list to heading question", (bold, heading), {ADAM: f"Adam is {ADAM}."}, sent=True)
    yield Row("definition list to bold list", (listed, bold), {ADAM: ADAM}, sent=False)
    typo = {"a.md": f"# Training\n\n## Optimizers\n\n- **Momentm**: {ADAM}\n"}
    right = {"a.md": f"# Training\n\n## Optimizers\n\n- **Momentum**: {ADAM}\n"}
    yield Row("a typo in the term mended", (typo, right), {ADAM: ADAM}, sent=True)
    yield Row("another term in its place", (bold, right), {ADAM: ADAM}, sent=True)
    question = "Who wrote Faust? | Goethe"
    asks = {"a.md": "# Books\n\nQ: Who wrote Faust?\nA: Goethe\n"}
    gap = {"a.md": "# Books\n\nFaust was written by ==Goethe==.\n"}
    filled = "Faust was written by {{c1::Goethe}}."
    yield Row("question to gap", (asks, gap), {}, new=(filled,), gone=(question,))
    yield Row("question to gap and back", (asks, gap, asks), {question: question}, sent=True)
    yield Row("gap to question and back", (gap, asks, gap), {filled: filled}, sent=True)


def held() -> Iterator[Row]:
    """Give the edits in which a card is held because another asks the same, and that one goes."""
    own = "What is Adam? | An optimizer with two averages"
    asks = "# Training\n\nQ: What is Adam?\nA: An optimizer with two averages\n"
    says = f"# Training\n\n## Adam\n\nAdam is {ADAM}.\n"
    both = {"a.md": asks, "b.md": says}
    yield Row("held duplicate while its twin is deleted", (both, {"b.md": says}), {own: ADAM}, sent=True)
    yield Row("twin of a held one stays", (both, {"a.md": asks}), {own: own}, sent=False)
    there = {"a.md": asks}
    yield Row("a duplicate comes and the learned one goes", (there, both, {"b.md": says}), {own: ADAM}, sent=True)
    yield Row("a duplicate comes and goes", (there, both, there), {own: own}, sent=False)


# --- Gaps: the numbers -------------------------------------------------------------------------------------


HEART = "The {{c1::heart}} pumps {{c2::blood}} through the body."
NUMBERS = (
    ("en: word put right", HEART, "The {{c1::heart}} pumps {{c2::lymph}} through the body."),
    ("en: grown", HEART, "The {{c1::heart}} pumps {{c2::red blood}} through the body."),
    ("en: shortened", "The {{c1::heart}} pumps {{c2::red blood}} through the body.", HEART),
    ("en: set before", HEART, "The {{c1::heart}} {{c3::pumps}} {{c2::blood}} through the body."),
    ("en: set behind", HEART, "The {{c1::heart}} pumps {{c2::blood}} through the {{c3::body}}."),
    ("en: taken away", HEART, "The heart pumps {{c2::blood}} through the body."),
    ("en: reordered", HEART, "Through the body {{c2::blood}} is what the {{c1::heart}} pumps."),
    ("zh: word put right", "{{c1::心脏}}把{{c2::血液}}送到全身。", "{{c1::心脏}}把{{c2::淋巴}}送到全身。"),
    ("zh: taken away", "{{c1::心脏}}把{{c2::血液}}送到全身。", "心脏把{{c2::血液}}送到全身。"),
    ("ja: word put right", "{{c1::心臓}}は全身に{{c2::血液}}を送る。", "{{c1::心臓}}は全身に{{c2::酸素}}を送る。"),
    ("ja: grown", "{{c1::心臓}}は全身に{{c2::血液}}を送る。", "{{c1::心臓}}は全身に{{c2::動脈の血液}}を送る。"),
    ("de: word put right", "Das {{c1::Herz}} pumpt {{c2::Blut}}.", "Das {{c1::Herz}} pumpt {{c2::Lymphe}}."),
    ("de: set before", "Das {{c1::Herz}} pumpt {{c2::Blut}}.", "Das {{c1::Herz}} {{c3::pumpt}} {{c2::Blut}}."),
)
NAMED = (
    ("one for one", "The number is {{c1::5}}.", "Pi begins with {{c1::3.14}}."),
    ("two for two", "A map grows at {{c1::0.7}} to the {{c2::double}}.", "{{c1::Two thirds}} fill a {{c2::dict}}."),
    ("one stays", "{{c1::Adam}} was built by {{c2::Kingma}}.", "{{c2::A paper}} of {{c3::2014}} has {{c1::Adam}}."),
    ("more", "The number is {{c1::5}}.", "Pi begins with {{c1::3.14}}, and e with {{c2::2.71}}."),
    ("fewer", HEART, "{{c1::Lungs}} take in air."),
)
"""Gaps of a text with a name of its author's."""
_GAP = re.compile(r"\{\{c\d+::(.*?)\}\}")


def _of_body(text: str, name: str = "") -> dict[str, str]:
    return {"a.md": "# Body\n\n" + _GAP.sub(r"==\1==", text) + f"{name}\n"}


def gaps() -> Iterator[Row]:
    """Give the edits of gaps: the same note, and the same numbers."""
    for what, before, after in NUMBERS:
        states = _of_body(before), _of_body(after)
        yield Row(f"numbers: {what}", states, {before: after}, language=what[:2])
    for what, before, after in NAMED:
        states = _of_body(before, " ^body"), _of_body(after, " ^body")
        yield Row(f"numbers under a name: {what}", states, {before: after})
    less = "The heart pumps {{c2::blood}} through the body."
    back = _of_body(HEART), _of_body(less), _of_body(HEART)
    yield Row("numbers: a gap taken away and set again", back, {HEART: HEART}, sent=True)


# --- Block ids ---------------------------------------------------------------------------------------------


def blocks() -> Iterator[Row]:
    """Give the edits of block ids, which the author writes at the end of a card."""
    question = "Who wrote Faust? | Goethe"
    bare, marked = _asked("Who wrote Faust?", "Goethe", "Books"), _asked("Who wrote Faust?", "Goethe ^faust", "Books")
    same = {question: question}
    yield Row("block id added", ({"a.md": bare}, {"a.md": marked}), same, sent=False)
    yield Row("block id removed", ({"a.md": marked}, {"a.md": bare}), same, sent=False)
    copied = {"a.md": marked}, {"a.md": marked, "b.md": marked}
    yield Row("block id copied with its card", copied, same, sent=False)
    twice = marked + "\nQ: Who wrote Egmont?\nA: Goethe, too ^faust\n"
    yield Row(
        "block id copied to another card",
        ({"a.md": marked}, {"a.md": twice}),
        same,
        new=("Who wrote Egmont? | Goethe, too",),
        sent=False,
    )
    two = {"a.md": marked, "b.md": _asked("Who wrote Emma?", "Austen ^faust", "Novels")}
    both = {question: question, "Who wrote Emma? | Austen": "Who wrote Emma? | Austen"}
    more = {**two, "c.md": "# Others\n\nWords.\n"}
    yield Row("same block id in two files", (two, more), both, sent=False)
    replaced = _asked("Whose play is it?", "The poet's ^faust", "Books")
    yield Row(
        "block id stays, question and answer replaced",
        ({"a.md": marked}, {"a.md": replaced}),
        {question: "Whose play is it? | The poet's"},
    )


# --- Split, merged, translated -----------------------------------------------------------------------------


def others() -> Iterator[Row]:
    """Give the edits after which a card is another one, or only one of two goes on."""
    long = "It keeps an average of the gradients and one of their squares"
    for language, before, after in (
        ("zh", ("谁写了《浮士德》？", "歌德"), ("Who wrote Faust?", "A poet")),
        ("ja", ("ファウストを書いたのは誰ですか", "ゲーテ"), ("Who wrote Faust?", "A poet")),
        ("de", ("Wer hat Faust geschrieben?", "Ein Dichter"), ("Who was it that wrote Faust?", "A poet")),
    ):
        one, two = {"a.md": _asked(*before, "Books")}, {"a.md": _asked(*after, "Books")}
        gone, new = " | ".join(before), " | ".join(after)
        yield Row(f"{language}: translated", (one, two), {}, new=(new,), gone=(gone,), language=language)
    one = {"a.md": _asked("Wie arbeitet Adam?", long, "Training")}
    two = {"a.md": _asked("How does Adam work?", long, "Training")}
    yield Row(
        "translated, a telling answer stays",
        (one, two),
        {f"Wie arbeitet Adam? | {long}": f"How does Adam work? | {long}"},
    )
    pair = "Q: 堆是什么？\nA: 一种树\n\nQ: 堆里谁最大？\nA: 父节点\n"
    whole = "Q: 堆是什么？\nA: 一种树，父节点最大\n"
    yield Row(
        "zh: merged",
        ({"a.md": f"# 树\n\n{pair}"}, {"a.md": f"# 树\n\n{whole}"}),
        {"堆是什么？ | 一种树": "堆是什么？ | 一种树，父节点最大"},
        gone=("堆里谁最大？ | 父节点",),
        language="zh",
    )
    yield Row(
        "zh: split",
        ({"a.md": f"# 树\n\n{whole}"}, {"a.md": f"# 树\n\n{pair}"}),
        {"堆是什么？ | 一种树，父节点最大": "堆是什么？ | 一种树"},
        new=("堆里谁最大？ | 父节点",),
        language="zh",
    )


# --- Marks that were lost ----------------------------------------------------------------------------------

CELL = "What is a cell? | The unit of life."
LABELS = {
    "de": ("Frage: Was ist ein Hund?\nAntwort: Ein Haustier", "Was ist ein Hund? | Ein Haustier"),
    "zh": ("问：细胞是什么？\n答：生命的单位", "细胞是什么？ | 生命的单位"),
    "ja": ("Q: 細胞とは何ですか\nA: 生命の単位です", "細胞とは何ですか | 生命の単位です"),
}


def lost_marks() -> Iterator[Row]:
    """Give the edits by which a card loses a mark and no word: it stays as it is until it is marked again."""
    pairs = {f"{word} | {meaning}": f"{word} | {meaning}" for word, meaning in WORDS.items()}
    items = [f"{word}::{meaning}" for word, meaning in WORDS.items()]
    for what, before, after in (
        ("one sign of a list is halved", _list(*items), _list(items[0], "Maus:mouse", items[2])),
        ("one sign of a list is lost", _list(*items), _list(items[0], "Maus mouse", items[2])),
        ("a line of a list loses its dash", _list(*items), _list(*items).replace("- Maus::", "Maus - ")),
        ("a blank line between bare words", "\n".join(items), "\n\n".join(items)),
    ):
        states = {"a.md": f"# Words\n\n{before}\n"}, {"a.md": f"# Words\n\n{after}\n"}
        yield Row(f"marks: {what}", states, pairs, sent=False)
        yield Row(f"marks: {what} and comes back", (*states, states[0]), pairs, sent=False)
    plugs = ("the hot plug::works while the power is on", "the cold start::a boot", "the warm start::a reset")
    for what, lines in (("paragraph", "\n".join(plugs)), ("list", _list(*plugs))):
        mended = lines.replace("power", "mains").replace("cold start::", "cold start:")
        names = [plug.replace("::", " | ") for plug in plugs]
        hot, cold, warm = names
        states = {"a.md": f"# Servers\n\n{lines}\n"}, {"a.md": f"# Servers\n\n{mended}\n"}
        yield Row(
            f"marks: a {what} loses a sign as another line is put right",
            states,
            {hot: hot.replace("power", "mains"), cold: cold, warm: warm},
        )
    for what, before, after, name in _broken():
        states = {"a.md": f"# Topic\n\n{before}\n"}, {"a.md": f"# Topic\n\n{after}\n"}
        yield Row(f"marks: {what}", states, {name: name}, sent=False)
    terms = "# Topic\n\n- **Adam** - a method with two running averages\n- **SGD** - a method of small steps\n"
    said = {name: name for name in ("a method with two running averages", "a method of small steps")}
    for what, after in (("sign", terms.replace("Adam** -", "Adam**")), ("dash", terms.replace("- **SGD", "**SGD"))):
        yield Row(f"marks: a term loses its {what}", ({"a.md": terms}, {"a.md": after}), said, sent=False)
    two = f"# Topic\n\nQ: Who wrote Faust?\nA: Goethe\n{ASKED}\n"
    both = {name: name for name in ("Who wrote Faust? | Goethe", CELL)}
    for old, new in (("Q: What", "Q What"), ("A: Goethe", "Anwser: Goethe"), ("A: The", "A. The"), ("Q: Who", "Who")):
        states = {"a.md": two}, {"a.md": two.replace(old, new)}
        yield Row(f"marks: {new} beside another card", states, both, sent=False)
    first = {"a.md": f"# Topic\n\nWords.\n\n{ASKED}\n"}
    for what, text in (
        ("the question is taken out", "The unit of life."),
        ("the answer is taken out", "What is a cell?"),
        ("commented out", f"<!--\n{ASKED}\n-->"),
        ("denied as its label goes", "Q What is not a cell?\nA: The unit of life."),
    ):
        yield Row(f"marks: {what}", (first, {"a.md": f"# Topic\n\nWords.\n\n{text}\n"}), {}, gone=(CELL,))
    gap = {"a.md": "# Topic\n\nWords.\n\nWhat is a cell? ==The unit of life.==\n"}
    text = "What is a cell? {The unit of life.}"
    yield Row("marks: a question turned into a gap of the same words", (first, gap), {}, new=(text,), gone=(CELL,))
    yield Row("marks: a gap turned into a question of the same words", (gap, first), {}, new=(CELL,), gone=(text,))


WORDS = {"Haus": "house", "Maus": "mouse", "Hund": "dog"}
ASKED = "Q: What is a cell?\nA: The unit of life."
FOLDED = "<details>\n<summary>What is a cell?</summary>\n\nThe unit of life.\n\n</details>"
MARKS = "START\nBasic\nWhat is a cell?\nBack: The unit of life.\nEND"


def _list(*items: str) -> str:
    return "\n".join(f"- {item}" for item in items)


def _broken() -> Iterator[tuple[str, str, str, str]]:
    """Give what is broken, the text before and after, and the name of its note."""
    for what, text in (
        ("no colon behind Q", ASKED.replace("Q:", "Q")),
        ("a semicolon behind Q", ASKED.replace("Q:", "Q;")),
        ("a mistyped answer", ASKED.replace("A:", "Anwser:")),
        ("no label at the answer", ASKED.replace("A: ", "")),
        ("both labels mistyped", ASKED.replace("Q:", "Q.").replace("A:", "A.")),
        ("under another heading, no colon", "## Life\n\n" + ASKED.replace("Q:", "Q")),
    ):
        yield what, ASKED, text, CELL
    for language, (text, name) in LABELS.items():
        yield f"{language}: a mistyped label", text, text.replace(":", "", 1).replace("：", "", 1), name
    yield "no summary", FOLDED, FOLDED.replace("<summary>", "").replace("</summary>", ""), CELL
    yield "half a summary", FOLDED, FOLDED.replace("</summary>", ""), CELL
    yield "details mistyped", FOLDED, FOLDED.replace("details", "detials"), CELL
    yield "no END", MARKS, MARKS.replace("\nEND", ""), CELL
    yield "no START", MARKS, MARKS.replace("START\n", ""), CELL
    yield "no turning line", "What is a cell?\n?\nThe unit of life.", "What is a cell?\nThe unit of life.", CELL
    callout = "> [!question] What is a cell?\n> The unit of life."
    yield "callout without its sign", callout, callout.replace("!", ""), CELL
    gaps, filled = "The ==heart== pumps ==blood== around.", "The {heart} pumps {blood} around."
    yield "gaps, both half open", gaps, "The ==heart pumps ==blood around.", filled
    yield "gaps, one sign less each", gaps, gaps.replace("== ", "= "), filled
    anki = "The {{c1::heart}} pumps blood around."
    yield "a gap of Anki's, one colon less", anki, anki.replace("::", ":"), "The {heart} pumps blood around."
    says = "They learn noise by heart."
    heading = f"## Should trees be pruned?\n\n{says}"
    yield "a heading loses its mark", heading, heading.replace("?", ""), says
    yield "a heading loses its signs", heading, heading.replace("## ", "").replace("?", ""), says


ALL = [
    *silent_edits(), *in_two_files(), *terms(), *forms(), *held(), *gaps(), *blocks(), *others(), *lost_marks(),
]  # fmt: skip
