"""The table of edits: cards before, cards after, and which of them are one (design.md 7.2).

A card is written as an author writes it: "question | answer", or a text with ==gaps==. ``wanted`` gives, for each card
of after, the place of the card of before whose note it keeps, or None where it is another note.
"""

from __future__ import annotations

from typing import NamedTuple


class Edit(NamedTuple):
    """One row of the table."""

    what: str
    before: list[str]
    after: list[str]
    wanted: list[int | None]
    said: str = ""  # what else the posts say after the edit
    moved: str = ""  # the file of after, where it is another one (the old one is gone)
    is_silent: bool = False  # whether no word was touched, so that nothing is sent again


ANSWERS = [
    Edit("en: a year put right", ["When was Rome founded? | 755 BC"], ["When was Rome founded? | 753 BC"], [0]),
    Edit("zh: a year put right", ["罗马何时建成？ | 公元前755年"], ["罗马何时建成？ | 公元前753年"], [0]),
    Edit(
        "ja: a year put right",
        ["ローマはいつ建てられましたか | 紀元前755年"],
        ["ローマはいつ建てられましたか | 紀元前753年"],
        [0],
    ),
    Edit(
        "de: a year put right",
        ["Wann wurde Rom gegründet? | 755 v. Chr."],
        ["Wann wurde Rom gegründet? | 753 v. Chr."],
        [0],
    ),
    Edit("en: a number put right", ["How many bits has an octet? | 7"], ["How many bits has an octet? | 8"], [0]),
    Edit("en: a name put right", ["Who wrote Faust? | Schiller"], ["Who wrote Faust? | Goethe"], [0]),
    Edit("zh: a name put right", ["谁写了《红楼梦》？ | 高鹗"], ["谁写了《红楼梦》？ | 曹雪芹"], [0]),
    Edit("en: a unit put right", ["How far is the Moon? | 384,400 m"], ["How far is the Moon? | 384,400 km"], [0]),
    Edit(
        "en: lengthened", ["What is a heap? | A tree"], ["What is a heap? | A tree whose parents are no smaller"], [0]
    ),
    Edit("en: shortened", ["What is a heap? | A tree with order"], ["What is a heap? | A tree"], [0]),
    Edit(
        "en: swapped with a neighbour's",
        ["Port of SSH? | 80", "Port of HTTP? | 22"],
        ["Port of SSH? | 22", "Port of HTTP? | 80"],
        [0, 1],
    ),
    Edit(
        "zh: swapped",
        ["甲的首都是哪？ | 北市", "乙的首都是哪？ | 南市"],
        ["甲的首都是哪？ | 南市", "乙的首都是哪？ | 北市"],
        [0, 1],
    ),
    Edit(
        "en: another answer, file renamed",
        ["Who wrote Faust? | Schiller"],
        ["Who wrote Faust? | Goethe"],
        [0],
        moved="b.md",
    ),
    Edit(
        "en: code of the answer put right",
        ["How do you list an archive? | `tar -x`"],
        ["How do you list an archive? | `tar -t`"],
        [0],
    ),
]

QUESTIONS = [
    Edit("en: words added", ["Who wrote Faust? | Goethe"], ["Who was it that first wrote Faust? | Goethe"], [0]),
    Edit("en: words dropped", ["Which famous man wrote Faust? | Goethe"], ["Who wrote Faust? | Goethe"], [0]),
    Edit("en: reordered", ["What is the capital of France? | Paris"], ["Which city is France's capital? | Paris"], [0]),
    Edit("en: inflected", ["What do caches store? | Copies"], ["What does a cache store? | Copies"], [0]),
    Edit("zh: words added", ["法国首都是哪里？ | 巴黎"], ["法国现在的首都是哪里？ | 巴黎"], [0]),
    Edit("zh: words dropped", ["今天法国的首都是哪里？ | 巴黎"], ["法国首都是哪里？ | 巴黎"], [0]),
    Edit("zh: reordered", ["机器学习由谁提出？ | 塞缪尔"], ["由谁提出机器学习？ | 塞缪尔"], [0]),
    Edit("ja: words added", ["水の沸点は何度ですか | 百度"], ["標準気圧での水の沸点は何度ですか | 百度"], [0]),
    Edit(
        "de: words added",
        ["Wie lange dauert der Flug? | Zwei Stunden"],
        ["Wie lange dauert der Flug nach dem Start? | Zwei Stunden"],
        [0],
    ),
    Edit("de: inflected", ["Was ist ein Haus? | Ein Gebäude"], ["Was sind Häuser? | Ein Gebäude"], [0]),
    Edit(
        "en: words added, the answer grows",
        ["Who wrote Faust? | Goethe"],
        ["Who then wrote Faust? | Johann Goethe"],
        [0],
    ),
    Edit(
        "en: a letter of a name mended", ["Who was Einstien? | A physicist"], ["Who was Einstein? | A physicist"], [0]
    ),
    Edit("en: a letter mended, short answer", ["Capital of Gremany? | Berlin"], ["Capital of Germany? | Berlin"], [0]),
    Edit("de: a letter of a noun mended", ["Was ist ein Fahrad? | Ein Rad"], ["Was ist ein Fahrrad? | Ein Rad"], [0]),
    Edit(
        "en: a name mended that stands nowhere else",
        ["Capital of Gambia? | Lusaka"],
        ["Capital of Zambia? | Lusaka"],
        [0],
    ),
    Edit(
        "en: words replaced, a telling answer stays",
        ["How does a mutex work? | It lets only one thread enter the section at a time"],
        ["What is a lock for? | It lets only one thread enter the section at a time"],
        [0],
    ),
    Edit(
        "zh: a Han character mended, a telling answer stays",
        ["梯渡下降做什么？ | 沿负梯度方向更新参数"],
        ["梯度下降做什么？ | 沿负梯度方向更新参数"],
        [0],
    ),
    Edit(
        "ja: a Han character mended, a telling answer stays",
        ["気象庁とは | 天気予報を発表する官庁"],
        ["気像庁とは | 天気予報を発表する官庁"],
        [0],
    ),
    Edit(
        "de: words replaced, a telling answer stays",
        ["Wozu dient ein Mutex? | Nur ein Thread betritt den kritischen Abschnitt"],
        ["Was leistet eine Sperre? | Nur ein Thread betritt den kritischen Abschnitt"],
        [0],
    ),
]

