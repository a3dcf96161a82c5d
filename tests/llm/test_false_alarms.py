"""Kinds of true cards that a check once doubted, with neighbours that nobody reported; and false ones beside them."""

from __future__ import annotations

import pytest

from deckgen.llm.answers import Draft
from deckgen.llm.judging import Judged, judge
from deckgen.llm.sources import Material

AROUND = "前面还有一段话，说的是别的事情。"


def judged(question: str, answer: str, quote: str, *, source: str = "", title: str = "", detail: str = "") -> Judged:
    text = source or f"{AROUND}{quote}"
    draft = Draft(question=question, answer=answer, quote=quote, detail=detail)
    return judge([draft], Material(item="i", use="page", title=title, topic=title, text=text))[0]


TRUE = """
不能写成两个较低次多项式之积的多项式叫什么？ | 不可约多项式 | 不能写成两个较低次多项式之积的多项式叫作不可约多项式
马尔可夫链收敛到平稳分布要满足什么条件？ | 不可约并且非周期 | 链收敛到平稳分布的条件是：它不可约，而且是非周期的
事件循环以哪种方式读套接字？ | 非阻塞方式 | 事件循环以非阻塞方式读取套接字，一次读完
工作进程怎样服务许多连接？ | 非阻塞地处理请求 | 工作进程非阻塞地处理请求，所以一个进程能服务许多连接
为什么一个工作进程能服务许多连接？ | 处理请求时不阻塞 | 工作进程非阻塞地处理请求，所以一个进程能服务许多连接
系统拒绝加载哪种驱动？ | 没有签名的驱动 | 系统默认拒绝加载未签名的驱动程序
怎样安装未签名的扩展？ | 先关闭签名检查 | 先关闭签名检查，才能安装未签名的扩展
未压缩的日志存放在哪里？ | 本机的磁盘 | 未压缩的日志存放在本机的磁盘上，每天打包一次
无损压缩有什么性质？ | 解压后得到原样的数据 | 无损压缩在解压后得到原样的数据，常用于文本
不可变对象能在线程间怎样使用？ | 直接共享，无需加锁 | 不可变对象可以在线程之间直接共享，无需加锁
启动时扫描全部插件有什么后果？ | 拖慢启动 | 启动时扫描全部插件无疑会拖慢启动
缓存的本质是什么？ | 用空间换时间 | 说到底，缓存无非是用空间换取时间
压缩与加密应当按什么次序？ | 先压缩再加密 | 两件事都要做时，不妨先压缩，然后再加密
活性炭为什么能吸附气味？ | 表面有许多小孔 | 活性炭的表面布满无数小孔，所以能吸附气味
加了索引之后查询速度一定会怎样？ | 未必会变快 | 加了索引，查询未必会变快，写入却一定变慢
咖啡因的半衰期大约多久？ | 5 小时左右 | 咖啡因的半衰期约为 5 小时，因人而异
CatBoost 如何避免目标泄露？ | 进行有序编码 | CatBoost 做有序编码，避免了目标泄露
What do readers do to writers under MVCC? | They never block them. | Under MVCC readers never block writers
What did Ada do with her cards? | She copied them, he burned his | Ada copied her cards, Charles burned his
What did Charles give to Ada? | He gave her books, she gave him cards | Charles gave Ada books, Ada gave Charles cards
Raft 的选举超时为什么要随机？ | 避免多个节点同时参选 | 超时取随机值，以免多个节点同时发起选举
Raft 跟随者何时变成候选人？ | 超时之内未收到心跳 | 跟随者在超时之内没有收到心跳，就变成候选人
朴素矩阵算法的时间复杂度是多少？ | $$O(n^6)$$ | 朴素的算法要花 $$n^6$$ 步，所以是 $$O(n^6)$$
Which bound holds for the size of a sample? | $$n\\geq\\frac{1}{4}$$ | The bound $$n&\\geq\\frac{1}{4}$$ holds
方程 x + 2 = 8 的解是什么？ | $$x=6$$ | 方程 $x + 2 = 8$ 的解是 $x=6$，可以直接看出
隐马尔可夫模型按什么预测？ | 最近的 k 个状态 | 模型按最近的 k 个状态预测下一个状态
树上两点的最近公共祖先怎样求？ | 用倍增法向上跳 | 求树上两点的最近公共祖先，可以用倍增法向上跳
滑动平均用哪些样本计算？ | 最近的三个样本 | 滑动平均用最近的三个样本计算，更早的不用
Why is a bloom filter cheap? | It does not store the items | Bloom filters are cheap because they do not store items
Why do goroutines start fast? | They are small | They start fast although they are no threads, since they are small
What can happen to a copy? | It can be dropped | A copy does not touch the original and can be dropped
哪种锁适合短的等待？（两个字以上） | 自旋锁 | 自旋锁适合短的等待，因为线程不必睡眠
How often is the rest of a plan paid? | Each hour | What has not been paid upfront will be taken each hour
Adaboost 的误差 E 是什么？ | $$E = \\sum_{i=1}^N e^{-y_i C_m(x_i)}$$ | 误差是 $$E = \\sum_{i=1}^N e^{-y_i C_m(x_i)}$$
以 a 为中心时约束是什么？ | $$(x_i - a)^T (x_i - a) \\leq R^2$$ | (x_i - a)^T (x_i - a) \\leq R^2
正相关的反面叫什么？ | 负相关 | 期望值大于实际值，因此 A、B 呈负相关
缓存淘汰哪一项？ | 最近最少使用的一项 | 空间不足时，缓存淘汰最近最少使用的一项
"""
"""True cards: question, answer, quote."""

