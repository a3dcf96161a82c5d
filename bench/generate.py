"""Posts in the shape of a blog of link lists and notes, for measurements where no real ones are at hand.

The same number gives the same posts on every machine. Sizes follow a real blog: about 10 kB a post, 30 links, 14
headings, a formula in every third paragraph of notes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_TOPICS = (
    "图神经网络", "强化学习", "机器翻译", "目标检测", "语音识别", "优化算法", "分布式系统", "编译原理", "数据库",
    "操作系统",
)  # fmt: skip
_WORDS = """
    模型 训练 数据 方法 结果 网络 特征 参数 收敛 梯度 损失 采样 分布 概率 矩阵 向量 空间 任务 性能 实现 系统 缓存 线程
    内存 索引 查询 事务 日志 协议 消息 GPU Transformer Adam dropout batch epoch attention kernel Redis Linux
""".split()  # noqa: SIM905 - a list of words is read as one
_SITES = ("mp.weixin.qq.com/s", "zhuanlan.zhihu.com/p", "blog.csdn.example/article", "www.cnblogs.example/p")
_LABELS = ("官网", "代码", "论文", "参考")


def made_posts(count: int, *, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each post."""
    random_ = random.Random(seed)
    for number in range(count):
        day = f"{2012 + number % 12}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        yield f"{day}-notes_{number}.md", _post(random_, number).encode()


def write_posts(folder: Path, count: int) -> None:
    """Write made posts as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made_posts(count):
        (folder / name).write_bytes(content)


def _post(random_: random.Random, number: int) -> str:
    topic = _TOPICS[number % len(_TOPICS)]
    title = f"{topic}（{number // len(_TOPICS) + 1}）"
    head = f"---\nlayout: post\ntitle: {title}\ncategory: notes\n---\n\n* toc\n{{:toc}}\n"
    parts = [head, f"# {topic}（续）"]
    for _ in range(14):
        parts.append(f"## {_text(random_, 4)}")
        parts += _notes(random_) if random_.random() < 0.6 else _links(random_)
    return "\n\n".join(parts) + "\n"


def _notes(random_: random.Random) -> Iterator[str]:
    for _ in range(random_.randint(3, 9)):
        kind = random_.random()
        if kind < 0.15:
            yield f"$$p({_text(random_, 1)} \\mid x_i) = \\frac{{1}}{{N}}\\sum_j k(x_i, x_j)$$"
        elif kind < 0.3:
            yield f"其中$$x_i$$是{_text(random_, 3)}，**{_text(random_, 1)}**是{_text(random_, 4)}。"
        elif kind < 0.35:
            yield f"```python\n# {_text(random_, 2)}\nx = f({random_.random():.3f})\n```"
        elif kind < 0.4:
            yield "\n".join(f"- {_text(random_, 5)}" for _ in range(4))
        else:
            yield f"{_text(random_, 8)}，{_text(random_, 9)}。{_text(random_, 12)}。"


def _links(random_: random.Random) -> Iterator[str]:
    if random_.random() < 0.4:
        yield f"{random_.choice(_LABELS)}："
    for _ in range(random_.randint(2, 9)):
        yield f"https://{random_.choice(_SITES)}/{random_.getrandbits(64):016x}"
        yield _text(random_, 6)


def _text(random_: random.Random, words: int) -> str:
    return "".join(random_.choices(_WORDS, k=words))