OTHERS = [
    Edit("en: hot and cold to big and small", ["Opposite of hot? | cold"], ["Opposite of big? | small"], [None]),
    Edit("zh: 狗 to 猫", ["“狗”用英语怎么说？ | dog"], ["“猫”用英语怎么说？ | cat"], [None]),
    Edit("en: tar -x to tar -t", ["What does `tar -x` do? | extracts"], ["What does `tar -t` do? | lists"], [None]),
    Edit(
        "en: -d to -D", ["What does `git branch -d` do? | deletes"], ["What does `git branch -D` do? | forces"], [None]
    ),
    Edit("en: HTTP to HTTPS", ["Port of HTTP? | 80"], ["Port of HTTPS? | 443"], [None]),
    Edit("en: IPv4 to IPv6", ["Bits of an IPv4 address? | 32"], ["Bits of an IPv6 address? | 128"], [None]),
    Edit("zh: 大端 to 小端", ["大端先存什么？ | 高位"], ["小端先存什么？ | 低位"], [None]),
    Edit("ja: words of question and answer", ["犬は英語で何ですか | dog"], ["猫は英語で何ですか | cat"], [None]),
    Edit("de: Haus to Maus", ["Was heißt Haus? | house"], ["Was heißt Maus? | mouse"], [None]),
    Edit("en: 1958 to 1962, short answer stays", ["Who won in 1958? | Brazil"], ["Who won in 1962? | Brazil"], [None]),
    Edit(
        "en: heap sort to merge sort", ["Cost of heap sort? | O(n log n)"], ["Cost of merge sort? | O(n log n)"], [None]
    ),
    Edit(
        "en: sulfate to sulfite, the old one stands",
        ["Charge of sulfate? | 2"],
        ["Charge of sulfite? | 2"],
        [None],
        said="Sulfate.",
    ),
    Edit(
        "en: Gambia to Zambia, the old one stands",
        ["Where is Gambia? | Africa"],
        ["Where is Zambia? | Africa"],
        [None],
        said="Gambia",
    ),
    Edit("en: not", ["Which sort is stable? | merge sort"], ["Which sort is not stable? | merge sort"], [None]),
    Edit("zh: 不", ["哪种排序稳定？ | 归并"], ["哪种排序不稳定？ | 归并"], [None]),
    Edit("en: Haus to Maus, short answer stays", ["Gender of Haus? | n"], ["Gender of Maus? | n"], [None]),
    Edit("en: C to C++", ["Who made C? | A man"], ["Who made C++? | A man"], [None]),
    Edit(
        "en: translated",
        ["Who was the author of Faust? | Goethe"],
        ["Wer hat Faust geschrieben? | Ein Dichter"],
        [None],
    ),
]

