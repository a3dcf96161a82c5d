"""Notes of every kind as a studious blog gives them, hard ones among them: for looking at and for measuring."""

from __future__ import annotations

from collections.abc import Mapping

from deckgen.export.escaped import text_html
from deckgen.export.html import blocks_html, link_html
from deckgen.markdown.parser import parse_markdown
from deckgen.model import Note, NoteType
from tests.anki_real import PAST

PICTURE = "dg-0123456789abcdef.png"
SOURCE = link_html("https://blog.example/2024/03/02/git#undo", "Git 笔记（二） › 撤销与回退 › 暂存区")

CODE = """```python
class Perceptron(nn.Module):
    \"\"\"One layer, no activation.\"\"\"

    def forward(self, x):  # (batch, 784)
        return F.log_softmax(self.linear(x.view(-1, 28 * 28)), dim=1) if x.numel() > 0 else None
```"""
TABLE = """| 模型 | 年份 | 参数量 | 训练数据 | 主要贡献 |
|---|---|---|---|---|
| AlexNet | 2012 | 6 千万 | ImageNet 120 万张 | ReLU、Dropout 与 GPU 训练 |
| VGG-16 | 2014 | 1.38 亿 | ImageNet | 只用 3×3 卷积，加深网络 |
| ResNet-152 | 2015 | 6 千万 | ImageNet | 残差连接 `y = F(x) + x` |"""
FORMULA = r"""$$
p(\theta \mid x_1, \dots, x_n) = \frac{\prod_{i=1}^{n} p(x_i \mid \theta)\, p(\theta)}
{\int \prod_{i=1}^{n} p(x_i \mid \theta')\, p(\theta')\, \mathrm{d}\theta'}
= \frac{L(\theta)\,p(\theta)}{Z} \propto L(\theta)\,p(\theta)
$$"""
LONG_TITLE = (
    "为什么深度残差网络可以训练到一千层：从梯度消失、恒等映射到 Batch Normalization 的一次完整梳理"
    "（附 PyTorch 实现与 ImageNet 上的对比实验）"
)


def html(markdown: str, images: Mapping[str, str] | None = None) -> str:
    """Give Markdown as a field."""
    return blocks_html(parse_markdown(markdown)[0], images or {}).html


def _note(name: str, note_type: NoteType, **fields: str) -> Note:
    return Note(
        guid=name.replace("_", "").rjust(26, "0"),
        note_type=note_type,
        fields={"Lang": "zh", "Source": SOURCE, "Made": "rules", **fields},
        deck="Deck",
        mod=PAST,
        due=0,
    )


_READING = {
    "Title": text_html("Why does batch normalization work? 再看 internal covariate shift"),
    "URL": "https://www.zhihu.com/question/38102762/answer/607815171?utm=1",
    "Prompt": "讲了什么？",
    "Topic": "深度学习",
    "Site": "zhihu.com",
    "Source": link_html("https://blog.example/2017/05/norm#bn", "深度学习（九）——归一化 › Batch Normalization"),
}
_QUESTION = {
    "Topic": "贝叶斯方法",
    "Question": "后验概率正比于什么？",
    "Answer": html("似然与先验的乘积：$$p(\\theta|x) \\propto p(x|\\theta)p(\\theta)$$"),
}