FALSE = """
加了索引之后查询会怎样？ | 查询会变快 | 加了索引，查询未必会变快，写入却一定变慢
不可变对象在线程间共享时要做什么？ | 需要加锁 | 不可变对象可以在线程之间直接共享，无需加锁
工作进程怎样处理请求？ | 阻塞地处理请求 | 工作进程非阻塞地处理请求，所以一个进程能服务许多连接
解码器能不能处理旧格式？ | 能处理旧格式 | 解码器不能处理旧格式，只认新格式
解码器处理哪种格式？ | 不处理新格式 | 解码器只处理新格式，旧格式交给别人
Which filter stores items? | Bloom filters store items | Bloom filters are cheap because they do not store items
校验失败后程序做什么？ | 启动备用内核 | 校验失败后程序无法启动备用内核，只会停在那里
校验失败后程序能做什么？ | 启动备用内核 | 校验失败后，程序未能启动备用内核，停在那里不动
关闭日志之后会怎样？ | 可以恢复旧数据 | 关闭日志之后，就不可以再恢复旧数据，也查不到记录
门票多少钱？ | 6 美元 | 门票的价格是 8 美元，学生半价
朴素算法要多少步？ | $$n^7$$ | 朴素的算法要花 $$n^6$$ 步，比别的都慢
"""


def rows(text: str) -> list[list[str]]:
    return [line.split(" | ") for line in text.strip().splitlines()]


@pytest.mark.parametrize("row", rows(TRUE), ids=lambda row: row[0])
def test_a_true_card_is_not_doubted(row: list[str]) -> None:
    """A negation inside of a term denies that term alone; a formula's mark is no dollar."""
    assert judged(*row).fault == ""


@pytest.mark.parametrize("row", rows(FALSE), ids=lambda row: row[0])
def test_a_false_card_beside_it_is(row: list[str]) -> None:
    assert judged(*row).fault.startswith("R1")


GERMAN = (
    "Der Speicher eines Rechners ist in Seiten geteilt. Eine Seite ist meist vier Kilobyte groß, und die Tabelle der "
    "Seiten steht im Hauptspeicher. Wird eine Seite nicht gefunden, so lädt das Betriebssystem sie von der Platte nach."
)


@pytest.mark.parametrize(
    ("question", "answer", "quote"),
    [
        ("Was tut das Betriebssystem, wenn eine Seite fehlt?", "Es lädt sie vom Laufwerk der Platte nach",
         "so lädt das Betriebssystem sie von der Platte nach"),
        ("Wo steht die Tabelle der Seiten?", "In dem Hauptspeicher", "die Tabelle der Seiten steht im Hauptspeicher"),
        ("Worin ist der Speicher geteilt?", "In Seiten", "Der Speicher eines Rechners ist in Seiten geteilt"),
    ],
)  # fmt: skip
def test_capitals_are_no_names_in_german(question: str, answer: str, quote: str) -> None:
    """Every noun has one: a noun that the source has not is a word among others, and no term made up."""
    assert judged(question, answer, quote, source=GERMAN).verdict in ("ready", "polish")


def test_capitals_are_names_in_english() -> None:
    card = judged(
        "Who wrote the shell?", "It was Ada Newman", "the shell was written by Bob Oldman in one summer",
        source="As we know, the shell was written by Bob Oldman in one summer, and the manual later.",
    )  # fmt: skip
    assert (card.verdict, card.fault) == ("reject", "R1: a term that the source does not have: Ada")


@pytest.mark.parametrize(
    ("question", "answer", "quote"),
    [
        ("布隆过滤器的查询结果有几种？", "2 种", "查询的结果或者是可能存在，或者是一定不存在"),
        ("How long does dough rise at 20 degrees?", "2 times as long", "at 20 degrees it takes double the time"),
    ],
)
def test_what_a_source_may_count_out_is_only_doubted(question: str, answer: str, quote: str) -> None:
    """It may be true: there is a way back. A larger number stands somewhere, or is made up."""
    assert judged(question, answer, quote).is_doubted
    assert judged(question, answer.replace("2", "37"), quote).verdict == "reject"