GAPS = [
    Edit("another pair", ["==Haus== : ==house=="], ["==Maus== : ==mouse=="], [None]),
    Edit("all of several replaced", ["In ==1969== came ==Armstrong=="], ["In ==1961== came ==Gagarin=="], [None]),
    Edit("en: a word put right", ["Rome was founded in ==755== BC"], ["Rome was founded in ==753== BC"], [0]),
    Edit(
        "en: one of two put right", ["==Rome== was founded in ==755== BC"], ["==Rome== was founded in ==753== BC"], [0]
    ),
    Edit("zh: a word put right", ["罗马建于==前755年=="], ["罗马建于==前753年=="], [0]),
    Edit("ja: a word put right", ["ローマは==前755年==に建てられた"], ["ローマは==前753年==に建てられた"], [0]),
    Edit("de: a word put right", ["Rom wurde ==755== gegründet"], ["Rom wurde ==753== gegründet"], [0]),
    Edit("grown", ["A heap is a ==tree== with order"], ["A heap is a ==binary tree== with order"], [0]),
    Edit("shortened", ["A heap is a ==binary tree== with order"], ["A heap is a ==tree== with order"], [0]),
    Edit("a gap added", ["A heap is a ==tree== with order"], ["A ==heap== is a ==tree== with order"], [0]),
    Edit("a gap taken away", ["A ==heap== is a ==tree== with order"], ["A heap is a ==tree== with order"], [0]),
    Edit("reordered", ["The ==heart== pumps ==blood=="], ["==Blood== is pumped: the ==heart== pumps"], [0]),
    Edit(
        "text reworded, gaps stay",
        ["The ==heart== pumps ==blood=="],
        ["The human ==heart== always pumps ==blood=="],
        [0],
    ),
    Edit("en: a small word changed", ["The ==heart== pumps blood"], ["A ==heart== pumps blood"], [0]),
    Edit(
        "ja: a small word changed beside a gap",
        ["ローマは==前755年==に建てられた"],
        ["ローマが==前755年==に建てられた"],
        [0],
    ),
    Edit("en: a text inflected", ["The ==heart== pumps blood"], ["The ==heart== pumped the blood"], [0]),
    Edit("en: a letter of a text mended", ["==Hearts== pump blood arround"], ["==Hearts== pump blood around"], [0]),
    Edit("en: words in another order", ["The ==heart== pumps blood"], ["Blood is pumped by the ==heart=="], [0]),
    Edit("en: a gap and a small word", ["Rome was founded in ==755=="], ["Rome had been founded in ==753=="], [0]),
    Edit("zh: a gap and a small word", ["罗马建于==前755年=="], ["罗马是建于==前753年==的"], [0]),
    Edit("ja: a gap and a small word", ["ローマは==前755年==に建てられた"], ["ローマが==前753年==に建てられた"], [0]),
    Edit("de: a gap and a small word", ["Rom wurde ==755== gegründet"], ["Rom war ==753== gegründet"], [0]),
    Edit(
        "en: one of two gaps and a small word",
        ["==Rome== was founded in ==755=="],
        ["==Rome== has been founded in ==753=="],
        [0],
    ),
    Edit("en: a gap and a word that names", ["Rome fell in ==476=="], ["Rome rose in ==753=="], [None]),
    Edit("en: a gap and not", ["Iron is ==red=="], ["Iron is not ==blue=="], [None]),
    Edit("en: a gap and a letter", ["==Liver== pumps blood arround"], ["==Heart== pumps blood around"], [None]),
    Edit("en: a gap and all there is", ["It is a ==heap=="], ["That was the ==stack=="], [None]),
    Edit("zh: a gap and 不", ["铁是==红色==的"], ["铁不是==蓝色==的"], [None]),
    Edit("only gaps changed, nothing else there", ["{{c1::cat}}"], ["{{c1::dog}}"], [None]),
    Edit(
        "one of several patterns",
        ["==Berlin== is in ==Germany==", "==Paris== is in ==France=="],
        ["==Rome== is in ==Italy==", "==Paris== is in ==France=="],
        [None, 1],
    ),
]

OF_MANY = [
    Edit(
        "en: forty of one pattern",
        [f"Capital of land {letter}? | City {letter}" for letter in "abcdefgh"],
        [f"Capital of land {letter}? | City {letter}" for letter in "hgfedcba"],
        [7, 6, 5, 4, 3, 2, 1, 0],
    ),
    Edit(
        "split",
        ["What is a heap? | A tree. Its parents win."],
        ["What is a heap? | A tree.", "Who wins in a heap? | Its parents"],
        [0, None],
    ),
    Edit(
        "merged",
        ["What is a heap? | A tree", "Who wins there? | Parents"],
        ["What is a heap? | A tree. Parents win."],
        [0],
    ),
    Edit("turned into a gap", ["Who wrote Faust? | Goethe"], ["Faust was written by ==Goethe=="], [None]),
    Edit(
        "markup, blanks, end marks, number",
        ["1. Who wrote Faust? | Goethe"],
        ["Who  wrote <b>Faust</b> | Goethe."],
        [0],
        is_silent=True,
    ),
    Edit(
        "zh: markup, end marks, number",
        ["1、细胞是什么？ | 生命的单位"],
        ["2、<b>细胞</b>是什么 | 生命的单位。"],
        [0],
        is_silent=True,
    ),
    Edit(
        "markup, blanks and end marks of a text with gaps",
        ["The ==heart== pumps blood"],
        ["The  ==heart== pumps <b>blood</b>."],
        [0],
        is_silent=True,
    ),
    Edit(
        "copied with another answer",
        ["What is a cell? | A unit"],
        ["What is a cell? | A unit", "What is a cell? | A room"],
        [0, None],
    ),
]

ALL = [*ANSWERS, *QUESTIONS, *OTHERS, *GAPS, *OF_MANY]