SPECIMENS: dict[str, Note] = {
    "reading": _note("reading", NoteType.READING, **_READING),
    "reading_full": _note(
        "readingfull",
        NoteType.READING,
        **{
            **_READING,
            "Title": text_html(LONG_TITLE),
            "Prompt": f'<span class="same">{LONG_TITLE}</span>',
            "Comment": html("这篇写得比原论文清楚，第三节的 **推导** 值得抄一遍。"),
            "Digest": html(
                "作者先回顾梯度消失，再说明恒等映射为什么让优化变得容易。\n\n- 残差块\n- 预激活\n- 随机深度"
            ),
            "Author": "何恺明",
            "Published": "2016-03-16",
            "More": link_html("https://github.com/KaimingHe/resnet-1k-layers", "代码")
            + "<br>"
            + link_html("https://arxiv.org/abs/1603.05027", "论文"),
        },
    ),
    "recall": _note(
        "recall",
        NoteType.READING,
        **{
            **_READING,
            "Mine": "归一化让损失曲面更平滑，与 covariate shift 关系不大。",
            "Comment": "对照 Santurkar 2018 读。",
        },
    ),
    "topic": _note(
        "topic",
        NoteType.TOPIC,
        Topic="强化学习",
        Prompt="这个主题的文章讲了什么？",
        Count="12 篇",
        Links="<br>".join(
            link_html(f"https://blog.example/{number}", title)
            for number, title in enumerate(
                [
                    "深入浅出强化学习：从马尔可夫决策过程到策略梯度",
                    "Policy Gradient Algorithms",
                    LONG_TITLE,
                    "蒙特卡罗树搜索",
                    "AlphaGo Zero 原理",
                    "时间差分法 TD(λ)",
                    "Q-learning 为什么会高估？",
                    "A (Long) Peek into Reinforcement Learning",
                    "多臂老虎机",
                    "逆强化学习",
                    "Actor-Critic",
                    "PPO",
                ]
            )
        ),
    ),
    "question": _note("question", NoteType.QUESTION, **_QUESTION),
    "question_full": _note(
        "questionfull",
        NoteType.QUESTION,
        Topic="Git",
        Question=html("如何撤销一次还没有提交的 `git add`，同时保留工作区里的修改？"),
        Answer=html("`git rm --cached FILE`"),
        BackQuestion=html("`git rm --cached FILE` 做什么？"),
        BackAnswer=html("把文件移出暂存区，工作区里的修改仍在。"),
        Detail=html(
            "整个目录：\n\n```bash\n# 递归，逐个移出\n"
            'git rm -r --cached "build/" && git status --short | head -n 20\n```'
        ),
        Quote=html("撤销 add 可以用 git rm --cached FILE，它只动暂存区。"),
        URL="https://git-scm.com/docs/git-rm",
        LinkTitle="git-rm Documentation",
        More=link_html("https://git-scm.com/book/zh/v2", "Pro Git 第二版（中文）"),
    ),
    "code": _note(
        "code",
        NoteType.QUESTION,
        Topic="PyTorch",
        Question=html("PyTorch 里一个单层感知机的 `forward` 怎么写？"),
        Answer=html(CODE),
    ),
    "table": _note(
        "table", NoteType.QUESTION, Topic="卷积网络", Question="三个经典网络的参数量各是多少？", Answer=html(TABLE)
    ),
    "formula": _note(
        "formula",
        NoteType.QUESTION,
        Topic="贝叶斯方法",
        Question=html("贝叶斯公式的完整写法是什么？记 $$Z$$ 为归一化常数"),
        Answer=html(FORMULA),
        Quote=html("其中 $$Z$$ 与 $$\\theta$$ 无关。"),
    ),
    "image": _note(
        "image",
        NoteType.QUESTION,
        Topic="学习方法",
        Question="艾宾浩斯遗忘曲线大致是什么形状？",
        Answer="先快后慢",
        Image=html("![遗忘曲线](a.png)", {"a.png": PICTURE}),
    ),
    "english": _note(
        "english",
        NoteType.QUESTION,
        Lang="en",
        Topic="SQLite",
        Source=link_html("https://blog.example/s", "SQLite notes › Write-ahead log"),
        Question=html("Why can readers and one writer work at the same time under `journal_mode=WAL`?"),
        Answer=html("The writer appends to the log and *never* touches the pages that readers see."),
        Quote=html("WAL provides more concurrency as readers do not block writers."),
        URL="https://sqlite.org/wal.html",
    ),
    "arabic": _note(
        "arabic",
        NoteType.QUESTION,
        Lang="ar",
        Topic="تعلم الآلة",
        Source="مدونة › الشبكات",
        Question="ما هي الشبكة العصبية؟",
        Answer="نموذج حسابي مستوحى من الدماغ، مثل <code>nn.Linear</code>.",
        Quote="الشبكة العصبية نموذج حسابي",
    ),
    "cloze": _note(
        "cloze",
        NoteType.CLOZE,
        Text="机器学习分为 {{c1::监督学习}}、{{c2::无监督学习}} 和 {{c3::强化学习}} 三类，其中第一类的数据带有标签。",
        Context="机器学习基础 › 分类",
        Quote=html("机器学习分为监督学习、无监督学习和强化学习三类。"),
        URL="https://scikit-learn.org/stable/",
        LinkTitle="scikit-learn",
    ),
    "cloze_code": _note(
        "clozecode",
        NoteType.CLOZE,
        Text="C++ 里动态数组是 <code>{{c1::std&#58;&#58;vector&lt;int&gt;}}</code>，"
        "均值公式是 \\(\\bar{x} = {{c2::\\frac{1}{n}\\sum_i x_i}}\\)。",
        Context="C++ › 容器",
    ),
}