OTHER = """
Comment éviter de relire ? | Il garde les blocs lus en mémoire | Un cache garde en mémoire les blocs déjà lus
¿Qué guarda una caché de disco? | Los bloques leídos | La caché guarda los bloques que ya fueron leídos
Что хранит дисковый кэш? | Недавно прочитанные блоки | Дисковый кэш хранит в памяти недавно прочитанные блоки
キャッシュは何を保存しますか？ | 読み込んだブロック | キャッシュは読み込んだブロックをメモリに保存する
디스크 캐시는 무엇을 저장하는가? | 이미 읽은 블록 | 디스크 캐시는 이미 읽은 블록을 메모리에 저장한다고 한다
Wie viel Honig braucht ein Volk im Winter? | Etwa 12 kg | Ein Volk braucht im Winter rund zwölf Kilogramm von dem Honig
Combien de chambres le moulin a-t-il ? | 20 chambres | Le moulin a vingt chambres et une seule porte sur la rue
¿Cuántas puertas tiene la torre? | 3 puertas | La torre tiene tres puertas y una escalera en el patio
Wat bewaart een schijfcache? | De gelezen blokken | Een schijfcache bewaart de gelezen blokken in het geheugen
"""
OTHER_FALSE = """
Wie viel Honig braucht ein Volk im Winter? | Etwa 13 kg | Ein Volk braucht im Winter rund zwölf Kilogramm von dem Honig
Что хранит дисковый кэш? | Удалённые файлы системы | Дисковый кэш хранит в памяти недавно прочитанные блоки
キャッシュは何を保存しますか？ | 削除済画像の一覧 | キャッシュは読み込んだブロックをメモリに保存する
디스크 캐시는 무엇을 저장하는가? | 삭제된 사용자 사진 목록 | 디스크 캐시는 이미 읽은 블록을 메모리에 저장한다고 한다
¿Qué guarda una caché de disco? | Las fotografías borradas | La caché guarda los bloques que ya fueron leídos
"""


@pytest.mark.parametrize("row", rows(OTHER), ids=lambda row: row[0])
def test_the_checks_hold_in_other_languages(row: list[str]) -> None:
    """No alphabet is unknown to them: a true card passes."""
    assert judged(*row).fault == ""


@pytest.mark.parametrize("row", rows(OTHER_FALSE), ids=lambda row: row[0])
def test_words_from_elsewhere_are_doubted_in_other_languages(row: list[str]) -> None:
    assert judged(*row).fault.startswith("R1")


LANGUAGE = """
What does `git rebase --onto` move? | 一串提交 | git rebase --onto moves a series of commits onto another base | R8
Kafka 的 ISR 是指哪些副本？ | 与 leader 保持同步的副本 | Kafka 的 ISR 是与 leader 保持同步的副本的集合 |
overlay2 storage driver 怎样存放？ | 把多个层叠在一起 | Docker 的 overlay2 storage driver 把多个层叠在一起 |
哪条命令显示改动？ | git diff --stat HEAD origin/main | 要看改动，用 git diff --stat HEAD origin/main 命令 |
谁发明了万维网？ | Tim Berners-Lee | 万维网是由 Tim Berners-Lee 在日内瓦发明的一种信息系统 |
"""


@pytest.mark.parametrize("row", rows(LANGUAGE), ids=lambda row: row[0])
def test_another_language_is_a_polish_point_of_the_question(row: list[str]) -> None:
    """It never holds a card; copied answers, code and names are of no language."""
    card = judged(*row[:3])
    assert card.verdict == ("polish" if row[3:] and "R8" in row[3] else "ready"), card.fault


TWINS = """
`a = b` 在 Python 里做什么？ | `a != b` 在 Python 里做什么？
C 语言的文件扩展名是什么？ | C++ 语言的文件扩展名是什么？
当 x>0 时，ReLU 的导数是多少？ | 当 x<0 时，ReLU 的导数是多少？
What is the default port of HTTP servers? | What is the default port of HTTPS servers?
What does `tar -c` do with a folder? | What does `tar -x` do with a folder?
How many bits has a register of the R8 chip? | How many bits has a register of the R9 chip?
What is the index of the left child of node i? | What is the index of the right child of node i?
Which turn follows an insert left of the right child? | Which turn follows an insert right of the left child?
R 语言怎样读入一个文件？ | C 语言怎样读入一个文件？
"""


@pytest.mark.parametrize("row", rows(TWINS), ids=lambda row: row[0])
def test_operators_and_short_names_make_another_question(row: list[str]) -> None:
    text = f"{AROUND}这个问题的答案就在这句话里面，第一个是甲，第二个是乙。"
    material = Material(item="i", use="page", title=f"{row[0]} {row[1]}", topic="", text=text)
    drafts = [
        Draft(question=question, answer=answer, quote="第一个是甲，第二个是乙")
        for question, answer in zip(row, ("第一个是甲", "第二个是乙"), strict=True)
    ]
    assert not [card.fault for card in judge(drafts, material) if card.fault.startswith("R9")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("布隆过滤器为什么不支持删除元素？", "布隆过滤器为什么不支持删除元素?"),
        ("What is the default port of a Redis server?", "What's the default port of a Redis server?"),
    ],
)
def test_the_same_question_is_a_twin(first: str, second: str) -> None:
    text = f"{AROUND}这个问题的答案就在这句话里面，第一个是甲，第二个是乙。"
    material = Material(item="i", use="page", title=first, topic="", text=text, questions=(first,))
    draft = Draft(question=second, answer="第一个是甲", quote="第一个是甲，第二个是乙")
    assert judge([draft], material)[0].fault.startswith("R9")
